package pki_test

import (
	"testing"
	"time"

	"faro.example/registry/pki"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/fault"
)

func (f *fixture) measured(t *testing.T, silent, locked float64) {
	t.Helper()
	families, err := f.reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, m := range families {
		got[m.GetName()] = m.GetMetric()[0].GetGauge().GetValue()
	}
	if got["faro_pki_silent_installations"] != silent || got["faro_pki_locked_installations"] != locked {
		t.Errorf("measured %v, want %v silent and %v locked", got, silent, locked)
	}
}

func (f *fixture) state(t *testing.T, agent change.AgentID) pki.Installation {
	t.Helper()
	all, err := f.pki.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range all {
		if i.ID == agent {
			return i
		}
	}
	t.Fatalf("installation %s is not listed", agent)
	return pki.Installation{}
}

func TestALockedInstallationIsLockedAndNotSilentUntilItShowsItsCertificate(t *testing.T) {
	f := newFixture(t)
	k := newKeys(t)
	grant, cert := f.enrol(t, k)
	if _, err := f.pki.Caller(t.Context(), cert); err != nil {
		t.Fatal(err)
	}
	if got := f.state(t, grant.Agent); got.State != pki.IsOpen || got.Label != "Casa Uno" || got.ValidUntil.IsZero() {
		t.Errorf("got %+v, want it open", got)
	}
	f.now = f.now.Add(23 * time.Hour)
	words := api.SayLocked(k.record, grant.Agent)
	if err := f.pki.Locked(t.Context(), words); err != nil {
		t.Fatal(err)
	}
	since := f.now
	f.now = f.now.Add(2 * time.Hour)
	if got := f.state(t, grant.Agent); got.State != pki.IsLocked || !got.Since.Equal(since) {
		t.Errorf("got %s since %s, want it locked since %s", got.State, got.Since, since)
	}
	f.measured(t, 0, 1)

	f.now = f.now.Add(23 * time.Hour)
	if got := f.state(t, grant.Agent); got.State != pki.IsSilent {
		t.Errorf("a machine that stopped saying that it is locked: got %s, want it silent", got.State)
	}
	if err := f.pki.Locked(t.Context(), words); err != nil {
		t.Fatal(err)
	}
	if got := f.state(t, grant.Agent); got.State != pki.IsLocked || !got.Since.Equal(since) {
		t.Errorf("said again: got %s since %s, want it locked since %s", got.State, got.Since, since)
	}
	if _, err := f.pki.Caller(t.Context(), cert); err != nil {
		t.Fatal(err)
	}
	if got := f.state(t, grant.Agent); got.State != pki.IsOpen {
		t.Errorf("once it shows its certificate: got %s, want it open", got.State)
	}
	f.measured(t, 0, 0)
}

func TestWordsThatAreNotAnInstallationsLockNothing(t *testing.T) {
	f := newFixture(t)
	k, other := newKeys(t), newKeys(t)
	grant, _ := f.enrol(t, k)
	for name, words := range map[string]api.Locked{
		"signed by another":           api.SayLocked(other.record, grant.Agent),
		"of an installation not here": api.SayLocked(k.record, change.AgentID{7}),
		"without a proof":             {Agent: grant.Agent},
	} {
		if err := f.pki.Locked(t.Context(), words); !fault.Is(err, fault.Unauthenticated) || fault.As(err).Remedy == "" {
			t.Errorf("%s: got %v, want unauthenticated", name, err)
		}
	}
	if got := f.state(t, grant.Agent); got.State == pki.IsLocked {
		t.Error("it is locked by another's words")
	}
	if err := f.pki.Revoke(t.Context(), grant.Agent, pki.WhyOperator); err != nil {
		t.Fatal(err)
	}
	if err := f.pki.Locked(t.Context(), api.SayLocked(k.record, grant.Agent)); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("of a revoked one: got %v, want unauthenticated", err)
	}
	if got := f.state(t, grant.Agent); got.State != pki.IsRevoked {
		t.Errorf("got %s, want it revoked", got.State)
	}
}
