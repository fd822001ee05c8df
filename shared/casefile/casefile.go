// Package casefile folds the records about a minor into what is known of the
// minor: the same pure function at the agent and at the registry.
//
// The invariant: a casefile is a function of a set of records with their place
// in the ledger. Whatever order they came in and however often, whoever holds
// the same records of a section with the same [Rules] has the same section and
// the same conflicts. Each section is folded from its own records alone, so a
// holder of some sections shows in them what a holder of all shows. No clock,
// no directory, no other section is read.
package casefile

import (
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"

	"faro.example/shared/change"
)

// Rules is the version of the rules by which [Fold] works. A process with
// older rules does not touch a casefile folded by newer ones.
const Rules = 2

// File is everything the register holds about one minor, as of a set of records.
type File struct {
	Minor    minor.ID   `json:"minor"`            // of a joined child the least, which stands for it
	Joined   []minor.ID `json:"joined,omitempty"` // all the minors of a joined child, in order
	Rules    int        `json:"rules"`
	Identity Identity   `json:"identity"`
	Presence Presence   `json:"presence"`
	Custody  Custody    `json:"custody"`
	Guardian Guardian   `json:"guardian,omitzero"`
	// Procedures are what was asked for, decided and ended: permits, protection,
	// return, opinion, measures; by section and slot.
	Procedures []Procedure `json:"procedures,omitempty"`
	// Tracing are the steps of all tracings of the family, FamilyReport those in
	// the field and the reports, as they came: [File.Tracings] joins them.
	Tracing      []TracingStep `json:"tracing,omitempty"`
	FamilyReport []TracingStep `json:"family_report,omitempty"`
	// Notices are those sent to offices, by day.
	Notices []Sent `json:"notices,omitempty"`
	// SocialFile is what is written in the social file, by day.
	SocialFile SocialFile  `json:"social_file,omitempty"`
	Conflicts  []Conflict  `json:"conflicts,omitempty"` // open ones, by slot
	Unknown    []change.ID `json:"unknown,omitempty"`   // records of kinds that these rules do not know
	Bodiless   []change.ID `json:"bodiless,omitempty"`  // records whose body is absent
	Struck     []StruckOut `json:"struck,omitempty"`    // those of them that were struck out, by whom and why
	Erased     bool        `json:"erased,omitempty"`    // by law: nothing else is shown
	Held       []change.ID `json:"held,omitempty"`      // written on the page of minors since parted: they count for nobody until assigned
}

// StruckOut is a record whose body was struck out: its header is all that is left.
type StruckOut struct {
	Record change.ID            `json:"record"`
	Asked  institution.PersonID `json:"asked"`
	By     institution.PersonID `json:"by"` // who ordered it
	On     day.When             `json:"on"`
	Reason minor.Text           `json:"reason"`
	Order  change.ID            `json:"order"` // the record that says so
}

// Identity is who the minor is said to be.
type Identity struct {
	Registered   bool                 `json:"registered"` // false: taken, but nobody has registered the minor yet
	RegisteredBy institution.OfficeID `json:"registered_by,omitzero"`
	// Registrars are all who registered a minor of a joined child.
	Registrars  []institution.OfficeID `json:"registrars,omitempty"`
	Code        minor.Code             `json:"code,omitempty"`
	Codes       []minor.Code           `json:"codes,omitempty"` // of the other minors of a joined child
	Tag         minor.Text             `json:"tag,omitempty"`
	Attributes  []Attribute            `json:"attributes,omitempty"` // by name of the slot
	Aliases     []Alias                `json:"aliases,omitempty"`
	Identifiers []Identifier           `json:"identifiers,omitempty"`
	Documents   []Document             `json:"documents,omitempty"`
	Notices     []Notice               `json:"notices,omitempty"`
	Relatives   []Relative             `json:"relatives,omitempty"`
	Orders      []Order                `json:"orders,omitempty"`  // to assess the age
	Appeals     []Appeal               `json:"appeals,omitempty"` // against decrees on the age
	Disputes    []Dispute              `json:"disputes,omitempty"`
}

// Order is an assessment of the age that was ordered.
type Order struct {
	minor.AgeOrdered
	On     day.When  `json:"on"`
	Record change.ID `json:"record"`
}

// Appeal is one against a decree on the age.
type Appeal struct {
	minor.AgeAppealed
	On     day.When  `json:"on"`
	Record change.ID `json:"record"`
}

// Attribute is one attribute as shown, with every other live claim beside it.
type Attribute struct {
	Slot   string    `json:"slot"` // name, sex, birth, ...
	Value  any       `json:"value"`
	Record change.ID `json:"record"` // the record that the value shown comes from
	Rank   int       `json:"rank"`
	Held   bool      `json:"held,omitempty"` // in conflict: the value shown is the one that protects
	Others []Claim   `json:"others,omitempty"`
}

// Claim is a value stated beside the one shown.
type Claim struct {
	Value  any       `json:"value"`
	Record change.ID `json:"record"`
	Rank   int       `json:"rank"`
}

// Alias is another name of the minor.
type Alias struct {
	Name   minor.Name   `json:"name"`
	Source minor.Source `json:"source"`
	Record change.ID    `json:"record"`
}

// Identifier is what another system calls the minor.
type Identifier struct {
	Scheme minor.Scheme `json:"scheme"`
	Value  minor.Text   `json:"value"`
	Record change.ID    `json:"record"`
}

// Document is a document that somebody has seen.
type Document struct {
	minor.DocumentAdded
	Record change.ID `json:"record"`
}

// Relative is who belongs to the minor.
type Relative struct {
	minor.RelativeStated
	Record change.ID `json:"record"`
	Held   bool      `json:"held,omitempty"` // others say that it is another kinship
}

// Notice is a sheet that the minor was given.
type Notice struct {
	minor.NoticeGiven
	On     day.When  `json:"on"`
	Record change.ID `json:"record"`
}

// State is where a minor is, as far as the register can say.
type State string

// The states of a stay. Each minor is in at most one on any day.
const (
	Present   State = "present"    // at a structure
	InTransit State = "in-transit" // departed, not arrived
	Missing   State = "missing"    // absent, not found
	Unplaced  State = "unplaced"   // present, at no structure that is known
)

// Stay is one span in one state. Stays of a minor never overlap; only the last
// may be open.
type Stay struct {
	State State          `json:"state"`
	At    facility.Place `json:"at,omitzero"`   // where; in transit: where to; missing: from where
	From  facility.Place `json:"from,omitzero"` // in transit: where from
	Span  day.Span       `json:"span"`
	Began change.ID      `json:"began"`          // the record because of which
	Ended change.ID      `json:"ended,omitzero"` // zero while open
	// First: nobody hosted the minor, or was sent the minor, by another's right before.
	First bool `json:"first,omitempty"`
	// Granted: whoever hosted the minor, or another entitled, sent or placed the
	// minor there (design section 5 rule 11).
	Granted bool `json:"granted,omitempty"`
	// Confirmed: whoever hosted the minor has stated how the stay ended.
	Confirmed bool `json:"confirmed,omitempty"`
	// Reason: why above the places there are; in transit: why parted from others.
	Reason minor.Text `json:"reason,omitempty"`
	// Left: why the minor left the register when the stay ended; empty if it did not.
	Left movement.Reason `json:"left,omitempty"`
	// Report: while missing, the number of the report to the police (law 203/2012).
	Report string `json:"report,omitempty"`
}

// Presence is where the minor was and is.
type Presence struct {
	Found  *Found     `json:"found,omitempty"`
	Stays  []Stay     `json:"stays,omitempty"` // by day
	Exit   *Exit      `json:"exit,omitempty"`
	Halves []LoneHalf `json:"halves,omitempty"`
	// Asked are stays that began and ended on one day, the end by another's word
	// alone: they hold no day, and who hosted the minor is asked all the same.
	Asked []Stay   `json:"asked,omitempty"`
	Last  day.Date `json:"last,omitzero"` // the day of the last presence stated at a structure
	// Stated are the days on which presence at a structure was stated, by day: spans that do not meet.
	Stated []day.Span `json:"stated,omitempty"`
	// Reserved are the places kept for the minor, by the day of the first.
	Reserved []Reservation `json:"reserved,omitempty"`
	// Refusals are attempts to turn the minor back at the border.
	Refusals []Refusal `json:"refusals,omitempty"`
}

// Reservation is a place kept at a structure for the minor: until the minor
// comes or leaves the register, or it is let go, or the day named.
type Reservation struct {
	At     facility.Place `json:"at"`
	Type   facility.Type  `json:"type,omitempty"`
	Span   day.Span       `json:"span"`
	Reason minor.Text     `json:"reason,omitempty"` // why above the places there are
	Record change.ID      `json:"record"`
}

// Now gives the open stay, and whether there is one.
func (p *Presence) Now() (Stay, bool) {
	if n := len(p.Stays); n > 0 && p.Stays[n-1].Span.Open() {
		return p.Stays[n-1], true
	}
	return Stay{}, false
}

// On gives the stay of a day, and whether there was one.
func (p *Presence) On(d day.Date) (Stay, bool) {
	for _, s := range p.Stays {
		if s.Span.Contains(d) {
			return s, true
		}
	}
	return Stay{}, false
}

// StatedBy gives the last day, up to a day, on which presence at a structure was
// stated; zero if there is none.
func (p *Presence) StatedBy(d day.Date) day.Date {
	var last day.Date
	for _, s := range p.Stated {
		if d.Before(s.From) {
			break
		}
		last = earlier(d, s.Until.Add(-1))
	}
	return last
}

// Found is how the minor's presence came to be known.
type Found struct {
	minor.Found
	On     day.When  `json:"on"`
	Record change.ID `json:"record"`
}

// Exit is how the minor left the register. It does not count while a later
// presence contends with it.
type Exit struct {
	Reason  movement.Reason `json:"reason"`
	On      day.Date        `json:"on"`
	Record  change.ID       `json:"record"`
	Counted bool            `json:"counted"` // false while in conflict
}

// LoneHalf is one half of a transfer whose other half nobody has recorded.
type LoneHalf struct {
	Record change.ID      `json:"record"`
	Kind   string         `json:"kind"`
	From   facility.Place `json:"from,omitzero"` // for an arrival: who is asked to confirm the departure
	At     facility.Place `json:"at,omitzero"`   // for a departure: where the arrival is missing
	On     day.Date       `json:"on"`
}

// Custody is who answers for the minor.
type Custody struct {
	Spans  []Charge `json:"spans,omitempty"`  // by day
	Offers []Offer  `json:"offers,omitempty"` // open ones, by whoever answers now
}

// Offer is custody offered by who has it to another, who has neither accepted
// nor refused it.
type Offer struct {
	By     institution.ID `json:"by"`
	To     institution.ID `json:"to"`
	On     day.Date       `json:"on"`
	Record change.ID      `json:"record"`
}

// On gives those who answer on a day, the one who leads first.
func (c *Custody) On(d day.Date) []Charge {
	var out []Charge
	for _, s := range c.Spans {
		if !s.Span.Contains(d) {
			continue
		}
		if s.Lead {
			out = append([]Charge{s}, out...)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// Charge is one institution's custody. In conflict two may overlap: both are
// shown as responsible, and the one who held it first leads.
type Charge struct {
	By       institution.ID `json:"by"`
	Span     day.Span       `json:"span"`
	Lead     bool           `json:"lead"`
	Released bool           `json:"released,omitempty"` // let go, and nobody has taken it: still answers
	Began    change.ID      `json:"began"`
	Ended    change.ID      `json:"ended,omitzero"`
}

// Slots that are not an attribute of identity.
const (
	SlotFound   = "found"
	SlotPlace   = "place"
	SlotExit    = "exit"
	SlotCustody = "custody"
	SlotCode    = "code"

	SlotGuardian = "guardian"
	SlotAnswer   = "guardian-answer:" // and a digest of who answers
	SlotRelative = "relative:"        // and the identifier of the other minor
)
