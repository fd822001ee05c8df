package tree_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"faro.example/registry/audit"
	"faro.example/registry/audit/tree"
	"faro.example/registry/intake/intaketest"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

func TestWhatNobodyAlteredIsWholeAndWhatWaitsIsNamed(t *testing.T) {
	w := newWorld(t)
	w.look(3)
	w.push(5)
	w.seal()
	w.look(300)
	w.push(700)
	w.seal()
	w.restart()
	w.look(1)
	w.seal()
	w.look(2)
	w.push(4)
	r := w.whole()
	if r.Leaves != 1+3+5+300+700+1 || r.Newest.Size != r.Leaves || r.Unplaced != 4 {
		t.Errorf("got %+v", r)
	}
	if fmt.Sprint(r.Waiting) != "[305 306]" {
		t.Errorf("got %v waiting, want lines 305 and 306", r.Waiting)
	}
	w.seal()
	if r := w.whole(); len(r.Waiting) != 0 || r.Unplaced != 0 {
		t.Errorf("got %+v, want nothing waiting", r)
	}
}

func TestEveryAlterationIsNamed(t *testing.T) {
	for name, c := range map[string]struct {
		do   []string
		want []string
	}{
		"a line is changed":               {[]string{`UPDATE access_lines SET reason = 'another' WHERE id = 7`}, []string{"changed", "line 7"}},
		"the time of a line is changed":   {[]string{`UPDATE access_lines SET at = at - interval '1 microsecond' WHERE id = 7`}, []string{"changed", "line 7"}},
		"whom a line concerns is changed": {[]string{`UPDATE access_lines SET subjects = '{}' WHERE id = 12`}, []string{"changed", "line 12"}},
		"a line is removed":               {[]string{`DELETE FROM access_lines WHERE id = 9`}, []string{"removed", "line 9"}},
		"a line is put in": {
			[]string{`INSERT INTO access_lines (id, at, role, action, allowed) VALUES (1000, '2026-03-31 12:00', 'ministry', 'open-casefile', true)`},
			[]string{"inserted", "line 1000"},
		},
		"a second line has the number of another": {
			[]string{`INSERT INTO access_lines (id, at, role, action, allowed) VALUES (7, '2026-03-31 12:00:01', 'ministry', 'open-casefile', true)`},
			[]string{"inserted", "line 7"},
		},
		"the ledger is changed":           {[]string{`UPDATE ledger SET at = at + interval '1 second' WHERE position = 6`}, []string{"changed", "ledger position 6"}},
		"the ledger loses a position":     {[]string{`DELETE FROM ledger WHERE position = 6`}, []string{"removed", "ledger position 6"}},
		"a hash of the tree is changed":   {[]string{`UPDATE tree_tiles SET hashes = overlay(hashes placing '\x0000' from 100) WHERE level = 0 AND tile = 0`}, []string{"changed", "line 3"}},
		"the tree loses its hashes":       {[]string{`DELETE FROM tree_tiles WHERE level = 0`}, []string{"removed", "line 7"}},
		"the tree loses what it is of":    {[]string{`DELETE FROM tree_runs WHERE what = 'lines' AND 7 = ANY (lines)`}, []string{"inserted", "line 7"}},
		"a head is forged":                {[]string{`UPDATE checkpoints SET note = replace(note, 'at 2026', 'at 2025')`}, []string{"unsigned"}},
		"the heads are removed":           {[]string{`DELETE FROM checkpoints`}, []string{"unsigned"}},
		"a line is taken off the waiting": {[]string{`WITH l AS (INSERT INTO access_lines (at, role, action, allowed) VALUES ('2026-03-31 12:01', 'x', 'y', true) RETURNING id) SELECT id FROM l`}, []string{"inserted", "line 21"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.look(10)
			w.push(10)
			w.seal()
			w.look(10)
			w.push(10)
			w.seal()
			w.whole()
			w.tamper(c.do...)
			w.named(w.verifyWith(), c.want...)
		})
	}
}

func TestARecordThatIsNotThatOfItsLeafIsNamed(t *testing.T) {
	h := intaketest.New(t)
	a := h.Agent(institution.OfficeOf(h.Structure("089017")))
	m := intaketest.Minor()
	a.Taken(a.Write(m, "2026-03-10", minor.Registered{Code: a.Code()}), a.Write(m, "2026-03-10", minor.Found{Mode: minor.ByFinding}))
	w := &world{T: t, db: h.DB, dir: t.TempDir(), at: noon}
	var err error
	w.key, _, err = tree.OpenKey(w.dir)
	w.must(err)
	w.restart()
	w.seal()
	w.whole()
	var position int
	h.Scan(&position, `SELECT max(position) FROM records`)
	h.Exec(`ALTER TABLE records DISABLE TRIGGER USER`)
	h.Exec(`UPDATE records SET header = overlay(header placing '\x20' from 20) WHERE position = $1`, position)
	w.named(w.verify(), "changed", fmt.Sprintf("ledger position %d", position), "record")
}

func TestARecordThatItsInstallationDidNotSignIsNamed(t *testing.T) {
	h := intaketest.New(t)
	a := h.Agent(institution.OfficeOf(h.Structure("089017")))
	m := intaketest.Minor()
	a.Taken(a.Write(m, "2026-03-10", minor.Registered{Code: a.Code()}), a.Write(m, "2026-03-10", minor.Found{Mode: minor.ByFinding}))
	enrolled, ok := a.Key.Public().(ed25519.PublicKey)
	if !ok {
		t.Fatal("the installation's key is not of Ed25519")
	}
	w := &world{T: t, db: h.DB, dir: t.TempDir(), at: noon, agents: map[change.AgentID]ed25519.PublicKey{a.ID: enrolled}}
	var err error
	w.key, _, err = tree.OpenKey(w.dir)
	w.must(err)
	w.restart()

	// Who has the database, and is before the sealer, writes a record in the
	// installation's name, makes its leaf agree, and puts a key of their own beside its name.
	own, forger, err := ed25519.GenerateKey(nil)
	w.must(err)
	var position uint64
	var header []byte
	w.must(h.DB.Admin().QueryRow(t.Context(), `SELECT position, header FROM records ORDER BY position DESC LIMIT 1`).Scan(&position, &header))
	rec := change.Record{Raw: bytes.Replace(header, []byte("2026-03-10"), []byte("2026-03-11"), 1)}
	copy(rec.Sig[:], ed25519.Sign(forger, rec.Raw))
	leaf := rec.Leaf()
	h.Exec(`UPDATE installations SET record_key = $2 WHERE id = $1`, a.ID, []byte(own))
	h.Exec(`ALTER TABLE records DISABLE TRIGGER USER`)
	h.Exec(`UPDATE records SET header = $2, sig = $3 WHERE position = $1`, position, rec.Raw, rec.Sig[:])
	h.Exec(`ALTER TABLE ledger DISABLE TRIGGER USER`)
	h.Exec(`UPDATE ledger SET leaf = $2 WHERE position = $1`, position, leaf[:])
	h.Exec(`ALTER TABLE ledger ENABLE TRIGGER USER`)
	w.seal()
	r := w.verify()
	w.named(r, "forged", fmt.Sprintf("ledger position %d", position))
	if len(r.Findings) != 1 || r.Signed == 0 || r.Strangers != 0 {
		t.Errorf("got %v, %d signed and %d of strangers, want one finding and no strangers", r.Findings, r.Signed, r.Strangers)
	}
	w.agents = nil
	if r := w.verify(); len(r.Findings) != 0 || r.Strangers == 0 {
		t.Errorf("without keys from outside: got %v and %d of strangers, want none found and the records counted", r.Findings, r.Strangers)
	}
}

// rewrite alters lines and rebuilds the tree that the database has over what is
// there now, from a leaf on: hashes and runs agree. Heads from there on are
// removed, and signed anew with the key if there is one.
func (w *world) rewrite(key *tree.Key, alter ...string) *world {
	w.Helper()
	w.tamper(append([]string{
		`INSERT INTO access_waiting SELECT id FROM access_lines ON CONFLICT DO NOTHING`,
		`DELETE FROM tree_tiles`, `DELETE FROM tree_runs`, `DELETE FROM checkpoints`}, alter...)...)
	dir := w.TempDir()
	if key == nil {
		var err error
		key, _, err = tree.OpenKey(w.TempDir())
		w.must(err)
	}
	forger := *w
	forger.dir, forger.key = dir, key
	forger.restart()
	forger.seal()
	return &forger
}

func TestATailThatWasRewrittenConsistentlyDoesNotAgreeWithAHeadKeptOutside(t *testing.T) {
	w := newWorld(t)
	w.look(10)
	w.seal()
	older := w.heads()
	w.look(10)
	w.push(5)
	w.seal()
	w.rewrite(w.key, `UPDATE access_lines SET reason = 'another' WHERE id = 4`)
	w.named(w.verifyWith(older...), "rewritten", "kept outside the database", "4")
	if r := w.verifyWith(); len(r.Findings) != 0 {
		t.Errorf("without a head from outside there is nothing to compare with, and %v is found", r.Findings)
	}
	w.named(w.verify(), "rewritten")
	if _, err := w.sealer.Seal(t.Context()); !fault.Is(err, fault.Conflict) {
		t.Errorf("the sealer goes on over a tree that was rewritten: %v", err)
	}
}

func TestHeadsSignedAnewByWhoHasTheKeyHideNothingFromAHeadKeptOutside(t *testing.T) {
	w := newWorld(t)
	var outside []tree.Head
	for range 4 {
		w.look(3)
		w.seal()
		all := w.heads()
		outside = append(outside, all[len(all)-1])
	}
	forger := w.rewrite(w.key, `UPDATE access_lines SET reason = 'another' WHERE id = 5`, `DELETE FROM access_waiting WHERE line > 4`)
	for i := 5; i <= 12; i++ { // a head after every line, all of them signed
		w.tamper(fmt.Sprintf(`INSERT INTO access_waiting VALUES (%d)`, i))
		forger.seal()
	}
	if r := w.verifyWith(); len(r.Findings) != 0 {
		t.Fatalf("the forger was found without a head from outside: %v", r.Findings)
	}
	w.named(w.verifyWith(outside...), "rewritten", "leaves 4 to 6", "lines 4; lines 5; lines 6", "kept outside")
}

func TestWhatWasCutOffAfterARestoreIsNotTakenForLostByIt(t *testing.T) {
	w := newWorld(t)
	w.look(4)
	w.seal()
	w.look(2)
	w.seal()
	w.tamper(`UPDATE ledger_head SET epoch = 2`, `INSERT INTO epochs VALUES (2, 0)`)
	w.restart()
	w.look(1)
	w.seal()
	if r := w.whole(); len(r.Forgotten) != 0 {
		t.Errorf("got %v forgotten, want nothing: the restore lost nothing", r.Forgotten)
	}
	w.tamper(`DELETE FROM access_lines WHERE id IN (5, 6)`, `DELETE FROM tree_runs WHERE epoch = 1 AND first > 4`,
		`DELETE FROM checkpoints WHERE epoch = 1 AND size > 5`, `UPDATE tree_tiles SET hashes = substr(hashes, 1, 5 * 32) WHERE epoch = 1`)
	w.named(w.verify(), "removed", "leaves 5 to 6 of epoch 1")
}

func TestATreeThatARestoreLostAsAWholeIsNamed(t *testing.T) {
	w := newWorld(t)
	w.look(2)
	w.seal()
	w.look(3)
	w.at = w.at.Add(time.Hour)
	w.seal()
	back := []string{`DELETE FROM access_lines WHERE id > 2`, `DELETE FROM tree_runs WHERE epoch > 1 OR first > 2`,
		`DELETE FROM checkpoints WHERE epoch > 1 OR size > 3`, `DELETE FROM tree_tiles WHERE epoch > 1`, `UPDATE tree_tiles SET hashes = substr(hashes, 1, 3 * 32)`}
	w.tamper(append(back[:3:3], back[4], `UPDATE ledger_head SET epoch = 2`, `INSERT INTO epochs VALUES (2, 0)`)...)
	w.restart()
	w.look(5)
	w.seal()
	w.tamper(append(back[:4:4], `UPDATE ledger_head SET epoch = 3`, `INSERT INTO epochs VALUES (3, 0)`)...) // the same backup again
	if r := w.verify(); len(r.Findings) != 0 {
		t.Errorf("found %v before anything was sealed again", r.Findings)
	}
	w.restart()
	w.look(1)
	w.seal()
	r := w.whole()
	if got := fmt.Sprint(r.Forgotten); !strings.Contains(got, "leaves 3 to 5 of epoch 1") || !strings.Contains(got, "leaves 0 to 5 of epoch 2") || len(r.Forgotten) != 2 {
		t.Errorf("got %s forgotten, want the rest of the first tree and the whole second", got)
	}
}

func TestARestoreOfWhichNothingIsKnownOutsideIsNamed(t *testing.T) {
	w := newWorld(t)
	w.look(2)
	w.seal()
	w.tamper(`UPDATE ledger_head SET epoch = 2`, `INSERT INTO epochs VALUES (2, 0)`)
	w.restart()
	w.look(1)
	w.seal()
	w.lives = []change.Epoch{{Number: 1}, {Number: 2}}
	w.whole()
	w.lives = w.lives[:1]
	w.named(w.verify(), "inserted", "leaf 0 of epoch 2", "restore")
}

func TestATailThatWasRewrittenWithoutTheKeyIsNotSigned(t *testing.T) {
	w := newWorld(t)
	w.look(10)
	w.seal()
	w.rewrite(nil, `UPDATE access_lines SET reason = 'another' WHERE id = 4`)
	w.named(w.verifyWith(), "unsigned")
}

func TestARewrittenPartIsNamedByTheHeadsBeforeAndAfterIt(t *testing.T) {
	w := newWorld(t)
	w.look(3)
	w.seal()
	w.look(2)
	w.seal()
	w.look(4)
	w.seal()
	// The line and its hash are changed alike; the heads of the database stay.
	w.tamper(`UPDATE access_lines SET reason = 'another' WHERE id = 5`)
	leaf := w.leafOf(5)
	w.tamper(fmt.Sprintf(`UPDATE tree_tiles SET hashes = overlay(hashes placing '\x%x' from %d) WHERE level = 0`, leaf[:], 5*32+1))
	w.named(w.verifyWith(), "rewritten", "lines 4, 5")
}

func (w *world) leafOf(line int64) tlog.Hash {
	w.Helper()
	lines, err := tree.ReadLines(w.Context(), w.db.As("faro_audit"), []int64{line})
	w.must(err)
	data, err := lines[line][0].Data()
	w.must(err)
	return tlog.RecordHash(data)
}

func TestATailThatWasCutOffIsMissedByAHeadKeptOutside(t *testing.T) {
	w := newWorld(t)
	w.look(5)
	w.seal()
	w.look(5)
	w.seal()
	older := w.heads()
	w.tamper(`DELETE FROM access_lines WHERE id > 5`, `DELETE FROM tree_runs WHERE first > 5`, `DELETE FROM checkpoints WHERE size > 6`,
		`UPDATE tree_tiles SET hashes = substr(hashes, 1, 6 * 32)`)
	if r := w.verifyWith(); len(r.Findings) != 0 {
		t.Errorf("found %v without a head from outside", r.Findings)
	}
	w.named(w.verifyWith(older...), "removed", "leaves 6 to 10 of epoch 1")
	if _, err := w.sealer.Seal(t.Context()); !fault.Is(err, fault.Conflict) {
		t.Errorf("the sealer goes on over a tree that was cut off: %v", err)
	}
}

func TestALineDatedBackIsNamedAlthoughItWasSealed(t *testing.T) {
	w := newWorld(t)
	w.look(2)
	w.seal()
	w.at = w.at.Add(time.Hour)
	w.look(1)
	w.seal()
	w.must(w.log.Write(t.Context(), audit.Line{Caller: access.Caller{Role: access.Ministry}, Action: access.OpenCasefile, At: noon}))
	w.seal()
	w.named(w.verify(), "inserted", "line 4", "dated")
}

func TestLinesThatWaitedBehindManyOthersWereNotPutIn(t *testing.T) {
	w := newWorld(t)
	w.look(1)
	w.seal()
	const many = `WITH line AS (INSERT INTO access_lines (at, role, action, allowed) SELECT $1, 'ministry', 'count-census', true
		FROM generate_series(1, 20010) RETURNING id) INSERT INTO access_waiting (line) SELECT id FROM line`
	if _, err := w.db.Admin().Exec(t.Context(), many, w.at.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	w.at = w.at.Add(2 * time.Hour) // nobody sealed
	w.seal()
	var seals int
	w.must(w.db.Admin().QueryRow(t.Context(), `SELECT count(*) FROM checkpoints`).Scan(&seals))
	if r := w.whole(); seals != 3 || r.Leaves != 1+1+20010 {
		t.Errorf("got %d seals over %d leaves, want the many taken up by two", seals, r.Leaves)
	}
}

func TestALineRemovedBeforeItWasSealedIsNamed(t *testing.T) {
	w := newWorld(t)
	w.look(2)
	w.tamper(`DELETE FROM access_lines WHERE id = 2`)
	w.seal()
	w.named(w.verify(), "removed", "line 2")
}

func TestARestoredLedgerBeginsATreeThatRestsOnTheOldOne(t *testing.T) {
	w := newWorld(t)
	w.look(4)
	w.push(6)
	w.seal()
	w.look(2)
	w.push(3)
	w.seal() // what the restore will lose
	w.tamper(`DELETE FROM access_lines WHERE id > 4`, `DELETE FROM tree_runs WHERE first > 10`, `DELETE FROM checkpoints WHERE size > 11`,
		`UPDATE tree_tiles SET hashes = substr(hashes, 1, 11 * 32)`, `DELETE FROM ledger WHERE position > 6`,
		`UPDATE ledger_head SET position = 6, epoch = 2`, `INSERT INTO epochs VALUES (2, 6)`)
	w.restart()
	w.look(1)
	w.push(2)
	w.seal()
	r := w.whole()
	if len(r.Forgotten) != 1 || !strings.Contains(r.Forgotten[0].String(), "lost: leaves 11 to 15 of epoch 1") {
		t.Errorf("got %v forgotten, want the five leaves that the restore lost", r.Forgotten)
	}
	if r.Newest.Epoch != 2 || r.Newest.Size != 1+1+2 {
		t.Errorf("got %+v, want the head of epoch 2", r.Newest)
	}
	w.tamper(`UPDATE access_lines SET reason = 'another' WHERE id = 2`)
	w.named(w.verify(), "changed", "line 2")
}

func TestADatabaseThatWentBackWithoutARestoreIsNotSealed(t *testing.T) {
	w := newWorld(t)
	w.look(4)
	w.seal()
	w.tamper(`DELETE FROM tree_runs`, `DELETE FROM tree_tiles`, `DELETE FROM checkpoints`, `DELETE FROM access_lines WHERE id > 2`)
	w.restart()
	if _, err := w.sealer.Seal(t.Context()); !fault.Is(err, fault.Conflict) {
		t.Errorf("got %v, want conflict", err)
	}
}

func TestHeadsAreKeptOutsideTheNewestAndOneOfEachHour(t *testing.T) {
	w := newWorld(t)
	for range 3 {
		w.look(1)
		w.seal()
	}
	w.at = w.at.Add(time.Hour)
	w.look(1)
	w.seal()
	heads := w.heads()
	if len(heads) != 3 || heads[0].Size != 2 || heads[1].Size != 5 || heads[2].Size != 5 {
		t.Errorf("got %+v, want those of two hours and the newest", heads)
	}
	must := func(name string) string {
		text, err := os.ReadFile(w.dir + "/" + name)
		w.must(err)
		return string(text)
	}
	if !strings.HasSuffix(must(tree.HourlyFile), must(tree.NewestFile)+"\n") {
		t.Error("the newest is not written as it is among the hours")
	}
}

func TestNobodyWaitsForTheSealer(t *testing.T) {
	w := newWorld(t)
	w.look(1)
	w.seal()
	tx, err := w.db.As("faro_audit").Begin(t.Context())
	w.must(err)
	defer func() { w.must(tx.Rollback(context.WithoutCancel(t.Context()))) }()
	_, err = tx.Exec(t.Context(), `SELECT pg_advisory_xact_lock($1)`, int64(0x6661726f_00000004))
	w.must(err)
	_, err = tx.Exec(t.Context(), `DELETE FROM access_waiting`)
	w.must(err)
	w.look(3)
	w.push(3)
	if more, err := w.sealer.Seal(t.Context()); more || err != nil {
		t.Errorf("got %v and %v, want nothing done while another seals", more, err)
	}
	if r := w.verifyWith(); len(r.Waiting) != 3 {
		t.Errorf("got %v waiting, want all three still, while another seals", r.Waiting)
	}
}

func TestANewKeySignsAndWhatTheOldOneSignedStaysGood(t *testing.T) {
	w := newWorld(t)
	w.look(2)
	w.seal()
	file := filepath.Join(w.dir, tree.KeyFile)
	old, err := os.ReadFile(file)
	w.must(err)
	fresh := t.TempDir()
	_, _, err = tree.OpenKey(fresh)
	w.must(err)
	first, err := os.ReadFile(filepath.Join(fresh, tree.KeyFile))
	w.must(err)
	w.must(os.WriteFile(file, append(first, old...), 0o600))
	w.key, _, err = tree.OpenKey(w.dir)
	w.must(err)
	w.restart()
	w.look(2)
	w.seal()
	if r := w.whole(); r.Newest.Size != 5 || strings.Contains(r.Newest.Note, strings.SplitN(w.heads()[0].Note, "\n", 2)[0]) {
		t.Errorf("got %+v, want a head signed by the new key", r.Newest)
	}
	w.must(os.WriteFile(file, first, 0o600)) // the old one is lost
	w.key, _, err = tree.OpenKey(w.dir)
	w.must(err)
	w.named(w.verifyWith(), "unsigned")
	w.must(os.Chmod(file, 0o644))
	if _, _, err := tree.OpenKey(w.dir); !fault.Is(err, fault.Invalid) {
		t.Errorf("a key that others can read: got %v, want it refused", err)
	}
}
