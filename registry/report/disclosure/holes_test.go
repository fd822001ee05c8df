package disclosure_test

import (
	"bufio"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"faro.example/registry/report/disclosure"
	"faro.example/shared/day"
)

// Each release has one hole planted in it: a withheld count that its reader can
// work out, or nearly. A table is written as it is printed; "." is withheld.
var holes = []struct {
	name, now, before string
	want              string // the spot, and its bounds
}{
	{name: "one alone on its line", want: "country: [EG], sex: [F]: 4", now: `
		present a by country sex
		     M   F  all
		EG  20   .   24
		GN  30   9   39
		all 50  13   63`},
	{name: "two on one line, each alone in its column", want: "country: [EG], sex: [F]: 2", now: `
		present a by country sex
		     M   F  all
		EG   .   .    9
		GN  30   9   39
		all 37  11   48`},
	{name: "one dimension, one alone", want: "country: [ML], total: 3", now: `
		present a by country
		    all
		EG   20
		ML    .
		GN   31
		all  54`},
	{name: "two who are two together", want: "country: [ML], total: 1", now: `
		present a by country
		    all
		EG   20
		ML    .
		GN    .
		all  22`},
	{name: "three who are three together", want: "country: [ML], total: 1", now: `
		present a by country
		    all
		EG   20
		ML    .
		GN    .
		TN    .
		all  23`},
	{name: "two who are four together say more than that they are few", want: "country: [ML], total: 1 to 3", now: `
		present a by country
		    all
		EG   20
		ML    .
		GN    .
		all  24`},
	{name: "a square that leaves one choice", want: "country: [EG], sex: [F]: 1", now: `
		present a by country sex
		     M   F   X  all
		EG   .   .   8   12
		GN   .   .   9   40
		ML   7   8   9   24
		all 40  10  26   76`},
	{name: "a total that is withheld and adds up elsewhere", want: "country: [EG], total: 24", now: `
		present a by country sex
		     M   F  all
		EG  18   6    .
		GN  30   9   39
		all 48  15   63`},
	{name: "withheld in one table, printed in another", want: "country: [ML], sex: [F]: 3", now: `
		present a by country sex
		     M   F  all
		EG  20   .   26
		ML  14   .   17
		all 34   9   43
		present b by sex country
		     EG  ML  all
		M    20  14   34
		F     6   3    9
		all  26  17   43`},
	{name: "a margin of one table is a cell of another", want: "region: [19], total: 4", now: `
		present a by region
		    all
		03   40
		19    .
		05    .
		all  60
		present b by region sex
		     M   F  all
		03  22  18   40
		05   9   7   16
		19   .   .    .
		all  .   .   60`},
	{name: "a region is its provinces", want: "province: [TP], total: 4", now: `
		present a by province
		    all
		PA    7
		TP    .
		MI   30
		BG    .
		all  45
		present b by province
		       all
		PA+TP   11
		MI+BG   34
		all     45`},
	{name: "the others of a long list are lines of a longer one", want: "country: [ML], total: 2", now: `
		present short by country
		       all
		EG      50
		GN+ML   12
		TN+CI   19
		all     81
		present long by country
		    all
		EG   50
		GN   10
		ML    .
		TN    .
		CI    .
		all  81`},
	{name: "the girls are those who are no boys", want: "country: [ML], sex: [F]: 3", now: `
		present all by country sex
		     M   F  all
		EG  40   9   49
		ML  16   .   19
		GN  25   .   31
		all 81  18   99
		present girls by country given sex=F
		    all
		EG    9
		ML    .
		GN    6
		all  18`},
	{name: "last month and who came and left", want: "country: [ML], total: 2", before: `
		present a by country on 2026-06-30
		    all
		EG   20
		ML   10
		all  30`, now: `
		present a by country
		    all
		EG   22
		ML    .
		GN    .
		all  28
		entered in by country
		    all
		EG    5
		ML    7
		GN    0
		all  12
		left out by country
		    all
		EG    3
		ML   15
		GN    0
		all  18`},
	{name: "what was withheld last month is worked out from this one", want: "earlier release 1, table a, country: [ML], total: 4", before: `
		present a by country on 2026-06-30
		    all
		EG    .
		ML    .
		all  30`, now: `
		present a by country
		    all
		EG   31
		ML    9
		all  40
		entered in by country
		    all
		EG    5
		ML    5
		all  10
		left out by country
		    all
		EG    0
		ML    0
		all   0`},
	{name: "the same day printed again with less withheld", want: "table b, sex: [F], country: [ML]: 4", before: `
		present a by country sex
		     M   F  all
		EG   .   .   29
		ML   .   .   14
		all 30  13   43`, now: `
		present a by country
		    all
		EG   29
		ML   14
		all  43
		present b by sex country
		     EG  ML  all
		M    20   .   30
		F     9   .   13
		all  29  14   43`},
	{name: "through three tables", want: "country: [ML], total: 3", now: `
		present a by country
		    all
		EG+TN  40
		GN     11
		ML      .
		CI      .
		all    60
		present b by country
		          all
		EG+TN      40
		GN+CI      17
		ML          .
		all        60`},
	{name: "who entered, by line and by class", want: "country: [ML], region: [05]: 4", now: `
		entered a by country region
		    03   05  19 all
		EG  10    8   9  27
		ML   7    .   6  17
		GN   6    9   8  23
		all 23   21  23  67`},
	{name: "nearly one alone: the other is as small as can be", want: "country: [EG], sex: [F]: 1 to 2", now: `
		present a by country sex
		     M   F  all
		EG   .   .   10
		GN   .   .   11
		ML  20  30   50
		all 38  33   71`},
	{name: "one between two squares: no line tells it, the squares do", want: "country: [ML], region: [03]: 3", now: `
		present a by country region
		    03   05   15   19  all
		EG   .    .    5    5   23
		GN   .    .    6    6   29
		ML   .   10    .    .   28
		TN  11   12    .    .   38
		all 28   38   27   25  118`},
	{name: "a line of a long list, all others printed", want: "country: [c7], total: 1", now: `
		present a by country
		    all
		c1   31
		c2   29
		c3   17
		c4   12
		c5    9
		c6    8
		c7    .
		c8    5
		all 112`},
}

// printed reads a release as it is printed.
func printed(t *testing.T, text string) (out disclosure.Release) {
	t.Helper()
	in := bufio.NewScanner(strings.NewReader(text))
	var table *disclosure.Table
	for in.Scan() {
		words := strings.Fields(in.Text())
		switch {
		case len(words) == 0:
		case len(words) > 2 && words[2] == "by":
			out.Tables = append(out.Tables, heading(words))
			table = &out.Tables[len(out.Tables)-1]
		case words[len(words)-1] == "all":
			for _, w := range words[:len(words)-1] {
				table.Cols = append(table.Cols, class(table.Name, w))
			}
		default:
			if words[0] != "all" {
				table.Rows = append(table.Rows, class(table.Name, words[0]))
			}
			table.Cells = append(table.Cells, cells(t, words[1:]))
		}
	}
	for i := range out.Tables {
		name(&out.Tables[i])
	}
	return out
}

// heading reads "MEASURE NAME by ROWS [COLS] [given DIMENSION=MEMBER] [on DAY]".
func heading(words []string) disclosure.Table {
	t := disclosure.Table{Name: words[1], Measure: disclosure.Measure(words[0]), On: july}
	if t.Measure != disclosure.Present {
		t.From = june
	}
	dimensions := words[3:]
	for i, w := range words {
		switch {
		case w == "given" && i+1 < len(words):
			of, member, _ := strings.Cut(words[i+1], "=")
			t.Given = []disclosure.Class{{Dimension: of, Members: []string{member}}}
			dimensions = words[3:i]
		case w == "on":
			t.On = day.Must(words[i+1])
			dimensions = words[3:i]
		}
	}
	t.Name = strings.Join(append([]string{words[1]}, dimensions...), " ")
	return t
}

// class reads the members of a class; its dimension is named once all are read.
func class(_, text string) disclosure.Class {
	return disclosure.Class{Members: strings.Split(text, "+")}
}

// name gives rows and columns the dimensions that stand in the heading.
func name(t *disclosure.Table) {
	words := strings.Fields(t.Name)
	t.Name = words[0]
	for i := range t.Rows {
		t.Rows[i].Dimension = words[1]
	}
	for i := range t.Cols {
		t.Cols[i].Dimension = words[2]
	}
}

func cells(t *testing.T, words []string) (out []disclosure.Cell) {
	t.Helper()
	for _, w := range words {
		n, err := strconv.Atoi(w)
		if err != nil && w != "." {
			t.Fatal(err)
		}
		out = append(out, disclosure.Cell{Count: n, Withheld: w == "."})
	}
	return out
}

func TestEveryPlantedHoleIsFound(t *testing.T) {
	for _, h := range holes {
		var before []disclosure.Release
		if h.before != "" {
			before = append(before, printed(t, h.before))
		}
		found, err := disclosure.Attack(5, printed(t, h.now), before...)
		if err != nil {
			t.Errorf("%s: %v", h.name, err)
			continue
		}
		var all []string
		hit := false
		for _, x := range found.Holes {
			bounds := fmt.Sprint(x.Low)
			if x.High > x.Low {
				bounds += fmt.Sprintf(" to %d", x.High)
			}
			said := x.String() + ": " + bounds
			all = append(all, said)
			hit = hit || strings.HasSuffix(said, h.want)
		}
		if !hit {
			t.Errorf("%s: %q is not among what was found: %q", h.name, h.want, all)
		}
	}
	if len(holes) < 20 {
		t.Errorf("there are %d planted holes, of the 20 promised", len(holes))
	}
}
