package wording

import "faro.example/shared/pages"

// scanWords are those of scans and photographs.
var scanWords = pages.Words{
	"field.scan": {"File", "File"}, "field.scan.hint": {"Una fotografia (JPEG o PNG) o un PDF. Luogo, data e macchina fotografica vengono tolti dall’immagine. Parte quando c’è linea, dopo la registrazione.", "A photograph (JPEG or PNG) or a PDF. Place, date and camera are taken out of a picture. It leaves when there is a line, after the record."},
	"do.photograph": {"Aggiungi una fotografia", "Add a photograph"}, "photograph.title": {"Fotografia del minore", "Photograph of the child"}, "photograph.submit": {"Registra la fotografia", "Record the photograph"},
	"photograph.help": {"Mostra il minore com’è nel giorno indicato; le precedenti restano nella storia.", "Shows the child as it looks on that day; earlier ones stay in the history."},
	"field.shows":     {"Che cosa si vede", "What it shows"},
	"photo.alt":       {"Fotografia del minore", "Photograph of the child"}, "photo.on": {"Fotografia del %s", "Photograph of %s"}, "photo.fetch": {"Prendi la fotografia dal registro", "Fetch the photograph from the registry"},
	"scan.open":    {"Apri la scansione %s (%s)", "Open scan %s (%s)"},
	"scan.refused": {"File non accettati", "Files that were refused"}, "scan.tried": {"%s, %s KB", "%s, %s KB"}, "file.open": {"Apri il file %s (%s)", "Open file %s (%s)"}, "trace.files": {"File della relazione", "Files of the report"},
	"scan.waits":     {"non è ancora arrivata al registro", "has not come to the registry yet"},
	"fetching.title": {"File in arrivo", "A file on its way"}, "fetching.help": {"Il file viene preso dal registro e conservato cifrato su questo computer. Se la linea cade riprende da dove era.", "The file is fetched from the registry and kept encrypted on this machine. If the line is cut it goes on where it was."},
	"fetching.far": {"Arrivato: %s. Se manca la linea, o chi lo ha registrato non lo ha ancora mandato, arriverà appena può.", "%s has come. Without a line, or while who recorded it has not sent it, it comes as soon as it can."}, "fetching.again": {"Guarda di nuovo", "Look again"}, "fetching.back": {"Torna al fascicolo", "Back to the casefile"},
}
