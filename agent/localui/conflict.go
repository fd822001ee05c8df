package localui

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"faro.example/agent/localdb"
	"faro.example/agent/replica"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// torn is one conflict: what contends, what counts meanwhile, who decides, and
// what can be done here.
type torn struct {
	Title   string
	At      string // of its page
	Shown   pages.Cell
	Decider string
	Sides   []side
	Actions []pages.Link
}

// side is one of the records that contend.
type side struct {
	Moment pages.Moment
	Value  pages.Cell // what it says in the slot
	Shown  bool       // its value counts meanwhile
}

// conflictBody is one conflict, and whom it is about.
type conflictBody struct {
	Child []pages.Item
	Torn  torn
	Back  pages.Link
}

// conflictAt is the address of the page of a conflict.
func conflictAt(m minor.ID, slot string) string {
	return "/children/" + m.String() + "/conflicts/" + url.PathEscape(slot)
}

// conflict shows one conflict, both sides beside each other.
func (v *visit) conflict() error {
	m, h, history, err := v.held()
	if err != nil {
		return err
	}
	i := slices.IndexFunc(h.File.Conflicts, func(c casefile.Conflict) bool { return c.Slot == v.r.PathValue("slot") })
	if i < 0 {
		return &fault.Error{Kind: fault.NotFound, Detail: "there is no such conflict any more", Remedy: "open the casefile again: it says what counts now"}
	}
	child, err := v.banner(m, "conflict")
	if err != nil {
		return err
	}
	v.here = "/attention"
	p := v.page("conflict")
	p.Body = conflictBody{Child: child, Torn: v.torn(&h, h.File.Conflicts[i], history), Back: pages.Link{Text: v.say("do.see"), Href: "/children/" + m.String()}}
	return v.show(http.StatusOK, p)
}

// held gives what is known of the child that the address names, and every record
// of it.
func (v *visit) held() (m minor.ID, h replica.Held, history []change.Placed, err error) {
	if m, err = pathID[minor.ID](v, "minor"); err != nil {
		return m, h, nil, err
	}
	err = v.view(func(q localdb.Querier) (err error) {
		if h, err = v.child(q, m); err != nil {
			return err
		}
		history, err = v.Replica.History(v.ctx, q, m)
		return err
	})
	return m, h, history, err
}

// torn shows the records that contend in one slot, and says who decides.
func (v *visit) torn(h *replica.Held, c casefile.Conflict, history []change.Placed) torn {
	f := &h.File
	out := torn{Title: v.slotWord(c.Slot), At: conflictAt(f.Minor, c.Slot), Shown: v.meanwhileShown(f, c.Slot), Decider: v.decider(h, c.Slot)}
	mine := false
	moments := v.moments(history)
	for _, s := range casefile.Sides(c, history) {
		i := slices.IndexFunc(moments, func(m pages.Moment) bool { return m.ID == s.ID.String() })
		if i < 0 {
			continue
		}
		one := side{Moment: moments[i], Value: v.sideCell(s)}
		if one.Value.Text != "" { // the rest of what was said then is another matter
			one.Moment.Lines = []pages.Cell{{Text: v.sourceOf(s.ID, history)}}
		}
		one.Shown = one.Value.Text != "" && one.Value.Text == out.Shown.Text
		out.Sides = append(out.Sides, one)
		mine = mine || s.Structure == v.op.Office
	}
	if c.Section == change.Identity && f.Identity.Registered && !strings.HasPrefix(c.Slot, casefile.SlotRelative) && c.Slot != casefile.SlotCode {
		out.Actions = append(out.Actions, pages.Link{Text: v.say("torn.better"), Href: "/new/identity?child=" + f.Minor.String()})
	}
	return out
}

func (v *visit) slotWord(slot string) string {
	if strings.HasPrefix(slot, casefile.SlotRelative) {
		return v.say("slot.relative")
	}
	if word := "slot." + slot; v.kit.Knows(word) {
		return v.say(word)
	}
	return v.say("slot.other")
}

// sideCell is what a record says in the slot; of what is no attribute the record
// itself says it.
func (v *visit) sideCell(s casefile.Side) pages.Cell {
	if _, whole := s.Value.(change.Body); whole {
		return pages.Cell{}
	}
	return v.valueCell(s.Value, "")
}

// meanwhileShown is what counts in a slot until somebody decides: what protects.
func (v *visit) meanwhileShown(f *casefile.File, slot string) pages.Cell {
	switch value := f.Meanwhile(slot).(type) {
	case nil:
		return pages.Cell{Text: v.say("torn.nothing")}
	case casefile.Stay:
		return v.whereCell(f)
	case *casefile.Exit:
		return pages.Cell{Text: v.say("torn.present")}
	case *casefile.Found:
		return pages.Cell{Text: v.say("mode." + string(value.Mode)), Note: value.Place}
	case minor.Code:
		return pages.Cell{Text: v.codeText(value)}
	case []casefile.Charge, []casefile.Guardianship:
		return pages.Cell{Text: v.say("torn.all")}
	default:
		return v.valueCell(value, "")
	}
}

// decider says who decides about a slot (design section 4). Which social service
// has custody is for the registry to say: of custody a centre holds what it may.
func (v *visit) decider(h *replica.Held, slot string) string {
	d := h.File.Deciders(slot)
	switch {
	case d.Decree:
		return v.say("decides.decree")
	case slot == casefile.SlotPlace || slot == casefile.SlotExit:
		if near := v.names.place(d.Near); near != "" {
			return v.say("decides.near", near)
		}
		return v.say("decides.prefecture")
	case d.HandOver:
		return v.say("decides.handover")
	}
	return v.say("decides.custodian")
}
