package roll

import (
	"context"
	"slices"
	"sync"

	"faro.example/registry/intake"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/sheet"
)

// Done is what became of a list.
type Done struct {
	New      int             // children who are in by it
	Known    int             // children of whom all was said before
	Problems []sheet.Problem // rows of which something was refused, in order
}

// speakers is how many batches are under way at once: while one waits for the
// disk another is signed and folded.
const speakers = 2

// Bring says what was planned, in batches, and tells how many children of how
// many it has done. It goes on after what is refused. It fails as
// [intake.Intake.Say] does; brought again, a list goes on where it was.
func (d Desk) Bring(ctx context.Context, caller access.Caller, p Plan, progress func(done, total int)) (Done, error) {
	b := bringing{desk: d, caller: caller, total: len(p.Children), progress: progress}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	batches := make(chan []Said)
	var all sync.WaitGroup
	for range speakers {
		all.Go(func() {
			for batch := range batches {
				if err := b.say(ctx, batch); err != nil {
					stop(err)
				}
			}
		})
	}
	for _, batch := range inBatches(p.Children) {
		if ctx.Err() != nil {
			break
		}
		batches <- batch
	}
	close(batches)
	all.Wait()
	if err := context.Cause(ctx); err != nil {
		return Done{}, err
	}
	slices.SortFunc(b.done.Problems, func(x, y sheet.Problem) int { return x.Place.Row - y.Place.Row })
	return b.done, nil
}

// inBatches parts children into batches that are taken at once.
func inBatches(children []Said) (out [][]Said) {
	for from := 0; from < len(children); {
		until, records := from, 0
		for until < len(children) && records+len(children[until].Said) <= change.MaxBatch {
			records += len(children[until].Said)
			until++
		}
		out = append(out, children[from:until])
		from = until
	}
	return out
}

// bringing is one list on its way.
type bringing struct {
	desk     Desk
	caller   access.Caller
	total    int
	progress func(done, total int)

	mu   sync.Mutex // guards the fields below, and calls of progress
	seen int
	done Done
}

func (b *bringing) say(ctx context.Context, batch []Said) error {
	var said []intake.Statement
	for _, child := range batch {
		said = append(said, child.Said...)
	}
	receipts, err := b.desk.Intake.Say(ctx, b.caller, said)
	if err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, child := range batch {
		b.done.add(child, receipts[:len(child.Said)])
		receipts = receipts[len(child.Said):]
	}
	b.seen += len(batch)
	b.progress(b.seen, b.total)
	return nil
}

// add counts what became of a child; of what was refused the first is told, since
// the others rest upon it.
func (d *Done) add(child Said, receipts []api.Receipt) {
	known := 0
	for i, r := range receipts {
		switch r.Verdict {
		case api.Refused:
			column := columnOf(child.Said[i].Body)
			d.Problems = append(d.Problems, sheet.Problem{
				Place: sheet.Cell{Row: child.Row, Header: column}, Field: column, Reason: r.Detail, Remedy: r.Remedy,
			})
			return
		case api.Known:
			known++
		}
	}
	if known == len(receipts) {
		d.Known++
		return
	}
	d.New++
}

// columnOf gives the column of which a record tells.
func columnOf(b change.Body) string {
	switch b.Kind() {
	case "identity.stated":
		return columnBirth
	case "minor.found":
		return columnMode
	case "placement.began":
		return columnStructure
	case "absence.reported":
		return columnMissing
	case "exit.recorded":
		return columnExit
	}
	return columnReference
}
