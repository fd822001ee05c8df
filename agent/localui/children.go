package localui

import (
	"cmp"
	"database/sql"
	"slices"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/agent/replica"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// mine is the structure that the operator speaks for, zero for an institution.
func (v *visit) mine() facility.ID {
	at := facility.ID(v.op.Office)
	if _, ok := v.names.structures[at]; ok {
		return at
	}
	return facility.ID{}
}

// concerns reports whether a child is the affair of the operator's office. An
// installation may speak for several structures; who writes for one of them sees
// no child of another's. Who writes for an institution sees what it holds; who
// traces families, the children whose tracing it has in hand: also by what was
// written here and has not reached the registry, so that a withdrawal takes effect
// at once.
func (v *visit) concerns(h *replica.Held, wrote map[minor.ID]bool) bool {
	if v.mission() {
		return slices.Contains(h.File.TracedBy(), v.op.Office)
	}
	if v.mine().IsZero() || len(v.dir.Offices) == 1 || wrote[h.File.Minor] || h.File.Identity.RegisteredBy == v.op.Office {
		return true
	}
	return slices.Contains(casefile.Scope(&h.File), v.op.Office)
}

// office reads for which office a record that waits here speaks.
func officeOf(e outbox.Entry) (institution.OfficeID, bool) {
	if e.Data == nil {
		return institution.OfficeID{}, false
	}
	rec, err := change.Decode(e.Data)
	return rec.Structure, err == nil
}

// open gives what waits or was refused that is the affair of the operator's
// office, and the children whom it is about. What another office has written
// here is its own.
func (v *visit) open(q localdb.Querier) (own []outbox.Entry, about map[minor.ID]bool, err error) {
	all, err := outbox.ListOpen(v.ctx, q)
	if err != nil {
		return nil, nil, err
	}
	about = map[minor.ID]bool{}
	for _, e := range all {
		if office, ok := officeOf(e); ok && office == v.op.Office {
			own = append(own, e)
			about[e.Minor] = true
		}
	}
	return own, about, nil
}

// child finds a child whose casefile the operator may open. Who is another's
// affair is not there, as at the registry.
func (v *visit) child(q localdb.Querier, m minor.ID) (replica.Held, error) {
	h, err := v.Replica.Find(v.ctx, q, m)
	if err != nil {
		return h, err
	}
	return h, v.ours(q, &h)
}

// ours fails with [fault.NotFound] unless a child is the affair of the operator's office.
func (v *visit) ours(q localdb.Querier, h *replica.Held) error {
	if v.concerns(h, nil) {
		return nil
	}
	_, about, err := v.open(q)
	if err == nil && !v.concerns(h, about) {
		err = fault.Newf(fault.NotFound, "no minor of that name is in this installation's scope")
	}
	return err
}

// children gives the children who are the affair of the operator's office, in
// the order of their names.
func (v *visit) children(q localdb.Querier) ([]replica.Held, error) {
	all, err := v.Replica.All(v.ctx, q)
	if err != nil {
		return nil, err
	}
	_, about, err := v.open(q)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(h replica.Held) bool { return !v.concerns(&h, about) })
	slices.SortStableFunc(all, func(a, b replica.Held) int { return cmp.Compare(v.childName(&a.File), v.childName(&b.File)) })
	return all, nil
}

// look keeps that the operator looks at children, before they are shown.
func (v *visit) look(what string, shown []minor.ID) error {
	if len(shown) == 0 {
		return nil
	}
	slices.SortFunc(shown, minor.ID.Compare)
	shown = slices.Compact(shown)
	return v.DB.InTx(v.ctx, func(tx *sql.Tx) error { return v.Looks.Look(v.ctx, tx, v.op.Person, v.lookOf(what), shown) })
}

// pathID reads an identifier out of the address.
func pathID[T ~[16]byte](v *visit, name string) (T, error) {
	parsed, err := id.Parse[struct{}](v.r.PathValue(name))
	if err != nil {
		return T{}, v.nowhere()
	}
	return T(parsed), nil
}

// groups are the children as Today shows them.
type groups struct {
	here, expected, missing, away, other []replica.Held
	asked                                []replica.Held // whose departure is to be confirmed
	torn                                 []replica.Held // with an open conflict
}

// sorted puts each child where it is now, as the operator's structure sees it.
func (v *visit) sorted(all []replica.Held) (g groups) {
	mine := v.mine()
	own := func(p facility.Place) bool { return mine.IsZero() || p.Facility == mine }
	for _, h := range all {
		stay, open := h.File.Presence.Now()
		switch {
		case open && stay.State == casefile.Present && own(stay.At):
			g.here = append(g.here, h)
		case open && stay.State == casefile.InTransit && own(stay.At):
			g.expected = append(g.expected, h)
		case open && stay.State == casefile.Missing && own(stay.At):
			g.missing = append(g.missing, h)
		case open && stay.State == casefile.InTransit && own(stay.From):
			g.away = append(g.away, h)
		default:
			g.other = append(g.other, h)
		}
		if len(h.File.Conflicts) > 0 {
			g.torn = append(g.torn, h)
		}
		asked := func(l casefile.LoneHalf) bool { return !l.From.IsZero() && l.From.Facility == mine }
		if !mine.IsZero() && slices.ContainsFunc(h.File.Presence.Halves, asked) {
			g.asked = append(g.asked, h)
		}
	}
	return g
}

// minors gives whom casefiles are about.
func minors(lists ...[]replica.Held) (out []minor.ID) {
	for _, l := range lists {
		for _, h := range l {
			out = append(out, h.File.Minor)
		}
	}
	return out
}
