// Package access is who may do what. The policy, in words:
//
// Access follows function and territory. DPR 231/2023 art. 11 names who is
// entitled: judicial authority, public security, regions, local bodies through
// their social services, prefectures, the Department for family policies and
// Interior's department for immigration. Each sees the minors in its charge,
// and of these the sections that its task needs; nobody else sees any. Access
// is by section, never by kind; links go to every holder of any section.
//
//   - The Ministry runs the register (law 47/2017 art. 9) and sees every minor
//     whole. It alone says that two minors are one child, or are not, and parts
//     them again; and it does so at the registry. It publishes the census, by
//     the approval of a person.
//   - A municipality's social services see whole the minors in their custody,
//     and what is needed to take a minor into care of those placed in their
//     territory (law 47/2017 art. 9, D.Lgs 142/2015 art. 19). They take, offer,
//     accept and release custody for themselves only.
//   - Presence-days, by which a municipality's reimbursement is claimed, are
//     certified for a municipality by its social services, or the Ministry, and
//     read by both and by its prefecture: codes and days, of the minors who were
//     there in a quarter, also where they are now elsewhere.
//   - A prefecture sees of the minors placed in its territory who and where
//     they are, who answers for them and their protection procedure, and places
//     them (D.Lgs 142/2015 art. 19); a region and the police see who and where
//     they are and who answers for them. The police headquarters of the place
//     see their residence permits besides, and write down what they issue,
//     refuse and end (D.Lgs 286/1998 art. 5, law 47/2017 art. 10).
//   - The juvenile court and the prosecutor there see the minors placed in
//     their district with guardian, permit, protection, age and social file
//     (law 47/2017 art. 5 and 9), and not the tracing of the family. The court
//     writes down its own decrees on age and guardian (art. 5 and 11), and on care
//     beyond majority, of which it sees what was asked (law 47/2017 art. 13); so do
//     the social services and the Ministry, who are sent them.
//   - Interior reads the census, and a casefile only by breaking the glass: no
//     rule names a part of all casefiles that its department needs daily. The
//     Department for family policies reads the census.
//   - The tracing of a family (law 47/2017 art. 6) is proposed, and each step up to
//     the request taken, by whoever has parental responsibility or the social
//     services of the place; the Ministry receives, entrusts, sends on and closes. The
//     partner sees the minors entrusted to it for tracing: who they are, the tracing
//     and its report, and not where they are; not before, nor after the minor has
//     withdrawn, nor once it was passed on or closed. Interior sees them once the
//     result was sent to it, with the guardian and not the place, and tells the
//     minor. A centre sees the procedure, since it hears the minor consent and
//     withdraw, and the report only while its head has a guardian's powers. Whoever
//     has a part in it writes down at once that the minor withdraws, and asks and
//     answers.
//   - A guardian sees the own wards (law 47/2017 art. 11), health
//     included, and who looked at their files; takes up the office or declines
//     it, and notes in the file what it has to hold: for as long as the
//     guardianship lasts, and no moment longer.
//   - The social file goes with the child (law 47/2017 art. 9 par. 2): it is
//     written by the social services in custody, those that custody is offered to,
//     and the centre that hosts the child; and read by them, the guardian, the
//     Ministry, and the juvenile court and its prosecutor of the place. With the
//     acceptance of custody the reading goes over: who let go keeps what its own
//     accounts need, presence-days and the notices it sent (DPR 231/2023 art. 9),
//     and nothing of the social file, also where the child still lives there.
//   - Its notes on health, and on the search for the family, stand in sections of
//     their own (regulation (EU) 2016/679 art. 9 and art. 5 par. 1 letter c). Health
//     is open to who answers for the child, the guardian, and the centre: its head
//     enrols the child with the health service, also before there is a guardian,
//     and sees to its treatment (law 47/2017 art. 14; D.Lgs 142/2015 art. 18);
//     ahead of the child's coming too, since a therapy does not wait. Not to court
//     and prosecutor, region, prefecture or police. A note on the search is open to
//     whom the tracing is: also the partner to whom it is entrusted.
//   - What is asked by right (regulation (EU) 2016/679 art. 15 to 21) is taken down by
//     whoever hears it, the centre and the guardian included, and read by who reads
//     the casework: a centre has to know what it may not use. It is answered by the
//     social services in custody, who can therefore ask who looked, else the Ministry; erasure and objection, which
//     touch the register itself, by the Ministry. What is restricted does not go on:
//     package right, Rules.
//   - A centre is no subject of its own: its agent acts under its municipality
//     or prefecture. It sees the minors in its scope: those it hosts, expects,
//     has reported absent and nobody has found, or has sent and nobody has
//     recorded as arrived. An expected child's sections travel ahead of the
//     child, since beds, escort and interview are prepared with them.
//   - The directory is kept by administrators: those of the Ministry keep all of
//     it, those of any other office its own staff. Whoever works at an office may
//     hand the own work to a colleague for some days; not the administrator's.
//   - An auditor sees the record of access and the notices of broken glass, and
//     no casefile. Another administration's machine asks who has custody of one
//     child on a day, for counts, or for what happened without personal data,
//     each by a scope given to it (art. 11: by agreement, without duplicates of
//     the data).
//
// Whoever meets a child may say who the child is, and what happened at the own
// structure, whoever the child is; and may take back what the own office said.
// All else is written by those to whom the minor has a relation.
//
// The law has offices told of a child, and asked for what is theirs to decide: a
// notice is sent by whoever has to do with the child, and shows the office that it
// was sent to what it is made from, also where nothing else ties the office to
// the child. To open it is written down, by that office alone. That of the social
// file hands it over: to the municipality where the child goes, and to the
// prosecutor; a notice shows the sender no more of it than the own tie to the
// child does.
//
// Who opens the casefiles of a territory, custody or scope may search among
// those minors, and is told who and where they are. Nobody searches among
// others, behind broken glass either.
//
// What the law no longer lets be kept is erased, and a body that stands in the
// wrong casefile is struck out, by two persons of the Ministry: one asks, another
// gives the order (DPR 231/2023 art. 9). An auditor sees what is due, done and held.
//
// Outside all this a casefile opens only by breaking the glass: for a purpose,
// for hours, told to the auditor and to the competent social service. It shows
// what keeps a child safe: who, where, who answers, protection and health.
//
// The invariant: what no cell of the table allows is denied; denied and absent
// look the same from outside; and nobody widens their own scope by a record of
// their own. Relations are found by whoever asks, from what was judged to be by
// right (package casefile, Scope), never from what a request says.
package access

import (
	"slices"

	"faro.example/shared/change"
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

	Administrator bool                   // keeps the directory: the own staff, or for the Ministry all of it
	For           []institution.PersonID // colleagues whose work was handed to the person, and whose offices are among the above
}

// SpeaksFor reports whether the caller may speak for the office.
func (c Caller) SpeaksFor(o institution.OfficeID) bool { return slices.Contains(c.Offices, o) }

// National reports whether a role reaches over the whole country, so that it is
// given by two people.
func (r Role) National() bool {
	return r == Ministry || r == Interior || r == FamilyDepartment || r == TracingPartner || r == Auditor
}

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

// scopeOf is the scope that the machine of another administration needs for an
// action, besides its cell of the table.
var scopeOf = map[Action]Scope{AskCustody: ScopeCustody, CountCensus: ScopeCensus, ReadEvents: ScopeEvents}

// Action is what a caller wants to do.
type Action string

// The actions that the table rules.
const (
	OpenCasefile Action = "open-casefile"
	OpenFile     Action = "open-file" // a line alone: who may open the casefile may open the files that its sections name
	AskCustody   Action = "ask-custody"
	Search       Action = "search"       // among the minors to whom there is such a tie
	BreakGlass   Action = "break-glass"  // open a casefile that no other relation opens
	ReadNotices  Action = "read-notices" // of broken glass: all of them, or those to the own office
	ReadAlerts   Action = "read-alerts"  // about children: all of them, or those to the own office or person
	ListNotices  Action = "list-notices" // that the law asks for: those sent to the own office, or by it
	OpenNotice   Action = "open-notice"  // and one of them, made from the casefile
	CountCensus  Action = "count-census"
	Operate      Action = "operate"       // check, rebuild, enrol, revoke: touches data without showing it
	Record       Action = "record"        // write a record about a minor: of which kinds, the cell says
	Push         Action = "push"          // carry records to the registry
	Pull         Action = "pull"          // be brought the records of minors in scope
	ReadEvents   Action = "read-events"   // what happened, without personal data
	SignIn       Action = "sign-in"       // a line alone: nobody is let in by the table
	ReadLines    Action = "read-lines"    // the record of access itself, with its alerts and proofs
	AskLooks     Action = "ask-looks"     // who looked at the file of one child
	AskHoldings  Action = "ask-holdings"  // whose data an installation held at a time
	LookAtAgent  Action = "look-at-agent" // a line alone: what an agent's pages and commands showed

	KeepDirectory Action = "keep-directory" // change anything in the directory; an administrator only
	KeepStaff     Action = "keep-staff"     // say who works at the own office; an administrator only
	HandOver      Action = "hand-over"      // hand the own work to a colleague for some days
	Publish       Action = "publish"        // make, remark on and approve what is published of the census

	ReadDays    Action = "read-days"    // statements of presence-days of a municipality: codes and days
	CertifyDays Action = "certify-days" // draw such a statement, which is frozen

	ShowSought   Action = "show-sought"   // whom two children seek who may be one person
	DecideSought Action = "decide-sought" // and whether they are

	ReadRetention Action = "read-retention" // what is due to be erased, done and held: codes and counts
	OrderErasure  Action = "order-erasure"  // erase, strike out, hold and let go: one asks, another gives the order

	ReviewLooks Action = "review-looks" // judge unusual looking and broken glass, and say what counts as unusual
)

// Relation is what ties a caller to a minor.
type Relation string

// The relations.
const (
	Nobody      Relation = "nobody"       // no tie; also of actions that concern no minor
	InTerritory Relation = "in-territory" // in the scope of a structure in my territory
	InCustody   Relation = "in-custody"   // in my custody
	Ward        Relation = "ward"         // I am the guardian
	Entrusted   Relation = "entrusted"    // a tracing is in my hands: entrusted, its result sent to me, or I am responsible
	Expected    Relation = "expected"     // sent to my structure by right, not yet arrived
	InScope     Relation = "in-scope"     // in my structure's scope, or registered by my office
	Own         Relation = "own"          // a record about what happened at my own structure, or that takes back one of my office
	Addressed   Relation = "addressed"    // a notice about the minor was sent to my office
	UnderGlass  Relation = "under-glass"  // I have broken the glass, and the time has not run out
)

// Roles lists every role in a fixed order.
func Roles() []Role {
	return []Role{
		Ministry, Municipality, Prefecture, Region, Interior, Police, Prosecutor, Court, FamilyDepartment, TracingPartner,
		Guardian, Centre, Auditor, System,
	}
}

// Actions lists every action in a fixed order.
func Actions() []Action {
	return []Action{
		OpenCasefile, OpenFile, AskCustody, Search, BreakGlass, ListNotices, OpenNotice, ReadNotices, ReadAlerts, CountCensus, Operate, Record, Push, Pull, ReadEvents, SignIn,
		ReadLines, AskLooks, AskHoldings, LookAtAgent, KeepDirectory, KeepStaff, HandOver, Publish, ReadDays, CertifyDays, ShowSought, DecideSought, ReadRetention, OrderErasure, ReviewLooks,
	}
}

// Relations lists every relation in a fixed order.
func Relations() []Relation {
	return []Relation{Nobody, InTerritory, InCustody, Ward, Entrusted, Expected, InScope, Own, Addressed, UnderGlass}
}
