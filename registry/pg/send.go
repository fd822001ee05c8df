package pg

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"
)

// Send sends a batch and waits until all of it is done. What goes out is put
// together in memory that the connection keeps for its next batch: it would be
// twice over what the rows themselves take, and garbage each time.
func Send(ctx context.Context, tx pgx.Tx, b *pgx.Batch) error {
	all, most := sizes(b)
	if all < worthKeeping {
		return tx.SendBatch(ctx, b).Close()
	}
	conn := tx.Conn().PgConn()
	kept, _ := conn.CustomData()[keptMemory].(*memory)
	if kept == nil {
		kept = &memory{}
	}
	delete(conn.CustomData(), keptMemory) // until it is known to be free again
	kept.values = slices.Grow(kept.values[:0], most+aside)
	lend(b, kept.values)
	kept.message = slices.Grow(kept.message[:0], all+aside*b.Len())
	conn.Frontend().Send(roomier{kept.message})
	err := tx.SendBatch(ctx, b).Close()
	lend(b, nil)
	if err == nil && cap(kept.values)+cap(kept.message) <= mostKept {
		conn.CustomData()[keptMemory] = kept
	}
	return err
}

const (
	// keptMemory is under which name a connection keeps memory.
	keptMemory = "faro.memory"
	// worthKeeping is the size of a batch, in bytes, from which on its memory is
	// kept. It must be above that from which on pgx lets go of its buffers once
	// they were sent, 1 KiB. Otherwise arbitrary.
	worthKeeping = 16 << 10
	// mostKept is how much a connection keeps, in bytes: several full batches of
	// records. Arbitrary.
	mostKept = 16 << 20
	// aside is for what stands in a statement's message beside its columns, in
	// bytes: names, formats and other arguments. If it is more, memory is added.
	aside = 1 << 10
)

// memory is what is used to send a batch: for the values of a statement, and for
// the messages of all statements.
type memory struct{ values, message []byte }

// sizes gives how many bytes the columns of a batch are, and how many those of the
// largest of its statements.
func sizes(b *pgx.Batch) (all, most int) {
	for _, q := range b.QueuedQueries {
		values := 0
		for _, a := range q.Arguments {
			if c, ok := a.(*column); ok {
				values += arrayHeader + len(c.bytes)
			}
		}
		most = max(most, values)
		all += values
	}
	return all, most
}

// lend gives the columns of a batch memory for their values. The statements
// follow one another, so all have the same.
func lend(b *pgx.Batch, memory []byte) {
	for _, q := range b.QueuedQueries {
		for _, a := range q.Arguments {
			if c, ok := a.(*column); ok {
				c.of.lent = memory
			}
		}
	}
}

// roomier is a message of no bytes, that has those after it written to other memory.
type roomier struct{ memory []byte }

// Frontend says that it goes to the server.
func (roomier) Frontend() {}

// Decode reads nothing.
func (roomier) Decode([]byte) error { return nil }

// Encode gives what was to be sent before, in the other memory if it has room.
func (r roomier) Encode(dst []byte) ([]byte, error) {
	if len(dst) > cap(r.memory) {
		return dst, nil
	}
	return append(r.memory[:0], dst...), nil
}
