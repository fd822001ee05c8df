// Package judge says whether a record may be taken, and with what standing. It
// is asked once for each record, by intake, which has locked what the answer
// rests upon.
//
// The invariant: the answer depends on what the author had before their eyes
// when they wrote, and on the casefile as it was before the record, never on
// when the record arrives or on the clock of the machine that wrote it (design
// section 5 rules 10, 11 and 14). A minor who does not exist and one who is not
// the author's to write about get the same answer. What stands in a receipt
// holds nothing of what was sent.
package judge

import (
	"context"
	"slices"
	"time"

	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
	"faro.example/shared/socialfile"
)

// Office is a structure or institution for which records are written.
type Office struct {
	Structure bool
	Role      access.Role // centre for a structure, else the institution's
	Territory []string    // ISTAT codes of the municipalities it answers for
}

// Installation is who signed the record.
type Installation struct {
	ID      change.AgentID
	Revoked time.Time // zero if it is not
	// Line is itself and the installations that it replaces, each with the
	// ledger position up to which the feed was sent to it.
	Line map[change.AgentID]uint64
	// Given are the blocks of codes given to any of these.
	Given []minor.Block
}

// Scope is one stay of the minor in an installation's scope.
type Scope struct {
	Agent    change.AgentID
	Entered  uint64
	Left     uint64 // 0 while it lasts
	Sections []change.Section
}

// Subject is the minor: the records before this one, and in whose scope the
// minor is and was.
type Subject struct {
	Entries []change.Placed
	Scopes  []Scope
	Fold    func() *casefile.File // of the entries
}

// find gives the entry with an identifier, or nil.
func (s *Subject) find(id change.ID) *change.Placed {
	for i := range s.Entries {
		if s.Entries[i].ID == id {
			return &s.Entries[i]
		}
	}
	return nil
}

// Bench is what judging rests upon besides the record and its minor.
type Bench struct {
	Today    day.Date
	Epoch    int
	Epochs   []change.Epoch
	Position uint64         // the ledger's
	Registry change.AgentID // the registry's own installation, at which people of every office write
	// Listed reports whether a structure stands in the directory.
	Listed func(facility.ID) bool
	// Town gives the municipality of a structure, "" if it is none.
	Town func(context.Context, facility.ID) (string, error)
	// Stays reports whether one of these minors is at the structure that another
	// leaves, and is not sent along. Nil: not asked.
	Stays func(context.Context, []minor.ID, movement.Departed) (bool, error)
	// Taken gives how many places a structure has, by the directory, and how many
	// of them are taken; 0 places where it is not known. Nil: not asked.
	Taken func(context.Context, facility.ID) (beds, taken int, err error)
	// Wards gives of how many other minors a person is the guardian. Nil: not asked.
	Wards func(context.Context, institution.PersonID, minor.ID) (int, error)
	// Kind gives what an institution of the directory is, "" if it is none. Nil: not asked.
	Kind func(context.Context, institution.ID) (institution.Kind, error)
	// Covers reports whether a tracing partner has an agreement that is in force on a
	// day and covers a country. Nil: not asked.
	Covers func(context.Context, institution.ID, minor.Country, day.Date) (bool, error)
	// Above gives the partner above a mission, zero if there is none. Nil: not asked.
	Above func(context.Context, institution.ID) (institution.ID, error)
	// Held reports whether an order stands that nothing of a child is erased. Nil: not asked.
	Held func(context.Context, minor.ID) (bool, error)
	// CareUntil is the age up to which care may go on beyond majority.
	CareUntil int
}

// Case is one record to be judged.
type Case struct {
	Record   *change.Record
	By       *Installation
	At       *Office // nil if the installation does not speak for the office named
	Operator bool    // the author is one of that office's operators
	Guardian bool    // the author writes as a guardian, about own wards
	Subject  *Subject
	// Child gives the child that a minor is, nil if there is none, for records
	// that say who is one child with whom.
	Child func(minor.ID) *Subject
	Given bool // given back after a restore: it was taken once
	held  bool // an order stands that nothing of the child is erased; read where that matters
}

// Verdict is the answer: a refusal, or the standing with which the record is taken.
type Verdict struct {
	Refusal  *Refusal
	Standing change.Standing
	// Holds: the minor was in the installation's scope, so that it may be told
	// what the record contends with.
	Holds bool
}

// Judge judges a record.
func (b *Bench) Judge(ctx context.Context, c Case) (Verdict, error) {
	for _, check := range []func(Case) *Refusal{b.author, b.atRegistry, b.stated} {
		if why := check(c); why != nil {
			return Verdict{Refusal: why}, nil
		}
	}
	seen, why := b.sightOf(c)
	if why != nil {
		return Verdict{Refusal: why}, nil
	}
	why, err := b.allowed(ctx, c, seen)
	if err != nil || why != nil {
		return Verdict{Refusal: why}, err
	}
	if c.held, err = b.held(ctx, c); err != nil {
		return Verdict{}, err
	}
	for _, check := range []func(Case) *Refusal{upon, linkable, dated, b.lawful, exercised} {
		if why := check(c); why != nil {
			return Verdict{Refusal: why}, nil
		}
	}
	for _, check := range []func(context.Context, Case) (*Refusal, error){b.room, b.caseload, b.addressee} {
		if why, err = check(ctx, c); err != nil || why != nil {
			return Verdict{Refusal: why}, err
		}
	}
	if why, err = b.traced(ctx, c, seen); err != nil || why != nil {
		return Verdict{Refusal: why}, err
	}
	var entitled bool
	if _, decides := c.Record.Body.(change.Resolved); decides {
		why, entitled, err = b.decided(ctx, c, seen)
	} else {
		entitled, err = b.entitled(ctx, c)
	}
	if err != nil || why != nil {
		return Verdict{Refusal: why}, err
	}
	standing := change.Standing{Entitled: entitled, Knows: seen.knows}
	if unaware(c, seen) {
		standing.Knows = 0
	}
	return Verdict{Standing: standing, Holds: seen.whole}, nil
}

// author checks on whose behalf the record is written, and by whom.
func (b *Bench) author(c Case) *Refusal {
	r := c.Record
	_, replaced := c.By.Line[r.Was.Agent]
	switch {
	case !c.By.Revoked.IsZero() && r.Made.At.Add(-time.Duration(r.Made.Skew)*time.Second).After(c.By.Revoked):
		// Only when giving back: whether a record was signed before its
		// installation was revoked can be told by nothing but its own clock.
		return Refuse(Revoked, "", "signed after the installation was revoked", "enrol again, then send it anew")
	case c.At == nil:
		return Refuse(NotOffice, "header.structure", "this installation does not speak for that office",
			"ask the registry to have the installation speak for it")
	case !c.Operator && c.By.ID != b.Registry:
		return Refuse(NotOperator, "header.author", "this person may not write for that office",
			"ask the institution's administrator to name the person as an operator")
	case !r.Was.IsZero() && !replaced:
		return Refuse(Misnumbered, "header.was", "this installation does not replace the one named",
			"send the record as it was stored")
	}
	return nil
}

// stated checks what the record says against what can be known without asking
// who may.
func (b *Bench) stated(c Case) *Refusal {
	r := c.Record
	if r.On.Day().After(b.Today.Add(1)) {
		return Refuse(Future, "header.on", "later than tomorrow", "check the date, and the clock of this machine")
	}
	for _, p := range Places(r.Body) {
		if !p.Facility.IsZero() && !b.Listed(p.Facility) {
			return Refuse(NoPlace, "body", "a structure that is not in the directory", "name it by words: its name and town")
		}
	}
	switch body := r.Body.(type) {
	case minor.Registered:
		given := func(block minor.Block) bool { return block.Contains(body.Code.Serial()) }
		if body.Code != "" && !slices.ContainsFunc(c.By.Given, given) {
			return Refuse(NotGiven, "body.code", "a code that was not given to this installation",
				"use a code of the installation's own blocks, or register with the tag number")
		}
	case placement.Confirmed:
		if body.Days.Until.After(b.Today.Add(2)) {
			return Refuse(Future, "body.days", "later than tomorrow", "confirm the days that are over")
		}
	case socialfile.Plan:
		if body.Review != nil && body.Review.On.After(r.On.Day()) {
			return Refuse(Unmet, "body.review.on", "after the day of the plan", "check the day of the review")
		}
	case change.Resolved:
		if len(body.Third) > 0 {
			v, err := casefile.Third(body.Slot, body.Third)
			if err != nil {
				return RefuseFor(Unreadable, err)
			}
			if at, ok := v.(facility.Place); ok && !at.Facility.IsZero() && !b.Listed(at.Facility) {
				return Refuse(NoPlace, "body.third", "a structure that is not in the directory", "name it by words: its name and town")
			}
		}
	}
	return nil
}

// upon checks the records that this one takes back or decides about. Only who
// may write about the minor is told that one is not there.
func upon(c Case) *Refusal {
	switch body := c.Record.Body.(type) {
	case change.Retracted:
		if why := c.Subject.gone(body.Record); why != nil {
			return why
		}
		return c.Subject.target(c.Record.Section, "body.record", body.Record)
	case change.Struck:
		if why := c.Subject.gone(body.Record); why != nil {
			return why
		}
		return c.Subject.target(c.Record.Section, "body.record", body.Record)
	case change.Resolved:
		return c.Subject.target(c.Record.Section, "body.saw", body.Saw...)
	case socialfile.Note:
		if !body.Corrects.IsZero() {
			return c.Subject.noteToCorrect(c.Record, change.ID(body.Corrects))
		}
	case guardian.Noted:
		if !body.Answers.IsZero() {
			return c.Subject.question(change.ID(body.Answers))
		}
	}
	return nil
}

// gone refuses what is said about the striking out of a record, or about a record
// that was struck out: there is no way back.
func (s *Subject) gone(id change.ID) *Refusal {
	for i := range s.Entries {
		if b, ok := s.Entries[i].Body.(change.Struck); ok && (b.Record == id || s.Entries[i].ID == id) {
			return Refuse(NoTarget, "body.record", "that record was struck out, which is not taken back", "write what is right anew")
		}
	}
	return nil
}

// noteToCorrect checks that a note puts right another one of its section.
func (s *Subject) noteToCorrect(r *change.Record, id change.ID) *Refusal {
	if e := s.find(id); e != nil && e.Kind == r.Kind && e.Section == r.Section {
		return nil
	}
	return Refuse(NoTarget, "body.corrects", "puts right a note that is not there", "open the social file again, and put right what stands in it")
}

// question checks that what is answered is a question of a guardian.
func (s *Subject) question(id change.ID) *Refusal {
	if e := s.find(id); e != nil {
		if b, ok := e.Body.(guardian.Noted); ok && b.Question {
			return nil
		}
	}
	return Refuse(NoTarget, "body.answers", "answers a question that is not there", "open the casefile again, and answer what is asked in it")
}

// target checks that records which are taken back or decided about are there,
// in the section that the record claims.
func (s *Subject) target(section change.Section, field string, ids ...change.ID) *Refusal {
	for _, id := range ids {
		if e := s.find(id); e == nil || e.Section != section {
			return Refuse(NoTarget, field, "a record that is not there, in that section",
				"send first what it depends on, and use the section of what it concerns")
		}
	}
	return nil
}

// sight is what an installation held of a minor when a record was written.
type sight struct {
	whole bool   // the minor was in its scope: it held the section
	lost  bool   // it names what a restore has lost, and with it what would say whether it was
	knows uint64 // the position up to which its seen counts
}

// sightOf judges what the installation held of the minor when the record was
// written, as seen and what was sent to it show.
func (b *Bench) sightOf(c Case) (sight, *Refusal) {
	r, agent := c.Record, c.By.ID
	if !r.Was.IsZero() {
		agent = r.Was.Agent // what it had seen it had seen there (rule 8)
	}
	sent := c.By.Line[agent]
	if n := len(b.Epochs); n > 0 { // how much of that was sent may be lost with the last life
		sent = max(sent, b.Epochs[n-1].Restored)
	}
	if agent == b.Registry {
		sent = b.Position
	}
	if r.Seen.Epoch > b.Epoch || r.Seen.Epoch == b.Epoch && r.Seen.Position > sent {
		return sight{}, Refuse(Seen, "header.seen", "more than was ever sent to this installation",
			"pull the feed, then write it anew")
	}
	if why := onePage(c); why != nil {
		return sight{}, why
	}
	position := r.Seen.Effective(b.Epochs)
	s := c.Subject
	switch {
	case agent == b.Registry && statesCode(r):
		// Given back after a restore: the code by which people know the child
		// stands before one that was stated anew since.
		return sight{whole: true, knows: b.Position}, nil
	case agent == b.Registry:
		return sight{whole: b.holds(c), knows: position}, nil
	case s.inScope(agent, r.Section, position) || s.registeredBy(r.Minor, agent, position):
		return sight{whole: true, knows: position}, nil
	case r.Seen.Epoch > 0 && r.Seen.Position > position:
		return sight{lost: true, knows: position}, nil
	}
	carried := false // a record of the same office, by a bundle
	for _, id := range r.Seen.Records {
		e := s.find(id)
		if e == nil || e.Agent == agent || e.Was.Agent == agent {
			continue
		}
		carried = true
		if e.Structure != r.Structure {
			return sight{}, Refuse(Seen, "header.seen.records", "names a record that was never sent to this installation",
				"pull the feed, then write it anew")
		}
	}
	if carried && s.registeredAt(r, agent, position) {
		return sight{whole: true, knows: position}, nil
	}
	return sight{}, nil
}

// statesCode reports whether a record states a national code.
func statesCode(r *change.Record) bool {
	b, ok := r.Body.(minor.IdentifierStated)
	return ok && b.Scheme == minor.NationalCode
}

// holds reports whether the minor is in the scope of the office for which a
// record was written at the registry itself: there every page is of now, and
// only the Ministry's shows every minor.
func (b *Bench) holds(c Case) bool {
	return c.At.Role == access.Ministry || slices.Contains(casefile.Scope(c.Subject.Fold()), c.Record.Structure)
}

// registeredAt reports whether another installation of the record's office
// registered the minor first, and this one had not been told that the minor
// left its scope: what a bundle shows is as good as its own.
func (s *Subject) registeredAt(r *change.Record, agent change.AgentID, position uint64) bool {
	for i := range s.Entries {
		if e := &s.Entries[i]; e.Minor == r.Minor && e.Kind == (minor.Registered{}).Kind() {
			return e.Structure == r.Structure && !s.toldLeft(agent, position)
		}
	}
	return false
}

// toldLeft reports whether an installation had been told that the minor left
// its scope.
func (s *Subject) toldLeft(agent change.AgentID, position uint64) bool {
	return slices.ContainsFunc(s.Scopes, func(c Scope) bool { return c.Agent == agent && c.Left != 0 && c.Left <= position })
}

// inScope reports whether the minor was in the installation's scope as of what
// it had seen: it had been told that the minor entered, and not that it left.
func (s *Subject) inScope(agent change.AgentID, section change.Section, position uint64) bool {
	for _, c := range s.Scopes {
		if c.Agent == agent && c.Entered <= position && (c.Left == 0 || c.Left > position) {
			return slices.Contains(c.Sections, section)
		}
	}
	return false
}

// registeredBy reports whether the installation itself registered the minor
// first, and had not been told that the minor left its scope.
func (s *Subject) registeredBy(m minor.ID, agent change.AgentID, position uint64) bool {
	if s.toldLeft(agent, position) {
		return false
	}
	for i := range s.Entries {
		if e := &s.Entries[i]; e.Minor == m && e.Kind == (minor.Registered{}).Kind() {
			return e.Agent == agent || e.Was.Agent == agent
		}
	}
	return false
}
