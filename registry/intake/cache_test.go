package intake_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"faro.example/registry/intake"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/ledger"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// What the cache keeps of records is less than they are; a fold of it must show
// no less. Two centres write at random about one child, through an intake that
// has all in memory; what was told, and what stands in the tables, is what the
// ledger's own records fold to.
func TestWhatIsKeptInMemoryFoldsAsTheLedgerDoes(t *testing.T) {
	h := intaketest.New(t)
	first, second := centre(h, "089017"), centre(h, "089018")
	rapid.Check(t, func(r *rapid.T) {
		m := intaketest.Minor()
		all := arrival(first, m, "2026-02-01")
		first.Taken(all...)
		for range rapid.IntRange(1, 12).Draw(r, "records") {
			a := rapid.SampledFrom([]*intaketest.Agent{first, first, second}).Draw(r, "agent")
			on := day.Must("2026-02-01").Add(rapid.IntRange(0, 8).Draw(r, "day")).String()
			body, opts := randomBody(r, a, second, all)
			if rapid.Bool().Draw(r, "knew") {
				opts = append(opts, intaketest.Seen(0, all...))
			}
			rec := a.Write(m, on, body, opts...)
			if a.Push(rec).Receipts[0].Standing != nil {
				all = append(all, rec)
			}
		}
		records, err := ledger.Of(t.Context(), h.DB.As("faro_intake"), h.Sealer, []minor.ID{m})
		if err != nil {
			r.Fatal(err)
		}
		want, got := casefile.Fold(m, records[m]), casefile.Fold(m, intake.Kept(m, records[m]))
		if diff := cmp.Diff(printed(r, want), printed(r, got)); diff != "" {
			r.Fatalf("kept in memory, another casefile\n%s", diff)
		}
	})
	wantClean(t, h)
}

func printed(r *rapid.T, f casefile.File) string {
	b, err := json.MarshalIndent(f, "", " ")
	if err != nil {
		r.Fatal(err)
	}
	return string(b)
}

func randomBody(r *rapid.T, a, other *intaketest.Agent, all []change.Record) (change.Body, []intaketest.Option) {
	here, there := place(a), facility.At(facility.ID(other.Office))
	switch rapid.IntRange(0, 8).Draw(r, "kind") {
	case 0:
		return movement.AbsenceReported{From: here}, nil
	case 1:
		return movement.AbsenceEnded{At: &here}, nil
	case 2:
		if here == there {
			return placement.Began{At: here}, nil
		}
		return movement.Departed{From: here, To: there}, nil
	case 3:
		return movement.Arrived{At: here}, nil
	case 4:
		return movement.ExitRecorded{Reason: movement.Death}, nil
	case 5:
		return minor.IdentityStated{Source: minor.OwnWord, Sex: rapid.SampledFrom([]minor.Sex{minor.Male, minor.Female}).Draw(r, "sex")}, nil
	case 6:
		return minor.IdentityAlias{Name: minor.Name{Given: "Omar"}, Source: minor.OwnWord}, nil
	case 7:
		target := rapid.SampledFrom(all).Draw(r, "target")
		return change.Retracted{Record: target.ID, Reason: "by mistake"}, []intaketest.Option{intaketest.In(target.Section)}
	}
	return placement.Began{At: here}, nil
}
