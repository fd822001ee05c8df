package change

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// The bodies below are wire types: never rename, reorder or reuse a field or a
// kind; golden vectors in testdata.

// Retracted takes back a record that should not have been written. What that
// record had displaced stands again. A retraction can be retracted.
type Retracted struct {
	Record ID         `json:"record"`
	Reason minor.Text `json:"reason"`
}

// Kind names the kind of record.
func (Retracted) Kind() string { return "retracted" }

// Validate fails with [fault.Invalid], naming the field.
func (b Retracted) Validate() error {
	if b.Record.IsZero() {
		return fault.Field("record", "missing", "name the record that is taken back")
	}
	return checkReason(b.Reason)
}

// Format prints the kind for every verb.
func (b Retracted) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps the reason out of structured logs.
func (b Retracted) LogValue() slog.Value { return minor.LogKind(b) }

// Resolved decides a conflict: it names every record that was seen to contend,
// and then chooses one of them, keeps both, or states a third value.
type Resolved struct {
	Slot   string          `json:"slot"`
	Saw    []ID            `json:"saw"`
	Choose ID              `json:"choose,omitzero"`
	Both   bool            `json:"both,omitempty"`
	Third  json.RawMessage `json:"third,omitempty"`
	Reason minor.Text      `json:"reason"`
}

// Kind names the kind of record.
func (Resolved) Kind() string { return "resolved" }

// Validate fails with [fault.Invalid], naming the field.
func (b Resolved) Validate() error {
	switch {
	case b.Slot == "":
		return fault.Field("slot", "missing", "name what is decided, as the conflict shows it")
	case len(b.Saw) < 2 || len(b.Saw) > MaxSeenRecords:
		return fault.Field("saw", "a conflict is between two records or more", "name every record that contends")
	case slices.ContainsFunc(b.Saw, ID.IsZero) || repeats(b.Saw):
		return fault.Field("saw", "names no record, or one twice", "name every record that contends once")
	case b.ways() != 1:
		return fault.Field("choose", "not exactly one way of deciding", "choose one record, keep both, or state a third value")
	case !b.Choose.IsZero() && !slices.Contains(b.Saw, b.Choose):
		return fault.Field("choose", "not among the records that were seen", "choose one of those named in saw")
	}
	if err := minor.Text(b.Slot).Check("slot", 200); err != nil {
		return err
	}
	if err := checkThird(b.Third); err != nil {
		return fault.In("third", err)
	}
	return checkReason(b.Reason)
}

// ways counts the ways of deciding that are used.
func (b Resolved) ways() int {
	n := 0
	for _, used := range []bool{!b.Choose.IsZero(), b.Both, len(b.Third) > 0} {
		if used {
			n++
		}
	}
	return n
}

// checkThird accepts no value, or one that every reader understands alike;
// whether it is one of the slot's is for the fold.
func checkThird(raw json.RawMessage) error {
	switch {
	case len(raw) == 0:
		return nil
	case len(raw) > maxThird:
		return fault.Newf(fault.Invalid, "too long: state the value only")
	case string(raw) == "null":
		return fault.Newf(fault.Invalid, "states nothing: leave it out")
	}
	return checkValue(raw)
}

func repeats(ids []ID) bool {
	sorted := slices.SortedFunc(slices.Values(ids), ID.Compare)
	return len(slices.Compact(sorted)) < len(ids)
}

// Format prints the kind for every verb.
func (b Resolved) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps the value and the reason out of structured logs.
func (b Resolved) LogValue() slog.Value { return minor.LogKind(b) }

func checkReason(r minor.Text) error {
	if strings.TrimSpace(r.Reveal()) == "" {
		return fault.Field("reason", "missing", "say why, in a sentence")
	}
	return r.Check("reason", 2000)
}
