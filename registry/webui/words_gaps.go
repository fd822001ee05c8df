package webui

import "faro.example/shared/pages"

// gapWords are of the queue of gaps and overlaps of custody.
func gapWords() pages.Words {
	return pages.Words{
		"list.nowhere":         {"Nessuno ne risponde, e non si sa in quale struttura siano", "Nobody answers, and no structure is known"},
		"list.nowhere.what":    {"Finché nessuno li prende in carico provvede il Ministero: va cercato dove sono.", "Until somebody takes them the Ministry sees to it: find out where they are."},
		"list.nowhere.empty":   {"Di ogni minore si sa dove è, o chi ne risponde.", "Of every child it is known where it is, or who answers."},
		"list.released":        {"Rilasciati, e nessuno li ha presi in carico", "Released, and nobody has taken them"},
		"list.released.what":   {"Chi li ha rilasciati ne risponde ancora: un altro servizio li prende in carico.", "Those who released them still answer: another service takes them."},
		"list.released.empty":  {"Nessuno è stato rilasciato senza che un altro l’abbia preso in carico.", "Nobody was released without another taking the child."},
		"list.overlaps":        {"In carico a due servizi insieme", "In the custody of two services at once"},
		"list.overlaps.what":   {"Ne rispondono entrambi finché non si accordano: uno offre e l’altro accetta, o decide il Ministero.", "Both answer until they agree: one offers and the other accepts, or the Ministry decides."},
		"list.overlaps.empty":  {"Nessun minore è in carico a due servizi.", "No child is in the custody of two services."},
		"list.elsewhere":       {"In carico a un servizio che non è quello del luogo", "In the custody of services of another place"},
		"list.elsewhere.what":  {"È competente il comune in cui il minore si trova (D.Lgs 142/2015 art. 19 c. 3): il servizio che ne risponde può offrirglielo.", "The municipality where the child is is competent (D.Lgs 142/2015 art. 19 par. 3): the service that answers can offer custody to it."},
		"list.elsewhere.empty": {"Ogni minore è in carico al servizio del luogo in cui si trova.", "Every child is in the custody of the services where it is."},
	}
}
