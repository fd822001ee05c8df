package change

import (
	"slices"

	"faro.example/shared/minor"
)

// Standing is what intake judged when it took a record: all that the fold
// reads of who the author was. It is kept beside the position and travels in
// the feed.
type Standing struct {
	// Entitled: the author may do by right what the record does to others'
	// records: take back one of another structure, decide the conflict, send a
	// child from that place, take custody by a court's decree.
	Entitled bool `json:"entitled,omitempty"`
	// Knows is the position up to which seen counts: less than seen says when
	// it is of an older epoch.
	Knows uint64 `json:"knows,omitempty"`
}

// Placed is a record with its place in the ledger: what a fold is made of.
type Placed struct {
	Record
	Position uint64 // 0 while it is not in the ledger
	Standing Standing
}

// Pending places a record that is not in the ledger yet: it has the standing of
// a claim of its own structure.
func Pending(r Record, epochs []Epoch) Placed {
	return Placed{Record: r, Standing: Standing{Knows: r.Seen.Effective(epochs)}}
}

// Knew reports whether the author of a knew of b (design section 3): both are
// about a minor on a's page, in the same section, and b's position is not above
// what a had seen, or b is named there.
func Knew(a, b *Placed) bool {
	if a.ID == b.ID || a.Section != b.Section || !onPage(a, b.Minor) {
		return false
	}
	if b.Position != 0 && b.Position <= a.Standing.Knows {
		return true
	}
	return slices.Contains(a.Seen.Records, b.ID)
}

func onPage(a *Placed, m minor.ID) bool {
	return a.Minor == m || slices.Contains(a.Seen.Minors, m)
}

// Epoch is one life of the ledger: it begins when a restored registry opens,
// at the position restored.
type Epoch struct {
	Number   int    `json:"number"`
	Restored uint64 `json:"restored"` // positions above were given anew in this epoch
}

// Effective gives the position up to which a seen counts in the present epoch:
// one of an older epoch counts at most up to every position restored since.
func (s Seen) Effective(epochs []Epoch) uint64 {
	position := s.Position
	for _, e := range epochs {
		if e.Number > s.Epoch && position > e.Restored {
			position = e.Restored
		}
	}
	return position
}
