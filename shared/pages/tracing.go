package pages

// The parties of a tracing, as its drawing has them: in the order of its lanes.
const (
	Asker        = "asker"    // the social services, or whoever has parental responsibility
	TracedMinor  = "minor"    // who consents, and is told
	AtMinistry   = "ministry" // which receives, assesses, entrusts and forwards
	AtPartner    = "partner"  // who looks for the family: IOM, in Rome and at its missions
	TracedFamily = "family"
)

// TracingParties lists them.
func TracingParties() []string {
	return []string{Asker, TracedMinor, AtMinistry, AtPartner, TracedFamily}
}

// TracingStep is a step of a tracing for people to read: what is done, by whom,
// and what else there is to say of it.
type TracingStep struct {
	Name             string // of the step that is reached by it, as package tracing has it; agreed is of the family
	Party            string
	What, Whom, More Word
}

// TracingSteps are the steps of the tracing of a family in their order (law
// 47/2017 art. 6). They are drawn and told everywhere from this one list.
func TracingSteps() []TracingStep {
	return []TracingStep{
		{"proposed", Asker, Word{"L’indagine è proposta", "Tracing is proposed"},
			Word{"I servizi sociali del comune dove vive il minore, o chi ne ha la responsabilità genitoriale", "The social services of the municipality where the minor lives, or who has parental responsibility"},
			Word{"Entro cinque giorni dal colloquio; si dice chi si cerca e in quale paese.", "Within five days of the interview; it says who is sought, and in which country."}},
		{"consented", TracedMinor, Word{"Il minore è informato e dà il consenso", "The minor is informed and consents"},
			Word{"Il minore, con chi ne ha la responsabilità", "The minor, with whoever is responsible"},
			Word{"Senza consenso non si comincia; il consenso si può ritirare in ogni momento.", "Without consent nothing begins; it can be withdrawn at any time."}},
		{"assessed", Asker, Word{"Si valutano i rischi", "Risks are assessed"},
			Word{"Servizi sociali", "Social services"},
			Word{"Per il minore e per la famiglia. Se c’è un rischio, non si cerca.", "For the minor and for the family. Where there is a risk, nobody looks."}},
		{"requested", Asker, Word{"Si chiede l’indagine al Ministero", "The Ministry is asked for tracing"},
			Word{"Servizi sociali", "Social services"},
			Word{"Con una relazione (modulo E).", "With a report (form E)."}},
		{"received", AtMinistry, Word{"Il Ministero riceve e valuta", "The Ministry receives and assesses"},
			Word{"Ministero del Lavoro e delle Politiche Sociali", "Ministry of Labour and Social Policies"},
			Word{"Se manca qualcosa, lo chiede a chi ha proposto l’indagine.", "What is missing it asks of who proposed the tracing."}},
		{"entrusted", AtMinistry, Word{"Il Ministero affida l’indagine", "The Ministry entrusts the tracing"},
			Word{"Ministero, a un partner la cui convenzione è in vigore e comprende quel paese", "The Ministry, to a partner whose agreement is in force and covers that country"},
			Word{"Ciascuno riceve soltanto i dati che il suo passo richiede. Può passare a un’altra missione, se la famiglia è altrove.", "Each party gets the data that its step needs, and no more. It can pass to another mission, if the family is elsewhere."}},
		{"contacted", AtPartner, Word{"Si cerca la famiglia e la si incontra", "The family is looked for and met"},
			Word{"Missione del partner (OIM), nel paese d’origine o in un altro, spesso europeo", "The partner’s mission (IOM), in the country of origin or in another, often European"},
			Word{"A casa, per telefono o in un luogo sicuro. La famiglia può non volere, o non essere trovata.", "At home, by telephone or in a safe place. The family may decline, or not be found."}},
		{"agreed", TracedFamily, Word{"La famiglia acconsente al colloquio", "The family consents to the interview"},
			Word{"La famiglia", "The family"},
			Word{"Prima che il colloquio sia conservato.", "Before the interview is kept."}},
		{"reported", AtPartner, Word{"Si scrive la relazione", "The report is written"},
			Word{"Missione del partner (OIM)", "The partner’s mission (IOM)"},
			Word{"La zona, la famiglia, la situazione prima della partenza, le attese, la scuola, il lavoro; nella lingua del luogo.", "The area, the family, the situation before leaving, expectations, school, work; in the language of the place."}},
		{"translated", AtPartner, Word{"La relazione è tradotta e chiusa", "The report is translated and finalised"},
			Word{"Partner (OIM), Roma", "Partner (IOM), Rome"},
			Word{"Restano entrambi i testi, e si sa chi ha tradotto.", "Both texts are kept, and who translated is known."}},
		{"forwarded", AtMinistry, Word{"Il Ministero trasmette la relazione", "The Ministry forwards the report"},
			Word{"Ministero, a chi ha chiesto l’indagine", "The Ministry, to who asked for the tracing"},
			Word{"Ai servizi sociali, al tutore e a chi ha svolto il colloquio.", "To the social services, the guardian and whoever held the interview."}},
		{"informed", Asker, Word{"Il minore è informato dell’esito", "The minor is told of the result"},
			Word{"Servizi sociali, con un mediatore", "Social services, with a mediator"},
			Word{"In una lingua che comprende.", "In a language that he or she understands."}},
		{"closed", AtMinistry, Word{"L’indagine si chiude", "The tracing is closed"},
			Word{"Ministero", "The Ministry"},
			Word{"Si dice come è finita.", "It says how it ended."}},
	}
}

// In gives a word in a language.
func (w Word) In(l Lang) string { return w.in(l) }

// PartyWord is what a party of a tracing is called.
func PartyWord(l Lang, party string) string {
	return map[string]Word{
		Asker: {"Chi chiede", "Who asks"}, TracedMinor: {"Minore", "Minor"}, AtMinistry: {"Ministero", "Ministry"},
		AtPartner: {"Partner", "Partner"}, TracedFamily: {"Famiglia", "Family"},
	}[party].in(l)
}
