package disclosure_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"faro.example/registry/report/disclosure"
	"faro.example/shared/day"
	"faro.example/shared/fault"
)

var june, july = day.Must("2026-06-30"), day.Must("2026-07-31")

// classes gives n classes of a dimension, of one member each.
func classes(dimension string, n int) []disclosure.Class {
	out := make([]disclosure.Class, n)
	for i := range out {
		out[i] = disclosure.Class{Dimension: dimension, Members: []string{fmt.Sprintf("%s%d", dimension, i)}}
	}
	return out
}

// withTotals makes cells of counts, with their totals.
func withTotals(counts [][]int) [][]disclosure.Cell {
	rows, cols := len(counts), len(counts[0])
	cells := make([][]disclosure.Cell, rows+1)
	for i := range cells {
		cells[i] = make([]disclosure.Cell, cols+1)
	}
	for i, line := range counts {
		for j, n := range line {
			for _, p := range [][2]int{{i, j}, {i, cols}, {rows, j}, {rows, cols}} {
				cells[p[0]][p[1]].Count += n
			}
		}
	}
	return cells
}

// twoWay is a table of those present.
func twoWay(name, rows, cols string, counts [][]int) disclosure.Table {
	return disclosure.Table{
		Name: name, Measure: disclosure.Present, On: july,
		Rows: classes(rows, len(counts)), Cols: classes(cols, len(counts[0])), Cells: withTotals(counts),
	}
}

// hide withholds a cell.
func hide(t *disclosure.Table, places ...[2]int) {
	for _, p := range places {
		t.Cells[p[0]][p[1]] = disclosure.Cell{Withheld: true}
	}
}

func drawCounts(t *rapid.T, rows, cols, most int) [][]int {
	out := make([][]int, rows)
	for i := range out {
		out[i] = rapid.SliceOfN(rapid.IntRange(0, most), cols, cols).Draw(t, "line")
	}
	return out
}

// possible gives, for each withheld cell of a small table, the least and the
// most that it can be, by trying every whole number everywhere.
func possible(t disclosure.Table, most int) map[[2]int][2]int {
	var hidden [][2]int
	for i, line := range t.Cells {
		for j, c := range line {
			if c.Withheld {
				hidden = append(hidden, [2]int{i, j})
			}
		}
	}
	out := map[[2]int][2]int{}
	value := func(i, j int) *int { return &t.Cells[i][j].Count }
	var try func(k int)
	try = func(k int) {
		if k < len(hidden) {
			for n := 1; n <= most; n++ {
				*value(hidden[k][0], hidden[k][1]) = n
				try(k + 1)
			}
			return
		}
		if !addsUp(t) {
			return
		}
		for _, h := range hidden {
			n := *value(h[0], h[1])
			b, ok := out[h]
			if !ok {
				b = [2]int{n, n}
			}
			out[h] = [2]int{min(b[0], n), max(b[1], n)}
		}
	}
	try(0)
	for _, h := range hidden {
		*value(h[0], h[1]) = 0
	}
	return out
}

func addsUp(t disclosure.Table) bool {
	rows, cols := len(t.Rows), len(t.Cols)
	for i := range t.Cells {
		sum := 0
		for j := range cols {
			sum += t.Cells[i][j].Count
		}
		if sum != t.Cells[i][cols].Count {
			return false
		}
	}
	for j := range t.Cells[0] {
		sum := 0
		for i := range rows {
			sum += t.Cells[i][j].Count
		}
		if sum != t.Cells[rows][j].Count {
			return false
		}
	}
	return true
}

// wantBest checks that the attack bounds each withheld count of a small table as
// closely as trying every number does.
func wantBest(t interface{ Fatalf(string, ...any) }, table disclosure.Table) {
	const wide = 100 // a floor under which every count is narrow: all are told
	found, err := disclosure.Attack(wide, disclosure.Release{Tables: []disclosure.Table{table}})
	if err != nil {
		t.Fatalf("attack: %v", err)
	}
	want := possible(table, 12)
	if len(found.Holes) != len(want) {
		t.Fatalf("%d counts were bounded, of %d withheld", len(found.Holes), len(want))
	}
	for _, h := range found.Holes {
		var i, j int
		if _, err := fmt.Sscanf(h.Row+" "+h.Col, "r: [r%d] c: [c%d]", &i, &j); err != nil {
			t.Fatalf("the place of a hole: %v", err)
		}
		if got := [2]int{h.Low, h.High}; got != want[[2]int{i, j}] || !h.Exact {
			t.Fatalf("%v in %v: got %v (exact: %t), want %v", [2]int{i, j}, table.Cells, got, h.Exact, want[[2]int{i, j}])
		}
	}
}

func TestTheBoundsWithinATableAreTheBestThatThereAre(t *testing.T) {
	square := [][2]int{{0, 0}, {0, 1}, {1, 0}, {1, 1}} // what is taken from one corner goes round by the others
	for _, counts := range [][][]int{{{1, 2}, {2, 1}}, {{3, 1}, {1, 2}}, {{1, 2, 4}, {2, 1, 0}, {3, 3, 3}}} {
		table := twoWay("a", "r", "c", counts)
		hide(&table, square...)
		wantBest(t, table)
	}
	rapid.Check(t, func(t *rapid.T) {
		rows, cols := rapid.IntRange(2, 3).Draw(t, "rows"), rapid.IntRange(2, 3).Draw(t, "cols")
		table := twoWay("a", "r", "c", drawCounts(t, rows, cols, 4))
		for range rapid.IntRange(1, 4).Draw(t, "hidden") {
			i, j := rapid.IntRange(0, rows-1).Draw(t, "row"), rapid.IntRange(0, cols-1).Draw(t, "col")
			if table.Cells[i][j].Count > 0 {
				hide(&table, [2]int{i, j})
			}
		}
		wantBest(t, table)
	})
}

// linked is a release of three tables that share counts, the month before it,
// and what came and left between them.
func linked(t *rapid.T) (now, before disclosure.Release) {
	rows, cols := rapid.IntRange(2, 6).Draw(t, "rows"), rapid.IntRange(2, 4).Draw(t, "cols")
	entered, left, was := drawCounts(t, rows, cols, 7), drawCounts(t, rows, cols, 3), drawCounts(t, rows, cols, 9)
	is := make([][]int, rows)
	for i := range is {
		is[i] = make([]int, cols)
		for j := range is[i] {
			left[i][j] = min(left[i][j], was[i][j]+entered[i][j])
			is[i][j] = was[i][j] + entered[i][j] - left[i][j]
		}
	}
	stock := twoWay("stock", "region", "country", is)
	in, out := twoWay("in", "region", "country", entered), twoWay("out", "region", "country", left)
	in.Measure, in.From, out.Measure, out.From = disclosure.Entered, june, disclosure.Left, june
	// By country alone, the first two countries in one class.
	few := disclosure.Table{Name: "few", Measure: disclosure.Present, On: july, Rows: classes("country", cols)[1:]}
	few.Rows[0] = disclosure.Class{Dimension: "country", Members: []string{"country0", "country1"}}
	last := stock.Cells[rows]
	few.Cells = append(few.Cells, []disclosure.Cell{{Count: last[0].Count + last[1].Count}})
	for _, c := range last[2:] {
		few.Cells = append(few.Cells, []disclosure.Cell{c})
	}
	old := twoWay("stock", "region", "country", was)
	old.On = june
	return disclosure.Release{Tables: []disclosure.Table{stock, in, out, few}}, disclosure.Release{Tables: []disclosure.Table{old}}
}

func TestNothingThatIsWithheldCanBeWorkedOutFromWhatIsPublished(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		floor := rapid.IntRange(3, 6).Draw(t, "floor")
		now, old := linked(t)
		before, err := disclosure.Withhold(floor, old)
		if err != nil {
			return // a grand total under the floor: said so, and nothing is published
		}
		out, err := disclosure.Withhold(floor, now, before)
		if fault.Is(err, fault.Invalid) {
			return // said so, and nothing is published
		}
		if err != nil {
			t.Fatal(err)
		}
		for i, table := range out.Tables {
			for r, line := range table.Cells {
				for c, cell := range line {
					switch want := now.Tables[i].Cells[r][c].Count; {
					case cell.Withheld && (cell.Count != 0 || want == 0):
						t.Fatalf("%s %d %d: %d is withheld as %d", table.Name, r, c, want, cell.Count)
					case !cell.Withheld && (cell.Count != want || 0 < want && want < floor):
						t.Fatalf("%s %d %d: %d is published as %d under a floor of %d", table.Name, r, c, want, cell.Count, floor)
					}
				}
			}
		}
		found, err := disclosure.Attack(floor, out, before)
		if err != nil || len(found.Holes) > 0 {
			t.Fatalf("found %v, %v", found.Holes, err)
		}
	})
}

func TestAFloorUnderThreeProtectsNobody(t *testing.T) {
	for floor, ok := range map[int]bool{-1: false, 0: false, 2: false, 3: true, 5: true} {
		if err := disclosure.CheckFloor(floor); (err == nil) != ok {
			t.Errorf("a floor of %d: got %v", floor, err)
		}
		if _, err := disclosure.Withhold(floor, disclosure.Release{}); (err == nil) != ok {
			t.Errorf("withheld with a floor of %d: got %v", floor, err)
		}
	}
}

func TestATableThatIsNotWholeIsRefusedByName(t *testing.T) {
	for name, spoil := range map[string]func(*disclosure.Table){
		"a line is missing":               func(t *disclosure.Table) { t.Cells = t.Cells[1:] },
		"a count is missing":              func(t *disclosure.Table) { t.Cells[1] = t.Cells[1][1:] },
		"a count is below nought":         func(t *disclosure.Table) { t.Cells[0][0].Count = -1 },
		"parts do not make their total":   func(t *disclosure.Table) { t.Cells[0][2].Count++ },
		"parts exceed their total":        func(t *disclosure.Table) { hide(t, [2]int{0, 0}); t.Cells[0][2].Count = 1 },
		"a member is in two classes":      func(t *disclosure.Table) { t.Rows[1] = t.Rows[0] },
		"an axis is of two dimensions":    func(t *disclosure.Table) { t.Rows[1].Dimension = "other" },
		"a class is one of nobody":        func(t *disclosure.Table) { t.Cols[1].Members = nil },
		"there are no rows to be counted": func(t *disclosure.Table) { t.Rows, t.Cells = nil, t.Cells[:1] },
	} {
		table := twoWay("a", "r", "c", [][]int{{5, 6}, {7, 8}})
		spoil(&table)
		if _, err := disclosure.Attack(5, disclosure.Release{Tables: []disclosure.Table{table}}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestATableRestatedLaterIsNoContradiction(t *testing.T) {
	was, is := twoWay("a", "r", "c", [][]int{{5, 6}, {7, 8}}), twoWay("a", "r", "c", [][]int{{5, 6}, {7, 9}})
	in, out := twoWay("in", "r", "c", [][]int{{1, 0}, {0, 0}}), twoWay("out", "r", "c", [][]int{{0, 0}, {0, 0}})
	in.Measure, in.From, out.Measure, out.From = disclosure.Entered, june, disclosure.Left, june
	old := twoWay("a", "r", "c", [][]int{{1, 1}, {1, 1}})
	old.On = june
	now := disclosure.Release{Tables: []disclosure.Table{is, in, out}}
	if _, err := disclosure.Attack(5, now, disclosure.Release{Tables: []disclosure.Table{was, old}}); err != nil {
		t.Error(err)
	}
}
