package movement

import (
	"fmt"
	"log/slog"
	"strings"

	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// RefusalAttempted states that somebody tried to turn the child back at the
// border, on the record's day. No unaccompanied minor may be rejected at the
// border, in any case (law 47/2017 art. 3): so there is no record by which that
// came about by right, only this one, of which the Ministry and the prosecutor
// are told at once.
type RefusalAttempted struct {
	Where minor.Text    `json:"where"`        // the crossing, port or airport
	By    minor.Text    `json:"by,omitempty"` // which authority or carrier
	To    minor.Country `json:"to,omitempty"` // where the child was to be sent
	Done  minor.Text    `json:"done"`         // what was done about it
}

// Kind names the kind of record.
func (RefusalAttempted) Kind() string { return "border.refusal-attempted" }

// Validate fails with [fault.Invalid], naming the field.
func (b RefusalAttempted) Validate() error {
	switch {
	case strings.TrimSpace(b.Where.Reveal()) == "":
		return fault.Field("where", "missing", "say at which border it was tried")
	case strings.TrimSpace(b.Done.Reveal()) == "":
		return fault.Field("done", "missing", "say what was done about it, or that nothing was done yet")
	}
	if b.To != "" {
		if err := b.To.Validate(); err != nil {
			return fault.In("to", err)
		}
	}
	for _, err := range []error{b.Where.Check("where", 200), b.By.Check("by", 200), b.Done.Check("done", 2000)} {
		if err != nil {
			return err
		}
	}
	return nil
}

// Format prints the kind for every verb.
func (b RefusalAttempted) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b RefusalAttempted) LogValue() slog.Value { return minor.LogKind(b) }

// unlawful is the fault of an outcome that says that a child was turned back.
func unlawful(field string) error {
	return fault.Field(field, "no unaccompanied minor is rejected at the border (law 47/2017 art. 3): it is no outcome",
		"record the attempt as border.refusal-attempted, and what was done about it")
}

// turnedBack are the beginnings of words that say that somebody is turned back,
// and border those of where; in Italian and English.
var (
	turnedBack = []string{"respin", "reject", "refused-entry", "refused entry", "refusal of entry", "pushed back", "pushback", "push-back", "turned back", "riammess", "readmi", "rimandat"}
	atBorder   = []string{"frontier", "border", "confin", "valico", "entry", "pushback", "push-back"}
)

// LawfulReason fails with [fault.Invalid], naming the article, if the reason given
// for an end says that the child was turned back at the border. It knows the
// plain words alone: what it finds is no lawful outcome, and what it does not
// find is for people to see.
func LawfulReason(field string, reason minor.Text) error {
	words := strings.ToLower(reason.Reveal())
	says := func(any []string) bool {
		for _, w := range any {
			if strings.Contains(words, w) {
				return true
			}
		}
		return false
	}
	if says(turnedBack) && says(atBorder) {
		return unlawful(field)
	}
	return nil
}
