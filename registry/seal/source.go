package seal

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	"faro.example/shared/fault"
)

// prefix begins each line of a key file, so that nobody takes one key for another.
const prefix = "faro-seal-1:"

// Source gives the key-encryption keys: one a line, the first of which wraps.
type Source interface {
	// Read gives the lines. It fails with [fault.Invalid] if they cannot be had.
	Read(context.Context) ([]byte, error)
	// Write puts other lines in their place. It fails with [fault.Conflict] if
	// lines are not written here but by the operator.
	Write(lines []byte) error
	// String names the source for people; it holds no key.
	String() string
}

// Sources are where the key-encryption keys come from; both must be given, and
// have no key in common.
type Sources struct {
	Keys   Source // wrap data keys
	Closed Source // wrap the second data key of each minor, for what is closed besides
}

func (s Sources) of(h Half) Source {
	if h == Closed {
		return s.Closed
	}
	return s.Keys
}

// File is a key file, readable by its owner only.
type File string

// Command is a program that writes the lines to its output: one that asks the
// tool of a hardware module, or whatever unwraps the keys. It gets no arguments
// and nothing on its input; what it says besides is shown where it fails.
type Command string

// Read gives the lines of the file.
func (f File) Read(context.Context) ([]byte, error) { return readSecret(string(f)) }

// Write replaces the file whole.
func (f File) Write(lines []byte) error {
	next := string(f) + ".next"
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("write key file: %w", err)
	}
	if err := writeSecret(next, string(lines)); err != nil {
		return err
	}
	if err := os.Rename(next, string(f)); err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	dir, err := os.Open(filepath.Dir(string(f)))
	if err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// String is the name of the file.
func (f File) String() string { return string(f) }

// Read runs the program.
func (c Command) Read(ctx context.Context) ([]byte, error) {
	cmd := exec.CommandContext(ctx, string(c))
	out, err := cmd.Output()
	if err == nil {
		return out, nil
	}
	said := err.Error()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		said += ": " + string(bytes.TrimSpace(exit.Stderr))
	}
	return nil, &fault.Error{Kind: fault.Invalid, Detail: fmt.Sprintf("the command that unwraps the sealing keys failed: %s", said),
		Remedy: "run it by hand, as the user who runs the registry: " + string(c)}
}

// Write fails: the lines are the operator's.
func (c Command) Write([]byte) error {
	return &fault.Error{Kind: fault.Conflict, Detail: "the sealing keys come from a command, which is not written to",
		Remedy: "make a line with registryctl keys make, wrap it, and let the command give it first"}
}

// String is the program.
func (c Command) String() string { return string(c) }

// Make writes a new key file, readable by its owner only. It fails with
// [fault.Conflict] if the file is there: a key is never written over.
func Make(path string) error {
	line, err := NewLine()
	if err != nil {
		return err
	}
	return writeSecret(path, line)
}

// NewLine gives a new key-encryption key, as it stands in a key file.
func NewLine() (string, error) {
	secret, err := newSecret()
	if err != nil {
		return "", err
	}
	return prefix + base64.RawURLEncoding.EncodeToString(secret) + "\n", nil
}

func newSecret() ([]byte, error) {
	secret := make([]byte, keyBytes)
	if _, err := rand.Read(secret); err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	return secret, nil
}

// nameOf is by what a secret is told from others; it tells nothing of it.
func nameOf(secret []byte) string {
	sum := sha256.Sum256(secret)
	return hex.EncodeToString(sum[:8])
}

// writeSecret makes a file that only its owner reads.
func writeSecret(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fault.Newf(fault.Conflict, "there is a key file already: %s", path)
	}
	if err != nil {
		return fmt.Errorf("make key: %w", err)
	}
	_, werr := f.WriteString(text)
	if err := errors.Join(werr, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("make key: %w", err)
	}
	return nil
}

// readSecret reads a key file that only its owner can read.
func readSecret(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, &fault.Error{Kind: fault.Invalid, Detail: fmt.Sprintf("the key file %s cannot be read", path),
			Remedy: "state the file in which the sealing key lies"}
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, &fault.Error{Kind: fault.Invalid, Detail: fmt.Sprintf("the key file %s can be read by others", path),
			Remedy: "chmod 600 the file"}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read key file: %w", err)
	}
	return text, nil
}
