package webui

import (
	"slices"
	"strings"

	"faro.example/registry/paper"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// mine prints what is written about a child in plain words, to be read together
// with the child (regulation (EU) 2016/679 art. 12 and 15), in the language asked
// for: what the reader may see of it, and beside each thing what the child
// disputes.
func (v *visit) mine() error {
	of, err := v.openedOf()
	if err != nil {
		return err
	}
	name, as, _ := strings.Cut(v.c.Param("lang"), ".")
	l := pages.Lang(name)
	if l != pages.Italian && l != pages.English || as != "" && as != "pdf" && as != "json" {
		return fault.Newf(fault.NotFound, "no such page")
	}
	in := *v // in the language of the paper, which need not be the reader's
	in.l = l
	f, err := v.readForPaper(opened{Minor: of.Minor, Code: of.Code, Why: "read with the child: " + of.Why}, &in)
	if err != nil {
		return err
	}
	if f.at, err = v.address(of); err != nil {
		return err
	}
	if as == "json" {
		return f.data()
	}
	looked, err := f.mineLooks()
	if err != nil {
		return err
	}
	at := f.at + "/mine/"
	links := []pages.Link{{Text: v.say("paper.back"), Href: f.at}, {Text: v.say("paper.pdf"), Href: at + name + pdfEnding}, {Text: v.say("paper.data"), Href: at + name + ".json"}}
	for _, o := range pages.Langs() {
		if o != l {
			links = append(links, pages.Link{Text: v.kit.Say(o, "language"), Href: at + string(o)})
		}
	}
	d := f.plainly()
	d.Parts = append(append(d.Parts, looked...), f.mineOmitted())
	return v.printed(d, as == "pdf", "fascicolo", links...)
}

// readForPaper reads a casefile that is printed: the line says so.
func (v *visit) readForPaper(of opened, in *visit) (*file, error) {
	f := &file{of: of, v: in}
	who := v.because(of.Why)
	var err error
	if of.Code != "" {
		f.Casefile, err = v.desk.Lookup.PrintOf(v.ctx, who, of.Code)
	} else {
		f.Casefile, err = v.desk.Lookup.Print(v.ctx, who, of.Minor)
	}
	if fault.Is(err, fault.NotFound) {
		return nil, errNoMinor
	}
	if err != nil {
		return nil, err
	}
	if f.at, err = v.address(of); err != nil {
		return nil, err
	}
	return f, f.call()
}

// plainly is the casefile in plain words.
func (f *file) plainly() paper.Document {
	v := f.v
	d := paper.Document{
		Lang: string(v.l), Office: []string{v.as.Office.Name}, Title: v.say("mine.title"), Subtitle: v.say("mine.subtitle"), Dated: v.now(),
		Parts:    []paper.Part{f.mineWho(), f.mineWhere(), f.mineCare()},
		Colophon: []string{v.say("mine.made", pages.Date(v.l, v.today()), v.as.Office.Name), f.sections()},
	}
	if f.hasSocialFile() {
		d.Parts = append(d.Parts, f.mineSocial()...)
	}
	for _, p := range []paper.Part{f.mineProcedures(), f.mineNotices(), f.mineDisputes()} {
		if len(p.Fields) > 0 {
			d.Parts = append(d.Parts, p)
		}
	}
	return d
}

// mineWho says who the child is, with what the child says against it.
func (f *file) mineWho() paper.Part {
	v := f.v
	p := paper.Part{Title: v.say("mine.who"), Fields: []paper.Field{{Term: v.say("who.code"), Values: printedAs(f.Identity.Code.Display())}}}
	for _, a := range inOrder(f.Identity.Attributes) {
		field := paper.Field{Term: v.say("attr." + a.Slot), Values: []paper.Value{{Text: v.value(a.Value).Text, Held: a.Held}}}
		for _, o := range a.Others {
			field.Values = append(field.Values, paper.Value{Text: v.value(o.Value).Text, Note: v.say("who.other"), Held: a.Held})
		}
		for _, c := range f.disputed(a) {
			field.Values = append(field.Values, paper.Value{Text: c.Text, Note: c.Note})
		}
		p.Fields = append(p.Fields, field)
	}
	for _, a := range f.Identity.Aliases {
		p.Fields = append(p.Fields, paper.Field{Term: v.say("who.alias"), Values: printedAs(v.nameOf(a.Name))})
	}
	for _, x := range f.Identity.Documents {
		p.Fields = append(p.Fields, paper.Field{Term: v.say("who.document"), Values: printedAs(v.word("document", x.Type) + " " + x.Number.Reveal())})
	}
	for _, r := range f.Identity.Relatives {
		name := ""
		if r.Name != nil {
			name = v.nameOf(*r.Name)
		}
		p.Fields = append(p.Fields, paper.Field{Term: v.word("kinship", string(r.Is)), Values: printedAs(name)})
	}
	return p
}

// mineWhere says where the child has been, and since when it is where it is.
func (f *file) mineWhere() paper.Part {
	v := f.v
	p := paper.Part{Title: v.say("mine.where")}
	for _, s := range f.Presence.Stays {
		until := v.say("mine.today")
		if !s.Span.Open() {
			until = pages.Date(v.l, s.Span.Until)
		}
		p.Fields = append(p.Fields, paper.Field{
			Term: v.say("mine.days", pages.Date(v.l, s.Span.From), until), Values: []paper.Value{{Text: f.names.place(v, s.At).Text, Note: v.say("state." + string(s.State))}},
		})
	}
	return f.against(p, change.Presence)
}

// mineCare says who answers for the child and who is the guardian.
func (f *file) mineCare() paper.Part {
	v := f.v
	p := paper.Part{Title: v.say("mine.care")}
	services := paper.Field{Term: v.say("now.custody")}
	for _, c := range f.charges(v.today()) {
		services.Values = append(services.Values, paper.Value{Text: c.Text, Note: c.Note})
	}
	guardians := paper.Field{Term: v.say("now.guardian")}
	for _, g := range f.Guardian.On(v.today()) {
		guardians.Values = append(guardians.Values, paper.Value{Text: f.guardian(g.Who), Note: v.say("since", pages.Date(v.l, g.Span.From))})
	}
	p.Fields = []paper.Field{services, guardians}
	return f.against(f.against(p, change.Custody), change.Guardian)
}

// mineProcedures says what was asked for and decided.
func (f *file) mineProcedures() paper.Part {
	v := f.v
	p := paper.Part{Title: v.say("mine.procedures")}
	for _, c := range f.Procedures {
		for _, s := range c.Steps {
			text := strings.Join(v.kit.ProcedureLines(v.l, s.Body, v.country), ", ")
			p.Fields = append(p.Fields, paper.Field{Term: v.kind(s.Body.Kind()), Values: []paper.Value{{Text: text, Note: pages.Date(v.l, s.On.Day()), Held: s.Held}}})
		}
	}
	return f.against(f.against(p, change.Permit), change.Protection)
}

// mineSocial is the social file as it stands: what the child said first, so that
// it can say whether it was written as it meant it; with what it disputes in it.
func (f *file) mineSocial() []paper.Part {
	out := paper.SocialFile(slices.DeleteFunc(f.socialParts(), func(p pages.SocialPart) bool { return len(p.Moments) > 0 }))
	for i := range out {
		out[i].Title = f.v.say("mine.social", out[i].Title)
	}
	out[len(out)-1] = f.against(f.against(out[len(out)-1], change.SocialFile), change.Health)
	return out
}

// mineNotices says who was told of the child, and when.
func (f *file) mineNotices() paper.Part {
	v := f.v
	p := paper.Part{Title: v.say("mine.notices")}
	for _, n := range f.Notices {
		to := firstOf(f.names.of(officeOf(institution.ID(n.To))), n.Office.Reveal(), v.say("receiver."+string(n.As)))
		p.Fields = append(p.Fields, paper.Field{Term: v.say("matter." + string(n.Matter)), Values: []paper.Value{{Text: to, Note: pages.Date(v.l, n.On.Day())}}})
	}
	for _, n := range f.Identity.Notices {
		p.Fields = append(p.Fields, paper.Field{Term: v.kind(minor.NoticeGiven{}.Kind()), Values: []paper.Value{{Text: n.Text + ", " + n.Language, Note: pages.Date(v.l, n.On.Day())}}})
	}
	return p
}

// mineDisputes says everything that the child disputes, with its answers.
func (f *file) mineDisputes() paper.Part {
	v := f.v
	p := paper.Part{Title: v.say("mine.disputes")}
	for _, d := range f.Identity.Disputes {
		p.Fields = append(p.Fields, paper.Field{Term: v.word("about", d.About), Values: f.saidAgainst(d)})
	}
	return p
}

// against adds to a part of the file what the child disputes in it.
func (f *file) against(p paper.Part, section change.Section) paper.Part {
	for _, d := range f.Identity.DisputesOf(string(section), change.ID{}) {
		p.Fields = append(p.Fields, paper.Field{Term: f.v.word("about", d.About), Values: f.saidAgainst(d)})
	}
	return p
}

func (f *file) saidAgainst(d casefile.Dispute) []paper.Value {
	return []paper.Value{{Text: f.v.say("dispute.says", d.Says.Reveal()), Note: pages.Date(f.v.l, d.On.Day()) + " · " + f.answers(d)}}
}

func printedAs(texts ...string) (out []paper.Value) {
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			out = append(out, paper.Value{Text: t})
		}
	}
	return out
}
