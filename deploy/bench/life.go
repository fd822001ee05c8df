package main

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"

	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// fact is one thing that is written about a child.
type fact struct {
	on   day.Date
	at   institution.OfficeID // for which it is written
	body change.Body
}

// The days on which things happen, before today: a history of most of a year,
// then what follows day by day, as it does in a centre.
const (
	historyBegan = 330
	historyStep  = 14
	sequelBegan  = 30
)

// fact gives the n-th fact about the k-th child.
func (i *installation) fact(k, n int, now day.Date) fact {
	f := fact{at: institution.OfficeOf(i.office.First.ID)}
	if n < history {
		f.on = now.Add(k%30 - historyBegan + n*historyStep)
		f.at, f.body = i.past(k, n, f.on)
		return f
	}
	f.on = now.Add(min(0, n-history-sequelBegan))
	f.at, f.body = i.sequel(k, n-history)
	return f
}

// past gives the twenty records that a child has: an arrival, custody, two
// absences, there and back between two structures, and what became known.
func (i *installation) past(k, n int, on day.Date) (institution.OfficeID, change.Body) {
	a, b := facility.At(i.office.First.ID), facility.At(i.office.Second.ID)
	atA, atB := institution.OfficeOf(i.office.First.ID), institution.OfficeOf(i.office.Second.ID)
	switch n {
	case 0, 1, 2, 3:
		return atA, i.arrival(k, on)[n]
	case 5:
		return institution.Office(i.office.Service.ID), custody.Taken{By: i.office.Service.ID}
	case 6:
		return atA, minor.IdentifierStated{Scheme: minor.SIM, Value: minor.Text(fmt.Sprintf("SIM-%06d", k))}
	case 7:
		return atA, minor.IdentityAlias{Name: i.heard(k, n), Source: minor.OwnWord}
	case 8:
		return atA, movement.AbsenceReported{From: a, Report: fmt.Sprintf("Q%05d", k)}
	case 9:
		return atA, movement.AbsenceEnded{At: &a}
	case 10:
		return atA, minor.DocumentAdded{Type: "passport", Number: minor.Text(fmt.Sprintf("P%07d", k)), Country: "GN", Photo: true}
	case 11:
		return atA, movement.Departed{From: a, To: b}
	case 12:
		return atB, movement.Arrived{At: b, From: &a}
	case 14:
		given := i.name(k)
		return atB, minor.IdentityStated{Source: minor.PhotoDocument, Cites: minor.Text(fmt.Sprintf("P%07d", k)), Name: &given}
	case 15:
		return atB, movement.AbsenceReported{From: b, Report: fmt.Sprintf("R%05d", k)}
	case 16:
		return atB, movement.AbsenceEnded{At: &b}
	case 17:
		return atB, movement.Departed{From: b, To: a}
	case 18:
		return atA, movement.Arrived{At: a, From: &b}
	}
	return atA, minor.NoticeGiven{Text: "informativa-2", Language: "fr"}
}

// arrival gives what is recorded of a child who arrives, as agentd records it.
func (i *installation) arrival(k int, on day.Date) []change.Body {
	code, err := minor.NewCode(i.first + uint32(k))
	if err != nil {
		panic(err) // the blocks end below the largest number
	}
	return []change.Body{
		minor.Registered{Code: code, Tag: minor.Text(fmt.Sprintf("T%06d", k))},
		i.stated(k, on),
		minor.Found{Mode: minor.ByLanding, Landing: &minor.Landing{
			ID: landing(k / 50), On: on, Place: "Lampedusa",
		}},
		placement.Began{At: facility.At(i.office.First.ID)},
	}
}

// landing gives the identifier of one of the landings.
func landing(n int) minor.LandingID {
	var out minor.LandingID
	binary.BigEndian.PutUint64(out[8:], 1<<63|uint64(n))
	return out
}

// name gives a name of nobody, of as many given and family names as a nation's
// children have about: what is like what is looked for with every arrival.
func (i *installation) name(k int) minor.Name {
	d := rand.New(rand.NewPCG(uint64(i.first), uint64(k)))
	return minor.Name{Given: word(d, 300), Family: word(d, 3_000)}
}

// heard gives the name of a child as somebody else hears it.
func (i *installation) heard(k, n int) minor.Name {
	out := i.name(k)
	out.Family += minor.Text("aeiou"[n%5])
	return out
}

// word gives one of so many words, the first of them more often.
func word(d *rand.Rand, of int) minor.Text {
	syllables := []string{"ma", "di", "ru", "sal", "ko", "ne", "bar", "tu", "fi", "lam", "ge", "zo"}
	var out []byte
	for n := d.IntN(of)*d.IntN(of)/of + len(syllables); n > 0; n /= len(syllables) {
		out = append(out, syllables[n%len(syllables)]...)
	}
	return minor.Text(out)
}

// stated gives who a child is said to be on the day of arrival: an eighth are
// girls, and a quarter of the birth dates are the first of January of a year.
func (i *installation) stated(k int, on day.Date) minor.IdentityStated {
	given := i.name(k)
	year, _, _ := on.Civil()
	d := rand.New(rand.NewPCG(uint64(k), uint64(i.first)))
	birth := minor.Birth{Date: day.Of(year-14-d.IntN(3), 1, 1), Precision: minor.ToYear, Provenance: minor.Presumed}
	if d.IntN(4) > 0 {
		birth = minor.Birth{Date: birth.Date.Add(d.IntN(365)), Precision: minor.ToDay, Provenance: minor.Declared}
	}
	sex := minor.Male
	if d.IntN(8) == 0 {
		sex = minor.Female
	}
	from := []minor.Country{"EG", "GN", "TN", "GM", "CI", "PK", "BD", "AL"}
	return minor.IdentityStated{
		Source: minor.OwnWord, Name: &given, Sex: sex, Citizenship: from[d.IntN(len(from))], Languages: []string{"fr"}, Birth: &birth,
	}
}

// cycle is how many records it takes until a child's days begin to repeat.
const cycle = 8

// sequel gives the n-th record after the history. Children stand at different
// points of the cycle, each where what comes next makes sense.
func (i *installation) sequel(k, n int) (institution.OfficeID, change.Body) {
	n += []int{0, 2, 3, 5, 6, 7}[k%6]
	here, there := facility.At(i.office.First.ID), facility.At(i.office.Second.ID)
	if (n+3)/cycle%2 == 1 { // each cycle the child moves once
		here, there = there, here
	}
	at := institution.OfficeOf(here.Facility)
	switch n % cycle {
	case 0:
		return at, movement.AbsenceReported{From: here, Report: fmt.Sprintf("S%05d/%d", k, n)}
	case 1:
		return at, movement.AbsenceEnded{At: &here}
	case 2:
		return at, minor.NoticeGiven{Text: "informativa-3", Language: "fr"}
	case 3:
		return at, movement.Departed{From: here, To: there}
	case 4:
		return institution.OfficeOf(there.Facility), movement.Arrived{At: there, From: &here}
	case 5:
		return at, minor.IdentityAlias{Name: i.heard(k, n), Source: minor.OwnWord}
	case 6:
		return at, minor.IdentifierStated{Scheme: minor.PoliceNumber, Value: minor.Text(fmt.Sprintf("%d/%d", k, n))}
	}
	return at, placement.Began{At: here}
}

// write signs the next record about the k-th child, who says what was on the
// page: all that came by the feed, and what was written since.
func (i *installation) write(k int, now day.Date) (change.Frame, error) {
	c := &i.children[k]
	if c.minor.IsZero() {
		c.minor = minor.ID(id.New[struct{}]())
	}
	f := i.fact(k, c.records, now)
	h := change.Header{Minor: c.minor, Structure: f.at, On: day.On(f.on)}
	kind, _ := change.Lookup(f.body.Kind())
	if c.records > len(c.unfed) {
		h.Seen = change.Seen{Epoch: 1, Position: i.position}
	}
	for _, u := range c.unfed {
		if u.section == kind.Section {
			h.Seen.Epoch = 1
			h.Seen.Records = append(h.Seen.Records, u.id)
		}
	}
	rec, frame, err := i.sign(h, f.body)
	if err != nil {
		return frame, fmt.Errorf("%s: %w", f.body.Kind(), err)
	}
	c.records++
	c.unfed = append(c.unfed, unfed{kind.Section, rec.ID})
	return frame, nil
}

// arrive signs the records of a child who is new.
func (i *installation) arrive(now day.Date) ([]change.Frame, error) {
	var out []change.Frame
	m := minor.ID(id.New[struct{}]())
	for _, body := range i.arrival(int(i.used), now) {
		_, frame, err := i.sign(change.Header{Minor: m, Structure: institution.OfficeOf(i.office.First.ID), On: day.On(now)}, body)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", body.Kind(), err)
		}
		out = append(out, frame)
	}
	i.used++
	return out, nil
}

// load signs the records of one run: a third of them of children who are new,
// two thirds of children who have a history, each in turn.
func (i *installation) load(records int, now day.Date) ([]change.Frame, error) {
	out := make([]change.Frame, 0, records)
	for len(out) < records {
		fresh, err := i.arrive(now)
		if err != nil {
			return nil, err
		}
		n := min(len(fresh), records-len(out))
		for range len(fresh) - n { // what is not sent has no number
			delete(i.made, i.seq)
			i.seq--
		}
		out = append(out, fresh[:n]...)
		for range min(2*len(fresh), records-len(out)) {
			frame, err := i.write(i.next, now)
			if err != nil {
				return nil, err
			}
			out = append(out, frame)
			i.next = (i.next + 1) % len(i.children)
		}
	}
	return out, nil
}
