package publication_test

import (
	"strings"
	"testing"

	"faro.example/registry/report"
	"faro.example/registry/report/disclosure"
	"faro.example/registry/report/publication"
	"faro.example/shared/fault"
)

func (w *town) figure(n publication.Name, table, row string) publication.Figure {
	w.Helper()
	f, err := w.desk.Figure(w.Context(), publication.Address{Name: n, Table: table, Row: row, Column: "total"})
	w.ok(err)
	return f
}

// A published figure stays what it was; what is known later stands beside it
// (domain: 31-12-2022 is 20,089 in one report, and 20,288 by a later one).
func TestWhatIsKnownLaterStandsBesideWhatWasPublished(t *testing.T) {
	w := newTown(t)
	w.stays(autumn("2026-10")...)
	p := w.publish(october)
	if f := w.figure(october, "sex", "total"); !f.Same || f.Published.Count != 87 || f.Today.Count != 87 {
		t.Errorf("before: %+v", f)
	}
	w.now = w.now.AddDate(0, 1, 0)
	w.stays(stay{"2026-10", "ML", "M", "2011-01-01", milan, 30}, stay{"2026-10", "EG", "M", "2010-05-05", ragusa, -5})
	changed := w.last
	for i, want := range []int{1, 0} { // what changes nothing adds nothing
		if n, err := w.desk.Restate(t.Context()); err != nil || n != want {
			t.Fatalf("time %d: %d, %v, want %d", i+1, n, err, want)
		}
		w.commit()
	}
	total := w.figure(october, "sex", "total")
	if total.Same || total.Published.Count != 87 || total.Today.Count != 112 || total.Position != uint64(changed) || !total.KnownAt.Equal(w.now) {
		t.Errorf("after: %+v", total)
	}
	if !strings.HasPrefix(total.Why.Italian, "+25. ") || !strings.HasPrefix(total.Why.English, "+25. ") {
		t.Errorf("why: %+v", total.Why)
	}
	if egypt := w.figure(october, "citizenship", "EG"); egypt.Published.Count != 43 || egypt.Today.Count != 38 {
		t.Errorf("Egypt: %+v", egypt)
	}
	if same := w.figure(october, "citizenship", "UA"); !same.Same || same.Why.Italian == "" {
		t.Errorf("what did not change: %+v", same)
	}
	again, _, err := w.desk.Find(t.Context(), october)
	if err != nil || again.Digest != p.Digest {
		t.Errorf("the publication itself: %s, want %s, %v", again.Digest, p.Digest, err)
	}
}

// What was withheld when it was published is withheld in what is listed later.
func TestARestatementTellsNoSmallCountEither(t *testing.T) {
	w := newTown(t)
	w.stays(autumn("2026-10")...)
	w.publish(october)
	w.stays(stay{"2026-10", "GN", "M", "2009-06-01", milan, 7})
	if n, err := w.desk.Restate(t.Context()); err != nil || n != 1 {
		t.Fatalf("%d, %v", n, err)
	}
	guinea := w.figure(october, "citizenship", "GN")
	if !guinea.Published.Withheld || !guinea.Today.Withheld || guinea.Why.English == "" {
		t.Errorf("Guinea: %+v", guinea)
	}
	_, r, err := w.desk.Find(t.Context(), october)
	w.ok(err)
	for _, table := range r.Tables {
		for i := range table.Rows {
			f := w.figure(october, table.ID, report.KeyAt(table.Rows, i))
			for _, c := range []disclosure.Cell{f.Published, f.Today} {
				if !c.Withheld && 0 < c.Count && c.Count < 5 {
					t.Errorf("%s tells %d", f.Address, c.Count)
				}
			}
		}
	}
	if _, err := w.desk.Figure(t.Context(), publication.Address{Name: october, Table: "sex", Row: "nobody", Column: "total"}); !fault.Is(err, fault.NotFound) {
		t.Errorf("a figure that there is not: %v", err)
	}
}

// Those who await identification carry the birth date 1 January: they come of
// age together.
func TestOnTheFirstOfJanuaryManyComeOfAgeAndTheComparisonSaysSo(t *testing.T) {
	w := newTown(t)
	for _, month := range []string{"2026-09", "2026-10", "2026-11", "2026-12", "2027-01"} {
		w.stays(stay{month, "EG", "M", "2009-01-01", ragusa, 60}, stay{month, "EG", "M", "2010-05-05", ragusa, 40})
	}
	w.now = w.now.AddDate(0, 3, 0)
	january := monthly("2027-01-31")
	_, err := w.desk.Draft(t.Context(), ministry, january)
	w.ok(err)
	c, err := w.desk.Compare(t.Context(), ministry, january)
	w.ok(err)
	var age17 *publication.Move
	for i, m := range c.Moves {
		if m.Table == "age" && m.Row == "17" {
			age17 = &c.Moves[i]
		}
		if m.Marked && m.Is == m.Was {
			t.Errorf("%+v did not move and is marked", m)
		}
	}
	if age17 == nil || age17.Was != 60 || age17.Is != 0 || !age17.Marked || !strings.Contains(age17.Why.Italian, "1º gennaio") {
		t.Errorf("17 years: %+v", age17)
	}
	if c.Before != monthly("2026-12-31") || c.Refused != "" || len(c.Public.Tables) == 0 {
		t.Errorf("beside %s, refused %q", c.Before, c.Refused)
	}
}

// A move is unusual if it lies outside of all the moves of the periods before.
func TestAFigureIsMarkedThatMovedMoreThanItEverDid(t *testing.T) {
	w := newTown(t)
	for i, month := range []string{"2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10"} {
		egypt := []int{100, 120, 105, 130, 110, 165}[i] // moves of +20, -15, +25, -20, then +55
		tunis := []int{100, 120, 105, 130, 110, 130}[i] // the last of +20
		w.stays(stay{month, "EG", "M", "2010-05-05", ragusa, egypt}, stay{month, "TN", "M", "2010-05-05", ragusa, tunis})
	}
	_, err := w.desk.Draft(t.Context(), ministry, october)
	w.ok(err)
	c, err := w.desk.Compare(t.Context(), ministry, october)
	w.ok(err)
	found := 0
	for _, m := range c.Moves {
		if m.Table != "citizenship" || m.Row != "EG" && m.Row != "TN" {
			continue
		}
		found++
		if m.Marked != (m.Row == "EG") || m.Was != 110 || m.Why.Italian == "" {
			t.Errorf("%+v", m)
		}
	}
	if found != 2 {
		t.Errorf("found %d", found)
	}
}
