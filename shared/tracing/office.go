package tracing

import (
	"fmt"
	"slices"

	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Proposed states that a tracing is proposed, and who is sought (form E), on the
// record's day: by whoever has parental responsibility, or by the social services
// of the municipality where the minor resides (law 47/2017 art. 6).
type Proposed struct {
	By        Proposer   `json:"by"`
	Sought    []Person   `json:"sought"`
	Reason    minor.Text `json:"reason"`             // why it is in the minor's best interest
	Interview day.Date   `json:"interview,omitzero"` // the day of the interview, from which five days run
}

// maxSought bounds the persons sought by one tracing; arbitrary.
const maxSought = 20

// Kind names the kind of record.
func (Proposed) Kind() string { return "tracing.proposed" }

// Validate fails with [fault.Invalid], naming the field.
func (b Proposed) Validate() error {
	if err := first(
		among("by", b.By, Proposers(), "use guardian, provisional, relatives or social-services"),
		check(text{"reason", b.Reason, maxNote, "say why it is in the minor's best interest"}),
	); err != nil {
		return err
	}
	if len(b.Sought) == 0 || len(b.Sought) > maxSought {
		return fault.Field("sought", "nobody is sought, or too many", fmt.Sprintf("name who is sought: up to %d persons", maxSought))
	}
	for i, p := range b.Sought {
		if err := p.Validate(); err != nil {
			return fault.In(fmt.Sprintf("sought[%d]", i), err)
		}
		if slices.ContainsFunc(b.Sought[:i], func(q Person) bool { return q.ID == p.ID }) {
			return fault.Field("sought", "the same person twice", "name each person once")
		}
	}
	return nil
}

// Risk is for whom the tracing would be dangerous.
type Risk string

// The outcomes of assessing the risk.
const (
	NoRisk     Risk = "none"
	ToMinor    Risk = "minor"
	ToFamily   Risk = "family"
	ToBoth     Risk = "both"
	NotKnowing Risk = "unknown" // counts as a risk
)

// Risks lists every [Risk], in the order in which they are shown.
func Risks() []Risk { return []Risk{NoRisk, ToMinor, ToFamily, ToBoth, NotKnowing} }

// Assessed states whether the tracing is dangerous for the minor or the family,
// on the record's day: only without risk it is requested (law 47/2017 art. 6).
type Assessed struct {
	Tracing ID         `json:"tracing"`
	Risk    Risk       `json:"risk"`
	Grounds minor.Text `json:"grounds"`            // what the assessment rests upon
	Care    minor.Text `json:"measures,omitempty"` // what whoever looks has to take care of
}

// Kind names the kind of record.
func (Assessed) Kind() string { return "tracing.assessed" }

// Validate fails with [fault.Invalid], naming the field.
func (b Assessed) Validate() error {
	return first(
		of(b.Tracing, text{"grounds", b.Grounds, maxNote, "say what the assessment rests upon"}, text{"measures", b.Care, maxNote, ""}),
		among("risk", b.Risk, Risks(), "use none, minor, family, both or unknown"),
	)
}

// Requested states that the Ministry is asked to have the family traced, on the
// record's day.
type Requested struct {
	Tracing  ID            `json:"tracing"`
	Country  minor.Country `json:"country"`            // where the family is thought to be: of origin, or a third one
	Asks     minor.Text    `json:"asks"`               // what is to be found out
	OwnWish  bool          `json:"own_wish,omitempty"` // the minor asks besides what there is for a possible return
	Interest minor.Text    `json:"interest,omitempty"` // why that is in the minor's best interest
	Careful  minor.Text    `json:"careful,omitempty"`  // what the family must not be told, or how it must not be reached
	Replaces ID            `json:"replaces,omitzero"`  // the request that the Ministry did not take on
}

// Kind names the kind of record.
func (Requested) Kind() string { return "tracing.requested" }

// Validate fails with [fault.Invalid], naming the field.
func (b Requested) Validate() error {
	if b.OwnWish == (b.Interest == "") {
		return fault.Field("interest", "resources for a return are asked for only if the minor asks and it is in its best interest",
			"say both, or neither")
	}
	return first(
		of(b.Tracing,
			text{"asks", b.Asks, maxNote, "say what is to be found out"}, text{"interest", b.Interest, maxNote, ""},
			text{"careful", b.Careful, maxNote, ""}),
		inCountry(b.Country),
	)
}

// Received states that the Ministry has received a request and assessed it, on
// the record's day.
type Received struct {
	Tracing  ID             `json:"tracing"`
	Request  minor.RecordID `json:"request"`
	Accepted bool           `json:"accepted"`
	Number   minor.Text     `json:"number"` // its protocol number
	Reason   minor.Text     `json:"reason,omitempty"`
}

// Kind names the kind of record.
func (Received) Kind() string { return "tracing.received" }

// Validate fails with [fault.Invalid], naming the field.
func (b Received) Validate() error {
	why := ""
	if !b.Accepted {
		why = "say why it is not taken on, and what is missing"
	}
	return first(
		of(b.Tracing, text{"number", b.Number, 100, "a request is cited by its protocol number"}, text{"reason", b.Reason, maxNote, why}),
		named("request", b.Request, "name the request that was received"),
	)
}

// Entrusted states who traces the family, from the record's day on: a partner
// with an agreement, by its mission where it has one. A later one passes it on.
type Entrusted struct {
	Tracing ID             `json:"tracing"`
	Partner institution.ID `json:"partner"`
	Mission institution.ID `json:"mission,omitzero"` // below the partner
	Country minor.Country  `json:"country"`
	Reason  minor.Text     `json:"reason,omitempty"` // why it is passed on
}

// Kind names the kind of record.
func (Entrusted) Kind() string { return "tracing.entrusted" }

// Validate fails with [fault.Invalid], naming the field.
func (b Entrusted) Validate() error {
	if b.Partner.IsZero() {
		return fault.Field("partner", "missing", "name the partner that has the agreement")
	}
	if b.Mission == b.Partner {
		return fault.Field("mission", "the partner itself", "leave the mission out")
	}
	return first(of(b.Tracing, text{"reason", b.Reason, maxNote, ""}), inCountry(b.Country))
}

// Holder gives the institution that traces: the mission, or the partner itself.
func (b Entrusted) Holder() institution.ID {
	if !b.Mission.IsZero() {
		return b.Mission
	}
	return b.Partner
}

// Forwarded states that the report was sent on to those who asked, on the
// record's day; to Interior too where whoever has parental responsibility asked
// (law 47/2017 art. 6; D.Lgs 142/2015 art. 19 par. 7-ter).
type Forwarded struct {
	Tracing  ID             `json:"tracing"`
	Report   minor.RecordID `json:"report"`
	Interior institution.ID `json:"interior,omitzero"` // Interior's department, if it is sent to it
	Number   minor.Text     `json:"number,omitempty"`  // its protocol number
	Says     minor.Text     `json:"says,omitempty"`    // to those who asked
}

// Kind names the kind of record.
func (Forwarded) Kind() string { return "tracing.forwarded" }

// Validate fails with [fault.Invalid], naming the field.
func (b Forwarded) Validate() error {
	return first(
		of(b.Tracing, text{"number", b.Number, 100, ""}, text{"says", b.Says, maxNote, ""}),
		named("report", b.Report, "name the report that is sent on"),
	)
}

// Hearer is who is told of the result.
type Hearer string

// Those who are told (law 47/2017 art. 6; D.Lgs 142/2015 art. 19 par. 7-ter).
const (
	HearsMinor       Hearer = "minor"
	HearsGuardian    Hearer = "guardian"    // whoever has parental responsibility, provisionally too
	HearsInterviewer Hearer = "interviewer" // the qualified staff who held the interview
)

// Hearers lists every [Hearer], in the order in which they are shown.
func Hearers() []Hearer { return []Hearer{HearsMinor, HearsGuardian, HearsInterviewer} }

// MinorInformed states that the minor was told what was found, and who else was,
// on the record's day.
type MinorInformed struct {
	Tracing ID             `json:"tracing"`
	Report  minor.RecordID `json:"report"`
	Told    Told           `json:"told"`
	Also    []Hearer       `json:"also,omitempty"` // besides the minor
	Says    minor.Text     `json:"says,omitempty"` // the minor, to it
}

// Kind names the kind of record.
func (MinorInformed) Kind() string { return "tracing.minor-informed" }

// Validate fails with [fault.Invalid], naming the field.
func (b MinorInformed) Validate() error {
	for i, h := range b.Also {
		if h != HearsGuardian && h != HearsInterviewer || slices.Contains(b.Also[:i], h) {
			return fault.Field("also", "not who is told, or named twice", "use guardian and interviewer")
		}
	}
	return first(
		of(b.Tracing, text{"says", b.Says, maxNote, ""}),
		named("report", b.Report, "name the report of which the minor was told"),
		fault.In("told", b.Told.Validate()),
	)
}

// Outcome is what came of a tracing.
type Outcome string

// The outcomes.
const (
	FamilyFound    Outcome = "found"
	FamilyNotFound Outcome = "not-found"
	FamilyDeclines Outcome = "family-declines"
	AreaUnsafe     Outcome = "unsafe"
	MinorDeclined  Outcome = "minor-declined"
	ConsentGone    Outcome = "withdrawn"
	RiskFound      Outcome = "risk"
	NotTakenOn     Outcome = "not-taken-on"
	CameOfAge      Outcome = "majority"
	OtherOutcome   Outcome = "other"
)

// Outcomes lists every [Outcome], in the order in which they are shown.
func Outcomes() []Outcome {
	return []Outcome{
		FamilyFound, FamilyNotFound, FamilyDeclines, AreaUnsafe, MinorDeclined, ConsentGone, RiskFound, NotTakenOn, CameOfAge, OtherOutcome,
	}
}

// Closed states that the tracing is over, on the record's day.
type Closed struct {
	Tracing ID         `json:"tracing"`
	Outcome Outcome    `json:"outcome"`
	Reason  minor.Text `json:"reason,omitempty"`
}

// Kind names the kind of record.
func (Closed) Kind() string { return "tracing.closed" }

// Validate fails with [fault.Invalid], naming the field.
func (b Closed) Validate() error {
	why := ""
	if b.Outcome == OtherOutcome {
		why = "say what came of it"
	}
	return first(
		of(b.Tracing, text{"reason", b.Reason, maxNote, why}),
		among("outcome", b.Outcome, Outcomes(), "use found, not-found, family-declines, unsafe, minor-declined, withdrawn, risk, not-taken-on, majority or other"),
	)
}
