package seal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"faro.example/registry/pg/pgtest"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

var here = Place{"records", "body", [16]byte{1}}

func silent(int, int) {}

// sealed is something sealed under the key of a minor.
type sealed struct {
	of   minor.ID
	text []byte
}

func (s *Sealer) sealFor(t *testing.T, db *pgtest.DB, minors ...minor.ID) (out []sealed) {
	t.Helper()
	for m, key := range ensure(t, db, s, minors...) {
		text, err := key.Seal(here, []byte("plain"))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, sealed{m, text})
	}
	return out
}

// opens checks that everything opens by a sealer that has kept nothing.
func opens(ctx context.Context, db *pgtest.DB, s *Sealer, all []sealed) error {
	for _, x := range all {
		s.Forget(x.of)
		keys, err := s.Find(ctx, db.As("faro_intake"), []minor.ID{x.of})
		if err != nil {
			return err
		}
		if got, err := keys[x.of].Open(here, x.text); err != nil || string(got) != "plain" {
			return fmt.Errorf("got %q, %w", got, err)
		}
	}
	return nil
}

func newMinors(n int) (out []minor.ID) {
	for range n {
		out = append(out, newMinor())
	}
	return out
}

func names(states []State) (out []string) {
	for _, st := range states {
		out = append(out, st.Name)
	}
	return out
}

func status(t *testing.T, s *Sealer) []State {
	t.Helper()
	states, err := s.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return states
}

func TestARotationLeavesEverythingOpenAndTheOldKeyWithoutWork(t *testing.T) {
	db, file := pgtest.New(t), newFile(t)
	s := open(t, db, file)
	all := s.sealFor(t, db, newMinors(2*batch+10)...)
	frame, by, err := s.SealFrame(here, []byte("frame"))
	if err != nil {
		t.Fatal(err)
	}
	before, err := s.MatchKey()
	if err != nil {
		t.Fatal(err)
	}
	old := status(t, s)[0].Name
	text, err := os.ReadFile(string(file))
	if err != nil {
		t.Fatal(err)
	}

	last := 0
	name, wrapped, err := s.Rotate(t.Context(), Ordinary, func(done, of int) {
		if done < last || done > of {
			t.Errorf("told %d of %d after %d", done, of, last)
		}
		last = done
	})
	if err != nil || name == old || wrapped != len(all)+2 { // the root and the key of frames
		t.Fatalf("got %s, %d, %v", name, wrapped, err)
	}
	if last != wrapped {
		t.Errorf("told %d at the end, want %d", last, wrapped)
	}
	for _, st := range status(t, s) {
		if st.Half == Ordinary && (st.First != (st.Name == name) || !st.First && st.Minors+st.Others > 0 || st.First && st.Minors != len(all)) {
			t.Errorf("afterwards %+v", st)
		}
	}
	if names, err := s.Retire(t.Context()); err != nil || !slices.Equal(names, []string{old}) {
		t.Fatalf("retired %v, %v", names, err)
	}
	other := open(t, db, file) // has the new key alone
	if err := opens(t.Context(), db, other, all); err != nil {
		t.Error(err)
	}
	if got, err := other.OpenFrame(t.Context(), here, frame, by); err != nil || string(got) != "frame" {
		t.Errorf("a frame of before: got %q, %v", got, err)
	}
	if after, err := other.MatchKey(); err != nil || !slices.Equal(after, before) {
		t.Errorf("the key of likeness is another: %v", err)
	}
	if _, anew, _ := other.SealFrame(here, nil); anew == by {
		t.Error("frames are sealed by the old key still")
	}
	stolen := filepath.Join(t.TempDir(), "old")
	if err := os.WriteFile(stolen, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), Sources{File(stolen), shut}, db.As("faro_keys")); !fault.Is(err, fault.Invalid) {
		t.Errorf("the old key opens the registry: %v", err)
	}
}

func TestServersGoOnWhileKeysAreRotated(t *testing.T) {
	db, file := pgtest.New(t), newFile(t)
	s := open(t, db, file)
	standing := s.sealFor(t, db, newMinors(300)...)
	var servers sync.WaitGroup
	done := make(chan struct{})
	begun := make(chan struct{}, 3)
	for range 3 {
		server := open(t, db, file) // is told nothing, and goes on with the key that it read
		servers.Go(func() {
			mine := standing
			for round := 0; ; round++ {
				mine = append(mine[:len(mine):len(mine)], server.sealFor(t, db, newMinors(5)...)...)
				if err := opens(t.Context(), db, server, mine[len(mine)-20:]); err != nil {
					t.Error(err)
				}
				if round == 0 {
					begun <- struct{}{}
				}
				select {
				case <-done:
					if err := opens(t.Context(), db, server, mine); err != nil {
						t.Error(err)
					}
					return
				default:
				}
			}
		})
	}
	for range 3 {
		<-begun
	}
	for range 5 {
		if _, _, err := s.Rotate(t.Context(), Ordinary, silent); err != nil {
			t.Error(err)
		}
	}
	close(done)
	servers.Wait()
}

func TestARotationThatEndedHalfWayGoesOn(t *testing.T) {
	db, file := pgtest.New(t), newFile(t)
	s := open(t, db, file)
	all := s.sealFor(t, db, newMinors(2*batch)...)
	ctx, cancel := context.WithCancel(t.Context())
	first, _, err := s.Rotate(ctx, Ordinary, func(done, _ int) {
		if done > batch {
			cancel()
		}
	})
	if err == nil {
		t.Fatal("it came to its end")
	}
	if err := opens(t.Context(), db, open(t, db, file), all); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Retire(t.Context()); !fault.Is(err, fault.Conflict) {
		t.Errorf("retired half way: %v", err)
	}
	again, wrapped, err := s.Rotate(t.Context(), Ordinary, silent)
	if err != nil || again != first || wrapped != batch {
		t.Errorf("got %s, %d, %v; want %s to go on with what was left", again, wrapped, err, first)
	}
	if err := opens(t.Context(), db, s, all); err != nil {
		t.Error(err)
	}
}

func TestARetiredKeyNeverWrapsAgain(t *testing.T) {
	db, file := pgtest.New(t), newFile(t)
	s, stale := open(t, db, file), open(t, db, file)
	text, err := os.ReadFile(string(file))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Rotate(t.Context(), Ordinary, silent); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Retire(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err = add(t.Context(), db, stale, newMinors(1), nil)
	if refused := (*pgconn.PgError)(nil); !errors.As(err, &refused) || refused.ConstraintName != "minor_keys_wrapped_by" {
		t.Errorf("a server that read nothing new wraps by the retired key: %v", err)
	}
	// Somebody brings the old file back, with the new line behind.
	both, err := os.ReadFile(string(file))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(string(file), append(text, both...), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), Sources{file, shut}, db.As("faro_keys")); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "retired") {
		t.Errorf("got %v, want the retired key refused", err)
	}
	if err := stale.Reload(t.Context()); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want the retired key refused", err)
	}
}

func TestAKeyIsBroughtToOtherMachinesBeforeItWraps(t *testing.T) {
	db, here := pgtest.New(t), newFile(t)
	s := open(t, db, here)
	there := File(filepath.Join(t.TempDir(), "seal.key"))
	bring := func() {
		text, err := os.ReadFile(string(here))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(string(there), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	bring()
	other := open(t, db, there)
	added, err := s.Add(t.Context(), Ordinary)
	if err != nil {
		t.Fatal(err)
	}
	if st := status(t, s); st[0].Name == added || !slices.Contains(names(st), added) {
		t.Fatalf("added: %+v", st)
	}
	all := s.sealFor(t, db, newMinors(3)...)
	bring()
	if name, _, err := s.Rotate(t.Context(), Ordinary, silent); err != nil || name != added {
		t.Fatalf("got %s, %v; want %s", name, err, added)
	}
	if err := opens(t.Context(), db, other, all); err != nil {
		t.Errorf("at the other machine: %v", err)
	}
}

// tool is a program of an operator that unwraps keys: the lines are in files.
func tool(t *testing.T, script string) Command {
	t.Helper()
	path := filepath.Join(t.TempDir(), "unwrap")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	return Command(path)
}

func TestKeysComeFromACommandThatUnwrapsThem(t *testing.T) {
	db, file := pgtest.New(t), newFile(t)
	s := open(t, db, tool(t, "cat "+string(file)))
	all := s.sealFor(t, db, newMinors(3)...)
	if _, _, err := s.Rotate(t.Context(), Ordinary, silent); !fault.Is(err, fault.Conflict) {
		t.Errorf("got %v, want the remedy for keys that are not written here", err)
	}
	line, err := NewLine()
	if err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(string(file))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(string(file), append([]byte(line), before...), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, wrapped, err := s.Rotate(t.Context(), Ordinary, silent); err != nil || wrapped != len(all)+2 {
		t.Fatalf("got %d, %v", wrapped, err)
	}
	if names, err := s.Retire(t.Context()); err != nil || len(names) != 1 {
		t.Fatalf("retired %v, %v", names, err)
	}
	if err := os.WriteFile(string(file), []byte(line), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := opens(t.Context(), db, open(t, db, tool(t, "cat "+string(file))), all); err != nil {
		t.Error(err)
	}
}

func TestACommandThatFailsSaysWhatItSaid(t *testing.T) {
	db := pgtest.New(t)
	for name, script := range map[string]string{"fails": "echo the token is locked >&2; exit 3", "gives nothing": "exit 0", "gives something else": "echo hello"} {
		_, err := Open(t.Context(), Sources{tool(t, script), shut}, db.As("faro_keys"))
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want it refused", name, err)
		}
		if name == "fails" && !strings.Contains(err.Error(), "the token is locked") {
			t.Errorf("got %v, want what the command said", err)
		}
	}
}

func TestARegistryFromBeforeDataKeysGoesOn(t *testing.T) {
	db, file := pgtest.New(t), newFile(t)
	masters, err := readMasters(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	frame, err := masters[0].key.Seal(here, []byte("frame")) // as it was sealed then
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Admin().Exec(t.Context(), `INSERT INTO wrapping_keys (name) VALUES ($1)`, masters[0].name); err != nil {
		t.Fatal(err)
	}
	s := open(t, db, file)
	if got, err := s.OpenFrame(t.Context(), here, frame, masters[0].name); err != nil || string(got) != "frame" {
		t.Errorf("got %q, %v", got, err)
	}
	if got := s.ring.Load().root; !slices.Equal(got, masters[0].secret) {
		t.Error("what was derived from the key file is derived from something else now")
	}
	if _, by, _ := s.SealFrame(here, nil); by == masters[0].name {
		t.Error("frames are still sealed by the key-encryption key itself")
	}
}
