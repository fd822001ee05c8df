package change_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"faro.example/shared/change"
	"faro.example/shared/fault"
)

var update = flag.Bool("update", false, "write the vectors that are missing; one that is there is never changed")

// vector is one record with all its bytes. Header and body stand as strings so
// that they are there byte for byte.
type vector struct {
	About       string `json:"about"`
	Seed        string `json:"seed"` // of the Ed25519 key (RFC 8032), hexadecimal like all below
	Header      string `json:"header"`
	Salt        string `json:"salt,omitempty"` // none without a body
	Body        string `json:"body,omitempty"`
	Sig         string `json:"sig"`
	Frame       string `json:"frame"`
	Fingerprint string `json:"fingerprint"`
	Leaf        string `json:"leaf"`
}

func vectorOf(about string, rec *change.Record) vector {
	data := change.AppendRecord(nil, rec)
	fingerprint, leaf := change.Fingerprint(data), rec.Leaf()
	v := vector{
		About: about, Seed: hex.EncodeToString(vectorKey().Seed()), Header: string(rec.Raw), Body: string(rec.BodyRaw),
		Sig: hex.EncodeToString(rec.Sig[:]), Frame: hex.EncodeToString(data),
		Fingerprint: hex.EncodeToString(fingerprint[:]), Leaf: hex.EncodeToString(leaf[:]),
	}
	if rec.HasBody() {
		v.Salt = hex.EncodeToString(rec.Salt[:])
	}
	return v
}

// path is where the vector of a kind and version stands.
func path(kind string, version int) string {
	return filepath.Join("testdata", "vectors", fmt.Sprintf("%s.%d.json", kind, version))
}

// golden reads a vector. With -update it writes it first if it is missing.
func golden(t testing.TB, path string, v func() vector) vector {
	t.Helper()
	if _, err := os.Stat(path); *update && errors.Is(err, fs.ErrNotExist) {
		if err := os.WriteFile(path, asFile(t, v()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return readVector(t, path)
}

func readVector(t testing.TB, path string) vector {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("no vector: %v (add an example, then run with -update)", err)
	}
	var v vector
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return v
}

func asFile(t testing.TB, v vector) []byte {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A vector that fails means: find another approach. The bytes are in ledgers.
func TestEachKindHasTheBytesOfItsVector(t *testing.T) {
	have := map[string]bool{}
	for _, ex := range examples() {
		kind := ex.body.Kind()
		if _, ok := change.Lookup(kind); !ok {
			t.Fatalf("%s is not in the catalogue", kind)
		}
		have[kind] = true
		t.Run(kind, func(t *testing.T) {
			rec, err := signed(ex)
			if err != nil {
				t.Fatalf("sign: %v", err)
			}
			want := golden(t, path(kind, rec.Version), func() vector { return vectorOf("the kind "+kind, &rec) })
			if got := vectorOf(want.About, &rec); got != want {
				t.Errorf("signing gives other bytes:\n got %+v\nwant %+v", got, want)
			}
			got := checkVector(t, want)
			if !reflect.DeepEqual(got.Body, ex.body) {
				t.Errorf("the body is read as something else than it was written from")
			}
		})
	}
	for _, e := range change.Catalogue() {
		if !have[e.Kind] {
			t.Errorf("%s has no example, so its bytes are not frozen", e.Kind)
		}
		for v := 1; v <= e.Version; v++ {
			if _, err := os.Stat(path(e.Kind, v)); err != nil {
				t.Errorf("version %d of %s has no vector", v, e.Kind)
			}
		}
	}
}

// Every vector is read, older versions of a kind included.
func TestEveryVectorIsRead(t *testing.T) {
	files, err := filepath.Glob("testdata/vectors/*.json")
	if err != nil || len(files) < len(change.Catalogue()) {
		t.Fatalf("%d vectors, %v", len(files), err)
	}
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".json"), func(t *testing.T) { checkVector(t, readVector(t, f)) })
	}
}

// checkVector reads a vector and checks that each of its parts follows from
// the others.
func checkVector(t *testing.T, v vector) change.Record {
	t.Helper()
	data := unhex(t, v.Frame)
	rec, err := change.Decode(data)
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	if got := vectorOf(v.About, &rec); got != v {
		t.Errorf("what was read is written as something else:\n got %+v\nwant %+v", got, v)
	}
	public := ed25519.NewKeyFromSeed(unhex(t, v.Seed)).Public().(ed25519.PublicKey)
	if err := rec.Verify(public); err != nil {
		t.Errorf("verify: %v", err)
	}
	bare := rec.Detached()
	if err := bare.Verify(public); err != nil || bare.HasBody() || bare.Leaf() != rec.Leaf() {
		t.Errorf("without its body: verify %v, leaf %x; want leaf %x", err, bare.Leaf(), rec.Leaf())
	}
	if change.Fingerprint(change.AppendRecord(nil, &bare)) != change.Fingerprint(data) {
		t.Error("the fingerprint changes when the body is struck out")
	}
	return rec
}

// unknown signs a record of a kind or version that this code does not know, as
// a newer installation would: the header's text is changed and signed again.
func unknown(t testing.TB, kind string, version int, section change.Section, body string) change.Record {
	t.Helper()
	old, err := signed(example{body: examples()[0].body})
	if err != nil {
		t.Fatal(err)
	}
	old.Kind, old.Version, old.Section, old.BodyRaw = kind, version, section, []byte(body)
	h := header(example{})
	h.Seq = 43
	rec, err := change.Reissue(vectorKey(), old, h)
	if err != nil {
		t.Fatalf("sign %s version %d: %v", kind, version, err)
	}
	return rec
}

// The name example.unknown is never given to a kind, nor version 65536.
func TestAKindOrVersionToComeIsKeptAndPassedOn(t *testing.T) {
	const body = `{"at":{"words":"Casa"},"floor":3,"new":[{"deep":null},1.5,"<&>"]}`
	cases := []struct {
		name    string
		kind    string
		version int
		section change.Section
	}{
		{"unknown-kind", "example.unknown", 1, change.Guardian},
		{"higher-version", "placement.began", 1 << 16, change.Presence},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			want := golden(t, filepath.Join("testdata", "vectors", c.name+".json"), func() vector {
				rec := unknown(t, c.kind, c.version, c.section, body)
				return vectorOf(c.kind+" of a version to come: kept as it is, routed by its section, passed on", &rec)
			})
			rec := checkVector(t, want)
			if rec.Known() || rec.Body != nil || string(rec.BodyRaw) != body {
				t.Errorf("known %v, body %v, bytes %s", rec.Known(), rec.Body, rec.BodyRaw)
			}
			if rec.Kind != c.kind || rec.Version != c.version || rec.Section != c.section {
				t.Errorf("it is a %s of version %d in %s", rec.Kind, rec.Version, rec.Section)
			}
		})
	}
}

func TestARecordWithoutItsBodyIsRead(t *testing.T) {
	whole, err := signed(examples()[0])
	if err != nil {
		t.Fatal(err)
	}
	v := golden(t, filepath.Join("testdata", "vectors", "detached.json"), func() vector {
		bare := whole.Detached()
		return vectorOf("a record whose body was struck out", &bare)
	})
	rec := checkVector(t, v)
	if rec.HasBody() || rec.Body != nil || !rec.Known() || rec.Salt != [16]byte{} {
		t.Errorf("body %v, known %v", rec.HasBody(), rec.Known())
	}
}

func TestTheFrameOfALostRecordIsARemarkUnderItsNumber(t *testing.T) {
	const file, reason = "testdata/lost.hex", "the disk failed on 29 March; no copy"
	if _, err := os.Stat(file); *update && errors.Is(err, fs.ErrNotExist) {
		text := hex.EncodeToString(change.AppendFrame(nil, change.Frame{Seq: 44, Data: change.AppendLost(nil, reason)}))
		if err := os.WriteFile(file, []byte(text+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	batch := unhex(t, strings.TrimSpace(string(text)))
	frames, err := change.ReadFrames(bytes.NewReader(batch))
	if err != nil || len(frames) != 1 || frames[0].Seq != 44 {
		t.Fatalf("got %v, %v", frames, err)
	}
	if got, ok := change.Lost(frames[0].Data); !ok || got != reason {
		t.Errorf("got %q, %v", got, ok)
	}
	if rec, err := change.Decode(frames[0].Data); !fault.Is(err, fault.Invalid) || !reflect.DeepEqual(rec, change.Record{}) {
		t.Errorf("a lost record is read as %v, %v", rec, err)
	}
	if got := change.AppendFrame(nil, change.Frame{Seq: 44, Data: change.AppendLost(nil, reason)}); !bytes.Equal(got, batch) {
		t.Errorf("got %x, want %x", got, batch)
	}
}

// What is in it is opened by the registry's package seal.
func TestTheFrameOfASealedRecordIsAnAgeFileUnderItsNumber(t *testing.T) {
	text, err := os.ReadFile("testdata/sealed.json")
	if err != nil {
		t.Fatal(err)
	}
	var v struct{ Frame, Opened string }
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	batch := unhex(t, v.Frame)
	frames, err := change.ReadFrames(bytes.NewReader(batch))
	if err != nil || len(frames) != 1 {
		t.Fatalf("got %v, %v", frames, err)
	}
	data := frames[0].Data
	sealed, is := change.Sealed(data)
	if !is || !bytes.HasPrefix(sealed, []byte("age-encryption.org/v1\n")) || !bytes.Equal(change.AppendSealed(nil, sealed), data) {
		t.Errorf("got %q, %v", sealed, is)
	}
	if rec, err := change.Decode(data); !fault.Is(err, fault.Invalid) || !reflect.DeepEqual(rec, change.Record{}) {
		t.Errorf("a sealed record is read as %v, %v", rec, err)
	}
	rec, err := change.Decode(unhex(t, v.Opened))
	if err != nil || rec.Seq != frames[0].Seq || change.Fingerprint(data) == change.Fingerprint(unhex(t, v.Opened)) {
		t.Errorf("what is in it is number %d, %v", rec.Seq, err)
	}
	if _, is := change.Sealed(unhex(t, v.Opened)); is {
		t.Error("a record that is not sealed counts as sealed")
	}
}
