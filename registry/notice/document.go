package notice

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"faro.example/registry/paper"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	law "faro.example/shared/notice"
	"faro.example/shared/pages"
)

// document writes the letter, in Italian, the language of the offices.
func (w *writing) document() paper.Document {
	row, _ := law.Of(w.Matter)
	t := texts[w.Matter]
	d := paper.Document{
		Lang: "it", Office: []string{w.From}, Title: t.title, Dated: w.moment(),
		Subtitle: strings.TrimSuffix(receivers[w.As]+" · "+row.Source, " · "),
		Parts:    []paper.Part{{Text: w.opening(t)}, w.child(), w.where(), w.responsible()},
		Signed:   []string{"Per " + w.From},
		Colophon: w.colophon(),
	}
	if to := firstOf(w.To, w.says.Office.Reveal()); to != "" {
		d.Subtitle = strings.TrimSuffix(to+" · "+row.Source, " · ")
	}
	d.Parts = append(d.Parts, w.social()...)
	if text := w.says.Says.Reveal(); text != "" {
		d.Parts = append(d.Parts, paper.Part{Title: "Chi scrive aggiunge", Text: strings.Split(text, "\n")})
	}
	if r := w.refusals(); len(r.Fields) > 0 {
		d.Parts = append(d.Parts, r)
	}
	return d
}

// text is what a letter says, by its matter.
type text struct{ title, says, asks string }

// receivers are what those are called to whom letters go, where nobody is named.
var receivers = map[minor.Receiver]string{
	minor.ToProsecutor: "Procura della Repubblica presso il tribunale per i minorenni", minor.ToCourt: "Tribunale per i minorenni",
	minor.ToMinistry: "Ministero del lavoro e delle politiche sociali", minor.ToPolice: "Questura", minor.ToPrefecture: "Prefettura",
	minor.ToMunicipality: "Servizi sociali del comune",
}

// texts are the letters.
var texts = map[minor.Matter]text{
	minor.PresenceKnown: {"Segnalazione di minore straniero non accompagnato",
		"Si dà immediata comunicazione della presenza sul territorio del minore straniero non accompagnato indicato sotto (D.Lgs 142/2015 art. 19 comma 5).", ""},
	minor.Disappeared: {"Denuncia di scomparsa di minore",
		"Si denuncia la scomparsa del minore straniero non accompagnato indicato sotto, perché siano avviate senza ritardo le ricerche (legge 203/2012 art. 1).", ""},
	minor.AgeInDoubt: {"Richiesta di accertamento dell’età",
		"Sussiste un dubbio fondato sull’età dichiarata dalla persona indicata sotto, non accertabile da documenti.",
		"Si chiede di valutare se disporre l’accertamento socio-sanitario dell’età (D.Lgs 142/2015 art. 19-bis comma 4). Fino alla decisione la persona si presume minorenne (comma 8)."},
	minor.GuardianWanted: {"Richiesta di nomina del tutore",
		"Il minore straniero non accompagnato indicato sotto è privo di un adulto che ne abbia la responsabilità legale.",
		"Si chiede l’apertura della tutela e la nomina di un tutore, se possibile tra i volontari (legge 47/2017 art. 11; D.Lgs 142/2015 art. 19 comma 5)."},
	minor.Ratify: {"Richiesta di ratifica delle misure di accoglienza",
		"Il minore straniero non accompagnato indicato sotto è accolto come descritto.",
		"Si chiede la ratifica delle misure di accoglienza predisposte (D.Lgs 142/2015 art. 19 comma 5)."},
	minor.CareBeyond: {"Richiesta di prosieguo amministrativo",
		"Il giovane indicato sotto, al compimento della maggiore età, ha bisogno di un supporto prolungato per il buon esito del percorso di inserimento sociale.",
		"Si chiede di disporne l’affidamento ai servizi sociali oltre la maggiore età, non oltre i ventuno anni (legge 47/2017 art. 13 comma 2)."},
	minor.PermitWanted: {"Richiesta di permesso di soggiorno",
		"Il minore straniero non accompagnato indicato sotto non può essere respinto né espulso.",
		"Si chiede il rilascio del permesso di soggiorno che gli spetta, anche prima della nomina del tutore (legge 47/2017 art. 10)."},
	minor.RefusalAttempted: {"Segnalazione di tentato respingimento alla frontiera",
		"Si segnala che si è tentato di respingere alla frontiera il minore straniero non accompagnato indicato sotto. Nessun minore non accompagnato può esserlo, in nessun caso (legge 47/2017 art. 3).", ""},
	minor.SocialFileSent: {"Trasmissione della cartella sociale",
		"Si trasmette la cartella sociale del minore straniero non accompagnato indicato sotto, compilata dal personale qualificato, con gli elementi utili alla soluzione di lungo periodo migliore nel suo superiore interesse (legge 47/2017 art. 9 comma 2).", ""},
	minor.OtherMatter: {"Comunicazione su un minore straniero non accompagnato", "Si comunica quanto segue sul minore indicato sotto.", ""},
}

// opening is how the letter begins.
func (w *writing) opening(t text) []string {
	out := []string{t.says}
	if t.asks != "" {
		out = append(out, t.asks)
	}
	return out
}

func value(texts ...string) []paper.Value {
	var out []paper.Value
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			out = append(out, paper.Value{Text: t})
		}
	}
	return out
}

// child says who the child is, with every value that contends.
func (w *writing) child() paper.Part {
	i := &w.file.Identity
	p := paper.Part{Title: "Il minore", Fields: []paper.Field{{Term: "Codice nazionale", Values: value(i.Code.Display())}}}
	for _, a := range []struct{ slot, term string }{
		{minor.AttrName, "Nome e cognome"}, {minor.AttrSex, "Sesso"}, {minor.AttrBirth, "Nascita"}, {minor.AttrBirthPlace, "Luogo di nascita"},
		{minor.AttrCitizenship, "Cittadinanza"}, {minor.AttrLanguages, "Lingue"},
	} {
		p.Fields = append(p.Fields, paper.Field{Term: a.term, Values: w.attribute(a.slot)})
	}
	var also []string
	for _, a := range i.Aliases {
		also = append(also, nameOf(a.Name))
	}
	if len(also) > 0 {
		p.Fields = append(p.Fields, paper.Field{Term: "Conosciuto anche come", Values: value(also...)})
	}
	for _, d := range i.Documents {
		p.Fields = append(p.Fields, paper.Field{Term: "Documento", Values: value(strings.TrimSpace(documents[d.Type] + " " + d.Number.Reveal() + " " + w.country(d.Country)))})
	}
	return p
}

var documents = map[string]string{"passport": "passaporto", "identity-card": "carta d’identità", "birth-certificate": "atto di nascita", "other": "altro"}

// attribute gives the value shown of an attribute, and the others if it is in
// conflict.
func (w *writing) attribute(slot string) []paper.Value {
	for _, a := range w.file.Identity.Attributes {
		if a.Slot != slot {
			continue
		}
		out := []paper.Value{{Text: w.said(a.Value), Held: a.Held}}
		if a.Held {
			for _, o := range a.Others {
				out = append(out, paper.Value{Text: w.said(o.Value), Held: true})
			}
		}
		return out
	}
	return nil
}

// said is a value of an attribute in words.
func (w *writing) said(v any) string {
	switch v := v.(type) {
	case minor.Name:
		return nameOf(v)
	case minor.Sex:
		return map[minor.Sex]string{minor.Male: "maschio", minor.Female: "femmina", minor.Other: "altro"}[v]
	case minor.Birth:
		return date(v.Date) + " (" + provenances[v.Provenance] + ")"
	case minor.BirthPlace:
		return strings.Trim(v.Town.Reveal()+", "+w.country(v.Country), ", ")
	case minor.Country:
		return w.country(v)
	case []string:
		return strings.Join(v, ", ")
	}
	return ""
}

var provenances = map[minor.Provenance]string{
	minor.Documented: "da documento", minor.Declared: "dichiarata", minor.Assessed: "accertata", minor.Presumed: "presunta",
}

// where says where the child is, or was last, and how presence came to be known.
func (w *writing) where() paper.Part {
	p := paper.Part{Title: "Dove"}
	if f := w.file.Presence.Found; f != nil {
		how := map[minor.Mode]string{minor.ByLanding: "sbarco", minor.ByFinding: "rintraccio sul territorio"}[f.Mode]
		p.Fields = append(p.Fields, paper.Field{Term: "Segnalato", Values: value(how+", "+date(f.On.Day()), f.Place, f.Authority)})
		if f.Relatives != "" {
			p.Fields = append(p.Fields, paper.Field{Term: "Familiari presenti", Values: value(f.Relatives.Reveal())})
		}
	}
	s, ok := w.file.Presence.Now()
	if !ok {
		return p
	}
	term := map[casefile.State]string{
		casefile.Present: "Accolto presso", casefile.InTransit: "In viaggio verso", casefile.Missing: "Scomparso da", casefile.Unplaced: "Presente, luogo non noto",
	}[s.State]
	p.Fields = append(p.Fields, paper.Field{Term: term, Values: []paper.Value{{Text: w.place(s.At), Note: "dal " + date(s.Span.From)}}})
	if s.Report != "" {
		p.Fields = append(p.Fields, paper.Field{Term: "Denuncia", Values: value(s.Report)})
	}
	return p
}

// responsible says who answers for the child.
func (w *writing) responsible() paper.Part {
	p := paper.Part{Title: "Chi ne risponde"}
	var services, guardians []string
	for _, c := range w.file.Custody.On(w.sent.On.Day()) {
		services = append(services, w.names[institution.Office(c.By)])
	}
	for _, g := range w.file.Guardian.On(w.sent.On.Day()) {
		guardians = append(guardians, w.guardian(g.Who))
	}
	p.Fields = []paper.Field{{Term: "Servizi sociali", Values: value(services...)}, {Term: "Tutore", Values: value(guardians...)}}
	return p
}

// guardian is what a guardian is called where the record says it; a person of
// the directory is named there alone.
func (w *writing) guardian(g guardian.Who) string {
	if g.Name != nil {
		return nameOf(*g.Name)
	}
	return "nominato, iscritto nel registro"
}

// refusals are the attempts to turn the child back.
func (w *writing) refusals() (p paper.Part) {
	if w.Matter != minor.RefusalAttempted {
		return p
	}
	p.Title = "Che cosa è successo"
	for _, r := range w.file.Presence.Refusals {
		p.Fields = append(p.Fields,
			paper.Field{Term: "Frontiera, " + date(r.On.Day()), Values: value(r.Where.Reveal(), r.By.Reveal(), w.country(r.To))},
			paper.Field{Term: "Che cosa è stato fatto", Values: value(r.Done.Reveal())})
	}
	return p
}

// social is the social file as it stood, of the notice that hands it over: for who
// receives it; its sender sees it in the casefile, for as long as it may.
func (w *writing) social() []paper.Part {
	if w.Matter != minor.SocialFileSent {
		return nil
	}
	if !slices.Contains(w.sections, change.SocialFile) {
		return []paper.Part{{Title: "Cartella sociale", Note: "La cartella trasmessa è mostrata a chi la riceve."}}
	}
	all := pages.SocialFile(pages.Italian, w.file.SocialFile, func(o institution.OfficeID) string { return w.names[o] })
	return paper.SocialFile(slices.DeleteFunc(all, func(p pages.SocialPart) bool { return len(p.Moments) > 0 }))
}

func (w *writing) colophon() []string {
	out := []string{fmt.Sprintf("Avviso %s, inviato il %s dal registro nazionale dei minori stranieri non accompagnati.", w.Record, date(w.sent.On.Day()))}
	if p := w.says.Protocol.Reveal(); p != "" {
		out = append(out, "Protocollo di chi invia: "+p+".")
	}
	if !w.OpenedAt.IsZero() {
		text := "Aperto da chi lo riceve il " + date(day.FromTime(w.OpenedAt)) + " alle " + w.OpenedAt.In(day.Rome).Format("15:04")
		if p := w.OpenedAs.Reveal(); p != "" {
			text += ", protocollo " + p
		}
		out = append(out, text+".")
	}
	return append(out, "Scritto dal fascicolo com’era quando l’avviso è stato inviato.")
}

// moment is when the notice was sent: never when it is printed, so that it always
// reads alike.
func (w *writing) moment() time.Time { return w.sent.On.Day().Start() }

// country is a country's name in Italian.
func (w *writing) country(c minor.Country) string {
	if c == "" {
		return ""
	}
	if c == minor.Stateless {
		return "apolide"
	}
	found, err := w.Places.Country(string(c))
	if err != nil {
		return string(c)
	}
	return found.Italian
}

func nameOf(n minor.Name) string {
	return strings.TrimSpace(n.Given.Reveal() + " " + n.Family.Reveal())
}

// date writes a day as the offices do.
func date(d day.Date) string { return d.Start().Format("02/01/2006") }

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
