package projection

import (
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/minor"
)

// Move is what the census counts of one day on which a minor came, went, was
// counted at another place, went missing or came back. It is cut by what was so
// on the day before, for who was counted then, and else by what is so on the day.
type Move struct {
	On          day.Date
	Was, Is     casefile.State // before and after; "" is out of the register
	Left        facility.ID    // where the minor had been counted
	LeftType    facility.Type  // only where that place is known by words
	LeftArea    string
	Facility    facility.ID   // where the minor is counted
	Reception   facility.Type // only where that place is known by words
	Area        string
	Detail      string // of who left, why; [Again] of who came back after that
	Citizenship minor.Country
	Sex         minor.Sex
	Birth       day.Date
	Mode        minor.Mode
	Protection  Protection
	Guardian    Guardian
	Seen        Seen
	Record      change.ID // because of which
}

// Again is the detail of a minor who had left the register and is in it again.
const Again = "again"

// movesOf gives the moves between the casefile's stays. A change that leaves a
// minor present, or missing, at the place where it is counted is none.
func movesOf(f *casefile.File) []Move {
	stays := f.Presence.Stays
	if len(stays) == 0 {
		return nil
	}
	out := make([]Move, 0, len(stays)+1)
	for i := range stays {
		s := &stays[i]
		m := Move{On: s.Span.From, Is: s.State, Record: s.Began}
		switch {
		case i == 0:
		case stays[i-1].Span.Until == s.Span.From:
			m.Was = stays[i-1].State
		default:
			m.Detail = Again
		}
		at := countedAt(*s)
		m.Facility, m.Reception, m.Area = at.Facility, at.Type, at.Area
		if m.Was != "" {
			left := countedAt(stays[i-1])
			m.Left, m.LeftType, m.LeftArea = left.Facility, left.Type, left.Area
		}
		if (m.Was == casefile.Missing) != (m.Is == casefile.Missing) || m.Was == "" ||
			m.Left != m.Facility || m.LeftType != m.Reception || m.LeftArea != m.Area {
			out = append(out, cutMove(f, m))
		}
		if left := s.Span.Until; !s.Span.Open() && (i+1 == len(stays) || stays[i+1].Span.From != left) {
			out = append(out, cutMove(f, Move{
				On: left, Was: s.State, Left: at.Facility, LeftType: at.Type, LeftArea: at.Area, Detail: string(s.Left), Record: s.Ended,
			}))
		}
	}
	return out
}

// cutMove fills in by what a move is cut.
func cutMove(f *casefile.File, m Move) Move {
	on := m.On
	if m.Was != "" {
		on = on.Add(-1)
	}
	c := countOf(f)
	m.Citizenship, m.Sex, m.Birth, m.Mode = c.Citizenship, c.Sex, c.Birth, c.Mode
	m.Protection, m.Guardian = protectionOn(f, on), guardianOn(f, on)
	m.Seen, _ = seenFrom(f.Presence.Stated, on, on.Add(1))
	return m
}
