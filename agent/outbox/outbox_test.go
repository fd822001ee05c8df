package outbox

import (
	"crypto/ed25519"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"faro.example/agent/localdb"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
)

// desk is a box with its store, and a clock that a test sets.
type desk struct {
	*Box
	t      *testing.T
	db     *localdb.DB
	at     time.Time
	who    institution.PersonID
	office institution.OfficeID
}

func newID[T ~[16]byte]() T { return T(id.New[struct{}]()) }

func newBox(t *testing.T, db *localdb.DB, clock *desk) *Box {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return New(newID[change.AgentID](), key, func() time.Time { return clock.at })
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	key, err := localdb.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	db, err := localdb.Create(t.Context(), filepath.Join(t.TempDir(), "agent.db"), key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	d := &desk{
		t: t, db: db, at: time.Date(2026, 3, 31, 2, 0, 0, 0, time.UTC),
		who: newID[institution.PersonID](), office: newID[institution.OfficeID](),
	}
	d.Box = newBox(t, db, d)
	return d
}

func (d *desk) tx(fn func(tx *sql.Tx) error) error { return d.db.InTx(d.t.Context(), fn) }

func (d *desk) must(fn func(tx *sql.Tx) error) {
	d.t.Helper()
	if err := d.tx(fn); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) draft(b change.Body) Draft {
	return Draft{
		Minor: newID[minor.ID](), On: day.On(day.FromTime(d.at)), Structure: d.office, Author: d.who, Body: b,
	}
}

func began() change.Body { return placement.Began{At: facility.At(newID[facility.ID]())} }

func (d *desk) write(b change.Body) (rec change.Record) {
	d.t.Helper()
	d.must(func(tx *sql.Tx) (err error) {
		rec, err = d.Append(d.t.Context(), tx, d.draft(b))
		return err
	})
	return rec
}

func (d *desk) writeErr(dr Draft) error {
	return d.tx(func(tx *sql.Tx) error {
		_, err := d.Append(d.t.Context(), tx, dr)
		return err
	})
}

func (d *desk) hear(sp api.Standpoint) (out Heard) {
	d.t.Helper()
	if sp.Now.IsZero() {
		sp.Now = d.at
	}
	if sp.Epoch == 0 {
		sp.Epoch = 1
	}
	d.must(func(tx *sql.Tx) (err error) {
		out, err = d.Hear(d.t.Context(), tx, sp)
		return err
	})
	return out
}

func (d *desk) settle(p api.Push) (n int) {
	d.t.Helper()
	d.must(func(tx *sql.Tx) (err error) {
		n, err = d.Settle(d.t.Context(), tx, d.agent, p)
		return err
	})
	return n
}

func (d *desk) view(fn func(q localdb.Querier) error) {
	d.t.Helper()
	if err := d.db.View(d.t.Context(), fn); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) next(limit int) (out Batch) {
	d.t.Helper()
	d.view(func(q localdb.Querier) (err error) {
		out, err = d.Next(d.t.Context(), q, limit)
		return err
	})
	return out
}

func (d *desk) count() (out Counts) {
	d.t.Helper()
	d.view(func(q localdb.Querier) (err error) {
		out, err = Count(d.t.Context(), q)
		return err
	})
	out.Oldest = time.Time{}
	return out
}

func numbers(b Batch) (out []uint64) {
	for _, f := range b.Frames {
		out = append(out, f.Seq)
	}
	return out
}

func taken(seqs ...uint64) (p api.Push) {
	for _, s := range seqs {
		p.Receipts = append(p.Receipts, api.Receipt{Seq: s, Verdict: api.Taken, Position: 100 + s, Standing: &change.Standing{}})
	}
	return p
}

func wantKind(t *testing.T, err error, k fault.Kind) {
	t.Helper()
	if !fault.Is(err, k) || fault.As(err).Remedy == "" {
		t.Errorf("got %v, want %v with a remedy", err, k)
	}
}

func TestARecordIsNumberedAndSignedInTheTransactionThatStoresIt(t *testing.T) {
	d := newDesk(t)
	broken := errors.New("the form was closed")
	err := d.tx(func(tx *sql.Tx) error {
		if _, err := d.Append(t.Context(), tx, d.draft(began())); err != nil {
			return err
		}
		return broken
	})
	if !errors.Is(err, broken) {
		t.Fatal(err)
	}
	one, two := d.write(began()), d.write(began())
	if one.Seq != 1 || two.Seq != 2 {
		t.Errorf("got numbers %d and %d, want 1 and 2", one.Seq, two.Seq)
	}
	b := d.next(10)
	if diff := cmp.Diff([]uint64{1, 2}, numbers(b)); diff != "" || b.Installation != d.agent || b.GivingBack {
		t.Fatalf("the next batch (-want +got):\n%s", diff)
	}
	rec, err := change.Decode(b.Frames[0].Data)
	if err != nil || rec.ID != one.ID || rec.Verify(d.key.Public().(ed25519.PublicKey)) != nil {
		t.Errorf("what is pushed is not what was signed: %v", err)
	}
	if !rec.Made.At.Equal(d.at) || rec.Author != d.who || rec.Structure != d.office || rec.Section != change.Presence {
		t.Error("the header is not filled in as it should be")
	}
}

func TestABodyThatCannotBeKeptTakesNoNumber(t *testing.T) {
	d := newDesk(t)
	wantKind(t, d.writeErr(d.draft(placement.Began{})), fault.Invalid)
	if rec := d.write(began()); rec.Seq != 1 {
		t.Errorf("got number %d, want 1", rec.Seq)
	}
}

func TestWhatIsDatedLaterThanTomorrowIsRefusedAtEntry(t *testing.T) {
	d := newDesk(t) // 31 March, 4 in the morning in Rome
	dr := d.draft(began())
	dr.On = day.On(day.Must("2026-04-01"))
	if err := d.writeErr(dr); err != nil {
		t.Errorf("tomorrow: %v", err)
	}
	dr.On = day.On(day.Must("2026-04-02"))
	wantKind(t, d.writeErr(dr), fault.Invalid)
	d.hear(api.Standpoint{Now: d.at.AddDate(0, 0, 1)}) // this machine is a day behind
	if err := d.writeErr(dr); err != nil {
		t.Errorf("tomorrow by the registry's clock: %v", err)
	}
}

func TestMadeCarriesTheErrorOfTheClockAndIsNeverCorrected(t *testing.T) {
	d := newDesk(t)
	d.hear(api.Standpoint{Now: d.at.Add(-90 * time.Minute)})
	rec := d.write(began())
	if !rec.Made.At.Equal(d.at) || rec.Made.Skew != 5400 {
		t.Errorf("got made %v with skew %d, want the device's clock with 5400", rec.Made.At, rec.Made.Skew)
	}
}

func TestAClockIsKnownToBeWrong(t *testing.T) {
	at := time.Date(2026, 3, 31, 2, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		name string
		sp   Standpoint
		want bool
	}{
		{"nothing was heard yet", Standpoint{}, false},
		{"a small difference is the line's", Standpoint{HeardAt: at, Skew: time.Minute}, false},
		{"it was an hour ahead", Standpoint{HeardAt: at.Add(-time.Hour), Skew: time.Hour}, true},
		{"it was an hour behind", Standpoint{HeardAt: at.Add(time.Hour), Skew: -time.Hour}, true},
		{"it has gone back since", Standpoint{HeardAt: at.Add(24 * time.Hour)}, true},
	} {
		if got := tc.sp.ClockWrong(at); got != tc.want {
			t.Errorf("%s: got %v, want %v", tc.name, got, tc.want)
		}
	}
}

func TestCodesComeFromTheBlocksAndThenTheTagAlone(t *testing.T) {
	d := newDesk(t)
	d.hear(api.Standpoint{Codes: []minor.Block{{First: 500, Count: 2}}})
	d.hear(api.Standpoint{Codes: []minor.Block{{First: 500, Count: 2}, {First: 9000, Count: 1}}})
	var got []string
	for range 4 {
		rec := d.write(minor.Registered{Tag: "17"})
		got = append(got, rec.Body.(minor.Registered).Code.Reveal())
	}
	want := []string{code(t, 500), code(t, 501), code(t, 9000), ""}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("codes (-want +got):\n%s", diff)
	}
	wantKind(t, d.writeErr(d.draft(minor.Registered{})), fault.Invalid)
}

func code(t *testing.T, serial uint32) string {
	t.Helper()
	c, err := minor.NewCode(serial)
	if err != nil {
		t.Fatal(err)
	}
	return c.Reveal()
}

func TestACodeIsNotUsedUpByAFormThatFails(t *testing.T) {
	d := newDesk(t)
	d.hear(api.Standpoint{Codes: []minor.Block{{First: 500, Count: 1}}})
	bad := d.draft(minor.Registered{Tag: "17"})
	bad.Author = institution.PersonID{}
	wantKind(t, d.writeErr(bad), fault.Invalid)
	if rec := d.write(minor.Registered{}); rec.Body.(minor.Registered).Code.Reveal() != code(t, 500) {
		t.Error("the code was lost")
	}
}

func TestReceiptsSettleEachNumberOnce(t *testing.T) {
	d := newDesk(t)
	for range 5 {
		d.write(began())
	}
	p := taken(3, 1) // not in order
	p.Receipts = append(p.Receipts,
		api.Receipt{Seq: 2, Verdict: api.Refused, Reason: "out-of-scope", Field: "minor", Detail: "not yours", Remedy: "ask"},
		api.Receipt{Seq: 4, Verdict: "considered"}, // a verdict of a later version
		api.Receipt{Seq: 77, Verdict: api.Taken})
	if n := d.settle(p); n != 3 {
		t.Errorf("settled %d, want 3", n)
	}
	late := taken(2)
	late.Receipts = append(late.Receipts, api.Receipt{Seq: 1, Verdict: api.Refused})
	if n := d.settle(late); n != 0 {
		t.Errorf("a second answer settled %d again", n)
	}
	if diff := cmp.Diff(Counts{Unsent: 2, Taken: 2, Refused: 1}, d.count()); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]uint64{4, 5}, numbers(d.next(10))); diff != "" {
		t.Errorf("what is due (-want +got):\n%s", diff)
	}
	d.view(func(q localdb.Querier) error {
		open, err := ListOpen(t.Context(), q)
		if err == nil && (len(open) != 3 || open[0].Reason != "out-of-scope" || open[0].Field != "minor" || open[0].Remedy != "ask") {
			t.Errorf("the refused record is not shown with its reason: %+v", open)
		}
		return err
	})
}

func TestABatchIsBoundedInRecordsAndBytes(t *testing.T) {
	d := newDesk(t)
	big := minor.Found{
		Mode: minor.ByFinding, Condition: minor.Text(slices.Repeat([]byte("x"), 1000)),
		Support: minor.Text(slices.Repeat([]byte("x"), 1000)), Measures: minor.Text(slices.Repeat([]byte("x"), 1000)),
	}
	d.must(func(tx *sql.Tx) error {
		for range 300 {
			if _, err := d.Append(t.Context(), tx, d.draft(big)); err != nil {
				return err
			}
		}
		return nil
	})
	if got := len(d.next(7).Frames); got != 7 {
		t.Errorf("got %d records, want 7", got)
	}
	b, bytes := d.next(500), 0
	for _, f := range b.Frames {
		bytes += len(f.Data)
	}
	if bytes > MaxBatchBytes || len(b.Frames) < 100 || len(b.Frames) == 300 {
		t.Errorf("got %d records of %d bytes, bound %d", len(b.Frames), bytes, MaxBatchBytes)
	}
}

func standpointOf(rec change.Record) api.Standpoint {
	return api.Standpoint{Highest: rec.Seq, Digest: change.Digest(change.Fingerprint(change.AppendRecord(nil, &rec)))}
}

func TestAStoreThatIsACopyStopsBeforeItWrites(t *testing.T) {
	lacks := api.Standpoint{Highest: 9}
	other := api.Standpoint{Highest: 1, Digest: change.Digest{1}}
	for name, sp := range map[string]api.Standpoint{"it lacks a number": lacks, "it has other bytes": other} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			rec := d.write(began())
			if h := d.hear(standpointOf(rec)); h.Stop != nil {
				t.Fatalf("stopped without reason: %v", h.Stop)
			}
			wantKind(t, d.hear(sp).Stop, fault.Conflict)
			wantKind(t, d.writeErr(d.draft(began())), fault.Conflict)
			wantKind(t, d.hear(standpointOf(rec)).Stop, fault.Conflict) // it stays so
			if got := d.count().Unsent; got != 1 {
				t.Errorf("got %d unsent, want the one kept", got)
			}
		})
	}
}

func TestARegistryThatLostWhatItAcknowledgedGetsItAgain(t *testing.T) {
	d := newDesk(t)
	for range 3 {
		d.write(began())
	}
	d.settle(taken(1, 2, 3))
	d.write(began())
	d.settle(api.Push{Standpoint: api.Standpoint{Highest: 1}}) // no receipts: it goes on from 2
	b := d.next(10)
	if diff := cmp.Diff([]uint64{2, 3, 4}, numbers(b)); diff != "" || !b.GivingBack {
		t.Errorf("what is due (-want +got):\n%s", diff)
	}
}

func TestAfterARestoreWhatWasLostIsGivenBack(t *testing.T) {
	d := newDesk(t)
	d.hear(api.Standpoint{Epoch: 1})
	recs := make([]change.Record, 5)
	for i := range 4 {
		recs[i] = d.write(began())
	}
	p := taken(1, 2, 4) // at positions 101, 102, 104
	p.Receipts = append(p.Receipts, api.Receipt{Seq: 3, Verdict: api.Refused})
	d.settle(p)
	d.write(began())
	sp := standpointOf(recs[0])
	sp.Epoch, sp.Epochs = 2, []change.Epoch{{Number: 2, Restored: 101}}
	if h := d.hear(sp); !h.Restored || h.Position != 101 || h.Stop != nil {
		t.Fatalf("got %+v, want restored to 101", h)
	}
	lost := map[uint64]uint64{}
	d.view(func(q localdb.Querier) error {
		rows, err := q.QueryContext(t.Context(), `SELECT seq, was FROM outbox WHERE due = 1 AND was > 0`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var seq, was uint64
			if err := rows.Scan(&seq, &was); err != nil {
				return err
			}
			lost[seq] = was
		}
		return rows.Err()
	})
	if diff := cmp.Diff(map[uint64]uint64{2: 102, 4: 104}, lost); diff != "" {
		t.Errorf("what is given back (-want +got):\n%s", diff)
	}
	b := d.next(10)
	if diff := cmp.Diff([]uint64{3}, numbers(b)); diff != "" || !b.GivingBack {
		t.Errorf("then what was refused (-want +got):\n%s", diff)
	}
	d.settle(taken(2, 4))
	d.settle(api.Push{Receipts: []api.Receipt{{Seq: 3, Verdict: api.Refused}}})
	if b := d.next(10); b.GivingBack || len(b.Frames) != 1 || b.Frames[0].Seq != 5 {
		t.Errorf("then what is new: got %v", numbers(b))
	}
	old := standpointOf(recs[3])
	old.Epoch = 1
	if h := d.hear(old); h.Restored || h.Stop != nil {
		t.Error("a late reply of the old epoch counted")
	}
}

func TestRecordsAreLetGoOnceTheyAreSafeAndHeldByTheReplica(t *testing.T) {
	d := newDesk(t)
	var last change.Record
	for range 4 {
		last = d.write(began())
	}
	d.settle(taken(1, 2, 3, 4))
	d.must(func(tx *sql.Tx) error {
		_, err := tx.ExecContext(t.Context(), `INSERT INTO records (agent, seq, id, minor, section, position, standing, data)
			SELECT agent, seq, id, minor, section, position, '{}', data FROM outbox WHERE seq <> 2`)
		return err
	})
	sp := standpointOf(last)
	sp.Safe = 103
	d.hear(sp)
	if got := d.kept(); !slices.Equal(got, []string{"2 whole", "3 sum", "4 whole"}) {
		t.Errorf("kept %v: 2 is not held, 3 is the highest, 4 is not safe", got)
	}
	d.at = d.at.AddDate(0, 0, 31)
	sp.Safe = 104
	d.hear(sp)
	if got := d.kept(); !slices.Equal(got, []string{"4 sum"}) {
		t.Errorf("a month later kept %v, want the highest alone", got)
	}
	if diff := cmp.Diff(Counts{Taken: 4}, d.count()); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	if h := d.hear(sp); h.Stop != nil {
		t.Errorf("the fingerprint is gone: %v", h.Stop)
	}
}

func (d *desk) kept() (out []string) {
	d.t.Helper()
	d.view(func(q localdb.Querier) error {
		rows, err := q.QueryContext(d.t.Context(), `SELECT seq, data IS NULL FROM outbox ORDER BY seq`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var seq int
			var sum bool
			if err := rows.Scan(&seq, &sum); err != nil {
				return err
			}
			out = append(out, fmt.Sprintf("%d %s", seq, map[bool]string{true: "sum", false: "whole"}[sum]))
		}
		return rows.Err()
	})
	return out
}

func TestAfterEnrollingAgainWhatIsUnsentIsIssuedAnew(t *testing.T) {
	d := newDesk(t)
	d.hear(api.Standpoint{Codes: []minor.Block{{First: 1, Count: 9}}})
	d.write(began())
	reg := d.write(minor.Registered{Tag: "17"})
	d.settle(taken(1))
	d.hear(api.Standpoint{Highest: 44}) // stopped as a copy
	heir := newBox(t, d.db, d)
	d.must(func(tx *sql.Tx) error {
		n, err := heir.Reissue(t.Context(), tx)
		if n != 1 {
			t.Errorf("issued %d anew, want 1", n)
		}
		return err
	})
	old := d.Box
	d.Box = heir
	b := d.next(10)
	if len(b.Frames) != 1 || b.Installation != heir.agent {
		t.Fatalf("got %v of %v", numbers(b), b.Installation)
	}
	rec, err := change.Decode(b.Frames[0].Data)
	if err != nil {
		t.Fatal(err)
	}
	same := rec.ID == reg.ID && rec.Author == reg.Author && rec.On == reg.On && rec.Salt == reg.Salt && rec.Digest == reg.Digest
	if !same || rec.Was != (change.Ref{Agent: old.agent, Seq: 2}) || rec.Seq != 1 || rec.Verify(heir.key.Public().(ed25519.PublicKey)) != nil {
		t.Error("it is not the same record under a new number")
	}
	if got := d.write(minor.Registered{Tag: "18"}); got.Seq != 2 || got.Body.(minor.Registered).Code != "" {
		t.Error("the new installation does not write, or uses the old one's codes")
	}
}
