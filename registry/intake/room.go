package intake

import (
	"sync"

	"faro.example/shared/change"
)

// room is memory for the records of casefiles while a transaction works on
// them. It is used again by the next, so that it is not garbage each time.
type room struct {
	pool   *sync.Pool // of *[pieceSize]change.Placed, all zero
	pieces []*[pieceSize]change.Placed
	free   []change.Placed
}

// pieceSize is how many records there are in one piece of memory: those of 200
// casefiles. Arbitrary.
const pieceSize = 4096

func newPieces() *sync.Pool {
	return &sync.Pool{New: func() any { return new([pieceSize]change.Placed) }}
}

// take gives n records, all zero, with room for as many as most. They last
// until [room.back].
func (r *room) take(n, most int) []change.Placed {
	if most > pieceSize {
		return make([]change.Placed, n, most)
	}
	if len(r.free) < most {
		p := r.pool.Get().(*[pieceSize]change.Placed)
		r.pieces, r.free = append(r.pieces, p), p[:]
	}
	out := r.free[:n:most]
	r.free = r.free[most:]
	return out
}

// back gives the memory back: nothing that was taken is used any more.
func (r *room) back() {
	for _, p := range r.pieces {
		clear(p[:])
		r.pool.Put(p)
	}
	r.pieces, r.free = nil, nil
}
