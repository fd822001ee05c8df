package population

import "strings"

// court is a juvenile court with the provinces of its district, the seat's
// first; roughly, as districts do not follow provinces everywhere.
type court struct{ seat, provinces string }

func courts() []court {
	return []court{
		{"Torino", "TO AL AT BI CN NO VB VC AO"},
		{"Milano", "MI CO LC LO MB PV SO VA"},
		{"Brescia", "BS BG CR MN"},
		{"Bolzano", "BZ"},
		{"Trento", "TN"},
		{"Venezia", "VE BL PD RO TV VR VI"},
		{"Trieste", "TS GO PN UD"},
		{"Genova", "GE IM SP SV MS"},
		{"Bologna", "BO FC FE MO PC PR RA RE RN"},
		{"Firenze", "FI AR GR LI LU PI PO PT SI"},
		{"Perugia", "PG TR"},
		{"Ancona", "AN AP FM MC PU"},
		{"Roma", "RM FR LT RI VT"},
		{"L'Aquila", "AQ CH PE TE"},
		{"Campobasso", "CB IS"},
		{"Napoli", "NA AV BN CE"},
		{"Salerno", "SA"},
		{"Bari", "BA BT FG"},
		{"Lecce", "LE BR"},
		{"Taranto", "TA"},
		{"Potenza", "PZ MT"},
		{"Catanzaro", "CZ CS KR VV"},
		{"Reggio Calabria", "RC"},
		{"Palermo", "PA AG TP"},
		{"Catania", "CT RG SR"},
		{"Messina", "ME"},
		{"Caltanissetta", "CL EN"},
		{"Cagliari", "CA OR SU"},
		{"Sassari", "SS NU"},
	}
}

// plants name structures: no real one is meant.
func plants() []string {
	return strings.Fields("Ulivo Gelsomino Ginestra Mirto Carrubo Agave Mandorlo Quercia Betulla Larice Salice Oleandro " +
		"Rosmarino Lentisco Corbezzolo Tamerice Frassino Acero Ontano Cipresso Melograno Ciliegio Alloro Timo")
}

// bodies name who runs structures: no real one is meant.
func bodies() []string {
	return []string{
		"Cooperativa Approdo (dimostrativa)", "Cooperativa Orizzonte (dimostrativa)", "Fondazione Levante (dimostrativa)",
		"Associazione Meridiana (dimostrativa)", "Consorzio Maestrale (dimostrativo)", "Cooperativa Bussola (dimostrativa)",
		"Opera Rada (dimostrativa)", "Cooperativa Sestante (dimostrativa)", "Fondazione Scirocco (dimostrativa)",
		"Cooperativa Ancora (dimostrativa)", "Consorzio Tramontana (dimostrativo)", "Associazione Boa (dimostrativa)",
	}
}

func givenNames() []string {
	return strings.Fields("Aurora Bruno Carla Dario Elena Fabio Giada Ivo Lidia Marco Nadia Olga Piero Rita Sergio Tea Ugo Vera " +
		"Zeno Anita Berta Cesare Delia Ettore")
}

// madeUpNames are family names by which everybody sees that nobody is meant.
func madeUpNames() []string {
	return strings.Fields("Esempio Prova Fittizio Campione Modello Inventati Finzione Facsimile Simulati Immaginari Segnaposto Demo")
}
