package report

import (
	"faro.example/registry/census"
	"faro.example/registry/report/disclosure"
	"faro.example/shared/day"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
)

// way is a row of those who came or left: in which way, and which of its details.
type way struct {
	key    string
	name   Words
	flow   census.Flow
	detail string
}

var arrivals = []way{
	{string(minor.ByLanding), Words{"sbarco", "landing"}, census.Arrived, string(minor.ByLanding)},
	{string(minor.ByFinding), Words{"rintraccio sul territorio", "found in the country"}, census.Arrived, string(minor.ByFinding)},
	{nobodys, Words{"non attribuito", "not attributed"}, census.Arrived, none},
	{"re-entered", Words{"rientro dopo un’uscita", "return after an exit"}, census.Reentered, none},
	{"returned", Words{"ritorno dopo un’assenza", "return of the missing"}, census.Returned, none},
}

// departures gives the rows of those who left, by the reasons of an exit.
func departures() []way {
	names := map[movement.Reason]Words{
		movement.Majority:            {"maggiore età", "majority"},
		movement.EndOfProsieguo:      {"fine del prosieguo amministrativo", "end of care beyond majority"},
		movement.FamilyReunification: {"ricongiungimento familiare", "family reunification"},
		movement.Relocation:          {"ricollocazione", "relocation"},
		movement.AssistedReturn:      {"rimpatrio volontario assistito", "assisted voluntary return"},
		movement.EntrustedToRelative: {"affidamento a parenti", "entrusted to relatives"},
		movement.FoundAdult:          {"accertato maggiorenne", "found to be adult"},
		movement.FoundAccompanied:    {"accertato accompagnato", "found to be accompanied"},
		movement.FoundUnionCitizen:   {"accertato cittadino dell’Unione", "found to be a Union citizen"},
		movement.Death:               {"decesso", "death"},
	}
	var out []way
	for _, r := range movement.Reasons() {
		out = append(out, way{string(r), names[r], census.Left, string(r)})
	}
	return append(out,
		way{nobodys, Words{"non attribuito", "not attributed"}, census.Left, none},
		way{"came-of-age", Words{"compimento dei 18 anni senza uscita registrata", "came of age, no exit recorded"}, census.CameOfAge, none},
		way{"went-missing", Words{"irreperibilità (allontanamento)", "went missing"}, census.WentMissing, none},
	)
}

// flows gives who came and who left in the half-year.
func (h *half) flows(from day.Date) []Table {
	if h.err != nil {
		return nil
	}
	r, err := h.m.Census.Flows(h.ctx, h.by, census.FlowQuery{From: from.Add(1), To: h.on, Position: h.known})
	if err != nil {
		h.err = err
		return nil
	}
	other := r.Total.Of(census.OtherChange) // of a citizenship that is counted, or not any more
	in := waysTable("arrivals", Words{"Arrivi nel periodo per modalità", "Arrivals in the period by mode"}, census.Mode, arrivals, &r.Total, max(0, other))
	out := waysTable("departures", Words{"Uscite nel periodo per motivo", "Departures in the period by reason"}, "reason", departures(), &r.Total, max(0, -other))
	in.Measure, out.Measure = disclosure.Entered, disclosure.Left
	for _, t := range []*Table{&in, &out} {
		t.From, t.On = from, h.on
	}
	return []Table{in, out}
}

// waysTable counts those who came or left in each way, and those whose records
// were corrected so that they are counted, or not any more.
func waysTable(id string, title Words, d census.Dimension, ways []way, b *census.Balance, corrected int) Table {
	t := Table{ID: id, Title: title}
	total := 0
	add := func(key string, name Words, n int) {
		t.Rows = append(t.Rows, line(d, name, key))
		t.Cells = append(t.Cells, []disclosure.Cell{{Count: n}})
		total += n
	}
	for _, w := range ways {
		n := b.Of(w.flow)
		if w.flow == census.Arrived || w.flow == census.Left {
			n = b.Of(w.flow, w.detail)
		}
		add(w.key, w.name, n)
	}
	add("corrected", Words{"rettifiche", "corrections"}, corrected)
	t.Cells = append(t.Cells, []disclosure.Cell{{Count: total}})
	return t
}
