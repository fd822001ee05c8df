package lookup_test

import (
	"slices"
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/custody"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// propose notes that two may be one child.
func (g *glazed) propose(a, b minor.ID, p float64, missing bool) {
	g.h.Exec(`INSERT INTO candidates (low, high, probability, reasons, stated, missing, found, found_at)
		VALUES (least($1::uuid, $2::uuid), greatest($1::uuid, $2::uuid), $3, '[{"field":"birth_date","english":"the same","italian":"uguale","bits":9}]', false, $4, 1, now())`,
		a, b, p, missing)
}

// pairs gives candidates as pairs.
func pairs(of []lookup.Candidate) (out []lookup.Two) {
	for _, c := range of {
		out = append(out, lookup.Two{One: c.Low, Other: c.High})
	}
	return out
}

func two(a, b minor.ID) lookup.Two {
	if b.Compare(a) < 0 {
		a, b = b, a
	}
	return lookup.Two{One: a, Other: b}
}

func TestCandidatesAreShownToWhoMaySeeBothAndTheCustodianIsToldOfTheRest(t *testing.T) {
	g := newGlazed(t)
	near, host := g.named(t, "088009", "Mamadou", "Bah", "2009-05-12")
	beside, _ := g.named(t, "088009", "Mamadou", "Ba", "2009-05-12")
	far, farHost := g.named(t, "015146", "Mamadu", "Bah", "2009-05-12")
	milan := g.h.Institution(institution.Municipality, "015146")
	social := g.h.Agent(institution.Office(milan))
	g.h.Exec(`INSERT INTO installation_offices (installation, office) VALUES ($1, $2)`, social.ID, farHost.Office)
	g.h.Operator(social.Author, farHost.Office)
	social.Offices = append(social.Offices, farHost.Office)
	social.Taken(social.Write(far, "2026-03-04", custody.Taken{By: milan}, intaketest.For(institution.Office(milan))))
	g.propose(near, far, .8, false)
	g.propose(near, beside, .9, false)
	g.propose(beside, far, .5, true)
	all := []lookup.Two{two(beside, far), two(near, beside), two(near, far)}
	for name, c := range map[string]struct {
		by     access.Caller
		open   []lookup.Two
		beyond []minor.ID
	}{
		"the Ministry":                  {access.Caller{Role: access.Ministry}, all, nil},
		"a social service of the place": {services(institution.ID{8}, "088009"), []lookup.Two{two(near, beside)}, []minor.ID{beside, near}}, // while nobody has custody
		"the custodian of one":          {services(milan, "015146"), nil, []minor.ID{far, far}},
		"the host of one":               {access.Caller{Role: access.Centre, Offices: []institution.OfficeID{host.Office}}, nil, nil},
		"an officer elsewhere":          {g.officer, nil, nil},
	} {
		got, err := g.look.Candidates(t.Context(), c.by, lookup.Asked{})
		var beyond []minor.ID
		for _, b := range got.Beyond {
			beyond = append(beyond, b.Minor)
		}
		if err != nil || !slices.Equal(pairs(got.Open), c.open) || !slices.Equal(beyond, c.beyond) {
			t.Errorf("%s: got %v, beyond %v, %v; want %v, beyond %v", name, pairs(got.Open), beyond, err, c.open, c.beyond)
		}
		if l := g.last(); l.Action != access.Search || !l.Allowed || len(l.Subjects) != 2*len(c.open)+len(c.beyond) {
			t.Errorf("%s: the line names %d", name, len(l.Subjects))
		}
	}
	rest, err := g.look.Candidates(t.Context(), access.Caller{Role: access.Ministry}, lookup.Asked{After: all[1]})
	if err != nil || !slices.Equal(pairs(rest.Open), all[2:]) || rest.Open[0].Names[0].Given == "" {
		t.Errorf("after the second: got %v, %v, want the third, by name", pairs(rest.Open), err)
	}
	if _, err := g.look.Candidates(t.Context(), access.Caller{Role: access.Auditor}, lookup.Asked{}); !fault.Is(err, fault.Denied) || g.last().Allowed {
		t.Errorf("an auditor: got %v, want denied with a line", err)
	}
	g.log.fail = fault.Newf(fault.Busy, "no room for lines")
	if got, err := g.look.Candidates(t.Context(), access.Caller{Role: access.Ministry}, lookup.Asked{}); !fault.Is(err, fault.Busy) || len(got.Open) != 0 && err == nil {
		t.Errorf("without a line: got %v", err)
	}
}

func TestTwoCasefilesAreComparedByWhoMaySeeBoth(t *testing.T) {
	g := newGlazed(t)
	near, _ := g.named(t, "088009", "Mamadou", "Bah", "2009-05-12")
	far, _ := g.named(t, "015146", "Mamadu", "Bah", "2009-05-12")
	g.propose(near, far, .8, false)
	before := len(g.log.written)
	got, err := g.look.Compare(t.Context(), access.Caller{Role: access.Ministry}, lookup.Two{One: far, Other: near})
	if err != nil || got.Candidate.Probability != .8 || len(got.Candidate.Reasons) != 1 || got.Sides[0].Minor != got.Candidate.Low || got.Sides[1].Minor != got.Candidate.High {
		t.Errorf("got %v and %v, %v", got.Sides[0].Minor, got.Sides[1].Minor, err)
	}
	if n := len(g.log.written) - before; n != 2 {
		t.Errorf("%d lines, want one for each casefile", n)
	}
	for _, of := range []lookup.Two{{One: near, Other: far}, {One: far, Other: near}} {
		if got, err := g.look.Compare(t.Context(), services(institution.ID{8}, "088009"), of); !fault.Is(err, fault.NotFound) || !got.Sides[0].Minor.IsZero() {
			t.Errorf("who may see one: got %v, want not found", err)
		}
	}
	if _, err := g.look.Compare(t.Context(), access.Caller{Role: access.Ministry}, lookup.Two{One: near, Other: g.child}); !fault.Is(err, fault.NotFound) {
		t.Errorf("two whom nobody takes for one: got %v, want not found", err)
	}
}

// less says that two are less likely than is worth a person's time.
func (g *glazed) less(a, b minor.ID) {
	g.h.Exec(`UPDATE candidates SET likely = false WHERE low = least($1::uuid, $2::uuid) AND high = greatest($1::uuid, $2::uuid)`, a, b)
}

func TestWhoIsLessLikelyIsListedForWhoAsks(t *testing.T) {
	g := newGlazed(t)
	a, _ := g.named(t, "088009", "Mamadou", "Bah", "2009-05-12")
	b, _ := g.named(t, "088009", "Mamadou", "Ba", "2009-05-12")
	c, _ := g.named(t, "015146", "Mamadu", "Bah", "2009-05-13")
	d, _ := g.named(t, "015146", "Mamadu", "Ba", "2009-05-13")
	g.propose(a, b, .9, false)
	g.propose(c, d, .4, true)
	g.propose(a, c, .2, true)
	g.propose(b, d, .3, false)
	g.less(a, c)
	g.less(b, d)
	ministry := access.Caller{Role: access.Ministry}
	got, err := g.look.Candidates(t.Context(), ministry, lookup.Asked{})
	if want := []lookup.Two{two(c, d), two(a, b)}; err != nil || !slices.Equal(pairs(got.Open), want) || !got.Less || got.Expected != 1.3 {
		t.Errorf("got %v, less likely ones %v, %g expected, %v; want %v", pairs(got.Open), got.Less, got.Expected, err, want)
	}
	all := []lookup.Two{two(c, d), two(a, b), two(a, c), two(b, d)}
	if got, err := g.look.Candidates(t.Context(), ministry, lookup.Asked{All: true}); err != nil || !slices.Equal(pairs(got.Open), all) || got.Less {
		t.Errorf("all: got %v, %v, want %v", pairs(got.Open), err, all)
	}
	for i := range all {
		got, err := g.look.Candidates(t.Context(), ministry, lookup.Asked{All: true, After: all[i]})
		if err != nil || !slices.Equal(pairs(got.Open), all[i+1:]) {
			t.Errorf("after %d: got %v, %v, want %v", i, pairs(got.Open), err, all[i+1:])
		}
	}
	// Of these two the social service of one town may see one each.
	if got, err := g.look.Candidates(t.Context(), services(institution.ID{8}, "088009"), lookup.Asked{}); err != nil || len(got.Beyond) != 0 || got.Less {
		t.Errorf("a social service: got %+v, %v", got.Beyond, err)
	}
}

func TestOneCandidateIsShownAsFarAsItMayBeSeen(t *testing.T) {
	g := newGlazed(t)
	near, host := g.named(t, "088009", "Mamadou", "Bah", "2009-05-12")
	far, _ := g.named(t, "015146", "Mamadu", "Bah", "2009-05-12")
	milan := g.h.Institution(institution.Municipality, "015146")
	g.propose(near, far, .8, false)
	var of lookup.CandidateID
	g.h.Scan(&of, `SELECT id FROM candidates`)
	both, err := g.look.Candidate(t.Context(), access.Caller{Role: access.Ministry}, of)
	if err != nil || both.One != nil || both.Both == nil || both.Both.ID != of || len(both.Both.Reasons) != 1 || both.Both.Names[0].Given == "" {
		t.Errorf("the Ministry: got %+v, %v", both, err)
	}
	if l := g.last(); !l.Allowed || !slices.Equal(l.Subjects, []minor.ID{both.Both.Low, both.Both.High}) {
		t.Errorf("the line names %v", l.Subjects)
	}
	one, err := g.look.Candidate(t.Context(), services(institution.ID{8}, "088009"), of)
	if err != nil || one.Both != nil || one.One == nil || one.One.Minor != near || !slices.Equal(one.One.Answers, []institution.ID{milan}) {
		t.Errorf("a social service that may see one: got %+v, %v; want whom to ask", one, err)
	}
	if l := g.last(); !l.Allowed || !slices.Equal(l.Subjects, []minor.ID{near}) {
		t.Errorf("the line names %v", l.Subjects)
	}
	for name, c := range map[string]struct {
		by   access.Caller
		want fault.Kind
	}{
		"the host of one":               {access.Caller{Role: access.Centre, Offices: []institution.OfficeID{host.Office}}, fault.NotFound},
		"the police of the place":       {access.Caller{Role: access.Police, Territory: []string{"088009"}}, fault.NotFound},
		"a social service of elsewhere": {services(institution.ID{9}, "001272"), fault.NotFound},
		"an auditor":                    {access.Caller{Role: access.Auditor}, fault.Denied},
	} {
		got, err := g.look.Candidate(t.Context(), c.by, of)
		if !fault.Is(err, c.want) || got.Both != nil || got.One != nil || len(g.last().Subjects) != 0 {
			t.Errorf("%s: got %+v, %v, want %v", name, got, err, c.want)
		}
	}
	g.h.Exec(`UPDATE candidates SET state = 'gone'`)
	if _, err := g.look.Candidate(t.Context(), access.Caller{Role: access.Ministry}, of); !fault.Is(err, fault.NotFound) {
		t.Errorf("one that is none any more: got %v", err)
	}
	g.log.fail = fault.Newf(fault.Busy, "no room for lines")
	if got, err := g.look.Candidate(t.Context(), access.Caller{Role: access.Ministry}, of); !fault.Is(err, fault.Busy) || got.Both != nil {
		t.Errorf("without a line: got %v", err)
	}
}
