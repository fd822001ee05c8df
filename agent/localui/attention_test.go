package localui

import (
	"database/sql"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

func minorAt(path string) minor.ID {
	return minor.ID(id.Must[struct{}](strings.TrimPrefix(path, "/children/")))
}

// says has an office say something about a child without having seen anything.
func (c *centre) says(m minor.ID, office institution.OfficeID, body change.Body) {
	c.t.Helper()
	c.saysOn("2026-03-31", m, office, body)
}

func (c *centre) saysOn(on string, m minor.ID, office institution.OfficeID, body change.Body) {
	c.t.Helper()
	c.tx(func(tx *sql.Tx) error {
		_, err := c.ui.Box.Append(c.t.Context(), tx, outbox.Draft{Minor: m, On: day.On(day.Must(on)), Structure: office, Author: newID[institution.PersonID](), Body: body})
		return err
	})
}

// inScope has the registry bring children into this machine's scope.
func (c *centre) inScope(all ...minor.ID) {
	c.t.Helper()
	c.tx(func(tx *sql.Tx) error {
		for _, m := range all {
			if _, err := tx.ExecContext(c.t.Context(), `INSERT INTO minors (minor, entered, sections) VALUES (?, 1, ?)`, m, localdb.JSON{V: []change.Section{change.Identity, change.Presence}}); err != nil {
				return err
			}
		}
		return nil
	})
}

// alike has the registry tell that two children may be the same.
func (c *centre) alike(one, other minor.ID) {
	c.t.Helper()
	told := api.Candidate{Minor: other, Probability: 0.9, Reasons: []api.Reason{{Field: "name", English: "the names sound alike", Italian: "i nomi suonano uguali"}}}
	c.tx(func(tx *sql.Tx) error {
		_, err := tx.ExecContext(c.t.Context(), `INSERT INTO candidates (minor, other, agrees) VALUES (?, ?, ?)`, one, other, localdb.JSON{V: told})
		return err
	})
}

func TestAConflictShowsBothSidesWhatCountsMeanwhileAndWhoDecides(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré", "birth", "05/06/2010")
	child := childPath(t, b)
	other := &minor.Birth{Date: day.Of(2008, 7, 8), Precision: minor.ToDay, Provenance: minor.Declared}
	c.says(minorAt(child), c.omar.Office, minor.IdentityStated{Source: minor.OwnWord, Birth: other})
	b.get("/").wants(http.StatusOK, "1 child with statements that contradict", child+"/conflicts/birth")
	b.get("/attention").wants(http.StatusOK, "1 thing that contradicts itself", "The date of birth", "5 June 2010", "the social service in custody")
	before := len(c.looks())
	b.get(child+"/conflicts/birth").wants(http.StatusOK, "5 June 2010 (as declared), aged 15", "8 July 2008 (as declared), aged 17", "Casa del Faro", "Casa dell&#39;Orto",
		"Until it is decided counts", "It is a mistake of ours: undo", "Write what is known better now")
	if looks := c.looks()[before:]; len(looks) != 1 || looks[0].What != "conflict" {
		t.Errorf("left %v", looks)
	}
	if n := strings.Count(b.page, `class="badge badge-info">counts meanwhile`); n != 1 {
		t.Errorf("%d sides count meanwhile, want the younger age alone", n)
	}
	undo := regexp.MustCompile(`/new/undo\?record=[0-9a-f-]+`).FindAllString(b.page, -1)
	if len(undo) != 1 {
		t.Fatalf("%d sides can be undone here, want the one written here", len(undo))
	}
	b.get(undo[0])
	b.post(b.at, "record", strings.TrimPrefix(undo[0], "/new/undo?record="), "reason", "misheard").wants(http.StatusOK, "Recorded")
	b.get(child+"/conflicts/birth").wants(http.StatusNotFound, "no such conflict any more")
}

func TestWhoMayBeTheSameChildWaitsInAListAndInterruptsNoEntry(t *testing.T) {
	c := newCentre(t)
	b, omar := c.signedIn(c.nina, ninasCode), c.signedIn(c.omar, omarsCode)
	b.arrive("tag", "17", "family", "Traoré", "birth", "05/06/2010")
	one := minorAt(childPath(t, b))
	omar.arrive("tag", "3", "family", "Traore")
	his := minorAt(childPath(t, omar))
	c.inScope(one, his)
	c.alike(one, his)
	b.get("/attention").wants(http.StatusOK, "0 pairs that may be the same child", "1 child registered lately, being checked").lacks("Traore<", "sound alike")
	b.get("/children/" + one.String()).wants(http.StatusOK).lacks("May be the same child")

	at := b.arrive("tag", "18", "family", "Traore")
	two := minorAt(childPath(t, b))
	c.inScope(two)
	c.alike(one, two)
	for _, page := range []string{"/saved/" + strings.TrimPrefix(at, "/form/"), "/new/arrival", "/new/bed?child=" + two.String()} {
		b.get(page).wants(http.StatusOK).lacks("same child", "sound alike")
	}
	b.get("/").wants(http.StatusOK, `<strong>3</strong><span>to look at`) // the pair, and of each that the sheet is to be given
	b.get("/attention").wants(http.StatusOK, "1 pair that may be the same child", "the names sound alike", "Traoré", "Traore", "5 June 2010", "2 children registered lately")
	b.get("/children/"+one.String()).wants(http.StatusOK, "May be the same child as of 1 other casefile")
}

func TestEveryNewRegistrationIsSaidToBeCheckedForAsLong(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré")
	b.get("/attention").wants(http.StatusOK, "1 child registered lately, being checked")
	c.clock.pass(31 * 24 * time.Hour)
	b.get("/signin").post("/signin", "who", whoValue(c.nina), "passphrase", phrase).wants(http.StatusOK, "Traoré")
	b.get("/attention").wants(http.StatusOK, "Nobody was registered here in the last thirty days")
}

func TestWhatFallsDueIsListedUntilItIsDone(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré", "birth", "05/06/2008") // 18 in 66 days
	b.arrive("tag", "18", "family", "Diallo", "birth", "05/08/2008") // 18 in 127 days
	m := strings.TrimPrefix(childPath(t, b), "/children/")
	b.get("/new/absent?child=" + m)
	b.post(b.at, "on", "31/03/2026").wants(http.StatusOK, "Recorded")
	b.get("/attention").wants(http.StatusOK, "4 things about to fall due", "Turns 18", "5 June 2026", "Report the child missing", "Give and explain the sheet").lacks("5 August 2026")
	b.get("/new/absent?child=" + m)
	b.post(b.at, "on", "31/03/2026", "report", "77/26").wants(http.StatusOK, "Recorded")
	b.get("/attention").wants(http.StatusOK, "3 things about to fall due").lacks("Report the child missing")
	b.get("/new/notice?child=" + m)
	b.post(b.at, "on", "31/03/2026", "language", "fr", "text", "informativa-1", "explained", "Nina").wants(http.StatusOK, "Recorded")
	b.get("/attention").wants(http.StatusOK, "2 things about to fall due")
}

// The registry tells of what it has raised; what this program can tell by itself
// it tells once, and from what is not sent yet.
func TestADeadlineThatTheRegistryTellsOfStandsInTheListOnce(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré")
	m := minorAt(childPath(t, b))
	c.inScope(m)
	today := day.FromTime(c.clock.Now())
	c.told(m, "alert", "S1", api.Alert{Rule: "S1", On: today, DueOn: today, Due: today.Add(1).Start()})
	b.get("/attention").wants(http.StatusOK, "1 thing about to fall due", "Give and explain the sheet", "/new/notice?child="+m.String())
	c.told(m, "alert", "D9", api.Alert{Rule: "D9", On: today, DueOn: today.Add(15), Due: today.Add(16).Start()})
	c.told(m, "alert", "X1", api.Alert{Rule: "X1", On: today, DueOn: today, Due: today.Add(1).Start()})
	b.get("/attention").wants(http.StatusOK, "3 things about to fall due", "Appoint a representative", "this program does not know yet")
	b.get("/new/notice?child=" + m.String())
	b.post(b.at, "on", "31/03/2026", "language", "fr", "text", "informativa-1", "explained", "Nina").wants(http.StatusOK, "Recorded")
	b.get("/attention").wants(http.StatusOK, "2 things about to fall due").lacks("Give and explain the sheet")
}

// told has the registry tell something of a child that has to be seen to.
func (c *centre) told(m minor.ID, what, key string, v any) {
	c.t.Helper()
	c.tx(func(tx *sql.Tx) error {
		_, err := tx.ExecContext(c.t.Context(), `INSERT OR REPLACE INTO concerns (minor, what, key, told, since) VALUES (?, ?, ?, ?, 1)`, m, what, key, localdb.JSON{V: v})
		return err
	})
}

func TestAConflictAboutAChildWhoLeftIsShownToWhoWroteAndToNobodyElse(t *testing.T) {
	c := newCentre(t)
	b, omar := c.signedIn(c.nina, ninasCode), c.signedIn(c.omar, omarsCode)
	b.arrive("tag", "17", "family", "Traoré")
	own := c.bodies(0)[1]
	left := newID[minor.ID]() // the casefile of this one is not held any more
	contest := api.Contest{Slot: "name", Section: change.Identity, Sides: []api.Side{
		{Record: own.ID, Kind: own.Kind, On: own.On, Value: []byte(`{"family":"Traoré"}`), Own: change.AppendRecord(nil, &own)},
		{Record: newID[change.ID](), Kind: own.Kind, On: own.On, Value: []byte(`{"given":"Omar","family":"Keita"}`)},
	}}
	c.told(left, "contest", "name", contest)
	before := len(c.looks())
	b.get("/attention").wants(http.StatusOK, "1 conflict about a child who left", "Traoré", "Omar Keita", "another office", "to be decided").lacks(left.String())
	looks := c.looks()[before:]
	if len(looks) != 1 || !slices.Contains(looks[0].Minors, left) {
		t.Errorf("left %v", looks)
	}
	omar.get("/attention").wants(http.StatusOK).lacks("Traor", "Keita", "who left")
	contest.Decided, contest.Stands, contest.Sides = newID[change.ID](), true, contest.Sides[:1]
	c.told(left, "contest", "name", contest)
	b.get("/attention").wants(http.StatusOK, "what was written here stands").lacks("Keita")
}

func TestWhatTheRegistryFindsOverdueStandsInTheList(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré")
	m := minorAt(childPath(t, b))
	c.inScope(m)
	c.told(m, "alert", "x", api.Alert{Rule: "departure-missing", Record: newID[change.ID](), On: day.Of(2026, 3, 29), Due: c.clock.Now().Add(-24 * time.Hour)})
	b.get("/attention").wants(http.StatusOK, "2 things about to fall due", "Has arrived elsewhere", "/new/departed?child="+m.String())
	b.get("/").wants(http.StatusOK, `<strong>2</strong><span>to look at`)
}

// letGo has the registry's word been applied here: of a minor, or a record.
func (c *centre) letGo(what string, at time.Time) string {
	c.t.Helper()
	m := newID[minor.ID]().String()
	c.tx(func(tx *sql.Tx) error {
		_, err := tx.ExecContext(c.t.Context(), `INSERT INTO let_go (id, what, at, numbers) VALUES (?, ?, ?, '[]')`, m, what, at.Unix())
		return err
	})
	return m
}

func TestOperatorsAreToldThatSomethingWasErasedAndNotWhat(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.get("/").wants(http.StatusOK).lacks("erased by law", "struck out")
	now := c.ui.Now()
	m := c.letGo("minor", now.Add(-time.Hour))
	b.get("/").wants(http.StatusOK, "data of 1 child were erased by law, here too").lacks(m, "struck out")
	c.letGo("minor", now.AddDate(0, 0, -31)) // long ago
	c.letGo("minor", now)
	c.letGo("record", now)
	b.get("/").wants(http.StatusOK, "data of 2 children were erased by law", "1 text was struck out")
}
