package deadline

import (
	"slices"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
)

// HostRules are the rules that are the task of who hosts a child, as far as some
// sections of the casefile tell of them.
func HostRules(held []change.Section) []Rule {
	return slices.DeleteFunc(Told(Rules(), held), func(r Rule) bool { return r.Office != Host })
}

// Tasks gives what a structure has to do about a child, due soon or overdue, by
// the sections of the casefile that it holds: what the registry raises to it.
func Tasks(f *casefile.File, held []change.Section, at facility.ID, on day.Date, types TypeOf) []Deadline {
	if at.IsZero() || HostOf(f) != at {
		return nil
	}
	return slices.DeleteFunc(By(HostRules(held), f, on, types), func(d Deadline) bool { return d.State != Soon && d.State != Overdue })
}

// HostOf gives the structure that answers for a child: where it is or last was,
// whence it is on its way or is missing; zero if that is none of the directory.
func HostOf(f *casefile.File) facility.ID {
	n := len(f.Presence.Stays)
	if n == 0 {
		return facility.ID{}
	}
	last := f.Presence.Stays[n-1]
	if last.State == casefile.InTransit {
		return last.From.Facility
	}
	return last.At.Facility
}
