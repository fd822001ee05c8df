package opinion

import (
	"faro.example/shared/day"
	"faro.example/shared/minor"
)

// Exemption is why the opinion is not due.
type Exemption string

// The cases in which the opinion is not asked for (D.Lgs 286/1998 art. 32 par.
// 1-bis and 1-ter; the Ministry's guidelines of 24 February 2017).
const (
	LongProject Exemption = "long-project"   // three years in Italy, two of them in a project of integration
	Kin         Exemption = "with-relatives" // entrusted to relatives up to the fourth degree
	Extended    Exemption = "extended"       // the court let care go on beyond majority (law 47/2017 art. 13 par. 2)
	Protected   Exemption = "protected"      // a permit of international or special protection at majority
)

// Exemptions lists every Exemption, in the order in which they are shown.
func Exemptions() []Exemption { return []Exemption{LongProject, Kin, Extended, Protected} }

// The years of the first case (D.Lgs 286/1998 art. 32 par. 1-bis and 1-ter).
const (
	yearsHere      = 3
	yearsInProject = 2
)

// Facts is what decides whether the opinion is due; a day that is not known is
// zero.
type Facts struct {
	Born      day.Date
	Here      day.Date // since when the child is in Italy
	Projects  []day.Span
	Kin       bool
	Extended  bool
	Protected bool
}

// Exempt gives why the opinion is not due at majority; nothing where it is, or
// where that is not known: then it is asked for (D.Lgs 286/1998 art. 32 par.
// 1-bis).
func (f Facts) Exempt() []Exemption {
	holds := map[Exemption]bool{LongProject: f.longProject(), Kin: f.Kin, Extended: f.Extended, Protected: f.Protected}
	var out []Exemption
	for _, e := range Exemptions() {
		if holds[e] {
			out = append(out, e)
		}
	}
	return out
}

// longProject reports whether, on the 18th birthday, the child has been in Italy
// for three years and for two in one project.
func (f Facts) longProject() bool {
	if f.Born.IsZero() || f.Here.IsZero() {
		return false
	}
	of := minor.OfAge(f.Born)
	if f.Here.AddYears(yearsHere).After(of) {
		return false
	}
	for _, p := range f.Projects {
		until := p.Until
		if until.IsZero() || until.After(of) {
			until = of
		}
		if !p.From.IsZero() && !p.From.AddYears(yearsInProject).After(until) {
			return true
		}
	}
	return false
}
