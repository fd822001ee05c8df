package intake

import (
	"context"
	"runtime/debug"
	"slices"
	"sync"

	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/fault"
)

// job is one push on its way through.
type job struct {
	caller     access.Caller
	agent      change.AgentID // whose records it carries
	givingBack bool
	dictated   bool // by a person at the registry: numbered and signed under the lock
	frames     []frame

	done  chan struct{} // closed once the fields below are set
	reply api.Push
	err   error
}

func (j *job) finish(reply api.Push, err error) {
	j.reply, j.err = reply, err
	close(j.done)
}

// queue holds the pushes that wait to be joined into a transaction. Two of one
// installation are never at work at once: the second may need the first.
type queue struct {
	mu       sync.Mutex // guards the fields below
	wake     *sync.Cond
	waiting  []*job
	busy     map[change.AgentID]bool
	admitted int // records admitted and not answered
	closed   bool
}

func newQueue() *queue {
	q := &queue{busy: map[change.AgentID]bool{}}
	q.wake = sync.NewCond(&q.mu)
	return q
}

// admit reports whether there is room for a push of n records, and takes it.
func (q *queue) admit(n int) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || q.admitted+n+1 > maxWaiting {
		return false
	}
	q.admitted += n + 1 // an empty push is work too
	return true
}

func (q *queue) leave(n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.admitted -= n + 1
}

func (q *queue) put(j *job) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		q.admitted -= len(j.frames) + 1
		j.finish(api.Push{}, closing())
		return
	}
	q.waiting = append(q.waiting, j)
	q.wake.Signal()
}

// abandon takes a push whose caller has gone out of the queue, if it still waits there.
func (q *queue) abandon(j *job) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if i := slices.Index(q.waiting, j); i >= 0 {
		q.waiting = slices.Delete(q.waiting, i, i+1)
		q.admitted -= len(j.frames) + 1
	}
}

// Pressed reports whether pushes wait while others are taken: what can come
// later gives way to them.
func (in *Intake) Pressed() bool {
	in.queue.mu.Lock()
	defer in.queue.mu.Unlock()
	return len(in.queue.waiting) > 0
}

// take waits for work and gives the pushes of one transaction: the first that
// waits and whatever can be joined to it; nil once the queue is closed.
func (q *queue) take() []*job {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		if q.closed {
			return nil
		}
		if out := q.join(); len(out) > 0 {
			return out
		}
		q.wake.Wait()
	}
}

// join picks pushes in order, up to [maxJoined] records. The caller holds mu.
func (q *queue) join() []*job {
	var out []*job
	n := 0
	q.waiting = slices.DeleteFunc(q.waiting, func(j *job) bool {
		if q.busy[j.agent] || n > 0 && n+len(j.frames) > maxJoined {
			return false
		}
		q.busy[j.agent] = true
		n += max(1, len(j.frames))
		out = append(out, j)
		return true
	})
	return out
}

// release says that pushes were answered.
func (q *queue) release(jobs []*job) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, j := range jobs {
		delete(q.busy, j.agent)
		q.admitted -= len(j.frames) + 1
	}
	q.wake.Broadcast()
}

// close sends those who wait away.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	for _, j := range q.waiting {
		j.finish(api.Push{}, closing())
	}
	q.waiting = nil
	q.wake.Broadcast()
}

func closing() error {
	return &fault.Error{Kind: fault.Busy, Detail: "the registry is stopping", Remedy: "send the same again later"}
}

// work takes pushes until the queue is closed. What it has begun it finishes,
// without the deadline of anybody.
func (in *Intake) work(ctx context.Context) {
	for {
		jobs := in.queue.take()
		if jobs == nil {
			return
		}
		in.settle(context.WithoutCancel(ctx), jobs)
		in.queue.release(jobs)
	}
}

// settle takes joined pushes in one transaction. If that fails each is tried by
// itself, so that one which cannot be taken does not stop the others.
func (in *Intake) settle(ctx context.Context, jobs []*job) {
	if jobs = in.takeLinking(ctx, jobs); len(jobs) == 0 {
		return
	}
	in.metrics.joined.Observe(float64(len(jobs)))
	err := in.attempt(ctx, jobs)
	switch {
	case err == nil:
	case len(jobs) == 1, fault.Is(err, fault.Busy): // what fails for all fails for each
		for _, j := range jobs {
			j.finish(api.Push{}, err)
		}
	default:
		for _, j := range jobs {
			if err := in.attempt(ctx, []*job{j}); err != nil {
				j.finish(api.Push{}, err)
			}
		}
	}
}

// attempt is [Intake.transact], from which a defect comes back as an error: a
// record that trips one must not take the registry down with it.
func (in *Intake) attempt(ctx context.Context, jobs []*job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			in.Log.ErrorContext(ctx, "push met a defect", "pushes", len(jobs), "stack", string(debug.Stack()))
			err = fault.Newf(fault.Internal, "a defect")
		}
	}()
	return in.transact(ctx, jobs)
}
