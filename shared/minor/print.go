package minor

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
)

// What a record says about a child prints as the kind of the record alone: sex,
// citizenship and dates tell of the child too, although they are no [Text].

// Format prints the kind for every verb.
func (b Registered) Format(f fmt.State, _ rune) { PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Registered) LogValue() slog.Value { return LogKind(b) }

// Format prints the kind for every verb.
func (b Found) Format(f fmt.State, _ rune) { PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Found) LogValue() slog.Value { return LogKind(b) }

// Format prints the kind for every verb.
func (b IdentityStated) Format(f fmt.State, _ rune) { PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b IdentityStated) LogValue() slog.Value { return LogKind(b) }

// Format prints the kind for every verb.
func (b IdentityAlias) Format(f fmt.State, _ rune) { PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b IdentityAlias) LogValue() slog.Value { return LogKind(b) }

// Format prints the kind for every verb.
func (b IdentifierStated) Format(f fmt.State, _ rune) { PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b IdentifierStated) LogValue() slog.Value { return LogKind(b) }

// Format prints the kind for every verb.
func (b DocumentAdded) Format(f fmt.State, _ rune) { PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b DocumentAdded) LogValue() slog.Value { return LogKind(b) }

// Format prints the kind for every verb.
func (b NoticeGiven) Format(f fmt.State, _ rune) { PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b NoticeGiven) LogValue() slog.Value { return LogKind(b) }

// Format prints [Redacted] for every verb.
func (p BirthPlace) Format(f fmt.State, _ rune) { redact(f) }

// LogValue keeps the place out of structured logs.
func (p BirthPlace) LogValue() slog.Value { return slog.StringValue(Redacted) }

// Format prints the attribute alone, for every verb.
func (c Claim) Format(f fmt.State, _ rune) { mark(f, c.Attribute) }

// LogValue keeps the value out of structured logs.
func (c Claim) LogValue() slog.Value { return slog.StringValue(c.Attribute + " " + Redacted) }

// RedactAttr is for the ReplaceAttr of every [slog.HandlerOptions]: it prints
// what is no plain value as fmt does, which the types here hide from, and not as
// JSON, which has to show them; of bytes it says how many there are.
func RedactAttr(_ []string, a slog.Attr) slog.Attr {
	if a.Value.Kind() != slog.KindAny {
		return a
	}
	switch v := a.Value.Any().(type) {
	case []byte:
		a.Value = slog.StringValue(fmt.Sprintf("%d bytes", len(v)))
	case json.RawMessage:
		a.Value = slog.StringValue(fmt.Sprintf("%d bytes", len(v)))
	case *slog.Source, nil:
	default:
		a.Value = slog.StringValue(fmt.Sprintf("%+v", v))
	}
	return a
}

// Kinded is a body of a record.
type Kinded interface{ Kind() string }

// PrintKind prints the kind of a body alone: for the Format of bodies of other
// packages that hold personal data too.
func PrintKind(w io.Writer, b Kinded) { mark(w, b.Kind()) }

// LogKind is what such a body is in structured logs.
func LogKind(b Kinded) slog.Value { return slog.StringValue(b.Kind() + " " + Redacted) }

// mark writes what hides behind the redaction; a print that cannot be written
// has nobody to tell.
func mark(w io.Writer, what string) { fmt.Fprint(w, what, " ", Redacted) }
