// Package events tells other administrations' systems that something happened:
// of which kind, on which day, in which region. It reads only.
//
// The invariant: nothing it tells leads to a child: no child, person,
// installation or structure is named, and of what concerns a child's health,
// family or papers not even that it happened. First the line in the record of
// access, then the read.
package events

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/audit"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/reference"
)

// PageSize is how many events are told at a time. Arbitrary.
const PageSize = 500

// kinds are those that are told: where children are and who answers for them.
var kinds = []string{
	"minor.registered", "placement.began", "placement.ended", "transfer.departed", "transfer.arrived", "absence.reported",
	"absence.ended", "exit.recorded", "custody.taken", "custody.released", "guardian.appointed", "guardian.ended",
}

// Lines is the record of access; package audit has it.
type Lines interface {
	Write(ctx context.Context, line audit.Line) error
}

// Events tells what happened. It is safe for use by several goroutines.
type Events struct {
	pool   *pgxpool.Pool
	lines  Lines
	places *reference.Tables
}

// New makes it over a pool of the role faro_reader.
func New(pool *pgxpool.Pool, lines Lines, places *reference.Tables) (*Events, error) {
	if pool == nil || lines == nil || places == nil {
		return nil, fault.Newf(fault.Internal, "events without a database, a record of access or places")
	}
	return &Events{pool: pool, lines: lines, places: places}, nil
}

// Query says from where on events are told.
type Query struct {
	After uint64
	Epoch int // in which After was told; may be 0 if After is
}

// Event is one thing that happened.
type Event struct {
	Position uint64
	Kind     string
	On       day.Date
	Region   string // by name; "" for an office of the nation
}

// Page is a part of what happened, oldest first.
type Page struct {
	Epoch  int
	Events []Event
	Next   uint64
	More   bool
}

// After gives the events after a position. It fails with [fault.Denied] unless
// the caller may have them, and with [fault.Conflict] if the position was told
// in another epoch.
func (e *Events) After(ctx context.Context, c access.Caller, q Query) (Page, error) {
	denied := access.Allow(c, access.ReadEvents)
	if err := e.lines.Write(ctx, audit.Line{Caller: c, Action: access.ReadEvents, Allowed: denied == nil}); err != nil {
		return Page{}, err
	}
	if denied != nil {
		return Page{}, denied
	}
	var out Page
	err := pg.InSnapshot(ctx, e.pool, pg.Settings{"faro.nation": "yes"}, func(ctx context.Context, tx pgx.Tx) (err error) {
		out, err = e.read(ctx, tx, q)
		return err
	})
	return out, err
}

// row is an event as it is read.
type row struct {
	Position     uint64
	Kind         string
	HappenedOn   day.Date
	Municipality string
}

func (e *Events) read(ctx context.Context, tx pgx.Tx, q Query) (Page, error) {
	out := Page{Next: q.After, Events: []Event{}}
	var head uint64
	if err := tx.QueryRow(ctx, `SELECT epoch, position FROM ledger_head`).Scan(&out.Epoch, &head); err != nil {
		return Page{}, fmt.Errorf("read head: %w", err)
	}
	if q.After > 0 && q.Epoch != out.Epoch || q.After > head {
		return Page{}, &fault.Error{Kind: fault.Conflict, Detail: "that position is of another epoch", Remedy: "start again from 0"}
	}
	const sql = `SELECT r.position, r.kind, r.happened_on, coalesce(s.municipality, n.territory[1], '') AS municipality
		FROM records r
			CROSS JOIN LATERAL (SELECT (convert_from(r.header, 'UTF8')::json ->> 'structure')::uuid AS id) o
			LEFT JOIN structures s ON s.id = o.id AND s.known_until IS NULL
				AND s.valid_from <= r.happened_on AND (s.valid_until IS NULL OR r.happened_on < s.valid_until)
			LEFT JOIN institutions n ON n.id = o.id AND n.known_until IS NULL
				AND n.valid_from <= r.happened_on AND (n.valid_until IS NULL OR r.happened_on < n.valid_until)
		WHERE r.position > $1 AND r.kind = ANY ($2) ORDER BY r.position LIMIT $3`
	found, err := tx.Query(ctx, sql, q.After, kinds, PageSize+1)
	if err != nil {
		return Page{}, fmt.Errorf("read events: %w", err)
	}
	rows, err := pgx.CollectRows(found, pgx.RowToStructByName[row])
	if err != nil {
		return Page{}, fmt.Errorf("read events: %w", err)
	}
	out.More = len(rows) > PageSize
	for _, r := range rows[:min(len(rows), PageSize)] {
		region, err := e.region(r.Municipality)
		if err != nil {
			return Page{}, err
		}
		out.Events = append(out.Events, Event{r.Position, r.Kind, r.HappenedOn, region})
		out.Next = r.Position
	}
	if !out.More {
		out.Next = head
	}
	return out, nil
}

// region gives the name of the region of a municipality.
func (e *Events) region(municipality string) (string, error) {
	if municipality == "" {
		return "", nil
	}
	r, err := e.places.RegionOf(municipality)
	if fault.Is(err, fault.NotFound) {
		return "", nil // of a municipality that the tables do not have
	}
	return r.Name, err
}
