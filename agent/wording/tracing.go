package wording

import "faro.example/shared/pages"

// tracingWords are those of a mission's pages and of the forms of a family
// tracing; what every page says of a tracing alike is in package pages.
var tracingWords = pages.Words{
	"mission.title": {"Indagini affidate", "Tracings entrusted"},
	"mission.help":  {"Le indagini familiari affidate a questa missione. Se il minore ritira il consenso, l’indagine sparisce subito da qui.", "The family tracings entrusted to this mission. If the minor takes the consent back, the tracing disappears from here at once."},
	"mission.mine":  {"tocca a noi", "our turn"}, "mission.others": {"aspettano altri", "wait for others"},
	"mission.mine.list": {"Tocca a noi: %s", "Our turn: %s"}, "mission.mine.empty": {"Nessuna indagine aspetta questa missione.", "No tracing waits for this mission."},
	"mission.others.list": {"Aspettano altri: %s", "Wait for others: %s"}, "mission.others.empty": {"Nessuna.", "None."},
	"mission.agreement": {"Accordo in vigore: %s (%s).", "Agreement in force: %s (%s)."}, "mission.agreementuntil": {"Accordo in vigore: %s (%s), fino al %s.", "Agreement in force: %s (%s), until %s."},
	"mission.noagreement": {"Nessun accordo in vigore è noto qui: si porta a termine quello che è affidato, non si riceve altro.", "No agreement in force is known here: what is entrusted is brought to an end, and nothing more comes."},
	"col.where":           {"Dove si cerca", "Where"}, "col.step": {"A che punto è", "How far it is"}, "col.turn": {"A chi tocca", "Whose turn"}, "col.until": {"Entro il", "By"},

	"trace.title": {"Indagine familiare", "Family tracing"}, "trace.help": {"A che punto è, a chi tocca e che cosa è stato scritto. Il consenso si può ritirare in ogni momento: tutto si ferma subito, anche senza linea.", "How far it is, whose turn it is and what was written. Consent can be withdrawn at any time: everything stops at once, also without a line."},
	"trace.now": {"A che punto è", "How far it is"}, "trace.more": {"Si può anche", "You can also"}, "trace.about": {"Chi si cerca", "Who is sought"}, "trace.sought": {"Persone", "Persons"},
	"trace.asks-for": {"Che cosa si chiede", "What is asked"}, "trace.mind": {"Attenzione", "Mind"}, "trace.measures": {"Cautele", "Precautions"},
	"trace.yours": {"tocca a noi", "it is our turn"}, "trace.asked": {"c’è un chiarimento da dare", "a clarification is asked for"}, "trace.late": {"passato", "over"},
	"trace.reports": {"Relazioni", "Reports"}, "trace.report": {"%s, %s", "%s, %s"}, "trace.aside": {"corretta da una successiva", "corrected by a later one"},
	"trace.original": {"Testo del luogo, in %s", "Text of the field, in %s"}, "trace.translation": {"Traduzione in %s, di %s", "Translation into %s, by %s"},
	"trace.way": {"Tutto il percorso", "The whole way"}, "trace.line": {"Che cosa è stato scritto", "What was written"}, "trace.casefile": {"Il fascicolo", "The casefile"}, "trace.notice": {"Il testo da leggere al minore", "The text to read to the minor"},
	"trace.stopped.withdrawn": {"Il consenso è stato ritirato: tutto è fermo.", "Consent was withdrawn: everything has stopped."}, "trace.stopped.declined": {"Il minore non ha dato il consenso: non si cerca nessuno.", "The minor did not consent: nobody is looked for."},
	"trace.stopped.at-risk": {"C’è un rischio, o non si sa: non si cerca nessuno.", "There is a risk, or it is not known: nobody is looked for."}, "trace.stopped.closed": {"L’indagine è chiusa.", "The tracing is closed."},
	"trace.person": {"Persona cercata n. %s", "Person sought, no. %s"}, "trace.family": {"Il consenso della famiglia, prima di tutto", "The family’s consent, before all else"}, "trace.account": {"La relazione, nella lingua del luogo", "The report, in the language of the field"},
	"kinship.sibling": {"fratello o sorella", "brother or sister"}, "kinship.parent": {"genitore", "parent"}, "kinship.grandparent": {"nonno o nonna", "grandparent"},
	"kinship.aunt-uncle": {"zio o zia", "aunt or uncle"}, "kinship.cousin": {"cugino o cugina", "cousin"}, "kinship.spouse": {"coniuge", "spouse"}, "kinship.child": {"figlio o figlia", "child"},
	"kinship.other-relative": {"altro parente", "another relative"}, "kinship.companion": {"compagno di viaggio", "companion of the journey"},
	"casefile.tracings": {"Indagini familiari", "Family tracings"},

	"tracing-proposed.title": {"Indagine familiare proposta", "Family tracing proposed"}, "tracing-proposed.do": {"Indagine familiare", "Family tracing"}, "tracing-proposed.submit": {"Registra la proposta", "Record the proposal"},
	"tracing-proposed.help":   {"La propone chi ha la responsabilità genitoriale, o il servizio sociale del comune dove il minore risiede, nell’interesse del minore ed entro cinque giorni dal colloquio (legge 47/2017 art. 6). Non si comincia senza il consenso del minore.", "Whoever has parental responsibility proposes it, or the social service of the municipality where the minor resides, in the minor’s interest and within five days of the interview (law 47/2017 art. 6). Nothing begins without the minor’s consent."},
	"tracing-proposed.asker":  {"Chi la propone", "Who proposes it"},
	"tracing-proposed.reason": {"Perché è nell’interesse del minore", "Why it is in the minor’s interest"}, "field.interview": {"Giorno del colloquio", "Day of the interview"},
	"field.phone": {"Telefono", "Telephone"}, "tracing-proposed.where": {"Ultimo luogo noto", "Last known place"}, "tracing-proposed.country": {"Paese", "Country"}, "tracing-contacted.country": {"Paese", "Country"}, "tracing-reported.country": {"Paese", "Country"},

	"tracing-consented.title": {"Consenso all’indagine", "Consent to the tracing"}, "tracing-consented.do": {"Il minore dà il consenso", "The minor consents"}, "tracing-consented.submit": {"Registra il consenso", "Record the consent"},
	"tracing-consented.help": {"Vale se il minore ha capito che cosa si fa, a che cosa serve, e che può ritirarlo quando vuole.", "It counts if the minor has understood what is done, what for, and that it can be taken back at any time."},
	"tracing-declined.title": {"Consenso non dato", "Consent not given"}, "tracing-declined.do": {"Il minore non dà il consenso", "The minor does not consent"}, "tracing-declined.submit": {"Registra che non consente", "Record that there is no consent"},
	"tracing-declined.help":   {"Il motivo non è chiesto: scrivilo solo se il minore lo dice.", "No reason is asked for: write it only if the minor says one."},
	"tracing-withdrawn.title": {"Consenso ritirato", "Consent withdrawn"}, "tracing-withdrawn.do": {"Il consenso è ritirato", "Consent is withdrawn"}, "tracing-withdrawn.submit": {"Registra il ritiro", "Record the withdrawal"},
	"tracing-withdrawn.help":  {"Da qui l’indagine si ferma subito, anche senza linea; gli altri lo sanno appena la linea torna. Il motivo non è chiesto.", "From here the tracing stops at once, also without a line; the others know as soon as the line is back. No reason is asked for."},
	"tracing-consented.asker": {"Chi lo dice", "Who says it"}, "tracing-declined.asker": {"Chi lo dice", "Who says it"}, "tracing-withdrawn.asker": {"Chi lo dice", "Who says it"},
	"field.unheard": {"Perché il minore stesso non è sentito", "Why the minor itself is not heard"}, "field.unheard.hint": {"Solo se il minore non è tra chi lo dice", "Only if the minor is not among who says it"},
	"tracing-declined.reason": {"Motivo, se detto", "Reason, if one was given"}, "tracing-withdrawn.reason": {"Motivo, se detto", "Reason, if one was given"},
	"field.mediator": {"Con quale mediatore", "With which mediator"}, "field.mediator.hint": {"O perché non serviva", "Or why none was needed"}, "field.presence": {"In presenza di", "In the presence of"},
	"field.withdraw": {"Ritiro", "Withdrawal"}, "withdraw.yes": {"Sa che il consenso si può ritirare in ogni momento", "Knows that consent can be withdrawn at any time"},

	"tracing-asked.title": {"Chiarimento chiesto", "Clarification asked for"}, "tracing-asked.do": {"Chiedi un chiarimento", "Ask for a clarification"}, "tracing-asked.submit": {"Registra la domanda", "Record the question"},
	"tracing-asked.help": {"Finché non c’è risposta tocca a chi è interpellato.", "Until there is an answer it is the turn of who is asked."}, "tracing-asked.to": {"A chi", "Whom"}, "field.asks": {"Che cosa si chiede", "What is asked"},
	"tracing-answered.title": {"Chiarimento dato", "Clarification given"}, "tracing-answered.do": {"Rispondi al chiarimento", "Answer the clarification"}, "tracing-answered.submit": {"Registra la risposta", "Record the answer"},
	"tracing-answered.help": {"La risposta arriva a chi ha chiesto.", "The answer goes to who asked."}, "tracing-answered.question": {"Quale domanda", "Which question"}, "field.says": {"Risposta", "Answer"},

	"tracing-contacted.title": {"Passo sul campo", "Step in the field"}, "tracing-contacted.do": {"Registra un passo sul campo", "Record a step in the field"}, "tracing-contacted.submit": {"Registra il passo", "Record the step"},
	"tracing-contacted.help":  {"Una visita, una telefonata, un incontro in un luogo sicuro, anche in un terzo Paese. Prima di scrivere quello che la famiglia dice serve il suo consenso.", "A visit, a call, a meeting at a safe place, in a third country too. Before what the family says is written its consent is needed."},
	"tracing-contacted.where": {"Luogo", "Place"}, "tracing-contacted.note": {"Come è andata", "How it went"}, "tracing-contacted.note.hint": {"Nulla di quello che la famiglia ha detto", "Nothing of what the family said"},
	"tracing-contacted.asker": {"Chi della famiglia acconsente", "Who of the family consents"}, "tracing-contacted.interview": {"Che cosa ha detto la famiglia", "What the family said"},
	"field.means": {"Come", "How"}, "field.finding": {"Esito", "Outcome"}, "field.persons": {"Di chi si tratta", "Who it is about"},

	"tracing-reported.title": {"Relazione sulla famiglia", "Report on the family"}, "tracing-reported.do": {"Scrivi la relazione", "Write the report"}, "tracing-reported.submit": {"Registra la relazione", "Record the report"},
	"tracing-reported.help":  {"Nella lingua del luogo; quello che scrivi resta conservato anche a metà, su questo computer. Se ne corregge una, serve l’accordo di chi è interessato.", "In the language of the field; what you write is kept half way too, on this machine. If it corrects one, whoever is concerned has to agree."},
	"tracing-reported.asker": {"Chi della famiglia acconsente", "Who of the family consents"}, "field.reportlang": {"Lingua del testo", "Language of the text"},

	"tracing-translated.title": {"Relazione tradotta e chiusa", "Report translated and finalised"}, "tracing-translated.do": {"Traduci e chiudi la relazione", "Translate and finalise the report"}, "tracing-translated.submit": {"Registra la traduzione", "Record the translation"},
	"tracing-translated.help": {"Il testo del luogo resta accanto alla traduzione.", "The text of the field stays beside the translation."}, "field.translator": {"Chi ha tradotto", "Who translated"},
}
