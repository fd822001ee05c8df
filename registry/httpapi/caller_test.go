package httpapi_test

import (
	"net/http"
	"net/http/httptrace"
	"testing"
	"time"

	"faro.example/registry/pki"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/mtls"
)

func TestEveryPathButTwoWantsACertificate(t *testing.T) {
	f := newFixture(t)
	c := f.client(t)
	for _, path := range []string{"/v1/census?on=2026-03-31", api.PathFeed} {
		c.get(t, path).problem(t, http.StatusUnauthorized)
	}
	for _, path := range []string{"/v1/custody/lookups", api.PathChanges, api.PathRenew} {
		c.post(t, path, api.RenewRequest{Request: c.csr(t)}).problem(t, http.StatusUnauthorized)
	}
	if res := c.get(t, "/status"); res.StatusCode != http.StatusOK {
		t.Errorf("got %d, want the state of the service for anybody", res.StatusCode)
	}
}

func TestAnEnrolmentIsAnsweredWithAllThatIsNeededToBegin(t *testing.T) {
	f := newFixture(t)
	c := f.client(t)
	code := f.invite(t, access.Centre)
	var out api.Enrolment
	c.post(t, api.PathEnrol, c.request(t, code)).decode(t, http.StatusOK, &out)
	if string(out.Roots) != string(f.ca.Roots()) || out.Epoch != 1 || out.Directory == nil || len(out.Directory.Offices) != 1 {
		t.Errorf("got %+v, want roots, standpoint and directory", out)
	}
	c.keep(t, out.Certificate)
	c.get(t, api.PathFeed).decode(t, http.StatusOK, &api.Feed{})
	if f.caller.Agent != out.Agent || f.caller.Role != access.Centre || !f.caller.SpeaksFor(f.office) {
		t.Errorf("the caller was %+v, want the installation", f.caller)
	}
	other := f.client(t)
	p := other.post(t, api.PathEnrol, other.request(t, code)).problem(t, http.StatusUnauthorized)
	if p.Remedy == "" {
		t.Error("a code used twice is refused without a remedy")
	}
}

func TestACodeThatHasRunOutIsRefused(t *testing.T) {
	f := newFixture(t)
	c := f.client(t)
	code := f.invite(t, access.Centre)
	f.pass(pki.DefaultCodeValid)
	c.post(t, api.PathEnrol, c.request(t, code)).problem(t, http.StatusUnauthorized)
}

func TestARevokedCertificateIsRefusedOnAConnectionThatIsOpen(t *testing.T) {
	f := newFixture(t)
	c, agent := f.enrolled(t, access.Centre)
	c.get(t, api.PathFeed).decode(t, http.StatusOK, &api.Feed{})
	if err := f.pki.Revoke(t.Context(), agent, pki.WhyOperator); err != nil {
		t.Fatal(err)
	}
	reused := false
	r := f.newRequest(t, http.MethodGet, api.PathFeed, nil)
	trace := &httptrace.ClientTrace{GotConn: func(i httptrace.GotConnInfo) { reused = i.Reused }}
	c.send(t, r.WithContext(httptrace.WithClientTrace(r.Context(), trace))).problem(t, http.StatusUnauthorized)
	if !reused {
		t.Error("the connection was not the one that was open")
	}
	c.post(t, api.PathRenew, api.RenewRequest{Request: c.csr(t)}).problem(t, http.StatusUnauthorized)
}

func TestACertificateThatRanOutIsGoodForItsRenewalAlone(t *testing.T) {
	f := newFixture(t)
	c, agent := f.enrolled(t, access.Centre)
	f.pass(pki.DefaultLifetime + pki.RenewAfter - time.Minute)
	c.get(t, api.PathFeed).problem(t, http.StatusUnauthorized)
	var out api.Enrolment
	c.post(t, api.PathRenew, api.RenewRequest{Request: c.csr(t)}).decode(t, http.StatusOK, &out)
	if out.Agent != agent {
		t.Errorf("got a certificate for %v, want %v", out.Agent, agent)
	}
	old := c.cert
	c.keep(t, out.Certificate)
	c.get(t, api.PathFeed).decode(t, http.StatusOK, &api.Feed{})
	c.cert = old
	c.CloseIdleConnections()
	f.pass(time.Hour)
	c.post(t, api.PathRenew, api.RenewRequest{Request: c.csr(t)}).problem(t, http.StatusUnauthorized)
}

func TestACertificateOfAnotherAuthorityDoesNotGetIn(t *testing.T) {
	f := newFixture(t)
	c, _ := f.enrolled(t, access.Centre)
	other := newFixture(t)
	foreign, _ := other.enrolled(t, access.Centre)
	c.cert = foreign.cert
	c.CloseIdleConnections()
	res, err := c.Get(f.url + "/status")
	if err == nil {
		t.Errorf("got %d, want the connection refused", res.StatusCode)
		if err := res.Body.Close(); err != nil {
			t.Error(err)
		}
	}
	if mtls.ClockSuspect(err) {
		t.Error("the clock is blamed")
	}
}
