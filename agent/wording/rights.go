package wording

import "faro.example/shared/pages"

// rightWords are those of the form by which a request about the data is taken down.
var rightWords = pages.Words{
	"do.ask-right":     {"Chiede un diritto sui dati", "Asks for a right over the data"},
	"ask-right.title":  {"Qualcuno chiede un diritto sui dati", "Somebody asks for a right over the data"},
	"ask-right.help":   {"Scrivi che cosa si chiede e chi lo chiede: vedere, correggere, limitare, cancellare, opporsi. Risponde il servizio sociale, o il Ministero, entro un mese da questo giorno, anche se la linea manca.", "Write what is asked and who asks it: to see, to have put right, restricted or erased, to object. The social service or the Ministry answers within a month of this day, also with the line cut."},
	"ask-right.submit": {"Registra", "Record"},

	"field.right": {"Che cosa si chiede", "What is asked"}, "field.right-by": {"Chi lo chiede", "Who asks"},
	"field.identified": {"Come si sa chi è", "How it is known who asks"}, "field.identified.hint": {"Per esempio: accolto qui; decreto di nomina", "For example: hosted here; decree of appointment"},
	"ask-right.about": {"Su che cosa", "About what"}, "ask-right.about.hint": {"Niente: tutto il fascicolo", "Nothing: the whole casefile"},
	"ask-right.childsays": {"Con quali parole", "In which words"}, "ask-right.spoken": {"In quale lingua vuole la risposta", "In which language the answer is wanted"},
	"field.instead": {"Che cosa scrivere invece", "What is to stand instead"}, "field.instead.hint": {"Solo per correggere: scrivi anche chi è d’accordo", "Only to have something put right: write who agreed too"},
	"right.restricted": {"Dati limitati (art. 18): %s, dal %s. Si conservano, e si usano solo per proteggere il minore.", "Restricted data (art. 18): %s, since %s. They are kept, and used to protect the child alone."},
}
