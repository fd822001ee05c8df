package backup_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/ledger"
	"faro.example/registry/pki"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
)

func (w *world) records(m minor.ID) []change.Placed {
	w.t.Helper()
	all, err := ledger.Of(w.t.Context(), w.DB.As("faro_intake"), w.Sealer, []minor.ID{m})
	must(w.t, err)
	return all[m]
}

func (w *world) file(m minor.ID) casefile.File {
	w.t.Helper()
	return casefile.Fold(m, w.records(m))
}

func (w *world) head() ledger.Head {
	w.t.Helper()
	h, err := ledger.Read(w.t.Context(), w.DB.As("faro_intake"))
	must(w.t, err)
	return h
}

func TestWhatIsGivenBackIsInTheLedgerOnceAndKnowsNoMoreThanWasRestored(t *testing.T) {
	w := newWorld(t)
	a, b := w.centre(), w.centre()
	m := intaketest.Minor()
	before := arrival(a, m, a.Code())
	a.Taken(before...)
	made := w.backUp(0)

	sent := a.Write(m, "2026-03-10", movement.Departed{From: facility.At(facility.ID(a.Office)), To: facility.At(facility.ID(b.Office))}, intaketest.Seen(w.head().Position))
	a.Sent(w.head().Position)
	a.Taken(sent)
	from := facility.At(facility.ID(a.Office))
	came := b.Write(m, "2026-03-10", movement.Arrived{At: facility.At(facility.ID(b.Office)), From: &from}, intaketest.Seen(w.head().Position))
	b.Sent(w.head().Position)
	b.Taken(came)
	died := b.Write(m, "2026-03-10", movement.ExitRecorded{Reason: movement.Death}, intaketest.Seen(w.head().Position))
	b.Sent(w.head().Position)
	b.Taken(died)

	w.restore(made.Where)
	if got := len(w.records(m)); got != len(before) {
		t.Fatalf("got %d records after the restore, want %d", got, len(before))
	}
	// The centre that the child came to is back first, and gives back what it
	// holds of the other too; then the other comes, and both come again.
	got := verdicts(w.giveBack(b, a.ID, sent))
	got = append(got, verdicts(w.giveBack(b, b.ID, came, died))...)
	got = append(got, verdicts(w.giveBack(a, a.ID, sent))...)
	got = append(got, verdicts(w.giveBack(a, b.ID, came, died))...)
	want := []api.Verdict{api.Taken, api.Taken, api.Taken, api.Known, api.Known, api.Known}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("verdicts (-want +got):\n%s", d)
	}
	var ids []change.ID
	for _, p := range w.records(m) {
		ids = append(ids, p.ID)
		if p.Position > made.Position && p.Standing.Knows > made.Position {
			t.Errorf("%s knows up to %d, and the ledger was restored up to %d", p.Kind, p.Standing.Knows, made.Position)
		}
	}
	if d := cmp.Diff([]change.ID{before[0].ID, before[1].ID, sent.ID, came.ID, died.ID}, ids); d != "" {
		t.Errorf("records (-want +got):\n%s", d)
	}
	a.Taken(a.Write(intaketest.Minor(), "2026-03-10", minor.Registered{Code: a.Code()}))
	w.clean()
}

func TestWhatTheJournalHoldsHoldsBeforeAnybodyIsAnswered(t *testing.T) {
	w := newWorld(t)
	a, b := w.centre(), w.centre()
	a.Taken(arrival(a, intaketest.Minor(), a.Code())...)
	made := w.backUp(0)

	// Since then one is revoked, and another enrols and is given codes.
	journal := func(e pki.Entry) {
		t.Helper()
		e.At = w.Now()
		must(t, w.journal.Append(e))
	}
	journal(pki.Entry{Installation: a.ID, Revoked: &pki.Revoked{Why: pki.WhyOperator}})
	c := w.Agent(b.Office)
	c.Author = b.Author
	var key []byte
	w.Scan(&key, `SELECT record_key FROM installations WHERE id = $1`, c.ID)
	journal(pki.Entry{Installation: c.ID, Enrolled: &pki.Enrolled{Role: access.Centre, Label: "new", RecordKey: key, TLSKeySum: make([]byte, 32), Offices: []institution.OfficeID{b.Office}, CodeSum: make([]byte, 32)}})
	journal(pki.Entry{Installation: c.ID, Block: &c.Blocks[0]})
	m := intaketest.Minor()
	b.Taken(arrival(b, m, b.Code())...)

	done := w.restore(made.Where)
	if done.Brought != 4 {
		t.Errorf("got %d rows brought back, want the installation, its office, its codes and the revocation", done.Brought)
	}
	var why string
	w.Scan(&why, `SELECT revoked_why FROM installations WHERE id = $1`, a.ID)
	if why != pki.WhyOperator {
		t.Errorf("the revoked one: got %q", why)
	}
	if got := w.giveBack(c, c.ID, arrival(c, intaketest.Minor(), c.Code())...); got[0].Verdict != api.Taken {
		t.Errorf("a code given after the backup: got %+v", got[0])
	}
	var sequence int64
	w.Scan(&sequence, `SELECT nextval('code_block_numbers')`)
	for _, given := range []minor.Block{a.Blocks[0], b.Blocks[0], c.Blocks[0]} {
		if given.Contains(uint32(sequence * pki.BlockSize)) {
			t.Errorf("block %d would be given twice", given.First)
		}
	}
	w.clean()
}

func TestARevokedOnesRecordsAreTakenFromWhoHoldsThem(t *testing.T) {
	w := newWorld(t)
	a, b := w.centre(), w.centre()
	made := w.backUp(0)
	m := intaketest.Minor()
	early := arrival(a, m, a.Code())
	a.Taken(early...)
	w.SetNow(w.Now().Add(time.Hour))
	must(t, w.journal.Append(pki.Entry{At: w.Now(), Installation: a.ID, Revoked: &pki.Revoked{Why: pki.WhyCopied}}))
	w.SetNow(w.Now().Add(time.Hour))
	late := a.Write(m, "2026-03-10", minor.IdentityStated{Source: minor.OwnWord, Sex: "M"})

	w.restore(made.Where)
	got := verdicts(w.giveBack(b, a.ID, append(early, late)...))
	if d := cmp.Diff([]api.Verdict{api.Taken, api.Taken, api.Refused}, got); d != "" {
		t.Errorf("signed before it was revoked, and after (-want +got):\n%s", d)
	}
	w.clean()
}

func TestTheRegistryGivesNoChildTheCodeThatALostLifeGaveAnother(t *testing.T) {
	w := newWorld(t)
	a, b := w.centre(), w.centre()
	a.Taken(arrival(a, intaketest.Minor(), "")...)
	made := w.backUp(0)
	first, second := intaketest.Minor(), intaketest.Minor()
	lost := arrival(a, first, "")
	a.Taken(lost...)
	printed := w.file(first).Identity.Code
	var stated change.Record
	for _, p := range w.records(first) {
		if p.Agent == w.Registry.ID {
			stated = p.Record
		}
	}

	w.restore(made.Where)
	b.Taken(arrival(b, second, "")...)
	anew := w.file(second).Identity.Code
	if anew == "" || anew.Reveal() == printed.Reveal() {
		t.Errorf("another child was given the code of the first")
	}
	w.giveBack(a, a.ID, lost...)
	if got := w.giveBack(a, w.Registry.ID, stated); got[0].Verdict != api.Taken {
		t.Errorf("the registry's own: got %+v", got[0])
	}
	f := w.file(first)
	if f.Identity.Code.Reveal() != printed.Reveal() || len(f.Conflicts) > 0 {
		t.Errorf("the code that people have does not stand: %d conflicts", len(f.Conflicts))
	}
	var owner minor.ID
	w.Scan(&owner, `SELECT minor FROM codes WHERE serial = $1`, printed.Serial())
	if owner != first {
		t.Error("the code does not find the child")
	}
	var revoked int
	w.Scan(&revoked, `SELECT count(*) FROM installations WHERE revoked_at IS NOT NULL`)
	if revoked > 0 {
		t.Error("the registry took itself for a copy")
	}
	w.clean()
}

func TestEveryInstallationIsBroughtItsWholeScopeOnceMore(t *testing.T) {
	w := newWorld(t)
	a := w.centre()
	m := intaketest.Minor()
	a.Taken(arrival(a, m, a.Code())...)
	made := w.backUp(0)
	w.restore(made.Where)
	type row struct {
		What  string
		Minor minor.ID
	}
	var got []row
	rows, err := w.DB.Admin().Query(t.Context(), `SELECT what, minor FROM feed WHERE agent = $1 AND position > $2 ORDER BY n`, a.ID, made.Position)
	must(t, err)
	for rows.Next() {
		var r row
		must(t, rows.Scan(&r.What, &r.Minor))
		got = append(got, r)
	}
	must(t, rows.Err())
	if d := cmp.Diff([]row{{api.WhatDirectory, minor.ID{}}, {api.WhatEnter, m}}, got); d != "" {
		t.Errorf("feed (-want +got):\n%s", d)
	}
}
