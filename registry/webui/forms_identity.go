package webui

import (
	"faro.example/registry/lookup"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	law "faro.example/shared/notice"
	"faro.example/shared/pages"
)

func identityForms() []form {
	return []form{
		{name: "identity", group: "identity", body: minor.IdentityStated{},
			ask: func(w *writing) []pages.Field {
				return append(append([]pages.Field{w.onField()}, w.whoFields()...), w.accordFields()...)
			},
			say: func(w *writing) []saying { return w.one(w.agreed(w.identity()), institution.OfficeID{}) }},
		{name: "alias", group: "identity", body: minor.IdentityAlias{},
			ask: func(w *writing) []pages.Field {
				return []pages.Field{w.text("given", "", false, minor.MaxName), w.text("family", "", false, minor.MaxName), w.source(), w.onField()}
			},
			say: func(w *writing) []saying {
				return w.one(minor.IdentityAlias{Name: minor.Name{Given: w.said("given"), Family: w.said("family")}, Source: minor.Source(w.v.field("source"))}, institution.OfficeID{})
			}},
		{name: "document", group: "identity", body: minor.DocumentAdded{},
			ask: func(w *writing) []pages.Field {
				return []pages.Field{w.list("type", "document", "passport", true, "passport", "identity-card", "birth-certificate", "other"), w.text("number", "", false, 100),
					w.text("country", "", false, 100), w.dayIf("expires"), w.list("photo", "volunteer", "no", true, "yes", "no"), w.fileField("image/jpeg,image/png,application/pdf", false), w.onField()}
			},
			say: func(w *writing) []saying {
				body := minor.DocumentAdded{Type: w.v.field("type"), Number: w.said("number"), Country: w.countryOf("country"), Photo: w.v.field("photo") == "yes", Files: w.enclose()}
				if w.v.field("expires") != "" {
					body.Expires = w.dayOf("expires")
				}
				return w.one(body, institution.OfficeID{})
			}},
		{name: "identifier", group: "identity", body: minor.IdentifierStated{},
			ask: func(w *writing) []pages.Field {
				return []pages.Field{w.list("scheme", "scheme", "sim", true, "sim", "second-reception", "police", "wristband"), w.text("value", "", true, 100), w.onField()}
			},
			say: func(w *writing) []saying {
				return w.one(minor.IdentifierStated{Scheme: minor.Scheme(w.v.field("scheme")), Value: w.needed("value")}, institution.OfficeID{})
			}},
		{name: "relative", group: "identity", body: minor.RelativeStated{},
			ask: func(w *writing) []pages.Field {
				other := w.text("other", "", false, 20)
				other.Hint, other.Short, other.Input = w.v.say("relative.hint"), true, "numeric"
				return []pages.Field{w.list("kinship", "kinship", "parent", true, kinships()...), other,
					w.text("given", "", false, minor.MaxName), w.text("family", "", false, minor.MaxName), w.text("where", "", false, 200), w.source(), w.onField()}
			},
			say: (*writing).relatives},
		{name: "notice", group: "identity", body: minor.NoticeGiven{},
			ask: func(w *writing) []pages.Field {
				language := w.text("language", "", true, 20)
				language.Hint = w.v.say("sheet.hint")
				return []pages.Field{w.text("sheet", law.About, true, 100), language, w.text("explained", "", false, 200), w.onField()}
			},
			say: func(w *writing) []saying {
				return w.one(minor.NoticeGiven{Text: w.needed("sheet").Reveal(), Language: w.needed("language").Reveal(), Explained: w.said("explained")}, institution.OfficeID{})
			}},
	}
}

// source asks upon what a statement rests.
func (w *writing) source() pages.Field {
	return w.list("source", "source", "declared", true, "declared", "document-photo", "document", "authority", "relative", "observed", "assessment", "decree")
}

// whoFields ask who a child is.
func (w *writing) whoFields() []pages.Field {
	return []pages.Field{
		w.source(), w.text("given", "", false, minor.MaxName), w.text("family", "", false, minor.MaxName), w.list("sex", "sex", "", false, "M", "F", "X"),
		w.dayIf("born"), w.list("provenance", "provenance", "declared", true, "declared", "documented", "presumed", "assessed"),
		w.text("citizenship", "", false, 100), w.text("languages", "", false, 100), w.text("cites", "", false, 100),
		w.text("birth-town", "", false, 200), w.text("birth-country", "", false, 100), w.text("father-family", "", false, minor.MaxName), w.text("father-given", "", false, minor.MaxName),
		w.text("mother-family", "", false, minor.MaxName), w.text("mother-given", "", false, minor.MaxName),
	}
}

// named is a name in two fields; nil if neither says anything.
func (w *writing) named(family, given string) *minor.Name {
	name := minor.Name{Given: w.said(given), Family: w.said(family)}
	if name == (minor.Name{}) {
		return nil
	}
	return &name
}

// identity is what is said of who a child is.
func (w *writing) identity() minor.IdentityStated {
	out := minor.IdentityStated{
		Source: minor.Source(w.v.field("source")), Cites: w.said("cites"), Sex: minor.Sex(w.v.field("sex")), Citizenship: w.countryOf("citizenship"),
	}
	out.Name, out.Father, out.Mother = w.named("family", "given"), w.named("father-family", "father-given"), w.named("mother-family", "mother-given")
	if place := (minor.BirthPlace{Town: w.said("birth-town"), Country: w.countryOf("birth-country")}); place != (minor.BirthPlace{}) {
		out.BirthPlace = &place
	}
	if w.v.field("born") != "" {
		out.Birth = &minor.Birth{Date: w.dayOf("born"), Precision: minor.ToDay, Provenance: minor.Provenance(w.v.field("provenance"))}
		if out.Birth.Provenance == minor.Presumed {
			out.Birth.Precision = minor.ToYear
		}
	}
	out.Languages = languages(w.said("languages"))
	return out
}

// The choices of who agreed to a correction beside each [minor.Party]: the child
// and the guardian together, and nobody yet.
const (
	agreedBoth   = "minor guardian"
	agreedNotYet = "not-yet"
)

// accordFields ask who agreed, if what is said corrects what was believed before.
func (w *writing) accordFields() []pages.Field {
	by := w.list("agreed", "", "", false)
	by.Hint = w.v.say("agreed.hint")
	offer := func(value, text string) { by.Options = append(by.Options, pages.Option{Value: value, Text: text}) }
	for _, p := range minor.Parties() {
		offer(string(p), w.v.say("party."+string(p)))
	}
	offer(agreedBoth, w.v.say("agreed.both"))
	offer(agreedNotYet, w.v.say("agreed.not-yet"))
	return []pages.Field{by, w.dayIf("agreed_on"), w.text("agreed_in", "", false, 35), w.area("not_yet", false)}
}

// agreed adds to a statement who agreed to it. One that corrects what is shown
// says so, or why nobody has yet.
func (w *writing) agreed(b minor.IdentityStated) minor.IdentityStated {
	if b.Agreed = w.accord(); b.Agreed == nil && len(w.f.Identity.Corrects(b)) > 0 {
		w.bad("agreed", "agreed.missing")
	}
	return b
}

// accord is who agreed to a correction, or why nobody has yet; nil where nothing
// is said of it.
func (w *writing) accord() *minor.Accord {
	out := &minor.Accord{}
	switch by := w.v.field("agreed"); by {
	case "":
		return nil
	case agreedNotYet:
		out.NotYet = w.needed("not_yet")
	case agreedBoth:
		out.By = []minor.Party{minor.TheMinor, minor.TheGuardian}
	default:
		out.By = []minor.Party{minor.Party(by)}
	}
	if out.By != nil {
		out.On, out.Language = w.dayOf("agreed_on"), w.needed("agreed_in").Reveal()
		if err := out.Validate(); err != nil && len(w.wrong) == 0 {
			w.bad("agreed_in", "language.bad")
		}
	}
	return out
}

func kinships() []string {
	var out []string
	for _, k := range minor.Kinships() {
		out = append(out, string(k))
	}
	return out
}

// relatives says who belongs to the child: by name, or another child of the
// register, of whom the same is said the other way round.
func (w *writing) relatives() []saying {
	body := minor.RelativeStated{Source: minor.Source(w.v.field("source")), Is: minor.Kinship(w.v.field("kinship")), Where: w.said("where")}
	if w.v.field("other") == "" {
		body.Name = &minor.Name{Given: w.said("given"), Family: w.needed("family")}
		return w.one(body, institution.OfficeID{})
	}
	other, ok := w.minorOf("other")
	if !ok {
		return nil
	}
	back := body
	body.With, back.With = other.Minor, w.f.Minor
	switch body.Is {
	case minor.Parent:
		back.Is = minor.Child
	case minor.Child:
		back.Is = minor.Parent
	case minor.Grandparent, minor.AuntOrUncle:
		back.Is = minor.OtherKin
	}
	return w.checked(saying{body: body}, saying{body: back, other: &other})
}

// minorOf finds another child of the reader's by its code, and leaves a line.
func (w *writing) minorOf(name string) (lookup.Casefile, bool) {
	code, err := minor.ParseCode(w.v.field(name))
	if err != nil {
		w.bad(name, "code.bad")
		return lookup.Casefile{}, false
	}
	found, err := w.v.desk.Lookup.CasefileOf(w.v.ctx, w.v.because(w.given.Why), code)
	if err != nil || found.Minor == w.f.Minor {
		w.bad(name, "code.notyours")
		return lookup.Casefile{}, false
	}
	return found, true
}
