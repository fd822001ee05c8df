package wording

import "faro.example/shared/pages"

// daysWords are those of the days that children spent at the structure.
var daysWords = pages.Words{
	"nav.days":    {"Giorni di presenza", "Presence-days"},
	"days.title":  {"Giorni di presenza", "Presence-days"},
	"days.help":   {"I giorni di ciascun minore in questa struttura in un trimestre, per i conti: anche di chi è partito, e senza nomi. Il giorno dell’arrivo conta, quello della partenza no. Il prospetto che vale per il rimborso lo redige il Comune e conta solo i giorni confermati da un appello.", "The days of each child at this structure in a quarter, for the accounts: of those who left too, and without names. The day of arrival counts, that of departure does not. The statement that counts for the reimbursement is drawn by the municipality, and counts only days that a roll-call confirmed."},
	"days.all":    {"Trimestre %s, giorni in tutto: %s", "Quarter %s, days in all: %s"},
	"days.none":   {"Nessun minore è stato qui in questo trimestre. I giorni vengono dagli arrivi e dalle partenze registrati: se ne manca uno, registralo.", "No child was here in this quarter. Days come from the arrivals and departures that were recorded: if one is missing, record it."},
	"days.code":   {"Codice", "Code"},
	"days.from":   {"Dal", "From"},
	"days.last":   {"All’ultimo giorno", "To the last day"},
	"days.still":  {"ancora qui", "still here"},
	"days.count":  {"Giorni", "Days"},
	"days.sheet":  {"Scarica come CSV", "Download as CSV"},
	"days.others": {"Altri trimestri", "Other quarters"},
	"days.who":    {"Struttura", "Structure"},
}
