package localui

import (
	"net/http"

	"faro.example/shared/notice"
	"faro.example/shared/pages"
)

const pathTold = "/told/"

// told shows the sheet that a child is given when it is registered, in a language
// that it understands. It names nobody, so it leaves no line.
func (v *visit) told() error {
	s, ok := notice.SheetIn(v.r.PathValue("lang"))
	if !ok {
		return v.nowhere()
	}
	body := pages.Told{Lang: s.Language, Right: s.Right, Title: s.Title}
	for _, p := range s.Parts {
		body.Parts = append(body.Parts, pages.ToldPart{Head: p.Head, Text: p.Text})
	}
	for _, o := range notice.Sheets() {
		body.Others = append(body.Others, pages.Link{Text: o.Name, Href: pathTold + o.Language, Here: o.Language == s.Language, Lang: pages.Lang(o.Language)})
	}
	p := v.page("told")
	p.Body = body
	return v.show(http.StatusOK, p)
}
