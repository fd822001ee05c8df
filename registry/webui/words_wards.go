package webui

import "faro.example/shared/pages"

// wardWords are those of what is said around a guardianship.
func wardWords() pages.Words {
	return pages.Words{
		"form.guardian-asked":            {"Chiede un tutore", "Asks for a guardian"},
		"form.guardian-asked.says":       {"Il tribunale per i minorenni ha ricevuto la richiesta il giorno indicato. Il minore risulta in attesa finché non c’è una nomina.", "The juvenile court was asked on the day given. The child is shown as waiting until somebody is appointed."},
		"form.guardian-provisional":      {"Tutela provvisoria", "Provisional guardianship"},
		"form.guardian-provisional.says": {"Il responsabile della struttura esercita i poteri tutelari finché non c’è una nomina (legge 184/1983 art. 3).", "The head of the structure has a guardian’s powers until somebody is appointed (law 184/1983 art. 3)."},
		"form.guardian-accepted":         {"Il tutore accetta", "The guardian takes up the office"},
		"form.guardian-accepted.says":    {"Il tutore nominato ha accettato il giorno indicato.", "Who was appointed took up the office on the day given."},
		"form.guardian-declined":         {"Il tutore non accetta", "The guardian declines"},
		"form.guardian-declined.says":    {"La nomina resta finché il tribunale non decide altrimenti: avvisalo.", "The appointment stands until the court decides otherwise: tell it."},
		"form.guardian-noted":            {"Annotazione del tutore", "A note of the guardian"},
		"form.guardian-noted.says":       {"Quello che il tutore vuole resti nel fascicolo: un incontro, o una domanda al servizio sociale.", "What the guardian wants to stand in the file: a meeting, or a question to the social service."},

		"form.guardian-answer":      {"Risponde al tutore", "Answers the guardian"},
		"form.guardian-answer.says": {"La risposta resta nel fascicolo accanto alla domanda, e il tutore la legge nella sua pagina.", "The answer stays in the file beside the question, and the guardian reads it on the own page."},
		"field.answer":              {"Risposta", "Answer"},

		"field.agreed":    {"Se corregge: chi è d’accordo", "If it corrects: who agreed"},
		"field.agreed_on": {"D’accordo il giorno", "Agreed on"},
		"field.agreed_in": {"In quale lingua è stato spiegato (it, fr, ar…)", "In which language it was explained (it, fr, ar…)"},
		"field.not_yet":   {"Perché nessuno è ancora d’accordo", "Why nobody has agreed yet"},
		"agreed.hint":     {"Serve quando cambia quello che si credeva prima, che resta nel fascicolo.", "It is needed where it changes what was believed before, which stays in the file."},
		"agreed.both":     {"il minore e il tutore", "the child and the guardian"},
		"agreed.not-yet":  {"ancora nessuno", "nobody yet"},
		"agreed.missing":  {"Questo cambia quello che si credeva prima: di’ chi è d’accordo, o perché ancora nessuno.", "This changes what was believed before: say who agreed, or why nobody has yet."},
		"language.bad":    {"Non è una lingua: usa una sigla come fr o ar.", "Not a language: use a tag such as fr or ar."},

		"nav.wards":         {"I miei minori", "My wards"},
		"wards.title":       {"I minori di cui sei tutore", "The children whose guardian you are"},
		"wards.lead":        {"Prima le date e le domande di tutti, poi di ciascuno: dov’è, chi chiamare, le prossime date, e quello che hai annotato. Ogni apertura di questa pagina è scritta nel registro degli accessi.", "First the dates and questions of all, then of each: where the child is, whom to call, the next dates, and what you have noted. Each look at this page is written down in the record of access."},
		"wards.dates":       {"Prossime date", "Next dates"},
		"wards.asked":       {"Domande al servizio sociale", "Questions to the social service"},
		"wards.asked.on":    {"Chiesta il", "Asked on"},
		"wards.question":    {"Domanda", "Question"},
		"wards.answer":      {"Risposta", "Answer"},
		"wards.notes":       {"Incontri, domande e risposte", "Meetings, questions and answers"},
		"wards.call":        {"Chi chiamare", "Whom to call"},
		"wards.majority":    {"Compie 18 anni: la tutela finisce", "18th birthday: the guardianship ends"},
		"wards.permit":      {"Scade il permesso di soggiorno", "The residence permit runs out"},
		"wards.care":        {"Finisce il prosieguo", "Care beyond majority ends"},
		"wards.open":        {"Apri il fascicolo", "Open the casefile"},
		"wards.none":        {"nessuna data è nota", "no date is known"},
		"help.wards":        {"Qui ci sono i minori di cui sei tutore, finché dura la tutela. Annota gli incontri; una domanda resta nel fascicolo e arriva al servizio sociale, che risponde lì.", "Here are the children whose guardian you are, for as long as you are. Note your meetings; a question stays in the file and reaches the social service, which answers there."},
		"step.answer":       {"Rispondere al tutore", "Answer the guardian"},
		"step.taken-up":     {"Accettare la nomina, o dire perché no", "Take up the office, or say why not"},
		"step.guardian":     {"il tutore nominato", "the guardian appointed"},
		"step.appointed":    {"nominato dal %s", "appointed since %s"},
		"moment.question":   {"Domanda del tutore", "Question of the guardian"},
		"moment.answer":     {"Risposta al tutore", "Answer to the guardian"},
		"moment.answers":    {"alla domanda: %s", "to the question: %s"},
		"moment.unanswered": {"senza risposta", "not answered"},
		"moment.guardian":   {"%s, tutore", "%s, guardian"},

		"form.age-ordered":       {"Accertamento dell’età disposto", "Assessment of the age ordered"},
		"form.age-ordered.says":  {"La procura presso il tribunale per i minorenni l’ha disposto il giorno indicato, per un dubbio fondato. Finché non è deciso il minore si presume tale.", "The prosecutor at the juvenile court ordered it on the day given, for a well-founded doubt. Until it is decided the child is presumed a minor."},
		"form.age-appealed":      {"Reclamo sull’età", "Appeal on the age"},
		"form.age-appealed.says": {"Contro il decreto indicato, che vale finché non ce n’è un altro.", "Against the decree named, which stands until there is another."},

		"field.prosecutor": {"Procura", "Prosecutor’s office"},
		"field.doubt":      {"Che cosa è in dubbio", "What is in doubt"},
		"field.decree":     {"Decreto contro cui è proposto", "Decree appealed against"},
		"field.note":       {"Annotazione", "Note"},
		"field.question":   {"È una domanda al servizio sociale", "It is a question to the social service"},

		"now.provisional":   {"Tutela provvisoria", "Provisional guardianship"},
		"guardian.waits":    {"si attende la nomina, chiesta dal %s", "an appointment is waited for, asked for since %s"},
		"guardian.accepts":  {"ha accettato", "has taken up the office"},
		"guardian.declines": {"non accetta: serve un’altra nomina", "declines: another has to be appointed"},
	}
}
