package replica

import (
	"cmp"
	"context"
	"slices"

	"faro.example/agent/localdb"
	"faro.example/shared/casefile"
	"faro.example/shared/facility"
)

// Stays gives the stays of every child at the structures of this installation, for
// their accounts: of those who are known here, and what was kept of those who left
// (design section 5 rule 12). They are in order of structure and day; codes names the
// structures.
func (r *Replica) Stays(ctx context.Context, q localdb.Querier) (stays []Days, codes map[facility.ID]string, err error) {
	held, err := r.All(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	left, err := ListDays(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	dir, err := ReadDirectory(ctx, q)
	codes = map[facility.ID]string{}
	for _, o := range dir.Offices {
		codes[facility.ID(o.ID)] = o.Code
	}
	for _, h := range held {
		stays = append(stays, staysAt(&h.File, codes)...)
	}
	return inOrder(append(stays, left...), codes), codes, err
}

// staysAt gives a child's stays at the structures that have a code.
func staysAt(f *casefile.File, codes map[facility.ID]string) []Days {
	var out []Days
	for _, s := range f.Presence.Stays {
		if s.State == casefile.Present && codes[s.At.Facility] != "" {
			out = append(out, Days{Minor: f.Minor, Code: f.Identity.Code, Structure: s.At.Facility, Span: s.Span})
		}
	}
	return out
}

// inOrder sorts stays by structure and day. Who came back is known here and was
// kept: each stay is given once, as it is known.
func inOrder(stays []Days, codes map[facility.ID]string) []Days {
	slices.SortStableFunc(stays, func(a, b Days) int {
		return cmp.Or(cmp.Compare(codes[a.Structure], codes[b.Structure]), a.Span.From.Compare(b.Span.From), a.Minor.Compare(b.Minor))
	})
	return slices.CompactFunc(stays, func(a, b Days) bool {
		return a.Minor == b.Minor && a.Structure == b.Structure && a.Span.From == b.Span.From
	})
}
