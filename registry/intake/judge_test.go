package intake_test

import (
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/judge"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/facility"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// highest gives the position of the last of some receipts.
func highest(receipts []api.Receipt) uint64 { return receipts[len(receipts)-1].Position }

func TestEachRecordIsJudgedByItself(t *testing.T) {
	h := intaketest.New(t)
	town := h.Institution(institution.Municipality, "089017")
	a := h.Agent(institution.OfficeOf(h.Structure("089017")), institution.Office(town))
	other := h.Structure("089017")
	m := intaketest.Minor()
	own := a.Taken(arrival(a, m, "2026-03-09")...)
	a.Sent(highest(own))
	stranger := institution.PersonID(id.New[struct{}]())
	former := institution.PersonID(id.New[struct{}]())
	h.Operator(former, a.Office)
	h.Exec(`UPDATE operators SET valid_until = '2025-12-15' WHERE person = $1`, former)
	as := func(p institution.PersonID) intaketest.Option {
		return func(hd *change.Header) { hd.Author = p }
	}
	began := placement.Began{At: place(a)}
	for _, c := range []struct {
		name string
		why  judge.Reason // "" if it is taken
		rec  change.Record
	}{
		{"tomorrow is taken, for clocks differ", "", a.Write(m, "2026-03-11", began)},
		{"later than tomorrow is refused", judge.Future, a.Write(m, "2026-03-12", began)},
		{"an office that the installation does not speak for", judge.NotOffice, a.Write(m, "2026-03-09", began, intaketest.For(institution.OfficeOf(other)))},
		{"an author nobody named", judge.NotOperator, a.Write(m, "2026-03-09", began, as(stranger))},
		{"an operator of the last ninety days is taken", "", a.Write(m, "2026-03-09", began, as(former))},
		{"another's structure", judge.NotOwn, a.Write(m, "2026-03-09", placement.Began{At: facility.At(other)})},
		{"sent from another's structure", judge.NotOwn, a.Write(m, "2026-03-09", movement.Departed{From: facility.At(other), To: place(a)})},
		{"a structure that is not in the directory", judge.NoPlace, a.Write(m, "2026-03-09", movement.Departed{From: place(a), To: facility.At(facility.ID(id.New[struct{}]()))})},
		{"a structure by words is taken", "", a.Write(m, "2026-03-09", movement.Departed{From: place(a), To: facility.Place{Words: "Casa Miriam, Noto"}})},
		{"custody of another institution", judge.NotOwn, a.Write(m, "2026-03-09", custody.Taken{By: h.Ministry}, intaketest.For(institution.Office(town)))},
		{"a centre has no custody", judge.NotOwn, a.Write(m, "2026-03-09", custody.Taken{By: town})},
		{"custody for itself is taken", "", a.Write(m, "2026-03-09", custody.Taken{By: town}, intaketest.For(institution.Office(town)))},
		{"more seen than was sent", judge.Seen, a.Write(m, "2026-03-09", began, intaketest.Seen(highest(own)+1))},
		{"what was sent may be seen", "", a.Write(m, "2026-03-09", began, intaketest.Seen(highest(own)))},
		{"an epoch that is not yet", judge.Seen, a.Write(m, "2026-03-09", began, func(hd *change.Header) { hd.Seen = change.Seen{Epoch: 2, Position: 1} })},
		{"a code that was not given", judge.NotGiven, a.Write(intaketest.Minor(), "2026-03-09", minor.Registered{Code: notGiven(t)})},
		{"takes back what is not there", judge.NoTarget, a.Write(m, "2026-03-09", change.Retracted{Record: change.ID{1}, Reason: "x"}, intaketest.In(change.Presence))},
		{"decides about what is not there", judge.NoTarget, a.Write(m, "2026-03-09", change.Resolved{Slot: "place", Saw: []change.ID{{1}, {2}}, Both: true, Reason: "x"}, intaketest.In(change.Presence))},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.why == "" {
				a.Taken(c.rec)
			} else {
				a.Refused(c.why, c.rec)
			}
		})
	}
	together := a.Push(a.Write(m, "2026-03-12", began), a.Write(m, "2026-03-09", began), a.Write(m, "2026-03-12", began), a.Write(m, "2026-03-09", began))
	for i, want := range []api.Verdict{api.Refused, api.Taken, api.Refused, api.Taken} {
		if got := together.Receipts[i].Verdict; got != want {
			t.Errorf("record %d of four in one push: got %s, want %s", i+1, got, want)
		}
	}
	wantClean(t, h)
}

func TestATakenRecordIssuedAnewIsKnownAndAnotherUnderItsIdentifierIsRefused(t *testing.T) {
	h := intaketest.New(t)
	old := centre(h, "089017")
	fresh := h.Agent(old.Office)
	h.Exec(`UPDATE installations SET replaces = $2 WHERE id = $1`, fresh.ID, old.ID)
	h.Operator(old.Author, institution.OfficeOf(h.Structure("089017")))
	m := intaketest.Minor()
	records := arrival(old, m, "2026-03-09")
	taken := old.Taken(records[:2]...)
	reissue := func(r change.Record) change.Record {
		hd := r.Header
		fresh.Seq++
		hd.Agent, hd.Seq, hd.Was = fresh.ID, fresh.Seq, r.Ref()
		out, err := change.Reissue(fresh.Key, r, hd)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	// One was taken under its old number, one was not; the code is of the old one's block.
	third := fresh.Push(reissue(records[1]), reissue(records[2])).Receipts
	if third[0].Verdict != api.Known || third[0].Position != taken[1].Position {
		t.Errorf("taken before: got %s at %d, want it known at %d", third[0].Verdict, third[0].Position, taken[1].Position)
	}
	if third[1].Verdict != api.Taken {
		t.Errorf("not taken before: got %s %s", third[1].Verdict, third[1].Reason)
	}
	n := intaketest.Minor()
	fresh.Taken(reissue(old.Write(n, "2026-03-09", minor.Registered{Code: old.Code()})))
	forged := fresh.Write(m, "2026-03-09", placement.Began{At: place(fresh)}, func(hd *change.Header) { hd.ID = records[0].ID })
	fresh.Refused(judge.IDTaken, forged)
	stray := fresh.Write(m, "2026-03-09", placement.Began{At: place(fresh)}, func(hd *change.Header) {
		hd.Was = change.Ref{Agent: change.AgentID{9}, Seq: 1}
	})
	fresh.Refused(judge.Misnumbered, stray)
	wantClean(t, h)
}

func TestTheSameRecordTwiceInOneTransactionIsTakenOnce(t *testing.T) {
	h := intaketest.New(t)
	a := centre(h, "089017")
	r := a.Write(intaketest.Minor(), "2026-03-09", minor.Registered{Code: a.Code()})
	hd := r.Header
	a.Seq++
	hd.Seq = a.Seq
	again, err := change.Reissue(a.Key, r, hd)
	if err != nil {
		t.Fatal(err)
	}
	got := a.Push(r, again).Receipts
	if got[0].Verdict != api.Taken || got[1].Verdict != api.Known || got[1].Position != got[0].Position {
		t.Errorf("got %s at %d and %s at %d", got[0].Verdict, got[0].Position, got[1].Verdict, got[1].Position)
	}
	wantClean(t, h)
}

// Rule 10: what may be written is judged by the scope when it was written.
func TestARecordIsJudgedByTheScopeWhenItWasWritten(t *testing.T) {
	h := intaketest.New(t)
	a, b := centre(h, "089017"), centre(h, "089018")
	m := intaketest.Minor()
	first := highest(a.Taken(arrival(a, m, "2026-03-05")...))
	a.Sent(first)
	exit := func(position uint64) change.Record {
		return a.Write(m, "2026-03-09", movement.ExitRecorded{Reason: movement.FoundAdult}, intaketest.Seen(position))
	}
	a.Taken(a.Write(m, "2026-03-06", movement.Departed{From: place(a), To: place(b)}, intaketest.Seen(first)))
	b.Taken(b.Write(m, "2026-03-07", movement.Arrived{At: place(b)}))
	var left uint64
	h.Scan(&left, `SELECT "left" FROM scopes WHERE agent = $1`, a.ID)
	a.Sent(left)
	// Written before it was told that the child left, it arrives after.
	a.Taken(exit(left - 1))
	a.Refused(judge.NotHeld, exit(left))
	// A presence at its own structure it may always report.
	a.Taken(a.Write(m, "2026-03-09", placement.Began{At: place(a)}, intaketest.Seen(left)))
	wantClean(t, h)
}

// Rule 11: nobody widens their own scope by a record of their own.
func TestAnArrivalAloneOpensOnlyWhatTheCentreWrites(t *testing.T) {
	h := intaketest.New(t)
	a, b := centre(h, "089017"), centre(h, "089018")
	m := intaketest.Minor()
	records := arrival(a, m, "2026-03-05")
	a.Taken(records...)
	inScope := func(x *intaketest.Agent) bool {
		var in bool
		h.Scan(&in, `SELECT EXISTS (SELECT FROM scopes WHERE agent = $1 AND minor = $2 AND "left" IS NULL)`, x.ID, m)
		return in
	}
	arrived := b.Write(m, "2026-03-07", movement.Arrived{At: place(b)})
	b.Taken(arrived)
	if inScope(b) || !inScope(a) {
		t.Errorf("in scope: got %v for who wrote the arrival and %v for who hosted, want false and true", inScope(b), inScope(a))
	}
	b.Taken(b.Write(m, "2026-03-07", minor.IdentityStated{Source: minor.OwnWord, Sex: minor.Male}, intaketest.Seen(0, arrived)))
	b.Refused(judge.Seen, b.Write(m, "2026-03-07", minor.IdentityAlias{Source: minor.OwnWord, Name: minor.Name{Given: "A"}}, intaketest.Seen(0, records[2])))
	b.Refused(judge.NotHeld, b.Write(m, "2026-03-07", movement.ExitRecorded{Reason: movement.FoundAdult}))
	b.Refused(judge.NotHeld, b.Write(m, "2026-03-07", change.Retracted{Record: records[3].ID, Reason: "not here"}, intaketest.In(change.Presence)))
	b.Taken(b.Write(m, "2026-03-07", change.Retracted{Record: arrived.ID, Reason: "another child"}, intaketest.In(change.Presence)))
	b.Taken(b.Write(m, "2026-03-08", movement.Arrived{At: place(b)}))
	// The departure opens it, whenever it comes.
	a.Taken(a.Write(m, "2026-03-08", movement.Departed{From: place(a), To: place(b)}, intaketest.Seen(0, records...)))
	if !inScope(b) || inScope(a) {
		t.Errorf("after the departure: got %v for who received and %v for who sent, want true and false", inScope(b), inScope(a))
	}
	wantClean(t, h)
}

func TestAnUnknownMinorAndAnothersLookTheSame(t *testing.T) {
	h := intaketest.New(t)
	a, b := centre(h, "089017"), centre(h, "089018")
	m := intaketest.Minor()
	a.Taken(arrival(a, m, "2026-03-05")...)
	for name, body := range map[string]change.Body{
		"an exit":             movement.ExitRecorded{Reason: movement.FoundAdult},
		"an end of absence":   movement.AbsenceEnded{},
		"a presence":          placement.Began{At: place(b)},
		"who the child is":    minor.IdentityStated{Source: minor.OwnWord, Sex: minor.Female},
		"a departure":         movement.Departed{From: place(b), To: place(a)},
		"a code of somewhere": minor.IdentifierStated{Scheme: minor.NationalCode, Value: minor.Text(notGiven(t))},
	} {
		r := b.Push(b.Write(m, "2026-03-07", body), b.Write(intaketest.Minor(), "2026-03-07", body)).Receipts
		if r[0].Verdict != r[1].Verdict || r[0].Reason != r[1].Reason || r[0].Detail != r[1].Detail || len(r[0].Conflicts) != len(r[1].Conflicts) {
			t.Errorf("%s: got %s %s for another's and %s %s for nobody's", name, r[0].Verdict, r[0].Reason, r[1].Verdict, r[1].Reason)
		}
	}
}

func TestWhoIsEntitledIsJudgedOnce(t *testing.T) {
	h := intaketest.New(t)
	near := h.Institution(institution.Municipality, "089017")
	far := h.Institution(institution.Municipality, "001272")
	prefecture := h.Institution(institution.Prefecture, "089017", "089018")
	a, b := centre(h, "089017"), centre(h, "089018")
	services, others := h.Agent(institution.Office(near)), h.Agent(institution.Office(far))
	state := h.Agent(institution.Office(prefecture))
	m := intaketest.Minor()
	records := arrival(a, m, "2026-03-01")
	a.Taken(records...)
	presence, identity := intaketest.In(change.Presence), intaketest.In(change.Identity)
	for _, c := range []struct {
		name     string
		entitled bool
		by       *intaketest.Agent
		rec      func(by *intaketest.Agent) change.Record
	}{
		{"a presence at the structure itself is a claim", false, a, func(by *intaketest.Agent) change.Record {
			return by.Write(m, "2026-03-02", placement.Began{At: place(a)})
		}},
		{"sent by another than the host", false, b, func(by *intaketest.Agent) change.Record {
			return by.Write(m, "2026-03-02", movement.Departed{From: place(b), To: place(a)})
		}},
		{"custody without a decree", false, services, func(by *intaketest.Agent) change.Record {
			return by.Write(m, "2026-03-02", custody.Taken{By: near})
		}},
		{"sent in the structure's stead by the social service in custody", true, services, func(by *intaketest.Agent) change.Record {
			return by.Write(m, "2026-03-03", movement.Departed{From: place(a), To: place(b)})
		}},
		{"sent back by who rightfully hosts now", true, b, func(by *intaketest.Agent) change.Record {
			return by.Write(m, "2026-03-04", movement.Departed{From: place(b), To: place(a)})
		}},
		{"placed by the prefecture of the place", true, state, func(by *intaketest.Agent) change.Record {
			return by.Write(m, "2026-03-05", placement.Began{At: place(a)})
		}},
		{"taken back by the municipality of the structure", true, services, func(by *intaketest.Agent) change.Record {
			return by.Write(m, "2026-03-05", change.Retracted{Record: records[2].ID, Reason: "x"}, identity)
		}},
		{"taken back by the Ministry", true, h.Registry, func(by *intaketest.Agent) change.Record {
			return by.Write(m, "2026-03-05", change.Retracted{Record: records[3].ID, Reason: "x"}, presence)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.by.Taken(c.rec(c.by))[0].Standing.Entitled; got != c.entitled {
				t.Errorf("entitled: got %v, want %v", got, c.entitled)
			}
		})
	}
	t.Run("custody far from the child is not for the taking", func(t *testing.T) {
		others.Refused(judge.NotHeld, others.Write(m, "2026-03-06", custody.Taken{By: far}))
	})
	t.Run("custody by a court's decree", func(t *testing.T) {
		d := institution.Decree{Court: "Tribunale per i minorenni di Catania", Number: "12/26", On: h.Today()}
		r := services.Write(m, "2026-03-06", custody.Taken{By: near, Decree: &d})
		if !services.Taken(r)[0].Standing.Entitled {
			t.Error("not entitled")
		}
	})
	wantClean(t, h)
}

func TestWhoRegisteredAtALandingPlacesTheChild(t *testing.T) {
	h := intaketest.New(t)
	prefecture := h.Institution(institution.Prefecture, "089017")
	state, a := h.Agent(institution.Office(prefecture)), centre(h, "084001")
	m := intaketest.Minor()
	registered := state.Write(m, "2026-03-09", minor.Registered{Code: state.Code()})
	sent := state.Write(m, "2026-03-09", movement.Departed{From: facility.Place{Words: "porto di Augusta"}, To: place(a)},
		intaketest.Seen(0, registered))
	got := state.Taken(registered, sent)
	if !got[1].Standing.Entitled {
		t.Error("the departure is not by right")
	}
	var in bool
	h.Scan(&in, `SELECT EXISTS (SELECT FROM scopes WHERE agent = $1 AND minor = $2 AND "left" IS NULL)`, a.ID, m)
	if !in {
		t.Error("the structure that expects the child does not see it")
	}
	wantClean(t, h)
}

func TestAConflictIsToldAndTheChildIsCountedOnce(t *testing.T) {
	h := intaketest.New(t)
	a, b := centre(h, "089017"), centre(h, "089018")
	m := intaketest.Minor()
	a.Taken(arrival(a, m, "2026-03-09")...)
	if got := b.Taken(b.Write(m, "2026-03-09", placement.Began{At: place(b)}))[0].Conflicts; len(got) != 0 {
		t.Errorf("told to who may not know of the child: %v", got)
	}
	again := a.Taken(a.Write(m, "2026-03-09", placement.Began{At: place(a)}))[0]
	if len(again.Conflicts) != 1 || again.Conflicts[0] != "place" {
		t.Errorf("told to the host: got %v, want place", again.Conflicts)
	}
	var conflicts, counted int
	var since uint64
	h.Scan(&conflicts, `SELECT count(*) FROM conflicts WHERE minor = $1`, m)
	h.Scan(&since, `SELECT since FROM conflicts WHERE minor = $1`, m)
	h.Scan(&counted, `SELECT sum(sign) FROM census.rows WHERE month = '2026-03-01' AND from_on <= '2026-03-10' AND until_on > '2026-03-10'`)
	if conflicts != 1 || since != 5 || counted != 1 {
		t.Errorf("got %d conflicts since %d and counted %d times, want one since 5 and once", conflicts, since, counted)
	}
	wantClean(t, h)
}

func TestAMinorNotYetRegisteredIsTaken(t *testing.T) {
	h := intaketest.New(t)
	a := centre(h, "089017")
	m := intaketest.Minor()
	a.Taken(a.Write(m, "2026-03-09", placement.Began{At: place(a)}))
	var registered bool
	h.Scan(&registered, `SELECT registered FROM casefiles WHERE minor = $1`, m)
	if registered {
		t.Error("the casefile says that the minor is registered")
	}
	a.Taken(a.Write(m, "2026-03-09", minor.Registered{Code: a.Code()}))
	h.Scan(&registered, `SELECT registered FROM casefiles WHERE minor = $1`, m)
	if !registered {
		t.Error("the casefile does not say that the minor is registered")
	}
	wantClean(t, h)
}
