package alert_test

import (
	"testing"

	"faro.example/registry/alert"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
)

// foldedBy has casefiles be as rules so much newer than these have folded them.
func (w *world) foldedBy(newer int, minors ...minor.ID) {
	w.t.Helper()
	w.Exec(`UPDATE casefiles SET rules = $1 WHERE minor = ANY ($2)`, casefile.Rules+newer, minors)
}

// stands gives how a child stands: the missing half of a transfer, the deadline to
// report an absence, and how often the guardian was told since a position.
func (w *world) stands(m minor.ID, since uint64) (out struct {
	half, late bool
	told       int
}) {
	w.t.Helper()
	w.Scan(&out.half, `SELECT EXISTS (SELECT FROM alerts WHERE minor = $1 AND record IS NOT NULL AND ended_at IS NULL)`, m)
	w.Scan(&out.late, `SELECT EXISTS (SELECT FROM alerts WHERE minor = $1 AND rule = 'D14' AND ended_at IS NULL)`, m)
	w.Scan(&out.told, `SELECT count(*) FROM tellings WHERE minor = $1 AND position > $2`, m, since)
	return out
}

func TestWhatANewerProgramHasFoldedIsLeftToIt(t *testing.T) {
	w := newWorld(t)
	newer := w.process() // that has looked before
	sweep := func(by *alert.Alerts) alert.Swept {
		t.Helper()
		out, err := by.Sweep(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	to := w.Structure(roma)
	there := w.Agent(institution.OfficeOf(to))
	away := []minor.ID{w.hosted(), w.hosted()} // the first of each is left
	sent := []minor.ID{w.hosted(), w.hosted()}
	says := func(minors []minor.ID, on string, b change.Body) {
		for _, m := range minors {
			w.centre.Taken(w.centre.Write(m, on, b))
		}
	}
	w.on("2026-03-05")
	says(away, "2026-03-05", movement.AbsenceReported{From: facility.At(w.from)})
	w.on("2026-03-06")
	sweep(newer)
	var since uint64
	w.Scan(&since, `SELECT position FROM ledger_head`)
	says(away, "2026-03-05", movement.AbsenceReported{From: facility.At(w.from), Report: "12/2026"})
	w.sent(sent[0], to)
	w.sent(sent[1], to)
	w.foldedBy(1, away[0], sent[0])

	for again := range 2 {
		if got := sweep(w.alerts); again > 0 && got.Raised+got.Told+got.Deadlines.Raised+got.Deadlines.Ended > 0 {
			t.Errorf("what is left: swept again, got %+v", got)
		}
		if left, other := w.stands(away[0], since), w.stands(away[1], since); !left.late || other.late || left.told != 0 || other.told != 1 {
			t.Errorf("an absence that is reported: left %+v, the other %+v", left, other)
		}
		if left, other := w.stands(sent[0], since), w.stands(sent[1], since); left.half || !other.half || left.told != 0 || other.told != 1 {
			t.Errorf("a child who does not come: left %+v, the other %+v", left, other)
		}
	}
	says(away[1:], "2026-03-20", movement.AbsenceEnded{})
	if got := sweep(w.alerts); got.Told != 1 {
		t.Errorf("of what comes after what is left: told %d, want one", got.Told)
	}

	w.foldedBy(0, away[0], sent[0])
	sweep(newer)
	if left, other := w.stands(away[0], since), w.stands(away[1], since); left.late || left.told != 1 || other.told != 2 {
		t.Errorf("an absence that is reported, by newer rules: left %+v, the other %+v", left, other)
	}
	if left := w.stands(sent[0], since); !left.half || left.told != 1 {
		t.Errorf("a child who does not come, by newer rules: %+v", left)
	}

	for _, m := range sent {
		there.Taken(there.Write(m, "2026-03-20", movement.Arrived{At: facility.At(to)}))
	}
	w.foldedBy(1, sent[0])
	for _, by := range []*alert.Alerts{w.alerts, w.process()} {
		sweep(by)
		if left, other := w.stands(sent[0], since), w.stands(sent[1], since); !left.half || other.half {
			t.Errorf("a child who came: left %+v, the other %+v", left, other)
		}
	}
	w.foldedBy(0, sent[0])
	if sweep(newer); w.stands(sent[0], since).half {
		t.Error("a child who came, by newer rules: the half is still missing")
	}
}
