package httpapi_test

import (
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	openapi_types "github.com/oapi-codegen/runtime/types"

	"faro.example/registry/attachment"
	"faro.example/registry/backup"
	"faro.example/registry/erasure"
	"faro.example/registry/httpapi"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/lookup"
	"faro.example/registry/monthkey"
	"faro.example/registry/pki"
	"faro.example/registry/signin"
	"faro.example/registry/signin/signintest"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// nothing checks that it was done, and nothing is said.
func (a answer) nothing(t *testing.T) {
	t.Helper()
	if a.StatusCode != http.StatusNoContent || len(a.body) != 0 {
		t.Fatalf("got %d %.300s, want 204", a.StatusCode, a.body)
	}
}

// ministry is a town where Anna and Bruno are both of the Ministry, with a desk of
// erasures over a real database, and a child who is due.
type ministry struct {
	*town
	house       *intaketest.House
	desk        *erasure.Desk
	centre      *intaketest.Agent
	at          facility.Place
	asks, order *browser // Anna's, and Bruno's
}

func newMinistry(t *testing.T) *ministry {
	t.Helper()
	w := &ministry{town: newTown(t)}
	w.house = intaketest.On(t, w.DB)
	w.house.SetNow(w.now())
	at := w.house.Structure("089017")
	w.at = facility.At(at)
	w.centre = w.house.Agent(institution.OfficeOf(at), institution.Office(w.house.Institution(institution.Municipality, "089017")))
	for p := range w.rest.people {
		w.rest.people[p] = access.Caller{Role: access.Ministry, Offices: []institution.OfficeID{w.house.Registry.Office}}
	}
	state := t.TempDir()
	list, err := erasure.OpenList(state)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = list.Close() })
	log := slog.New(slog.DiscardHandler)
	files, err := attachment.New(attachment.Config{Pool: w.As("faro_files"), Reader: &lookup.Lookup{}, Sealer: w.house.Sealer, Now: w.now, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	w.desk, err = erasure.New(erasure.Config{
		Pool: w.As("faro_erasure"), Taker: w.house.Intake, Files: files, Sealer: w.house.Sealer, Lines: w.kept, List: list, Years: 5, Now: w.now, Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pki.MakeCA(state, w.now()); err != nil {
		t.Fatal(err)
	}
	keys := monthkey.Keys{Folder: filepath.Join(state, "months"), From: w.house.Keys.Keys, Horizon: monthkey.Horizon, Now: w.now}
	w.servePeople(t, slog.New(slog.NewJSONHandler(io.Discard, nil)), func(o *httpapi.Options) {
		o.Erasures, o.Certificates = w.desk, backup.Options{State: state, Now: w.now, Keys: keys}
	})
	w.asks = w.signedIn(t)
	w.order = w.browser(t)
	w.idp.Says[signintest.Claim] = brunosValue
	w.order.signIn(t)
	return w
}

// grown has a child come who was of age long ago, and leave.
func (w *ministry) grown(t *testing.T) (minor.ID, minor.Code) {
	t.Helper()
	m, code := intaketest.Minor(), w.centre.Code()
	w.centre.Taken(
		w.centre.Write(m, "2016-03-01", minor.Registered{Code: code}),
		w.centre.Write(m, "2016-03-01", minor.IdentityStated{Source: minor.OwnWord, Birth: &minor.Birth{Date: day.Must("2001-01-10"), Precision: minor.ToDay, Provenance: minor.Declared}}),
		w.centre.Write(m, "2016-03-01", placement.Began{At: w.at}),
	)
	w.centre.Taken(w.centre.Write(m, "2016-03-20", movement.ExitRecorded{Reason: movement.FamilyReunification}))
	return m, code
}

// why is the body of a request, with a reason.
func why(more ...any) map[string]any {
	out := map[string]any{"reason": "retention of the month"}
	for i := 0; i < len(more); i += 2 {
		out[more[i].(string)] = more[i+1]
	}
	return out
}

// records counts what is there of a child.
func (w *ministry) records(m minor.ID) (n int) {
	w.house.Scan(&n, `SELECT count(*) FROM records WHERE minor = $1`, m)
	return n
}

// lined fails unless what was asked last left a line of the action, and gives the
// lines since.
func (w *ministry) lined(t *testing.T, since int, want access.Action, allowed bool, about ...minor.ID) {
	t.Helper()
	w.kept.mu.Lock()
	defer w.kept.mu.Unlock()
	for _, l := range w.kept.lines[since:] {
		if l.Action == want && l.Allowed == allowed && l.Caller.Reason == "retention of the month" && (about == nil || slices.Equal(l.Subjects, about)) {
			return
		}
	}
	t.Errorf("no line of %s with its reason, of %d", want, len(w.kept.lines)-since)
}

func (w *ministry) lines() int {
	w.kept.mu.Lock()
	defer w.kept.mu.Unlock()
	return len(w.kept.lines)
}

func TestTheApiErasesWhatOneAsksAndAnotherOrders(t *testing.T) {
	w := newMinistry(t)
	m, code := w.grown(t)
	n := w.lines()
	var due httpapi.RetentionDue
	w.asks.post(t, "/v1/retention/due/searches", why()).decode(t, http.StatusOK, &due)
	if due.Goes != 1 || due.More || len(due.Children) != 1 || !slices.Equal(due.Children[0].Codes, []string{code.Reveal()}) || due.Children[0].Rule != "majority" || len(due.Rules) < 4 {
		t.Errorf("due: %+v", due)
	}
	w.lined(t, n, access.ReadRetention, true)

	own := id.New[struct{}]().String()
	n = w.lines()
	var run, again httpapi.RetentionRun
	w.asks.post(t, "/v1/retention/runs", why("run", own)).decode(t, http.StatusCreated, &run)
	w.lined(t, n, access.OrderErasure, true)
	if run.State != httpapi.RetentionRunStateAsked || run.Run.String() != own || run.Children != 1 || run.AskedBy.String() != w.anna.String() {
		t.Errorf("asked: %+v", run)
	}
	w.asks.post(t, "/v1/retention/runs", why("run", own)).decode(t, http.StatusCreated, &again)
	w.order.post(t, "/v1/retention/runs", why("run", own)).problem(t, http.StatusConflict)
	w.asks.post(t, "/v1/retention/runs", why("run", own, "until", "2020-01-01")).problem(t, http.StatusConflict)
	var runs httpapi.RetentionRuns
	w.asks.post(t, "/v1/retention/runs/searches", why()).decode(t, http.StatusOK, &runs)
	if len(runs.Runs) != 1 || again.Run != run.Run {
		t.Errorf("sent again, there are %d runs", len(runs.Runs))
	}

	if p := w.asks.post(t, "/v1/retention/runs/orders", why("run", own)).problem(t, http.StatusConflict); len(p.Errors) != 1 || p.Errors[0].Field != "run" || p.Errors[0].Remedy == "" {
		t.Errorf("the same person orders: %+v", p)
	}
	if _, err := w.desk.Work(t.Context()); err != nil || w.records(m) == 0 {
		t.Fatalf("the child is gone upon one person's word, %v", err)
	}
	w.ordered(t, own, m)
}

// ordered has the other person order a run, and sees it done and certified.
func (w *ministry) ordered(t *testing.T, run string, m minor.ID) {
	t.Helper()
	var got httpapi.RetentionRun
	for range 2 { // the answer may be lost
		w.order.post(t, "/v1/retention/runs/orders", why("run", run)).decode(t, http.StatusOK, &got)
	}
	w.order.post(t, "/v1/retention/runs/withdrawals", why("run", run)).problem(t, http.StatusConflict)
	if got.State != httpapi.RetentionRunStateOrdered || got.OrderedBy == nil || got.OrderedBy.String() != w.bruno.String() {
		t.Errorf("ordered: %+v", got)
	}
	if _, err := w.desk.Work(t.Context()); err != nil {
		t.Fatal(err)
	}
	n := w.lines()
	w.asks.post(t, "/v1/retention/runs/lookups", why("run", run)).decode(t, http.StatusOK, &got)
	w.lined(t, n, access.ReadRetention, true)
	if got.State != httpapi.RetentionRunStateEnded || got.Erased != 1 || got.EndedAt == nil || w.records(m) != 0 {
		t.Errorf("done: %+v", got)
	}
	var gone httpapi.ErasedFound
	w.asks.post(t, "/v1/retention/erasures/searches", why()).decode(t, http.StatusOK, &gone)
	if len(gone.Erased) != 1 || gone.Next != nil || len(gone.Erased[0].Waiting) != 1 {
		t.Fatalf("erased: %+v", gone)
	}
	var c httpapi.ErasureCertificate
	n = w.lines()
	w.asks.post(t, "/v1/retention/certificates/lookups", why("position", gone.Erased[0].Position)).decode(t, http.StatusOK, &c)
	w.lined(t, n, access.ReadRetention, true)
	if !strings.Contains(c.Certificate, "child: "+m.String()) || !strings.Contains(c.Certificate, "nothing can bring the child back: from") {
		t.Errorf("the certificate says %q", c.Certificate)
	}
	w.asks.post(t, "/v1/retention/certificates/lookups", why("position", gone.Erased[0].Position-1)).problem(t, http.StatusNotFound)
	var months httpapi.RetentionMonths
	today := day.FromTime(w.now())
	w.asks.post(t, "/v1/retention/months/searches", why("from", today.String(), "to", today.String())).decode(t, http.StatusOK, &months)
	if len(months.Months) != 1 || months.Months[0].Erased != 1 {
		t.Errorf("months: %+v", months)
	}
	w.asks.post(t, "/v1/retention/months/searches", why("from", today.String(), "to", "2000-01-01")).problem(t, http.StatusUnprocessableEntity)
}

func TestTheApiHoldsAChildUntilTwoPersonsLift(t *testing.T) {
	w := newMinistry(t)
	m, code := w.grown(t)
	own := id.New[struct{}]().String()
	n := w.lines()
	var placed httpapi.HoldPlaced
	for range 2 {
		w.asks.post(t, "/v1/retention/holds", why("child", code.Reveal(), "hold", own)).decode(t, http.StatusCreated, &placed)
	}
	w.lined(t, n, access.OrderErasure, true, m)
	w.asks.post(t, "/v1/retention/holds", why("child", code.Reveal(), "hold", own, "until", "2999-01-01")).problem(t, http.StatusConflict)
	w.asks.post(t, "/v1/retention/holds", why("child", "0000000098")).problem(t, http.StatusNotFound)
	if p := w.asks.post(t, "/v1/retention/holds", why("child", "not a code at all")).problem(t, http.StatusUnprocessableEntity); len(p.Errors) != 1 || p.Errors[0].Field != "child" || p.Errors[0].Remedy == "" {
		t.Errorf("no code: %+v", p)
	}
	var all, its httpapi.RetentionHolds
	w.order.post(t, "/v1/retention/holds/searches", why()).decode(t, http.StatusOK, &all)
	n = w.lines()
	w.order.post(t, "/v1/retention/holds/searches", why("child", m.String())).decode(t, http.StatusOK, &its)
	w.lined(t, n, access.ReadRetention, true, m)
	if len(all.Holds) != 1 || len(its.Holds) != 1 || its.Holds[0].Hold != placed.Hold || its.Holds[0].LiftAskedBy != nil {
		t.Errorf("holds: %+v and %+v", all, its)
	}
	lift := why("hold", own)
	w.order.post(t, "/v1/retention/holds/liftings", lift).problem(t, http.StatusNotFound)
	for range 2 {
		w.asks.post(t, "/v1/retention/holds/lifting-requests", lift).nothing(t)
	}
	if p := w.asks.post(t, "/v1/retention/holds/liftings", lift).problem(t, http.StatusConflict); len(p.Errors) != 1 || p.Errors[0].Field != "hold" {
		t.Errorf("the same person lifts: %+v", p)
	}
	w.asks.post(t, "/v1/retention/holds/searches", why()).decode(t, http.StatusOK, &all)
	if len(all.Holds) != 1 {
		t.Fatal("the hold is gone upon one person's word")
	}
	for range 2 {
		w.order.post(t, "/v1/retention/holds/liftings", lift).nothing(t)
	}
	w.asks.post(t, "/v1/retention/holds/searches", why()).decode(t, http.StatusOK, &all)
	if len(all.Holds) != 0 {
		t.Error("it was not lifted")
	}
}

func TestRetentionIsRefusedToWhoMayNotAndTheRefusalIsALine(t *testing.T) {
	w := newMinistry(t)
	w.grown(t)
	run := id.New[struct{}]().String()
	w.asks.post(t, "/v1/retention/runs", why("run", run)).decode(t, http.StatusCreated, &httpapi.RetentionRun{})
	w.asks.post(t, "/v1/retention/runs", why("child", "0000000098", "until", "2020-01-01")).problem(t, http.StatusUnprocessableEntity)
	w.asks.post(t, "/v1/retention/runs", why("reason", "x")).problem(t, http.StatusUnprocessableEntity)
	w.asks.post(t, "/v1/retention/runs", why("until", day.FromTime(w.now()).Add(1).String())).problem(t, http.StatusUnprocessableEntity)
	if p := w.asks.post(t, "/v1/retention/runs", why("until", "2001-01-01")).problem(t, http.StatusConflict); p.Remedy == "" {
		t.Errorf("nobody is due: %+v", p)
	}

	w.rest.people[w.bruno] = access.Caller{Role: access.Auditor}
	w.order.post(t, "/v1/retention/due/searches", why()).decode(t, http.StatusOK, &httpapi.RetentionDue{})
	n := w.lines()
	w.order.post(t, "/v1/retention/runs/orders", why("run", run)).problem(t, http.StatusNotFound)
	w.lined(t, n, access.OrderErasure, false)
	w.rest.people[w.bruno] = access.Caller{Role: access.Municipality, Offices: []institution.OfficeID{w.office}}
	n = w.lines()
	w.order.post(t, "/v1/retention/due/searches", why()).problem(t, http.StatusNotFound)
	w.order.post(t, "/v1/retention/runs/lookups", why("run", run)).problem(t, http.StatusNotFound)
	w.lined(t, n, access.ReadRetention, false)

	w.pass(signin.Fresh + 1)
	w.asks.post(t, "/v1/retention/runs/withdrawals", why("run", run)).problem(t, http.StatusUnauthorized)
	var got httpapi.RetentionRun
	w.asks.post(t, "/v1/retention/runs/lookups", why("run", run)).decode(t, http.StatusOK, &got)
	if got.State != httpapi.RetentionRunStateAsked {
		t.Errorf("got %+v", got)
	}
	if nobody := newTown(t); nobody.signedIn(t).post(t, "/v1/retention/due/searches", why()).StatusCode != http.StatusNotFound {
		t.Error("where nothing is erased something is listed")
	}
}

func TestARunIsRefusedAndTheMonthWaitsAgain(t *testing.T) {
	w := newMinistry(t)
	m, _ := w.grown(t)
	if _, err := w.desk.Lay(t.Context(), access.Caller{Role: access.Ministry, Reason: "monthly dry run"}); err != nil {
		t.Fatal(err)
	}
	state := func() (httpapi.RetentionReviewState, *openapi_types.UUID) {
		t.Helper()
		var got httpapi.RetentionReviews
		w.order.post(t, "/v1/retention/reviews/searches", why()).decode(t, http.StatusOK, &got)
		if len(got.Reviews) != 1 || got.Reviews[0].Goes != 1 {
			t.Fatalf("got %+v", got)
		}
		return got.Reviews[0].State, got.Reviews[0].Run
	}
	if s, _ := state(); s != httpapi.RetentionReviewStateWaits {
		t.Errorf("the month %s, want waits", s)
	}
	var run httpapi.RetentionRun
	w.asks.post(t, "/v1/retention/runs", why()).decode(t, http.StatusCreated, &run)
	if s, of := state(); s != httpapi.RetentionReviewStateAsked || of == nil || *of != run.Run {
		t.Errorf("the month %s by %v, want asked", s, of)
	}
	for range 2 {
		w.order.post(t, "/v1/retention/runs/withdrawals", why("run", run.Run)).decode(t, http.StatusOK, &run)
	}
	w.order.post(t, "/v1/retention/runs/orders", why("run", run.Run)).problem(t, http.StatusConflict)
	if s, _ := state(); s != httpapi.RetentionReviewStateWaits || run.State != httpapi.RetentionRunStateWithdrawn {
		t.Errorf("the month %s, the run %s", s, run.State)
	}
	if _, err := w.desk.Work(t.Context()); err != nil || w.records(m) == 0 {
		t.Errorf("refused, and done: %v", err)
	}
}

// What is asked for, ordered, held and let go wants a person who was at the provider
// lately, as the page does; what is read does not.
func TestWhatRetentionWritesWantsAFreshSignIn(t *testing.T) {
	spec, err := openapi3.NewLoader().LoadFromData(httpapi.Description())
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for path, item := range spec.Paths.Map() {
		if !strings.HasPrefix(path, "/v1/retention/") {
			continue
		}
		n++
		reads := strings.HasSuffix(path, "/searches") || strings.HasSuffix(path, "/lookups")
		if grave := item.Post.Extensions["x-reauthenticate"] == true; grave == reads {
			t.Errorf("%s wants a fresh sign-in: %t", path, grave)
		}
	}
	if n != 14 {
		t.Errorf("%d paths", n)
	}
}
