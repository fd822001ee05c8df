package localui

import (
	"maps"

	"faro.example/shared/pages"
)

// words are the messages of these pages.
func words() pages.Words {
	all := pages.Words{}
	for _, some := range []pages.Words{pageWords, formWords, recordWords, refusalWords} {
		maps.Copy(all, some)
	}
	return all
}

// pageWords are those of pages that are no form.
var pageWords = pages.Words{
	"nav.today":    {"Oggi", "Today"},
	"nav.arrival":  {"Nuovo arrivo", "New arrival"},
	"nav.expected": {"Arrivo atteso", "Expected arrival"},
	"nav.transfer": {"Trasferimento", "Transfer"},
	"nav.sheet":    {"Foglio di arrivi", "Sheet of arrivals"},
	"nav.outbox":   {"In uscita", "Outgoing"},

	"light.wait":    {"%s registrazione in attesa|%s registrazioni in attesa", "%s record waits|%s records wait"},
	"light.nothing": {"Qui non è ancora stato registrato nulla", "Nothing was recorded here yet"},
	"light.all":     {"L’unica registrazione è a Roma|Tutte le %s registrazioni sono a Roma", "The one record is in Rome|All %s are in Rome"},
	"light.some":    {"%s è a Roma|%s sono a Roma", "%s is in Rome|%s are in Rome"},
	"light.refused": {"%s rifiutata: vedi In uscita|%s rifiutate: vedi In uscita", "%s refused: see Outgoing|%s refused: see Outgoing"},
	"light.clock":   {"l’orologio di questo computer è sbagliato", "this computer’s clock is wrong"},
	"light.going":   {"in viaggio", "on their way"},
	"light.line":    {"nessuna linea da %s", "no line since %s"},
	"light.busy":    {"il registro non risponde da %s", "no answer since %s"},
	"light.answer":  {"il registro non accetta da %s: avvisa chi gestisce il programma", "the registry has not taken any since %s: tell whoever looks after the program"},
	"light.unknown": {"il registro non riconosce più questo computer da %s: avvisa chi gestisce il programma", "the registry has not known this computer since %s: tell whoever looks after the program"},
	"light.stopped": {"questo computer non può più registrare: avvisa chi gestisce il programma", "this computer may not record any more: tell whoever looks after the program"},

	"signin.title":      {"Accedi", "Sign in"},
	"signin.help":       {"Scegli il tuo nome e scrivi la tua frase segreta. Quello che registri porta il tuo nome.", "Choose your name and type your passphrase. What you record carries your name."},
	"signin.who":        {"Operatore", "Operator"},
	"signin.passphrase": {"Frase segreta", "Passphrase"},
	"signin.repeated":   {"La stessa frase, un’altra volta", "The same passphrase again"},
	"signin.in":         {"Accedi", "Sign in"},
	"signin.choose":     {"È la prima volta, o hai dimenticato la frase? Scegline una con un codice", "First time, or passphrase forgotten? Choose one with a code"},
	"signin.nobody":     {"Il registro non ha ancora indicato operatori per questo computer: arrivano con la prima connessione.", "The registry has not named operators for this computer yet: they come with the first connection."},

	"choose.title":           {"Scegli la frase segreta", "Choose a passphrase"},
	"choose.help":            {"Serve un codice usato una sola volta: te lo dà l’amministratore del tuo ente, o è uno dei codici di recupero stampati. La frase resta solo nella tua memoria.", "It takes a one-time code: from the administrator of your institution, or one of the recovery codes that were printed. The passphrase stays in your memory alone."},
	"choose.code":            {"Codice", "Code"},
	"choose.code.hint":       {"Come è stampato; trattini e spazi non contano", "As it is printed; hyphens and spaces do not matter"},
	"choose.passphrase.hint": {"Almeno 12 caratteri: quattro parole a caso vanno bene", "At least 12 characters: four words at random will do"},
	"choose.submit":          {"Scegli e accedi", "Choose and sign in"},
	"choose.back":            {"Torna all’accesso", "Back to signing in"},

	"codes.title": {"Codici di recupero", "Recovery codes"},
	"codes.help":  {"Stampali ora e mettili in una busta chiusa: non saranno mostrati di nuovo. Ognuno vale una volta, per scegliere una nuova frase.", "Print them now and put them into a sealed envelope: they are not shown again. Each is good once, to choose a new passphrase."},
	"codes.done":  {"Li ho stampati", "I have printed them"},

	"locked.title": {"Schermo bloccato", "Screen locked"},
	"locked.help":  {"Scrivi la tua frase segreta per tornare dove eri. Quello che avevi scritto è conservato.", "Type your passphrase to go back to where you were. What you had written is kept."},
	"locked.of":    {"Frase segreta di %s", "Passphrase of %s"},
	"locked.open":  {"Sblocca", "Unlock"},
	"locked.other": {"Accedi come altra persona", "Sign in as somebody else"},

	"failed.title": {"Non è andata", "That did not work"},

	"today.title":         {"Oggi", "Today"},
	"today.help":          {"Chi è qui, chi è atteso, chi manca e che cosa chiede un tuo gesto. Un elenco più in alto è più urgente.", "Who is here, who is expected, who is missing and what asks for something from you. What stands higher is more urgent."},
	"today.here":          {"è qui|sono qui", "is here|are here"},
	"today.expected":      {"è atteso|sono attesi", "is expected|are expected"},
	"today.missing":       {"manca|mancano", "is missing|are missing"},
	"today.unsent":        {"non ancora inviata|non ancora inviate", "not sent yet|not sent yet"},
	"today.refused":       {"rifiutata|rifiutate", "refused|refused"},
	"today.here.list":     {"%s minore qui|%s minori qui", "%s child here|%s children here"},
	"today.here.empty":    {"Nessun minore risulta qui. Registra un nuovo arrivo, o l’arrivo di chi è atteso.", "No child is recorded here. Record a new arrival, or the arrival of who is expected."},
	"today.expected.list": {"%s minore atteso|%s minori attesi", "%s child expected|%s children expected"},
	"today.expected.empty": {"Nessuno è atteso: quando un’altra struttura registra una partenza verso di voi, il minore compare qui.",
		"Nobody is expected: when another structure records a departure to you, the child appears here."},
	"today.missing.list":  {"%s minore assente|%s minori assenti", "%s child missing|%s children missing"},
	"today.missing.empty": {"Nessuno manca.", "Nobody is missing."},
	"today.away.list":     {"%s partito da qui e non ancora arrivato|%s partiti da qui e non ancora arrivati", "%s left here and has not arrived yet|%s left here and have not arrived yet"},
	"today.away.empty":    {"Nessuno è in viaggio.", "Nobody is on the way."},
	"today.asked.list":    {"Di %s minore un’altra struttura ha registrato l’arrivo: conferma la partenza|Di %s minori un’altra struttura ha registrato l’arrivo: conferma la partenza", "Another structure recorded the arrival of %s child: confirm the departure|Another structure recorded the arrival of %s children: confirm the departure"},
	"today.asked.empty":   {"Nessuna partenza da confermare.", "No departure to confirm."},
	"today.torn.list":     {"%s minore con versioni che si contraddicono|%s minori con versioni che si contraddicono", "%s child with statements that contradict each other|%s children with statements that contradict each other"},
	"today.torn.empty":    {"Nulla si contraddice.", "Nothing contradicts."},
	"half.title":          {"Moduli iniziati", "Forms you began"},
	"half.one":            {"%s, compilato in parte (%s)", "%s, half filled (%s)"},
	"half.go":             {"Continua", "Go on"},
	"half.drop":           {"Butta via", "Throw away"},
	"half.resumed":        {"Il modulo è come lo avevi lasciato (%s).", "The form is as you left it (%s)."},

	"col.name": {"Nome", "Name"}, "col.code": {"Codice", "Code"}, "col.age": {"Età", "Age"}, "col.citizenship": {"Cittadinanza", "Citizenship"},
	"col.since": {"Da quando", "Since"}, "col.do": {"Azione", "Action"}, "col.place": {"Dove", "Where"}, "col.what": {"Che cosa", "What"}, "col.written": {"Scritto", "Written"},
	"col.cell": {"Dove nel foglio", "Where in the sheet"}, "col.why": {"Perché", "Why"}, "col.remedy": {"Che cosa fare", "What to do"},

	"child.tag":      {"braccialetto %s", "wristband %s"},
	"child.nameless": {"senza nome", "without a name"},
	"child.unsent":   {"%s riga non ancora a Roma|%s righe non ancora a Roma", "%s line not in Rome yet|%s lines not in Rome yet"},
	"child.gone":     {"minore non più di questo centro", "child no longer of this centre"},
	"code.none":      {"ancora nessuno", "none yet"},
	"unknown":        {"non nota", "not known"},
	"place.unknown":  {"non noto", "not known"},
	"place.other":    {"altra struttura", "another structure"},
	"office.other":   {"altro ufficio", "another office"},

	"casefile.title":    {"Fascicolo", "Casefile"},
	"casefile.help":     {"Che cosa si sa di questo minore, da chi e da quando. Nulla si cancella: un errore si annulla e resta leggibile.", "What is known of this child, from whom and since when. Nothing is deleted: a mistake is taken back and stays readable."},
	"casefile.checking": {"Registrato qui da poco: il registro lo confronta con tutti gli altri, in tutto il Paese. Vale per ogni nuova registrazione.", "Registered here lately: the registry compares the child with all others, in the whole country. So it is with every new registration."},
	"casefile.twice":    {"Potrebbe essere già registrato con un'altra scheda di questo centro (%d): segnalarlo al servizio sociale, che lo fa decidere.", "May be the same child as in another casefile of this centre (%d): tell the social service, who has it decided."},
	"casefile.own":      {"Di questo minore si vede solo quello che è stato scritto qui: il resto arriva quando la struttura di provenienza registra la partenza.", "Of this child only what was written here is shown: the rest comes when the structure it came from records the departure."},
	"casefile.rules":    {"Il registro decide con regole più nuove di quelle di questo programma: alcuni valori possono apparire diversi. Chi gestisce il programma lo aggiorni.", "The registry decides by newer rules than this program knows: some values may appear otherwise. Whoever looks after the program should update it."},
	"casefile.unsent":   {"%s riga non è ancora a Roma.|%s righe non sono ancora a Roma.", "%s line is not in Rome yet.|%s lines are not in Rome yet."},
	"casefile.who":      {"Chi è", "Who"},
	"casefile.where":    {"Dove", "Where"},
	"casefile.line":     {"Che cosa è successo", "What happened"},
	"casefile.torn":     {"Versioni che si contraddicono", "Statements that contradict each other"},

	"torn.identity": {"Decide il servizio sociale che ha in carico il minore; se nessuno lo ha, il Ministero. Fino ad allora vale quella che protegge di più. Se una delle due è un vostro errore, annullala.", "The social service in custody decides; the Ministry, if there is none. Until then the one that protects more counts. If one of them is a mistake of yours, take it back."},
	"torn.place":    {"Decide la prefettura del luogo, o il Ministero. Fino ad allora il minore conta come presente. Se una delle due è un vostro errore, annullala.", "The prefecture of the place decides, or the Ministry. Until then the child counts as present. If one of them is a mistake of yours, take it back."},
	"torn.custody":  {"Decide il Ministero. Fino ad allora rispondono entrambi.", "The Ministry decides. Until then both answer for the child."},

	"saved.title":    {"Registrato", "Recorded"},
	"saved.help":     {"Ecco che cosa è stato scritto, su questo computer e al sicuro. Parte da solo appena c’è linea.", "This is what was written, safe on this computer. It leaves by itself as soon as there is a line."},
	"saved.notice":   {"%s riga scritta.|%s righe scritte.", "%s line written.|%s lines written."},
	"saved.children": {"Di chi si tratta", "Whom it is about"},
	"saved.undo":     {"L’annullamento scriverà:", "Undoing it will write:"},
	"saved.lines":    {"Righe scritte", "Lines written"},
	"next.child":     {"Prossimo minore dello stesso arrivo", "Next child of the same arrival"},
	"next.landing":   {"Riepilogo dello sbarco", "Summary of the landing"},
	"next.expected":  {"Prossimo arrivo atteso", "Next expected arrival"},
	"sheet.from":     {"Da", "From"},
	"sheet.to":       {"A", "To"},
	"sheet.print":    {"Foglio di accompagnamento: stampa questa pagina.", "Sheet that goes with them: print this page."},
	"sheet.signed":   {"Firma di chi consegna e di chi riceve:", "Signed by who hands over and who receives:"},

	"outbox.title":       {"In uscita", "Outgoing"},
	"outbox.help":        {"Che cosa aspetta di partire e che cosa il registro ha rifiutato. Quello che aspetta è al sicuro e parte da solo.", "What waits to be sent and what the registry refused. What waits is safe and leaves by itself."},
	"outbox.unsent":      {"In attesa", "Waiting"},
	"outbox.none":        {"Nulla aspetta: tutto è a Roma.", "Nothing waits: all is in Rome."},
	"outbox.refused":     {"Rifiutate", "Refused"},
	"outbox.fine":        {"Nessuna registrazione è stata rifiutata.", "No record was refused."},
	"outbox.others":      {"Inoltre %s di altri uffici di questo computer.|Inoltre %s di altri uffici di questo computer.", "And %s of other offices of this computer.|And %s of other offices of this computer."},
	"outbox.mend":        {"Correggi: scrivila di nuovo", "Mend it: write it anew"},
	"outbox.again":       {"Riprova così com’è", "Try again as it is"},
	"outbox.aside":       {"Metti da parte: risolto altrimenti", "Put aside: settled otherwise"},
	"outbox.writtenat":   {"Scritta %s", "Written %s"},
	"outbox.aside.which": {"%s numero %s", "%s number %s"},

	"landing.title":   {"Sbarco", "Landing"},
	"landing.help":    {"Riepilogo dei minori di uno sbarco che questo centro conosce. I numeri cambiano a ogni registrazione.", "Summary of the children of one landing that this centre knows. The numbers change with every record."},
	"landing.name":    {"%s, %s", "%s, %s"},
	"landing.recent":  {"Sbarchi degli ultimi giorni", "Landings of the last days"},
	"landing.count":   {"%s minore|%s minori", "%s child|%s children"},
	"landing.sent":    {"Tutto è a Roma.", "All is in Rome."},
	"landing.unsent":  {"Per %s minore qualcosa aspetta di partire.|Per %s minori qualcosa aspetta di partire.", "Something about %s child waits to be sent.|Something about %s children waits to be sent."},
	"landing.sex":     {"Per sesso", "By sex"},
	"landing.age":     {"Per età", "By age"},
	"landing.country": {"Per cittadinanza", "By citizenship"},
	"band.not known":  {"non nota", "not known"}, "band.18 and over": {"18 e oltre", "18 and over"},
	"sex.not known": {"non noto", "not known"},
}
