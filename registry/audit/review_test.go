package audit_test

import (
	"testing"
	"time"

	"faro.example/registry/audit"
	"faro.example/registry/audit/tree"
	"faro.example/registry/intake/intaketest"
	"faro.example/shared/access"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
)

func TestLinesAreSearchedByWhatAnAuditorKnowsAndWhatWasAskedOfChildrenIsKeptBack(t *testing.T) {
	h := intaketest.New(t)
	log, err := audit.New(h.DB.As("faro_audit"), h.Now)
	must(t, err)
	log.Seal = h.Sealer
	office := institution.Office(h.Institution("municipality", "089017"))
	a := h.Agent(institution.OfficeOf(h.Structure("089017")))
	m, code, anna, glass := intaketest.Minor(), a.Code(), person(), audit.GlassID(id.New[struct{}]())
	a.Taken(a.Write(m, "2026-03-10", minor.Registered{Code: code}))
	h.Exec(`INSERT INTO people (id, name, office, role, valid_from, known_from, changed_at) VALUES ($1, 'Anna Rossi', $2, 'municipality', '2026-01-01', 0, now())`, anna, office)
	var called string
	h.Scan(&called, `SELECT code FROM offices WHERE id = $1`, office)
	caller := access.Caller{Role: access.Municipality, Person: anna, Reason: "Ricovero urgente"}
	for _, l := range []audit.Line{
		{Caller: caller, Action: access.OpenCasefile, Allowed: true, Subjects: []minor.ID{m}, Glass: glass},
		{Caller: access.Caller{Role: access.Court, Person: person(), Reason: "hearing"}, Action: access.Search, Asked: "name Qqzxy"},
		{Caller: access.Caller{Role: access.Auditor, Person: person()}, Action: access.ReadLines, Allowed: true, Asked: "lines"},
	} {
		must(t, log.Write(t.Context(), l))
	}
	for name, c := range map[string]struct {
		filter audit.Filter
		want   int
	}{
		"of an office":            {audit.Filter{Office: called}, 1},
		"by words of a name":      {audit.Filter{Who: "rossi"}, 1},
		"at another's machine":    {audit.Filter{Machine: "a test"}, 0},
		"of a child's code":       {audit.Filter{Code: code, Role: access.Municipality}, 1},
		"of a code of nobody":     {audit.Filter{Code: a.Code()}, 0},
		"by words of the reason":  {audit.Filter{Words: "ricovero"}, 1},
		"under one glass":         {audit.Filter{Glass: glass}, 1},
		"under any glass":         {audit.Filter{Broken: true}, 1},
		"by their numbers":        {audit.Filter{Lines: []int64{1, 2}}, 2},
		"the newest first":        {audit.Filter{Newest: true, After: 3}, 2},
		"no more than were asked": {audit.Filter{Most: 2}, 2},
	} {
		got, err := log.Search(t.Context(), auditor, c.filter, "")
		must(t, err)
		if len(got.Lines) != c.want || got.More != (name == "no more than were asked") {
			t.Errorf("%s: got %d lines, more %t, want %d", name, len(got.Lines), got.More, c.want)
		}
		for _, l := range got.Lines {
			if l.Action == access.Search && l.Asked != "" || l.Number == 3 && l.Asked == "" {
				t.Errorf("%s: line %d says it asked %q", name, l.Number, l.Asked)
			}
		}
		if who := got.People[anna]; len(got.Lines) == 1 && (who.Name != "Anna Rossi" || who.Office == "" || got.Codes[m] != code) {
			t.Errorf("%s: got %+v and the code of the child %t", name, who, got.Codes[m] == code)
		}
	}
	if n := func() (n int) {
		h.Scan(&n, `SELECT count(*) FROM access_lines WHERE person = $1 AND action = 'read-lines'`, auditor.Person)
		return n
	}(); n != 11 {
		t.Errorf("got %d lines of the auditor's own searches, want one of each of 11", n)
	}
}

func TestEachRuleOfUnusualLookingFindsWhatItIsAboutAndNothingBesides(t *testing.T) {
	h := intaketest.New(t)
	log, err := audit.New(h.DB.As("faro_audit"), h.Now)
	must(t, err)
	log.Seal = h.Sealer
	h.Exec(`UPDATE looking_rules SET most = 1, active = name IN ('one-child-by-many', 'denied-again-and-again', 'looks-without-a-record', 'watched-child')`)
	h.Exec(`UPDATE looking_rules SET most = 0 WHERE name = 'watched-child'`)
	home := h.Structure("089017")
	a := h.Agent(institution.OfficeOf(home))
	var kids []minor.ID
	for range 4 {
		m := intaketest.Minor()
		a.Taken(a.Write(m, "2026-03-09", minor.Registered{Code: a.Code()}))
		kids = append(kids, m)
	}
	look := func(who institution.PersonID, allowed bool, minors ...minor.ID) {
		t.Helper()
		c := access.Caller{Role: access.Municipality, Person: who, Reason: "care"}
		must(t, log.Write(t.Context(), audit.Line{Caller: c, Action: access.OpenCasefile, Allowed: allowed, Subjects: minors}))
	}
	var code uint32
	h.Scan(&code, `SELECT serial FROM codes WHERE minor = $1`, kids[3])
	known, err := minor.NewCode(code)
	must(t, err)
	must(t, log.WatchChild(t.Context(), auditor, known, true))
	first, second, denied, idle, busy, curious := person(), person(), person(), person(), a.Author, person()
	look(idle, true, kids[1])
	look(idle, true, kids[2])
	look(busy, true, kids[1])
	look(busy, true, kids[2])
	a.Taken(a.Write(kids[1], "2026-03-10", placement.Began{At: facility.At(home)}), a.Write(kids[2], "2026-03-10", placement.Began{At: facility.At(home)}))
	h.SetNow(h.Now().Add(25 * time.Hour))
	look(first, true, kids[0])
	look(second, true, kids[0])
	look(denied, false, kids[0])
	look(denied, false, kids[0])
	look(curious, true, kids[3])
	for range 2 {
		_, err = log.Watch(t.Context())
		must(t, err)
	}
	found, err := log.Findings(t.Context(), auditor, false)
	must(t, err)
	got := map[string]institution.PersonID{}
	for _, f := range found.List {
		if _, twice := got[f.Rule]; twice {
			t.Errorf("%s is told twice", f.Rule)
		}
		got[f.Rule] = f.Person
	}
	want := map[string]institution.PersonID{"one-child-by-many": {}, "denied-again-and-again": denied, "looks-without-a-record": idle, "watched-child": curious}
	for rule, who := range want {
		if by, there := got[rule]; !there || by != who {
			t.Errorf("%s: got %v, want it of %v", rule, by, who)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %v", got)
	}
}

func TestNobodyJudgesTheirOwnLooksAndEachVerdictStays(t *testing.T) {
	d := newDesk(t)
	who := person()
	for range 61 {
		d.write(who, access.OpenCasefile, child())
	}
	_, err := d.log.Watch(t.Context())
	must(t, err)
	found, err := d.log.Findings(t.Context(), auditor, false)
	must(t, err)
	if len(found.List) != 1 {
		t.Fatalf("got %d findings, want one", len(found.List))
	}
	n := found.List[0].ID
	own := access.Caller{Role: access.Auditor, Person: who, Reason: "review"}
	stand := access.Caller{Role: access.Auditor, Person: person(), For: []institution.PersonID{who}, Reason: "review"}
	for name, c := range map[string]access.Caller{"their own": own, "of whom they stand in for": stand, "of the Ministry": {Role: access.Ministry, Person: person()}} {
		if err := d.log.Judge(t.Context(), c, n, true, "all in order"); !fault.Is(err, fault.Denied) {
			t.Errorf("%s: got %v, want denied", name, err)
		}
	}
	if err := d.log.Judge(t.Context(), auditor, n, true, " "); !fault.Is(err, fault.Invalid) {
		t.Errorf("without a reason: got %v, want invalid", err)
	}
	must(t, d.log.Judge(t.Context(), auditor, n, false, "no reason stated"))
	must(t, d.log.Judge(t.Context(), auditor, n, true, "he explained"))
	if left, err := d.log.Findings(t.Context(), auditor, false); err != nil || len(left.List) != 0 {
		t.Errorf("got %+v and %v, want nothing left to judge", left.List, err)
	}
	one, err := d.log.Finding(t.Context(), auditor, n)
	must(t, err)
	if v := one.List[0].Verdicts; len(v) != 2 || v[0].InOrder || !v[1].InOrder || v[1].Why != "he explained" || v[0].Person != auditor.Person {
		t.Errorf("got %+v, want both verdicts", v)
	}
	if got := d.count(`action = 'review-looks' AND NOT allowed`); got != 3 {
		t.Errorf("got %d lines of verdicts refused, want 3", got)
	}
}

func TestAVerificationIsKeptWithWhatItFound(t *testing.T) {
	d := newDesk(t)
	key, _, err := tree.OpenKey(t.TempDir())
	must(t, err)
	if _, err := d.log.Verify(t.Context(), access.Caller{Role: access.Court, Person: person()}, tree.Against{Keys: key.Keys}); !fault.Is(err, fault.Denied) {
		t.Errorf("got %v, want denied", err)
	}
	done, err := d.log.Verify(t.Context(), auditor, tree.Against{Keys: key.Keys})
	must(t, err)
	sealed, err := d.log.Sealed(t.Context(), auditor, key.Keys)
	must(t, err)
	if len(sealed.Verified) != 1 || sealed.Verified[0].Number != done.Number || !sealed.Verified[0].At.Equal(d.at) || sealed.Waiting == 0 {
		t.Errorf("got %+v", sealed)
	}
	again, err := d.log.Verified(t.Context(), auditor, done.Number)
	if err != nil || again.Report.Leaves != done.Report.Leaves {
		t.Errorf("got %+v and %v", again, err)
	}
	if _, err := d.log.Verified(t.Context(), auditor, done.Number+1); !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v, want not found", err)
	}
}
