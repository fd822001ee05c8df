package webui

import "faro.example/shared/pages"

// nextWords say what is next, on the first page and on lists.
func nextWords() pages.Words {
	return pages.Words{
		"home.stoodin":       {"%s persona che l’elenco non conosce ha registrato al posto di un vostro operatore nell’ultima settimana.|%s persone che l’elenco non conosce hanno registrato al posto di vostri operatori nell’ultima settimana.", "%s person whom the directory does not name has recorded in the place of one of your operators in the last week.|%s people whom the directory does not name have recorded in the place of your operators in the last week."},
		"home.stoodin.do":    {"Chi, e per chi", "Who, and for whom"},
		"staff.stoodin":      {"Chi ha lavorato al posto di un operatore", "Who worked in an operator’s place"},
		"staff.stoodin.none": {"Nessuno ha lavorato al posto di un operatore.", "Nobody has worked in an operator’s place."},
		"staff.letin":        {"Fatto entrare da", "Let in by"}, "staff.last": {"Ultima registrazione", "Last record"}, "staff.records": {"Registrazioni", "Records"},
		"home.beyond":    {"Per %s minore di cui rispondi esiste forse un altro fascicolo, dove non puoi guardare.|Per %s minori di cui rispondi esiste forse un altro fascicolo, dove non puoi guardare.", "Of %s child for whom you answer there may be another casefile, where you may not look.|Of %s children for whom you answer there may be another casefile, where you may not look."},
		"home.beyond.do": {"A chi chiedere", "Whom to ask"},
		"next.missing":   {"Denuncia e ricerca", "Report and search"}, "next.conflict": {"Da decidere: %s", "To decide: %s"},
		"next.offered": {"Risposta all’offerta, o presa in carico", "Answer to the offer, or taking into custody"},
		"next.uncared": {"Presa in carico", "Taking into custody"}, "next.arrival": {"Arrivo da registrare", "Arrival to record"},
		"next.travels": {"in viaggio da %s giorno|in viaggio da %s giorni", "on the way for %s day|on the way for %s days"}, "next.left": {"partito oggi", "left today"},
		"next.released":  {"Presa in carico da parte di un altro servizio", "Another service to take the child"},
		"next.elsewhere": {"Offerta al servizio del comune in cui si trova", "Offer to the services of the place"},
		"next.overlaps":  {"Accordo tra i due servizi", "The two services to agree"},
		"next.nowhere":   {"Da dire dov’è", "Where the child is"}, "next.identify": {"Identità da accertare", "Identity to be established"},
		"next.majority": {"Diciotto anni: parere e prosieguo", "Turns 18: opinion and care beyond"}, "next.none": {"Vedi il fascicolo", "See the casefile"},
		"glass.keeps":  {"Quello che hai scritto è conservato per un quarto d’ora: dopo l’accesso lo ritrovi nel modulo.", "What you wrote is kept for a quarter of an hour: after signing in you find it in the form."},
		"glass.kept":   {"Avevi iniziato un accesso d’emergenza: quello che hai scritto è conservato.", "You had begun an emergency access: what you wrote is kept."},
		"glass.resume": {"Riprendi l’accesso d’emergenza", "Go on with the emergency access"},
	}
}
