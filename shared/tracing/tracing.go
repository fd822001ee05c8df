// Package tracing is the concept of tracing a minor's family (form E): who asks,
// who consents, who looks, what is found, and who is told.
//
// The invariant: nothing is looked for without the minor's consent, and nothing
// is written of a family without its own (law 47/2017 art. 6 and the practice
// since 2008); at every step the clock runs for exactly one party, or for nobody.
package tracing

import (
	"slices"

	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// The bodies of this package are wire types: never rename, reorder or reuse a
// field or a kind; golden vectors in shared/change/testdata.

// ID names a tracing: the identifier of the record that proposed it.
type ID = minor.RecordID

// Party is a side of a tracing: whoever has to act, or is asked.
type Party string

// The parties.
const (
	Asker    Party = "asker"    // whoever proposed it: with parental responsibility, or the social services
	Ministry Party = "ministry" // receives, assesses, entrusts, forwards, closes
	Partner  Party = "partner"  // to whom it is entrusted: traces, reports, translates
	Interior Party = "interior" // is sent the result, and informs (law 47/2017 art. 6)
	Nobody   Party = ""         // the clock stands still
)

// Parties lists every [Party] for which a clock can run.
func Parties() []Party { return []Party{Asker, Ministry, Partner, Interior} }

// Step is how far a tracing has come.
type Step string

// The steps, in the order in which they follow.
const (
	IsProposed   Step = "proposed"
	IsConsented  Step = "consented"
	IsAssessed   Step = "assessed"
	IsRequested  Step = "requested"
	IsReceived   Step = "received"
	IsEntrusted  Step = "entrusted"
	IsContacted  Step = "contacted"
	IsReported   Step = "reported"
	IsTranslated Step = "translated"
	IsForwarded  Step = "forwarded"
	IsInformed   Step = "informed"
	IsClosed     Step = "closed"

	// Beside the line: where it stops, or goes back.
	IsDeclined  Step = "declined"
	IsWithdrawn Step = "withdrawn"
	IsAtRisk    Step = "at-risk"
	IsRejected  Step = "rejected" // the Ministry did not take it on
)

// Stage is a step with the party that acts next.
type Stage struct {
	Step  Step
	Party Party // of [IsForwarded] the asker; [Interior] on the other route
	Aside bool  // not on the line: the flow stops, or goes back
}

// Steps lists every step, those on the line first, in their order.
func Steps() []Stage {
	return []Stage{
		{IsProposed, Asker, false}, {IsConsented, Asker, false}, {IsAssessed, Asker, false},
		{IsRequested, Ministry, false}, {IsReceived, Ministry, false},
		{IsEntrusted, Partner, false}, {IsContacted, Partner, false}, {IsReported, Partner, false},
		{IsTranslated, Ministry, false}, {IsForwarded, Asker, false}, {IsInformed, Ministry, false}, {IsClosed, Nobody, false},
		{IsDeclined, Nobody, true}, {IsWithdrawn, Nobody, true}, {IsAtRisk, Nobody, true}, {IsRejected, Asker, true},
	}
}

// Turn gives the party that acts next at a step of a tracing by a route.
func Turn(s Step, r Route) Party {
	if s == IsForwarded && r == ByResponsibility {
		return Interior
	}
	all := Steps()
	if i := slices.IndexFunc(all, func(g Stage) bool { return g.Step == s }); i >= 0 {
		return all[i].Party
	}
	return Nobody
}

// Stopped reports whether nothing more is done at a step.
func (s Step) Stopped() bool {
	return s == IsDeclined || s == IsWithdrawn || s == IsAtRisk || s == IsClosed
}

// Route is on which ground a tracing is asked for.
type Route string

// The routes: both are used.
const (
	// ByResponsibility: whoever has parental responsibility, provisionally too,
	// sends a report within five days of the interview, and the result goes to
	// Interior (law 47/2017 art. 6; D.Lgs 142/2015 art. 19 par. 7-bis and 7-ter).
	ByResponsibility Route = "responsibility"
	// ByServices: the social services of the municipality where the minor resides
	// ask the Ministry (practice since 2008).
	ByServices Route = "services"
)

// ReportDays is within how many days of the interview the tracing is requested
// (law 47/2017 art. 6; D.Lgs 142/2015 art. 19 par. 7-bis).
const ReportDays = 5

// Proposer is who proposes a tracing.
type Proposer string

// The proposers: whoever has parental responsibility, or the social services.
const (
	ByGuardian       Proposer = "guardian"    // tutore
	ByHolder         Proposer = "provisional" // the head of the structure, until a guardian is appointed
	ByRelatives      Proposer = "relatives"
	BySocialServices Proposer = "social-services"
)

// Proposers lists every [Proposer], in the order in which they are shown.
func Proposers() []Proposer {
	return []Proposer{ByGuardian, ByHolder, ByRelatives, BySocialServices}
}

// Route gives the route that a proposer opens.
func (p Proposer) Route() Route {
	if p == BySocialServices {
		return ByServices
	}
	return ByResponsibility
}

// The bounds of texts, in bytes; arbitrary: a line, a paragraph, some pages.
const (
	maxLine  = 200
	maxNote  = 2000
	maxPages = 20000
)

// text is a text of a body with its name and bound.
type text struct {
	field string
	text  minor.Text
	limit int
	must  string // why it is needed; "" if it is not
}

// check fails with [fault.Invalid] at the first text that is missing or cannot
// be kept.
func check(texts ...text) error {
	for _, t := range texts {
		if t.must != "" && t.text == "" {
			return fault.Field(t.field, "missing", t.must)
		}
		if err := t.text.Check(t.field, t.limit); err != nil {
			return err
		}
	}
	return nil
}

// named fails with [fault.Invalid] unless an identifier is given.
func named(field string, id minor.RecordID, remedy string) error {
	if id.IsZero() {
		return fault.Field(field, "missing", remedy)
	}
	return nil
}

// whichTracing is the remedy of a body that names no tracing.
const whichTracing = "name the record that proposed the tracing"

// of checks that a body names its tracing, then its texts.
func of(t ID, texts ...text) error {
	if err := named("tracing", t, whichTracing); err != nil {
		return err
	}
	return check(texts...)
}

// first gives the first error.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// among fails with [fault.Invalid] unless a word is one of those listed.
func among[W ~string](field string, w W, all []W, remedy string) error {
	if !slices.Contains(all, w) {
		return fault.Field(field, "not one of the words of this field", remedy)
	}
	return nil
}
