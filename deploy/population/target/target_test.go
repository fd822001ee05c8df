package target_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"faro.example/deploy/population/target"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/reference"
)

// counted counts the children of whom a figure tells.
func counted(children []target.Child) func(target.Figure) int {
	return func(f target.Figure) (n int) {
		for _, c := range children {
			of := true
			for d, v := range f.Of {
				of = of && (v == "" || v == c.Of[d])
			}
			if of {
				n++
			}
		}
		return n
	}
}

var valuesOf = [4][]string{{"M", "F"}, {"17", "16", "7-14"}, {"EG", "UA", "GN", "TN"}, {"19", "03", "01", "22"}}

// figures counts some cells of children who are drawn: whatever is given can be met.
func figures(t *rapid.T) target.Targets {
	children := make([]target.Child, rapid.IntRange(1, 60).Draw(t, "children"))
	for i := range children {
		for d, values := range valuesOf {
			children[i].Of[d] = rapid.SampledFrom(append([]string{target.Open}, values...)).Draw(t, "value")
		}
	}
	count := counted(children)
	out := target.Targets{Total: len(children)}
	give := func(of [4]string) {
		f := target.Figure{Of: of, Row: len(out.Figures) + 3}
		if f.Count = count(f); f.Count > 0 && rapid.Bool().Draw(t, "given") {
			out.Figures = append(out.Figures, f)
		}
	}
	for d, values := range valuesOf {
		for _, v := range values {
			var of [4]string
			of[d] = v
			give(of)
		}
	}
	// a tree of tables by two: sex by region, region by age, sex by citizenship
	for _, pair := range rapid.SampledFrom([][][2]int{{}, {{0, 3}}, {{0, 3}, {1, 3}}, {{0, 3}, {1, 3}, {0, 2}}}).Draw(t, "tables") {
		for _, v := range valuesOf[pair[0]] {
			for _, w := range valuesOf[pair[1]] {
				var of [4]string
				of[pair[0]], of[pair[1]] = v, w
				give(of)
			}
		}
	}
	return out
}

func TestEveryFigureIsMetToTheChild(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		targets := figures(t)
		on := day.Must("2024-02-29")
		children, err := targets.List(target.Options{On: on, Seed: rapid.Uint64().Draw(t, "seed"), Awaiting: 200})
		if fault.Is(err, fault.Conflict) && open1(targets) {
			return // a value without a total of its own was given no more children than its cells
		}
		if err != nil {
			t.Fatal(err)
		}
		if wrong := targets.Compare(counted(children)); len(wrong) > 0 {
			t.Fatal(strings.Join(wrong, "\n"))
		}
		for _, c := range children {
			if c.Birth.IsZero() != (c.Of[target.Age] == target.Open) {
				t.Fatal("a birth without an age, or an age without a birth")
			}
			if band := c.Of[target.Age]; !c.Birth.IsZero() && !within(band, c.Birth.Age(on)) {
				t.Fatalf("%d years in band %s", c.Birth.Age(on), band)
			}
		}
	})
}

func within(band string, age int) bool {
	return map[string]bool{"17": age == 17, "16": age == 16, "7-14": age >= 7 && age <= 14}[band]
}

// open1 reports whether some value has cells by two dimensions and no total.
func open1(t target.Targets) bool {
	totals := map[string]bool{}
	for _, f := range t.Figures {
		if one := strings.Join(f.Of[:], ""); slices.Contains(f.Of[:], one) {
			totals[one] = true
		}
	}
	return slices.ContainsFunc(t.Figures, func(f target.Figure) bool {
		return slices.ContainsFunc(f.Of[:], func(v string) bool { return v != "" && !totals[v] })
	})
}

func TestFiguresThatContradictEachOtherAreNamed(t *testing.T) {
	places, err := reference.Load()
	if err != nil {
		t.Fatal(err)
	}
	for name, q := range map[string]struct{ rows, want string }{
		"more than in all":            {",,,,10,\nM,,,,8,\nF,,,,3,\n", "by sex there are 11 children, in all 10"},
		"the same cell twice":         {",,,,10,\n,,,Sicilia,4,\n,,,19,5,\n", "region 19 4 (row 3) and region 19 5 (row 4)"},
		"parts more than their whole": {",,,,10,\n,,,Sicilia,4,\nF,,,Sicilia,3,\nM,,,Sicilia,2,\n", "region 19 has 4 children, and its parts more: sex F, region 19 3 (row 4); sex M, region 19 2 (row 5)"},
		"too few for what is left": {",,,,10,\nM,,,,10,\n,,,Sicilia,6,\n,,,Lazio,4,\nM,,,Sicilia,5,\nM,,,Lazio,4,\n",
			"of sex M there are 1 more than region [] can take beside the cells given"},
		"nobody is left for it": {",,,,10,\nM,,,,10,\nF,,,Lazio,1,\n", "by sex there are 11 children, in all 10"},
		"altre that do not fit": {",,,,10,\n,,Egitto,,5,\n,,altre,,4,\n", "by citizenship there are 9 children, in all 10"},
	} {
		targets, err := target.Read(strings.NewReader("sex,age,citizenship,region,count,share\n"+q.rows), places)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		_, err = targets.List(target.Options{On: day.Must("2022-12-31")})
		if !fault.Is(err, fault.Conflict) || fault.As(err).Detail != "the figures contradict each other: "+q.want || fault.As(err).Remedy == "" {
			t.Errorf("%s: got %v, want %q", name, err, q.want)
		}
	}
}

func TestTargetsThatCannotBeReadSayWhereAndWhatToDo(t *testing.T) {
	places, err := reference.Load()
	if err != nil {
		t.Fatal(err)
	}
	for name, q := range map[string]struct{ rows, field string }{
		"no total":           {"M,,,,5,\n", "count"},
		"two totals":         {",,,,5,\n,,,,6,\n", "row 3"},
		"a band of its own":  {",,,,5,\n,18,,,5,\n", "row 3, column B (age)"},
		"a count and share":  {",,,,5,\nM,,,,5,50\n", "row 3, column F (share)"},
		"neither":            {",,,,5,\nM,,,,,\n", "row 3, column E (count)"},
		"a region by rumour": {",,,,5,\n,,,Sicily,5,\n", "row 3, column D (region)"},
	} {
		_, err := target.Read(strings.NewReader("sex,age,citizenship,region,count,share\n"+q.rows), places)
		if !fault.Is(err, fault.Invalid) || fault.As(err).Field != q.field || fault.As(err).Remedy == "" {
			t.Errorf("%s: got %v, want %s", name, err, q.field)
		}
	}
	three := target.Targets{Total: 5, Figures: []target.Figure{{Of: [4]string{"M", "17", "EG", ""}, Count: 1, Row: 3}}}
	if _, err := three.List(target.Options{}); !fault.Is(err, fault.Invalid) {
		t.Errorf("by three dimensions: got %v", err)
	}
	circle := target.Targets{Total: 5, Figures: []target.Figure{
		{Of: [4]string{"M", "17", "", ""}, Count: 1}, {Of: [4]string{"M", "", "EG", ""}, Count: 1}, {Of: [4]string{"", "17", "EG", ""}, Count: 1},
	}}
	if _, err := circle.List(target.Options{}); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "circle") {
		t.Errorf("a circle: got %v", err)
	}
}

func TestTheSameSeedMakesTheSameList(t *testing.T) {
	targets := target.Targets{Total: 50, Figures: []target.Figure{{Of: [4]string{"M", "", "", ""}, Count: 30, Row: 3}}}
	write := func(seed uint64) string {
		children, err := targets.List(target.Options{On: day.Must("2022-12-31"), Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := target.Write(&b, children); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	if one, again := write(1), write(1); one != again || one == write(2) {
		t.Error("a seed does not make a list of its own")
	}
	if got, _, _ := strings.Cut(write(1), "\n2,"); !strings.HasPrefix(got, "reference,sex,birth date,citizenship,region\n1,") || !strings.HasSuffix(got, ",,altre,") {
		t.Errorf("got %q", got)
	}
}
