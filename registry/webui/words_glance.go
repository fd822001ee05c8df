package webui

import "faro.example/shared/pages"

// glanceWords are those of how things stand.
func glanceWords() pages.Words {
	return pages.Words{
		"nav.nation":          {"La situazione", "How things stand"},
		"glance.title":        {"La situazione: %s", "How things stand: %s"},
		"glance.nation":       {"Italia", "Italy"},
		"help.glance":         {"Chi è presente alla fine del giorno, chi è arrivato e chi è uscito, e che cosa aspetta. Il nome di un luogo scende di un livello; un numero apre l’elenco dei minori che conta, per chi può vederli, e lo annota.", "Who is present at the end of the day, who came and who left, and what waits. The name of a place goes a level down; a number opens the list of the children it counts, for who may see them, and writes it down."},
		"glance.crumbs":       {"Il luogo", "The place"},
		"glance.province":     {"%s (provincia)", "%s (province)"},
		"glance.days":         {"Altri giorni", "Other days"},
		"glance.ask":          {"Un altro giorno, o come si sapeva", "Another day, or as known then"},
		"glance.show":         {"Mostra", "Show"},
		"glance.before":       {"Il giorno prima", "The day before"},
		"glance.after":        {"Il giorno dopo", "The day after"},
		"glance.week":         {"Una settimana prima", "A week before"},
		"glance.today":        {"Oggi", "Today"},
		"glance.changed":      {"%s rispetto al giorno prima, %s rispetto a una settimana prima", "%s since the day before, %s since a week before"},
		"glance.changed.week": {"%s rispetto a una settimana prima", "%s since a week before"},
		"glance.onday":        {"%s nel giorno", "%s on the day"},
		"glance.arrived":      {"arrivati in 7 giorni", "arrived in 7 days"},
		"glance.left":         {"usciti in 7 giorni", "left in 7 days"},
		"glance.went":         {"allontanati in 7 giorni", "went missing in 7 days"},
		"glance.returned":     {"ritrovati in 7 giorni", "found again in 7 days"},
		"glance.ofage":        {"diciottenni in 7 giorni", "turned 18 in 7 days"},
		"glance.ofage.note":   {"%s senza un’uscita registrata", "%s with no exit recorded"},
		"glance.waits":        {"Che cosa aspetta", "What waits"},
		"glance.waits.none":   {"Nulla aspetta nelle code.", "Nothing waits on the queues."},
		"glance.waits.all":    {"Tutte le code", "All queues"},
		"glance.parts":        {"Dove sono: %s", "Where they are: %s"},
		"glance.came":         {"Arrivati in 7 giorni", "Came in 7 days"},
		"glance.gone":         {"Usciti in 7 giorni", "Left in 7 days"},
		"glance.by":           {"Differenza", "Difference"},
		"glance.flows":        {"Chi è arrivato e chi è uscito, in 7 giorni", "Who came and who left, in 7 days"},
		"glance.flows.desc":   {"Quanti sono arrivati o usciti nei 7 giorni che finiscono con questo, per ogni modo.", "How many came or left in the 7 days that end with this one, in each way."},
		"glance.day":          {"Nel giorno", "On the day"},
		"glance.7":            {"In 7 giorni", "In 7 days"},
		"glance.30":           {"In 30 giorni", "In 30 days"},
		"glance.weeks":        {"Le settimane fino a questo giorno", "The weeks up to this day"},
		"glance.cut":          {"Dividi in altri modi", "Cut otherwise"},
		"glance.others":       {"Altre domande su questi minori", "Other questions about these children"},
	}
}
