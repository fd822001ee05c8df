package httpapi_test

import (
	"context"
	"net/http"
	"testing"

	"faro.example/registry/report"
	"faro.example/registry/report/publication"
	"faro.example/shared/fault"
)

// nothing is a Ministry that has published nothing.
type nothing struct{}

func (nothing) Published(context.Context, report.Kind) ([]publication.Publication, error) {
	return nil, nil
}

func (nothing) Find(context.Context, publication.Name) (publication.Publication, report.Report, error) {
	return publication.Publication{}, report.Report{}, fault.Newf(fault.NotFound, "no such publication")
}

func (nothing) File(context.Context, publication.Name, report.Format) (publication.File, []byte, error) {
	return publication.File{}, nil, fault.Newf(fault.NotFound, "no such publication")
}

func (nothing) Figure(context.Context, publication.Address) (publication.Figure, error) {
	return publication.Figure{}, fault.Newf(fault.NotFound, "no such figure")
}

func TestAnybodyReadsThePublicPagesAlsoByALinkFromAnotherSite(t *testing.T) {
	b := newTown(t).browser(t)
	for _, path := range []string{"/public", "/public/law", "/public/publications"} {
		page := b.get(t, path, fromProvider)
		if page.StatusCode != http.StatusOK || len(page.Cookies()) != 0 {
			t.Errorf("%s: got %d and %d cookies, want a page and none", path, page.StatusCode, len(page.Cookies()))
		}
	}
	b.get(t, "/v1/session", fromProvider).problem(t, http.StatusForbidden)
}

func TestWhoReadsMuchIsToldToWaitAndKeepsNobodyFromSigningIn(t *testing.T) {
	b := newTown(t).browser(t)
	for range 300 {
		if got := b.get(t, "/public/law").StatusCode; got != http.StatusOK {
			t.Fatalf("got %d before the limit", got)
		}
	}
	if page := b.get(t, "/public/law"); page.StatusCode != http.StatusTooManyRequests || page.Header.Get("Retry-After") == "" {
		t.Errorf("got %d, want to be told to wait", page.StatusCode)
	}
	if got := b.get(t, "/signin").StatusCode; got != http.StatusOK {
		t.Errorf("sign-in: got %d", got)
	}
}
