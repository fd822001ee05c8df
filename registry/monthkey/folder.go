package monthkey

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"faro.example/shared/fault"
)

const (
	// suffix ends the names of key files.
	suffix = ".key"
	// listFile names the months whose keys were destroyed.
	listFile = "destroyed"
)

// file is the key of a month on disk. It is a format: fields are never renamed
// or reused.
type file struct {
	Month     Month     `json:"month"`
	Made      time.Time `json:"made"`
	Recipient string    `json:"recipient"`
	Wrapped   []byte    `json:"wrapped"` // the private half
	WrappedBy string    `json:"wrapped_by"`
}

// list is what was destroyed. It is a format on disk, as [file] is.
type list struct {
	Destroyed []destroyed `json:"destroyed"`
}

type destroyed struct {
	Month Month     `json:"month"`
	At    time.Time `json:"at"`
}

func (l *list) has(m Month) bool { return !l.at(m).IsZero() }

// at is when the key of a month was destroyed; zero if it was not.
func (l *list) at(m Month) time.Time {
	for _, d := range l.Destroyed {
		if d.Month == m {
			return d.At
		}
	}
	return time.Time{}
}

// locked runs fn with the list of what was destroyed, one process at a time.
func (k Keys) locked(fn func(*list) error) (err error) {
	if err := os.MkdirAll(k.Folder, 0o700); err != nil {
		return unwritable(k.Folder)
	}
	dir, err := os.Open(k.Folder)
	if err != nil {
		return fmt.Errorf("open the folder of month keys: %w", err)
	}
	defer func() { err = errors.Join(err, dir.Close()) }() // which unlocks it
	if err := syscall.Flock(int(dir.Fd()), syscall.LOCK_EX); err != nil {
		return fmt.Errorf("lock the folder of month keys: %w", err)
	}
	var l list
	text, err := os.ReadFile(filepath.Join(k.Folder, listFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read which keys were destroyed: %w", err)
	}
	if err == nil && json.Unmarshal(text, &l) != nil {
		return &fault.Error{Kind: fault.Invalid, Detail: "the list of keys that were destroyed cannot be read: " + filepath.Join(k.Folder, listFile),
			Remedy: "bring the file back from the folder's copy"}
	}
	return fn(&l)
}

func (k Keys) path(m Month) string { return filepath.Join(k.Folder, string(m)+suffix) }

// read reads the key of a month.
func (k Keys) read(l *list, m Month) (f file, err error) {
	if at := l.at(m); !at.IsZero() {
		return f, gone(m, at)
	}
	info, err := os.Stat(k.path(m))
	if errors.Is(err, fs.ErrNotExist) {
		return f, &fault.Error{Kind: fault.NotFound, Detail: "there is no key of " + string(m) + " in " + k.Folder, Remedy: "bring the folder of month keys here"}
	}
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		return f, &fault.Error{Kind: fault.Invalid, Detail: "the key file " + k.path(m) + " can be read by others", Remedy: "chmod 600 the file"}
	}
	text, err := os.ReadFile(k.path(m))
	if err != nil {
		return f, fmt.Errorf("read the key of a month: %w", err)
	}
	if json.Unmarshal(text, &f) != nil || f.Month != m {
		return f, unreadable(m)
	}
	return f, nil
}

// states gives what lies in the folder, and what was destroyed.
func (k Keys) states(l *list) ([]State, error) {
	entries, err := os.ReadDir(k.Folder)
	if err != nil {
		return nil, fmt.Errorf("look into the folder of month keys: %w", err)
	}
	var out []State
	for _, d := range l.Destroyed {
		out = append(out, State{Month: d.Month, Due: k.Due(d.Month), Destroyed: d.At})
	}
	for _, e := range entries {
		m, err := Parse(strings.TrimSuffix(e.Name(), suffix))
		if err != nil || !strings.HasSuffix(e.Name(), suffix) {
			continue
		}
		if i := slices.IndexFunc(out, func(s State) bool { return s.Month == m }); i >= 0 {
			out[i].Held = true // a copy was brought back
			continue
		}
		f, err := k.read(l, m)
		if err != nil {
			return nil, err
		}
		out = append(out, State{Month: m, Recipient: f.Recipient, Made: f.Made, WrappedBy: f.WrappedBy, Due: k.Due(m), Held: true})
	}
	slices.SortFunc(out, func(a, b State) int { return strings.Compare(string(a.Month), string(b.Month)) })
	return out, nil
}

// keep puts the key of a month in its place, durably.
func (k Keys) keep(m Month, f file) error { return k.replace(k.path(m), f) }

func (k Keys) write(l *list) error { return k.replace(filepath.Join(k.Folder, listFile), l) }

func (k Keys) replace(name string, what any) error {
	text, err := json.MarshalIndent(what, "", "  ")
	if err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	fresh := name + ".new"
	f, err := os.OpenFile(fresh, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return unwritable(name)
	}
	_, err = f.Write(append(text, '\n'))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(unwritable(name), err)
	}
	if err := os.Rename(fresh, name); err != nil {
		return fmt.Errorf("put %s in its place: %w", name, err)
	}
	return syncFolder(k.Folder)
}

// shred removes the key of a month. It is written over first, which reaches the
// old bytes where the disk writes in place; where it does not, what is left of
// them is wrapped.
func (k Keys) shred(m Month) error {
	f, err := os.OpenFile(k.path(m), os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return unwritable(k.path(m))
	}
	info, err := f.Stat()
	if err == nil {
		_, err = f.Write(make([]byte, info.Size()))
	}
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write over the key of a month: %w", err)
	}
	if err := os.Remove(k.path(m)); err != nil {
		return fmt.Errorf("remove the key of a month: %w", err)
	}
	return syncFolder(k.Folder)
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func unwritable(what string) error {
	return &fault.Error{Kind: fault.Invalid, Detail: what + " cannot be written", Remedy: "check that there is room, and who owns the folder of month keys"}
}
