package change

import (
	"encoding/json"

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
	chosen := false
	for _, s := range b.Saw {
		chosen = chosen || s == b.Choose
	}
	ways := 0
	for _, way := range []bool{!b.Choose.IsZero(), b.Both, len(b.Third) > 0} {
		if way {
			ways++
		}
	}
	switch {
	case b.Slot == "" || len(b.Slot) > 200:
		return fault.Field("slot", "missing", "name what is decided, as the conflict shows it")
	case len(b.Saw) < 2 || len(b.Saw) > MaxSeenRecords:
		return fault.Field("saw", "a conflict is between two records or more", "name every record that contends")
	case ways != 1:
		return fault.Field("choose", "not exactly one way of deciding", "choose one record, keep both, or state a third value")
	case !b.Choose.IsZero() && !chosen:
		return fault.Field("choose", "not among the records that were seen", "choose one of those named in saw")
	case len(b.Third) > MaxBody/4:
		return fault.Field("third", "too long", "state the value only")
	}
	return checkReason(b.Reason)
}

func checkReason(r minor.Text) error {
	if r == "" {
		return fault.Field("reason", "missing", "say why, in a sentence")
	}
	return r.Check("reason", 2000)
}
