package publication

import (
	"bytes"
	"context"
	"encoding/hex"
	"time"

	"faro.example/registry/report"
	"faro.example/registry/report/disclosure"
	"faro.example/shared/fault"
)

func readReport(text []byte) (report.Report, error) { return report.Read(bytes.NewReader(text)) }

// Published gives what is published, the newest first; of one kind, or of all if
// none is named. It is for anybody.
func (d *Desk) Published(ctx context.Context, k report.Kind) ([]Publication, error) {
	return read(ctx, d.Pool, `approved_at IS NOT NULL AND ($1 = '' OR kind = $1)`, string(k))
}

// Find gives what is published, with what it says. It is for anybody: a draft is
// [fault.NotFound] as what there is not.
func (d *Desk) Find(ctx context.Context, n Name) (Publication, report.Report, error) {
	p, err := one(ctx, d.Pool, n)
	if err == nil && !p.Frozen() {
		err = fault.Newf(fault.NotFound, "no such publication")
	}
	if err != nil {
		return Publication{}, report.Report{}, err
	}
	r, err := content(ctx, d.Pool, n)
	return p, r, err
}

// File gives the bytes of what is published, in a format. It is for anybody. It
// fails with [fault.NotFound] if there is no such publication or format.
func (d *Desk) File(ctx context.Context, n Name, f report.Format) (File, []byte, error) {
	digest, text, err := bytesOf(ctx, d.Pool, n, f)
	if err != nil {
		return File{}, nil, err
	}
	return File{f, hex.EncodeToString(digest), len(text)}, text, nil
}

// Figure is a figure as it was published, and as it is known since.
type Figure struct {
	Address
	Of                              Publication
	TableTitle, RowName, ColumnName report.Words

	Published disclosure.Cell
	Today     disclosure.Cell // as published today: a restatement, or as it was
	KnownAt   time.Time       // when Today was made
	Position  uint64          // up to which Today is known
	Same      bool            // Today is as Published
	Why       report.Words    // what they differ by; or that they do not
}

// Figure gives a published figure by its address. It is for anybody. It fails
// with [fault.NotFound] if it was not published.
func (d *Desk) Figure(ctx context.Context, a Address) (Figure, error) {
	p, r, err := d.Find(ctx, a.Name)
	if err != nil {
		return Figure{}, err
	}
	out := Figure{Address: a, Of: p, KnownAt: p.MadeAt, Position: p.Position}
	var ok bool
	if out.Published, out.RowName, out.ColumnName, ok = r.At(a.Table, a.Row, a.Column); !ok {
		return Figure{}, fault.Newf(fault.NotFound, "no such figure")
	}
	out.TableTitle, out.Today = r.Table(a.Table).Title, out.Published
	last, err := newest(ctx, d.Pool, a.Name)
	if err != nil {
		return Figure{}, err
	}
	if last != nil {
		out.KnownAt, out.Position = last.at, last.position
		out.Today = cellOf(last.report, a)
	}
	out.Same = out.Today == out.Published
	out.Why = why(out, last)
	return out, nil
}

// cellOf gives a figure of a restatement; none are counted on a line that is not there.
func cellOf(r report.Report, a Address) disclosure.Cell {
	c, _, _, _ := r.At(a.Table, a.Row, a.Column)
	return c
}
