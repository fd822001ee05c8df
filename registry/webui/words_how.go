package webui

import "faro.example/shared/pages"

// howWords say what each role does here, and what to try first.
func howWords() pages.Words {
	return pages.Words{
		"help.how": {"Un minuto per sapere che cosa si fa qui. Questa pagina resta nel menu.", "A minute to learn what is done here. This page stays in the menu."},
		"how.go":   {"Vai alla prima pagina", "Go to the first page"},
		"how.kept": {"Ogni ricerca e ogni fascicolo aperto lascia una riga con il tuo nome e il motivo, che nessuno può togliere. Ciò che registri è firmato e non si cancella: uno sbaglio si ritira con una registrazione che lo dice. Inviare due volte registra una volta sola, e ciò che hai iniziato a scrivere non si perde se chiudi la pagina.",
			"Every search and every casefile opened leaves a line with your name and the reason, which nobody can take away. What you record is signed and never deleted: a mistake is taken back by a record that says so. Sending twice records once, and what you began to write is not lost when you close the page."},

		"how.ministry":   {"Il Ministero tiene il registro: vede ogni minore, conta quanti sono in un giorno qualunque, decide ciò che nessun altro può decidere e pubblica i dati.", "The Ministry runs the register: it sees every child, counts how many there are on any day, decides what nobody else may decide, and publishes the figures."},
		"how.ministry.1": {"Conta i presenti", "Count those present"}, "how.ministry.1.why": {"Scegli il giorno e come dividerli; ogni numero porta ai minori che conta.", "Choose the day and the cut; each number leads to the children it counts."},
		"how.ministry.2": {"Guarda chi aspetta", "See who waits"}, "how.ministry.2.why": {"Pareri, indagini familiari, tutori: chi aspetta da più tempo viene per primo.", "Opinions, tracings, guardians: those who have waited longest come first."},
		"how.ministry.3": {"Confronta due fascicoli", "Compare two casefiles"}, "how.ministry.3.why": {"Forse sono lo stesso minore: solo tu puoi dirlo, e si può disfare.", "Perhaps they are one child: only you can say so, and it can be undone."},

		"how.municipality":   {"Il servizio sociale risponde dei minori che ha in carico: sa dove sono, tiene la cartella sociale, chiede tutore, parere e indagini, e registra per le strutture che non hanno un programma.", "The social service answers for the children in its custody: it knows where they are, keeps the social file, asks for guardian, opinion and tracings, and records for structures without a program."},
		"how.municipality.1": {"Prendi in carico un minore", "Take a child into custody"}, "how.municipality.1.why": {"La prima pagina elenca chi è nel territorio e di cui nessuno risponde: apri il fascicolo e il primo passo è lì.", "The first page lists those in the territory for whom nobody answers: open the casefile, and the first step is there."},
		"how.municipality.2": {"Cerca un minore", "Find a child"}, "how.municipality.2.why": {"Con il codice, o con quello che sai: anche un nome scritto male va bene.", "By the code, or by what you know: a misspelt name will do."},
		"how.municipality.3": {"Segnala un minore nuovo", "Report a new child"}, "how.municipality.3.why": {"Il registro ti dice se forse lo conosce già.", "The registry tells you whether it may know the child already."},

		"how.prefecture":   {"La prefettura segue l’accoglienza nel suo territorio: riceve gli avvisi di legge, trova i posti, decide quando due strutture dicono cose diverse su dov’è un minore.", "The prefecture follows reception in its territory: it receives the notices of the law, finds places, and decides where two structures disagree on where a child is."},
		"how.prefecture.1": {"Apri gli avvisi", "Open the notices"}, "how.prefecture.1.why": {"Aprirli è annotato: chi li ha mandati vede che li hai letti.", "To open one is written down: whoever sent it sees that you have read it."},
		"how.prefecture.2": {"Trova un posto libero", "Find a free place"}, "how.prefecture.2.why": {"Posti, occupati e attesi, per struttura, senza telefonate.", "Places, taken and expected, by structure, without a telephone."},
		"how.prefecture.3": {"Guarda i minori del territorio", "See the children of the territory"}, "how.prefecture.3.why": {"Dove sono, chi ne risponde e la loro protezione; il resto non ti è mostrato.", "Where they are, who answers and their protection; the rest is not shown to you."},

		"how.region":   {"La regione vede quanti minori sono nel suo territorio, dove, e chi ne risponde: per programmare i posti e i servizi.", "The region sees how many children are in its territory, where, and who answers: to plan places and services."},
		"how.region.1": {"Guarda i minori del territorio", "See the children of the territory"}, "how.region.1.why": {"Chi sono, dove sono e chi ne risponde; gli scomparsi stanno nella prima pagina.", "Who and where they are and who answers; the missing stand on the first page."},
		"how.region.2": {"Guarda i posti", "See the places"}, "how.region.2.why": {"Per provincia e struttura: quanti, quanti occupati, quanti attesi.", "By province and structure: how many, taken, expected."},
		"how.region.3": {"Conta i presenti", "Count those present"}, "how.region.3.why": {"Per un giorno qualunque, come si sapeva allora o come si sa oggi.", "On any day, as known then or as known today."},

		"how.interior":   {"L’Interno legge il censimento, riceve l’esito delle indagini familiari e lo dice al minore; un fascicolo si apre solo in emergenza.", "Interior reads the census, receives the result of tracings and tells the child; a casefile opens in an emergency only."},
		"how.interior.1": {"Guarda gli esiti da comunicare", "See the results to tell"}, "how.interior.1.why": {"Quando l’esito ti è inviato il minore va informato: tocca a te dirlo e scriverlo.", "When a result is sent to you the child has to be told: it is yours to do, and to write down."},
		"how.interior.2": {"Conta i presenti", "Count those present"}, "how.interior.2.why": {"Per un giorno e una divisione qualunque, senza nomi.", "On any day and by any cut, without names."},
		"how.interior.3": {"L’accesso d’emergenza", "Emergency access"}, "how.interior.3.why": {"Per proteggere un minore, per alcune ore: il servizio sociale e chi controlla sono avvisati subito.", "To protect a child, for some hours: the social service and the auditors are told at once."},

		"how.police":   {"La polizia cerca gli scomparsi, riceve gli avvisi di legge, e scrive che cosa decide dei permessi di soggiorno.", "The police look for the missing, receive the notices of the law, and write down what they decide on residence permits."},
		"how.police.1": {"Decidi sui permessi chiesti", "Decide on the permits asked for"}, "how.police.1.why": {"Chi aspetta da più tempo viene per primo; l’esito si scrive nel fascicolo.", "Those who have waited longest come first; the outcome is written in the casefile."},
		"how.police.2": {"Apri gli avvisi", "Open the notices"}, "how.police.2.why": {"Una denuncia di scomparsa arriva qui nel momento in cui è fatta.", "A report of a missing child comes here when it is made."},
		"how.police.3": {"L’accesso d’emergenza", "Emergency access"}, "how.police.3.why": {"Un minore trovato altrove, con il suo codice: si apre per alcune ore ciò che lo protegge.", "A child found elsewhere, by its code: what protects the child opens for some hours."},

		"how.prosecutor":   {"La procura presso il tribunale per i minorenni sa subito di ogni minore che si presenta o scompare nel distretto, e vede il fascicolo con la cartella sociale.", "The prosecutor at the juvenile court knows at once of every child who turns up or goes missing in the district, and sees the casefile with the social file."},
		"how.prosecutor.1": {"Apri gli avvisi", "Open the notices"}, "how.prosecutor.1.why": {"Presenza, scomparsa, dubbio sull’età: aprirli è annotato, con il tuo numero di protocollo.", "Presence, disappearance, doubt on the age: to open one is written down, with your protocol number."},
		"how.prosecutor.2": {"Guarda gli scomparsi", "See the missing"}, "how.prosecutor.2.why": {"Da quando, da dove, e se è stata fatta la denuncia.", "Since when, from where, and whether they were reported."},
		"how.prosecutor.3": {"Guarda chi è senza tutore", "See who has no guardian"}, "how.prosecutor.3.why": {"Da quanto aspettano, e quanti minori ha già ogni tutore.", "How long they have waited, and how many wards each guardian has."},

		"how.court":   {"Il tribunale per i minorenni nomina i tutori e decide sull’età: scrive qui i suoi decreti, e vede i minori del distretto.", "The juvenile court appoints guardians and decides on age: it writes its decrees here, and sees the children of the district."},
		"how.court.1": {"Guarda chi aspetta un tutore", "See who waits for a guardian"}, "how.court.1.why": {"Da quando è stato chiesto; accanto, quanti minori ha ogni tutore.", "Since when one was asked for; beside it, how many wards each guardian has."},
		"how.court.2": {"Apri gli avvisi", "Open the notices"}, "how.court.2.why": {"Ogni minore che si presenta nel distretto ti è segnalato; aprire è annotato.", "Every child who turns up in the district is notified to you; to open is written down."},
		"how.court.3": {"Scrivi un decreto", "Write down a decree"}, "how.court.3.why": {"Apri un fascicolo: nomina, fine della tutela ed età si registrano lì, con il numero del decreto.", "Open a casefile: appointment, end of a guardianship and age are recorded there, with the decree’s number."},

		"how.family-department":   {"Il Dipartimento per le politiche della famiglia legge il censimento: numeri e andamento, nessun nome.", "The Department for family policies reads the census: numbers and trends, no names."},
		"how.family-department.1": {"Conta i presenti", "Count those present"}, "how.family-department.1.why": {"Per un giorno qualunque, per età, sesso, cittadinanza e regione.", "On any day, by age, sex, citizenship and region."},
		"how.family-department.2": {"Guarda entrate e uscite", "See arrivals and departures"}, "how.family-department.2.why": {"Chi è arrivato e chi è uscito in un periodo, e perché.", "Who came and who left in a period, and why."},
		"how.family-department.3": {"Guarda i posti", "See the places"}, "how.family-department.3.why": {"Dove ci sono, e quanti sono occupati.", "Where they are, and how many are taken."},

		"how.tracing-partner":   {"Il partner cerca le famiglie per cui il Ministero gli ha affidato un’indagine: vede chi è il minore e la sua indagine, mai dove vive.", "The partner looks for the families whose tracing the Ministry has entrusted to it: it sees who the child is and the tracing, never where the child lives."},
		"how.tracing-partner.1": {"Apri un’indagine che tocca a te", "Open a tracing that is yours to act on"}, "how.tracing-partner.1.why": {"La prima pagina le elenca: in cima al fascicolo c’è che cosa fare.", "The first page lists them: what to do stands at the top of each."},
		"how.tracing-partner.2": {"Guarda quelle in mano ad altri", "See those in other hands"}, "how.tracing-partner.2.why": {"Chi deve rispondere, e da quando.", "Who has to answer, and since when."},
		"how.tracing-partner.3": {"Guarda le scadenze", "See the deadlines"}, "how.tracing-partner.3.why": {"Ogni passo ha un termine: i ritardi vengono per primi.", "Each step has a last day: what is late comes first."},

		"how.guardian":   {"Qui segui i minori di cui sei tutore, finché dura la tutela: dove sono, chi chiamare, le prossime date; annoti gli incontri e fai domande al servizio sociale.", "Here you follow the children whose guardian you are, for as long as you are: where they are, whom to call, the next dates; you note your meetings and ask the social service."},
		"how.guardian.1": {"Guarda i tuoi minori", "See your wards"}, "how.guardian.1.why": {"Accetta la nomina, annota un incontro o fai una domanda: la risposta arriva nella stessa pagina.", "Take up the office, note a meeting or ask a question: the answer comes to the same page."},
		"how.guardian.2": {"Guarda le scadenze", "See the deadlines"}, "how.guardian.2.why": {"Ciò che la legge vuole fatto per loro, e da chi.", "What the law wants done for them, and by whom."},
		"how.guardian.3": {"Leggi il testo per il minore", "Read the text for the child"}, "how.guardian.3.why": {"Che cosa è scritto di lui e quali diritti ha, in una lingua che capisce; nel fascicolo vedi anche chi l’ha guardato.", "What is written about the child and its rights, in a language it understands; the casefile also shows you who looked."},

		"how.auditor":   {"Chi controlla gli accessi vede chi ha guardato che cosa, quando e perché, e prova che nulla è stato tolto; non apre fascicoli.", "The auditor sees who looked at what, when and why, and proves that nothing was taken away; an auditor opens no casefile."},
		"how.auditor.1": {"Rivedi gli accessi d’emergenza", "Review the emergency accesses"}, "how.auditor.1.why": {"Chi, per quale minore, e con quale ragione.", "Who, for which child, and for what reason."},
		"how.auditor.2": {"Cerca nel registro degli accessi", "Search the record of access"}, "how.auditor.2.why": {"Per persona, ufficio, minore o periodo; anche la tua ricerca è annotata.", "By person, office, child or period; your search is written down too."},
		"how.auditor.3": {"Guarda la prova", "See the proof"}, "how.auditor.3.why": {"La verifica dice se una riga è stata cambiata, tolta o aggiunta.", "The verification says whether a line was changed, removed or put in."},
	}
}
