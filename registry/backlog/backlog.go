// Package backlog says of every work queue of a caller how many wait on it and
// since when, in one form, what cannot wait first. It owns no table: each queue is
// of the package that shows it.
//
// The invariant: nobody is named, and only the queues are counted that the caller
// has; what is counted is what that caller would be shown.
package backlog

import (
	"cmp"
	"context"
	"slices"

	"faro.example/registry/alert"
	"faro.example/registry/lookup"
	"faro.example/registry/pki"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
)

// The queues that are not of package lookup. Of tracings of two children's kin,
// Sought; of notices to an office, Letters.
const (
	Halves    lookup.Queue = "halves"    // of transfers, that stand alone
	Deadlines lookup.Queue = "deadlines" // overdue
	Silent    lookup.Queue = "silent"    // centres of whose program no word came
	Sought    lookup.Queue = "sought"
	Letters   lookup.Queue = "letters"
	Retention lookup.Queue = "retention" // the month's dry run, for who asks and orders erasures
)

// Urgency is the order of the queues: a child of whom nobody knows where it is,
// who answers, or who it is, then what is late, then what is asked for.
func Urgency() []lookup.Queue {
	return []lookup.Queue{
		lookup.Queue(lookup.Missing), Halves, lookup.Disputes, Deadlines,
		lookup.Queue(lookup.Offered), lookup.Queue(lookup.Uncared), lookup.Queue(lookup.Nowhere), lookup.Queue(lookup.Released), lookup.Queue(lookup.Overlapping), lookup.Queue(lookup.Elsewhere),
		lookup.Twice, lookup.Unconfirmed, Silent, lookup.OwnTurn, lookup.Opinions, lookup.Unguarded, lookup.Unanswered, lookup.Extensions,
		Letters, lookup.Permits, lookup.Expiring, lookup.Protections, lookup.Returns, lookup.RightsAsked, lookup.Measures, lookup.Restricted, Sought, lookup.OthersTurn, Retention,
	}
}

// What is counted is of packages lookup, alert, sought, notice, pki and erasure.
type (
	searcher interface {
		Backlogs(ctx context.Context, c access.Caller) ([]lookup.Backlog, error)
	}
	watcher interface {
		Backlog(ctx context.Context, c access.Caller) (alert.Backlog, error)
	}
	seeker interface {
		Backlog(ctx context.Context, c access.Caller) (int, day.Date, error)
	}
	letterbox interface {
		Waiting(ctx context.Context, c access.Caller) (int, error)
	}
	eraser interface {
		Waiting(ctx context.Context, c access.Caller) (int, day.Date, error)
	}
	machines interface {
		Silent(ctx context.Context) ([]pki.Installation, error)
	}
)

// Board is what queues are counted by; all of it is needed.
type Board struct {
	Lookup   searcher
	Alerts   watcher
	Sought   seeker
	Letters  letterbox
	Machines machines
	Erasures eraser
}

// Had gives the queues that a caller has, what cannot wait first.
func Had(c access.Caller) []lookup.Queue {
	return slices.DeleteFunc(Urgency(), func(q lookup.Queue) bool {
		switch q {
		case Halves: // a guardian is told what happened, and seeks no half
			return c.Role == access.Guardian || access.Allow(c, access.ReadAlerts) != nil
		case Deadlines:
			return access.Allow(c, access.ReadAlerts) != nil
		case Sought:
			return access.Allow(c, access.ShowSought) != nil
		case Letters:
			return access.Allow(c, access.ListNotices) != nil
		case Silent:
			return access.Allow(c, access.Operate) != nil
		case Retention:
			return access.Allow(c, access.OrderErasure) != nil
		case lookup.Twice:
			return access.Allow(c, access.Search, access.InTerritory, access.InCustody, access.InScope) != nil
		}
		return !lookup.MayQueue(c.Role, q)
	})
}

// Of counts the queues that a caller has, also those on which nobody waits, what
// cannot wait first. It fails with [fault.Denied] for who has none. One line says
// that it was asked.
func (b *Board) Of(ctx context.Context, c access.Caller) ([]lookup.Backlog, error) {
	had := Had(c)
	if len(had) == 0 {
		return nil, fault.Newf(fault.Denied, "this role has no such list")
	}
	found, err := b.Lookup.Backlogs(ctx, c)
	if err != nil && !fault.Is(err, fault.Denied) {
		return nil, err
	}
	for q, count := range map[lookup.Queue]func(context.Context, access.Caller) ([]lookup.Backlog, error){
		Deadlines: b.alerts, Sought: b.sought, Letters: b.letters, Silent: b.silent, Retention: b.retention,
	} {
		if !slices.Contains(had, q) {
			continue
		}
		more, err := count(ctx, c)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	found = slices.DeleteFunc(found, func(b lookup.Backlog) bool { return !slices.Contains(had, b.Queue) })
	slices.SortFunc(found, func(a, b lookup.Backlog) int {
		return cmp.Compare(slices.Index(had, a.Queue), slices.Index(had, b.Queue))
	})
	return found, nil
}

// alerts are what is overdue and the halves that stand alone.
func (b *Board) alerts(ctx context.Context, c access.Caller) ([]lookup.Backlog, error) {
	a, err := b.Alerts.Backlog(ctx, c)
	return []lookup.Backlog{{Queue: Deadlines, Count: a.Overdue, Oldest: a.OverdueOn}, {Queue: Halves, Count: a.Halves, Oldest: a.HalvesDue}}, err
}

func (b *Board) sought(ctx context.Context, c access.Caller) ([]lookup.Backlog, error) {
	n, oldest, err := b.Sought.Backlog(ctx, c)
	return []lookup.Backlog{{Queue: Sought, Count: n, Oldest: oldest}}, err
}

func (b *Board) letters(ctx context.Context, c access.Caller) ([]lookup.Backlog, error) {
	n, err := b.Letters.Waiting(ctx, c)
	return []lookup.Backlog{{Queue: Letters, Count: n}}, err
}

func (b *Board) retention(ctx context.Context, c access.Caller) ([]lookup.Backlog, error) {
	n, since, err := b.Erasures.Waiting(ctx, c)
	return []lookup.Backlog{{Queue: Retention, Count: n, Oldest: since}}, err
}

func (b *Board) silent(ctx context.Context, _ access.Caller) ([]lookup.Backlog, error) {
	quiet, err := b.Machines.Silent(ctx)
	out := lookup.Backlog{Queue: Silent, Count: len(quiet)}
	if len(quiet) > 0 {
		out.Oldest = day.FromTime(quiet[0].Since)
	}
	return []lookup.Backlog{out}, err
}
