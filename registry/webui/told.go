package webui

import (
	"faro.example/registry/paper"
	"faro.example/shared/fault"
	law "faro.example/shared/notice"
	"faro.example/shared/pages"
)

const pathTold = "/told"

// toldSheet shows a text that a child is given to read, in a language that it
// understands.
func (v *visit) toldSheet() error {
	s, ok := law.SheetIn(v.c.Param("text"), v.c.Param("lang"))
	if !ok {
		return fault.Newf(fault.NotFound, "no such sheet")
	}
	at := toldAt(s.Text, s.Language)
	if v.c.Param("as") != "" {
		return v.printed(sheetPaper(s), v.c.Param("as") == "pdf", s.Text+"-"+s.Language, pages.Link{Text: v.say("paper.pdf"), Href: at + "/pdf"})
	}
	body := pages.ToldOf(s, v.l, toldAt)
	body.Links = []pages.Link{{Text: v.say("letters.print"), Href: at + "/page"}, {Text: v.say("paper.pdf"), Href: at + "/pdf"}}
	return v.show("told", "told.title", body)
}

// toldTexts are the texts for the child, for who explains them to it.
func (v *visit) toldTexts() (out []pages.Link) {
	for _, text := range law.Texts() {
		if s, ok := law.SheetIn(text, string(v.l)); ok {
			out = append(out, pages.Link{Text: s.Title, Href: toldAt(text, string(v.l))})
		}
	}
	return out
}

// toldAt is where a text stands in a language.
func toldAt(text, language string) string { return pathTold + "/" + text + "/" + language }

// sheetPaper is the sheet as it is given to the child, and to the mediator who checks it.
func sheetPaper(s law.Sheet) paper.Document {
	d := paper.Document{Lang: s.Language, Title: s.Title, Colophon: []string{s.Text + " · " + s.Language + " · " + s.Mark()}}
	for _, m := range pages.ToldMarks(s) {
		d.Marks = append(d.Marks, paper.Said{Lang: m.Lang, Text: m.Text})
	}
	for _, p := range s.Parts {
		d.Parts = append(d.Parts, paper.Part{Title: p.Head, Text: []string{p.Text}})
	}
	return d
}
