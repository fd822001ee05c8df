package pages

// listsInItalian are what is wrong with a list that is compared with the
// registry, in Italian.
var listsInItalian = map[string]string{
	"none of the first # rows names the columns": "nessuna delle prime # righe nomina le colonne",
	"put a row above the data with headings such as Riferimento, Codice nazionale, SIM, Codice SAI, Cognome, Nome, Nome e cognome, Data di nascita, Sesso, Cittadinanza, Struttura": "metti sopra i dati una riga di intestazioni come Riferimento, Codice nazionale, SIM, Codice SAI, Cognome, Nome, Nome e cognome, Data di nascita, Sesso, Cittadinanza, Struttura",
	"the list has more than # rows":                               "l’elenco ha più di # righe",
	"compare it in parts, each with the place of which it speaks": "confrontalo in più parti, ciascuna con il luogo di cui parla",
	"more than # children are there":                              "lì ci sono più di # minori", "compare the list of a smaller place": "confronta l’elenco di un luogo più piccolo",
	"neither a municipality nor a region":                            "non è né un comune né una regione",
	"write the six digits of a municipality, or the two of a region": "scrivi le sei cifre di un comune, o le due di una regione",
	"no place is named": "manca il luogo",
	"say of which municipality (six digits) or region (two digits) the list speaks":         "scrivi di quale comune (sei cifre) o regione (due cifre) parla l’elenco",
	"nothing says which child is meant":                                                     "nulla dice di quale minore si tratta",
	"write a name, or a number of the register, of SIM or of the second-reception database": "scrivi un nome, o un numero del registro, di SIM o della banca dati SAI",
	"the name has no letters":                                                               "il nome non ha lettere", "write the name in any script": "scrivi il nome, in qualsiasi alfabeto",
	"after the day of the list": "è dopo il giorno dell’elenco", "correct it, or the day of which the list speaks": "correggi la data, o il giorno di cui parla l’elenco",
	"write M, F or X, or leave it empty": "scrivi M, F o X, o lascia vuoto",
	"a national code has ten digits":     "un codice nazionale ha dieci cifre",
	"read it again from the wristband":   "rileggilo dal braccialetto",
}
