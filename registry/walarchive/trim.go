package walarchive

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"faro.example/shared/fault"
)

// systems are the numbers of clusters, as [SystemOf] gives them.
var systems = regexp.MustCompile(`^[1-9][0-9]{0,19}$`)

// Trim takes away what lies in an archive before a segment. It needs the archive
// key, and nothing that opens what lies there. All fields must be given.
type Trim struct {
	Folder string    // of the archive
	System string    // of the cluster
	Secret []byte    // the archive key
	Before string    // the first segment that is needed
	Since  time.Time // what was archived after it stays
	Dry    bool      // only say what would go
}

// Trimmed is what goes, or has gone.
type Trimmed struct {
	Names []string // in the order in which they go
	Bytes int64
	Left  []string // before the segment, but nobody vouches for it: it stays
}

// Run removes, the oldest first, what was written before the segment, on whatever
// timeline; histories of timelines stay. It fails with [fault.NotFound] or
// [fault.Invalid] where the segment itself is not in the archive as the archive key
// vouches, and with [fault.Conflict], removing nothing, if anything that would go
// was archived after Since: whoever says from where on the log is needed may be
// mistaken, or lie.
func (t Trim) Run() (out Trimmed, err error) {
	if !systems.MatchString(t.System) || len(t.Before) != 24 || !names.MatchString(t.Before) {
		return out, fault.Newf(fault.Invalid, "%s of the cluster %s is no segment of the write-ahead log", t.Before, t.System)
	}
	r := Reader{folder: filepath.Join(t.Folder, t.System), system: t.System, secret: t.Secret}
	if _, err := r.header(t.Before); err != nil {
		return out, err
	}
	if out, err = r.before(t); err != nil || t.Dry {
		return out, err
	}
	for _, name := range out.Names {
		if err := os.Remove(filepath.Join(r.folder, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return out, fmt.Errorf("remove %s: %w", name, err)
		}
	}
	return out, syncFolder(r.folder)
}

// before gives what would go.
func (r *Reader) before(t Trim) (out Trimmed, err error) {
	all, err := r.list()
	if err != nil {
		return out, err
	}
	all = slices.DeleteFunc(all, func(name string) bool { return len(name) < 24 || placeOf(name) >= placeOf(t.Before) })
	slices.SortStableFunc(all, func(a, b string) int { return cmp.Compare(placeOf(a), placeOf(b)) })
	for _, name := range all {
		h, err := r.header(name)
		switch {
		case fault.Is(err, fault.Invalid):
			out.Left = append(out.Left, name)
			continue
		case err != nil:
			return out, err
		case h.At.After(t.Since):
			return out, &fault.Error{Kind: fault.Conflict, Detail: "nothing is removed: " + name + " would go, and was archived " + h.At.Format(time.RFC3339) + ", within the time that is kept",
				Remedy: "run registryctl backup prune again, and trim the archive as it says"}
		}
		info, err := os.Stat(filepath.Join(r.folder, name))
		if err != nil {
			return out, fmt.Errorf("look at %s: %w", name, err)
		}
		out.Names, out.Bytes = append(out.Names, name), out.Bytes+info.Size()
	}
	return out, nil
}

// placeOf is the place of a name in the log: the same on each timeline.
func placeOf(name string) string { return name[8:24] }

// header reads the header of an archived file that the archive key vouches for.
func (r *Reader) header(name string) (h header, err error) {
	f, err := os.Open(filepath.Join(r.folder, name))
	if errors.Is(err, fs.ErrNotExist) {
		return h, &fault.Error{Kind: fault.NotFound, Detail: name + " is not in the archive " + r.folder,
			Remedy: "name the folder that archive_command fills, and the segment as registryctl backup prune says it"}
	}
	if err != nil {
		return h, fmt.Errorf("open %s: %w", name, err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h, _, err = readHeader(f, r.secret)
	if err == nil && (h.Name != name || h.System != r.system) {
		err = damaged(name)
	}
	return h, err
}
