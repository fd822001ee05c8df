package main

import (
	"fmt"
	"strings"
	"time"

	"faro.example/shared/day"
)

// sentence says in one line how things are: what waits, why, and what a person
// has to do about it, if anything.
func (s status) sentence(now time.Time) string {
	parts := []string{s.counted()}
	if why := s.hindered(now); why != "" {
		parts = append(parts, why)
	}
	if s.Records.Refused > 0 {
		parts = append(parts, fmt.Sprintf("%d refused: agentd outbox says why", s.Records.Refused))
	}
	if s.ClockWrong {
		parts = append(parts, "this machine's clock is wrong"+s.byHowMuch())
	}
	return strings.Join(parts, ", ")
}

// counted says how much has arrived and how much waits.
func (s status) counted() string {
	switch r := s.Records; {
	case r.Unsent > 0:
		return fmt.Sprintf("%d wait", r.Unsent)
	case r.Taken == 0 && r.Refused == 0:
		return "nothing was recorded here yet"
	case r.Taken == 1:
		return "the one record is in Rome"
	case r.Refused > 0:
		return fmt.Sprintf("%d are in Rome", r.Taken)
	default:
		return fmt.Sprintf("all %d are in Rome", r.Taken)
	}
}

// hindered says why what waits is not on its way, "" if it is.
func (s status) hindered(now time.Time) string {
	since := " since " + clock(s.Line.Cut, now)
	switch {
	case s.Stopped != "":
		return s.Stopped + " (" + s.Remedy + ")"
	case s.Line.Kind == "unauthenticated" && !s.Line.Cut.IsZero():
		return "the registry does not know this machine any more" + since + " (enrol it again with a new code: what is unsent is kept)"
	case !s.Serving && s.Records.Unsent > 0:
		return "nobody carries them: start agentd serve"
	case !s.Serving:
		return "agentd serve is not running"
	case s.Line.Kind == "line" && !s.Line.Cut.IsZero():
		return "no line" + since + ": " + s.Line.Why
	case s.Line.Kind == "busy" && !s.Line.Cut.IsZero():
		return "no answer" + since + ": " + s.Line.Why
	case !s.Line.Cut.IsZero():
		return "refused" + since + ": " + s.Line.Why + " (" + s.Line.Help + ")"
	case s.Records.Unsent > 0:
		return "they are on their way"
	}
	return ""
}

func (s status) byHowMuch() string {
	skew := (time.Duration(s.Skew) * time.Second).Round(time.Minute)
	switch {
	case skew > 0:
		return fmt.Sprintf(": %s ahead", skew)
	case skew < 0:
		return fmt.Sprintf(": %s behind", -skew)
	}
	return ""
}

// clock writes an instant as people at a centre say it: the hour, and the day
// if it is another.
func clock(at, now time.Time) string {
	at = at.In(day.Rome)
	if day.FromTime(at) == day.FromTime(now) {
		return at.Format("15:04")
	}
	return at.Format("2006-01-02 15:04")
}
