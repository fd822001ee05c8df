package localui

import (
	"net/http"

	"faro.example/shared/notice"
	"faro.example/shared/pages"
)

const pathTold = "/told/"

// told shows a text that a child is given to read, in a language that it
// understands. It names nobody, so it leaves no line.
func (v *visit) told() error {
	s, ok := notice.SheetIn(v.r.PathValue("text"), v.r.PathValue("lang"))
	if !ok {
		return v.nowhere()
	}
	p := v.page("told")
	p.Body = pages.ToldOf(s, v.lang, toldAt)
	return v.show(http.StatusOK, p)
}

// toldAt is where a text stands in a language.
func toldAt(text, language string) string { return pathTold + text + "/" + language }
