package census_test

import (
	"slices"
	"testing"
	"time"

	"faro.example/registry/census"
	"faro.example/registry/intake/intaketest"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// told is a registry whose clock goes on by a minute with whatever is told.
type told struct {
	*testing.T
	h *intaketest.House
	c *census.Census
}

func newTold(t *testing.T) *told {
	t.Helper()
	w := &told{T: t, h: intaketest.New(t)}
	w.c = open(t, w.h.DB, &lines{})
	w.c.Now = w.h.Now
	return w
}

func (w *told) centre(istat string) *intaketest.Agent {
	return w.h.Agent(institution.OfficeOf(w.h.Structure(istat)))
}

func at(a *intaketest.Agent) facility.Place { return facility.At(facility.ID(a.Office)) }

// hosts has a centre register a child and host it from a day on.
func (w *told) hosts(a *intaketest.Agent, m minor.ID, on string) {
	w.Helper()
	w.goOn()
	a.Taken(a.Write(m, on, minor.Registered{Code: a.Code(), Tag: "1"}), a.Write(m, on, placement.Began{At: at(a)}))
}

func (w *told) goOn() { w.h.SetNow(w.h.Now().Add(time.Minute)) }

func (w *told) position() (at uint64) {
	w.Helper()
	w.h.Scan(&at, `SELECT position FROM ledger_head`)
	return at
}

func (w *told) count(on string, position uint64) int {
	w.Helper()
	got, err := w.c.Count(w.Context(), ministry, census.Query{On: day.Must(on), Position: position})
	if err != nil {
		w.Fatal(err)
	}
	return got.Total
}

// Two casefiles, counted both on the 3rd to the 9th: one child from then on known,
// for every one of those days; as known before, still two.
func TestJoiningTwoCasefilesTakesOneOffForEveryDayOnWhichBothWereCounted(t *testing.T) {
	w := newTold(t)
	a, b := intaketest.Minor(), intaketest.Minor()
	f1, f2 := w.centre("089017"), w.centre("015146")
	w.hosts(f1, a, "2026-02-01")
	w.hosts(f2, b, "2026-02-20")
	before := w.position()
	w.goOn()
	w.h.Registry.Taken(w.h.Registry.Write(a, "2026-03-10", change.LinkSame{Minors: []minor.ID{b}, Reason: "the same scar"}, intaketest.Seen(before)))
	after := w.position()
	for on, want := range map[string][2]int{
		"2026-01-31": {0, 0}, "2026-02-01": {1, 1}, "2026-02-19": {1, 1}, "2026-02-20": {2, 1}, "2026-02-28": {2, 1},
		"2026-03-01": {2, 1}, "2026-03-10": {2, 1},
	} {
		if got := [2]int{w.count(on, before), w.count(on, after)}; got != want {
			t.Errorf("on %s: %d as known before they were joined and %d after, want %v", on, got[0], got[1], want)
		}
	}
	d, err := w.c.Difference(t.Context(), ministry, census.DifferenceQuery{
		On: day.Must("2026-03-05"), By: []census.Dimension{census.Province}, Before: census.Knowing{Position: before},
	})
	if err != nil {
		t.Fatal(err)
	}
	if d.Before.Total != 2 || d.After.Total != 1 || len(d.Causes) == 0 {
		t.Fatalf("from %d to %d by %+v", d.Before.Total, d.After.Total, d.Causes)
	}
	net := 0
	for _, c := range d.Causes {
		if net += c.More - c.Fewer; c.Kind != "link.same" || c.First != after || c.Last != after || c.Records != 1 {
			t.Errorf("caused by %+v, want the record that joins them, at %d", c, after)
		}
	}
	if net != -1 {
		t.Errorf("the causes make %+d, want -1", net)
	}
}

func TestAChildInConflictCountsOnce(t *testing.T) {
	w := newTold(t)
	m := intaketest.Minor()
	f1, f2 := w.centre("089017"), w.centre("015146")
	w.hosts(f1, m, "2026-03-05")
	w.goOn()
	f2.Taken(f2.Write(m, "2026-03-05", placement.Began{At: at(f2)}))
	var conflicts int
	w.h.Scan(&conflicts, `SELECT count(*) FROM conflicts WHERE minor = $1`, m)
	if conflicts != 1 {
		t.Fatalf("%d conflicts, want one", conflicts)
	}
	got, err := w.c.Count(t.Context(), ministry, census.Query{On: day.Must("2026-03-06"), By: []census.Dimension{census.Structure}})
	if err != nil || got.Total != 1 || len(got.Cells) != 1 {
		t.Errorf("counted %d times, in %d cells, %v; want once", got.Total, len(got.Cells), err)
	}
}

func TestADifferenceIsExplainedByTheRecordsThatMadeIt(t *testing.T) {
	w := newTold(t)
	f := w.centre("089017")
	var all []minor.ID
	for range 4 {
		m := intaketest.Minor()
		all = append(all, m)
		w.hosts(f, m, "2026-03-01")
	}
	before := w.position()
	w.h.SetNow(w.h.Now().AddDate(0, 0, 1))
	f.Taken(f.Write(all[0], "2026-03-03", movement.AbsenceReported{From: at(f)}))
	left := w.position()
	w.h.SetNow(w.h.Now().AddDate(0, 0, 1))
	w.hosts(f, intaketest.Minor(), "2026-03-02")
	w.hosts(f, intaketest.Minor(), "2026-03-02")
	d, err := w.c.Difference(t.Context(), ministry, census.DifferenceQuery{On: day.Must("2026-03-04"), Before: census.Knowing{Position: before}})
	if err != nil {
		t.Fatal(err)
	}
	today := w.h.Today()
	want := []census.Cause{
		{Known: today.Add(-1), Kind: "absence.reported", Records: 1, First: left, Last: left, Fewer: 1},
		{Known: today, Kind: "placement.began", Records: 2, First: left + 2, Last: left + 4, More: 2},
	}
	if d.Before.Total != 4 || d.After.Total != 5 || len(d.Causes) != 2 || d.Causes[0] != want[0] || d.Causes[1] != want[1] {
		t.Errorf("from %d to %d by %+v, want %+v", d.Before.Total, d.After.Total, d.Causes, want)
	}
	if _, err := w.c.Difference(t.Context(), ministry, census.DifferenceQuery{
		On: day.Must("2026-03-01"), Before: census.Knowing{Position: left}, After: census.Knowing{Position: before},
	}); !fault.Is(err, fault.Invalid) || fault.As(err).Field != "after" {
		t.Errorf("the later knowing first: got %v", err)
	}
}

// tells has a centre write what happened to a child, knowing all that it wrote.
func (w *told) tells(a *intaketest.Agent, m minor.ID, known *[]change.Record, on string, body change.Body) {
	w.Helper()
	w.goOn()
	r := a.Write(m, on, body, intaketest.Seen(0, *known...))
	a.Taken(r)
	*known = append(*known, r)
}

func TestWhoCameAndWentBetweenTwoDays(t *testing.T) {
	w := newTold(t)
	f1, f2 := w.centre("089017"), w.centre("015146")
	here := at(f1)
	life := func(on string, told map[string]change.Body, days ...string) {
		t.Helper()
		m := intaketest.Minor()
		var known []change.Record
		w.tells(f1, m, &known, on, minor.Registered{Code: f1.Code(), Tag: "1"})
		w.tells(f1, m, &known, on, placement.Began{At: here})
		for _, d := range days {
			by, seen := f1, &known
			if _, arrives := told[d].(movement.Arrived); arrives {
				by, seen = f2, &[]change.Record{}
			}
			w.tells(by, m, seen, d, told[d])
		}
	}
	of18 := minor.IdentityStated{Source: minor.OwnWord, Birth: &minor.Birth{Date: day.Must("2008-02-15"), Precision: minor.ToDay, Provenance: minor.Declared}}
	life("2026-02-01", map[string]change.Body{
		"2026-02-10": movement.ExitRecorded{Reason: movement.AssistedReturn}, "2026-02-20": placement.Began{At: here},
		"2026-02-25": movement.ExitRecorded{Reason: movement.Relocation},
	}, "2026-02-10", "2026-02-20", "2026-02-25")
	life("2026-01-15", map[string]change.Body{"2026-01-16": of18}, "2026-01-16")
	life("2026-01-15", map[string]change.Body{"2026-01-16": of18, "2026-02-15": movement.ExitRecorded{Reason: movement.Majority}}, "2026-01-16", "2026-02-15")
	life("2026-01-15", map[string]change.Body{"2026-02-05": movement.AbsenceReported{From: here}, "2026-02-08": movement.AbsenceEnded{At: &here}}, "2026-02-05", "2026-02-08")
	life("2026-02-03", map[string]change.Body{
		"2026-02-11": movement.Departed{From: here, To: at(f2)}, "2026-02-12": movement.Arrived{At: at(f2), From: &here},
	}, "2026-02-11", "2026-02-12")
	q := census.FlowQuery{From: day.Must("2026-02-02"), To: day.Must("2026-02-28"), By: []census.Dimension{census.Province}}
	got, err := w.c.Flows(t.Context(), ministry, q)
	if err != nil {
		t.Fatal(err)
	}
	want := []census.Moves{
		{Flow: census.Arrived, Count: 1}, {Flow: census.Reentered, Count: 1}, {Flow: census.Returned, Count: 1}, {Flow: census.WentMissing, Count: 1},
		{Flow: census.Left, Detail: "assisted-return", Count: 1}, {Flow: census.Left, Detail: "majority", Count: 1}, {Flow: census.Left, Detail: "relocation", Count: 1},
		{Flow: census.CameOfAge, Count: 1}, {Flow: census.Moved, Count: 1},
	}
	if got.Total.Start != 4 || got.Total.End != 2 || !slices.Equal(got.Total.Moves, want) {
		t.Errorf("from %d to %d by %+v, want %+v", got.Total.Start, got.Total.End, got.Total.Moves, want)
	}
	for _, b := range got.Cells {
		out, in := b.Of(census.TransferredOut), b.Of(census.TransferredIn)
		if b.Codes[0] == "SR" && (out != 1 || in != 0 || b.End != 1) || b.Codes[0] == "MI" && (out != 0 || in != 1 || b.End != 1) {
			t.Errorf("%s: %d out and %d in, %d at the end", b.Codes[0], out, in, b.End)
		}
	}
}
