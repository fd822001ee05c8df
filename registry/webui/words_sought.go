package webui

import "faro.example/shared/pages"

// soughtWords are those of persons whom two children may seek.
func soughtWords() pages.Words {
	return pages.Words{
		"nav.sought":               {"Cercati da più minori", "Sought by several"},
		"sought.title":             {"Persone cercate da più minori", "Persons sought by several children"},
		"help.sought":              {"Familiari che due minori cercano, o di cui hanno detto, e che forse sono la stessa persona. Li vede solo il Ministero: nessun altro è avvisato. Si confronta chi è cercato finché il minore dà il consenso.", "Relatives whom two children seek, or of whom they have told, and who may be one person. The Ministry alone sees them: nobody else is told. Who is sought is compared while the child consents."},
		"help.sought-pair":         {"La decisione dice se le due persone sono una. Resta scritta con il motivo; una decisione successiva la supera e nessuna si cancella.", "The decision says whether the two persons are one. It stays written with its reason; a later decision takes its place and none is deleted."},
		"sought.empty":             {"Nessuno, in questo elenco.", "Nobody, on this list."},
		"sought.lists":             {"Elenchi", "Lists"},
		"sought.list.waiting":      {"Da decidere", "To be decided"},
		"sought.list.undecided":    {"In dubbio", "In doubt"},
		"sought.list.same":         {"La stessa persona", "The same person"},
		"sought.list.distinct":     {"Persone diverse", "Different persons"},
		"sought.list.all":          {"Anche i meno probabili", "The less likely too"},
		"sought.of":                {"%s del minore %s", "%s of the child %s"},
		"sought.pair":              {"Sono la stessa persona?", "Are they the same person?"},
		"sought.is":                {"Probabilità che siano la stessa persona: %s", "Probability that they are the same person: %s"},
		"sought.child":             {"Apri il fascicolo del minore", "Open the child’s casefile"},
		"sought.kinship":           {"Per il minore è", "To the child"},
		"sought.sex":               {"Sesso", "Sex"},
		"sought.year":              {"Anno di nascita", "Year of birth"},
		"sought.country":           {"Paese", "Country"},
		"sought.place":             {"Ultimo luogo noto", "Place last known"},
		"sought.phone":             {"Telefono", "Telephone"},
		"sought.from":              {"Da dove si sa", "How it is known"},
		"sought.told":              {"Detto dal minore, o di lui", "The child, or others, told of them"},
		"sought.tracing":           {"Cercato in un’indagine familiare, con il consenso del minore", "Sought in a tracing, with the child’s consent"},
		"sought.which":             {"Che cosa decidi?", "What do you decide?"},
		"sought.verdict.same":      {"È la stessa persona", "It is the same person"},
		"sought.verdict.distinct":  {"Sono persone diverse", "They are different persons"},
		"sought.verdict.undecided": {"Non si può ancora dire", "It cannot be told yet"},
		"sought.choose":            {"Scegli una delle tre.", "Choose one of the three."},
		"sought.hint":              {"Da che cosa lo capisci: resta scritto con la decisione.", "By what you tell: it stays written with the decision."},
		"sought.before":            {"Decisioni", "Decisions"},
		"sought.none":              {"Nessuno ha ancora deciso.", "Nobody has decided yet."},
		"done.sought":              {"Registrato. Una decisione successiva può cambiarlo.", "Recorded. A later decision may change it."},
		"match.country":            {"paese", "country"},
		"match.year":               {"anno di nascita", "year of birth"},
		"match.kinship":            {"legame con i due minori", "what they are to the two children"},
	}
}
