package localdb

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"

	"faro.example/shared/fault"
)

// Key opens a store: 32 random bytes. It prints as "[key]".
type Key [32]byte

// NewKey makes a key.
func NewKey() (Key, error) {
	var k Key
	_, err := rand.Read(k[:])
	return k, err
}

func (k Key) hex() string { return hex.EncodeToString(k[:]) }

// String hides the key.
func (k Key) String() string { return "[key]" }

// GoString hides the key.
func (k Key) GoString() string { return "[key]" }

// Format hides the key from every verb; what cannot be printed has nobody to tell.
func (k Key) Format(f fmt.State, _ rune) { io.WriteString(f, "[key]") }

// LogValue hides the key from structured logs.
func (k Key) LogValue() slog.Value { return slog.StringValue("[key]") }

// A key file is one line of text. Its first word says how the key is kept; the
// words are never reused.
const (
	plainFile   = "faro-key-plain-1"    // base64 of the key
	wrappedFile = "faro-key-argon2id-1" // base64 of salt, nonce and the key sealed by XChaCha20-Poly1305
)

// The cost of trying one passphrase: RFC 9106 section 4, the second recommended
// option, on one thread.
const (
	argonTime   = 3
	argonMemory = 64 << 10 // KiB
	saltSize    = 16
)

// Write keeps the key in a new file that only its owner can read. With a
// passphrase the key is wrapped by it, and the file alone opens nothing;
// without one the store opens with nobody there. It fails with
// [fault.Conflict] if the file exists.
func (k Key) Write(path string, passphrase []byte) error {
	line := plainFile + " " + base64.StdEncoding.EncodeToString(k[:]) + "\n"
	if len(passphrase) > 0 {
		var err error
		if line, err = k.wrap(passphrase); err != nil {
			return err
		}
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return &fault.Error{Kind: fault.Conflict, Detail: "there is a key file already: " + path, Remedy: "give another name"}
	}
	if err != nil {
		return fmt.Errorf("make the key file: %w", err)
	}
	_, err = io.WriteString(f, line)
	return errors.Join(err, f.Sync(), f.Close())
}

func (k Key) wrap(passphrase []byte) (string, error) {
	sealed := make([]byte, saltSize+chacha20poly1305.NonceSizeX)
	if _, err := rand.Read(sealed); err != nil {
		return "", err
	}
	aead, err := chacha20poly1305.NewX(stretch(passphrase, sealed[:saltSize]))
	if err != nil {
		return "", err
	}
	sealed = aead.Seal(sealed, sealed[saltSize:], k[:], []byte(wrappedFile))
	return wrappedFile + " " + base64.StdEncoding.EncodeToString(sealed) + "\n", nil
}

func stretch(passphrase, salt []byte) []byte {
	return argon2.IDKey(passphrase, salt, argonTime, argonMemory, 1, chacha20poly1305.KeySize)
}

// ReadKey reads what [Key.Write] wrote. The passphrase is asked for only where
// the key is wrapped by one. It fails with [fault.NotFound] if there is no such
// file, and with [fault.Unauthenticated] if others could read it or the
// passphrase is not the one.
func ReadKey(path string, passphrase func() ([]byte, error)) (Key, error) {
	st, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return Key{}, &fault.Error{
			Kind: fault.NotFound, Detail: "there is no key file: " + path,
			Remedy: "give it with --key-file, or enrol with agentd enrol",
		}
	}
	if err != nil {
		return Key{}, fmt.Errorf("look for the key file: %w", err)
	}
	if runtime.GOOS != "windows" && st.Mode().Perm()&0o077 != 0 {
		return Key{}, &fault.Error{Kind: fault.Unauthenticated, Detail: "others can read the key file: " + path, Remedy: "chmod 600 " + path}
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return Key{}, fmt.Errorf("read the key file: %w", err)
	}
	word, rest, _ := bytes.Cut(bytes.TrimSpace(raw), []byte(" "))
	data, err := base64.StdEncoding.DecodeString(string(rest))
	switch {
	case err == nil && string(word) == plainFile && len(data) == len(Key{}):
		return Key(data), nil
	case err == nil && string(word) == wrappedFile && len(data) > saltSize+chacha20poly1305.NonceSizeX:
		return unwrap(data, passphrase)
	}
	return Key{}, &fault.Error{Kind: fault.Invalid, Detail: "not a key file: " + path, Remedy: "give the file that agentd enrol made"}
}

// Wrapped reports whether the key in a file is wrapped by a passphrase.
func Wrapped(path string) bool {
	raw, err := os.ReadFile(path)
	return err == nil && bytes.HasPrefix(raw, []byte(wrappedFile+" "))
}

func unwrap(data []byte, passphrase func() ([]byte, error)) (Key, error) {
	pass, err := passphrase()
	if err != nil {
		return Key{}, err
	}
	aead, err := chacha20poly1305.NewX(stretch(pass, data[:saltSize]))
	if err != nil {
		return Key{}, err
	}
	rest := data[saltSize:]
	k, err := aead.Open(nil, rest[:aead.NonceSize()], rest[aead.NonceSize():], []byte(wrappedFile))
	if err != nil || len(k) != len(Key{}) {
		return Key{}, &fault.Error{Kind: fault.Unauthenticated, Detail: "not the passphrase of this key file", Remedy: "type it again"}
	}
	return Key(k), nil
}
