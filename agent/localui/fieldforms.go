package localui

import (
	"slices"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
	"faro.example/shared/tracing"
)

// fieldKinds are the forms of what a mission does in the field, and writes of it.
func fieldKinds() []kind {
	inHand := at(tracing.IsEntrusted, tracing.IsContacted)
	reports := func(t *casefile.Tracing, c casefile.Clock) bool {
		return inHand(t, c) || c.Step == tracing.IsReported || c.Step == tracing.IsTranslated // to correct it
	}
	return []kind{
		stepKind("tracing-contacted", atMission, inHand, contactGroups, contacted),
		stepKind("tracing-reported", atMission, reports, reportGroups, reported),
		stepKind("tracing-translated", atMission, at(tracing.IsReported, tracing.IsTranslated), translateGroups, translated),
	}
}

// entrusting names the record by which the tracing is entrusted now.
func (x *traceForm) entrusting() (minor.RecordID, tracing.Entrusted) {
	step, b, _ := x.t.Entrusted()
	return minor.RecordID(step.Record), b
}

// prefilled is a field with what is likely, unless something was typed.
func (x *traceForm) prefilled(f pages.Field, likely string) pages.Field {
	if !x.f.Fields.Has(f.Name) {
		f.Value = likely
	}
	return f
}

func (x *traceForm) countryField() pages.Field {
	out := x.v.needed(x.f, "country", "text")
	out.List = x.v.countryNames()
	_, b := x.entrusting()
	return x.prefilled(out, x.v.country(b.Country))
}

// personsField asks whom of those sought it is about.
func (x *traceForm) personsField() pages.Field {
	out := x.v.field(x.f, "persons", "checks")
	for _, p := range x.t.Proposed.Sought {
		out.Options = append(out.Options, pages.Option{Value: p.ID.String(), Text: x.v.say("kinship."+string(p.Is)) + ": " + x.v.wholeName(p.Name)})
	}
	return out
}

func (x *traceForm) persons() (out []tracing.PersonID) {
	for _, p := range x.t.Proposed.Sought {
		if slices.Contains(x.f.Fields["persons"], p.ID.String()) {
			out = append(out, p.ID)
		}
	}
	return out
}

// familyGroup asks for the family's own consent, without which nothing of what it
// said is saved.
func (x *traceForm) familyGroup(more ...pages.Field) pages.Group {
	fields := append([]pages.Field{x.v.field(x.f, "asker", "text")}, x.toldFields(false)...)
	return pages.Group{Legend: x.v.say("trace.family"), Fields: append(fields, more...)}
}

// familyConsent reads it; nil where the form does not say who consents.
func (x *traceForm) familyConsent() *tracing.FamilyConsent {
	if x.text("asker") == "" {
		return nil
	}
	return &tracing.FamilyConsent{By: x.text("asker"), Told: x.told()}
}

// agreedBefore reports whether a step in the field has the family's consent.
func (x *traceForm) agreedBefore() bool {
	return slices.ContainsFunc(x.t.Steps, func(s casefile.TracingStep) bool {
		switch b := s.Body.(type) {
		case tracing.Contacted:
			return b.Consent != nil
		case tracing.Reported:
			return b.Consent != nil
		}
		return false
	})
}

func contactGroups(x *traceForm) []pages.Group {
	v, f := x.v, x.f
	return []pages.Group{
		{Fields: []pages.Field{v.must(f, "means", words(tracing.MeansOf()...)...), x.countryField(), v.field(f, "where", "text"),
			v.must(f, "finding", words(tracing.Findings()...)...), x.personsField(), v.field(f, "note", "textarea")}},
		x.familyGroup(v.field(f, "interview", "textarea")),
	}
}

func contacted(x *traceForm) change.Body {
	under, _ := x.entrusting()
	return tracing.Contacted{Tracing: x.t.Of, Entrusted: under, Means: tracing.Means(x.f.Fields.Get("means")), Country: x.country("country"), Place: x.text("where"),
		Finding: tracing.Finding(x.f.Fields.Get("finding")), Persons: x.persons(), Consent: x.familyConsent(), Interview: x.text("interview"), Note: x.text("note")}
}

// accountFields ask for what a report tells, heading by heading; resources for a
// return only where the minor has asked for them.
func (x *traceForm) accountFields() []pages.Field {
	var out []pages.Field
	for _, h := range (tracing.Account{}).Headings() {
		if h.Field == "resources" && !x.ownWish() {
			continue
		}
		field := x.v.field(x.f, h.Field, "textarea")
		field.Label, field.Required = x.v.say("account."+h.Field), h.Field == "summary"
		if key := "account." + h.Field + ".hint"; x.v.kit.Knows(key) {
			field.Hint = x.v.say(key)
		}
		out = append(out, field)
	}
	return out
}

// ownWish reports whether the minor has asked what a return would need.
func (x *traceForm) ownWish() bool {
	wish := false
	for _, s := range x.t.Steps {
		if b, ok := s.Body.(tracing.Requested); ok && !s.Aside {
			wish = b.OwnWish
		}
	}
	return wish
}

func (x *traceForm) account() tracing.Account {
	return tracing.Account{Summary: x.text("summary"), Area: x.text("area"), Family: x.text("family"), Before: x.text("before"), Motives: x.text("motives"),
		Schooling: x.text("schooling"), Training: x.text("training"), Work: x.text("work"), Resources: x.text("resources")}
}

func reportGroups(x *traceForm) []pages.Group {
	v, f := x.v, x.f
	first := []pages.Field{v.must(f, "finding", words(tracing.Findings()...)...), x.countryField(), x.personsField()}
	out := []pages.Group{{Fields: first}, {Legend: v.say("trace.account"), Fields: append([]pages.Field{v.needed(f, "reportlang", "text")}, x.accountFields()...)}}
	if !x.agreedBefore() {
		out = append(out, x.familyGroup())
	}
	if _, there := x.t.Report(); there {
		out = append(out, v.accordGroup(f))
	}
	files := v.fileField("image/jpeg,image/png,application/pdf", false)
	files.Many, files.Label = true, v.say("trace.files")
	return append(out, pages.Group{Fields: []pages.Field{files}})
}

func reported(x *traceForm) change.Body {
	under, _ := x.entrusting()
	b := tracing.Reported{Tracing: x.t.Of, Entrusted: under, Finding: tracing.Finding(x.f.Fields.Get("finding")), Country: x.country("country"), Persons: x.persons(),
		Language: x.language("reportlang"), Account: x.account(), Consent: x.familyConsent(), Files: x.v.enclose(x.tx, x.f, &x.wrongs)}
	if before, there := x.t.Report(); there {
		b.Corrects, b.Agreed = minor.RecordID(before.Step.Record), accordOf(x.f, &x.wrongs)
	}
	return b
}

func translateGroups(x *traceForm) []pages.Group {
	v, f := x.v, x.f
	return []pages.Group{{Fields: append([]pages.Field{x.prefilled(v.needed(f, "reportlang", "text"), pages.Language(v.lang, "it")), v.needed(f, "translator", "text")}, x.accountFields()...)}}
}

func translated(x *traceForm) change.Body {
	report, _ := x.t.Report()
	return tracing.Translated{Tracing: x.t.Of, Report: minor.RecordID(report.Step.Record), Language: x.language("reportlang"), By: x.text("translator"), Account: x.account()}
}
