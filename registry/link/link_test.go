package link_test

import (
	"context"
	"slices"
	"testing"

	"faro.example/registry/audit"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/link"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
)

type lines struct {
	written []audit.Line
	fail    error
}

func (l *lines) Write(_ context.Context, line audit.Line) error {
	l.written = append(l.written, line)
	return l.fail
}

func (l *lines) last() audit.Line { return l.written[len(l.written)-1] }

// desk is a registry with two minors, each with a code, and who speaks.
type desk struct {
	*link.Desk
	h     *intaketest.House
	log   *lines
	agent *intaketest.Agent
	a, b  minor.ID
	codes [2]minor.Code
	anna  access.Caller // of the Ministry
}

func newDesk(t *testing.T) *desk {
	d := &desk{h: intaketest.New(t), log: &lines{}, a: intaketest.Minor(), b: intaketest.Minor()}
	d.agent = d.h.Agent(institution.OfficeOf(d.h.Structure("089017")))
	for i, m := range []minor.ID{d.a, d.b} {
		d.codes[i] = d.agent.Code()
		d.agent.Taken(
			d.agent.Write(m, "2026-03-01", minor.Registered{Code: d.codes[i]}),
			d.agent.Write(m, "2026-03-01", placement.Began{At: facility.At(facility.ID(d.agent.Office))}),
		)
	}
	d.agent.Sent(1_000_000)
	d.anna = access.Caller{
		Role: access.Ministry, Person: institution.PersonID(id.New[struct{}]()), Reason: "the same scar",
		Offices: []institution.OfficeID{institution.Office(d.h.Ministry)},
	}
	var err error
	if d.Desk, err = link.New(d.h.DB.As("faro_reader"), d.log, d.h.Sealer, d.h.Intake, d.h.Now); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *desk) of(i int) link.Of { return link.Of{Code: d.codes[i]} }

func TestTheMinistryJoinsPartsAndAssigns(t *testing.T) {
	d := newDesk(t)
	said, err := d.Same(t.Context(), d.anna, d.of(1), link.Of{Minor: d.a})
	if err != nil || said.Minor != d.a || !slices.Equal(said.Joined, []minor.ID{d.a, d.b}) || said.Position == 0 {
		t.Fatalf("joined: %+v, %v", said, err)
	}
	if l := d.log.last(); l.Action != access.Record || !l.Allowed || !slices.Equal(l.Subjects, []minor.ID{d.a, d.b}) || l.Caller.Reason != "the same scar" {
		t.Errorf("the line: %+v", l)
	}
	var author, agent string
	d.h.Scan(&author, `SELECT convert_from(header, 'UTF8')::json ->> 'author' FROM records WHERE kind = 'link.same'`)
	d.h.Scan(&agent, `SELECT agent FROM records WHERE kind = 'link.same'`)
	if author != d.anna.Person.String() || agent != d.h.Registry.ID.String() {
		t.Errorf("a record of %s by %s", agent, author)
	}
	page := func(h *change.Header) {
		intaketest.Seen(said.Position)(h)
		h.Seen.Minors = []minor.ID{d.b}
	}
	alias := func(given minor.Text) change.Record {
		return d.agent.Write(d.a, "2026-03-05", minor.IdentityAlias{Source: minor.OwnWord, Name: minor.Name{Given: given}}, page)
	}
	on, late := alias("Issa"), alias("Musa")
	d.agent.Taken(on)
	torn, err := d.Torn(t.Context(), d.anna, d.of(0), []link.Of{d.of(1)})
	if err != nil || len(torn) != 1 || torn[0].ID != on.ID || !slices.Equal(torn[0].Shown, []minor.ID{d.b}) {
		t.Fatalf("torn: %+v, %v", torn, err)
	}
	if _, err := d.Parted(t.Context(), d.anna, d.of(0), []link.Of{d.of(1)}, nil); !fault.Is(err, fault.Conflict) || fault.As(err).Field != "records" {
		t.Errorf("parted without a word on a record: %v", err)
	}
	said, err = d.Parted(t.Context(), d.anna, d.of(0), []link.Of{d.of(1)}, []change.Assignment{{Record: on.ID, Minor: d.b}})
	if err != nil || len(said.Joined) != 0 {
		t.Fatalf("parted: %+v, %v", said, err)
	}
	d.agent.Taken(late)
	held, err := d.Held(t.Context(), d.anna, 10)
	if err != nil || len(held) != 1 || held[0].ID != late.ID {
		t.Fatalf("held: %+v, %v", held, err)
	}
	if _, err := d.Assign(t.Context(), d.anna, late.ID, d.of(1)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Assign(t.Context(), d.anna, late.ID, d.of(1)); !fault.Is(err, fault.Conflict) || fault.As(err).Field != "record" {
		t.Errorf("assigned again: %v", err)
	}
	if held, err := d.Held(t.Context(), d.anna, 10); err != nil || len(held) != 0 {
		t.Errorf("held after it was assigned: %+v, %v", held, err)
	}
	if _, err := d.Distinct(t.Context(), d.anna, d.of(0), d.of(1)); err != nil {
		t.Error(err)
	}
	if _, err := d.Same(t.Context(), d.anna, d.of(0), d.of(1)); err != nil {
		t.Errorf("a joining after it was said that they are two: %v", err)
	}
}

func TestNobodyButTheMinistrySaysWhoIsTheSameChild(t *testing.T) {
	d := newDesk(t)
	for _, role := range access.Roles() {
		if role == access.Ministry {
			continue
		}
		c := d.anna
		c.Role = role
		calls := map[string]func() error{
			"same":     func() error { _, err := d.Same(t.Context(), c, d.of(0), d.of(1)); return err },
			"distinct": func() error { _, err := d.Distinct(t.Context(), c, d.of(0), d.of(1)); return err },
			"parted":   func() error { _, err := d.Parted(t.Context(), c, d.of(0), []link.Of{d.of(1)}, nil); return err },
			"torn":     func() error { _, err := d.Torn(t.Context(), c, d.of(0), []link.Of{d.of(1)}); return err },
			"assign":   func() error { _, err := d.Assign(t.Context(), c, change.ID{1}, d.of(1)); return err },
			"held":     func() error { _, err := d.Held(t.Context(), c, 10); return err },
		}
		for name, call := range calls {
			n := len(d.log.written)
			if err := call(); !fault.Is(err, fault.Denied) {
				t.Errorf("%s by a %s: %v, want denied", name, role, err)
			}
			if len(d.log.written) != n+1 || d.log.last().Allowed {
				t.Errorf("%s by a %s: no line of a denied caller", name, role)
			}
		}
	}
	var n int
	if d.h.Scan(&n, `SELECT count(*) FROM records WHERE section = 'link'`); n != 0 {
		t.Errorf("%d records were taken", n)
	}
}

func TestWithoutItsLineNothingIsSaid(t *testing.T) {
	d := newDesk(t)
	d.log.fail = fault.Newf(fault.Busy, "no")
	if _, err := d.Same(t.Context(), d.anna, d.of(0), d.of(1)); !fault.Is(err, fault.Busy) {
		t.Errorf("got %v, want busy", err)
	}
	var n int
	if d.h.Scan(&n, `SELECT count(*) FROM records WHERE section = 'link'`); n != 0 {
		t.Error("it was said all the same")
	}
}

func TestWhatCannotBeSaidNamesTheFieldAndTheRemedy(t *testing.T) {
	d := newDesk(t)
	nobody := link.Of{Minor: intaketest.Minor()}
	unreasoned := d.anna
	unreasoned.Reason = ""
	for _, tc := range []struct {
		name  string
		call  func() error
		kind  fault.Kind
		field string
	}{
		{"with itself", func() error { _, err := d.Same(t.Context(), d.anna, d.of(0), link.Of{Minor: d.a}); return err }, fault.Invalid, "other"},
		{"with nobody", func() error { _, err := d.Same(t.Context(), d.anna, d.of(0), nobody); return err }, fault.NotFound, "other"},
		{"without a reason", func() error { _, err := d.Same(t.Context(), unreasoned, d.of(0), d.of(1)); return err }, fault.Invalid, "reason"},
		{"parted and not joined", func() error { _, err := d.Parted(t.Context(), d.anna, d.of(0), []link.Of{d.of(1)}, nil); return err }, fault.Conflict, "apart"},
		{"parted from nobody", func() error { _, err := d.Parted(t.Context(), d.anna, d.of(0), nil, nil); return err }, fault.Invalid, "apart"},
		{"no record", func() error { _, err := d.Assign(t.Context(), d.anna, change.ID{1}, d.of(1)); return err }, fault.NotFound, "record"},
		{"told apart from itself", func() error { _, err := d.Distinct(t.Context(), d.anna, d.of(0), d.of(0)); return err }, fault.Conflict, "other"},
	} {
		err := tc.call()
		if !fault.Is(err, tc.kind) || fault.As(err).Field != tc.field || fault.As(err).Remedy == "" {
			t.Errorf("%s: got %v (field %q, remedy %q), want %v about %s", tc.name, err, fault.As(err).Field, fault.As(err).Remedy, tc.kind, tc.field)
		}
	}
	if _, err := link.Parse("other", "17"); !fault.Is(err, fault.Invalid) || fault.As(err).Field != "other" {
		t.Errorf("what is neither code nor identifier: %v", err)
	}
}
