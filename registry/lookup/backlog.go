package lookup

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
)

// Backlog is how many wait on a queue.
type Backlog struct {
	Queue  Queue
	Count  int      // at most [MaxCounted]
	Oldest day.Date // since when who has waited longest, or the day that comes first; zero where nobody waits
}

// Backlogs counts the queues that a caller has, those whom [Lookup.Queue] and
// [Lookup.Candidates] would show; it names nobody. It fails with [fault.Denied]
// for who has none. One line says that it was asked.
func (l *Lookup) Backlogs(ctx context.Context, caller access.Caller) ([]Backlog, error) {
	var mine []Queue
	for _, q := range Queues() {
		if MayQueue(caller.Role, q) {
			mine = append(mine, q)
		}
	}
	line := audit.Line{Caller: caller, Action: access.Search, Asked: `{"backlogs":true}`, Allowed: len(mine) > 0}
	if err := l.lines.Write(ctx, line); err != nil {
		return nil, err
	}
	if !line.Allowed {
		return nil, fault.Newf(fault.Denied, "this role has no such list")
	}
	var out []Backlog
	for _, q := range mine {
		b, err := l.backlog(ctx, caller, q)
		if err != nil {
			return nil, fmt.Errorf("count %s: %w", q, err)
		}
		out = append(out, b)
	}
	if access.Allow(caller, access.Search, access.InTerritory, access.InCustody, access.InScope) != nil {
		return out, nil
	}
	b, err := l.twice(ctx, caller)
	return append(out, b), err
}

// backlog counts a queue by what it would show.
func (l *Lookup) backlog(ctx context.Context, caller access.Caller, q Queue) (Backlog, error) {
	out := Backlog{Queue: q}
	if _, is := lists[q]; is {
		found, err := l.lists(ctx, caller, []Which{Which(q)}, Key{}, 1)
		if err == nil && len(found[0].Listed) > 0 {
			out.Count, out.Oldest = found[0].Count, found[0].Listed[0].Since
		}
		return out, err
	}
	found, err := l.queue(ctx, caller, q, Key{}, MaxCounted)
	if out.Count = len(found.Waiting); out.Count > 0 {
		out.Oldest = found.Waiting[0].Key.Since
	}
	return out, err
}

// twice counts the likely candidates of whom the caller may see both casefiles.
func (l *Lookup) twice(ctx context.Context, caller access.Caller) (Backlog, error) {
	out := Backlog{Queue: Twice}
	err := pg.InSnapshot(ctx, l.pool, settings(caller), func(ctx context.Context, tx pgx.Tx) error {
		var oldest *time.Time
		const q = `SELECT count(*), min(c.found_at) FROM (SELECT found_at FROM candidates WHERE state = 'open' AND likely LIMIT $1) c`
		if err := tx.QueryRow(ctx, q, MaxCounted).Scan(&out.Count, &oldest); err != nil {
			return fmt.Errorf("count candidates: %w", err)
		}
		if oldest != nil {
			out.Oldest = day.FromTime(*oldest)
		}
		return nil
	})
	return out, err
}
