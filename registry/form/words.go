package form

import (
	"faro.example/shared/casefile"
	"faro.example/shared/facility"
	"faro.example/shared/guardian"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/opinion"
)

// word is what a form calls a member of a closed list; what the list does not
// name is shown as it is.
func word[W ~string](list map[W]string, w W) string {
	if said, ok := list[w]; ok {
		return said
	}
	return string(w)
}

// The terms of the forms.
var (
	sexes       = map[minor.Sex]string{minor.Male: "maschile", minor.Female: "femminile", minor.Other: "altro (X)"}
	provenances = map[minor.Provenance]string{
		minor.Documented: "da documento", minor.Declared: "dichiarata dal minore", minor.Assessed: "accertata", minor.Presumed: "presunta, in attesa di identificazione",
	}
	precisions = map[minor.Precision]string{minor.ToDay: "al giorno", minor.ToMonth: "al mese", minor.ToYear: "all’anno"}
	ages       = map[minor.Age]string{minor.IsMinor: "minorenne", minor.IsAdult: "maggiorenne"}
	documents  = map[string]string{
		"passport": "passaporto", "identity-card": "carta d’identità", "birth-certificate": "certificato di nascita", "other": "altro documento",
	}
	schemes = map[minor.Scheme]string{
		minor.NationalCode: "codice nazionale", minor.SIM: "SIM", minor.SecondReception: "banca dati della seconda accoglienza",
		minor.PoliceNumber: "polizia", minor.Wristband: "braccialetto",
	}
	sources = map[minor.Source]string{
		minor.Observed: "visto da chi scrive", minor.ByRelative: "detto da un parente", minor.OwnWord: "detto dal minore", minor.Document: "documento senza fotografia",
		minor.ByAuthority: "da un’autorità", minor.PhotoDocument: "documento con fotografia", minor.Assessment: "accertamento dell’età", minor.CourtDecree: "decreto del tribunale",
	}
	kinships = map[minor.Kinship]string{
		minor.Sibling: "fratello o sorella", minor.Parent: "genitore", minor.Grandparent: "nonno o nonna", minor.AuntOrUncle: "zio o zia", minor.Cousin: "cugino o cugina",
		minor.Spouse: "coniuge", minor.Child: "figlio o figlia", minor.OtherKin: "altro parente", minor.Companion: "compagno di viaggio",
	}
	modes    = map[minor.Mode]string{minor.ByLanding: "sbarco", minor.ByFinding: "rintraccio sul territorio"}
	settings = map[minor.Setting]string{minor.Airport: "aeroporto", minor.Port: "porto", minor.LandBorder: "frontiera terrestre", minor.Inside: "all’interno del territorio"}
	types    = map[facility.Type]string{
		facility.First: "prima accoglienza", facility.Second: "seconda accoglienza", facility.Temporary: "temporanea o straordinaria", facility.Family: "famiglia", facility.Other: "altra",
	}
	states = map[casefile.State]string{
		casefile.Present: "presente", casefile.InTransit: "in trasferimento", casefile.Missing: "allontanato, non rintracciato", casefile.Unplaced: "presente, struttura non nota",
	}
	reasons = map[movement.Reason]string{
		movement.Majority: "maggiore età", movement.EndOfProsieguo: "fine del prosieguo amministrativo", movement.FamilyReunification: "ricongiungimento familiare",
		movement.Relocation: "ricollocazione", movement.AssistedReturn: "rimpatrio volontario assistito", movement.EntrustedToRelative: "affidamento a parenti",
		movement.FoundAdult: "accertata maggiore età", movement.FoundAccompanied: "accertato accompagnato", movement.FoundUnionCitizen: "accertato cittadino dell’Unione", movement.Death: "decesso",
	}
	ends = map[guardian.End]string{
		guardian.Resigned: "dimissioni", guardian.Removed: "rimozione", guardian.Replaced: "sostituzione", guardian.Died: "morte del tutore",
		guardian.OfAge: "maggiore età", guardian.Reunited: "ricongiungimento con un genitore", guardian.OtherwiseEnded: "altro",
	}
	exemptions = map[opinion.Exemption]string{
		opinion.LongProject: "in Italia da almeno tre anni, e da almeno due in un progetto di integrazione (D.Lgs 286/1998, articolo 32, commi 1-bis e 1-ter)",
		opinion.Kin:         "affidato a parenti entro il quarto grado (linee guida del 24 febbraio 2017)",
		opinion.Extended:    "il tribunale ha disposto il prosieguo amministrativo (legge 47/2017, articolo 13)",
		opinion.Protected:   "permesso per protezione internazionale o speciale (linee guida del 24 febbraio 2017)",
	}
)

// Terms are the members of a closed list by what the forms call them, for who
// reads what somebody wrote into one: sex, provenance, document, source, age,
// mode, setting or exit.
func Terms(list string) map[string]string {
	switch list {
	case "sex":
		return plain(sexes)
	case "provenance":
		return plain(provenances)
	case "document":
		return plain(documents)
	case "source":
		return plain(sources)
	case "age":
		return plain(ages)
	case "mode":
		return plain(modes)
	case "setting":
		return plain(settings)
	case "exit":
		return plain(reasons)
	}
	return nil
}

func plain[W ~string](list map[W]string) map[string]string {
	out := map[string]string{}
	for w, term := range list {
		out[term] = string(w)
	}
	return out
}
