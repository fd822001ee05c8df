package form

import (
	"faro.example/registry/paper"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// exitParts are those of form H.
func exitParts() []part {
	return []part{
		{title: "Uscita", section: change.Presence, fields: []field{
			{term: "Motivo", from: of(movement.ExitRecorded{}, "reason"), read: func(f *filling) []paper.Value {
				return f.exit(func(b movement.ExitRecorded, _ day.Date) string { return word(reasons, b.Reason) })
			}},
			{term: "Data", from: of(movement.ExitRecorded{}, theDay), read: func(f *filling) []paper.Value {
				return f.exit(func(_ movement.ExitRecorded, on day.Date) string { return date(on) })
			}},
			{term: "Ultimo collocamento", from: of(placement.Began{}, "at.facility", "at.words"), read: (*filling).lastStay},
			{term: "Allontanamenti (da dove, giorni, denuncia)", from: append(of(movement.AbsenceReported{}, "from.facility", "report", theDay), of(movement.AbsenceEnded{}, "at.facility", theDay)...), read: absences},
		}},
		{title: "Chi rispondeva del minore", section: change.Custody, fields: []field{careParts()[0].fields[0], careParts()[0].fields[4]}},
		{title: "Permesso di soggiorno", section: change.Permit, fields: permitFields()[2:4]},
		{title: "Prosieguo amministrativo", section: change.Opinion, fields: extensionFields()},
	}
}

// exit says something of the exit; where it contends, what each record says.
func (f *filling) exit(say func(b movement.ExitRecorded, on day.Date) string) []paper.Value {
	if sides := f.sides(casefile.SlotExit, func(b change.Body, on day.Date) string {
		if x, ok := b.(movement.ExitRecorded); ok {
			return say(x, on)
		}
		return joined(word(words, b.Kind())+" "+date(on), f.place(placeIn(b)))
	}); len(sides) > 0 {
		return sides
	}
	if x := f.Presence.Exit; x != nil {
		return one(say(movement.ExitRecorded{Reason: x.Reason}, x.On))
	}
	return nil
}

func (f *filling) lastStay() []paper.Value {
	if n := len(f.Presence.Stays); n > 0 {
		s := f.Presence.Stays[n-1]
		return one(joined(f.place(s.At), span(s.Span)), word(states, s.State))
	}
	return nil
}
