package population

import (
	"encoding/json"
	"io"

	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
)

// Truth is what the nation knows of itself and no record says: by it those can
// be judged who look for the same child, or for what was never written down.
type Truth struct {
	Doubles []TrueDouble `json:"doubles"`
	Lone    []Lone       `json:"lone_halves"`
}

// TrueDouble is one child under two identifiers.
type TrueDouble struct {
	First  minor.ID `json:"first"`
	Second minor.ID `json:"second"`
	How    How      `json:"how"`
}

// Lone is the half of a transfer whose other half was never written down.
type Lone struct {
	Minor   minor.ID       `json:"minor"`
	Record  change.ID      `json:"record"`
	Missing string         `json:"missing"` // departure or arrival
	On      day.Date       `json:"on"`
	From    facility.Place `json:"from"`
	To      facility.Place `json:"to"`
	Arrived bool           `json:"arrived"` // the child is there: of a missing arrival, registered as new
}

// Lone halves younger than this may still find the other.
const loneAfter = 7

// Truth gives what is true.
func (n *Nation) Truth() Truth {
	out := Truth{Doubles: []TrueDouble{}, Lone: []Lone{}}
	again := map[int]bool{}
	for _, p := range n.Doubles {
		out.Doubles = append(out.Doubles, TrueDouble{n.Minors[p.First].ID, n.Minors[p.Second].ID, p.How})
		again[p.First] = p.How == RegisteredAgain
	}
	for i := range n.Minors {
		for _, l := range n.lone(i) {
			l.Arrived = l.Arrived || again[i]
			out.Lone = append(out.Lone, l)
		}
	}
	return out
}

// lone gives the halves of a child's transfers that stayed alone.
func (n *Nation) lone(i int) (out []Lone) {
	var sent *Event
	all := n.History(i)
	departed := map[facility.Place]bool{}
	for k := range all {
		if b, ok := all[k].body.(movement.Departed); ok {
			departed[b.To] = true
			sent = &all[k]
		}
	}
	for k := range all {
		e := &all[k]
		if b, ok := e.body.(movement.Arrived); ok && !departed[b.At] {
			out = append(out, Lone{Minor: n.Minors[i].ID, Record: n.Record(*e), Missing: "departure", On: e.On.Day(), From: *b.From, To: b.At, Arrived: true})
		}
	}
	if m := &n.Minors[i]; m.Fate == InTransit && n.Options.Today.Sub(m.End) >= loneAfter {
		b := sent.body.(movement.Departed)
		out = append(out, Lone{Minor: m.ID, Record: n.Record(*sent), Missing: "arrival", On: m.End, From: b.From, To: b.To})
	}
	return out
}

// WriteTruth writes what is true as JSON.
func (n *Nation) WriteTruth(w io.Writer) error { return json.NewEncoder(w).Encode(n.Truth()) }
