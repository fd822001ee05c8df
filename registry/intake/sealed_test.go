package intake_test

import (
	"bytes"
	"path/filepath"
	"testing"

	"filippo.io/age"

	"faro.example/registry/intake"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/judge"
	"faro.example/registry/seal"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

func recoveryKey(t *testing.T) *seal.Recovery {
	t.Helper()
	path := filepath.Join(t.TempDir(), "recovery.key")
	if err := seal.MakeRecovery(path); err != nil {
		t.Fatal(err)
	}
	key, err := seal.NewRecovery(path)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// sealed gives frames as an installation gives them back that kept them sealed.
func sealed(t *testing.T, to *seal.Recovery, frames []change.Frame) []change.Frame {
	t.Helper()
	recipient, err := age.ParseX25519Recipient(to.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	out := make([]change.Frame, len(frames))
	for i, f := range frames {
		var b bytes.Buffer
		w, err := age.Encrypt(&b, recipient)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(f.Data); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		out[i] = change.Frame{Seq: f.Seq, Data: change.AppendSealed(nil, b.Bytes())}
	}
	return out
}

func givenBack(t *testing.T, h *intaketest.House, carrier, of *intaketest.Agent, frames []change.Frame) api.Push {
	t.Helper()
	reply, err := h.Intake.Take(t.Context(), carrier.Caller(), intake.Batch{Installation: of.ID, GivingBack: true, Frames: frames})
	if err != nil {
		t.Fatal(err)
	}
	if len(reply.Receipts) != len(frames) {
		t.Fatalf("got %d receipts for %d frames", len(reply.Receipts), len(frames))
	}
	return reply
}

func wantVerdicts(t *testing.T, p api.Push, want api.Verdict) {
	t.Helper()
	for _, r := range p.Receipts {
		if r.Verdict != want {
			t.Errorf("number %d: got %s (%s), want %s", r.Seq, r.Verdict, r.Detail, want)
		}
	}
}

func TestWhatIsGivenBackSealedIsTakenOnceHoweverItComesAgain(t *testing.T) {
	key := recoveryKey(t)
	h := intaketest.New(t, func(c *intake.Config) { c.Recovery = key })
	a, b := centre(h, "089017"), centre(h, "089017")
	records := arrival(a, intaketest.Minor(), "2026-03-09")
	clear := intaketest.Frames(records...)
	first := givenBack(t, h, a, a, sealed(t, key, clear))
	wantVerdicts(t, first, api.Taken)
	if first.Recover != key.Recipient() {
		t.Errorf("the reply names %q as the recovery key", first.Recover)
	}
	if want := change.Digest(change.Fingerprint(clear[len(clear)-1].Data)); first.Digest != want {
		t.Error("the highest fingerprint is not that of the record")
	}
	wantVerdicts(t, givenBack(t, h, a, a, sealed(t, key, clear)), api.Known) // other bytes, the same records
	wantVerdicts(t, givenBack(t, h, b, a, clear), api.Known)
	var n int
	h.Scan(&n, `SELECT count(*) FROM records`)
	if n != len(records) {
		t.Errorf("got %d records, want %d", n, len(records))
	}
	wantClean(t, h)
}

func TestWhatIsSealedAndDoesNotOpenIsRefusedAndMakesNobodyACopy(t *testing.T) {
	h := intaketest.New(t) // has lost its key
	gone := recoveryKey(t)
	a, b := centre(h, "089017"), centre(h, "089017")
	m := intaketest.Minor()
	held := arrival(a, m, "2026-03-09")
	a.Taken(held...)
	lost := a.Write(m, "2026-03-09", minor.Found{Mode: minor.ByFinding})
	frames := sealed(t, gone, intaketest.Frames(append(held, lost)...))
	reply := givenBack(t, h, a, a, frames)
	last := reply.Receipts[len(held)]
	if last.Verdict != api.Refused || last.Reason != string(judge.Unreadable) || last.Remedy == "" {
		t.Errorf("got %+v, want it refused as unreadable", last)
	}
	reply.Receipts = reply.Receipts[:len(held)]
	wantVerdicts(t, reply, api.Known)
	// It comes again, sealed anew, and in clear from another who holds it.
	wantVerdicts(t, givenBack(t, h, a, a, sealed(t, gone, intaketest.Frames(lost))), api.Refused)
	wantVerdicts(t, givenBack(t, h, b, a, intaketest.Frames(lost)), api.Refused)
	var aside int
	h.Scan(&aside, `SELECT count(*) FROM refused_frames WHERE agent = $1`, a.ID)
	if aside != 1 {
		t.Errorf("got %d frames kept aside, want the one that did not open", aside)
	}
	a.Taken(a.Write(m, "2026-03-09", minor.Found{Mode: minor.ByFinding}))
}

func TestWhatIsSealedIsJudgedAsAnyOther(t *testing.T) {
	key := recoveryKey(t)
	h := intaketest.New(t, func(c *intake.Config) { c.Recovery = key })
	a := centre(h, "089017")
	records := arrival(a, intaketest.Minor(), "2026-03-09")
	a.Taken(records...)
	copied := *a
	copied.Seq = 3
	other := intaketest.Frames(copied.Write(intaketest.Minor(), "2026-03-09", minor.Registered{Tag: "x"}))
	_, err := h.Intake.Take(t.Context(), a.Caller(), intake.Batch{Installation: a.ID, GivingBack: true, Frames: sealed(t, key, other)})
	if !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("another record under a number: got %v, want it revoked", err)
	}
}
