package population

import (
	"faro.example/shared/minor"
	"faro.example/shared/socialfile"
)

// Of a thousand.
const (
	interviewShare = 880 // of those present: interviewed where they came first
	alongShare     = 750 // of the interviews: with a mediator
	healthShare    = 120 // with something about health
	planShare      = 700 // of those in custody: have a plan
	reviewShare    = 500 // of the plans of half a year: were looked at again
	noteShare      = 300
)

// social is the interview of a child, by the structure where it came first, within
// three days or a little later (DPCM 98/2024).
func (h *history) social(legs []leg) {
	d, first := roll(h.n.Seed, "social", h.i), legs[0]
	on := h.m.Entry.Add(d.IntN(5))
	host, here := hostOn(legs, on)
	languages := h.n.countries[h.m.country].languages
	if h.m.Fate != Present || h.m.ghost || first.structure < 0 || !here || host != first.structure || languages == nil || !h.before(on) || !d.chance(interviewShare) {
		return
	}
	b := socialfile.Interview{
		By: one(d, interviewers), As: one(d, socialfile.Professions()[:3]), Language: languages[0], Story: one(d, stories), Ties: one(d, ties),
		Opinion: socialfile.Voice{Words: one(d, wishes)}, Solution: one(d, solutions),
	}
	if d.chance(alongShare) {
		b.Mediator = one(d, mediators)
	} else {
		b.Without = "nessun mediatore per questa lingua nei tre giorni"
	}
	if d.chance(200) {
		b.Opinion = socialfile.Voice{Silent: "ha chiesto di parlarne un altro giorno"}
	}
	if d.chance(300) {
		b.Vulnerable, b.Why = []socialfile.Vulnerability{one(d, socialfile.Vulnerabilities()[:5])}, "emerso nel colloquio, da seguire"
	}
	h.at(host, on, b)
	if d.chance(healthShare) {
		h.at(host, on, socialfile.Note{Subject: "visita medica", Sensitivity: socialfile.OfHealth, Text: one(d, ailments)})
	}
	h.form++
	h.interviewed = on
}

// plan is what the social service pursues with a child, and a review of it.
func (c *caring) plan() {
	d := roll(c.n.Seed, "plan", c.i)
	if c.interviewed.IsZero() || !d.chance(planShare) {
		return
	}
	after := 15 + d.IntN(30)
	goals := []socialfile.Goal{
		{What: "italiano, livello A2", Who: "CPIA", Until: c.from.Add(after + 180), State: socialfile.UnderWay},
		{What: one(d, pursuits), Who: "educatore di riferimento", Until: c.from.Add(after + 270), State: socialfile.Planned},
	}
	if _, said := c.say(after, socialfile.Plan{Goals: goals, Opinion: socialfile.Voice{Words: one(d, wishes)}}); !said {
		return
	}
	if d.chance(noteShare) {
		c.say(after+d.IntN(60), socialfile.Note{Subject: "scuola", Sensitivity: socialfile.Ordinary, Text: one(d, remarks)})
	}
	if d.chance(reviewShare) {
		reached := append([]socialfile.Goal(nil), goals...)
		reached[0].State = socialfile.Reached
		c.reviewed(d, after+170+d.IntN(40), reached)
	}
}

func (c *caring) reviewed(d dice, after int, goals []socialfile.Goal) {
	c.say(after, socialfile.Plan{
		Goals: goals, Opinion: socialfile.Voice{Words: one(d, wishes)},
		Review: &socialfile.Review{On: c.from.Add(after), With: "il tutore e la mediatrice", Agreed: "si prosegue con il secondo obiettivo"},
	})
}

// What is said of a child: invented, and of nobody.
var (
	interviewers = []minor.Text{"Anna Esempio", "Bruno Prova", "Carla Finta"}
	mediators    = []minor.Text{"Fatou Esempio", "Karim Prova", "Olena Finta"}
	stories      = []minor.Text{
		"È partito da solo dopo la chiusura della scuola. Ha viaggiato undici mesi, lavorando dove poteva.",
		"Viveva con la nonna. È partita con una vicina, che ha perso durante il viaggio.",
		"Aiutava il padre nei campi. Due raccolti perduti: la famiglia ha deciso insieme la partenza.",
		"Ha lasciato la città dopo la morte del padre. Racconta volentieri, non del mare.",
	}
	ties      = []minor.Text{"Uno zio in Francia, con cui parla ogni settimana.", "La madre e due sorelle al paese.", "Un fratello maggiore, forse in Germania.", "Nessuno che sappia dove sia."}
	wishes    = []minor.Text{"Voglio andare a scuola e poi lavorare.", "Vorrei stare con mio zio.", "Mi piace qui, ma vorrei una città più grande.", "Voglio imparare l’italiano in fretta.", "Vorrei giocare a calcio in una squadra."}
	solutions = []minor.Text{"Scuola e tirocinio; valutare il ricongiungimento con il parente.", "Accoglienza in famiglia, se possibile.", "Percorso scolastico e tutore volontario."}
	ailments  = []minor.Text{"Asma lieve: inalatore al bisogno.", "Allergia alla penicillina.", "Da vaccinare secondo il calendario.", "Dorme poco: colloquio con lo psicologo fissato."}
	pursuits  = []minor.Text{"licenza media", "tirocinio da cuoco", "squadra di calcio del quartiere", "corso di informatica"}
	remarks   = []minor.Text{"Frequenta con regolarità.", "Ha cambiato classe: ora è più sereno.", "Chiede un corso serale."}
)
