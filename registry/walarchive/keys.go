package walarchive

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"

	"faro.example/registry/monthkey"
	"faro.example/shared/fault"
)

// KeyFile holds the archive key, in the state folder: who has it vouches for
// what is archived.
const KeyFile = "archive.key"

// secretSize is that of the archive key, in bytes.
const secretSize = 32

// Public is what archiving needs, and nothing that opens what was archived. It
// is a format on disk: fields are never renamed or reused.
type Public struct {
	Secret []byte        `json:"secret"` // the archive key
	Months []PublicMonth `json:"months"`
}

// PublicMonth is the public half of the key of a month.
type PublicMonth struct {
	Month     monthkey.Month `json:"month"`
	Recipient string         `json:"recipient"`
}

// ReadPublic reads a file that [Export] has filled. It fails with
// [fault.Invalid] if others may read it, or if it is something else.
func ReadPublic(path string) (p Public, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return p, &fault.Error{Kind: fault.Invalid, Detail: "the keys for archiving cannot be read: " + path,
			Remedy: "bring here what registryctl backup keys export prints"}
	}
	if info.Mode().Perm()&0o007 != 0 {
		return p, &fault.Error{Kind: fault.Invalid, Detail: "the file " + path + " can be read by others", Remedy: "chmod 640 the file, for the user who runs PostgreSQL"}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return p, fmt.Errorf("read the keys for archiving: %w", err)
	}
	if json.Unmarshal(text, &p) != nil || len(p.Secret) != secretSize {
		return p, fault.Field(path, "not the keys for archiving", "bring here what registryctl backup keys export prints")
	}
	return p, nil
}

// recipient is to what is encrypted in a month.
func (p Public) recipient(m monthkey.Month) (age.Recipient, error) {
	for _, k := range p.Months {
		if k.Month == m {
			return age.ParseHybridRecipient(k.Recipient)
		}
	}
	return nil, &fault.Error{Kind: fault.Invalid, Detail: "there is no key of " + string(m) + " to archive with",
		Remedy: "on the registry's machine run registryctl backup keys export, and bring what it prints here"}
}

// Export gives what archiving needs for this month and those after it, and makes
// the keys of months that have none yet, and the archive key.
func Export(ctx context.Context, state string, keys monthkey.Keys, months int) (p Public, err error) {
	p.Secret, err = Secret(state)
	if fault.Is(err, fault.NotFound) {
		p.Secret, err = makeSecret(state)
	}
	if err != nil {
		return p, err
	}
	first := keys.Now().UTC()
	first = time.Date(first.Year(), first.Month(), 1, 0, 0, 0, 0, time.UTC)
	for i := range months {
		m := monthkey.MonthOf(first.AddDate(0, i, 0))
		if _, err := keys.Recipient(ctx, m); err != nil { // which makes it
			return p, err
		}
		k, err := keys.Find(m)
		if err != nil {
			return p, err
		}
		p.Months = append(p.Months, PublicMonth{m, k.Recipient})
	}
	return p, nil
}

// Secret reads the archive key of the state folder. It fails with
// [fault.NotFound] if there is none.
func Secret(state string) ([]byte, error) {
	path := filepath.Join(state, KeyFile)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &fault.Error{Kind: fault.NotFound, Detail: "there is no archive key: " + path, Remedy: "bring it back from the state folder's copy"}
	}
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		return nil, &fault.Error{Kind: fault.Invalid, Detail: "the archive key " + path + " can be read by others", Remedy: "chmod 600 the file"}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the archive key: %w", err)
	}
	secret, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(secret) != secretSize {
		return nil, fault.Field(path, "not an archive key", "bring the file back from the state folder's copy")
	}
	return secret, nil
}

func makeSecret(state string) ([]byte, error) {
	secret := make([]byte, secretSize)
	rand.Read(secret) // which never fails
	f, err := os.OpenFile(filepath.Join(state, KeyFile), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("make the archive key: %w", err)
	}
	_, err = f.WriteString(base64.StdEncoding.EncodeToString(secret) + "\n")
	if err := errors.Join(err, f.Sync(), f.Close(), syncFolder(state)); err != nil {
		return nil, fmt.Errorf("make the archive key: %w", err)
	}
	return secret, nil
}
