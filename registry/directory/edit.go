package directory

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// Edit makes the directory say what the edit says. Who may: an administrator of
// the Ministry anything; an administrator of another office who works there and
// for what, in the role of that office; anybody, to hand over the own work.
// What opens casefiles or gives rights, such as somebody of a social service, is
// refused: it is for [Directory.Propose]. Nobody edits what is said of themselves.
//
// A line in the record of access is committed first, also when it is denied. It
// fails with [fault.Denied], with [fault.Invalid] if the edit is not valid, with
// [fault.NotFound] if what it ends does not stand, and with [fault.Conflict] if
// people or structures still rest upon what it ends.
func (d *Directory) Edit(ctx context.Context, by access.Caller, e Edit) (Imported, error) {
	if err := e.Validate(); err != nil {
		return Imported{}, err
	}
	line := d.lineOf(ctx, by, "edit ")
	done, err := d.change(ctx, by.Person, func(ctx context.Context, tx pgx.Tx) (Edit, error) {
		e := e // it may be tried again
		two, err := d.judged(ctx, tx, by, &e, line)
		if err == nil && two {
			err = errTwo
		}
		return e, err
	})
	if err != nil {
		return Imported{}, fmt.Errorf("edit: %w", err)
	}
	return done, nil
}

// errTwo is what one person alone may not do.
var errTwo = &fault.Error{Kind: fault.Invalid, Field: "role", Detail: "what opens casefiles or gives rights is given by two people",
	Remedy: "propose it, and have somebody else confirm it"}

// Submit edits, or proposes what one person alone may not do; the proposal is
// then not nil. It fails as [Directory.Edit] does.
func (d *Directory) Submit(ctx context.Context, by access.Caller, e Edit) (Imported, *Proposal, error) {
	done, err := d.Edit(ctx, by, e)
	if !errors.Is(err, errTwo) {
		return done, nil, err
	}
	p, err := d.Propose(ctx, by, e)
	if err != nil {
		return Imported{}, nil, err
	}
	return Imported{}, &p, nil
}

// judged asks who may, writes the line, and completes the edit with what follows
// from it. two says that it needs two people.
func (d *Directory) judged(ctx context.Context, tx pgx.Tx, by access.Caller, e *Edit, line lineFunc) (two bool, err error) {
	s, err := d.standing(ctx, tx, by, *e)
	if err != nil {
		return false, err
	}
	action, denied := s.may(by, *e)
	if err := line(action, denied == nil, e.Words()); err != nil {
		return false, err
	}
	if denied != nil {
		return false, denied
	}
	if err := s.sound(*e, d.today()); err != nil {
		return false, err
	}
	two = s.two(*e)
	s.complete(e)
	return two, d.restsUpon(ctx, tx, *e)
}

// lineFunc leaves a line in the record of access.
type lineFunc func(action access.Action, allowed bool, words string) error

// lineOf leaves lines in somebody's name, committed apart from the transaction
// whose edit they speak of: ctx is that outside it.
func (d *Directory) lineOf(ctx context.Context, by access.Caller, what string) lineFunc {
	return func(action access.Action, allowed bool, words string) error {
		if d.Lines == nil {
			return fault.Newf(fault.Internal, "a directory without the record of access")
		}
		return d.Lines.Write(ctx, audit.Line{Caller: by, Action: action, Allowed: allowed, Asked: what + words})
	}
}

// maxWords bounds what a line says of an edit, in bytes: below what the record
// of access takes.
const maxWords = 3500

// Words says what an edit does, by identifiers only: for the record of access,
// and for who confirms it.
func (e Edit) Words() string {
	var b strings.Builder
	fmt.Fprintf(&b, "from %s:", e.From)
	say := func(what string, parts ...fmt.Stringer) {
		if b.Len() > maxWords {
			return
		}
		b.WriteString(" " + what)
		for _, p := range parts {
			b.WriteString(" " + p.String())
		}
		b.WriteString(";")
	}
	for _, v := range e.Institutions {
		say("institution", v.ID)
	}
	for _, v := range e.Bodies {
		say("managing body", v.ID)
	}
	for _, v := range e.Structures {
		say("structure", v.ID)
	}
	for _, v := range e.People {
		say("person "+string(v.Role), v.ID, v.Office)
	}
	for _, v := range e.Operators {
		say("operator", v.Person, v.Office)
	}
	for _, v := range e.StandIns {
		say("stand-in", v.Person, v.By, v.Until)
	}
	for _, v := range e.Agreements {
		say("agreement", v.Partner)
	}
	e.Ended.say(say)
	if b.Len() > maxWords {
		b.WriteString(" and more")
	}
	return b.String()
}

func (e Ended) say(say func(string, ...fmt.Stringer)) {
	for _, v := range e.Institutions {
		say("end of institution", v)
	}
	for _, v := range e.Bodies {
		say("end of managing body", v)
	}
	for _, v := range e.Structures {
		say("end of structure", v)
	}
	for _, v := range e.People {
		say("end of person", v)
	}
	for _, v := range e.Operators {
		say("end of operator", v.Person, v.Office)
	}
	for _, v := range e.StandIns {
		say("end of stand-in", v.Person, v.By)
	}
	for _, v := range e.Agreements {
		say("end of agreement", v.Partner)
	}
}

// restsUpon fails with [fault.Conflict] if people stand at an office, or
// structures under a managing body, that the edit ends.
func (d *Directory) restsUpon(ctx context.Context, tx pgx.Tx, e Edit) error {
	var offices []institution.OfficeID
	for _, v := range e.Ended.Institutions {
		offices = append(offices, institution.Office(v))
	}
	for _, v := range e.Ended.Structures {
		offices = append(offices, institution.OfficeOf(v))
	}
	const q = `SELECT EXISTS (SELECT FROM people p WHERE p.office = ANY ($1) AND p.known_until IS NULL
			AND (p.valid_until IS NULL OR $3 < p.valid_until) AND NOT p.id = ANY ($4)),
		EXISTS (SELECT FROM structures s WHERE s.managed_by = ANY ($2) AND s.known_until IS NULL
			AND (s.valid_until IS NULL OR $3 < s.valid_until) AND NOT s.id = ANY ($5))`
	var people, structures bool
	err := tx.QueryRow(ctx, q, offices, e.Ended.Bodies, e.From, append([]institution.PersonID{}, e.Ended.People...), ended(e)).Scan(&people, &structures)
	switch {
	case err != nil:
		return fmt.Errorf("see what rests upon it: %w", err)
	case people:
		return &fault.Error{Kind: fault.Conflict, Detail: "people still belong to that office", Remedy: "move or remove them first"}
	case structures:
		return &fault.Error{Kind: fault.Conflict, Detail: "that managing body still runs structures", Remedy: "close them, or name another body, first"}
	}
	return nil
}

// ended gives the structures that an edit ends or puts under a body, so that
// they do not rest upon the one that they had.
func ended(e Edit) []institution.OfficeID {
	out := []institution.OfficeID{}
	for _, v := range e.Ended.Structures {
		out = append(out, institution.OfficeOf(v))
	}
	for _, v := range e.Structures {
		out = append(out, institution.OfficeOf(v.ID))
	}
	return out
}

// HandOver has a colleague of the same office and role act with somebody's
// rights from a day on and before another; it ends by itself. People hand over
// their own work, administrators that of those whom they keep.
func (d *Directory) HandOver(ctx context.Context, by access.Caller, from day.Date, s StandIn) (Imported, error) {
	return d.Edit(ctx, by, Edit{From: from, Catalogue: Catalogue{StandIns: []StandIn{s}}})
}
