package minor

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
	"unicode"
	"unicode/utf8"

	"faro.example/shared/fault"
)

// Redacted is what personal data prints as wherever it is not shown on purpose.
const Redacted = "[redacted]"

// Text is something personal that somebody wrote: a part of a name, a number
// of a document, words about a child. It is sent and kept as it was typed, and
// prints as [Redacted] in every log, error and panic; [Text.Reveal] is the one
// way to show it.
//
// Three ways around that are not its own to close: a verb that does not fit
// (%p, %w, %s for a struct with a pointer inside), which go vet refuses; an
// unexported field, whose methods fmt may not call; and a struct given to slog
// that is written as JSON, which [RedactAttr] closes. So what holds personal
// data and may be printed has a Format and a LogValue of its own, as the bodies
// of records have.
type Text string

// Reveal gives the text itself, to be shown to someone entitled.
func (t Text) Reveal() string { return string(t) }

// String gives [Redacted], or "" if there is nothing to hide.
func (t Text) String() string {
	if t == "" {
		return ""
	}
	return Redacted
}

// GoString gives [Redacted] too.
func (t Text) GoString() string { return t.String() }

// Format prints [Redacted] for every verb, %x and wrong ones included.
func (t Text) Format(f fmt.State, _ rune) { redact(f) }

// LogValue keeps the text out of structured logs.
func (t Text) LogValue() slog.Value { return slog.StringValue(t.String()) }

// blank reports whether nothing is said.
func (t Text) blank() bool { return strings.TrimSpace(string(t)) == "" }

// redact writes the mark; a print that cannot be written has nobody to tell.
func redact(w io.Writer) { fmt.Fprint(w, Redacted) }

// Check fails with [fault.Invalid] if the text is longer than limit bytes, is
// not UTF-8, holds control characters (a null byte, an escape), or turns the
// direction of writing in a way that could disguise what stands beside it.
func (t Text) Check(field string, limit int) error {
	s := string(t)
	switch {
	case len(s) > limit:
		return fault.Field(field, fmt.Sprintf("longer than %d bytes", limit), "shorten it")
	case !utf8.ValidString(s):
		return fault.Field(field, "not valid UTF-8", "save the text as UTF-8 and send it again")
	case strings.ContainsFunc(s, forbidden):
		return fault.Field(field, "holds a control character", "type the text again without pasting it")
	}
	return nil
}

// forbidden are characters that no name or note needs: controls other than
// line feed and tab, and the overrides of writing direction (Unicode TR 36).
func forbidden(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
		return true
	}
	return unicode.IsControl(r)
}
