package records

import (
	"slices"

	"faro.example/registry/form"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/guardian"
	"faro.example/shared/measure"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/opinion"
	"faro.example/shared/permit"
	"faro.example/shared/placement"
	"faro.example/shared/protection"
)

// group are columns that together say one thing.
type group struct {
	name    string // by which its records are known when the table comes again
	form    form.Letter
	on      string // the column of the day on which it happened; the row's own day where it is empty
	columns []column
	fields  map[string]string // of the body, the columns in which they stand
	body    func(r *Row) change.Body
}

// said reports whether a row says what the group is about.
func (g *group) said(r *Row) bool {
	return slices.ContainsFunc(g.columns, func(c column) bool { return r.has(c.name) })
}

// day is when it happened, and whether the row itself says so.
func (g *group) day(r *Row) (day.Date, bool) {
	for _, name := range []string{g.on, columnDay} {
		if d := r.day(name); !d.IsZero() {
			return d, true
		}
	}
	return day.Date{}, false
}

// groups are all groups, in the order in which what they say happens.
func groups() []group {
	return slices.Concat(identityGroups(), ageGroups(), receptionGroups(), careGroups(), permitGroups(), protectionGroups(), opinionGroups(), returnGroups(), exitGroups())
}

func identityGroups() []group {
	return []group{
		{name: "found", form: form.A, on: "found-on", body: found, fields: map[string]string{"mode": "mode", "landing.place": "found-place", "landing.on": "found-on", "setting": "setting", "landing": "mode"}, columns: []column{
			{"mode", "Modalità", word(form.Terms("mode"))}, {"found-on", "Data della segnalazione", date()}, {"setting", "Ambito del rintraccio", word(form.Terms("setting"))}, {"found-place", "Luogo della segnalazione", text(200)},
			{"found-town", "Comune della segnalazione", town()}, {"vessel", "Nave", text(100)}, {"authority", "Autorità che segnala", text(200)}, {"accompanied", "Familiari che accompagnano", text(400)},
			{"condition", "Condizioni fisiche", text(400)}, {"support", "Mezzi di sostentamento", text(400)}, {"stay", "Dimora temporanea", text(400)}, {"measures-taken", "Provvedimenti già adottati", text(400)},
		}},
		{name: "identity", form: form.A, body: identity, fields: map[string]string{"birth": "birth-date", "birth.date": "birth-date", "birth.provenance": "birth-provenance", "source": "source", "cites": "cites", "languages": "languages", "agreed": "agreed-with", "agreed.on": "agreed-on", "agreed.language": "agreed-in", "agreed.not_yet": "not-agreed"}, columns: []column{
			{"surname", "Cognome", text(minor.MaxName)}, {"given-name", "Nome", text(minor.MaxName)}, {"sex", "Sesso", word(sexes())}, {"birth-date", "Data di nascita", birthday()},
			{"birth-provenance", "Provenienza della data di nascita", word(form.Terms("provenance"))}, {"birth-town", "Luogo di nascita", text(200)}, {"birth-country", "Stato di nascita", country()},
			{"citizenship", "Cittadinanza", country()}, {"languages", "Lingue", text(200)}, {"father-surname", "Cognome del padre", text(minor.MaxName)}, {"father-given-name", "Nome del padre", text(minor.MaxName)},
			{"mother-surname", "Cognome della madre", text(minor.MaxName)}, {"mother-given-name", "Nome della madre", text(minor.MaxName)},
		}},
		{name: "alias", form: form.A, columns: []column{{"alias-surname", "Altro cognome", text(minor.MaxName)}, {"alias-given-name", "Altro nome", text(minor.MaxName)}}, body: func(r *Row) change.Body {
			return minor.IdentityAlias{Name: minor.Name{Family: r.text("alias-surname"), Given: r.text("alias-given-name")}, Source: source(r)}
		}},
		{name: "document", form: form.A, on: "document-on", body: document, fields: map[string]string{"number": "document-number", "country": "document-country"}, columns: []column{
			{"document-type", "Tipo di documento", word(form.Terms("document"))}, {"document-number", "Numero del documento", text(100)}, {"document-country", "Stato del documento", country()},
			{"document-expires", "Scadenza del documento", date()}, {"document-photo", "Documento con fotografia", word(yesOrNo())}, {"document-on", "Documento visto il", date()},
		}},
		identifier("sim", "Codice SIM", minor.SIM), identifier("second-reception", "Codice seconda accoglienza", minor.SecondReception), identifier("police-number", "Numero di polizia", minor.PoliceNumber),
		{name: "notice", form: form.A, on: "notice-on", fields: map[string]string{"language": "notice-language"}, columns: []column{
			{"notice-text", "Informativa", text(100)}, {"notice-language", "Lingua dell’informativa", text(20)}, {"notice-explained", "Informativa spiegata da", text(200)}, {"notice-on", "Informativa consegnata il", date()},
		}, body: func(r *Row) change.Body {
			return minor.NoticeGiven{Text: r.said("notice-text"), Language: r.said("notice-language"), Explained: r.text("notice-explained")}
		}},
	}
}

// sexes are read as institutions write them.
func sexes() map[string]string {
	out := form.Terms("sex")
	for term, value := range map[string]string{"maschio": "M", "femmina": "F", "altro": "X"} {
		out[term] = value
	}
	return out
}

func identifier(name, heading string, scheme minor.Scheme) group {
	return group{name: name, form: form.A, columns: []column{{name, heading, text(100)}}, body: func(r *Row) change.Body {
		return minor.IdentifierStated{Scheme: scheme, Value: r.text(name)}
	}}
}

// source is upon what the row rests: the word of an authority, where it does not
// say.
func source(r *Row) minor.Source {
	if r.has("source") {
		return minor.Source(r.said("source"))
	}
	return minor.ByAuthority
}

func identity(r *Row) change.Body {
	b := minor.IdentityStated{
		Source: source(r), Cites: r.text("cites"), Name: r.name("surname", "given-name"), Sex: minor.Sex(r.said("sex")), Birth: r.birth(), Citizenship: r.country("citizenship"),
		Languages: r.languages(), Father: r.name("father-surname", "father-given-name"), Mother: r.name("mother-surname", "mother-given-name"),
	}
	if r.has("birth-town", "birth-country") {
		b.BirthPlace = &minor.BirthPlace{Town: r.text("birth-town"), Country: r.country("birth-country")}
	}
	b.Agreed = r.accord()
	return b
}

// found is the report of presence; of a landing, all rows of one table of the
// same day and place are of the same one.
func found(r *Row) change.Body {
	b := minor.Found{
		Mode: minor.Mode(r.said("mode")), Setting: minor.Setting(r.said("setting")), Place: r.said("found-place"), Municipality: r.said("found-town"), Authority: r.said("authority"),
		Relatives: r.text("accompanied"), Condition: r.text("condition"), Support: r.text("support"), Stay: r.text("stay"), Measures: r.text("measures-taken"),
	}
	if b.Mode == minor.ByLanding {
		on := r.day("found-on")
		b.Landing = &minor.Landing{ID: minor.LandingID(derived(r.list.String(), on.String(), b.Place, "landing")), On: on, Place: b.Place, Vessel: r.said("vessel")}
	}
	return b
}

func document(r *Row) change.Body {
	kind := r.said("document-type")
	if kind == "" {
		kind = "other"
	}
	return minor.DocumentAdded{Type: kind, Number: r.text("document-number"), Country: r.country("document-country"), Expires: r.day("document-expires"), Photo: r.yes("document-photo")}
}

func ageGroups() []group {
	return []group{
		{name: "age-ordered", form: form.A, on: "age-ordered-on", fields: map[string]string{"doubt": "age-doubt"}, columns: []column{
			{"age-prosecutor", "Accertamento disposto da", text(200)}, {"age-order", "Numero della disposizione", text(100)}, {"age-doubt", "Dubbio sull’età", text(400)}, {"age-ordered-on", "Accertamento disposto il", date()},
		}, body: func(r *Row) change.Body {
			return minor.AgeOrdered{By: r.said("age-prosecutor"), Number: r.text("age-order"), Doubt: r.text("age-doubt")}
		}},
		{name: "age-decided", form: form.A, on: "age-decided-on", fields: map[string]string{"court": "age-court", "number": "age-decree", "margin": "age-margin"}, columns: []column{
			{"age-found", "Esito sull’età", word(form.Terms("age"))}, {"age-born", "Data di nascita accertata", date()}, {"age-margin", "Margine di errore in mesi", months()}, {"age-court", "Tribunale del decreto sull’età", text(200)},
			{"age-decree", "Numero del decreto sull’età", text(100)}, {"age-decided-on", "Data del decreto sull’età", date()},
		}, body: func(r *Row) change.Body {
			b := minor.AgeDecided{Found: minor.Age(r.said("age-found")), Margin: r.number("age-margin"), Court: r.said("age-court"), Number: r.said("age-decree")}
			if r.has("age-born") {
				b.Birth = &minor.Birth{Date: r.day("age-born"), Precision: minor.ToDay, Provenance: minor.Assessed}
			}
			return b
		}},
	}
}

func receptionGroups() []group {
	at := map[string]string{"at": columnStructure, "from": columnStructure, "at.words": columnStructure}
	return []group{
		{name: "placement", form: form.B, on: "placed-on", fields: at, columns: []column{{"placed-on", "Accolto dal", date()}, {"bed", "Posto letto", text(40)}, {"over-places", "Perché oltre i posti", text(400)}},
			body: func(r *Row) change.Body {
				return placement.Began{At: r.place, Bed: r.said("bed"), Reason: r.text("over-places")}
			}},
		{name: "absence", form: form.B, on: "missing-on", fields: at, columns: []column{{"missing-on", "Allontanato il", date()}, {"police-report", "Denuncia di scomparsa", text(100)}},
			body: func(r *Row) change.Body {
				return movement.AbsenceReported{From: r.place, Report: r.said("police-report")}
			}},
		{name: "placement-ended", form: form.B, on: "left-on", fields: at, columns: []column{{"left-on", "Dimesso il", date()}, {"left-reason", "Motivo delle dimissioni", text(400)}},
			body: func(r *Row) change.Body { return placement.Ended{At: r.place, Reason: r.text("left-reason")} }},
	}
}

func careGroups() []group {
	return []group{
		{name: "custody", form: form.D, on: "custody-on", fields: map[string]string{"decree.court": "custody-court", "decree.number": "custody-decree", "decree.on": "custody-decree-on"}, columns: []column{
			{"custody-on", "Preso in carico dal", date()}, {"custody-court", "Tribunale del provvedimento", text(200)}, {"custody-decree", "Numero del provvedimento", text(100)}, {"custody-decree-on", "Data del provvedimento", date()},
		}, body: func(r *Row) change.Body {
			b := custody.Taken{By: r.office}
			if r.has("custody-court", "custody-decree", "custody-decree-on") {
				d := r.decree("custody-court", "custody-decree", "custody-decree-on")
				b.Decree = &d
			}
			return b
		}},
		{name: "guardian-asked", form: form.D, on: "guardian-asked-on", fields: map[string]string{"court": "guardian-asked-court"}, columns: []column{
			{"guardian-asked-court", "Tutore chiesto al tribunale", text(200)}, {"guardian-asked-number", "Protocollo della richiesta di tutore", text(100)}, {"guardian-asked-on", "Tutore chiesto il", date()},
		}, body: func(r *Row) change.Body {
			return guardian.Asked{Court: r.said("guardian-asked-court"), Number: r.text("guardian-asked-number")}
		}},
		{name: "guardian", form: form.D, on: "guardian-on", fields: map[string]string{"decree.court": "guardian-court", "decree.number": "guardian-decree", "decree.on": "guardian-decree-on", "reason": "guardian-reason"}, columns: []column{
			{"guardian-surname", "Cognome del tutore", text(minor.MaxName)}, {"guardian-given-name", "Nome del tutore", text(minor.MaxName)}, {"guardian-volunteer", "Tutore volontario", word(yesOrNo())}, {"guardian-on", "Tutore dal", date()},
			{"guardian-court", "Tribunale della nomina", text(200)}, {"guardian-decree", "Numero della nomina", text(100)}, {"guardian-decree-on", "Data della nomina", date()}, {"guardian-reason", "Perché oltre tre minori", text(400)},
		}, body: func(r *Row) change.Body {
			return guardian.Appointed{
				Guardian: guardian.Who{Name: r.name("guardian-surname", "guardian-given-name")}, Volunteer: r.yes("guardian-volunteer"), Decree: r.decree("guardian-court", "guardian-decree", "guardian-decree-on"), Reason: r.text("guardian-reason"),
			}
		}},
	}
}

func permitGroups() []group {
	return []group{
		{name: "permit-asked", form: form.G, on: "permit-asked-on", fields: map[string]string{"by": "permit-asker"}, columns: []column{
			{"permit-asked", "Permesso chiesto", word(permits())}, {"permit-asker", "Permesso chiesto da", word(listed("asker", permit.ByMinor, permit.ByResponsibility))}, {"police-office", "Questura", text(200)}, {"permit-asked-on", "Permesso chiesto il", date()},
		}, body: func(r *Row) change.Body {
			return permit.Asked{Type: permit.Type(r.said("permit-asked")), By: permit.Asker(r.said("permit-asker")), Office: r.text("police-office"), Carer: carer(r)}
		}},
		{name: "permit", form: form.G, on: "permit-on", fields: map[string]string{"until": "permit-until", "carer": "carer-bond"}, columns: []column{
			{"permit", "Permesso rilasciato", word(permits())}, {"permit-number", "Numero del permesso", text(100)}, {"permit-on", "Permesso rilasciato il", date()}, {"permit-until", "Permesso valido fino al", date()},
		}, body: func(r *Row) change.Body {
			return permit.Issued{Type: permit.Type(r.said("permit")), Number: r.text("permit-number"), Until: r.day("permit-until"), Carer: carer(r)}
		}},
		{name: "permit-refused", form: form.G, on: "permit-refused-on", fields: map[string]string{"reason": "permit-refused-reason"}, columns: []column{
			{"permit-refused", "Permesso negato", word(permits())}, {"permit-refused-reason", "Motivo del diniego", text(400)}, {"permit-refused-on", "Permesso negato il", date()},
		}, body: func(r *Row) change.Body {
			return permit.Refused{Type: permit.Type(r.said("permit-refused")), Reason: r.text("permit-refused-reason")}
		}},
		{name: "permit-ended", form: form.G, on: "permit-ended-on", fields: map[string]string{"why": "permit-end"}, columns: []column{
			{"permit-ended", "Permesso finito", word(permits())}, {"permit-end", "Motivo della fine del permesso", word(listed("permit-end", permit.Ends()...))}, {"permit-into", "Convertito in", word(permits())}, {"permit-ended-on", "Permesso finito il", date()},
		}, body: func(r *Row) change.Body {
			return permit.Ended{Type: permit.Type(r.said("permit-ended")), Why: permit.End(r.said("permit-end")), Into: permit.Type(r.said("permit-into"))}
		}},
	}
}

func carer(r *Row) permit.Carer {
	return permit.Carer{Bond: permit.Bond(r.said("carer-bond")), Status: permit.Status(r.said("carer-status")), LivesWith: r.yes("carer-lives-with")}
}

func protectionGroups() []group {
	route := func(r *Row) (protection.Route, minor.Country) {
		return protection.Route(r.said("route")), r.country("protection-state")
	}
	return []group{
		{name: "protection", form: form.G, on: "protection-on", fields: map[string]string{"route": "route", "to": "protection-state"}, columns: []column{
			{"protection-number", "Numero della domanda", text(100)},
			{"protection-office", "Domanda presentata a", text(200)}, {"protection-on", "Domanda del", date()},
		}, body: func(r *Row) change.Body {
			way, to := route(r)
			return protection.Asked{Route: way, To: to, Number: r.text("protection-number"), Office: r.text("protection-office")}
		}},
		{name: "protection-decided", form: form.G, on: "protection-decided-on", fields: map[string]string{"route": "route", "to": "protection-state"}, columns: []column{
			{"protection-outcome", "Esito della domanda", word(outcomes())}, {"protection-decision", "Numero della decisione", text(100)}, {"protection-decided-on", "Decisione del", date()},
		}, body: func(r *Row) change.Body {
			way, to := route(r)
			return protection.Decided{Route: way, To: to, Outcome: protection.Outcome(r.said("protection-outcome")), Number: r.text("protection-decision")}
		}},
	}
}

func opinionGroups() []group {
	return []group{
		{name: "measure", form: form.G, on: "measure-on", columns: []column{
			{"programme", "Misura", word(programmes())}, {"measure-name", "Nome della misura", text(200)}, {"measure-with", "Ente della misura", text(200)}, {"measure-on", "Iscritto il", date()},
		}, body: func(r *Row) change.Body {
			return measure.Enrolled{Programme: measure.Programme(r.said("programme")), Name: r.text("measure-name"), With: r.text("measure-with")}
		}},
		{name: "measure-ended", form: form.G, on: "measure-ended-on", fields: map[string]string{"programme": "programme"}, columns: []column{
			{"measure-outcome", "Esito della misura", word(listed("measure-end", measure.Outcomes()...))}, {"measure-ended-on", "Misura finita il", date()},
		}, body: func(r *Row) change.Body {
			return measure.Ended{Programme: measure.Programme(r.said("programme")), Name: r.text("measure-name"), Outcome: measure.Outcome(r.said("measure-outcome"))}
		}},
		{name: "opinion", form: form.G, on: "opinion-on", columns: []column{
			{"opinion-on", "Parere chiesto il", date()}, {"opinion-into", "Permesso voluto", word(permits())}, {"opinion-papers", "Documenti allegati", text(400)}, {"opinion-reason", "Motivi della richiesta di parere", text(400)},
		}, body: func(r *Row) change.Body {
			return opinion.Asked{Into: r.said("opinion-into"), Papers: r.text("opinion-papers"), Reason: r.text("opinion-reason")}
		}},
		{name: "opinion-given", form: form.G, on: "opinion-given-on", fields: map[string]string{"number": "opinion-number", "reason": "opinion-given-reason"}, columns: []column{
			{"opinion-favourable", "Parere favorevole", word(yesOrNo())}, {"opinion-number", "Protocollo del parere", text(100)}, {"opinion-given-on", "Parere del", date()}, {"opinion-given-reason", "Motivi del parere", text(400)},
		}, body: func(r *Row) change.Body {
			return opinion.Given{Favourable: r.yes("opinion-favourable"), Number: r.text("opinion-number"), Reason: r.text("opinion-given-reason")}
		}},
		{name: "extension", form: form.G, on: "extension-on", columns: []column{
			{"extension-reason", "Motivo del prosieguo", text(400)}, {"extension-asked-until", "Prosieguo chiesto fino al", date()}, {"extension-on", "Prosieguo chiesto il", date()},
		}, body: func(r *Row) change.Body {
			return opinion.ExtensionAsked{Reason: r.text("extension-reason"), Until: r.day("extension-asked-until")}
		}},
		{name: "extension-decided", form: form.G, on: "extension-decree-on", fields: map[string]string{"until": "extension-until", "decree.court": "extension-court", "decree.number": "extension-decree", "decree.on": "extension-decree-on"}, columns: []column{
			{"extension-granted", "Prosieguo concesso", word(yesOrNo())}, {"extension-until", "Prosieguo fino al", date()}, {"extension-court", "Tribunale del prosieguo", text(200)}, {"extension-decree", "Decreto del prosieguo", text(100)}, {"extension-decree-on", "Data del decreto di prosieguo", date()},
		}, body: func(r *Row) change.Body {
			return opinion.ExtensionDecided{Granted: r.yes("extension-granted"), Until: r.day("extension-until"), Decree: r.decree("extension-court", "extension-decree", "extension-decree-on")}
		}},
	}
}

func returnGroups() []group {
	return []group{
		{name: "return", form: form.F, on: "return-on", fields: map[string]string{"own_wish": "return-own-wish", "interest": "return-interest", "agreement": "return-agreement", "project": "return-project"}, columns: []column{
			{"return-to", "Stato del rimpatrio", country()}, {"return-own-wish", "Volontà del minore", word(yesOrNo())}, {"return-interest", "Superiore interesse", text(400)}, {"return-agreement", "Accordo", text(400)},
			{"return-project", "Progetto", text(400)}, {"return-on", "Rimpatrio chiesto il", date()},
		}, body: func(r *Row) change.Body {
			return protection.ReturnAsked{To: r.country("return-to"), OwnWish: r.yes("return-own-wish"), Interest: r.text("return-interest"), Agreement: r.text("return-agreement"), Project: r.text("return-project")}
		}},
		{name: "return-decided", form: form.F, on: "return-decree-on", fields: map[string]string{"decree.court": "return-court", "decree.number": "return-decree", "decree.on": "return-decree-on", "by": "return-by"}, columns: []column{
			{"return-granted", "Rimpatrio concesso", word(yesOrNo())}, {"return-by", "Partenza entro il", date()}, {"return-court", "Tribunale del rimpatrio", text(200)}, {"return-decree", "Decreto del rimpatrio", text(100)}, {"return-decree-on", "Data del decreto di rimpatrio", date()},
		}, body: func(r *Row) change.Body {
			return protection.ReturnDecided{Granted: r.yes("return-granted"), By: r.day("return-by"), Decree: r.decree("return-court", "return-decree", "return-decree-on")}
		}},
	}
}

func exitGroups() []group {
	return []group{{name: "exit", form: form.H, on: "exit-on", columns: []column{{"exit-reason", "Motivo dell’uscita", word(form.Terms("exit"))}, {"exit-on", "Data dell’uscita", date()}},
		body: func(r *Row) change.Body { return movement.ExitRecorded{Reason: movement.Reason(r.said("exit-reason"))} }}}
}
