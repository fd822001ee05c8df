package id_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"faro.example/shared/fault"
	"faro.example/shared/id"
)

type (
	thing struct{}
	ID    = id.Of[thing]
)

const text = "01890a5d-ac96-774b-bcce-b302099a8057"

func TestANewIdentifierIsAUUIDOfVersion7(t *testing.T) {
	a, b := id.New[thing](), id.New[thing]()
	u, err := uuid.Parse(a.String())
	if err != nil || u.Version() != 7 || u.Variant() != uuid.RFC4122 {
		t.Errorf("got %v version %d variant %v (%v)", u, u.Version(), u.Variant(), err)
	}
	if a == b || a.IsZero() {
		t.Errorf("two new identifiers are %v and %v", a, b)
	}
}

func TestOnlyTheOneTextIsAccepted(t *testing.T) {
	cases := []struct{ name, in string }{
		{"nothing", ""},
		{"upper case", "01890A5D-ac96-774b-bcce-b302099a8057"},
		{"no hyphens", "01890a5dac96774bbcceb302099a8057"},
		{"braces", "{01890a5d-ac96-774b-bcce-b302099a8057}"},
		{"urn", "urn:uuid:01890a5d-ac96-774b-bcce-b302099a8057"},
		{"a letter that is no digit", "01890a5g-ac96-774b-bcce-b302099a8057"},
		{"a hyphen for a digit, at the start", "-1890a5d-ac96-774b-bcce-b302099a8057"},
		{"a hyphen for a digit, in the last group", "01890a5d-ac96-774b-bcce--302099a8057"},
		{"a hyphen for the last digit", "01890a5d-ac96-774b-bcce-b302099a805-"},
		{"two hyphens for a byte", "--890a5d-ac96-774b-bcce-b302099a8057"},
		{"a hyphen out of place", "01890a5da-c96-774b-bcce-b302099a8057"},
		{"a space at the end", "01890a5d-ac96-774b-bcce-b302099a8057 "},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if v, err := id.Parse[thing](c.in); !fault.Is(err, fault.Invalid) || !v.IsZero() {
				t.Errorf("Parse(%q) = %v, %v; want nothing, and invalid", c.in, v, err)
			}
		})
	}
}

func TestTextAndColumnRoundTrip(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		v := ID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(r, "bytes"))
		if got := id.Must[thing](v.String()); got != v {
			r.Fatalf("text: got %v, want %v", got, v)
		}
		col, err := v.Value()
		if err != nil {
			r.Fatal(err)
		}
		var scanned ID
		if err := scanned.Scan(col); err != nil || scanned != v {
			r.Fatalf("column: got %v (%v), want %v", scanned, err, v)
		}
		w := ID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(r, "other"))
		if a, b := v.Compare(w), compare(v.String(), w.String()); a != b {
			r.Fatalf("bytes are ordered %d, texts %d", a, b)
		}
	})
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func TestScanTakesWhatDatabasesGive(t *testing.T) {
	want := id.Must[thing](text)
	for _, src := range []any{text, []byte(text), want[:], [16]byte(want)} {
		var got ID
		if err := got.Scan(src); err != nil || got != want {
			t.Errorf("Scan(%T) = %v, %v", src, got, err)
		}
	}
	got := want
	if err := got.Scan(nil); err != nil || !got.IsZero() {
		t.Errorf("Scan(nil) = %v, %v; want no identifier", got, err)
	}
	if err := got.Scan(7); !fault.Is(err, fault.Internal) {
		t.Errorf("Scan(7) = %v, want internal", err)
	}
	if v, err := (ID{}).Value(); v != nil || err != nil {
		t.Errorf("no identifier is stored as %v, %v; want NULL", v, err)
	}
}

func TestAnIdentifierIsAJSONStringAndMapKey(t *testing.T) {
	in := map[ID]ID{id.Must[thing](text): id.Must[thing](text)}
	b, err := json.Marshal(in)
	if err != nil || string(b) != `{"`+text+`":"`+text+`"}` {
		t.Fatalf("got %s, %v", b, err)
	}
	var out map[ID]ID
	if err := json.Unmarshal(b, &out); err != nil || !cmp.Equal(in, out) {
		t.Errorf("got %v, %v", out, err)
	}
}

func TestMustPanicsOnABadText(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	id.Must[thing]("nobody")
}

// What is accepted is a UUID in the one spelling; what is refused gives nothing.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		text, "", "00000000-0000-0000-0000-000000000000", "-1890a5d-ac96-774b-bcce-b302099a805-",
		"--890a5d-ac96-774b-bcce-b302099a8057", "01890A5D-ac96-774b-bcce-b302099a8057",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := id.Parse[thing](s)
		if err != nil {
			if !fault.Is(err, fault.Invalid) || !v.IsZero() {
				t.Fatalf("refused with %v, giving %v", err, v)
			}
			return
		}
		u, err := uuid.Parse(s)
		if err != nil || ID(u) != v || v.String() != s {
			t.Fatalf("%q was read as %v, a UUID reader says %v, %v", s, v, u, err)
		}
	})
}
