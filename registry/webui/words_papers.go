package webui

import "faro.example/shared/pages"

// paperWords are those of the forms that are printed, and of what is entered for
// them alone.
func paperWords() pages.Words {
	return pages.Words{
		"casefile.papers":      {"Moduli da stampare", "Forms to print"},
		"paper.A":              {"A – Dati anagrafici", "A – Registry data"},
		"paper.B":              {"B – Accoglienza", "B – Reception"},
		"paper.C":              {"C – A e B insieme", "C – A and B together"},
		"paper.D":              {"D – Presa in carico", "D – Taken into care"},
		"paper.F":              {"F – Rimpatrio volontario assistito", "F – Assisted voluntary return"},
		"paper.G":              {"G – Parere art. 32", "G – Opinion under art. 32"},
		"paper.H":              {"H – Uscita", "H – Exit"},
		"form.found":           {"Segnalazione della presenza", "Report of presence"},
		"form.found.says":      {"Come si è saputo che il minore è qui: quando, dove, da quale autorità. La data è quella della segnalazione, o dello sbarco.", "How it became known that the child is here: when, where, by which authority. The day is that of the report, or of the landing."},
		"field.setting":        {"In quale luogo, se rintracciato", "In what kind of place, if found"},
		"field.town-found":     {"Comune", "Municipality"},
		"field.vessel":         {"Nave, se sbarcato", "Vessel, if landed"},
		"field.reported-by":    {"Autorità che segnala", "Authority that reports"},
		"field.accompanied":    {"Familiari che lo accompagnano", "Relatives who came with the child"},
		"field.condition":      {"Condizioni fisiche", "Physical condition"},
		"field.support":        {"Mezzi di sostentamento", "Means of support"},
		"field.stay":           {"Luogo di dimora temporanea", "Place of temporary stay"},
		"field.measures-taken": {"Provvedimenti già adottati", "Measures already taken"},
		"field.birth-town":     {"Luogo di nascita", "Place of birth"},
		"field.birth-country":  {"Stato di nascita", "Country of birth"},
		"field.father-family":  {"Cognome del padre", "Father’s family name"},
		"field.father-given":   {"Nome del padre", "Father’s given name"},
		"field.mother-family":  {"Cognome della madre", "Mother’s family name"},
		"field.mother-given":   {"Nome della madre", "Mother’s given name"},
		"town.bad":             {"Nessun comune, o più di uno, si chiama così: scrivi anche la provincia, come Palermo (PA).", "No municipality is called so, or several are: write the province too, as Palermo (PA)."},
		"paper.back":           {"Torna al fascicolo", "Back to the casefile"},
		"paper.pdf":            {"Scarica il PDF", "Get the PDF"},
	}
}
