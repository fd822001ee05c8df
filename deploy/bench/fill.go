package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
)

// fill is how the children came to have a history. It is told, not judged: the
// signing is part of it.
type fill struct {
	Children int     `json:"children"`
	Records  int     `json:"records"`
	Seconds  float64 `json:"seconds"`
	Rate     float64 `json:"records_per_second"`
	Pulled   int     `json:"pulled_records"`
	PullRate float64 `json:"pulled_per_second"`
	Rest     float64 `json:"rest_s"` // until what follows on so many children was done, and the server was at rest
}

// stage is how many records of a child are written before the feed is pulled
// again. Arbitrary.
const stage = 5

// fill gives every child its history, on the way on which everything gets in.
// What is there already is gone on from.
func (r *registry) fill(ctx context.Context) (*fill, error) {
	all := r.all()
	out := &fill{}
	var missing []*installation
	for _, i := range all {
		out.Children += len(i.children)
		for _, c := range i.children {
			if c.records < history {
				missing = append(missing, i)
				break
			}
		}
	}
	if len(missing) == 0 {
		return out, nil
	}
	total := out.Children * history
	for n := stage; n <= history; n += stage {
		begun := time.Now()
		var done atomic.Int64
		err := each(ctx, missing, fillers, func(ctx context.Context, i *installation) error {
			return i.fillTo(ctx, n, func(n int) { done.Add(int64(n)) })
		})
		out.Seconds += time.Since(begun).Seconds()
		if err != nil {
			return nil, err
		}
		out.Records += int(done.Load())
		begun = time.Now()
		var pulled atomic.Int64
		err = each(ctx, missing, fillers, func(ctx context.Context, i *installation) error {
			n, err := i.pull(ctx)
			pulled.Add(int64(n))
			return err
		})
		if err != nil {
			return nil, err
		}
		out.Pulled += int(pulled.Load())
		out.PullRate += time.Since(begun).Seconds()
		progress("giving each child 20 records", total*n/history, total)
	}
	out.Rate, out.PullRate = float64(out.Records)/out.Seconds, float64(out.Pulled)/out.PullRate
	begun := time.Now()
	_, err := r.begin(ctx)
	out.Rest = time.Since(begun).Seconds()
	return out, err
}

// fillers is how many installations are at work at once when children get
// their history. Arbitrary.
const fillers = 6

func (r *registry) all() []*installation {
	var out []*installation
	for _, n := range crowds {
		out = append(out, r.crowds[n]...)
	}
	return out
}

// fillTo writes and pushes records until every child of the installation has n.
func (i *installation) fillTo(ctx context.Context, n int, told func(int)) error {
	var frames []change.Frame
	now := today()
	for k := range i.children {
		for i.children[k].records < n {
			frame, err := i.write(k, now)
			if err != nil {
				return err
			}
			frames = append(frames, frame)
		}
		if len(frames) > change.MaxBatch-n || k == len(i.children)-1 && len(frames) > 0 {
			if err := i.push(ctx, frames); err != nil {
				return err
			}
			told(len(frames))
			frames = frames[:0]
		}
	}
	return nil
}

// push pushes a batch, and fails unless every record is taken.
func (i *installation) push(ctx context.Context, frames []change.Frame) error {
	answer, err := i.client.Push(ctx, change.AgentID{}, false, frames)
	if err != nil {
		return fmt.Errorf("push: %w", err)
	}
	if len(answer.Receipts) != len(frames) {
		return fmt.Errorf("push: %d receipts for %d records, the highest number is %d", len(answer.Receipts), len(frames), answer.Highest)
	}
	for _, r := range answer.Receipts {
		if r.Verdict != api.Taken {
			return fmt.Errorf("push: record %d is %s: %s %s", r.Seq, r.Verdict, r.Reason, r.Detail)
		}
	}
	return nil
}

// each runs fn for every one of them, some at once; the first error ends it.
func each[T any](ctx context.Context, all []T, hands int, fn func(context.Context, T) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var next atomic.Int64
	var work sync.WaitGroup
	for range min(hands, len(all)) {
		work.Go(func() {
			for ctx.Err() == nil {
				k := int(next.Add(1)) - 1
				if k >= len(all) {
					return
				}
				if err := fn(ctx, all[k]); err != nil {
					stop(fmt.Errorf("agent %d: %w", k, err))
				}
			}
		})
	}
	work.Wait()
	return context.Cause(ctx)
}

func today() day.Date { return day.FromTime(time.Now()) }
