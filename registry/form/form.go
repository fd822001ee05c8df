// Package form prints the paper forms that the register replaced, each filled
// from the casefile: A (the child), B (reception), C (both), D (taken into
// care), E (tracing of the family), F (assisted voluntary return), G (opinion
// under art. 32) and H (exit).
//
// The invariant: first the line in the record of access, then the read; a form
// says nothing that the casefile of its reader does not hold; a section that the
// reader may not see is left out, and the form says so; of what is in conflict
// every value is shown; and what is not known is a ruled line.
package form

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"faro.example/registry/directory"
	"faro.example/registry/lookup"
	"faro.example/registry/paper"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
	"faro.example/shared/reference"
)

// Letter names a form.
type Letter string

// The forms.
const (
	A Letter = "A" // the child's registry data (anagrafica)
	B Letter = "B" // reception (accoglienza)
	C Letter = "C" // A and B together
	D Letter = "D" // taken into care (presa in carico)
	E Letter = "E" // request to trace the family (rintraccio dei familiari)
	F Letter = "F" // request for assisted voluntary return
	G Letter = "G" // request for the opinion under art. 32
	H Letter = "H" // exit from the Ministry's competence
)

// Letters lists every form, in order.
func Letters() []Letter { return []Letter{A, B, C, D, E, F, G, H} }

// Parse reads the name of a form, in any case. It fails with [fault.NotFound].
func Parse(text string) (Letter, error) {
	l := Letter(strings.ToUpper(text))
	if !slices.Contains(Letters(), l) {
		return "", &fault.Error{Kind: fault.NotFound, Field: "form", Detail: "no such form", Remedy: "name one of A, B, C, D, E, F, G, H"}
	}
	return l, nil
}

// Title is what a form is called, in Italian.
func (l Letter) Title() string { return "Modulo " + string(l) + " – " + forms()[l].title }

// Of names the child: by identifier, or by national code.
type Of struct {
	Minor minor.ID
	Code  minor.Code
}

// printer opens a casefile to print from it; package lookup does.
type printer interface {
	Print(ctx context.Context, caller access.Caller, m minor.ID) (lookup.Casefile, error)
	PrintOf(ctx context.Context, caller access.Caller, code minor.Code) (lookup.Casefile, error)
}

// guide knows what offices and people are called; package directory does.
type guide interface {
	Self(ctx context.Context, c access.Caller) (directory.Self, error)
	Names(ctx context.Context, offices ...institution.OfficeID) (map[institution.OfficeID]directory.Name, error)
	Called(ctx context.Context, c access.Caller, people ...institution.PersonID) (map[institution.PersonID]minor.Text, error)
	FindStructures(ctx context.Context, words string) ([]facility.Structure, error)
}

// Desk fills forms in. All of it is needed.
type Desk struct {
	Lookup    printer
	Directory guide
	Places    *reference.Tables
	Press     *paper.Press
	Now       func() time.Time
}

// Fill fills a form in from a casefile. It fails with [fault.NotFound] for a
// child whom the caller may not see or who does not exist, and with
// [fault.Invalid] for a bad code.
func (d *Desk) Fill(ctx context.Context, caller access.Caller, l Letter, of Of) (paper.Document, error) {
	made, ok := forms()[l]
	if !ok {
		_, err := Parse(string(l))
		return paper.Document{}, err
	}
	caller.Reason = strings.TrimSpace("form " + string(l) + ": " + caller.Reason)
	f, err := d.open(ctx, caller, of)
	if err != nil {
		return paper.Document{}, err
	}
	self, err := d.Directory.Self(ctx, caller)
	if err != nil {
		return paper.Document{}, err
	}
	return f.document(l, made, self, caller), nil
}

// PDF is [Desk.Fill] as a PDF.
func (d *Desk) PDF(ctx context.Context, caller access.Caller, l Letter, of Of) ([]byte, error) {
	doc, err := d.Fill(ctx, caller, l, of)
	if err != nil {
		return nil, err
	}
	return d.Press.PDF(ctx, doc)
}

// Page is [Desk.Fill] as a page, with links that stand above it.
func (d *Desk) Page(ctx context.Context, caller access.Caller, l Letter, of Of, links ...paper.Link) ([]byte, error) {
	doc, err := d.Fill(ctx, caller, l, of)
	if err != nil {
		return nil, err
	}
	doc.Links = links
	return paper.Page(doc)
}

// open reads the casefile and what those are called whom it names.
func (d *Desk) open(ctx context.Context, caller access.Caller, of Of) (*filling, error) {
	f := &filling{places: d.Places, now: d.Now()}
	var err error
	if of.Minor.IsZero() {
		f.Casefile, err = d.Lookup.PrintOf(ctx, caller, of.Code)
	} else {
		f.Casefile, err = d.Lookup.Print(ctx, caller, of.Minor)
	}
	if err != nil {
		return nil, err
	}
	if f.names, err = d.Directory.Names(ctx, f.offices()...); err != nil {
		return nil, err
	}
	if people := f.people(); len(people) > 0 {
		if f.called, err = d.Directory.Called(ctx, caller, people...); err != nil {
			return nil, err
		}
	}
	return f, f.house(ctx, d.Directory)
}

// house finds the structure at which the child is, of which a form says more.
func (f *filling) house(ctx context.Context, g guide) error {
	s, ok := f.Presence.Now()
	if !ok || s.At.Facility.IsZero() {
		return nil
	}
	found, err := g.FindStructures(ctx, f.names[institution.OfficeOf(s.At.Facility)].Code)
	for i := range found {
		if found[i].ID == s.At.Facility {
			f.at = &found[i]
		}
	}
	return err
}

// document sets a form in its order.
func (f *filling) document(l Letter, made form, self directory.Self, caller access.Caller) paper.Document {
	doc := paper.Document{
		Office: []string{"Ministero del Lavoro e delle Politiche Sociali", "Registro nazionale dei minori stranieri non accompagnati"},
		Title:  l.Title(), Subtitle: made.law, Signed: made.signed, Dated: f.now.UTC().Truncate(time.Second),
		Parts: []paper.Part{{Fields: []paper.Field{
			{Term: "Codice nazionale (le ultime due cifre controllano le altre)", Values: f.codes()}, {Term: "Numero di protocollo"}, {Term: "Data del protocollo"},
		}}},
	}
	number := 0
	for _, p := range made.parts {
		doc.Parts = append(doc.Parts, f.part(p, &number))
	}
	on := dayOf(f.now)
	doc.Colophon = []string{
		fmt.Sprintf("Stampato il %s alle %s da %s (%s), %s.", pages.Date(pages.Italian, on), pages.Clock(f.now), self.Name.Reveal(), caller.Person, self.Office.Name),
		fmt.Sprintf("Dal fascicolo come il registro lo conosce alla posizione %d dell’epoca %d. Chi ha stampato, e perché, è scritto nel registro degli accessi.", f.Seen.Position, f.Seen.Epoch),
	}
	return doc
}

// hidden is said of a part that the reader may not see.
const hidden = "Parte lasciata fuori: chi stampa non vede questa sezione del fascicolo."

// part fills a part in, or says that it is left out. Its fields have their
// numbers either way, so that a form's are the same for every reader.
func (f *filling) part(p part, number *int) paper.Part {
	out := paper.Part{Title: p.title}
	if !slices.Contains(f.Sections, p.section) {
		*number += len(p.fields)
		out.Note = hidden
		return out
	}
	for _, field := range p.fields {
		*number++
		filled := paper.Field{No: fmt.Sprint(*number), Term: field.term, Box: field.box}
		if field.read != nil {
			filled.Values = field.read(f)
		}
		out.Fields = append(out.Fields, filled)
	}
	return out
}

// form is one form: by which law, its parts, and who signs it.
type form struct {
	title, law string
	parts      []part
	signed     []string
}

// part is a part of a form, of one section of the casefile.
type part struct {
	title   string
	section change.Section
	fields  []field
}

// field is a field of a form: what it is called there, of which attributes it is
// filled, and how.
type field struct {
	term string
	from []origin
	read func(*filling) []paper.Value
	box  bool
}

// origin is an attribute of a kind of record: a path of names in its body, or
// [theDay], the day of the record.
type origin struct {
	body change.Body
	path string
}

const theDay = "on"

// of names attributes of a kind.
func of(b change.Body, paths ...string) []origin {
	out := make([]origin, len(paths))
	for i, p := range paths {
		out[i] = origin{b, p}
	}
	return out
}

// forms are all forms.
func forms() map[Letter]form {
	who := []part{child()}
	return map[Letter]form{
		A: {title: "Dati anagrafici del minore", law: "Legge 47/2017, articolo 9; DPR 231/2023", parts: identityParts(), signed: []string{"Chi segnala la presenza"}},
		B: {title: "Accoglienza", law: "Legge 47/2017, articolo 9; D.Lgs 142/2015, articolo 19", parts: append(slices.Clone(who), receptionParts()...), signed: []string{"Il responsabile della struttura"}},
		C: {title: "Dati anagrafici e accoglienza", law: "Legge 47/2017, articolo 9; D.Lgs 142/2015, articolo 19", parts: append(identityParts(), receptionParts()...),
			signed: []string{"Chi segnala la presenza", "Il responsabile della struttura"}},
		D: {title: "Presa in carico", law: "Legge 47/2017, articolo 9; D.Lgs 142/2015, articolo 19", parts: append(slices.Clone(who), careParts()...), signed: []string{"Il servizio sociale che prende in carico"}},
		E: {title: "Richiesta di indagini familiari", law: "Legge 47/2017, articolo 6; D.Lgs 142/2015, articolo 19, commi 7-bis e 7-ter", parts: append(slices.Clone(who), tracingParts()...),
			signed: []string{"Il minore", "Il tutore, o chi ha la responsabilità genitoriale", "Il servizio sociale"}},
		F: {title: "Richiesta di rimpatrio volontario assistito", law: "Legge 47/2017, articolo 8; DPCM 535/1999, articolo 7", parts: append(slices.Clone(who), returnParts()...),
			signed: []string{"Il minore", "Il tutore", "Il servizio sociale"}},
		G: {title: "Richiesta di parere per la maggiore età", law: "D.Lgs 286/1998, articolo 32, comma 1-bis", parts: append(slices.Clone(who), opinionParts()...),
			signed: []string{"Il servizio sociale", "Il minore, o chi è da poco maggiorenne"}},
		H: {title: "Uscita dalla competenza del Ministero", law: "Legge 47/2017, articolo 9; DPR 231/2023", parts: append(slices.Clone(who), exitParts()...), signed: []string{"Il servizio sociale"}},
	}
}
