package sweep_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/likeness"
	"faro.example/registry/likeness/likenesstest"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

func TestAChildRegisteredAgainUnderAnotherSpellingIsACandidate(t *testing.T) {
	w := newWorld(t)
	palermo, milan := w.centre("082053"), w.centre("015146")
	w.others(palermo)
	first := w.child(palermo, "Mohamed Lamine", "Diallo", "2009-05-12")
	other := w.child(palermo, "Mohamed", "Camara", "2010-11-02")
	again := w.child(milan, "Diallo", "Muhammad Lamin", "2009-12-05")
	w.catchUp()
	if got := w.state(first, again); got != "open" {
		t.Errorf("the same child twice: got %q, want it open", got)
	}
	if got := w.state(first, other); got != "" {
		t.Errorf("two children: got %q, want nothing", got)
	}
	var reasons string
	var p float64
	w.Scan(&reasons, `SELECT reasons::text FROM candidates WHERE state = 'open'`)
	w.Scan(&p, `SELECT probability FROM candidates WHERE state = 'open'`)
	if !strings.Contains(reasons, "day and month exchanged") || p < .1 {
		t.Errorf("got %f because of %s", p, reasons)
	}
	for _, value := range []string{"iallo", "amin", "2009"} {
		if strings.Contains(reasons, value) {
			t.Errorf("the reasons tell %q", value)
		}
	}
	// Under another name now, he was known by that one too.
	milan.Taken(milan.Write(again, "2026-03-02", minor.IdentityStated{
		Source: minor.Assessment, Cites: "17/2026", Name: &minor.Name{Given: "Tesfay", Family: "Gebremedhin"},
	}))
	w.catchUp()
	if got := w.state(first, again); got != "open" {
		t.Errorf("with another name beside: got %q; the name that was said before still counts", got)
	}
}

func TestLookingGivesWayToPushesThatWait(t *testing.T) {
	w := newWorld(t)
	a := w.centre("082053")
	first, again := w.child(a, "Mohamed Lamine", "Diallo", "2009-05-12"), w.child(a, "Mohamed Lamine", "Dialo", "2009-05-12")
	s, asked := w.another(), 0
	s.Pressed = func() bool {
		if asked++; asked < 3 && w.state(first, again) != "" {
			t.Error("looked while pushes waited")
		}
		return asked < 3
	}
	if err := s.Follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	if asked < 3 || w.state(first, again) != "open" {
		t.Errorf("asked %d times, found %q", asked, w.state(first, again))
	}
}

func TestFollowingTheLedgerTwiceDoesTheSameOnce(t *testing.T) {
	w := newWorld(t)
	a := w.centre("082053")
	first, again := w.child(a, "Mohamed Lamine", "Diallo", "2009-05-12"), w.child(a, "Mohamed Lamine", "Dialo", "2009-05-12")
	second := w.another()
	errs := make(chan error, 2)
	go func() { errs <- second.CatchUp(t.Context()) }()
	w.catchUp()
	if err := <-errs; err != nil {
		t.Fatal(err)
	}
	if w.state(first, again) != "open" {
		t.Error("not found")
	}
	var looked, head, marks int
	w.Exec(`UPDATE match_progress SET looked = 0`)
	w.Scan(&marks, `SELECT count(*) FROM feed WHERE what = 'candidates'`)
	w.catchUp()
	var after int
	w.Scan(&after, `SELECT count(*) FROM feed WHERE what = 'candidates'`)
	w.Scan(&looked, `SELECT looked FROM match_progress`)
	w.Scan(&head, `SELECT position FROM ledger_head`)
	if marks == 0 || after != marks || looked != head {
		t.Errorf("told %d times, then %d; looked up to %d of %d", marks, after, looked, head)
	}
}

func TestACentreIsToldOnlyOfWhomItMaySeeAlready(t *testing.T) {
	w := newWorld(t)
	palermo, milan := w.centre("082053"), w.centre("015146")
	w.others(palermo)
	first := w.child(palermo, "Mohamed Lamine", "Diallo", "2009-05-12")
	again := w.child(milan, "Mohamed Lamine", "Dialo", "2009-05-12")
	w.catchUp()
	if w.state(first, again) != "open" {
		t.Fatal("not found: the test proves nothing")
	}
	for name, a := range map[string]*intaketest.Agent{"the place of the first": palermo, "the place of the second": milan} {
		for _, item := range w.brought(a) {
			if item.Candidates != nil || item.Enter != nil && item.Enter.Candidates != nil {
				t.Errorf("%s is told of a candidate", name)
			}
		}
	}
	// Twice at one place: told, of both, and told when it is over.
	twice := w.child(palermo, "Mohamed Lamin", "Diallo", "2009-05-12")
	w.catchUp()
	if got := w.alike(palermo, first); !slices.Equal(got, []minor.ID{twice}) {
		t.Errorf("of the first the place is told %v, want %v alone", got, twice)
	}
	if got := w.alike(palermo, twice); !slices.Equal(got, []minor.ID{first}) {
		t.Errorf("of the second the place is told %v, want %v alone", got, first)
	}
	if got := w.alike(milan, again); len(got) != 0 {
		t.Errorf("the other place is told %v", got)
	}
	// He is sent on: whoever expects him is told with all else about him.
	at := facility.At(facility.ID(milan.Office))
	palermo.Taken(palermo.Write(first, "2026-03-03", movement.Departed{From: facility.At(facility.ID(palermo.Office)), To: at}))
	if got := w.alike(milan, first); !slices.Equal(got, []minor.ID{again}) {
		t.Errorf("who expects the child is told %v, want %v", got, again)
	}
}

// Who has only a code writes under a new minor and states it: whether there is
// such a code is for the registry to know.
func TestACodeThatIsAnothersMakesACandidateAndTellsNothing(t *testing.T) {
	w := newWorld(t)
	palermo, milan := w.centre("082053"), w.centre("015146")
	m := intaketest.Minor()
	code := palermo.Code()
	palermo.Taken(palermo.Write(m, "2026-03-01", minor.Registered{Code: code}))
	free, err := minor.NewCode(90_000_000)
	if err != nil {
		t.Fatal(err)
	}
	var answers []string
	var stated []minor.ID
	for _, c := range []minor.Code{code, free} {
		n := intaketest.Minor()
		stated = append(stated, n)
		got := milan.Taken(
			milan.Write(n, "2026-03-02", minor.Registered{Code: milan.Code()}),
			milan.Write(n, "2026-03-02", placement.Began{At: facility.At(facility.ID(milan.Office))}),
			milan.Write(n, "2026-03-02", minor.IdentifierStated{Scheme: minor.NationalCode, Value: minor.Text(c)}),
		)
		w.catchUp()
		var kinds []string
		for _, item := range w.brought(milan) {
			if item.Minor == n {
				kinds = append(kinds, item.What)
			}
		}
		for _, r := range got {
			kinds = append(kinds, string(r.Verdict), r.Detail, strings.Join(r.Conflicts, " "))
		}
		answers = append(answers, strings.Join(kinds, ","))
	}
	if answers[0] != answers[1] {
		t.Errorf("a code that exists is answered %q, one that does not %q", answers[0], answers[1])
	}
	var isStated bool
	w.Scan(&isStated, `SELECT coalesce(bool_or(stated), false) FROM candidates WHERE $1 IN (low, high) AND $2 IN (low, high) AND state = 'open'`, m, stated[0])
	if !isStated {
		t.Error("the code makes no candidate")
	}
}

func TestTheMissingAreLookedAtFirst(t *testing.T) {
	w := newWorld(t)
	palermo, milan := w.centre("082053"), w.centre("015146")
	gone := w.child(palermo, "Mohamed Lamine", "Diallo", "2009-12-05") // less like him than the other
	here := w.child(palermo, "Mohamed Lamine", "Diallo", "2009-05-12")
	palermo.Taken(palermo.Write(gone, "2026-03-03", movement.AbsenceReported{From: facility.At(facility.ID(palermo.Office))}))
	again := w.child(milan, "Mohamed Lamine", "Diallo", "2009-05-12")
	w.catchUp()
	var first minor.ID
	w.Scan(&first, `SELECT CASE low WHEN $1 THEN high ELSE low END FROM candidates WHERE state = 'open' AND $1 IN (low, high)
		ORDER BY missing DESC, probability DESC LIMIT 1`, again)
	if first != gone {
		t.Errorf("first stands %v, want %v, who is missing (the other is %v)", first, gone, here)
	}
}

// Very many share all that is said of him: of them nobody is looked at but who is
// missing.
func TestAMissingChildWhoComesAgainElsewhereUnderAnotherSpellingIsFoundAmongVeryMany(t *testing.T) {
	w := newWorld(t)
	palermo, milan := w.centre("082053"), w.centre("015146")
	gone := w.child(palermo, "Mohamed Lamine", "Diallo", "2009-01-01")
	nation := likenesstest.Fill(t, w.DB.Admin(), w.Sealer, 1)
	like := nation.Cards[0]
	like.Names = []minor.Name{{Given: "Muhammad Lamine", Family: "Djallo"}}
	like.Births = []minor.Birth{{Date: day.Must("2009-01-01"), Precision: minor.ToDay, Provenance: minor.Declared}}
	like.Citizenship, like.Town, like.Code = "GN", "", ""
	likenesstest.Add(t, w.DB.Admin(), w.Sealer, slices.Repeat([]likeness.Card{like}, 60)...)
	w.catchUp()
	again := w.child(milan, "Lamin Mohammed", "Dialo", "2009-01-01")
	w.catchUp()
	if got := w.state(gone, again); got != "" {
		t.Fatalf("found among very many while he is not missing (%s): the test proves nothing", got)
	}
	palermo.Taken(palermo.Write(gone, "2026-03-03", movement.AbsenceReported{From: facility.At(facility.ID(palermo.Office))}))
	w.catchUp()
	if got := w.state(gone, again); got != "open" {
		t.Errorf("reported missing after he came elsewhere: got %q, want it open", got)
	}
	w.Exec(`DELETE FROM candidates`)
	third := w.child(milan, "Mouhamed Lamine", "Jallow", "2009-01-01")
	w.catchUp()
	var of, most int
	w.Scan(&of, `SELECT count(*) FROM candidates WHERE missing AND likely AND $1 IN (low, high) AND $2 IN (low, high)`, gone, third)
	w.Scan(&most, `SELECT count(*) FROM candidates WHERE $1 IN (low, high)`, third)
	if of != 1 || most != 1 {
		t.Errorf("coming after he was reported missing: %d candidates with him, %d in all; want him alone", of, most)
	}
}

func TestAPairThatWasDecidedAboutIsNotAskedAboutAgain(t *testing.T) {
	w := newWorld(t)
	palermo := w.centre("082053")
	ministry := w.Registry
	a := w.child(palermo, "Mohamed Lamine", "Diallo", "2009-05-12")
	b := w.child(palermo, "Mohamed Lamine", "Diallo", "2009-05-12")
	c := w.child(palermo, "Mohamed Lamin", "Diallo", "2009-05-12")
	w.catchUp()
	ministry.Taken(
		ministry.Write(a, "2026-03-04", change.LinkDistinct{Minor: b, Reason: "both were seen on one day"}),
		ministry.Write(a, "2026-03-04", change.LinkSame{Minors: []minor.ID{c}, Reason: "the scar on the left hand"}),
	)
	w.catchUp()
	if got := []string{w.state(a, b), w.state(a, c), w.state(b, c)}; !slices.Equal(got, []string{"distinct", "same", "gone"}) {
		t.Errorf("after the decisions: %v", got)
	}
	if got := w.alike(palermo, a); len(got) != 0 {
		t.Errorf("the place is still told %v", got)
	}
	palermo.Taken(palermo.Write(b, "2026-03-05", minor.IdentityAlias{Name: minor.Name{Given: "Lamine", Family: "Diallo"}, Source: minor.OwnWord}))
	w.catchUp()
	if got := w.state(a, b); got != "distinct" {
		t.Errorf("with more said of one: got %s, want it distinct", got)
	}
	ministry.Taken(ministry.Write(a, "2026-03-06", change.LinkParted{Apart: []minor.ID{c}, Reason: "the other hand"}))
	w.catchUp()
	if got := w.state(a, c); got != "distinct" {
		t.Errorf("parted: got %s, want it distinct", got)
	}
}

func TestWhoRunsIsWokenByARegistration(t *testing.T) {
	w := newWorld(t)
	a := w.centre("082053")
	w.child(a, "Mohamed Lamine", "Diallo", "2009-05-12")
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		w.sweep.Run(ctx)
	}()
	w.child(a, "Mohamed Lamine", "Dialo", "2009-05-12")
	select {
	case <-w.told:
	case <-t.Context().Done():
		t.Error("nobody was told")
	}
	cancel()
	<-stopped
}

func TestARoleOfItsOwnLooks(t *testing.T) {
	w := newWorld(t)
	for table, want := range map[string]bool{
		"candidates": true, "match_models": true, "sweeps": true, "match_keys": false, "records": false, "casefiles": false, "minor_keys": false,
	} {
		var may bool
		w.Scan(&may, `SELECT has_any_column_privilege('faro_match', $1, 'INSERT') OR has_any_column_privilege('faro_match', $1, 'UPDATE')`, table)
		if may != want {
			t.Errorf("%s: may write %v, want %v", table, may, want)
		}
	}
	for _, role := range []string{"faro_census", "faro_audit", "faro_directory", "faro_signin", "faro_feed"} {
		var may bool
		w.Scan(&may, `SELECT has_any_column_privilege($1, 'match_keys', 'SELECT')`, role)
		if may {
			t.Errorf("%s may read what children are looked up by", role)
		}
	}
}
