package sweep

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/intake"
	"faro.example/registry/pg"
	"faro.example/shared/change"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
)

// Run follows the ledger until ctx is done: children of whom something new is
// said are looked at, and what was decided of pairs is noted. It is woken when
// records are taken, and looks now and then by itself. Any number of servers may
// run it. It is called once.
func (s *Sweep) Run(ctx context.Context) {
	bell := make(chan struct{}, 1)
	heard := make(chan struct{})
	go func() {
		defer close(heard)
		s.listen(ctx, bell)
	}()
	pause := firstPause
	for ctx.Err() == nil {
		rest, err := s.catchUp(ctx)
		switch {
		case ctx.Err() != nil:
		case err != nil:
			s.Log.WarnContext(ctx, "candidates not looked for", "error", err)
			rest, pause = rand.N(pause), min(2*pause, longestPause)
		default:
			pause = firstPause
		}
		if rest > 0 {
			wait(ctx, rest, nil)
		} else {
			wait(ctx, every, bell)
		}
	}
	<-heard
}

// wait waits until the time is over, the bell rings, or ctx is done.
func wait(ctx context.Context, d time.Duration, bell <-chan struct{}) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-bell:
	case <-ctx.Done():
	}
}

// listen rings the bell when records are taken, by a connection of its own.
func (s *Sweep) listen(ctx context.Context, bell chan<- struct{}) {
	for ctx.Err() == nil {
		err := s.hear(ctx, bell)
		if ctx.Err() == nil {
			s.Log.WarnContext(ctx, "candidates: not listening", "error", err)
			wait(ctx, rand.N(longestPause), nil)
		}
	}
}

func (s *Sweep) hear(ctx context.Context, bell chan<- struct{}) (err error) {
	conn, err := pgx.ConnectConfig(ctx, s.Pool.Config().ConnConfig)
	if err != nil {
		return pg.Fault(fmt.Errorf("connect: %w", err))
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		err = errors.Join(err, pg.Fault(conn.Close(ctx)))
	}()
	if _, err := conn.Exec(ctx, "LISTEN "+intake.Channel); err != nil {
		return pg.Fault(fmt.Errorf("listen: %w", err))
	}
	for {
		select {
		case bell <- struct{}{}:
		default: // it rings already
		}
		if _, err := conn.WaitForNotification(ctx); err != nil {
			return pg.Fault(fmt.Errorf("wait for notification: %w", err))
		}
	}
}

// catchUp looks until there is nothing new. If it is far behind it does one step
// and says how long to rest.
func (s *Sweep) catchUp(ctx context.Context) (rest time.Duration, err error) {
	for ctx.Err() == nil {
		s.giveWay(ctx)
		begun := time.Now()
		behind, err := s.step(ctx)
		if err != nil || behind == 0 {
			return 0, err
		}
		if behind > farBehind {
			return rests * time.Since(begun), nil
		}
	}
	return 0, nil
}

// giveWay waits while pushes wait to be taken, but not for long.
func (s *Sweep) giveWay(ctx context.Context) {
	for begun := time.Now(); s.Pressed != nil && s.Pressed() && time.Since(begun) < longestWay && ctx.Err() == nil; {
		wait(ctx, firstPause, nil)
	}
}

// news is what the ledger says from one position to another.
type news struct {
	from, to, head uint64
	named          []minor.ID // of whom something was said by which they are matched
	links          []uint64   // positions of what was decided about pairs
}

// step follows some records, and gives how many positions are left. Another
// server may follow them at the same time: who is later does nothing.
func (s *Sweep) step(ctx context.Context) (behind uint64, err error) {
	n, err := s.news(ctx)
	if err != nil {
		return 0, err
	}
	s.metrics.behind.Set(float64(n.head - n.from))
	if n.from == n.to {
		return 0, nil
	}
	decided, err := s.decisions(ctx, n.links)
	if err != nil {
		return 0, err
	}
	for _, d := range decided {
		n.named = append(n.named, d.named...)
	}
	slices.SortFunc(n.named, minor.ID.Compare)
	all, err := s.lookAt(ctx, slices.Compact(n.named))
	if err != nil {
		return 0, err
	}
	err = pg.InTx(ctx, s.Pool, func(ctx context.Context, tx pgx.Tx) error {
		mine, err := advance(ctx, tx, n)
		if err != nil || !mine {
			return err
		}
		changed, err := s.decide(ctx, tx, decided)
		if err != nil {
			return err
		}
		more, _, err := s.write(ctx, tx, all, n.head)
		if err != nil {
			return fmt.Errorf("keep candidates: %w", err)
		}
		s.metrics.found.Add(float64(len(more)))
		return s.tell(ctx, tx, append(changed, more...), n.head)
	})
	return n.head - n.to, err
}

// news finds what is new.
func (s *Sweep) news(ctx context.Context) (n news, err error) {
	err = pg.InSnapshot(ctx, s.Pool, nil, func(ctx context.Context, tx pgx.Tx) error {
		const where = `SELECT position, coalesce((SELECT looked FROM match_progress), 0) FROM ledger_head`
		if err := tx.QueryRow(ctx, where).Scan(&n.head, &n.from); err != nil {
			return err
		}
		n.to = n.head
		if n.from == n.head {
			return nil
		}
		rows, err := tx.Query(ctx, `SELECT position, minor, section FROM records
			WHERE position > $1 AND (section IN ($2, $3) OR kind = $4) ORDER BY position LIMIT $5`,
			int64(n.from), string(change.Identity), string(change.Link), movement.AbsenceReported{}.Kind(), atATime)
		if err != nil {
			return err
		}
		var position uint64
		var m minor.ID
		var section change.Section
		count := 0
		_, err = pgx.ForEachRow(rows, []any{&position, &m, &section}, func() error {
			if count++; count == atATime {
				n.to = position
			}
			if section == change.Link {
				n.links = append(n.links, position)
			} else {
				n.named = append(n.named, m)
			}
			return nil
		})
		return err
	})
	if err != nil {
		return n, fmt.Errorf("follow the ledger: %w", err)
	}
	return n, nil
}

// advance notes how far the ledger was followed, and reports whether it was this
// server that did it.
func advance(ctx context.Context, tx pgx.Tx, n news) (mine bool, err error) {
	if _, err := tx.Exec(ctx, `INSERT INTO match_progress DEFAULT VALUES ON CONFLICT (one) DO NOTHING`); err != nil {
		return false, fmt.Errorf("note how far: %w", err)
	}
	const note = `UPDATE match_progress SET looked = $2 WHERE looked = $1`
	tag, err := tx.Exec(ctx, note, int64(n.from), int64(n.to))
	if err != nil {
		return false, fmt.Errorf("note how far: %w", err)
	}
	return tag.RowsAffected() == 1, nil
}
