package historytest

import (
	"crypto/ed25519"
	"fmt"
	"slices"
	"time"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/notice"
	"faro.example/shared/placement"
)

// Desk is an office with its installation: what the feed has brought it, what
// it wrote, and whether its line is cut.
type Desk struct {
	Name string
	Key  ed25519.PrivateKey

	w        *World
	seq      uint64
	position uint64          // the feed has brought everything up to here
	unsent   []change.Record // written, and not in the ledger
	unfed    []change.Record // in the ledger, and not brought by the feed
	sections []change.Section
	kind     institution.Kind // "" for a structure
	cut      bool
	entitled bool
	on       day.When
}

// Office gives the structure or institution that the desk writes for.
func (d *Desk) Office() institution.OfficeID { return Fixed[institution.OfficeID](d.Name) }

// Agent gives the desk's installation.
func (d *Desk) Agent() change.AgentID { return Fixed[change.AgentID](d.Name) }

// Author gives the person who writes at the desk.
func (d *Desk) Author() institution.PersonID { return Fixed[institution.PersonID]("at " + d.Name) }

// Kind gives what kind of institution the desk is of, "" for a structure.
func (d *Desk) Kind() institution.Kind { return d.kind }

// Position gives up to where the feed has brought the desk everything.
func (d *Desk) Position() uint64 { return d.position }

// Holds says which sections the feed brings; without any, all.
func (d *Desk) Holds(sections ...change.Section) *Desk {
	d.sections = sections
	return d
}

func (d *Desk) holds(s change.Section) bool {
	return len(d.sections) == 0 || slices.Contains(d.sections, s)
}

// Cut cuts the desk's line.
func (d *Desk) Cut() *Desk {
	d.cut = true
	return d
}

// Heal gives the desk its line back: it pushes, then it pulls.
func (d *Desk) Heal() *Desk {
	d.cut = false
	return d.Pushes().Pulls()
}

// Pulls brings all that is in the ledger onto the desk's page.
func (d *Desk) Pulls() *Desk {
	if !d.cut {
		d.unfed = nil
		if n := len(d.w.ledger); n > 0 {
			d.position = d.w.ledger[n-1].Position
		}
	}
	return d
}

// Pushes brings what the desk wrote into the ledger.
func (d *Desk) Pushes() *Desk {
	if !d.cut {
		d.push(len(d.unsent))
	}
	return d
}

func (d *Desk) push(n int) {
	d.w.take(d, d.unsent[:n])
	d.unfed = append(d.unfed, d.unsent[:n]...)
	d.unsent = slices.Clone(d.unsent[n:])
}

// ByRight marks the next record as one that its author is found entitled to.
func (d *Desk) ByRight() *Desk {
	d.entitled = true
	return d
}

// Hour states the instant of the next record as well.
func (d *Desk) Hour(h int) *Desk {
	d.on = day.At(d.on.Day().Start().Add(time.Duration(h) * time.Hour))
	return d
}

// Held gives what the desk holds of the child: what the feed has brought, and
// what it wrote that the feed has not brought yet.
func (d *Desk) Held() []change.Placed {
	var out []change.Placed
	for _, p := range d.w.ledger {
		if p.Position <= d.position && p.Minor == d.w.minor && d.holds(p.Section) {
			out = append(out, p)
		}
	}
	for _, r := range d.own() {
		out = append(out, change.Pending(r, nil))
	}
	return out
}

// own gives what the desk wrote about the child and the feed has not brought.
func (d *Desk) own() []change.Record {
	return slices.DeleteFunc(slices.Concat(d.unfed, d.unsent), func(r change.Record) bool { return r.Minor != d.w.minor })
}

// Unsent gives what the desk wrote and the registry does not have.
func (d *Desk) Unsent() []change.Record { return slices.Clone(d.unsent) }

// File gives what the desk shows of the child.
func (d *Desk) File() casefile.File { return casefile.Fold(d.w.minor, d.Held()) }

// Says writes a record about the child with what stands on the desk's page, and
// pushes it unless the line is cut. It gives the record as the ledger has it.
func (d *Desk) Says(b change.Body) *change.Placed {
	d.w.t.Helper()
	r := d.sign(b)
	d.unsent = append(d.unsent, r)
	d.w.right[r.ID] = d.entitled
	d.Pushes()
	for _, p := range slices.Backward(d.w.ledger) {
		if p.ID == r.ID {
			return &p
		}
	}
	p := change.Pending(r, nil)
	return &p
}

func (d *Desk) sign(b change.Body) change.Record {
	d.w.t.Helper()
	d.seq++
	h := change.Header{
		ID: Fixed[change.ID](fmt.Sprintf("%s#%d", d.Name, d.seq)), Minor: d.w.minor,
		Agent: d.Agent(), Seq: d.seq, Structure: d.Office(), Author: d.Author(),
		Made: change.Made{At: time.Unix(1_800_000_000, 0).UTC()}, On: d.on, Section: d.w.sectionOf(b),
	}
	h.Seen = d.seen(h.Section)
	r, err := change.Sign(d.Key, h, b)
	if err != nil {
		d.w.t.Fatalf("%s says %s: %v", d.Name, b.Kind(), err)
	}
	d.w.written[r.ID] = written{r, d, len(d.w.written)}
	return r
}

// seen gives what stands on the page of a section: a desk that does not hold it
// has seen its own records only.
func (d *Desk) seen(s change.Section) change.Seen {
	var out change.Seen
	if d.holds(s) && d.position > 0 {
		out.Epoch, out.Position = 1, d.position
	}
	for _, r := range d.own() {
		if r.Section == s {
			out.Records = append(out.Records, r.ID)
		}
	}
	return out
}

// sectionOf gives the section of a body: of a retraction or a resolution, that
// of what it concerns.
func (w *World) sectionOf(b change.Body) change.Section {
	var of change.ID
	switch b := b.(type) {
	case change.Retracted:
		of = b.Record
	case change.Struck:
		of = b.Record
	case change.Resolved:
		of = b.Saw[0]
	case minor.NoticeSent:
		r, _ := notice.Of(b.Matter)
		return r.Section
	case minor.NoticeOpened:
		of = change.ID(b.Notice)
	default:
		return change.SectionOf(b)
	}
	r, _ := w.find(of)
	return r.Section
}

// Registers writes that the child is registered, by tag.
func (d *Desk) Registers() *change.Placed { return d.Says(minor.Registered{Tag: "17"}) }

// Hosts writes that a stay at the desk's structure began.
func (d *Desk) Hosts() *change.Placed { return d.Says(placement.Began{At: At(d.Name)}) }

// Receives writes the arrival of the child at the desk's structure.
func (d *Desk) Receives() *change.Placed { return d.Says(movement.Arrived{At: At(d.Name)}) }

// Sends writes the departure of the child to another structure.
func (d *Desk) Sends(to string) *change.Placed {
	return d.Says(movement.Departed{From: At(d.Name), To: At(to)})
}

// Misses writes that the child is absent from the desk's structure.
func (d *Desk) Misses() *change.Placed { return d.Says(movement.AbsenceReported{From: At(d.Name)}) }

// Exits writes that the child left the register.
func (d *Desk) Exits(why movement.Reason) *change.Placed {
	return d.Says(movement.ExitRecorded{Reason: why})
}

// Takes writes that the desk's institution takes the child into care.
func (d *Desk) Takes() *change.Placed { return d.Says(custody.Taken{By: Institution(d.Name)}) }

// Releases writes that the desk's institution lets the child go.
func (d *Desk) Releases() *change.Placed { return d.Says(custody.Released{By: Institution(d.Name)}) }

// Offers writes that the desk's institution offers custody to another.
func (d *Desk) Offers(to string) *change.Placed {
	return d.Says(custody.Offered{By: Institution(d.Name), To: Institution(to)})
}

// Accepts writes that the desk's institution accepts custody from another.
func (d *Desk) Accepts(from string) *change.Placed {
	return d.Says(custody.Accepted{By: Institution(d.Name), From: Institution(from)})
}

// Refuses writes that the desk's institution refuses custody from another.
func (d *Desk) Refuses(from string) *change.Placed {
	return d.Says(custody.Refused{By: Institution(d.Name), From: Institution(from), Reason: "elsewhere"})
}

// Calls writes a roll-call of days of January 2026, the last not counted.
func (d *Desk) Calls(from, until int) *change.Placed {
	return d.Says(placement.Confirmed{At: At(d.Name), Days: January(from, until)})
}

// January gives the days of January 2026 from one up to, not including, another.
func January(from, until int) day.Span {
	return day.Span{From: day.Of(2026, time.January, from), Until: day.Of(2026, time.January, until)}
}

// Names states the child's name.
func (d *Desk) Names(given, family string) *change.Placed {
	return d.Says(minor.IdentityStated{Source: minor.OwnWord, Name: &minor.Name{Given: minor.Text(given), Family: minor.Text(family)}})
}

// Born states the child's birth date.
func (d *Desk) Born(on string, src minor.Source, p minor.Provenance) *change.Placed {
	birth := &minor.Birth{Date: day.Must(on), Precision: minor.ToDay, Provenance: p}
	return d.Says(minor.IdentityStated{Source: src, Cites: "12/2026", Birth: birth})
}

// Decrees writes what a court decided on the child's age.
func (d *Desk) Decrees(found minor.Age, court, birth string) *change.Placed {
	b := minor.Birth{Date: day.Must(birth), Precision: minor.ToDay, Provenance: minor.Assessed}
	return d.Says(minor.AgeDecided{Found: found, Court: court, Number: "1/26", Birth: &b})
}

// Appoints writes that a court appointed a guardian, by a decree of a day.
func (d *Desk) Appoints(who, court string, decreed int) *change.Placed {
	decree := institution.Decree{Court: court, Number: who + "/26", On: day.Of(2026, time.January, decreed)}
	return d.Says(guardian.Appointed{Guardian: Guardian(who), Decree: decree})
}

// Discharges writes that a guardian resigned.
func (d *Desk) Discharges(who string) *change.Placed {
	return d.Says(guardian.Ended{Guardian: Guardian(who), Why: guardian.Resigned})
}

// Retracts takes a record back.
func (d *Desk) Retracts(p *change.Placed) *change.Placed {
	return d.Says(change.Retracted{Record: p.ID, Reason: "by mistake"})
}

// Strikes strikes a record's body out, as another person asked for.
func (d *Desk) Strikes(p *change.Placed, why minor.Text) *change.Placed {
	return d.Says(change.Struck{Record: p.ID, Asked: Fixed[institution.PersonID]("who asks at " + d.Name), Reason: why})
}

// Sex states the child's sex.
func (d *Desk) Sex(s minor.Sex, src minor.Source) *change.Placed {
	return d.Says(minor.IdentityStated{Source: src, Sex: s})
}

// Chooses decides a conflict, by right, among the records named; the first is
// chosen.
func (d *Desk) Chooses(slot string, records ...*change.Placed) *change.Placed {
	return d.ByRight().Says(change.Resolved{Slot: slot, Saw: ids(records), Choose: records[0].ID, Reason: "looked into"})
}

// Keeps decides, by right, that all the records named stand.
func (d *Desk) Keeps(slot string, records ...*change.Placed) *change.Placed {
	return d.ByRight().Says(change.Resolved{Slot: slot, Saw: ids(records), Both: true, Reason: "both are so"})
}

func ids(records []*change.Placed) []change.ID {
	var out []change.ID
	for _, p := range records {
		out = append(out, p.ID)
	}
	return out
}
