// Package locked is an agent while nobody has opened its store: after a power
// cut the machine comes up, and where no key store of the system holds the
// passphrase somebody must give it.
//
// The invariant: what lies outside the store opens nothing. It is the address
// of the registry and words signed beforehand that say "locked" and nothing
// else, so that the registry can tell a locked machine from a silent one. The
// passphrase is given through a door on this machine alone, and is kept nowhere.
package locked

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"faro.example/agent/backoff"
	"faro.example/agent/identity"
	"faro.example/shared/api"
	"faro.example/shared/fault"
)

// Notice is what lies outside the store.
type Notice struct {
	Registry string     `json:"registry"` // base URL
	Roots    []byte     `json:"roots"`    // PEM
	Words    api.Locked `json:"words"`
}

const (
	noticeFile = "locked.json"
	doorFile   = "door"
)

// Leave writes the notice into the folder of an open store.
func Leave(dir string, who identity.Identity) error {
	b, err := json.Marshal(Notice{Registry: who.Registry, Roots: who.Roots, Words: api.SayLocked(who.RecordKey, who.Agent)})
	if err != nil {
		return err
	}
	file := filepath.Join(dir, noticeFile)
	if err := os.WriteFile(file+".new", b, 0o600); err != nil {
		return fmt.Errorf("leave a notice: %w", err)
	}
	return os.Rename(file+".new", file)
}

// Find reads the notice. It fails with [fault.NotFound] if the store was never
// open for long enough to leave one.
func Find(dir string) (n Notice, err error) {
	b, err := os.ReadFile(filepath.Join(dir, noticeFile))
	if errors.Is(err, fs.ErrNotExist) {
		return n, fault.Newf(fault.NotFound, "no notice was left")
	}
	if err != nil {
		return n, err
	}
	return n, json.Unmarshal(b, &n)
}

// Wait is how an agent waits to be opened.
type Wait struct {
	Dir string
	// Open tries a passphrase; nil tries what is set for this machine, such as a
	// file on a stick. It fails with [fault.Unauthenticated] if that is not it.
	Open func(passphrase []byte) error
	// Tell says to the registry that the store is locked; nil if nobody can be told.
	Tell func(context.Context) error
	Log  *slog.Logger
}

const (
	// tellEvery is how often the registry is told again: well within the day
	// after which it takes an installation for silent.
	tellEvery = 30 * time.Minute
	// lookEvery is how often what is set for this machine is tried again: each
	// try costs what Argon2id costs. Arbitrary.
	lookEvery = 15 * time.Second
	// saidWithin bounds one who knocks. Arbitrary.
	saidWithin = 10 * time.Second
	// maxSaid bounds what is said at the door. Arbitrary.
	maxSaid = 4 << 10
)

// untold is how the registry is told again that could not be.
var untold = backoff.Policy{Base: 2 * time.Second, Cap: 2 * time.Minute}

// Run waits until the store was opened, and fails only if ctx is done or the
// door cannot be made.
func (w Wait) Run(ctx context.Context) error {
	door, err := listen(filepath.Join(w.Dir, doorFile))
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	done := make(chan struct{}, 3)
	for _, run := range []func(context.Context) error{w.tell, w.look, func(ctx context.Context) error { return w.answer(ctx, door) }} {
		go func() {
			stop(run(ctx))
			done <- struct{}{}
		}()
	}
	<-ctx.Done()
	err = door.Close()
	for range 3 {
		<-done
	}
	if cause := context.Cause(ctx); !errors.Is(cause, errOpen) {
		return cause
	}
	return err
}

// errOpen ends the waiting.
var errOpen = errors.New("the store is open")

// tell tells the registry now and again.
func (w Wait) tell(ctx context.Context) error {
	for failures := 0; ; {
		wait := tellEvery
		if w.Tell != nil {
			if err := w.Tell(ctx); err != nil && ctx.Err() == nil {
				failures++
				wait = untold.Wait(failures, 0)
				w.Log.Warn("the registry was not told that the store is locked", "error", err)
			} else {
				failures = 0
			}
		}
		if err := backoff.Sleep(ctx, wait); err != nil {
			return err
		}
	}
}

// look tries what is set for this machine.
func (w Wait) look(ctx context.Context) error {
	for {
		if err := backoff.Sleep(ctx, lookEvery); err != nil {
			return err
		}
		if w.Open(nil) == nil {
			return errOpen
		}
	}
}

// listen makes the door. One that was left by a process which is gone is taken
// away; if somebody answers at it, another agent waits there.
func listen(path string) (net.Listener, error) {
	if old, err := net.Dial("unix", path); err == nil {
		return nil, errors.Join(old.Close(), &fault.Error{Kind: fault.Conflict, Detail: "another agentd serve waits for the passphrase of this store",
			Remedy: "give it to that one with agentd unlock"})
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("make the door: %w", err)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, &fault.Error{Kind: fault.Invalid, Detail: "this machine cannot wait for the passphrase in " + path, Remedy: "give a shorter folder with --dir"}
	}
	return l, os.Chmod(path, 0o600)
}

// answer tries what is said at the door, one after the other.
func (w Wait) answer(ctx context.Context, door net.Listener) error {
	for {
		conn, err := door.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return fmt.Errorf("wait at the door: %w", err)
		}
		err = w.hear(conn)
		if cerr := conn.Close(); cerr != nil {
			w.Log.Debug("a knock was cut off", "error", cerr)
		}
		if err == nil {
			return errOpen
		}
	}
}

const opened = "open\n"

func (w Wait) hear(conn net.Conn) error {
	if err := conn.SetDeadline(time.Now().Add(saidWithin)); err != nil {
		return err
	}
	said := bufio.NewReaderSize(conn, maxSaid)
	line, err := said.ReadSlice('\n')
	if err != nil {
		return err
	}
	err = w.Open(line[:len(line)-1])
	answer := opened
	if err != nil {
		answer = fault.As(err).Detail + "\n"
	}
	clear(line)
	if _, werr := conn.Write([]byte(answer)); werr != nil {
		w.Log.Debug("a knock was cut off", "error", werr)
	}
	return err
}

// Unlock says the passphrase at the door of a folder. It fails with
// [fault.NotFound] if nobody waits there, and with [fault.Unauthenticated] if
// it is not the passphrase.
func Unlock(dir string, passphrase []byte) (err error) {
	conn, err := net.Dial("unix", filepath.Join(dir, doorFile))
	if err != nil {
		return &fault.Error{Kind: fault.NotFound, Detail: "no agentd serve waits for the passphrase of this store",
			Remedy: "start agentd serve, or look with agentd status whether it is open already"}
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.Write(append(append([]byte{}, passphrase...), '\n')); err != nil {
		return fmt.Errorf("say the passphrase: %w", err)
	}
	answer, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return fmt.Errorf("hear the answer: %w", err)
	}
	if answer != opened {
		return &fault.Error{Kind: fault.Unauthenticated, Detail: strings.TrimSpace(answer), Remedy: "type it again"}
	}
	return nil
}
