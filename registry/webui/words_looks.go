package webui

import "faro.example/shared/pages"

// lookWords are those of who looked at a file, and of what waits on the first page.
func lookWords() pages.Words {
	return pages.Words{
		"looks.link":              {"Chi ha guardato il fascicolo", "Who looked at the file"},
		"looks.title":             {"Chi ha guardato il fascicolo", "Who looked at the file"},
		"looks.lead":              {"%s accesso annotato, il più recente per primo. Anche questa pagina ne ha lasciato uno.|%s accessi annotati, il più recente per primo. Anche questa pagina ne ha lasciato uno.", "%s look written down, the newest first. This page has left one too.|%s looks written down, the newest first. This page has left one too."},
		"looks.caption":           {"Chi, quando e come", "Who, when and how"},
		"looks.earlier":           {"Accessi precedenti", "Earlier looks"},
		"looks.none":              {"Nessuno ha guardato il fascicolo.", "Nobody has looked at the file."},
		"looks.when":              {"Quando", "When"},
		"looks.who":               {"Chi", "Who"},
		"looks.office":            {"Ufficio", "Office"},
		"looks.what":              {"Che cosa ha fatto", "What they did"},
		"looks.times":             {"Volte", "Times"},
		"looks.nobody":            {"il registro stesso", "the registry itself"},
		"looks.denied":            {"non gli è stato mostrato", "it was not shown"},
		"looks.glass":             {"accesso d’emergenza", "emergency access"},
		"looks.did.open-casefile": {"ha aperto il fascicolo", "opened the casefile"},
		"looks.did.open-file":     {"ha aperto un documento allegato", "opened a file kept with it"},
		"looks.did.search":        {"l’ha visto in un elenco o in una ricerca", "saw the child on a list or in a search"},
		"looks.did.ask-custody":   {"ha chiesto chi ne risponde", "asked who has custody"},
		"looks.did.break-glass":   {"ha aperto il fascicolo in emergenza", "opened the casefile in an emergency"},
		"looks.did.read-alerts":   {"ha letto un avviso che lo riguarda", "read an alert about the child"},
		"looks.did.list-notices":  {"l’ha visto tra gli avvisi di legge", "saw the child among the notices of the law"},
		"looks.did.open-notice":   {"ha aperto un avviso di legge", "opened a notice of the law"},
		"looks.did.ask-looks":     {"ha chiesto chi ha guardato il fascicolo", "asked who looked at the file"},
		"looks.did.look-at-agent": {"l’ha visto nella struttura", "saw the child’s data at the structure"},
		"looks.did.pull":          {"l’ha ricevuto sul computer della struttura", "received it on the structure’s machine"},
		"looks.did.read-days":     {"l’ha visto in un rendiconto delle presenze", "saw the child in a statement of presence-days"},
		"looks.did.certify-days":  {"l’ha contato in un rendiconto delle presenze", "counted the child in a statement of presence-days"},
		"looks.did.operate":       {"l’ha elaborato gestendo il registro", "processed it, running the registry"},
		"looks.did.show-sought":   {"l’ha visto tra chi è cercato", "saw the child among those sought"},
		"looks.did.ask-holdings":  {"ha chiesto dove sono i suoi dati", "asked where the child’s data are held"},
		"looks.did.record":        {"ha scritto nel fascicolo", "wrote in the casefile"},
		"looks.did.decide-sought": {"ha deciso su chi è cercato", "decided about who is sought"},
		"help.looks":              {"Ogni riga è di un giorno: chi ha visto il fascicolo o il nome del minore, in quale ruolo, e quante volte. Se un accesso non ti convince, chiedi all’ufficio di chi l’ha fatto, o a chi controlla gli accessi al Ministero.", "Each row is of one day: who saw the file or the child’s name, in which role, and how often. If a look does not convince you, ask the office of whoever made it, or the auditors at the Ministry."},
		"waits.title":             {"Che cosa aspetta il tuo ufficio", "What waits for your office"},
		"waits.letters":           {"Avvisi di legge da aprire", "Notices by law to open"},
		"waits.first":             {"il primo il %s", "the first on %s"},
		"waits.oldest":            {"il primo da %s giorno|il primo da %s giorni", "the first for %s day|the first for %s days"},
	}
}
