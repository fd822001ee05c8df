package webui

import (
	"context"
	"net/http"

	"faro.example/registry/notice"
	"faro.example/registry/paper"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// correspondence is the notices that the law asks for; package notice has them.
type correspondence interface {
	Page(ctx context.Context, c access.Caller, box notice.Box, after notice.Key, most int) ([]notice.Item, error)
	Waiting(ctx context.Context, c access.Caller) (int, error)
	Open(ctx context.Context, c access.Caller, of change.ID, protocol minor.Text) (notice.Letter, error)
	Read(ctx context.Context, c access.Caller, of change.ID) (notice.Letter, error)
	Print(ctx context.Context, c access.Caller, of change.ID) (notice.Letter, error)
	Competent(ctx context.Context, c access.Caller, at facility.ID) ([]notice.Office, error)
}

const pathLetters = "/letters"

// aPage is how many notices a page shows. Arbitrary: a morning's work, and light.
const aPage = 50

// corresponds reports whether the reader's office is sent notices.
func (v *visit) corresponds() bool { return access.Allow(v.who, access.ListNotices) == nil }

// lettersBody is the page of the notices of an office.
type lettersBody struct {
	Boxes []pages.Link
	Title string
	Empty string
	Rows  []letterRow
	Waits string // how many wait to be opened; "" for none
	Next  string // the address of what comes after; "" at the end
}

// letterRow is a notice in the list.
type letterRow struct {
	What, Office, On, State pages.Cell
	Sealed, Label           string // of the form that opens it
	Link                    *pages.Link
}

// letters lists the notices that the reader's office received, unopened first, or
// sent.
func (v *visit) letters() error {
	if !v.corresponds() {
		return fault.Newf(fault.NotFound, "no such page")
	}
	box := notice.Received
	if v.c.Query("box") == string(notice.Sent) {
		box = notice.Sent
	}
	var after notice.Key
	if h := v.c.Query("after"); h != "" {
		if err := v.seal.open("letters", v.session(), h, &after); err != nil {
			return err
		}
	}
	found, err := v.desk.Letters.Page(v.ctx, v.because("queue"), box, after, aPage)
	if err != nil {
		return err
	}
	body := lettersBody{Title: v.say("letters." + string(box)), Empty: v.say("letters." + string(box) + ".empty")}
	for _, b := range []notice.Box{notice.Received, notice.Sent} {
		body.Boxes = append(body.Boxes, pages.Link{Text: v.say("letters." + string(b)), Href: pathLetters + "?box=" + string(b), Here: b == box})
	}
	for i := range found {
		row, err := v.letterRow(&found[i], box)
		if err != nil {
			return err
		}
		body.Rows = append(body.Rows, row)
	}
	if err := v.aroundLetters(&body, box, found); err != nil {
		return err
	}
	return v.show("letters", "letters.title", body)
}

// aroundLetters says how many wait in all, and where the box goes on.
func (v *visit) aroundLetters(body *lettersBody, box notice.Box, found []notice.Item) error {
	if box == notice.Received {
		n, err := v.desk.Letters.Waiting(v.ctx, v.who)
		if err != nil {
			return err
		}
		if n > 0 {
			body.Waits = v.say("letters.waiting", n)
		}
	}
	if len(found) < aPage {
		return nil
	}
	h, err := v.seal.text("letters", v.session(), found[len(found)-1].Key(box))
	body.Next = pathLetters + "?box=" + string(box) + "&after=" + h
	return err
}

// letterRow is a notice in the list: one that waits is opened by a form, so that
// nothing is opened by looking.
func (v *visit) letterRow(n *notice.Item, box notice.Box) (letterRow, error) {
	row := letterRow{
		What: pages.Cell{Text: v.say("matter." + string(n.Matter)), Note: v.labelled("notice.protocol", n.Protocol.Reveal())},
		On:   pages.Cell{Text: pages.Date(v.l, n.SentOn)}, State: v.letterState(n),
	}
	row.Office = pages.Cell{Text: firstOf(n.From, v.say("office.unknown")), Own: true}
	if box == notice.Sent {
		row.Office = pages.Cell{Text: firstOf(n.To, v.say("receiver."+string(n.As))), Own: true}
	}
	handle, err := v.seal.text("letter", v.session(), n.Record)
	if err != nil {
		return row, err
	}
	if row.Label = v.say("letters.open.which", v.say("matter."+string(n.Matter)), pages.Date(v.l, n.SentOn)); box == notice.Received && n.Waits() {
		row.Sealed = handle
		return row, nil
	}
	row.Link = &pages.Link{Text: v.say("letters.read"), Href: pathLetters + "/" + handle}
	return row, nil
}

// letterState says whether a notice waits, or when it was opened.
func (v *visit) letterState(n *notice.Item) pages.Cell {
	switch {
	case n.Receiver.IsZero():
		return pages.Cell{Text: v.say("letters.elsewhere")}
	case n.Waits():
		return pages.Cell{Text: v.say("letters.waits"), Tone: pages.Warning}
	}
	return pages.Cell{Text: v.say("letters.opened", v.kit.Near(v.l, n.OpenedAt, v.now())), Note: v.labelled("notice.protocol", n.OpenedAs.Reveal())}
}

// openLetter opens a notice, or gives it a number of the office's protocol.
func (v *visit) openLetter() error {
	if err := v.ours(); err != nil {
		return err
	}
	var of change.ID
	if err := v.seal.open("letter", v.session(), v.field("form"), &of); err != nil {
		return err
	}
	if _, err := v.desk.Letters.Open(v.ctx, v.because("queue"), of, minor.Text(v.field("protocol"))); err != nil {
		return err
	}
	v.c.Redirect(http.StatusSeeOther, pathLetters+"/"+v.field("form")+"?done=opened")
	return nil
}

// letterBody is the page of a notice.
type letterBody struct {
	Title, Subtitle string
	State           []pages.Item
	Parts           []letterPart
	Links           []pages.Link
	Form            *pages.Form // for the number of the protocol
}

type letterPart struct {
	Title string
	Text  []string
	Items []pages.Item
}

// letter shows a notice that was opened, or that the reader's office sent.
func (v *visit) letter() error {
	handle := v.c.Param("handle")
	var of change.ID
	if err := v.seal.open("letter", v.session(), handle, &of); err != nil {
		return err
	}
	l, err := v.desk.Letters.Read(v.ctx, v.because("queue"), of)
	if err != nil {
		return err
	}
	at := pathLetters + "/" + handle
	body := letterBody{
		Title: l.Document.Title, Subtitle: l.Document.Subtitle, State: []pages.Item{
			{Term: v.say("letters.from"), Values: []pages.Cell{{Text: firstOf(l.From, v.say("office.unknown")), Own: true, Note: v.labelled("notice.protocol", l.Protocol.Reveal())}}},
			{Term: v.say("letters.on"), Values: []pages.Cell{{Text: pages.Date(v.l, l.SentOn)}}},
			{Term: v.say("letters.state"), Values: []pages.Cell{v.letterState(&l.Item)}},
		},
		Links: []pages.Link{{Text: v.say("letters.print"), Href: at + "/page"}, {Text: v.say("paper.pdf"), Href: at + "/pdf"}},
	}
	for _, p := range l.Document.Parts {
		body.Parts = append(body.Parts, v.letterPart(p))
	}
	if l.OpenedAs == "" && !l.OpenedAt.IsZero() && v.who.SpeaksFor(officeOf(l.Receiver)) {
		body.Form = &pages.Form{ID: handle, Action: pathLetters, Marked: true, Submit: v.say("letters.number"), Groups: []pages.Group{{Fields: []pages.Field{
			{Name: "protocol", Kind: "text", Label: v.say("field.protocol"), Hint: v.say("letters.number.hint"), Max: 100, Required: true, Short: true},
		}}}}
	}
	return v.show("letter", "letter.title", body)
}

// letterPart is a part of a letter on a page.
func (v *visit) letterPart(p paper.Part) letterPart {
	out := letterPart{Title: p.Title, Text: p.Text}
	for _, f := range p.Fields {
		item := pages.Item{Term: f.Term}
		for _, x := range f.Values {
			cell := pages.Cell{Text: x.Text, Own: true, Note: x.Note}
			if x.Held {
				cell.Note = v.say("who.held")
			}
			item.Values = append(item.Values, cell)
		}
		if len(item.Values) == 0 {
			item.Values = []pages.Cell{{Text: v.say("letters.unknown")}}
		}
		out.Items = append(out.Items, item)
	}
	return out
}

// letterPaper gives a notice as paper: as a page that stands by itself, or as a PDF.
func (v *visit) letterPaper() error {
	handle := v.c.Param("handle")
	var of change.ID
	if err := v.seal.open("letter", v.session(), handle, &of); err != nil {
		return err
	}
	l, err := v.desk.Letters.Print(v.ctx, v.because("queue"), of)
	if err != nil {
		return err
	}
	at := pathLetters + "/" + handle
	return v.printed(l.Document, v.c.Param("as") == "pdf", "avviso", pages.Link{Text: v.say("letters.back"), Href: at}, pages.Link{Text: v.say("paper.pdf"), Href: at + "/pdf"})
}

// printed answers with a document, as a page or as a PDF.
func (v *visit) printed(d paper.Document, pdf bool, name string, links ...pages.Link) error {
	if pdf {
		text, err := v.desk.Press.PDF(v.ctx, d)
		if err != nil {
			return err
		}
		v.c.Header("Content-Disposition", `attachment; filename="`+name+pdfEnding+`"`)
		v.c.Data(http.StatusOK, "application/pdf", text)
		return nil
	}
	for _, l := range links {
		d.Links = append(d.Links, paper.Link{Text: l.Text, Href: l.Href})
	}
	text, err := paper.Page(d)
	if err != nil {
		return err
	}
	v.c.Header("Content-Security-Policy", paper.Policy())
	v.c.Data(http.StatusOK, "text/html; charset=utf-8", text)
	return nil
}
