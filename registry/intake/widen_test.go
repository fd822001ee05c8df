package intake_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/judge"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/measure"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/opinion"
	"faro.example/shared/permit"
	"faro.example/shared/placement"
	"faro.example/shared/protection"
	"faro.example/shared/right"
	"faro.example/shared/socialfile"
)

// attempts is a registry with a host and its social services in Ragusa, and
// with those who try to come by a child that is not theirs.
type attempts struct {
	*testing.T
	h        *intaketest.House
	host     *intaketest.Agent // a structure and the social services of its town
	services institution.ID
	by       []attempter
}

type attempter struct {
	name  string
	agent *intaketest.Agent
	own   facility.ID    // a structure that it writes for; zero if none
	body  institution.ID // an institution that it writes for; zero if none
}

func newAttempts(t *testing.T) *attempts {
	h := intaketest.New(t)
	a := &attempts{T: t, h: h, services: h.Institution(institution.Municipality, "088009")}
	a.host = h.Agent(institution.OfficeOf(h.Structure("088009")), institution.Office(a.services))
	far := h.Structure("015146")
	a.by = append(a.by, attempter{"a structure", h.Agent(institution.OfficeOf(far)), far, institution.ID{}})
	for _, k := range []institution.Kind{institution.Municipality, institution.Prefecture, institution.Region, institution.Police} {
		i := h.Institution(k, "015146")
		a.by = append(a.by, attempter{"a " + string(k), h.Agent(institution.Office(i)), facility.ID{}, i})
	}
	both, mine := h.Structure("015146"), h.Institution(institution.Municipality, "015146")
	a.by = append(a.by, attempter{"a structure with its social services", h.Agent(institution.OfficeOf(both), institution.Office(mine)), both, mine})
	return a
}

// records registers a child at the host, in custody of its social services.
func (a *attempts) records(m minor.ID) []change.Record {
	a.Helper()
	return append(arrival(a.host, m, "2026-03-05"),
		a.host.Write(m, "2026-03-06", custody.Taken{By: a.services}, intaketest.For(institution.Office(a.services))))
}

// inScope reports whether an installation has the child in its scope.
func (a *attempts) inScope(x *intaketest.Agent, m minor.ID) bool {
	a.Helper()
	var in bool
	a.h.Scan(&in, `SELECT EXISTS (SELECT FROM scopes WHERE agent = $1 AND minor = $2 AND "left" IS NULL)`, x.ID, m)
	return in
}

// hosted reports whether the host's structure itself, not only its social
// services, has the child in its scope.
func (a *attempts) hosted(m minor.ID) bool {
	a.Helper()
	var in bool
	a.h.Scan(&in, `SELECT $2 = ANY (offices) FROM casefiles WHERE minor = $1`, m, a.host.Office)
	return in && a.inScope(a.host, m)
}

// learned counts what the feed brought an installation about a child besides
// its own records.
func (a *attempts) learned(x *intaketest.Agent, m minor.ID) int {
	a.Helper()
	var n int
	a.h.Scan(&n, `SELECT count(*) FROM feed f WHERE f.agent = $1 AND f.minor = $2
		AND (f.what <> 'record' OR NOT EXISTS (SELECT FROM records r WHERE r.position = f.position AND r.agent = $1))`, x.ID, m)
	return n
}

// told compares receipts, but for their number and position.
func told(r api.Receipt) string {
	r.Seq, r.Position = 0, 0
	standing := ""
	if r.Standing != nil {
		standing = fmt.Sprintf("%+v", *r.Standing)
		r.Standing = nil
	}
	return fmt.Sprintf("%+v %s", r, standing)
}

// try is one thing to write about a child; of identifies a record about it, or
// one that there is none of.
type try struct {
	name string
	at   func(b attempter) []institution.OfficeID // for which offices it makes sense
	body func(b attempter, of change.ID) change.Body
	in   change.Section
}

func structures(b attempter) []institution.OfficeID {
	if b.own.IsZero() {
		return nil
	}
	return []institution.OfficeID{institution.OfficeOf(b.own)}
}

func bodies(b attempter) []institution.OfficeID {
	if b.body.IsZero() {
		return nil
	}
	return []institution.OfficeID{institution.Office(b.body)}
}

func anyOffice(b attempter) []institution.OfficeID { return append(structures(b), bodies(b)...) }

// tries is every kind of the catalogue, from every side.
func (a *attempts) tries() []try {
	decree := institution.Decree{Court: "Tribunale per i minorenni di Milano", Number: "1/26", On: a.h.Today()}
	here := func(b attempter) facility.Place {
		if b.own.IsZero() {
			return facility.Place{Words: "casa famiglia, Milano"}
		}
		return facility.At(b.own)
	}
	host := facility.At(facility.ID(a.host.Office))
	days := day.Span{From: day.Must("2026-02-01"), Until: day.Must("2026-02-03")}
	body := func(f func(b attempter) change.Body) func(attempter, change.ID) change.Body {
		return func(b attempter, _ change.ID) change.Body { return f(b) }
	}
	fixed := func(x change.Body) func(attempter, change.ID) change.Body {
		return func(attempter, change.ID) change.Body { return x }
	}
	tries := []try{
		{"registered", anyOffice, body(func(b attempter) change.Body { return minor.Registered{Tag: "9"} }), ""},
		{"registered with a guessed code", anyOffice, fixed(minor.Registered{Code: notGiven(a.T)}), ""},
		{"found", anyOffice, fixed(minor.Found{Mode: minor.ByFinding, Setting: minor.Inside, Municipality: "015146"}), ""},
		{"who it is", anyOffice, fixed(minor.IdentityStated{Source: minor.OwnWord, Sex: minor.Female}), ""},
		{"an alias", anyOffice, fixed(minor.IdentityAlias{Source: minor.OwnWord, Name: minor.Name{Given: "A"}}), ""},
		{"a guessed code", anyOffice, fixed(minor.IdentifierStated{Scheme: minor.NationalCode, Value: minor.Text(notGiven(a.T))}), ""},
		{"a wristband", anyOffice, fixed(minor.IdentifierStated{Scheme: minor.Wristband, Value: "17"}), ""},
		{"a document", anyOffice, fixed(minor.DocumentAdded{Type: "passport", Country: "GN", Number: "X1"}), ""},
		{"a notice", anyOffice, fixed(minor.NoticeGiven{Text: "informativa-1", Language: "fr"}), ""},
		{"a stay", anyOffice, body(func(b attempter) change.Body { return placement.Began{At: here(b)} }), ""},
		{"a stay at the host", anyOffice, fixed(placement.Began{At: host}), ""},
		{"the end of a stay", anyOffice, body(func(b attempter) change.Body { return placement.Ended{At: here(b)} }), ""},
		{"the end of the stay at the host", anyOffice, fixed(placement.Ended{At: host}), ""},
		{"an arrival without departure", anyOffice, body(func(b attempter) change.Body { return movement.Arrived{At: here(b)} }), ""},
		{"an arrival from the host", anyOffice, body(func(b attempter) change.Body { return movement.Arrived{At: here(b), From: &host} }), ""},
		{"a departure from the host", anyOffice, body(func(b attempter) change.Body { return movement.Departed{From: host, To: here(b)} }), ""},
		{"a departure to the host", anyOffice, body(func(b attempter) change.Body { return movement.Departed{From: here(b), To: host} }), ""},
		{"an absence", anyOffice, body(func(b attempter) change.Body { return movement.AbsenceReported{From: here(b)} }), ""},
		{"an absence from the host", anyOffice, fixed(movement.AbsenceReported{From: host}), ""},
		{"found again, nobody says where", anyOffice, fixed(movement.AbsenceEnded{}), ""},
		{"found again here", anyOffice, body(func(b attempter) change.Body { at := here(b); return movement.AbsenceEnded{At: &at} }), ""},
		{"an exit", anyOffice, fixed(movement.ExitRecorded{Reason: movement.FoundAdult}), ""},
		{"custody", bodies, body(func(b attempter) change.Body { return custody.Taken{By: b.body} }), ""},
		{"custody by a decree", bodies, body(func(b attempter) change.Body { return custody.Taken{By: b.body, Decree: &decree} }), ""},
		{"custody for the holder", anyOffice, fixed(custody.Taken{By: a.services}), ""},
		{"custody let go", bodies, body(func(b attempter) change.Body { return custody.Released{By: b.body} }), ""},
		{"the holder's custody let go", anyOffice, fixed(custody.Released{By: a.services}), ""},
		{"custody offered to oneself by the holder", bodies, body(func(b attempter) change.Body { return custody.Offered{By: a.services, To: b.body} }), ""},
		{"custody offered to the holder", bodies, body(func(b attempter) change.Body { return custody.Offered{By: b.body, To: a.services} }), ""},
		{"custody accepted that nobody offered", bodies, body(func(b attempter) change.Body { return custody.Accepted{By: b.body, From: a.services} }), ""},
		{"custody refused that nobody offered", bodies, body(func(b attempter) change.Body { return custody.Refused{By: b.body, From: a.services, Reason: "x"} }), ""},
		{"a guardian", anyOffice, fixed(guardian.Appointed{Guardian: guardian.Who{Institution: institution.ID{5}}, Decree: decree}), ""},
		{"the end of a guardianship", anyOffice, fixed(guardian.Ended{Guardian: guardian.Who{Institution: institution.ID{5}}, Why: guardian.Died}), ""},
		{"an age", anyOffice, fixed(minor.AgeDecided{Found: minor.IsAdult, Court: decree.Court, Number: decree.Number}), ""},
		{"a companion", anyOffice, fixed(minor.RelativeStated{Source: minor.Observed, Is: minor.Companion, Group: minor.GroupID{5}}), ""},
		{"a roll-call here", anyOffice, body(func(b attempter) change.Body { return placement.Confirmed{At: here(b), Days: days} }), ""},
		{"a roll-call at the host", anyOffice, fixed(placement.Confirmed{At: host, Days: days}), ""},
		{"a place kept here", anyOffice, body(func(b attempter) change.Body { return placement.Reserved{At: here(b)} }), ""},
		{"a place let go here", anyOffice, body(func(b attempter) change.Body { return placement.Released{At: here(b)} }), ""},
		{"a transfer from the host refused", anyOffice, body(func(b attempter) change.Body { return movement.Refused{From: host, To: here(b), Reason: "x"} }), ""},
		{"a transfer to the host refused", anyOffice, body(func(b attempter) change.Body { return movement.Refused{From: here(b), To: host, Reason: "x"} }), ""},
		{"a transfer to the host withdrawn", anyOffice, body(func(b attempter) change.Body { return movement.Withdrawn{From: here(b), To: host, Reason: "x"} }), ""},
		{"a transfer from the host withdrawn", anyOffice, body(func(b attempter) change.Body { return movement.Withdrawn{From: host, To: here(b), Reason: "x"} }), ""},
		{"an assessment of the age", anyOffice, fixed(minor.AgeOrdered{By: "Catania", Doubt: "x"}), ""},
		{"an appeal on the age", anyOffice, fixed(minor.AgeAppealed{Court: "Catania", Decree: "1"}), ""},
		{"a guardian asked for", anyOffice, fixed(guardian.Asked{Court: "Catania"}), ""},
		{"a provisional guardian", anyOffice, fixed(guardian.Provisional{Holder: guardian.Who{Institution: institution.ID{5}}}), ""},
		{"a guardianship taken up", anyOffice, fixed(guardian.Accepted{Guardian: guardian.Who{Institution: institution.ID{5}}}), ""},
		{"a guardianship declined", anyOffice, fixed(guardian.Declined{Guardian: guardian.Who{Institution: institution.ID{5}}, Reason: "x"}), ""},
		{"a note of the guardian", anyOffice, fixed(guardian.Noted{Text: "x"}), ""},
		{"turned back at the border", anyOffice, fixed(movement.RefusalAttempted{Where: "Como", Done: "x"}), ""},
		{"something disputed", anyOffice, fixed(minor.IdentityDisputed{About: "birth", Says: "x"}), ""},
		{"a dispute answered", anyOffice, func(_ attempter, of change.ID) change.Body {
			return minor.IdentityDisputed{Dispute: minor.RecordID(of), Answer: minor.Kept, Says: "x"}
		}, ""},
		{"a notice to the own office", bodies, body(func(b attempter) change.Body {
			return minor.NoticeSent{Matter: minor.PresenceKnown, As: minor.ToPolice, To: minor.AddresseeID(b.body)}
		}), change.Presence},
		{"a notice by other means", anyOffice, fixed(minor.NoticeSent{Matter: minor.Disappeared, As: minor.ToPolice, Office: "x"}), change.Presence},
		{"a notice opened", anyOffice, func(_ attempter, of change.ID) change.Body { return minor.NoticeOpened{Notice: minor.RecordID(of)} }, change.Presence},
		{"a permit asked for", anyOffice, fixed(permit.Asked{Type: permit.MinorAge, By: permit.ByMinor}), ""},
		{"a permit", anyOffice, fixed(permit.Issued{Type: permit.Asylum, Until: day.Must("2026-12-01")}), ""},
		{"a permit refused", anyOffice, fixed(permit.Refused{Type: permit.Asylum, Reason: "x"}), ""},
		{"the end of a permit", anyOffice, fixed(permit.Ended{Type: permit.Asylum, Why: permit.Revoked}), ""},
		{"protection asked for", anyOffice, fixed(protection.Asked{Route: protection.Asylum}), ""},
		{"protection refused", anyOffice, fixed(protection.Decided{Route: protection.Asylum, Outcome: protection.Refused}), ""},
		{"a return", anyOffice, fixed(protection.ReturnAsked{To: "TN", OwnWish: true, Interest: "x", Agreement: "x", Project: "x"}), ""},
		{"a return granted", anyOffice, fixed(protection.ReturnDecided{Granted: true, Decree: decree}), ""},
		{"the opinion asked for", anyOffice, fixed(opinion.Asked{}), ""},
		{"an opinion", anyOffice, fixed(opinion.Given{Favourable: true, Number: "1"}), ""},
		{"care beyond majority", anyOffice, fixed(opinion.ExtensionAsked{Reason: "x"}), ""},
		{"care beyond majority refused", anyOffice, fixed(opinion.ExtensionDecided{Decree: decree}), ""},
		{"a course", anyOffice, fixed(measure.Enrolled{Programme: measure.School}), ""},
		{"the end of a course", anyOffice, fixed(measure.Ended{Programme: measure.School, Outcome: measure.Left}), ""},
		{"an interview", anyOffice, fixed(socialfile.Interview{
			By: "A", As: socialfile.Educator, Mediator: "B", Language: "ff", Story: "x", Opinion: socialfile.Voice{Words: "x"},
		}), ""},
		{"a plan", anyOffice, fixed(socialfile.Plan{
			Goals: []socialfile.Goal{{What: "x", Who: "A", State: socialfile.Reached}}, Opinion: socialfile.Voice{Words: "x"},
		}), ""},
		{"a photograph", anyOffice, fixed(socialfile.Photograph{File: minor.FileOf(minor.PNG, []byte("x"))}), ""},
		{"a note on health", anyOffice, fixed(socialfile.Note{Subject: "x", Sensitivity: socialfile.OfHealth, Text: "x"}), ""},
		{"a right asked for", anyOffice, fixed(right.Asked{Right: right.Access, By: right.ByMinor, Identified: "x", Language: "fr"}), ""},
		{"a right granted", anyOffice, func(_ attempter, of change.ID) change.Body {
			return right.Decided{Case: right.CaseID(of), Outcome: right.Granted}
		}, ""},
		{"joined with a minor of one's own", anyOffice, fixed(change.LinkSame{Minors: []minor.ID{{9}}, Reason: "x"}), ""},
		{"another child", anyOffice, fixed(change.LinkDistinct{Minor: minor.ID{9}, Reason: "x"}), ""},
		{"parted", anyOffice, fixed(change.LinkParted{Apart: []minor.ID{{9}}, Reason: "x"}), ""},
		{"another's record assigned", anyOffice, func(_ attempter, of change.ID) change.Body {
			return change.Assigned{Record: of, Minor: minor.ID{9}, Reason: "x"}
		}, ""},
		{"erased", anyOffice, fixed(change.Erased{Rule: "majority", Asked: institution.PersonID{9}}), ""},
		{"another's record struck out", anyOffice, func(_ attempter, of change.ID) change.Body {
			return change.Struck{Record: of, Asked: institution.PersonID{9}, Reason: "x"}
		}, change.Presence},
		{"another's record of place taken back", anyOffice, func(_ attempter, of change.ID) change.Body { return change.Retracted{Record: of, Reason: "x"} }, change.Presence},
		{"another's record of place taken back in another section", anyOffice, func(_ attempter, of change.ID) change.Body { return change.Retracted{Record: of, Reason: "x"} }, change.Link},
		{"the place decided", anyOffice, func(_ attempter, of change.ID) change.Body {
			return change.Resolved{Slot: casefile.SlotPlace, Saw: []change.ID{of, {7}}, Choose: of, Reason: "x"}
		}, change.Presence},
		{"custody decided", anyOffice, func(_ attempter, of change.ID) change.Body {
			return change.Resolved{Slot: casefile.SlotCustody, Saw: []change.ID{of, {7}}, Both: true, Reason: "x"}
		}, change.Custody},
	}
	return append(tries, ofTracing()...)
}

func TestEveryKindIsAmongTheTries(t *testing.T) {
	a := &attempts{T: t, h: intaketest.New(t)}
	a.host = centre(a.h, "088009")
	tried := map[string]bool{}
	for _, x := range a.tries() {
		tried[x.body(attempter{own: facility.ID{1}, body: institution.ID{2}}, change.ID{3}).Kind()] = true
	}
	for _, e := range change.Catalogue() {
		if !tried[e.Kind] {
			t.Errorf("nobody tries to widen their scope by %s", e.Kind)
		}
	}
}

// Whatever is written about another's child, on whatever day, the author gets
// the receipt that an unknown child gets, and learns nothing from the feed.
func TestNobodyWidensTheirOwnScopeByARecordOfTheirOwn(t *testing.T) {
	a := newAttempts(t)
	for _, b := range a.by {
		t.Run(b.name, func(t *testing.T) {
			var all []attempt
			for _, x := range a.tries() {
				for _, office := range x.at(b) {
					all = append(all, attempt{x, office, intaketest.Minor()})
				}
			}
			a.attempt(t, b, all)
		})
	}
	wantClean(t, a.h)
}

// attempt is one try, for an office, about a child of the host.
type attempt struct {
	try
	office institution.OfficeID
	child  minor.ID
}

// attempt writes about each child and about nobody, before the child came, on
// the day, and later; then, having said where the child is, takes custody.
func (a *attempts) attempt(t *testing.T, b attempter, all []attempt) {
	t.Helper()
	of := a.children(all)
	var pairs, custodies []change.Record
	for i, x := range all {
		opts := []intaketest.Option{intaketest.For(x.office)}
		if x.in != "" {
			opts = append(opts, intaketest.In(x.in))
		}
		nobodys := intaketest.Minor()
		for _, on := range []string{"2026-02-01", "2026-03-05", "2026-03-09"} {
			pairs = append(pairs, b.agent.Write(x.child, on, x.body(b, of[i]), opts...),
				b.agent.Write(nobodys, on, x.body(b, change.ID{9}), opts...))
		}
	}
	var got []api.Receipt
	for part := range slices.Chunk(pairs, change.MaxBatch) {
		got = append(got, b.agent.Push(part...).Receipts...)
	}
	for i := 0; i < len(got); i += 2 {
		if d := cmp.Diff(told(got[i+1]), told(got[i])); d != "" {
			t.Errorf("%s, on %s: the receipt tells another's child from nobody (-nobody's +another's)\n%s",
				all[i/6].name, pairs[i].On.Day(), d)
		}
	}
	for _, x := range all {
		a.wantUntouched(t, b, x.child, x.name)
		if !b.body.IsZero() {
			custodies = append(custodies, b.agent.Write(x.child, "2026-03-09", custody.Taken{By: b.body}, intaketest.For(institution.Office(b.body))))
		}
	}
	if b.agent.Push(custodies...); len(custodies) > 0 {
		for _, x := range all {
			a.wantUntouched(t, b, x.child, x.name+", then custody")
		}
	}
}

// children registers the children at the host, and gives of each the record of
// its stay.
func (a *attempts) children(all []attempt) []change.ID {
	a.Helper()
	var records []change.Record
	var stays []change.ID
	for _, x := range all {
		records = append(records, a.records(x.child)...)
		stays = append(stays, records[len(records)-2].ID)
	}
	for part := range slices.Chunk(records, change.MaxBatch) {
		a.host.Taken(part...)
	}
	return stays
}

func (a *attempts) wantUntouched(t *testing.T, b attempter, m minor.ID, after string) {
	t.Helper()
	if a.inScope(b.agent, m) {
		t.Errorf("%s: the child is in the author's scope", after)
	}
	if n := a.learned(b.agent, m); n != 0 {
		t.Errorf("%s: the feed brings the author %d things about the child", after, n)
	}
	if !a.hosted(m) {
		t.Errorf("%s: the host has lost the child", after)
	}
	var seen int
	a.h.Scan(&seen, `SELECT count(*) FROM casefiles WHERE minor = $1 AND (offices && $2::uuid[] OR $3 = ANY (custodians))`,
		m, anyOffice(b), b.body)
	if seen != 0 {
		t.Errorf("%s: the casefile names the author among those who see it", after)
	}
}

// Who hosted a child once knows its identifiers and what was sent; it comes by
// nothing that happened since, whatever it claims to have had on its page.
func TestAFormerHostDoesNotComeBack(t *testing.T) {
	a := newAttempts(t)
	b := a.by[len(a.by)-1] // a structure with its social services
	there := facility.At(facility.ID(a.host.Office))
	own := facility.At(b.own)
	office := intaketest.For(institution.Office(b.body))
	for _, c := range []struct {
		name  string
		write func(m minor.ID, was []change.Record, seen intaketest.Option) change.Record
	}{
		{"a new arrival", func(m minor.ID, _ []change.Record, seen intaketest.Option) change.Record {
			return b.agent.Write(m, "2026-03-09", movement.Arrived{At: own}, seen)
		}},
		{"a stay before all others", func(m minor.ID, _ []change.Record, seen intaketest.Option) change.Record {
			return b.agent.Write(m, "2026-02-01", placement.Began{At: own}, seen)
		}},
		{"another departure", func(m minor.ID, _ []change.Record, seen intaketest.Option) change.Record {
			return b.agent.Write(m, "2026-03-09", movement.Departed{From: own, To: there}, seen)
		}},
		{"custody by what it saw then", func(m minor.ID, _ []change.Record, seen intaketest.Option) change.Record {
			return b.agent.Write(m, "2026-03-09", custody.Taken{By: b.body}, office, seen)
		}},
		{"the departure taken back", func(m minor.ID, was []change.Record, seen intaketest.Option) change.Record {
			return b.agent.Write(m, "2026-03-09", change.Retracted{Record: was[2].ID, Reason: "x"}, intaketest.In(change.Presence), seen)
		}},
		{"the stay taken back", func(m minor.ID, was []change.Record, seen intaketest.Option) change.Record {
			return b.agent.Write(m, "2026-03-09", change.Retracted{Record: was[1].ID, Reason: "x"}, intaketest.In(change.Presence), seen)
		}},
		{"the release taken back", func(m minor.ID, was []change.Record, seen intaketest.Option) change.Record {
			return b.agent.Write(m, "2026-03-09", change.Retracted{Record: was[4].ID, Reason: "x"}, intaketest.In(change.Custody), office, seen)
		}},
		{"missing from it", func(m minor.ID, _ []change.Record, seen intaketest.Option) change.Record {
			return b.agent.Write(m, "2026-03-09", movement.AbsenceReported{From: own}, seen)
		}},
		{"an exit", func(m minor.ID, _ []change.Record, seen intaketest.Option) change.Record {
			return b.agent.Write(m, "2026-03-09", movement.ExitRecorded{Reason: movement.Majority}, seen)
		}},
	} {
		for _, claims := range []string{"nothing seen", "an old page"} {
			t.Run(c.name+", "+claims, func(t *testing.T) {
				m := intaketest.Minor()
				was := []change.Record{
					b.agent.Write(m, "2026-03-01", minor.Registered{Code: b.agent.Code()}),
					b.agent.Write(m, "2026-03-01", placement.Began{At: own}),
					b.agent.Write(m, "2026-03-04", movement.Departed{From: own, To: there}),
					b.agent.Write(m, "2026-03-02", custody.Taken{By: b.body}, office),
					b.agent.Write(m, "2026-03-04", custody.Released{By: b.body}, office),
				}
				first := highest(b.agent.Taken(was...))
				a.host.Taken(
					a.host.Write(m, "2026-03-05", movement.Arrived{At: there}),
					a.host.Write(m, "2026-03-06", custody.Taken{By: a.services}, intaketest.For(institution.Office(a.services))),
				)
				var left uint64
				a.h.Scan(&left, `SELECT max("left") FROM scopes WHERE agent = $1 AND minor = $2`, b.agent.ID, m)
				b.agent.Sent(left)
				seen := intaketest.Seen(left)
				if claims == "an old page" {
					seen = intaketest.Seen(first)
				}
				before := a.learned(b.agent, m)
				b.agent.Push(c.write(m, was, seen))
				if a.inScope(b.agent, m) || a.learned(b.agent, m) != before {
					t.Error("the child is in the former host's scope again")
				}
				if !a.hosted(m) {
					t.Error("the host has lost the child")
				}
			})
		}
	}
	wantClean(t, a.h)
}

// One departure opens one arrival: who was sent a child once, and did not get
// it, does not open the casefile by recording the arrival later.
func TestADepartureThatCameToNothingOpensNoLaterArrival(t *testing.T) {
	a := newAttempts(t)
	b := a.by[0]
	m := intaketest.Minor()
	a.host.Taken(a.records(m)...)
	there, own := facility.At(facility.ID(a.host.Office)), facility.At(b.own)
	a.host.Taken(a.host.Write(m, "2026-03-07", movement.Departed{From: there, To: own}))
	if !a.inScope(b.agent, m) {
		t.Fatal("who expects the child does not see it")
	}
	a.host.Taken(a.host.Write(m, "2026-03-08", placement.Began{At: there}))
	if a.inScope(b.agent, m) {
		t.Fatal("who expected the child still sees it")
	}
	b.agent.Taken(b.agent.Write(m, "2026-03-09", movement.Arrived{At: own}))
	if a.inScope(b.agent, m) || !a.hosted(m) {
		t.Error("the arrival opened the casefile by a departure that came to nothing")
	}
	wantClean(t, a.h)
}

// Who let go has opened the child to the social services of where it is said to
// be: theirs is another's record, and nobody else comes by it.
func TestAReleasedChildIsTakenWhereItIsSaidToBe(t *testing.T) {
	a := newAttempts(t)
	near, far := a.by[len(a.by)-1], a.h.Institution(institution.Municipality, "001272")
	elsewhere := a.h.Agent(institution.Office(far))
	m := intaketest.Minor()
	a.host.Taken(a.records(m)...)
	near.agent.Taken(near.agent.Write(m, "2026-03-07", movement.Arrived{At: facility.At(near.own)}))
	take := func(x *intaketest.Agent, by institution.ID) change.Record {
		return x.Write(m, "2026-03-08", custody.Taken{By: by}, intaketest.For(institution.Office(by)))
	}
	near.agent.Refused(judge.NotHeld, take(near.agent, near.body))
	a.host.Taken(a.host.Write(m, "2026-03-08", custody.Released{By: a.services}, intaketest.For(institution.Office(a.services))))
	elsewhere.Refused(judge.NotHeld, take(elsewhere, far))
	near.agent.Taken(take(near.agent, near.body))
	if !a.inScope(near.agent, m) || a.inScope(elsewhere, m) {
		t.Error("the child is not in the scope of who took it alone")
	}
	wantClean(t, a.h)
}
