package conflict

import (
	"faro.example/shared/measure"
	"faro.example/shared/opinion"
	"faro.example/shared/permit"
	"faro.example/shared/protection"
	"faro.example/shared/right"
)

// procedures has the rules of what is asked for and decided: permits, protection,
// return, the opinion and care beyond majority, measures, rights. To ask decides
// nothing; two outcomes of one thing are two values of one attribute; an end and
// what it ends both stand.
func procedures(put puts) {
	for _, p := range []struct{ asks, outcomes, ends []string }{
		{
			[]string{permit.Asked{}.Kind()},
			[]string{permit.Issued{}.Kind(), permit.Refused{}.Kind()},
			[]string{permit.Ended{}.Kind()},
		},
		{[]string{protection.Asked{}.Kind()}, []string{protection.Decided{}.Kind()}, nil},
		{[]string{protection.ReturnAsked{}.Kind()}, []string{protection.ReturnDecided{}.Kind()}, nil},
		{
			[]string{opinion.Asked{}.Kind(), opinion.ExtensionAsked{}.Kind()},
			[]string{opinion.Given{}.Kind(), opinion.ExtensionDecided{}.Kind()},
			nil,
		},
		{[]string{right.Asked{}.Kind()}, []string{right.Decided{}.Kind()}, nil},
		{[]string{measure.Enrolled{}.Kind()}, nil, []string{measure.Ended{}.Kind()}},
	} {
		put.each(p.asks, p.asks, "asked", always(Both))
		put.each(p.asks, p.outcomes, "asked and decided", always(Both))
		put.each(p.asks, p.ends, "asked and decided", always(Both))
		put.each(p.outcomes, p.outcomes, "outcome", attribute)
		put.each(p.outcomes, p.ends, "decided and ended", always(Both))
		put.each(p.ends, p.ends, "outcome", attribute)
	}
}
