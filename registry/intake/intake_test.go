package intake_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/intake"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/judge"
	"faro.example/registry/projection"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
)

// arrival is what a centre writes of a child who comes: registered, found, who
// it is, and where it lives.
func arrival(a *intaketest.Agent, m minor.ID, on string) []change.Record {
	return []change.Record{
		a.Write(m, on, minor.Registered{Code: a.Code(), Tag: "17"}),
		a.Write(m, on, minor.Found{Mode: minor.ByFinding, Setting: minor.Inside}),
		a.Write(m, on, minor.IdentityStated{
			Source: minor.OwnWord, Name: &minor.Name{Given: "Amadou", Family: "Bah"}, Sex: minor.Male, Citizenship: "GN",
		}),
		a.Write(m, on, placement.Began{At: place(a)}),
	}
}

// place is the structure that an installation writes for.
func place(a *intaketest.Agent) facility.Place { return facility.At(facility.ID(a.Office)) }

func centre(h *intaketest.House, town string) *intaketest.Agent {
	return h.Agent(institution.OfficeOf(h.Structure(town)))
}

func wantClean(t *testing.T, h *intaketest.House) {
	t.Helper()
	found, err := projection.Check(t.Context(), h.DB.As("faro_intake"), h.Sealer, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range found {
		t.Errorf("check: %s", d)
	}
}

func TestAnArrivalIsTakenAndCounted(t *testing.T) {
	h := intaketest.New(t)
	a := centre(h, "089017")
	m := intaketest.Minor()
	for i, r := range a.Taken(arrival(a, m, "2026-03-09")...) {
		if r.Position != uint64(i+1) || r.Standing == nil {
			t.Errorf("receipt %d: got position %d, standing %v", i, r.Position, r.Standing)
		}
	}
	var count, open int
	h.Scan(&count, `SELECT sum(sign) FROM census.rows WHERE month = '2026-03-01' AND from_on <= '2026-03-10' AND until_on > '2026-03-10'`)
	h.Scan(&open, `SELECT count(*) FROM placements WHERE minor = $1 AND counted AND until_on IS NULL AND facility = $2`, m, a.Office)
	if count != 1 || open != 1 {
		t.Errorf("got %d in the census and %d open placements, want one of each", count, open)
	}
	wantClean(t, h)
}

func TestAReplyCarriesTheStandpoint(t *testing.T) {
	h := intaketest.New(t)
	a := centre(h, "089017")
	if got := a.Push(); got.Highest != 0 || got.Epoch != 1 || len(got.Codes) != 1 || got.Rules == 0 || got.Format != change.Level {
		t.Errorf("an empty push: got %+v", got.Standpoint)
	}
	r := a.Write(intaketest.Minor(), "2026-03-09", minor.Registered{Code: a.Code()})
	got := a.Push(r)
	want := change.Digest(change.Fingerprint(change.AppendRecord(nil, &r)))
	if got.Highest != 1 || got.Digest != want || !got.Now.Equal(h.Now()) {
		t.Errorf("got highest %d, digest right %v, now %v", got.Highest, got.Digest == want, got.Now)
	}
}

func TestAPushSentManyTimesAtOnceIsTakenOnce(t *testing.T) {
	h := intaketest.New(t)
	other := h.Run(h.Config) // another registryd on the same database
	a := centre(h, "089017")
	var records []change.Record
	for range 10 {
		records = append(records, arrival(a, intaketest.Minor(), "2026-03-09")...)
	}
	var mu sync.Mutex
	verdicts := map[api.Verdict]int{}
	positions := map[uint64]map[uint64]bool{}
	var wg sync.WaitGroup
	for i := range 8 {
		in := []*intake.Intake{h.Intake, other}[i%2]
		wg.Go(func() {
			reply, err := in.Take(t.Context(), a.Caller(), intake.Batch{Frames: intaketest.Frames(records...)})
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			for _, r := range reply.Receipts {
				verdicts[r.Verdict]++
				if positions[r.Seq] == nil {
					positions[r.Seq] = map[uint64]bool{}
				}
				positions[r.Seq][r.Position] = true
			}
		})
	}
	wg.Wait()
	if verdicts[api.Taken] != len(records) || verdicts[api.Known] != 7*len(records) {
		t.Errorf("verdicts: got %v, want %d taken and the rest known", verdicts, len(records))
	}
	for seq, at := range positions {
		if len(at) != 1 {
			t.Errorf("number %d was told %d positions", seq, len(at))
		}
	}
	var n, ledger int
	h.Scan(&n, `SELECT count(*) FROM records`)
	h.Scan(&ledger, `SELECT count(*) FROM ledger`)
	if n != len(records) || ledger != len(records) {
		t.Errorf("got %d records and %d positions, want %d", n, ledger, len(records))
	}
	wantClean(t, h)
}

func TestTheSameNumberWithOtherBytesRevokesBoth(t *testing.T) {
	h := intaketest.New(t)
	a := centre(h, "089017")
	a.Taken(arrival(a, intaketest.Minor(), "2026-03-09")...)
	copied := *a
	copied.Seq = 3
	_, err := copied.TryPush(copied.Write(intaketest.Minor(), "2026-03-09", minor.Registered{Tag: "x"}))
	if !fault.Is(err, fault.Unauthenticated) {
		t.Fatalf("the copy: got %v, want it revoked", err)
	}
	var why string
	h.Scan(&why, `SELECT revoked_why FROM installations WHERE id = $1`, a.ID)
	if why != "copied" {
		t.Errorf("revoked for %q, want copied", why)
	}
	if _, err := a.TryPush(a.Write(intaketest.Minor(), "2026-03-09", minor.Registered{Code: a.Code()})); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("the first: got %v, want it revoked too", err)
	}
	var n int
	h.Scan(&n, `SELECT count(*) FROM records`)
	if n != 4 {
		t.Errorf("got %d records, want the four from before", n)
	}
}

func TestAPushAboveTheNextNumberIsAnsweredWithThatNumber(t *testing.T) {
	h := intaketest.New(t)
	a := centre(h, "089017")
	records := append(arrival(a, intaketest.Minor(), "2026-03-09"), arrival(a, intaketest.Minor(), "2026-03-09")...)
	reply := a.Push(records[2:]...)
	if reply.Highest != 0 || len(reply.Receipts) != 0 {
		t.Errorf("above: got highest %d and %d receipts, want 0 and none", reply.Highest, len(reply.Receipts))
	}
	reply = a.Push(append(records[:2:2], records[4:]...)...)
	if reply.Highest != 2 || len(reply.Receipts) != 2 {
		t.Errorf("a gap in the middle: got highest %d and %d receipts, want 2 and 2", reply.Highest, len(reply.Receipts))
	}
	a.Taken(records[2:]...)
	if _, err := a.TryPush(records[1], records[0]); !fault.Is(err, fault.Invalid) {
		t.Errorf("out of order: got %v, want it invalid", err)
	}
}

func TestARecordThatCannotBeReadBlocksNothing(t *testing.T) {
	h := intaketest.New(t)
	a, other := centre(h, "089017"), centre(h, "089017")
	records := arrival(a, intaketest.Minor(), "2026-03-09")
	forged := *a
	forged.Key, forged.Seq = other.Key, a.Seq
	records = append(records, forged.Write(intaketest.Minor(), "2026-03-09", minor.Registered{Tag: "5"}))
	a.Seq++
	records = append(records, arrival(a, intaketest.Minor(), "2026-03-09")...)
	frames := intaketest.Frames(records...)
	frames[1].Data = []byte("no record at all")
	frames[2].Data = change.AppendLost(nil, "the disk failed")
	frames[3].Data = frames[8].Data // the bytes of another number
	reply, err := h.Intake.Take(t.Context(), a.Caller(), intake.Batch{Frames: frames})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"taken", "unreadable", "lost", "misnumbered", "unverified", "taken", "taken", "taken", "taken"}
	for i, r := range reply.Receipts {
		got := r.Reason
		if r.Verdict == api.Taken {
			got = "taken"
		}
		if got != want[i] || r.Seq != uint64(i+1) {
			t.Errorf("number %d: got %s, want %s for %d", r.Seq, got, want[i], i+1)
		}
	}
	// A receipt is final: the same bytes again get the same answer.
	again, err := h.Intake.Take(t.Context(), a.Caller(), intake.Batch{Frames: frames})
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range again.Receipts {
		if want[i] == "taken" && r.Verdict != api.Known || want[i] != "taken" && r.Reason != want[i] {
			t.Errorf("again, number %d: got %s %s", r.Seq, r.Verdict, r.Reason)
		}
	}
	checkAside(t, h, a, frames[1].Data)
	wantClean(t, h)
}

// checkAside looks at the frames that were kept aside.
func checkAside(t *testing.T, h *intaketest.House, a *intaketest.Agent, data []byte) {
	t.Helper()
	var kept int
	var sealed []byte
	h.Scan(&kept, `SELECT count(*) FROM refused_frames WHERE agent = $1`, a.ID)
	h.Scan(&sealed, `SELECT sealed FROM refused_frames WHERE agent = $1 AND seq = 2`, a.ID)
	if kept != 3 {
		t.Errorf("kept aside: got %d frames, want the three that were not read or verified", kept)
	}
	if strings.Contains(string(sealed), string(data)) {
		t.Error("a frame kept aside can be read without the key")
	}
}

func TestPushesThatWaitAreJoined(t *testing.T) {
	reg := prometheus.NewRegistry()
	h := intaketest.New(t, func(c *intake.Config) { c.Transactions, c.Metrics = 1, reg })
	first := centre(h, "089017")
	var agents []*intaketest.Agent
	for range 20 {
		agents = append(agents, centre(h, "089017"))
	}
	// The first push waits for its installation's row; the others gather behind it.
	tx, err := h.DB.Admin().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), `SELECT FROM installations WHERE id = $1 FOR UPDATE`, first.ID); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	push := func(a *intaketest.Agent) {
		records := arrival(a, intaketest.Minor(), "2026-03-09")
		wg.Go(func() {
			reply, err := h.Intake.Take(t.Context(), a.Caller(), intake.Batch{Frames: intaketest.Frames(records...)})
			if err != nil || len(reply.Receipts) != len(records) {
				t.Errorf("got %d receipts, %v", len(reply.Receipts), err)
			}
		})
	}
	push(first)
	waitForLocks(t, h, 1)
	for _, a := range agents {
		push(a)
	}
	intake.WaitFor(h.Intake, len(agents))
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	if got := transactions(t, reg); got != 2 {
		t.Errorf("got %d transactions for %d pushes, want 2", got, len(agents)+1)
	}
	wantClean(t, h)
}

// transactions gives how many transactions the intake has made.
func transactions(t *testing.T, reg *prometheus.Registry) uint64 {
	t.Helper()
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == "faro_intake_joined_pushes" {
			return f.GetMetric()[0].GetHistogram().GetSampleCount()
		}
	}
	t.Fatal("no such metric")
	return 0
}

// waitForLocks returns once n connections of the database wait for a lock.
func waitForLocks(t *testing.T, h *intaketest.House, n int) {
	t.Helper()
	for {
		var waiting int
		h.Scan(&waiting, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)
		if waiting >= n {
			return
		}
	}
}

func TestAPushThatFailsDoesNotStopThoseItWasJoinedWith(t *testing.T) {
	h := intaketest.New(t, func(c *intake.Config) { c.Transactions = 1 })
	first, bad := centre(h, "089017"), centre(h, "089017")
	// A key that is not a key: nothing can be sealed for that minor.
	m := intaketest.Minor()
	bad.Taken(bad.Write(m, "2026-03-09", minor.Registered{Code: bad.Code()}))
	h.Exec(`UPDATE minor_keys SET wrapped = '\x00' WHERE minor = $1`, m)
	h.Sealer.Forget(m)
	h.Exec(`UPDATE casefiles SET version = version + 1 WHERE minor = $1`, m)
	tx, err := h.DB.Admin().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), `SELECT FROM installations WHERE id = $1 FOR UPDATE`, first.ID); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	errs := make([]error, 4)
	push := func(i int, a *intaketest.Agent, records ...change.Record) {
		wg.Go(func() {
			_, errs[i] = h.Intake.Take(t.Context(), a.Caller(), intake.Batch{Frames: intaketest.Frames(records...)})
		})
	}
	push(0, first, arrival(first, intaketest.Minor(), "2026-03-09")...)
	waitForLocks(t, h, 1)
	second, third := centre(h, "089017"), centre(h, "089017")
	push(1, second, arrival(second, intaketest.Minor(), "2026-03-09")...)
	push(2, bad, bad.Write(m, "2026-03-09", placement.Began{At: place(bad)}))
	push(3, third, arrival(third, intaketest.Minor(), "2026-03-09")...)
	intake.WaitFor(h.Intake, 3)
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	if errs[0] != nil || errs[1] != nil || errs[3] != nil {
		t.Errorf("the good ones: got %v", errs)
	}
	if !fault.Is(errs[2], fault.Internal) {
		t.Errorf("the bad one: got %v, want an internal error", errs[2])
	}
}

func TestADefectDoesNotTakeTheRegistryDown(t *testing.T) {
	trip := true
	h := intaketest.New(t, func(c *intake.Config) {
		c.AfterCommit = func() error {
			if trip {
				panic("a defect")
			}
			return nil
		}
	})
	a := centre(h, "089017")
	records := arrival(a, intaketest.Minor(), "2026-03-09")
	if _, err := a.TryPush(records...); !fault.Is(err, fault.Internal) {
		t.Fatalf("got %v, want an internal error", err)
	}
	trip = false
	if got := a.Push(records...).Receipts; len(got) != 4 || got[0].Verdict != api.Known {
		t.Errorf("after it: got %+v", got)
	}
}

func TestTooMuchAtOnceIsToldToComeLater(t *testing.T) {
	h := intaketest.New(t, func(c *intake.Config) { c.Transactions = 1 })
	slow := centre(h, "089017")
	tx, err := h.DB.Admin().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), `SELECT FROM installations WHERE id = $1 FOR UPDATE`, slow.ID); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	take := func(a *intaketest.Agent, n int) error {
		frames := make([]change.Frame, n)
		for i := range frames {
			frames[i] = change.Frame{Seq: uint64(i + 1), Data: change.AppendLost(nil, "x")}
		}
		_, err := h.Intake.Take(t.Context(), a.Caller(), intake.Batch{Frames: frames})
		return err
	}
	wg.Go(func() {
		if err := take(slow, 1); err != nil {
			t.Error(err)
		}
	})
	waitForLocks(t, h, 1)
	agents := make([]*intaketest.Agent, 39)
	for i := range agents {
		agents[i] = h.Agent()
		wg.Go(func() {
			if err := take(agents[i], change.MaxBatch); err != nil {
				t.Error(err)
			}
		})
	}
	intake.WaitFor(h.Intake, len(agents))
	if err := take(h.Agent(), change.MaxBatch); !fault.Is(err, fault.Busy) {
		t.Errorf("got %v, want busy", err)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	if err := take(h.Agent(), change.MaxBatch); err != nil {
		t.Errorf("once there is room: %v", err)
	}
}

func TestWhoMayNotPushIsDenied(t *testing.T) {
	h := intaketest.New(t)
	a := centre(h, "089017")
	frames := intaketest.Frames(arrival(a, intaketest.Minor(), "2026-03-09")...)
	c := a.Caller()
	c.Role = access.Auditor
	if _, err := h.Intake.Take(t.Context(), c, intake.Batch{Frames: frames}); !fault.Is(err, fault.Denied) {
		t.Errorf("an auditor: got %v, want denied", err)
	}
	unknown := access.Caller{Role: access.Centre, Agent: change.AgentID{1}}
	if _, err := h.Intake.Take(t.Context(), unknown, intake.Batch{Frames: frames}); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("an unknown installation: got %v, want unauthenticated", err)
	}
}

func TestABundleIsTakenUnderTheNumbersOfWhoWroteIt(t *testing.T) {
	h := intaketest.New(t)
	a, carrier := centre(h, "089017"), centre(h, "089018")
	m := intaketest.Minor()
	frames := intaketest.Frames(arrival(a, m, "2026-03-09")...)
	reply, err := h.Intake.Take(t.Context(), carrier.Caller(), intake.Batch{Installation: a.ID, Frames: frames})
	if err != nil || reply.Highest != 4 || len(reply.Receipts) != 4 {
		t.Fatalf("got highest %d and %d receipts, %v", reply.Highest, len(reply.Receipts), err)
	}
	var agents []change.AgentID
	h.Scan(&agents, `SELECT array_agg(agent) FROM scopes WHERE minor = $1`, m)
	if !slices.Equal(agents, []change.AgentID{a.ID}) {
		t.Errorf("in the scope of %v, want only of %v: a carrier gains nothing", agents, a.ID)
	}
	// What a carrier garbles revokes nobody.
	frames[0].Data = []byte("garbled")
	if _, err := h.Intake.Take(t.Context(), carrier.Caller(), intake.Batch{Installation: a.ID, Frames: frames}); err != nil {
		t.Errorf("garbled by the carrier: %v", err)
	}
	var revoked bool
	h.Scan(&revoked, `SELECT revoked_at IS NOT NULL FROM installations WHERE id = $1`, a.ID)
	if revoked {
		t.Error("a carrier had another installation revoked")
	}
}

func TestGivingBackAllowsGapsAndWhatWasSignedBeforeARevocation(t *testing.T) {
	h := intaketest.New(t)
	a, carrier := centre(h, "089017"), centre(h, "089018")
	before := arrival(a, intaketest.Minor(), "2026-03-09")
	h.Exec(`UPDATE installations SET revoked_at = $2, revoked_why = 'operator' WHERE id = $1`, a.ID, h.Now())
	h.SetNow(h.Now().Add(time.Hour))
	after := a.Write(intaketest.Minor(), "2026-03-09", minor.Registered{Code: a.Code()})
	frames := intaketest.Frames(append(before[1:], after)...)
	batch := intake.Batch{Installation: a.ID, Frames: frames}
	if _, err := h.Intake.Take(t.Context(), carrier.Caller(), batch); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("a bundle of a revoked installation: got %v, want unauthenticated", err)
	}
	batch.GivingBack = true
	reply, err := h.Intake.Take(t.Context(), carrier.Caller(), batch)
	if err != nil || len(reply.Receipts) != 4 {
		t.Fatalf("got %d receipts, %v", len(reply.Receipts), err)
	}
	for i, r := range reply.Receipts {
		if i < 3 && r.Verdict != api.Taken || i == 3 && r.Reason != string(judge.Revoked) {
			t.Errorf("number %d: got %s %s", r.Seq, r.Verdict, r.Reason)
		}
	}
	batch.Frames = intaketest.Frames(before[0])
	if reply, err = h.Intake.Take(t.Context(), carrier.Caller(), batch); err != nil || reply.Receipts[0].Verdict != api.Taken {
		t.Errorf("the one in the gap: got %+v, %v", reply.Receipts, err)
	}
	wantClean(t, h)
}

func TestARefusalLeavesNoCasefileBehind(t *testing.T) {
	h := intaketest.New(t)
	a := centre(h, "089017")
	a.Refused(judge.Future, a.Write(intaketest.Minor(), "2026-03-12", minor.Registered{Code: a.Code()}))
	var n int
	h.Scan(&n, `SELECT count(*) FROM casefiles`)
	if n != 0 {
		t.Errorf("got %d casefiles, want none", n)
	}
	a.Taken(a.Write(intaketest.Minor(), "2026-03-11", minor.Registered{Code: a.Code()}))
}

// notGiven is a code of nobody's block.
func notGiven(t *testing.T) minor.Code {
	t.Helper()
	c, err := minor.NewCode(minor.MaxSerial)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestReceiptsAndErrorsHoldNothingOfWhatWasSent(t *testing.T) {
	h := intaketest.New(t)
	a := centre(h, "089017")
	m := intaketest.Minor()
	records := []change.Record{
		a.Write(m, "2026-03-30", minor.IdentityStated{Source: minor.OwnWord, Name: &minor.Name{Given: "Ousmane"}}),
		a.Write(m, "2026-03-09", minor.Registered{Code: notGiven(t), Tag: "Ousmane"}),
	}
	for _, r := range a.Push(records...).Receipts {
		if text := fmt.Sprintf("%+v", r); strings.Contains(text, "Ousmane") || strings.Contains(text, "99999999") {
			t.Errorf("a receipt tells what was sent: %s", text)
		}
	}
}
