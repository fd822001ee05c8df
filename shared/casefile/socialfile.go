package casefile

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/conflict"
	"faro.example/shared/day"
	"faro.example/shared/institution"
	"faro.example/shared/socialfile"
)

// The slots of the social file. What one note says is a slot of its own, with
// those that correct it.
const (
	SlotInterview  = "interview"
	SlotPlan       = "plan"
	SlotPhotograph = "photograph"
	SlotNote       = "note:" // and the identifier of the first of them
)

// SocialFile is what is written in the minor's social file over the years, by day:
// nothing that was said is left out but what was taken back.
type SocialFile []Writing

// Writing is one live record of the social file.
type Writing struct {
	Section change.Section       `json:"section"`
	Slot    string               `json:"slot"`
	Body    change.Body          `json:"body"`
	On      day.When             `json:"on"`
	By      institution.OfficeID `json:"by"` // the office that wrote it
	Record  change.ID            `json:"record"`
	// Aside: another stands before it, by who knew of this one, or by a decision.
	Aside bool `json:"aside,omitempty"`
	Held  bool `json:"held,omitempty"` // in conflict
}

// Stands gives what stands now in a slot, the last first: more than one only in
// conflict, or where a decision keeps both.
func (s SocialFile) Stands(slot string) (out []Writing) {
	for _, w := range slices.Backward(s) {
		if w.Slot == slot && !w.Aside {
			out = append(out, w)
		}
	}
	return out
}

// Notes gives the notes that stand, the last first.
func (s SocialFile) Notes() (out []Writing) {
	for _, w := range slices.Backward(s) {
		if _, is := w.Body.(socialfile.Note); is && !w.Aside {
			out = append(out, w)
		}
	}
	return out
}

// Interviewed gives the day of the first interview, also of one before which
// another stands now, and whether there was one.
func (s SocialFile) Interviewed() (day.Date, bool) {
	for _, w := range s {
		if w.Slot == SlotInterview {
			return w.On.Day(), true
		}
	}
	return day.Date{}, false
}

// In gives what is written in a section.
func (s SocialFile) In(section change.Section) SocialFile {
	return slices.DeleteFunc(slices.Clone(s), func(w Writing) bool { return w.Section != section })
}

// foldSocialFile fills in what a section has of the social file.
func (f *File) foldSocialFile(name change.Section, s section) {
	slots := slotsOf(s.all)
	claims, gone := map[string][]conflict.Claim{}, map[string]map[change.ID]bool{}
	for _, p := range s.live {
		if slot := slots[p.ID]; slot != "" {
			claims[slot] = append(claims[slot], conflict.Claim{Record: p, Slot: slot, Value: p.Body, Key: keyOfWriting(p.Body)})
		}
	}
	for _, p := range s.gone {
		if slot := slots[p.ID]; slot != "" {
			if gone[slot] == nil {
				gone[slot] = map[change.ID]bool{}
			}
			gone[slot][p.ID] = true
		}
	}
	for _, slot := range slices.Sorted(maps.Keys(claims)) {
		f.write(name, newSlot(&s, slot, claims[slot], gone[slot]))
	}
}

// write fills in what was said in a slot, with what does not stand and what contends.
func (f *File) write(name change.Section, sl *slot) {
	top, _ := sl.top()
	pairs := sl.contenders(top)
	for i, c := range sl.claims {
		body := c.Record.Body
		if slotOf(body) == "" {
			continue // a decision, or a retraction
		}
		f.SocialFile = append(f.SocialFile, Writing{
			Section: name, Slot: sl.name, Body: body, On: c.Record.On, By: c.Record.Structure, Record: c.Record.ID,
			Aside: !sl.stands(i),
			Held:  slices.ContainsFunc(pairs, func(p *change.Placed) bool { return p.ID == c.Record.ID }),
		})
	}
	f.contend(sl.name, name, pairs) // last, since it puts them in order in place
}

// slotOf gives the slot of what a body says by itself; "" if it is none of the
// social file.
func slotOf(b change.Body) string {
	switch b.(type) {
	case socialfile.Interview:
		return SlotInterview
	case socialfile.Plan:
		return SlotPlan
	case socialfile.Photograph:
		return SlotPhotograph
	case socialfile.Note:
		return SlotNote
	}
	return ""
}

// slotsOf gives the slot of each record of the social file: of a note that of the
// first note which it corrects, by way of those between. What it names in another
// section it does not correct.
func slotsOf(records []*change.Placed) map[change.ID]string {
	notes, corrects, out := map[change.ID]bool{}, map[change.ID]change.ID{}, map[change.ID]string{}
	for _, p := range records {
		slot := slotOf(p.Body)
		notes[p.ID] = slot == SlotNote
		if slot != "" {
			out[p.ID] = slot
		}
	}
	for _, p := range records {
		if b, ok := p.Body.(socialfile.Note); ok && notes[change.ID(b.Corrects)] {
			corrects[p.ID] = change.ID(b.Corrects)
		}
	}
	for id, note := range notes {
		if note {
			out[id] += firstNote(corrects, id).String()
		}
	}
	return out
}

// firstNote goes back from a note to the first of those that correct each other; of a
// circle, which only who makes identifiers up can write, to the least of it.
func firstNote(corrects map[change.ID]change.ID, id change.ID) change.ID {
	seen := map[change.ID]bool{}
	for {
		before, ok := corrects[id]
		if !ok {
			return id
		}
		if seen[id] {
			return least(corrects, id)
		}
		seen[id] = true
		id = before
	}
}

func least(corrects map[change.ID]change.ID, id change.ID) change.ID {
	out := id
	for at := corrects[id]; at != id; at = corrects[at] {
		if at.Compare(out) < 0 {
			out = at
		}
	}
	return out
}

// keyOfWriting is equal for bodies that say the same.
func keyOfWriting(b change.Body) string {
	raw, err := json.Marshal(b)
	if err != nil {
		return "" // no body of the catalogue
	}
	return string(raw)
}

// byWriting orders by day, then by section and record: each holder has one order
// of the sections held, whatever the others hold.
func byWriting(a, b Writing) int {
	return cmp.Or(a.On.Day().Compare(b.On.Day()), cmp.Compare(a.Section, b.Section))
}
