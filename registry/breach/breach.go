// Package breach answers for a machine that was stolen or lost: it revokes the
// machine, lists the children whose data may have been on it, and drafts what
// has to be said to whom (Regulation (EU) 2016/679 art. 33 and 34).
//
// The invariant: the machine is revoked before the list is made, so that nobody
// is missing from it; and the list rather names one child too many.
package breach

import (
	"context"
	"slices"
	"time"

	"faro.example/registry/audit"
	"faro.example/registry/directory"
	"faro.example/registry/lookup"
	"faro.example/registry/pki"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Within is how long there is to notify the supervisory authority, from when one
// became aware (Regulation (EU) 2016/679 art. 33 par. 1).
const Within = 72 * time.Hour

// holder knows whose data is on a machine; package audit does.
type holder interface {
	Holdings(context.Context, access.Caller, change.AgentID, time.Time) ([]audit.Holding, error)
}

// machines revokes installations, and knows how they are; package pki does.
type machines interface {
	List(context.Context) ([]pki.Installation, error)
	RevokeAs(ctx context.Context, by access.Caller, agent change.AgentID) error
}

// custodian knows who answers for a child; package lookup does.
type custodian interface {
	Custodies(context.Context, access.Caller, []lookup.Question) ([]*lookup.Answer, error)
}

// guide knows what offices are called; package directory does.
type guide interface {
	Self(context.Context, access.Caller) (directory.Self, error)
}

// Desk answers. All of it is needed.
type Desk struct {
	Audit     holder
	Machines  machines
	Lookup    custodian
	Directory guide
	Now       func() time.Time
}

// Loss is what happened.
type Loss struct {
	Agent change.AgentID
	At    time.Time // since when it is out of hand
}

// Child is one whose data may have been on the machine.
type Child struct {
	Minor minor.ID
	Code  minor.Code // of no character if it had none
	Why   string     // see [audit.Holding]
	Until *time.Time // when it left the machine's scope
	To    []string   // who answers for it, and is written to; none if nobody is known
}

// Breach is all there is to say.
type Breach struct {
	Loss     Loss
	Machine  pki.Installation // as it was when it was asked about
	Revoked  time.Time
	Children []Child
	Asked    institution.PersonID
	Office   string // who notifies
	Made     time.Time
}

// Deadline is until when the supervisory authority is to be notified.
func (b *Breach) Deadline() time.Time { return b.Made.Add(Within) }

// Answer revokes the machine at once, and says whose data may have been on it,
// then or until it was revoked. It fails with [fault.Denied] for who may not
// ask, with [fault.NotFound] for a machine that there is not, and with
// [fault.Invalid] for a loss in the future; nothing is revoked then.
func (d *Desk) Answer(ctx context.Context, caller access.Caller, loss Loss) (*Breach, error) {
	now := d.Now()
	if loss.At.IsZero() || loss.At.After(now) {
		return nil, fault.Field("at", "it is not yet that time", "say since when the machine is out of hand, as 2026-03-31T21:40:00+02:00")
	}
	then, err := d.Audit.Holdings(ctx, caller, loss.Agent, loss.At)
	if err != nil {
		return nil, err
	}
	b := &Breach{Loss: loss, Asked: caller.Person, Made: now}
	list, err := d.Machines.List(ctx)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(list, func(m pki.Installation) bool { return m.ID == loss.Agent }); i >= 0 {
		b.Machine = list[i]
	}
	if err := d.Machines.RevokeAs(ctx, caller, loss.Agent); err != nil {
		return nil, err
	}
	b.Revoked = now
	if b.Machine.State == pki.IsRevoked {
		b.Revoked = b.Machine.Since
	}
	since, err := d.Audit.Holdings(ctx, caller, loss.Agent, d.Now()) // what was brought until it was revoked
	if err != nil {
		return nil, err
	}
	b.Children = union(then, since)
	if err := d.address(ctx, caller, b.Children); err != nil {
		return nil, err
	}
	self, err := d.Directory.Self(ctx, caller)
	b.Office = self.Office.Name
	return b, err
}

// union gives each child once, as it was then if it was there then.
func union(then, since []audit.Holding) (out []Child) {
	for _, h := range append(slices.Clone(then), since...) {
		if !slices.ContainsFunc(out, func(c Child) bool { return c.Minor == h.Minor }) {
			out = append(out, Child{Minor: h.Minor, Code: h.Code, Why: h.Why, Until: h.Until})
		}
	}
	slices.SortFunc(out, func(a, b Child) int { return a.Minor.Compare(b.Minor) })
	return out
}

// address says who answers for each child today.
func (d *Desk) address(ctx context.Context, caller access.Caller, children []Child) error {
	today := day.FromTime(d.Now())
	var asked []lookup.Question
	var of []int
	for i, c := range children {
		if c.Code != "" {
			asked, of = append(asked, lookup.Question{Code: c.Code, On: today}), append(of, i)
		}
	}
	for start := 0; start < len(asked); start += lookup.MaxAsked {
		end := min(start+lookup.MaxAsked, len(asked))
		answers, err := d.Lookup.Custodies(ctx, caller, asked[start:end])
		if err != nil {
			return err
		}
		for i, a := range answers {
			children[of[start+i]].To = names(a)
		}
	}
	return nil
}

func names(a *lookup.Answer) (out []string) {
	if a == nil {
		return nil
	}
	for _, c := range a.Charges {
		out = append(out, c.Name)
	}
	if len(out) == 0 && a.Town.Name != "" {
		out = append(out, a.Town.Name)
	}
	return out
}
