package webui

import (
	"faro.example/shared/pages"
	"faro.example/shared/pages/chart"
)

// passage is some text in both languages, with the source that it rests on.
type passage struct {
	id     string
	title  pages.Word
	text   []pages.Word
	list   []pages.Word
	source pages.Word
}

// section is a passage in one language.
type section struct {
	ID, Title  string
	Text, List []string
	Source     string
}

func (g *guest) prose(all []passage) []section {
	in := func(w pages.Word) string {
		if g.l == pages.English {
			return w[1]
		}
		return w[0]
	}
	out := make([]section, len(all))
	for i, p := range all {
		s := section{ID: p.id, Title: in(p.title), Source: in(p.source)}
		for _, w := range p.text {
			s.Text = append(s.Text, in(w))
		}
		for _, w := range p.list {
			s.List = append(s.List, in(w))
		}
		out[i] = s
	}
	return out
}

// proseBody is a page of text.
type proseBody struct {
	Prose  []section
	Terms  []pages.Item
	Figure chart.Figure
	After  []section
}

func (g *guest) law() error { return g.show("law", "law.title", proseBody{Prose: g.prose(lawProse())}) }

// lawProse is the legal framework in short, with the articles that it rests on.
func lawProse() []passage {
	return []passage{
		{id: "who", title: pages.Word{"Chi è un minore straniero non accompagnato", "Who an unaccompanied foreign minor is"},
			text: []pages.Word{{
				"Chi ha meno di diciotto anni, non è cittadino italiano o dell’Unione europea o è apolide, e si trova per qualsiasi causa in Italia senza i genitori o altri adulti che per legge ne siano responsabili.",
				"Somebody under eighteen, not a citizen of Italy or of the European Union, or stateless, who is in Italy for whatever reason without parents or other adults responsible for them by law."}},
			source: pages.Word{"Legge 7 aprile 2017, n. 47, articolo 2", "Law 47 of 7 April 2017, article 2"}},
		{id: "border", title: pages.Word{"Nessun respingimento alla frontiera", "No rejection at the border"},
			text: []pages.Word{{
				"Un minore straniero non accompagnato non può essere respinto alla frontiera in nessun caso. Nel dubbio sull’età, è considerato minore.",
				"An unaccompanied foreign minor is never rejected at the border. Where the age is in doubt, the person is presumed to be a minor."}},
			source: pages.Word{"Legge 47/2017, articoli 3 e 5", "Law 47/2017, articles 3 and 5"}},
		{id: "permits", title: pages.Word{"I permessi di soggiorno", "Residence permits"},
			text: []pages.Word{{
				"Il minore ha diritto a un permesso di soggiorno, valido fino alla maggiore età:",
				"The minor has a right to a residence permit, valid until majority:"}},
			list: []pages.Word{
				{"per minore età: lo chiede il minore stesso, o chi ne ha la responsabilità, anche prima che sia nominato un tutore;",
					"for minor age: asked for by the minor, or by whoever has parental responsibility, even before a guardian is appointed;"},
				{"per motivi familiari: se ha meno di quattordici anni ed è affidato a un cittadino italiano, o sotto la sua tutela, e convive con lui; da quattordici anni, anche se l’affidatario o tutore è uno straniero regolarmente soggiornante.",
					"for family reasons: under fourteen, if entrusted to or under the guardianship of an Italian citizen with whom the child lives; from fourteen, also of a regularly resident foreigner with whom the child lives."},
				{"Restano possibili gli altri permessi, tra cui quelli per protezione internazionale.", "Other permits remain possible, among them those of international protection."},
			},
			source: pages.Word{"Legge 47/2017, articolo 10", "Law 47/2017, article 10"}},
		{id: "majority", title: pages.Word{"Alla maggiore età", "At majority"},
			text: []pages.Word{{
				"A diciotto anni il permesso può essere convertito, con il parere del Ministero. Il tribunale per i minorenni può disporre che l’affidamento ai servizi sociali prosegua oltre la maggiore età (prosieguo amministrativo).",
				"At eighteen the permit can be converted, with the opinion of the Ministry. The juvenile court can order that care by the social services goes on beyond majority (prosieguo amministrativo)."}},
			source: pages.Word{"Decreto legislativo 286/1998, articolo 32; legge 47/2017, articolo 13", "Legislative decree 286/1998, article 32; law 47/2017, article 13"}},
		{id: "registry", title: pages.Word{"Che cos’è il registro", "What the registry is"},
			text: []pages.Word{
				{"Il sistema informativo nazionale dei minori non accompagnati (SIM) censisce la loro presenza sul territorio e ne segue gli spostamenti: dove sono collocati, e quali servizi sociali li hanno in carico. È del Ministero del Lavoro e delle Politiche Sociali; un regolamento ne dice i dati, chi vi accede e per quanto tempo.",
					"The national information system of unaccompanied minors (SIM) is the census of their presence and follows their movements: where they are placed, and which social services have them in their care. It is the Ministry of Labour and Social Policies’; a regulation says which data it holds, who has access and for how long."},
				{"Vi accedono soltanto l’autorità giudiziaria, l’autorità di pubblica sicurezza, le Regioni e le Province autonome, gli enti locali, le prefetture e i dipartimenti competenti. Chi guarda il fascicolo di un minore lascia sempre una traccia, con il motivo.",
					"Access is for the judicial authority, public security, Regions and autonomous Provinces, local bodies, prefectures and the competent departments alone. Whoever looks at a minor’s casefile always leaves a line, with the reason."},
				{"I dati si conservano fino alla maggiore età o alla fine del prosieguo, poi per cinque anni al più; quindi sono cancellati o resi anonimi. Fuori dal registro escono solo dati anonimi o aggregati: quelli di questo sito.",
					"Data are kept until majority or the end of continued care, then for five years at most; after that they are deleted or made anonymous. Only anonymous or aggregated data leave the registry: those of this site."},
			},
			source: pages.Word{"Legge 47/2017, articolo 9; decreto del Presidente della Repubblica 27 dicembre 2023, n. 231, articoli 9 e 11", "Law 47/2017, article 9; presidential decree 231 of 27 December 2023, articles 9 and 11"}},
		{id: "guardian", title: pages.Word{"Il tutore", "The guardian"},
			text: []pages.Word{{
				"A ogni minore il tribunale per i minorenni nomina un tutore; fino alla nomina ne esercita i compiti, in via provvisoria, il responsabile della struttura di accoglienza. Un tutore volontario segue di regola non più di tre minori.",
				"The juvenile court appoints a guardian for each minor; until then the head of the reception structure holds the office provisionally. A volunteer guardian as a rule has no more than three minors."}},
			source: pages.Word{"Legge 47/2017, articoli 6 e 11; decreto legislativo 142/2015, articolo 19", "Law 47/2017, articles 6 and 11; legislative decree 142/2015, article 19"}},
	}
}

// tracing says what the tracing of a family is, step by step.
func (g *guest) tracing() error {
	body := proseBody{Prose: g.prose(tracingProse()), Figure: chart.Tracing(g.l, "f-tracing", nil), After: g.prose(tracingRules())}
	return g.show("tracing", "tracing.title", body)
}

func (g *guest) of(w pages.Word) string {
	if g.l == pages.English {
		return w[1]
	}
	return w[0]
}

func tracingProse() []passage {
	return []passage{{id: "what", title: pages.Word{"Che cosa sono le indagini familiari", "What family tracing is"},
		text: []pages.Word{{
			"Cercare la famiglia di un minore, nel suo paese o in un altro, per sapere dov’è e in quale situazione vive: serve a decidere, con il minore, ciò che è meglio per lui. Dal 2008 le svolge per il Ministero l’Organizzazione internazionale per le migrazioni (OIM).",
			"To look for a minor’s family, in the country of origin or in another, and to learn where it is and how it lives: so as to decide, with the minor, what is best for him or her. Since 2008 the International Organization for Migration (IOM) has done it for the Ministry."}},
		source: pages.Word{"Legge 47/2017, articolo 6; decreto legislativo 142/2015, articolo 19", "Law 47/2017, article 6; legislative decree 142/2015, article 19"}}}
}

func tracingRules() []passage {
	return []passage{{id: "rules", title: pages.Word{"Le regole", "The rules"},
		list: []pages.Word{
			{"I dati sono riservati e integri; ogni correzione è concordata con la persona.", "Data are confidential and whole; every correction is agreed with the person."},
			{"La persona sa a che cosa servono, e lo scopo è lecito.", "The person knows what they are for, and the purpose is lawful."},
			{"Di un possibile ritorno si parla solo se il minore lo chiede ed è nel suo interesse.", "A possible return is spoken of only if the minor asks and it is in his or her interest."},
		}}}
}

// dataProse says how the open data may be used.
func dataProse() []passage {
	return []passage{
		{id: "licence", title: pages.Word{"Come si usano", "How they are used"},
			text: []pages.Word{
				{"Ogni pubblicazione è anche un insieme di dati che una macchina legge: CSV con lo schema delle colonne, JSON, e i metadati secondo DCAT-AP_IT. Gli indirizzi non cambiano. L’impronta SHA-256 accanto a ogni file permette di verificare che è quello pubblicato.",
					"Every publication is also data that a machine reads: CSV with the schema of its columns, JSON, and metadata by DCAT-AP_IT. Addresses do not change. The SHA-256 digest beside each file lets you check that it is the one published."},
				{"Si possono riusare citando la fonte: Ministero del Lavoro e delle Politiche Sociali, registro dei minori non accompagnati (CC BY 4.0).",
					"They may be reused naming the source: Ministry of Labour and Social Policies, register of unaccompanied minors (CC BY 4.0)."},
			}},
		{id: "withheld", title: pages.Word{"Perché alcuni numeri mancano", "Why some numbers are missing"},
			text: []pages.Word{{
				"Un numero molto piccolo potrebbe far riconoscere un minore: non si pubblica, e con esso mancano altri numeri da cui si potrebbe ricavare, anche da altre tabelle o dai mesi prima. Una casella vuota con “withheld” non vuol dire zero.",
				"A very small number could lead to a child: it is not published, nor are others from which it could be worked out, in other tables or in the months before. An empty cell marked “withheld” does not mean zero."}}},
	}
}

// definitions says what the words and the numbers mean.
func (g *guest) definitions() error {
	var terms []pages.Item
	for _, d := range definitions() {
		terms = append(terms, pages.Item{Term: g.of(d[0]), Values: []pages.Cell{{Text: g.of(d[1])}}})
	}
	return g.show("definitions", "definitions.title", proseBody{Terms: terms})
}

func definitions() [][2]pages.Word {
	return [][2]pages.Word{
		{{"Presente in un giorno", "Present on a day"}, {"Chi è in accoglienza alla fine di quel giorno, ora italiana: il giorno dell’arrivo conta, quello della partenza no. Chi è in viaggio tra due strutture è contato dove è partito.", "Whoever is in reception at the end of that day, Italian time: the day of arrival counts, that of departure does not. Whoever is on the way between two structures is counted where they left."}},
		{{"Irreperibile", "Missing"}, {"Chi si è allontanato e non è stato ritrovato. Non è tra i presenti: è contato a parte.", "Whoever went missing and was not found. Not among those present: counted apart."}},
		{{"Noto in un giorno", "Known on a day"}, {"Ciò che era scritto nel registro alla fine di quel giorno. Una notizia che arriva dopo cambia il numero di giorni passati: il numero pubblicato resta, e accanto c’è quello che si conosce oggi.", "What was written in the registry at the end of that day. News that comes later changes the number of days past: the published number stays, and beside it stands what is known today."}},
		{{"Età", "Age"}, {"Gli anni compiuti in quel giorno. Di chi attende l’identificazione è scritto il 1º gennaio: per questo in gennaio molti diventano maggiorenni insieme.", "Years of age on that day. Those who wait to be identified are given the 1st of January: so in January many come of age together."}},
		{{"Cittadinanza", "Citizenship"}, {"Quella dichiarata o documentata; “apolide” è un valore. Le prime 35 hanno il loro nome, le rimanenti sono “altre”.", "As declared or documented; “stateless” is a value. The first 35 are named, the rest are “other”."}},
		{{"Regione", "Region"}, {"Quella della struttura in cui il minore è accolto: diciannove regioni e le Province autonome di Trento e di Bolzano.", "That of the structure where the minor is received: nineteen regions and the autonomous Provinces of Trento and Bolzano."}},
		{{"Non attribuito", "Not attributed"}, {"Ciò che nessuna registrazione dice. È una parte come le altre: le parti sommate fanno sempre il totale.", "What no record says. It is a part like the others: the parts always add up to the total."}},
		{{"Sbarco, rintraccio", "Landing, found"}, {"Come il minore è arrivato: dal mare, o trovato sul territorio (aeroporto, porto, frontiera, interno).", "How the minor came: by sea, or found on the territory (airport, port, land border, inside)."}},
		{{"Accoglienza", "Reception"}, {"Prima accoglienza, seconda accoglienza, strutture temporanee o straordinarie, famiglia.", "First reception, second reception, temporary or extraordinary structures, private family."}},
		{{"Uscita", "Exit"}, {"La fine della competenza del Ministero: maggiore età, fine del prosieguo, ricongiungimento, ricollocazione, ritorno volontario, affidamento a parenti, accertata maggiore età, non solitudine, decesso.", "The end of the Ministry’s competence: majority, end of continued care, family reunification, relocation, voluntary return, entrusted to relatives, found to be adult, found not unaccompanied, death."}},
		{{"Non pubblicato", "Withheld"}, {"Un numero troppo piccolo per essere detto, o da cui se ne ricaverebbe uno. Non vuol dire zero.", "A number too small to be told, or from which one could be worked out. It does not mean zero."}},
		{{"Quota", "Share"}, {"La parte del totale, con un decimale; le quote sommate fanno 100.", "The part of the total, with one decimal; shares add up to 100."}},
		{{"Eurostat", "Eurostat"}, {"I dati per l’ufficio statistico dell’Unione: per cittadinanza, età e sesso, arrotondati al 5 più vicino.", "Data for the Union’s statistical office: by citizenship, age and sex, rounded to the nearest 5."}},
	}
}
