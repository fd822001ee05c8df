package wording

import "faro.example/shared/pages"

// caseworkWords are those of what a centre does for a child besides housing it.
var caseworkWords = pages.Words{
	"casefile.casework":   {"Tutela, permessi, protezione e misure", "Guardianship, permits, protection and measures"},
	"casefile.procedures": {"Procedimenti", "Procedures"},

	"permit-asked.title": {"Permesso di soggiorno chiesto", "Residence permit asked for"}, "permit-asked.submit": {"Registra la richiesta", "Record the request"},
	"permit-asked.help":   {"Per minore età lo chiede il minore, o chi esercita la responsabilità genitoriale, anche prima che ci sia un tutore (legge 47/2017 art. 10).", "For minor age the child asks, or whoever has parental responsibility, also before there is a guardian (law 47/2017 art. 10)."},
	"permit-issued.title": {"Permesso di soggiorno rilasciato", "Residence permit issued"}, "permit-issued.submit": {"Registra il permesso", "Record the permit"},
	"permit-issued.help": {"Per minore età e per motivi familiari vale al massimo fino ai 18 anni.", "For minor age and for family reasons it is valid to the 18th birthday at the most."},
	"permit-issued.on":   {"Rilasciato il", "Issued on"},
	"field.permit":       {"Per che cosa", "What for"}, "field.asker": {"Chi lo chiede", "Who asks"}, "field.office": {"Ufficio a cui è chiesto", "Office that is asked"}, "field.until": {"Vale fino al", "Valid until"},
	"field.bond": {"Con chi vive: il legame", "With whom the child lives: the tie"}, "field.bond.hint": {"Solo per motivi familiari", "For family reasons only"}, "field.status": {"Come sta in Italia quella persona", "How that person stays in Italy"},
	"field.lives_with": {"Convivenza", "Living together"}, "lives_with.yes": {"Vive con il minore", "Lives with the child"},

	"protection-asked.title": {"Protezione chiesta", "Protection asked for"}, "protection-asked.submit": {"Registra la richiesta", "Record the request"},
	"protection-asked.help": {"L’asilo, il ricongiungimento con un familiare in un altro Stato (Dublino) o il ricollocamento.", "Asylum, reunification with a relative in another State (Dublin) or relocation."},
	"field.route":           {"Quale", "Which"}, "field.state": {"Verso quale Stato", "To which State"}, "field.state.hint": {"Non per l’asilo", "Not for asylum"},

	"measure-enrolled.title": {"Iscrizione a una misura", "Enrolment in a measure"}, "measure-enrolled.submit": {"Registra l’iscrizione", "Record the enrolment"},
	"measure-enrolled.help": {"Scuola, corso di italiano, formazione, Percorsi, PUOI o un’altra misura di integrazione.", "School, Italian course, training, Percorsi, PUOI or another measure of integration."},
	"measure-ended.title":   {"Fine di una misura", "End of a measure"}, "measure-ended.submit": {"Registra la fine", "Record the end"}, "measure-ended.help": {"Quale misura è finita, e come.", "Which measure ended, and how."},
	"field.programme": {"Misura", "Measure"}, "field.course": {"Come si chiama", "What it is called"}, "field.run": {"Chi la svolge", "Who runs it"}, "field.measure": {"Quale misura", "Which measure"}, "field.measure-end": {"Come è finita", "How it ended"},

	"guardian-asked.title": {"Tutore chiesto", "Guardian asked for"}, "guardian-asked.submit": {"Registra la richiesta", "Record the request"},
	"guardian-asked.help":        {"Il tribunale per i minorenni nomina il tutore: registra quando gli è stato chiesto. Da quel giorno si conta quanto il minore aspetta.", "The juvenile court appoints the guardian: record when it was asked. From that day is counted how long the child waits."},
	"guardian-provisional.title": {"Tutela provvisoria", "Provisional guardianship"}, "guardian-provisional.submit": {"Registra chi la esercita", "Record who holds it"},
	"guardian-provisional.help":   {"Finché non c’è un tutore i poteri sono del responsabile della struttura (legge 184/1983 art. 3).", "Until there is a guardian the head of the structure holds the powers (law 184/1983 art. 3)."},
	"guardian-provisional.family": {"Cognome del responsabile", "Family name of the head"}, "guardian-provisional.given": {"Nome del responsabile", "Given name of the head"},
	"guardian-noted.title": {"Annotazione sulla tutela", "Note on the guardianship"}, "guardian-noted.submit": {"Registra l’annotazione", "Record the note"},
	"guardian-noted.help": {"Un incontro con il tutore, o quello che il tutore vuole resti scritto. Una domanda arriva al servizio sociale.", "A meeting with the guardian, or what the guardian wants to stand in the file. A question goes to the social service."},
	"field.court":         {"Tribunale per i minorenni di", "Juvenile court of"}, "field.note": {"Che cosa", "What"}, "field.question": {"Per il servizio sociale", "For the social service"}, "question.yes": {"È una domanda", "It is a question"},
}
