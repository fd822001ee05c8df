package httpapi_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"testing"
	"time"

	"faro.example/registry/httpapi"
	"faro.example/registry/report"
	"faro.example/registry/report/disclosure"
	"faro.example/registry/report/publication"
	"faro.example/shared/day"
	"faro.example/shared/fault"
)

// press publishes one report.
type press struct{}

var published = publication.Publication{
	Name: publication.Name{Kind: report.Monthly, AsOf: day.Must("2026-10-31")}, From: day.Must("2026-09-30"), Epoch: 1, Position: 42, Floor: 5,
	ApprovedAt: time.Date(2026, 11, 12, 9, 0, 0, 0, time.UTC), Digest: "ab", Files: []publication.File{{Format: report.CSV, Digest: "cd", Size: 3}},
}

func (press) Published(_ context.Context, k report.Kind) ([]publication.Publication, error) {
	if k == report.Eurostat {
		return nil, nil
	}
	return []publication.Publication{published}, nil
}

func (press) Find(_ context.Context, n publication.Name) (publication.Publication, report.Report, error) {
	if n != published.Name {
		return publication.Publication{}, report.Report{}, fault.Newf(fault.NotFound, "no such publication")
	}
	return published, report.Report{}, nil
}

func (press) File(_ context.Context, n publication.Name, f report.Format) (publication.File, []byte, error) {
	if n != published.Name || f != report.CSV {
		return publication.File{}, nil, fault.Newf(fault.NotFound, "no such file")
	}
	return published.Files[0], []byte("a,b\n"), nil
}

func (press) Figure(_ context.Context, a publication.Address) (publication.Figure, error) {
	return publication.Figure{
		Address: a, Of: published, TableTitle: report.Words{Italian: "Cittadinanza", English: "Citizenship"},
		Published: disclosure.Cell{Count: 20}, Today: disclosure.Cell{Withheld: true}, Position: 50, Why: report.Words{Italian: "perché", English: "why"},
	}, nil
}

func publishes(o *httpapi.Options) { o.Publications = press{} }

func TestWhatIsPublishedIsReadByAnybody(t *testing.T) {
	c := newFixture(t, publishes).client(t) // which has no certificate
	var all httpapi.Publications
	c.get(t, "/v1/publications").decode(t, http.StatusOK, &all)
	if len(all.Publications) != 1 || all.Publications[0].Name != "monthly-2026-10-31" || all.Publications[0].Position != 42 || all.Publications[0].Files[0].Digest != "cd" {
		t.Errorf("got %+v", all)
	}
	c.get(t, "/v1/publications?kind=eurostat").decode(t, http.StatusOK, &all)
	if len(all.Publications) != 0 {
		t.Errorf("of another kind: %+v", all)
	}
	var one httpapi.Publication
	c.get(t, "/v1/publications/monthly-2026-10-31").decode(t, http.StatusOK, &one)
	if one.Digest != "ab" || one.From == nil {
		t.Errorf("got %+v", one)
	}
	var figure httpapi.Figure
	c.get(t, "/v1/publications/monthly-2026-10-31/figures/citizenship/EG/total").decode(t, http.StatusOK, &figure)
	if figure.Address != "monthly-2026-10-31/citizenship/EG/total" || *figure.Published.Count != 20 || !figure.Today.Withheld || figure.Today.Count != nil || figure.Why.En != "why" {
		t.Errorf("got %+v", figure)
	}
	c.get(t, "/v1/census?on=2026-10-31").problem(t, http.StatusUnauthorized)
}

func TestAFileThatIsHeldIsNotSentAgain(t *testing.T) {
	f := newFixture(t, publishes)
	c := f.client(t)
	const path = "/v1/publications/monthly-2026-10-31/files/csv"
	first := c.get(t, path)
	digest := sha256.Sum256([]byte("a,b\n"))
	etag := `"` + hex.EncodeToString(digest[:]) + `"`
	if first.StatusCode != http.StatusOK || string(first.body) != "a,b\n" || first.Header.Get("ETag") != etag || first.Header.Get("Content-Type") != "text/csv; charset=utf-8; header=present" {
		t.Errorf("got %d %q, %v", first.StatusCode, first.body, first.Header)
	}
	for _, mark := range []string{etag, `"x", W/` + etag} {
		r := f.newRequest(t, http.MethodGet, path, nil)
		r.Header.Set("If-None-Match", mark)
		if again := c.send(t, r); again.StatusCode != http.StatusNotModified || len(again.body) != 0 {
			t.Errorf("held as %s: got %d %q", mark, again.StatusCode, again.body)
		}
	}
	r := f.newRequest(t, http.MethodGet, path, nil)
	r.Header.Set("If-None-Match", `"other"`)
	if again := c.send(t, r); again.StatusCode != http.StatusOK {
		t.Errorf("another held: got %d", again.StatusCode)
	}
}

func TestWhatIsNotPublishedIsAProblem(t *testing.T) {
	c := newFixture(t, publishes).client(t)
	for path, status := range map[string]int{
		"/v1/publications/monthly-2026-09-30":           http.StatusNotFound,
		"/v1/publications/monthly-2026-10-31/files/pdf": http.StatusNotFound,
		"/v1/publications/monthly-2026-10-31/files/exe": http.StatusUnprocessableEntity,
		"/v1/publications/october":                      http.StatusUnprocessableEntity,
		"/v1/publications?kind=weekly":                  http.StatusUnprocessableEntity,
	} {
		c.get(t, path).problem(t, status)
	}
	newFixture(t).client(t).get(t, "/v1/publications").problem(t, http.StatusNotFound)
}

func TestWhoReadsWhatIsPublishedTooOftenWaits(t *testing.T) {
	f := newFixture(t, publishes, func(o *httpapi.Options) {
		o.PerMinute = 3
		o.Now = func() time.Time { return time.Date(2026, 11, 12, 9, 0, 0, 0, time.UTC) }
	})
	c := f.client(t)
	for range 3 {
		if got := c.get(t, "/v1/publications").StatusCode; got != http.StatusOK {
			t.Fatalf("got %d", got)
		}
	}
	if got := c.get(t, "/v1/publications"); got.problem(t, http.StatusTooManyRequests).Kind != "busy" || got.Header.Get("Retry-After") == "" {
		t.Errorf("got %v", got.Header)
	}
}

func TestPeopleReadWhatIsPublishedWithoutSigningIn(t *testing.T) {
	w := newTown(t)
	b := w.browser(t)
	var all httpapi.Publications
	b.get(t, "/v1/publications").decode(t, http.StatusOK, &all)
	b.get(t, "/v1/census?on=2026-10-31").problem(t, http.StatusUnauthorized)
}
