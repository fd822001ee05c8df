package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"faro.example/registry/census"
	"faro.example/registry/report/disclosure"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/facility"
)

// compared is how many half-years before the in-depth report stand beside its
// own: two years.
const compared = 4

// HalfYearly makes the in-depth report of a half-year for the Ministry itself.
// It fails with
// [faro.example/shared/fault.Invalid] for a day on which no half-year ends, and
// as [census.Census.Count] does.
func (m *Maker) HalfYearly(ctx context.Context, by access.Caller, q Question) (Report, error) {
	from, err := HalfYearly.From(q.AsOf)
	if err != nil {
		return Report{}, err
	}
	whole, err := m.Census.Count(ctx, by, census.Query{
		On: q.AsOf, KnownAt: q.KnownAt, Position: q.Position, By: []census.Dimension{census.Citizenship, census.Region, census.Sex},
	})
	if err != nil {
		return Report{}, err
	}
	h := half{m: m, ctx: ctx, by: by, on: q.AsOf, known: whole.Position}
	out := Report{Kind: HalfYearly, Audience: Internal, From: from, AsOf: q.AsOf, KnownAt: q.KnownAt, Epoch: whole.Epoch, Position: whole.Position}
	out.Tables = append(h.whole(whole), h.others()...)
	out.Tables = append(out.Tables, missingTable(q.AsOf, whole.Missing))
	out.Tables = append(out.Tables, h.flows(from)...)
	out.Tables = append(append(out.Tables, h.stands()...), h.acts(from)...)
	before := h.before(&out)
	out.Tables = append(out.Tables, before...)
	out.Chapters = chapters(before)
	return out, h.err
}

// half is an in-depth report that is being made.
type half struct {
	m     *Maker
	ctx   context.Context
	by    access.Caller
	on    day.Date
	known uint64
	err   error // the first; once there is one nothing more is counted
}

// count counts those of a day, as known for the report.
func (h *half) count(on day.Date, by ...census.Dimension) census.Result {
	if h.err != nil {
		return census.Result{}
	}
	out, err := h.m.Census.Count(h.ctx, h.by, census.Query{On: on, Position: h.known, By: by})
	h.err = err
	return out
}

// whole gives the tables that are made from one count.
func (h *half) whole(r census.Result) []Table {
	citizenship, region, sex := cut{r, 0}, cut{r, 1}, cut{r, 2}
	countries, regions := h.m.countries(citizenship), h.m.regions()
	girls := func(c census.Cell) bool { return c.Codes[2] == "F" }
	return append([]Table{
		tabulate(h.on, "region", Words{"Presenti per regione", "Present by region"}, region, regions, nil),
		tabulate(h.on, "sex", Words{"Presenti per sesso", "Present by sex"}, sex, sexes(sex), nil),
		tabulate(h.on, "citizenship", Words{"Presenti per cittadinanza", "Present by citizenship"}, citizenship, countries, nil),
		girlsTable(h.on, citizenship, countries, regions, girls),
	}, bySex(r, countries, regions)...)
}

// others gives the tables that need a count of their own.
func (h *half) others() []Table {
	ages := h.count(h.on, census.Age, census.Sex)
	places := h.count(h.on, census.Reception, census.Region)
	age, sex, reception := cut{ages, 0}, sexes(cut{ages, 1}), receptions(cut{places, 0})
	isGirl := func(c census.Cell) bool { return c.Codes[1] == "F" }
	girls := tabulate(h.on, "girls-age", Words{"Ragazze per età", "Girls by age"}, age, bands(), isGirl)
	girls.Given = []disclosure.Class{{Dimension: string(census.Sex), Members: []string{"F"}}}
	return []Table{
		tabulate(h.on, "age", Words{"Presenti per età", "Present by age"}, age, bands(), nil),
		cross(h.on, "age-sex", Words{"Presenti per età e sesso", "Present by age and sex"}, ages, bands(), sex),
		tabulate(h.on, "reception", Words{"Presenti per tipo di accoglienza", "Present by type of reception"}, cut{places, 0}, reception, nil),
		cross(h.on, "reception-region", Words{"Presenti per regione e tipo di accoglienza", "Present by region and type of reception"}, swapped(places), h.m.regions(), reception),
		girls,
	}
}

// cross counts the cells of an answer by its two cuts.
func cross(on day.Date, id string, title Words, r census.Result, rows, cols []Line) Table {
	t := Table{ID: id, Title: title, Measure: disclosure.Present, On: on, Rows: rows, Cols: cols}
	t.fill(r, func(cell census.Cell) (string, string) { return cell.Codes[0], cell.Codes[1] }, nil)
	return t
}

// swapped gives an answer with its two cuts the other way round.
func swapped(r census.Result) census.Result {
	out := r
	out.Cells = slices.Clone(r.Cells)
	for i, c := range out.Cells {
		out.Cells[i].Codes = []string{c.Codes[1], c.Codes[0]}
	}
	return out
}

var receptionWords = map[string]Words{
	string(facility.First):     {"prima accoglienza", "first reception"},
	string(facility.Second):    {"seconda accoglienza", "second reception"},
	string(facility.Temporary): {"strutture temporanee e straordinarie", "temporary and extraordinary structures"},
	string(facility.Family):    {"privati e famiglie", "private persons and families"},
	string(facility.Other):     {"altro", "other"},
}

// receptions gives the types of reception, those of the directory first.
func receptions(c cut) []Line {
	var out []Line
	for _, t := range []facility.Type{facility.First, facility.Second, facility.Temporary, facility.Family, facility.Other} {
		out = append(out, line(census.Reception, receptionWords[string(t)], string(t)))
	}
	var more []string
	for _, cell := range c.of.Cells {
		code := cell.Codes[c.at]
		if code != none && !slices.Contains(more, code) && !slices.ContainsFunc(out, func(l Line) bool { return l.holds(code) }) {
			more = append(more, code)
		}
	}
	slices.Sort(more)
	for _, code := range more {
		out = append(out, line(census.Reception, Words{code, code}, code))
	}
	return append(out, line(census.Reception, notAttributed, none))
}

// before gives the figures of the half-years before, as known for this report,
// by the lines of its own tables.
func (h *half) before(r *Report) []Table {
	var out []Table
	on := h.on
	for range compared {
		on = HalfYearly.Last(on)
		places, ages := h.count(on, census.Region, census.Sex), h.count(on, census.Age)
		if h.err != nil {
			return nil
		}
		for _, was := range []struct {
			id string
			cut
		}{{"sex", cut{places, 1}}, {"age", cut{ages, 0}}, {"region", cut{places, 0}}} {
			t := r.Table(was.id)
			out = append(out, tabulate(on, was.id+"-"+on.String(), t.Title, was.cut, was.lines(t.Rows), nil))
		}
	}
	return out
}

// lines gives the lines of an axis, and one for each code that has none on it.
func (c cut) lines(rows []Line) []Line {
	out := slices.Clone(rows)
	for _, cell := range c.of.Cells {
		code := cell.Codes[c.at]
		if !slices.ContainsFunc(out, func(l Line) bool { return l.holds(code) }) {
			out = slices.Insert(out, len(out)-1, Line{Class: disclosure.Class{Dimension: rows[0].Dimension, Members: []string{cmp.Or(code, nobodys)}}, Name: Words{code, code}})
		}
	}
	return out
}

// chapters are those of the in-depth report.
func chapters(before []Table) []Chapter {
	acted := []Words{{
		"Degli atti compiuti nel periodo si contano gli atti, non i minori: due richieste per lo stesso minore sono due.",
		"Of what was done in the period acts are counted, not children: two requests for one child are two.",
	}}
	beside := []string{}
	for _, id := range []string{"sex", "age", "region"} {
		beside = append(beside, id)
		for _, t := range before {
			if t.ID == id+"-"+t.On.String() {
				beside = append(beside, t.ID)
			}
		}
	}
	return []Chapter{
		{ID: "presence", Title: Words{"Presenza sul territorio", "Presence over the country"}, Tables: []string{"region", "region-sex"}},
		{ID: "characteristics", Title: Words{"Caratteristiche dei minori", "Who the children are"}, Tables: []string{"sex", "age", "age-sex", "citizenship", "citizenship-sex"}},
		{ID: "reception-types", Title: Words{"Accoglienza", "Reception"}, Tables: []string{"reception", "reception-region"}},
		{ID: "movements", Title: Words{"Arrivi e uscite", "Arrivals and departures"}, Tables: []string{"arrivals", "departures"}},
		{ID: "girls-chapter", Title: Words{"Le ragazze", "Girls"}, Tables: []string{"girls-age", "girls"}},
		{ID: "missing-chapter", Title: Words{"Irreperibili", "The missing"}, Tables: []string{"missing"}},
		{ID: "guardianship", Title: Words{"Richiesta e nomina del tutore", "Guardianship: request and appointment"}, Text: acted,
			Tables: []string{"guardian", "guardian-asked", "guardian-appointed"}},
		{ID: "protection-chapter", Title: Words{"Protezione internazionale e permessi di soggiorno", "International protection and residence permits"}, Text: acted,
			Tables: []string{"protection", "protection-asked", "protection-decided", "permit-asked", "permit-issued", "permit-refused", "return-asked"}},
		{ID: "tracings", Title: Words{"Indagini familiari", "Family tracings"}, Text: acted,
			Tables: []string{"tracing-consent", "tracing-declined", "tracing-withdrawn", "tracing-requested", "tracing-entrusted", "tracing-reported", "tracing-closed"}},
		{ID: "opinions", Title: Words{"Pareri (art. 32 del testo unico sull’immigrazione) e prosieguo amministrativo", "Opinions (art. 32 of the immigration act) and care beyond majority"}, Text: acted,
			Tables: []string{"opinion-asked", "opinion-given", "extension-decided"}},
		{ID: "measures", Title: Words{"Misure e percorsi di integrazione", "Integration measures"}, Text: acted,
			Tables: []string{"measure-enrolled", "measure-ended"}},
		{ID: "comparison", Title: Words{"Confronto con i periodi precedenti", "Comparison with the periods before"}, Tables: beside, Beside: true, Text: []Words{{
			"I dati dei periodi precedenti sono quelli noti oggi: possono differire da quelli pubblicati allora, che restano consultabili.",
			"The figures of the periods before are as known today: they may differ from those published then, which can still be read.",
		}}},
		{ID: Rules, Title: Words{"Le novità normative e le osservazioni", "New rules and remarks"}},
		{ID: "method", Title: Words{"Nota metodologica", "Note on method"}, Text: method()},
	}
}

// method is the methodological note.
func method() []Words {
	return []Words{
		{"Il minore straniero non accompagnato è il minore non italiano e non dell’Unione europea che si trova in Italia senza assistenza né rappresentanza di adulti per lui legalmente responsabili (legge 47/2017, art. 2).",
			"An unaccompanied foreign minor is one of neither Italian nor European Union citizenship who is in Italy without the care and representation of adults who answer for him or her by law (law 47/2017, art. 2)."},
		{"L’età è calcolata nel giorno di riferimento. A chi attende l’identificazione è attribuito il 1º gennaio come data di nascita: ogni gennaio diventano maggiorenni molti diciassettenni.",
			"Age is that of the day of reference. Those who await identification carry 1 January as birth date: each January many 17-year-olds come of age."},
		{"Regione e provincia sono quelle della struttura che ospita il minore; in viaggio fra due strutture il minore è contato dove era. Due registrazioni dello stesso minore contano una volta da quando si sa che sono una.",
			"Region and province are those of the structure that hosts the child; on the way between two a child is counted where it was. Two registrations of one child count once from when they are known to be one."},
		{fmt.Sprintf("Le cittadinanze sono in ordine decrescente; dopo le prime %d le restanti sono sotto «altre».", named),
			fmt.Sprintf("Citizenships are in falling order; after the first %d the rest stand as “other”.", named)},
	}
}
