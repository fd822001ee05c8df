package pki_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"faro.example/registry/pg/pgtest"
	"faro.example/registry/pki"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

func TestWhatIsMoreRecentThanARestoredDatabaseIsBroughtBack(t *testing.T) {
	f := newFixture(t)
	ka, kb := newKeys(t), newKeys(t)
	a, certA := f.enrol(t, ka)
	codeB := f.invite(t)
	b, err := f.pki.Enrol(t.Context(), kb.request(t, codeB))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.pki.Revoke(t.Context(), b.Agent, pki.WhyOperator); err != nil {
		t.Fatal(err)
	}
	if n, err := f.pki.Reapply(t.Context()); err != nil || n != 0 {
		t.Errorf("with nothing lost: brought back %d and %v, want nothing", n, err)
	}
	before := blocksOf(t, f, a.Agent)
	ca, err := pki.OpenCA(f.dir)
	if err != nil {
		t.Fatal(err)
	}
	f.open(t, pgtest.New(t), ca) // a database from before all of it
	if _, err := f.pki.Reapply(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c, err := f.pki.Caller(t.Context(), certA); err != nil || c.Agent != a.Agent || !cmp.Equal(c.Offices, f.offices) {
		t.Errorf("the enrolled one: got %+v and %v, want it back", c, err)
	}
	_, err = f.pki.Caller(t.Context(), leaf(t, b))
	wantKind(t, err, fault.Unauthenticated)
	if got := blocksOf(t, f, a.Agent); !cmp.Equal(got, before) {
		t.Errorf("got blocks %v, want %v", got, before)
	}
	c, _ := f.enrol(t, newKeys(t))
	if got := blocksOf(t, f, c.Agent); got[0].First <= before[0].First {
		t.Errorf("a new installation was given %v, which may overlap what was given before", got)
	}
	if n, err := f.pki.Reapply(t.Context()); err != nil || n != 0 {
		t.Errorf("the second time: brought back %d and %v, want nothing", n, err)
	}
}

func TestTheJournalsOfSeveralServersAreAppliedByTime(t *testing.T) {
	f := newFixture(t)
	a, _ := f.enrol(t, newKeys(t))
	entries, err := f.journal.Entries()
	if err != nil {
		t.Fatal(err)
	}
	// Another server revoked it; its journal happens to be put before this one's.
	joined, err := pki.OpenJournal(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := joined.Close(); err != nil {
			t.Error(err)
		}
	})
	revoked := pki.Entry{At: time.Now().Add(time.Hour), Installation: a.Agent, Revoked: &pki.Revoked{Why: pki.WhyOperator}}
	if err := joined.Append(append([]pki.Entry{revoked}, entries...)...); err != nil {
		t.Fatal(err)
	}
	tx, err := pgtest.New(t).Admin().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := joined.Reapply(t.Context(), tx); err != nil {
		t.Fatal(err)
	}
	var why string
	if err := tx.QueryRow(t.Context(), `SELECT revoked_why FROM installations WHERE id = $1`, a.Agent).Scan(&why); err != nil || why != pki.WhyOperator {
		t.Errorf("got %q and %v, want it revoked", why, err)
	}
	var next int64
	if err := tx.QueryRow(t.Context(), `SELECT nextval('code_block_numbers')`).Scan(&next); err != nil {
		t.Fatal(err)
	}
	if b := blocksOf(t, f, a.Agent)[0]; next*pki.BlockSize <= int64(b.First) {
		t.Errorf("block %d is given next, and %d was given", next, b.First/pki.BlockSize)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func blocksOf(t *testing.T, f *fixture, agent change.AgentID) []minor.Block {
	t.Helper()
	out, err := pki.NewCodes(f.journal, time.Now).Blocks(t.Context(), f.Admin(), agent)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAnEnrolmentThatWasNeverCommittedIsAnsweredToTheSameKeys(t *testing.T) {
	f, k := newFixture(t), newKeys(t)
	code := f.invite(t)
	g, err := f.pki.Enrol(t.Context(), k.request(t, code))
	if err != nil {
		t.Fatal(err)
	}
	f.forgetEnrolments(t) // as if the process had died after the journal and before the commit
	if _, err := f.pki.Reapply(t.Context()); err != nil {
		t.Fatal(err)
	}
	again, err := f.pki.Enrol(t.Context(), k.request(t, code))
	if err != nil || again.Agent != g.Agent {
		t.Errorf("got %v and %v, want the installation of the journal", again.Agent, err)
	}
}

func TestOfTwoEnrolmentsWithTheSameKeysTheOneThatWasAnsweredIsBroughtBack(t *testing.T) {
	f, k := newFixture(t), newKeys(t)
	code := f.invite(t)
	if _, err := f.pki.Enrol(t.Context(), k.request(t, code)); err != nil {
		t.Fatal(err)
	}
	f.forgetEnrolments(t) // as if the process had died after the journal and before the commit
	answered, err := f.pki.Enrol(t.Context(), k.request(t, code))
	if err != nil {
		t.Fatal(err)
	}
	ca, err := pki.OpenCA(f.dir)
	if err != nil {
		t.Fatal(err)
	}
	f.open(t, pgtest.New(t), ca) // a database from before all of it
	if _, err := f.pki.Reapply(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c, err := f.pki.Caller(t.Context(), leaf(t, answered)); err != nil || c.Agent != answered.Agent {
		t.Errorf("got %v and %v, want the installation that was answered", c.Agent, err)
	}
}

// forgetEnrolments empties the tables of enrolments, and leaves the journal.
func (f *fixture) forgetEnrolments(t *testing.T) {
	t.Helper()
	for _, q := range []string{
		`UPDATE enrolment_codes SET used_at = NULL, installation = NULL`, `DELETE FROM code_blocks`, `DELETE FROM certificates`,
		`DELETE FROM installation_offices`, `DELETE FROM installations`,
	} {
		if _, err := f.Admin().Exec(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAnEnrolmentCutOffBeforeItsCodesWereGivenGetsThemWhenItIsAskedForAgain(t *testing.T) {
	f, k := newFixture(t), newKeys(t)
	code := f.invite(t)
	g, err := f.pki.Enrol(t.Context(), k.request(t, code))
	if err != nil {
		t.Fatal(err)
	}
	// As the journal brings it back if the process died before it wrote the block.
	if _, err := f.Admin().Exec(t.Context(), `DELETE FROM code_blocks`); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := f.pki.Enrol(t.Context(), k.request(t, code)); err != nil {
			t.Fatal(err)
		}
		if got := blocksOf(t, f, g.Agent); len(got) != 1 {
			t.Errorf("got the blocks %v, want one", got)
		}
	}
}

func TestAServerStartsWhileAnotherAnswersAnEnrolment(t *testing.T) {
	f, k := newFixture(t), newKeys(t)
	code := f.invite(t)
	if _, err := f.pki.Enrol(t.Context(), k.request(t, code)); err != nil {
		t.Fatal(err)
	}
	// As if the journal were written and the transaction not committed yet.
	var was []byte
	const out = `DELETE FROM installations RETURNING to_jsonb(installations)`
	for _, q := range []string{`DELETE FROM code_blocks`, `DELETE FROM certificates`, `DELETE FROM installation_offices`, `UPDATE enrolment_codes SET used_at = NULL, installation = NULL`} {
		if _, err := f.Admin().Exec(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Admin().QueryRow(t.Context(), out).Scan(&was); err != nil {
		t.Fatal(err)
	}
	tx, err := f.Admin().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), `INSERT INTO installations SELECT * FROM jsonb_populate_record(NULL::installations, $1)`, was); err != nil {
		t.Fatal(err)
	}
	started := make(chan error, 1)
	go func() {
		_, err := f.pki.Reapply(t.Context())
		started <- err
	}()
	for waits := 0; waits == 0; {
		const q = `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
		if err := f.Admin().QueryRow(t.Context(), q).Scan(&waits); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-started; err != nil {
		t.Errorf("the server does not start: %v", err)
	}
}

func TestAJournalThatWasCutOffGoesOn(t *testing.T) {
	dir := t.TempDir()
	j, err := pki.OpenJournal(dir)
	if err != nil {
		t.Fatal(err)
	}
	entry := func(n uint32) pki.Entry {
		return pki.Entry{At: time.Unix(int64(n), 0).UTC(), Installation: change.AgentID{1}, Block: &minor.Block{First: n, Count: 1}}
	}
	if err := j.Append(entry(1), entry(2)); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "journal")
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("others can read the journal: %v", info.Mode())
	}
	if err := os.Truncate(name, info.Size()-5); err != nil {
		t.Fatal(err)
	}
	other, err := pki.OpenJournal(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Append(entry(3)); err != nil {
		t.Fatal(err)
	}
	got, err := j.Entries()
	if want := []pki.Entry{entry(1), entry(3)}; err != nil || !cmp.Equal(got, want) {
		t.Errorf("got %+v and %v, want %+v", got, err, want)
	}
	for _, j := range []*pki.Journal{j, other} {
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := j.Append(entry(4)); err == nil {
		t.Error("a closed journal says that it wrote")
	}
}
