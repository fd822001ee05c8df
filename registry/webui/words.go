package webui

import "faro.example/shared/pages"

// texts are messages by their key, in Italian and in English.
type texts map[string][2]string

// words are the messages of these pages, in both languages.
func words() pages.Words {
	out := pages.Words{}
	for _, list := range []texts{shellWords(), helpWords(), listWords(), fileWords(), stepWords(), formWords(), fieldWords(), valueWords(), kindWords(), refusalWords()} {
		for key, w := range list {
			out[key] = pages.Word{It: w[0], En: w[1]}
		}
	}
	return out
}

func shellWords() texts {
	return texts{
		"language":                 {"Italiano", "English"},
		"nav.home":                 {"Oggi", "Today"},
		"nav.find":                 {"Cerca un minore", "Find a child"},
		"nav.custody":              {"Chi l’ha in carico", "Who has custody"},
		"nav.new":                  {"Nuovo minore", "New child"},
		"nav.glass":                {"Accesso d’emergenza", "Emergency access"},
		"nav.notices":              {"Accessi d’emergenza avvenuti", "Emergency accesses made"},
		"door.title":               {"Accedi", "Sign in"},
		"door.in":                  {"Accesso eseguito", "Signed in"},
		"door.lead":                {"Continua l’accesso", "Go on signing in"},
		"door.leads":               {"Accedi presso chi conosce la tua identità: tornerai qui da solo.", "Sign in where you are known: you will be brought back here."},
		"door.go":                  {"Vai all’accesso", "Go on to sign in"},
		"door.none":                {"Nessun modo di accedere è stato configurato. Avvisa chi gestisce il registro.", "No way to sign in is configured. Tell whoever runs the registry."},
		"door.signed":              {"Hai eseguito l’accesso come %s alle %s; l’accesso vale fino alle %s.", "You are signed in as %s since %s, until %s at the latest."},
		"door.on":                  {"Continua", "Go on"},
		"door.again":               {"Dimostra di nuovo la tua identità", "Prove again that it is you"},
		"door.everywhere":          {"Esci ovunque", "Sign out everywhere"},
		"door.refused":             {"L’accesso non è stato concesso. Riprova; se succede ancora, chiedi all’amministratore del tuo ente se sei nel registro delle persone autorizzate.", "You were not let in. Try again; if it happens again, ask your office’s administrator whether you are in the directory."},
		"error.title":              {"Non è andata", "It did not work"},
		"error.home":               {"Torna all’inizio", "Back to the first page"},
		"error.signin":             {"Accedi in un’altra finestra", "Sign in in another window"},
		"error.instance":           {"Per chi gestisce il registro: %s", "For whoever runs the registry: %s"},
		"error.internal":           {"Qualcosa non ha funzionato nel registro.", "Something went wrong inside the registry."},
		"error.internal.do":        {"Quello che hai inviato può non essere stato registrato: controlla il fascicolo e riprova. Se succede ancora, avvisa chi gestisce il registro e cita il numero qui sotto.", "What you sent may not have been recorded: look at the casefile and try again. If it happens again, tell whoever runs the registry, with the number below."},
		"error.invalid":            {"Qualcosa di ciò che è stato inviato non va.", "Something of what was sent is not right."},
		"error.invalid.do":         {"Torna indietro, correggi e invia di nuovo.", "Go back, mend it and send it again."},
		"error.not-found":          {"La pagina non c’è, o non è tra quelle che puoi vedere.", "There is no such page, or it is not one of yours."},
		"error.not-found.do":       {"Torna all’inizio e aprila da lì.", "Go back to the first page and open it from there."},
		"error.unauthenticated":    {"Il tuo accesso è finito, e nulla è stato registrato.", "You are not signed in any more, and nothing was recorded."},
		"error.unauthenticated.do": {"Accedi in un’altra finestra, poi torna qui, vai indietro e invia di nuovo: ciò che hai scritto c’è ancora.", "Sign in in another window, then come back here, go back and send it again: what you typed is still there."},
		"error.conflict":           {"La pagina era superata.", "The page was out of date."},
		"error.conflict.do":        {"Torna indietro, ricaricala e invia di nuovo.", "Go back, reload it and send it again."},
		"error.busy":               {"Il registro ha troppo da fare in questo momento.", "The registry has too much to do at the moment."},
		"error.busy.do":            {"Aspetta qualche secondo e riprova: inviare due volte non registra due volte.", "Wait a few seconds and try again: sending twice records once."},
		"error.erased":             {"I dati sono stati cancellati per legge.", "The data were erased by law."},
		"error.erased.do":          {"Non si possono riavere.", "They do not come back."},
		"error.403":                {"La richiesta veniva dalla pagina di un altro sito.", "The request came from a page of another site."},
		"error.403.do":             {"Fallo da una pagina del registro.", "Do it on the registry’s own page."},
		"error.405":                {"Questa pagina non si apre così.", "This page is not opened like that."},
		"error.405.do":             {"Torna all’inizio e aprila da lì.", "Go back to the first page and open it from there."},
		"error.413":                {"È stato inviato più di quanto un modulo contiene.", "More was sent than a form holds."},
		"error.413.do":             {"Accorcia il testo e invia di nuovo.", "Shorten the text and send it again."},
		"error.421":                {"Il registro non ha questo indirizzo.", "The registry is not called by this name."},
		"error.421.do":             {"Usa l’indirizzo che ti è stato dato.", "Use the address that you were given."},
		"error.429":                {"Troppe richieste in un minuto.", "Too many requests in one minute."},
		"error.429.do":             {"Aspetta un minuto e riprova.", "Wait a minute and try again."},
		"done.recorded":            {"Registrato.", "Recorded."},
		"done.known":               {"Era già registrato: inviare due volte registra una volta sola.", "It was recorded already: sending twice records once."},
		"done.contends":            {"Registrato. Contraddice qualcosa detto da altri: il fascicolo ora mostra un conflitto da decidere.", "Recorded. It contradicts what others have said: the casefile now shows a conflict to decide."},
	}
}

func helpWords() texts {
	return texts{
		"help.door":     {"Si accede con la propria identità digitale; il registro non ha password. Ogni accesso è annotato.", "You sign in with your digital identity; the registry keeps no password. Every sign-in is written down."},
		"help.home":     {"Qui trovi i minori per i quali c’è qualcosa da fare, i più urgenti per primi. Scegli perché apri il fascicolo, poi premi Apri.", "Here are the children for whom something is to be done, the most urgent first. Choose why you open the casefile, then press Open."},
		"help.list":     {"L’elenco comincia da chi aspetta da più tempo. Scegli perché apri il fascicolo, poi premi Apri.", "The list begins with those who have waited longest. Choose why you open the casefile, then press Open."},
		"help.find":     {"Con il codice si apre il fascicolo; con gli altri dati si cerca tra i minori del tuo territorio o a te affidati. Ogni ricerca è annotata con il suo motivo.", "A code opens the casefile; the rest searches among the children of your territory or in your charge. Every search is written down with its reason."},
		"help.custody":  {"Scrivi il codice e il giorno per sapere quale servizio sociale risponde del minore. La domanda è annotata con il suo motivo.", "Give the code and the day to learn which social service answers for the child. The question is written down with its reason."},
		"help.casefile": {"Prima ciò che va fatto, poi chi è il minore, dov’è e chi ne risponde, infine tutto ciò che è stato registrato e da chi. Questa apertura è annotata con il tuo nome e il motivo.", "First what is to be done, then who the child is, where, and who answers, last all that was recorded and by whom. That you opened it is written down, with your name and the reason."},
		"help.form":     {"Ciò che invii è firmato dal registro con te come autore e non si cancella: uno sbaglio si ritira con una registrazione che lo dice. Inviare due volte registra una volta sola.", "What you send is signed by the registry with you as its author and is never deleted: a mistake is taken back by a record that says so. Sending twice records once."},
		"help.conflict": {"Due o più registrazioni si contraddicono: sono una accanto all’altra con chi le ha fatte. Chi ne ha il compito sceglie quale vale, e dice perché.", "Two records or more contradict each other: they stand side by side, with who made them. Whoever is entitled chooses which one holds, and says why."},
		"help.glass":    {"Apre per alcune ore il fascicolo di un minore che non è nel tuo territorio, se serve a proteggerlo. Il servizio sociale competente e chi controlla gli accessi sono avvisati subito.", "It opens, for some hours, the casefile of a child outside your territory, where that protects the child. The competent social service and the auditors are told at once."},
		"help.notices":  {"Chi ha aperto un fascicolo con l’accesso d’emergenza, e perché. Se il motivo non ti convince, avvisa chi controlla gli accessi.", "Who opened a casefile by emergency access, and why. If the reason does not convince you, tell the auditors."},
	}
}

func listWords() texts {
	return texts{
		"home.title":            {"Oggi", "Today"},
		"home.none.other":       {"Il tuo ruolo non ha elenchi di minori: usa i collegamenti qui sotto.", "Your role has no lists of children: use the links below."},
		"home.none.auditor":     {"Chi controlla gli accessi non apre fascicoli: vede il registro degli accessi e gli accessi d’emergenza.", "An auditor opens no casefile: the record of access and the emergency accesses are yours to see."},
		"home.none.guardian":    {"I fascicoli dei minori a te affidati non si aprono ancora da qui: chiedili al servizio sociale.", "The casefiles of your wards do not open here yet: ask the social service."},
		"list.custody":          {"In carico al tuo servizio", "In your custody"},
		"list.custody.what":     {"Apri il fascicolo per il prossimo passo.", "Open the casefile for the next step."},
		"list.custody.empty":    {"Nessun minore è in carico al tuo servizio. Quando ne prendi uno in carico lo trovi qui.", "No child is in your custody. Those you take into custody are listed here."},
		"list.uncared":          {"Nel territorio, e nessuno ne risponde", "In the territory, and nobody answers"},
		"list.uncared.what":     {"Un servizio sociale li prende in carico subito.", "A social service takes them into custody at once."},
		"list.uncared.empty":    {"Di ogni minore del territorio risponde qualcuno.", "Somebody answers for every child of the territory."},
		"list.missing":          {"Scomparsi", "Missing"},
		"list.missing.what":     {"La denuncia si fa subito; chi li ritrova lo registra.", "They are reported at once; who finds them records it."},
		"list.missing.empty":    {"Nessuno risulta scomparso.", "Nobody is reported missing."},
		"list.in-transit":       {"In viaggio tra due strutture", "On the way between two structures"},
		"list.in-transit.what":  {"Chi li aspetta ne registra l’arrivo; se non arrivano, va cercato perché.", "Those who expect them record the arrival; if they do not come, find out why."},
		"list.in-transit.empty": {"Nessuno è in viaggio.", "Nobody is on the way."},
		"list.conflicts":        {"Conflitti che spetta a te decidere", "Conflicts that are yours to decide"},
		"list.conflicts.what":   {"Apri il fascicolo, confronta le registrazioni e scegli.", "Open the casefile, compare the records and choose."},
		"list.conflicts.empty":  {"Nessun conflitto aspetta te.", "No conflict waits for you."},
		"list.all":              {"Tutti quelli che puoi vedere", "All whom you may see"},
		"list.all.what":         {"Comincia chi aspetta da più tempo.", "Those who have waited longest come first."},
		"list.all.empty":        {"Nessun minore è nel tuo territorio.", "No child is in your territory."},
		"list.many":             {"%s o più", "%s or more"},
		"list.whole":            {"Tutto l’elenco", "The whole list"},
		"list.next":             {"Avanti", "Next"},
		"col.child":             {"Minore", "Child"},
		"col.birth":             {"Età", "Age"},
		"col.where":             {"Dove", "Where"},
		"col.since":             {"Dal", "Since"},
		"col.do":                {"Fascicolo", "Casefile"},
		"open.button":           {"Apri", "Open"},
		"open.this":             {"Apri il fascicolo di %s", "Open the casefile of %s"},
		"reason":                {"Perché apri il fascicolo", "Why you open the casefile"},
		"reason.legend":         {"Il motivo", "The reason"},
		"reason.words":          {"Con parole tue", "In your own words"},
		"reason.hint":           {"Serve solo se il motivo è un altro. Non scrivere nomi.", "Only needed if the reason is another one. Write no names."},
		"reason.none":           {"Di’ in poche parole perché guardi.", "Say in a few words why you look."},
		"reason.care":           {"Seguo il minore", "I look after the child"},
		"reason.custody":        {"Presa in carico o passaggio", "Taking or handing over custody"},
		"reason.transfer":       {"Trasferimento o accoglienza", "Transfer or reception"},
		"reason.missing":        {"Ricerca di uno scomparso", "Search for a missing child"},
		"reason.identity":       {"Identità o età", "Identity or age"},
		"reason.judicial":       {"Richiesta di un’autorità", "Request of an authority"},
		"reason.check":          {"Controllo o conflitto", "Check or conflict"},
		"reason.other":          {"Altro (scrivi sotto)", "Other (say below)"},
		"find.title":            {"Cerca un minore", "Find a child"},
		"find.bycode":           {"Con il codice nazionale", "By the national code"},
		"find.bywhat":           {"Con altri dati", "By other details"},
		"find.why":              {"Perché cerchi", "Why you look"},
		"find.submit":           {"Cerca", "Find"},
		"find.found":            {"%s minore trovato|%s minori trovati", "%s child found|%s children found"},
		"find.none":             {"Nessun minore così, tra quelli che puoi vedere. Prova con meno dati o con un’altra grafia.", "No such child among those you may see. Try with fewer details or another spelling."},
		"find.more":             {"Ce ne sono altri: aggiungi un dato per restringere.", "There are more: add a detail to narrow it down."},
		"find.again":            {"Cerca ancora", "Search again"},
		"find.nothing":          {"Scrivi almeno un nome, una data di nascita, un codice o un altro numero.", "Give at least a name, a birth date, a code or another number."},
		"notices.title":         {"Accessi d’emergenza", "Emergency accesses"},
		"notices.empty":         {"Nessuno ha usato l’accesso d’emergenza.", "Nobody has used emergency access."},
	}
}
