package intake_test

import (
	"context"
	"crypto/ed25519"
	"testing"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/intake"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/judge"
	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// worker is somebody of an institution, with a browser.
func worker(h *intaketest.House, role access.Role, kind institution.Kind, territory ...string) access.Caller {
	office := institution.Office(h.Institution(kind, territory...))
	return access.Caller{
		Role: role, Person: institution.PersonID(id.New[struct{}]()), Session: "s", Reason: "r",
		Offices: []institution.OfficeID{office}, Territory: territory,
	}
}

func says(m minor.ID, o institution.OfficeID, body change.Body) intake.Statement {
	return intake.Statement{
		ID: change.ID(id.New[struct{}]()), Minor: m, On: day.On(day.Must("2026-03-10")), Structure: o, Body: body,
	}
}

// say has somebody say one thing and gives its receipt.
func say(t *testing.T, h *intaketest.House, c access.Caller, s intake.Statement) api.Receipt {
	t.Helper()
	got, err := h.Intake.Say(t.Context(), c, []intake.Statement{s})
	if err != nil || len(got) != 1 {
		t.Fatalf("%s: got %v, %v", s.Body.Kind(), got, err)
	}
	return got[0]
}

func wantSaid(t *testing.T, r api.Receipt, v api.Verdict, why judge.Reason) {
	t.Helper()
	if r.Verdict != v || r.Reason != string(why) {
		t.Errorf("got %s %s (%s), want %s %s", r.Verdict, r.Reason, r.Detail, v, why)
	}
}

// recordOf reads a record as the ledger has it.
func recordOf(t *testing.T, h *intaketest.House, m minor.ID, of change.ID) (found change.Placed) {
	t.Helper()
	err := pg.InSnapshot(t.Context(), h.DB.As("faro_intake"), nil, func(ctx context.Context, tx pgx.Tx) error {
		all, err := ledger.Of(ctx, tx, h.Sealer, []minor.ID{m})
		for _, p := range all[m] {
			if p.ID == of {
				found = p
			}
		}
		return err
	})
	if err != nil || found.ID.IsZero() {
		t.Fatalf("the record is not in the ledger: %v", err)
	}
	return found
}

func TestWhatAPersonSaysAtTheRegistryIsARecordOfItsOwnWithThatAuthor(t *testing.T) {
	h := intaketest.New(t)
	a, m := centre(h, "089017"), intaketest.Minor()
	a.Taken(arrival(a, m, "2026-03-01")...)
	anna := worker(h, access.Municipality, institution.Municipality, "089017")
	s := says(m, anna.Offices[0], custody.Taken{By: institution.ID(anna.Offices[0])})
	s.Seen = change.Seen{Epoch: 1, Position: 2}
	wantSaid(t, say(t, h, anna, s), api.Taken, "")
	got := recordOf(t, h, m, s.ID)
	if got.Author != anna.Person || got.Agent != h.Registry.ID || got.Structure != anna.Offices[0] {
		t.Errorf("got a record by %v of %v for %v", got.Author, got.Agent, got.Structure)
	}
	if err := got.Verify(h.Registry.Key.Public().(ed25519.PublicKey)); err != nil {
		t.Error(err)
	}
	if got.Standing.Knows != 2 {
		t.Errorf("knows up to %d, want up to what was on the page", got.Standing.Knows)
	}
	wantClean(t, h)
}

func TestAFormSentTwiceIsOneRecord(t *testing.T) {
	h := intaketest.New(t)
	a, m := centre(h, "089017"), intaketest.Minor()
	a.Taken(arrival(a, m, "2026-03-01")...)
	anna := worker(h, access.Municipality, institution.Municipality, "089017")
	s := says(m, anna.Offices[0], custody.Taken{By: institution.ID(anna.Offices[0])})
	first := say(t, h, anna, s)
	again := say(t, h, anna, s)
	wantSaid(t, again, api.Known, "")
	if again.Position != first.Position || again.Seq == first.Seq {
		t.Errorf("got %+v after %+v", again, first)
	}
	s.Body = custody.Released{By: institution.ID(anna.Offices[0])}
	wantSaid(t, say(t, h, anna, s), api.Refused, judge.IDTaken)
}

func TestAnInstitutionWritesOfTheMinorsThatItHasATieToAlone(t *testing.T) {
	h := intaketest.New(t)
	a, m := centre(h, "089017"), intaketest.Minor()
	a.Taken(arrival(a, m, "2026-03-01")...)
	stranger := worker(h, access.Municipality, institution.Municipality, "015146")
	mine := stranger.Offices[0]
	for _, body := range []change.Body{
		custody.Taken{By: institution.ID(mine)}, placement.Ended{At: place(a)}, movement.ExitRecorded{Reason: movement.Majority},
	} {
		wantSaid(t, say(t, h, stranger, says(m, mine, body)), api.Refused, judge.NotHeld)
		wantSaid(t, say(t, h, stranger, says(intaketest.Minor(), mine, body)), api.Refused, judge.NotHeld)
	}
	wantSaid(t, say(t, h, stranger, says(m, mine, minor.IdentityStated{Source: minor.OwnWord, Sex: minor.Male})), api.Taken, "")
	wantClean(t, h)
}

func TestASocialServiceWritesForStructuresOfItsTerritoryThatHaveNoAgent(t *testing.T) {
	h := intaketest.New(t)
	a := centre(h, "089017")
	anna := worker(h, access.Municipality, institution.Municipality, "089017")
	bare, far := institution.OfficeOf(h.Structure("089017")), institution.OfficeOf(h.Structure("015146"))
	m := intaketest.Minor()
	wantSaid(t, say(t, h, anna, says(m, bare, minor.Registered{Tag: "1"})), api.Taken, "")
	began := says(m, bare, placement.Began{At: facility.At(facility.ID(bare))})
	wantSaid(t, say(t, h, anna, began), api.Taken, "")
	wantSaid(t, say(t, h, anna, says(m, bare, movement.AbsenceReported{From: facility.At(facility.ID(bare))})), api.Taken, "")
	if codeOf(t, h, m) == "" {
		t.Error("the child has no code")
	}
	police := worker(h, access.Police, institution.Police, "089017")
	for name, tc := range map[string]struct {
		by access.Caller
		at institution.OfficeID
	}{
		"a structure with an agent": {anna, a.Office}, "a structure elsewhere": {anna, far}, "no social service": {police, bare},
	} {
		_, err := h.Intake.Say(t.Context(), tc.by, []intake.Statement{says(m, tc.at, minor.Registered{Tag: "1"})})
		if !fault.Is(err, fault.Denied) {
			t.Errorf("%s: got %v, want it denied", name, err)
		}
	}
	wantClean(t, h)
}

func TestNobodySaysWhatTheirRoleMayNotWrite(t *testing.T) {
	h := intaketest.New(t)
	anna := worker(h, access.Municipality, institution.Municipality, "089017")
	machine, auditor, prefecture := anna, anna, worker(h, access.Prefecture, institution.Prefecture, "089017")
	machine.Person = institution.PersonID{}
	auditor.Role = access.Auditor
	for name, tc := range map[string]struct {
		by   access.Caller
		body change.Body
		want fault.Kind
	}{
		"a machine":                       {machine, minor.Registered{Tag: "1"}, fault.Denied},
		"an auditor":                      {auditor, minor.Registered{Tag: "1"}, fault.Denied},
		"custody, by a prefecture":        {prefecture, custody.Taken{By: institution.ID(prefecture.Offices[0])}, fault.Denied},
		"a national code of one's own":    {anna, minor.IdentifierStated{Scheme: minor.NationalCode, Value: "0000000098"}, fault.Invalid},
		"a registration with such a code": {anna, minor.Registered{Code: "0000000098"}, fault.Invalid},
	} {
		_, err := h.Intake.Say(t.Context(), tc.by, []intake.Statement{says(intaketest.Minor(), tc.by.Offices[0], tc.body)})
		if !fault.Is(err, tc.want) {
			t.Errorf("%s: got %v, want %v", name, err, tc.want)
		}
	}
}

func TestTwoRegistriesGiveTheirOwnRecordsDifferentNumbers(t *testing.T) {
	h := intaketest.New(t)
	other := h.Run(h.Config)
	anna := worker(h, access.Municipality, institution.Municipality, "089017")
	done := make(chan error, 16)
	for i := range cap(done) {
		in := []*intake.Intake{h.Intake, other}[i%2]
		go func() {
			got, err := in.Say(t.Context(), anna, []intake.Statement{says(intaketest.Minor(), anna.Offices[0], minor.Registered{Tag: "1"})})
			if err == nil && (len(got) != 1 || got[0].Verdict != api.Taken) {
				err = fault.Newf(fault.Internal, "got %v", got)
			}
			done <- err
		}()
	}
	for range cap(done) {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	wantClean(t, h)
}
