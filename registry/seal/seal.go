// Package seal keeps what is written about a minor sealed under a key of that
// minor, and the keys of minors wrapped by a key-encryption key that lies in a
// file, outside PostgreSQL. It owns the table minor_keys.
//
// The invariant: a sealed value opens only with the key of its minor and only
// in the table, column and row that it was sealed for; a row moved to another
// record, or to another minor, does not open. Without the file nothing opens;
// without a minor's row of minor_keys nothing about that minor opens, in any
// copy of the database.
package seal

import (
	"bytes"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/tink"

	"faro.example/shared/fault"
)

// prefix begins each line of a key file, so that nobody takes one key for another.
const prefix = "faro-seal-1:"

// keyBytes is the length of every key: AES-256.
const keyBytes = 32

// Place is where a sealed value stands; it opens nowhere else.
type Place struct {
	Table  string
	Column string
	Row    [16]byte // identifier of the row
}

// data gives the place as associated data. Names of tables and columns hold no
// null byte.
func (p Place) data() []byte {
	out := make([]byte, 0, len(p.Table)+len(p.Column)+2+len(p.Row))
	out = append(append(out, p.Table...), 0)
	out = append(append(out, p.Column...), 0)
	return append(out, p.Row[:]...)
}

// Key seals and opens what is about one minor.
type Key struct{ aead tink.AEAD }

// Seal gives plain sealed for a place.
func (k *Key) Seal(at Place, plain []byte) ([]byte, error) {
	out, err := k.aead.Encrypt(plain, at.data())
	if err != nil {
		return nil, fault.Newf(fault.Internal, "seal %s.%s", at.Table, at.Column)
	}
	return out, nil
}

// Open gives back what was sealed for that place. It fails with
// [fault.Internal] if the value was sealed for another place or another minor,
// or was changed.
func (k *Key) Open(at Place, sealed []byte) ([]byte, error) {
	out, err := k.aead.Decrypt(sealed, at.data())
	if err != nil {
		return nil, fault.Newf(fault.Internal, "a sealed value of %s.%s does not open where it stands", at.Table, at.Column)
	}
	return out, nil
}

// String keeps the key out of every print.
func (k *Key) String() string { return "[key]" }

// GoString keeps the key out of every print.
func (k *Key) GoString() string { return "[key]" }

// LogValue keeps the key out of structured logs.
func (k *Key) LogValue() slog.Value { return slog.StringValue("[key]") }

// master is one key-encryption key: a line of the file.
type master struct {
	name    string
	key     *Key
	derived func(purpose string) ([]byte, error) // a key for something else
}

// Make writes a new key file, readable by its owner only. It fails with
// [fault.Conflict] if the file is there: a key is never written over.
func Make(path string) error {
	secret := make([]byte, keyBytes)
	if _, err := rand.Read(secret); err != nil {
		return fmt.Errorf("make key: %w", err)
	}
	return writeSecret(path, prefix+base64.RawURLEncoding.EncodeToString(secret)+"\n")
}

// writeSecret makes a file that only its owner reads.
func writeSecret(path, line string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fault.Newf(fault.Conflict, "there is a key file already: %s", path)
	}
	if err != nil {
		return fmt.Errorf("make key: %w", err)
	}
	_, werr := f.WriteString(line)
	if err := errors.Join(werr, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("make key: %w", err)
	}
	return nil
}

// readMasters reads a key file: one key a line, the first of which wraps.
func readMasters(path string) ([]master, error) {
	text, err := readSecret(path)
	if err != nil {
		return nil, err
	}
	var out []master
	for line := range bytes.Lines(text) {
		m, err := parseMaster(bytes.TrimSpace(line))
		if err != nil {
			return nil, fault.In(path, err)
		}
		out = append(out, m)
	}
	if len(out) == 0 {
		return nil, fault.Field(path, "the key file is empty", "restore the file in which the sealing key lies")
	}
	return out, nil
}

func parseMaster(line []byte) (master, error) {
	text, ok := bytes.CutPrefix(line, []byte(prefix))
	secret := make([]byte, keyBytes)
	n, err := base64.RawURLEncoding.Strict().Decode(secret, text[:min(len(text), 43)])
	if !ok || err != nil || n != keyBytes || len(text) != 43 {
		return master{}, fault.Newf(fault.Invalid, "a line is not a sealing key")
	}
	key, err := newKey(secret)
	if err != nil {
		return master{}, err
	}
	sum := sha256.Sum256(secret)
	derived := func(purpose string) ([]byte, error) {
		return hkdf.Key(sha256.New, secret, nil, purpose, keyBytes)
	}
	return master{name: hex.EncodeToString(sum[:8]), key: key, derived: derived}, nil
}

func newKey(secret []byte) (*Key, error) {
	aead, err := subtle.NewAESGCM(secret)
	if err != nil {
		return nil, fault.Newf(fault.Internal, "a key of the wrong length")
	}
	return &Key{aead}, nil
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
