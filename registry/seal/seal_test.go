package seal

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/registry/pg/pgtest"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/minor"
)

func newMinor() minor.ID { return minor.ID(id.New[struct{}]()) }

// newFile makes a key file.
func newFile(t testing.TB) File {
	t.Helper()
	path := filepath.Join(t.TempDir(), "seal.key")
	if err := Make(path); err != nil {
		t.Fatal(err)
	}
	return File(path)
}

// fixed is a source that gives one line.
type fixed string

func (f fixed) Read(context.Context) ([]byte, error) { return []byte(f), nil }
func (fixed) Write([]byte) error                     { return fault.Newf(fault.Conflict, "not written to") }
func (fixed) String() string                         { return "a line" }

// shut is the source of keys for what is closed besides.
const shut = fixed(prefix + "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")

// open opens the keys of a source, as another process would.
func open(t testing.TB, db *pgtest.DB, from Source) *Sealer {
	t.Helper()
	s, err := Open(t.Context(), Sources{from, shut}, db.As("faro_keys"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// ensure makes keys for minors, as intake does.
func ensure(t *testing.T, db *pgtest.DB, s *Sealer, minors ...minor.ID) map[minor.ID]*Key {
	t.Helper()
	fresh, err := add(t.Context(), db, s, minors, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.Keep(fresh)
	return fresh
}

func add(ctx context.Context, db *pgtest.DB, s *Sealer, minors []minor.ID, then error) (fresh Fresh, err error) {
	err = pg.InTx(ctx, db.As("faro_intake"), func(ctx context.Context, tx pgx.Tx) error {
		b := &pgx.Batch{}
		if fresh, err = s.Make(b, minors); err != nil {
			return err
		}
		if err := tx.SendBatch(ctx, b).Close(); err != nil {
			return err
		}
		return then
	})
	return fresh, err
}

func TestASealedValueOpensOnlyWhereItStands(t *testing.T) {
	db := pgtest.New(t)
	s := open(t, db, newFile(t))
	a, b := newMinor(), newMinor()
	keys := ensure(t, db, s, a, b)
	here := Place{"records", "body", [16]byte{1}}
	sealed, err := keys[a].Seal(here, []byte("plain"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(sealed), "plain") {
		t.Error("the sealed value shows the plain one")
	}
	got, err := keys[a].Open(here, sealed)
	if err != nil || string(got) != "plain" {
		t.Errorf("open: got %q, %v", got, err)
	}
	for name, try := range map[string]struct {
		key *Key
		at  Place
	}{
		"moved to another record": {keys[a], Place{"records", "body", [16]byte{2}}},
		"moved to another column": {keys[a], Place{"records", "bodyx", [16]byte{1}}},
		"moved to another table":  {keys[a], Place{"record", "sbody", [16]byte{1}}},
		"under another minor":     {keys[b], here},
	} {
		if _, err := try.key.Open(try.at, sealed); !fault.Is(err, fault.Internal) {
			t.Errorf("%s: got %v, want it not to open", name, err)
		}
	}
}

func TestAWrappedKeyMovedToAnotherMinorDoesNotOpen(t *testing.T) {
	db := pgtest.New(t)
	s := open(t, db, newFile(t))
	a, b := newMinor(), newMinor()
	ensure(t, db, s, a, b)
	s.Forget(a, b)
	const swap = `UPDATE minor_keys SET wrapped = (SELECT wrapped FROM minor_keys WHERE minor = $1) WHERE minor = $2`
	if _, err := db.Admin().Exec(t.Context(), swap, a, b); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Find(t.Context(), db.As("faro_intake"), []minor.ID{b}); !fault.Is(err, fault.Internal) {
		t.Errorf("got %v, want the key not to open", err)
	}
}

func TestKeysAreFoundAgainByAnotherProcess(t *testing.T) {
	db, file := pgtest.New(t), newFile(t)
	first := open(t, db, file)
	m, at := newMinor(), Place{"records", "body", [16]byte{1}}
	sealed, err := ensure(t, db, first, m)[m].Seal(at, []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := open(t, db, file).Find(t.Context(), db.As("faro_intake"), []minor.ID{m, newMinor()})
	if err != nil || len(keys) != 1 {
		t.Fatalf("find: got %d keys, %v; want the one there is", len(keys), err)
	}
	if got, err := keys[m].Open(at, sealed); err != nil || string(got) != "x" {
		t.Errorf("open: got %q, %v", got, err)
	}
	if _, err := Open(t.Context(), Sources{newFile(t), shut}, db.As("faro_keys")); !fault.Is(err, fault.Invalid) {
		t.Errorf("with another key file: got %v, want it refused", err)
	}
}

func TestKeysOfATransactionThatFailedAreNotKept(t *testing.T) {
	db := pgtest.New(t)
	s := open(t, db, newFile(t))
	m := newMinor()
	if _, err := add(t.Context(), db, s, []minor.ID{m}, fault.Newf(fault.Conflict, "undo")); !fault.Is(err, fault.Conflict) {
		t.Fatal(err)
	}
	keys, err := s.Find(t.Context(), db.As("faro_intake"), []minor.ID{m})
	if err != nil || len(keys) != 0 {
		t.Errorf("got %d keys, %v; want none", len(keys), err)
	}
}

func TestTheCacheIsBoundedAndKeepsWhatIsUsed(t *testing.T) {
	db := pgtest.New(t)
	s := open(t, db, newFile(t))
	s.limit = 10
	used := newMinor()
	ensure(t, db, s, used)
	for range 100 {
		ensure(t, db, s, newMinor())
		if found, _ := s.cached([]minor.ID{used}); found[used] == nil {
			t.Fatal("a key in use was dropped")
		}
	}
	if n := len(s.recent) + len(s.older); n > s.limit {
		t.Errorf("cached: got %d keys, want at most %d", n, s.limit)
	}
}

func TestAKeyFileThatOthersCanReadIsRefused(t *testing.T) {
	path := string(newFile(t))
	if err := Make(path); !fault.Is(err, fault.Conflict) {
		t.Errorf("made twice: got %v, want a conflict", err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := readMasters(t.Context(), File(path)); !fault.Is(err, fault.Invalid) {
		t.Errorf("mode 640: got %v, want it refused", err)
	}
	for name, text := range map[string]string{
		"empty": "", "another key": "age-secret-key-1\n", "short": prefix + "AAAA\n", "long": prefix + strings.Repeat("A", 44) + "\n",
	} {
		p := filepath.Join(t.TempDir(), "k")
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readMasters(t.Context(), File(p)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want it refused", name, err)
		}
	}
	if _, err := readMasters(t.Context(), File(filepath.Join(t.TempDir(), "none"))); !fault.Is(err, fault.Invalid) {
		t.Errorf("missing: got %v, want it refused", err)
	}
}

func TestWhatBelongsToNoMinorIsSealedUnderAKeyOfItsOwn(t *testing.T) {
	s, at := open(t, pgtest.New(t), newFile(t)), Place{"refused_frames", "sealed", [16]byte{3}}
	sealed, by, err := s.SealFrame(at, []byte("frame"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.OpenFrame(t.Context(), at, sealed, by); err != nil || string(got) != "frame" {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := s.OpenFrame(t.Context(), at, sealed, "0000"); err == nil {
		t.Error("opened with a key that there is not")
	}
}

func TestAKeyPrintsAsNothing(t *testing.T) {
	key, err := newKey(make([]byte, keyBytes))
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if got := fmt.Sprintf(verb, key); got != "[key]" {
			t.Errorf("%s: got %q", verb, got)
		}
	}
}

func BenchmarkMakeAndWrap(b *testing.B) {
	masters, err := readMasters(b.Context(), newFile(b))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		key, err := makeKey()
		if err != nil {
			b.Fatal(err)
		}
		for h, secret := range key.secret {
			if _, err := masters[0].key.Seal(Half(h).at(newMinor()), secret); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkSeal(b *testing.B) {
	key, err := newKey(make([]byte, keyBytes))
	if err != nil {
		b.Fatal(err)
	}
	plain := make([]byte, 200)
	for b.Loop() {
		if _, err := key.Seal(Place{"records", "body", [16]byte{1}}, plain); err != nil {
			b.Fatal(err)
		}
	}
}
