package pages

// auditInItalian are what is wrong with what auditors do, and with long work, in Italian.
var auditInItalian = map[string]string{
	"nobody reviews their own looks":                   "nessuno giudica i propri accessi",
	"leave it to a colleague":                          "lascialo a un collega",
	"missing, or longer than 800 bytes":                "manca, o è più lungo di 800 byte",
	"say in a sentence or two by what you tell":        "scrivi in una o due frasi da che cosa lo capisci",
	"there is no such finding":                         "non c’è questo riscontro",
	"there is no such glass":                           "non c’è questo accesso d’emergenza",
	"there is no such verification":                    "non c’è questa verifica",
	"it has no place in the tree yet":                  "non ha ancora il suo posto nell’albero",
	"try again in a few seconds, while registryd runs": "riprova tra qualche secondo, mentre il registro lavora",
	"you are waiting for five pieces of work already":  "aspetti già cinque lavori",
	"let one of them end, or stop it":                  "lascia che uno finisca, o fermalo",
	"there is no such work, or it is gone":             "non c’è questo lavoro, o non c’è più",
	"there is no such work":                            "non c’è questo lavoro",
	"ask for it again":                                 "chiedilo di nuovo",
	"this work is over":                                "questo lavoro è finito",
	"look at what came of it":                          "guarda che cosa ne è venuto",
	"it is too much for one file":                      "è troppo per un solo file",
	"ask for less at once":                             "chiedi di meno per volta",
	"it was begun three times, and never ended":        "è stato cominciato tre volte e non è mai finito",
	"you have another role than when you asked for it": "hai un altro ruolo rispetto a quando l’hai chiesto",
	"another sweep is under way":                       "un altro confronto è in corso",
	"let it end, or stop it":                           "lascia che finisca, o fermalo",
}
