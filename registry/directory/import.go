package directory

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// Imported counts what an import did.
type Imported struct {
	Added     int
	Changed   int
	Unchanged int
	Ended     int
}

// nothing reports whether the directory says all that already.
func (i Imported) nothing() bool { return i.Added+i.Changed+i.Ended == 0 }

// Import makes the directory say what the catalogue says, from a day on. What
// it says already is left alone, so an import that is run twice changes nothing
// the second time; what the catalogue does not name stays. by is who changes
// it, zero for the registry itself.
//
// It fails with [fault.Invalid] if the catalogue is not valid or names an
// office that does not exist, and with [fault.Conflict] if a code belongs to
// another office. What reaches over the country is imported only while the
// Ministry has no two administrators who could give it.
func (d *Directory) Import(ctx context.Context, by institution.PersonID, from day.Date, c Catalogue) (Imported, error) {
	e := Edit{From: from, Catalogue: c}
	if err := c.Validate(); err != nil {
		return Imported{}, err
	}
	done, err := d.change(ctx, by, func(ctx context.Context, tx pgx.Tx) (Edit, error) {
		e := e // it may be tried again
		e.Operators, e.Ended = slices.Clone(e.Operators), Ended{}
		return e, d.firstOnly(ctx, tx, &e)
	})
	if err != nil {
		return Imported{}, fmt.Errorf("import: %w", err)
	}
	d.log.Info("directory imported", "added", done.Added, "changed", done.Changed, "unchanged", done.Unchanged)
	return done, nil
}

var constraints = []pg.Constraint{
	{Name: "offices_code_once", Kind: fault.Conflict, Field: "code", Detail: "another office has this code", Remedy: "use another code"},
	{Name: "offices_pkey", Kind: fault.Conflict, Field: "id", Detail: "another office has this identifier", Remedy: "give it one of its own"},
	{Name: "people_office", Kind: fault.Invalid, Field: "office", Detail: "no such office", Remedy: "import the office first"},
	{Name: "operators_office", Kind: fault.Invalid, Field: "office", Detail: "no such office", Remedy: "import the office first"},
	{Name: "institutions_office", Kind: fault.Conflict, Field: "id", Detail: "this is a structure", Remedy: "give the institution an identifier of its own"},
	{Name: "managing_bodies_code_once", Kind: fault.Conflict, Field: "code", Detail: "another managing body has this code", Remedy: "use another code"},
	{Name: "institutions_one_version", Kind: fault.Invalid, Detail: "the same institution twice", Remedy: twice},
	{Name: "managing_bodies_one_version", Kind: fault.Invalid, Detail: "the same managing body twice", Remedy: twice},
	{Name: "structures_one_version", Kind: fault.Invalid, Detail: "the same structure twice", Remedy: twice},
	{Name: "people_one_version", Kind: fault.Invalid, Detail: "the same person twice", Remedy: twice},
	{Name: "operators_one_version", Kind: fault.Invalid, Detail: "the same operator of an office twice", Remedy: twice},
	{Name: "agreements_partner", Kind: fault.Invalid, Field: "partner", Detail: "no such institution", Remedy: "enter the partner first"},
	{Name: "agreements_one_version", Kind: fault.Invalid, Detail: "the same agreement twice", Remedy: twice},
	{Name: "stand_ins_one_version", Kind: fault.Invalid, Detail: "the same stand-in twice", Remedy: twice},
	{Name: "structures_office", Kind: fault.Conflict, Field: "id", Detail: "this is an institution", Remedy: "give the structure an identifier of its own"},
}

const twice = "name each once"

// firstOnly fails if an import gives what two administrators of the Ministry
// could give, and completes it with what follows from it.
func (d *Directory) firstOnly(ctx context.Context, tx pgx.Tx, e *Edit) error {
	var enough bool
	const q = `SELECT count(DISTINCT id) >= 2 FROM people WHERE role = 'ministry' AND administrator AND known_until IS NULL
		AND valid_from <= $1 AND (valid_until IS NULL OR $1 < valid_until)`
	if err := tx.QueryRow(ctx, q, d.today()).Scan(&enough); err != nil {
		return fmt.Errorf("find administrators: %w", err)
	}
	s, err := d.standing(ctx, tx, access.Caller{}, *e)
	if err != nil {
		return err
	}
	if enough && s.national(*e) {
		return errTwo
	}
	if err := s.partnered(*e); err != nil {
		return err
	}
	s.complete(e)
	return nil
}

// importLock is the advisory lock under which one import runs at a time.
const importLock = 0x6661726f_64697265 // "farodire"

// change makes the directory say what an edit says, once let is told, in the
// transaction, what it is. It is not retried for what let says.
func (d *Directory) change(ctx context.Context, by institution.PersonID, let func(context.Context, pgx.Tx) (Edit, error)) (Imported, error) {
	var done Imported
	err := pg.InTx(ctx, d.pool, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(importLock)); err != nil {
			return fmt.Errorf("lock directory: %w", err)
		}
		e, err := let(ctx, tx)
		if err != nil {
			return err
		}
		w := &writer{tx: tx, from: e.From, by: by, now: d.now()}
		err = d.apply(ctx, w, e)
		done = w.done
		return pg.Fault(err, constraints...)
	})
	return done, err
}

// apply finds what an edit changes, tells those concerned, and writes it.
func (d *Directory) apply(ctx context.Context, w *writer, e Edit) error {
	if err := w.compare(ctx, e); err != nil {
		return err
	}
	if w.done.nothing() {
		return nil
	}
	if err := w.offices(ctx, e.Catalogue); err != nil {
		return err
	}
	agents, scopes, err := w.concerned(ctx, e)
	if err != nil {
		return err
	}
	if scopes { // nothing has changed yet: this is for its lock, which is taken before that of the head
		if err := d.teller.Rescope(ctx, w.tx, agents); err != nil {
			return fmt.Errorf("hold scopes: %w", err)
		}
	}
	position, err := d.teller.Tell(ctx, w.tx, agents)
	if err != nil {
		return fmt.Errorf("tell: %w", err)
	}
	if err := w.write(ctx, position); err != nil || !scopes {
		return err
	}
	return d.teller.Rescope(ctx, w.tx, agents)
}

// concerned gives the installations whose directory an edit changes, nil for
// all, and whether an institution that there was changes, and with it perhaps
// what installations see.
func (w *writer) concerned(ctx context.Context, e Edit) (agents []change.AgentID, scopes bool, err error) {
	scopes = w.alters(institutionsTable.name)
	if scopes || len(e.Structures)+len(e.Ended.Structures)+len(e.Agreements)+len(e.Ended.Agreements) > 0 {
		return nil, scopes, nil
	}
	var offices []institution.OfficeID
	for _, v := range slices.Concat(e.Operators, e.Ended.Operators) {
		offices = append(offices, v.Office)
	}
	const q = `SELECT DISTINCT i.id FROM installation_offices io JOIN installations i ON i.id = io.installation
		WHERE i.revoked_at IS NULL AND (io.office = ANY ($1)
			OR io.office IN (SELECT o.office FROM operators o WHERE o.person = ANY ($2) AND o.known_until IS NULL))
		ORDER BY i.id`
	rows, err := w.tx.Query(ctx, q, offices, e.about())
	if err != nil {
		return nil, false, fmt.Errorf("find installations: %w", err)
	}
	agents, err = pgx.AppendRows([]change.AgentID{}, rows, pgx.RowTo[change.AgentID])
	return agents, false, err
}

// alters reports whether versions of a table are closed.
func (w *writer) alters(name string) bool {
	return slices.ContainsFunc(w.tables, func(t *table) bool { return t.name == name && len(t.closed) > 0 })
}

// writer is one import: for each table the versions to close and those to add.
type writer struct {
	tx   pgx.Tx
	from day.Date
	by   institution.PersonID
	now  time.Time

	tables []*table
	done   Imported
}

// table is what an import does to one of the tables kept by version.
type table struct {
	name    string
	columns []string // of its own, without those of the version
	closed  []int64  // versions that the registry says no longer
	added   []row
}

// row is a version to add.
type row struct {
	values []any
	valid  day.Span
}

// version is what every table kept by version has.
type version struct {
	Version    int64
	ValidFrom  day.Date
	ValidUntil day.Date
}

// put compares one entry with what the directory says of it from the import's
// day on, and adds what is to change. is gives the values of the rows there.
func (w *writer) put(t *table, values []any, until day.Date, there []version, same func(int) bool) {
	want := row{values, day.Span{From: w.from, Until: until}}
	for i, v := range there {
		is := day.Span{From: v.ValidFrom, Until: v.ValidUntil}
		if is.Contains(w.from) && is.Until == until && same(i) {
			w.done.Unchanged++
			return
		}
	}
	if len(there) == 0 {
		w.done.Added++
	} else {
		w.done.Changed++
	}
	t.added = append(t.added, want)
}

// cut closes the versions that reach into the import's day and gives back the
// part of each before it.
func (w *writer) cut(t *table, there []version, values func(int) []any) {
	for i, v := range there {
		is := day.Span{From: v.ValidFrom, Until: v.ValidUntil}
		if !is.Open() && !w.from.Before(is.Until) {
			continue // over before that day
		}
		t.closed = append(t.closed, v.Version)
		if is.From.Before(w.from) {
			t.added = append(t.added, row{values(i), day.Span{From: is.From, Until: w.from}})
		}
	}
}

// entry puts one entry, and cuts what it changes.
func (w *writer) entry(t *table, values []any, until day.Date, there []version, same func(int) bool, old func(int) []any) {
	changes := w.done.Changed
	w.put(t, values, until, there, same)
	if w.done.Changed > changes {
		w.cut(t, there, old)
	}
}

// write closes and adds the versions of every table, as known from a position.
func (w *writer) write(ctx context.Context, position uint64) error {
	for _, t := range w.tables {
		if err := w.writeTable(ctx, t, position); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) writeTable(ctx context.Context, t *table, position uint64) error {
	name := pgx.Identifier{t.name}
	if len(t.closed) > 0 {
		q := `UPDATE ` + name.Sanitize() + ` SET known_until = $2 WHERE version = ANY ($1)`
		if _, err := w.tx.Exec(ctx, q, t.closed, position); err != nil {
			return fmt.Errorf("close versions: %w", err)
		}
	}
	columns := append(slices.Clone(t.columns), "valid_from", "valid_until", "known_from", "changed_at", "changed_by")
	rows := pgx.CopyFromSlice(len(t.added), func(i int) ([]any, error) {
		r := t.added[i]
		return append(slices.Clone(r.values), r.valid.From, r.valid.Until, position, w.now, w.by), nil
	})
	if _, err := w.tx.CopyFrom(ctx, name, columns, rows); err != nil {
		return fmt.Errorf("add versions: %w", err)
	}
	return nil
}

// offices adds the offices that are new.
func (w *writer) offices(ctx context.Context, c Catalogue) error {
	var ids []institution.OfficeID
	var whats, codes []string
	add := func(o institution.OfficeID, what, code string) {
		ids, whats, codes = append(ids, o), append(whats, what), append(codes, code)
	}
	for _, v := range c.Institutions {
		add(institution.Office(v.ID), "institution", v.Code)
	}
	for _, v := range c.Structures {
		add(institution.OfficeOf(v.ID), "structure", v.Code)
	}
	const q = `INSERT INTO offices (id, what, code)
		SELECT n.id, n.what, n.code FROM unnest($1::uuid[], $2::text[], $3::text[]) AS n (id, what, code)
		WHERE NOT EXISTS (SELECT FROM offices o WHERE o.id = n.id AND o.code = n.code)`
	if _, err := w.tx.Exec(ctx, q, ids, whats, codes); err != nil {
		return fmt.Errorf("add offices: %w", err)
	}
	return nil
}
