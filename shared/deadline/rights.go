package deadline

import (
	"faro.example/shared/right"
)

// Starts and the stop of what is asked by right.
const (
	RightAsked         Start = "right-asked"          // of who answers for the child
	RegisterRightAsked Start = "right-asked-register" // of who runs the register
	RightAnswered      Stop  = "right-answered"       // refused, or carried out
)

// rights are the rules of what is asked by right: one month, and two more where the
// person was told why (regulation (EU) 2016/679 art. 12 par. 3). The last day comes
// with the clock.
func rights() []Rule {
	answer := func(code string, o Office, start Start) Rule {
		return Rule{Code: code, What: Words{"Rispondere alla richiesta di esercizio di un diritto", "Answer what is asked by right"},
			Source: "regulation (EU) 2016/679 art. 12 par. 3", Office: o, Start: start, Stop: RightAnswered, Length: 1, Unit: Months, Valid: since(gdpr), Soon: 10}
	}
	return []Rule{answer("R1", SocialService, RightAsked), answer("R2", Ministry, RegisterRightAsked)}
}

// ofRegister reports whether what is asked touches the register itself, for which the
// Ministry answers (law 47/2017 art. 9).
func ofRegister(r right.Right) bool { return r == right.Erasure || r == right.Objection }

// rights gives the clocks of what was asked, one for each day on which something
// was: it runs until all of it is answered, to the first last day of what is not.
// Who has left or is of age has these rights still.
func (s *subject) rights(register bool) (out []clock) {
	for _, r := range s.file.Rights() {
		if r.Asked.Right == right.Withdrawal || ofRegister(r.Asked.Right) != register {
			continue
		}
		next := clock{from: r.On, due: r.Due, until: r.AnsweredOn()}
		if n := len(out); n > 0 && out[n-1].from == next.from {
			out[n-1] = both(out[n-1], next)
			continue
		}
		out = append(out, next)
	}
	return out
}

// both joins the clocks of two cases that were asked for on one day.
func both(a, b clock) clock {
	switch {
	case a.until.IsZero() && b.until.IsZero():
		a.due = earlier(a.due, b.due)
	case b.until.IsZero(), !a.until.IsZero() && a.until.Before(b.until):
		return b
	}
	return a
}
