package migrations

import (
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
)

var (
	upName    = regexp.MustCompile(`^(\d{6})_[a-z0-9_]+\.up\.sql$`)
	needsLine = regexp.MustCompile(`(?m)^-- needs programs of: (\d+)$`)
)

// Newest gives the highest version of PostgreSQL's tables there is.
func Newest() uint {
	var newest uint
	for v := range ups(Postgres()) {
		newest = max(newest, v)
	}
	return newest
}

// Contraction is a migration that takes away what older programs need.
type Contraction struct {
	Version uint // of the migration
	Needs   uint // programs that know no version as new as this cannot work on the tables after it
}

// Contractions lists those among files above one version and up to another, in
// order. A migration says that it is one by a line of its own,
//
//	-- needs programs of: 52
//
// and raises tables_need to the same number, so that an older program that is
// started later is refused too.
func Contractions(files fs.FS, above, upTo uint) ([]Contraction, error) {
	var out []Contraction
	names := ups(files)
	for v := above + 1; v != 0 && v <= upTo && names[v] != ""; v++ {
		text, err := fs.ReadFile(files, names[v])
		if err != nil {
			return nil, fmt.Errorf("read migration %d: %w", v, err)
		}
		if m := needsLine.FindSubmatch(text); m != nil {
			n, err := strconv.ParseUint(string(m[1]), 10, 32)
			if err != nil {
				return nil, fmt.Errorf("read migration %d: %w", v, err)
			}
			out = append(out, Contraction{Version: v, Needs: uint(n)})
		}
	}
	return out, nil
}

// ups gives the names of the files that go up, by version.
func ups(files fs.FS) map[uint]string {
	out := map[uint]string{}
	names, err := fs.Glob(files, "*.up.sql")
	if err != nil {
		panic(err) // only for a malformed pattern
	}
	for _, name := range names {
		if m := upName.FindStringSubmatch(name); m != nil {
			n, _ := strconv.ParseUint(m[1], 10, 32) // six digits
			out[uint(n)] = name
		}
	}
	return out
}
