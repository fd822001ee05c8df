// Package seal keeps what is written about a minor sealed under a key of that
// minor, and all else that is secret under keys of its own. These data keys lie
// in PostgreSQL, wrapped by a key-encryption key that lies outside of it: in a
// file, or behind a command that unwraps it. Each minor has a second data key,
// wrapped by key-encryption keys of another file or command, without which
// nothing opens that is closed besides ([Key.In]). It owns the tables
// minor_keys, data_keys, wrapping_keys and retired_keys.
//
// The invariant: a sealed value opens only with the key of its minor and only
// in the table, column and row that it was sealed for; a row moved to another
// record, or to another minor, does not open. Without the key-encryption key
// nothing opens; without a minor's row of minor_keys nothing about that minor
// opens, in any copy of the database. No data key is ever without the
// key-encryption key that wraps it: one that still wraps is not retired, and one
// that was retired never wraps again.
package seal

import (
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"slices"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/tink"

	"faro.example/shared/fault"
)

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
type Key struct {
	aead   tink.AEAD
	secret [halves][]byte // of a minor; the second is nil where it is not made yet
}

// whole reports whether both halves of a minor's key are known.
func (k *Key) whole() bool { return k != nil && k.secret[Closed] != nil }

// In gives the key of a part of what is written about the minor that is closed
// besides, such as "health": it is derived from both data keys of the minor, so
// who has the one opens nothing of it. It fails with [fault.Busy] where the
// second is not made yet: a server does within a minute.
func (k *Key) In(part string) (*Key, error) {
	if !k.whole() {
		return nil, &fault.Error{Kind: fault.Busy, Detail: "the second key of a minor is not made yet", Remedy: "try again in a minute"}
	}
	secret, err := hkdf.Key(sha256.New, slices.Concat(k.secret[Ordinary], k.secret[Closed]), nil, "faro closed 1 "+part, keyBytes)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	return newKey(secret)
}

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

func newKey(secret []byte) (*Key, error) {
	aead, err := subtle.NewAESGCM(secret)
	if err != nil {
		return nil, fault.Newf(fault.Internal, "a key of the wrong length")
	}
	return &Key{aead: aead}, nil
}

// newMinorKey makes the key of a minor from both halves; the second may be nil.
func newMinorKey(first, second []byte) (*Key, error) {
	k, err := newKey(first)
	if err == nil {
		k.secret = [halves][]byte{first, second}
	}
	return k, err
}

// makeKey gives a new key for a minor.
func makeKey() (*Key, error) {
	first, err := newSecret()
	if err != nil {
		return nil, err
	}
	second, err := newSecret()
	if err != nil {
		return nil, err
	}
	return newMinorKey(first, second)
}
