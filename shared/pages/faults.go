package pages

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// inItalian are what is wrong and what to do, as the packages that judge say it
// in English, in Italian.
var inItalian = map[string]string{
	"more requests than a caller may make in a minute": "troppe richieste in un minuto", "wait as long as Retry-After says": "attendi un minuto, poi riprova",
	"not the passphrase of this operator": "non è la frase segreta di questo operatore", "type it again": "scrivila di nuovo",
	"too many tries": "troppi tentativi", "wait a few minutes, then type it again": "aspetta qualche minuto, poi riscrivila",
	"too long": "troppo lungo", "use fewer words": "usa meno parole", "fewer than 12 characters": "meno di 12 caratteri", "use several words": "usa più parole",
	"not a code that can be used now":                         "non è un codice che si può usare ora",
	"ask the administrator of your institution for a new one": "chiedine uno nuovo all’amministratore del tuo ente",
	"not the same passphrase":                                 "non è la stessa frase", "type it twice alike": "scrivila due volte uguale",
	"nobody was chosen": "nessuno è stato scelto", "choose your name from the list": "scegli il tuo nome dall’elenco",
	"this form is of another session": "questo modulo è di un’altra sessione", "open the page again, then send it": "riapri la pagina, poi invialo",
	"too large, or cut short": "troppo grande, o interrotto", "send less at once": "invia meno cose insieme",
	"there is no such page": "questa pagina non esiste", "go back to Today": "torna a Oggi",
	"this form is not kept any more": "questo modulo non è più conservato", "open it anew": "aprilo di nuovo",
	"this form was sent before": "questo modulo è già stato inviato", "see what was recorded": "guarda che cosa è stato registrato",
	"no minor of that name is in this installation's scope":                    "questo minore non è tra quelli di questo centro",
	"no minor with that code is in this installation's scope":                  "nessun minore di questo centro ha quel codice",
	"no child of that landing is known here":                                   "qui non è noto nessun minore di quello sbarco",
	"the casefiles are locked: the registry was not heard of for 90 days":      "i fascicoli sono chiusi: il registro non si sente da 90 giorni",
	"restore the line; what is unsent is kept, and new records can be written": "ripristina la linea; quello che aspetta è conservato e si può continuare a registrare",
	"no day is given": "manca il giorno", "give the day on which it happened, as 31/03/2026": "scrivi il giorno in cui è successo, come 31/03/2026",
	"not a day": "non è un giorno", "write day, month and year, as 31/03/2026": "scrivi giorno, mese e anno, come 31/03/2026",
	"dated later than tomorrow": "è dopo domani", "give the day on which it happened; if today is right, set this machine's clock": "scrivi il giorno in cui è successo; se oggi è giusto, regola l’orologio di questo computer",
	"no place is given": "manca il luogo", "choose the structure, or write the place in words": "scegli la struttura, o scrivi il luogo in parole",
	"two places are given": "ci sono due luoghi", "leave one of the two empty": "lascia vuoto uno dei due",
	"not a structure of the directory": "non è una struttura dell’elenco", "choose it from the list": "sceglila dall’elenco",
	"the same structure as from": "è la stessa struttura di partenza", "name the structure the child is sent to": "indica la struttura verso cui parte",
	"the operator's office is not a structure": "l’ufficio dell’operatore non è una struttura", "sign in for the structure where the children are": "accedi per la struttura dove sono i minori",
	"not a code": "non è un codice", "type the ten digits again: two of them check the others": "riscrivi le dieci cifre: due controllano le altre",
	"nobody with that code is expected here": "nessuno con questo codice è atteso qui", "record a new arrival, and give the code there": "registra un nuovo arrivo e scrivi lì il codice",
	"a child who was not on this page": "un minore che non era su questa pagina", "open the page again": "riapri la pagina",
	"nobody is chosen": "nessuno è stato scelto", "tick at least one child": "segna almeno un minore",
	"before the first day": "è prima del primo giorno", "give the last day that is confirmed": "scrivi l’ultimo giorno confermato",
	"more than a hundred days": "più di cento giorni", "write one record for each quarter": "fai un appello per ogni trimestre",
	"missing": "manca", "say why, in a sentence": "scrivi perché, in una frase",
	"the child is not on the way any more": "il minore non è più in viaggio", "look at the casefile": "guarda il fascicolo",
	"a landing has a place": "uno sbarco ha un luogo", "write where the children were landed": "scrivi dove sono sbarcati",
	"a landing has a day and a place": "uno sbarco ha un giorno e un luogo", "give --landing-on and --landing-place": "scrivi il giorno e il luogo",
	"not a mode of arrival": "non è un modo di arrivo", "use landing or found": "scegli sbarco o rintraccio",
	"not a setting": "non è tra i luoghi possibili", "use airport, port, land-border or inside": "scegli dall’elenco",
	"nothing is stated": "non è scritto nulla", "fill in what is known better now": "scrivi quello che ora si sa meglio",
	"no type of document": "manca il tipo di documento", "choose what it is": "scegli che cos’è",
	"no record of that number is refused": "nessuna registrazione con quel numero è rifiutata", "look at the list again": "riguarda l’elenco",
	"neither a number nor a name is given": "non c’è né numero né nome", "give the number on the wristband": "scrivi il numero del braccialetto",
	"no national code is left, and no tag number is given":                               "non restano codici nazionali e manca il numero del braccialetto",
	"give the number on the wristband: the registry gives the code once there is a line": "scrivi il numero del braccialetto: il registro dà il codice appena c’è linea",
	"the day of birth is after the arrival":                                              "la nascita è dopo l’arrivo", "correct it, or leave it empty": "correggila, o lasciala vuota",
	"it begins as a formula does, with = + - or @": "comincia come una formula, con = + - o @", "type what the child says, without that sign before it": "scrivi quello che dice il minore, senza quel segno davanti",
	"not a sex": "non è un sesso", "write M, F or X, or leave it empty if it is not known": "scrivi M, F o X, o lascia vuoto se non si sa",
	"write day, month and year, as 31/03/2008, or what is known of them: 03/2008, 2008":                  "scrivi giorno, mese e anno, come 31/03/2008, o quello che si sa: 03/2008, 2008",
	"for minors only (law 47/2017 art. 10 par. 1)":                                                       "solo per minori (legge 47/2017 art. 10 comma 1)",
	"at 18 a permit is converted (D.Lgs 286/1998 art. 32)":                                               "a 18 anni il permesso si converte (D.Lgs. 286/1998 art. 32)",
	"beyond the 18th birthday, up to which such a permit is valid (law 47/2017 art. 10 par. 1)":          "oltre i 18 anni, fino ai quali questo permesso è valido (legge 47/2017 art. 10 comma 1)",
	"write the day of the birthday at the latest; what follows is a conversion (D.Lgs 286/1998 art. 32)": "scrivi al più tardi il giorno del compleanno; dopo si tratta di una conversione (D.Lgs. 286/1998 art. 32)",
	"not said (law 47/2017 art. 10 par. 1 b)":                                                            "non è indicato (legge 47/2017 art. 10 comma 1 lettera b)", "say to whom the minor is entrusted or who is the guardian": "scrivi a chi il minore è affidato o chi è il tutore",
	"neither entrusted nor under guardianship (law 47/2017 art. 10 par. 1 b)":          "né affidato né sotto tutela (legge 47/2017 art. 10 comma 1 lettera b)",
	"neither an Italian citizen nor regularly resident (law 47/2017 art. 10 par. 1 b)": "né cittadino italiano né regolarmente soggiornante (legge 47/2017 art. 10 comma 1 lettera b)",
	"not an Italian citizen, and the minor is under 14 (law 47/2017 art. 10 par. 1 b)": "non è cittadino italiano, e il minore ha meno di 14 anni (legge 47/2017 art. 10 comma 1 lettera b)",
	"does not live with the minor (law 47/2017 art. 10 par. 1 b)":                      "non vive con il minore (legge 47/2017 art. 10 comma 1 lettera b)",
	"ask for one for minor age (art. 10 par. 1 a), which has no such condition":        "chiedine uno per minore età (art. 10 comma 1 lettera a), che non ha questa condizione",
	"after the day on which it is stated":                                              "dopo il giorno in cui è dichiarata", "check the birth date, and the day": "controlla la data di nascita e il giorno",
	"on or after the 18th birthday: for minors only (law 47/2017 art. 2)":                                "a 18 anni compiuti: è solo per minori (legge 47/2017 art. 2)",
	"check the day, and the birth date; after it care goes on by a court's decree (law 47/2017 art. 13)": "controlla il giorno e la data di nascita; dopo, l’accoglienza prosegue con un decreto (legge 47/2017 art. 13)",
	"before the birth date": "prima della nascita", "check the day, and the birth date": "controlla il giorno e la data di nascita",
	"before the day on which the permit was issued": "prima del giorno del rilascio", "check both days": "controlla i due giorni",
	"say the last day on which the permit is valid": "scrivi l’ultimo giorno di validità",
	"not beyond the 18th birthday":                  "non oltre i 18 anni", "write the day that the decree names": "scrivi il giorno indicato dal decreto",
	"beyond the age of #, up to which care may go on (law 47/2017 art. 13 par. 2)": "oltre i # anni, fino ai quali l’accoglienza può proseguire (legge 47/2017 art. 13 comma 2)",
	"not the minor's own wish (law 47/2017 art. 8)":                                "non è la volontà del minore (legge 47/2017 art. 8)", "hear the minor; without that wish nobody is returned": "ascolta il minore; senza la sua volontà nessuno rientra",
	"a return names the minor's best interest, the agreement and the project": "il rimpatrio indica il superiore interesse, l’accordo e il progetto",
	"neither who agreed nor why not yet":                                      "non è scritto né chi ha acconsentito né perché non ancora", "say who agreed, when and in which language, or why nobody has yet": "scrivi chi ha acconsentito, quando e in quale lingua, o perché nessuno ancora",
	"somebody agreed": "qualcuno ha acconsentito", "say who agreed": "scrivi chi ha acconsentito", "say on which day it was agreed to": "scrivi in che giorno ha acconsentito",
	"not who agrees to it, or named twice": "non è chi acconsente, o è scritto due volte", "use minor, guardian, provisional or relatives": "usa minor, guardian, provisional o relatives",
	"say which measure ended": "indica quale misura è finita", "say who the head of the structure is": "scrivi chi è il responsabile della struttura",
	"say why": "scrivi perché", "say into which type it was converted": "scrivi in quale tipo è stato convertito", "say what the measure is called": "scrivi come si chiama la misura",
	"an opinion is cited by its protocol number": "un parere si cita con il numero di protocollo", "say why the opinion is not favourable": "scrivi perché il parere non è favorevole",
	"say up to which day care goes on": "scrivi fino a che giorno prosegue l’accoglienza", "say which support is still needed, and for what": "scrivi quale sostegno serve ancora, e perché",
	"a volunteer with # minors already, and no reason (law #/# art. # par. #)":          "un volontario con già # minori, e nessun motivo (legge #/# art. # comma #)",
	"a representative with # minors already, and no reason (directive (EU) #/# art. #)": "un rappresentante con già # minori, e nessun motivo (direttiva (UE) #/# art. #)",
	"write the reason that the decree states, or have another guardian appointed":       "scrivi il motivo indicato dal decreto, o fai nominare un altro tutore",
	"say which juvenile court was asked":                                                "scrivi a quale tribunale per i minorenni è stato chiesto", "say why, for the court that appoints another": "scrivi perché, per il tribunale che ne nomina un altro",
	"say which prosecutor's office ordered it": "scrivi quale procura l’ha disposto", "say which court is to decide": "scrivi quale corte decide",
	"say what is in doubt: without a doubt that is well founded no age is assessed": "scrivi che cosa è in dubbio: senza un dubbio fondato l’età non si accerta",
	"give the number of the decree that is appealed against":                        "scrivi il numero del decreto contro cui si ricorre",
	"write what is to stand in the file":                                            "scrivi quello che deve restare nel fascicolo",
	"not an age":                                                                    "non è un’età", "write whole years, as 16": "scrivi gli anni interi, come 16",
	"a language that is not known by that name":                                                    "una lingua che non si conosce con quel nome",
	"write it as arabo, francese, bambara, or by its tag (BCP 47) as ar, fr, bm, parted by commas": "scrivila come arabo, francese, bambara, o con la sigla ar, fr, bm, separate da virgole",
	"not valid UTF-8": "non è UTF-8 valido", "save the text as UTF-8 and send it again": "salva il testo come UTF-8 e invialo di nuovo",
	"holds a control character": "contiene un carattere di controllo", "type the text again without pasting it": "riscrivi il testo senza incollarlo",
	"shorten it": "accorcialo", "longer than # bytes": "più lungo di # byte",
	"the disk is full, nothing was written": "il disco è pieno, nulla è stato scritto", "free some space, then try again: what is stored is safe": "libera spazio, poi riprova: quello che è conservato è al sicuro",
	"another process holds the store": "un altro programma sta scrivendo", "try again in a moment": "riprova tra un momento",
	"no sheet is given": "manca il foglio", "choose a file, or paste the rows": "scegli un file, o incolla le righe",
	"a child with this number was recorded before, with other words in the row": "un minore con questo numero è già registrato, con altri dati nella riga",
	"this file was read before for another landing or day":                      "questo foglio è già stato letto per un altro sbarco o giorno",
	"give the same landing or day, or --again if these are other children":      "scrivi lo stesso sbarco o giorno, o segna che sono altri minori",
	"it is not a day": "non è un giorno", "the year has two digits": "l’anno ha due cifre", "the month comes before the day": "il mese viene prima del giorno", "that month has no such day": "quel mese non ha quel giorno",
	"write day, month and year, as 31/03/2008": "scrivi giorno, mese e anno, come 31/03/2008",
	"no country is called that":                "nessuno Stato si chiama così", "use its name in Italian or English, or the two letters of ISO 3166": "scrivi il nome in italiano o in inglese, o le due lettere ISO 3166",
	"several countries are called that": "più Stati si chiamano così",
	"the file is larger than 8 MiB":     "il foglio supera 8 MiB", "split it into several files": "dividilo in più fogli",
	"the file is not text": "il foglio non è un testo", "save the sheet as CSV or XLSX and import that": "salvalo come CSV o XLSX e leggi quello",
	"the workbook is of the old kind (XLS)": "la cartella è del tipo vecchio (XLS)", "save it as XLSX or CSV from the spreadsheet program and import that": "salvala come XLSX o CSV e leggi quella",
	"the workbook is protected by a password": "la cartella è protetta da una password", "take the password away in the spreadsheet program, save it, and import that": "togli la password, salvala e leggi quella",
	"a child who is not here any more": "un minore che non è più qui", "look at the list again, and tick who is": "riguarda l’elenco e segna chi c’è",
	"a brother or sister would stay behind": "un fratello o una sorella resterebbe indietro", "send them together, or say why they are parted": "falli partire insieme, o scrivi perché vengono separati",
	"before a child who is ticked came": "è prima dell’arrivo di un minore segnato", "take the mark off who came later": "togli il segno a chi è arrivato dopo",

	"there is no such conflict any more": "questo contrasto non c’è più", "open the casefile again: it says what counts now": "riapri il fascicolo: dice che cosa vale ora",

	"nobody is named": "nessuno è indicato", "choose another child, or write a name": "scegli un altro minore, o scrivi un nome",
	"two people are named": "sono indicate due persone", "leave the name empty, or choose nobody from the list": "lascia vuoto il nome, o non scegliere nessuno dall’elenco",
	"say whether they are siblings or travelled together": "scegli se sono fratelli o compagni di viaggio", "one child alone": "un minore da solo", "tick at least two": "segnane almeno due",
	"too many for siblings": "troppi per essere fratelli", "tick those of one family": "segna quelli di una famiglia", "more than one language": "più di una lingua", "give the one in which the sheet is written": "scrivi quella del foglio",

	"write the name of who stands in": "scrivi il nome di chi ti sostituisce", "enough stand in for you already": "abbastanza persone ti sostituiscono già", "end one of them first": "fai finire prima una di loro",
	"nobody stands in under that name any more": "nessuno ti sostituisce più con quel nome", "a stand-in lets nobody in": "chi sostituisce non lascia entrare altri", "ask the operator for whom you stand in": "chiedi a chi sostituisci",
	"there is a line": "c’è linea", "ask the administrator of your institution to name who may write": "chiedi all’amministratore dell’ente di indicare chi può scrivere",

	// What the concepts find wrong (packages minor, movement, placement, facility).
	"a name needs a given or a family part": "a un nome serve almeno una parte, nome o cognome", "leave the name out if it is not known": "lascia vuoto se il nome non si sa",
	"give the day, or 1 January with precision year": "scrivi il giorno, o il solo anno", "leave the birth place out if it is not known": "lascia vuoto il luogo di nascita se non si sa",
	"more exact than its precision": "più esatta di quello che si sa", "write the first day of the month or year": "scrivi il primo giorno del mese o dell’anno",
	"neither country nor town is given": "non c’è né lo Stato né la città", "not a country: use the two capital letters of ISO 3166, or stateless": "non è uno Stato: scrivi le due lettere ISO 3166, o apolide",
	"not a precision": "non dice quanto è esatta", "use day, month or year": "scegli giorno, mese o anno",
	"not a provenance": "non dice da dove viene", "use documented, declared, assessed or presumed": "scegli documento, dichiarazione, accertamento o presunzione",
	"not a source: use observed, relative, declared, document, authority, document-photo, assessment or decree": "non è una fonte: sceglila dall’elenco",
	"a decree or an assessment is cited by its number":                                                          "un decreto o un accertamento si cita con il suo numero", "give the number and the office that gave it": "scrivi il numero e l’ufficio che lo ha dato",
	"a landing has no setting": "uno sbarco non ha un luogo di rintraccio", "leave it out, or use mode found": "lascialo vuoto, o scegli rintraccio",
	"found on the territory, not at a landing": "rintracciato sul territorio, non a uno sbarco", "leave it out, or use mode landing": "lascialo vuoto, o scegli sbarco",
	"empty": "è vuoto", "give the identifier": "scrivi il numero", "give 64 hexadecimal digits in lower case": "scrivi le 64 cifre esadecimali", "not a SHA-256": "non è un’impronta SHA-256",
	"more than twenty": "più di venti", "state those that the child speaks best": "scrivi quelle che il minore parla meglio",
	"name the sheet that was given": "scrivi quale foglio è stato consegnato", "no sheet is named": "manca il nome del foglio",
	"neither a code nor a tag number is given": "non c’è né il codice né il numero del braccialetto",
	"told where a stay begins":                 "si dice dove comincia l’accoglienza", "leave it out": "toglila",
	"a structure of the directory lies where the directory says": "una struttura dell’elenco si trova dove dice l’elenco", "leave the area out": "togli l’area",
	"neither a region nor a municipality": "non è una regione né un comune", "use the two digits of a region or the six of a municipality (ISTAT)": "usa le due cifre di una regione o le sei di un comune (ISTAT)",
	"not a code of ISTAT": "non è un codice ISTAT", "use its six digits, as 082053 for Palermo; other words go into place": "scrivi le sei cifre, come 082053 per Palermo; altre parole vanno nel luogo",
	"not a language": "non è una lingua", "use a tag such as ar (BCP 47)": "scrivi la sigla, come ar", "use tags such as ar, fr, bm (BCP 47)": "scrivi le sigle, come ar, fr, bm",
	"not a scheme": "non è un tipo di identificativo", "use national-code, sim, second-reception, police or wristband": "sceglilo dall’elenco",
	"say what it is: passport, identity-card, birth-certificate": "scegli che cos’è", "state at least one attribute": "scrivi almeno un dato",
	"use M, F or X, or leave it out if it is not known": "scrivi M, F o X, o lascia vuoto se non si sa",
	"give it in months, up to 120, or leave it out":     "scrivilo in mesi, fino a 120, o lascia vuoto", "not a margin of error": "non è un margine di errore",
	"not what a court finds": "non è ciò che decide un tribunale", "use minor or adult": "scegli minore o adulto", "a decree is cited by court and number: give both": "un decreto si cita con tribunale e numero: scrivi entrambi",
	"a national code has only digits": "un codice nazionale ha solo cifre", "a national code has ten digits": "un codice nazionale ha dieci cifre", "the check digits do not agree": "le cifre di controllo non tornano",
	"the serial number of a code has at most eight digits": "il numero di un codice ha al massimo otto cifre",
	"a group is of companions":                             "un gruppo è di compagni di viaggio", "name a relative as with or by name, or say that they are companions": "indica il parente, o scegli compagni di viaggio",
	"not exactly one relative": "non è indicata una persona sola", "name another minor, or a group, or somebody by name": "indica un altro minore, o un gruppo, o qualcuno per nome",
	"not a kinship": "non è una parentela", "use sibling, parent, grandparent, aunt-uncle, cousin, spouse, child, other-relative or companion": "sceglila dall’elenco",
	"the same structure as at": "è la stessa struttura", "name the structure the child came from, or leave it out": "indica da dove viene il minore, o lascia vuoto",
	"not a reason of exit": "non è un motivo di uscita", "use one of the reasons of form H, such as majority or family-reunification": "sceglilo dall’elenco",
	"not a span with both ends": "non è un periodo con inizio e fine", "not after the first day": "non è dopo il primo giorno", "give the first day that is confirmed, and the first after it that is not": "scrivi il primo e l’ultimo giorno confermato",
	"a structure of the directory needs no words": "una struttura dell’elenco non ha bisogno di parole", "leave words and type out": "lascia vuote le parole",
	"name a structure of the directory, or give its name and town as words": "scegli la struttura dall’elenco, o scrivi nome e città", "no structure is named": "manca la struttura",
	"not a type of reception": "non è un tipo di accoglienza", "use first, second, temporary, family or other": "sceglilo dall’elenco",
	"the structure takes no children by itself": "la struttura non accoglie minori",

	"nobody, or too many": "nessuno, o troppi", "name the brothers and sisters who leave too, at most #": "indica i fratelli e le sorelle che partono, al massimo #",
	"not in order, or twice": "fuori ordine, o due volte", "name each brother or sister once, in order of identifier": "indica ogni fratello o sorella una volta",

	// What the machine finds wrong (packages arrival, handover, outbox, replica).
	"if it is the same child, correct it with agentd record identity.stated; if not, give another number": "se è lo stesso minore, correggilo dal suo fascicolo; se no, scrivi un altro numero",
	"brothers or sisters of # children of the group would stay behind":                                    "i fratelli o le sorelle di # minori del gruppo resterebbero indietro",
	"nobody is named, or too many": "nessuno è indicato, o troppi", "name the children who leave, at most #": "indica chi parte, al massimo #",
	"the child of line # is named twice": "il minore della riga # è indicato due volte", "name each child once": "indica ognuno una volta",
	"the child of line # is not at this structure": "il minore della riga # non è in questa struttura", "record first that the child is here, or leave the child out": "registra prima che è qui, o lascialo fuori",
	"child # of those who were not there is not at this structure": "il minore # tra gli assenti non è in questa struttura", "name children of this structure": "indica minori di questa struttura",
	"record # cannot be read back": "la registrazione # non si rilegge", "record it again, with --instead-of": "registrala di nuovo",
	"no such record was written here": "questa registrazione non è stata scritta qui", "agentd outbox lists them": "guarda In uscita",
	"enrol this machine again with a new code: what is unsent is kept and goes with it": "questo computer va iscritto di nuovo con un altro codice: quello che aspetta è conservato",
	"no such record is held here": "questa registrazione non è più qui", "give the identifier as agentd shows it": "apri di nuovo il fascicolo",

	// what the pages of institutions meet besides
	"check the code; outside your territory a casefile opens only by breaking the glass": "controlla il codice; fuori dal tuo territorio un fascicolo si apre solo con l’accesso d’emergenza",
	"this address is of another sign-in, or of nothing":                                  "questo indirizzo vale per un altro accesso, o per nulla",
	"go to the first page and open it again":                                             "torna all’inizio e aprilo di nuovo",
	"you have signed in again since this page was opened":                                "hai eseguito di nuovo l’accesso dopo aver aperto questa pagina",
	"nothing was recorded: go back, reload the page and send it again":                   "nulla è stato registrato: torna indietro, ricarica la pagina e invia di nuovo",
	"somebody has decided it: open the casefile again":                                   "qualcuno l’ha deciso: apri di nuovo il fascicolo",
	"the reason is not said":                                                             "il motivo non è scritto",
	"say in a few words why you look":                                                    "scrivi in poche parole perché guardi",
	"no reason is stated":                                                                "manca il motivo",
	"say why you look: it is kept in the record of access":                               "di’ perché guardi: resta nel registro degli accessi",
	"this casefile opens to you without breaking the glass":                              "questo fascicolo si apre anche senza l’accesso d’emergenza",
	"both parts are missing":                                                             "mancano nome e cognome",
	"not in the form of a code":                                                          "non è un codice: controlla le dieci cifre",
	"the first of the month is written for a day that is not known":                      "per un giorno non noto si scrive il primo del mese",
}

// Fault gives what is wrong and what to do about it, as packages say it in
// English, in a language; of names the language where it is not that one: what
// nobody has put into Italian, the words of a registry newer than this program
// for one, is shown in English and said to be.
func Fault(l Lang, detail, remedy string) (text string, of Lang) {
	if l == English {
		return sentence(detail, remedy), ""
	}
	d, known := Translated(detail)
	r, told := Translated(remedy)
	if !known || !told {
		return sentence(detail, remedy), English
	}
	return sentence(d, r), ""
}

var number = regexp.MustCompile(`[0-9]+`)

// Translated puts one part of a fault into Italian, and reports whether somebody
// has. What differs in a number alone stands in the table once, with # for it.
func Translated(part string) (string, bool) {
	if part == "" {
		return "", true
	}
	if in, ok := known(part); ok {
		return in, true
	}
	numbers := number.FindAllString(part, -1)
	in, ok := known(number.ReplaceAllString(part, "#"))
	if !ok || strings.Count(in, "#") != len(numbers) {
		return "", false
	}
	for _, n := range numbers {
		in = strings.Replace(in, "#", n, 1)
	}
	return in, true
}

// known finds a message as it stands.
func known(part string) (string, bool) {
	for _, list := range []map[string]string{
		noticesInItalian, inItalian, accordInItalian, rightInItalian, filesInItalian,
		tracingInItalian, socialInItalian, auditInItalian,
	} {
		if in, ok := list[part]; ok {
			return in, true
		}
	}
	if in, ok := countedInItalian[part]; ok {
		return in, true
	}
	if in, ok := officeInItalian[part]; ok {
		return in, true
	}
	in, ok := listsInItalian[part]
	return in, ok
}

// sentence joins what is wrong and what to do.
func sentence(detail, remedy string) string {
	if remedy == "" {
		return Capital(detail) + "."
	}
	return Capital(detail) + ": " + remedy + "."
}

// Capital begins a sentence.
func Capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}
