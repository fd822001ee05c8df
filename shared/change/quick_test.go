package change

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"faro.example/shared/day"
	"faro.example/shared/id"
	"faro.example/shared/minor"
)

func ids[T any]() *rapid.Generator[id.Of[T]] {
	return rapid.Custom(func(t *rapid.T) id.Of[T] {
		return id.Of[T](rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
	})
}

// drawHeader gives any header that can be encoded, valid or not.
func drawHeader(t *rapid.T) Header {
	numbers := rapid.Uint64Max(maxNumber)
	h := Header{
		Faro: rapid.IntRange(0, 3).Draw(t, "format"), ID: ID(ids[record]().Draw(t, "id")), Seq: numbers.Draw(t, "seq"),
		Made:    Made{At: time.Unix(rapid.Int64Range(0, 4_000_000_000).Draw(t, "made"), 0).UTC(), Skew: rapid.Int64Range(-maxNumber, maxNumber).Draw(t, "skew")},
		Section: rapid.SampledFrom(append(Sections(), "cellar")).Draw(t, "section"),
		Kind:    rapid.SampledFrom([]string{"minor.found", "retracted", "no.such-kind", ""}).Draw(t, "kind"),
		Version: rapid.IntRange(0, 1<<16).Draw(t, "version"),
	}
	copy(h.Digest[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "digest"))
	copy(h.Minor[:], h.Digest[:])
	copy(h.Agent[:], h.Digest[8:])
	h.Was.Agent = h.Agent
	if rapid.Bool().Draw(t, "first") {
		h.Was = Ref{}
	}
	h.On = day.On(day.Must("2026-01-31"))
	if rapid.Bool().Draw(t, "an instant") {
		h.On = day.At(h.Made.At.In(time.FixedZone("", rapid.IntRange(-12, 14).Draw(t, "zone")*3600)))
	}
	if rapid.Bool().Draw(t, "stand-in") {
		h.StandIn = minor.Text(rapid.StringMatching(`[ -\[\]-~é\\]{0,9}`).Draw(t, "stand-in's name"))
	}
	if rapid.Bool().Draw(t, "seen") {
		h.Seen = Seen{Epoch: rapid.IntRange(0, 3).Draw(t, "epoch"), Position: numbers.Draw(t, "position")}
		h.Seen.Records = rapid.SliceOfN(rapid.Map(ids[record](), func(v id.Of[record]) ID { return v }), 0, 3).Draw(t, "records")
		h.Seen.Minors = rapid.SliceOfN(rapid.Just(h.Minor), 0, 2).Draw(t, "minors")
	}
	return h
}

// The quick reader gives what the general one gives, and declines nothing that
// is encoded in plain ASCII.
func TestTheQuickReaderOfHeadersReadsWhatTheEncoderWrites(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		want := drawHeader(r)
		raw, err := encode(&want)
		if err != nil {
			r.Fatal(err)
		}
		var got, slow Header
		if err := decodeExact(raw, &slow); err != nil {
			r.Fatalf("the general reader refuses %s: %v", raw, err)
		}
		plain := !bytes.ContainsFunc(raw, func(r rune) bool { return r > '~' || r == '\\' }) && !want.On.IsZero()
		if quick := quickHeader(raw, &got); quick != plain {
			r.Fatalf("the quick reader says %v of %s", quick, raw)
		} else if quick && !reflect.DeepEqual(got, slow) {
			r.Fatalf("%s is read as %#v, and by the general reader as %#v", raw, got, slow)
		}
	})
}

// One changed byte is refused by both readers, or read alike by both.
func FuzzQuickHeader(f *testing.F) {
	vectors, err := filepath.Glob("testdata/vectors/*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, v := range vectors {
		b, err := os.ReadFile(v)
		if err != nil {
			f.Fatal(err)
		}
		var vector struct{ Header string }
		if err := json.Unmarshal(b, &vector); err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(vector.Header))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var got, want Header
		if !quickHeader(raw, &got) {
			return
		}
		if err := decodeExact(raw, &want); err != nil {
			t.Fatalf("%q is read quickly, and refused by the general reader: %v", raw, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%q is read as %#v, and by the general reader as %#v", raw, got, want)
		}
	})
}
