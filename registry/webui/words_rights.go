package webui

import "faro.example/shared/pages"

// rightsWords are those of what is asked by right, and of consents.
func rightsWords() pages.Words {
	return pages.Words{
		"rights.title": {"Diritti e consensi", "Rights and consents"},
		"help.rights":  {"Chi può chiedere, chi risponde, entro quando: un mese dalla richiesta, tre se la persona è avvisata del motivo entro il primo (regolamento (UE) 2016/679 art. 12). Sotto, i consensi dati e revocati e che cosa permettono.", "Who can ask, who answers, by when: a month after it was asked, three if the person is told why within the first (regulation (EU) 2016/679 art. 12). Below, the consents given and taken back, and what each lets flow."},
		"group.rights": {"Diritti sui dati", "Rights over the data"},

		"rights.none": {"Nessuno ha chiesto nulla.", "Nobody has asked for anything."}, "rights.cases": {"Richieste", "Requests"},
		"rights.state": {"A che punto è", "How it stands"}, "rights.due": {"entro il %s", "by %s"}, "rights.asked": {"Che cosa si chiede", "What is asked"},
		"rights.decided": {"Decisione", "Decision"}, "rights.copy": {"Apri la copia (pagina, PDF, dati)", "Open the copy (page, PDF, data)"},
		"rights.do.open": {"Rispondi", "Answer"}, "rights.do.to-do": {"Segna come eseguita", "Mark as carried out"}, "rights.do.in-force": {"Revoca la limitazione", "Lift the restriction"},
		"rights.recipients": {"A chi erano stati mostrati (art. 19)", "Who had been shown it (art. 19)"}, "rights.byfeed": {"riceve la scrittura nuova con l’aggiornamento", "is brought the new record by the feed"},
		"rights.bynotice": {"comunicazione del %s: da avvisare", "notice of %s: to be told"},
		"rights.machine":  {"programma %s", "installation %s"}, "rights.held.in-scope": {"tiene il fascicolo: riceve la scrittura nuova da sé", "holds the casefile: is brought the new record by itself"},
		"rights.held.left": {"lo teneva fino a meno di 30 giorni fa: può averne una copia", "held it until less than 30 days ago: may have a copy"}, "rights.held.wrote": {"ne ha scritto: tiene le scritture sue", "wrote about it: has its own records"},
		"rights.restricted": {"Dati limitati (art. 18): %s, dal %s. Si conservano e si usano solo per la protezione del minore.", "Restricted data (art. 18): %s, since %s. They are kept, and used for the child’s protection alone."},
		"rights.why":        {"Perché, e che cosa si ferma", "Why, and what stops"},
		"rights.step.open":  {"Rispondere alla richiesta: %s", "Answer the request: %s"}, "rights.step.to-do": {"Eseguire quello che è stato accolto: %s", "Carry out what was granted: %s"},

		"flows.caption": {"Che cosa ferma la limitazione", "What the restriction stops"}, "flows.use": {"Uso", "Use"}, "flows.does": {"Con questa limitazione", "Under this restriction"}, "flows.source": {"Fonte", "Source"},
		"flows.goes": {"continua", "goes on"}, "flows.stops": {"si ferma", "stops"},
		"flow.tracing-partner": {"chi cerca la famiglia vede il minore", "who traces the family sees the child"}, "flow.candidates": {"confronto con altri fascicoli, salvo il Ministero", "shown beside other casefiles, but to the Ministry"},
		"flow.lists": {"confronto con gli elenchi degli enti", "comparison with lists of institutions"},
		"flow.host":  {"la struttura che accoglie", "the structure that hosts"}, "flow.custodian": {"il servizio sociale che ha in carico", "the social service in custody"},
		"flow.presence": {"dove sta, presenze e conteggi", "where the child is, presence and counts"}, "flow.alarm": {"ricerca di chi è scomparso", "the search for who is missing"},
		"flow.notices": {"comunicazioni dovute per legge", "notices that the law asks for"}, "flow.judges": {"tribunale e procura", "court and prosecutor"},
		"cites.restriction": {"regolamento (UE) 2016/679 art. 18", "regulation (EU) 2016/679 art. 18"}, "cites.safety": {"legge 47/2017 art. 1; regolamento (UE) 2016/679 art. 18 par. 2", "law 47/2017 art. 1; regulation (EU) 2016/679 art. 18 par. 2"},
		"cites.duty": {"obbligo di legge; regolamento (UE) 2016/679 art. 18 par. 2", "legal duty; regulation (EU) 2016/679 art. 18 par. 2"},

		"consents.caption": {"Consensi", "Consents"}, "consents.none": {"Nessun consenso è scritto in questo fascicolo.", "No consent is written in this casefile."},
		"consents.to": {"A che cosa", "To what"}, "consents.given": {"Dato il", "Given on"}, "consents.state": {"Vale", "Stands"}, "consents.flows": {"Che cosa permette", "What it lets flow"},
		"consents.stands": {"vale", "stands"}, "consents.withdrawn": {"revocato", "taken back"}, "consents.back": {"Revoca", "Take it back"}, "consents.page": {"Apri l’indagine", "Open the tracing"},
		"consents.tracing": {"indagine sulla famiglia", "tracing of the family"}, "consents.tracing.flows": {"Chi cerca la famiglia vede il minore e l’indagine.", "Who traces the family sees the child and the tracing."},
		"consents.tracing.stopped": {"L’indagine è ferma; chi la svolgeva non vede più il minore.", "The tracing has stopped; who had it in hand sees the child no more."},
		"consents.family":          {"racconto della famiglia", "what the family tells"}, "consents.family.flows": {"La relazione si conserva e si legge nel fascicolo.", "The report is kept, and read in the casefile."},
		"consents.family.stopped": {"La relazione la legge solo il Ministero.", "The Ministry alone reads the report."},
		"consents.photograph":     {"fotografia nella cartella", "photograph in the social file"}, "consents.photograph.flows": {"La fotografia si mostra a chi legge la cartella.", "The photograph is shown to who reads the social file."},
		"consents.photograph.stopped": {"La fotografia non si mostra e non si scarica più.", "The photograph is not shown and not downloaded any more."},

		"form.right-ask":           {"Chiede un diritto sui dati", "Asks for a right over the data"},
		"form.right-ask.says":      {"Accesso, rettifica, limitazione, cancellazione o opposizione (regolamento (UE) 2016/679 art. 15-21). La risposta è dovuta entro un mese. Per la rettifica indica la scrittura, il valore e chi è d’accordo.", "Access, rectification, restriction, erasure or objection (regulation (EU) 2016/679 art. 15 to 21). The answer is due within a month. To have something put right, name the record, the value and who agreed."},
		"form.right-withdraw":      {"Revoca un consenso", "Takes a consent back"},
		"form.right-withdraw.says": {"Il consenso si revoca con la stessa facilità con cui è dato, e vale da subito (art. 7 par. 3). Quello che era stato fatto prima resta lecito.", "A consent is taken back as easily as it was given, and at once (art. 7 par. 3). What was done before remains lawful."},
		"form.right-answer":        {"Risponde alla richiesta", "Answers the request"},
		"form.right-answer.says":   {"Se non accogli tutto scrivi il motivo, e informa del reclamo al Garante e del ricorso al giudice (art. 12 par. 4). La proroga di due mesi si comunica entro il primo. Una limitazione si revoca dopo avere avvisato (art. 18 par. 3).", "Where not all is granted write the reason, and tell of the complaint to the Garante and of going to court (art. 12 par. 4). Two months more are told within the first. A restriction is lifted once the person was told (art. 18 par. 3)."},
		"form.right-rectify":       {"Rettifica quello che è stato accolto", "Put right what was granted"},
		"form.right-rectify.says":  {"La scrittura nuova chiude la richiesta; quella di prima resta da leggere. La ricevono da sé tutti quelli che tengono il fascicolo.", "The new record closes the request; the one before remains to be read. All who hold the casefile are brought it by itself."},
		"right.asks":               {"Chiesto: %s.", "Asked for: %s."},

		"right.field.right": {"Diritto", "Right"}, "right.field.by": {"Chi lo chiede", "Who asks"}, "right.field.identified": {"Come è stato identificato", "How it is known who asks"},
		"right.field.identified.hint": {"Per esempio: conosciuto in struttura; decreto di nomina; delega.", "For example: known at the structure; decree of appointment; mandate."},
		"right.field.language":        {"Lingua della risposta", "Language of the answer"}, "right.field.language.hint": {"Una sigla, come fr o ar.", "A tag, such as fr or ar."},
		"right.field.about": {"Su quale parte", "About which part"}, "right.field.about.hint": {"Niente: tutto il fascicolo.", "Nothing: the whole casefile."},
		"right.field.record": {"Scrittura", "Record"}, "right.field.record.hint": {"Serve per la rettifica.", "Needed to have something put right."},
		"right.field.says": {"Con quali parole", "In which words"}, "right.field.value": {"Che cosa scrivere invece", "What is to stand instead"}, "right.field.value.hint": {"Solo per la rettifica.", "Only to have something put right."},
		"right.field.outcome": {"Esito", "Outcome"}, "right.field.reason": {"Motivo", "Reason"}, "right.field.complaint": {"Informato del reclamo e del ricorso", "Told of the complaint and of going to court"},
		"right.field.told": {"Persona avvisata il", "Person told on"},

		"mine.looks": {"Chi ha guardato il tuo fascicolo", "Who looked at your file"}, "mine.looks.note": {"%s, %d volte", "%s, %d times"},
		"mine.omitted":  {"Che cosa manca in questa copia", "What is left out of this copy"},
		"mine.others":   {"Sono omessi i recapiti dei parenti e i nomi delle persone che hanno guardato: sono dati di altri (regolamento (UE) 2016/679 art. 15 par. 4).", "Where relatives live and the names of the persons who looked are left out: they are others’ data (regulation (EU) 2016/679 art. 15 par. 4)."},
		"mine.complain": {"Se non sei d’accordo puoi chiedere di correggere, limitare o cancellare, e puoi fare reclamo al Garante per la protezione dei dati personali (art. 77).", "If you do not agree you can ask to have it put right, restricted or erased, and complain to the Garante (art. 77)."},
		"paper.data":    {"Scarica i dati (JSON)", "Download the data (JSON)"},
	}
}
