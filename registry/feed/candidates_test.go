package feed

import (
	"slices"
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/shared/api"
	"faro.example/shared/minor"
)

func whats(f api.Feed) (out []string) {
	for _, i := range f.Items {
		out = append(out, i.What)
	}
	return out
}

// The last row about a minor stands for all that was told of it once the rest
// was removed, also if it only told of candidates.
func TestAMinorOfWhomACandidateWasToldLastIsBroughtWholeToAnOldCopy(t *testing.T) {
	w := newWorld(t)
	f, a, b, m, other := w.feed(), w.centre(), w.centre(), intaketest.Minor(), intaketest.Minor()
	low, high := m, other
	if high.Compare(low) < 0 {
		low, high = high, low
	}
	w.Exec(`INSERT INTO candidates (low, high, probability, reasons, stated, missing, found, found_at)
		VALUES ($1, $2, 0.9, '[{"field":"sex","english":"the same","italian":"uguale","bits":1}]', false, false, 1, now())`, low, high)
	w.write(one(identity(b, m)), enter(a, m))                                   // 1
	w.write(nil, note{agent: a, what: api.WhatCandidates, minor: m}, marker(a)) // 2, 3
	got := pull(t, f, a, 0)
	if !slices.Equal(whats(got), []string{api.WhatEnter, api.WhatCandidates, api.WhatDirectory}) || got.Items[1].Candidates == nil || len(got.Items[1].Candidates.Of) != 0 {
		t.Fatalf("with the other not in scope: got %v", whats(got))
	}
	w.write(one(identity(b, other)), enter(a, other)) // 4
	of := func(f api.Feed, m minor.ID) []api.Candidate {
		for _, i := range f.Items {
			if i.Minor == m && i.Enter != nil {
				return i.Enter.Candidates
			}
		}
		return nil
	}
	got = pull(t, f, a, 3)
	if c := of(got, other); len(c) != 1 || c[0].Minor != m || len(c[0].Reasons) != 1 {
		t.Errorf("with the enter of the other: got %v", whats(got))
	}
	pull(t, f, a, 4)
	thin(t, f)
	got = pull(t, f, a, 0)
	if !slices.Equal(whats(got), []string{api.WhatEnter, api.WhatDirectory, api.WhatEnter}) {
		t.Fatalf("from the start: got %v, want both brought whole", whats(got))
	}
	if c := of(got, m); len(got.Items[0].Enter.Records) != 1 || len(c) != 1 || c[0].Minor != other {
		t.Errorf("from the start: the first comes with %d records and %d candidates", len(got.Items[0].Enter.Records), len(c))
	}
}
