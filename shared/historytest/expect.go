package historytest

import (
	"fmt"
	"slices"
	"strings"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// expect reads what is so, and looks whether it is.
func (p *phrase) expect() {
	p.w.t.Helper()
	who := p.next()
	if who == "everybody" {
		p.skip("shows", "the", "same")
		p.w.Same()
		return
	}
	show := p.w.File
	if who != "then" {
		p.next() // shows
		show = p.w.Desk(who).Pulls().File
	}
	p.child()
	f := show()
	switch {
	case p.skip("stays", "are"):
		p.want(p.rest(), Stays(f))
	case p.skip("custody", "is") && !p.is("in"):
		p.want(p.rest(), Charges(f))
	case p.skip("scope", "is"):
		p.want(strings.Join(p.list(), ", "), strings.Join(Scope(f), ", "))
	case p.skip("nothing", "is", "in", "conflict"):
		p.want("[]", fmt.Sprint(contended(f)))
	default:
		p.slot(f)
	}
}

func (p *phrase) want(want, got string) {
	p.w.t.Helper()
	if got != want {
		p.fail("got %s, want %s", got, want)
	}
}

func contended(f casefile.File) []string {
	out := []string{}
	for _, c := range f.Conflicts {
		out = append(out, c.Slot)
	}
	return out
}

// slot looks at what stands in a slot: a value, or a conflict and between whom.
func (p *phrase) slot(f casefile.File) {
	p.w.t.Helper()
	slot := "custody"
	if !p.is("in") {
		slot = p.next()
		if !p.skip("is") && !p.skip("are") {
			p.fail("what of %s?", slot)
		}
	}
	if !p.skip("in", "conflict") {
		p.want(p.next(), shown(f, slot))
		return
	}
	c := p.conflict(f, slot)
	if !p.skip("between") {
		return
	}
	var got []string
	for _, id := range c.Records {
		if r, _ := p.w.find(id); !slices.Contains(got, name(r.Agent)) {
			got = append(got, name(r.Agent))
		}
	}
	want := p.list()
	slices.Sort(got)
	slices.Sort(want)
	p.want(strings.Join(want, ", "), strings.Join(got, ", "))
}

// shown draws the value shown in a slot of identity.
func shown(f casefile.File, slot string) string {
	for _, a := range f.Identity.Attributes {
		if a.Slot != slot {
			continue
		}
		switch v := a.Value.(type) {
		case minor.Name:
			return strings.TrimSpace(v.Given.Reveal() + " " + v.Family.Reveal())
		case minor.Birth:
			return v.Date.String()
		case minor.BirthPlace:
			return v.Town.Reveal()
		case []string:
			return strings.Join(v, ",")
		}
		return fmt.Sprint(a.Value)
	}
	return "not known"
}

// Same fails the test unless every desk that has a line shows, once it has
// pulled, what the registry shows of the sections that the desk holds.
func (w *World) Same() {
	w.t.Helper()
	for _, d := range w.order {
		if d.cut {
			continue
		}
		d.Pulls()
		want := casefile.Fold(w.minor, slices.DeleteFunc(w.Records(), func(r change.Placed) bool { return !d.holds(r.Section) }))
		if got, want := Text(d.File()), Text(want); got != want {
			w.t.Fatalf("%s shows another casefile than the registry\n got %s\nwant %s", d.Name, got, want)
		}
	}
}
