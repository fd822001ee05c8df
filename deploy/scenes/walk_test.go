package scenes

import (
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"faro.example/deploy/browsertest"
	"faro.example/shared/api"
	"faro.example/shared/change"
)

// album is the pictures of a walk, in a folder with a page that shows them all.
type album struct {
	t    *testing.T
	dir  string // "" for none: then each page is inspected at one width in each language
	seen map[string]bool
	html strings.Builder
}

// widths are a telephone's and a desk's; enlarged is a desk's at 200 %, where a
// page has as much room as between the two.
var widths = []int{320, 1280}

const enlarged = 640

// page holds the page that is open to what every page is held to, and takes its
// pictures. It has to fit at each width. Inspecting it takes a second: without
// pictures that is done at one width, drawn by its name, and in the other
// language at the other.
func (a *album) page(p *browsertest.Person, lang, name string) {
	a.t.Helper()
	p.Width(enlarged).Fits()
	draw := crc32.ChecksumIEEE([]byte(name)) + uint32(strings.Index("iten", lang)/2)
	for i, w := range widths {
		if p.Width(w); a.dir == "" && (draw+uint32(i))%2 == 1 {
			p.Fits()
			continue
		}
		p.Inspect()
		if a.dir == "" {
			continue
		}
		file := fmt.Sprintf("%s-%s-%d.png", name, lang, w)
		p.Shot(filepath.Join(a.dir, file))
		fmt.Fprintf(&a.html, "<figure><figcaption>%s</figcaption><img src=%q width=%d alt=\"\"></figure>\n", file, file, w/2)
	}
}

// again is page for one that may have been shown with other children on it: then
// it only has to fit, unless pictures are taken.
func (a *album) again(p *browsertest.Person, lang, name, page string) {
	a.t.Helper()
	if a.dir != "" || !a.seen[page] {
		a.seen[page] = true
		a.page(p, lang, name)
		return
	}
	for _, w := range widths {
		p.Width(w).Fits()
	}
}

func (a *album) bind() {
	if a.dir == "" {
		return
	}
	const head = "<!doctype html><meta charset=utf-8><title>Faro</title><style>body{display:flex;flex-wrap:wrap;gap:1rem;font-family:sans-serif;align-items:flex-start}img{border:1px solid #999}</style>\n"
	must(a.t, os.WriteFile(filepath.Join(a.dir, "index.html"), []byte(head+a.html.String()), 0o600))
}

var childLink = regexp.MustCompile(`/children/[0-9a-f-]{36}`)

// TestEveryPageIsHeldToTheSame walks through every page, in both languages and at
// both widths. With FARO_SHOTS it leaves pictures in that folder.
func TestEveryPageIsHeldToTheSame(t *testing.T) {
	t.Parallel()
	if browsertest.Missing(t) {
		return
	}
	a := &album{t: t, dir: os.Getenv("FARO_SHOTS")}
	for _, lang := range []string{"it", "en"} {
		c := newCentre(t)
		p := browsertest.Sit(t, c.at, lang, root)
		a.page(p, lang, "01-signin")
		a.page(p.Go("/choose"), lang, "02-choose")
		p.To("who").Type("N").Fill("code", operatorCode).Fill("passphrase", "corta").Fill("repeated", "corta").Press()
		a.page(p, lang, "03-choose-wrong")
		p.Fill("passphrase", phrase).Fill("repeated", phrase).Press()
		a.page(p, lang, "04-codes")
		a.page(p.Go("/"), lang, "05-today-empty")
		c.fill(p)
		a.walk(c, p, lang)
	}
	a.bind()
}

// fill makes a busy day: children here, expected, missing, on the way, refused.
func (c *centre) fill(p *browsertest.Person) {
	c.t.Helper()
	c.sentHere("Sékou", "Camara")
	c.sentHere("عمر", "الحسن بن محمد")
	for i, name := range [][2]string{{"Traoré", "Awa"}, {"Keïta", "Ibrahima"}, {"Wijewardenapathiranehelage", "Don Sebastian Lakshitha Madushanka"}} {
		p.Go("/new/arrival").Type(fmt.Sprint(17+i)).Fill("family", name[0]).Fill("given", name[1]).Fill("sex", "M").Fill("age", fmt.Sprint(15+i)).Fill("citizenship", "Mali")
		p.To("mode").Up().To("place").Type("Lampedusa") // the choice before: a landing
		p.Press()
	}
}

// walk shows each page of a busy day.
func (a *album) walk(c *centre, p *browsertest.Person, lang string) {
	p.Go("/").Waits("Camara")
	child := childLink.FindString(p.HTML("#here"))
	expected := childLink.FindString(p.HTML("#expected"))
	short := strings.TrimPrefix(child, "/children/")
	p.Go("/new/arrival").Type("31")
	a.page(p, lang, "10-arrival")
	p.Fill("birth", "31/02/2010").Fill("citizenship", "Atlantide").Press()
	a.page(p, lang, "11-arrival-wrong")
	a.page(p.Go("/new/expected"), lang, "12-expected")
	a.page(p.Go("/new/arrived?child="+strings.TrimPrefix(expected, "/children/")), lang, "13-arrived")
	for i, name := range []string{"departed", "absent", "bed", "identity", "document", "permit-asked", "guardian-noted"} {
		a.page(p.Go("/new/"+name+"?child="+short), lang, fmt.Sprintf("2%d-%s", i, name))
	}
	p.Go("/new/absent?child=" + short).To("on").Press()
	a.page(p, lang, "30-saved")
	p.Go("/").To(map[string]string{"it": "Registra il ritorno", "en": "Record the return"}[lang]).Press()
	a.page(p, lang, "31-found")
	a.page(p.Go("/new/group"), lang, "32-group")
	p.To("children").Space().To("to").Type("Com").To("on").Press()
	a.page(p, lang, "33-group-saved")
	undo := undoLink.FindString(p.HTML("main"))
	a.page(p.Go(undo), lang, "34-undo")
	a.page(p.Go("/new/rollcall"), lang, "35-rollcall")
	a.page(p.Go(child), lang, "36-casefile")
	a.page(p.Go(expected), lang, "37-casefile-expected")
	a.sheets(p, lang)
	a.lists(c, p, lang, child, expected)
	c.r.Refuse(func(r *change.Record) *api.Receipt {
		return &api.Receipt{Verdict: api.Refused, Reason: "not-held", Field: "minor", Detail: "this office may not record that about this child", Remedy: "record what happens at your own structure"}
	})
	p.Go("/new/bed?child="+short).Fill("bed", "12").Press()
	p.Go("/outbox").Waits(map[string]string{"it": "1 rifiutata", "en": "1 refused"}[lang])
	a.page(p.Go("/outbox"), lang, "50-outbox")
	c.line.Cut()
	p.Go("/new/bed?child="+short).Fill("bed", "14").Press()
	p.Go("/").Waits(map[string]string{"it": "nessuna linea da", "en": "no line since"}[lang])
	a.page(p, lang, "51-today-cut")
	a.page(p.Go("/outbox"), lang, "52-outbox-cut")
	a.page(p.Go("/standin"), lang, "53-standin")
	a.page(p.Go("/children/nobody"), lang, "60-nowhere")
	p.Go("/locked")
	a.page(p, lang, "61-locked")
	p.Type(phrase).Press().Go("/new/bed?child=" + short)
}

var undoLink = regexp.MustCompile(`/new/undo\?form=[0-9a-f-]+`)

// sheets shows the steps of a spreadsheet.
func (a *album) sheets(p *browsertest.Person, lang string) {
	p.Go("/new/sheet")
	a.page(p, lang, "40-sheet")
	p.To("pasted").Insert("Num. bracc.;Cognome;Nome;Anni;Paese\n1;Traoré;Awa;16;Mali\n2;Diallo;Sékou;abc;Guinea\n3;=SUM(A1);Omar;15;Gambia\n4;Sow;Alpha;17;Guinea\n")
	p.Fill("sender", "Questura").To("mode").Up().To("place").Type("Lampedusa").Press()
	a.page(p, lang, "41-sheet-columns")
	p.To("column-A").Type(map[string]string{"it": "Num", "en": "Num"}[lang]).To("column-E").Type(map[string]string{"it": "Citt", "en": "Citi"}[lang])
	p.To(map[string]string{"it": "Leggi con queste colonne", "en": "Read with these columns"}[lang]).Press()
	a.page(p, lang, "42-sheet-preview")
	p.To(map[string]string{"it": "Registra le righe buone", "en": "Record the good rows"}[lang]).Press()
	a.page(p, lang, "43-sheet-saved")
	a.page(p.Go(landingLink.FindString(p.HTML("main"))), lang, "44-landing")
}

var landingLink = regexp.MustCompile(`/landings/[0-9a-f-]{36}`)
