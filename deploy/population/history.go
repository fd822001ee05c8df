package population

import (
	"fmt"
	"strings"

	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// History gives what is recorded of a child, in the order in which it was
// written. It is made anew at each call, always the same.
func (n *Nation) History(i int) []Event {
	h := &history{n: n, m: &n.Minors[i], i: i, d: roll(n.Seed, "history", i), casework: roll(n.Seed, "casework", i)}
	legs := n.route(i)
	h.arrival(legs)
	for j := range legs {
		if j > 0 {
			h.transfer(legs[j-1], legs[j])
		}
		h.absence(legs[j])
	}
	h.papers(legs)
	h.custody(legs)
	h.guardian(legs)
	h.notices(legs)
	h.social(legs)
	h.care(legs)
	h.end(legs[len(legs)-1].structure)
	h.mistakes(legs)
	return h.finish()
}

// arrival is the first hour: the child is registered, the report of presence,
// who it says it is, and the bed.
func (h *history) arrival(legs []leg) {
	m, on, first := h.m, h.m.Entry, legs[0]
	h.at(first.structure, on, minor.Registered{Tag: m.Tag})
	h.at(first.structure, on, h.found(first))
	stated := h.identity(legs)
	h.at(first.structure, on, stated)
	if first.structure < 0 {
		h.at(-1, on, placement.Began{At: h.n.place(m, -1)})
	} else {
		h.at(first.structure, on, placement.Began{At: h.n.place(m, first.structure), Bed: fmt.Sprint(1 + h.d.IntN(60))})
	}
	h.form++
	h.correct(legs, stated)
	told := on.Add(h.d.IntN(4))
	host, here := hostOn(legs, told)
	if languages := h.n.countries[m.country].languages; here && h.before(told) && languages != nil && h.d.chance(noticeShare) {
		h.at(host, told, minor.NoticeGiven{Text: "informativa-minori-1", Language: languages[0]})
		h.form++
	}
}

// before reports whether something may still be recorded on a day.
func (h *history) before(d day.Date) bool {
	return !d.After(h.n.Options.Today) && (h.m.Fate == Present || d.Before(h.m.End))
}

func (h *history) found(first leg) minor.Found {
	m := h.m
	f := minor.Found{Mode: minor.ByFinding, Municipality: h.n.municipality(m, first.structure), Authority: "Questura"}
	if m.Landing >= 0 {
		l := h.n.Landings[m.Landing]
		f.Mode, f.Landing, f.Place, f.Municipality = minor.ByLanding, &l, l.Place, h.n.portTown[m.Landing]
		return f
	}
	f.Setting = h.n.setting(m)
	return f
}

// identity is what the child says, as it was written down; of some who came in
// the last days there is only the sex.
func (h *history) identity(legs []leg) minor.IdentityStated {
	m, d := h.m, h.d
	if m.Fate == Present && h.n.Options.Today.Sub(m.Entry) < 5 && d.chance(bareShare) {
		return minor.IdentityStated{Source: minor.Observed, Sex: m.Sex}
	}
	birth := m.Birth
	if _, ok := h.correction(legs); ok && birth.Precision == minor.ToDay {
		year, _, _ := birth.Date.Civil()
		birth = minor.Birth{Date: day.Of(year, 1, 1), Precision: minor.ToYear, Provenance: minor.Presumed}
	}
	b := minor.IdentityStated{
		Source: minor.OwnWord, Name: h.heard(), Sex: m.Sex, Birth: &birth, Citizenship: m.Citizenship,
		Languages: h.n.countries[m.country].languages,
	}
	if m.Citizenship != "" && m.Citizenship != minor.Stateless && d.chance(500) {
		b.BirthPlace = &minor.BirthPlace{Country: m.Citizenship}
	}
	return b
}

// transfer is the two halves of a move, and what the next place writes down.
func (h *history) transfer(from, to leg) {
	d := h.d
	f, t := h.n.place(h.m, from.structure), h.n.place(h.m, to.structure)
	if !from.silent {
		h.at(from.structure, from.departed, movement.Departed{From: f, To: t}).behind = true
	}
	h.form++
	h.at(to.structure, to.from, movement.Arrived{At: t, From: &f})
	switch {
	case d.chance(aliasShare):
		h.at(to.structure, to.from, minor.IdentityAlias{Name: *h.heard(), Source: minor.OwnWord})
	case d.chance(renamedShare):
		h.at(to.structure, to.from, minor.IdentityStated{Source: minor.OwnWord, Name: h.heard()})
	case d.chance(blindShare):
		h.at(to.structure, to.from, minor.IdentityStated{Source: minor.OwnWord, Name: h.heard()}).blind = true
	}
	if h.n.Structures[to.structure].Type == facility.Second && d.chance(secondDatabase) {
		h.at(to.structure, to.from, minor.IdentifierStated{Scheme: minor.SecondReception, Value: minor.Text(fmt.Sprintf("SR%07d", h.i+1))})
	}
	h.form++
}

func (h *history) absence(l leg) {
	if l.gone.IsZero() {
		return
	}
	p := h.n.place(h.m, l.structure)
	h.at(l.structure, l.gone, movement.AbsenceReported{From: p, Report: h.report(l.gone)})
	h.form++
	h.at(l.structure, l.back, movement.AbsenceEnded{At: &p})
	h.form++
}

// report is the number of the report to the police.
func (h *history) report(on day.Date) string {
	y, _, _ := on.Civil()
	return fmt.Sprintf("%d/%05d", y, 1+h.d.IntN(99999))
}

// papers is the document that some children show later, and what it says.
func (h *history) papers(legs []leg) {
	m, d := h.m, h.d
	share := documentShare
	if papers(m.Citizenship) {
		share = 700
	}
	if m.Birth.Provenance == minor.Presumed || m.Citizenship == "" || m.Citizenship == minor.Stateless || !d.chance(share) {
		return
	}
	on := m.Entry.Add(d.between(10, 120))
	host, ok := hostOn(legs, on)
	if !ok || !h.before(on) {
		return
	}
	name, birth := m.Name, m.Birth
	birth.Provenance = minor.Documented
	h.at(host, on, minor.DocumentAdded{
		Type: "passport", Country: m.Citizenship, Photo: true, Number: minor.Text(fmt.Sprintf("ESEMPIO%06d", m.person+1)),
		Expires: on.AddYears(3),
	})
	h.at(host, on, minor.IdentityStated{
		Source: minor.PhotoDocument, Name: &name, Birth: &birth, Citizenship: m.Citizenship,
		Cites: minor.Text(fmt.Sprintf("ESEMPIO%06d", m.person+1)),
	})
	h.form++
}

// hostOn gives the structure at which a child was present on a day.
func hostOn(legs []leg, d day.Date) (int, bool) {
	for _, l := range legs {
		inside := !d.Before(l.from) && (l.departed.IsZero() || d.Before(l.departed))
		away := !l.gone.IsZero() && !d.Before(l.gone) && d.Before(l.back)
		if inside && !away {
			return l.structure, true
		}
	}
	return 0, false
}

// custody is taken by the social services of the place some days after the
// child came, and mostly handed over when it moves to another municipality.
func (h *history) custody(legs []leg) {
	holder, silent := -1, false
	for j, l := range legs {
		silent = silent || j > 0 && legs[j-1].silent
		who := h.n.answering(h.m, l.structure)
		limit := l.departed
		if j == len(legs)-1 {
			limit = h.n.Options.Today.Add(1)
		}
		on := l.from.Add(h.d.IntN(8))
		if who == holder || !on.Before(limit) || !h.before(on) {
			continue
		}
		if holder < 0 && silent {
			continue // the register does not let them: nobody has sent the child there
		}
		if holder >= 0 {
			if !h.d.chance(handOverShare) {
				continue
			}
			h.by(holder, on, custody.Released{By: h.n.Institutions[holder].ID, Reason: "transferred"})
		}
		h.by(who, on, custody.Taken{By: h.n.Institutions[who].ID})
		h.form++
		holder = who
	}
}

// end is how the history ends, if it does.
func (h *history) end(last int) {
	m := h.m
	switch m.Fate {
	case InTransit:
		to := h.n.structure(h.d, one(h.d, h.n.regions).code, facility.Second)
		if m.again >= 0 {
			to = h.n.route(m.again)[0].structure
		}
		if to == last {
			to = (to + 1) % len(h.n.Structures)
		}
		h.at(last, m.End, movement.Departed{From: h.n.place(m, last), To: h.n.place(m, to), Reason: "posto urgente"}) // it may be full already
	case Missing:
		h.at(last, m.End, movement.AbsenceReported{From: h.n.place(m, last), Report: h.report(m.End)})
	case Left:
		h.at(last, m.End, movement.ExitRecorded{Reason: m.reason})
	}
}

// place names a structure, or the family that a child lives with.
func (n *Nation) place(m *Minor, structure int) facility.Place {
	if structure >= 0 {
		return facility.At(n.Structures[structure].ID)
	}
	town := strings.TrimPrefix(n.Institutions[n.family(m)].Name, servicesOf)
	return facility.Place{Words: "famiglia di parenti, " + town, Type: facility.Family}
}

// family gives the social services who write for a child that lives with a
// family: those of a municipality of its region.
func (n *Nation) family(m *Minor) int {
	d := roll(n.Seed, "family "+m.Tag.Reveal(), 0)
	return n.answering(m, n.structure(d, m.region, facility.Second))
}

// answering gives the social services of the municipality of a structure.
func (n *Nation) answering(m *Minor, structure int) int {
	if structure < 0 {
		return n.family(m)
	}
	return n.services[n.Structures[structure].Municipality]
}

// municipality gives the ISTAT code of where a structure, or a family, is.
func (n *Nation) municipality(m *Minor, structure int) string {
	return n.Institutions[n.answering(m, structure)].Territory[0]
}
