package lookup

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// MaxConflicts is how many conflicts a page of the list has. Arbitrary.
const MaxConflicts = 100

// Contest is one open conflict, without what its records say.
type Contest struct {
	ID       casefile.ConflictID    `json:"id"`
	Minor    minor.ID               `json:"minor"`
	Slot     string                 `json:"slot"`
	Section  change.Section         `json:"section"`
	Records  []change.ID            `json:"records"`
	Offices  []institution.OfficeID `json:"offices"`  // whose records contend
	Scope    []institution.OfficeID `json:"scope"`    // in whose scope the minor is
	Deciders []string               `json:"deciders"` // custody, prefecture, court, ministry, hand-over; decree: only for one
	OpenedAt time.Time              `json:"opened_at"`
	Since    uint64                 `json:"since"` // ledger position
}

// Contests asks for open conflicts, oldest first.
type Contests struct {
	Slot  string              `json:"slot,omitempty"` // all if left out
	After casefile.ConflictID `json:"after,omitzero"` // the last one of the page before
}

// Conflicts gives the open conflicts of the minors whose casefiles open to the
// caller, in the sections that the caller sees, oldest first, a page at a time;
// and the identifier from which the next page goes on, zero if there is none. It
// fails with [fault.Denied] for who opens no casefiles. Each asking leaves a
// line, with the minors that came back, before anything is shown.
func (l *Lookup) Conflicts(ctx context.Context, caller access.Caller, q Contests) ([]Contest, casefile.ConflictID, error) {
	asked, err := json.Marshal(q)
	if err != nil {
		return nil, casefile.ConflictID{}, fmt.Errorf("write down what is asked: %w", err)
	}
	line := audit.Line{Caller: caller, Action: access.Search, Asked: string(asked)}
	denied := access.Allow(caller, access.Search, access.InTerritory, access.InCustody, access.InScope)
	var out []Contest
	var next casefile.ConflictID
	if denied == nil {
		if out, next, err = l.contests(ctx, caller, q); err != nil {
			return nil, casefile.ConflictID{}, err
		}
		line.Allowed = true
		for _, c := range out {
			if !slices.Contains(line.Subjects, c.Minor) {
				line.Subjects = append(line.Subjects, c.Minor)
			}
		}
	}
	if err := l.lines.Write(ctx, line); err != nil {
		return nil, casefile.ConflictID{}, err
	}
	if denied != nil {
		return nil, casefile.ConflictID{}, denied
	}
	return out, next, nil
}

// contests reads a page; nothing of it is shown yet.
func (l *Lookup) contests(ctx context.Context, caller access.Caller, q Contests) (out []Contest, next casefile.ConflictID, err error) {
	err = pg.InSnapshot(ctx, l.pool, settings(caller), func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT k.id, k.minor, k.slot, k.section, k.records, k.offices, c.offices AS scope, k.deciders, k.opened_at, k.since
			FROM conflicts k JOIN casefiles c ON c.minor = k.minor
			WHERE ($1 = '' OR k.slot = $1)
				AND ($2::uuid IS NULL OR (k.opened_at, k.id) > (SELECT a.opened_at, a.id FROM conflicts a WHERE a.id = $2))
			ORDER BY k.opened_at, k.id LIMIT $3`, q.Slot, q.After, MaxConflicts+1)
		if err != nil {
			return fmt.Errorf("read conflicts: %w", err)
		}
		page, err := pgx.CollectRows(rows, pgx.RowToStructByName[Contest])
		if err != nil {
			return fmt.Errorf("read conflicts: %w", err)
		}
		if len(page) > MaxConflicts {
			page = page[:MaxConflicts]
			next = page[MaxConflicts-1].ID
		}
		for _, c := range page {
			s, err := subjectOf(ctx, tx, byID(c.Minor))
			if err != nil {
				return err
			}
			if slices.Contains(access.Shown(caller.Role, access.OpenCasefile, s.ties(caller, l.today())...), c.Section) {
				out = append(out, c)
			}
		}
		return nil
	})
	return out, next, err
}

// Dispute is one open conflict with what its records say, beside each other.
type Dispute struct {
	Contest
	Sides     []Said      `json:"sides"`
	Meanwhile any         `json:"meanwhile"` // what is shown until somebody decides: what protects
	Seen      change.Seen `json:"seen"`      // what a decision written on this page had before its eyes
}

// Said is what one of the records says, and who says it.
type Said struct {
	Record    change.ID            `json:"record"`
	Kind      string               `json:"kind"`
	Structure institution.OfficeID `json:"structure"`
	Author    institution.PersonID `json:"author"`
	On        day.When             `json:"on"`
	Position  uint64               `json:"position"`
	Value     any                  `json:"value"`
}

// Conflict opens the casefile that a conflict is of, and gives the conflict. It
// fails with [fault.NotFound] for one that is not open, or that the caller may
// not see.
func (l *Lookup) Conflict(ctx context.Context, caller access.Caller, id casefile.ConflictID) (Dispute, error) {
	var out Dispute
	of := target{from: "conflicts k JOIN casefiles n ON n.minor = k.minor", where: "k.id = $1", arg: id}
	err := l.look(ctx, caller, access.OpenCasefile, of, func(ctx context.Context, tx pgx.Tx, v view) error {
		if err := out.read(ctx, tx, id); err != nil {
			return err
		}
		if !slices.Contains(v.sections, out.Section) {
			return notFound()
		}
		records, err := ledger.OfChild(ctx, tx, l.seal, v.all())
		if err != nil {
			return err
		}
		out.fill(v, records)
		return nil
	})
	if err != nil {
		return Dispute{}, err
	}
	return out, nil
}

func (d *Dispute) read(ctx context.Context, q pg.Querier, id casefile.ConflictID) error {
	rows, err := q.Query(ctx, `SELECT k.id, k.minor, k.slot, k.section, k.records, k.offices, c.offices AS scope, k.deciders, k.opened_at, k.since
		FROM conflicts k JOIN casefiles c ON c.minor = k.minor WHERE k.id = $1`, id)
	if err != nil {
		return fmt.Errorf("read conflict: %w", err)
	}
	d.Contest, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Contest])
	if fault.Is(pg.Fault(err), fault.NotFound) {
		return notFound() // decided since it was found
	}
	if err != nil {
		return fmt.Errorf("read conflict: %w", err)
	}
	const head = `SELECT epoch, position FROM ledger_head`
	if err := q.QueryRow(ctx, head).Scan(&d.Seen.Epoch, &d.Seen.Position); err != nil {
		return fmt.Errorf("read head: %w", err)
	}
	return nil
}

// fill puts what the records say beside each other.
func (d *Dispute) fill(v view, records []change.Placed) {
	held := slices.DeleteFunc(records, func(p change.Placed) bool { return !slices.Contains(v.sections, p.Section) })
	f := casefile.Fold(v.Minor, held)
	d.Meanwhile = f.Meanwhile(d.Slot)
	for _, s := range casefile.Sides(casefile.Conflict{Slot: d.Slot, Records: d.Records}, held) {
		d.Sides = append(d.Sides, Said{s.ID, s.Kind, s.Structure, s.Author, s.On, s.Position, s.Value})
	}
	for _, m := range v.all() {
		if m != d.Minor {
			d.Seen.Minors = append(d.Seen.Minors, m)
		}
	}
}

// Decision is how somebody decides a conflict: exactly one of the three.
type Decision struct {
	Choose change.ID       // one of the records
	Both   bool            // both stand
	Third  json.RawMessage // a value of its own
	Reason minor.Text
}

// Resolve gives what decides the conflict as it stood on this page: it names
// every record that contended there.
func (d *Dispute) Resolve(how Decision) change.Resolved {
	return change.Resolved{
		Slot: d.Slot, Saw: slices.Clone(d.Records), Choose: how.Choose, Both: how.Both, Third: how.Third, Reason: how.Reason,
	}
}
