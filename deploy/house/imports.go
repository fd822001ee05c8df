package house

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// level orders the packages of shared: one may import those of a lower level
// only, and a leaf concept other leaf concepts. Concepts know nothing of each
// other, so a new kind of record touches one of them.
var level = map[string]int{
	"fault": 0, "spelling": 0,
	"id": 1, "day": 1, "doctor": 1,
	"minor": leaf, "facility": leaf, "institution": leaf, "guardian": leaf,
	"placement": 3, "custody": 3, "movement": 3, "permit": 3, "protection": 3, "tracing": 3, "opinion": 3, "measure": 3, "right": 3,
	"socialfile": 3,
	"change":     4,
	"conflict":   5, "notice": 5,
	"casefile": 6,
	"api":      7, "access": 7, "match": 7, "reference": 7, "mtls": 7, "sheet": 7, "pages": 7, "bundle": 7, "content": 7,
	"deadline":    8, // it goes by who is told of what
	"historytest": 8,
}

// leaf is the level of the concepts that other concepts speak of.
const leaf = 2

// modules says which modules a module may import besides itself.
var modules = map[string][]string{
	"shared":     {},
	"migrations": {},
	"registry":   {"shared", "migrations"},
	"agent":      {"shared", "migrations"},
	// deploy runs the programs and does not build on their inside; of the
	// registry it may have only the private server and what reaches it.
	"deploy": {"shared", "migrations", "registry/pg", "agent"}, // its loaders are agents like others
}

// only says in which packages alone an import may stand, tests apart. What is
// below a package of the standard library is another package: database/sql/driver
// is a few types.
var only = map[string][]string{
	"github.com/gin-gonic/gin":       {"registry/httpapi", "registry/webui"},
	"crypto/tls":                     {"shared/mtls"},
	"github.com/jackc/pgx/v5":        {"registry/", "deploy/bench", "deploy/ha", "deploy/stack"}, // which make databases, lose and measure them
	"github.com/ncruces/go-sqlite3":  {"agent/"},
	"github.com/xuri/excelize/v2":    {"shared/sheet"},
	"database/sql":                   {"registry/pg", "agent/", "deploy/loader"}, // an agent like others
	"net/http":                       {"registry/", "agent/", "deploy/", "shared/mtls", "shared/api"},
	prefix + "shared/sheet/xlsx":     {"shared/sheet"}, // which guards what it writes
	prefix + "registry/pg/privatepg": {"registry/pg/pgtest", "deploy/"},
}

// imports finds the imports that run the wrong way.
func imports(t *tree) []string {
	var bad []string
	for _, f := range t.files {
		for _, spec := range f.ast.Imports {
			to, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				continue // the parser has taken it
			}
			if why := refused(f, to); why != "" {
				bad = append(bad, fmt.Sprintf("%s: may not import %s: %s", f.at(spec), to, why))
			}
		}
	}
	return sorted(bad)
}

// refused says why a file may not have an import; "" if it may.
func refused(f *file, to string) string {
	for pkg, where := range only {
		if (to == pkg || (strings.Contains(pkg, ".") && within(to, pkg))) && !f.test && !slices.ContainsFunc(where, func(w string) bool { return strings.HasPrefix(f.dir+"/", w) }) {
			return "only " + strings.Join(where, ", ") + " may"
		}
	}
	ours, ok := strings.CutPrefix(to, prefix)
	switch {
	case to == "testing" || strings.HasPrefix(to, "testing/"):
		if !f.test && !support(f.dir) {
			return "a program would carry the tests' flags; only tests and packages named …test may"
		}
		return ""
	case !ok:
		return ""
	case support(ours) && !f.test && !support(f.dir):
		return "it is for tests only"
	case f.test:
		return refusedModule(f, ours)
	}
	if why := refusedModule(f, ours); why != "" {
		return why
	}
	return refusedLevel(f, ours)
}

// support reports whether a package is there for tests, by its name.
func support(dir string) bool { return strings.HasSuffix(path.Base(dir), "test") }

func refusedModule(f *file, ours string) string {
	if within(ours, f.module()) {
		return ""
	}
	for _, m := range modules[f.module()] {
		if within(ours, m) {
			return ""
		}
	}
	return fmt.Sprintf("%s may import only itself and %q", f.module(), modules[f.module()])
}

func refusedLevel(f *file, ours string) string {
	if f.module() != "shared" {
		return ""
	}
	from, known := level[shared(f.dir)]
	if !known {
		return fmt.Sprintf("%s has no level yet: give it one in deploy/house, of %v", f.dir, slices.Sorted(maps.Values(level)))
	}
	to := level[shared(ours)]
	if to < from || (from == leaf && to == leaf) || shared(ours) == shared(f.dir) {
		return ""
	}
	return "imports run one way: concepts, change, conflict, casefile, the rest"
}

// shared is the first folder under shared: day for shared/day.
func shared(dir string) string {
	rest := strings.TrimPrefix(dir, "shared/")
	first, _, _ := strings.Cut(rest, "/")
	return first
}

// within reports whether an import path is that of a package or lies below it.
func within(to, pkg string) bool { return to == pkg || strings.HasPrefix(to, pkg+"/") }
