package casefile_test

import (
	"crypto/ed25519"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// world is a small ledger with the offices that write to it: histories in tests
// read like sentences.
type world struct {
	t       testing.TB
	minor   minor.ID
	key     ed25519.PrivateKey
	ledger  []change.Placed
	offices map[string]*desk
}

func newWorld(t testing.TB) *world {
	return &world{
		t: t, minor: fixed[minor.ID]("minor"), key: ed25519.NewKeyFromSeed(make([]byte, 32)),
		offices: map[string]*desk{},
	}
}

// fixed makes the same identifier of the same word.
func fixed[T ~[16]byte](word string) T {
	var v T
	copy(v[:], word+"................")
	return v
}

func structure(name string) facility.ID       { return fixed[facility.ID](name) }
func municipality(name string) institution.ID { return fixed[institution.ID](name) }
func at(name string) facility.Place           { return facility.At(structure(name)) }

// january gives the days of January from one up to, not including, another.
func january(from, until int) day.Span {
	return day.Span{From: day.Of(2026, time.January, from), Until: day.Of(2026, time.January, until)}
}

// desk is one office with its installation: what it has seen, and its number.
type desk struct {
	w        *world
	name     string
	seq      uint64
	position uint64      // pulled up to here
	own      []change.ID // written since
	entitled bool
	on       day.When
}

// at gives the desk of an office; on day n of January 2026.
func (w *world) at(name string, n int) *desk {
	d := w.offices[name]
	if d == nil {
		d = &desk{w: w, name: name}
		w.offices[name] = d
	}
	d.on = day.On(day.Of(2026, time.January, n))
	d.entitled = false
	return d
}

// pulls brings all that is in the ledger onto the desk's page.
func (d *desk) pulls() *desk {
	d.position, d.own = uint64(len(d.w.ledger)), nil
	return d
}

// byRight marks the next record as one that intake found its author entitled to.
func (d *desk) byRight() *desk {
	d.entitled = true
	return d
}

// hour states the instant of the next record as well.
func (d *desk) hour(h int) *desk {
	start := d.on.Day().Start()
	d.on = day.At(start.Add(time.Duration(h) * time.Hour))
	return d
}

// says writes a record into the ledger.
func (d *desk) says(b change.Body) *change.Placed {
	rec := d.sign(b)
	d.w.ledger = append(d.w.ledger, change.Placed{
		Record: rec, Position: uint64(len(d.w.ledger) + 1),
		Standing: change.Standing{Entitled: d.entitled, Knows: rec.Seen.Position},
	})
	return &d.w.ledger[len(d.w.ledger)-1]
}

func (d *desk) sign(b change.Body) change.Record {
	d.w.t.Helper()
	d.seq++
	h := change.Header{
		ID: fixed[change.ID](d.name + string(rune('A'+d.seq/26)) + string(rune('a'+d.seq%26))), Minor: d.w.minor,
		Agent: fixed[change.AgentID](d.name), Seq: d.seq, Structure: fixed[institution.OfficeID](d.name),
		Author: fixed[institution.PersonID]("person"), Made: change.Made{At: time.Unix(1_800_000_000, 0).UTC()}, On: d.on,
		Section: change.Presence,
		Seen:    change.Seen{Position: d.position, Records: slices.Clone(d.own)},
	}
	if s, ok := sectionOf(d.w, b); ok {
		h.Section = s
	}
	rec, err := change.Sign(d.w.key, h, b)
	if err != nil {
		d.w.t.Fatalf("%s says %s: %v", d.name, b.Kind(), err)
	}
	d.own = append(d.own, rec.ID)
	return rec
}

// sectionOf gives the section of a retraction or a resolution: that of what it concerns.
func sectionOf(w *world, b change.Body) (change.Section, bool) {
	var of change.ID
	switch b := b.(type) {
	case change.Retracted:
		of = b.Record
	case change.Resolved:
		of = b.Saw[0]
	default:
		return "", false
	}
	for _, p := range w.ledger {
		if p.ID == of {
			return p.Section, true
		}
	}
	return "", false
}

func (d *desk) began() *change.Placed   { return d.says(placement.Began{At: at(d.name)}) }
func (d *desk) arrived() *change.Placed { return d.says(movement.Arrived{At: at(d.name)}) }
func (d *desk) sends(to string) *change.Placed {
	return d.says(movement.Departed{From: at(d.name), To: at(to)})
}
func (d *desk) misses() *change.Placed { return d.says(movement.AbsenceReported{From: at(d.name)}) }
func (d *desk) exits(r movement.Reason) *change.Placed {
	return d.says(movement.ExitRecorded{Reason: r})
}
func (d *desk) takes() *change.Placed { return d.says(custody.Taken{By: municipality(d.name)}) }
func (d *desk) releases() *change.Placed {
	return d.says(custody.Released{By: municipality(d.name)})
}
func (d *desk) offers(to string) *change.Placed {
	return d.says(custody.Offered{By: municipality(d.name), To: municipality(to)})
}
func (d *desk) accepts(from string) *change.Placed {
	return d.says(custody.Accepted{By: municipality(d.name), From: municipality(from)})
}
func (d *desk) refuses(from string) *change.Placed {
	return d.says(custody.Refused{By: municipality(d.name), From: municipality(from), Reason: "elsewhere"})
}
func (d *desk) calls(from, until int) *change.Placed {
	return d.says(placement.Confirmed{At: at(d.name), Days: january(from, until)})
}
func (d *desk) withdraws(to string) *change.Placed {
	return d.says(movement.Withdrawn{From: at(d.name), To: at(to), Reason: "ill"})
}
func (d *desk) turnsAway(from string) *change.Placed {
	return d.says(movement.Refused{From: at(from), To: at(d.name), Reason: "full"})
}
func (d *desk) retracts(p *change.Placed) *change.Placed {
	return d.says(change.Retracted{Record: p.ID, Reason: "by mistake"})
}
func (d *desk) sex(s minor.Sex, src minor.Source) *change.Placed {
	return d.says(minor.IdentityStated{Source: src, Sex: s})
}

// chooses decides a conflict among the records named; the first is chosen.
func (d *desk) chooses(slot string, records ...*change.Placed) *change.Placed {
	b := change.Resolved{Slot: slot, Choose: records[0].ID, Reason: "looked into"}
	for _, p := range records {
		b.Saw = append(b.Saw, p.ID)
	}
	return d.byRight().says(b)
}

// keeps decides that both stand.
func (d *desk) keeps(slot string, records ...*change.Placed) *change.Placed {
	b := change.Resolved{Slot: slot, Both: true, Reason: "both are so"}
	for _, p := range records {
		b.Saw = append(b.Saw, p.ID)
	}
	return d.byRight().says(b)
}

func (w *world) file() casefile.File { return casefile.Fold(w.minor, w.ledger) }

// stays draws the stays of a casefile in one line: "F1 1-5, (F1>F2) 5-7, F2 7-".
func stays(f casefile.File) string {
	out := ""
	for i, s := range f.Presence.Stays {
		if i > 0 {
			out += ", "
		}
		switch s.State {
		case casefile.Present:
			out += word(s.At)
		case casefile.InTransit:
			out += "(" + word(s.From) + ">" + word(s.At) + ")"
		case casefile.Missing:
			out += "missing from " + word(s.At)
		case casefile.Unplaced:
			out += "unplaced"
		}
		out += " " + dayOf(s.Span.From) + "-" + dayOf(s.Span.Until)
	}
	return out
}

func word(p facility.Place) string {
	return string(slices.DeleteFunc(slices.Clone(p.Facility[:]), func(b byte) bool { return b == '.' }))
}

func dayOf(d day.Date) string {
	if d.IsZero() {
		return ""
	}
	_, _, n := d.Civil()
	return string([]byte{byte('0' + n/10), byte('0' + n%10)})
}

// slots lists the slots in conflict with the number of records in each.
func slots(f casefile.File) map[string]int {
	out := map[string]int{}
	for _, c := range f.Conflicts {
		out[c.Slot] = len(c.Records)
	}
	return out
}

// asJSON is what two holders compare.
func asJSON(t testing.TB, f casefile.File) string {
	t.Helper()
	b, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// registered has an office register the minor.
func (w *world) registered(office string) *change.Placed {
	return w.at(office, 1).says(minor.Registered{Tag: "17"})
}

// contents compares conflicts by slot and records alone.
var contents = cmpopts.IgnoreFields(casefile.Conflict{}, "Offices", "Since")

var cmpDates = cmp.Comparer(func(a, b day.Date) bool { return a == b })
