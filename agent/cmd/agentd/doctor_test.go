package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"faro.example/agent/config"
	"faro.example/shared/doctor"
)

// examined is what the doctor says with --json, by check: the worst of each.
func (c *centre) examined() (code int, worst map[string]doctor.Finding) {
	c.t.Helper()
	code, out := c.agentd("", "doctor", "--json")
	var r doctor.Report
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		c.t.Fatalf("%v: %s", err, out)
	}
	worst = map[string]doctor.Finding{}
	for _, f := range r.Findings {
		if f.State != doctor.Well && f.Remedy == "" {
			c.t.Errorf("%s: got %q without a remedy", f.Check, f.Says)
		}
		if w, there := worst[f.Check]; !there || f.State.Rank() > w.State.Rank() {
			worst[f.Check] = f
		}
	}
	return code, worst
}

func TestTheDoctorOfACentreFindsTheUsualTroubles(t *testing.T) {
	c := newCentre(t)
	code, found := c.examined()
	for check, want := range map[string]doctor.State{
		"permissions": doctor.Well, "disk": doctor.Well, "store": doctor.Well, "certificate": doctor.Well, "clock": doctor.Well,
		"version": doctor.Well, "line": doctor.Well, "outbox": doctor.Well, "refused": doctor.Well, "serve": doctor.Trouble,
	} {
		if found[check].State != want {
			t.Errorf("%s: got %s (%s), want %s", check, found[check].State, found[check].Says, want)
		}
	}
	if code != doctor.ExitTrouble || !strings.Contains(found["serve"].Remedy, "agentd serve") {
		t.Errorf("nobody carries: got exit code %d and %v", code, found["serve"])
	}

	c.now = func() time.Time { return time.Now().Add(-3 * time.Hour) } // a flat battery
	_, found = c.examined()
	if f := found["clock"]; f.State != doctor.Trouble {
		t.Errorf("a clock hours behind: got %v", f)
	}
	c.now = func() time.Time { return time.Now().Add(8 * 24 * time.Hour) } // nothing was heard since
	_, found = c.examined()
	if f := found["certificate"]; f.State != doctor.Trouble || !strings.Contains(f.Says, "ran out") {
		t.Errorf("a certificate that ran out: got %v", f)
	}
	c.now = time.Now

	if err := os.Chmod(filepath.Join(c.dir, "agent.key"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, found = c.examined()
	if f := found["permissions"]; f.State != doctor.Trouble || !strings.Contains(f.Says, "agent.key") {
		t.Errorf("a key that others can read: got %v", f)
	}
	if f := found["store"]; f.State != doctor.Trouble {
		t.Errorf("a store that such a key does not open: got %v", f)
	}
}

func TestTheDoctorTellsALineThatIsCutFromOneThatIsTapped(t *testing.T) {
	c, other := newCentre(t), newMachine(t)
	d, err := (&console{ctx: t.Context(), store: config.Store{Dir: c.dir}, now: c.now}).open()
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct{ registry, says string }{
		"cut":               {"https://127.0.0.1:1", "not reached"},
		"something between": {other.url, "does not trust"},
	} {
		if f := d.line(status{Registry: tc.registry}); f.State != doctor.Trouble || !strings.Contains(f.Says, tc.says) || f.Remedy == "" {
			t.Errorf("%s: got %v, want trouble that says %q", name, f, tc.says)
		}
	}
	if err := d.db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestTheDoctorNamesAStoreThatIsNotThere(t *testing.T) {
	c := newMachine(t)
	if code, found := c.examined(); code != doctor.ExitTrouble || !strings.Contains(found["store"].Remedy, "agentd enrol") {
		t.Errorf("got exit code %d and %v", code, found)
	}
}
