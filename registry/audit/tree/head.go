package tree

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"faro.example/shared/fault"
)

// Head is a signed head: so many leaves, with that hash, at that time.
type Head struct {
	Epoch int
	Size  int64
	Root  tlog.Hash
	At    time.Time
	Note  string // as signed: a checkpoint, as public transparency logs write it
}

// before reports whether a head was signed before another, as size goes.
func (h Head) before(o Head) bool { return h.Epoch < o.Epoch || h.Epoch == o.Epoch && h.Size < o.Size }

// text is what is signed: origin, size and hash, and the time as an extension.
func (k *Key) text(h Head) string {
	return fmt.Sprintf("%s\n%d\n%s\nat %s\n", origin(k.Keys[0], h.Epoch), h.Size, base64.StdEncoding.EncodeToString(h.Root[:]),
		h.At.UTC().Format(time.RFC3339Nano))
}

// seal completes a head.
func (k *Key) seal(h Head) (Head, error) {
	var err error
	h.Note, err = k.sign(h.Epoch, k.text(h))
	return h, err
}

// ParseHead reads a signed head. It fails with [fault.Invalid] if none of the
// keys has signed it.
func (k Keys) ParseHead(signed string) (Head, error) {
	text, epoch, err := k.open(signed)
	if err != nil {
		return Head{}, err
	}
	bad := fault.Newf(fault.Invalid, "not the head of a record of access")
	lines := strings.Split(text, "\n")
	if len(lines) < 5 {
		return Head{}, bad
	}
	size, serr := strconv.ParseInt(lines[1], 10, 64)
	root, rerr := base64.StdEncoding.DecodeString(lines[2])
	stamp, isStamp := strings.CutPrefix(lines[3], "at ")
	at, terr := time.Parse(time.RFC3339Nano, stamp)
	if serr != nil || size < 1 || rerr != nil || len(root) != tlog.HashSize || !isStamp || terr != nil {
		return Head{}, bad
	}
	return Head{Epoch: epoch, Size: size, Root: tlog.Hash(root), At: at, Note: signed}, nil
}

// ParseHeads reads signed heads that stand one after the other in a text.
func (k Keys) ParseHeads(text string) ([]Head, error) {
	var out []Head
	for rest := text; strings.TrimSpace(rest) != ""; {
		end := endOfNote(rest)
		h, err := k.ParseHead(rest[:end])
		if err != nil {
			return nil, err
		}
		out, rest = append(out, h), strings.TrimLeft(rest[end:], "\n")
	}
	return out, nil
}

// endOfNote finds where the first note of a text ends: after the signatures,
// which follow the first empty line.
func endOfNote(text string) int {
	at := strings.Index(text, "\n\n")
	if at < 0 {
		return len(text)
	}
	for at += 2; strings.HasPrefix(text[at:], "— "); {
		next := strings.IndexByte(text[at:], '\n')
		if next < 0 {
			return len(text)
		}
		at += next + 1
	}
	return at
}

// Where heads are kept outside the database, in the state folder: the newest in
// one file, one of each hour in the other. Copies of either, kept elsewhere,
// are what [Verify] is given.
const (
	NewestFile = "checkpoint"
	HourlyFile = "checkpoints"
)

// Outside reads the heads that a state folder keeps: those of the hours, then
// the newest.
func Outside(dir string, keys Keys) ([]Head, error) {
	var out []Head
	for _, name := range []string{HourlyFile, NewestFile} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read heads: %w", err)
		}
		heads, err := keys.ParseHeads(string(text))
		if err != nil {
			return nil, fault.In(name, err)
		}
		out = append(out, heads...)
	}
	return out, nil
}

// keep writes a head outside the database, durably; the first of an hour among
// those of the hours too.
func keep(dir string, h Head, before Head) error {
	if before.Epoch != h.Epoch || !before.At.Truncate(time.Hour).Equal(h.At.Truncate(time.Hour)) {
		if err := add(filepath.Join(dir, HourlyFile), h.Note+"\n"); err != nil {
			return fmt.Errorf("keep head: %w", err)
		}
	}
	path := filepath.Join(dir, NewestFile)
	if err := write(path+".new", os.O_TRUNC, h.Note); err != nil {
		return fmt.Errorf("keep head: %w", err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return fmt.Errorf("keep head: %w", err)
	}
	return nil
}

func add(path, text string) error { return write(path, os.O_APPEND, text) }

func write(path string, how int, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|how, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Sync(), f.Close())
}
