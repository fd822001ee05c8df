package judge

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/tracing"
)

// drawn draws who says what next, by right or not, of a tracing of this child.
func (tr *trace) drawn(r *rapid.T) (institution.ID, change.Body) {
	steps := tr.steps(tracing.BySocialServices)[1:]
	n := rapid.IntRange(0, len(steps)+4).Draw(r, "step")
	x, _ := tr.fold().TracingOf(tr.of())
	if at := stepOf(x.Step()); at < len(steps) && rapid.IntRange(0, 3).Draw(r, "in turn") > 0 {
		n = at
	}
	if n < len(steps) {
		by, body := steps[n]()
		if rapid.IntRange(0, 4).Draw(r, "by another") == 0 {
			by = rapid.SampledFrom([]institution.ID{iom, conakry, dakar, rival, ministry, interior, catania, palermo}).Draw(r, "by")
		}
		return by, body
	}
	switch n - len(steps) {
	case 0:
		return ministry, tracing.Entrusted{Tracing: tr.of(), Partner: iom, Mission: dakar, Country: "SN"}
	case 1:
		return palermo, tracing.Declined{Tracing: tr.of(), By: self, Told: told}
	case 2:
		return catania, tracing.Assessed{Tracing: tr.of(), Risk: tracing.ToMinor, Grounds: "g"}
	case 3:
		return conakry, tracing.ClarificationAsked{Tracing: tr.of(), By: tracing.Partner, To: tracing.Asker, Asks: "a"}
	}
	return palermo, tracing.Withdrawn{Tracing: tr.of(), By: self}
}

// sees reports whether an office is shown anything of the tracing, by what ties it
// to the child.
func (tr *trace) sees(by institution.ID) bool {
	c := Case{
		Record: record(tr.t, minor.IdentityAlias{Name: minor.Name{Given: "A"}, Source: minor.OwnWord}, func(h *change.Header) { h.Structure = institution.Office(by) }),
		At:     &Office{Role: roles[by]}, Subject: &Subject{Entries: tr.entries, Fold: tr.fold},
	}
	ties, err := bench().near(tr.t.Context(), c)
	if err != nil {
		tr.t.Fatal(err)
	}
	shown := access.Shown(roles[by], access.OpenCasefile, ties...)
	return slices.Contains(shown, change.Tracing) || slices.Contains(shown, change.FamilyReport)
}

func (tr *trace) fold() *casefile.File {
	f := casefile.Fold(child, tr.entries)
	return &f
}

// Whatever is tried, in whatever order: what is taken keeps the promises.
func TestNoStepIsTakenWithoutConsentAndNobodySeesATracingThatIsWithdrawn(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		tr := traced(t, rapid.IntRange(1, 11).Draw(r, "steps"))
		for range rapid.IntRange(1, 20).Draw(r, "tries") {
			by, body := tr.drawn(r)
			x, _ := tr.fold().TracingOf(tr.of())
			_, consents := x.Consent()
			v := tr.judged(by, body)
			if v.Refusal != nil {
				if v.Refusal.Remedy == "" {
					r.Fatalf("%s refused without a remedy", body.Kind())
				}
				continue
			}
			if !consents && !besidesConsent(body) {
				r.Fatalf("%s taken at %s, without consent", body.Kind(), x.Step())
			}
			tr.says(by, body)
			tr.entries[len(tr.entries)-1].Standing.Knows = uint64(len(tr.entries) - 1)
			tr.promises(r)
		}
	})
}

// besidesConsent reports whether a step is taken without consent: to give it, to
// refuse or withdraw it, and to close.
func besidesConsent(b change.Body) bool {
	switch b.(type) {
	case tracing.Consented, tracing.Declined, tracing.Withdrawn, tracing.Closed:
		return true
	}
	return false
}

// promises checks what holds after every record that was taken.
func (tr *trace) promises(r *rapid.T) {
	x, _ := tr.fold().TracingOf(tr.of())
	c := x.Clock()
	if c.Step.Stopped() != (c.Party == tracing.Nobody) || c.Party != tracing.Nobody && !slices.Contains(tracing.Parties(), c.Party) {
		r.Fatalf("at %s the clock runs for %q", c.Step, c.Party)
	}
	who := x.Entrustees()
	for _, i := range []institution.ID{iom, conakry, dakar, rival, interior} {
		in := slices.Contains(who, institution.Office(i))
		if sees := tr.sees(i); sees != in || sees && (c.Step == tracing.IsWithdrawn || c.Step == tracing.IsClosed) {
			r.Fatalf("at %s an office sees the tracing: %v, and has it in hand: %v", c.Step, sees, in)
		}
	}
}

// stepOf gives the place of a step among all.
func stepOf(s tracing.Step) int {
	return slices.IndexFunc(tracing.Steps(), func(g tracing.Stage) bool { return g.Step == s })
}
