package httpapi_test

import (
	"net/http"
	"testing"

	"faro.example/registry/pki"
	"faro.example/shared/access"
	"faro.example/shared/api"
)

func TestALockedMachineSaysSoWithoutACertificateAndIsOpenAgainWithIt(t *testing.T) {
	f := newFixture(t)
	c, agent := f.enrolled(t, access.Centre)
	stranger := f.client(t)
	state := func() pki.State {
		all, err := f.pki.List(t.Context())
		if err != nil || len(all) != 1 {
			t.Fatalf("%d installations, %v", len(all), err)
		}
		return all[0].State
	}
	stranger.post(t, api.PathLocked, api.SayLocked(stranger.record, agent)).problem(t, http.StatusUnauthorized)
	if got := state(); got != pki.IsOpen {
		t.Errorf("after another's words: %s", got)
	}
	var noted api.Noted
	stranger.post(t, api.PathLocked, api.SayLocked(c.record, agent)).decode(t, http.StatusOK, &noted)
	if got := state(); got != pki.IsLocked || noted.Now.IsZero() {
		t.Errorf("after its own words: %s, at %s", got, noted.Now)
	}
	stranger.post(t, api.PathLocked, map[string]any{"agent": agent, "proof": 7}).problem(t, http.StatusUnprocessableEntity)
	c.get(t, api.PathFeed).decode(t, http.StatusOK, &api.Feed{})
	if got := state(); got != pki.IsOpen {
		t.Errorf("once it shows its certificate: %s", got)
	}
}
