package disclosure_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"faro.example/registry/report/disclosure"
	"faro.example/shared/fault"
)

// twice is a table of a day as it was published, and as it is counted once some
// more became known.
func twice(t *rapid.T) (now, before disclosure.Release) {
	rows, cols := rapid.IntRange(2, 5).Draw(t, "rows"), rapid.IntRange(2, 4).Draw(t, "cols")
	was := drawCounts(t, rows, cols, 12)
	is := make([][]int, rows)
	for i := range is {
		is[i] = slices.Clone(was[i])
		for j := range is[i] {
			if rapid.IntRange(0, 5).Draw(t, "restated") == 0 {
				is[i][j] = max(0, is[i][j]+rapid.IntRange(-3, 3).Draw(t, "by"))
			}
		}
	}
	before = disclosure.Release{Known: "1:10", Tables: []disclosure.Table{twoWay("a", "r", "c", was)}}
	now = disclosure.Release{Known: "1:20", Tables: []disclosure.Table{twoWay("a", "r", "c", is)}}
	return now, before
}

func TestADayThatIsRestatedIsPublishedWithoutTellingWhatWasWithheld(t *testing.T) {
	published := 0
	rapid.Check(t, func(t *rapid.T) {
		now, was := twice(t)
		before, err := disclosure.Withhold(5, was)
		if fault.Is(err, fault.Invalid) {
			return // a grand total under the floor
		}
		if err != nil {
			t.Fatal(err)
		}
		out, err := disclosure.Withhold(5, now, before)
		if fault.Is(err, fault.Invalid) {
			return // said so, and nothing is published
		}
		if err != nil {
			t.Fatal(err)
		}
		published++
		for i, line := range out.Tables[0].Cells {
			for j, c := range line {
				if before.Tables[0].Cells[i][j].Withheld && !c.Withheld && c.Count > 0 {
					t.Fatalf("%d, %d: withheld before, and printed as %d", i, j, c.Count)
				}
			}
		}
		if found, err := disclosure.Attack(5, out, before); err != nil || len(found.Holes) > 0 {
			t.Fatalf("%v, %v", found.Holes, err)
		}
	})
	if published == 0 {
		t.Error("nothing could be published")
	}
}

// What both releases withhold makes 10 then and 11 now: two knowings of one day.
func TestARestatedDayWhosePartsWereWithheldBothTimesIsNoContradiction(t *testing.T) {
	table := func(a, total int) disclosure.Table {
		t := disclosure.Table{Name: "a", Measure: disclosure.Present, On: july, Rows: classes("r", 3),
			Cells: [][]disclosure.Cell{{{Count: a}}, {{Withheld: true}}, {{Withheld: true}}, {{Count: total}}}}
		return t
	}
	now := disclosure.Release{Known: "1:20", Tables: []disclosure.Table{table(20, 31)}}
	before := disclosure.Release{Known: "1:10", Tables: []disclosure.Table{table(20, 30)}}
	found, err := disclosure.Attack(5, now, before)
	if err != nil || len(found.Holes) > 0 {
		t.Errorf("known later: %v, %v", found.Holes, err)
	}
	before.Known = now.Known
	if _, err := disclosure.Attack(5, now, before); !fault.Is(err, fault.Invalid) {
		t.Errorf("of one knowing: got %v, want that they contradict each other", err)
	}
}

// Two small counts of a day are large ones once more is known: to print them then
// would tell what they had been.
func TestWhatWasWithheldOfADayStaysSoOnceMoreIsKnown(t *testing.T) {
	table := func(a, b, c int) disclosure.Table {
		return disclosure.Table{Name: "a", Measure: disclosure.Present, On: july, Rows: classes("r", 3),
			Cells: [][]disclosure.Cell{{{Count: a}}, {{Count: b}}, {{Count: c}}, {{Count: a + b + c}}}}
	}
	before, err := disclosure.Withhold(5, disclosure.Release{Known: "1:10", Tables: []disclosure.Table{table(2, 3, 40)}})
	if err != nil {
		t.Fatal(err)
	}
	now, err := disclosure.Withhold(5, disclosure.Release{Known: "1:20", Tables: []disclosure.Table{table(12, 13, 40)}}, before)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range now.Tables[0].Cells[:2] {
		if !before.Tables[0].Cells[i][0].Withheld || !line[0].Withheld {
			t.Errorf("line %d: withheld before %v, and now %v", i, before.Tables[0].Cells[i][0].Withheld, line[0].Withheld)
		}
	}
}
