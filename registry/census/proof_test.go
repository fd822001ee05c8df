package census_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"faro.example/registry/census"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/ledger"
	"faro.example/registry/projection"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
	"faro.example/shared/protection"
	"faro.example/shared/reference"
)

// nation is a registry with a made-up history of some children, and all of its
// records for who counts slowly.
type nation struct {
	*intaketest.House
	census  *census.Census
	rng     *rand.Rand
	writers []*writer
	minors  []minor.ID
	wrote   map[minor.ID][]change.Record
	moments []moment // after which something was known

	records map[minor.ID][]change.Placed
	codes   map[facility.ID]string // of structures
	places  *reference.Tables
}

type writer struct {
	*intaketest.Agent
	at    facility.Place
	town  institution.ID
	istat string
}

type moment struct {
	position uint64
	today    day.Date
}

// live makes a nation of which something is told on most of a hundred days or so.
func live(t *testing.T, seed uint64) *nation {
	t.Helper()
	n := &nation{
		House: intaketest.New(t), rng: rand.New(rand.NewPCG(seed, 7)), wrote: map[minor.ID][]change.Record{}, codes: map[facility.ID]string{},
	}
	n.census = open(t, n.DB, &lines{})
	n.census.Now = n.Now
	for _, istat := range []string{"089017", "088009", "015146"} {
		town, at := n.Institution(institution.Municipality, istat), n.Structure(istat)
		n.writers = append(n.writers, &writer{
			Agent: n.Agent(institution.OfficeOf(at), institution.Office(town)), at: facility.At(at), town: town, istat: istat,
		})
		var code string
		n.Scan(&code, `SELECT code FROM offices WHERE id = $1`, at)
		n.codes[at] = code
	}
	for range 9 {
		n.minors = append(n.minors, intaketest.Minor())
	}
	for range 45 {
		for range 1 + n.rng.IntN(3) {
			n.tell()
		}
		var at uint64
		n.Scan(&at, `SELECT position FROM ledger_head`)
		n.moments = append(n.moments, moment{at, n.Today()})
		n.SetNow(n.Now().Add(time.Duration(n.rng.IntN(5*24)) * time.Hour))
		if _, err := projection.Carry(t.Context(), n.DB.As("faro_intake"), n.Today()); err != nil {
			t.Fatal(err)
		}
	}
	var err error
	if n.places, err = reference.Load(); err != nil {
		t.Fatal(err)
	}
	if n.records, err = ledger.Of(t.Context(), n.DB.As("faro_intake"), n.Sealer, n.minors); err != nil {
		t.Fatal(err)
	}
	return n
}

func pick[T any](rng *rand.Rand, of []T) T { return of[rng.IntN(len(of))] }

// tell has somebody write something about some child, and push it.
func (n *nation) tell() {
	w, m := pick(n.rng, n.writers), pick(n.rng, n.minors)
	on := n.Today().Add(-n.rng.IntN(40))
	var opts []intaketest.Option
	if n.rng.IntN(3) > 0 { // knowing all that the own office wrote
		var own []change.Record
		for _, r := range n.wrote[m] {
			if r.Agent == w.ID {
				own = append(own, r)
			}
		}
		opts = append(opts, intaketest.Seen(0, own...))
	}
	body, more := n.body(w, on, m)
	r := w.Write(m, on.String(), body, append(more, opts...)...)
	n.wrote[m] = append(n.wrote[m], r)
	w.Push(r)
}

func (n *nation) body(w *writer, on day.Date, m minor.ID) (change.Body, []intaketest.Option) {
	elsewhere := pick(n.rng, n.writers).at
	if elsewhere == w.at {
		elsewhere = facility.Place{Words: "una casa", Type: facility.Family}
	}
	services := []intaketest.Option{intaketest.For(institution.Office(w.town))}
	switch n.rng.IntN(16) {
	case 0:
		return minor.Registered{Code: w.Code(), Tag: "1"}, nil
	case 1:
		return minor.Found{Mode: pick(n.rng, []minor.Mode{minor.ByLanding, minor.ByFinding})}, nil
	case 2, 3:
		born := n.Today().Add(60 - n.rng.IntN(200)).AddYears(-pick(n.rng, []int{18, 18, 15, 6}))
		return minor.IdentityStated{
			Source: pick(n.rng, []minor.Source{minor.OwnWord, minor.PhotoDocument}), Sex: pick(n.rng, []minor.Sex{minor.Male, minor.Female}),
			Citizenship: pick(n.rng, []minor.Country{"EG", "GN", "FR"}),
			Birth:       &minor.Birth{Date: born, Precision: minor.ToDay, Provenance: minor.Declared},
		}, nil
	case 4, 5:
		return placement.Began{At: w.at}, nil
	case 6:
		return movement.Departed{From: w.at, To: elsewhere}, nil
	case 7:
		return movement.Arrived{At: w.at}, nil
	case 8:
		return movement.AbsenceReported{From: w.at}, nil
	case 9:
		return movement.AbsenceEnded{At: &w.at}, nil
	case 10:
		return placement.Confirmed{At: w.at, Days: day.Span{From: on.Add(-n.rng.IntN(9)), Until: on.Add(1)}}, nil
	case 11:
		decree := institution.Decree{Court: "TM Catania", Number: "7/26", On: on}
		return guardian.Appointed{
			Guardian: guardian.Who{Institution: w.town}, Volunteer: n.rng.IntN(2) == 0, Decree: decree,
		}, services
	case 13:
		return protection.Asked{Route: protection.Asylum}, services
	case 14:
		return protection.Decided{Route: protection.Asylum, Outcome: pick(n.rng, protection.Asylum.Outcomes())}, services
	case 12:
		return movement.ExitRecorded{Reason: pick(n.rng, movement.Reasons())}, services
	}
	if wrote := n.wrote[m]; len(wrote) > 0 {
		r := pick(n.rng, wrote)
		return change.Retracted{Record: r.ID, Reason: "so"}, []intaketest.Option{intaketest.In(r.Section)}
	}
	return placement.Ended{At: w.at}, nil
}

// files gives the casefiles as the ledger tells them up to a position.
func (n *nation) files(position uint64) (out []casefile.File) {
	for _, m := range n.minors {
		var known []change.Placed
		for _, p := range n.records[m] {
			if p.Position <= position {
				known = append(known, p)
			}
		}
		if len(known) > 0 {
			out = append(out, casefile.Fold(m, known))
		}
	}
	return out
}

// protectionOn gives how an application for asylum stands on a day, the plain
// way: by the last step, but never by a refusal that contends with another.
func protectionOn(f *casefile.File, on day.Date) string {
	words := map[protection.Outcome]string{"refugee": "refugee", "subsidiary": "subsidiary", "special": "special", "refused": "refused", "inadmissible": "refused"}
	is, contested := "", false
	p, _ := f.Procedure("protection:asylum")
	for _, s := range p.Steps {
		if s.Aside || s.On.Day().After(on) {
			continue
		}
		to := "asked"
		if b, ok := s.Body.(protection.Decided); ok {
			to = words[b.Outcome]
		}
		if to == "refused" && s.Held && contested {
			continue
		}
		is, contested = to, s.Held
	}
	return is
}

// codesOn gives the codes of a child on a day on which it stays somewhere, the
// plain way; guardian and confirmation as on the day by which it is cut; and
// whether it is counted at all.
func (n *nation) codesOn(f *casefile.File, s casefile.Stay, on, cut day.Date) (map[census.Dimension]string, bool) {
	at := s.At
	if s.State == casefile.InTransit {
		at = s.From
	}
	out := map[census.Dimension]string{
		census.State: string(s.State), census.Citizenship: string(f.Identity.Citizenship()), census.Sex: string(f.Identity.Sex()),
		census.Structure: n.codes[at.Facility], census.Reception: string(at.Type), census.Protection: "", census.Guardian: "none",
		census.Confirmed: "never",
	}
	for _, w := range n.writers {
		if at.Facility == w.at.Facility {
			m, _ := n.places.Municipality(w.istat)
			r, _ := n.places.RegionOf(w.istat)
			out[census.Municipality], out[census.Province], out[census.Region], out[census.Reception] = w.istat, m.Province, r.Code, "first"
		}
	}
	if f.Presence.Found != nil {
		out[census.Mode] = string(f.Presence.Found.Mode)
	}
	for _, g := range f.Guardian.On(cut) {
		if out[census.Guardian] != "volunteer" {
			out[census.Guardian] = map[bool]string{true: "volunteer", false: "appointed"}[g.Volunteer]
		}
	}
	out[census.Protection] = protectionOn(f, cut)
	if last := f.Presence.StatedBy(cut); !last.IsZero() {
		out[census.Confirmed] = "more"
		for _, days := range []int{180, 90, 30} {
			if cut.Sub(last) <= days {
				out[census.Confirmed] = fmt.Sprint(days)
			}
		}
	}
	b, known := f.Identity.Birth()
	if known {
		age := b.Date.Age(on)
		out[census.Years], out[census.Age] = fmt.Sprint(age), fmt.Sprint(age)
		if age <= 14 {
			out[census.Age] = "7-14"
		}
		if age <= 6 {
			out[census.Age] = "0-6"
		}
		if age >= 18 {
			return out, false
		}
	}
	return out, reference.Foreign(f.Identity.Citizenship(), on)
}

// stood is a child on a day: counted or not, present or missing, in a cell or
// in none of those asked for.
type stood struct {
	state casefile.State // "" if not counted
	there bool           // somewhere, though perhaps not counted
	asked bool
	cell  string
	at    facility.Place
	left  movement.Reason
	mode  string
}

func (n *nation) stood(f *casefile.File, on, cut day.Date, by []census.Dimension, only []census.Filter) stood {
	s, ok := f.Presence.On(on)
	if !ok {
		return stood{}
	}
	codes, counted := n.codesOn(f, s, on, cut)
	out := stood{there: true, asked: true, at: s.At, left: s.Left, mode: codes[census.Mode]}
	if s.State == casefile.InTransit {
		out.at = s.From
	}
	if counted {
		out.state = s.State
	}
	for _, o := range only {
		out.asked = out.asked && slices.Contains(o.Codes, codes[o.By])
	}
	var cell []string
	for _, d := range by {
		cell = append(cell, codes[d])
	}
	out.cell = strings.Join(cell, "|")
	return out
}

// present reports whether a child is counted as present, and asked for.
func (s stood) present() bool { return s.state != "" && s.state != casefile.Missing && s.asked }

// slowly counts children one by one.
func (n *nation) slowly(q census.Query, position uint64) (cells map[string]int, total, gone int) {
	cells = map[string]int{}
	for _, f := range n.files(position) {
		switch s := n.stood(&f, q.On, q.On, q.By, q.Only); {
		case s.present():
			cells[s.cell]++
			total++
		case s.state == casefile.Missing && s.asked:
			gone++
		}
	}
	return cells, total, gone
}

// questions draws what is asked.
func (n *nation) cuts(r *rapid.T) ([]census.Dimension, []census.Filter) {
	all := census.Dimensions()
	by := rapid.SliceOfNDistinct(rapid.SampledFrom(all), 0, census.MaxCuts, rapid.ID[census.Dimension]).Draw(r, "by")
	var only []census.Filter
	if rapid.Bool().Draw(r, "filter") {
		d := rapid.SampledFrom(all).Draw(r, "only")
		codes := append([]string{""}, census.Codes(d)...)
		switch d {
		case census.Region:
			codes = append(codes, "19", "03")
		case census.Structure:
			codes = append(codes, n.codes[n.writers[0].at.Facility])
		case census.Citizenship:
			codes = append(codes, "EG", "GN")
		case census.Municipality:
			codes = append(codes, "089017")
		case census.Province:
			codes = append(codes, "SR", "RG")
		}
		only = append(only, census.Filter{By: d, Codes: rapid.SliceOfNDistinct(rapid.SampledFrom(codes), 1, 2, rapid.ID[string]).Draw(r, "codes")})
	}
	return by, only
}

// nations are lived once, and asked many questions.
func nations(t *testing.T) []*nation {
	t.Helper()
	var out []*nation
	for seed := range uint64(4) {
		out = append(out, live(t, seed))
	}
	return out
}

// The rows of the projection and a slow, obvious count over the casefiles say the
// same of any day, as known at any moment, however it is cut.
func TestTheCensusIsWhatCountingCasefilesOneByOneGives(t *testing.T) {
	all := nations(t)
	t.Run("on a day", func(t *testing.T) {
		rapid.Check(t, func(r *rapid.T) {
			n := all[rapid.IntRange(0, len(all)-1).Draw(r, "nation")]
			m := rapid.SampledFrom(n.moments).Draw(r, "known")
			by, only := n.cuts(r)
			q := census.Query{On: m.today.Add(-rapid.IntRange(0, 120).Draw(r, "days ago")), By: by, Only: only, Position: m.position}
			got, err := n.census.Count(t.Context(), ministry, q)
			if err != nil {
				r.Fatal(err)
			}
			cells, total, gone := n.slowly(q, m.position)
			if got.Total != total || got.Missing != gone {
				r.Errorf("%+v: %d present and %d missing, want %d and %d", q, got.Total, got.Missing, total, gone)
			}
			have := map[string]int{}
			for _, c := range got.Cells {
				have[strings.Join(c.Codes, "|")] = c.Count
			}
			if diff := cmp.Diff(cells, have, cmpopts.EquateEmpty()); diff != "" {
				r.Errorf("%+v (-casefiles +census)\n%s", q, diff)
			}
		})
	})
	t.Run("at a glance", func(t *testing.T) {
		rapid.Check(t, func(r *rapid.T) { all[rapid.IntRange(0, len(all)-1).Draw(r, "nation")].glances(t, r) })
	})
	t.Run("day after day", func(t *testing.T) {
		rapid.Check(t, func(r *rapid.T) { all[rapid.IntRange(0, len(all)-1).Draw(r, "nation")].daysInARow(t, r) })
	})
	t.Run("between two days", func(t *testing.T) {
		rapid.Check(t, func(r *rapid.T) {
			n := all[rapid.IntRange(0, len(all)-1).Draw(r, "nation")]
			m := rapid.SampledFrom(n.moments).Draw(r, "known")
			by, only := n.cuts(r)
			to := m.today.Add(-rapid.IntRange(0, 100).Draw(r, "days ago"))
			q := census.FlowQuery{From: to.Add(-rapid.IntRange(0, 70).Draw(r, "days")), To: to, By: by, Only: only, Position: m.position}
			got, err := n.census.Flows(t.Context(), ministry, q)
			if err != nil {
				r.Fatal(err)
			}
			have := map[string]map[census.Moves]int{}
			for _, b := range append(slices.Clone(got.Cells), got.Total) {
				sum := b.Start
				for _, m := range b.Moves {
					sum += m.Count * sign(m.Flow)
				}
				if sum != b.End {
					r.Errorf("%q: from %d to %d by %+v", b.Codes, b.Start, b.End, b.Moves)
				}
			}
			for _, b := range got.Cells {
				key := strings.Join(b.Codes, "|")
				have[key] = byWay(b.Moves)
				if len(have[key]) == 0 {
					delete(have, key)
				}
			}
			if len(by) > 0 {
				if diff := cmp.Diff(n.slowFlows(q), have, cmpopts.EquateEmpty()); diff != "" {
					r.Errorf("%+v (-casefiles +census)\n%s", q, diff)
				}
			}
			q.By = nil
			if diff := cmp.Diff(n.slowFlows(q)[""], byWay(got.Total.Moves), cmpopts.EquateEmpty()); diff != "" {
				r.Errorf("%+v, in all (-casefiles +census)\n%s", q, diff)
			}
		})
	})
}

// byWay leaves out what is but the rest.
func byWay(all []census.Moves) map[census.Moves]int {
	out := map[census.Moves]int{}
	for _, m := range all {
		if m.Flow != census.OtherChange {
			out[census.Moves{Flow: m.Flow, Detail: m.Detail}] = m.Count
		}
	}
	return out
}

func sign(f census.Flow) int {
	switch f {
	case census.Arrived, census.Reentered, census.TransferredIn, census.Returned, census.OtherChange:
		return 1
	case census.Moved, census.LeftMissing:
		return 0
	}
	return -1
}

// slowFlows goes through the days, child by child, and looks at what is otherwise
// than on the day before.
func (n *nation) slowFlows(q census.FlowQuery) map[string]map[census.Moves]int {
	out := map[string]map[census.Moves]int{}
	add := func(cell string, f census.Flow, detail string) {
		if out[cell] == nil {
			out[cell] = map[census.Moves]int{}
		}
		out[cell][census.Moves{Flow: f, Detail: detail}]++
	}
	for _, f := range n.files(q.Position) {
		for on := q.From; !on.After(q.To); on = on.Add(1) {
			a, b := n.stood(&f, on.Add(-1), on.Add(-1), q.By, q.Only), n.stood(&f, on, on, q.By, q.Only)
			if a.there { // a move is cut by what was so on the day before
				b = n.stood(&f, on, on.Add(-1), q.By, q.Only)
			}
			moved := a.at != b.at
			switch {
			case !a.there && b.present() && f.Presence.Stays[0].Span.From == on:
				add(b.cell, census.Arrived, b.mode)
			case !a.there && b.present():
				add(b.cell, census.Reentered, "")
			case a.present() && !b.there:
				add(a.cell, census.Left, string(a.left))
			case a.state == casefile.Missing && a.asked && !b.there:
				add(a.cell, census.LeftMissing, string(a.left))
			case a.present() && b.state == "":
				add(a.cell, census.CameOfAge, "")
			case a.state == "" || b.state == "":
			case a.state == casefile.Missing && b.present():
				add(b.cell, census.Returned, "")
			case a.present() && b.state == casefile.Missing:
				add(a.cell, census.WentMissing, "")
			case a.state == casefile.Missing || b.state == casefile.Missing || !moved:
			case a.present() && b.present() && a.cell == b.cell:
				add(a.cell, census.Moved, "")
			default:
				if a.present() {
					add(a.cell, census.TransferredOut, "")
				}
				if b.present() {
					add(b.cell, census.TransferredIn, "")
				}
			}
		}
	}
	return out
}
