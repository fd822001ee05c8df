package webui

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	law "faro.example/shared/notice"
	"faro.example/shared/pages"
	"faro.example/shared/tracing"
)

// tracingForms are those of the steps of a tracing (law 47/2017 art. 6). All but
// the proposal are reached from the page of the tracing.
func tracingForms() []form {
	return slices.Concat(proposalForms(), consentForms(), ministryForms(), fieldForms(), questionForms())
}

// stepForm makes a form of one step of a tracing that stands at one of some steps.
func stepForm(name string, body change.Body, ask func(*writing) []pages.Field, say func(*writing) change.Body, at ...tracing.Step) form {
	return form{name: name, group: "tracing", body: body, ask: ask, alone: true,
		step: func(t *casefile.Tracing) bool { return slices.Contains(at, t.Step()) },
		say:  func(w *writing) []saying { return w.met(w.one(say(w), institution.OfficeID{})) }}
}

// met says which condition of a step is not met, and the remedy, before anything
// is recorded: intake judges by the same.
func (w *writing) met(said []saying) []saying {
	by := tracing.Writer{Party: w.v.party(), Office: institution.ID(w.v.as.ID)}
	for _, s := range said {
		c, ok := s.body.(tracing.Conditional)
		if !ok || len(w.wrong) > 0 || w.problem != "" {
			continue
		}
		var e *fault.Error
		if errors.As(c.Conditions(w.tracing().State(), by), &e) {
			text, _ := pages.Fault(w.v.l, e.Detail, e.Remedy)
			w.mark(e.Field, text)
			w.unmet = true
		}
	}
	return said
}

// tracing is the tracing that the form is about.
func (w *writing) tracing() *casefile.Tracing {
	t, _ := w.f.TracingOf(w.of())
	return &t
}

func (w *writing) of() tracing.ID { return tracing.ID(w.given.Of) }

// as gives a field the label that it has in the forms of a tracing.
func (w *writing) as(f pages.Field) pages.Field {
	f.Label = w.v.say("tracing.field." + f.Name)
	if key := "tracing.hint." + f.Name; w.v.kit.Knows(key) {
		f.Hint = w.v.say(key)
	}
	return f
}

func (w *writing) line(name string, required bool) pages.Field {
	return w.as(w.text(name, "", required, 200))
}

func (w *writing) lines(name string, required bool) pages.Field { return w.as(w.area(name, required)) }

// choice is a field of which one of a closed list is chosen.
func (w *writing) choice(name, list string, words ...string) pages.Field {
	return w.as(w.list(name, list, "", true, words...))
}

// checks is a field of which several of a closed list are ticked.
func (w *writing) checks(name, list string, ticked []string, words ...string) pages.Field {
	f := w.as(pages.Field{Name: name, Kind: "checks", Values: ticked})
	if w.sent {
		f.Values = w.v.c.PostFormArray(name)
	}
	for _, word := range words {
		f.Options = append(f.Options, pages.Option{Value: word, Text: w.v.word(list, word)})
	}
	return f
}

// ticked reads a field of several words.
func ticked[W ~string](w *writing, name string) (out []W) {
	for _, word := range w.v.c.PostFormArray(name) {
		out = append(out, W(word))
	}
	return out
}

// soughtAtOnce is how many persons one proposal names on the page. Arbitrary: the
// parents, and one more; others are sought by a proposal of their own.
const soughtAtOnce = 3

// formPropose is the form that begins a tracing.
const formPropose = "tracing-propose"

func proposalForms() []form {
	propose := form{name: formPropose, group: "tracing", body: tracing.Proposed{},
		ask: func(w *writing) []pages.Field {
			by := w.as(w.list("by", "proposer", string(w.f.proposer()), true, listed(tracing.Proposers())...))
			day := w.as(w.dayIf("interview"))
			fields := []pages.Field{by, w.onField(), day, w.lines("reason", true)}
			for i := range soughtAtOnce {
				fields = append(fields, w.personFields(i)...)
			}
			return fields
		},
		groups: soughtGroups,
		say: func(w *writing) []saying {
			b := tracing.Proposed{By: tracing.Proposer(w.v.field("by")), Reason: w.needed("reason"), Interview: w.dayUnless("interview")}
			for i := range soughtAtOnce {
				b.Sought = append(b.Sought, w.person(i)...)
			}
			if len(b.Sought) == 0 {
				w.bad("family-1", "tracing.nobody")
			}
			return w.one(b, institution.OfficeID{})
		}}
	return []form{propose,
		stepForm("tracing-assess", tracing.Assessed{},
			func(w *writing) []pages.Field {
				return []pages.Field{w.choice("risk", "risk", listed(tracing.Risks())...), w.lines("grounds", true), w.lines("measures", false), w.onField()}
			},
			func(w *writing) change.Body {
				return tracing.Assessed{Tracing: w.of(), Risk: tracing.Risk(w.v.field("risk")), Grounds: w.needed("grounds"), Care: w.said("measures")}
			}, tracing.IsConsented, tracing.IsAtRisk),
		stepForm("tracing-request", tracing.Requested{},
			func(w *writing) []pages.Field {
				return []pages.Field{w.line("country", true), w.lines("asks", true), w.choice("own_wish", "volunteer", "no", "yes"),
					w.lines("interest", false), w.lines("careful", false), w.onField()}
			},
			func(w *writing) change.Body {
				b := tracing.Requested{Tracing: w.of(), Country: w.countryOf("country"), Asks: w.needed("asks"), OwnWish: w.v.field("own_wish") == "yes",
					Interest: w.said("interest"), Careful: w.said("careful")}
				if before, ok := lastOf[tracing.Requested](w.tracing()); ok && w.tracing().Step() == tracing.IsRejected {
					b.Replaces = tracing.ID(before.Record)
				}
				return b
			}, tracing.IsAssessed, tracing.IsRejected),
		stepForm("tracing-inform", tracing.MinorInformed{},
			func(w *writing) []pages.Field {
				also := w.checks("also", "hearer", nil, string(tracing.HearsGuardian), string(tracing.HearsInterviewer))
				return append(w.toldFields(), also, w.lines("says", false), w.onField())
			},
			func(w *writing) change.Body {
				report, _ := w.tracing().Report()
				return tracing.MinorInformed{Tracing: w.of(), Report: minor.RecordID(report.Step.Record), Told: w.told(),
					Also: ticked[tracing.Hearer](w, "also"), Says: w.said("says")}
			}, tracing.IsForwarded),
	}
}

// proposer is as whom the reader proposes.
func (f *file) proposer() tracing.Proposer {
	if f.v.guards() {
		return tracing.ByGuardian
	}
	return tracing.BySocialServices
}

// lastOf gives the last step of a make that no other stands before.
func lastOf[B change.Body](t *casefile.Tracing) (casefile.TracingStep, bool) {
	for _, s := range slices.Backward(t.Steps) {
		if _, ok := s.Body.(B); ok && !s.Aside {
			return s, true
		}
	}
	return casefile.TracingStep{}, false
}

// nth is the name of a field of the person sought at a place of the form.
func nth(name string, i int) string { return name + "-" + strconv.Itoa(i+1) }

// personFields ask who is sought: a relative of whom the child has told, or
// somebody by name.
func (w *writing) personFields(i int) []pages.Field {
	field := func(name string, f pages.Field) pages.Field {
		f.Label = w.v.say("tracing.field." + name)
		return f
	}
	known := field("known", w.list(nth("known", i), "", "", false))
	for _, r := range w.f.Identity.Relatives {
		if r.Name != nil {
			known.Options = append(known.Options, pages.Option{Value: r.Record.String(), Text: w.v.word("kinship", string(r.Is)) + ": " + w.v.nameOf(*r.Name)})
		}
	}
	fields := []pages.Field{
		field("is", w.list(nth("is", i), "kinship", "parent", true, kinships()...)),
		field("given", w.text(nth("given", i), "", false, minor.MaxName)), field("family", w.text(nth("family", i), "", false, minor.MaxName)),
		field("sex", w.list(nth("sex", i), "sex", "", false, "M", "F", "X")), field("year", w.text(nth("year", i), "", false, 4)),
		field("country", w.text(nth("country", i), "", false, 100)), field("place", w.text(nth("place", i), "", false, 200)),
		field("phone", w.text(nth("phone", i), "", false, 100)), field("note", w.text(nth("note", i), "", false, 2000)),
	}
	if len(known.Options) > 0 {
		fields = append([]pages.Field{known}, fields...)
	}
	return fields
}

// person reads who is sought at a place of the form; nobody where it says nothing.
func (w *writing) person(i int) []tracing.Person {
	p := tracing.Person{ID: tracing.PersonID(id.New[struct{}]()), Is: minor.Kinship(w.v.field(nth("is", i))),
		Name: minor.Name{Given: w.said(nth("given", i)), Family: w.said(nth("family", i))}, Sex: minor.Sex(w.v.field(nth("sex", i))),
		Year: w.number(nth("year", i)), Country: w.countryOf(nth("country", i)), Place: w.said(nth("place", i)), Phone: w.said(nth("phone", i)), Note: w.said(nth("note", i))}
	for _, r := range w.f.Identity.Relatives {
		if r.Record.String() == w.v.field(nth("known", i)) && r.Name != nil {
			p.From, p.Is, p.Name = minor.RecordID(r.Record), r.Is, *r.Name
		}
	}
	if p.Name == (minor.Name{}) {
		return nil
	}
	return []tracing.Person{p}
}

// soughtGroups parts the fields of a proposal: one group for each person sought,
// those after the first folded.
func soughtGroups(w *writing, fields []pages.Field) []pages.Group {
	out := []pages.Group{{}}
	for _, f := range fields {
		n, err := strconv.Atoi(f.Name[strings.LastIndexByte(f.Name, '-')+1:])
		if err != nil {
			n = 0 // of no person
		}
		for len(out) <= n {
			out = append(out, pages.Group{Legend: w.v.say("tracing.sought.n", len(out)), Folded: len(out) > 1})
		}
		out[n].Fields = append(out[n].Fields, f)
	}
	return out
}

// toldFields ask how somebody was told what is done and what for.
func (w *writing) toldFields() []pages.Field {
	language := w.as(w.text("language", "", true, 20))
	notice := w.as(w.text("notice", law.Search, true, 200))
	return []pages.Field{w.lines("explained", true), language, w.line("mediator", true), w.line("presence", true), notice, w.choice("withdraw", "volunteer", "no", "yes")}
}

func (w *writing) told() tracing.Told {
	return tracing.Told{Explained: w.needed("explained"), Language: w.needed("language").Reveal(), Mediator: w.needed("mediator"), Presence: w.needed("presence"),
		Notice: w.said("notice"), Withdraw: w.v.field("withdraw") == "yes"}
}

func consentForms() []form {
	by := func(w *writing) []pages.Field {
		return []pages.Field{w.checks("by", "party", []string{string(minor.TheMinor)}, listed(minor.Parties())...), w.lines("unheard", false)}
	}
	withdraw := stepForm("tracing-withdraw", tracing.Withdrawn{},
		func(w *writing) []pages.Field { return append(by(w), w.lines("reason", false), w.onField()) },
		func(w *writing) change.Body {
			return tracing.Withdrawn{Tracing: w.of(), By: ticked[minor.Party](w, "by"), Unheard: w.said("unheard"), Reason: w.said("reason")}
		})
	withdraw.step = func(t *casefile.Tracing) bool {
		_, consents := t.Consent()
		return consents && !t.Step().Stopped()
	}
	withdraw.grave = true
	return []form{
		stepForm("tracing-consent", tracing.Consented{},
			func(w *writing) []pages.Field { return append(append(by(w), w.toldFields()...), w.onField()) },
			func(w *writing) change.Body {
				return tracing.Consented{Tracing: w.of(), By: ticked[minor.Party](w, "by"), Unheard: w.said("unheard"), Told: w.told()}
			}, tracing.IsProposed, tracing.IsDeclined),
		stepForm("tracing-decline", tracing.Declined{},
			func(w *writing) []pages.Field {
				return append(append(by(w), w.toldFields()...), w.lines("reason", false), w.onField())
			},
			func(w *writing) change.Body {
				return tracing.Declined{Tracing: w.of(), By: ticked[minor.Party](w, "by"), Unheard: w.said("unheard"), Told: w.told(), Reason: w.said("reason")}
			}, tracing.IsProposed),
		withdraw,
	}
}
