package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/deploy/line"
	"faro.example/deploy/stack"
	"faro.example/registry/pg/privatepg"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// patience bounds what a test waits for. Much longer than it takes: it is there
// so that a test that hangs says so.
const patience = 3 * time.Minute

// town is where the centres of the tests are: Siracusa.
const town = "089017"

// world is a registry under way, with a social service and somebody at the
// Ministry.
type world struct {
	*stack.Stack
	dir      string
	options  stack.Options
	service  institution.Institution
	social   person
	ministry person
	centres  int

	// Of the rounds of faults.
	second        *stack.Process // another registryd
	secondAddress string
	known         map[change.ID]bool // all that was saved in the rounds before
}

type person struct {
	ID     institution.PersonID `json:"id"`
	Name   string               `json:"name"`
	Role   string               `json:"role"`
	Office institution.OfficeID `json:"office"`
}

type operator struct {
	Person institution.PersonID `json:"person"`
	Office institution.OfficeID `json:"office"`
}

type catalogue struct {
	Institutions []institution.Institution `json:"institutions"`
	Structures   []facility.Structure      `json:"structures"`
	People       []person                  `json:"people"`
	Operators    []operator                `json:"operators"`
	Agreements   []agreement               `json:"agreements,omitempty"`
}

type agreement struct {
	Partner   institution.ID  `json:"partner"`
	Number    string          `json:"number"`
	Countries []minor.Country `json:"countries"`
}

// centre is a structure with the person who writes there.
type centre struct {
	facility.Structure
	who person
}

// newWorld starts a registry that ends with the test.
func newWorld(t testing.TB, set ...func(*stack.Options)) *world {
	t.Helper()
	bin, err := programs()
	must(t, err)
	dir, err := os.MkdirTemp("", "faro-e2e-*")
	must(t, err)
	t.Cleanup(func() {
		if t.Failed() && os.Getenv("KEEP") != "" {
			t.Logf("its logs and data are kept in %s", dir)
			return
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	must(t, os.Chmod(dir, 0o711)) // PostgreSQL runs as another user
	w := &world{dir: dir}
	w.options = stack.Options{
		Dir: w.dir, Bin: bin, Log: slog.New(slog.DiscardHandler),
		Registry: []string{"--requests-per-minute", "1000000"}, // every agent here has one address
	}
	for _, s := range set {
		s(&w.options)
	}
	must(t, w.open(t.Context()))
	t.Cleanup(func() {
		if err := w.end(); err != nil {
			t.Error(err)
		}
	})
	must(t, w.people(t.Context()))
	return w
}

// open starts the registry, again after it was closed.
func (w *world) open(ctx context.Context) (err error) {
	w.Stack, err = stack.Open(ctx, w.options)
	return err
}

// end ends what runs; it may be called twice.
func (w *world) end() error {
	var err error
	if w.second != nil {
		err = w.second.Stop()
	}
	return errors.Join(err, w.Close())
}

// people puts the social service and the Ministry's person into the directory.
func (w *world) people(ctx context.Context) error {
	w.service = institution.Institution{
		ID: institution.ID(id.New[struct{}]()), Code: "T-SR", Name: "Comune di Siracusa", Kind: institution.Municipality, Territory: []string{town},
	}
	ministry := institution.Institution{ID: institution.ID(id.New[struct{}]()), Code: "T-MIN", Name: "Ministero", Kind: institution.Ministry}
	w.social = person{institution.PersonID(id.New[struct{}]()), "Sara Sociale", "municipality", institution.Office(w.service.ID)}
	w.ministry = person{institution.PersonID(id.New[struct{}]()), "Mario Ministro", "ministry", institution.Office(ministry.ID)}
	return w.catalogue(ctx, catalogue{
		Institutions: []institution.Institution{w.service, ministry},
		People:       []person{w.social, w.ministry},
		Operators:    []operator{{w.social.ID, w.social.Office}},
	})
}

// catalogue imports a catalogue.
func (w *world) catalogue(ctx context.Context, c catalogue) error {
	b, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return w.catalogueFile(ctx, b)
}

// catalogueFile imports a catalogue as it is written.
func (w *world) catalogueFile(ctx context.Context, b []byte) error {
	file := filepath.Join(w.dir, "catalogue.json")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		return err
	}
	_, err := w.Ctl(ctx, "import", "catalogue", file, "--from", "2020-01-01")
	return err
}

// open centres, each with an operator of its own.
func (w *world) newCentres(ctx context.Context, n int) ([]centre, error) {
	var out []centre
	var c catalogue
	for range n {
		w.centres++
		s := facility.Structure{
			ID: facility.ID(id.New[struct{}]()), Code: fmt.Sprintf("SR-%04d", w.centres), Name: fmt.Sprintf("Casa %d", w.centres),
			Type: facility.First, Municipality: town, Beds: 400,
		}
		who := person{institution.PersonID(id.New[struct{}]()), fmt.Sprintf("Operatore %d", w.centres), "centre", institution.OfficeOf(s.ID)}
		c.Structures, c.People = append(c.Structures, s), append(c.People, who)
		c.Operators = append(c.Operators, operator{who.ID, who.Office})
		out = append(out, centre{s, who})
	}
	return out, w.catalogue(ctx, c)
}

// invite makes a code for an agent of some offices, by their codes.
func (w *world) invite(ctx context.Context, offices []string, more ...string) (string, error) {
	args := more
	for _, o := range offices {
		args = append(args, "--office", o)
	}
	return w.Invite(ctx, args...)
}

// newAgent makes an agent of some offices and enrols it; it serves nothing yet.
func (w *world) newAgent(ctx context.Context, name string, offices ...string) (*stack.Agent, error) {
	a, err := w.Agent(name, line.Quality{})
	if err != nil {
		return nil, err
	}
	code, err := w.invite(ctx, offices)
	if err == nil {
		err = a.Enrol(ctx, code)
	}
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// served is an agent of some offices that serves until the test ends.
func (w *world) served(t testing.TB, name string, offices ...string) *stack.Agent {
	t.Helper()
	a, err := w.newAgent(t.Context(), name, offices...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := a.Serve.Start(); err != nil {
		t.Fatal(err)
	}
	return a
}

// ask reads from the database as its superuser, whom no policy binds: to look,
// never to stand in for a role of the registry.
func ask[T any](ctx context.Context, w *world, query string, args ...any) (_ []T, err error) {
	conn, err := pgx.Connect(ctx, w.Postgres.DSN("faro", privatepg.Superuser))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	rows, err := conn.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[T])
}

// until waits until a condition holds. It gives up with what was not so.
func until(ctx context.Context, what string, holds func(context.Context) (bool, error)) error {
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		ok, err := holds(ctx)
		if ok && err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("not so in time: %s (%w)", what, errors.Join(err, ctx.Err()))
		case <-again.C:
		}
	}
}

// must fails the test on an error.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func today() string { return day.FromTime(time.Now()).String() }

func now() time.Time { return time.Now() }

// text writes a value so that two can be compared and shown.
func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}
