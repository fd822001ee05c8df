package house

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/registry/pg/pgtest"
)

// fault is a source file, or several, that breaks one rule, or none.
type fault struct {
	name  string
	files map[string]string
	want  string // part of the one complaint; "" for none
}

// planted runs a rule over trees with a fault in them.
func planted(t *testing.T, rule func(*tree) []string, faults []fault) {
	t.Helper()
	for _, c := range faults {
		t.Run(c.name, func(t *testing.T) {
			root := fstest.MapFS{}
			for name, text := range c.files {
				root[name] = &fstest.MapFile{Data: []byte(text)}
			}
			parsed, err := read(root)
			if err != nil {
				t.Fatal(err)
			}
			one(t, rule(parsed), c.want)
		})
	}
}

// one wants exactly the complaint that holds want; none if want is empty.
func one(t *testing.T, got []string, want string) {
	t.Helper()
	if want == "" {
		none(t, got)
		return
	}
	if len(got) != 1 || !strings.Contains(got[0], want) {
		t.Errorf("got %q, want one complaint with %q", got, want)
	}
}

// importing makes a file of a folder with one import.
func importing(path, pkg string) map[string]string {
	return map[string]string{path: "package p\n\nimport _ \"" + pkg + "\"\n"}
}

func TestAnImportThatRunsTheWrongWayIsFound(t *testing.T) {
	planted(t, imports, []fault{
		{"a concept of another concept", importing("shared/placement/p.go", "faro.example/shared/custody"), "imports run one way"},
		{"a concept of a leaf concept", importing("shared/placement/p.go", "faro.example/shared/facility"), ""},
		{"a concept of the record", importing("shared/minor/p.go", "faro.example/shared/change"), "imports run one way"},
		{"the record of the casefile", importing("shared/change/p.go", "faro.example/shared/casefile"), "imports run one way"},
		{"the casefile of conflicts", importing("shared/casefile/p.go", "faro.example/shared/conflict"), ""},
		{"a package of shared without a level", importing("shared/novel/p.go", "faro.example/shared/day"), "has no level yet"},
		{"the agent of the registry", importing("agent/outbox/p.go", "faro.example/registry/pg"), "agent may import only"},
		{"the agent's test of the registry", importing("agent/outbox/p_test.go", "faro.example/registry/intake"), "agent may import only"},
		{"shared of the registry", importing("shared/api/p.go", "faro.example/registry/pki"), "shared may import only"},
		{"deploy of the registry's inside", importing("deploy/demo/p.go", "faro.example/registry/intake"), "deploy may import only"},
		{"deploy of the private server", importing("deploy/demo/p.go", "faro.example/registry/pg/privatepg"), ""},
		{"registryd of the private server", importing("registry/cmd/registryd/p.go", "faro.example/registry/pg/privatepg"), "only registry/pg/pgtest"},
		{"gin outside the pages and the API", importing("registry/intake/p.go", "github.com/gin-gonic/gin/render"), "only registry/httpapi"},
		{"gin in the API", importing("registry/httpapi/p.go", "github.com/gin-gonic/gin"), ""},
		{"TLS outside mtls", importing("registry/pki/p.go", "crypto/tls"), "only shared/mtls may"},
		{"TLS in a test", importing("registry/pki/p_test.go", "crypto/tls"), ""},
		{"PostgreSQL at the agent", importing("agent/localdb/p.go", "github.com/jackc/pgx/v5/pgxpool"), "only registry/"},
		{"a database in shared", importing("shared/match/p.go", "database/sql"), "only registry/pg"},
		{"types for a database in shared", importing("shared/id/p.go", "database/sql/driver"), ""},
		{"testing in a program", importing("registry/intake/p.go", "testing"), "tests' flags"},
		{"testing in a package for tests", importing("registry/registrytest/p.go", "testing"), ""},
		{"a package for tests in a program", importing("registry/intake/p.go", "faro.example/registry/pg/pgtest"), "for tests only"},
	})
}

func TestAPackageThatDoesNotExplainItselfIsFound(t *testing.T) {
	const good = "// Package p is p.\n//\n// The invariant: p.\npackage p\n"
	planted(t, packageComments, []fault{
		{"a good one", map[string]string{"a/p/p.go": good, "a/p/more.go": "package p\n"}, ""},
		{"no comment", map[string]string{"a/p/p.go": "package p\n", "a/p/p_test.go": good}, "has no package comment"},
		{"two comments", map[string]string{"a/p/p.go": good, "a/p/more.go": good}, "more than one"},
		{"of another name", map[string]string{"a/p/p.go": "// Package q keeps an invariant.\npackage p\n"}, "does not begin"},
		{"without the invariant", map[string]string{"a/p/p.go": "// Package p is p.\npackage p\n"}, "which invariant"},
		{"of a command", map[string]string{"a/p/p.go": "// Package main keeps an invariant.\npackage main\n"}, `"Command "`},
	})
}

func TestAnExportedNameWithoutAnExplanationIsFound(t *testing.T) {
	in := func(decl string) map[string]string {
		return map[string]string{"a/p/p.go": "package p\n\n" + decl + "\n"}
	}
	planted(t, exportedComments, []fault{
		{"a function", in("func Open() {}"), "Open of a/p has no comment"},
		{"a function explained", in("// Open opens.\nfunc Open() {}"), ""},
		{"a function explained by another name", in("// Opens it.\nfunc Shut() {}"), "does not begin with its name"},
		{"a method", in("// T is t.\ntype T struct{}\n\nfunc (t *T) Open() {}"), "Open of a/p has no comment"},
		{"a method of a generic type", in("// T is t.\ntype T[A any] struct{}\n\nfunc (t *T[A]) Open() {}"), "Open of a/p has no comment"},
		{"a method of a type that nobody sees", in("type t struct{}\n\nfunc (t) Open() {}"), ""},
		{"a type", in("type T struct{}"), "T of a/p has no comment"},
		{"a type in a group with a comment", in("// Types.\ntype (\n\tT struct{}\n)"), "T of a/p has no comment"},
		{"a constant", in("const A = 1"), "A of a/p has no comment"},
		{"constants explained together", in("// The letters.\nconst (\n\tA = 1\n\tB = 2\n)"), ""},
		{"a generated file", map[string]string{"a/p/p.go": "// Code generated by x. DO NOT EDIT.\n\npackage p\n\nfunc Open() {}\n"}, ""},
		{"a test", map[string]string{"a/p/p_test.go": "package p\n\nfunc TestX() {}\n"}, ""},
	})
}

func TestWhatIsTooLargeIsFound(t *testing.T) {
	lines := func(n int) string { return strings.Repeat("\t_ = 1\n", n) }
	in := func(decl string) map[string]string {
		return map[string]string{"a/p/p.go": "package p\n\n" + decl + "\n"}
	}
	planted(t, sizes, []fault{
		{"a file", in(strings.Repeat("// line\n", 600)), "603 lines"},
		{"a file that just fits", in(strings.Repeat("// line\n", 597)), ""},
		{"a function", in("func f() {\n" + lines(79) + "}"), "f has 81 lines"},
		{"a function that just fits", in("func f() {\n" + lines(78) + "}"), ""},
		{"a function of a test", map[string]string{"a/p/p_test.go": "package p\n\nfunc f() {\n" + lines(100) + "}\n"}, ""},
		{"a list of parameters", in("func f(a, b, c, d, e, f, g int) {}"), "7 parameters"},
		{"an interface", in("type i interface { A(); B(); C(); D(); E(); F(); G() }"), "7 methods"},
		{"a name that says nothing", map[string]string{"a/util/p.go": "package util\n"}, "named util"},
	})
}

func TestABadHabitIsFound(t *testing.T) {
	in := func(body string) map[string]string {
		return map[string]string{"registry/p/p.go": "package p\n\n" + body + "\n"}
	}
	test := func(body string) map[string]string {
		return map[string]string{"registry/p/p_test.go": "package p\n\n" + body + "\n"}
	}
	planted(t, conduct, []fault{
		{"work left", in("// TO" + "DO: the rest\nfunc f() {}"), "left for later"},
		{"work left with its issue", in("// TO" + "DO(#12): the rest\nfunc f() {}"), ""},
		{"init", in("func init() {}"), "func init"},
		{"an error thrown away", in("func f() {\n\t_ = g()\n}"), "thrown away"},
		{"all results thrown away", in("func f() {\n\t_, _ = g()\n}"), "thrown away"},
		{"one result of two", in("func f() {\n\tx, _ = g()\n}"), ""},
		{"a value that is not a call's", in("func f() {\n\t_ = x\n}"), ""},
		{"a test that sleeps", test("func f() {\n\ttime.Sleep(1)\n}"), "sleeps"},
		{"a test that sleeps in a bubble", test("import \"testing/synctest\"\n\nfunc f() {\n\ttime.Sleep(1)\n}"), ""},
		{"a test that is skipped", test("func f() {\n\tt.Skip()\n}"), "skipped"},
		{"a transaction begun by hand", in("func f() {\n\tpool.BeginTx(ctx)\n}"), "BeginTx begins a transaction"},
		{"a transaction begun where it is done", map[string]string{"registry/pg/p.go": "package p\n\nfunc f() {\n\tpool.BeginTx(ctx)\n}\n"}, ""},
	})
}

func TestAReadForNobodyIsFound(t *testing.T) {
	in := func(decl string) map[string]string {
		return map[string]string{"registry/lookup/p.go": "package lookup\n\n" + decl + "\n"}
	}
	const open = "func (b *Book) Open(ctx context.Context"
	planted(t, func(parsed *tree) []string { return callers(parsed, nil) }, []fault{
		{"a method", in(open + ") {}"), "registry/lookup.Book.Open takes no access.Caller"},
		{"a method with a caller", in(open + ", by access.Caller) {}"), ""},
		{"a method with a caller's address", in(open + ", by *access.Caller) {}"), ""},
		{"a method with a struct that holds one", in("type Question struct {\n\tBy access.Caller\n}\n\n" + open + ", q Question) {}"), ""},
		{"a method of a type that nobody sees", in("func (b *book) Open(ctx context.Context) {}"), ""},
		{"a function", in("func Open(ctx context.Context) {}"), "registry/lookup.Open takes"},
		{"a function without a context", in("func New() {}"), ""},
		{"a package that is not guarded", map[string]string{"registry/pki/p.go": "package pki\n\n" + open + ") {}\n"}, ""},
	})
	excuses := map[string]string{"registry/lookup.Open": "it opens nothing"}
	check := func(parsed *tree) []string { return callers(parsed, excuses) }
	planted(t, check, []fault{
		{"an excuse", in("func Open(ctx context.Context) {}"), ""},
		{"an excuse that excuses nothing", in("func Shut() {}"), "needs no excuse"},
	})
}

func TestALineOfTheThreatModelWithoutATestIsFound(t *testing.T) {
	parsed, err := read(fstest.MapFS{"registry/p/p_test.go": {Data: []byte("package p\n\nfunc TestNobodyGetsIn() {}\n")}})
	if err != nil {
		t.Fatal(err)
	}
	const head = "# Security\n\n## 1. A thief\n\n| who tries | what stops it | test |\n|---|---|---|\n"
	const row, rest = "| to get in | the lock | `registry/p TestNobodyGetsIn` |\n", "\n**Not stopped.** Rain.\n"
	for _, c := range []struct{ name, text, want string }{
		{"all is well", head + row + rest + "\n## What else\n\n| a | b |\n|---|---|\n| c | d |\n", ""},
		{"a test that is not there", head + strings.ReplaceAll(row, "Gets", "Got") + rest, "no such test"},
		{"a test of another package", head + strings.ReplaceAll(row, "registry/p", "registry/q") + rest, "no such test"},
		{"no test", head + "| to get in | the lock | of course |\n" + rest, "no such test"},
		{"no attempt", head + rest, "has no attempt"},
		{"nothing is not stopped", head + row, "not stopped"},
		{"a second threat without any", head + row + rest + "\n## 2. Another\n" + rest, "has no attempt"},
	} {
		t.Run(c.name, func(t *testing.T) { one(t, threats(parsed, "docs/security.md", c.text), c.want) })
	}
}

func TestABadMigrationIsFound(t *testing.T) {
	const role = "-- why\n\nSET LOCAL ROLE faro_owner;\nSELECT 1"
	pair := func(number, up string) map[string]string {
		return map[string]string{number + "_x.up.sql": up, number + "_x.down.sql": role}
	}
	with := func(more map[string]string) map[string]string {
		all := pair("000001", "SELECT 1")
		for name, text := range more {
			all[name] = text
		}
		return all
	}
	cases := []fault{
		{"good ones", with(pair("000002", role)), ""},
		{"a gap", with(pair("000003", role)), "down and the up of 000002"},
		{"an up without a down", with(map[string]string{"000002_x.up.sql": role}), "000002"},
		{"a down without an up", with(map[string]string{"000002_x.down.sql": role}), "missing"},
		{"a name that is none", with(map[string]string{"000002-x.sql": role}), "000002"},
		{"not as the owner", with(pair("000002", "SELECT 1")), "SET LOCAL ROLE"},
		{"a transaction of its own", with(pair("000002", role+";\ncommit;")), "begins or ends a transaction"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			files := fstest.MapFS{}
			for name, text := range c.files {
				files[name] = &fstest.MapFile{Data: []byte(text)}
			}
			got, err := migrationFiles(files, true)
			if err != nil {
				t.Fatal(err)
			}
			if len(got) == 2 { // an odd number is said besides
				got = got[:1]
			}
			one(t, got, c.want)
		})
	}
	if _, err := migrationFiles(fstest.MapFS{"000001_x.down.sql": nil}, true); err == nil {
		t.Error("a file that cannot be read passed")
	}
}

func TestABadDatabaseIsFound(t *testing.T) {
	pool := pgtest.New(t).Admin()
	cases := []struct {
		name, rule, sql, want string
	}{
		{"a table about minors without policies", "policies that bind its owner",
			"SET ROLE faro_owner; CREATE TABLE planted (minor_id uuid); RESET ROLE", "public.planted is about minors"},
		{"a table whose policies do not bind its owner", "policies that bind its owner",
			"SET ROLE faro_owner; CREATE TABLE planted (minor uuid); ALTER TABLE planted ENABLE ROW LEVEL SECURITY; RESET ROLE",
			"public.planted is about minors"},
		{"a table that a role of the registry owns", "owned by faro_owner",
			"CREATE TABLE planted (n int); ALTER TABLE planted OWNER TO faro_reader", "public.planted is owned by faro_reader"},
		{"a function that the migrating role owns", "owned by faro_owner",
			"CREATE FUNCTION planted() RETURNS int LANGUAGE sql AS 'SELECT 1'", "the function public.planted is owned by postgres"},
		{"a schema that the migrating role owns", "owned by faro_owner", "CREATE SCHEMA planted", "the schema planted.planted"},
		{"a role that bypasses policies", "get round the policies", "ALTER ROLE faro_reader BYPASSRLS", "the role faro_reader is a superuser"},
		{"a role that may act as the owner", "get round the policies", "GRANT faro_owner TO faro_reader", "faro_reader is a member of faro_owner"},
		{"a role that may read all tables", "get round the policies", "GRANT pg_read_all_data TO faro_reader", "faro_reader is a member of pg_read_all_data"},
		{"a list of minors without policies", "policies that bind its owner",
			"SET ROLE faro_owner; CREATE TABLE planted (subjects uuid[]); RESET ROLE", "public.planted is about minors"},
		{"a policy that shows a reader everything", "what the caller's settings show",
			"CREATE POLICY planted ON custodies TO faro_reader USING (true)", "the policy planted on public.custodies shows faro_reader rows"},
		{"a policy that shows everybody everything", "what the caller's settings show",
			"CREATE POLICY planted ON glasses USING (true)", "the policy planted on public.glasses shows faro_reader rows"},
		{"a reader who writes", "what the caller's settings show", "GRANT UPDATE ON casefiles TO faro_reader", "faro_reader may UPDATE"},
		{"a setting read for each row", "reads its settings in a sub-select",
			"CREATE POLICY planted ON custodies TO faro_reader USING (institution::text = current_setting('faro.office', true))",
			"the policy planted on public.custodies reads a setting for each row"},
		{"an owner that can connect", "get round the policies", "ALTER ROLE faro_owner LOGIN", "faro_owner can connect"},
		{"a table for everybody", "granted to everybody",
			"SET ROLE faro_owner; CREATE TABLE planted (n int); GRANT SELECT ON planted TO PUBLIC; RESET ROLE", "grants SELECT to everybody"},
		{"a function that can be led astray", "fixes where it looks",
			"SET ROLE faro_owner; CREATE FUNCTION planted() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'; RESET ROLE",
			"planted is SECURITY DEFINER"},
	}
	undo := errors.New("undo")
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := pg.InTx(t.Context(), pool, func(ctx context.Context, tx pgx.Tx) error {
				if _, err := tx.Exec(ctx, c.sql); err != nil {
					return err
				}
				for _, rule := range schemaRules {
					got, err := rule.complaints(ctx, tx)
					if err != nil {
						return err
					}
					if strings.Contains(rule.name, c.rule) {
						one(t, got, c.want)
					}
				}
				return undo
			})
			if !errors.Is(err, undo) {
				t.Fatal(err)
			}
		})
	}
}

func TestAPlantedFaultThatNothingCanSeeIsFound(t *testing.T) {
	const first, later = "migrations/postgres/000001_a.up.sql", "migrations/postgres/000002_b.up.sql"
	made := "CREATE FUNCTION f() RETURNS int AS $$\nSELECT 1\n$$;\n"
	for _, c := range []struct{ name, inLater, place, want string }{
		{"in its place", "", "SELECT 1", ""},
		{"the place has moved on", "", "SELECT 2", "has moved on"},
		{"the function is made anew", "CREATE OR REPLACE FUNCTION f() RETURNS int AS $$\nSELECT 3\n$$;\n", "SELECT 1", "f is made anew by " + later},
		{"another function is made", "CREATE FUNCTION g() RETURNS int AS $$\nSELECT 3\n$$;\n", "SELECT 1", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			bad, err := stale(fstest.MapFS{
				first: {Data: []byte(made)},
				later: {Data: []byte(c.inLater)},
				"deploy/mutants/x.patch": {Data: []byte("# test: ./p ^Test$\n# why\n--- a/" + first + "\n+++ b/" + first +
					"\n@@ -1,3 +1,3 @@\n CREATE FUNCTION f() RETURNS int AS $$\n-" + c.place + "\n+SELECT 0\n $$;\n")},
			})
			if err != nil {
				t.Fatal(err)
			}
			one(t, bad, c.want)
		})
	}
}
