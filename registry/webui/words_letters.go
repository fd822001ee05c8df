package webui

import "faro.example/shared/pages"

// letterWords are those of the notices that the law asks for, and of what a child
// disputes.
func letterWords() pages.Words {
	return pages.Words{
		"nav.letters":            {"Avvisi di legge", "Notices by law"},
		"letters.title":          {"Avvisi di legge", "Notices by law"},
		"letter.title":           {"Avviso", "Notice"},
		"help.letters":           {"Gli avvisi che la legge prevede: presenza, scomparsa, richieste alla procura, al tribunale, alla questura. Quelli ancora da aprire stanno per primi; quando ne apri uno, chi l’ha inviato vede il momento.", "The notices that the law asks for: presence, disappearance, requests to the prosecutor, the court, the police. Those not opened yet stand first; when you open one, who sent it sees the moment."},
		"help.letter":            {"L’avviso dice quello che il fascicolo diceva quando è stato inviato. Puoi stamparlo e annotare il numero di protocollo.", "The notice says what the casefile said when it was sent. You can print it and note the number of your protocol."},
		"letters.received":       {"Ricevuti", "Received"},
		"letters.sent":           {"Inviati", "Sent"},
		"letters.received.empty": {"Nessun avviso ricevuto.", "No notice was received."},
		"letters.sent.empty":     {"Nessun avviso inviato.", "No notice was sent."},
		"letters.waiting":        {"%s avviso da aprire|%s avvisi da aprire", "%s notice to open|%s notices to open"},
		"letters.what":           {"Motivo", "About"},
		"letters.who":            {"Ufficio", "Office"},
		"letters.from":           {"Inviato da", "Sent by"},
		"letters.on":             {"Inviato il", "Sent on"},
		"letters.state":          {"Stato", "State"},
		"letters.waits":          {"da aprire", "not opened"},
		"letters.opened":         {"aperto %s", "opened %s"},
		"letters.elsewhere":      {"inviato per altra via", "sent by other means"},
		"letters.do":             {"Azione", "Action"},
		"letters.open":           {"Apri", "Open"},
		"letters.open.which":     {"Apri: %s, %s", "Open: %s, %s"},
		"letters.read":           {"Leggi", "Read"},
		"letters.print":          {"Pagina da stampare", "Page to print"},
		"letters.back":           {"Torna all’avviso", "Back to the notice"},
		"letters.unknown":        {"non noto", "not known"},
		"letters.number":         {"Annota il numero", "Note the number"},
		"letters.number.hint":    {"Il numero con cui il vostro protocollo lo ha registrato.", "The number under which your protocol has it."},
		"letters.all":            {"Tutti gli avvisi", "All notices"},
		"letters.boxes":          {"Avvisi ricevuti e inviati", "Notices received and sent"},
		"done.opened":            {"L’apertura è stata registrata.", "That it was opened was written down."},
		"casefile.notices":       {"Avvisi di legge", "Notices by law"},

		"group.notices":              {"Avvisi di legge", "Notices by law"},
		"form.notice-sent":           {"Invia un avviso", "Send a notice"},
		"form.notice-sent.says":      {"L’avviso va negli uffici competenti per il luogo dove si trova il minore, che lo trovano tra i loro avvisi. È scritto dal fascicolo com’è ora.", "The notice goes to the offices competent for the place where the child is, who find it among their notices. It is written from the casefile as it is now."},
		"form.border-refusal":        {"Tentato respingimento alla frontiera", "Attempt to turn the child back at the border"},
		"form.border-refusal.says":   {"Nessun minore non accompagnato può essere respinto (legge 47/2017 art. 3): il Ministero e la procura sono avvisati.", "No unaccompanied minor can be turned back (law 47/2017 art. 3): the Ministry and the prosecutor are alerted."},
		"form.disputed":              {"Quello che il minore contesta", "What the child disputes"},
		"form.disputed.says":         {"Resta scritto accanto al dato contestato, con le parole del minore; non lo cambia.", "It stays beside what is disputed, in the child’s words; it changes nothing."},
		"form.dispute-answered":      {"Rispondi a una contestazione", "Answer a dispute"},
		"form.dispute-answered.says": {"Se il dato è stato corretto, registra prima la correzione.", "If it was corrected, record the correction first."},

		"field.matter":    {"Motivo", "About"},
		"field.receiver":  {"A chi", "To"},
		"receiver.hint":   {"Gli uffici competenti per il luogo dove si trova il minore.", "The offices competent for the place where the child is."},
		"field.elsewhere": {"Inviato per altra via a", "Sent by other means to"},
		"elsewhere.hint":  {"Solo se l’ufficio non usa il registro: scrivi quale.", "Only if the office does not use the registry: write which."},
		"notice.nobody":   {"Nell’elenco non c’è un ufficio competente: scrivi a quale è stato inviato per altra via.", "The directory has no competent office: write to which it was sent by other means."},
		"field.adds":      {"Che cosa aggiungi", "What you add"},
		"field.authority": {"Chi ha tentato", "Who tried"},
		"field.done":      {"Che cosa è stato fatto", "What was done"},
		"field.about":     {"Che cosa contesta", "What is disputed"},
		"field.childsays": {"Che cosa dice il minore", "What the child says"},
		"field.present":   {"Chi era presente", "Who was there"},
		"field.dispute":   {"Quale contestazione", "Which dispute"},

		"receiver.everyone": {"tutti quelli che la legge indica", "all those whom the law names"},
		"dispute.says":      {"Il minore contesta: %s", "The child disputes it: %s"},
		"dispute.open":      {"nessuno ha ancora risposto", "nobody has answered yet"},
		"dispute.answered":  {"%s: %s", "%s: %s"},
	}
}

// mineWords are those of what a child is told, and of what is written about it.
func mineWords() pages.Words {
	return pages.Words{
		"told.title":      {"Testi per il minore", "Texts for the child"},
		"help.told":       {"Si consegnano e si spiegano al minore, in una lingua che capisce: il primo alla registrazione, e poi si registra “Informativa consegnata”; il secondo prima di chiedergli il consenso a cercare la famiglia, che dice quale testo ha avuto.", "They are given and explained to the child in a language that it understands: the first at registration, and then “Notice given” is recorded; the second before it is asked whether it consents to the tracing of its family, which says what text it had."},
		"paper.mine":      {"Che cosa è scritto su di me", "What is written about me"},
		"paper.told":      {"Informativa per il minore", "What the child is told"},
		"mine.title":      {"Che cosa è scritto su di me", "What is written about me"},
		"mine.subtitle":   {"Da leggere insieme: se qualcosa è sbagliato, dillo e resta scritto accanto.", "To be read together: if something is wrong, say so, and it stays written beside it."},
		"mine.who":        {"Chi sei", "Who you are"},
		"mine.where":      {"Dove sei stato", "Where you have been"},
		"mine.care":       {"Chi si occupa di te", "Who looks after you"},
		"mine.procedures": {"Quello che è stato chiesto e deciso per te", "What was asked for and decided for you"},
		"mine.notices":    {"Chi è stato avvisato, e che cosa ti è stato consegnato", "Who was told, and what you were given"},
		"mine.disputes":   {"Quello che contesti", "What you dispute"},
		"mine.days":       {"Dal %s al %s", "From %s to %s"},
		"mine.today":      {"oggi", "today"},
		"mine.made":       {"Stampato il %s da %s.", "Printed on %s by %s."},
		"sheet.hint":      {"Lingue in cui c’è il foglio: it, en, fr, es, sq, ar, uk.", "Languages in which there is a sheet: it, en, fr, es, sq, ar, uk."},
	}
}
