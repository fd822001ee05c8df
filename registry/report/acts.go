package report

import (
	"slices"

	"faro.example/registry/census"
	"faro.example/registry/projection"
	"faro.example/registry/report/disclosure"
	"faro.example/shared/day"
	"faro.example/shared/measure"
	"faro.example/shared/permit"
	"faro.example/shared/protection"
	"faro.example/shared/tracing"
)

// done is a table of what was asked for, decided, begun or ended in a period:
// acts are counted, so its total is of one kind of act.
type done struct {
	id    string
	title Words
	what  string // the kind of record
	rows  []deed
}

// deed is a row of it; a detail or an outcome of "" is any.
type deed struct {
	key             string
	name            Words
	detail, outcome string
}

// dones lists the tables of acts.
func dones() []done {
	return []done{
		{"guardian-asked", Words{"Richieste di nomina del tutore", "Guardians asked for"}, projection.ActGuardianAsked, whole("requests", "richieste", "requests")},
		{"guardian-appointed", Words{"Tutori nominati", "Guardians appointed"}, projection.ActGuardianAppointed, []deed{
			{"volunteer", Words{"tutore volontario", "volunteer guardian"}, string(projection.VolunteerGuardian), ""},
			{"appointed", Words{"altro tutore", "another guardian"}, string(projection.OtherGuardian), ""},
		}},
		{"protection-asked", Words{"Domande nel periodo, per procedura", "Applications in the period, by procedure"}, protection.Asked{}.Kind(), routes()},
		{"protection-decided", Words{"Decisioni nel periodo, per esito", "Decisions in the period, by outcome"}, protection.Decided{}.Kind(), routeOutcomes()},
		{"permit-asked", Words{"Permessi di soggiorno chiesti, per tipo", "Residence permits asked for, by type"}, permit.Asked{}.Kind(), permits()},
		{"permit-issued", Words{"Permessi di soggiorno rilasciati, per tipo", "Residence permits issued, by type"}, permit.Issued{}.Kind(), permits()},
		{"permit-refused", Words{"Permessi di soggiorno negati, per tipo", "Residence permits refused, by type"}, permit.Refused{}.Kind(), permits()},
		{"return-asked", Words{"Rimpatri volontari assistiti chiesti", "Assisted voluntary returns asked for"}, protection.ReturnAsked{}.Kind(), whole("requests", "richieste", "requests")},
		{"opinion-asked", Words{"Pareri chiesti", "Opinions asked for"}, "opinion.asked", whole("requests", "richieste", "requests")},
		{"opinion-given", Words{"Pareri resi", "Opinions given"}, "opinion.given", []deed{
			{projection.Favourable, Words{"favorevoli", "favourable"}, "", projection.Favourable},
			{projection.NotFavourable, Words{"non favorevoli", "not favourable"}, "", projection.NotFavourable},
		}},
		{"extension-decided", Words{"Decisioni sul prosieguo amministrativo", "Decisions on care beyond majority"}, "extension.decided", []deed{
			{projection.Granted, Words{"disposto", "granted"}, "", projection.Granted},
			{projection.NotGranted, Words{"non disposto", "not granted"}, "", projection.NotGranted},
		}},
		{"tracing-consent", Words{"Consensi all’indagine familiare", "Consents to family tracing"}, tracing.Consented{}.Kind(), whole("given", "dati", "given")},
		{"tracing-declined", Words{"Consensi non dati", "Consents not given"}, tracing.Declined{}.Kind(), whole("declined", "non dati", "not given")},
		{"tracing-withdrawn", Words{"Consensi ritirati", "Consents withdrawn"}, tracing.Withdrawn{}.Kind(), whole("withdrawn", "ritirati", "withdrawn")},
		{"tracing-requested", Words{"Indagini familiari chieste", "Family tracings asked for"}, tracing.Requested{}.Kind(), whole("requests", "richieste", "requests")},
		{"tracing-entrusted", Words{"Indagini familiari affidate", "Family tracings entrusted"}, tracing.Entrusted{}.Kind(), whole("entrusted", "affidate", "entrusted")},
		{"tracing-reported", Words{"Relazioni sulle famiglie, per esito", "Reports on families, by finding"}, tracing.Reported{}.Kind(), findings()},
		{"tracing-closed", Words{"Indagini familiari chiuse, per esito", "Family tracings closed, by outcome"}, tracing.Closed{}.Kind(), tracingOutcomes()},
		{"measure-enrolled", Words{"Iscrizioni a misure, per programma", "Enrolments in measures, by programme"}, measure.Enrolled{}.Kind(), programmes()},
		{"measure-ended", Words{"Misure terminate, per esito", "Measures ended, by outcome"}, measure.Ended{}.Kind(), measureOutcomes()},
	}
}

// whole is the one row of a table that has no parts.
func whole(key, italian, english string) []deed {
	return []deed{{key: key, name: Words{italian, english}}}
}

func routes() []deed {
	return []deed{
		{"asylum", Words{"protezione internazionale", "international protection"}, string(protection.Asylum), ""},
		{"dublin", Words{"ricongiungimento in un altro Stato (Dublino)", "reunification in another State (Dublin)"}, string(protection.Dublin), ""},
		{"relocation", Words{"ricollocazione", "relocation"}, string(protection.Relocation), ""},
	}
}

// routeOutcomes are the outcomes of each procedure.
func routeOutcomes() (out []deed) {
	names := map[protection.Outcome]Words{
		protection.Refugee: {"status di rifugiato", "refugee status"}, protection.Subsidiary: {"protezione sussidiaria", "subsidiary protection"},
		protection.Special: {"protezione speciale", "special protection"}, protection.Refused: {"rigetto", "refused"},
		protection.Inadmissible: {"inammissibilità", "inadmissible"}, protection.Accepted: {"accettata", "accepted"},
		protection.Transferred: {"trasferimento eseguito", "transferred"}, protection.Declined: {"rifiutata dall’altro Stato", "declined by the other State"},
	}
	for _, r := range routes() {
		for _, o := range protection.Route(r.detail).Outcomes() {
			name := Words{r.name.Italian + ": " + names[o].Italian, r.name.English + ": " + names[o].English}
			out = append(out, deed{r.key + "-" + string(o), name, r.detail, string(o)})
		}
	}
	return out
}

func permits() (out []deed) {
	names := map[permit.Type]Words{
		permit.MinorAge: {"minore età", "minor age"}, permit.Family: {"motivi familiari", "family reasons"},
		permit.Asylum: {"richiesta asilo", "asylum applied for"}, permit.Protected: {"protezione", "protection"},
		permit.Trafficked: {"protezione sociale", "social protection"}, permit.Study: {"studio", "study"}, permit.Work: {"lavoro", "work"},
		permit.Other: {"altro", "other"},
	}
	for _, t := range permit.Types() {
		out = append(out, deed{string(t), names[t], string(t), ""})
	}
	return out
}

func programmes() (out []deed) {
	names := map[measure.Programme]Words{
		measure.Percorsi: {"Percorsi", "Percorsi"}, measure.PUOI: {"PUOI", "PUOI"}, measure.School: {"scuola", "school"},
		measure.Language: {"corsi di italiano", "Italian courses"}, measure.Training: {"formazione", "training"}, measure.Other: {"altro", "other"},
	}
	for _, p := range measure.Programmes() {
		out = append(out, deed{string(p), names[p], string(p), ""})
	}
	return out
}

func measureOutcomes() (out []deed) {
	names := map[measure.Outcome]Words{
		measure.Completed: {"concluse", "completed"}, measure.Hired: {"concluse con un lavoro", "ended in a job"}, measure.Left: {"abbandonate", "left"},
		measure.Excluded: {"esclusioni", "excluded"}, measure.Moved: {"interrotte per trasferimento", "broken off by a transfer"},
	}
	for _, o := range measure.Outcomes() {
		out = append(out, deed{string(o), names[o], "", string(o)})
	}
	return out
}

func findings() (out []deed) {
	names := map[tracing.Finding]Words{
		tracing.Reached: {"famiglia incontrata", "family met"}, tracing.NotFound: {"famiglia non trovata", "family not found"},
		tracing.Declines: {"la famiglia non vuole", "family declines"}, tracing.Unsafe: {"zona non sicura", "area unsafe"},
	}
	for _, f := range tracing.Findings() {
		out = append(out, deed{string(f), names[f], "", string(f)})
	}
	return out
}

func tracingOutcomes() (out []deed) {
	names := map[tracing.Outcome]Words{
		tracing.FamilyFound: {"famiglia trovata", "family found"}, tracing.FamilyNotFound: {"famiglia non trovata", "family not found"},
		tracing.FamilyDeclines: {"la famiglia non ha voluto", "family declined"}, tracing.AreaUnsafe: {"zona non sicura", "area unsafe"},
		tracing.MinorDeclined: {"consenso non dato", "consent not given"}, tracing.ConsentGone: {"consenso ritirato", "consent withdrawn"},
		tracing.RiskFound: {"rischio", "risk"}, tracing.NotTakenOn: {"non accolta dal Ministero", "not taken on by the Ministry"},
		tracing.CameOfAge: {"maggiore età", "majority"}, tracing.OtherOutcome: {"altro", "another"},
	}
	for _, o := range tracing.Outcomes() {
		out = append(out, deed{string(o), names[o], "", string(o)})
	}
	return out
}

// acts gives the tables of what was done after the end of one day up to the end
// of another. Each counts something of its own, so none tells of another.
func (h *half) acts(from day.Date) []Table {
	if h.err != nil {
		return nil
	}
	a, err := h.m.Census.Acts(h.ctx, h.by, census.ActQuery{From: from.Add(1), To: h.on, Position: h.known})
	if err != nil {
		h.err = err
		return nil
	}
	var out []Table
	for _, d := range dones() {
		out = append(out, d.table(&a, from, h.on))
	}
	return out
}

func (d *done) table(a *census.Acts, from, on day.Date) Table {
	t := Table{ID: d.id, Title: d.title, Measure: disclosure.Measure(d.id), From: from, On: on}
	add := func(key string, name Words, n int) {
		t.Rows = append(t.Rows, Line{Class: disclosure.Class{Dimension: d.id, Members: []string{key}}, Name: name})
		t.Cells = append(t.Cells, []disclosure.Cell{{Count: n}})
	}
	total := a.Of(d.what, "", "")
	rest := total
	for _, r := range d.rows {
		n := a.Of(d.what, r.detail, r.outcome)
		rest -= n
		add(r.key, r.name, n)
	}
	if rest != 0 { // of a sort that this version does not know
		add(nobodys, notAttributed, rest)
	}
	t.Cells = append(t.Cells, []disclosure.Cell{{Count: total}})
	return t
}

// stands gives who stands how on the last day: with a guardian or not, and how
// far an application for asylum has come.
func (h *half) stands() []Table {
	guardians := []Line{
		line(census.Guardian, Words{"con tutore volontario", "with a volunteer guardian"}, string(projection.VolunteerGuardian)),
		line(census.Guardian, Words{"con altro tutore nominato", "with another guardian appointed"}, string(projection.OtherGuardian)),
		line(census.Guardian, Words{"senza nomina registrata", "with no appointment recorded"}, unguarded),
		line(census.Guardian, notAttributed, none),
	}
	asylum := []Line{
		line(census.Protection, Words{"domanda presentata, non decisa", "applied, not decided"}, string(projection.ProtectionAsked)),
		line(census.Protection, Words{"status di rifugiato", "refugee status"}, string(projection.ProtectionRefugee)),
		line(census.Protection, Words{"protezione sussidiaria", "subsidiary protection"}, string(projection.ProtectionSubsidiary)),
		line(census.Protection, Words{"protezione speciale", "special protection"}, string(projection.ProtectionSpecial)),
		line(census.Protection, Words{"domanda non accolta", "refused or inadmissible"}, string(projection.ProtectionRefused)),
		line(census.Protection, Words{"nessuna domanda registrata", "no application recorded"}, none),
	}
	return []Table{
		tabulate(h.on, "guardian", Words{"Presenti per tutela", "Present by guardianship"}, cut{renamed(h.count(h.on, census.Guardian)), 0}, guardians, nil),
		tabulate(h.on, "protection", Words{"Presenti per domanda di protezione internazionale", "Present by application for international protection"}, cut{h.count(h.on, census.Protection), 0}, asylum, nil),
	}
}

// unguarded is what is published for [projection.NoGuardian], whose word is that
// for what no record states.
const unguarded = "without"

func renamed(r census.Result) census.Result {
	out := r
	out.Cells = slices.Clone(r.Cells)
	for i, c := range out.Cells {
		if c.Codes[0] == string(projection.NoGuardian) {
			out.Cells[i].Codes = []string{unguarded}
		}
	}
	return out
}
