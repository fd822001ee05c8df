package webui

import (
	"slices"

	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// wardForms are those of what is said around a guardianship.
func wardForms() []form {
	return []form{
		{name: "guardian-asked", group: "court", body: guardian.Asked{},
			ask: func(w *writing) []pages.Field {
				return []pages.Field{w.text("court", "", true, 200), w.text("number", "", false, 100), w.area("why", false), w.onField()}
			},
			say: func(w *writing) []saying {
				return w.one(guardian.Asked{Court: w.needed("court").Reveal(), Number: w.said("number"), Reason: w.said("why")}, institution.OfficeID{})
			}},
		{name: "guardian-provisional", group: "court", body: guardian.Provisional{},
			ask: func(w *writing) []pages.Field {
				return []pages.Field{w.text("given", "", false, minor.MaxName), w.text("family", "", true, minor.MaxName), w.onField()}
			},
			say: func(w *writing) []saying {
				name := minor.Name{Given: w.said("given"), Family: w.needed("family")}
				return w.one(guardian.Provisional{Holder: guardian.Who{Name: &name}}, institution.OfficeID{})
			}},
		{name: "guardian-accepted", group: "court", body: guardian.Accepted{}, fits: func(f *file) bool { return len(f.answering(true)) > 0 },
			ask: func(w *writing) []pages.Field {
				return []pages.Field{w.guardianField(w.f.answering(true)), w.onField()}
			},
			say: func(w *writing) []saying {
				return w.byGuardian(w.f.answering(true), func(who guardian.Who) change.Body { return guardian.Accepted{Guardian: who} })
			}},
		{name: "guardian-declined", group: "court", body: guardian.Declined{}, fits: func(f *file) bool { return len(f.answering(false)) > 0 },
			ask: func(w *writing) []pages.Field {
				return []pages.Field{w.guardianField(w.f.answering(false)), w.area("why", true), w.onField()}
			},
			say: func(w *writing) []saying {
				return w.byGuardian(w.f.answering(false), func(who guardian.Who) change.Body {
					return guardian.Declined{Guardian: who, Reason: w.needed("why")}
				})
			}},
		{name: "guardian-noted", group: "court", body: guardian.Noted{},
			ask: func(w *writing) []pages.Field {
				return []pages.Field{w.area("note", true), w.list("question", "volunteer", "no", true, "yes", "no"), w.onField()}
			},
			say: func(w *writing) []saying {
				return w.one(guardian.Noted{Text: w.needed("note"), Question: w.v.field("question") == "yes"}, institution.OfficeID{})
			}},
		{name: "guardian-answer", group: "court", body: guardian.Noted{}, alone: true,
			ask: func(w *writing) []pages.Field { return []pages.Field{w.area("answer", true), w.onField()} },
			say: func(w *writing) []saying {
				return w.one(guardian.Noted{Text: w.needed("answer"), Answers: guardian.NoteID(w.given.Of)}, institution.OfficeID{})
			}},
	}
}

// another reports whether the reader is a guardian, and not that one.
func (f *file) another(who guardian.Who) bool {
	return f.v.who.Role == access.Guardian && who.Person != f.v.who.Person
}

// answering are the guardians of whom it can be said that they take up the
// office, or decline it: not what was said last. A guardian speaks for nobody
// else, and declines no office that was taken up: that is a resignation, which a
// court takes.
func (f *file) answering(accepts bool) []casefile.Guardianship {
	return slices.DeleteFunc(f.guardians(), func(g casefile.Guardianship) bool {
		i := slices.IndexFunc(f.Guardian.Answers, func(a casefile.Answer) bool { return a.Who.Key() == g.Who.Key() })
		said := i >= 0 && f.Guardian.Answers[i].Accepted == accepts
		tooLate := i >= 0 && f.Guardian.Answers[i].Accepted && f.v.who.Role == access.Guardian
		return said || tooLate || f.another(g.Who)
	})
}

// ageForms are those of an assessment of the age before and after its decree.
func ageForms() []form {
	return []form{
		{name: "age-ordered", group: "court", body: minor.AgeOrdered{},
			ask: func(w *writing) []pages.Field {
				return []pages.Field{w.text("prosecutor", "", true, 200), w.text("number", "", false, 100), w.area("doubt", true), w.onField()}
			},
			say: func(w *writing) []saying {
				return w.one(minor.AgeOrdered{By: w.needed("prosecutor").Reveal(), Number: w.said("number"), Doubt: w.needed("doubt")}, institution.OfficeID{})
			}},
		{name: "age-appealed", group: "court", body: minor.AgeAppealed{},
			ask: func(w *writing) []pages.Field {
				return []pages.Field{w.text("court", "", true, 200), w.text("decree", "", true, 100), w.text("number", "", false, 100), w.onField()}
			},
			say: func(w *writing) []saying {
				return w.one(minor.AgeAppealed{Court: w.needed("court").Reveal(), Decree: w.needed("decree"), Number: w.said("number")}, institution.OfficeID{})
			}},
	}
}

// guardianField asks which of the child's guardians is meant; of one alone it
// says who.
func (w *writing) guardianField(all []casefile.Guardianship) pages.Field {
	who := w.list("who", "", "", true)
	if len(all) == 1 {
		who.Value = w.field("who", all[0].Began.String())
	}
	for _, g := range all {
		who.Options = append(who.Options, pages.Option{Value: g.Began.String(), Text: w.f.guardian(g.Who)})
	}
	return who
}

// byGuardian says something about the guardian who is meant.
func (w *writing) byGuardian(all []casefile.Guardianship, body func(guardian.Who) change.Body) []saying {
	i := slices.IndexFunc(all, func(g casefile.Guardianship) bool { return g.Began.String() == w.v.field("who") })
	if i < 0 {
		w.bad("who", "field.missing")
		return nil
	}
	return w.one(body(all[i].Who), institution.OfficeID{})
}

// wardNow says who holds the powers while nobody is appointed, since when a
// guardian is waited for, and whether who was appointed declines.
func (f *file) wardNow() (out []pages.Item) {
	v := f.v
	for _, h := range f.Guardian.Provisional {
		if h.Span.Contains(v.today()) {
			out = append(out, pages.Item{Term: v.say("now.provisional"), Values: []pages.Cell{
				{Text: f.guardian(h.Who), Own: true, Note: v.say("since", pages.Date(v.l, h.Span.From))},
			}})
		}
	}
	if d := f.Guardian.WaitingSince(v.today()); !d.IsZero() {
		out = append(out, pages.Item{Term: v.say("now.guardian"), Values: []pages.Cell{{Text: v.say("guardian.waits", pages.Date(v.l, d))}}})
	}
	return out
}

// answered tells, beside a guardian, what was said to the appointment.
func (f *file) answered(who guardian.Who) string {
	for _, a := range f.Guardian.Answers {
		switch {
		case a.Who.Key() != who.Key():
		case a.Accepted:
			return f.v.say("guardian.accepts")
		default:
			return f.v.say("guardian.declines")
		}
	}
	return ""
}
