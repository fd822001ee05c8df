package form

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"faro.example/registry/directory"
	"faro.example/registry/lookup"
	"faro.example/registry/paper"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/historytest"
	"faro.example/shared/minor"
	"faro.example/shared/reference"
)

// Whatever was recorded in whatever order, every form can be filled in; where
// nothing contends no value says so, and what the reader does not see is on none.
func TestNoHistoryBreaksAForm(t *testing.T) {
	tables, err := reference.Load()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(r *rapid.T) {
		w := historytest.New(t)
		historytest.Draw(r, w, rapid.IntRange(1, 30).Draw(r, "records"))
		seen := rapid.SliceOfDistinct(rapid.SampledFrom(change.Sections()), func(s change.Section) change.Section { return s }).Draw(r, "sections")
		held := slices.DeleteFunc(slices.Clone(w.Ledger()), func(p change.Placed) bool { return !slices.Contains(seen, p.Section) })
		f := &filling{
			Casefile: lookup.Casefile{File: casefile.Fold(historytest.Minor("minor"), held), Sections: seen, Records: held},
			places:   tables, now: time.Date(2026, 2, 1, 9, 0, 0, 0, time.UTC),
		}
		for _, l := range Letters() {
			d := f.document(l, forms()[l], directory.Self{Name: minor.Text("Anna")}, access.Caller{})
			if _, err := paper.Page(d); err != nil {
				r.Fatalf("form %s: %v", l, err)
			}
			if n := values(d, true); n > 0 && len(f.Conflicts) == 0 && !slices.ContainsFunc(f.Custody.Spans, func(c casefile.Charge) bool { return !c.Lead }) {
				r.Fatalf("form %s: %d values are said to contend, and nothing does", l, n)
			}
			if n := values(d, false); len(seen) == 0 && n > 0 {
				r.Fatalf("form %s: %d values for who sees nothing", l, n)
			}
		}
	})
}

// values counts the values of a document, or those that contend.
func values(d paper.Document, held bool) (n int) {
	for _, p := range d.Parts {
		for _, f := range p.Fields {
			for _, v := range f.Values {
				if !held || v.Held {
					n++
				}
			}
		}
	}
	return n
}
