package wording

import "faro.example/shared/pages"

// listWords are those of the lists that wait for somebody.
var listWords = pages.Words{
	"nav.attention":   {"Da guardare", "To look at"},
	"attention.title": {"Da guardare", "To look at"},
	"attention.help":  {"Che cosa si contraddice, chi potrebbe essere lo stesso minore e che cosa sta per scadere. Nulla di questo ferma una registrazione: guardalo quando c’è tempo.", "What contradicts itself, who may be the same child and what is about to fall due. None of it holds up an entry: look when there is time."},
	"today.news":      {"C’è qualcosa di nuovo: mostralo", "There is something new: show it"},
	"today.erased":    {"Negli ultimi 30 giorni i dati di %s minore sono stati cancellati per legge, anche qui. Se ne resta una stampa, distruggila.|Negli ultimi 30 giorni i dati di %s minori sono stati cancellati per legge, anche qui. Se ne resta una stampa, distruggila.", "In the last 30 days the data of %s child were erased by law, here too. If a print of them is left, destroy it.|In the last 30 days the data of %s children were erased by law, here too. If a print of them is left, destroy it."},
	"today.struck":    {"Negli ultimi 30 giorni %s testo è stato stralciato, anche qui: era nel fascicolo sbagliato, o non doveva esserci.|Negli ultimi 30 giorni %s testi sono stati stralciati, anche qui: erano nel fascicolo sbagliato, o non dovevano esserci.", "In the last 30 days %s text was struck out, here too: it stood in the wrong casefile, or should not have been there.|In the last 30 days %s texts were struck out, here too: they stood in the wrong casefile, or should not have been there."},
	"today.attention": {"da guardare", "to look at"},

	"attention.torn":           {"%s dato che si contraddice|%s dati che si contraddicono", "%s thing that contradicts itself|%s things that contradict themselves"},
	"attention.twice":          {"%s coppia che potrebbe essere lo stesso minore|%s coppie che potrebbero essere lo stesso minore", "%s pair that may be the same child|%s pairs that may be the same child"},
	"attention.twice.hint":     {"Decide il Ministero: se li conosci, dillo al servizio sociale. Intanto continua a registrare su ciascuno quello che lo riguarda.", "The Ministry decides: if you know them, tell the social service. Meanwhile go on recording about each what concerns them."},
	"attention.twice.empty":    {"Nessuno dei minori di questo centro sembra registrato due volte qui.", "No child of this centre seems to be registered here twice."},
	"attention.agrees":         {"In che cosa si somigliano:", "In what they agree:"},
	"attention.checking":       {"%s minore registrato da poco, in confronto|%s minori registrati da poco, in confronto", "%s child registered lately, being checked|%s children registered lately, being checked"},
	"attention.checking.empty": {"Nessuno è stato registrato qui negli ultimi trenta giorni.", "Nobody was registered here in the last thirty days."},
	"attention.checking.why":   {"Ogni nuova registrazione è confrontata per trenta giorni con tutte quelle del Paese. Che stia in questo elenco non dice nulla di un altro fascicolo.", "Every new registration is compared for thirty days with all of the country. To stand in this list says nothing of another casefile."},
	"attention.checked":        {"in confronto", "being checked"},
	"attention.due":            {"%s cosa che sta per scadere|%s cose che stanno per scadere", "%s thing about to fall due|%s things about to fall due"},
	"attention.due.empty":      {"Nulla sta per scadere, per quanto si sa qui.", "Nothing is about to fall due, as far as is known here."},

	"attention.left":      {"%s contrasto su chi è partito|%s contrasti su chi è partito", "%s conflict about a child who left|%s conflicts about children who left"},
	"attention.left.hint": {"Quello che è stato scritto qui non torna con quello che dicono altri. Del resto del fascicolo qui non si vede nulla.", "What was written here does not agree with what others say. Of the rest of the casefile nothing is shown here."},
	"left.open":           {"da decidere", "to be decided"}, "left.stands": {"deciso: vale quello scritto qui", "decided: what was written here stands"}, "left.falls": {"deciso: quello scritto qui non vale", "decided: what was written here does not stand"},

	"due.arrival-missing":   {"Partito, e nessuno ne ha registrato l’arrivo: cercare il minore", "Left, and nobody has recorded the arrival: look for the child"},
	"due.departure-missing": {"Arrivato altrove: manca la conferma della partenza", "Has arrived elsewhere: the departure is to be confirmed"}, "due.departure-missing.do": {"Conferma la partenza", "Confirm the departure"},
	"due.newer":    {"Qualcosa che questo programma non conosce ancora: apri il fascicolo", "Something that this program does not know yet: open the casefile"},
	"due.majority": {"Compie 18 anni: prima vanno chiesti il parere (art. 32) e, se serve, il prosieguo", "Turns 18: the opinion (art. 32) and, where needed, care beyond majority are asked for before"},
	"due.half":     {"In viaggio da troppo: cercare il minore", "On the way for too long: look for the child"},
	"D5.do":        {"Scrivi il numero", "Give the number"}, "D14.do": {"Scrivi la denuncia", "Give the report"}, "S1.do": {"Registra la consegna", "Record that it was given"},
	"due.late": {"passato", "past"},

	"col.torn": {"Che cosa si contraddice", "What contradicts"}, "col.meanwhile": {"Intanto vale", "Counts meanwhile"}, "col.decides": {"Chi decide", "Who decides"}, "col.by": {"Entro", "By"}, "col.state": {"Stato", "State"},
	"do.sides": {"Guarda le versioni", "See both sides"},

	"conflict.title": {"Versioni che si contraddicono", "Statements that contradict each other"},
	"conflict.help":  {"Che cosa dice ognuno, da dove viene e che cosa vale intanto. Qui non si decide: si può annullare un errore proprio, o scrivere quello che ora si sa meglio.", "What each says, where it comes from and what counts meanwhile. Nothing is decided here: a mistake of one’s own can be taken back, or what is known better now can be written."},
	"torn.counts":    {"Intanto vale:", "Meanwhile counts:"},
	"torn.until":     {"Fino alla decisione vale", "Until it is decided counts"},
	"torn.decides":   {"Chi decide", "Who decides"},
	"torn.shown":     {"vale intanto", "counts meanwhile"},
	"torn.mine":      {"È un errore nostro: annulla", "It is a mistake of ours: undo"},
	"torn.better":    {"Scrivi quello che ora si sa meglio", "Write what is known better now"},
	"torn.nothing":   {"nulla", "nothing"},
	"torn.present":   {"il minore conta come presente", "the child counts as present"},
	"torn.all":       {"rispondono tutti quelli indicati", "all who are named answer"},

	"decides.custodian":  {"il servizio sociale che ha in carico il minore; se nessuno lo ha, il Ministero", "the social service in custody; the Ministry, if there is none"},
	"decides.decree":     {"chi cita il decreto di un tribunale: sull’età c’è già un accertamento, e sulla tutela decide il giudice", "whoever cites a court’s decree: the age was assessed already, and on guardianship the court decides"},
	"decides.prefecture": {"la prefettura dell’ultimo luogo confermato, o il Ministero", "the prefecture of the place last confirmed, or the Ministry"},
	"decides.near":       {"la prefettura competente per %s, o il Ministero", "the prefecture competent for %s, or the Ministry"},
	"decides.handover":   {"i due comuni insieme, con offerta e accettazione; altrimenti il Ministero", "the two municipalities together, by offer and acceptance; else the Ministry"},

	"do.standin":    {"Lascia lavorare un sostituto", "Let a stand-in work"},
	"standin.title": {"Sostituto", "Stand-in"},
	"standin.help":  {"Senza linea puoi lasciare lavorare al tuo posto, per 72 ore, chi il registro non conosce ancora. Quello che scrive porta il tuo nome e il suo, e il registro lo viene a sapere.", "Without a line you can let somebody work in your place, for 72 hours, whom the registry does not know yet. What they write carries your name and theirs, and the registry is told."},
	"standin.line":  {"C’è linea: chi deve scrivere lo indica l’amministratore dell’ente, e compare qui da solo.", "There is a line: who is to write is named by the institution’s administrator, and appears here by itself."},
	"standin.name":  {"Chi lavora al tuo posto", "Who works in your place"}, "standin.name.hint": {"Nome e cognome, come sta sul documento", "Given and family name, as on the document"},
	"standin.passphrase": {"Frase segreta, scelta da chi ti sostituisce", "Passphrase, chosen by who stands in"},
	"standin.submit":     {"Lascia entrare", "Let in"},
	"standin.now":        {"Ti sostituisce", "Stands in for you"},
	"standin.until":      {"fino a: %s", "until: %s"},
	"standin.end":        {"Fai finire ora", "End now"},
}
