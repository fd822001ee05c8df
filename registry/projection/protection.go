package projection

import (
	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/protection"
)

// Protection is how far a minor's application for international protection has
// come, as far as the census counts it; "" if none is recorded.
type Protection string

// The states of protection that the census tells apart. The words stand in its
// rows: never reused.
const (
	ProtectionAsked      Protection = "asked" // and not decided
	ProtectionRefugee    Protection = "refugee"
	ProtectionSubsidiary Protection = "subsidiary"
	ProtectionSpecial    Protection = "special"
	ProtectionRefused    Protection = "refused" // or inadmissible
)

// Protections lists them.
func Protections() []Protection {
	return []Protection{ProtectionAsked, ProtectionRefugee, ProtectionSubsidiary, ProtectionSpecial, ProtectionRefused}
}

// turn is a day from which an application stands otherwise.
type turn struct {
	on   day.Date
	is   Protection
	held bool
}

// protections gives the turns of a minor's application for asylum, by day.
func protections(f *casefile.File) (out []turn) {
	if len(f.Procedures) == 0 { // as most often
		return nil
	}
	p, _ := f.Procedure("protection:" + string(protection.Asylum))
	for _, s := range p.Steps {
		if s.Aside {
			continue
		}
		t := turn{s.On.Day(), ProtectionAsked, s.Held}
		if b, ok := s.Body.(protection.Decided); ok {
			t.is = outcomes[b.Outcome]
		}
		out = append(out, t)
	}
	return out
}

var outcomes = map[protection.Outcome]Protection{
	protection.Refugee: ProtectionRefugee, protection.Subsidiary: ProtectionSubsidiary, protection.Special: ProtectionSpecial,
	protection.Refused: ProtectionRefused, protection.Inadmissible: ProtectionRefused,
}

// protectionOn gives how it stands on a day: by the last turn, but of two that
// contend the one that protects.
func protectionOn(f *casefile.File, d day.Date) Protection { return standing(protections(f), d) }

func standing(turns []turn, d day.Date) (is Protection) {
	contested := false
	for _, t := range turns {
		switch {
		case t.on.After(d):
			return is
		case t.held && contested && t.is == ProtectionRefused:
			continue
		}
		is, contested = t.is, t.held
	}
	return is
}

// protectionFrom gives how it stands on a day, and the day from which it stands
// otherwise; zero if there is none.
func protectionFrom(f *casefile.File, from day.Date) (Protection, day.Date) {
	turns := protections(f)
	is := standing(turns, from)
	for _, t := range turns {
		if t.on.After(from) && standing(turns, t.on) != is {
			return is, t.on
		}
	}
	return is, day.Date{}
}
