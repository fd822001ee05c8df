package courier

import (
	"context"
	"database/sql"
	"time"

	"faro.example/agent/filestore"
	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/content"
	"faro.example/shared/fault"
)

// Filer carries files, piece by piece, both ways: what was chosen here after its
// record, what somebody asked to see. A line that is cut goes on where it was; while
// a record is unsent no further piece is sent, so that none waits behind a file.
type Filer struct {
	Config
	wake chan struct{} // a file was chosen or asked for, or the push has done its work

	tidied  time.Time      // when copies were last compared with what may be held
	offered filestore.Kept // the file that the registry waits for
	state   api.FileState  // how much of it has come there
}

// Run carries files until ctx is done or nothing may be exchanged any more.
func (f *Filer) Run(ctx context.Context) error {
	return f.run(ctx, loop{once: f.once, wait: func(ctx context.Context) error {
		t := time.NewTimer(lookForFiles)
		defer t.Stop()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-f.wake:
		case <-t.C:
		}
		return nil
	}})
}

// once brings a piece, or fetches a file as far as the line lasts, and reports
// whether there may be more to do.
func (f *Filer) once(ctx context.Context) (more bool, err error) {
	var k filestore.Kept
	var unsent outbox.Counts
	err = f.DB.View(ctx, func(q localdb.Querier) error {
		if unsent, err = outbox.Count(ctx, q); err != nil {
			return err
		}
		k, err = filestore.Next(ctx, q, f.Now())
		return err
	})
	switch {
	case fault.Is(err, fault.NotFound):
		return false, f.tidy(ctx)
	case err != nil:
		return false, err
	case unsent.Unsent > 0:
		return false, nil
	}
	if err = f.carry(ctx, k); err != nil {
		f.offered = filestore.Kept{} // what the registry holds is asked anew
	}
	return true, f.settle(ctx, k, err)
}

func (f *Filer) carry(ctx context.Context, k filestore.Kept) (err error) {
	if f.offered.Minor != k.Minor || f.offered.File != k.File {
		if f.state, err = f.Files.OfferFile(ctx, api.FileWanted{Minor: k.Minor, File: k.File}); err != nil {
			return err
		}
		f.offered = k
	}
	if k.State == filestore.Wanted {
		return f.fetch(ctx, k)
	}
	return f.bring(ctx, k)
}

// bring sends the next piece.
func (f *Filer) bring(ctx context.Context, k filestore.Kept) (err error) {
	if !f.state.Whole {
		var piece []byte
		err = f.DB.View(ctx, func(q localdb.Querier) error {
			piece, err = k.Piece(ctx, q, f.state.Held/api.FilePiece)
			return err
		})
		if err != nil {
			return err
		}
		if f.state, err = f.Files.AppendFile(ctx, f.state.ID, f.state.Held, piece); err != nil {
			return err
		}
	}
	if !f.state.Whole {
		return nil
	}
	f.offered = filestore.Kept{}
	return f.DB.InTx(ctx, func(tx *sql.Tx) error { return filestore.Settle(ctx, tx, k) })
}

// fetch keeps the pieces of a file as they come.
func (f *Filer) fetch(ctx context.Context, k filestore.Kept) error {
	f.offered = filestore.Kept{}
	if !f.state.Whole {
		return errAwaited
	}
	err := f.Files.ReadFile(ctx, f.state.ID, k.Held, func(piece []byte) error {
		if len(piece) != min(api.FilePiece, k.File.Size-k.Held) {
			return errCut
		}
		return f.DB.InTx(ctx, func(tx *sql.Tx) (err error) {
			k, err = filestore.Receive(ctx, tx, k, piece)
			return err
		})
	})
	if err == nil && k.State != filestore.Fetched {
		return errCut
	}
	return err
}

// errCut is a file that ended before its end.
var errCut = fault.Newf(fault.Busy, "the line was cut within a file")

// tidy deletes copies that no record names any more which may be held.
func (f *Filer) tidy(ctx context.Context) error {
	if f.Now().Sub(f.tidied) < lookForFiles {
		return nil
	}
	f.tidied = f.Now()
	return f.DB.InTx(ctx, func(tx *sql.Tx) error {
		minors, err := filestore.Minors(ctx, tx)
		for _, m := range minors {
			records, err := f.Replica.History(ctx, tx, m)
			if fault.Is(err, fault.Denied) {
				return nil // locked: nothing is known of what may be held
			}
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			if err := filestore.KeepOnly(ctx, tx, m, change.Enclosed(records)); err != nil {
				return err
			}
		}
		return err
	})
}

// errAwaited is a file that the registry has not got itself.
var errAwaited = fault.Newf(fault.Conflict, "the registry awaits the file itself")

// settle keeps what the registry's answer means for a file. What is about the file
// alone stops no other; all else is for the loop to wait for.
func (f *Filer) settle(ctx context.Context, k filestore.Kept, err error) error {
	told := fault.As(err)
	return f.DB.InTx(ctx, func(tx *sql.Tx) error {
		switch {
		case err == nil:
			return nil
		case fault.Is(err, fault.NotFound), fault.Is(err, fault.Conflict), content.Broken(err):
			return filestore.Later(ctx, tx, k, f.Now().Add(fileLater))
		case fault.Is(err, fault.Invalid):
			f.Log.Warn("the registry does not take a file", "why", told.Detail)
			return filestore.Refuse(ctx, tx, k, told)
		}
		return err
	})
}
