package webui

import (
	"slices"

	"faro.example/registry/paper"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/pages"
	"faro.example/shared/socialfile"
)

// socialBody is the page of a social file.
type socialBody struct {
	Name, Code string
	Links      []pages.Link
	Parts      []pages.SocialPart
	Sections   string
}

// social shows a social file: what stands now first, then how it came to be.
func (v *visit) social() error {
	of, err := v.openedOf()
	if err != nil {
		return err
	}
	f, err := v.read(of)
	if err != nil {
		return err
	}
	if !f.hasSocialFile() {
		return fault.Newf(fault.NotFound, "no such page")
	}
	body := socialBody{Name: f.called(), Code: f.Identity.Code.Display(), Links: f.socialLinks(), Parts: f.socialParts(), Sections: f.sections()}
	return v.show("social", "social.title", body, f.warnings()...)
}

// hasSocialFile reports whether the reader sees the social file, or notes of it.
func (f *file) hasSocialFile() bool {
	return slices.Contains(f.Sections, change.SocialFile) || len(f.SocialFile) > 0
}

// socialParts is the social file as it is read, with what can be done about its notes.
func (f *file) socialParts() []pages.SocialPart {
	parts := pages.SocialFile(f.v.l, f.SocialFile, func(o institution.OfficeID) string { return firstOf(f.names.of(o), f.v.say("office.unknown")) })
	for i := range parts {
		for j := range parts[i].Moments {
			parts[i].Moments[j].Links = f.toCorrect(parts[i].Moments[j].ID)
		}
	}
	return parts
}

// toCorrect leads to the form that puts a note right, while it stands.
func (f *file) toCorrect(record string) []pages.Link {
	i := slices.IndexFunc(f.SocialFile, func(w casefile.Writing) bool { return w.Record.String() == record })
	if i < 0 || f.SocialFile[i].Aside {
		return nil
	}
	note, ok := f.SocialFile[i].Body.(socialfile.Note)
	if !ok || !access.MayWrite(f.v.who.Role, note.Kind(), f.SocialFile[i].Section, f.Ties...) {
		return nil
	}
	return []pages.Link{{Text: f.v.say("form.social-correct"), Href: f.at + "/form/social-correct?record=" + record}}
}

// socialLinks lead back, to the forms that the reader may send, and to paper.
func (f *file) socialLinks() []pages.Link {
	out := []pages.Link{{Text: f.v.say("social.back"), Href: f.at}}
	for _, d := range socialForms() {
		if !d.alone && f.offers(d) {
			out = append(out, pages.Link{Text: f.v.say("form." + d.name), Href: f.at + "/form/" + d.name})
		}
	}
	return append(out, pages.Link{Text: f.v.say("social.print"), Href: f.at + "/social/page"}, pages.Link{Text: f.v.say("paper.pdf"), Href: f.at + "/social/pdf"})
}

// socialPaper prints it, as a page or as a PDF. The line says that it was printed.
func (v *visit) socialPaper() error {
	of, err := v.openedOf()
	if err != nil {
		return err
	}
	as := v.c.Param("as")
	if as != "page" && as != "pdf" {
		return fault.Newf(fault.NotFound, "no such page")
	}
	f, err := v.readForPaper(of, v)
	if err != nil {
		return err
	}
	if !f.hasSocialFile() {
		return fault.Newf(fault.NotFound, "no such page")
	}
	d := paper.Document{
		Lang: string(v.l), Office: []string{v.as.Office.Name}, Title: v.say("social.title"), Subtitle: f.called() + " · " + f.Identity.Code.Display(), Dated: v.now(),
		Parts: paper.SocialFile(f.socialParts()), Colophon: []string{v.say("mine.made", pages.Date(v.l, v.today()), v.as.Office.Name), f.sections()},
	}
	return v.printed(d, as == "pdf", "cartella-sociale", pages.Link{Text: v.say("paper.back"), Href: f.at + "/social"}, pages.Link{Text: v.say("paper.pdf"), Href: f.at + "/social/pdf"})
}
