package localui

import (
	"database/sql"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// cut has the machine know that there is no line.
func (c *centre) cut() {
	c.t.Helper()
	c.tx(func(tx *sql.Tx) error {
		_, err := tx.ExecContext(c.t.Context(), `INSERT OR REPLACE INTO line (one, cut_at, kind, why, remedy) VALUES (1, ?, 'line', 'no route', '')`, c.clock.Now().Unix())
		return err
	})
}

var standinOption = regexp.MustCompile(`value="([0-9a-f-]{36} [0-9a-f-]{36})"[^>]*>Anna Bianchi standing in for Nina Rossi`)

const annasPhrase = "parole scelte da Anna"

func TestAStandInWorksInTheNameOfWhoLetThemInAndForThreeDays(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.get("/new/arrival")
	b.post(b.at+"/keep", "family", "Segreto").wants(http.StatusOK)
	b.get("/standin").wants(http.StatusOK, "There is a line").lacks(`name="passphrase"`)
	b.post("/standin", "name", "Anna Bianchi", "passphrase", annasPhrase, "repeated", annasPhrase).wants(http.StatusConflict, "There is a line")
	c.cut()
	b.get("/").wants(http.StatusOK, "Let a stand-in work")
	b.get("/standin").post("/standin", "name", "", "passphrase", annasPhrase, "repeated", annasPhrase).wants(http.StatusUnprocessableEntity, "error-name")
	b.post("/standin", "name", "Anna Bianchi", "passphrase", "corta", "repeated", "corta").wants(http.StatusUnprocessableEntity, "error-passphrase")
	b.post("/standin", "name", "Anna Bianchi", "passphrase", annasPhrase, "repeated", annasPhrase).wants(http.StatusOK, "Anna Bianchi", "End now")

	anna := c.browser()
	who := standinOption.FindStringSubmatch(anna.get("/signin").page)
	if who == nil {
		t.Fatalf("the stand-in cannot sign in:\n%s", anna.page)
	}
	if standinOption.MatchString(anna.get("/choose").page) {
		t.Error("a stand-in may choose another passphrase with a code")
	}
	anna.get("/signin").post("/signin", "who", who[1], "passphrase", phrase).wants(http.StatusUnprocessableEntity)
	anna.post("/signin", "who", who[1], "passphrase", annasPhrase).wants(http.StatusOK, "Anna Bianchi standing in for Nina Rossi").lacks("Forms you began")
	anna.get("/standin").wants(http.StatusForbidden, "lets nobody in")
	anna.arrive("tag", "17", "family", "Traoré", "othercode", "0000 0000 98")
	child := childPath(t, anna)
	m := strings.TrimPrefix(child, "/children/")
	anna.get("/new/bed?child=" + m)
	anna.post(anna.at, "bed", "12", "on", "31/03/2026").wants(http.StatusOK, "Recorded")
	all := c.bodies(0)
	if len(all) != 6 {
		t.Fatalf("recorded %d", len(all))
	}
	for _, r := range all {
		if r.Author != c.nina.Person || r.StandIn.Reveal() != "Anna Bianchi" {
			t.Errorf("%s does not name who wrote it in whose place", r.Kind)
		}
	}
	var what []string
	for _, l := range c.looks() {
		what = append(what, l.What)
	}
	if !slices.Contains(what, "let a stand-in in") || !slices.Contains(what, "form bed (stand-in)") {
		t.Errorf("the looks are %v", what)
	}
	b.get(child).wants(http.StatusOK, "Anna Bianchi standing in for Nina Rossi")
	c.clock.pass(73 * time.Hour)
	anna.get(child).wants(http.StatusOK, "Sign in").lacks("Traor", "Anna")
	anna.post("/signin", "who", who[1], "passphrase", annasPhrase).wants(http.StatusUnprocessableEntity, "Nobody was chosen")
}

func TestWhoLetAStandInInMayEndItAndNobodyElse(t *testing.T) {
	c := newCentre(t)
	b, omar := c.signedIn(c.nina, ninasCode), c.signedIn(c.omar, omarsCode)
	c.cut()
	b.get("/standin").post("/standin", "name", "Anna Bianchi", "passphrase", annasPhrase, "repeated", annasPhrase).wants(http.StatusOK, "End now")
	end := regexp.MustCompile(`/standin/[0-9a-f-]{36}/end`).FindString(b.page)
	anna := c.browser()
	who := standinOption.FindStringSubmatch(anna.get("/signin").page)[1]
	anna.post("/signin", "who", who, "passphrase", annasPhrase).wants(http.StatusOK, "0 children here")
	omar.get("/").post(end).wants(http.StatusNotFound)
	anna.get("/").wants(http.StatusOK, "0 children here").post(end).wants(http.StatusForbidden)
	b.post(end).wants(http.StatusOK).lacks("Anna Bianchi")
	anna.get("/").wants(http.StatusOK, "Sign in").lacks("0 children here")
}
