package breach

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"faro.example/registry/audit"
	"faro.example/registry/paper"
	"faro.example/registry/pki"
	"faro.example/shared/day"
)

// nobody is under whom those children stand for whom no office is known.
const nobody = "Ministero (nessun ufficio risponde)"

// Document is the breach on one page, in Italian: what happened, who is
// concerned, and the drafts of what has to be said. It names children by their
// codes alone.
func (b *Breach) Document() paper.Document {
	d := paper.Document{
		Lang: "it", Office: []string{b.Office}, Dated: b.Made,
		Title:    "Violazione di dati personali: apparecchio sottratto o smarrito",
		Subtitle: "regolamento (UE) 2016/679, articoli 33 e 34",
		Parts:    []paper.Part{b.happened(), b.todo(), b.concerned(), b.toAuthority()},
		Colophon: []string{fmt.Sprintf("Preparato il %s; le bozze si correggono e si firmano prima di inviarle.", moment(b.Made))},
	}
	groups := b.groups()
	for _, office := range slices.Sorted(maps.Keys(groups)) {
		d.Parts = append(d.Parts, b.toOffice(office, groups[office]))
	}
	return d
}

func moment(t time.Time) string { return t.In(day.Rome).Format("02/01/2006, ore 15:04") }

func field(term string, text ...string) paper.Field {
	f := paper.Field{Term: term}
	for _, t := range text {
		f.Values = append(f.Values, paper.Value{Text: t})
	}
	return f
}

func (b *Breach) happened() paper.Part {
	how := map[pki.State]string{
		pki.IsOpen:    "in uso, sentito l’ultima volta il ",
		pki.IsLocked:  "chiuso: aspettava la parola d’ordine dal ",
		pki.IsSilent:  "muto: sentito l’ultima volta il ",
		pki.IsRevoked: "già revocato il ",
	}
	return paper.Part{Title: "Che cosa è accaduto", Fields: []paper.Field{
		field("Apparecchio", b.Machine.Label),
		field("Identificativo", b.Loss.Agent.String()),
		field("Fuori controllo dal", moment(b.Loss.At)),
		field("Com’era quando è stato segnalato", how[b.Machine.State]+moment(b.Machine.Since)),
		field("Revocato il", moment(b.Revoked)),
		field("Minori interessati", fmt.Sprint(len(b.Children))),
	}}
}

func (b *Breach) todo() paper.Part {
	return paper.Part{Title: "Che cosa resta da fare", Text: []string{
		"1. Denunciare il furto o lo smarrimento alle forze dell’ordine, e unire qui la denuncia.",
		"2. Chiedere al centro se l’apparecchio era acceso e aperto: chiuso, ciò che contiene è cifrato e senza la parola d’ordine non si legge (art. 34, par. 3, lett. a).",
		"3. Notificare al Garante entro il " + moment(b.Deadline()) + ", con la bozza qui sotto; dopo, con i motivi del ritardo (art. 33, par. 1).",
		"4. Inviare le comunicazioni ai servizi sociali, che informano tutori e minori.",
		"5. Iscrivere la violazione nel registro interno (art. 33, par. 5), e dare al centro un nuovo apparecchio: registryctl enrol.",
	}}
}

func (b *Breach) concerned() paper.Part {
	why := map[string]string{
		audit.InScope: "era fra i minori del centro", audit.Left: "aveva lasciato il centro da meno di 30 giorni",
		audit.Wrote: "l’apparecchio ne aveva scritto",
	}
	p := paper.Part{Title: "Di chi potevano esservi dati", Note: "I minori sono indicati con il solo codice nazionale. L’elenco comprende piuttosto uno di troppo."}
	for _, c := range b.Children {
		p.Fields = append(p.Fields, paper.Field{Term: c.called(), Values: []paper.Value{{Text: why[c.Why], Note: strings.Join(c.offices(), ", ")}}})
	}
	if len(b.Children) == 0 {
		p.Text = []string{"Nessuno: sull’apparecchio non vi erano dati di minori."}
	}
	return p
}

// called is the code of a child, its identifier if it has none.
func (c Child) called() string {
	if c.Code == "" {
		return c.Minor.String()
	}
	return string(c.Code)
}

func (c Child) offices() []string {
	if len(c.To) == 0 {
		return []string{nobody}
	}
	return c.To
}

func (b *Breach) toAuthority() paper.Part {
	return paper.Part{Title: "Bozza: notifica al Garante per la protezione dei dati personali (art. 33)", Text: []string{
		fmt.Sprintf("Il %s un apparecchio di un centro di accoglienza collegato al registro nazionale dei minori stranieri non accompagnati è uscito dal controllo di chi lo usava. Se ne è avuta conoscenza il %s.",
			moment(b.Loss.At), moment(b.Made)),
		fmt.Sprintf("Natura della violazione: perdita di riservatezza possibile. Interessati: %d minori stranieri non accompagnati. Categorie di dati: anagrafica, presenza e spostamenti, presa in carico, tutela, e quanto del fascicolo il centro poteva vedere.",
			len(b.Children)),
		"Probabili conseguenze: chi riuscisse ad aprire l’archivio saprebbe chi sono i minori e dove si trovano. L’archivio è cifrato; la chiave è protetta da una parola d’ordine o dal sistema dell’apparecchio.",
		fmt.Sprintf("Misure: l’apparecchio è stato revocato il %s, e da allora non riceve e non invia più nulla; i servizi sociali competenti sono informati.", moment(b.Revoked)),
		"Punto di contatto (responsabile della protezione dei dati):",
	}, Fields: []paper.Field{{Term: "Nome"}, {Term: "Recapito"}}}
}

// groups gives the children by who is written to about them.
func (b *Breach) groups() map[string][]Child {
	out := map[string][]Child{}
	for _, c := range b.Children {
		for _, office := range c.offices() {
			out[office] = append(out[office], c)
		}
	}
	return out
}

func (b *Breach) toOffice(office string, children []Child) paper.Part {
	codes := make([]string, len(children))
	for i, c := range children {
		codes[i] = c.called()
	}
	return paper.Part{Title: "Bozza: comunicazione a " + office + " (art. 34)", Text: []string{
		fmt.Sprintf("Dal %s un apparecchio sul quale potevano trovarsi dati di minori che vi sono affidati è fuori controllo; è stato revocato il %s. I dati sono cifrati.",
			moment(b.Loss.At), moment(b.Revoked)),
		"Vi si chiede di dirlo ai tutori, e ai minori in una lingua che comprendono e con parole semplici: che cosa è accaduto, che cosa si è fatto, a chi rivolgersi; e di segnalare subito se qualcuno di loro è cercato o avvicinato da sconosciuti.",
	}, Fields: []paper.Field{field("Minori", codes...)}}
}
