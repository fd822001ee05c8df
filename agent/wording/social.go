package wording

import "faro.example/shared/pages"

// socialWords are those of the social file that the registry's pages do not say alike.
var socialWords = pages.Words{
	"social.paper": {"Stampa la cartella", "Print the social file"}, "social.file": {"Torna alla cartella", "Back to the social file"}, "social.print": {"Stampa questa pagina: è annotato che lo fai. Sulla carta va la cartella, con chi l’ha stampata e quando; chi la tiene risponde di dove finisce.", "Print this page: that you do is written down. Onto the paper goes the social file, with who printed it and when; whoever holds it answers for where it ends up."},
	"social.back": {"Torna al minore", "Back to the child"},
	"social.help": {"Prima ciò che vale oggi: che cosa dice il minore, il colloquio, il progetto con le sue date. Poi tutto ciò che è stato scritto. Si legge e si scrive anche senza rete.", "First what stands today: what the child says, the interview, the plan with its dates. Then everything that was written. It is read and written without a line too."},

	"socialfile-interview.title": {"Registra un colloquio", "Record an interview"}, "socialfile-interview.submit": {"Registra il colloquio", "Record the interview"},
	"socialfile-interview.help": {"Entro tre giorni dall’ingresso, con personale qualificato e un mediatore (DPCM 98/2024). Quello che scrivi si conserva anche a metà.", "Within three days of entry, with qualified staff and a mediator (DPCM 98/2024). What you write is kept half way too."},
	"socialfile-plan.title":     {"Scrivi il progetto", "Write the plan"}, "socialfile-plan.submit": {"Registra il progetto", "Record the plan"},
	"socialfile-plan.help":  {"Il progetto intero, come vale dal giorno indicato: quello di prima resta da leggere. Lascia vuoto ciò che non serve.", "The whole plan, as it stands from the day given: the one before remains to be read. Leave empty what is not needed."},
	"socialfile-note.title": {"Aggiungi una nota", "Add a note"}, "socialfile-note.submit": {"Registra la nota", "Record the note"},
	"socialfile-note.help":     {"Chi la legge dipende da che cosa tratta.", "Who reads it depends on what it is about."},
	"socialfile-correct.title": {"Correggi la nota", "Put the note right"}, "socialfile-correct.submit": {"Registra la correzione", "Record the correction"},
	"socialfile-correct.help": {"Vale questa; quella di prima resta da leggere.", "This one stands; the one before remains to be read."},
}
