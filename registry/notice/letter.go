package notice

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/ledger"
	"faro.example/registry/paper"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Letter is a notice as it is read.
type Letter struct {
	Item
	Document paper.Document
}

// Read reads a notice, for who sent it, or who received it and has opened it. It
// fails with [fault.NotFound] for anybody else, and with [fault.Conflict] for who
// has not opened it yet. The line names the child.
func (b *Book) Read(ctx context.Context, c access.Caller, of change.ID) (Letter, error) {
	return b.letter(ctx, c, of, "")
}

// Print is [Book.Read] for paper: the line says that it was printed.
func (b *Book) Print(ctx context.Context, c access.Caller, of change.ID) (Letter, error) {
	return b.letter(ctx, c, of, audit.Printed)
}

func (b *Book) letter(ctx context.Context, c access.Caller, of change.ID, output string) (Letter, error) {
	found, ties, err := b.find(ctx, c, of)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return Letter{}, err
	}
	waits := found.Waits() && !slices.Contains(ties, access.Own)
	line := audit.Line{Caller: c, Action: access.OpenNotice, Output: output}
	if err == nil {
		line.Subjects = []minor.ID{found.Minor}
		line.Allowed = access.Allow(c, access.OpenNotice, ties...) == nil && !waits
	}
	if output != "" && line.Allowed {
		line.Rows = 1
	}
	if err := b.Lines.Write(ctx, line); err != nil {
		return Letter{}, err
	}
	switch {
	case waits:
		return Letter{}, &fault.Error{Kind: fault.Conflict, Detail: "this notice was not opened yet", Remedy: "open it: the moment is written down"}
	case !line.Allowed:
		return Letter{}, errNone
	}
	w := writing{Book: b, Item: found}
	err = pg.InSnapshot(ctx, b.Reader, settings(c, of), func(ctx context.Context, tx pgx.Tx) error {
		return w.gather(ctx, tx, access.Shown(c.Role, access.OpenNotice, ties...))
	})
	if err != nil {
		return Letter{}, fmt.Errorf("read a notice: %w", err)
	}
	return Letter{Item: found, Document: w.document()}, nil
}

// writing is a letter while it is written.
type writing struct {
	*Book
	Item
	file casefile.File // as it was when the notice was sent
	// sections are those that the reader is shown of it.
	sections []change.Section
	sent     *change.Placed
	says     minor.NoticeSent
	names    map[institution.OfficeID]string
}

// gather reads the casefile as it was when the notice was sent, of the sections
// that are shown; the notice itself whichever section it stands in.
func (w *writing) gather(ctx context.Context, tx pgx.Tx, sections []change.Section) error {
	rows, err := tx.Query(ctx, `SELECT DISTINCT m FROM noticed_minors() m ORDER BY m`)
	if err != nil {
		return pg.Fault(err)
	}
	minors, err := pgx.CollectRows(rows, pgx.RowTo[minor.ID])
	if err != nil || len(minors) == 0 {
		return pg.Fault(err)
	}
	if err := ledger.Foldable(ctx, tx, minors); err != nil {
		return err
	}
	records, err := ledger.OfChild(ctx, tx, w.Sealer, minors)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(records, func(p change.Placed) bool { return p.ID == w.Record })
	if at < 0 {
		return fault.Newf(fault.NotFound, "no such notice")
	}
	w.sent = &records[at]
	w.says, _ = w.sent.Body.(minor.NoticeSent)
	w.sections = slices.DeleteFunc(slices.Clone(sections), func(s change.Section) bool { return s == change.SocialFile && w.Matter != minor.SocialFileSent })
	held := slices.DeleteFunc(slices.Clone(records[:at+1]), func(p change.Placed) bool { return !slices.Contains(w.sections, p.Section) })
	w.file = casefile.Fold(w.Minor, held)
	return w.call(ctx, tx)
}

// call finds what the structures and institutions are called that the letter names.
func (w *writing) call(ctx context.Context, tx pgx.Tx) error {
	var ids []institution.OfficeID
	if s, ok := w.file.Presence.Now(); ok {
		ids = append(ids, institution.OfficeOf(s.At.Facility), institution.OfficeOf(s.From.Facility))
	}
	for _, s := range w.file.Custody.Spans {
		ids = append(ids, institution.Office(s.By))
	}
	for _, s := range w.file.SocialFile {
		ids = append(ids, s.By)
	}
	rows, err := tx.Query(ctx, `SELECT DISTINCT ON (id) id, name FROM (
			SELECT id, name, valid_from FROM structures WHERE id = ANY ($1) AND known_until IS NULL
			UNION ALL SELECT id, name, valid_from FROM institutions WHERE id = ANY ($1) AND known_until IS NULL
		) o ORDER BY id, valid_from DESC`, ids)
	if err != nil {
		return pg.Fault(err)
	}
	w.names = map[institution.OfficeID]string{}
	var id institution.OfficeID
	var name string
	_, err = pgx.ForEachRow(rows, []any{&id, &name}, func() error {
		w.names[id] = name
		return nil
	})
	return pg.Fault(err)
}

// place is what a place is called.
func (w *writing) place(p facility.Place) string {
	if p.Facility.IsZero() {
		return p.Words
	}
	return w.names[institution.OfficeOf(p.Facility)]
}
