package tracing

import (
	"fmt"
	"log/slog"

	"faro.example/shared/minor"
)

// What a record says about a child or a family prints as the kind of the record
// alone.

// Format prints the kind for every verb.
func (b Proposed) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Proposed) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b Consented) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Consented) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b Declined) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Declined) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b Withdrawn) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Withdrawn) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b Assessed) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Assessed) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b Requested) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Requested) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b Received) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Received) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b Entrusted) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Entrusted) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b ClarificationAsked) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b ClarificationAsked) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b ClarificationAnswered) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b ClarificationAnswered) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b Contacted) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Contacted) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b Reported) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Reported) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b Translated) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Translated) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b Forwarded) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Forwarded) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b MinorInformed) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b MinorInformed) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b Closed) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Closed) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints [minor.Redacted] for every verb.
func (t Told) Format(f fmt.State, _ rune) { minor.Text("x").Format(f, 'v') }

// LogValue keeps what is said out of structured logs.
func (t Told) LogValue() slog.Value { return minor.Text("x").LogValue() }

// Format prints [minor.Redacted] for every verb.
func (c FamilyConsent) Format(f fmt.State, _ rune) { minor.Text("x").Format(f, 'v') }

// LogValue keeps what is said out of structured logs.
func (c FamilyConsent) LogValue() slog.Value { return minor.Text("x").LogValue() }

// Format prints [minor.Redacted] for every verb.
func (a Account) Format(f fmt.State, _ rune) { minor.Text("x").Format(f, 'v') }

// LogValue keeps what is said out of structured logs.
func (a Account) LogValue() slog.Value { return minor.Text("x").LogValue() }
