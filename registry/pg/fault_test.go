package pg_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/registry/pg/pgtest"
	"faro.example/shared/fault"
)

func TestAFaultHasItsKindAndTellsNoValue(t *testing.T) {
	pool := pgtest.New(t).Admin()
	mustExec(t, pool, `
		CREATE TABLE parents (name text PRIMARY KEY);
		CREATE TABLE named (
			name text CONSTRAINT named_once UNIQUE CONSTRAINT named_short CHECK (length(name) < 20),
			parent text CONSTRAINT named_parent REFERENCES parents,
			born date NOT NULL,
			code varchar(3));
		INSERT INTO named VALUES ('Aminata', NULL, '2009-01-01')`)
	taken := pg.Constraint{Name: "named_once", Kind: fault.Invalid, Field: "name", Detail: "taken", Remedy: "choose another"}
	query := func(sql string, args ...any) func(context.Context) error {
		return func(ctx context.Context) error {
			_, err := pool.Exec(ctx, sql, args...)
			return err
		}
	}
	const add = "INSERT INTO named (name, parent, born, code) VALUES ($1, $2, $3, $4)"
	cases := []struct {
		name  string
		meet  func(context.Context) error
		known []pg.Constraint
		kind  fault.Kind
		want  string
	}{
		{"a duplicate that the package knows", query(add, "Aminata", nil, "2009-01-01", nil), []pg.Constraint{taken},
			fault.Invalid, "name: taken (choose another)"},
		{"a duplicate", query(add, "Aminata", nil, "2009-01-01", nil), nil, fault.Conflict, "named_once"},
		{"a check", query(add, "Aminata Aminata Aminata", nil, "2009-01-01", nil), nil, fault.Internal, "named_short"},
		{"a missing parent", query(add, "Fatou", "Aminata", "2009-01-01", nil), nil, fault.Internal, "named_parent"},
		{"a missing value", query(add, "Aminata2", nil, nil, nil), nil, fault.Internal, "named.born"},
		{"a value too long", query(add, "Fatou", nil, "2009-01-01", "Aminata"), nil, fault.Internal, "22001"},
		{"text that is no date", query("SELECT ($1::text)::date", "Aminata"), nil, fault.Internal, "22007"},
		{"a column that is not there", query("SELECT nom FROM named"), nil, fault.Internal, `append: column "nom" does not exist`},
		{"a parameter of the wrong type", query("SELECT $1::int", []string{"Aminata"}), nil, fault.Internal, "args[0]"},
		{"text that is no number", query("SELECT $1::int", "Aminata"), nil, fault.Internal, "22P02"},
		{"a column of the wrong type", func(ctx context.Context) error {
			var n int
			return pool.QueryRow(ctx, "SELECT name AS called FROM named").Scan(&n)
		}, nil, fault.Internal, "column 0 (called)"},
		{"no row", func(ctx context.Context) error {
			var n string
			return pool.QueryRow(ctx, "SELECT name FROM named WHERE name = 'x'").Scan(&n)
		}, nil, fault.NotFound, "not found"},
		{"a lock that is not to be had", query("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '55P03'; END $$"), nil,
			fault.Busy, "55P03"},
		{"no connection left", query("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53300'; END $$"), nil, fault.Busy, "53300"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			met := c.meet(t.Context())
			if met == nil {
				t.Fatal("nothing went wrong")
			}
			err := pg.Fault(fmt.Errorf("append: %w", met), c.known...)
			if got := fault.KindOf(err); got != c.kind {
				t.Errorf("kind: got %v, want %v", got, c.kind)
			}
			if text := err.Error(); !strings.Contains(text, c.want) || strings.Contains(text, "Aminata") {
				t.Errorf("message: got %q, want %q and no value", text, c.want)
			}
			if text := fault.As(err).Error(); strings.Contains(text, "Aminata") {
				t.Errorf("message of the fault: got %q, want no value", text)
			}
			if again := pg.Fault(err); again != err {
				t.Errorf("a fault was made into another: %v", again)
			}
		})
	}
}

func TestWhatIsNotOfTheDatabasePassesThrough(t *testing.T) {
	own := errors.New("own")
	for _, err := range []error{nil, own, context.Canceled, fault.Newf(fault.Denied, "no")} {
		if got := pg.Fault(err); got != err {
			t.Errorf("got %v, want %v", got, err)
		}
	}
	if got := pg.Fault(fmt.Errorf("find: %w", pgx.ErrNoRows)); !errors.Is(got, pgx.ErrNoRows) {
		t.Errorf("the cause of %v is gone", got)
	}
	if _, broke := pg.Violated(own); broke {
		t.Error("an error of our own broke a constraint")
	}
}
