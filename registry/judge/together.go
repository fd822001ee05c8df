package judge

import (
	"context"
	"slices"

	"faro.example/shared/facility"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// stillOpen is for how many days what is sent or kept is judged by where there
// is room and who stays behind. What happened longer ago is history, and is
// taken as it was. Arbitrary.
const stillOpen = 7

// room checks what is decided about where a child goes: that it parts no brother
// or sister, and goes above no structure's places, without a reason. Whoever is
// at a structure is there, also above its places: what a structure says of itself
// is always taken (design section 5 rule 10).
func (b *Bench) room(ctx context.Context, c Case) (*Refusal, error) {
	r := c.Record
	if c.Given || r.On.Day().Before(b.Today.Add(-stillOpen)) {
		return nil, nil
	}
	var to facility.Place
	var reason minor.Text
	switch body := r.Body.(type) {
	case movement.Departed:
		to, reason = body.To, body.Reason
		if parts, err := b.parts(ctx, c, body); err != nil || parts && reason == "" {
			return Refuse(Parts, "body.reason", "a brother or sister of the child stays behind",
				"send them in one transfer, or say why they are parted"), err
		}
	case placement.Reserved:
		to, reason = body.At, body.Reason
	case placement.Began:
		if c.At.Structure {
			return nil, nil
		}
		to, reason = body.At, body.Reason
	default:
		return nil, nil
	}
	if b.Taken == nil || to.Facility.IsZero() {
		return nil, nil
	}
	beds, taken, err := b.Taken(ctx, to.Facility)
	switch {
	case err != nil || beds == 0 || taken < beds:
		return nil, err
	case reason == "":
		return Refuse(Full, "body.reason", "that structure has no place left", "choose another, or say why it has to take one more"), nil
	case taken >= placement.Urgent(beds):
		return Refuse(Full, "body", "that structure has half as many children again as places: no urgency allows more", "choose another"), nil
	}
	return nil, nil
}

// parts reports whether a departure leaves a brother or sister behind. One whom
// it names as leaving too does not stay: a group may come in several pushes, in
// any order.
func (b *Bench) parts(ctx context.Context, c Case, d movement.Departed) (bool, error) {
	if b.Stays == nil || d.From.Facility.IsZero() {
		return false, nil
	}
	kin := slices.DeleteFunc(c.Subject.Fold().Identity.Siblings(), func(m minor.ID) bool { return slices.Contains(d.With, m) })
	if len(kin) == 0 {
		return false, nil
	}
	return b.Stays(ctx, kin, d)
}
