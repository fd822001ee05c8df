package webui

import "faro.example/shared/pages"

// scanWords are said of scans and photographs.
func scanWords() pages.Words {
	return pages.Words{
		"field.file":         {"File", "File"},
		"file.hint":          {"Una fotografia (JPEG o PNG) o un PDF. Luogo, data e macchina fotografica vengono tolti dall’immagine prima di conservarla.", "A photograph (JPEG or PNG) or a PDF. Place, date and camera are taken out of a picture before it is kept."},
		"file.none":          {"Scegli un file.", "Choose a file."},
		"file.nopicture":     {"Non è una fotografia: scegli un’immagine JPEG o PNG.", "Not a photograph: choose a JPEG or PNG picture."},
		"file.open":          {"Apri la scansione %s (%s)", "Open scan %s (%s)"},
		"file.awaited":       {"%s scansione non è ancora arrivata|%s scansioni non sono ancora arrivate", "%s scan has not come yet|%s scans have not come yet"},
		"file.refused":       {"File rifiutati", "Files refused"},
		"file.photo.alt":     {"Fotografia del minore", "Photograph of the child"},
		"file.photo.on":      {"Fotografia del %s", "Photograph of %s"},
		"file.photo.awaited": {"La fotografia non è ancora arrivata.", "The photograph has not come yet."},

		"form.social-photograph":      {"Aggiungi una fotografia", "Add a photograph"},
		"form.social-photograph.says": {"La fotografia mostra il minore com’è nel giorno indicato; le precedenti restano nella storia.", "The photograph shows the child as it looks on that day; earlier ones stay in the history."},
		"social.field.shows":          {"Che cosa si vede", "What it shows"},
	}
}
