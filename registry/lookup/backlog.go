package lookup

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
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
	err := pg.InSnapshot(ctx, l.pool, settings(caller), func(ctx context.Context, tx pgx.Tx) (err error) {
		out, err = l.backlogs(ctx, tx, caller, mine)
		return err
	})
	return out, err
}

// backlogs counts queues by what each would show, and the candidates.
func (l *Lookup) backlogs(ctx context.Context, tx pgx.Tx, caller access.Caller, mine []Queue) ([]Backlog, error) {
	var which []Which
	for _, q := range mine {
		if _, is := lists[q]; is {
			which = append(which, Which(q))
		}
	}
	counts, err := countLists(ctx, tx, caller, which, Key{})
	if err != nil {
		return nil, err
	}
	matters, err := l.countMatters(ctx, tx, caller, mine)
	if err != nil {
		return nil, err
	}
	var out []Backlog
	for _, q := range mine {
		b, is := counts[Which(q)]
		if !is {
			b, is = matters[q]
		}
		if !is {
			found, err := l.queue(ctx, tx, caller, q, Key{}, MaxCounted)
			if err != nil {
				return nil, fmt.Errorf("count %s: %w", q, err)
			}
			b = found.backlog(q)
		}
		out = append(out, b)
	}
	if access.Allow(caller, access.Search, access.InTerritory, access.InCustody, access.InScope) != nil {
		return out, nil
	}
	b, err := twice(ctx, tx, caller)
	return append(out, b), err
}

// countMatters counts in one reading what [Lookup.Queue] would show of each queue of
// matters, for who reaches some children alone: making the plans of a dozen readings
// behind the policies takes longer than reading. Who sees the nation reads each queue
// by an index of its own.
func (l *Lookup) countMatters(ctx context.Context, tx pgx.Tx, caller access.Caller, mine []Queue) (map[Queue]Backlog, error) {
	out := map[Queue]Backlog{}
	if seesNation(caller) {
		return out, nil
	}
	var on []string
	for _, q := range mine {
		of := queues[q]
		if of.matters == "" {
			continue
		}
		out[q] = Backlog{Queue: q}
		if of.wards {
			of.matters += ` AND (c.birth_on IS NULL OR c.birth_on > @born)`
		}
		on = append(on, `('`+string(q)+`', `+of.matters+`, x.`+of.by+`)`)
	}
	if len(on) == 0 {
		return out, nil
	}
	sql := `SELECT q.queue, q.by_on, c.joined, coalesce(c.state, '') AS state, c.facility, c.offices, c.custodians, ` + townsIfPlaced + `
		FROM matters x JOIN casefiles c ON c.minor = x.minor
		CROSS JOIN LATERAL (VALUES ` + strings.Join(on, ", ") + `) AS q (queue, is_on, by_on)
		WHERE q.is_on AND q.by_on IS NOT NULL AND x.minor = ` + reachedMinors
	today := l.today()
	rows, err := tx.Query(ctx, sql, askedFor(sql, map[string]any{
		"born": today.AddYears(-minor.Majority), "placed": len(caller.Territory) > 0, "today": today, "turn": turnOf(caller.Role),
	}))
	if err != nil {
		return nil, fmt.Errorf("count matters: %w", err)
	}
	var q Queue
	var since day.Date
	var s subject
	_, err = pgx.ForEachRow(rows, []any{&q, &since, &s.Joined, &s.State, &s.Facility, &s.Offices, &s.Custodians, &s.Towns}, func() error {
		if slices.Contains(access.Shown(caller.Role, access.OpenCasefile, s.ties(caller, today)...), queues[q].section) {
			b := out[q]
			if b.Count = min(b.Count+1, MaxCounted); b.Oldest.IsZero() || since.Before(b.Oldest) {
				b.Oldest = since
			}
			out[q] = b
		}
		s = subject{}
		return nil
	})
	return out, err
}

// backlog is how many are on the queue, and since when.
func (q Queued) backlog(of Queue) Backlog {
	out := Backlog{Queue: of, Count: len(q.Waiting)}
	if out.Count > 0 {
		out.Oldest = q.Waiting[0].Key.Since
	}
	return out
}

// countCandidates counts the likely candidates, as many as its argument at most.
func countCandidates(caller access.Caller) string {
	return `SELECT count(*), min(c.found_at) FROM (SELECT c.found_at FROM candidates c WHERE c.state = 'open' AND c.likely` + lowReached(caller) + ` LIMIT $1) c`
}

// twice counts the likely candidates of whom the caller may see both casefiles.
func twice(ctx context.Context, tx pgx.Tx, caller access.Caller) (Backlog, error) {
	out := Backlog{Queue: Twice}
	var oldest *time.Time
	if err := tx.QueryRow(ctx, countCandidates(caller), MaxCounted).Scan(&out.Count, &oldest); err != nil {
		return out, fmt.Errorf("count candidates: %w", err)
	}
	if oldest != nil {
		out.Oldest = day.FromTime(*oldest)
	}
	return out, nil
}
