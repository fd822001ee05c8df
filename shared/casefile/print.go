package casefile

import (
	"fmt"
	"log/slog"
)

// A casefile prints as whose it is and how much there is of it, in every log,
// error and panic; what it holds is shown field by field, on purpose.

func (f File) print() string {
	return fmt.Sprintf("casefile of %s: %d attributes, %d stays, %d in conflict",
		f.Minor, len(f.Identity.Attributes), len(f.Presence.Stays), len(f.Conflicts))
}

// Format prints identifiers and numbers for every verb.
func (f File) Format(s fmt.State, _ rune) { fmt.Fprint(s, f.print()) }

// LogValue keeps what the casefile holds out of structured logs.
func (f File) LogValue() slog.Value { return slog.StringValue(f.print()) }

// Format prints how much there is, for every verb.
func (i Identity) Format(s fmt.State, _ rune) {
	fmt.Fprintf(s, "identity of %d attributes", len(i.Attributes))
}

// LogValue keeps what is said of the minor out of structured logs.
func (i Identity) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(i)) }

// Format prints slot and record for every verb.
func (a Attribute) Format(s fmt.State, _ rune) { fmt.Fprintf(s, "%s by %s", a.Slot, a.Record) }

// LogValue keeps the value out of structured logs.
func (a Attribute) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(a)) }

// Format prints the record for every verb.
func (c Claim) Format(s fmt.State, _ rune) { fmt.Fprintf(s, "claim of %s", c.Record) }

// LogValue keeps the value out of structured logs.
func (c Claim) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(c)) }
