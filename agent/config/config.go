// Package config is what is set for an agent: where its store lies and what
// opens it, by flag or by environment.
//
// The invariant: no secret is a setting. A key or a passphrase is read from a
// file that only its owner can read; its content never stands on a command
// line, in the environment or in a log.
package config

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"faro.example/agent/localdb"
	"faro.example/shared/fault"
)

// Store is where the agent's store lies and what opens it. The tags are kong's.
type Store struct {
	Dir            string `help:"Folder of this installation: its encrypted store." default:"faro-agent" placeholder:"DIR" env:"FARO_AGENT_DIR"`
	KeyFile        string `help:"File with the key of the store; agent.key in the folder if not given. Keep it on another disk where you can: with the folder alone nobody reads anything." placeholder:"FILE" env:"FARO_AGENT_KEY_FILE"`
	PassphraseFile string `help:"File with the passphrase that wraps the key, - for the standard input; only if enrolled with one." placeholder:"FILE" env:"FARO_AGENT_PASSPHRASE_FILE"`
}

// Path gives the file of the store.
func (s Store) Path() string { return filepath.Join(s.Dir, "agent.db") }

// KeyPath gives the file of its key.
func (s Store) KeyPath() string {
	if s.KeyFile != "" {
		return s.KeyFile
	}
	return filepath.Join(s.Dir, "agent.key")
}

// Locked reports whether somebody must give the passphrase: nothing that is set
// for this machine, nor a key store of its system, opens the store.
func (s Store) Locked() bool {
	if _, err := os.Stat(s.Path()); err != nil || s.PassphraseFile == "-" || !localdb.Wrapped(s.KeyPath()) {
		return false
	}
	_, err := localdb.ReadKey(s.KeyPath(), s.passphrase(nil))
	return fault.Is(err, fault.Unauthenticated) || fault.Is(err, fault.Invalid)
}

// OpenBy opens the store by a passphrase that was given.
func (s Store) OpenBy(ctx context.Context, passphrase []byte) (*localdb.DB, error) {
	key, err := localdb.ReadKey(s.KeyPath(), func() ([]byte, error) { return passphrase, nil })
	if err != nil {
		return nil, err
	}
	return localdb.Open(ctx, s.Path(), key)
}

// Passphrase reads the passphrase that is set for this machine.
func (s Store) Passphrase(stdin io.Reader) ([]byte, error) { return s.passphrase(stdin)() }

// systemCredential is the name under which the system's key store holds the
// passphrase: systemd decrypts it with a key of this machine or its TPM as it
// starts the service (LoadCredentialEncrypted), into a folder in memory that
// only the service can read.
const systemCredential = "faro-agent-passphrase"

// passphraseFile is the file given, or that of the system's key store; "" if
// there is none.
func (s Store) passphraseFile() string {
	if s.PassphraseFile != "" {
		return s.PassphraseFile
	}
	dir := os.Getenv("CREDENTIALS_DIRECTORY")
	if dir == "" {
		return ""
	}
	file := filepath.Join(dir, systemCredential)
	if _, err := os.Stat(file); err != nil {
		return ""
	}
	return file
}

// Open opens the store. It fails as [localdb.Open] and [localdb.ReadKey] do.
func (s Store) Open(ctx context.Context, stdin io.Reader) (*localdb.DB, error) {
	if _, err := os.Stat(s.Path()); errors.Is(err, os.ErrNotExist) {
		return nil, &fault.Error{
			Kind: fault.NotFound, Detail: "there is no store in " + s.Dir,
			Remedy: "give its folder with --dir, or enrol this machine with agentd enrol",
		}
	}
	key, err := localdb.ReadKey(s.KeyPath(), s.passphrase(stdin))
	if err != nil {
		return nil, err
	}
	return localdb.Open(ctx, s.Path(), key)
}

// OpenOrCreate opens the store, or makes it with a new key where there is none:
// for enrolment only. A key file that is there already, of a store that was
// never finished, is used.
func (s Store) OpenOrCreate(ctx context.Context, stdin io.Reader) (*localdb.DB, error) {
	if _, err := os.Stat(s.Path()); err == nil || !errors.Is(err, os.ErrNotExist) {
		return s.Open(ctx, stdin)
	}
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder: %w", err)
	}
	key, err := localdb.ReadKey(s.KeyPath(), s.passphrase(stdin))
	if fault.Is(err, fault.NotFound) {
		key, err = s.newKey(stdin)
	}
	if err != nil {
		return nil, err
	}
	return localdb.Create(ctx, s.Path(), key)
}

func (s Store) newKey(stdin io.Reader) (localdb.Key, error) {
	var passphrase []byte
	if s.passphraseFile() != "" {
		var err error
		if passphrase, err = s.passphrase(stdin)(); err != nil {
			return localdb.Key{}, err
		}
	}
	key, err := localdb.NewKey()
	if err != nil {
		return localdb.Key{}, err
	}
	return key, key.Write(s.KeyPath(), passphrase)
}

// passphrase gives what reads the passphrase, once it is asked for.
func (s Store) passphrase(stdin io.Reader) func() ([]byte, error) {
	return func() ([]byte, error) {
		file := s.passphraseFile()
		if file == "" {
			if words := s.kept(); words != nil {
				return words, nil
			}
			return nil, &fault.Error{
				Kind: fault.Unauthenticated, Detail: "the key of this store is wrapped by a passphrase",
				Remedy: "give the file that holds it with --passphrase-file, - for the standard input",
			}
		}
		in := stdin
		if file != "-" {
			f, err := os.Open(file)
			if err != nil {
				return nil, fault.Field("passphrase-file", "cannot be read: "+file, "give a file that this user can read")
			}
			defer f.Close()
			in = f
		}
		text, err := io.ReadAll(io.LimitReader(in, maxPassphrase))
		if err != nil {
			return nil, fmt.Errorf("read the passphrase: %w", err)
		}
		line, _, _ := bytes.Cut(text, []byte("\n"))
		line = bytes.TrimSuffix(line, []byte("\r"))
		if len(line) < minPassphrase {
			return nil, fault.Field("passphrase-file", "a passphrase of fewer than 12 characters", "use several words")
		}
		return line, nil
	}
}

const (
	minPassphrase = 12      // arbitrary; the cost of trying one is Argon2id's
	maxPassphrase = 4 << 10 // arbitrary
)
