package webui

import "faro.example/shared/pages"

// queueWords are those of the lists of children about whom something waits.
func queueWords() pages.Words {
	return pages.Words{
		"nav.queues":             {"In attesa", "Waiting"},
		"queues.title":           {"Chi aspetta che cosa", "Who waits for what"},
		"help.queues":            {"Ogni elenco mostra i minori che puoi vedere e per cui si attende qualcosa: per primi quelli che aspettano da più tempo. Aprire un fascicolo lascia una riga nel registro degli accessi.", "Each list shows the children whom you may see and about whom something waits: those who have waited longest come first. Opening a casefile leaves a line in the record of access."},
		"queues.lists":           {"Altri elenchi", "Other lists"},
		"queue.empty":            {"Nessuno aspetta.", "Nobody waits."},
		"queue.next":             {"Altri", "More"},
		"queue.since":            {"Dal", "Since"},
		"queue.days":             {"da %s giorno|da %s giorni", "for %s day|for %s days"},
		"queue.until":            {"Entro il", "By"},
		"queue.left":             {"fra %s giorno|fra %s giorni", "in %s day|in %s days"},
		"queue.over":             {"passato da %s giorno|passato da %s giorni", "%s day ago|%s days ago"},
		"queue.open":             {"senza termine", "no last day"},
		"queue.detail":           {"Che cosa", "What"},
		"queue.notdue":           {"non dovuto", "not due"},
		"queue.unanswered":       {"né accettata né rifiutata", "neither taken up nor declined"},
		"queue.guardian":         {"Aspettano un tutore", "Wait for a guardian"},
		"queue.guardian.what":    {"Il tutore è stato chiesto e nessuno è stato nominato.", "A guardian was asked for, and nobody was appointed."},
		"queue.appointment":      {"Nomine senza risposta", "Appointments without an answer"},
		"queue.appointment.what": {"Chi è stato nominato non ha ancora accettato, o non accetta.", "Who was appointed has not taken up the office yet, or declines."},
		"queue.opinion":          {"Pareri art. 32", "Opinions under art. 32"},
		"queue.opinion.what":     {"Il parere è stato chiesto e non è stato dato: si chiede fino a 60 giorni dopo i 18 anni o la scadenza del permesso (D.Lgs 286/1998 art. 32).", "The opinion was asked for and not given: it is asked for up to 60 days after the 18th birthday or the permit’s last day (D.Lgs 286/1998 art. 32)."},
		"queue.extension":        {"Prosieguo chiesto", "Care beyond majority asked for"},
		"queue.extension.what":   {"Il tribunale non ha ancora deciso.", "The court has not decided yet."},
		"queue.permit":           {"Permessi chiesti", "Permits asked for"},
		"queue.permit.what":      {"La questura non ha ancora deciso.", "The police headquarters have not decided yet."},
		"queue.expiring":         {"Permessi che scadono", "Permits that run out"},
		"queue.expiring.what":    {"Per primi quelli che scadono prima; per minore età e per motivi familiari al più ai 18 anni.", "Those that run out soonest come first; for minor age and for family reasons at the 18th birthday at the latest."},
		"queue.protection":       {"Protezione chiesta", "Protection asked for"},
		"queue.protection.what":  {"La commissione o l’altro Stato non ha ancora deciso.", "The commission or the other State has not decided yet."},
		"queue.return":           {"Rimpatri chiesti", "Returns asked for"},
		"queue.return.what":      {"Il tribunale non ha ancora deciso.", "The court has not decided yet."},
		"queue.measure":          {"Misure in corso", "Measures under way"},
		"queue.measure.what":     {"I minori iscritti a una misura di integrazione che non è finita.", "The children enrolled in a measure of integration that has not ended."},

		"exempt.long-project":   {"tre anni in Italia e due in un progetto", "three years in Italy and two in a project"},
		"exempt.with-relatives": {"affidato a parenti", "entrusted to relatives"},
		"exempt.extended":       {"prosieguo concesso", "care beyond majority was granted"},
		"exempt.protected":      {"protezione riconosciuta", "protection was given"},

		"loads.caption": {"Quanti minori ha ogni tutore", "How many wards each guardian has"},
		"loads.empty":   {"Nessun tutore dell’elenco ha minori.", "No guardian of the directory has wards."},
		"loads.who":     {"Tutore", "Guardian"},
		"loads.wards":   {"Minori", "Wards"},
		"loads.most":    {"Ancora posto", "Room"},
		"loads.room":    {"ne può avere altri", "may have more"},
		"loads.full":    {"%s: un altro solo con una ragione", "%s: another one only for a reason"},
		"loads.over":    {"più di %s, con le ragioni scritte", "more than %s, for the reasons written"},
	}
}
