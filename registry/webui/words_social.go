package webui

import "faro.example/shared/pages"

// socialWords are those of the pages of the social file that the agents' pages do
// not say alike.
func socialWords() pages.Words {
	return pages.Words{
		"group.social":               {"Cartella sociale", "Social file"},
		"help.social":                {"Prima ciò che vale oggi: che cosa dice il minore, il colloquio, il progetto con le sue date. Poi tutto ciò che è stato scritto, di anno in anno.", "First what stands today: what the child says, the interview, the plan with its dates. Then everything that was written, year after year."},
		"form.social-interview":      {"Registra un colloquio", "Record an interview"},
		"form.social-interview.says": {"Il colloquio è tenuto il giorno indicato da personale qualificato; entro tre giorni dall’ingresso è dovuto il primo (DPCM 98/2024).", "The interview is held on the day given by qualified staff; the first is due within three days of entry (DPCM 98/2024)."},
		"form.social-plan":           {"Scrivi il progetto", "Write the plan"},
		"form.social-plan.says":      {"Il progetto intero, come vale dal giorno indicato; quello di prima resta da leggere.", "The whole plan, as it stands from the day given; the one before remains to be read."},
		"form.social-note":           {"Aggiungi una nota", "Add a note"},
		"form.social-note.says":      {"La nota resta nella cartella; chi la legge dipende da che cosa tratta.", "The note stands in the file; who reads it depends on what it is about."},
		"form.social-correct":        {"Correggi la nota", "Put the note right"},
		"form.social-correct.says":   {"Vale questa; quella di prima resta da leggere nella storia.", "This one stands; the one before remains to be read in the history."},
		"social.back":                {"Torna al fascicolo", "Back to the casefile"},
		"social.print":               {"Stampa", "Print"},
		"mine.social":                {"La tua cartella: %s", "Your file: %s"},
	}
}
