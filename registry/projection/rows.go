// Package projection turns casefiles into the rows of the read tables, writes
// the difference, and proves that the tables agree with the ledger. It owns
// casefiles, placements, custodies, conflicts, matters, codes, and of the census
// its rows, moves and acts.
//
// The invariant: the rows of a minor are a pure function of the minor's
// casefile and of the month up to which its open stay is carried; each table
// can be thrown away and made again, except the census, whose rows are only
// added: there the sum of the signed rows is that function. A casefile whose
// rows break a constraint keeps its old ones and is marked stuck; it never
// stops intake.
package projection

import (
	"cmp"
	"slices"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
)

// Rows is all that a casefile shows in the read tables.
type Rows struct {
	Summary    Summary
	Placements []Placement
	Custodies  []Custody
	Conflicts  []Conflict
	Matters    []Matter
	Notices    []Notice
	Census     []Count
	Moves      []Move
	Acts       []Act
	// Owed is what the census took off and had never counted: a defect, which
	// only rows read from the tables can have. So are OwedMoves and OwedActs.
	Owed      []Count
	OwedMoves []Move
	OwedActs  []Act
}

// Summary is what reads and policies need to know of a casefile at once.
type Summary struct {
	Registered  bool
	Sex         minor.Sex
	Birth       day.Date
	Citizenship minor.Country
	Mode        minor.Mode
	State       casefile.State // "" if nobody is known to have the minor now
	Facility    facility.ID    // where the minor is counted now
	Since       day.Date       // since when in that state
	Confirmed   day.Date       // the last day on which presence at a structure was stated
	ExitReason  movement.Reason
	ExitOn      day.Date
	Offices     []institution.OfficeID // in whose scope the minor is
	Custodians  []institution.ID       // who answers now
	Joined      []minor.ID             // all the minors of a joined child; none for a child of one
	Guardians   []institution.PersonID // people of the directory who are the guardians now
}

// Placement is one stay.
type Placement struct {
	Began, Ended  change.ID
	State         casefile.State
	Facility      facility.ID
	Words         string
	SentFrom      facility.ID
	SentFromWords string
	From, Until   day.Date
	Granted       bool
	Confirmed     bool
}

// Custody is one institution's custody.
type Custody struct {
	Institution    institution.ID
	Began, Ended   change.ID
	From, Until    day.Date
	Lead, Released bool
}

// Conflict is what contends in one slot, and who may decide it.
type Conflict struct {
	ID       casefile.ConflictID
	Slot     string
	Section  change.Section
	Records  []change.ID
	Offices  []institution.OfficeID // whose records contend
	Deciders []string               // see the words below
	Near     facility.ID            // whose prefecture or court that is
}

// The words for who may decide a conflict, as they stand in its row.
const (
	ByCustodian  = "custody"    // the social services in custody
	ByPrefecture = "prefecture" // of the place last confirmed
	ByCourt      = "court"      // the juvenile court there
	ByMinistry   = "ministry"
	ByHandOver   = "hand-over" // the two institutions, by offer and acceptance
	ForADecree   = "decree"    // and only for a court's decree
)

// Count is what the census counts of one stay in one month, without its sign
// and without since when it is known.
type Count struct {
	Month       day.Date
	From, Until day.Date
	State       casefile.State
	Facility    facility.ID
	Reception   facility.Type // only where the place is known by words
	Area        string        // region or municipality, by ISTAT; only beside words
	Citizenship minor.Country
	Sex         minor.Sex
	Birth       day.Date
	Mode        minor.Mode
	Protection  Protection
	Guardian    Guardian
	Seen        Seen      // how long ago presence had been confirmed
	Record      change.ID // because of which
}

// RowsOf gives the rows of a casefile whose open stay is counted up to the end
// of the month carried.
func RowsOf(f *casefile.File, carried day.Date) Rows {
	return Rows{
		Summary:    summaryOf(f),
		Placements: placementsOf(f, f.Presence.Stays),
		Custodies:  custodiesOf(f),
		Conflicts:  conflictsOf(f),
		Matters:    mattersOf(f),
		Notices:    noticesOf(f),
		Census:     censusOf(f, f.Presence.Stays, carried),
		Moves:      movesOf(f),
		Acts:       actsOf(f),
	}
}

func summaryOf(f *casefile.File) Summary {
	s := Summary{
		Registered:  f.Identity.Registered,
		Sex:         f.Identity.Sex(),
		Citizenship: f.Identity.Citizenship(),
		Confirmed:   f.Presence.Last,
		Offices:     casefile.Scope(f),
		Joined:      f.Joined,
	}
	if b, ok := f.Identity.Birth(); ok {
		s.Birth = b.Date
	}
	if f.Presence.Found != nil {
		s.Mode = f.Presence.Found.Mode
	}
	if now, ok := f.Presence.Now(); ok {
		s.State, s.Facility, s.Since = now.State, countedAt(now).Facility, now.Span.From
	}
	if x := f.Presence.Exit; x != nil && x.Counted {
		s.ExitReason, s.ExitOn = x.Reason, x.On
	}
	for _, c := range f.Custody.Spans {
		if c.Span.Open() && !slices.Contains(s.Custodians, c.By) {
			s.Custodians = append(s.Custodians, c.By)
		}
	}
	slices.SortFunc(s.Custodians, institution.ID.Compare)
	s.Guardians = guardiansOf(f)
	return s
}

// countedAt gives the place at which a stay is counted: on the way, the one
// that was left, where the latest presence is stated.
func countedAt(s casefile.Stay) facility.Place {
	if s.State == casefile.InTransit {
		return s.From
	}
	return s.At
}

// placementsOf gives the rows of some of the casefile's stays.
func placementsOf(f *casefile.File, stays []casefile.Stay) []Placement {
	out := make([]Placement, 0, len(stays))
	for _, s := range stays {
		out = append(out, Placement{
			Began: s.Began, Ended: s.Ended, State: s.State,
			Facility: s.At.Facility, Words: s.At.Words,
			SentFrom: s.From.Facility, SentFromWords: s.From.Words,
			From: s.Span.From, Until: s.Span.Until,
			Granted: f.Rightful(s), Confirmed: s.Confirmed,
		})
	}
	return out
}

func custodiesOf(f *casefile.File) []Custody {
	out := make([]Custody, 0, len(f.Custody.Spans))
	for _, c := range f.Custody.Spans {
		out = append(out, Custody{
			Institution: c.By, Began: c.Began, Ended: c.Ended,
			From: c.Span.From, Until: c.Span.Until, Lead: c.Lead, Released: c.Released,
		})
	}
	return out
}

func conflictsOf(f *casefile.File) []Conflict {
	out := make([]Conflict, 0, len(f.Conflicts))
	for _, c := range f.Conflicts {
		row := Conflict{ID: f.Conflict(c.Slot), Slot: c.Slot, Section: c.Section, Records: c.Records, Offices: c.Offices}
		row.decidedBy(f, f.Deciders(c.Slot))
		out = append(out, row)
	}
	slices.SortFunc(out, func(a, b Conflict) int { return cmp.Compare(a.Slot, b.Slot) })
	return out
}

// decidedBy writes down who may decide.
func (c *Conflict) decidedBy(f *casefile.File, who casefile.Deciders) {
	for _, w := range []struct {
		word string
		is   bool
	}{
		{ByCustodian, len(who.Custodians) > 0},
		{ByPrefecture, !who.Near.Facility.IsZero()},
		{ByCourt, who.Court},
		{ByMinistry, who.Ministry},
		{ByHandOver, who.HandOver},
		{ForADecree, who.Decree},
	} {
		if w.is {
			c.Deciders = append(c.Deciders, w.word)
		}
	}
	if c.Near = who.Near.Facility; who.Court {
		c.Near = f.LastConfirmed().Facility
	}
}

// monthsBetween gives about how many months two days touch.
func monthsBetween(from, until day.Date) int { return max(0, until.Sub(from)/30) + 2 }

func later(a, b day.Date) day.Date {
	if a.Before(b) {
		return b
	}
	return a
}

func earlier(a, b day.Date) day.Date {
	if b.Before(a) {
		return b
	}
	return a
}

// CarryUntil gives the month up to which open stays are counted while it is
// today: the month after this one, so that a question about tomorrow, or asked
// while the job that carries is late, finds its rows.
func CarryUntil(today day.Date) day.Date { return today.NextMonth() }

// CarriedTo gives the month up to which a casefile is counted: never less than
// it was, and never before its open stay begins.
func CarriedTo(f *casefile.File, was, today day.Date) day.Date {
	month := later(was, CarryUntil(today))
	if now, ok := f.Presence.Now(); ok {
		month = later(month, now.Span.From.Month())
	}
	return month
}

// guardiansOf gives the people of the directory who are the minor's guardians
// now; more than one only in conflict. A guardian who is an institution, or known
// by name alone, is nobody who could open the casefile.
func guardiansOf(f *casefile.File) (out []institution.PersonID) {
	for _, g := range f.Guardian.Spans {
		if p := g.Who.Person; g.Span.Open() && !p.IsZero() && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, institution.PersonID.Compare)
	return out
}
