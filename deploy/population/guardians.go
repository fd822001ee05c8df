package population

import (
	"fmt"
	"slices"

	"faro.example/shared/access"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

const (
	volunteers    = 2   // of each court's list, who are in the directory and sign in
	mostWards     = 3   // of one volunteer (law 47/2017 art. 11)
	guardianShare = 600 // of those who have been at one place for a while, have a guardian
	settledDays   = 30  // is a while
)

// list adds the volunteers of a court's list (law 47/2017 art. 11).
func (n *Nation) list(court int, office institution.OfficeID) {
	for range volunteers {
		n.listed[court] = append(n.listed[court], n.person(office, access.Guardian))
	}
}

// entrust gives each volunteer of the directory children of the court's
// district: as many as the law lets one have.
func (n *Nation) entrust() {
	has := map[int]int{}
	for i := range n.Minors {
		if court, ok := n.entrustedBy(i); ok {
			for _, p := range n.listed[court] {
				if has[p] < mostWards {
					n.wards[i] = p
					has[p]++
					break
				}
			}
		}
	}
}

// HasWards reports whether a guardian of the directory has been given children.
func (n *Nation) HasWards(p institution.PersonID) bool {
	for _, i := range n.wards {
		if n.People[i].ID == p {
			return true
		}
	}
	return false
}

// entrustedBy gives the court that has named a guardian for a child.
func (n *Nation) entrustedBy(i int) (court int, ok bool) {
	m := &n.Minors[i]
	if m.Fate != Present || m.ghost || m.Structure < 0 || !roll(n.Seed, "guardian", i).chance(guardianShare) {
		return 0, false
	}
	legs := n.route(i)
	last := legs[len(legs)-1]
	if slices.ContainsFunc(legs, func(l leg) bool { return l.silent }) { // nobody sent the child there: the services of the place may not write about it
		return 0, false
	}
	if n.Options.Today.Sub(last.from) <= 2*settledDays {
		return 0, false
	}
	court, ok = n.courts[n.province[last.structure]]
	return court, ok
}

// guardian is the decree by which a court names one, a volunteer of the
// directory or somebody known by name, as the social services write it down.
func (h *history) guardian(legs []leg) {
	court, ok := h.n.entrustedBy(h.i)
	if !ok {
		return
	}
	d := roll(h.n.Seed, "decree", h.i)
	last := legs[len(legs)-1]
	on := last.from.Add(settledDays + d.IntN(settledDays))
	year, _, _ := on.Civil()
	b := guardian.Appointed{
		Volunteer: true,
		Decree:    institution.Decree{Court: h.n.Institutions[court].Name, Number: fmt.Sprintf("%d/%d", 1+d.IntN(900), year), On: on},
	}
	if p, ok := h.n.wards[h.i]; ok {
		b.Guardian.Person = h.n.People[p].ID
	} else {
		b.Guardian.Name = &minor.Name{Given: minor.Text(one(d, givenNames())), Family: minor.Text(one(d, madeUpNames()))}
	}
	h.by(h.n.answering(h.m, last.structure), on, b)
	h.form++
}
