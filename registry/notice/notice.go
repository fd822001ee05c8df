// Package notice is what waits at offices: the notices that the law asks for, put
// into the queue of whom they are for, opened there, and printed from the
// casefile.
//
// The invariant: first the line in the record of access, then the read; a notice
// is read by the offices that sent and received it alone; whoever received it
// reads nothing of it before it is written down that they opened it; and it says
// what the casefile said when it was sent, so that it always reads alike.
package notice

import (
	"context"
	"fmt"
	"slices"
	"strings"
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
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/reference"
)

// Most is how many notices are listed at once. Arbitrary.
const Most = 200

// Lines is the record of access; package audit has it.
type Lines interface {
	Write(ctx context.Context, line audit.Line) error
}

// Taker takes what a person says; package intake does.
type Taker interface {
	Say(ctx context.Context, caller access.Caller, said []intake.Statement) ([]api.Receipt, error)
}

// Config is what notices need.
type Config struct {
	Reader *pgxpool.Pool // of the role faro_reader
	Lines  Lines
	Taker  Taker
	Sealer *seal.Sealer
	Places *reference.Tables
	Now    func() time.Time
}

// Book is where notices are read. It is safe for use by several goroutines.
type Book struct{ Config }

// New makes it.
func New(c Config) (*Book, error) {
	if c.Reader == nil || c.Lines == nil || c.Taker == nil || c.Sealer == nil || c.Places == nil || c.Now == nil {
		return nil, fault.Newf(fault.Internal, "notices without a database, a record of access, an intake, keys, places or a clock")
	}
	return &Book{c}, nil
}

// Box is one side of the correspondence.
type Box string

// The boxes of an office.
const (
	Received Box = "received"
	Sent     Box = "sent"
)

// Item is a notice as it stands in a list: nothing that it says.
type Item struct {
	Record   change.ID            `json:"id"` // by which it was sent
	Minor    minor.ID             `json:"minor"`
	Section  change.Section       `json:"section"`
	Matter   minor.Matter         `json:"matter"`
	As       minor.Receiver       `json:"as"`
	Receiver institution.ID       `json:"receiver,omitzero"` // zero where it was sent by other means
	Sender   institution.OfficeID `json:"sender"`
	From     string               `json:"from"` // what they are called
	To       string               `json:"to"`
	SentOn   day.Date             `json:"sent_on"`
	Protocol minor.Text           `json:"protocol,omitempty"`
	OpenedAt time.Time            `json:"opened_at,omitzero"` // zero while it waits
	OpenedAs minor.Text           `json:"opened_as,omitempty"`
}

// Waits reports whether the office that it was sent to has not opened it.
func (i *Item) Waits() bool { return !i.Receiver.IsZero() && i.OpenedAt.IsZero() }

// items reads notices with what their offices are called today.
const items = `SELECT n.record, n.minor, n.section, n.matter, n.addressed_as AS as,
		coalesce(n.receiver, '00000000-0000-0000-0000-000000000000') AS receiver, n.sender,
		coalesce((SELECT i.name FROM institutions i WHERE i.id = n.sender AND i.known_until IS NULL ORDER BY i.valid_from DESC LIMIT 1),
			(SELECT s.name FROM structures s WHERE s.id = n.sender AND s.known_until IS NULL ORDER BY s.valid_from DESC LIMIT 1), '') AS from,
		coalesce((SELECT i.name FROM institutions i WHERE i.id = n.receiver AND i.known_until IS NULL ORDER BY i.valid_from DESC LIMIT 1), '') AS to,
		n.sent_on, n.protocol, n.opened_at, n.opened_as
	FROM notices n `

// row is an item as the table has it.
type row struct {
	Item
	OpenedAt *time.Time
}

func (r row) item() Item {
	if r.OpenedAt != nil {
		r.Item.OpenedAt = *r.OpenedAt
	}
	return r.Item
}

// Key is where a box goes on: after this notice, as it stood in the list.
type Key struct {
	Opened bool // one that had been received and opened
	SentOn day.Date
	Record change.ID
}

// Key gives where a box goes on after a notice.
func (i *Item) Key(box Box) Key {
	return Key{Opened: box == Received && !i.OpenedAt.IsZero(), SentOn: i.SentOn, Record: i.Record}
}

// List gives the notices of a box of the caller's offices: of those received the
// ones that wait first, then the newest, at most [Most]. It fails with
// [fault.Denied] for who is sent none. The line names the minors.
func (b *Book) List(ctx context.Context, c access.Caller, box Box) ([]Item, error) {
	return b.Page(ctx, c, box, Key{}, Most)
}

// Page is List from a place of the box on, and of so many: the line names those minors
// alone.
func (b *Book) Page(ctx context.Context, c access.Caller, box Box, after Key, most int) ([]Item, error) {
	if box != Received && box != Sent {
		return nil, fault.Field("box", "not a box", "use received or sent")
	}
	line := audit.Line{Caller: c, Action: access.ListNotices}
	denied := access.Allow(c, access.ListNotices)
	var out []Item
	if denied == nil {
		where := map[Box]string{
			Received: `WHERE n.receiver = ANY ($1) AND ($3 OR (n.opened_at IS NOT NULL, $5::date - n.sent_on, n.record) > ($4, 0, $6))
				ORDER BY n.opened_at IS NOT NULL, n.sent_on DESC, n.record LIMIT $2`,
			Sent: `WHERE n.sender = ANY ($1) AND ($3 OR (false, $5::date - n.sent_on, n.record) > ($4, 0, $6))
				ORDER BY n.sent_on DESC, n.record LIMIT $2`,
		}[box]
		var err error
		if out, err = b.read(ctx, c, items+where, c.Offices, most, after.Record.IsZero(), after.Opened, after.SentOn, after.Record); err != nil {
			return nil, err
		}
		line.Allowed = true
		for _, i := range out {
			if !slices.Contains(line.Subjects, i.Minor) {
				line.Subjects = append(line.Subjects, i.Minor)
			}
		}
	}
	if err := b.Lines.Write(ctx, line); err != nil {
		return nil, err
	}
	return out, denied
}

// Waiting counts the notices that wait at the caller's offices: a number alone, of
// nobody in particular. It is nought for who is sent none.
func (b *Book) Waiting(ctx context.Context, c access.Caller) (n int, err error) {
	if access.Allow(c, access.ListNotices) != nil {
		return 0, nil
	}
	err = pg.InSnapshot(ctx, b.Reader, settings(c, change.ID{}), func(ctx context.Context, tx pgx.Tx) error {
		const q = `SELECT count(*) FROM notices n WHERE n.receiver = ANY ($1) AND n.opened_at IS NULL`
		return pg.Fault(tx.QueryRow(ctx, q, c.Offices).Scan(&n))
	})
	return n, err
}

func (b *Book) read(ctx context.Context, c access.Caller, q string, args ...any) (out []Item, err error) {
	err = pg.InSnapshot(ctx, b.Reader, settings(c, change.ID{}), func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, q, args...)
		if err != nil {
			return pg.Fault(err)
		}
		found, err := pgx.CollectRows(rows, pgx.RowToStructByNameLax[row])
		for _, r := range found {
			out = append(out, r.item())
		}
		return pg.Fault(err)
	})
	if err != nil {
		return nil, fmt.Errorf("read notices: %w", err)
	}
	return out, nil
}

// settings are what the policies go by: the caller's offices, and the notice that
// is read.
func settings(c access.Caller, of change.ID) pg.Settings {
	offices := make([]string, len(c.Offices))
	for i, o := range c.Offices {
		offices[i] = o.String()
	}
	as := pg.Settings{"faro.person": "", "faro.office": strings.Join(offices, ","), "faro.notice": ""}
	if !of.IsZero() {
		as["faro.notice"] = of.String()
	}
	return as
}

// find gives a notice that one of the caller's offices sent or received, and what
// ties the caller to it. It fails with [fault.NotFound] for any other.
func (b *Book) find(ctx context.Context, c access.Caller, of change.ID) (Item, []access.Relation, error) {
	found, err := b.read(ctx, c, items+`WHERE n.record = $1`, of)
	if err != nil {
		return Item{}, nil, err
	}
	if len(found) == 0 {
		return Item{}, nil, errNone
	}
	var ties []access.Relation
	if c.SpeaksFor(institution.Office(found[0].Receiver)) {
		ties = append(ties, access.Addressed)
	}
	if c.SpeaksFor(found[0].Sender) {
		ties = append(ties, access.Own)
	}
	return found[0], ties, nil
}

var errNone = fault.Newf(fault.NotFound, "no such notice")

// Open opens a notice: that it was opened is written down first, at this moment,
// by the person for the office that it was sent to, unless it was before; then it
// is read. A number of the office's protocol is written down with it, or later by
// opening it again. It fails as [Book.Read] does, and with [fault.Conflict] for
// who sent it.
func (b *Book) Open(ctx context.Context, c access.Caller, of change.ID, protocol minor.Text) (Letter, error) {
	found, ties, err := b.find(ctx, c, of)
	switch {
	case fault.Is(err, fault.NotFound):
		return b.Read(ctx, c, of) // which leaves the line
	case err != nil:
		return Letter{}, err
	case !slices.Contains(ties, access.Addressed):
		return Letter{}, &fault.Error{Kind: fault.Conflict, Detail: "only the office that it was sent to opens a notice", Remedy: "read it without opening it"}
	}
	if found.Waits() || protocol != "" && protocol != found.OpenedAs {
		if err := b.opened(ctx, c, found, protocol); err != nil {
			return Letter{}, err
		}
	}
	return b.Read(ctx, c, of)
}

// opened writes down that a notice was opened.
func (b *Book) opened(ctx context.Context, c access.Caller, n Item, protocol minor.Text) error {
	receipts, err := b.Taker.Say(ctx, c, []intake.Statement{{
		ID: change.ID(id.New[struct{}]()), Minor: n.Minor, On: day.At(b.Now()), Structure: institution.Office(n.Receiver), Section: n.Section,
		Body: minor.NoticeOpened{Notice: minor.RecordID(n.Record), Protocol: protocol},
	}})
	if err != nil {
		return err
	}
	for _, r := range receipts {
		if r.Verdict == api.Refused {
			return &fault.Error{Kind: fault.Conflict, Field: r.Field, Detail: r.Detail, Remedy: r.Remedy}
		}
	}
	return nil
}

// Office is an institution that a notice can be sent to.
type Office struct {
	ID   institution.ID
	As   minor.Receiver
	Name string
}

// Competent gives the institutions of the directory that are competent for a
// structure's place, one of each kind at most, in the order of
// [minor.Receivers]; of no place the Ministry alone. The caller may be anybody
// who is sent notices or sends them: it names no minor.
func (b *Book) Competent(ctx context.Context, c access.Caller, at facility.ID) ([]Office, error) {
	if err := access.Allow(c, access.ListNotices); err != nil {
		return nil, err
	}
	var found []Office
	err := pg.InSnapshot(ctx, b.Reader, settings(c, change.ID{}), func(ctx context.Context, tx pgx.Tx) error {
		const q = `SELECT DISTINCT ON (i.kind) i.id, i.kind AS as, i.name FROM institutions i
			WHERE i.known_until IS NULL AND i.valid_from <= $2 AND (i.valid_until IS NULL OR $2 < i.valid_until) AND i.kind = ANY ($3)
				AND (i.kind = 'ministry' OR i.territory @> ARRAY[(SELECT s.municipality FROM structures s
					WHERE s.id = $1 AND s.known_until IS NULL ORDER BY s.valid_from DESC LIMIT 1)])
			ORDER BY i.kind, cardinality(i.territory), i.id`
		rows, err := tx.Query(ctx, q, at, day.FromTime(b.Now()), minor.Receivers())
		if err != nil {
			return pg.Fault(err)
		}
		found, err = pgx.CollectRows(rows, pgx.RowToStructByName[Office])
		return pg.Fault(err)
	})
	if err != nil {
		return nil, fmt.Errorf("find competent offices: %w", err)
	}
	slices.SortFunc(found, func(x, y Office) int {
		return slices.Index(minor.Receivers(), x.As) - slices.Index(minor.Receivers(), y.As)
	})
	return found, nil
}
