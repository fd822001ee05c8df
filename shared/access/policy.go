package access

import (
	"slices"

	"faro.example/shared/change"
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

// Cell is one cell of the table that is allowed: what a role may do with a
// minor to whom it has a relation.
type Cell struct {
	Role     Role
	Action   Action
	Relation Relation
	Sections []change.Section // shown or brought; none where the action shows nothing of a minor
	Kinds    []string         // of the records that may be written, for [Record]
}

// Sections that go together.
var (
	whoWhere = []change.Section{change.Identity, change.Presence, change.Custody, change.Link}
	atCentre = []change.Section{
		change.Identity, change.Presence, change.Custody, change.Guardian, change.Permit, change.Protection,
		change.Measure, change.SocialFile, change.Health, change.Link,
	}
	// hosting is what a centre sees of those in its scope: the tracing too, since it
	// hears the minor consent and take it back, and what is asked and restricted by
	// right; never the family's report.
	hosting = with(atCentre, change.Tracing, change.Rights)
	placed  = []change.Section{
		change.Identity, change.Presence, change.Custody, change.Guardian, change.Permit, change.Protection,
		change.Measure, change.Rights, change.Tracing, change.Link,
	}
	services = []change.Section{
		change.Identity, change.Presence, change.Custody, change.Guardian, change.Permit, change.Protection,
		change.Return, change.Opinion, change.Measure, change.SocialFile, change.Health, change.Rights, change.Link,
	}
	judicial = []change.Section{
		change.Identity, change.Presence, change.Custody, change.Guardian, change.Permit, change.Protection,
		change.SocialFile, change.Rights, change.Link,
	}
	// byCourt is with what it decides on for the time after majority: what was asked of
	// it, and the opinion that belongs to the same step (law 47/2017 art. 13).
	byCourt  = with(judicial, change.Opinion)
	protects = []change.Section{
		change.Identity, change.Presence, change.Custody, change.Guardian, change.Protection, change.Health, change.Link,
	}
	byPrefecture = with(whoWhere, change.Protection)
	byPolice     = with(whoWhere, change.Permit)
	byAgent      = with(services, change.Tracing)
	byCustodian  = with(services, change.Tracing, change.FamilyReport)
	traced       = []change.Section{change.Identity, change.Tracing, change.FamilyReport, change.Link}
	informing    = with(traced, change.Guardian)
	ofWard       = with(services, change.Tracing, change.FamilyReport)
	onlyCustody  = []change.Section{change.Custody}
	found        = []change.Section{change.Identity, change.Presence}
	// told is what a notice is made from, whatever it is about.
	told = []change.Section{change.Identity, change.Presence, change.Custody, change.Guardian, change.Permit, change.Link}
	// handed is what the notice of the social file is made from besides, for whom it goes to.
	handed = with(told, change.SocialFile)
)

// Kinds that go together.
var (
	// claims may be about any minor: whoever meets a child says who it is.
	claims = kinds(minor.Registered{}, minor.Found{}, minor.IdentityStated{}, minor.IdentityAlias{},
		minor.IdentifierStated{}, minor.DocumentAdded{}, minor.NoticeGiven{}, minor.RelativeStated{},
		minor.IdentityDisputed{}, movement.RefusalAttempted{})
	takesBack = kinds(change.Retracted{})
	// here happens at a structure, and is written for it.
	here = kinds(placement.Began{}, placement.Ended{}, movement.Departed{}, movement.Arrived{},
		movement.AbsenceReported{}, movement.AbsenceEnded{}, movement.Refused{}, movement.Withdrawn{},
		placement.Confirmed{}, placement.Reserved{}, placement.Released{})
	where  = with(here, kinds(movement.ExitRecorded{}, change.Retracted{}, change.Resolved{})...)
	charge = kinds(custody.Taken{}, custody.Released{}, custody.Offered{}, custody.Accepted{}, custody.Refused{})
	// decrees are a court's: written by it, or by who has them on paper.
	decrees = kinds(minor.AgeDecided{}, guardian.Appointed{}, guardian.Ended{}, minor.AgeOrdered{}, minor.AgeAppealed{})
	// extends is the decree by which care goes on beyond majority.
	extends = kinds(opinion.ExtensionDecided{})
	// wardships are what is said around a guardianship: by the social services, and
	// by the centre, whose head holds the powers until a guardian is appointed.
	// What the guardian answers and notes is written by the guardian, or by who is
	// told of it.
	wardships = kinds(guardian.Asked{}, guardian.Provisional{}, guardian.Noted{})
	answered  = kinds(guardian.Accepted{}, guardian.Declined{})
	ofOwnWard = with(answered, guardian.Noted{}.Kind())
	// papers and courses are what a centre helps a child with; procedures what the
	// social services lead besides. What a court decided is written by who has it
	// on paper, the opinion by the Ministry alone.
	papers     = kinds(permit.Asked{}, permit.Issued{}, protection.Asked{})
	courses    = kinds(measure.Enrolled{}, measure.Ended{})
	outcomes   = kinds(permit.Refused{}, permit.Ended{}, protection.Decided{})
	leaving    = kinds(protection.ReturnAsked{}, protection.ReturnDecided{}, opinion.Asked{}, opinion.ExtensionAsked{}, opinion.ExtensionDecided{})
	opinions   = kinds(opinion.Given{})
	permits    = kinds(permit.Issued{}, permit.Refused{}, permit.Ended{}) // the police headquarters decide
	placedWork = slices.Concat(papers, courses, outcomes)
	casework   = with(placedWork, leaving...)
	// written is the social file: by the social services, and by who hosts the child.
	// A note is written by who reads the section that it stands in.
	written = kinds(socialfile.Interview{}, socialfile.Plan{}, socialfile.Photograph{}, socialfile.Note{})
	note    = socialfile.Note{}.Kind()
	// asking is what whoever proposes a tracing does in it; working what the partner
	// does to whom it is entrusted, passing it on to another of its missions
	// included. Anybody with a part in it writes down at once that the minor takes
	// the consent back, and asks and answers.
	clarifying = kinds(tracing.ClarificationAsked{}, tracing.ClarificationAnswered{}, tracing.Withdrawn{})
	asking     = with(clarifying, kinds(tracing.Proposed{}, tracing.Consented{}, tracing.Declined{}, tracing.Assessed{},
		tracing.Requested{}, tracing.MinorInformed{}, tracing.Closed{})...)
	working   = with(clarifying, kinds(tracing.Entrusted{}, tracing.Contacted{}, tracing.Reported{}, tracing.Translated{})...)
	informs   = with(clarifying, tracing.MinorInformed{}.Kind())
	directing = with(clarifying, kinds(tracing.Received{}, tracing.Entrusted{}, tracing.Forwarded{}, tracing.MinorInformed{},
		tracing.Closed{})...)
	// asksRight takes down that somebody asks for a right: whoever hears it. It is
	// answered by who answers for the child.
	asksRight    = kinds(right.Asked{})
	answersRight = kinds(right.Decided{})
	// notices are sent to offices, and opened by the office each was sent to.
	notices = kinds(minor.NoticeSent{})
	opens   = kinds(minor.NoticeOpened{})
	// links say who is the same child: at the registry alone.
	links = kinds(change.LinkSame{}, change.LinkDistinct{}, change.LinkParted{}, change.Assigned{})
	// endings let go of what was said, upon an order of two persons (package erasure).
	endings = kinds(change.Erased{}, change.Struck{})
)

// table is every cell that is allowed.
var table = slices.Concat(
	to(Ministry, Nobody, look(change.Sections()), show(onlyCustody, AskCustody),
		plain(CountCensus, Operate, ListNotices, ReadNotices, ReadAlerts, AskLooks, AskHoldings, KeepDirectory, HandOver, Publish, ReadDays, CertifyDays, ShowSought, DecideSought, ReadRetention, OrderErasure), write(claims, where, charge, decrees, wardships, answered, casework, written, opinions, directing, asksRight, answersRight, notices, links, endings)),
	to(Ministry, Addressed, received()),
	to(Ministry, Own, show(told, OpenNotice)),
	to(Ministry, InScope, show(change.Sections(), Pull)),

	to(Municipality, Nobody, plain(CountCensus, ListNotices, BreakGlass, ReadNotices, ReadAlerts, KeepStaff, HandOver), write(claims)),
	to(Municipality, Own, show(told, OpenNotice), write(takesBack)),
	to(Municipality, Addressed, receivedOf(handed)),
	to(Municipality, InTerritory, look(placed), show(onlyCustody, AskCustody), plain(ReadDays, CertifyDays), write(where, charge, decrees, wardships, answered, placedWork, asking, asksRight, notices)),
	to(Municipality, InCustody, look(byCustodian), show(onlyCustody, AskCustody), plain(AskLooks), write(where, charge, decrees, wardships, answered, casework, written, asking, asksRight, answersRight, notices)),
	to(Municipality, InScope, look(byAgent), show(byAgent, Pull), write(where, charge, decrees, wardships, answered, casework, written, asking, asksRight, answersRight, notices)),
	to(Municipality, UnderGlass, show(protects, OpenCasefile), show(onlyCustody, AskCustody)),

	to(Prefecture, Nobody, plain(CountCensus, ListNotices, BreakGlass, ReadAlerts, KeepStaff, HandOver), write(claims)),
	to(Prefecture, Own, show(told, OpenNotice), write(takesBack)),
	to(Prefecture, Addressed, received()),
	to(Prefecture, InTerritory, look(byPrefecture), show(onlyCustody, AskCustody), plain(ReadDays), write(where, notices)),
	to(Prefecture, InScope, look(whoWhere), show(whoWhere, Pull), write(where, notices)),
	to(Prefecture, UnderGlass, show(protects, OpenCasefile), show(onlyCustody, AskCustody)),

	to(Region, Nobody, plain(CountCensus, KeepStaff, HandOver), write(claims)),
	to(Region, Own, write(takesBack)),
	to(Region, InTerritory, look(whoWhere), show(onlyCustody, AskCustody)),
	to(Region, InScope, look(whoWhere), show(whoWhere, Pull), write(where)),

	to(Interior, Nobody, plain(CountCensus, BreakGlass, KeepStaff, HandOver), write(claims)),
	to(Interior, Own, write(takesBack)),
	to(Interior, InScope, show(informing, Pull), write(informs)),
	to(Interior, Entrusted, show(informing, OpenCasefile), write(informs)),
	to(Interior, UnderGlass, show(protects, OpenCasefile), show(onlyCustody, AskCustody)),

	to(Police, Nobody, plain(ListNotices, BreakGlass, ReadAlerts, KeepStaff, HandOver), write(claims)),
	to(Police, Own, show(told, OpenNotice), write(takesBack)),
	to(Police, Addressed, received()),
	to(Police, InTerritory, look(byPolice), show(onlyCustody, AskCustody), write(notices, permits)),
	to(Police, InScope, look(whoWhere), show(whoWhere, Pull), write(where, notices)),
	to(Police, UnderGlass, show(protects, OpenCasefile), show(onlyCustody, AskCustody)),

	to(Prosecutor, Nobody, plain(ListNotices, BreakGlass, ReadAlerts, KeepStaff, HandOver)),
	to(Prosecutor, Addressed, receivedOf(handed)),
	to(Prosecutor, InTerritory, look(judicial), show(onlyCustody, AskCustody)),
	to(Prosecutor, UnderGlass, show(protects, OpenCasefile), show(onlyCustody, AskCustody)),

	to(Court, Nobody, plain(ListNotices, BreakGlass, ReadAlerts, KeepStaff, HandOver)),
	to(Court, Addressed, received()),
	to(Court, InTerritory, look(byCourt), show(onlyCustody, AskCustody), write(decrees, answered, extends, kinds(change.Resolved{}))),
	to(Court, UnderGlass, show(protects, OpenCasefile), show(onlyCustody, AskCustody)),

	to(FamilyDepartment, Nobody, plain(CountCensus, KeepStaff, HandOver)),

	to(TracingPartner, Nobody, plain(ReadAlerts, KeepStaff, HandOver)),
	to(TracingPartner, Own, write(takesBack)),
	to(TracingPartner, Entrusted, show(traced, OpenCasefile), write(working)),
	to(TracingPartner, InScope, show(traced, Pull), write(working)),

	to(Guardian, Nobody, plain(ReadAlerts)),
	to(Guardian, Ward, show(ofWard, OpenCasefile), show(onlyCustody, AskCustody), plain(AskLooks), write(ofOwnWard, asking, asksRight)),

	to(Centre, Nobody, plain(Push, Pull, ReadAlerts, KeepStaff, HandOver), write(claims)),
	to(Centre, Own, write(here, takesBack)),
	to(Centre, Expected, look(atCentre)),
	to(Centre, InScope, look(hosting), show(hosting, Pull), write(where, wardships, papers, courses, written, asking, asksRight, notices)),
	to(Centre, Entrusted, show(traced, OpenCasefile)),

	to(Auditor, Nobody, plain(ReadNotices, ReadLines, ReviewLooks, AskLooks, AskHoldings, HandOver, ReadRetention)),

	to(System, Nobody, show(onlyCustody, AskCustody), plain(CountCensus, ReadEvents)),
)

// byCell finds a cell of the table.
var byCell = index(table)

type cell struct {
	role     Role
	action   Action
	relation Relation
}

func index(table []Cell) map[cell]*Cell {
	out := make(map[cell]*Cell, len(table))
	for i := range table {
		out[cell{table[i].Role, table[i].Action, table[i].Relation}] = &table[i]
	}
	return out
}

// Matrix gives every cell that is allowed, by role, relation and action in the
// order of [Roles], [Relations] and [Actions].
func Matrix() []Cell {
	var out []Cell
	for _, r := range Roles() {
		for _, rel := range Relations() {
			for _, a := range Actions() {
				if c := byCell[cell{r, a, rel}]; c != nil {
					out = append(out, Cell{r, a, rel, slices.Clone(c.Sections), slices.Clone(c.Kinds)})
				}
			}
		}
	}
	return out
}

// Allow fails with [fault.Denied] unless the table allows the caller's role the
// action under one of the relations. No relation at all is [Nobody]. A machine
// of another administration needs the scope of the action besides, and who keeps
// the directory needs to be an administrator.
func Allow(c Caller, a Action, relations ...Relation) error {
	if c.Role == System && !slices.Contains(c.Scopes, scopeOf[a]) {
		return fault.Newf(fault.Denied, "this system was not given the scope for that")
	}
	if !c.Administrator && (a == KeepDirectory || a == KeepStaff) {
		return fault.Newf(fault.Denied, "only an administrator may do that")
	}
	for _, r := range tied(relations) {
		if byCell[cell{c.Role, a, r}] != nil {
			return nil
		}
	}
	return fault.Newf(fault.Denied, "this role may not do that")
}

// Shown gives the sections that a role is shown by an action, of a minor to
// whom it has these relations, in the order of [change.Sections].
func Shown(r Role, a Action, relations ...Relation) []change.Section {
	var out []change.Section
	for _, s := range change.Sections() {
		if slices.ContainsFunc(tied(relations), func(rel Relation) bool {
			c := byCell[cell{r, a, rel}]
			return c != nil && slices.Contains(c.Sections, s)
		}) {
			out = append(out, s)
		}
	}
	return out
}

// Sections gives the sections that travel, whole, to the installations of an
// office with this role, of the minors in its scope.
func Sections(r Role) []change.Section { return Shown(r, Pull, InScope) }

// MayWrite reports whether a role may write a record of a kind about a minor to
// whom it has these relations. A kind that takes the section of what it
// concerns is written only in sections that the role writes in by other kinds; but
// that a notice was opened, in that of the notice. A note is written where its
// writer reads.
func MayWrite(r Role, kind string, s change.Section, relations ...Relation) bool {
	for _, rel := range tied(relations) {
		if c := byCell[cell{r, Record, rel}]; c != nil && slices.Contains(c.Kinds, kind) {
			e, _ := change.Lookup(kind)
			switch {
			case kind == note && !reads(r, rel, s): // by another tie, perhaps
			case e.Section != "" || kind == opens[0] || kind == note || writesIn(r, s):
				return true
			default:
				return false
			}
		}
	}
	return false
}

// reads reports whether a section is one of notes, and is read by a role, of a minor
// to whom it has a relation.
func reads(r Role, rel Relation, s change.Section) bool {
	return slices.Contains(change.Social(), s) && slices.Contains(Shown(r, OpenCasefile, rel), s)
}

// writesIn reports whether a role writes records of a section at all.
func writesIn(r Role, s change.Section) bool {
	for _, rel := range Relations() {
		if c := byCell[cell{r, Record, rel}]; c != nil && slices.ContainsFunc(c.Kinds, func(k string) bool {
			e, _ := change.Lookup(k)
			return e.Section == s || k == note && reads(r, rel, s)
		}) {
			return true
		}
	}
	return false
}

// tied adds the relation that everybody has.
func tied(relations []Relation) []Relation {
	return append(slices.Clip(relations), Nobody)
}

// The words in which the table is written.

func to(r Role, rel Relation, parts ...[]Cell) []Cell {
	out := slices.Concat(parts...)
	for i := range out {
		out[i].Role, out[i].Relation = r, rel
	}
	return out
}

// look is what opens casefiles, and searches among those it opens.
func look(s []change.Section) []Cell { return append(show(found, Search), show(s, OpenCasefile)...) }

// received is what an office does with a notice that it was sent.
func received() []Cell { return receivedOf(told) }

// receivedOf is [received] for whom a notice may show more.
func receivedOf(sections []change.Section) []Cell {
	return append(show(sections, OpenNotice), write(opens)...)
}

func show(s []change.Section, actions ...Action) []Cell {
	out := plain(actions...)
	for i := range out {
		out[i].Sections = s
	}
	return out
}

func plain(actions ...Action) []Cell {
	out := make([]Cell, len(actions))
	for i, a := range actions {
		out[i].Action = a
	}
	return out
}

func write(groups ...[]string) []Cell {
	return []Cell{{Action: Record, Kinds: slices.Concat(groups...)}}
}

func kinds(bodies ...change.Body) []string {
	out := make([]string, len(bodies))
	for i, b := range bodies {
		out[i] = b.Kind()
	}
	return out
}

func with[T any](list []T, more ...T) []T { return append(slices.Clone(list), more...) }
