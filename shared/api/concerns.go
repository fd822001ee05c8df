package api

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
)

// Concerns is what an installation has to see to about a minor, beside the
// casefile: all of it, in the place of what was told before.
type Concerns struct {
	Alerts   []Alert   `json:"alerts,omitempty"`
	Contests []Contest `json:"contests,omitempty"`
}

// Alert is something about a minor that is to be done, and was not recorded in
// time or has to be soon: half of a transfer, or a deadline. The two places are
// left out for who does not hold the casefile.
type Alert struct {
	Rule   string         `json:"rule"`            // arrival-missing, departure-missing, or the code of a deadline
	Record change.ID      `json:"record,omitzero"` // the half that stands alone; none of a deadline
	From   facility.Place `json:"from,omitzero"`
	To     facility.Place `json:"to,omitzero"`
	On     day.Date       `json:"on"`              // when it happened; of a deadline, when its clock started
	DueOn  day.Date       `json:"due_on,omitzero"` // the last day on which it is done in time
	Due    time.Time      `json:"due"`             // from when on it is late
}

// Contest is a conflict of an installation's own record about a minor who is not
// in its scope any more: what each of the records says in the slot, and no more
// of the casefile (design section 5 rule 12).
type Contest struct {
	Slot    string         `json:"slot"`
	Section change.Section `json:"section"`
	Sides   []Side         `json:"sides"`
	// Decided is the record that decided it, zero while it is open; Stands says
	// whether an own record was chosen, or both kept.
	Decided change.ID `json:"decided,omitzero"`
	Stands  bool      `json:"stands,omitempty"`
}

// Side is what one of the records in a [Contest] says in the slot; who wrote
// another's is not told, since that may be where the minor is.
type Side struct {
	Record change.ID       `json:"record"`
	Kind   string          `json:"kind"`
	On     day.When        `json:"on"`
	Value  json.RawMessage `json:"value"`         // as the casefile has it
	Own    []byte          `json:"own,omitempty"` // the whole record, if it is the installation's own: [change.AppendRecord]
}

// Format prints which record it is, for every verb.
func (s Side) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.LogValue()) }

// LogValue gives which record it is, without what it says.
func (s Side) LogValue() slog.Value {
	return slog.GroupValue(slog.String("record", s.Record.String()), slog.String("kind", s.Kind), slog.Int("bytes", len(s.Value)+len(s.Own)))
}
