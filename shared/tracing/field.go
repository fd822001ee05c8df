package tracing

import (
	"slices"

	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// Means is how a family was reached, or sought.
type Means string

// The means.
const (
	HomeVisit Means = "home-visit"
	Telephone Means = "telephone"
	SafePlace Means = "safe-place"
	Enquiry   Means = "enquiry" // asking around, where nobody was met
)

// MeansOf lists every [Means], in the order in which they are shown.
func MeansOf() []Means { return []Means{HomeVisit, Telephone, SafePlace, Enquiry} }

// Finding is what a step in the field, or a report, came to.
type Finding string

// The findings.
const (
	Reached  Finding = "contacted"
	NotFound Finding = "not-found"
	Declines Finding = "declines"
	Unsafe   Finding = "unsafe"
)

// Findings lists every [Finding], in the order in which they are shown.
func Findings() []Finding { return []Finding{Reached, NotFound, Declines, Unsafe} }

const whichFinding = "use contacted, not-found, declines or unsafe"

// Contacted states a step in the field, on the record's day: a visit, a call, a
// meeting at a safe place, in the country of origin or a third one.
type Contacted struct {
	Tracing   ID             `json:"tracing"`
	Entrusted minor.RecordID `json:"entrusted"` // the record by which it was entrusted
	Means     Means          `json:"means"`
	Country   minor.Country  `json:"country"`
	Place     minor.Text     `json:"place,omitempty"`
	Finding   Finding        `json:"finding"`
	Persons   []PersonID     `json:"persons,omitempty"`   // of those sought, who was reached
	Consent   *FamilyConsent `json:"consent,omitempty"`   // of who was reached, to be interviewed
	Interview minor.Text     `json:"interview,omitempty"` // what they said: only with their consent
	Note      minor.Text     `json:"note,omitempty"`      // how it went, nothing of what they said
}

// Kind names the kind of record.
func (Contacted) Kind() string { return "tracing.contacted" }

// Validate fails with [fault.Invalid], naming the field.
func (b Contacted) Validate() error {
	return first(
		of(b.Tracing, text{"place", b.Place, maxLine, ""}, text{"interview", b.Interview, maxPages, ""}, text{"note", b.Note, maxNote, ""}),
		named("entrusted", b.Entrusted, whichEntrusted),
		among("means", b.Means, MeansOf(), "use home-visit, telephone, safe-place or enquiry"),
		inCountry(b.Country), among("finding", b.Finding, Findings(), whichFinding),
		persons(b.Persons), consented(b.Consent),
	)
}

const whichEntrusted = "name the record by which the tracing was entrusted"

// persons checks the persons that are named.
func persons(all []PersonID) error {
	for i, p := range all {
		if p.IsZero() || slices.Contains(all[:i], p) {
			return fault.Field("persons", "nobody, or named twice", "name each person sought at most once")
		}
	}
	return nil
}

// consented checks a family's consent, if one is stated.
func consented(c *FamilyConsent) error {
	if c == nil {
		return nil
	}
	return fault.In("consent", c.Validate())
}

// Account is what a report tells, under the headings that are asked for.
type Account struct {
	Summary   minor.Text `json:"summary"`
	Area      minor.Text `json:"area,omitempty"`      // its socio-economic situation
	Family    minor.Text `json:"family,omitempty"`    // its socio-economic situation
	Before    minor.Text `json:"before,omitempty"`    // the situation before the minor left
	Motives   minor.Text `json:"motives,omitempty"`   // and expectations
	Schooling minor.Text `json:"schooling,omitempty"` // of the minor, as those below
	Training  minor.Text `json:"training,omitempty"`
	Work      minor.Text `json:"work,omitempty"`
	Resources minor.Text `json:"resources,omitempty"` // for a possible return: only where it was asked for
}

// Headings lists what an account tells, by the name of its field and in its order.
func (a Account) Headings() []Heading {
	return []Heading{
		{"summary", a.Summary}, {"area", a.Area}, {"family", a.Family}, {"before", a.Before}, {"motives", a.Motives},
		{"schooling", a.Schooling}, {"training", a.Training}, {"work", a.Work}, {"resources", a.Resources},
	}
}

// Heading is one part of an account.
type Heading struct {
	Field string
	Text  minor.Text
}

// interviewed lists the headings that only the family can have told.
func (a Account) interviewed() bool {
	return a.Family != "" || a.Before != "" || a.Motives != "" || a.Schooling != "" || a.Training != "" || a.Work != "" || a.Resources != ""
}

// validate checks the texts; an account of a family that was met has its
// situation, and the area's, what was before and why the minor left.
func (a Account) validate(f Finding) error {
	for _, h := range a.Headings() {
		must := ""
		switch {
		case h.Field == "summary":
			must = "say in some lines what was found"
		case f == Reached && slices.Contains([]string{"area", "family", "before", "motives"}, h.Field):
			must = "a report of a family that was met tells the area's and the family's situation, what was before, and why the minor left"
		}
		if err := check(text{h.Field, h.Text, maxPages, must}); err != nil {
			return err
		}
	}
	return nil
}

// Reported states what was found, in the language of the field, on the record's
// day. One that corrects another says with whom the correction was agreed.
type Reported struct {
	Tracing   ID             `json:"tracing"`
	Entrusted minor.RecordID `json:"entrusted"` // the record by which it was entrusted
	Finding   Finding        `json:"finding"`
	Persons   []PersonID     `json:"persons,omitempty"` // of those sought, who was found
	Country   minor.Country  `json:"country"`           // where
	Consent   *FamilyConsent `json:"consent,omitempty"` // of the family, where no step in the field has it
	Language  string         `json:"language"`          // BCP 47
	Account   Account        `json:"account"`
	Files     []minor.File   `json:"files,omitempty"`
	Corrects  minor.RecordID `json:"corrects,omitzero"` // the report that it corrects
	Agreed    *minor.Accord  `json:"agreed,omitempty"`  // with whom the correction was agreed
}

// Kind names the kind of record.
func (Reported) Kind() string { return "tracing.reported" }

// Enclosed lists the files that the report names.
func (b Reported) Enclosed() []minor.File { return b.Files }

// Validate fails with [fault.Invalid], naming the field.
func (b Reported) Validate() error {
	if err := first(
		of(b.Tracing), named("entrusted", b.Entrusted, whichEntrusted), among("finding", b.Finding, Findings(), whichFinding),
		persons(b.Persons), inCountry(b.Country), consented(b.Consent), minor.CheckLanguage("language", b.Language),
		fault.In("account", b.Account.validate(b.Finding)), minor.ValidateFiles("files", b.Files),
	); err != nil {
		return err
	}
	switch {
	case b.Corrects.IsZero() && b.Agreed != nil:
		return fault.Field("agreed", "nothing is corrected", "name the report that is corrected, or leave it out")
	case b.Corrects.IsZero():
		return nil
	case b.Agreed == nil:
		return fault.Field("agreed", "a correction is agreed with the person concerned", "say who agreed, when and in which language, or why nobody has yet")
	}
	return fault.In("agreed", b.Agreed.Validate())
}

// Translated states a report in another language, finalised, on the record's
// day: both texts are kept.
type Translated struct {
	Tracing  ID             `json:"tracing"`
	Report   minor.RecordID `json:"report"`
	Language string         `json:"language"` // BCP 47
	By       minor.Text     `json:"by"`       // who translated
	Account  Account        `json:"account"`
}

// Kind names the kind of record.
func (Translated) Kind() string { return "tracing.translated" }

// Validate fails with [fault.Invalid], naming the field.
func (b Translated) Validate() error {
	return first(
		of(b.Tracing, text{"by", b.By, maxLine, "say who translated it"}),
		named("report", b.Report, "name the report that is translated"),
		minor.CheckLanguage("language", b.Language),
		fault.In("account", b.Account.validate("")),
	)
}
