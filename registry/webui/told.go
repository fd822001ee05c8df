package webui

import (
	"faro.example/registry/paper"
	"faro.example/shared/fault"
	law "faro.example/shared/notice"
	"faro.example/shared/pages"
)

const pathTold = "/told"

// toldSheet shows the sheet that a child is given when it is registered, in a language
// that it understands.
func (v *visit) toldSheet() error {
	s, ok := law.SheetIn(v.c.Param("lang"))
	if !ok {
		return fault.Newf(fault.NotFound, "no such sheet")
	}
	at := pathTold + "/" + s.Language
	if v.c.Param("as") != "" {
		return v.printed(sheetPaper(s), v.c.Param("as") == "pdf", law.SheetName+"-"+s.Language, pages.Link{Text: v.say("paper.pdf"), Href: at + "/pdf"})
	}
	body := pages.Told{Lang: s.Language, Right: s.Right, Title: s.Title, Links: []pages.Link{{Text: v.say("letters.print"), Href: at + "/page"}, {Text: v.say("paper.pdf"), Href: at + "/pdf"}}}
	for _, p := range s.Parts {
		body.Parts = append(body.Parts, pages.ToldPart{Head: p.Head, Text: p.Text})
	}
	for _, o := range law.Sheets() {
		body.Others = append(body.Others, pages.Link{Text: o.Name, Href: pathTold + "/" + o.Language, Here: o.Language == s.Language, Lang: pages.Lang(o.Language)})
	}
	return v.show("told", "told.title", body)
}

// sheetPaper is the sheet as it is given to the child.
func sheetPaper(s law.Sheet) paper.Document {
	d := paper.Document{Lang: s.Language, Title: s.Title, Colophon: []string{law.SheetName}}
	for _, p := range s.Parts {
		d.Parts = append(d.Parts, paper.Part{Title: p.Head, Text: []string{p.Text}})
	}
	return d
}
