package casefile

import "faro.example/shared/day"

// earlier gives the earlier of two ends; no day is no end.
func earlier(a, b day.Date) day.Date {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// later gives the later of two days.
func later(a, b day.Date) day.Date {
	if a.After(b) {
		return a
	}
	return b
}

// union gives the days of two spans that meet.
func union(a, b day.Span) day.Span {
	out := day.Span{From: a.From, Until: later(a.Until, b.Until)}
	if b.From.Before(out.From) {
		out.From = b.From
	}
	if a.Open() || b.Open() {
		out.Until = day.Date{}
	}
	return out
}
