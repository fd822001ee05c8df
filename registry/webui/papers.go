package webui

import (
	"context"
	"net/http"
	"strings"

	paperform "faro.example/registry/form"
	"faro.example/registry/paper"
	"faro.example/shared/access"
	law "faro.example/shared/notice"
	"faro.example/shared/pages"
)

// former fills the paper forms in from a casefile: package form.
type former interface {
	Page(ctx context.Context, c access.Caller, l paperform.Letter, of paperform.Of, links ...paper.Link) ([]byte, error)
	PDF(ctx context.Context, c access.Caller, l paperform.Letter, of paperform.Of) ([]byte, error)
}

// pdfEnding is what the address of a form ends with that is wanted as a PDF.
const pdfEnding = ".pdf"

// papers are the forms that can be printed of the child.
func (f *file) papers() []pages.Link {
	var out []pages.Link
	for _, l := range paperform.Letters() {
		out = append(out, pages.Link{Text: f.v.say("paper." + string(l)), Href: f.at + "/paper/" + string(l)})
	}
	if f.hasSocialFile() {
		out = append([]pages.Link{{Text: f.v.say("social.title"), Href: f.at + "/social"}}, out...)
	}
	if f.hasRights() {
		out = append(out, pages.Link{Text: f.v.say("rights.title"), Href: f.at + pathRights})
	}
	if f.asksLooks() {
		out = append(out, pages.Link{Text: f.v.say("looks.link"), Href: f.at + "/looks"})
	}
	if f.v.lets() {
		out = append(out, pages.Link{Text: f.v.say("retention.do.hold"), Href: f.at + "/retention"})
	}
	return append(out, pages.Link{Text: f.v.say("paper.mine"), Href: f.at + "/mine/" + string(f.v.l)}, pages.Link{Text: f.v.say("paper.told"), Href: toldAt(law.About, string(f.v.l))})
}

// paper shows a form filled in: as a page that can be printed, or as a PDF. The
// look is written down first, with the reason for which the casefile was opened.
func (v *visit) paper() error {
	of, err := v.openedOf()
	if err != nil {
		return err
	}
	name, pdf := strings.CutSuffix(v.c.Param("letter"), pdfEnding)
	l, err := paperform.Parse(name)
	if err != nil {
		return err
	}
	at, err := v.address(of)
	if err != nil {
		return err
	}
	who, child := v.because(of.Why), paperform.Of{Minor: of.Minor, Code: of.Code}
	if pdf {
		text, err := v.desk.Forms.PDF(v.ctx, who, l, child)
		if err != nil {
			return err
		}
		v.c.Header("Content-Disposition", `attachment; filename="modulo-`+string(l)+pdfEnding+`"`)
		v.c.Data(http.StatusOK, "application/pdf", text)
		return nil
	}
	text, err := v.desk.Forms.Page(v.ctx, who, l, child,
		paper.Link{Text: v.say("paper.back"), Href: at}, paper.Link{Text: v.say("paper.pdf"), Href: at + "/paper/" + string(l) + pdfEnding})
	if err != nil {
		return err
	}
	v.c.Header("Content-Security-Policy", paper.Policy())
	v.c.Data(http.StatusOK, "text/html; charset=utf-8", text)
	return nil
}
