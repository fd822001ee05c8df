package webui

import "faro.example/shared/pages"

// paperWords are those of the forms that are printed, and of what is entered for
// them alone.
func paperWords() pages.Words {
	return pages.Words{
		"casefile.papers": {"Moduli da stampare", "Forms to print"},
		"paper.A":         {"A – Dati anagrafici", "A – Registry data"},
		"paper.B":         {"B – Accoglienza", "B – Reception"},
		"paper.C":         {"C – A e B insieme", "C – A and B together"},
		"paper.D":         {"D – Presa in carico", "D – Taken into care"},
		"paper.F":         {"F – Rimpatrio volontario assistito", "F – Assisted voluntary return"},
		"paper.G":         {"G – Parere art. 32", "G – Opinion under art. 32"},
		"paper.H":         {"H – Uscita", "H – Exit"},
		"paper.back":      {"Torna al fascicolo", "Back to the casefile"},
		"paper.pdf":       {"Scarica il PDF", "Get the PDF"},
	}
}
