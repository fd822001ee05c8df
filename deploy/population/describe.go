package population

import (
	"fmt"

	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
)

// describe gives each child its identifier, name, birth date and tag. It comes
// after the landings, which move entries.
func (n *Nation) describe() {
	on := make([]int, len(n.Landings))
	for i := range n.Minors {
		m := &n.Minors[i]
		d := roll(n.Seed, "describe", i)
		m.ID = minor.ID(made(n.Seed, "minor", i, m.Entry))
		m.spelled = n.countries[m.country].names.draw(d, m.Sex)
		m.Name = m.spelled.documented()
		m.Birth = n.birth(d, m)
		m.Tag = minor.Text(fmt.Sprintf("T%06d", i+1))
		if m.Landing >= 0 {
			on[m.Landing]++
			m.Tag = minor.Text(fmt.Sprintf("L%04d-%03d", m.Landing+1, on[m.Landing]))
		}
	}
}

// birth gives a birth date by which the child has its age at the end of its
// history, or today.
func (n *Nation) birth(d dice, m *Minor) minor.Birth {
	at := n.Options.Today
	if m.Fate != Present {
		at = m.End
	}
	if m.reason == movement.Majority {
		return n.ofAge(m)
	}
	bands := ages(m.Citizenship)
	if m.Structure >= 0 && n.Structures[m.Structure].Type == facility.Temporary {
		bands = bands[:2] // never for the youngest: legislative decree 142/2015 art. 19 par. 3-bis
	}
	band := bands[weighted(d, bands, func(b ageBand) int { return b.share })]
	age := d.between(band.from, band.to)
	year, _, _ := at.Civil()
	if first := day.Of(year-age, 1, 1); age > 6 && n.awaits(d, m) {
		return minor.Birth{Date: first, Precision: minor.ToYear, Provenance: minor.Presumed}
	}
	// Born after the last day on which one would be a year older, and at
	// least a month before being found.
	earliest := at.AddYears(-age - 1).Add(1)
	latest := at.AddYears(-age)
	if found := m.Entry.Add(-30); found.Before(latest) {
		latest = found
	}
	if latest.Before(earliest) { // an infant for longer than it lives: a year older then
		earliest = latest.Add(-300)
	}
	born := earliest.Add(d.between(0, latest.Sub(earliest)))
	return minor.Birth{Date: born, Precision: minor.ToDay, Provenance: minor.Declared}
}

// ofAge gives the birth date of one who left on the eighteenth birthday.
func (n *Nation) ofAge(m *Minor) minor.Birth {
	b := minor.Birth{Date: m.End.AddYears(-18), Precision: minor.ToDay, Provenance: minor.Declared}
	if m.Birth.Provenance == minor.Presumed {
		b.Precision, b.Provenance = minor.ToYear, minor.Presumed
	}
	return b
}
