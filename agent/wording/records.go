package wording

import "faro.example/shared/pages"

// recordWords are those of records and of what they say.
var recordWords = pages.Words{
	"kind.newer":            {"Registrazione di un tipo che questo programma non conosce ancora", "A record of a kind that this program does not know yet"},
	"kind.minor.registered": {"Minore registrato", "Child registered"}, "kind.minor.found": {"Presenza segnalata", "Presence reported"},
	"kind.identity.stated": {"Dati dichiarati", "Identity stated"}, "kind.identity.alias": {"Altro nome", "Another name"}, "kind.identifier.stated": {"Altro identificativo", "Another identifier"},
	"kind.document.added": {"Documento visto", "Document seen"}, "kind.notice.given": {"Informativa consegnata", "Notice given"}, "kind.relative.stated": {"Familiare dichiarato", "Relative stated"}, "kind.age.decided": {"Età decisa dal tribunale", "Age decided by a court"},
	"kind.placement.began": {"Accolto", "Placed"}, "kind.placement.ended": {"Accoglienza finita", "Placement ended"}, "kind.presence.confirmed": {"Presenza confermata", "Presence confirmed"}, "kind.place.reserved": {"Posto riservato", "Place reserved"}, "kind.place.released": {"Posto lasciato", "Place released"},
	"kind.transfer.departed": {"Partito", "Departed"}, "kind.transfer.arrived": {"Arrivato", "Arrived"}, "kind.transfer.refused": {"Trasferimento rifiutato", "Transfer refused"}, "kind.transfer.withdrawn": {"Partenza ritirata", "Departure withdrawn"},
	"kind.absence.reported": {"Assenza segnalata", "Absence reported"}, "kind.absence.ended": {"Ritrovato", "Found again"}, "kind.exit.recorded": {"Uscito dal registro", "Left the register"},
	"kind.custody.taken": {"Preso in carico", "Custody taken"}, "kind.custody.released": {"Carico lasciato", "Custody released"}, "kind.custody.offered": {"Carico offerto", "Custody offered"}, "kind.custody.accepted": {"Carico accettato", "Custody accepted"}, "kind.custody.refused": {"Carico rifiutato", "Custody refused"},
	"kind.guardian.appointed": {"Tutore nominato", "Guardian appointed"}, "kind.guardian.ended": {"Tutela finita", "Guardianship ended"},
	"kind.retracted": {"Annullamento", "Taken back"}, "kind.resolved": {"Contrasto deciso", "Conflict decided"},
	"kind.link.same": {"Stesso minore di un altro fascicolo", "The same child as of another casefile"}, "kind.link.distinct": {"Non lo stesso minore di un altro fascicolo", "Not the same child as of another casefile"}, "kind.link.parted": {"Fascicoli separati", "Casefiles parted"}, "kind.assigned": {"Riga assegnata", "Line assigned"},
	"kind.erased": {"Cancellato per legge", "Erased by law"}, "kind.struck": {"Testo stralciato", "Text struck out"},

	"record.unsent": {"non ancora a Roma", "not in Rome yet"}, "record.taken": {"a Roma", "in Rome"}, "record.back": {"annullata", "taken back"},
	"record.written": {"%s · scritto %s", "%s · written %s"}, "record.by": {"%s · %s · scritto %s", "%s · %s · written %s"}, "record.standin": {"%s in vece di %s", "%s standing in for %s"},

	"line.code": {"Codice %s", "Code %s"}, "line.claim": {"%s: %s", "%s: %s"}, "line.at": {"Presso %s", "At %s"}, "line.bed": {"Posto %s", "Place %s"}, "line.from": {"Da %s", "From %s"}, "line.to": {"Verso %s", "To %s"}, "line.report": {"Denuncia %s", "Police report %s"},

	"attr.name": {"Nome", "Name"}, "attr.sex": {"Sesso", "Sex"}, "attr.birth": {"Nascita", "Birth"}, "attr.birth-place": {"Luogo di nascita", "Place of birth"}, "attr.citizenship": {"Cittadinanza", "Citizenship"}, "attr.languages": {"Lingue", "Languages"}, "attr.mother": {"Madre", "Mother"}, "attr.father": {"Padre", "Father"},
	"attr.alias": {"Conosciuto anche come", "Also known as"}, "attr.document": {"Documento", "Document"}, "attr.found": {"Segnalato", "Reported"}, "attr.stays": {"Permanenze", "Stays"},
	"claim.source": {"%s, %s", "%s, %s"}, "claim.also": {"detto anche così: %s", "also said: %s"}, "value.newer": {"in una forma che questo programma non conosce ancora", "in a form that this program does not know yet"},
	"scheme.national-code": {"Altro codice nazionale", "Another national code"}, "scheme.sim": {"Numero SIM", "SIM number"}, "scheme.second-reception": {"Numero seconda accoglienza", "Second-reception number"}, "scheme.police": {"Numero di polizia", "Police number"}, "scheme.wristband": {"Braccialetto", "Wristband"},
	"birth.text": {"%s (%s), età %s", "%s (%s), aged %s"}, "provenance.documented": {"da documento", "from a document"}, "provenance.declared": {"dichiarata", "as declared"}, "provenance.assessed": {"accertata", "as assessed"}, "provenance.presumed": {"presunta", "presumed"},
	"document.until": {"scade il %s", "expires %s"}, "country.stateless": {"Apolide", "Stateless"},

	"state.present": {"%s, da %s", "%s, since %s"}, "state.in-transit": {"In viaggio verso %s, da %s", "On the way to %s, since %s"}, "state.missing": {"Assente da %s, da %s", "Missing from %s, since %s"}, "state.unplaced": {"Presente, luogo non noto (%s), da %s", "Present, place not known (%s), since %s"}, "state.exit": {"Uscito dal registro: %s", "Left the register: %s"},
	"stay.present": {"Accolto", "Placed"}, "stay.in-transit": {"In viaggio", "On the way"}, "stay.missing": {"Assente", "Missing"}, "stay.unplaced": {"Luogo non noto", "Place not known"}, "stay.span": {"%s: %s", "%s: %s"}, "stay.days": {"%s – %s", "%s – %s"}, "stay.open": {"oggi", "today"}, "stay.from": {"da %s", "from %s"}, "stay.to": {"verso %s", "to %s"},
	"exit.majority": {"maggiore età", "majority"}, "exit.end-of-prosieguo": {"fine del prosieguo amministrativo", "end of care beyond majority"}, "exit.family-reunification": {"ricongiungimento familiare", "family reunification"}, "exit.relocation": {"ricollocazione", "relocation"}, "exit.assisted-return": {"rimpatrio assistito", "assisted return"}, "exit.entrusted-to-relatives": {"affidamento a parenti", "entrusted to relatives"}, "exit.found-adult": {"risultato adulto", "found to be adult"}, "exit.found-accompanied": {"risultato accompagnato", "found to be accompanied"}, "exit.found-union-citizen": {"risultato cittadino dell’Unione", "found to be a citizen of the Union"}, "exit.death": {"decesso", "death"},

	"slot.name": {"Il nome", "The name"}, "slot.sex": {"Il sesso", "The sex"}, "slot.birth": {"La data di nascita", "The date of birth"}, "slot.birth-place": {"Il luogo di nascita", "The place of birth"}, "slot.citizenship": {"La cittadinanza", "The citizenship"}, "slot.place": {"Dove sta il minore", "Where the child is"}, "slot.exit": {"Se il minore è uscito", "Whether the child has left"}, "slot.custody": {"Chi lo ha in carico", "Who answers for the child"}, "slot.found": {"Come è stato segnalato", "How presence was reported"}, "slot.code": {"Il codice nazionale", "The national code"}, "slot.guardian": {"Chi è il tutore", "Who is the guardian"}, "slot.age": {"Se è minore", "Whether of age"}, "slot.relative": {"Una parentela", "A kinship"}, "slot.mother": {"La madre", "The mother"}, "slot.father": {"Il padre", "The father"}, "slot.languages": {"Le lingue", "The languages"}, "slot.other": {"Un dato del fascicolo", "Something in the casefile"},
}

// refusalWords are why the registry refuses, by its own stable words.
var refusalWords = pages.Words{
	"refused.future":       {"Il giorno è dopo domani: annota il giorno giusto in una nuova registrazione, e controlla l’orologio di questo computer.", "The day is later than tomorrow: record it again with the right day, and check this computer’s clock."},
	"refused.not-office":   {"Questo computer non scrive per quell’ufficio: chiedi all’amministratore dell’ente di aggiungerlo, poi riprova.", "This computer does not write for that office: ask the institution’s administrator to add it, then try again."},
	"refused.not-operator": {"Chi ha scritto non è tra gli operatori dell’ufficio: chiedi all’amministratore dell’ente, poi riprova.", "Who wrote it is not among the office’s operators: ask the institution’s administrator, then try again."},
	"refused.not-held":     {"Questo ufficio non può registrarlo per questo minore: registra quello che succede nella vostra struttura; il resto tocca a chi lo ha in carico.", "This office may not record that about this child: record what happens at your own structure; the rest is for those in whose care the child is."},
	"refused.not-own":      {"Riguarda la struttura o il carico di altri: lo registra chi ne risponde. Metti da parte questa riga.", "It is about another’s structure or custody: whoever answers for it records it. Put this line aside."},
	"refused.no-target":    {"Annulla o decide su qualcosa che non c’è più: guarda il fascicolo, poi metti da parte questa riga.", "It takes back or decides about what is not there any more: look at the casefile, then put this line aside."},
	"refused.no-place":     {"La struttura non è nell’elenco del registro: registra di nuovo scrivendo il luogo in parole.", "The structure is not in the registry’s directory: record it again with the place in words."},
	"refused.not-given":    {"Il codice non era di questo computer: registra di nuovo l’arrivo.", "The code was not this computer’s: record the arrival again."},
	"refused.at-registry":  {"Si registra solo al registro nazionale: metti da parte questa riga.", "It is recorded at the national registry alone: put this line aside."},
	"refused.not-undone":   {"Si annulla separando i fascicoli, e lo fa il registro: metti da parte questa riga.", "It is undone by parting the casefiles, which the registry does: put this line aside."},
	"refused.parts":        {"Un fratello o una sorella resta indietro: trasferiscili insieme, o correggi scrivendo perché vengono separati.", "A brother or sister stays behind: transfer them together, or mend it by saying why they are parted."},
	"refused.erased":       {"I dati di questo minore sono stati cancellati per legge, e non se ne conserva più nulla: metti da parte questa riga, e distruggi quello che ne resta su carta. Se invece è un altro minore, registralo come nuovo arrivo.", "The data of this child were erased by law, and nothing more is kept: put this line aside, and destroy what is left on paper. If it is another child, record a new arrival."},
	"refused.four-eyes":    {"Lo chiede una persona e lo ordina un’altra: metti da parte questa riga.", "One person asks for it and another orders it: put this line aside."},
	"refused.full":         {"Quella struttura non ha più posti: scegline un’altra, o correggi scrivendo perché deve accoglierne uno in più.", "That structure has no place left: choose another, or mend it by saying why it has to take one more."},
	"refused.no-conflict":  {"Non c’è nulla da decidere, o è già deciso: metti da parte questa riga.", "There is nothing to decide, or it is decided already: put this line aside."},
	"refused.not-decider":  {"Decide un altro ufficio: metti da parte questa riga.", "Another office decides: put this line aside."},
	"refused.not-linkable": {"I due fascicoli non si possono unire o separare così: metti da parte questa riga.", "The two casefiles cannot be joined or parted so: put this line aside."},
	"refused.format":       {"Il registro non accetta ancora questo tipo di registrazione: riprova quando sarà aggiornato.", "The registry does not take this kind of record yet: try again once it is updated."},
	"refused.unreadable":   {"Il registro non riesce a leggerla: registra di nuovo, poi metti da parte questa riga.", "The registry cannot read it: record it again, then put this line aside."},
	"refused.lost":         {"La registrazione è andata perduta: registra di nuovo.", "The record was lost: record it again."},
	"refused.revoked":      {"Questo computer era stato escluso quando è stata scritta: chiedi all’amministratore dell’ente.", "This computer was shut out when it was written: ask the institution’s administrator."},
}
