package records

import (
	"context"
	"errors"
	"strings"

	"faro.example/registry/intake"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/sheet"
)

// Bring brings the good rows of a table in, one after the other, and gives what
// became of each. It fails with [fault.Denied] for who may not write at all, and
// as package intake does where nothing can be taken; brought again, a table goes
// on where it was.
func (d Desk) Bring(ctx context.Context, caller access.Caller, rows []sheet.Row[Row], t Table, today day.Date) ([]Result, error) {
	if err := access.Allow(caller, access.Record); err != nil {
		return nil, err
	}
	b := bringing{desk: d, caller: caller, table: t, today: today, places: map[string]facility.Place{}, seen: map[string]bool{}}
	out := make([]Result, 0, len(rows))
	for i := range rows {
		res, err := b.row(ctx, &rows[i].Value)
		if err != nil {
			if res, err = refusal(err); err != nil {
				return out, err
			}
		}
		res.Row = rows[i].Row
		out = append(out, res)
		if t.Progress != nil {
			t.Progress(i+1, len(rows))
		}
	}
	return out, nil
}

// refusal makes a row's outcome of what is wrong with the row, and leaves all
// else to fail.
func refusal(err error) (Result, error) {
	var e *fault.Error
	if !errors.As(err, &e) {
		return Result{}, err
	}
	switch e.Kind {
	case fault.Invalid, fault.Denied, fault.NotFound, fault.Conflict:
		return Result{Outcome: Refused, Field: e.Field, Reason: e.Detail, Remedy: e.Remedy}, nil
	}
	return Result{}, err
}

// bringing is one table on its way.
type bringing struct {
	desk   Desk
	caller access.Caller
	table  Table
	today  day.Date
	places map[string]facility.Place
	seen   map[string]bool // references that a row has borne already
}

// row brings one row in.
func (b *bringing) row(ctx context.Context, r *Row) (Result, error) {
	r.list, r.office = b.table.Office, institution.ID(b.table.Office)
	if err := b.once(r); err != nil {
		return Result{}, err
	}
	if err := b.desk.find(ctx, r, b.places); err != nil {
		return Result{}, err
	}
	said, err := sayings(r)
	if err != nil {
		return Result{}, err
	}
	for i := range said {
		said[i].office = b.speaks(ctx, said[i].body, r.place)
	}
	if b.table.DryRun {
		return b.rehearse(ctx, r, said)
	}
	return b.bring(ctx, r, said)
}

// once refuses a reference that another row of the table bears.
func (b *bringing) once(r *Row) error {
	ref := r.said(columnReference)
	if ref == "" {
		return nil
	}
	if b.seen[ref] {
		return fault.Field(columnReference, "another row above bears this reference", "give each row a reference of its own")
	}
	b.seen[ref] = true
	return nil
}

// speaks gives for whom the row says what happened at a structure: for the
// structure where no program does, else for the office that brings the table.
func (b *bringing) speaks(ctx context.Context, body change.Body, at facility.Place) institution.OfficeID {
	if !strings.HasPrefix(body.Kind(), "placement.") && body.Kind() != "absence.reported" {
		return b.table.Office
	}
	if o := institution.OfficeOf(at.Facility); !o.IsZero() && b.desk.Intake.MaySpeakFor(ctx, b.caller, o) == nil {
		return o
	}
	return b.table.Office
}

// bring says what is new of a row. The child of a row without a national code is
// registered by it, once, before its casefile can be opened.
func (b *bringing) bring(ctx context.Context, r *Row, said []saying) (Result, error) {
	if code, ok := r.values[columnCode].(minor.Code); ok {
		f, err := b.desk.Lookup.CasefileOf(ctx, b.caller, code)
		if err != nil {
			return Result{}, unseen(err)
		}
		return b.goOn(ctx, r, said, f)
	}
	m := r.child()
	first := r.registration(m, b.today)
	receipts, err := b.desk.Intake.Say(ctx, b.caller, []intake.Statement{first})
	if err != nil {
		return Result{}, err
	}
	if receipts[0].Verdict == api.Refused {
		return refused(receipts, []intake.Statement{first}), nil
	}
	if receipts[0].Verdict == api.Taken {
		out, _ := r.statements(m, said, nil, change.Seen{Records: []change.ID{first.ID}}, b.today)
		res, err := b.say(ctx, out, false)
		res.Records++
		if res.Outcome == Known {
			res.Outcome = Taken
		}
		return res, err
	}
	f, err := b.desk.Lookup.Casefile(ctx, b.caller, m)
	if err != nil {
		return Result{}, unseen(err)
	}
	return b.goOn(ctx, r, said, f)
}

// goOn says what is new of a row about a child whose casefile is open.
func (b *bringing) goOn(ctx context.Context, r *Row, said []saying, f lookup.Casefile) (Result, error) {
	out, corrected := r.statements(f.Minor, said, f.Records, f.Seen, b.today)
	if err := agreed(out, &f); err != nil {
		return Result{}, err
	}
	return b.say(ctx, out, corrected)
}

// agreed refuses what says otherwise than the casefile who the child is, and does
// not say who agreed to that, or why nobody has yet.
func agreed(said []intake.Statement, f *lookup.Casefile) error {
	for _, s := range said {
		if b, ok := s.Body.(minor.IdentityStated); ok && b.Agreed == nil && len(f.Identity.Corrects(b)) > 0 {
			return fault.Field("agreed-with", "a correction to which nobody is said to have agreed", "say who agreed to it, when and in which language, or why nobody has yet")
		}
	}
	return nil
}

// unseen says of a child whom the caller may not see what is said of one who does
// not exist.
func unseen(err error) error {
	if !fault.Is(err, fault.NotFound) {
		return err
	}
	return &fault.Error{Kind: fault.NotFound, Field: columnCode, Detail: "there is no such child, or not one of yours", Remedy: "check the code; ask who has the child in care"}
}

// registration is the first record of a child whom a row registers: the day is
// that of the report of presence, of the placement, or of the row.
func (r *Row) registration(m minor.ID, today day.Date) intake.Statement {
	on := today
	for _, name := range []string{columnDay, "placed-on", "found-on"} {
		if d := r.day(name); !d.IsZero() {
			on = d
		}
	}
	return intake.Statement{
		ID: change.ID(derived(m.String(), "registered")), Minor: m, On: day.On(on), Structure: r.list, Body: minor.Registered{Tag: r.text(columnReference)},
	}
}

// rehearse works out what a row would say, and writes nothing but the line of the
// look.
func (b *bringing) rehearse(ctx context.Context, r *Row, said []saying) (Result, error) {
	code, ok := r.values[columnCode].(minor.Code)
	if !ok {
		return Result{Outcome: Planned, Records: len(said) + 1}, nil
	}
	f, err := b.desk.Lookup.CasefileOf(ctx, b.caller, code)
	if err != nil {
		return Result{}, unseen(err)
	}
	out, _ := r.statements(f.Minor, said, f.Records, f.Seen, b.today)
	if err := agreed(out, &f); err != nil {
		return Result{}, err
	}
	if len(out) == 0 {
		return Result{Outcome: Known}, nil
	}
	return Result{Outcome: Planned, Records: len(out)}, nil
}

// say has intake take what is new, and sums up what became of it.
func (b *bringing) say(ctx context.Context, said []intake.Statement, corrected bool) (Result, error) {
	if len(said) == 0 {
		return Result{Outcome: Known}, nil
	}
	receipts, err := b.desk.Intake.Say(ctx, b.caller, said)
	if err != nil {
		return Result{}, err
	}
	out := refused(receipts, said)
	switch {
	case out.Outcome == Refused:
	case out.Records == 0:
		out.Outcome = Known
	case corrected:
		out.Outcome = Corrected
	default:
		out.Outcome = Taken
	}
	return out, nil
}

// refused sums up receipts: how many records were taken, and the first that was
// refused, by its column.
func refused(receipts []api.Receipt, said []intake.Statement) (out Result) {
	for i, r := range receipts {
		switch {
		case r.Verdict == api.Taken:
			out.Records++
		case r.Verdict == api.Refused && out.Outcome == "":
			out.Outcome, out.Reason, out.Remedy, out.Field = Refused, r.Detail, r.Remedy, columnOf(said[i].Body, r.Field)
		}
	}
	return out
}

// columnOf gives the column of which a refused record tells.
func columnOf(body change.Body, field string) string {
	for _, g := range groups() {
		if g.body(&Row{}).Kind() != body.Kind() {
			continue
		}
		if strings.HasPrefix(field, "header.on") {
			return g.on
		}
		return fault.As(g.placed(&fault.Error{Field: strings.TrimPrefix(field, "body.")})).Field
	}
	return columnReference
}
