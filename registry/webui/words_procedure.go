package webui

import "faro.example/shared/pages"

// procedureWords are those of permits, protection, return, opinion, care beyond
// majority and measures.
func procedureWords() pages.Words {
	return pages.Words{
		"group.procedures":    {"Permessi, protezione, misure", "Permits, protection, measures"},
		"casefile.procedures": {"Permessi, protezione, misure", "Permits, protection, measures"},

		"form.permit-asked":            {"Chiede un permesso di soggiorno", "Asks for a residence permit"},
		"form.permit-asked.says":       {"La domanda è presentata il giorno indicato, dal minore o da chi esercita la responsabilità, anche prima della nomina del tutore.", "It is asked for on the day given, by the child or by who has parental responsibility, also before a guardian is appointed."},
		"form.permit-issued":           {"Riceve un permesso di soggiorno", "Is given a residence permit"},
		"form.permit-issued.says":      {"Il permesso è rilasciato il giorno indicato; quello per minore età o per motivi familiari vale al più fino ai 18 anni.", "The permit is issued on the day given; one for minor age or for family reasons is valid to the 18th birthday at the most."},
		"form.permit-refused":          {"Permesso di soggiorno negato", "A residence permit is refused"},
		"form.permit-refused.says":     {"Riporta il rifiuto della questura e il suo motivo.", "It states the refusal of the police headquarters and its reason."},
		"form.permit-ended":            {"Il permesso di soggiorno finisce", "The residence permit ends"},
		"form.permit-ended.says":       {"Dal giorno indicato il permesso non vale più: convertito, scaduto, revocato o rinunciato.", "From the day given the permit is valid no more: converted, expired, revoked or renounced."},
		"form.protection-asked":        {"Chiede protezione", "Asks for protection"},
		"form.protection-asked.says":   {"Asilo, ricongiungimento in un altro Stato o ricollocazione.", "Asylum, reunification in another State, or relocation."},
		"form.protection-decided":      {"Protezione decisa", "Protection is decided"},
		"form.protection-decided.says": {"Riporta la decisione e il suo numero.", "It states the decision and its number."},
		"form.return-asked":            {"Chiede di rientrare (modulo F)", "Asks to return (form F)"},
		"form.return-asked.says":       {"Solo per volontà del minore e nel suo superiore interesse, con l’accordo e il progetto.", "Only on the child’s own wish and in its best interest, with the agreement and the project."},
		"form.return-decided":          {"Rientro deciso dal tribunale", "The court decides the return"},
		"form.return-decided.says":     {"Riporta il decreto del tribunale per i minorenni.", "It states the juvenile court’s decree."},
		"form.opinion-asked":           {"Chiede il parere art. 32 (modulo G)", "Asks for the opinion, art. 32 (form G)"},
		"form.opinion-asked.says":      {"Il Ministero lo riceve nella sua coda; si chiede da 90 giorni prima dei 18 anni.", "The Ministry finds it in its queue; it is asked for from 90 days before the 18th birthday."},
		"form.opinion-given":           {"Dà il parere", "Gives the opinion"},
		"form.opinion-given.says":      {"Il parere del Ministero, con il numero di protocollo.", "The Ministry’s opinion, with its protocol number."},
		"form.extension-asked":         {"Chiede il prosieguo", "Asks for care beyond majority"},
		"form.extension-asked.says":    {"Al tribunale per i minorenni, prima dei 18 anni.", "Of the juvenile court, before the 18th birthday."},
		"form.extension-decided":       {"Prosieguo deciso", "Care beyond majority is decided"},
		"form.extension-decided.says":  {"Riporta il decreto e fino a quando prosegue l’accoglienza.", "It states the decree, and until when care goes on."},
		"form.measure-enrolled":        {"Comincia una misura", "A measure begins"},
		"form.measure-enrolled.says":   {"Scuola, corso, tirocinio o altro percorso di integrazione.", "School, course, traineeship or another way of integration."},
		"form.measure-ended":           {"Finisce una misura", "A measure ends"},
		"form.measure-ended.says":      {"Come è finita la misura in cui il minore era iscritto.", "How the measure ended in which the child was enrolled."},

		"field.permit":      {"Tipo di permesso", "Type of permit"},
		"field.asker":       {"Chi lo chiede", "Who asks for it"},
		"field.office":      {"Questura o ufficio", "Police headquarters or office"},
		"field.bond":        {"Con chi vive: legame", "Lives with whom: tie"},
		"bond.hint":         {"Solo per il permesso per motivi familiari.", "Only for a permit for family reasons."},
		"field.status":      {"Con chi vive: posizione in Italia", "Lives with whom: status in Italy"},
		"field.lives_with":  {"Vive con il minore", "Lives with the child"},
		"field.permit-end":  {"Perché finisce", "Why it ends"},
		"field.into":        {"In quale tipo di permesso", "Into which type of permit"},
		"field.route":       {"Che cosa chiede", "What is asked for"},
		"field.state":       {"Quale Stato", "Which State"},
		"field.outcome":     {"Esito", "Outcome"},
		"field.own_wish":    {"Lo vuole il minore", "The child wishes it"},
		"field.interest":    {"Perché è nel suo superiore interesse", "Why it is in the child’s best interest"},
		"field.agreement":   {"Accordo", "Agreement"},
		"field.project":     {"Progetto", "Project"},
		"field.granted":     {"Decisione", "Decision"},
		"field.by":          {"Entro il giorno", "By the day"},
		"field.papers":      {"Documenti allegati", "Papers enclosed"},
		"field.favourable":  {"Parere", "Opinion"},
		"field.protocol":    {"Numero di protocollo", "Protocol number"},
		"field.programme":   {"Misura", "Measure"},
		"field.course":      {"Come si chiama", "What it is called"},
		"field.with":        {"Chi la svolge", "Who runs it"},
		"field.measure":     {"Quale misura", "Which measure"},
		"field.measure-end": {"Come è finita", "How it ended"},
	}
}

// procedureValues are the words of closed lists, and of how a procedure stands.
func procedureValues() pages.Words {
	return pages.Words{
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
		"procedure.until": {"fino al %s", "until %s"}, "procedure.into": {"in: %s", "into: %s"}, "procedure.course": {"%s: %s", "%s: %s"},
		"procedure.carer": {"%s, %s, %s", "%s, %s, %s"}, "carer.with": {"vive con il minore", "lives with the child"}, "carer.apart": {"non vive con il minore", "does not live with the child"},
		"slot.permit": {"il permesso di soggiorno", "the residence permit"}, "slot.protection": {"la protezione", "protection"}, "slot.return": {"il rimpatrio assistito", "the assisted return"},
		"slot.opinion": {"il parere art. 32", "the opinion under art. 32"}, "slot.extension": {"il prosieguo", "care beyond majority"}, "slot.measure": {"una misura di integrazione", "a measure of integration"},
		"step.outcome": {"Si attende l’esito: %s", "The outcome is awaited: %s"}, "step.asked": {"chiesto il %s", "asked for on %s"},
		"step.outcome.permit": {"la questura", "the police headquarters"}, "step.outcome.protection": {"la commissione o l’altro Stato", "the commission or the other State"},
		"step.outcome.return": {"il tribunale per i minorenni", "the juvenile court"}, "step.outcome.opinion": {"il Ministero, o il tribunale per il prosieguo", "the Ministry, or the court for care beyond majority"},
	}
}
