package wording

import "faro.example/shared/pages"

// howWords say what is done at a centre, and at a mission, and what to try first.
var howWords = pages.Words{
	"how.help": {"Un minuto per sapere che cosa si fa qui. Questa pagina resta nel menu.", "A minute to learn what is done here. This page stays in the menu."},
	"how.go":   {"Vai a oggi", "Go to today"},

	"how.centre":       {"Qui si registra ciò che accade nella struttura: chi arriva, chi parte, chi si allontana e torna. Funziona anche senza linea: ciò che registri resta su questo computer e parte da solo appena la linea torna.", "Here is recorded what happens at the structure: who arrives, who leaves, who goes missing and comes back. It works with the line cut: what you record stays on this machine and is sent by itself when the line is back."},
	"how.centre.know":  {"Il codice nazionale è pronto subito, anche senza linea: scrivilo sul foglio. Ogni fascicolo che apri lascia una riga con il tuo nome; ciò che registri non si cancella, uno sbaglio si annulla con una registrazione che lo dice. Un modulo lasciato a metà si ritrova in Oggi. Allontanandoti, blocca lo schermo.", "The national code is ready at once, also with the line cut: write it on the sheet. Every casefile you open leaves a line with your name; what you record is never deleted, a mistake is undone by a record that says so. A form left half way is found again under Today. Lock the screen when you leave."},
	"how.centre.1":     {"Registra un arrivo", "Record an arrival"},
	"how.centre.1.why": {"Basta il numero del braccialetto: il resto si completa dopo.", "The number of the wristband is enough: the rest is completed later."},
	"how.centre.2":     {"Fai l’appello", "Call the roll"},
	"how.centre.2.why": {"Una volta al giorno: conferma chi ha dormito qui, e vale per il rendiconto delle presenze.", "Once a day: confirm who slept here; it counts for the statement of presence-days."},
	"how.centre.3":     {"Guarda che cosa deve ancora partire", "See what is still to be sent"},
	"how.centre.3.why": {"Ciò che aspetta la linea, e ciò che il registro ha rifiutato con il rimedio.", "What waits for the line, and what the registry refused, with the remedy."},

	"how.mission":       {"Qui si lavora alle indagini affidate a questa missione: chi è il minore, chi si cerca, che cosa si è trovato. Dove vive il minore non è mostrato. Funziona anche senza linea.", "Here one works on the tracings entrusted to this mission: who the child is, who is sought, what was found. Where the child lives is not shown. It works with the line cut."},
	"how.mission.know":  {"Prima di scrivere ciò che la famiglia dice si registra che acconsente. Ogni indagine che apri lascia una riga con il tuo nome; una relazione si può lasciare a metà e riprendere. Chiusa o passata ad altri, l’indagine sparisce da questo computer. Allontanandoti, blocca lo schermo.", "Before what the family says is written, it is recorded that it consents. Every tracing you open leaves a line with your name; a report can be left half way and taken up again. Once closed or passed on, a tracing leaves this machine. Lock the screen when you leave."},
	"how.mission.1":     {"Apri un’indagine", "Open a tracing"},
	"how.mission.1.why": {"Oggi le elenca per scadenza: in cima a ciascuna c’è di chi è il turno e che cosa fare.", "Today lists them by their last day: whose turn it is and what to do stand at the top of each."},
	"how.mission.2":     {"Leggi il testo sulla ricerca", "Read the text about the search"},
	"how.mission.2.why": {"Ciò che al minore è stato spiegato, nelle sue lingue.", "What was explained to the child, in its languages."},
	"how.mission.3":     {"Guarda che cosa deve ancora partire", "See what is still to be sent"},
	"how.mission.3.why": {"Ciò che aspetta la linea, e ciò che il registro ha rifiutato con il rimedio.", "What waits for the line, and what the registry refused, with the remedy."},
}
