package backup

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"faro.example/registry/monthkey"
	"faro.example/shared/change"
	"faro.example/shared/fault"
)

// registerFile stands in the state folder, beside the journal.
const registerFile = "backups"

// register is what must be known of backups when there is no database. It is a
// format on disk: fields are never renamed or reused.
type register struct {
	Epochs []change.Epoch `json:"epochs"`          // every life of the ledger that was ever begun
	Kept   []kept         `json:"kept"`            // backups that may still be restored
	Safe   uint64         `json:"safe"`            // what installations were told
	Plain  []kept         `json:"plain,omitempty"` // not encrypted, let go, and not seen to be gone
	Bases  []span         `json:"bases,omitempty"` // when every base backup was made, the oldest first
}

// span is from when to when something was made.
type span struct {
	Began time.Time `json:"began"`
	Ended time.Time `json:"ended"`
}

type kept struct {
	Folder   string    `json:"folder"`
	Made     time.Time `json:"made"`
	Epoch    int       `json:"epoch"`
	Position uint64    `json:"position"`
	Sum      string    `json:"sum"` // of the manifest

	Month monthkey.Month `json:"month,omitempty"` // whose key opens it; "" if it is not encrypted
	Base  bool           `json:"base,omitempty"`  // of files, not of tables
}

// floor gives the position to which a restore would go back: up to there the
// ledger was never given otherwise. Positions that a life of the ledger gave
// above where it began are not those of the lives before it.
func (r *register) floor(epoch int, position uint64) uint64 {
	for _, e := range r.Epochs {
		if e.Number > epoch {
			position = min(position, e.Restored)
		}
	}
	return position
}

// learn adds lives of the ledger.
func (r *register) learn(epochs ...change.Epoch) {
	for _, e := range epochs {
		if !slices.ContainsFunc(r.Epochs, func(k change.Epoch) bool { return k.Number == e.Number }) {
			r.Epochs = append(r.Epochs, e)
		}
	}
	slices.SortFunc(r.Epochs, func(a, b change.Epoch) int { return cmp.Compare(a.Number, b.Number) })
}

// add enters a backup.
func (r *register) add(dir string, m Manifest) {
	r.learn(m.Epochs...)
	r.Kept = slices.DeleteFunc(r.Kept, func(k kept) bool { return k.Sum == m.sum })
	r.Kept = append(r.Kept, kept{Folder: dir, Made: m.Made, Epoch: m.Epoch, Position: m.Position, Sum: m.sum, Month: m.Month, Base: m.Base != nil})
}

// drop forgets the backups that nothing opens any more.
func (r *register) drop(keys monthkey.Keys) error {
	all, err := keys.List()
	if err != nil {
		return err
	}
	r.Kept = slices.DeleteFunc(r.Kept, func(k kept) bool {
		return slices.ContainsFunc(all, func(s monthkey.State) bool { return s.Month == k.Month && !s.Destroyed.IsZero() })
	})
	return nil
}

// letGo keeps the newest n backups of a kind, all if n is 0, raises the safe
// position accordingly, and gives those that need not be kept any more.
func (r *register) letGo(n int, base bool) (gone []kept) {
	slices.SortStableFunc(r.Kept, func(a, b kept) int { return a.Made.Compare(b.Made) })
	over := -n
	for _, k := range r.Kept {
		if k.Base == base {
			over++
		}
	}
	r.Kept = slices.DeleteFunc(r.Kept, func(k kept) bool {
		if n == 0 || k.Base != base || over <= 0 {
			return false
		}
		over--
		gone = append(gone, k)
		return true
	})
	for _, k := range gone {
		if k.Month == "" {
			r.Plain = append(r.Plain, k)
		}
	}
	r.Plain = slices.DeleteFunc(r.Plain, func(k kept) bool { return !isThere(k.Folder) })
	lowest := r.floor(r.Kept[0].Epoch, r.Kept[0].Position)
	for _, k := range r.Kept[1:] {
		lowest = min(lowest, r.floor(k.Epoch, k.Position))
	}
	r.Safe = max(r.Safe, lowest)
	return gone
}

// isThere reports whether a backup still lies in a folder.
func isThere(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, manifestFile))
	return err == nil
}

// begin begins the life of the ledger that follows the restore of a backup,
// and gives all lives, that one last. It fails with [fault.Conflict] if
// installations may have let go of what the backup lacks, unless that is
// accepted.
func (r *register) begin(dir string, m Manifest, accept bool) ([]change.Epoch, error) {
	r.add(dir, m)
	return r.start(m.Epoch, m.Position, accept)
}

// start begins the life of the ledger that follows a restore to a position of an
// epoch, as [register.begin] does.
func (r *register) start(epoch int, position uint64, accept bool) ([]change.Epoch, error) {
	floor := r.floor(epoch, position)
	if floor < r.Safe && !accept {
		return nil, &fault.Error{Kind: fault.Conflict,
			Detail: fmt.Sprintf("this backup would go back to position %d, and agents keep only what came after %d", floor, r.Safe),
			Remedy: "restore a newer one; if there is none, add --accept-loss"}
	}
	r.Safe = min(r.Safe, floor)
	r.learn(change.Epoch{Number: r.Epochs[len(r.Epochs)-1].Number + 1, Restored: floor})
	return r.Epochs, nil
}

// Lives gives every life of the ledger that was ever begun, as the state folder
// knows them: none before the first backup.
func Lives(state string) ([]change.Epoch, error) {
	r, err := readRegister(state)
	return r.Epochs, err
}

// Newest gives when the newest backup that is kept was made, and its folder; ""
// if none was.
func Newest(state string) (made time.Time, folder string, err error) {
	r, err := readRegister(state)
	for _, k := range r.Kept {
		if k.Made.After(made) {
			made, folder = k.Made, k.Folder
		}
	}
	return made, folder, err
}

// readRegister gives an empty register if there is none yet.
func readRegister(state string) (register, error) {
	text, err := os.ReadFile(filepath.Join(state, registerFile))
	if errors.Is(err, fs.ErrNotExist) {
		return register{}, nil
	}
	if err != nil {
		return register{}, fmt.Errorf("read list of backups: %w", err)
	}
	var r register
	if err := json.Unmarshal(text, &r); err != nil {
		return register{}, &fault.Error{Kind: fault.Invalid, Detail: "the list of backups in the state folder cannot be read",
			Remedy: "bring the file " + registerFile + " back from the folder's copy"}
	}
	return r, nil
}

// change changes the register, durably, one process at a time.
func (r *register) change(state string, fn func() error) (err error) {
	dir, err := os.Open(state)
	if err != nil {
		return fmt.Errorf("open state folder: %w", err)
	}
	defer func() { err = errors.Join(err, dir.Close()) }() // which unlocks it
	if err := syscall.Flock(int(dir.Fd()), syscall.LOCK_EX); err != nil {
		return fmt.Errorf("lock state folder: %w", err)
	}
	if *r, err = readRegister(state); err != nil {
		return err
	}
	if err := fn(); err != nil {
		return err
	}
	text, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		return fmt.Errorf("encode list of backups: %w", err)
	}
	return replaceFile(filepath.Join(state, registerFile), append(text, '\n'))
}
