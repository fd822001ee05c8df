package impact

import (
	"faro.example/registry/erasure"
	"faro.example/shared/access"
	"faro.example/shared/change"
)

// word is what the sheet calls a member of a closed list; what the list does not
// name is shown as it is.
func word[W ~string](list map[W]string, w W) string {
	if said, ok := list[w]; ok {
		return said
	}
	return string(w)
}

// section says a section, with a mark where its data are of a special category.
func section(s change.Section) string { return word(sections, s) }

// Risk is a line of the threat model, in docs/security.md under the same number.
type Risk struct{ Name, Measures string }

// Risks gives the threats of docs/security.md in its order, with the measures.
func Risks() []Risk {
	return []Risk{
		{"Un portatile rubato", "disco cifrato, chiave avvolta da una frase o dal sistema, schermo che si blocca, revoca immediata, elenco dei minori interessati"},
		{"Un operatore curioso", "accesso per ruolo, legame e sezione; riga scritta prima della lettura; regole sugli sguardi insoliti; riesame del vetro rotto"},
		{"Un operatore che dà ad altri la sua frase", "frase valida su una sola macchina; sostituti con il proprio nome per 72 ore; sessione legata al browser"},
		{"Un amministratore infedele con accesso alla base di dati", "contenuti sigillati da chiavi tenute fuori; sicurezza per riga; registro e accessi verificabili da teste firmate e tenute altrove"},
		{"Un programma falso o clonato", "codice d’invito usato una volta; certificato dal registro; un numero usato due volte revoca entrambi"},
		{"Il server compromesso", "ruoli che possono solo aggiungere; firme delle strutture con chiavi che il server non ha; restituzione di ciò che fosse perso"},
		{"Una struttura ostile che dichiara arrivi", "posti e deroghe limitati, lotti limitati, appelli e giornate confrontati"},
		{"Copie di sicurezza perdute", "cifrate con la chiave del loro mese, distrutta a scadenza; elenco delle cancellazioni applicato a ogni ripristino"},
		{"Una pubblicazione che rivela", "soglia, celle soppresse, prova di attacco prima dell’approvazione"},
		{"Chi osserva la linea", "TLS 1.3 tra estremi noti, lunghezze riempite, nessun dato in indirizzi e avvisi"},
	}
}

var sections = map[change.Section]string{
	change.Identity: "identità", change.Presence: "presenza e movimenti", change.Custody: "presa in carico", change.Guardian: "tutela",
	change.Permit: "permesso di soggiorno", change.Protection: "protezione internazionale*", change.Tracing: "ricerca dei familiari*",
	change.FamilyReport: "relazione sulla famiglia*", change.Return: "rimpatrio assistito", change.Opinion: "parere", change.Measure: "misure d’integrazione",
	change.SocialFile: "cartella sociale*", change.Health: "salute*", change.Rights: "diritti sui dati", change.Link: "collegamenti",
}

var roles = map[access.Role]string{
	access.Ministry: "Ministero", access.Municipality: "servizi sociali del comune", access.Region: "Regione", access.Prefecture: "Prefettura",
	access.Interior: "Ministero dell’interno", access.Police: "pubblica sicurezza", access.Prosecutor: "Procura per i minorenni",
	access.Court: "Tribunale per i minorenni", access.FamilyDepartment: "Dipartimento per le politiche della famiglia",
	access.TracingPartner: "partner per la ricerca dei familiari", access.Guardian: "tutore", access.Centre: "struttura di accoglienza",
	access.Auditor: "controllo degli accessi", access.System: "sistema di un’altra amministrazione",
}

var relations = map[access.Relation]string{
	access.Nobody: "senza legame con il minore", access.InTerritory: "minore nel territorio", access.InCustody: "minore in carico", access.Ward: "minore sotto tutela",
	access.Entrusted: "ricerca affidata", access.Expected: "minore atteso", access.InScope: "minore ospitato o registrato", access.Own: "ciò che è avvenuto nella propria struttura",
	access.Addressed: "comunicazione ricevuta", access.UnderGlass: "rompendo il vetro",
}

var acts = map[access.Action]string{
	access.OpenCasefile: "apre il fascicolo", access.OpenFile: "apre gli allegati", access.AskCustody: "chiede chi ha in carico", access.Search: "cerca",
	access.BreakGlass: "rompe il vetro", access.ReadNotices: "legge dei vetri rotti", access.ReadAlerts: "legge gli avvisi", access.ListNotices: "elenca le comunicazioni",
	access.OpenNotice: "apre una comunicazione", access.CountCensus: "conta", access.Operate: "amministra il registro", access.Record: "registra",
	access.Push: "invia registrazioni", access.Pull: "riceve sul proprio programma", access.ReadLines: "legge gli accessi", access.AskLooks: "chiede chi ha guardato",
	access.AskHoldings: "chiede che cosa una macchina teneva", access.KeepDirectory: "tiene l’elenco degli enti", access.KeepStaff: "tiene l’elenco del proprio personale",
	access.HandOver: "passa il proprio lavoro", access.Publish: "pubblica", access.ReadDays: "legge le giornate di presenza", access.CertifyDays: "certifica le giornate di presenza",
	access.ReadEvents: "legge che cosa è avvenuto, senza dati personali", access.SignIn: "entra", access.LookAtAgent: "guarda presso la struttura",
	access.ShowSought: "vede chi è cercato da due minori", access.DecideSought: "decide se è la stessa persona", access.ReadRetention: "legge che cosa è da cancellare",
	access.OrderErasure: "ordina cancellazioni", access.ReviewLooks: "giudica gli sguardi insoliti",
}

// ruleWords say of each rule of retention what it is about, and from when.
var ruleWords = map[string][2]string{
	erasure.Majority: {"Fascicolo", "dal diciottesimo compleanno"}, erasure.Prosieguo: {"Fascicolo, con prosieguo amministrativo", "dalla fine del prosieguo"},
	erasure.Undated: {"Fascicolo senza data di nascita", "diciotto anni dopo la prima registrazione"}, erasure.Granted: {"Fascicolo, su richiesta accolta", "dalla decisione"},
	"census": {"Righe del censimento", "con il fascicolo"}, "presence-days": {"Righe delle giornate di presenza", "con il fascicolo"},
	"access": {"Righe degli accessi", "mai: identificativi che non portano più a nessuno"}, "installations": {"Copie presso le strutture", "con il fascicolo"},
}

var done = map[string]string{erasure.Erase: "cancellazione", erasure.Anonymise: "anonimizzazione", erasure.Keep: "conservazione come prova"}
