// Package match says how likely it is that two registrations are of the same
// child, and why. It compares names in any script, birth dates with what is
// usually wrong in them, and what else is known of a child; what each agreement
// is worth it learns from the records themselves, without being told which are
// the same (Fellegi and Sunter's model, expectation maximisation).
//
// The invariant: what [Sweep] and [Link] find depends on what stands in the
// records and on nothing else: neither their order, nor what their columns were
// called, nor which of two records is named first. A field that one of the two
// lacks counts neither for nor against. No constant here was chosen on a file.
//
// A person decides; this package proposes.
package match

import (
	"fmt"
	"io"
	"log/slog"

	"faro.example/shared/minor"
)

// Record is what is compared of one registration. Empty values are not known.
type Record struct {
	ID          string // in the caller's words; it is not compared
	Given       string
	Family      string
	Birth       minor.Birth
	Sex         string
	Citizenship string
	Place       string
	Phone       string
	Document    string
}

// Format prints [minor.Redacted] for every verb.
func (r Record) Format(f fmt.State, _ rune) {
	if _, err := io.WriteString(f, minor.Redacted); err != nil {
		return // whoever prints sees that it is missing
	}
}

// LogValue keeps what is compared out of structured logs.
func (Record) LogValue() slog.Value { return slog.StringValue(minor.Redacted) }

// Pair is two records that may be of the same child: their indexes in what was
// given to [Sweep], A before B, or to [Link], A in the first file.
type Pair struct {
	A, B int
	P    float64 // how likely it is that they are
}

// Found is what was found among records.
type Found struct {
	Model     *Model
	Pairs     []Pair  // likelier than [Least], by A and B
	Threshold float64 // estimated: from here on, calling pairs the same is right most often
	Compared  int     // how many pairs were compared
}

// Least is how likely a pair is at least to be given: below, nobody would look.
// Arbitrary.
const Least = 0.001

// Progress is told how many records of all have been compared. It may be nil.
type Progress func(done, total int)

// Sweep finds the pairs among records of one register.
func Sweep(records []Record, progress Progress) Found {
	return find(newSpace(records, nil), progress)
}

// Link finds the pairs between two registers, none within one.
func Link(a, b []Record, progress Progress) Found {
	return find(newSpace(a, b), progress)
}

func find(s *space, progress Progress) Found {
	m := estimate(s)
	kept, compared := m.candidates(s, progress)
	m.learn(s, kept)
	pairs := m.together(s, m.judge(s, kept))
	m.space, m.random = s.without(), nil
	return Found{Model: m, Pairs: s.named(pairs), Threshold: threshold(pairs), Compared: compared}
}
