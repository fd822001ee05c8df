package backup_test

import (
	"log/slog"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/audit"
	"faro.example/registry/audit/tree"
	"faro.example/registry/backup"
	"faro.example/registry/intake/intaketest"
	"faro.example/shared/access"
)

// sealed gives everything its place in the tree, as a registryd that was
// started now does, and gives the key.
func (w *world) sealed() *tree.Key {
	w.t.Helper()
	key, _, err := tree.OpenKey(w.state)
	must(w.t, err)
	s := tree.NewSealer(tree.Options{
		Pool: w.DB.As("faro_audit"), Key: key, State: w.state, Now: w.Now, Log: slog.New(slog.DiscardHandler), Metrics: prometheus.NewRegistry(),
	})
	_, err = s.Seal(w.t.Context())
	must(w.t, err)
	return key
}

func (w *world) looks(n int) {
	w.t.Helper()
	log, err := audit.New(w.DB.As("faro_audit"), w.Now)
	must(w.t, err)
	_, err = log.Watch(w.t.Context()) // which makes months
	must(w.t, err)
	for range n {
		must(w.t, log.Write(w.t.Context(), audit.Line{Caller: access.Caller{Role: access.Ministry}, Action: access.CountCensus, Allowed: true}))
	}
}

func TestTheRecordOfAccessFollowsARestoreAndNamesWhatItLost(t *testing.T) {
	w := newWorld(t)
	a := w.centre()
	w.looks(3)
	a.Taken(arrival(a, intaketest.Minor(), a.Code())...)
	w.sealed()
	w.looks(2) // not sealed when the backup is made
	made := w.backUp(0)
	w.sealed()
	w.looks(4)
	a.Taken(arrival(a, intaketest.Minor(), a.Code())...)
	key := w.sealed()
	w.restore(made.Where)
	w.looks(1)
	w.sealed()

	outside, err := tree.Outside(w.state, key.Keys)
	must(t, err)
	lives, err := backup.Lives(w.state)
	must(t, err)
	got, err := tree.Verify(t.Context(), w.DB.As("faro_audit"), tree.Against{Keys: key.Keys, Outside: outside, Lives: lives, Progress: func(int, int) {}})
	must(t, err)
	for _, f := range got.Findings {
		t.Errorf("found %v after an honest restore", f)
	}
	if got.Newest.Epoch != 2 || len(got.Waiting) != 0 || len(got.Forgotten) != 1 || !strings.HasPrefix(got.Forgotten[0].String(), "lost: leaves ") {
		t.Errorf("got %+v, want the tree of epoch 2, and the leaves named that the restore lost", got)
	}
	var months string
	w.Scan(&months, `SELECT string_agg(DISTINCT tableoid::regclass::text, ' ') FROM access_lines`)
	if months != "access_lines_2026_03" {
		t.Errorf("the lines are in %s, want them in their month", months)
	}
}
