package report

import (
	"fmt"
	"strconv"
	"strings"

	"faro.example/shared/day"
	"faro.example/shared/fault"
)

// Schedule is how many days after the end of its period a draft of each kind is
// made; a kind that is not in it is drafted by hand.
type Schedule map[Kind]int

// shortest is how many days the shortest period of a kind has.
func (k Kind) shortest() int {
	switch k.months() {
	case 6:
		return 181
	case 12:
		return 365
	}
	return 28
}

// ParseSchedule reads a schedule: for each kind its name and a number of days,
// as in monthly:10. It fails with [fault.Invalid] for what is not a kind, and
// for what overlaps: a kind that is named twice, or that would be due only when
// its next period has ended.
func ParseSchedule(entries []string) (Schedule, error) {
	out := Schedule{}
	for _, e := range entries {
		name, number, _ := strings.Cut(strings.TrimSpace(e), ":")
		kind, err := ParseKind(name)
		if err != nil {
			return nil, fault.Field("drafts", "not a report: "+strconv.Quote(name), "write it as monthly:10; "+kindsWords)
		}
		days, err := strconv.Atoi(number)
		if err != nil || days < 1 {
			return nil, fault.Field("drafts", "without a number of days for "+name, "write it as "+name+":10, ten days after the period has ended")
		}
		if before, twice := out[kind]; twice {
			return nil, fault.Field("drafts", fmt.Sprintf("overlaps: %s is due %d days and %d days after the same period", kind, before, days), "name each report once")
		}
		if days >= kind.shortest() {
			return nil, fault.Field("drafts", fmt.Sprintf("overlaps: %d days after its period the next period of %s has ended", days, kind),
				fmt.Sprintf("give less than %d days", kind.shortest()))
		}
		out[kind] = days
	}
	return out, nil
}

// Due gives the last day of the period of a kind whose draft was due last, on a
// day; false if the kind is not in the schedule.
func (s Schedule) Due(k Kind, today day.Date) (day.Date, bool) {
	days, ok := s[k]
	if !ok {
		return day.Date{}, false
	}
	return k.Last(today.Add(1 - days)), true
}
