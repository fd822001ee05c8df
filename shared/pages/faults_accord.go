package pages

// accordInItalian are what is wrong with a correction, a note or an answer, in
// Italian.
var accordInItalian = map[string]string{
	"not a telephone number": "non è un numero di telefono", "write digits, with the prefix": "scrivi le cifre, con il prefisso",
	"not an e-mail address": "non è un indirizzo di posta elettronica", "write it as servizio@comune.example": "scrivilo come servizio@comune.example",
	"no such office": "nessun ufficio così", "check the code": "controlla il codice",
	"changes what was believed before":                        "cambia quello che si credeva prima",
	"say who agreed, or why nobody has yet":                   "scrivi chi è d’accordo, o perché ancora nessuno",
	"not one language":                                        "non è una lingua sola",
	"give the one in which it was explained":                  "scrivi quella in cui è stato spiegato",
	"an answer that is a question":                            "una risposta che è una domanda",
	"answer, and ask in a note of its own":                    "rispondi, e domanda in un’annotazione a parte",
	"answers a question that is not there":                    "risponde a una domanda che non c’è",
	"open the casefile again, and answer what is asked in it": "riapri il fascicolo e rispondi a quello che vi è chiesto",
	"the answer of another guardian":                          "la risposta di un altro tutore",
	"let that guardian answer":                                "lascia che risponda quel tutore",
	"a guardian's question, answered by a guardian":           "una domanda del tutore, a cui risponde il tutore",
	"the social service answers it; write a note of your own": "risponde il servizio sociale; scrivi un’annotazione",
}
