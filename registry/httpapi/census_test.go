package httpapi_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"faro.example/registry/audit"
	"faro.example/registry/census"
	"faro.example/registry/httpapi"
	"faro.example/registry/pg/pgtest"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/reference"
)

func (r *rest) Series(_ context.Context, c access.Caller, _ census.SeriesQuery) (census.Series, error) {
	return census.Series{}, r.answer(c)
}

func (r *rest) EachDay(_ context.Context, c access.Caller, _ census.SeriesQuery, _ func(census.Result) error) error {
	return r.answer(c)
}

func (r *rest) Flows(_ context.Context, c access.Caller, _ census.FlowQuery) (census.Flows, error) {
	return census.Flows{}, r.answer(c)
}

func (r *rest) Difference(_ context.Context, c access.Caller, _ census.DifferenceQuery) (census.Difference, error) {
	return census.Difference{}, r.answer(c)
}

// unread takes lines, and keeps none.
type unread struct{}

func (unread) Write(context.Context, audit.Line) error { return nil }

// counting serves a real census of five children: since 1, 2 and 3 October in
// Sicilia, the last one corrected away at position 4; and two in Lombardia since
// the 10th.
func counting(t *testing.T) (*fixture, *census.Census, *client) {
	t.Helper()
	var counts *census.Census
	db := pgtest.New(t)
	places, err := reference.Load()
	if err != nil {
		t.Fatal(err)
	}
	if counts, err = census.New(db.As("faro_census"), unread{}, places); err != nil {
		t.Fatal(err)
	}
	counts.Now = func() time.Time { return day.Must("2026-10-31").Start().Add(time.Hour) }
	for _, sql := range []string{
		`INSERT INTO ledger (position, leaf, at) SELECT n, sha256('x'), '2026-10-01T10:00:00Z'::timestamptz + n * interval '1 day' FROM generate_series(1, 5) n`,
		`UPDATE ledger_head SET position = 5`,
		`INSERT INTO census.rows (month, known, sign, from_on, until_on, state, area, citizenship, sex, birth_on)
			SELECT '2026-10-01'::date, n, 1, '2026-10-01'::date + n - 1, '2026-11-01'::date, 'present', '19', 'EG', 'M', '2012-05-05'::date FROM generate_series(1, 3) n
			UNION ALL SELECT '2026-10-01', 4, -1, '2026-10-03', '2026-11-01', 'present', '19', 'EG', 'M', '2012-05-05'
			UNION ALL SELECT '2026-10-01', 5, 1, '2026-10-10', '2026-11-01', 'present', '03', 'GN', 'F', '2011-05-05' FROM generate_series(1, 2)`,
		`INSERT INTO census.moves (month, known, sign, moved_on, became, area, citizenship, sex, birth_on, mode)
			SELECT '2026-10-01'::date, 5, 1, '2026-10-10'::date, 'present', '03', 'GN', 'F', '2011-05-05'::date, 'landing' FROM generate_series(1, 2)`,
	} {
		if _, err := db.Admin().Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	g := newFixture(t, func(o *httpapi.Options) { o.Census = counts })
	c, _ := g.enrolled(t, access.Region)
	return g, counts, c
}

func TestTheAPIAndThePackageSayTheSameNumber(t *testing.T) {
	_, counts, c := counting(t)
	caller := access.Caller{Role: access.Ministry}
	for url, q := range map[string]census.Query{
		"on=2026-10-31": {On: day.Must("2026-10-31")},
		"on=2026-10-05&by=region,sex&known-at=2026-10-05": {On: day.Must("2026-10-05"), By: []census.Dimension{census.Region, census.Sex}, KnownAt: day.Must("2026-10-05")},
		"on=2026-10-05&position=3":                        {On: day.Must("2026-10-05"), Position: 3},
		"on=2026-10-31&by=years&only=region:19,region:":   {On: day.Must("2026-10-31"), By: []census.Dimension{census.Years}, Only: []census.Filter{{By: census.Region, Codes: []string{"19", ""}}}},
	} {
		want, err := counts.Count(t.Context(), caller, q)
		if err != nil {
			t.Fatal(err)
		}
		var got httpapi.Counts
		c.get(t, "/v1/census?"+url).decode(t, http.StatusOK, &got)
		if int(got.Total) != want.Total || len(got.Cells) != len(want.Cells) || want.Total == 0 {
			t.Errorf("%s: %d in %d cells, want %d in %d", url, got.Total, len(got.Cells), want.Total, len(want.Cells))
		}
		for i, cell := range got.Cells {
			if int(cell.Count) != want.Cells[i].Count || strings.Join(cell.Codes, " ") != strings.Join(want.Cells[i].Codes, " ") {
				t.Errorf("%s: %+v, want %+v", url, cell, want.Cells[i])
			}
		}
	}
}

// held asks for what the client holds with a tag.
func (c *client) held(t *testing.T, path, tag string) answer {
	t.Helper()
	r := c.f.newRequest(t, http.MethodGet, path, nil)
	r.Header.Set("If-None-Match", tag)
	return c.send(t, r)
}

func TestWhatIsHeldAlreadyIsNotSentAgain(t *testing.T) {
	_, _, c := counting(t)
	for _, url := range []string{
		"/v1/census?on=2026-10-31", "/v1/census/series?from=2026-10-01&to=2026-10-31&every=week", "/v1/census/flows?from=2026-10-02&to=2026-10-31",
		"/v1/census/series?from=2026-10-01&to=2026-10-31&format=csv", "/v1/census/difference?on=2026-10-02&before=2026-10-04",
	} {
		first := c.get(t, url)
		tag := first.Header.Get("ETag")
		if first.StatusCode != http.StatusOK || tag != `"1-5"` {
			t.Fatalf("%s: status %d, tag %s: %s", url, first.StatusCode, tag, first.body)
		}
		if again := c.held(t, url, tag); again.StatusCode != http.StatusNotModified || len(again.body) != 0 {
			t.Errorf("%s: held already: status %d, %d bytes", url, again.StatusCode, len(again.body))
		}
		if other := c.held(t, url, `"1-4"`); other.StatusCode != http.StatusOK {
			t.Errorf("%s: an older one held: status %d", url, other.StatusCode)
		}
	}
}

func TestTheSeriesFlowsAndDifferenceOverTheAPI(t *testing.T) {
	_, _, c := counting(t)
	var series httpapi.CensusSeries
	c.get(t, "/v1/census/series?from=2026-10-01&to=2026-10-11&every=week&by=region").decode(t, http.StatusOK, &series)
	if len(series.Points) != 2 || series.Points[0].Total != 2 || series.Points[1].Total != 4 || len(series.Points[1].Cells) != 2 {
		t.Errorf("the series: %+v", series.Points)
	}
	sheet := c.get(t, "/v1/census/series?from=2026-10-01&to=2026-10-11&every=week&by=region&format=csv")
	const want = "on,region,minors,missing\n2026-10-04,19,2,\n2026-10-04,*,2,0\n2026-10-11,03,2,\n2026-10-11,19,2,\n2026-10-11,*,4,0\n"
	if string(sheet.body) != want {
		t.Errorf("as CSV:\n%swant\n%s", sheet.body, want)
	}
	var flows httpapi.CensusFlows
	c.get(t, "/v1/census/flows?from=2026-10-05&to=2026-10-31&by=region").decode(t, http.StatusOK, &flows)
	if flows.Total.Start != 2 || flows.Total.End != 4 || len(flows.Total.Moves) != 1 || flows.Total.Moves[0] != (httpapi.CensusMove{Flow: "arrived", Detail: "landing", Count: 2}) {
		t.Errorf("the flows: %+v", flows.Total)
	}
	var d httpapi.CensusDifference
	c.get(t, "/v1/census/difference?on=2026-10-04&before=2026-10-04&by=region").decode(t, http.StatusOK, &d)
	if d.Before.Total != 3 || d.After.Total != 2 || len(d.Shifts) != 1 || len(d.Causes) != 1 || d.Causes[0].Fewer != 1 || d.Causes[0].Kind != "registry" {
		t.Errorf("the difference: %+v", d)
	}
}

func TestABadQuestionOfTheCensusSaysWhatIsWrong(t *testing.T) {
	g, _, c := counting(t)
	system, _ := g.enrolled(t, access.System)
	for url, field := range map[string]string{
		"/v1/census?on=2026-11-01":                                               "on",
		"/v1/census?on=2026-10-10&known-at=2026-10-09":                           "known-at",
		"/v1/census?on=2026-09-10&known-at=2026-09-30":                           "known-at", // before the registry began
		"/v1/census?on=2026-10-10&only=province:ZZ":                              "only",
		"/v1/census?on=2026-10-10&only=structure:RG01":                           "only", // could hold a name
		"/v1/census?on=2026-10-10&position=99":                                   "position",
		"/v1/census/series?from=2026-10-31&to=2026-10-01":                        "to",
		"/v1/census/series?from=2000-10-31&to=2026-10-01&every=day":              "from",
		"/v1/census/series?from=2026-10-31&to=2026-10-01&format=csv":             "to",
		"/v1/census/flows?from=2020-10-31&to=2026-10-01":                         "from",
		"/v1/census/difference?on=2026-10-10&before=2026-10-01":                  "before",
		"/v1/census/difference?on=2026-10-03&before=2026-10-05&after=2026-10-04": "after",
	} {
		p := c.get(t, url).problem(t, http.StatusUnprocessableEntity)
		if len(p.Errors) != 1 || p.Errors[0].Field != field {
			t.Errorf("%s: %+v, want an error about %s", url, p, field)
		}
	}
	p := system.get(t, "/v1/census?on=2026-10-10&by=structure").problem(t, http.StatusUnprocessableEntity)
	if len(p.Errors) != 1 || p.Errors[0].Field != "by" {
		t.Errorf("too wide a cut: %+v", p)
	}
}
