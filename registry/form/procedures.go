package form

import (
	"slices"
	"strings"

	"faro.example/registry/paper"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/measure"
	"faro.example/shared/opinion"
	"faro.example/shared/pages"
	"faro.example/shared/permit"
	"faro.example/shared/protection"
)

// listed is a word of the lists that every page says alike.
func listed[W ~string](list string, w W) string {
	return pages.ProcedureWord(pages.Italian, list, string(w))
}

// steps are the steps of a section's procedures that say something: of those that
// contend all, else the last one of each procedure.
func steps[B change.Body](f *filling, s change.Section, say func(b B, on day.Date) string) (out []paper.Value) {
	for i := range f.Procedures {
		if f.Procedures[i].Section != s {
			continue
		}
		for _, step := range standing[B](&f.Procedures[i]) {
			if said := say(step.Body.(B), step.On.Day()); strings.TrimSpace(said) != "" {
				out = append(out, paper.Value{Text: said, Held: step.Held})
			}
		}
	}
	return out
}

// standing gives the steps of a kind that stand.
func standing[B change.Body](p *casefile.Procedure) (out []casefile.Step) {
	for _, s := range p.Steps {
		if _, ok := s.Body.(B); !ok || s.Aside {
			continue
		}
		if !s.Held {
			out = slices.DeleteFunc(out, func(x casefile.Step) bool { return !x.Held })
		}
		out = append(out, s)
	}
	return out
}

// ask makes a field of one kind of step.
func ask[B change.Body](term string, s change.Section, say func(f *filling, b B, on day.Date) string, paths ...string) field {
	var zero B
	return field{term: term, from: of(zero, paths...), read: func(f *filling) []paper.Value {
		return steps(f, s, func(b B, on day.Date) string { return say(f, b, on) })
	}}
}

// returnParts are those of form F: a return is asked for on the minor's own wish
// and in the minor's best interest, under an agreement and a project that are
// named (law 47/2017 art. 8; DPCM 535/1999 art. 7).
func returnParts() []part {
	const s = change.Return
	type asked = protection.ReturnAsked
	type decided = protection.ReturnDecided
	return []part{
		{title: "Richiesta", section: s, fields: []field{
			ask("Data della richiesta", s, func(_ *filling, _ asked, on day.Date) string { return date(on) }, theDay),
			ask("Stato in cui tornare", s, func(f *filling, b asked, _ day.Date) string { return f.country(b.To) }, "to"),
			ask("Volontà del minore", s, func(_ *filling, b asked, _ day.Date) string {
				if b.OwnWish {
					return "il minore, sentito di persona, chiede di tornare"
				}
				return ""
			}, "own_wish"),
			ask("Superiore interesse del minore", s, func(_ *filling, b asked, _ day.Date) string { return b.Interest.Reveal() }, "interest"),
			ask("Accordo nel cui ambito si svolge", s, func(_ *filling, b asked, _ day.Date) string { return b.Agreement.Reveal() }, "agreement"),
			ask("Progetto", s, func(_ *filling, b asked, _ day.Date) string { return b.Project.Reveal() }, "project"),
		}},
		{title: "Chi risponde del minore", section: change.Custody, fields: []field{careParts()[0].fields[0]}},
		{title: "Tutela", section: change.Guardian, fields: guardianFields()[2:3]},
		{title: "Decisione del tribunale per i minorenni", section: s, fields: []field{
			ask("Esito", s, func(_ *filling, b decided, on day.Date) string {
				return joined(listed("granted", yesNo(b.Granted)), date(on))
			}, "granted", theDay),
			ask("Decreto (tribunale, numero, data)", s, func(_ *filling, b decided, _ day.Date) string { return decree(b.Decree) }, "decree.court", "decree.number", "decree.on"),
			ask("Può partire entro il", s, func(_ *filling, b decided, _ day.Date) string { return date(b.By) }, "by"),
		}},
	}
}

func yesNo(b bool) string { return map[bool]string{true: "yes", false: "no"}[b] }

// opinionParts are those of form G (D.Lgs 286/1998 art. 32 par. 1-bis).
func opinionParts() []part {
	return []part{
		{title: "Quando e per chi", section: change.Opinion, fields: []field{
			majorityField(),
			{term: "Il parere si chiede (da novanta giorni prima dei 18 anni a sessanta dopo il permesso)", from: of(permit.Issued{}, "until"), read: (*filling).window},
			{term: "Il parere non è dovuto perché", from: append(of(measure.Enrolled{}, "programme", theDay), of(opinion.ExtensionDecided{}, "granted")...), read: (*filling).exempt},
		}},
		{title: "Permesso di soggiorno", section: change.Permit, fields: permitFields()},
		{title: "Richiesta di parere", section: change.Opinion, fields: []field{
			ask("Data della richiesta", change.Opinion, func(_ *filling, _ opinion.Asked, on day.Date) string { return date(on) }, theDay),
			ask("Permesso che si vuole avere", change.Opinion, func(_ *filling, b opinion.Asked, _ day.Date) string { return listed("permit", b.Into) }, "into"),
			ask("Documenti allegati", change.Opinion, func(_ *filling, b opinion.Asked, _ day.Date) string { return b.Papers.Reveal() }, "papers"),
			ask("Motivi e percorso", change.Opinion, func(_ *filling, b opinion.Asked, _ day.Date) string { return b.Reason.Reveal() }, "reason"),
		}},
		{title: "Integrazione", section: change.Measure, fields: measureFields()},
		{title: "Protezione internazionale", section: change.Protection, fields: protectionFields()},
		{title: "Prosieguo amministrativo", section: change.Opinion, fields: extensionFields()},
		{title: "Parere del Ministero", section: change.Opinion, fields: []field{
			ask("Esito", change.Opinion, func(_ *filling, b opinion.Given, on day.Date) string {
				return joined(listed("favourable", yesNo(b.Favourable)), date(on))
			}, "favourable", theDay),
			ask("Protocollo del parere", change.Opinion, func(_ *filling, b opinion.Given, _ day.Date) string { return b.Number.Reveal() }, "number"),
			ask("Motivi del parere", change.Opinion, func(_ *filling, b opinion.Given, _ day.Date) string { return b.Reason.Reveal() }, "reason"),
		}},
	}
}

// window says when the opinion is asked for; nothing to who does not see upon
// what that rests.
func (f *filling) window() []paper.Value {
	w := f.OpinionWindow()
	if w == (day.Span{}) || !slices.Contains(f.Sections, change.Permit) {
		return nil
	}
	return one("dal " + date(w.From) + " al " + date(w.Until.Add(-1)))
}

// exempt says why the opinion is not due, or that nothing says so.
func (f *filling) exempt() (out []paper.Value) {
	for _, e := range f.OpinionFacts().Exempt() {
		out = append(out, one(word(exemptions, e))...)
	}
	if len(out) > 0 {
		return out
	}
	for _, s := range []change.Section{change.Presence, change.Permit, change.Measure, change.Protection} {
		if !slices.Contains(f.Sections, s) {
			return nil
		}
	}
	return one("nessun motivo risulta dal fascicolo: il parere è dovuto")
}

func permitFields() []field {
	const s = change.Permit
	return []field{
		ask("Permesso chiesto (tipo, data)", s, func(_ *filling, b permit.Asked, on day.Date) string {
			return joined(listed("permit", b.Type), date(on))
		}, "type", theDay),
		ask("Da chi, a quale questura", s, func(_ *filling, b permit.Asked, _ day.Date) string {
			return joined(listed("asker", b.By), b.Office.Reveal())
		}, "by", "office"),
		ask("Permesso rilasciato (tipo, numero, data)", s, func(_ *filling, b permit.Issued, on day.Date) string {
			return joined(listed("permit", b.Type), b.Number.Reveal(), date(on))
		}, "type", "number", theDay),
		ask("Valido fino al", s, func(_ *filling, b permit.Issued, _ day.Date) string { return date(b.Until) }, "until"),
		ask("Con chi vive (motivi familiari)", s, func(_ *filling, b permit.Issued, _ day.Date) string {
			if b.Carer == (permit.Carer{}) {
				return ""
			}
			return joined(listed("bond", b.Carer.Bond), listed("status", b.Carer.Status), "convive: "+yes(b.Carer.LivesWith))
		}, "carer.bond", "carer.status", "carer.lives_with"),
		ask("Permesso negato (tipo, data, motivo)", s, func(_ *filling, b permit.Refused, on day.Date) string {
			return joined(listed("permit", b.Type), date(on), b.Reason.Reveal())
		}, "type", "reason", theDay),
		ask("Permesso finito (tipo, data, motivo)", s, func(_ *filling, b permit.Ended, on day.Date) string {
			return joined(listed("permit", b.Type), date(on), listed("permit-end", b.Why), listed("permit", b.Into))
		}, "type", "why", "into", theDay),
	}
}

func measureFields() []field {
	const s = change.Measure
	return []field{
		ask("Misure di integrazione (programma, nome, ente, dal)", s, func(_ *filling, b measure.Enrolled, on day.Date) string {
			return joined(listed("programme", b.Programme), b.Name.Reveal(), b.With.Reveal(), date(on))
		}, "programme", "name", "with", theDay),
		ask("Esiti (programma, nome, esito, data)", s, func(_ *filling, b measure.Ended, on day.Date) string {
			return joined(listed("programme", b.Programme), b.Name.Reveal(), listed("measure-end", b.Outcome), date(on))
		}, "programme", "name", "outcome", theDay),
	}
}

func protectionFields() []field {
	const s = change.Protection
	return []field{
		ask("Domanda (procedura, Stato, numero, dove, data)", s, func(f *filling, b protection.Asked, on day.Date) string {
			return joined(listed("route", b.Route), f.country(b.To), b.Number.Reveal(), b.Office.Reveal(), date(on))
		}, "route", "to", "number", "office", theDay),
		ask("Decisione (procedura, Stato, esito, numero, data)", s, func(f *filling, b protection.Decided, on day.Date) string {
			return joined(listed("route", b.Route), f.country(b.To), listed("outcome", b.Outcome), b.Number.Reveal(), date(on))
		}, "route", "to", "outcome", "number", theDay),
	}
}

func extensionFields() []field {
	const s = change.Opinion
	return []field{
		ask("Chiesto il, perché, fino a", s, func(_ *filling, b opinion.ExtensionAsked, on day.Date) string {
			return joined(date(on), b.Reason.Reveal(), date(b.Until))
		}, "reason", "until", theDay),
		ask("Esito e decreto, fino a", s, func(_ *filling, b opinion.ExtensionDecided, _ day.Date) string {
			return joined(listed("granted", yesNo(b.Granted)), decree(b.Decree), date(b.Until))
		}, "granted", "decree.court", "decree.number", "decree.on", "until"),
	}
}
