package webui

import (
	"slices"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/institution"
	"faro.example/shared/measure"
	"faro.example/shared/opinion"
	"faro.example/shared/pages"
	"faro.example/shared/permit"
	"faro.example/shared/protection"
	"faro.example/shared/tracing"
)

// procedureForms are those by which permits, protection, a return, the opinion,
// care beyond majority and measures are asked for, decided and ended.
func procedureForms() []form {
	return slices.Concat(permitForms(), protectionForms(), returnForms(), opinionForms(), measureForms())
}

// listed gives the values of a closed list as a form offers them.
func listed[T ~string](all []T) []string {
	out := make([]string, len(all))
	for i, v := range all {
		out[i] = string(v)
	}
	return out
}

// procedure makes a form of one record, in the group of procedures.
func procedure(name string, body change.Body, ask func(*writing) []pages.Field, say func(*writing) change.Body) form {
	return form{name: name, group: "procedures", body: body, ask: ask,
		say: func(w *writing) []saying { return w.one(say(w), institution.OfficeID{}) }}
}

func permitForms() []form {
	typeOf := func(w *writing) pages.Field {
		return w.list("permit", "permit", string(permit.MinorAge), true, listed(permit.Types())...)
	}
	which := func(w *writing) permit.Type { return permit.Type(w.v.field("permit")) }
	ended := procedure("permit-ended", permit.Ended{},
		func(w *writing) []pages.Field {
			return []pages.Field{typeOf(w), w.onField(), w.list("permit-end", "permit-end", "", true, listed(permit.Ends())...),
				w.list("into", "permit", "", false, listed(permit.Types())...)}
		},
		func(w *writing) change.Body {
			return permit.Ended{Type: which(w), Why: permit.End(w.needed("permit-end").Reveal()), Into: permit.Type(w.v.field("into"))}
		})
	ended.fits = func(f *file) bool { return f.decided(change.Permit) }
	return []form{
		procedure("permit-asked", permit.Asked{},
			func(w *writing) []pages.Field {
				by := w.list("asker", "asker", string(permit.ByMinor), true, string(permit.ByMinor), string(permit.ByResponsibility))
				return append([]pages.Field{typeOf(w), by, w.onField(), w.text("office", "", false, 200)}, w.carerFields()...)
			},
			func(w *writing) change.Body {
				return permit.Asked{Type: which(w), By: permit.Asker(w.v.field("asker")), Office: w.said("office"), Carer: w.carer()}
			}),
		procedure("permit-issued", permit.Issued{},
			func(w *writing) []pages.Field {
				return append([]pages.Field{typeOf(w), w.onField(), w.day("until", ""), w.text("number", "", false, 100)}, w.carerFields()...)
			},
			func(w *writing) change.Body {
				return permit.Issued{Type: which(w), Until: w.dayOf("until"), Number: w.said("number"), Carer: w.carer()}
			}),
		procedure("permit-refused", permit.Refused{},
			func(w *writing) []pages.Field { return []pages.Field{typeOf(w), w.onField(), w.area("reason", true)} },
			func(w *writing) change.Body { return permit.Refused{Type: which(w), Reason: w.needed("reason")} }),
		ended,
	}
}

// carerFields ask with whom a permit for family reasons has the child live.
func (w *writing) carerFields() []pages.Field {
	bond := w.list("bond", "bond", "", false, string(permit.Guardianship), string(permit.Entrusted), string(permit.OtherwiseTied))
	bond.Hint = w.v.say("bond.hint")
	return []pages.Field{bond,
		w.list("status", "status", "", false, string(permit.Italian), string(permit.Resident), string(permit.NoStatus)),
		w.list("lives_with", "volunteer", "", false, "yes", "no")}
}

func (w *writing) carer() permit.Carer {
	return permit.Carer{Bond: permit.Bond(w.v.field("bond")), Status: permit.Status(w.v.field("status")), LivesWith: w.v.field("lives_with") == "yes"}
}

func protectionForms() []form {
	route := func(w *writing) pages.Field {
		return w.list("route", "route", string(protection.Asylum), true, string(protection.Asylum), string(protection.Dublin), string(protection.Relocation))
	}
	to := func(w *writing) pages.Field { return w.text("state", "", false, 80) }
	outcomes := slices.Concat(protection.Asylum.Outcomes(), protection.Dublin.Outcomes())
	decided := procedure("protection-decided", protection.Decided{},
		func(w *writing) []pages.Field {
			return []pages.Field{route(w), to(w), w.onField(), w.list("outcome", "outcome", "", true, listed(outcomes)...), w.text("number", "", false, 100)}
		},
		func(w *writing) change.Body {
			return protection.Decided{Route: protection.Route(w.v.field("route")), To: w.countryOf("state"),
				Outcome: protection.Outcome(w.needed("outcome").Reveal()), Number: w.said("number")}
		})
	return []form{
		procedure("protection-asked", protection.Asked{},
			func(w *writing) []pages.Field {
				return []pages.Field{route(w), to(w), w.onField(), w.text("number", "", false, 100), w.text("office", "", false, 200)}
			},
			func(w *writing) change.Body {
				return protection.Asked{Route: protection.Route(w.v.field("route")), To: w.countryOf("state"), Number: w.said("number"), Office: w.said("office")}
			}),
		decided,
	}
}

func returnForms() []form {
	decided := procedure("return-decided", protection.ReturnDecided{},
		func(w *writing) []pages.Field {
			return append([]pages.Field{w.list("granted", "granted", "", true, "yes", "no"), w.onField(), w.dayIf("by")}, w.decreeFields(true)...)
		},
		func(w *writing) change.Body {
			b := protection.ReturnDecided{Granted: w.needed("granted") == "yes", Decree: w.decreed()}
			if w.v.field("by") != "" {
				b.By = w.dayOf("by")
			}
			return b
		})
	decided.grave = true
	return []form{
		procedure("return-asked", protection.ReturnAsked{},
			func(w *writing) []pages.Field {
				return []pages.Field{w.text("state", "", true, 80), w.onField(), w.list("own_wish", "volunteer", "", true, "yes", "no"),
					w.area("interest", true), w.text("agreement", "", true, 400), w.text("project", "", true, 400)}
			},
			func(w *writing) change.Body {
				return protection.ReturnAsked{To: w.countryOf("state"), OwnWish: w.v.field("own_wish") == "yes", Interest: w.needed("interest"),
					Agreement: w.needed("agreement"), Project: w.needed("project")}
			}),
		decided,
	}
}

// decreed is the decree that has to be cited.
func (w *writing) decreed() institution.Decree {
	d := w.decree()
	if d == nil {
		w.bad("court", "decree.missing")
		return institution.Decree{}
	}
	return *d
}

func opinionForms() []form {
	return []form{
		procedure("opinion-asked", opinion.Asked{},
			func(w *writing) []pages.Field {
				return []pages.Field{w.onField(), w.list("into", "permit", "", false, listed(permit.Types())...), w.area("papers", false), w.area("reason", false)}
			},
			func(w *writing) change.Body {
				return opinion.Asked{Into: w.v.field("into"), Papers: w.said("papers"), Reason: w.said("reason")}
			}),
		procedure("opinion-given", opinion.Given{},
			func(w *writing) []pages.Field {
				return []pages.Field{w.list("favourable", "favourable", "", true, "yes", "no"), w.onField(), w.text("protocol", "", true, 100), w.area("reason", false)}
			},
			func(w *writing) change.Body {
				return opinion.Given{Favourable: w.needed("favourable") == "yes", Number: w.needed("protocol"), Reason: w.said("reason")}
			}),
		procedure("extension-asked", opinion.ExtensionAsked{},
			func(w *writing) []pages.Field {
				return []pages.Field{w.onField(), w.area("reason", true), w.dayIf("until")}
			},
			func(w *writing) change.Body {
				return opinion.ExtensionAsked{Reason: w.needed("reason"), Until: w.dayUnless("until")}
			}),
		procedure("extension-decided", opinion.ExtensionDecided{},
			func(w *writing) []pages.Field {
				return append([]pages.Field{w.list("granted", "granted", "", true, "yes", "no"), w.onField(), w.dayIf("until")}, w.decreeFields(true)...)
			},
			func(w *writing) change.Body {
				return opinion.ExtensionDecided{Granted: w.needed("granted") == "yes", Until: w.dayUnless("until"), Decree: w.decreed()}
			}),
	}
}

func measureForms() []form {
	ended := procedure("measure-ended", measure.Ended{},
		func(w *writing) []pages.Field {
			which := w.list("measure", "", "", true)
			for _, s := range w.f.Enrolled() {
				b := s.Body.(measure.Enrolled)
				which.Options = append(which.Options, pages.Option{Value: s.Record.String(), Text: w.v.kit.Measure(w.v.l, b.Programme, b.Name)})
			}
			return []pages.Field{which, w.onField(), w.list("measure-end", "measure-end", "", true, listed(measure.Outcomes())...)}
		},
		func(w *writing) change.Body {
			for _, s := range w.f.Enrolled() {
				if s.Record.String() == w.v.field("measure") {
					b := s.Body.(measure.Enrolled)
					return measure.Ended{Programme: b.Programme, Name: b.Name, Outcome: measure.Outcome(w.needed("measure-end").Reveal())}
				}
			}
			w.bad("measure", "field.missing")
			return measure.Ended{}
		})
	ended.fits = func(f *file) bool { return len(f.Enrolled()) > 0 }
	return []form{
		procedure("measure-enrolled", measure.Enrolled{},
			func(w *writing) []pages.Field {
				return []pages.Field{w.list("programme", "programme", "", true, listed(measure.Programmes())...), w.text("course", "", false, 200),
					w.text("with", "", false, 200), w.onField()}
			},
			func(w *writing) change.Body {
				return measure.Enrolled{Programme: measure.Programme(w.needed("programme").Reveal()), Name: w.said("course"), With: w.said("with")}
			}),
		ended,
	}
}

// dayUnless is a day that need not be known.
func (w *writing) dayUnless(name string) (none day.Date) {
	if w.v.field(name) == "" {
		return none
	}
	return w.dayOf(name)
}

// decided reports whether something of a section was decided.
func (f *file) decided(s change.Section) bool {
	return slices.ContainsFunc(f.Procedures, func(p casefile.Procedure) bool {
		_, ok := p.Decided()
		return ok && p.Section == s
	})
}

// procedureLines say what a step of a procedure says.
func (f *file) procedureLines(body change.Body) []pages.Cell {
	if b, ok := body.(tracing.Entrusted); ok {
		return own(append([]string{f.names.of(institution.Office(b.Holder()))}, f.v.kit.ProcedureLines(f.v.l, body, f.v.country)...)...)
	}
	return own(f.v.kit.ProcedureLines(f.v.l, body, f.v.country)...)
}

// procedures says how each procedure stands: what came of it, or that it waits;
// the assessment of the age step by step.
func (f *file) procedures() []pages.Item {
	out := append(f.v.kit.Assessment(f.v.l, &f.File, f.Records), f.v.kit.Procedures(f.v.l, f.Procedures, f.v.country)...)
	return append(out, f.tracingItems()...)
}

// procedureSteps are what was asked for and waits for an outcome.
func (f *file) procedureSteps() []step {
	v := f.v
	var out []step
	for _, p := range f.Procedures {
		s, ok := p.Asked()
		if !ok || !p.Waits() || p.Section == change.Measure || p.Section == change.Rights {
			continue
		}
		out = append(out, step{What: v.say("step.outcome", v.slot(p.Slot)), Who: v.say("step.outcome." + string(p.Section)), When: v.say("step.asked", pages.Date(v.l, s.On.Day()))})
	}
	return out
}
