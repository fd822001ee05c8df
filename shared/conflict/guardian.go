package conflict

import (
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
)

// appointedTwice: the same guardian is the same; one court's later decree stands
// before its earlier one, whoever knew; one that knew the other stands if its
// decree is not the earlier; else a person decides, by a court's decree.
func appointedTwice(a, b Claim, knew Knew) Verdict {
	da, okA := decreeOf(a)
	db, okB := decreeOf(b)
	switch {
	case a.Key == b.Key:
		return Same
	case !okA || !okB:
		return attribute(a, b, knew)
	case sameCourt(da.Court, db.Court) && da.On.After(db.On):
		return First
	case sameCourt(da.Court, db.Court) && db.On.After(da.On):
		return Second
	case knew == FirstKnew && !da.On.Before(db.On):
		return First
	case knew == SecondKnew && !db.On.Before(da.On):
		return Second
	}
	return Hold
}

func decreeOf(c Claim) (institution.Decree, bool) {
	b, ok := c.Value.(guardian.Appointed)
	return b.Decree, ok
}
