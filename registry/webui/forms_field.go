package webui

import (
	"slices"

	"faro.example/registry/directory"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
	"faro.example/shared/tracing"
)

// ministryForms are those of the Ministry in a tracing.
func ministryForms() []form {
	entrust := stepForm("tracing-entrust", tracing.Entrusted{},
		func(w *writing) []pages.Field {
			return []pages.Field{w.whereField(), w.holderField(), w.lines("reason", false), w.onField()}
		},
		func(w *writing) change.Body { return w.entrusted() }, tracing.IsReceived, tracing.IsEntrusted, tracing.IsContacted)
	closing := stepForm("tracing-close", tracing.Closed{},
		func(w *writing) []pages.Field {
			return []pages.Field{w.choice("outcome", "tracing-end", listed(tracing.Outcomes())...), w.lines("reason", false), w.onField()}
		},
		func(w *writing) change.Body {
			return tracing.Closed{Tracing: w.of(), Outcome: tracing.Outcome(w.v.field("outcome")), Reason: w.said("reason")}
		})
	closing.step = func(t *casefile.Tracing) bool {
		at := t.Step()
		return at == tracing.IsInformed || at == tracing.IsRejected || at.Stopped() && at != tracing.IsClosed
	}
	return []form{
		stepForm("tracing-receive", tracing.Received{},
			func(w *writing) []pages.Field {
				return []pages.Field{w.choice("accepted", "taken-on", "yes", "no"), w.line("number", true), w.lines("reason", false), w.onField()}
			},
			func(w *writing) change.Body {
				request, _ := lastOf[tracing.Requested](w.tracing())
				return tracing.Received{Tracing: w.of(), Request: minor.RecordID(request.Record), Accepted: w.v.field("accepted") == "yes",
					Number: w.needed("number"), Reason: w.said("reason")}
			}, tracing.IsRequested),
		entrust,
		stepForm("tracing-forward", tracing.Forwarded{},
			func(w *writing) []pages.Field {
				return append(w.interiorField(), w.line("number", false), w.lines("says", false), w.onField())
			},
			func(w *writing) change.Body {
				report, _ := w.tracing().Report()
				return tracing.Forwarded{Tracing: w.of(), Report: minor.RecordID(report.Step.Record), Interior: w.interior(),
					Number: w.said("number"), Says: w.said("says")}
			}, tracing.IsTranslated),
		closing,
	}
}

// interiorField asks to which department of Interior the result goes, where who
// has parental responsibility asked (law 47/2017 art. 6; D.Lgs 142/2015 art. 19
// par. 7-ter).
func (w *writing) interiorField() []pages.Field {
	if w.tracing().Proposed.By.Route() != tracing.ByResponsibility {
		return nil
	}
	f := w.as(w.list("interior", "", "", true))
	for _, of := range w.interiors() {
		f.Options = append(f.Options, pages.Option{Value: of.ID.String(), Text: of.Name})
	}
	return []pages.Field{f}
}

func (w *writing) interiors() []institution.Institution {
	all, err := w.v.desk.Directory.OfKind(w.v.ctx, w.v.who, institution.Interior)
	if err != nil {
		w.problem = w.v.say("error.invalid")
	}
	return all
}

// interior is the department that was chosen; zero if none is asked for.
func (w *writing) interior() institution.ID {
	all := w.interiors()
	i := slices.IndexFunc(all, func(of institution.Institution) bool { return of.ID.String() == w.v.field("interior") })
	if i < 0 {
		return institution.ID{}
	}
	return all[i].ID
}

// sought is the country in which the family is looked for: the last one named.
func (w *writing) sought() minor.Country {
	all := w.tracing().Countries()
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1]
}

// whereField asks in which country: at first, that in which the family is looked for.
func (w *writing) whereField() pages.Field {
	return w.as(w.text("country", w.v.country(w.sought()), true, 100))
}

// holderField offers the partners and missions whose agreement is in force and
// covers the country, and nobody else.
func (w *writing) holderField() pages.Field {
	country := w.sought()
	if w.sent {
		country = w.countryOf("country")
	}
	f := w.as(pages.Field{Name: "partner", Kind: "radio", Required: true, Value: w.field("partner", "")})
	for _, p := range w.partners() {
		if slices.Contains(p.Countries, country) {
			f.Options = append(f.Options, pages.Option{Value: p.ID.String(), Text: p.Name, Note: p.Code})
		}
	}
	if len(f.Options) == 0 {
		f.Hint = w.v.say("tracing.nopartner", w.v.country(country))
	}
	return f
}

// partners are those of the directory; none where they cannot be read.
func (w *writing) partners() []directory.Partner {
	all, err := w.v.desk.Directory.Partners(w.v.ctx, w.v.who)
	if err != nil {
		w.problem = w.v.say("error.invalid")
	}
	return all
}

// entrusted is to whom a tracing is given: only to who covers the country today.
func (w *writing) entrusted() tracing.Entrusted {
	b := tracing.Entrusted{Tracing: w.of(), Country: w.countryOf("country"), Reason: w.said("reason")}
	all := w.partners()
	i := slices.IndexFunc(all, func(p directory.Partner) bool { return p.ID.String() == w.v.field("partner") })
	switch {
	case i < 0:
		w.bad("partner", "field.missing")
	case !slices.Contains(all[i].Countries, b.Country):
		w.bad("partner", "tracing.notcovered")
	case all[i].Parent.IsZero():
		b.Partner = all[i].ID
	default:
		b.Partner, b.Mission = all[i].Parent, all[i].ID
	}
	return b
}

// fieldForms are those of the partner in a tracing.
func fieldForms() []form {
	report := stepForm("tracing-report", tracing.Reported{},
		func(w *writing) []pages.Field {
			fields := []pages.Field{w.choice("finding", "finding", listed(tracing.Findings())...), w.personsField(), w.whereField(),
				w.as(w.text("language", "", true, 20)), w.onField()}
			files := w.as(w.fileField("image/jpeg,image/png,application/pdf", false))
			files.Many, files.Hint = true, w.v.say("file.hint")
			return append(append(append(fields, w.accountFields()...), w.correctionFields()...), files)
		},
		func(w *writing) change.Body {
			b := tracing.Reported{Tracing: w.of(), Entrusted: w.under(), Finding: tracing.Finding(w.v.field("finding")), Persons: w.persons(), Country: w.countryOf("country"),
				Language: w.needed("language").Reveal(), Account: w.account(), Files: w.encloseAll()}
			if before, ok := w.tracing().Report(); ok {
				b.Corrects, b.Agreed = minor.RecordID(before.Step.Record), w.accord()
			}
			return b
		}, tracing.IsEntrusted, tracing.IsContacted, tracing.IsReported, tracing.IsTranslated)
	return []form{
		stepForm("tracing-contact", tracing.Contacted{},
			func(w *writing) []pages.Field {
				fields := []pages.Field{w.choice("means", "means", listed(tracing.MeansOf())...), w.whereField(), w.line("place", false),
					w.choice("finding", "finding", listed(tracing.Findings())...), w.personsField(), w.lines("note", false), w.onField()}
				return append(fields, w.familyFields()...)
			},
			func(w *writing) change.Body {
				return tracing.Contacted{Tracing: w.of(), Entrusted: w.under(), Means: tracing.Means(w.v.field("means")), Country: w.countryOf("country"), Place: w.said("place"),
					Finding: tracing.Finding(w.v.field("finding")), Persons: w.persons(), Note: w.said("note"), Consent: w.familyConsent(), Interview: w.long("interview")}
			}, tracing.IsEntrusted, tracing.IsContacted).grouped(familyGroups),
		report.grouped(accountGroups),
		stepForm("tracing-translate", tracing.Translated{},
			func(w *writing) []pages.Field {
				return append([]pages.Field{w.as(w.text("language", "it", true, 20)), w.as(w.text("by", "", true, 200)), w.onField()}, w.accountFields()...)
			},
			func(w *writing) change.Body {
				before, _ := w.tracing().Report()
				return tracing.Translated{Tracing: w.of(), Report: minor.RecordID(before.Step.Record), Language: w.needed("language").Reveal(), By: w.needed("by"), Account: w.account()}
			}, tracing.IsReported, tracing.IsTranslated).grouped(accountGroups),
	}
}

// under is the record by which the tracing is entrusted now.
func (w *writing) under() minor.RecordID {
	s, _, _ := w.tracing().Entrusted()
	return minor.RecordID(s.Record)
}

// personsField asks who of those sought was reached.
func (w *writing) personsField() pages.Field {
	f := w.checks("persons", "", nil)
	for _, p := range w.tracing().Proposed.Sought {
		f.Options = append(f.Options, pages.Option{Value: p.ID.String(), Text: w.v.word("kinship", string(p.Is)) + ": " + w.v.nameOf(p.Name)})
	}
	return f
}

func (w *writing) persons() (out []tracing.PersonID) {
	for _, p := range w.tracing().Proposed.Sought {
		if slices.Contains(w.v.c.PostFormArray("persons"), p.ID.String()) {
			out = append(out, p.ID)
		}
	}
	return out
}

// familyFields ask for the family's own consent, without which nothing of what
// it says is saved.
func (w *writing) familyFields() []pages.Field {
	fields := []pages.Field{w.line("consenting", false), w.lines("explained", false), w.as(w.text("language", "", false, 20)), w.line("mediator", false), w.line("presence", false),
		w.choice("withdraw", "volunteer", "no", "yes")}
	interview := w.lines("interview", false)
	interview.Label, interview.Rows, interview.Max = w.v.say("tracing.field.told-us"), 6, maxReport
	return append(fields, interview)
}

// familyConsent is what is said of it; nil where nobody consented.
func (w *writing) familyConsent() *tracing.FamilyConsent {
	if w.said("consenting") == "" {
		return nil
	}
	return &tracing.FamilyConsent{By: w.said("consenting"), Told: tracing.Told{Explained: w.needed("explained"), Language: w.needed("language").Reveal(),
		Mediator: w.needed("mediator"), Presence: w.needed("presence"), Withdraw: w.v.field("withdraw") == "yes"}}
}

func familyGroups(w *writing, fields []pages.Field) []pages.Group {
	i := slices.IndexFunc(fields, func(f pages.Field) bool { return f.Name == "consenting" })
	return []pages.Group{{Fields: fields[:i]}, {Legend: w.v.say("tracing.family"), Fields: fields[i:]}}
}

// maxReport bounds a part of a report, in bytes: some pages.
const maxReport = 20000

// accountFields ask what a report tells, heading by heading; what there is for a
// return only where it was asked for (law 47/2017 art. 6).
func (w *writing) accountFields() []pages.Field {
	var out []pages.Field
	for _, h := range (tracing.Account{}).Headings() {
		if h.Field == "resources" && !w.f.asksResources(w.tracing()) {
			continue
		}
		f := w.area(h.Field, h.Field == "summary")
		f.Label, f.Rows, f.Max = w.v.say("account."+h.Field), 4, maxReport
		out = append(out, f)
	}
	return out
}

// asksResources reports whether the minor asks what there is for a return.
func (f *file) asksResources(t *casefile.Tracing) bool {
	s, ok := lastOf[tracing.Requested](t)
	b, is := s.Body.(tracing.Requested)
	return ok && is && b.OwnWish
}

func (w *writing) account() tracing.Account {
	return tracing.Account{Summary: w.long("summary"), Area: w.long("area"), Family: w.long("family"), Before: w.long("before"), Motives: w.long("motives"),
		Schooling: w.long("schooling"), Training: w.long("training"), Work: w.long("work"), Resources: w.long("resources")}
}

func accountGroups(w *writing, fields []pages.Field) []pages.Group {
	i := slices.IndexFunc(fields, func(f pages.Field) bool { return f.Name == "summary" })
	return []pages.Group{{Fields: fields[:i]}, {Legend: w.v.say("tracing.account"), Fields: fields[i:]}}
}

// correctionFields ask with whom a correction of the report before was agreed.
func (w *writing) correctionFields() []pages.Field {
	if _, ok := w.tracing().Report(); !ok {
		return nil
	}
	return w.accordFields()
}

// questionForms ask the other side something, and answer it.
func questionForms() []form {
	ask := stepForm("tracing-ask", tracing.ClarificationAsked{},
		func(w *writing) []pages.Field {
			others := slices.DeleteFunc(tracing.Parties(), func(p tracing.Party) bool { return p == w.v.party() || p == tracing.Interior })
			return []pages.Field{w.choice("to", "turn", listed(others)...), w.lines("asks", true), w.onField()}
		},
		func(w *writing) change.Body {
			return tracing.ClarificationAsked{Tracing: w.of(), By: w.v.party(), To: tracing.Party(w.v.field("to")), Asks: w.needed("asks")}
		})
	ask.step = func(t *casefile.Tracing) bool { return !t.Step().Stopped() }
	answer := stepForm("tracing-answer", tracing.ClarificationAnswered{},
		func(w *writing) []pages.Field { return []pages.Field{w.lines("says", true), w.onField()} },
		func(w *writing) change.Body {
			return tracing.ClarificationAnswered{Tracing: w.of(), Question: minor.RecordID(w.tracing().Clock().Question), Says: w.needed("says")}
		})
	answer.step = func(t *casefile.Tracing) bool { return !t.Clock().Question.IsZero() }
	return []form{answer, ask}
}

// party is the side on which the reader stands in a tracing.
func (v *visit) party() tracing.Party {
	switch v.who.Role {
	case access.Ministry:
		return tracing.Ministry
	case access.TracingPartner:
		return tracing.Partner
	case access.Interior:
		return tracing.Interior
	}
	return tracing.Asker
}

// holderOf names who traces; zero if nobody does.
func holderOf(t *casefile.Tracing) institution.OfficeID { return institution.Office(t.To()) }
