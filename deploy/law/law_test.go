package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"faro.example/shared/deadline"
)

func TestCitationsAreReadAsTheyAreWritten(t *testing.T) {
	for text, want := range map[string][]citation{
		"(law 47/2017 art. 9)":                               {{"law 47/2017", "9"}},
		"Law 47/2017, art. 2":                                {{"law 47/2017", "2"}},
		"law 47/2017\nart. 11 par. 1):":                      {{"law 47/2017", "11 par. 1"}},
		"law 47/2017 art. 5 and 9":                           {{"law 47/2017", "5"}, {"law 47/2017", "9"}},
		"law 47/2017 art. 10 par. 1 b, D.Lgs 142/2015":       {{"law 47/2017", "10 par. 1 b"}, {"D.Lgs 142/2015", ""}},
		"law 47/2017 art. 5 par. 3 and 9":                    {{"law 47/2017", "5 par. 3 and 9"}},
		"legislative decree 142/2015 art. 19-bis par. 4":     {{"D.Lgs 142/2015", "19-bis par. 4"}},
		"D.Lgs. 142/2015 art. 19 par. 3-bis.":                {{"D.Lgs 142/2015", "19 par. 3-bis"}},
		"regulation (EU) 2016/679 art. 12-13":                {{"regulation (EU) 2016/679", "12-13"}},
		"Directive (EU) 2024/1346 art. 27":                   {{"directive (EU) 2024/1346", "27"}},
		"DPR 231/2023; DPCM 98/2024, D.L. 133/2023 art. 5":   {{"DPR 231/2023", ""}, {"DPCM 98/2024", ""}, {"D.L. 133/2023", "5"}},
		"the law of 2017 knows articles; art. 5 is of none":  nil,
		"law 47/2017 art. 5, and again law 47/2017 art. 5":   {{"law 47/2017", "5"}},
		"a minor of law 184/1983 art. 3 a guardian is given": {{"law 184/1983", "3"}},
	} {
		if diff := cmp.Diff(want, citations(text), cmp.AllowUnexported(citation{})); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestArticlesStandWhereAReaderLooksForThem(t *testing.T) {
	want := []citation{
		{"law 184/1983", "3"}, {"law 47/2017", ""}, {"law 47/2017", "2"}, {"law 47/2017", "10"}, {"law 47/2017", "10 par. 1"},
		{"D.Lgs 142/2015", "19"}, {"D.Lgs 142/2015", "19 par. 3"}, {"D.Lgs 142/2015", "19 par. 3-bis"}, {"D.Lgs 142/2015", "19-bis par. 1"},
		{"regulation (EU) 2016/679", ""}, {"regulation (EU) 2024/1351", ""}, {"directive (EU) 2024/1346", "27"},
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, before)
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(citation{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// tree is a small house of two packages.
func tree() fstest.MapFS {
	return fstest.MapFS{
		"shared/ward/ward.go": {Data: []byte(`// Package ward is about wards. Nobody is one but by decree (law 47/2017 art. 11).
package ward

// The bonds there are (law 47/2017 art. 10 par. 1 b).
const (
	Kin = "kin"
	Own = "own" // D.Lgs 142/2015 art. 4: of the structure
)

// Ward is one. It has no | bar.
type Ward struct {
	Volunteer bool // of the court's list (law 47/2017 art. 11)
	Other int
}

// Validate fails.
func (w Ward) Validate() string {
	return "no reason (law 47/2017 art. 11 par. 1)"
}

// inner is used by Room, by D.Lgs. 142/2015 art. 19 alone.
func inner() int { return 1 }

// Room asks inner.
func Room() int {
	return inner() // law 203/2012: at once
}
`)},
		"shared/ward/ward_test.go": {Data: []byte(`package ward_test

func TestRoom(t *testing.T) { ward.Room() }
func TestBonds(t *testing.T) { use(ward.Kin, ward.Ward{Volunteer: true}) }
func helper() { ward.Own() }
`)},
		"registry/desk/desk.go": {Data: []byte(`// Package desk shows.
package desk

const shown = "for people to read (law 47/2017 art. 11)"
`)},
	}
}

func TestEachCitationIsFoundWithItsRuleAndTheTestsThatNameIt(t *testing.T) {
	packages, err := read(tree(), "shared", "registry")
	if err != nil {
		t.Fatal(err)
	}
	var rules []rule
	for _, p := range packages {
		rules = append(rules, p.rules()...)
	}
	var page bytes.Buffer
	write(&page, rules)
	const want = `
## Law 203/2012

On the search for missing people.

| article | rule | package | tests |
|---|---|---|---|
|  | ` + "`Room`" + `: law 203/2012: at once | shared/ward | TestRoom |

## Law 47/2017

On the protection of unaccompanied foreign minors.

| article | rule | package | tests |
|---|---|---|---|
| art. 10 par. 1 b | ` + "`Kin, Own`" + `: The bonds there are (law 47/2017 art. 10 par. 1 b). | shared/ward | TestBonds |
| art. 11 | ` + "`Ward.Volunteer`" + `: of the court's list (law 47/2017 art. 11) | shared/ward | TestBonds |
|  | ` + "`the package`" + `: Nobody is one but by decree (law 47/2017 art. 11). | shared/ward | the package's 2 |
| art. 11 par. 1 | ` + "`Ward.Validate`" + `: says “no reason (law 47/2017 art. 11 par. 1)” | shared/ward | TestBonds |

## D.Lgs 142/2015

On reception.

| article | rule | package | tests |
|---|---|---|---|
| art. 4 | ` + "`Own`" + `: D.Lgs 142/2015 art. 4: of the structure | shared/ward | none names it |
| art. 19 | ` + "`inner`" + `: inner is used by Room, by D.Lgs. 142/2015 art. 19 alone. | shared/ward | by way of TestRoom |
`
	if diff := cmp.Diff(want, strings.TrimPrefix(page.String(), head)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A row of the table of deadlines has its source in a field of its own.
func TestARowOfTheTableOfDeadlinesIsARule(t *testing.T) {
	p := &sources{dir: deadlines, tests: []test{{"TestIt", map[string]bool{"D2": true}}, {"TestOther", map[string]bool{"D20": true}}}}
	for _, d := range deadline.Rules() {
		if d.Code != "D2" {
			continue
		}
		got := p.deadline(d)
		if len(got) != 1 || got[0].name != "deadline D2" || !slices.Equal(got[0].tests, []string{"TestIt"}) || got[0].act != "DPCM 98/2024" {
			t.Errorf("D2 is %+v", got)
		}
		return
	}
	t.Error("there is no D2")
}
