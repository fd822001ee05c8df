// Package access is who may do what. The policy, in words:
//
// A centre's agent acts under its municipality or prefecture (DPR 231/2023
// art. 11). It may record what happens at the structures it speaks for, and
// sees whole the minors in its scope: those it hosts, expects, has reported
// absent and nobody has found, or has sent and nobody has recorded as arrived.
// Of any other minor it keeps what it wrote itself and learns nothing. Reporting
// a presence at its own structure is always allowed.
//
// A municipality's social services see the minors in their custody or placed
// in their territory; they take and release custody for themselves only. A
// prefecture and a region see the minors placed in their territory. The
// Ministry sees every minor and the census of the nation.
//
// An auditor sees the record of access, whose data an installation held, and no
// casefile. The Ministry tells a guardian, or the minor at majority, who looked
// at the file, and names whose data an installation held when that is to be
// told to the data protection authority. Another
// administration's machine asks who has custody of one child on a day, for
// counts, or what happened without personal data.
//
// The invariant: what no cell of the table allows is denied; denied and absent
// look the same from outside; and nobody widens their own scope by a record of
// their own.
package access

import (
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// Role is what a caller is, as authenticated.
type Role string

// The roles of design section 7.
const (
	Ministry         Role = "ministry"
	Municipality     Role = "municipality" // a municipality's social services
	Region           Role = "region"
	Prefecture       Role = "prefecture"
	Interior         Role = "interior"
	Police           Role = "police"
	Prosecutor       Role = "prosecutor"
	Court            Role = "court"
	FamilyDepartment Role = "family-department"
	TracingPartner   Role = "tracing-partner"
	Guardian         Role = "guardian" // own wards
	Centre           Role = "centre"   // an agent and its operators
	Auditor          Role = "auditor"
	System           Role = "system" // another administration's machine
)

// Caller is who asks, as authenticated: never made from what a request says.
type Caller struct {
	Role        Role
	Person      institution.PersonID   // the person, if one signed in
	Agent       change.AgentID         // the installation, if one asks
	Certificate string                 // serial of its certificate, hexadecimal
	Session     string                 // identifier of the person's session, if one signed in over the network
	Scopes      []Scope                // what the machine of another administration may ask
	Offices     []institution.OfficeID // the structures or institutions the caller speaks for
	Territory   []string               // ISTAT codes of the municipalities in the caller's territory
	Reason      string                 // why, as stated; kept in the record of access
}

// SpeaksFor reports whether the caller may speak for the office.
func (c Caller) SpeaksFor(o institution.OfficeID) bool { return slices.Contains(c.Offices, o) }

// Scope is one thing that the machine of another administration may be let ask.
type Scope string

// The scopes. They are written in the registry's journal: names are never reused.
const (
	ScopeCustody Scope = "custody" // who has custody of one child on a day
	ScopeCensus  Scope = "census"  // counts
	ScopeEvents  Scope = "events"  // what happened, without personal data
)

// Valid reports whether the scope is one of those above.
func (s Scope) Valid() bool { return s == ScopeCustody || s == ScopeCensus || s == ScopeEvents }

// Action is what a caller wants to do.
type Action string

// The actions that the table rules.
const (
	OpenCasefile Action = "open-casefile"
	AskCustody   Action = "ask-custody"
	CountCensus  Action = "count-census"
	Operate      Action = "operate" // check, rebuild, enrol, revoke: touches data without showing it
	Push         Action = "push"
	Pull         Action = "pull"
	ReadEvents   Action = "read-events"   // what happened, without personal data
	SignIn       Action = "sign-in"       // a line alone: nobody is let in by the table
	ReadLines    Action = "read-lines"    // the record of access itself, with its alerts and proofs
	AskLooks     Action = "ask-looks"     // who looked at the file of one child
	AskHoldings  Action = "ask-holdings"  // whose data an installation held at a time
	LookAtAgent  Action = "look-at-agent" // a line alone: what an agent's pages and commands showed
)

// Relation is what ties a caller to a minor.
type Relation string

// The relations.
const (
	Nobody      Relation = "nobody"       // no tie
	InTerritory Relation = "in-territory" // placed in my territory
	InCustody   Relation = "in-custody"   // in my custody
	InScope     Relation = "in-scope"     // in my structure's scope
)

type cell struct {
	role     Role
	action   Action
	relation Relation
}

// allowed holds every cell that is allowed. Actions that concern no minor
// stand under the relation [Nobody].
var allowed = map[cell]bool{
	{Ministry, OpenCasefile, Nobody}:          true,
	{Ministry, AskCustody, Nobody}:            true,
	{Ministry, CountCensus, Nobody}:           true,
	{Ministry, Operate, Nobody}:               true,
	{Municipality, OpenCasefile, InTerritory}: true,
	{Municipality, OpenCasefile, InCustody}:   true,
	{Municipality, AskCustody, InTerritory}:   true,
	{Municipality, AskCustody, InCustody}:     true,
	{Municipality, CountCensus, Nobody}:       true,
	{Prefecture, OpenCasefile, InTerritory}:   true,
	{Prefecture, AskCustody, InTerritory}:     true,
	{Prefecture, CountCensus, Nobody}:         true,
	{Region, AskCustody, InTerritory}:         true,
	{Region, CountCensus, Nobody}:             true,
	{Interior, CountCensus, Nobody}:           true,
	{FamilyDepartment, CountCensus, Nobody}:   true,
	{System, AskCustody, Nobody}:              true,
	{System, CountCensus, Nobody}:             true,
	{System, ReadEvents, Nobody}:              true,
	{Auditor, ReadLines, Nobody}:              true,
	{Auditor, AskLooks, Nobody}:               true,
	{Auditor, AskHoldings, Nobody}:            true,
	{Ministry, AskLooks, Nobody}:              true,
	{Ministry, AskHoldings, Nobody}:           true,
	{Centre, Push, Nobody}:                    true,
	{Centre, Pull, Nobody}:                    true,
	{Centre, OpenCasefile, InScope}:           true,
}

// Allow fails with [fault.Denied] unless the table allows the caller's role the
// action under one of the relations. No relation at all is [Nobody].
func Allow(c Caller, a Action, relations ...Relation) error {
	for _, r := range append(relations, Nobody) {
		if allowed[cell{c.Role, a, r}] {
			return nil
		}
	}
	return fault.Newf(fault.Denied, "this role may not do that")
}

// Sections gives the sections of a casefile that a role sees of a minor it may
// open, [change.Link] always among them.
func Sections(r Role) []change.Section {
	switch r {
	case Ministry:
		return change.Sections()
	case Municipality:
		return []change.Section{
			change.Identity, change.Presence, change.Custody, change.Guardian, change.Permit, change.Protection,
			change.Return, change.Opinion, change.Measure, change.SocialFile, change.Health, change.Rights, change.Link,
		}
	case Centre:
		return []change.Section{
			change.Identity, change.Presence, change.Custody, change.Guardian, change.Permit, change.Protection,
			change.Measure, change.SocialFile, change.Link,
		}
	case Prefecture, Region, Police, Interior:
		return []change.Section{change.Identity, change.Presence, change.Custody, change.Link}
	}
	return nil
}
