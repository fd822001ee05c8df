package webui

import (
	"net/http"
	"slices"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// differing marks, of what stands beside each other, what not every side says.
func differing(sides ...[]pages.Cell) {
	for i, side := range sides {
		for k := range side {
			for j, other := range sides {
				if i != j && !slices.ContainsFunc(other, func(c pages.Cell) bool { return c.Text == side[k].Text }) {
					side[k].Differs = true
				}
			}
		}
	}
}

// differingItems marks, term by term, what both sides say otherwise; a term of
// which one side says nothing differs in nothing.
func differingItems(one, other []pages.Item) {
	for i := range one {
		if j := slices.IndexFunc(other, func(o pages.Item) bool { return o.Term == one[i].Term }); j >= 0 {
			differing(one[i].Values, other[j].Values)
		}
	}
}

// knewOf says whether the author of a record that contends had read the others,
// and how much its source weighs.
func (f *file) knewOf(one casefile.Side, all []casefile.Side, slot string) []pages.Cell {
	v, knew := f.v, "conflict.unknown"
	if slices.ContainsFunc(all, func(o casefile.Side) bool { return o.ID != one.ID && change.Knew(one.Placed, o.Placed) }) {
		knew = "conflict.knew"
	}
	out := []pages.Cell{{Text: v.say(knew)}}
	if b, ok := one.Body.(minor.IdentityStated); ok {
		if rank := minor.Rank(slot, b.Source); rank > 0 {
			out = append(out, pages.Cell{Text: v.say("conflict.rank", rank)})
		}
	}
	return out
}

// decidedBody is what was decided already, and what the reader wrote meanwhile.
type decidedBody struct {
	Name, Code string
	Moments    []pages.Moment
	Wrote      string
	Back       pages.Link
}

// decidedAlready tells who comes second what the first decided: what the second
// wrote stands there to be copied, since nothing of it was recorded.
func (f *file) decidedAlready(is func(change.Body) bool) error {
	v := f.v
	fresh := *f
	fresh.Records = slices.DeleteFunc(slices.Clone(f.Records), func(p change.Placed) bool { return p.Body == nil || !is(p.Body) })
	body := decidedBody{Name: f.called(), Code: f.Identity.Code.Display(), Moments: fresh.moments(), Wrote: v.field("why"),
		Back: pages.Link{Text: v.say("conflict.back"), Href: f.at}}
	if len(body.Moments) == 0 {
		return errNoConflict
	}
	body.Moments = body.Moments[:1]
	return v.page(http.StatusConflict, pages.Page{Name: "decided", Title: v.say("decided.title"), Help: v.say("help.decided"), Body: body})
}

// resolves reports whether a record decides about a slot.
func resolves(slot string) func(change.Body) bool {
	return func(b change.Body) bool {
		r, ok := b.(change.Resolved)
		return ok && r.Slot == slot
	}
}

// links reports whether a record says who is one child with whom.
func links(b change.Body) bool {
	switch b.(type) {
	case change.LinkSame, change.LinkDistinct:
		return true
	}
	return false
}

// chosen says what a decision chose.
func (f *file) chosen(b change.Resolved) []pages.Cell {
	v := f.v
	if b.Both {
		return []pages.Cell{{Text: v.say("conflict.both")}}
	}
	for _, one := range casefile.Sides(casefile.Conflict{Slot: b.Slot, Records: b.Saw}, f.Records) {
		if one.ID == b.Choose {
			said := v.kind(one.Kind)
			if _, is := one.Body.(minor.IdentityStated); is {
				said = v.value(one.Value).Text
			}
			return []pages.Cell{{Text: v.say("conflict.chose", said), Own: true}}
		}
	}
	return nil
}
