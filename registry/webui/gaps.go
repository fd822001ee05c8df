package webui

import (
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/pages"
)

// answers reports whether the reader's office answers for children, or sees to it
// that somebody does: those have the queue of gaps and overlaps of custody.
func (v *visit) answers() bool {
	switch v.who.Role {
	case access.Ministry, access.Municipality, access.Prefecture:
		return v.searches()
	}
	return false
}

// gaps shows for whom nobody answers by custody, or more than one, or another than
// is competent where the child is.
func (v *visit) gaps() error {
	if !v.answers() {
		return errNoPage
	}
	lists, err := v.desk.Lookup.Lists(v.ctx, v.because("list"), lookup.Custodial(), lookup.Key{}, atHome)
	if err != nil {
		return err
	}
	all, err := v.lists(lists)
	if err != nil {
		return err
	}
	body := kids{Action: pathOpen}
	body.Reason, body.Words = v.why("custody", "")
	for _, l := range all {
		if len(l.Rows) > 0 {
			body.Lists = append(body.Lists, l)
		} else {
			body.Others = append(body.Others, l.Empty)
		}
	}
	return v.show("home", "gaps.title", body)
}

// meanwhile says who answers for a child whom nobody has taken into care.
func (v *visit) meanwhile(a lookup.Answer) pages.Cell {
	if a.Ground != casefile.ByPlace {
		return pages.Cell{Text: v.say("custody.nobody"), Note: v.say("custody.ministry"), Tone: pages.Warning}
	}
	return pages.Cell{Text: v.say("custody.nobody"), Note: v.say("custody.place", firstOf(a.Town.Name, v.town(a.Town.Istat))), Tone: pages.Warning}
}
