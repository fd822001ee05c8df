package locked

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"faro.example/shared/fault"
)

// folder has a short name, as that of a socket must be.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "faro-*")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// opensAt is a store that one passphrase opens.
func opensAt(words string) func([]byte) error {
	return func(passphrase []byte) error {
		if string(passphrase) != words {
			return fault.Newf(fault.Unauthenticated, "not the passphrase of this key file")
		}
		return nil
	}
}

func start(t *testing.T, w Wait) (ended chan error) {
	t.Helper()
	w.Log = slog.New(slog.DiscardHandler)
	told := make(chan struct{})
	w.Tell = func(context.Context) error { close(told); return nil }
	ended = make(chan error, 1)
	go func() { ended <- w.Run(t.Context()) }()
	<-told // so the door is there
	return ended
}

func TestTheDoorOpensAtThePassphraseAndIsGoneThen(t *testing.T) {
	dir := folder(t)
	ended := start(t, Wait{Dir: dir, Open: opensAt("a lamp in the tower")})
	if err := Unlock(dir, []byte("a lamp in the sea")); !fault.Is(err, fault.Unauthenticated) || fault.As(err).Remedy == "" {
		t.Errorf("another passphrase: got %v", err)
	}
	if err := (Wait{Dir: dir}).Run(t.Context()); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second one that waits: got %v, want a conflict", err)
	}
	if err := Unlock(dir, []byte("a lamp in the tower")); err != nil {
		t.Error(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := Unlock(dir, []byte("a lamp in the tower")); !fault.Is(err, fault.NotFound) {
		t.Errorf("where nobody waits any more: got %v", err)
	}
}

func TestADoorLeftByAProcessThatIsGoneIsTakenAway(t *testing.T) {
	dir := folder(t)
	if err := os.WriteFile(filepath.Join(dir, doorFile), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	ended := start(t, Wait{Dir: dir, Open: opensAt("a lamp in the tower")})
	info, err := os.Stat(filepath.Join(dir, doorFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the door: %v, %v", info, err)
	}
	if err := Unlock(dir, []byte("a lamp in the tower")); err != nil {
		t.Error(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestWaitingEndsWithItsContext(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	w := Wait{Dir: folder(t), Log: slog.New(slog.DiscardHandler), Open: opensAt("x"), Tell: func(context.Context) error { stop(); return nil }}
	if err := w.Run(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestTheRegistryIsToldAtOnceAndAgainSoonerIfItCouldNotBe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		var at []time.Duration
		ctx, stop := context.WithCancel(t.Context())
		w := Wait{Log: slog.New(slog.DiscardHandler), Tell: func(context.Context) error {
			at = append(at, time.Since(begun))
			switch len(at) {
			case 1, 2:
				return errors.New("no line")
			case 5:
				stop()
			}
			return nil
		}}
		if err := w.tell(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if at[0] != 0 || at[2] > untold.Bound(1)+untold.Bound(2) || at[3]-at[2] != tellEvery || at[4]-at[3] != tellEvery {
			t.Errorf("told at %v", at)
		}
	})
}

func TestWhatIsSetForTheMachineIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		w := Wait{Open: func(passphrase []byte) error {
			if tries++; passphrase != nil || tries < 3 {
				return errors.New("not mounted yet")
			}
			return nil
		}}
		begun := time.Now()
		if err := w.look(t.Context()); !errors.Is(err, errOpen) || time.Since(begun) != 3*lookEvery {
			t.Errorf("got %v after %s", err, time.Since(begun))
		}
	})
}
