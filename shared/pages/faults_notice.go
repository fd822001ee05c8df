package pages

// noticesInItalian are the faults of notices, disputes and attempts at the border.
var noticesInItalian = map[string]string{
	"not why a notice is sent": "non è un motivo di avviso",
	"use presence, missing, age-assessment, guardian, ratification, prosieguo, permit, border-refusal, social-file or other": "scegli il motivo dall’elenco",
	"not who is sent a notice": "non è un ufficio a cui si mandano avvisi",
	"use prosecutor, court, ministry, police, prefecture or municipality": "scegli l’ufficio dall’elenco",
	"to nobody, or to two": "a nessuno, o a due",
	"name an institution of the directory, or write which office it was sent to by other means": "scegli un ufficio dell’elenco, o scrivi a quale è stato mandato per altra via",
	"say what the notice is about":                        "scrivi di che cosa avvisa",
	"name the record by which the notice was sent":        "indica l’avviso inviato",
	"write what the child says, or why it is answered so": "scrivi che cosa dice il minore, o perché si risponde così",
	"an answer to nothing, or none":                       "risponde a nulla, o non risponde",
	"name the dispute and how it is answered, or neither": "indica la contestazione e la risposta, o nessuna delle due",
	"not an answer": "non è una risposta", "use corrected or kept": "scegli corretto o resta così",
	"say what is disputed: an attribute such as birth, or a section of the file":              "scrivi che cosa è contestato: un dato, come la nascita, o una parte del fascicolo",
	"say at which border it was tried":                                                        "scrivi a quale frontiera è successo",
	"say what was done about it, or that nothing was done yet":                                "scrivi che cosa è stato fatto, o che non è stato ancora fatto nulla",
	"no unaccompanied minor is rejected at the border (law 47/2017 art. 3): it is no outcome": "nessun minore non accompagnato è respinto alla frontiera (legge 47/2017 art. 3): non è un esito",
	"record the attempt as border.refusal-attempted, and what was done about it":              "registra il tentato respingimento, e che cosa è stato fatto",
	"no such institution in the directory, or one of another kind":                            "questo ufficio non è nell’elenco, o è di un altro tipo",
	"choose the office from the list, or write which one it was sent to by other means":       "scegli l’ufficio dall’elenco, o scrivi a quale è stato mandato per altra via",
}
