package pages

import (
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/institution"
	"faro.example/shared/measure"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/opinion"
	"faro.example/shared/permit"
	"faro.example/shared/protection"
)

// procedureWords are the words of permits, protection, return, opinion, care
// beyond majority, measures and notices, which every page says alike.
var procedureWords = Words{
	"kind.permit.asked": {"Permesso di soggiorno chiesto", "Residence permit asked for"}, "kind.permit.issued": {"Permesso di soggiorno rilasciato", "Residence permit issued"}, "kind.permit.refused": {"Permesso di soggiorno negato", "Residence permit refused"}, "kind.permit.ended": {"Permesso di soggiorno finito", "Residence permit ended"},
	"kind.protection.asked": {"Protezione chiesta", "Protection asked for"}, "kind.protection.decided": {"Protezione decisa", "Protection decided"}, "kind.return.asked": {"Rimpatrio assistito chiesto", "Assisted return asked for"}, "kind.return.decided": {"Rimpatrio assistito deciso", "Assisted return decided"},
	"kind.opinion.asked": {"Parere art. 32 chiesto", "Opinion under art. 32 asked for"}, "kind.opinion.given": {"Parere art. 32 dato", "Opinion under art. 32 given"}, "kind.extension.asked": {"Prosieguo chiesto", "Care beyond majority asked for"}, "kind.extension.decided": {"Prosieguo deciso", "Care beyond majority decided"},
	"kind.measure.enrolled": {"Iscritto a una misura", "Enrolled in a measure"}, "kind.measure.ended": {"Misura finita", "Measure ended"},

	"permit.minor-age": {"minore età", "minor age"}, "permit.family": {"motivi familiari", "family reasons"}, "permit.asylum": {"richiesta asilo", "asylum application"},
	"permit.protection": {"protezione", "protection"}, "permit.social-protection": {"protezione sociale", "social protection"}, "permit.study": {"studio", "study"},
	"permit.work": {"lavoro", "work"}, "permit.other": {"altro", "other"},
	"asker.minor": {"il minore", "the child"}, "asker.parental-responsibility": {"chi esercita la responsabilità genitoriale", "who has parental responsibility"},
	"bond.guardianship": {"tutela", "guardianship"}, "bond.entrusted": {"affidamento", "entrusted"}, "bond.other": {"altro legame", "another tie"},
	"status.italian": {"cittadino italiano", "Italian citizen"}, "status.regularly-resident": {"straniero regolarmente soggiornante", "regularly resident foreigner"}, "status.other": {"altra posizione", "another status"},
	"permit-end.converted": {"convertito", "converted"}, "permit-end.expired": {"scaduto", "expired"}, "permit-end.revoked": {"revocato", "revoked"}, "permit-end.renounced": {"rinunciato", "renounced"}, "permit-end.other": {"altro", "other"},
	"route.asylum": {"asilo", "asylum"}, "route.dublin": {"ricongiungimento Dublino", "Dublin reunification"}, "route.relocation": {"ricollocazione", "relocation"},
	"outcome.refugee": {"rifugiato", "refugee"}, "outcome.subsidiary": {"protezione sussidiaria", "subsidiary protection"}, "outcome.special": {"protezione speciale", "special protection"}, "outcome.refused": {"negata", "refused"}, "outcome.inadmissible": {"inammissibile", "inadmissible"},
	"outcome.accepted": {"accettata dall’altro Stato", "accepted by the other State"}, "outcome.transferred": {"trasferito", "transferred"}, "outcome.declined": {"rifiutata dall’altro Stato", "declined by the other State"},
	"granted.yes": {"concesso", "granted"}, "granted.no": {"negato", "refused"}, "favourable.yes": {"favorevole", "favourable"}, "favourable.no": {"non favorevole", "not favourable"},
	"programme.percorsi": {"Percorsi", "Percorsi"}, "programme.puoi": {"PUOI", "PUOI"}, "programme.school": {"scuola", "school"}, "programme.language": {"corso di italiano", "Italian course"}, "programme.training": {"formazione", "training"}, "programme.other": {"altra misura", "another measure"},
	"measure-end.completed": {"completata", "completed"}, "measure-end.hired": {"assunto", "hired"}, "measure-end.left": {"lasciata", "left"}, "measure-end.excluded": {"escluso", "excluded"}, "measure-end.moved": {"trasferito altrove", "moved elsewhere"},

	"procedure.permit": {"Permesso di soggiorno", "Residence permit"}, "procedure.protection": {"Protezione", "Protection"}, "procedure.return": {"Rimpatrio assistito", "Assisted return"},
	"procedure.opinion": {"Parere e prosieguo", "Opinion and care beyond majority"}, "procedure.measure": {"Misura di integrazione", "Measure of integration"},
	"procedure.held":  {"in conflitto: si mostra il valore che protegge", "in conflict: the value shown is the one that protects"},
	"matter.presence": {"presenza di un minore non accompagnato", "presence of an unaccompanied minor"}, "matter.missing": {"scomparsa", "disappearance"}, "matter.age-assessment": {"richiesta di accertamento dell’età", "request to assess the age"},
	"matter.guardian": {"richiesta di nomina del tutore", "request to appoint a guardian"}, "matter.ratification": {"ratifica delle misure di accoglienza", "ratification of the measures of reception"}, "matter.prosieguo": {"richiesta di prosieguo amministrativo", "request for care beyond majority"},
	"matter.permit": {"richiesta di permesso di soggiorno", "request for a residence permit"}, "matter.border-refusal": {"tentato respingimento alla frontiera", "attempt to turn the child back at the border"}, "matter.other": {"altro", "something else"},
	"receiver.prosecutor": {"Procura presso il tribunale per i minorenni", "Prosecutor at the juvenile court"}, "receiver.court": {"Tribunale per i minorenni", "Juvenile court"}, "receiver.ministry": {"Ministero", "Ministry"},
	"receiver.police": {"Questura", "Police"}, "receiver.prefecture": {"Prefettura", "Prefecture"}, "receiver.municipality": {"Servizi sociali", "Social services"},
	"answer.corrected": {"corretto", "corrected"}, "answer.kept": {"resta scritto così", "it stays as written"}, "notice.protocol": {"prot. %s", "ref. %s"},

	"procedure.until": {"fino al %s", "until %s"}, "procedure.into": {"in: %s", "into: %s"}, "procedure.course": {"%s: %s", "%s: %s"},
	"procedure.carer": {"%s, %s, %s", "%s, %s, %s"}, "carer.with": {"vive con il minore", "lives with the child"}, "carer.apart": {"non vive con il minore", "does not live with the child"},
	"procedure.decree": {"%s, n. %s del %s", "%s, no. %s of %s"},
}

// ProcedureWord is a member of a closed list of procedures and tracings, such as
// the types of permit, in a language; what the list does not name is shown as it is.
func ProcedureWord(l Lang, list, word string) string {
	said, ok := procedureWords[list+"."+word]
	if !ok {
		said, ok = tracingWords[list+"."+word]
	}
	if !ok {
		said, ok = rightWords[list+"."+word]
	}
	switch {
	case !ok:
		return word
	case l == English:
		return said[1]
	}
	return said[0]
}

// Procedures says how each procedure stands: what came of it, or that it waits.
func (k *Kit) Procedures(l Lang, all []casefile.Procedure, country func(minor.Country) string) []Item {
	var out []Item
	for i := range all {
		s := all[i].Stands()
		cells := []Cell{{Text: k.Say(l, "kind."+s.Body.Kind()), Note: Date(l, s.On.Day())}}
		if s.Held {
			cells[0].Note = k.Say(l, "procedure.held")
		}
		for _, line := range k.ProcedureLines(l, s.Body, country) {
			cells = append(cells, Cell{Text: line, Own: true})
		}
		out = append(out, Item{Term: k.Say(l, "procedure."+string(all[i].Section)), Values: cells})
	}
	return out
}

// ProcedureLines say in a language what a step of a procedure says, or a notice,
// a dispute, an attempt at the border, a step of a tracing; nothing of other records. Countries are called as the page calls them.
func (k *Kit) ProcedureLines(l Lang, body change.Body, country func(minor.Country) string) []string {
	word := func(list, word string) string {
		if word == "" {
			return ""
		}
		return k.Say(l, list+"."+word)
	}
	yes := func(list string, yes bool) string { return word(list, map[bool]string{true: "yes", false: "no"}[yes]) }
	into := func(t string) string {
		if t == "" {
			return ""
		}
		return k.Say(l, "procedure.into", word("permit", t))
	}
	var out []string
	switch b := body.(type) {
	case permit.Asked:
		out = []string{word("permit", string(b.Type)), word("asker", string(b.By)), b.Office.Reveal(), k.carer(l, b.Carer)}
	case permit.Issued:
		out = []string{word("permit", string(b.Type)), b.Number.Reveal(), k.until(l, b.Until), k.carer(l, b.Carer)}
	case permit.Refused:
		out = []string{word("permit", string(b.Type)), b.Reason.Reveal()}
	case permit.Ended:
		out = []string{word("permit", string(b.Type)), word("permit-end", string(b.Why)), into(string(b.Into))}
	case protection.Asked:
		out = []string{word("route", string(b.Route)), country(b.To), b.Number.Reveal(), b.Office.Reveal()}
	case protection.Decided:
		out = []string{word("route", string(b.Route)), country(b.To), word("outcome", string(b.Outcome)), b.Number.Reveal()}
	case protection.ReturnAsked:
		out = []string{country(b.To), b.Interest.Reveal(), b.Agreement.Reveal(), b.Project.Reveal()}
	case protection.ReturnDecided:
		out = []string{yes("granted", b.Granted), k.until(l, b.By), k.decree(l, b.Decree)}
	case opinion.Asked:
		out = []string{into(b.Into), b.Papers.Reveal(), b.Reason.Reveal()}
	case opinion.Given:
		out = []string{yes("favourable", b.Favourable), b.Number.Reveal(), b.Reason.Reveal()}
	case opinion.ExtensionAsked:
		out = []string{b.Reason.Reveal(), k.until(l, b.Until)}
	case opinion.ExtensionDecided:
		out = []string{yes("granted", b.Granted), k.until(l, b.Until), k.decree(l, b.Decree)}
	case minor.NoticeSent:
		out = []string{word("matter", string(b.Matter)), word("receiver", string(b.As)), b.Office.Reveal(), k.protocol(l, b.Protocol), b.Says.Reveal()}
	case minor.NoticeOpened:
		out = []string{k.protocol(l, b.Protocol)}
	case minor.IdentityDisputed:
		out = []string{word("answer", string(b.Answer)), b.Says.Reveal(), b.With.Reveal()}
	case movement.RefusalAttempted:
		out = []string{b.Where.Reveal(), b.By.Reveal(), country(b.To), b.Done.Reveal()}
	case measure.Enrolled:
		out = []string{k.Measure(l, b.Programme, b.Name), b.With.Reveal()}
	case measure.Ended:
		out = []string{k.Measure(l, b.Programme, b.Name), word("measure-end", string(b.Outcome))}
	}
	out = append(append(out, k.SocialLines(l, body)...), k.rightLines(l, body)...)
	return said(append(out, k.tracingLines(l, body, country)...)...)
}

// Measure is what a measure is called.
func (k *Kit) Measure(l Lang, p measure.Programme, name minor.Text) string {
	programme := k.Say(l, "programme."+string(p))
	if name == "" {
		return programme
	}
	return k.Say(l, "procedure.course", programme, name.Reveal())
}

func (k *Kit) protocol(l Lang, number minor.Text) string {
	if number == "" {
		return ""
	}
	return k.Say(l, "notice.protocol", number.Reveal())
}

func (k *Kit) until(l Lang, d day.Date) string {
	if d.IsZero() {
		return ""
	}
	return k.Say(l, "procedure.until", Date(l, d))
}

func (k *Kit) decree(l Lang, d institution.Decree) string {
	return k.Say(l, "procedure.decree", d.Court, d.Number, Date(l, d.On))
}

func (k *Kit) carer(l Lang, c permit.Carer) string {
	if c == (permit.Carer{}) {
		return ""
	}
	lives := map[bool]string{true: "carer.with", false: "carer.apart"}[c.LivesWith]
	return k.Say(l, "procedure.carer", k.Say(l, "bond."+string(c.Bond)), k.Say(l, "status."+string(c.Status)), k.Say(l, lives))
}
