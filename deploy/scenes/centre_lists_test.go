package scenes

import (
	"crypto/ed25519"
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/deploy/browsertest"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// elsewhereSays has another centre say something of a child without having seen
// what is said here.
func (c *centre) elsewhereSays(m minor.ID, bodies ...change.Body) {
	c.t.Helper()
	ctx := c.t.Context()
	key, err := localdb.NewKey()
	must(c.t, err)
	db, err := localdb.Create(ctx, filepath.Join(c.t.TempDir(), "elsewhere.db"), key)
	must(c.t, err)
	defer db.Close()
	public, private, err := ed25519.GenerateKey(nil)
	must(c.t, err)
	agent := c.r.Admit(public)
	box := outbox.New(agent, private, time.Now)
	var frames []change.Frame
	must(c.t, db.InTx(ctx, func(tx *sql.Tx) error {
		for _, body := range bodies {
			rec, err := box.Append(ctx, tx, outbox.Draft{Minor: m, On: day.On(day.FromTime(time.Now())), Structure: institution.OfficeOf(c.other), Author: newID[institution.PersonID](), Body: body})
			if err != nil {
				return err
			}
			frames = append(frames, change.Frame{Seq: rec.Seq, Data: change.AppendRecord(nil, &rec)})
		}
		return nil
	}))
	_, err = c.r.Push(ctx, agent, agent, false, frames)
	must(c.t, err)
}

func minorOf(path string) minor.ID {
	return minor.ID(id.Must[struct{}](strings.TrimPrefix(path, "/children/")))
}

var otherBirth = minor.IdentityStated{Source: minor.OwnWord, Birth: &minor.Birth{Date: day.Of(2012, 7, 8), Precision: minor.ToDay, Provenance: minor.Declared}}

func TestAConflictAndACandidateWaitInAListUntilSomebodyHasTime(t *testing.T) {
	t.Parallel()
	if browsertest.Missing(t) {
		return
	}
	c := newCentre(t)
	c.sentHere("Sékou", "Camara")
	p := c.ninaAt("en")
	p.Go("/").Waits("Sékou Camara")
	expected := childLink.FindString(p.HTML("#expected"))
	p.Go("/new/arrival").Type("17").Fill("family", "Traoré").Fill("given", "Awa").Fill("birth", "05/06/2010").Press()
	child := childLink.FindString(p.HTML("main"))
	p.Waits("All 4 are in Rome")
	c.elsewhereSays(minorOf(child), otherBirth)
	c.r.Liken(c.agent(), minorOf(child), api.Candidate{Minor: minorOf(expected), Probability: .9, Reasons: []api.Reason{{Field: "name", English: "the names sound alike", Italian: "i nomi suonano uguali"}}})
	p.To("Next child of the same arrival").Press().Sees("New arrival").Type("18").Press().Sees("Recorded")
	if text := p.Text(); strings.Contains(text, "same child") || strings.Contains(text, "contradict") {
		t.Errorf("an entry is interrupted:\n%s", text)
	}
	p.Comes("/", "statements that contradict each other")
	p.Sees("to look at").Inspect()
	p.Go("/attention").Sees("1 pair that may be the same child", "the names sound alike", "2 children registered lately, being checked", "The date of birth").Inspect()
	p.To("See both sides").Press().Sees("5 June 2010", "8 July 2012", "the social service in custody", "counts meanwhile").Inspect()
	p.To("It is a mistake of ours: undo").Press().Type("misheard").To("Take the records back").Press().Sees("Recorded")
	p.Waits("All 8 are in Rome")
	if got := c.kinds(); !slices.Equal(got[len(got)-1:], []string{"retracted"}) {
		t.Errorf("the ledger ends with %v", got)
	}
	if !c.looked("attention") || !c.looked("conflict") {
		t.Errorf("the record of looks holds %v", c.r.Looks())
	}
}

// lists shows what waits for somebody, and the forms that complete a casefile.
func (a *album) lists(c *centre, p *browsertest.Person, lang, child, expected string) {
	c.elsewhereSays(minorOf(child), minor.IdentityStated{Source: minor.OwnWord, Name: &minor.Name{Given: "Abou", Family: "Bakayoko"}})
	c.r.Liken(c.agent(), minorOf(child), api.Candidate{Minor: minorOf(expected), Probability: .9, Reasons: []api.Reason{{Field: "name", English: "the names sound alike", Italian: "i nomi suonano uguali"}}})
	short := strings.TrimPrefix(child, "/children/")
	p.Comes(child, map[string]string{"it": "Versioni che si contraddicono", "en": "Statements that contradict each other"}[lang])
	a.page(p, lang, "70-casefile-torn")
	a.page(p.Go("/attention"), lang, "71-attention")
	a.page(p.Go(child+"/conflicts/name"), lang, "72-conflict")
	for _, name := range []string{"exit", "alias", "identifier", "notice", "relative"} {
		a.page(p.Go("/new/"+name+"?child="+short), lang, "73-"+name)
	}
	a.page(p.Go("/new/refused?child="+strings.TrimPrefix(expected, "/children/")), lang, "74-refused")
	a.page(p.Go("/new/together"), lang, "75-together")
	a.page(p.Go("/handover/"+c.other.String()), lang, "76-handover")
}
