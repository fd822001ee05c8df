package pages

import (
	"strings"

	"faro.example/shared/change"
	"faro.example/shared/minor"
	"faro.example/shared/tracing"
)

// tracingWords are the words of family tracings, which every page says alike.
var tracingWords = Words{
	"kind.tracing.proposed": {"Indagine familiare proposta", "Family tracing proposed"}, "kind.tracing.consented": {"Consenso all’indagine", "Consent to the tracing"},
	"kind.tracing.declined": {"Consenso all’indagine non dato", "Consent to the tracing not given"}, "kind.tracing.withdrawn": {"Consenso all’indagine ritirato", "Consent to the tracing withdrawn"},
	"kind.tracing.assessed": {"Rischio dell’indagine valutato", "Risk of the tracing assessed"}, "kind.tracing.requested": {"Indagine chiesta al Ministero", "Tracing asked of the Ministry"},
	"kind.tracing.received": {"Richiesta di indagine ricevuta", "Request for tracing received"}, "kind.tracing.entrusted": {"Indagine affidata", "Tracing entrusted"},
	"kind.tracing.clarification-asked": {"Chiarimento chiesto", "Clarification asked for"}, "kind.tracing.clarification-answered": {"Chiarimento dato", "Clarification given"},
	"kind.tracing.contacted": {"Passo sul campo", "Step in the field"}, "kind.tracing.reported": {"Relazione sulla famiglia", "Report on the family"},
	"kind.tracing.translated": {"Relazione tradotta e chiusa", "Report translated and finalised"}, "kind.tracing.forwarded": {"Relazione trasmessa", "Report forwarded"},
	"kind.tracing.minor-informed": {"Minore informato dell’esito", "Minor told of the result"}, "kind.tracing.closed": {"Indagine chiusa", "Tracing closed"},

	"turn.asker": {"chi ha chiesto l’indagine", "who asked for the tracing"}, "turn.ministry": {"il Ministero", "the Ministry"}, "turn.partner": {"il partner", "the partner"},
	"turn.interior":         {"il Ministero dell’Interno", "the Ministry of the Interior"},
	"tracing-step.proposed": {"proposta", "proposed"}, "tracing-step.consented": {"con il consenso", "consented to"}, "tracing-step.assessed": {"rischio valutato", "risk assessed"},
	"tracing-step.requested": {"chiesta", "asked for"}, "tracing-step.received": {"ricevuta", "received"}, "tracing-step.entrusted": {"affidata", "entrusted"},
	"tracing-step.contacted": {"famiglia cercata", "family looked for"}, "tracing-step.reported": {"relazione scritta", "report written"},
	"tracing-step.translated": {"relazione chiusa", "report finalised"}, "tracing-step.forwarded": {"relazione trasmessa", "report forwarded"},
	"tracing-step.informed": {"minore informato", "minor told"}, "tracing-step.closed": {"chiusa", "closed"}, "tracing-step.declined": {"consenso non dato", "consent not given"},
	"tracing-step.withdrawn": {"consenso ritirato", "consent withdrawn"}, "tracing-step.at-risk": {"ferma: c’è un rischio", "stopped: there is a risk"}, "tracing-step.rejected": {"non accolta dal Ministero", "not taken on by the Ministry"},

	"proposer.guardian": {"il tutore", "the guardian"}, "proposer.provisional": {"il responsabile della struttura, finché non c’è un tutore", "the head of the structure, until there is a guardian"},
	"proposer.relatives": {"parenti con responsabilità genitoriale", "relatives with parental responsibility"}, "proposer.social-services": {"i servizi sociali del comune dove risiede", "the social services of the municipality of residence"},
	"risk.none": {"nessun rischio", "no risk"}, "risk.minor": {"rischio per il minore", "a risk for the minor"}, "risk.family": {"rischio per la famiglia", "a risk for the family"},
	"risk.both": {"rischio per il minore e per la famiglia", "a risk for the minor and the family"}, "risk.unknown": {"non si sa: vale come un rischio", "not known: it counts as a risk"},
	"means.home-visit": {"visita a casa", "visit at home"}, "means.telephone": {"telefono", "telephone"}, "means.safe-place": {"incontro in un luogo sicuro", "meeting at a safe place"}, "means.enquiry": {"domande sul posto, senza incontrare la famiglia", "enquiries on the spot, without meeting the family"},
	"finding.contacted": {"famiglia incontrata", "family met"}, "finding.not-found": {"famiglia non trovata", "family not found"}, "finding.declines": {"la famiglia non vuole", "the family declines"}, "finding.unsafe": {"zona non sicura", "area unsafe"},
	"tracing-end.found": {"famiglia trovata", "family found"}, "tracing-end.not-found": {"famiglia non trovata", "family not found"}, "tracing-end.family-declines": {"la famiglia non ha voluto", "the family declined"},
	"tracing-end.unsafe": {"zona non sicura", "area unsafe"}, "tracing-end.minor-declined": {"il minore non ha dato il consenso", "the minor did not consent"}, "tracing-end.withdrawn": {"consenso ritirato", "consent withdrawn"},
	"tracing-end.risk": {"rischio", "risk"}, "tracing-end.not-taken-on": {"non accolta dal Ministero", "not taken on by the Ministry"}, "tracing-end.majority": {"maggiore età", "majority"}, "tracing-end.other": {"altro", "something else"},
	"hearer.minor": {"il minore", "the minor"}, "hearer.guardian": {"il tutore, o chi ha la responsabilità", "the guardian, or who is responsible"}, "hearer.interviewer": {"chi ha svolto il colloquio", "whoever held the interview"},
	"account.summary": {"In breve", "In short"}, "account.area": {"La zona", "The area"}, "account.family": {"La famiglia", "The family"}, "account.before": {"Prima della partenza", "Before leaving"},
	"account.motives": {"Motivi e attese", "Motives and expectations"}, "account.schooling": {"Scuola", "Schooling"}, "account.training": {"Formazione", "Training"}, "account.work": {"Lavoro", "Work"},
	"account.resources": {"Risorse per un eventuale ritorno", "Resources for a possible return"},

	"told.explained": {"spiegato: %s", "explained: %s"}, "told.how": {"in %s, con %s, in presenza di %s", "in %s, with %s, in the presence of %s"}, "told.notice": {"informativa: %s", "notice: %s"},
	"told.withdraw": {"sa che può ritirare il consenso quando vuole", "knows that consent can be withdrawn at any time"}, "told.unheard": {"il minore non è stato sentito: %s", "the minor was not heard: %s"},
	"told.family": {"consenso di %s", "consent of %s"}, "tracing.own-wish": {"il minore chiede che cosa servirebbe per un ritorno", "the minor asks what a return would need"},
	"tracing.careful": {"attenzione: %s", "mind: %s"}, "tracing.corrects": {"corregge la relazione precedente", "corrects the report before"}, "tracing.in": {"in %s", "in %s"}, "tracing.by": {"tradotto da %s", "translated by %s"},
	"tracing.to-interior": {"anche al Ministero dell’Interno", "to the Ministry of the Interior too"}, "tracing.asks": {"%s chiede a %s", "%s asks %s"}, "tracing.accepted": {"accolta", "taken on"}, "tracing.rejected": {"non accolta", "not taken on"}, "tracing.sought": {"%s: %s", "%s: %s"}, "tracing.heard": {"informati: %s", "told: %s"},
}

// tracingLines say what a step of a tracing says; nothing of other records.
func (k *Kit) tracingLines(l Lang, body change.Body, country func(minor.Country) string) []string {
	word := func(list, of string) string { return k.Say(l, list+"."+of) }
	switch b := body.(type) {
	case tracing.Proposed:
		return append([]string{word("proposer", string(b.By)), b.Reason.Reveal()}, k.Sought(l, b.Sought, country)...)
	case tracing.Consented:
		return append(k.heard(l, b.By, b.Unheard), k.Told(l, b.Told)...)
	case tracing.Declined:
		return append(append(k.heard(l, b.By, b.Unheard), b.Reason.Reveal()), k.Told(l, b.Told)...)
	case tracing.Withdrawn:
		return append(k.heard(l, b.By, b.Unheard), b.Reason.Reveal())
	case tracing.Assessed:
		return []string{word("risk", string(b.Risk)), b.Grounds.Reveal(), b.Care.Reveal()}
	case tracing.Requested:
		out := []string{country(b.Country), b.Asks.Reveal(), k.unless(l, "tracing.careful", b.Careful)}
		if b.OwnWish {
			out = append(out, k.Say(l, "tracing.own-wish"), b.Interest.Reveal())
		}
		return out
	case tracing.Received:
		return []string{word("tracing", map[bool]string{true: "accepted", false: "rejected"}[b.Accepted]), k.protocol(l, b.Number), b.Reason.Reveal()}
	case tracing.Entrusted:
		return []string{country(b.Country), b.Reason.Reveal()}
	case tracing.ClarificationAsked:
		return []string{k.Say(l, "tracing.asks", word("turn", string(b.By)), word("turn", string(b.To))), b.Asks.Reveal()}
	case tracing.ClarificationAnswered:
		return []string{b.Says.Reveal()}
	case tracing.Forwarded:
		out := []string{k.protocol(l, b.Number), b.Says.Reveal()}
		if !b.Interior.IsZero() {
			out = append(out, k.Say(l, "tracing.to-interior"))
		}
		return out
	case tracing.MinorInformed:
		return append([]string{k.hearers(l, b.Also), b.Says.Reveal()}, k.Told(l, b.Told)...)
	case tracing.Closed:
		return []string{word("tracing-end", string(b.Outcome)), b.Reason.Reveal()}
	}
	return k.fieldLines(l, body, country)
}

// fieldLines say what a step in the field says, or a report.
func (k *Kit) fieldLines(l Lang, body change.Body, country func(minor.Country) string) []string {
	switch b := body.(type) {
	case tracing.Contacted:
		out := []string{k.Say(l, "means."+string(b.Means)), country(b.Country), b.Place.Reveal(), k.Say(l, "finding."+string(b.Finding)), b.Note.Reveal()}
		return append(append(out, k.family(l, b.Consent)...), b.Interview.Reveal())
	case tracing.Reported:
		out := []string{k.Say(l, "finding."+string(b.Finding)), country(b.Country), k.Say(l, "tracing.in", Language(l, b.Language))}
		if !b.Corrects.IsZero() {
			out = append(out, k.Say(l, "tracing.corrects"), k.Accord(l, b.Agreed))
		}
		return append(out, k.family(l, b.Consent)...)
	case tracing.Translated:
		return []string{k.Say(l, "tracing.in", Language(l, b.Language)), k.unless(l, "tracing.by", b.By)}
	}
	return nil
}

// Sought says who is sought, one line for each.
func (k *Kit) Sought(l Lang, all []tracing.Person, country func(minor.Country) string) []string {
	var out []string
	for _, p := range all {
		name := strings.TrimSpace(p.Name.Given.Reveal() + " " + p.Name.Family.Reveal())
		at := strings.TrimSpace(p.Place.Reveal() + " " + country(p.Country))
		said := strings.Join(said(name, at, p.Phone.Reveal(), p.Note.Reveal()), ", ")
		out = append(out, k.Say(l, "tracing.sought", k.Say(l, "kinship."+string(p.Is)), said))
	}
	return out
}

// Told says how somebody was told what is done and what for.
func (k *Kit) Told(l Lang, t tracing.Told) []string {
	out := []string{k.unless(l, "told.explained", t.Explained), k.Say(l, "told.how", Language(l, t.Language), t.Mediator.Reveal(), t.Presence.Reveal()), k.unless(l, "told.notice", t.Notice)}
	if t.Withdraw {
		out = append(out, k.Say(l, "told.withdraw"))
	}
	return said(out...)
}

// Account gives what a report tells, heading by heading.
func (k *Kit) Account(l Lang, a tracing.Account) []Item {
	var out []Item
	for _, h := range a.Headings() {
		if h.Text != "" {
			out = append(out, Item{Term: k.Say(l, "account."+h.Field), Values: []Cell{{Text: h.Text.Reveal(), Own: true}}})
		}
	}
	return out
}

func (k *Kit) family(l Lang, c *tracing.FamilyConsent) []string {
	if c == nil {
		return nil
	}
	return append([]string{k.unless(l, "told.family", c.By)}, k.Told(l, c.Told)...)
}

func (k *Kit) heard(l Lang, by []minor.Party, unheard minor.Text) []string {
	who := make([]string, len(by))
	for i, p := range by {
		who[i] = k.Say(l, "party."+string(p))
	}
	return []string{strings.Join(who, ", "), k.unless(l, "told.unheard", unheard)}
}

func (k *Kit) hearers(l Lang, all []tracing.Hearer) string {
	who := make([]string, len(all))
	for i, h := range all {
		who[i] = k.Say(l, "hearer."+string(h))
	}
	return k.unless(l, "tracing.heard", minor.Text(strings.Join(who, ", ")))
}

// unless fills a text into a message; "" if there is none.
func (k *Kit) unless(l Lang, key string, text minor.Text) string {
	if text == "" {
		return ""
	}
	return k.Say(l, key, text.Reveal())
}

// said leaves out what says nothing.
func said(all ...string) (out []string) {
	for _, text := range all {
		if strings.TrimSpace(text) != "" {
			out = append(out, text)
		}
	}
	return out
}
