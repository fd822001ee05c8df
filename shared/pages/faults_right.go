package pages

// rightInItalian are what is wrong with what is asked by right, and decided, in
// Italian.
var rightInItalian = map[string]string{
	"not one of the rights": "non è uno dei diritti", "use access, rectification, restriction, erasure, objection or withdrawal": "scegli accesso, rettifica, limitazione, cancellazione, opposizione o revoca",
	"not who can ask": "non è chi può chiederlo", "use minor, guardian, provisional, relatives, lawyer or grown-up": "scegli minore, tutore, tutela provvisoria, familiari, avvocato o maggiorenne",
	"say how it is known who asks": "scrivi come si sa chi lo chiede", "name the record that it is about": "indica la scrittura di cui si tratta", "name the section of the record": "indica la sezione della scrittura",
	"write down what is asked, in the asker's own words": "scrivi che cosa si chiede, con le parole di chi chiede", "write what is to stand instead": "scrivi che cosa deve starci invece",
	"neither who agreed nor why not yet": "né chi è d’accordo né perché non ancora", "say who agreed, when and in which language, or why nobody has yet": "scrivi chi è d’accordo, quando e in quale lingua, o perché ancora nessuno",
	"only of what is to be put right": "solo di quello che va rettificato", "name the record that asked": "indica la richiesta",
	"not one of the outcomes": "non è uno degli esiti", "use granted, part, refused, extended, done or lifted": "scegli accolta, in parte, respinta, prorogata, eseguita o revocata",
	"say why: the person is told the reason (regulation (EU) 2016/679 art. 12)": "scrivi perché: alla persona si dice il motivo (regolamento (UE) 2016/679 art. 12)",
	"was not told where to complain":                                            "non è stato informato del reclamo", "tell of the complaint to the Garante and of going to court (regulation (EU) 2016/679 art. 12 par. 4)": "informa del reclamo al Garante e del ricorso al giudice (regolamento (UE) 2016/679 art. 12 par. 4)",
	"tell the person first, and say on which day (regulation (EU) 2016/679 art. 12 par. 3 and 18 par. 3)": "avvisa prima la persona, e scrivi in che giorno (regolamento (UE) 2016/679 art. 12 par. 3 e 18 par. 3)",
	"of what is not carried out": "di quello che non è eseguito", "no such case of this child": "nessuna richiesta così di questo minore", "open the casefile again, and choose the case": "riapri il fascicolo e scegli la richiesta",
	"a consent that is taken back waits for nobody's decision (regulation (EU) 2016/679 art. 7 par. 3)": "un consenso revocato non aspetta la decisione di nessuno (regolamento (UE) 2016/679 art. 7 par. 3)", "nothing is to be decided": "non c’è nulla da decidere",
	"before it was asked": "prima della richiesta", "check the day": "controlla il giorno", "after the decision": "dopo la decisione", "the person is told first": "la persona va avvisata prima",
	"no restriction that is in force": "nessuna limitazione in vigore", "only what was restricted is lifted": "si revoca solo quello che è limitato",
	"answered, or put off once already (regulation (EU) 2016/679 art. 12 par. 3)": "già decisa, o già prorogata una volta (regolamento (UE) 2016/679 art. 12 par. 3)", "answer it": "rispondi",
	"not within a month of being asked (regulation (EU) 2016/679 art. 12 par. 3)": "non entro un mese dalla richiesta (regolamento (UE) 2016/679 art. 12 par. 3)",
	"nothing was granted that is still to be carried out":                         "non c’è nulla di accolto da eseguire", "decide the case first": "prima decidi la richiesta", "name the record that puts it right": "indica la scrittura che rettifica",
	"nobody has agreed to the value yet (regulation (EU) 2016/679 art. 16; law 47/2017 art. 15)":           "ancora nessuno è d’accordo sul valore (regolamento (UE) 2016/679 art. 16; legge 47/2017 art. 15)",
	"agree upon it with the person concerned, and write down what is asked anew":                           "concordalo con la persona interessata, e riscrivi la richiesta",
	"the law has the register kept still (regulation (EU) 2016/679 art. 17 par. 3 b; DPR 231/2023 art. 9)": "la legge fa conservare ancora il registro (regolamento (UE) 2016/679 art. 17 par. 3 b; DPR 231/2023 art. 9)",
	"refuse it and say until when, or restrict it; one record that should not be there is struck out":      "respingila e scrivi fino a quando, o limita l’uso; una scrittura che non deve esserci si elimina",
	"no such record of this child in that section":                                                         "nessuna scrittura così di questo minore in quella sezione", "choose the record on the page of the casefile": "scegli la scrittura nella pagina del fascicolo",
	"no section of the casefile": "non è una sezione del fascicolo", "choose the section from the list": "scegli la sezione dall’elenco",
	"not of age yet: the child itself asks, or who speaks for it": "non è ancora maggiorenne: chiede il minore, o chi parla per lui", "check who asks, and the birth date": "controlla chi chiede, e la data di nascita",
	"a guardian asks in its own name, or in that of the child": "il tutore chiede a proprio nome, o a nome del minore", "choose the guardian or the child": "scegli il tutore o il minore",
	"another office answers what is asked by right: the social service in custody, else the Ministry": "risponde un altro ufficio: il servizio sociale che ha la presa in carico, altrimenti il Ministero", "let that office decide": "lascia decidere quell’ufficio",
	"no such record of this child": "nessuna scrittura così di questo minore",
}
