package projection_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/ledger"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
	"faro.example/shared/protection"
)

// writer is an installation in a made-up history, with what it wrote and has
// not pushed yet.
type writer struct {
	*intaketest.Agent
	at      facility.Place // the structure that it writes for
	town    institution.ID // the municipality whose social services it writes for too
	unsent  []change.Record
	written map[minor.ID][]change.Record
}

// history makes up what installations write about some children: any record
// about any child on any day, whether it makes sense or not.
type history struct {
	*intaketest.House
	t       *testing.T
	rng     *rand.Rand
	writers []*writer
	minors  []minor.ID
	wrote   map[minor.ID][]change.Record
}

func newHistory(t *testing.T, seed uint64, writers, minors int) *history {
	t.Helper()
	h := &history{
		House: intaketest.New(t), t: t, rng: rand.New(rand.NewPCG(seed, 1)), wrote: map[minor.ID][]change.Record{},
	}
	for i := range writers {
		municipality := fmt.Sprintf("0890%02d", i)
		town := h.Institution(institution.Municipality, municipality)
		at := h.Structure(municipality)
		h.writers = append(h.writers, &writer{
			Agent: h.Agent(institution.OfficeOf(at), institution.Office(town)), at: facility.At(at), town: town,
			written: map[minor.ID][]change.Record{},
		})
	}
	for range minors {
		h.minors = append(h.minors, intaketest.Minor())
	}
	return h
}

func pick[T any](rng *rand.Rand, of []T) T { return of[rng.IntN(len(of))] }

// write has somebody write something.
func (h *history) write() {
	w, m := pick(h.rng, h.writers), pick(h.rng, h.minors)
	on := h.Today().Add(-h.rng.IntN(70)).String()
	body, opts := h.body(w, m)
	seen := intaketest.Seen(0)
	if own := w.written[m]; len(own) > 0 && h.rng.IntN(3) > 0 {
		seen = intaketest.Seen(0, own[max(0, len(own)-100):]...)
	}
	r := w.Write(m, on, body, append(opts, seen)...)
	w.unsent = append(w.unsent, r)
	w.written[m] = append(w.written[m], r)
	h.wrote[m] = append(h.wrote[m], r)
}

func (h *history) body(w *writer, m minor.ID) (change.Body, []intaketest.Option) {
	elsewhere := pick(h.rng, h.writers).at
	if elsewhere == w.at || h.rng.IntN(5) == 0 {
		elsewhere = facility.Place{Words: "una casa", Type: facility.Family}
	}
	services := []intaketest.Option{intaketest.For(institution.Office(w.town))}
	switch h.rng.IntN(19) {
	case 0, 1:
		return minor.Registered{Code: w.Code(), Tag: "1"}, nil
	case 2:
		return minor.Found{Mode: pick(h.rng, []minor.Mode{minor.ByLanding, minor.ByFinding})}, nil
	case 3, 4:
		return minor.IdentityStated{
			Source: pick(h.rng, []minor.Source{minor.OwnWord, minor.ByAuthority, minor.PhotoDocument}),
			Sex:    pick(h.rng, []minor.Sex{minor.Male, minor.Female}), Citizenship: pick(h.rng, []minor.Country{"EG", "GN", "RO"}),
			Birth: &minor.Birth{Date: day.Of(2006+h.rng.IntN(10), 1, 1), Precision: minor.ToYear, Provenance: minor.Declared},
		}, nil
	case 5, 6, 7:
		return placement.Began{At: w.at}, nil
	case 8:
		return movement.Departed{From: w.at, To: elsewhere}, nil
	case 9:
		return movement.AbsenceReported{From: w.at}, nil
	case 10:
		return movement.AbsenceEnded{At: &w.at}, nil
	case 11:
		return custody.Taken{By: w.town}, services
	case 12:
		until := h.Today().Add(1 - h.rng.IntN(70))
		return placement.Confirmed{At: w.at, Days: day.Span{From: until.Add(-1 - h.rng.IntN(9)), Until: until}}, nil
	case 13, 14:
		who := guardian.Who{Name: &minor.Name{Given: "Ada", Family: minor.Text(fmt.Sprint(h.rng.IntN(3)))}}
		if h.rng.IntN(3) == 0 {
			return guardian.Ended{Guardian: who, Why: guardian.Resigned}, services
		}
		decree := institution.Decree{Court: "TM Catania", Number: "7/26", On: h.Today().Add(-80)}
		return guardian.Appointed{Guardian: who, Volunteer: h.rng.IntN(2) == 0, Decree: decree}, services
	case 16:
		return protection.Asked{Route: protection.Asylum}, services
	case 17:
		return protection.Decided{Route: protection.Asylum, Outcome: pick(h.rng, protection.Asylum.Outcomes())}, services
	case 15:
		return movement.ExitRecorded{Reason: pick(h.rng, movement.Reasons())}, nil
	}
	if wrote := h.wrote[m]; len(wrote) > 0 {
		r := pick(h.rng, wrote)
		return change.Retracted{Record: r.ID, Reason: "so"}, []intaketest.Option{intaketest.In(r.Section)}
	}
	return placement.Ended{At: w.at}, nil
}

// push has somebody push some of what they wrote.
func (h *history) push() {
	w := pick(h.rng, h.writers)
	n := min(len(w.unsent), 1+h.rng.IntN(30))
	w.Push(w.unsent[:n]...)
	w.unsent = w.unsent[n:]
}

// settle has everybody push what is left.
func (h *history) settle() {
	for _, w := range h.writers {
		for len(w.unsent) > 0 {
			n := min(len(w.unsent), 200)
			w.Push(w.unsent[:n]...)
			w.unsent = w.unsent[n:]
		}
	}
}

// folded gives the casefiles as the ledger tells them up to a position.
func (h *history) folded(position uint64) []casefile.File {
	h.t.Helper()
	records, err := ledger.Of(h.t.Context(), h.DB.As("faro_intake"), h.Sealer, h.minors)
	if err != nil {
		h.t.Fatal(err)
	}
	var out []casefile.File
	for m, entries := range records {
		for i, p := range entries {
			if p.Position > position {
				entries = entries[:i]
				break
			}
		}
		out = append(out, casefile.Fold(m, entries))
	}
	return out
}

// cell is one group of a count.
type cell struct {
	state       string
	at          facility.ID
	citizenship string
	sex         string
	birth       day.Date
	protection  string
	guardian    string
	seen        string
}

// slowly counts the minors on a day from their casefiles, the plain way.
func slowly(files []casefile.File, on day.Date) map[cell]int {
	out := map[cell]int{}
	for i := range files {
		f := &files[i]
		for _, s := range f.Presence.Stays {
			if !s.Span.Contains(on) {
				continue
			}
			c := cell{state: string(s.State), at: s.At.Facility, citizenship: string(f.Identity.Citizenship()), sex: string(f.Identity.Sex())}
			if s.State == casefile.InTransit {
				c.at = s.From.Facility
			}
			if b, ok := f.Identity.Birth(); ok {
				c.birth = b.Date
			}
			c.protection, c.guardian, c.seen = protected(f, on), guarded(f, on), confirmed(f, on)
			out[c]++
		}
	}
	return out
}

// protected tells how an application for asylum stands on a day: by its last
// step, but of two that contend never by the refusal.
func protected(f *casefile.File, on day.Date) (is string) {
	p, _ := f.Procedure("protection:asylum")
	contested := false
	for _, s := range p.Steps {
		to := "asked"
		if b, ok := s.Body.(protection.Decided); ok {
			if to = string(b.Outcome); b.Outcome == protection.Inadmissible {
				to = "refused"
			}
		}
		if !s.Aside && !s.On.Day().After(on) && (to != "refused" || !s.Held || !contested) {
			is, contested = to, s.Held
		}
	}
	return is
}

// guarded tells who is the guardian on a day.
func guarded(f *casefile.File, on day.Date) string {
	is := "none"
	for _, g := range f.Guardian.On(on) {
		if is != "volunteer" {
			is = map[bool]string{true: "volunteer", false: "appointed"}[g.Volunteer]
		}
	}
	return is
}

// confirmed tells how long before a day presence was stated last.
func confirmed(f *casefile.File, on day.Date) string {
	last := f.Presence.StatedBy(on)
	if last.IsZero() {
		return "never"
	}
	for _, days := range []int{30, 90, 180} {
		if on.Sub(last) <= days {
			return fmt.Sprint(days)
		}
	}
	return "more"
}

// quickly counts from the signed rows, as known at a position.
func (h *history) quickly(on day.Date, known uint64) map[cell]int {
	h.t.Helper()
	rows, err := h.DB.As("faro_census").Query(h.t.Context(), `SELECT state, facility, coalesce(citizenship, ''), coalesce(sex, ''), birth_on, coalesce(protection, ''), guardian, seen, sum(sign)
		FROM census.rows WHERE month = $1 AND known <= $2 AND from_on <= $3 AND $3 < until_on
		GROUP BY state, facility, citizenship, sex, birth_on, protection, guardian, seen HAVING sum(sign) <> 0`, on.Month(), known, on)
	if err != nil {
		h.t.Fatal(err)
	}
	defer rows.Close()
	out := map[cell]int{}
	for rows.Next() {
		var c cell
		var n int
		if err := rows.Scan(&c.state, &c.at, &c.citizenship, &c.sex, &c.birth, &c.protection, &c.guardian, &c.seen, &n); err != nil {
			h.t.Fatal(err)
		}
		out[c] = n
	}
	if err := rows.Err(); err != nil {
		h.t.Fatal(err)
	}
	return out
}
