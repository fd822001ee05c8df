package main

import (
	"errors"
	"testing"
	"time"
)

// What was answered too well is not counted: a casefile that was shown has left a
// line in the record of access, and what was recorded stands in the ledger.
func TestPagesWithoutTheirLinesAreNoFigures(t *testing.T) {
	all := []acted{
		{actToday, time.Millisecond, nil}, {actSearch, time.Millisecond, nil}, {actOpen, time.Millisecond, nil},
		{actForm, time.Second, errors.New("busy")}, {actWrite, 2 * time.Millisecond, nil},
	}
	for _, of := range []struct {
		lines, records int
		good           bool
	}{{2, 1, true}, {1, 1, false}, {2, 0, false}} {
		p := people{Lines: of.lines, Rows: of.records}
		if err := p.count(all); (err == nil) != of.good {
			t.Errorf("%d lines and %d records: got %v", of.lines, of.records, err)
		}
		if p.Failed != 1 || p.Reads.N != 4 || p.Writes.N != 1 || p.Reads.Max != 1000 || p.Fault == "" {
			t.Errorf("got %+v, want four reads, one of them failed after a second, and a write", p)
		}
	}
}
