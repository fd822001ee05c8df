// Package erasure lets go of what the law no longer lets be kept, when the time is
// over or a person was granted it (DPR 231/2023 art. 9), and strikes out bodies that
// stand where they should not. It owns the tables tombstones, erasure_tellings,
// erasure_runs, erasure_items, retention_reviews, legal_holds and strikes, and the list of erasures
// beside the database.
//
// The invariant: what goes goes from every table at once, in one transaction that
// leaves a position, a leaf and a tombstone, and after the list outside the
// database says so durably; counts stay as they were; one person asks and another
// gives the order; and nothing goes of whom a hold stands. A run that stopped
// anywhere goes on where it stopped.
package erasure

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/audit"
	"faro.example/registry/intake"
	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

type (
	run  struct{}
	hold struct{}
)

// RunID names a run.
type RunID = id.Of[run]

// HoldID names a legal hold.
type HoldID = id.Of[hold]

// taker gives the positions; package intake.
type taker interface {
	LockErased(ctx context.Context, tx pgx.Tx, minors []minor.ID) error
	Epitaph(ctx context.Context, tx pgx.Tx, n int, m minor.ID, by institution.PersonID, says change.Erased) (change.Record, error)
	Ordered(ctx context.Context, caller access.Caller, s intake.Statement) (api.Receipt, error)
	Forget(minors ...minor.ID)
}

// filer names files; package attachment.
type filer interface {
	FileOf(m minor.ID, digest minor.Digest) api.FileID
}

// lines is the record of access; package audit.
type lines interface {
	Write(ctx context.Context, line audit.Line) error
}

// Config is what a desk works with; all of it is needed but the last.
type Config struct {
	Pool   *pgxpool.Pool // of the role faro_erasure
	Taker  taker
	Files  filer
	Sealer *seal.Sealer
	Lines  lines
	List   *List
	Years  int // for which is kept after majority or the end of care; see [MostYears]
	Now    func() time.Time
	Log    *slog.Logger

	// Cut is for tests of faults: it is called at each step of an erasure, and its
	// error stops it there.
	Cut func(step string) error
}

// Desk plans, orders and does erasures. It is safe for use by several goroutines
// and processes.
type Desk struct {
	Config

	mu       sync.Mutex // guards the field below
	followed uint64     // the last tombstone of which this process has let go
}

// New makes a desk. It fails with [fault.Invalid] for more years than the law lets.
func New(c Config) (*Desk, error) {
	if c.Pool == nil || c.Taker == nil || c.Files == nil || c.Sealer == nil || c.Lines == nil || c.List == nil || c.Now == nil || c.Log == nil {
		return nil, fault.Newf(fault.Internal, "erasures without their database, intake, files, keys, lines, list, clock or log")
	}
	if c.Cut == nil {
		c.Cut = func(string) error { return nil }
	}
	return &Desk{Config: c}, CheckYears(c.Years)
}

// Rules gives the table of retention by which the desk works.
func (d *Desk) Rules() []Rule { return Rules(d.Years) }

// ask writes the line of what a caller asks, and fails with [fault.Denied] unless
// the caller may.
func (d *Desk) ask(ctx context.Context, caller access.Caller, a access.Action, asked string, about ...minor.ID) error {
	denied := access.Allow(caller, a)
	if denied == nil && a == access.OrderErasure && caller.Person.IsZero() {
		denied = fault.Newf(fault.Denied, "only a person orders that")
	}
	line := audit.Line{Caller: caller, Action: a, Allowed: denied == nil, Subjects: about, Asked: asked}
	if err := d.Lines.Write(ctx, line); err != nil {
		return err
	}
	return denied
}

// ErrSameEyes is the fault of who orders what they asked for.
var ErrSameEyes = &fault.Error{Kind: fault.Denied, Detail: "who asked for it does not order it", Remedy: "have another person of the Ministry order it"}

// unlessSame is the fault of who uses an identifier for something else.
func unlessSame(same bool) error {
	if same {
		return nil
	}
	return &fault.Error{Kind: fault.Conflict, Detail: "something else was asked for under that identifier", Remedy: "give what is asked for anew another identifier"}
}

// Child names a child: by its national code, or by its identifier.
type Child struct {
	Minor minor.ID
	Code  minor.Code
}

// askOf is [Desk.ask] about a child, of whom the line says whether there is one. It
// fails with [fault.NotFound] if there is none of that code.
func (d *Desk) askOf(ctx context.Context, caller access.Caller, a access.Action, asked string, of Child) (minor.ID, error) {
	if of.Minor.IsZero() {
		err := d.Pool.QueryRow(ctx, `SELECT minor FROM codes WHERE serial = $1`, of.Code.Serial()).Scan(&of.Minor)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return minor.ID{}, wrap("find a child", pg.Fault(err))
		}
	}
	var about []minor.ID
	if !of.Minor.IsZero() {
		about = append(about, of.Minor)
	}
	if err := d.ask(ctx, caller, a, asked, about...); err != nil {
		return minor.ID{}, err
	}
	if of.Minor.IsZero() {
		return minor.ID{}, notFound("child")
	}
	return of.Minor, nil
}

func notFound(what string) error { return fault.Newf(fault.NotFound, "no such %s", what) }

func checkReason(why string) error {
	if n := len([]rune(why)); n < 10 || n > 800 {
		return fault.Field("reason", "not between 10 and 800 characters", "say why, in a sentence, without the child's data")
	}
	return nil
}

// wrap says what failed.
func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
