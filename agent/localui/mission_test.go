package localui

import (
	"crypto/ed25519"
	"database/sql"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/historytest"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/notice"
	"faro.example/shared/tracing"
)

// mission is a machine of a mission, to which the tracing of a child is entrusted.
type mission struct {
	*centre
	child     minor.ID
	of        tracing.ID
	entrusted change.ID
	n         uint64 // how far the feed has come
}

// newMission makes it, with what its feed brings: who the child is, and the tracing.
func newMission(t *testing.T) *mission {
	m := &mission{centre: newCentre(t), child: newID[minor.ID]()}
	m.tx(func(tx *sql.Tx) error {
		return m.apply(tx, api.Item{What: api.WhatDirectory, Directory: &api.Directory{Operators: []api.Operator{m.nina},
			Offices: []api.Office{{ID: m.nina.Office, Code: "IF-GN", Name: "Missione a Conakry", Kind: institution.TracingPartner,
				Agreements: []api.Agreement{{Number: "12/2026", Countries: []minor.Country{"GN"}, Until: day.Must("2027-01-01")}}}}}})
	})
	mother := tracing.Person{ID: tracing.PersonID(id.New[struct{}]()), Name: minor.Name{Given: "Mariama"}, Is: minor.Parent, Country: "GN"}
	told := historytest.Told()
	of := func() tracing.ID { return m.of }
	m.brings(func() change.Body { return minor.Registered{Tag: "17"} },
		func() change.Body {
			return minor.IdentityStated{Source: minor.OwnWord, Name: &minor.Name{Given: "Amadou", Family: "Bah"}, Citizenship: "GN"}
		},
		func() change.Body {
			return tracing.Proposed{By: tracing.BySocialServices, Sought: []tracing.Person{mother}, Reason: "asks for her"}
		},
		func() change.Body {
			return tracing.Consented{Tracing: of(), By: []minor.Party{minor.TheMinor}, Told: told}
		},
		func() change.Body { return tracing.Assessed{Tracing: of(), Risk: tracing.NoRisk, Grounds: "heard"} },
		func() change.Body {
			return tracing.Requested{Tracing: of(), Country: "GN", Asks: "how the family lives"}
		},
		func() change.Body {
			return tracing.Received{Tracing: of(), Request: minor.RecordID{1}, Accepted: true, Number: "7"}
		},
		func() change.Body {
			return tracing.Entrusted{Tracing: of(), Partner: institution.ID{7}, Mission: institution.ID(m.nina.Office), Country: "GN"}
		})
	return m
}

// apply gives the machine an item of its feed.
func (m *mission) apply(tx *sql.Tx, it api.Item) error {
	before := m.n
	m.n++
	it.N, it.Position = m.n, max(m.n, 100)
	return m.ui.Replica.Apply(m.t.Context(), tx, before, api.Feed{Items: []api.Item{it}, Next: m.n, Standpoint: api.Standpoint{Epoch: 1, Now: m.clock.Now()}})
}

// brings has the feed bring the child whole: each body is made once those before it
// are known.
func (m *mission) brings(bodies ...func() change.Body) {
	m.t.Helper()
	enter := &api.Enter{Sections: []change.Section{change.FamilyReport, change.Identity, change.Link, change.Tracing}}
	agent, office := newID[change.AgentID](), newID[institution.OfficeID]()
	request := minor.RecordID{}
	for i, make_ := range bodies {
		body := make_()
		if b, ok := body.(tracing.Received); ok {
			b.Request = request
			body = b
		}
		rec, err := change.Sign(ed25519.NewKeyFromSeed(make([]byte, 32)), change.Header{ID: change.ID(id.New[struct{}]()), Minor: m.child, Agent: agent, Seq: uint64(i + 1),
			Structure: office, Author: newID[institution.PersonID](), Made: change.Made{At: m.clock.Now()}, On: day.On(day.Must("2026-03-01").Add(i))}, body)
		if err != nil {
			m.t.Fatal(err)
		}
		switch body.(type) {
		case tracing.Proposed:
			m.of = tracing.ID(rec.ID)
		case tracing.Requested:
			request = minor.RecordID(rec.ID)
		case tracing.Entrusted:
			m.entrusted = rec.ID
		}
		enter.Records = append(enter.Records, api.Placed{Ref: rec.Ref(), Position: uint64(i + 1), Standing: change.Standing{Entitled: true, Knows: uint64(i)}, Data: change.AppendRecord(nil, &rec)})
	}
	m.tx(func(tx *sql.Tx) error {
		return m.apply(tx, api.Item{What: api.WhatEnter, Minor: m.child, Enter: enter})
	})
}

func (m *mission) path() string { return "/children/" + m.child.String() }

func (m *mission) form(page string) string {
	return "/new/" + page + "?child=" + m.child.String() + "&tracing=" + m.of.String()
}

// last gives the body that was recorded last.
func (m *mission) last() change.Body {
	all := m.bodies(0)
	return all[len(all)-1].Body
}

func TestAMissionSeesItsTracingsAndNothingElseOfTheChild(t *testing.T) {
	m := newMission(t)
	b := m.signedIn(m.nina, ninasCode)
	b.get("/").wants(http.StatusOK, "Tracings entrusted", "Bah", "it is our turn", "12/2026").lacks("New arrival", "Roll-call", "Place")
	b.get(m.path()).wants(http.StatusOK, "parent: Mariama", "how the family lives", "Record a step in the field", "Write the report").lacks("Where the child", "Departed", "Other office")
	if want := m.path() + "/tracings/" + m.of.String(); b.at != want {
		t.Errorf("led to %s, want %s", b.at, want)
	}
	for _, path := range []string{"/attention", m.path() + "/social", "/sheet/template", "/new/arrival", "/new/expected", "/new/group", "/new/departed?child=" + m.child.String(), "/new/tracing-proposed?child=" + m.child.String(), m.path() + "/tracings/" + newID[tracing.ID]().String()} {
		b.get(path).wants(http.StatusNotFound)
	}
	looked := 0
	for _, l := range m.looks() {
		if strings.Contains(l.What, "tracing") {
			looked++
		}
	}
	if looked == 0 {
		t.Error("no line says that the tracing was looked at")
	}
}

func TestAMissionIsToldWhatItDoesAndThreeThingsToTry(t *testing.T) {
	m := newMission(t)
	b := m.signedIn(m.nina, ninasCode)
	b.wants(http.StatusOK, `href="/how"`).get("/how").wants(http.StatusOK, "the tracings entrusted to this mission", "Open a tracing", "text about the search").lacks("wristband")
	b.get("/told/" + notice.Search + "/en").wants(http.StatusOK)
}

func TestTheFamilyConsentsBeforeWhatItSaysIsSaved(t *testing.T) {
	m := newMission(t)
	b := m.signedIn(m.nina, ninasCode)
	step := []string{"tracing", m.of.String(), "on", "30/03/2026", "means", "home-visit", "country", "Guinea", "finding", "contacted", "interview", "they farm"}
	b.get(m.form("tracing-contacted")).wants(http.StatusOK, "Guinea")
	at := b.at
	b.post(at, step...).wants(http.StatusUnprocessableEntity, "consent is not recorded")
	if n := len(m.open()); n != 0 {
		t.Fatalf("%d records are stored of what the family said without consenting", n)
	}
	b.post(at, append(step, "asker", "the mother", "explained", "what for", "language", "Pulaar", "mediator", "Aissatou", "presence", "the aunt", "withdraw", "yes")...).wants(http.StatusOK, "Recorded")
	if got, ok := m.last().(tracing.Contacted); !ok || got.Consent == nil || got.Interview != "they farm" || change.ID(got.Entrusted) != m.entrusted {
		t.Errorf("recorded %T", m.last())
	}
	b.get(m.path()).wants(http.StatusOK, "Step in the field", "they farm", "not in Rome yet")
}

func TestAReportIsKeptHalfWayThenRecordedTranslatedAndCorrectedByAccord(t *testing.T) {
	m := newMission(t)
	b := m.signedIn(m.nina, ninasCode)
	b.get(m.form("tracing-reported")).wants(http.StatusOK, "Report on the family")
	at := b.at
	b.post(at+"/keep", "tracing", m.of.String(), "summary", "personne à")
	b.get("/").wants(http.StatusOK, "Report on the family", "Go on").lacks("personne")
	b.get(m.form("tracing-reported")).wants(http.StatusOK, "personne à")
	report := []string{"tracing", m.of.String(), "on", "30/03/2026", "finding", "not-found", "country", "Guinea", "reportlang", "French"}
	b.post(at, report...).wants(http.StatusUnprocessableEntity, "say in some lines")
	b.post(at, append(report, "summary", "personne à l’adresse")...).wants(http.StatusOK, "Recorded")
	b.get(m.path()).wants(http.StatusOK, "Text of the field, in French", "personne à l’adresse", "Translate and finalise")
	b.get(m.form("tracing-translated")).wants(http.StatusOK)
	b.post(b.at, "tracing", m.of.String(), "on", "31/03/2026", "reportlang", "Italian", "translator", "Rosa", "summary", "nessuno all’indirizzo").wants(http.StatusOK, "Recorded")
	b.get(m.path()).wants(http.StatusOK, "Text of the field, in French", "Translation into Italian, by Rosa", "nessuno all’indirizzo", "personne à l’adresse")
	b.get(m.form("tracing-reported")).wants(http.StatusOK, "agreed")
	at = b.at
	b.post(at, append(report, "summary", "partis")...).wants(http.StatusUnprocessableEntity, "say who agreed")
	b.post(at, append(report, "summary", "partis", "agreed", "not-yet", "not-yet", "nobody was met")...).wants(http.StatusOK, "Recorded")
	if got := m.last().(tracing.Reported); got.Corrects.IsZero() || got.Agreed == nil || got.Language != "fr" {
		t.Errorf("recorded %+v", got.Agreed)
	}
}

// What a report encloses is chosen with no line, and stays beside it.
func TestAReportEnclosesFilesThatWaitForTheLine(t *testing.T) {
	m := newMission(t)
	b := m.signedIn(m.nina, ninasCode)
	b.get(m.form("tracing-reported")).wants(http.StatusOK, "Files of the report", "multiple")
	at, report := b.at, []string{"tracing", m.of.String(), "on", "30/03/2026", "finding", "not-found", "country", "Guinea", "reportlang", "French", "summary", "personne"}
	b.upload(at, []byte("%PDF-1.4 no"), report...).wants(http.StatusUnprocessableEntity, "print it to a new PDF")
	b.upload(at, picture(t), report...).wants(http.StatusOK, "Recorded")
	if got := m.last().(tracing.Reported); len(got.Files) != 1 || got.Files[0].Type != minor.JPEG {
		t.Fatalf("the report encloses %v, want the picture", got.Files)
	}
	b.get(m.path()).wants(http.StatusOK, "Open file 1 (JPEG)", "has not come to the registry yet", "Files that were refused")
	b.get(regexp.MustCompile(`/children/[^"]+/files/[^"]+`).FindString(b.page)).wants(http.StatusOK)
}

func TestAClarificationIsAskedAndTheClockSaysWhoseTurnItIs(t *testing.T) {
	m := newMission(t)
	b := m.signedIn(m.nina, ninasCode)
	b.get(m.form("tracing-asked")).wants(http.StatusOK)
	b.post(b.at, "tracing", m.of.String(), "on", "30/03/2026", "to", "asker", "asks", "which village?").wants(http.StatusOK, "Recorded")
	b.get("/").wants(http.StatusOK, "who asked for the tracing", "a clarification is asked for").lacks("it is our turn")
}

// The family takes it back at the mission: with no line, the tracing is gone from
// its pages at once, half written forms included.
func TestAWithdrawalRecordedAtAMissionHidesTheTracingAtOnce(t *testing.T) {
	m := newMission(t)
	b := m.signedIn(m.nina, ninasCode)
	b.get(m.form("tracing-reported")).wants(http.StatusOK)
	half := b.at
	b.post(half+"/keep", "tracing", m.of.String(), "summary", "personne")
	b.get(m.form("tracing-withdrawn")).wants(http.StatusOK)
	b.post(b.at, "tracing", m.of.String(), "on", "31/03/2026", "asker", "relatives", "unheard", "said by the mother").wants(http.StatusOK, "Recorded")
	b.get("/").wants(http.StatusOK).lacks("Bah", "it is our turn")
	b.get(m.path()).wants(http.StatusNotFound).lacks("Bah")
	b.get(m.path() + "/tracings/" + m.of.String()).wants(http.StatusNotFound).lacks("Bah")
	b.get(half).wants(http.StatusNotFound).lacks("personne", "Bah")
	b.post(half, "tracing", m.of.String(), "on", "31/03/2026", "finding", "not-found", "country", "Guinea", "reportlang", "French", "summary", "personne").wants(http.StatusNotFound)
	b.get("/outbox").wants(http.StatusOK, "Consent to the tracing withdrawn").lacks("Bah")
	if n := len(m.open()); n != 1 {
		t.Errorf("%d records are stored, want the withdrawal alone", n)
	}
}

// What was written before the machine knew of a withdrawal is refused: the attempt
// is kept with the condition and the remedy, and the child is gone.
func TestAReportRefusedForAWithdrawalIsKeptAndTheChildIsGone(t *testing.T) {
	m := newMission(t)
	b := m.signedIn(m.nina, ninasCode)
	b.get(m.form("tracing-reported")).wants(http.StatusOK)
	b.post(b.at, "tracing", m.of.String(), "on", "31/03/2026", "finding", "not-found", "country", "Guinea", "reportlang", "French", "summary", "personne").wants(http.StatusOK)
	seq := m.open()[0].Seq
	m.tx(func(tx *sql.Tx) error {
		refusal := api.Receipt{Seq: seq, Verdict: api.Refused, Reason: "unmet", Field: "body.tracing", Detail: "the minor has withdrawn the consent (law 47/2017 art. 6)",
			Remedy: "do nothing more in this tracing; if the minor wants it again, propose another and hear the minor anew"}
		if _, err := m.ui.Box.Settle(t.Context(), tx, m.agent, api.Push{Receipts: []api.Receipt{refusal}}); err != nil {
			return err
		}
		return m.apply(tx, api.Item{What: api.WhatLeave, Minor: m.child})
	})
	b.get("/outbox").wants(http.StatusOK, "Report on the family", "withdrawn the consent", "propose another").lacks("Bah", "personne")
	b.get("/").wants(http.StatusOK).lacks("Bah")
	b.get(m.path()).wants(http.StatusNotFound)
}

// A centre proposes, hears the minor, and writes down that the minor takes it back:
// from then on its own machine says that all has stopped.
func TestACentreProposesHearsTheMinorAndWritesAWithdrawalWithNoLine(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré")
	child := childPath(t, b)
	m := strings.TrimPrefix(child, "/children/")
	b.wantsForm(t, m, "guardian-provisional", "error-family", nil, []string{"family", "Bianchi", "given", "Ada"})
	b.wantsForm(t, m, "tracing-proposed", "error-family-1", []string{"asker", "provisional", "is-1", "parent"}, []string{"asker", "provisional", "reason", "asks for her mother",
		"is-1", "parent", "family-1", "Traoré", "given-1", "Awa", "country-1", "Mali"})
	b.get(child).wants(http.StatusOK, "Family tracing", "proposed")
	of := c.bodies(0)[len(c.bodies(0))-1].ID.String()
	step := func(page string, fields ...string) {
		t.Helper()
		b.get("/new/" + page + "?child=" + m + "&tracing=" + of).wants(http.StatusOK)
		b.post(b.at, append([]string{"tracing", of, "on", "31/03/2026", "asker", "minor"}, fields...)...).wants(http.StatusOK, "Recorded")
	}
	step("tracing-consented", "explained", "what for", "language", "Bambara", "mediator", "Aissatou", "presence", "Ada", "withdraw", "yes")
	b.get(child+"/tracings/"+of).wants(http.StatusOK, "consented to", "Consent is withdrawn")
	step("tracing-withdrawn")
	b.get(child+"/tracings/"+of).wants(http.StatusOK, "Consent was withdrawn: everything has stopped").lacks("The minor consents", "Ask for a clarification")
	if got, ok := c.bodies(0)[len(c.bodies(0))-2].Body.(tracing.Consented); !ok || got.Told.Notice == "" || got.Told.Language != "bm" {
		t.Errorf("recorded %+v", got)
	}
}
