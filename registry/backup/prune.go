package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"faro.example/registry/walarchive"
	"faro.example/shared/fault"
)

// Pruning says what is to be kept.
type Pruning struct {
	Bases   string // folder of the folders of base backups
	Archive string
	Days    int // how far one wants to be able to go back
	Dry     bool
}

// Since is the earliest moment that is kept.
func (p Pruning) Since(now time.Time) time.Time { return now.UTC().AddDate(0, 0, -p.Days) }

// Pruned is what goes, or has gone. Without an Oldest nothing does.
type Pruned struct {
	Oldest string             // the folder of the oldest base backup that stays
	From   time.Time          // every moment since then can be restored
	Bases  []string           // folders that go, in this order
	Others []string           // folders that stay, since they are no whole base backups of this cluster
	System string             // the cluster
	Before string             // the first segment that is needed
	Log    walarchive.Trimmed // what [walarchive.Trim] may remove then
}

// basis is a base backup that lies in a folder.
type basis struct {
	dir string
	m   Manifest
}

// Prune removes the base backups that nobody needs who wants to go back some days,
// and says which log they leave behind: the newest base backup stays that was whole
// before then and from which the log leads on to the newest life, with all that is
// newer. It is read and all of that log opened first. The log is left to
// [walarchive.Trim], run by who writes it: so what remains can be restored wherever
// either is stopped. It fails with [fault.NotFound] if there are no base backups, and
// with [fault.Conflict] if none that is old enough can be relied on, or the log has a
// gap behind it.
func Prune(ctx context.Context, o Options, p Pruning) (out Pruned, err error) {
	if p.Days < 1 {
		return out, fault.Field("days", "below 1", "say how many days one is to be able to go back")
	}
	all, others, err := o.bases(p.Bases)
	if err != nil {
		return out, err
	}
	out.Others = others
	at, from, err := o.reliable(ctx, all, p)
	if err != nil || at < 0 {
		return out, err
	}
	out.Oldest, out.From, out.System = all[at].dir, from, all[at].m.Base.System
	for _, b := range all[:at] {
		out.Bases = append(out.Bases, b.dir)
		if err := b.alone(); err != nil {
			return out, err
		}
	}
	if out.Before, err = needed(all[at:]); err != nil {
		return out, err
	}
	secret, err := walarchive.Secret(o.State)
	if err != nil {
		return out, err
	}
	log := walarchive.Trim{Folder: p.Archive, System: out.System, Secret: secret, Before: out.Before, Since: p.Since(o.Now()), Dry: true}
	if out.Log, err = log.Run(); err != nil || p.Dry {
		return out, err
	}
	return out, o.remove(all, at)
}

// bases gives the base backups in a folder of one cluster, that of the newest, the
// oldest first.
func (o Options) bases(folder string) (all []basis, others []string, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, nil, &fault.Error{Kind: fault.NotFound, Detail: "the folder " + folder + " cannot be read", Remedy: "name the folder in which the folders of the base backups lie"}
	}
	for _, e := range entries {
		dir := filepath.Join(folder, e.Name())
		if !e.IsDir() || !isThere(dir) {
			continue // being made, or not finished
		}
		m, err := o.own(dir)
		if err != nil {
			others = append(others, dir)
		} else if m.Base != nil {
			all = append(all, basis{dir, m})
		}
	}
	if len(all) == 0 {
		return nil, nil, &fault.Error{Kind: fault.NotFound, Detail: "no base backup of this registry lies in " + folder,
			Remedy: "name the folder in which the folders of the base backups lie, and use the state folder of the registry that made them"}
	}
	slices.SortFunc(all, func(a, b basis) int { return a.m.Made.Compare(b.m.Made) })
	newest := all[len(all)-1].m.Base.System
	all = slices.DeleteFunc(all, func(b basis) bool {
		if b.m.Base.System != newest {
			others = append(others, b.dir)
		}
		return b.m.Base.System != newest
	})
	return all, others, nil
}

// reliable gives which base backup is the oldest that must stay, and from when on it
// can be brought to any moment; -1 if all are needed.
func (o Options) reliable(ctx context.Context, all []basis, p Pruning) (at int, from time.Time, err error) {
	since := p.Since(o.Now())
	var first error
	for i, b := range slices.Backward(all) {
		if !b.m.Made.Before(since) {
			continue
		}
		from, err := o.sound(ctx, b, p.Archive)
		if err == nil && from.Before(since) {
			return i, from, nil
		}
		if first == nil {
			first = err
		}
	}
	if first == nil || ctx.Err() != nil {
		return -1, from, ctx.Err()
	}
	f := fault.As(first)
	if f.Kind == fault.Internal {
		return -1, from, first
	}
	return -1, from, &fault.Error{Kind: fault.Conflict, Detail: fmt.Sprintf("nothing is removed: no base backup from before %s can be relied on. The newest of them: %s", since.Format(time.RFC3339), f.Detail),
		Remedy: f.Remedy + "; or, once a newer base backup is old enough, prune with fewer --days"}
}

// sound opens a base backup's log, checks that the backup is whole and that the log
// leads on to the newest life without a gap, and gives since when it does.
func (o Options) sound(ctx context.Context, b basis, archive string) (from time.Time, err error) {
	if _, err := Verify(o, b.dir); err != nil {
		return from, err
	}
	c, err := o.Chain(ctx, b.m, archive)
	if err != nil {
		return from, err
	}
	if c.Gap != "" {
		return from, &fault.Error{Kind: fault.Conflict, Detail: "the archive has a gap: " + c.Gap + " is missing, and there is more behind it",
			Remedy: "bring the segment back from the archive's copy; if there is none, make a base backup now"}
	}
	if c.Timeline != c.Newest {
		return from, &fault.Error{Kind: fault.Conflict, Detail: fmt.Sprintf("the log leads from %s to timeline %d only, and the newest is %d", b.dir, c.Timeline, c.Newest),
			Remedy: "make a base backup now, if none was made since the registry was put back"}
	}
	if c.Ready.After(b.m.Made) {
		return c.Ready, nil
	}
	return b.m.Made, nil
}

// needed gives the first segment that any of the base backups needs, on whatever
// timeline.
func needed(of []basis) (name string, err error) {
	for _, b := range of {
		from, _, err := b.m.Base.from()
		if err != nil {
			return "", err
		}
		if first := from.First(); name == "" || first[8:] < name[8:] {
			name = first
		}
	}
	return name, nil
}

// remove lets go of the base backups before one, and removes them, the oldest first.
func (o Options) remove(all []basis, at int) error {
	var r register
	if err := r.change(o.State, func() error {
		n := 0
		for _, k := range r.Kept {
			if k.Base && !k.Made.Before(all[at].m.Made) {
				n++
			}
		}
		if n > 0 {
			r.letGo(n, true)
		}
		return nil
	}); err != nil {
		return err
	}
	for _, b := range all[:at] {
		// The manifest last: what was left in between is found again.
		for _, path := range []string{filepath.Join(b.dir, b.m.Base.File), filepath.Join(b.dir, manifestFile), b.dir} {
			if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return unwritable(path)
			}
		}
		if err := syncFolder(filepath.Dir(b.dir)); err != nil {
			return err
		}
	}
	return nil
}

// alone fails with [fault.Conflict] if anything else lies in a base backup's folder.
func (b basis) alone() error {
	there, err := os.ReadDir(b.dir)
	if err != nil {
		return fmt.Errorf("look into the folder: %w", err)
	}
	for _, e := range there {
		if e.Name() != b.m.Base.File && e.Name() != manifestFile {
			return &fault.Error{Kind: fault.Conflict, Detail: "nothing is removed: " + filepath.Join(b.dir, e.Name()) + " is no part of the base backup beside it", Remedy: "move it elsewhere"}
		}
	}
	return nil
}
