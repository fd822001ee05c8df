package webui

import (
	"faro.example/registry/lookup"
	"faro.example/shared/casefile"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// soonOfAge is for how many days before the 18th birthday a list says so: from
// then on the opinion under art. 32 of D.Lgs 286/1998 is asked.
const soonOfAge = 90

// news are what the first page says above its lists: of children of whom somebody
// else must be asked, of who worked in another's place, and of what is half written.
func (v *visit) news() ([]pages.Notice, error) {
	out := v.resume()
	say := func(n int, key, at string) {
		if n > 0 {
			out = append(out, pages.Notice{Tone: pages.Warning, Text: v.say(key, n), Links: []pages.Link{{Text: v.say(key + ".do"), Href: at}}})
		}
	}
	beyond, err := v.desk.Candidates.CountBeyond(v.ctx, v.who)
	if err != nil {
		return nil, err
	}
	say(beyond, "home.beyond", pathCandidates+"#beyond")
	stood, err := v.desk.Staff.StoodInLately(v.ctx, v.who)
	say(stood, "home.stoodin", pathStaff+"#stood-in")
	return out, err
}

// next says what is to be done next about a child on a list, as far as a list
// tells of it: the casefile says by whom and by when.
func (v *visit) next(w lookup.Which, m *lookup.Listed) pages.Cell {
	today := v.today()
	of18 := m.Birth.Date.AddYears(18)
	switch {
	case m.State == casefile.Missing:
		return pages.Cell{Text: v.say("next.missing"), Note: v.say("step.atonce")}
	case len(m.Conflicts) > 0:
		return pages.Cell{Text: v.say("next.conflict", v.slot(m.Conflicts[0].Slot))}
	case w == lookup.Offered:
		return pages.Cell{Text: v.say("next.offered")}
	case w == lookup.Nowhere:
		return pages.Cell{Text: v.say("next.nowhere"), Note: v.say("step.atonce")}
	case w == lookup.Released:
		return pages.Cell{Text: v.say("next.released"), Note: v.say("step.atonce")}
	case w == lookup.Elsewhere:
		return pages.Cell{Text: v.say("next.elsewhere")}
	case w == lookup.Overlapping:
		return pages.Cell{Text: v.say("next.overlaps")}
	case w == lookup.Uncared:
		return pages.Cell{Text: v.say("next.uncared"), Note: v.say("step.atonce")}
	case m.State == casefile.InTransit:
		return pages.Cell{Text: v.say("next.arrival"), Note: v.travels(today.Sub(m.Since))}
	case m.State == "":
		return pages.Cell{Text: v.say("next.nowhere")}
	case m.Birth.Date.IsZero() || m.Birth.Provenance == minor.Presumed:
		return pages.Cell{Text: v.say("next.identify")}
	case !of18.Before(today) && of18.Sub(today) <= soonOfAge:
		return pages.Cell{Text: v.say("next.majority"), Note: v.say("step.by", pages.Date(v.l, of18))}
	}
	return pages.Cell{Text: v.say("next.none")}
}

// travels says for how long a child has been on the way.
func (v *visit) travels(days int) string {
	if days <= 0 {
		return v.say("next.left")
	}
	return v.say("next.travels", days)
}
