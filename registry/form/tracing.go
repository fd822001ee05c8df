package form

import (
	"strings"

	"faro.example/registry/paper"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
	"faro.example/shared/tracing"
)

// traced are the steps of one kind of the tracing that the form is about.
func traced[B change.Body](f *filling, say func(t *casefile.Tracing, b B, on day.Date) []string) (out []paper.Value) {
	t, ok := f.tracing()
	if !ok {
		return nil
	}
	for _, s := range t.Steps {
		b, is := s.Body.(B)
		if !is || s.Aside {
			continue
		}
		for _, said := range say(&t, b, s.On.Day()) {
			if strings.TrimSpace(said) != "" {
				out = append(out, paper.Value{Text: said, Held: s.Held})
			}
		}
	}
	return out
}

// tracing is the one that the form is about: the last that was proposed.
func (f *filling) tracing() (casefile.Tracing, bool) {
	all := f.Tracings()
	if len(all) == 0 {
		return casefile.Tracing{}, false
	}
	return all[len(all)-1], true
}

// trace makes a field of one kind of step of the tracing.
func trace[B change.Body](term string, say func(f *filling, t *casefile.Tracing, b B, on day.Date) []string, paths ...string) field {
	var zero B
	return field{term: term, from: of(zero, paths...), read: func(f *filling) []paper.Value {
		return traced(f, func(t *casefile.Tracing, b B, on day.Date) []string { return say(f, t, b, on) })
	}}
}

// told makes a field of one text of a kind of step.
func told[B change.Body](term string, say func(B) string, paths ...string) field {
	return trace(term, func(_ *filling, _ *casefile.Tracing, b B, _ day.Date) []string { return []string{say(b)} }, paths...)
}

// tracingParts are those of form E: who is sought, the minor's informed consent,
// that there is no risk, and what the Ministry and the partner did (law 47/2017
// art. 6; D.Lgs 142/2015 art. 19 par. 7-bis and 7-ter).
func tracingParts() []part {
	return []part{
		{title: "Chi propone l’indagine, e chi si cerca", section: change.Tracing, fields: []field{
			trace("Proposta da, il", func(f *filling, t *casefile.Tracing, b tracing.Proposed, on day.Date) []string {
				return []string{joined(listed("proposer", b.By), f.office(t.Asker), date(on))}
			}, "by", theDay),
			told("Giorno del colloquio", func(b tracing.Proposed) string { return date(b.Interview) }, "interview"),
			told("Perché è nel superiore interesse del minore", func(b tracing.Proposed) string { return b.Reason.Reveal() }, "reason"),
			trace("Persone cercate (legame, nome, luogo, telefono)", func(f *filling, _ *casefile.Tracing, b tracing.Proposed, _ day.Date) []string {
				return f.sought(b.Sought)
			}, "sought"),
		}},
		{title: "Consenso del minore", section: change.Tracing, fields: []field{
			trace("Consenso dato da, il", func(_ *filling, _ *casefile.Tracing, b tracing.Consented, on day.Date) []string {
				return []string{joined(parties(b.By), b.Unheard.Reveal(), date(on))}
			}, "by", "unheard", theDay),
			told("Che cosa è stato spiegato", func(b tracing.Consented) string { return b.Told.Explained.Reveal() }, "told.explained"),
			told("In quale lingua, con quale mediatore, in presenza di", func(b tracing.Consented) string {
				return joined(pages.Language(pages.Italian, b.Told.Language), b.Told.Mediator.Reveal(), b.Told.Presence.Reveal())
			}, "told.language", "told.mediator", "told.presence"),
			told("Informativa consegnata; detto che il consenso si può ritirare", func(b tracing.Consented) string {
				return joined(b.Told.Notice.Reveal(), yes(b.Told.Withdraw))
			}, "told.notice", "told.withdraw"),
			trace("Consenso non dato, o ritirato", func(_ *filling, _ *casefile.Tracing, b tracing.Withdrawn, on day.Date) []string {
				return []string{joined("ritirato", date(on), b.Reason.Reveal())}
			}, "reason", theDay),
		}},
		{title: "Rischio e richiesta", section: change.Tracing, fields: []field{
			trace("Valutazione del rischio, il", func(_ *filling, _ *casefile.Tracing, b tracing.Assessed, on day.Date) []string {
				return []string{joined(listed("risk", b.Risk), date(on), b.Grounds.Reveal(), b.Care.Reveal())}
			}, "risk", "grounds", "measures", theDay),
			trace("Chiesta al Ministero il, in quale paese", func(f *filling, _ *casefile.Tracing, b tracing.Requested, on day.Date) []string {
				return []string{joined(date(on), f.country(b.Country))}
			}, "country", theDay),
			told("Che cosa si chiede", func(b tracing.Requested) string { return b.Asks.Reveal() }, "asks"),
			told("Risorse per un ritorno: lo chiede il minore, nel suo interesse", func(b tracing.Requested) string {
				if !b.OwnWish {
					return ""
				}
				return joined("sì", b.Interest.Reveal())
			}, "own_wish", "interest"),
			told("Di che cosa avere cura", func(b tracing.Requested) string { return b.Careful.Reveal() }, "careful"),
		}},
		{title: "Ministero", section: change.Tracing, fields: ministryFields()},
		{title: "Relazione sulla famiglia", section: change.FamilyReport, fields: reportFields()},
	}
}

func ministryFields() []field {
	return []field{
		trace("Richiesta ricevuta (esito, protocollo, data)", func(_ *filling, _ *casefile.Tracing, b tracing.Received, on day.Date) []string {
			return []string{joined(listed("tracing", map[bool]string{true: "accepted", false: "rejected"}[b.Accepted]), b.Number.Reveal(), date(on), b.Reason.Reveal())}
		}, "accepted", "number", "reason", theDay),
		trace("Affidata a, in quale paese, il", func(f *filling, _ *casefile.Tracing, b tracing.Entrusted, on day.Date) []string {
			return []string{joined(f.office(institution.Office(b.Holder())), f.country(b.Country), date(on))}
		}, "partner", "mission", "country", theDay),
		trace("Relazione trasmessa (protocollo, data)", func(_ *filling, _ *casefile.Tracing, b tracing.Forwarded, on day.Date) []string {
			return []string{joined(b.Number.Reveal(), date(on))}
		}, "number", theDay),
		trace("Minore informato il", func(_ *filling, _ *casefile.Tracing, _ tracing.MinorInformed, on day.Date) []string {
			return []string{date(on)}
		}, theDay),
		trace("Esito finale", func(_ *filling, _ *casefile.Tracing, b tracing.Closed, on day.Date) []string {
			return []string{joined(listed("tracing-end", b.Outcome), date(on), b.Reason.Reveal())}
		}, "outcome", "reason", theDay),
	}
}

// reportFields are the last report's, in the text that was finalised, or else in
// that of the field.
func reportFields() []field {
	out := []field{
		trace("Che cosa è risultato, il", func(f *filling, _ *casefile.Tracing, b tracing.Reported, on day.Date) []string {
			return []string{joined(listed("finding", b.Finding), f.country(b.Country), date(on))}
		}, "finding", "country", theDay),
	}
	for _, h := range (tracing.Account{}).Headings() {
		path := "account." + h.Field
		out = append(out, field{term: listed("account", h.Field), from: append(of(tracing.Reported{}, path), of(tracing.Translated{}, path)...), read: func(f *filling) []paper.Value {
			return f.account(h.Field)
		}})
	}
	return out
}

// account is one part of the report that stands.
func (f *filling) account(heading string) []paper.Value {
	t, _ := f.tracing()
	r, ok := t.Report()
	if !ok {
		return nil
	}
	said, translated := r.Final()
	if !translated {
		said = r.Original()
	}
	for _, h := range said.Account.Headings() {
		if h.Field == heading {
			return text(h.Text)
		}
	}
	return nil
}

// sought says who is sought.
func (f *filling) sought(all []tracing.Person) (out []string) {
	for _, p := range all {
		name := strings.TrimSpace(p.Name.Family.Reveal() + " " + p.Name.Given.Reveal())
		out = append(out, word(kinships, p.Is)+": "+joined(name, p.Place.Reveal(), f.country(p.Country), p.Phone.Reveal(), p.Note.Reveal()))
	}
	return out
}

// parties say who spoke for the minor.
func parties(all []minor.Party) string {
	who := make([]string, len(all))
	for i, p := range all {
		who[i] = map[minor.Party]string{minor.TheMinor: "il minore", minor.TheGuardian: "il tutore", minor.TheHolder: "chi esercita la tutela provvisoria",
			minor.TheRelatives: "chi esercita la responsabilità genitoriale"}[p]
	}
	return strings.Join(who, ", ")
}
