package target_test

import (
	"bytes"
	"encoding/csv"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"faro.example/deploy/population/target"
	"faro.example/registry/pg/pgtest"
	"faro.example/shared/day"
	"faro.example/shared/reference"
)

// registryctl builds the program, with the clock of the past.
var registryctl = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "faro-published-")
	if err != nil {
		return "", err
	}
	folder = dir
	program := filepath.Join(dir, "registryctl")
	out, err := exec.Command("go", "build", "-ldflags=-w", "-tags=demo", "-o", program, "faro.example/registry/cmd/registryctl").CombinedOutput()
	if err != nil {
		os.Stderr.Write(out)
	}
	return program, err
})

// folder is where the program is, once a test has wanted it.
var folder string

func TestMain(m *testing.M) {
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}

const (
	mario   = "01890a5d-ac96-774b-bcce-b302099a8058"
	offices = `{"institutions": [{"code": "MIN", "name": "Ministero", "kind": "ministry"}],
		"people": [{"id": "` + mario + `", "name": "Mario", "role": "ministry", "office_code": "MIN"}]}`
)

// registry is one that lives in the past.
type registry struct {
	t       *testing.T
	program string
	dir     string
	args    []string
}

// open prepares a registry on a day.
func open(t *testing.T, on string) *registry {
	t.Helper()
	program, err := registryctl()
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(pgtest.New(t).MigratorDSN())
	if err != nil {
		t.Fatal(err)
	}
	u.User = nil
	dir := t.TempDir()
	r := &registry{t: t, program: program, dir: dir, args: []string{"--database", u.String(), "--state", filepath.Join(dir, "state")}}
	if err := os.Mkdir(filepath.Join(dir, "state"), 0o700); err != nil {
		t.Fatal(err)
	}
	r.clock(on) // before anything is stamped: time never goes back
	r.run("init")
	r.run("import", "catalogue", "--from", "2000-01-01", r.file("offices.json", offices))
	return r
}

// clock sets the clock that stamps commits to the noon of a day.
func (r *registry) clock(on string) { r.file("state/clock", on+"T12:00:00Z") }

func (r *registry) file(name, text string) string {
	r.t.Helper()
	name = filepath.Join(r.dir, name)
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		r.t.Fatal(err)
	}
	return name
}

// run runs a command and gives what it wrote.
func (r *registry) run(args ...string) string {
	r.t.Helper()
	cmd := exec.CommandContext(r.t.Context(), r.program, append(args, r.args...)...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		r.t.Fatalf("%s: %v\n%s", strings.Join(args[:2], " "), err, errs.String())
	}
	return out.String()
}

// brings brings a list of a day in.
func (r *registry) brings(name, on string, children []target.Child) {
	r.t.Helper()
	var b bytes.Buffer
	if err := target.Write(&b, children); err != nil {
		r.t.Fatal(err)
	}
	got := r.run("import", "population", "--file", r.file(name, b.String()), "--on", on, "--as", mario, "--reason", "a published table")
	if want := strconv.Itoa(len(children)) + " children brought in, 0 were here already\n"; got != want {
		r.t.Fatalf("got %q, want %q", got, want)
	}
}

// monthly is a monthly report, as it is written: counts by table, row and column.
type monthly map[[3]string]int

func (r *registry) monthly(args ...string) monthly {
	r.t.Helper()
	rows, err := csv.NewReader(strings.NewReader(r.run(append([]string{"report", "monthly", "--format", "csv"}, args...)...))).ReadAll()
	if err != nil {
		r.t.Fatal(err)
	}
	at := func(name string) int { return slices.Index(rows[0], name) }
	out := monthly{}
	for _, row := range rows[1:] {
		n, err := strconv.Atoi(row[at("minors")])
		if err != nil {
			r.t.Fatal(err)
		}
		out[[3]string{row[at("table")], row[at("row")], row[at("column")]}] = n
	}
	return out
}

// count finds the cell of a figure.
func (m monthly) count(f target.Figure) int {
	cell := [3]string{"sex", "total", "total"}
	for d, v := range f.Of {
		if v != "" {
			cell = [3]string{target.Dimension(d).String(), v, "total"}
		}
	}
	if f.Of[target.Sex] == "F" && f.Of[target.Region] != "" {
		cell = [3]string{"girls", "total", f.Of[target.Region]}
	}
	return m[cell]
}

func read(t *testing.T, name string) target.Targets {
	t.Helper()
	places, err := reference.Load()
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out, err := target.Read(f, places)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func list(t *testing.T, targets target.Targets, on string) []target.Child {
	t.Helper()
	out, err := targets.List(target.Options{On: day.Must(on), Seed: 1, Awaiting: target.Awaiting})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// same compares a report with the figures, cell by cell.
func same(t *testing.T, targets target.Targets, m monthly) {
	t.Helper()
	for _, what := range targets.Compare(m.count) {
		t.Error(what)
	}
}

func TestAPublishedTableIsReproducedCellByCell(t *testing.T) {
	for _, on := range []string{"2023-06-30", "2024-06-30"} {
		t.Run(on, func(t *testing.T) {
			targets := read(t, on+".csv")
			r := open(t, day.Must(on).Add(10).String())
			r.brings("list.csv", on, list(t, targets, on))
			same(t, targets, r.monthly("--as-of", on))
		})
	}
}

// The monthly report of 31 December 2022 says 20,089; a later one implies 20,288.
func TestAPublishedTableStaysReproducibleOnceItIsRestated(t *testing.T) {
	const on = "2022-12-31"
	targets := read(t, on+".csv")
	r := open(t, "2023-01-10")
	r.brings("list.csv", on, list(t, targets, on))
	same(t, targets, r.monthly("--as-of", on))

	r.clock("2023-03-02")
	late := target.Targets{Total: 199}
	r.brings("late.csv", on, list(t, late, on))
	same(t, targets, r.monthly("--as-of", on, "--known-at", "2023-01-31"))
	now := r.monthly("--as-of", on)
	if got := now[[3]string{"region", "total", "total"}]; got != 20_288 {
		t.Errorf("as known later there are %d, want 20288", got)
	}
	if got := now[[3]string{"region", "none", "total"}]; got != 199 {
		t.Errorf("%d are not attributed, want 199", got)
	}
}

func TestOneChildElsewhereMakesTheTableDifferByThatChild(t *testing.T) {
	const on = "2022-12-31"
	targets := target.Targets{Total: 40, Figures: []target.Figure{
		{Of: figure("", "", "", "19"), Count: 25, Row: 3}, {Of: figure("", "", "", "03"), Count: 15, Row: 4},
		{Of: figure("F", "", "", ""), Count: 6, Row: 5}, {Of: figure("F", "", "", "19"), Count: 2, Row: 6},
	}}
	children := list(t, targets, on)
	girl := slices.IndexFunc(children, func(c target.Child) bool { return c.Of == figure("F", "none", "none", "19") })
	children[girl].Of[target.Region] = "03"
	r := open(t, "2023-01-10")
	r.brings("list.csv", on, children)
	want := []string{
		"region 19 25 (row 3): counted 24", "region 03 15 (row 4): counted 16", "sex F, region 19 2 (row 6): counted 1",
	}
	if got := targets.Compare(r.monthly("--as-of", on).count); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func figure(sex, age, citizenship, region string) (of [4]string) {
	return [4]string{sex, age, citizenship, region}
}

// Those who wait to be identified are written down as born on 1 January.
func TestOnTheFirstOfJanuaryAllWhoWaitToBeIdentifiedComeOfAgeAtOnce(t *testing.T) {
	targets := target.Targets{Total: 300, Figures: []target.Figure{
		{Of: figure("", "17", "", ""), Count: 150, Row: 3}, {Of: figure("", "16", "", ""), Count: 150, Row: 4},
	}}
	children := list(t, targets, "2022-12-31")
	r := open(t, "2023-01-10")
	r.brings("list.csv", "2022-12-31", children)
	of := map[string]int{} // by when they come of age
	for _, c := range children {
		of[c.Birth.AddYears(18).String()]++
	}
	total := func(on string) int { return r.monthly("--as-of", on)[[3]string{"age", "total", "total"}] }
	eve, new, second := total("2022-12-31"), total("2023-01-01"), total("2023-01-02")
	if eve != 300 || eve-new != of["2023-01-01"] || new-second != of["2023-01-02"] {
		t.Errorf("%d, %d and %d, where %d and %d come of age", eve, new, second, of["2023-01-01"], of["2023-01-02"])
	}
	if left := eve - new; left < 20 || left > 45 || new-second > 3 {
		t.Errorf("%d leave on 1 January and %d on the next day; want a tenth or more of all, and few", left, new-second)
	}
}
