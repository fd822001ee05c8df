package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"strings"

	"filippo.io/age"

	"faro.example/shared/change"
	"faro.example/shared/fault"
)

// Recovery opens what installations keep of their acknowledged records, sealed,
// until no restore can lose them (design section 5 rule 7). Nil is no key:
// nothing is sealed to it, and nothing opens. It is safe for use by many
// goroutines.
type Recovery struct{ key *age.X25519Identity }

// MakeRecovery writes a new recovery key, readable by its owner only. It fails
// with [fault.Conflict] if the file is there.
func MakeRecovery(path string) error {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		return fmt.Errorf("make recovery key: %w", err)
	}
	return writeSecret(path, key.String()+"\n")
}

// NewRecovery reads the recovery key. It fails with [fault.NotFound] if there
// is no such file, and with [fault.Invalid] if it is readable by others or
// holds something else.
func NewRecovery(path string) (*Recovery, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, &fault.Error{Kind: fault.NotFound, Detail: "there is no recovery key: " + path, Remedy: "bring it back from its copy"}
	}
	text, err := readSecret(path)
	if err != nil {
		return nil, err
	}
	key, err := age.ParseX25519Identity(strings.TrimSpace(string(text)))
	if err != nil { // whose words may hold a part of the key
		return nil, fault.Field(path, "not a recovery key", "bring the file back from its copy")
	}
	return &Recovery{key: key}, nil
}

// Recipient is to what installations seal; "" if there is no key.
func (r *Recovery) Recipient() string {
	if r == nil {
		return ""
	}
	return r.key.Recipient().String()
}

// Open gives back a record as it travels. It fails with [fault.Invalid] if it
// was sealed to another key, was changed, or is larger than a record may be.
func (r *Recovery) Open(sealed []byte) ([]byte, error) {
	if r == nil {
		return nil, fault.Newf(fault.Invalid, "the registry has no recovery key")
	}
	plain, err := age.Decrypt(bytes.NewReader(sealed), r.key)
	if err != nil {
		return nil, fault.Newf(fault.Invalid, "it does not open with the recovery key")
	}
	data, err := io.ReadAll(io.LimitReader(plain, change.MaxRecord+1))
	if err != nil || len(data) > change.MaxRecord {
		return nil, fault.Newf(fault.Invalid, "what is sealed was changed, or is too large")
	}
	return data, nil
}

// String keeps the key out of every print.
func (r *Recovery) String() string { return "[key]" }

// GoString keeps the key out of every print.
func (r *Recovery) GoString() string { return "[key]" }

// LogValue keeps the key out of structured logs.
func (r *Recovery) LogValue() slog.Value { return slog.StringValue("[key]") }
