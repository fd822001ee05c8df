// Package placement is the concept of a minor's stay in reception
// (collocamento): where it began and where it ended.
//
// The invariant: a body names the structure it is about; the day is the
// record's own.
package placement

import (
	"faro.example/shared/facility"
	"faro.example/shared/fault"
)

// The bodies below are wire types: never rename, reorder or reuse a field or a
// kind; golden vectors in shared/change/testdata.

// Began states that the child lives at a structure from the record's day on.
type Began struct {
	At  facility.Place `json:"at"`
	Bed string         `json:"bed,omitempty"`
}

// Kind names the kind of record.
func (Began) Kind() string { return "placement.began" }

// Validate fails with [fault.Invalid], naming the field.
func (b Began) Validate() error {
	if len(b.Bed) > 40 {
		return fault.Field("bed", "longer than 40 bytes", "shorten it")
	}
	return fault.In("at", b.At.Validate())
}

// Ended states that the child no longer lives at a structure, and that nothing
// is said of where it went.
type Ended struct {
	At     facility.Place `json:"at"`
	Reason string         `json:"reason,omitempty"`
}

// Kind names the kind of record.
func (Ended) Kind() string { return "placement.ended" }

// Validate fails with [fault.Invalid], naming the field.
func (b Ended) Validate() error {
	if len(b.Reason) > 400 {
		return fault.Field("reason", "longer than 400 bytes", "shorten it")
	}
	return fault.In("at", b.At.Validate())
}
