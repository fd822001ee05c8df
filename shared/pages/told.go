package pages

import "faro.example/shared/notice"

// Told is what a child is told in writing, in a language that it understands:
// the body of the template told, in the layout of whoever shows it.
type Told struct {
	Lang   string // BCP 47
	Right  bool   // written from the right
	Title  string
	Marks  []ToldMark
	Parts  []ToldPart
	Texts  []Link // what else a child is told
	Others []Link // the same in other languages
	Links  []Link // what else can be done with it
}

// ToldPart is one thing that a child is told.
type ToldPart struct{ Head, Text string }

// ToldMark says in a language whether a mediator has checked the words.
type ToldMark struct {
	Lang  string
	Right bool
	Text  string
}

// ToldOf makes the body of a sheet; at gives the address of a text in a language.
func ToldOf(s notice.Sheet, l Lang, at func(text, language string) string) Told {
	out := Told{Lang: s.Language, Right: s.Right(), Title: s.Title, Marks: ToldMarks(s)}
	for _, p := range s.Parts {
		out.Parts = append(out.Parts, ToldPart{p.Head, p.Text})
	}
	for _, text := range notice.Texts() {
		called, _ := notice.SheetIn(text, string(l))
		out.Texts = append(out.Texts, Link{Text: called.Title, Href: at(text, s.Language), Here: text == s.Text})
	}
	for _, o := range notice.Sheets(s.Text) {
		out.Others = append(out.Others, Link{Text: o.Name(), Href: at(o.Text, o.Language), Here: o.Language == s.Language, Lang: Lang(o.Language)})
	}
	return out
}

// ToldMarks says whether the words were checked: in the language of the sheet, and in
// Italian for who hands it over.
func ToldMarks(s notice.Sheet) []ToldMark {
	out := []ToldMark{{s.Language, s.Right(), s.Standing(s.Language)}}
	if s.Language != string(Italian) {
		out = append(out, ToldMark{Lang: string(Italian), Text: s.Standing(string(Italian))})
	}
	return out
}
