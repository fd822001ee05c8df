package intake

import (
	"context"
	"slices"

	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// sight is what an installation held of a minor when a record was written.
type sight struct {
	whole bool   // the minor was in its scope: it held the section
	knows uint64 // the position up to which its seen counts
}

// judge answers one frame: it takes the record, or knows or refuses it. Each is
// judged by itself, after those before it.
func (t *transaction) judge(ctx context.Context, p pending) error {
	if p.frame.why != nil {
		t.refused(p, p.frame.why)
		return nil
	}
	r := &p.frame.rec
	if k, there := t.ids[r.ID]; there {
		if k.same(&r.Header) {
			t.known(p, k)
		} else {
			t.refused(p, refuse(IDTaken, "header.id", "another record has this identifier", "write it anew"))
		}
		return nil
	}
	s := t.states[r.Minor]
	at, why := t.author(p)
	if why == nil {
		why = t.stated(p, s)
	}
	if why != nil {
		t.refused(p, why)
		return nil
	}
	seen, why := t.sightOf(p, s, at)
	if why == nil {
		why, err := t.allowed(ctx, r, s, at, seen)
		if err != nil {
			return err
		}
		if why == nil {
			return t.take(ctx, p, s, at, seen)
		}
		t.refused(p, why)
		return nil
	}
	t.refused(p, why)
	return nil
}

// take adds the record to its casefile, with its standing.
func (t *transaction) take(ctx context.Context, p pending, s *state, at *office, seen sight) error {
	r := &p.frame.rec
	entitled, err := t.entitled(ctx, r, s, at)
	if err != nil {
		return err
	}
	standing := change.Standing{Entitled: entitled, Knows: seen.knows}
	*p.receipt = api.Receipt{Seq: p.frame.seq, Verdict: api.Taken, Standing: &standing}
	t.addition(s, *r, standing, p.receipt, seen.whole)
	t.finals = append(t.finals, &final{
		ref: change.Ref{Agent: p.job.agent, Seq: p.frame.seq}, print: p.frame.print, receipt: p.receipt,
	})
	t.installs[p.job.agent].took(p.frame.seq, p.frame.print)
	return nil
}

func (t *transaction) addition(s *state, r change.Record, standing change.Standing, receipt *api.Receipt, shows bool) {
	s.add(r, standing, len(t.taken))
	t.taken = append(t.taken, &addition{state: s, at: len(s.entries) - 1, shows: shows, receipt: receipt})
	t.ids[r.ID] = taken{standing: standing, header: r.Header, receipt: receipt}
}

// author checks on whose behalf the record is written, and by whom.
func (t *transaction) author(p pending) (*office, *refusal) {
	r := &p.frame.rec
	at := t.offices[speaks{p.job.agent, r.Structure}]
	inst := t.installs[p.job.agent]
	_, replaced := inst.line[r.Was.Agent]
	switch {
	case inst.revoked() && r.Made.At.After(inst.ended):
		// Only when giving back: whether a record was signed before its
		// installation was revoked can be told by nothing but its own clock.
		return nil, refuse(Revoked, "", "signed after the installation was revoked", "enrol again, then send it anew")
	case at == nil:
		return nil, refuse(NotOffice, "header.structure", "this installation does not speak for that office",
			"ask the registry to have the installation speak for it")
	case !t.may[operator{r.Author, r.Structure}] && p.job.agent != t.Registry.Agent:
		return nil, refuse(NotOperator, "header.author", "this person may not write for that office",
			"ask the institution's administrator to name the person as an operator")
	case !r.Was.IsZero() && !replaced:
		return nil, refuse(Misnumbered, "header.was", "this installation does not replace the one named",
			"send the record as it was stored")
	}
	return at, nil
}

// stated checks what the record says against what can be known without asking
// who may.
func (t *transaction) stated(p pending, s *state) *refusal {
	r := &p.frame.rec
	if r.On.Day().After(t.today.Add(1)) {
		return refuse(Future, "header.on", "later than tomorrow", "check the date, and the clock of this machine")
	}
	for _, place := range placesOf(r.Body) {
		if _, known := t.places.Load(place.Facility); !known && !place.Facility.IsZero() && !t.existing[place.Facility] {
			return refuse(NoPlace, "body", "a structure that is not in the directory",
				"name it by words: its name and town")
		}
	}
	switch b := r.Body.(type) {
	case minor.Registered:
		if b.Code != "" && !t.installs[p.job.agent].given(b.Code.Serial()) {
			return refuse(NotGiven, "body.code", "a code that was not given to this installation",
				"use a code of the installation's own blocks, or register with the tag number")
		}
	case change.Retracted:
		return s.target(r.Section, "body.record", b.Record)
	case change.Resolved:
		if len(b.Third) > 0 {
			if _, err := casefile.Third(b.Slot, b.Third); err != nil {
				return refuseFor(Unreadable, err)
			}
		}
		return s.target(r.Section, "body.saw", b.Saw...)
	}
	return nil
}

// target checks that records which are taken back or decided about are there,
// in the section that the record claims.
func (s *state) target(section change.Section, field string, ids ...change.ID) *refusal {
	for _, id := range ids {
		if e := s.find(id); e == nil || e.Section != section {
			return refuse(NoTarget, field, "a record that is not there, in that section",
				"send first what it depends on, and use the section of what it concerns")
		}
	}
	return nil
}

// sightOf judges what the installation held of the minor when the record was
// written, as seen and what was sent to it show, never by when it arrives
// (design section 5 rule 10).
func (t *transaction) sightOf(p pending, s *state, at *office) (sight, *refusal) {
	r := &p.frame.rec
	agent := p.job.agent
	if !r.Was.IsZero() {
		agent = r.Was.Agent // what it had seen it had seen there (rule 8)
	}
	sent := t.installs[p.job.agent].line[agent]
	if agent == t.Registry.Agent {
		sent = t.head.Position
	}
	if r.Seen.Epoch > t.head.Epoch || r.Seen.Epoch == t.head.Epoch && r.Seen.Position > sent {
		return sight{}, refuse(Seen, "header.seen", "more than was ever sent to this installation",
			"pull the feed, then write it anew")
	}
	position := r.Seen.Effective(t.epochs)
	if agent == t.Registry.Agent || s.inScope(agent, r.Section, position) || s.registeredBy(agent, position) {
		return sight{whole: true, knows: position}, nil
	}
	for _, id := range r.Seen.Records {
		if e := s.find(id); e != nil && e.Agent != agent && e.Was.Agent != agent {
			return sight{}, refuse(Seen, "header.seen.records", "names a record that was never sent to this installation",
				"pull the feed, then write it anew")
		}
	}
	return sight{}, nil
}

// inScope reports whether the minor was in the installation's scope as of what
// it had seen: it had been told that the minor entered, and not that it left.
func (s *state) inScope(agent change.AgentID, section change.Section, position uint64) bool {
	for _, c := range s.scopes {
		if c.agent == agent && c.entered <= position && (c.left == 0 || c.left > position) {
			return slices.Contains(c.sections, section)
		}
	}
	return false
}

// registeredBy reports whether the installation itself registered the minor
// first, and had not been told that the minor left its scope.
func (s *state) registeredBy(agent change.AgentID, position uint64) bool {
	for _, c := range s.scopes {
		if c.agent == agent && c.left != 0 && c.left <= position {
			return false
		}
	}
	for i := range s.entries {
		if e := &s.entries[i]; e.Kind == (minor.Registered{}).Kind() {
			return e.Agent == agent || e.Was.Agent == agent
		}
	}
	return false
}

// allowed says whether that office may record that of that minor. What it may
// record of any minor is what happened at its own structure and what it was
// told there (rule 11); all else needs the minor in its scope, in its custody,
// or in its territory. An unknown minor and another's get the same answer.
func (t *transaction) allowed(ctx context.Context, r *change.Record, s *state, at *office, seen sight) (*refusal, error) {
	if !slices.Contains(access.Sections(at.role), r.Section) {
		return notHeld(), nil
	}
	if why := ownOnly(r, at); why != nil {
		return why, nil
	}
	if b, ok := r.Body.(change.Retracted); ok && s.find(b.Record).Structure == r.Structure {
		return nil, nil
	}
	if seen.whole || freely(r, at) {
		return nil, nil
	}
	near, err := t.near(ctx, r, s, at)
	if err != nil || near {
		return nil, err
	}
	return notHeld(), nil
}

// ownOnly: a structure records what happens at itself, an institution takes and
// releases custody for itself; the Ministry does either in another's stead.
func ownOnly(r *change.Record, at *office) *refusal {
	if at.role == access.Ministry {
		return nil
	}
	own := facility.ID(r.Structure)
	about := own
	switch b := r.Body.(type) {
	case placement.Began:
		about = b.At.Facility
	case placement.Ended:
		about = b.At.Facility
	case movement.Arrived:
		about = b.At.Facility
	case movement.Departed:
		about = b.From.Facility
	case movement.AbsenceReported:
		about = b.From.Facility
	case movement.AbsenceEnded:
		if b.At != nil {
			about = b.At.Facility
		}
	case custody.Taken:
		if institution.Office(b.By) != r.Structure {
			return refuse(NotOwn, "body.by", "custody of another institution", "let that institution record it")
		}
	case custody.Released:
		if institution.Office(b.By) != r.Structure {
			return refuse(NotOwn, "body.by", "custody of another institution", "let that institution record it")
		}
	}
	if at.structure && about != own {
		return refuse(NotOwn, "body", "about another structure", "record what happens at the structure you write for")
	}
	return nil
}

// freely reports whether a record may be about any minor: what happened at a
// structure, written for it, and who the child is said to be.
func freely(r *change.Record, at *office) bool {
	switch b := r.Body.(type) {
	case minor.Registered, minor.Found, minor.IdentityStated, minor.IdentityAlias, minor.IdentifierStated,
		minor.DocumentAdded, minor.NoticeGiven:
		return true
	case placement.Began, placement.Ended, movement.Arrived, movement.Departed, movement.AbsenceReported:
		return at.structure
	case movement.AbsenceEnded:
		return at.structure && b.At != nil
	}
	return false
}

// placesOf gives the places that a body names.
func placesOf(b change.Body) []facility.Place {
	switch b := b.(type) {
	case placement.Began:
		return []facility.Place{b.At}
	case placement.Ended:
		return []facility.Place{b.At}
	case movement.Departed:
		return []facility.Place{b.From, b.To}
	case movement.Arrived:
		if b.From != nil {
			return []facility.Place{b.At, *b.From}
		}
		return []facility.Place{b.At}
	case movement.AbsenceReported:
		return []facility.Place{b.From}
	case movement.AbsenceEnded:
		if b.At != nil {
			return []facility.Place{*b.At}
		}
	}
	return nil
}
