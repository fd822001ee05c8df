// Package link has the Ministry say at the registry who is one child with whom:
// that two minors are the same, or are not, that a joined child is two, and for
// whom a record counts that was written before its author knew. It says so by
// records, through intake, like everybody; whether they may be taken is judged
// there, under the locks of all casefiles concerned.
//
// The invariant: first the line in the record of access, which names every minor
// concerned, then what is said; and who may not say such a thing learns nothing
// of whom it would concern. What is refused changes nothing.
package link

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/audit"
	"faro.example/registry/intake"
	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Lines is the record of access; package audit has it.
type Lines interface {
	Write(ctx context.Context, line audit.Line) error
}

// Speaker takes what a person says at the registry; package intake does.
type Speaker interface {
	Say(ctx context.Context, caller access.Caller, said []intake.Statement) ([]api.Receipt, error)
}

// Desk is where it is said. It is safe for use by several goroutines.
type Desk struct {
	pool    *pgxpool.Pool
	lines   Lines
	seal    *seal.Sealer
	speaker Speaker
	now     func() time.Time
}

// New makes a desk over a pool of the role faro_reader.
func New(pool *pgxpool.Pool, lines Lines, s *seal.Sealer, speaker Speaker, now func() time.Time) (*Desk, error) {
	if pool == nil || lines == nil || s == nil || speaker == nil || now == nil {
		return nil, fault.Newf(fault.Internal, "a desk for links without its database, record of access, keys, intake or clock")
	}
	return &Desk{pool, lines, s, speaker, now}, nil
}

// Of names a minor: by its national code, or by its identifier.
type Of struct {
	Minor minor.ID
	Code  minor.Code
}

// Parse reads what names a minor. It fails with [fault.Invalid].
func Parse(field, text string) (Of, error) {
	var out Of
	if out.Minor.UnmarshalText([]byte(text)) == nil {
		return out, nil
	}
	code, err := minor.ParseCode(text)
	if err != nil {
		return Of{}, fault.Field(field, "neither a national code nor an identifier", "give the code on the wristband, or the identifier that a search gives")
	}
	return Of{Code: code}, nil
}

// Said is what was taken.
type Said struct {
	Position uint64     `json:"position"`
	Minor    minor.ID   `json:"minor"`            // who stands for the child of the first minor named
	Joined   []minor.ID `json:"joined,omitempty"` // all its minors, if there are several
}

// Same says that two minors are one child, with all that are joined with either.
// It fails with [fault.Denied] for who may not say so, [fault.NotFound] if there
// is no such minor, [fault.Invalid] without a reason, and with [fault.Conflict],
// naming the field and the remedy, if they cannot be joined.
func (d *Desk) Same(ctx context.Context, caller access.Caller, a, b Of) (Said, error) {
	p, err := d.open(ctx, caller, change.LinkSame{}, named{"minor", a}, named{"other", b})
	if err != nil {
		return Said{}, err
	}
	first := p.minors[0]
	if p.minors[1].id == first.id {
		return Said{}, fault.Field("other", "a minor cannot be joined with itself", "name another minor")
	}
	if err := d.notApart(ctx, first, p.minors[1]); err != nil {
		return Said{}, err
	}
	all := slices.Concat(first.joined, p.minors[1].joined)
	slices.SortFunc(all, minor.ID.Compare)
	all = slices.DeleteFunc(slices.Compact(all), func(m minor.ID) bool { return m == first.id })
	return d.say(ctx, caller, p, change.LinkSame{Minors: all, Reason: minor.Text(caller.Reason)}, map[string]string{"body.minors": "other"})
}

// Distinct says that two minors are two children, so that nobody is asked again.
// It fails as [Desk.Same] does.
func (d *Desk) Distinct(ctx context.Context, caller access.Caller, a, b Of) (Said, error) {
	p, err := d.open(ctx, caller, change.LinkDistinct{}, named{"minor", a}, named{"other", b})
	if err != nil {
		return Said{}, err
	}
	body := change.LinkDistinct{Minor: p.minors[1].id, Reason: minor.Text(caller.Reason)}
	return d.say(ctx, caller, p, body, map[string]string{"body.minor": "other"})
}

// Parted takes minors out of a joined child: they are another child from now on.
// Each record that [Desk.Torn] gives is assigned to one of the minors. It fails
// as [Desk.Same] does.
func (d *Desk) Parted(ctx context.Context, caller access.Caller, of Of, apart []Of, records []change.Assignment) (Said, error) {
	p, err := d.open(ctx, caller, change.LinkParted{}, split(of, apart)...)
	if err != nil {
		return Said{}, err
	}
	here, there := p.sides()
	body := change.LinkParted{
		Minors: slices.DeleteFunc(here, func(m minor.ID) bool { return m == p.minors[0].id }), Apart: there, Records: records,
		Reason: minor.Text(caller.Reason),
	}
	fields := map[string]string{"body.apart": "apart", "body.minors": "minor", "body.records": "records"}
	return d.say(ctx, caller, p, body, fields)
}

// Torn gives the records that were written where minors of both sides were
// shown, oldest first: whoever parts them says of each for whom it counts. It
// fails as [Desk.Same] does.
func (d *Desk) Torn(ctx context.Context, caller access.Caller, of Of, apart []Of) ([]Record, error) {
	p, err := d.open(ctx, caller, change.LinkParted{}, split(of, apart)...)
	if err != nil {
		return nil, err
	}
	here, there := p.sides()
	var out []Record
	err = d.read(ctx, func(ctx context.Context, tx pgx.Tx) error {
		entries, err := ledger.OfChild(ctx, tx, d.seal, p.minors[0].joined)
		if err != nil {
			return err
		}
		torn := casefile.LinksOf(entries).Torn(here, there, entries)
		for i := range entries {
			if slices.Contains(torn, entries[i].ID) {
				out = append(out, recordOf(&entries[i]))
			}
		}
		return nil
	})
	return out, err
}

// Record is a record of which somebody has to say for whom it counts.
type Record struct {
	ID        change.ID            `json:"id"`
	Minor     minor.ID             `json:"minor"` // about whom it was written
	Shown     []minor.ID           `json:"shown"` // who else was shown
	Kind      string               `json:"kind"`
	Section   change.Section       `json:"section"`
	On        day.Date             `json:"on"`
	Structure institution.OfficeID `json:"structure"` // that wrote it
	Position  uint64               `json:"position"`
}

func recordOf(p *change.Placed) Record {
	return Record{p.ID, p.Minor, p.Seen.Minors, p.Kind, p.Section, p.On.Day(), p.Structure, p.Position}
}

// Assign says for whom a record counts that is held. It fails as [Desk.Same] does.
func (d *Desk) Assign(ctx context.Context, caller access.Caller, record change.ID, to Of) (Said, error) {
	p, err := d.open(ctx, caller, change.Assigned{}, named{"minor", to})
	if err != nil {
		return Said{}, err
	}
	target := p.minors[0].id
	err = d.read(ctx, func(ctx context.Context, tx pgx.Tx) error {
		found, err := ledger.Find(ctx, tx, []change.ID{record})
		if err != nil {
			return err
		}
		held, ok := found[record]
		if !ok {
			return &fault.Error{Kind: fault.NotFound, Field: "record", Detail: "no such record", Remedy: "name a record that the casefile shows as held"}
		}
		p.minors[0], err = find(ctx, tx, Of{Minor: held.Header.Minor})
		return err
	})
	if err != nil {
		return Said{}, err
	}
	body := change.Assigned{Record: record, Minor: target, Reason: minor.Text(caller.Reason)}
	return d.say(ctx, caller, p, body, map[string]string{"body.record": "record", "body.minor": "minor"})
}

// Held lists the records that count for nobody, by position, up to n: they were
// written on the page of a joined child by who did not know of its parting. It
// fails with [fault.Denied] for who may not assign them.
func (d *Desk) Held(ctx context.Context, caller access.Caller, n int) ([]Record, error) {
	denied := may(caller, change.Assigned{})
	var out []Record
	var subjects []minor.ID
	if denied == nil {
		var err error
		if out, err = d.held(ctx, n); err != nil {
			return nil, err
		}
		for _, r := range out {
			subjects = append(subjects, r.Minor)
		}
	}
	slices.SortFunc(subjects, minor.ID.Compare)
	line := audit.Line{Caller: caller, Action: access.Record, Allowed: denied == nil, Subjects: slices.Compact(subjects)}
	if err := d.lines.Write(ctx, line); err != nil {
		return nil, err
	}
	return out, denied
}

// held goes through the minors that were ever joined, which are few.
func (d *Desk) held(ctx context.Context, n int) (out []Record, err error) {
	err = d.read(ctx, func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT minor FROM crossings UNION SELECT of FROM crossings ORDER BY 1`)
		if err != nil {
			return fmt.Errorf("find joined: %w", err)
		}
		minors, err := pgx.CollectRows(rows, pgx.RowTo[minor.ID])
		if err != nil {
			return fmt.Errorf("find joined: %w", err)
		}
		for some := range slices.Chunk(minors, heldAtOnce) {
			records, err := ledger.Of(ctx, tx, d.seal, some)
			if err != nil {
				return err
			}
			for m, entries := range records {
				l := casefile.LinksOf(entries)
				for i := range entries {
					if _, counts := l.Home(&entries[i]); !counts && entries[i].Minor == m {
						out = append(out, recordOf(&entries[i]))
					}
				}
			}
		}
		return nil
	})
	slices.SortFunc(out, func(a, b Record) int { return cmp.Compare(a.Position, b.Position) })
	return out[:min(n, len(out))], err
}

// heldAtOnce bounds the casefiles that are read at once; arbitrary.
const heldAtOnce = 500

// named is a minor as a field of the question names it.
type named struct {
	field string
	of    Of
}

func split(of Of, apart []Of) []named {
	out := []named{{"minor", of}}
	for _, a := range apart {
		out = append(out, named{"apart", a})
	}
	return out
}

// known is a minor of the register, with all who are one child with it.
type known struct {
	id     minor.ID
	joined []minor.ID
}

// page is what is before whoever says something.
type page struct {
	minors []known // those named, in their order
	seen   change.Seen
}

// sides gives the two sides of a parting of the first minor's child.
func (p *page) sides() (here, there []minor.ID) {
	for _, k := range p.minors[1:] {
		there = append(there, k.id)
	}
	for _, m := range p.minors[0].joined {
		if !slices.Contains(there, m) {
			here = append(here, m)
		}
	}
	return here, there
}

// may fails with [fault.Denied] unless the caller's role writes such records.
func may(c access.Caller, b change.Body) error {
	if c.Person.IsZero() || len(c.Offices) == 0 || !access.MayWrite(c.Role, b.Kind(), change.Link) {
		return fault.Newf(fault.Denied, "who is the same child is for the Ministry to say")
	}
	return nil
}

// open finds the minors named, once the line about them is written.
func (d *Desk) open(ctx context.Context, caller access.Caller, b change.Body, of ...named) (page, error) {
	denied := may(caller, b)
	var p page
	var missing error
	err := d.read(ctx, func(ctx context.Context, tx pgx.Tx) error {
		head, err := ledger.Read(ctx, tx)
		p.seen = change.Seen{Epoch: head.Epoch, Position: head.Position}
		for _, n := range of {
			k, ferr := find(ctx, tx, n.of)
			if fault.Is(ferr, fault.NotFound) {
				missing = &fault.Error{Kind: fault.NotFound, Field: n.field, Detail: "no such minor", Remedy: "name a minor of the register"}
				continue
			}
			err = errors.Join(err, ferr)
			p.minors = append(p.minors, k)
		}
		return err
	})
	if err != nil {
		return page{}, err
	}
	line := audit.Line{Caller: caller, Action: access.Record, Allowed: denied == nil}
	for _, k := range p.minors {
		line.Subjects = append(line.Subjects, k.joined...)
	}
	slices.SortFunc(line.Subjects, minor.ID.Compare)
	line.Subjects = slices.Compact(line.Subjects)
	if err := d.lines.Write(ctx, line); err != nil {
		return page{}, err
	}
	if denied != nil {
		return page{}, denied
	}
	return p, missing
}

// read reads as the registry does for itself: nothing of it is shown to who may
// not say whom it concerns.
func (d *Desk) read(ctx context.Context, fn func(context.Context, pgx.Tx) error) error {
	return pg.InSnapshot(ctx, d.pool, pg.Settings{"faro.nation": "yes"}, fn)
}

// find finds a minor. It fails with [fault.NotFound].
func find(ctx context.Context, tx pgx.Tx, of Of) (out known, err error) {
	const by = `SELECT c.minor, coalesce(nullif(c.joined, '{}'), ARRAY[c.minor]) FROM casefiles c `
	where, arg := `WHERE c.minor = $1 AND c.position > 0`, any(of.Minor)
	if of.Code != "" {
		where, arg = `JOIN codes k ON k.minor = c.minor WHERE k.serial = $1`, of.Code.Serial()
	}
	err = tx.QueryRow(ctx, by+where, arg).Scan(&out.id, &out.joined)
	if errors.Is(err, pgx.ErrNoRows) {
		return out, fault.Newf(fault.NotFound, "no such minor")
	}
	if err != nil {
		return out, fmt.Errorf("find minor: %w", err)
	}
	return out, nil
}

// say says it of the first minor, and gives what became of the child that it is.
// fields names the parts of a body as the question named them.
func (d *Desk) say(ctx context.Context, caller access.Caller, p page, b change.Body, fields map[string]string) (Said, error) {
	if err := b.Validate(); err != nil {
		return Said{}, err
	}
	m := p.minors[0].id
	receipts, err := d.speaker.Say(ctx, caller, []intake.Statement{{
		ID: change.ID(id.New[struct{}]()), Minor: m, On: day.On(day.FromTime(d.now())), Structure: caller.Offices[0], Seen: p.seen, Body: b,
	}})
	if err != nil {
		return Said{}, err
	}
	if len(receipts) != 1 {
		return Said{}, fault.Newf(fault.Internal, "no answer to what was said")
	}
	if r := receipts[0]; r.Verdict == api.Refused {
		return Said{}, &fault.Error{Kind: fault.Conflict, Field: fields[r.Field], Detail: r.Detail, Remedy: r.Remedy}
	}
	out := Said{Position: receipts[0].Position, Minor: m}
	err = d.read(ctx, func(ctx context.Context, tx pgx.Tx) error {
		k, err := find(ctx, tx, Of{Minor: m})
		if len(k.joined) > 1 {
			out.Minor, out.Joined = k.joined[0], k.joined
		}
		return err
	})
	return out, err
}
