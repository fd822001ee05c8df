package change

import (
	"fmt"
	"io"
	"log/slog"
)

// A record holds personal data in its body, in the body's bytes and in the
// header's (who stood in for the author). It prints as who said what kind of
// thing about whom, all by identifiers.

// Format prints identifiers and the kind, for every verb.
func (r Record) Format(f fmt.State, _ rune) { write(f, r.Header.LogValue()) }

// LogValue gives identifiers and the kind.
func (r Record) LogValue() slog.Value { return r.Header.LogValue() }

// Format prints identifiers, the kind and the place in the ledger, for every verb.
func (p Placed) Format(f fmt.State, _ rune) { write(f, p.LogValue()) }

// LogValue gives identifiers, the kind and the place in the ledger.
func (p Placed) LogValue() slog.Value {
	return slog.GroupValue(append(p.Header.LogValue().Group(), slog.Uint64("position", p.Position))...)
}

// Format prints identifiers and the kind, for every verb.
func (h Header) Format(f fmt.State, _ rune) { write(f, h.LogValue()) }

// LogValue gives identifiers and the kind.
func (h Header) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("kind", h.Kind), slog.String("id", h.ID.String()), slog.String("minor", h.Minor.String()),
		slog.String("agent", h.Agent.String()), slog.Uint64("seq", h.Seq),
	)
}

// Format prints the number and how many bytes it has, for every verb.
func (f Frame) Format(s fmt.State, _ rune) { write(s, f.LogValue()) }

// LogValue gives the number and how many bytes it has.
func (f Frame) LogValue() slog.Value {
	return slog.GroupValue(slog.Uint64("seq", f.Seq), slog.Int("bytes", len(f.Data)))
}

// write prints a value as it is logged; a print that cannot be written has
// nobody to tell.
func write(w io.Writer, v slog.Value) { fmt.Fprint(w, v) }
