package population

import (
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/minor"
)

// leg is one stay of a child's way through reception.
type leg struct {
	structure int
	from      day.Date
	departed  day.Date // zero if it is the last
	// gone and back are the days of an absence, if there was one: neither is
	// outside the stay.
	gone, back day.Date
	silent     bool // the departure was never written down
}

// route gives a child's way, always the same for the same child: where it was
// found, perhaps somewhere between, and where it is or was last.
func (n *Nation) route(i int) []leg {
	m, d := &n.Minors[i], roll(n.Seed, "route", i)
	legs := []leg{{structure: m.Structure, from: m.Entry}}
	if m.ghost {
		return legs
	}
	end := m.End
	if m.Fate == Present {
		end = n.Options.Today.Add(1)
	}
	hops := n.hops(d, m, end.Sub(m.Entry))
	if hops > 0 {
		legs[0].structure = n.reached(d, m)
	}
	for hop := range hops {
		last := hop == hops-1
		to := m.Structure
		if !last {
			to = one(d, n.within[one(d, n.regions).code][facility.Second])
		}
		legs = n.move(d, legs, to, end, hops-hop, m.Fate == Present)
	}
	for j := range legs {
		until := end
		if j < len(legs)-1 {
			until = legs[j].departed
		}
		if until.Sub(legs[j].from) >= 14 && m.Structure >= 0 && d.chance(absentShare) {
			legs[j].gone = legs[j].from.Add(d.between(2, until.Sub(legs[j].from)-8))
			legs[j].back = legs[j].gone.Add(d.between(1, 6))
		}
	}
	return legs
}

// hops gives how often a child moved, in so many days.
func (n *Nation) hops(d dice, m *Minor, days int) int {
	if m.Structure < 0 || days < 14 {
		return 0
	}
	t := n.Structures[m.Structure].Type
	switch {
	case t == facility.Family && d.chance(500), t == facility.First && d.chance(800):
		return 0
	case m.Landing < 0 && d.chance(400):
		return 0
	case days > 150 && d.chance(200):
		return 2
	}
	return 1
}

// move adds a stay, if there are days enough for it: the departure some weeks
// after the arrival, with room for the hops that are left.
func (n *Nation) move(d dice, legs []leg, to int, end day.Date, left int, present bool) []leg {
	now := &legs[len(legs)-1]
	most := end.Sub(now.from) - 3*left
	if most < 1 || now.structure == to {
		return legs
	}
	now.departed = now.from.Add(1 + min(d.wait(40), most-1))
	arrived := now.departed
	if d.chance(lateArrival) {
		arrived = arrived.Add(1)
	} else if left == 1 && present && d.chance(silentShare) {
		// Nobody goes on from there: the register would not let the place end
		// what it was never sent.
		now.silent = true
	}
	return append(legs, leg{structure: to, from: arrived})
}

// reached gives the structure of first reception where a child begins: near
// the port, near the border, or in the region where it is now.
func (n *Nation) reached(d dice, m *Minor) int {
	region := m.region
	switch {
	case m.Landing >= 0:
		region = n.ports[m.Landing]
	case n.setting(m) == minor.LandBorder:
		region = n.regions[weighted(d, n.regions, func(r regionShare) int { return r.border })].code
	}
	return n.structure(d, region, facility.First)
}

// setting is where a child who did not land was found.
func (n *Nation) setting(m *Minor) minor.Setting {
	return one(roll(n.Seed, "setting "+m.Tag.Reveal(), 0), n.countries[m.country].settings)
}

// Stays gives where a child was present, span by span: not while it was absent
// or on its way.
func (n *Nation) Stays(i int) []Stay {
	m := &n.Minors[i]
	legs := n.route(i)
	var out []Stay
	add := func(l leg, from, until day.Date) {
		if s := (day.Span{From: from, Until: until}); !s.Empty() {
			out = append(out, Stay{Structure: l.structure, Span: s})
		}
	}
	for j, l := range legs {
		until := l.departed
		if j == len(legs)-1 {
			until = m.End // zero while present: open
		}
		if l.gone.IsZero() {
			add(l, l.from, until)
			continue
		}
		add(l, l.from, l.gone)
		add(l, l.back, until)
	}
	return out
}
