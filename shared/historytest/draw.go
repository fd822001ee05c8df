package historytest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/facility"
)

// Stays draws the stays of a casefile in one line: "F1 01-05, (F1>F2) 05-07, F2 07-".
func Stays(f casefile.File) string {
	var out []string
	for _, s := range f.Presence.Stays {
		out = append(out, where(s)+" "+Span(s.Span))
	}
	return strings.Join(out, ", ")
}

func where(s casefile.Stay) string {
	switch s.State {
	case casefile.Present:
		return Word(s.At)
	case casefile.InTransit:
		return "(" + Word(s.From) + ">" + Word(s.At) + ")"
	case casefile.Missing:
		return "missing from " + Word(s.At)
	}
	return string(s.State)
}

// Charges draws who answers for the child in one line: "M1 01-03, M2 03-".
func Charges(f casefile.File) string {
	var out []string
	for _, c := range f.Custody.Spans {
		line := name(c.By) + " " + Span(c.Span)
		if !c.Lead {
			line += " beside"
		}
		if c.Released {
			line += " released, not taken"
		}
		out = append(out, line)
	}
	return strings.Join(out, ", ")
}

// Scope names the offices in whose scope the child is.
func Scope(f casefile.File) []string {
	var out []string
	for _, o := range casefile.Scope(&f) {
		out = append(out, name(o))
	}
	return out
}

// Slots gives the slots in conflict with the number of records in each.
func Slots(f casefile.File) map[string]int {
	out := map[string]int{}
	for _, c := range f.Conflicts {
		out[c.Slot] = len(c.Records)
	}
	return out
}

// Word gives the name that a place was made of.
func Word(p facility.Place) string { return name(p.Facility) }

// name gives the word that an identifier was made of.
func name[T ~[16]byte](id T) string {
	return string(slices.DeleteFunc(slices.Clone(id[:]), func(b byte) bool { return b == '.' }))
}

// Span draws the days of a span within a month: "05-07", "07-" while it lasts.
func Span(s day.Span) string { return monthDay(s.From) + "-" + monthDay(s.Until) }

func monthDay(d day.Date) string {
	if d.IsZero() {
		return ""
	}
	_, _, n := d.Civil()
	return fmt.Sprintf("%02d", n)
}

// Text is what two holders compare.
func Text(f casefile.File) string { return Value(f) }

// Value writes out what prints redacted elsewhere, so that two can be compared.
func Value(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}
