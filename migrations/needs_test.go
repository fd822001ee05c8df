package migrations_test

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"faro.example/migrations"
)

func TestAMigrationThatTakesAwaySaysWhatItNeeds(t *testing.T) {
	files := fstest.MapFS{
		"000001_one.up.sql":     {Data: []byte("CREATE TABLE a ();\n-- needs programs of: 9, in the text of a comment\n")},
		"000002_two.up.sql":     {Data: []byte("-- why\n-- needs programs of: 2\nDROP TABLE a;\n")},
		"000003_three.up.sql":   {Data: []byte("-- needs programs of: 2\n")},
		"000003_three.down.sql": {Data: []byte("-- needs programs of: 7\n")},
	}
	for _, c := range []struct {
		above, upTo uint
		want        []migrations.Contraction
	}{
		{0, 9, []migrations.Contraction{{Version: 2, Needs: 2}, {Version: 3, Needs: 2}}},
		{1, 2, []migrations.Contraction{{Version: 2, Needs: 2}}}, {2, 2, nil}, {3, 9, nil}, {3, 1, nil},
	} {
		got, err := migrations.Contractions(files, c.above, c.upTo)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(c.want, got) {
			t.Errorf("above %d, up to %d: got %v, want %v", c.above, c.upTo, got, c.want)
		}
	}
}

// What an older program reads or writes by its name.
var takesAway = regexp.MustCompile(`(?i)\b(DROP TABLE|DROP COLUMN|RENAME (TO|COLUMN)|ALTER COLUMN \w+ (SET NOT NULL|TYPE|SET DATA TYPE)|REVOKE)\b`)

// fleetBegan is the first version of which programs say that they run.
const fleetBegan = 44

func TestNothingIsTakenAwayUnsaid(t *testing.T) {
	names, err := fs.Glob(migrations.Postgres(), "*.up.sql")
	if err != nil {
		t.Fatal(err)
	}
	said, err := migrations.Contractions(migrations.Postgres(), 0, migrations.Newest())
	if err != nil {
		t.Fatal(err)
	}
	if int(migrations.Newest()) != len(names) || len(names) < fleetBegan {
		t.Fatalf("got %d migrations, the newest is %d", len(names), migrations.Newest())
	}
	for i, name := range names[fleetBegan:] {
		version := uint(i + fleetBegan + 1)
		text, err := fs.ReadFile(migrations.Postgres(), name)
		if err != nil {
			t.Fatal(err)
		}
		contracts := false
		for _, c := range said {
			contracts = contracts || c.Version == version && strings.Contains(string(text), "UPDATE tables_need SET")
		}
		if what := takesAway.Find(ofOlder(text)); what != nil && !contracts {
			t.Errorf("%s: %s takes away what older programs may need: say so, see migrations.Contractions", name, what)
		}
	}
}

var (
	revoked = regexp.MustCompile(`(?m)^REVOKE (.+) FROM (\w+);$`)
	madeNow = regexp.MustCompile(`(?m)^CREATE FUNCTION (\w+)\(`)
)

// ofOlder leaves out what takes nothing away: what the same file has granted just
// before, and a new function from those who have it by being anybody.
func ofOlder(text []byte) []byte {
	whole := string(text)
	made := map[string]bool{}
	for _, m := range madeNow.FindAllStringSubmatch(whole, -1) {
		made[m[1]] = true
	}
	return revoked.ReplaceAllFunc(text, func(line []byte) []byte {
		m := revoked.FindSubmatch(line)
		what, whom := string(m[1]), string(m[2])
		name, _, _ := strings.Cut(strings.TrimPrefix(what, "ALL ON FUNCTION "), "(")
		if whom == "PUBLIC" && made[name] || strings.Contains(whole, "GRANT "+what+" TO "+whom+";") {
			return nil
		}
		return line
	})
}
