package change

import (
	"faro.example/shared/custody"
	"faro.example/shared/fault"
	"faro.example/shared/guardian"
	"faro.example/shared/measure"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/opinion"
	"faro.example/shared/permit"
	"faro.example/shared/placement"
	"faro.example/shared/protection"
	"faro.example/shared/right"
	"faro.example/shared/socialfile"
	"faro.example/shared/tracing"
)

// Body is the part of a record that its kind gives meaning to.
type Body interface {
	// Kind is the stable dotted name of the kind.
	Kind() string
	// Validate fails with [fault.Invalid], naming the field and the remedy.
	Validate() error
}

// Entry is one line of the catalogue of kinds.
type Entry struct {
	Kind     string
	Version  int     // the newest version of the body that this code knows
	Section  Section // "" for a kind that takes the section of what it concerns, or has it from its body
	Encloses bool    // its records may name files
	Level    int     // of the ledger, from which on it is taken
	decode   func([]byte) (Body, error)
	read     func([]byte) (Body, error)
	of       func(Body) Section // nil unless the body says in which section it stands
}

// Read reads a body as a person or another program may have written it: fields
// in any order, with spaces. It is then encoded anew. It fails with
// [fault.Invalid] if a field is not of this kind, stands there twice, or has a
// value that cannot be.
func (e Entry) Read(raw []byte) (Body, error) { return e.read(raw) }

// catalogue has one line per kind. Kinds are never reused or renamed.
var catalogue = index(
	line[minor.Registered](Identity),
	line[minor.IdentityStated](Identity).upTo(2),
	line[minor.IdentityAlias](Identity),
	line[minor.IdentifierStated](Identity),
	line[minor.DocumentAdded](Identity).upTo(2),
	line[minor.NoticeGiven](Identity),
	line[minor.RelativeStated](Identity),
	line[minor.AgeDecided](Identity),
	line[minor.AgeOrdered](Identity),
	line[minor.AgeAppealed](Identity),
	line[minor.IdentityDisputed](Identity),
	line[minor.Found](Presence),
	line[placement.Began](Presence).upTo(3),
	line[placement.Ended](Presence),
	line[placement.Confirmed](Presence),
	line[placement.Reserved](Presence),
	line[placement.Released](Presence),
	line[movement.Departed](Presence).upTo(3),
	line[movement.Arrived](Presence),
	line[movement.AbsenceReported](Presence),
	line[movement.AbsenceEnded](Presence),
	line[movement.ExitRecorded](Presence),
	line[movement.Refused](Presence),
	line[movement.Withdrawn](Presence),
	line[movement.RefusalAttempted](Presence),
	line[custody.Taken](Custody),
	line[custody.Released](Custody),
	line[custody.Offered](Custody),
	line[custody.Accepted](Custody),
	line[custody.Refused](Custody),
	line[guardian.Appointed](Guardian),
	line[guardian.Ended](Guardian),
	line[guardian.Asked](Guardian),
	line[guardian.Provisional](Guardian),
	line[guardian.Accepted](Guardian),
	line[guardian.Declined](Guardian),
	line[guardian.Noted](Guardian).upTo(2),
	line[permit.Asked](Permit),
	line[permit.Issued](Permit),
	line[permit.Refused](Permit),
	line[permit.Ended](Permit),
	line[protection.Asked](Protection),
	line[protection.Decided](Protection),
	line[protection.ReturnAsked](Return),
	line[protection.ReturnDecided](Return),
	line[opinion.Asked](Opinion),
	line[opinion.Given](Opinion),
	line[opinion.ExtensionAsked](Opinion),
	line[opinion.ExtensionDecided](Opinion),
	line[measure.Enrolled](Measure),
	line[measure.Ended](Measure),
	line[tracing.Proposed](Tracing),
	line[tracing.Consented](Tracing),
	line[tracing.Declined](Tracing),
	line[tracing.Withdrawn](Tracing),
	line[tracing.Assessed](Tracing),
	line[tracing.Requested](Tracing),
	line[tracing.Received](Tracing),
	line[tracing.Entrusted](Tracing),
	line[tracing.ClarificationAsked](Tracing),
	line[tracing.ClarificationAnswered](Tracing),
	line[tracing.Contacted](FamilyReport),
	line[tracing.Reported](FamilyReport),
	line[tracing.Translated](FamilyReport),
	line[tracing.Forwarded](Tracing),
	line[tracing.MinorInformed](Tracing),
	line[tracing.Closed](Tracing),
	line[socialfile.Interview](SocialFile),
	line[socialfile.Plan](SocialFile),
	line[socialfile.Photograph](SocialFile),
	line[socialfile.Note]("").in(noteSection),
	line[right.Asked](Rights).from(2),
	line[right.Decided](Rights).from(2),
	line[minor.NoticeSent]("").upTo(2),
	line[minor.NoticeOpened](""),
	line[Retracted](""),
	line[Resolved](""),
	line[LinkSame](Link),
	line[LinkDistinct](Link),
	line[LinkParted](Link),
	line[Assigned](Link),
	line[Erased](Link).from(2),
	line[Struck]("").from(2),
)

// line makes the entry of a kind at version 1.
func line[B Body](s Section) Entry {
	var zero B
	_, encloses := any(zero).(minor.Encloser)
	return Entry{Kind: zero.Kind(), Version: 1, Level: 1, Section: s, Encloses: encloses, decode: body[B](decodeExact), read: body[B](decodeLoose)}
}

// upTo makes the entry of a kind whose newest version is another.
func (e Entry) upTo(version int) Entry {
	e.Version = version
	return e
}

// Level is the newest level of the ledger of which this code reads every kind and
// version. With each release that adds to them it goes up, and what is added says
// so here: until every registry is of that release, none takes it. The first that
// went up, to 2, came with the rights of the minor and with erasure, and with
// bodies that are closed besides.
const Level = 2

// from makes the entry of a kind that the ledger takes from a level on.
func (e Entry) from(level int) Entry {
	e.Level = level
	return e
}

// in makes the entry of a kind whose section its body says.
func (e Entry) in(of func(Body) Section) Entry {
	e.of = of
	return e
}

// Social lists the sections in which the social file is written: its own, and those
// of its notes.
func Social() []Section { return []Section{SocialFile, Health, Tracing} }

// noteSection: a note is open to those who hold the section of what it is about.
func noteSection(b Body) Section {
	switch b.(socialfile.Note).Sensitivity {
	case socialfile.OfHealth:
		return Health
	case socialfile.OfTheSearch:
		return Tracing
	}
	return SocialFile
}

// SectionOf gives the section in which a body stands, "" if it takes that of what
// it concerns.
func SectionOf(b Body) Section {
	e := catalogue.at[b.Kind()]
	if e.of != nil {
		return e.of(b)
	}
	return e.Section
}

// VersionOf gives the version of its kind that a body is written in: the oldest
// that has all its fields, so that a reader of older versions still reads what
// needs no newer one.
func VersionOf(b Body) int {
	if v, ok := b.(interface{ Version() int }); ok {
		return v.Version()
	}
	return 1
}

// checkVersion refuses a field that came with a later version than the header says.
func checkVersion(b Body, version int) error {
	if VersionOf(b) > version {
		return fault.Newf(fault.Invalid, "has a field of a later version than its header says")
	}
	return nil
}

// body makes the reader of one kind out of a way of decoding.
func body[B Body](decode func([]byte, any) error) func([]byte) (Body, error) {
	return func(raw []byte) (Body, error) {
		var b B
		if err := decode(raw, &b); err != nil {
			return nil, err
		}
		return b, b.Validate()
	}
}

type byKind struct {
	order []Entry
	at    map[string]Entry
}

func index(entries ...Entry) byKind {
	at := make(map[string]Entry, len(entries))
	for _, e := range entries {
		at[e.Kind] = e
	}
	return byKind{entries, at}
}

// Catalogue lists every kind this code knows, in a fixed order.
func Catalogue() []Entry { return append([]Entry(nil), catalogue.order...) }

// Lookup gives the line of a kind, and whether there is one.
func Lookup(kind string) (Entry, bool) {
	e, ok := catalogue.at[kind]
	return e, ok
}
