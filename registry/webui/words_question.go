package webui

import "faro.example/shared/pages"

// questionWords are those of the questions that an office has saved.
func questionWords() pages.Words {
	return pages.Words{
		"nav.questions":          {"Domande salvate", "Saved questions"},
		"questions.title":        {"Domande salvate", "Saved questions"},
		"help.questions":         {"Le domande del censimento che il tuo ufficio ha salvato, ciascuna con il suo giorno e con ciò che si sapeva: la risposta resta la stessa. L’indirizzo si può passare a chi può contare.", "The questions of the census that your office has saved, each with its day and what was known: the answer stays the same. The address can be passed to whoever may count."},
		"help.question":          {"Una domanda del censimento, fissata nel giorno e in ciò che si sapeva. Sotto i numeri sta che cosa vogliono dire.", "A question of the census, fixed in its day and in what was known. Under the numbers stands what they mean."},
		"question.list":          {"Le domande del tuo ufficio", "Your office’s questions"},
		"question.none":          {"Nessuna. Fai una domanda al censimento e salvala in fondo alla pagina.", "None. Ask the census a question and save it at the foot of the page."},
		"question.new":           {"Fai una domanda al censimento", "Ask the census a question"},
		"question.save":          {"Salva questa domanda", "Save this question"},
		"question.keep":          {"Salva", "Save"},
		"question.name":          {"Nome", "Name"},
		"question.name.hint":     {"Che cosa si conta, e mai di un minore. Il giorno e ciò che si sa ora restano fissati.", "What is counted, and never of a child. The day and what is known now stay fixed."},
		"question.what":          {"Che cosa chiede", "What it asks"},
		"question.known":         {"Come noto", "As known"},
		"question.saved":         {"Salvata il", "Saved on"},
		"question.on":            {"Presenti il %s", "Present on %s"},
		"question.series":        {"Presenti dal %s al %s", "Present from %s to %s"},
		"question.flows":         {"Arrivi e uscite dal %s al %s", "Arrivals and departures from %s to %s"},
		"question.at":            {"%s alle %s, posizione %s", "%s at %s, position %s"},
		"question.ofday":         {"alla fine del %s, posizione %s", "at the end of %s, position %s"},
		"question.notes":         {"Che cosa vogliono dire questi numeri", "What these numbers mean"},
		"question.files":         {"Scarica", "Download"},
		"question.share":         {"L’indirizzo di questa pagina si può passare: la apre chi può contare, e non dice nulla a nessun altro.", "The address of this page can be passed on: whoever may count opens it, and it says nothing to anybody else."},
		"question.withdraw":      {"Togli dall’elenco", "Take off the list"},
		"question.withdraw.what": {"L’indirizzo non porterà più a nulla, per nessuno.", "The address will lead nowhere any more, for anybody."},
		"done.question":          {"Salvata: questo è il suo indirizzo.", "Saved: this is its address."},
		"done.question-gone":     {"Tolta dall’elenco.", "Taken off the list."},
	}
}
