package localui

import (
	"net/http"
	"slices"

	"faro.example/agent/localdb"
	"faro.example/agent/replica"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// attention is what waits for somebody to look at it, and interrupts nobody: what
// contradicts itself, who may be the same child, and what is about to fall due.
type attention struct {
	Torn     pages.Table
	Left     []leftTorn // of children who left
	Twice    []twice
	Due      pages.Table
	Checking pages.Table
}

// twice is two casefiles that may be of one child.
type twice struct {
	Sides  []twin
	Agrees []string
}

// twin is one of two casefiles.
type twin struct {
	Name string
	At   string
	Who  []pages.Item
}

// attention shows what waits to be looked at.
func (v *visit) attention() error {
	var all []replica.Held
	var soon []due
	var left []leftTorn
	var about []minor.ID
	err := v.view(func(q localdb.Querier) (err error) {
		if all, err = v.children(q); err != nil {
			return err
		}
		soon = v.due(all)
		left, about, err = v.left(q)
		return err
	})
	if err != nil {
		return err
	}
	pairs := pairsOf(all)
	body := attention{Torn: v.tornTable(all), Left: left, Due: v.dueTable(soon), Checking: v.checkingTable(all)}
	shown := minors(slices.DeleteFunc(slices.Clone(all), func(h replica.Held) bool { return len(h.File.Conflicts) == 0 && !h.Checking }))
	shown = append(shown, about...)
	for _, d := range soon {
		shown = append(shown, d.file.Minor)
	}
	for _, p := range pairs {
		body.Twice = append(body.Twice, v.twice(p))
		shown = append(shown, p.one.File.Minor, p.other.File.Minor)
	}
	if err := v.look("attention", shown); err != nil {
		return err
	}
	p := v.page("attention")
	p.Body = body
	return v.show(http.StatusOK, p)
}

// pair is two casefiles that may be of one child, and how far they agree.
type pair struct {
	one, other *replica.Held
	agrees     int // the candidate of one that is the other
}

// pairsOf gives those of whom both are the affair of the operator's office, each
// pair once.
func pairsOf(all []replica.Held) (out []pair) {
	at := map[minor.ID]*replica.Held{}
	for i := range all {
		at[all[i].File.Minor] = &all[i]
	}
	for i := range all {
		one := &all[i]
		for j, c := range one.Candidates {
			other := at[c.Minor]
			if other == nil || c.Minor.Compare(one.File.Minor) < 0 {
				continue
			}
			out = append(out, pair{one, other, j})
		}
	}
	return out
}

func (v *visit) twice(p pair) twice {
	out := twice{Sides: []twin{v.twin(p.one), v.twin(p.other)}}
	for _, r := range p.one.Candidates[p.agrees].Reasons {
		text := r.English
		if v.lang == pages.Italian {
			text = r.Italian
		}
		out.Agrees = append(out.Agrees, text)
	}
	return out
}

// twin shows what tells a child from another.
func (v *visit) twin(h *replica.Held) twin {
	f := &h.File
	out := twin{Name: v.childName(f), At: "/children/" + f.Minor.String(), Who: []pages.Item{
		{Term: v.say("col.code"), Values: []pages.Cell{{Text: v.codeText(f.Identity.Code)}}},
	}}
	for _, a := range f.Identity.Attributes {
		if a.Slot != minor.AttrName {
			out.Who = append(out.Who, pages.Item{Term: v.say("attr." + a.Slot), Values: []pages.Cell{v.valueCell(a.Value, "")}})
		}
	}
	out.Who = append(out.Who, pages.Item{Term: v.say("col.place"), Values: []pages.Cell{v.whereCell(f)}})
	return out
}

// tornTable lists every open conflict.
func (v *visit) tornTable(all []replica.Held) pages.Table {
	t := pages.Table{Empty: v.say("today.torn.empty"), Head: []pages.Cell{
		{Text: v.say("col.name")}, {Text: v.say("col.torn")}, {Text: v.say("col.meanwhile")}, {Text: v.say("col.decides")}, {Text: v.say("col.do")},
	}}
	for i := range all {
		f := &all[i].File
		for _, c := range f.Conflicts {
			t.Rows = append(t.Rows, []pages.Cell{
				{Text: v.childName(f), Own: true, Href: "/children/" + f.Minor.String()}, {Text: v.slotWord(c.Slot)},
				v.meanwhileShown(f, c.Slot), {Text: v.decider(&all[i], c.Slot)},
				{Text: v.say("do.sides"), Href: conflictAt(f.Minor, c.Slot), For: v.childName(f)},
			})
		}
	}
	t.Caption = v.say("attention.torn", len(t.Rows))
	return t
}

// checkingTable lists who was registered here lately: all of them alike, so that
// it tells nothing of another casefile (design section 9).
func (v *visit) checkingTable(all []replica.Held) pages.Table {
	t := pages.Table{Empty: v.say("attention.checking.empty"), Head: []pages.Cell{
		{Text: v.say("col.name")}, {Text: v.say("col.code")}, {Text: v.say("col.age"), Num: true}, {Text: v.say("col.citizenship")}, {Text: v.say("col.state")},
	}}
	for i := range all {
		if all[i].Checking {
			t.Rows = append(t.Rows, append(v.childCells(&all[i].File), pages.Cell{Text: v.say("attention.checked")}))
		}
	}
	t.Caption = v.say("attention.checking", len(t.Rows))
	return t
}
