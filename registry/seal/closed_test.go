package seal

import (
	"context"
	"testing"

	"faro.example/registry/pg/pgtest"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// part gives the key of a part that is closed besides.
func part(t *testing.T, k *Key, name string) *Key {
	t.Helper()
	key, err := k.In(name)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func find(t *testing.T, db *pgtest.DB, s *Sealer, m minor.ID) *Key {
	t.Helper()
	s.Forget(m)
	keys, err := s.Find(t.Context(), db.As("faro_intake"), []minor.ID{m})
	if err != nil {
		t.Fatal(err)
	}
	return keys[m]
}

func TestWhatIsClosedBesidesOpensWithBothKeysOnly(t *testing.T) {
	db, file := pgtest.New(t), newFile(t)
	s := open(t, db, file)
	a, b := newMinor(), newMinor()
	keys := ensure(t, db, s, a, b)
	sealed, err := part(t, keys[a], "health").Seal(here, []byte("plain"))
	if err != nil {
		t.Fatal(err)
	}
	other, err := newMinorKey(keys[a].secret[Ordinary], keys[b].secret[Closed])
	if err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string]*Key{
		"with the ordinary key":           keys[a],
		"with another minor's":            part(t, keys[b], "health"),
		"with another minor's second":     part(t, other, "health"),
		"with the key of another part":    part(t, keys[a], "tracing"),
		"with the second key by itself":   must(newKey(keys[a].secret[Closed])),
		"with the ordinary key by itself": must(newKey(keys[a].secret[Ordinary])),
	} {
		if _, err := key.Open(here, sealed); !fault.Is(err, fault.Internal) {
			t.Errorf("%s: got %v, want it not to open", name, err)
		}
	}
	if got, err := part(t, find(t, db, open(t, db, file), a), "health").Open(here, sealed); err != nil || string(got) != "plain" {
		t.Errorf("with both, as another process reads them: got %q, %v", got, err)
	}
	// Who has the database and the ordinary key-encryption key has no other.
	thief, err := Open(t.Context(), Sources{file, newFile(t)}, db.As("faro_keys"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := thief.Find(t.Context(), db.As("faro_intake"), []minor.ID{a}); !fault.Is(err, fault.Invalid) {
		t.Errorf("without the keys of what is closed: got %v, want it refused", err)
	}
	if _, err := Open(t.Context(), Sources{file, file}, db.As("faro_keys")); !fault.Is(err, fault.Invalid) {
		t.Errorf("one source for both: got %v, want it refused", err)
	}
}

func must(k *Key, err error) *Key {
	if err != nil {
		panic(err)
	}
	return k
}

func TestTheSecondKeysAreRotatedByThemselves(t *testing.T) {
	db, file, second := pgtest.New(t), newFile(t), newFile(t)
	again := func() *Sealer {
		t.Helper()
		s, err := Open(t.Context(), Sources{file, second}, db.As("faro_keys"))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := again()
	m := newMinor()
	sealed, err := part(t, ensure(t, db, s, m)[m], "health").Seal(here, []byte("plain"))
	if err != nil {
		t.Fatal(err)
	}
	before := status(t, s)
	name, wrapped, err := s.Rotate(t.Context(), Closed, silent)
	if err != nil || wrapped != 1 {
		t.Fatalf("got %d, %v", wrapped, err)
	}
	if retired, err := s.Retire(t.Context()); err != nil || len(retired) != 1 || retired[0] != before[1].Name {
		t.Fatalf("retired %v, %v; want the old one of the second keys alone", retired, err)
	}
	after := status(t, again())
	if after[0].Name != before[0].Name || after[0].Half != Ordinary || after[0].Minors != 1 || after[1].Name != name || after[1].Half != Closed || after[1].Minors != 1 {
		t.Errorf("got %+v, want the ordinary key as it was and a new second one", after)
	}
	if got, err := part(t, find(t, db, again(), m), "health").Open(here, sealed); err != nil || string(got) != "plain" {
		t.Errorf("afterwards: got %q, %v", got, err)
	}
}

func TestAMinorOfAnOlderVersionIsGivenASecondKey(t *testing.T) {
	db, file := pgtest.New(t), newFile(t)
	s := open(t, db, file)
	m := newMinor()
	ensure(t, db, s, m)
	if _, err := db.Admin().Exec(t.Context(), `UPDATE minor_keys SET closed = NULL, closed_by = NULL`); err != nil {
		t.Fatal(err)
	}
	if _, err := find(t, db, s, m).In("health"); !fault.Is(err, fault.Busy) {
		t.Errorf("before: got %v, want it to be tried again", err)
	}
	if err := s.Reload(context.Background()); err != nil {
		t.Fatal(err)
	}
	keys, err := s.Find(t.Context(), db.As("faro_intake"), []minor.ID{m}) // not what was kept without it
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := part(t, keys[m], "health").Seal(here, []byte("plain"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part(t, find(t, db, open(t, db, file), m), "health").Open(here, sealed); err != nil {
		t.Errorf("another server: %v", err)
	}
}
