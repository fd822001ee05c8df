package intake_test

import (
	"testing"

	"faro.example/registry/judge"
	"faro.example/shared/day"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/measure"
	"faro.example/shared/minor"
)

func TestDatesBeforeBirthOrAfterMajorityAreRefusedAndKept(t *testing.T) {
	c := newCrowd(t)
	m := c.child()
	c.Registry.Taken(c.Registry.Write(m, "2026-03-01", minor.IdentityStated{
		Source: minor.PhotoDocument, Cites: "A1", Birth: &minor.Birth{Date: day.Must("2008-03-05"), Precision: minor.ToDay, Provenance: minor.Documented},
	}))
	appointed := guardian.Appointed{
		Guardian: guardian.Who{Name: &minor.Name{Family: "Bianchi"}}, Decree: institution.Decree{Court: "Catania", Number: "1/26", On: day.Must("2026-03-01")},
	}
	late := c.Registry.Write(m, "2026-03-05", appointed)
	early := c.Registry.Write(m, "2008-03-04", measure.Enrolled{Programme: measure.School})
	for _, got := range c.Registry.Push(late, early).Receipts {
		if got.Reason != string(judge.Unmet) || got.Field != "on" || got.Remedy == "" {
			t.Errorf("got %+v", got)
		}
	}
	var kept int
	c.Scan(&kept, `SELECT count(*) FROM receipts WHERE verdict = 'refused' AND agent = $1`, c.Registry.ID)
	if kept != 2 {
		t.Errorf("%d attempts are kept, want 2", kept)
	}
	c.Registry.Taken(c.Registry.Write(m, "2026-03-04", appointed), c.Registry.Write(m, "2008-03-05", measure.Enrolled{Programme: measure.School}))
}
