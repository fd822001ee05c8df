package casefile

import (
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/institution"
)

// Conflict is what contends in one slot: its identity is the minor and the
// slot, its content the live records that contend. Whoever holds the section
// finds the same.
type Conflict struct {
	Slot    string         `json:"slot"`
	Section change.Section `json:"section"`
	Records []change.ID    `json:"records"` // by ledger position, then those not yet in the ledger
	// Offices wrote the records that contend.
	Offices []institution.OfficeID `json:"offices,omitempty"`
	// Since is the ledger position of the record with which the first of what
	// contends now met another; 0 while that one is not in the ledger.
	Since uint64 `json:"since,omitempty"`
}

// contend opens a conflict on a slot: a slot has at most one. The records come
// in pairs of those that contend with each other.
func (f *File) contend(slot string, s change.Section, pairs []*change.Placed) {
	if len(pairs) == 0 {
		return
	}
	c := Conflict{Slot: slot, Section: s, Since: opened(pairs)}
	slices.SortFunc(pairs, compare)
	records := slices.Compact(pairs)
	c.Records = make([]change.ID, len(records))
	for i, p := range records {
		c.Records[i] = p.ID
		c.Offices = append(c.Offices, p.Structure)
	}
	slices.SortFunc(c.Offices, institution.OfficeID.Compare)
	c.Offices = slices.Compact(c.Offices)
	f.Conflicts = append(f.Conflicts, c)
}

// opened gives the ledger position at which the first pair was complete.
func opened(pairs []*change.Placed) uint64 {
	var first *change.Placed
	for i := 0; i+1 < len(pairs); i += 2 {
		later := pairs[i]
		if compare(later, pairs[i+1]) < 0 {
			later = pairs[i+1]
		}
		if first == nil || compare(later, first) < 0 {
			first = later
		}
	}
	if first == nil {
		return 0
	}
	return first.Position
}
