// Package paper prints documents about one child: what a form or a letter says,
// as a page that stands by itself and as a PDF made from the same lines.
//
// The invariant: page and PDF say the same; what is not known is a ruled line,
// never a word that could be taken for a value; of what is in conflict every
// value is shown; and neither asks anything of any host. A document is given
// once: nothing of it is kept here.
package paper

import (
	"context"
	"time"
)

// Document is what is printed.
type Document struct {
	Lang     string   // BCP 47; Italian if left out
	Office   []string // whose paper it is, at its head
	Title    string
	Subtitle string // by which law; whom it goes to
	Marks    []Said // what stands above all the rest, such as that it is a draft
	Parts    []Part
	Signed   []string  // who signs, each on a line of its own
	Colophon []string  // who printed it, when, and from what
	Links    []Link    // of the page alone, and not printed with it
	Dated    time.Time // when it was made
}

// Said is something said in a language of its own.
type Said struct {
	Lang string // BCP 47
	Text string
}

// Right reports whether it is written from the right.
func (s Said) Right() bool { return fromRight(s.Lang) }

// Part is a part of a document.
type Part struct {
	Title  string
	Note   string // said below the title: that the reader may not see the part
	Text   []string
	Fields []Field
}

// Field is a numbered field; one without a value is a ruled line.
type Field struct {
	No     string // its number on the form; "" for none
	Term   string
	Values []Value
	Box    bool // where something is to be stuck or stamped, if there is no value
}

// Value is one thing that a field holds.
type Value struct {
	Text string
	Note string
	Held bool // it contends with another of the field
}

// Link leads somewhere.
type Link struct{ Text, Href string }

// held reports whether the field is in conflict.
func (f Field) held() bool {
	for _, v := range f.Values {
		if v.Held {
			return true
		}
	}
	return false
}

// InConflict is what is said beside values that contend.
const InConflict = "in conflitto: nessuno ha ancora deciso"

// words of the paper itself.
func (d *Document) words() words {
	if d.Lang == "" || d.Lang == "it" {
		return words{Conflict: InConflict, Unknown: "non noto", Signed: "Luogo, data e firma", Page: "Pagina"}
	}
	return words{Conflict: "in conflict: nobody has decided yet", Unknown: "not known", Signed: "Place, date and signature", Page: "Page"}
}

type words struct{ Conflict, Unknown, Signed, Page string }

// foot is what stands at the foot of every page.
func (d *Document) foot() string {
	for _, m := range d.Marks {
		if m.Lang == d.lang() {
			return d.Title + " · " + m.Text
		}
	}
	return d.Title
}

// lang is the language of the document.
func (d *Document) lang() string {
	if d.Lang == "" {
		return "it"
	}
	return d.Lang
}

// Press makes PDF files. Its zero value does; it is safe for use by several
// goroutines.
type Press struct {
	Chromium string // the program that prints pages, tagged for who cannot see them; "" for none
}

// PDF gives the document as a PDF: tagged where there is a browser to make it.
func (p *Press) PDF(ctx context.Context, d Document) ([]byte, error) {
	if p.Chromium == "" {
		return draw(d)
	}
	d.Links = nil
	page, err := Page(d)
	if err != nil {
		return nil, err
	}
	return Browse(ctx, p.Chromium, page)
}
