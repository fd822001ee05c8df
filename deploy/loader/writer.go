package loader

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"time"

	"faro.example/agent/registryclient"
	"faro.example/deploy/population"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// Writer is an enrolled installation that keeps no record of its own: those of
// the nation can be made anew, byte for byte, and the registry says how many of
// them it has. All that it was given for an identity stays in its store.
type Writer struct {
	agent  change.AgentID
	key    ed25519.PrivateKey
	client *registryclient.Client

	seq    uint64        // of the last record that was signed
	used   int           // codes that the records up to seq bear
	blocks []minor.Block // every one that it was given, oldest first

	refused []api.Receipt
}

// Writer gives the installation as one that writes the past. Nothing else may
// be written by it.
func (i *Installation) Writer() *Writer {
	return &Writer{agent: i.who.Agent, key: i.who.RecordKey, client: i.client}
}

// standing asks the registry how many records it has of this writer.
func (w *Writer) standing(ctx context.Context) (uint64, error) {
	feed, err := w.client.Pull(ctx, 0, 0, casefile.Rules)
	if err != nil {
		return 0, fmt.Errorf("ask where it stands: %w", err)
	}
	w.blocks = feed.Codes
	return feed.Highest, nil
}

// pass counts a record; each child's first one bears its code.
func (w *Writer) pass(first bool) {
	w.seq++
	if first {
		w.used++
	}
}

// errNoCode says that a record must wait for a block of codes.
var errNoCode = fault.Newf(fault.Busy, "no national code is left")

// code gives the code of the at-th child that the writer registers: the
// registry gives more when half of a block is used.
func (w *Writer) code(at int) (minor.Code, error) {
	for _, b := range w.blocks {
		if at < int(b.Count) {
			return minor.NewCode(b.First + uint32(at))
		}
		at -= int(b.Count)
	}
	return "", errNoCode
}

// sign makes the writer's next record of an event. It fails with errNoCode,
// having done nothing, if a push must come before it.
func (w *Writer) sign(n *population.Nation, e *population.Event, seen change.Seen) (change.Frame, error) {
	body := e.Body()
	if r, ok := body.(minor.Registered); ok {
		code, err := w.code(w.used)
		if err != nil {
			return change.Frame{}, err
		}
		r.Code = code
		body = r
	}
	id := n.Record(*e)
	salt := sha256.Sum256(append([]byte("salt of "), id[:]...)) // the same each time: nothing in a made-up nation needs hiding
	rec, err := change.SignWith(w.key, change.Header{
		ID: id, Minor: n.Minors[e.Minor].ID, Agent: w.agent, Seq: w.seq + 1, Structure: n.Speaker(*e),
		Author: n.People[e.Author].ID, Made: change.Made{At: noon(e.Written)}, On: e.On, Section: e.Section(), Seen: seen,
	}, body, [16]byte(salt[:16]))
	if err != nil {
		return change.Frame{}, fmt.Errorf("%s of minor %d: %w", e.Kind(), e.Minor, err)
	}
	w.pass(e.Number == 0)
	return change.Frame{Seq: w.seq, Data: change.AppendRecord(nil, &rec)}, nil
}

// push sends records and waits until all are answered. What is refused is kept:
// a rule of the register may know better than the nation.
func (w *Writer) push(ctx context.Context, frames []change.Frame) error {
	if len(frames) == 0 {
		return nil
	}
	answer, err := w.client.Push(ctx, change.AgentID{}, false, frames)
	if err != nil {
		return fmt.Errorf("push: %w", err)
	}
	w.blocks = answer.Codes
	if len(answer.Receipts) != len(frames) {
		return fault.Newf(fault.Conflict, "the registry has %d records of this loader, not %d", answer.Highest, frames[0].Seq-1)
	}
	for _, r := range answer.Receipts {
		if r.Verdict == api.Refused {
			w.refused = append(w.refused, r)
		}
	}
	return nil
}

// noon is the instant of a day at which a writer's clock stands.
func noon(d day.Date) time.Time { return d.UTC().Add(12 * time.Hour) }
