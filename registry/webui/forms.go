package webui

import (
	"slices"

	"faro.example/registry/directory"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/facility"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// forms are those about a child of a casefile, in the order in which they are
// offered.
func forms() []form {
	return slices.Concat(custodyForms(), presenceForms(), foundForms(), identityForms(), decreeForms(), wardForms(), ageForms(), noticeForms(), procedureForms(), tracingForms(), socialForms(), rightForms(), []form{retraction()})
}

func custodyForms() []form {
	return []form{
		{name: "custody-take", group: "custody", body: custody.Taken{},
			fits: func(f *file) bool { return !f.holds() && f.v.who.Role == access.Municipality && !f.offered() },
			ask: func(w *writing) []pages.Field {
				return append([]pages.Field{w.onField()}, w.decreeFields(false)...)
			},
			say: func(w *writing) []saying {
				return w.one(custody.Taken{By: w.own(), Decree: w.decree()}, institution.OfficeID{})
			}},
		{name: "custody-accept", group: "custody", body: custody.Accepted{}, fits: (*file).offered,
			ask: func(w *writing) []pages.Field { return []pages.Field{w.onField()} },
			say: func(w *writing) []saying {
				of, _ := w.f.toMe()
				return w.one(custody.Accepted{By: w.own(), From: of.By}, institution.OfficeID{})
			}},
		{name: "custody-refuse", group: "custody", body: custody.Refused{}, fits: (*file).offered,
			ask: func(w *writing) []pages.Field { return []pages.Field{w.onField(), w.area("reason", true)} },
			say: func(w *writing) []saying {
				of, _ := w.f.toMe()
				return w.one(custody.Refused{By: w.own(), From: of.By, Reason: w.needed("reason")}, institution.OfficeID{})
			}},
		{name: "custody-offer", group: "custody", body: custody.Offered{}, fits: (*file).holds,
			ask: func(w *writing) []pages.Field {
				return []pages.Field{w.service("to"), w.onField(), w.area("reason", false)}
			},
			say: func(w *writing) []saying {
				return w.one(custody.Offered{By: w.own(), To: w.serviceOf("to"), Reason: w.said("reason")}, institution.OfficeID{})
			}},
		{name: "custody-release", group: "custody", body: custody.Released{}, fits: (*file).holds, grave: true,
			ask: func(w *writing) []pages.Field { return []pages.Field{w.onField(), w.area("reason", false)} },
			say: func(w *writing) []saying {
				return w.one(custody.Released{By: w.own(), Reason: w.said("reason")}, institution.OfficeID{})
			}},
	}
}

// toMe is the offer of custody to the reader's own office, and whether there is one.
func (f *file) toMe() (casefile.Offer, bool) {
	i := slices.IndexFunc(f.Custody.Offers, func(o casefile.Offer) bool { return institution.Office(o.To) == f.v.as.ID })
	if i < 0 {
		return casefile.Offer{}, false
	}
	return f.Custody.Offers[i], true
}

func (f *file) offered() bool {
	_, ok := f.toMe()
	return ok
}

// here gives where the child is now: at a structure, missing from it, or on the
// way to it.
func (f *file) here(states ...casefile.State) (casefile.Stay, bool) {
	s, ok := f.Presence.Now()
	return s, ok && slices.Contains(states, s.State)
}

// is gives a condition of being in one of some states.
func is(states ...casefile.State) func(*file) bool {
	return func(f *file) bool {
		_, ok := f.here(states...)
		return ok
	}
}

// still is where the child is, as the casefile said when the form was opened.
func (w *writing) still() casefile.Stay {
	s, _ := w.f.Presence.Now()
	return s
}

// code is what is typed for a place.
func (w *writing) code(p facility.Place) string {
	if p.Facility.IsZero() {
		return p.Words
	}
	return w.f.names[institution.OfficeOf(p.Facility)].Code
}

func decreeForms() []form {
	return []form{
		{name: "guardian", group: "court", body: guardian.Appointed{},
			ask: func(w *writing) []pages.Field {
				which := pages.Field{Name: "which", Kind: "hidden", Label: w.v.say("field.which"), Value: w.field("which", "")}
				fields := []pages.Field{w.text("given", "", false, minor.MaxName), w.text("family", "", true, minor.MaxName), which,
					w.list("volunteer", "volunteer", "no", true, "yes", "no"), w.area("why", false)}
				return append(append(fields, w.onField()), w.decreeFields(true)...)
			},
			say: func(w *writing) []saying {
				body := guardian.Appointed{Guardian: w.guardianOf(), Volunteer: w.v.field("volunteer") == "yes", Reason: w.said("why")}
				if d := w.decree(); d != nil {
					body.Decree = *d
				} else {
					w.bad("court", "decree.missing")
				}
				return w.one(body, institution.OfficeID{})
			}},
		{name: "guardian-ended", group: "court", body: guardian.Ended{}, fits: func(f *file) bool { return len(f.guardians()) > 0 }, grave: true,
			ask: func(w *writing) []pages.Field {
				var ends []string
				for _, e := range guardian.Ends() {
					ends = append(ends, string(e))
				}
				return append([]pages.Field{w.guardianField(w.f.guardians()), w.list("end", "guardian", "", true, ends...), w.onField()}, w.decreeFields(false)...)
			},
			say: func(w *writing) []saying {
				return w.byGuardian(w.f.guardians(), func(who guardian.Who) change.Body {
					return guardian.Ended{Guardian: who, Why: guardian.End(w.needed("end").Reveal()), Decree: w.decree()}
				})
			}},
		{name: "age", group: "court", body: minor.AgeDecided{},
			ask: func(w *writing) []pages.Field {
				return []pages.Field{w.list("found", "age", "minor", true, "minor", "adult"), w.dayIf("born"), w.text("margin", "", false, 3),
					w.onField(), w.text("court", "", true, 200), w.text("number", "", true, 100)}
			},
			say: func(w *writing) []saying {
				body := minor.AgeDecided{Found: minor.Age(w.v.field("found")), Margin: w.number("margin"), Court: w.needed("court").Reveal(), Number: w.needed("number").Reveal()}
				if w.v.field("born") != "" {
					body.Birth = &minor.Birth{Date: w.dayOf("born"), Precision: minor.ToDay, Provenance: minor.Assessed}
				}
				return w.one(body, institution.OfficeID{})
			}},
	}
}

// byName says that none of the guardians of the directory is meant.
const byName = "name"

// guardianOf is who was appointed: a guardian of the directory, who then sees
// the ward's casefile, or somebody by name. Who could be meant is asked.
func (w *writing) guardianOf() guardian.Who {
	name := minor.Name{Given: w.said("given"), Family: w.needed("family")}
	known, err := w.v.desk.Directory.FindGuardians(w.v.ctx, w.v.who, name.Given+" "+name.Family)
	if err != nil {
		w.bad("family", "place.bad")
	}
	i := slices.IndexFunc(known, func(k directory.KnownGuardian) bool { return k.ID.String() == w.v.field("which") })
	switch {
	case i >= 0:
		return guardian.Who{Person: known[i].ID}
	case len(known) > 0 && w.v.field("which") != byName:
		w.bad("which", "guardian.which")
		for _, k := range known {
			w.offer("which", pages.Option{Value: k.ID.String(), Text: k.Name.Reveal(), Note: w.v.say("guardian.known", k.Office)})
		}
		w.offer("which", pages.Option{Value: byName, Text: w.v.say("guardian.nobody")})
	}
	return guardian.Who{Name: &name}
}

// guardians are those whose guardianship has not ended.
func (f *file) guardians() []casefile.Guardianship {
	return slices.DeleteFunc(slices.Clone(f.Guardian.Spans), func(g casefile.Guardianship) bool { return !g.Span.Open() })
}

// decreeFields ask for the decree that a record rests upon.
func (w *writing) decreeFields(required bool) []pages.Field {
	on := w.dayIf("decreed")
	on.Required = required
	return []pages.Field{w.text("court", "", required, 200), w.text("number", "", required, 100), on}
}

// decree is the decree that is cited; nil if none is.
func (w *writing) decree() *institution.Decree {
	d := institution.Decree{Court: w.said("court").Reveal(), Number: w.said("number").Reveal()}
	if w.v.field("decreed") != "" {
		d.On = w.dayOf("decreed")
	}
	if d == (institution.Decree{}) {
		return nil
	}
	if d.Validate() != nil {
		w.bad("court", "decree.partly")
	}
	return &d
}

// dayIf is the field of a day that need not be known.
func (w *writing) dayIf(name string) pages.Field {
	f := w.day(name, "")
	f.Required = false
	return f
}

func retraction() form {
	return form{name: "retract", group: "mistake", body: change.Retracted{}, in: change.Identity, alone: true, grave: true,
		ask: func(w *writing) []pages.Field { return []pages.Field{w.area("reason", true)} },
		say: func(w *writing) []saying {
			i := slices.IndexFunc(w.f.Records, func(p change.Placed) bool { return p.ID == w.given.Of })
			if i < 0 {
				w.problem = w.v.say("error.not-found")
				w.bad("", "error.not-found")
				return nil
			}
			target := w.f.Records[i]
			return w.checked(saying{body: change.Retracted{Record: target.ID, Reason: w.needed("reason")}, section: target.Section, office: w.asThe(target)})
		}}
}

// asThe gives for whom a record is taken back: who wrote it, if the reader
// speaks for that office, else the reader's own.
func (w *writing) asThe(target change.Placed) institution.OfficeID {
	if w.v.desk.Intake.MaySpeakFor(w.v.ctx, w.v.who, target.Structure) == nil {
		return target.Structure
	}
	return w.v.as.ID
}
