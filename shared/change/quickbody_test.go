package change

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
)

// bodies gives the bodies of the golden vectors, by kind.
func bodies(t testing.TB) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("testdata/vectors/*.1.json")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var v struct{ Body string }
		if err := json.Unmarshal(b, &v); err != nil {
			t.Fatal(err)
		}
		out[string(bytes.TrimSuffix([]byte(filepath.Base(file)), []byte(".1.json")))] = []byte(v.Body)
	}
	return out
}

// readsAlike fails if the quick reader of a kind reads what the general one
// refuses, or reads it otherwise. It reports whether the quick one read it.
func readsAlike(t *testing.T, kind string, raw []byte) bool {
	t.Helper()
	got, ok := quickBody(kind, raw)
	if !ok {
		return false
	}
	want := reflect.New(reflect.TypeOf(got))
	if err := decodeExact(raw, want.Interface()); err != nil {
		t.Fatalf("%s: %q is read quickly, and refused by the general reader: %v", kind, raw, err)
	}
	if !reflect.DeepEqual(got, want.Elem().Interface()) {
		t.Fatalf("%s: %q is read as %#v, and by the general reader as %#v", kind, raw, got, want.Elem())
	}
	if got.Kind() != kind {
		t.Fatalf("%s is read as %s", kind, got.Kind())
	}
	return true
}

func TestTheQuickReadersReadTheGoldenBodies(t *testing.T) {
	for kind, raw := range bodies(t) {
		_, there := quickBodies[kind]
		plain := !bytes.ContainsFunc(raw, func(r rune) bool { return r > '~' || r == '\\' })
		if quick := readsAlike(t, kind, raw); quick != (there && plain) {
			t.Errorf("%s: read quickly: %v, want %v: %s", kind, quick, there && plain, raw)
		}
	}
}

// One changed byte is refused by both readers, or read alike by both.
func FuzzQuickBody(f *testing.F) {
	kinds := slices.Sorted(maps.Keys(quickBodies))
	for kind, raw := range bodies(f) {
		if i := slices.Index(kinds, kind); i >= 0 {
			f.Add(uint8(i), raw)
		}
	}
	f.Add(uint8(slices.Index(kinds, "absence.ended")), []byte(`{}`))
	f.Add(uint8(slices.Index(kinds, "minor.registered")), []byte(`{"tag":"A-1"}`))
	f.Fuzz(func(t *testing.T, kind uint8, raw []byte) {
		readsAlike(t, kinds[int(kind)%len(kinds)], raw)
	})
}
