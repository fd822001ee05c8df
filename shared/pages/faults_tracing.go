package pages

// tracingInItalian are the faults of the tracing of families and of its agreements.
var tracingInItalian = map[string]string{
	"not a country": "non è uno Stato",
	"use the two capital letters of ISO 3166":                       "scrivi le due lettere maiuscole ISO 3166",
	"give the number or the title by which the agreement is known":  "scrivi il numero o il titolo con cui l’accordo è noto",
	"name the countries that it covers":                             "indica i Paesi che copre",
	"the same country twice":                                        "lo stesso Paese due volte",
	"the directory does not say so any more on that day":            "in quel giorno l’elenco non lo dice più",
	"no such partner":                                               "questo partner non esiste",
	"choose one of the list":                                        "scegli dall’elenco",
	"before it begins":                                              "prima dell’inizio",
	"give a later day":                                              "indica un giorno successivo",
	"the agreement is with the partner; its missions work under it": "l’accordo è con il partner; le missioni lavorano in base a quello",
	"not a tracing partner, or a mission":                           "non è un partner per le indagini familiari, oppure è una missione",
}
