package right

import (
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// State is how a case stands.
type State string

// The states of a case.
const (
	Open     State = "open"     // nothing was decided
	ToDo     State = "to-do"    // granted, and to be carried out
	InForce  State = "in-force" // of a restriction, or of a consent taken back
	Answered State = "answered" // nothing more is to be done
	Denied   State = "refused"
	Over     State = "lifted"
)

// Clock is how long an answer may take, in months, and how many more it may once be
// put off by (regulation (EU) 2016/679 art. 12 par. 3).
const (
	clock   = 1
	further = 2
)

// Due gives the last day of the answer to what was asked on a day: a month later,
// and two more where the person was told why within the first (regulation (EU)
// 2016/679 art. 12 par. 3; regulation (EEC) 1182/71 art. 3: on the day of the month that
// has the same number, or its last).
func Due(asked day.Date, extended bool) day.Date {
	if extended {
		return later(asked, clock+further)
	}
	return later(asked, clock)
}

func later(d day.Date, months int) day.Date {
	year, month, n := d.Civil()
	last := day.Of(year, month, 1)
	for range months {
		last = last.NextMonth()
	}
	year, month, _ = last.Civil()
	end := last.NextMonth().Add(-1)
	if _, _, most := end.Civil(); n > most {
		return end
	}
	return day.Of(year, month, n)
}

// Facts are what a decision about a case is judged by.
type Facts struct {
	There    bool // the case was asked for
	Right    Right
	Of       minor.RecordID // the one record that it is about
	On       day.Date       // when it was asked
	State    State
	Extended bool
	Accord   *minor.Accord // of what is to be put right
	// Keep is the last day up to which the law has the register kept; zero where it
	// is not known, which is for as long as anybody can tell.
	Keep day.Date
	Held bool // an order stands that nothing of the child is erased
}

// Conditions fails with [fault.Invalid], naming the field, unless the law lets a case
// that stands so be decided so on a day.
func (b Decided) Conditions(f Facts, on day.Date) error {
	switch {
	case !f.There:
		return fault.Field("case", "no such case of this child", "open the casefile again, and choose the case")
	case f.Right == Withdrawal:
		return fault.Field("case", "a consent that is taken back waits for nobody's decision (regulation (EU) 2016/679 art. 7 par. 3)", "nothing is to be decided")
	case on.Before(f.On):
		return fault.Field("on", "before it was asked", "check the day")
	case b.Told.After(on):
		return fault.Field("told", "after the decision", "the person is told first")
	}
	switch b.Outcome {
	case Extended:
		return b.longer(f, on)
	case Lifted:
		if f.Right != Restriction || f.State != InForce {
			return fault.Field("outcome", "no restriction that is in force", "only what was restricted is lifted")
		}
		return nil
	case Done:
		return b.carried(f)
	}
	return b.answers(f, on)
}

// longer: once, and the reason is told within the first month.
func (b Decided) longer(f Facts, on day.Date) error {
	switch last := Due(f.On, false); {
	case f.State != Open || f.Extended:
		return fault.Field("outcome", "answered, or put off once already (regulation (EU) 2016/679 art. 12 par. 3)", "answer it")
	case on.After(last) || b.Told.After(last) || b.Told.Before(f.On):
		return fault.Field("told", "not within a month of being asked (regulation (EU) 2016/679 art. 12 par. 3)", "answer it")
	}
	return nil
}

// carried: what was granted, and where something is put right or struck out by which record.
func (b Decided) carried(f Facts) error {
	switch {
	case f.State != ToDo:
		return fault.Field("outcome", "nothing was granted that is still to be carried out", "decide the case first")
	case f.Right == Rectification && b.Record.IsZero():
		return fault.Field("record", "missing", "name the record that puts it right")
	}
	return nil
}

// answers checks what is granted or refused.
func (b Decided) answers(f Facts, on day.Date) error {
	granted := b.Outcome != Refused
	switch {
	case granted && f.Right == Erasure && f.Held:
		return fault.Field("outcome", "an order holds what is written of the child (regulation (EU) 2016/679 art. 17 par. 3 e)",
			"refuse it and say why, put it off, or have two persons of the Ministry lift the order first")
	case granted && f.Right == Rectification && (f.Accord == nil || len(f.Accord.By) == 0):
		return fault.Field("outcome", "nobody has agreed to the value yet (regulation (EU) 2016/679 art. 16; law 47/2017 art. 15)",
			"agree upon it with the person concerned, and write down what is asked anew")
	case granted && f.Right == Erasure && f.Of.IsZero() && (f.Keep.IsZero() || !on.After(f.Keep)):
		return fault.Field("outcome", "the law has the register kept still (regulation (EU) 2016/679 art. 17 par. 3 b; DPR 231/2023 art. 9)",
			"refuse it and say until when, or restrict it; one record that should not be there is struck out")
	}
	return nil
}
