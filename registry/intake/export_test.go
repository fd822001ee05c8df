package intake

import (
	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// WaitFor returns once n pushes wait in the queue of an intake.
func WaitFor(in *Intake, n int) {
	for {
		in.queue.mu.Lock()
		waiting := len(in.queue.waiting)
		in.queue.mu.Unlock()
		if waiting >= n {
			return
		}
	}
}

// Kept gives records as they come back from the cache.
func Kept(m minor.ID, entries []change.Placed) []change.Placed {
	h := &held{}
	for i := range entries {
		h.lines = append(h.lines, lineOf(&entries[i]))
	}
	return h.entries(m, &room{pool: newPieces()}, 2)
}
