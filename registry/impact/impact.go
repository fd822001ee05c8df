// Package impact writes the sheet of the data protection impact assessment of the
// register (regulation (EU) 2016/679 art. 35 par. 7), to be completed by people.
//
// The invariant: who sees and writes what, and for how long it is kept, is read
// from the policy ([access.Matrix]) and the table of retention ([erasure.Rules])
// that the programs enforce, whole; and what a person has to judge is a ruled
// line, never an answer of ours.
package impact

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"faro.example/registry/erasure"
	"faro.example/registry/paper"
	"faro.example/shared/access"
	"faro.example/shared/change"
)

// Sheet writes the assessment in Italian, the language of the authority.
func Sheet(cells []access.Cell, rules []erasure.Rule, made time.Time) paper.Document {
	return paper.Document{
		Title:    "Valutazione d’impatto sulla protezione dei dati",
		Subtitle: "Regolamento (UE) 2016/679, articolo 35 · Sistema informativo nazionale dei minori non accompagnati (legge 47/2017, art. 9; DPR 231/2023)",
		Parts: slices.Concat(
			[]paper.Part{treatment(), data()}, recipients(cells), []paper.Part{retention(rules), necessity(), risks(), outcome()}),
		Signed:   []string{"Il titolare del trattamento", "Il responsabile della protezione dei dati"},
		Colophon: []string{"Ciò che si vede, si scrive e si conserva è letto dalle tabelle che il programma applica. Le righe vuote spettano a chi valuta."},
		Dated:    made,
	}
}

// blank is a line for a person to fill.
func blank(term string) paper.Field { return paper.Field{Term: term} }

func field(term string, values ...string) paper.Field {
	f := paper.Field{Term: term}
	for _, v := range values {
		f.Values = append(f.Values, paper.Value{Text: v})
	}
	return f
}

// treatment describes the processing (art. 35 par. 7 letter a).
func treatment() paper.Part {
	return paper.Part{Title: "Il trattamento", Fields: []paper.Field{
		field("Finalità", "censimento dei minori non accompagnati, dei loro spostamenti, del collocamento e della presa in carico; ricerca dei familiari; statistiche"),
		field("Base giuridica", "compito di interesse pubblico previsto dalla legge: regolamento art. 6 par. 1 lettera e, art. 9 par. 2 lettera g; legge 47/2017 art. 9; DPR 231/2023"),
		field("Interessati", "minori stranieri non accompagnati, anche divenuti maggiorenni; familiari di cui parlano; tutori; operatori e funzionari"),
		field("Strumenti", "registro centrale su PostgreSQL; programmi presso le strutture, con i soli minori ospitati o attesi, cifrati; pagine per gli enti"),
		blank("Titolare del trattamento"), blank("Responsabili del trattamento (art. 28)"), blank("Responsabile della protezione dei dati"),
	}}
}

// data lists what is kept of a minor, by section, with the kinds of records.
func data() paper.Part {
	p := paper.Part{Title: "I dati, per sezione del fascicolo", Note: "Con un asterisco le categorie particolari (art. 9) o relative a vulnerabilità."}
	for _, s := range change.Sections() {
		var kinds []string
		for _, e := range change.Catalogue() {
			if e.Section == s {
				kinds = append(kinds, e.Kind)
			}
		}
		p.Fields = append(p.Fields, field(section(s), cmp.Or(strings.Join(kinds, ", "), "ciò che riguarda la sezione")))
	}
	return p
}

// recipients lists for each role what it sees, writes and does, by what ties it to
// the minor.
func recipients(cells []access.Cell) []paper.Part {
	var out []paper.Part
	for _, r := range access.Roles() {
		p := paper.Part{Title: "Chi accede: " + word(roles, r)}
		for _, rel := range access.Relations() {
			here := slices.DeleteFunc(slices.Clone(cells), func(c access.Cell) bool { return c.Role != r || c.Relation != rel })
			if len(here) > 0 {
				p.Fields = append(p.Fields, field(word(relations, rel), allowed(here)...))
			}
		}
		if len(p.Fields) == 0 {
			p.Text = []string{"Nessun accesso."}
		}
		out = append(out, p)
	}
	return out
}

// allowed says each cell in a line, those that show the same together.
func allowed(cells []access.Cell) []string {
	var shown []string               // in the order of the table
	actions := map[string][]string{} // by what is shown or written
	for _, c := range cells {
		what := ""
		switch {
		case len(c.Kinds) > 0:
			what = "scrive " + strings.Join(c.Kinds, ", ")
		case len(c.Sections) == len(change.Sections()):
			what = "tutte le sezioni"
		case len(c.Sections) > 0:
			said := make([]string, len(c.Sections))
			for i, s := range c.Sections {
				said[i] = section(s)
			}
			what = strings.Join(said, ", ")
		}
		if actions[what] == nil {
			shown = append(shown, what)
		}
		actions[what] = append(actions[what], word(acts, c.Action))
	}
	out := make([]string, len(shown))
	for i, what := range shown {
		out[i] = strings.Join(actions[what], ", ")
		if what != "" {
			out[i] += ": " + what
		}
	}
	return out
}

// retention is the table of how long what is kept.
func retention(rules []erasure.Rule) paper.Part {
	p := paper.Part{Title: "Per quanto tempo (DPR 231/2023 art. 9)"}
	for _, r := range rules {
		said := ruleWords[r.Name]
		years := "subito"
		if r.Years > 0 {
			years = fmt.Sprintf("al più %d anni", r.Years)
		}
		p.Fields = append(p.Fields, field(cmp.Or(said[0], r.Of),
			cmp.Or(said[1], r.From), years+", poi: "+cmp.Or(done[r.Done], r.Done), "fonte: "+r.Source))
	}
	return p
}

// necessity says why no less would do (art. 35 par. 7 letter b).
func necessity() paper.Part {
	return paper.Part{Title: "Necessità e proporzionalità", Text: []string{
		"Ogni ruolo vede le sole sezioni che servono al suo compito, dei soli minori a cui lo lega un compito (art. 5 par. 1 lettera c; DPR 231/2023 art. 11).",
		"Le strutture tengono i soli minori ospitati o attesi; quando un minore parte, il suo fascicolo è nascosto subito e poi cancellato.",
		"Le statistiche stanno a parte dai fascicoli, e nessuna cella pubblicata sta sotto la soglia (DPR 231/2023).",
		"Nessuna copia in massa: le ricerche danno poche righe, gli elenchi di altri sono confrontati e non tenuti (DPR 231/2023 art. 11).",
		"Chi ha guardato, quando e perché è scritto prima che si veda; il minore e il tutore possono chiederlo (art. 15).",
		"Accesso, rettifica concordata con l’interessato, limitazione e consensi sono pratiche con i loro termini (art. 12, 15, 16, 18).",
	}, Fields: []paper.Field{blank("Valutazione della necessità e della proporzionalità"), blank("Opinioni degli interessati o dei loro rappresentanti (art. 35 par. 9)")}}
}

// risks are those of docs/security.md, to be judged by people (art. 35 par. 7
// letters c and d).
func risks() paper.Part {
	p := paper.Part{Title: "Rischi e misure", Note: "Ogni misura, con la prova che la tiene e ciò che non ferma, è in docs/security.md."}
	for i, r := range Risks() {
		p.Fields = append(p.Fields,
			paper.Field{No: fmt.Sprint(i + 1), Term: r.Name, Values: []paper.Value{{Text: r.Measures}}},
			blank("Probabilità, gravità e rischio che resta"))
	}
	return p
}

// outcome is for people alone.
func outcome() paper.Part {
	return paper.Part{Title: "Esito", Fields: []paper.Field{
		blank("Parere del responsabile della protezione dei dati (art. 35 par. 2)"), blank("Misure ulteriori, entro quando, a cura di chi"),
		blank("Consultazione preventiva del Garante (art. 36)"), blank("Data del prossimo riesame (art. 35 par. 11)"),
	}}
}
