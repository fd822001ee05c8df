package publication

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/registry/report"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// row is a publication as it is kept.
type row struct {
	Kind             string
	AsOf             day.Date
	Epoch            int
	Position         int64
	Floor            int
	Revision         int
	Remarks          []byte
	MadeAt           time.Time
	ApprovedAt       *time.Time
	ApprovedBy       *institution.PersonID
	TakenIntoAccount []string
	Digest           []byte
}

func (r *row) publication() (Publication, error) {
	p := Publication{
		Name: Name{report.Kind(r.Kind), r.AsOf}, Epoch: r.Epoch, Position: uint64(r.Position), Floor: r.Floor,
		Revision: r.Revision, MadeAt: r.MadeAt, Digest: hex.EncodeToString(r.Digest),
	}
	var err error
	if p.From, err = p.Kind.From(p.AsOf); err != nil {
		return Publication{}, err
	}
	if r.ApprovedAt != nil && r.ApprovedBy != nil {
		p.ApprovedAt, p.ApprovedBy = *r.ApprovedAt, *r.ApprovedBy
	}
	for _, text := range r.TakenIntoAccount {
		n, err := ParseName(text)
		if err != nil {
			return Publication{}, err
		}
		p.Before = append(p.Before, n)
	}
	return p, json.Unmarshal(r.Remarks, &p.Remarks)
}

// read gives the publications that a condition chooses, the newest first, with
// their files.
func read(ctx context.Context, q pg.Querier, where string, args ...any) ([]Publication, error) {
	rows, err := q.Query(ctx, `SELECT kind, as_of, epoch, position, floor, revision, remarks, made_at, approved_at, approved_by,
		taken_into_account, digest FROM census.publications WHERE `+where+` ORDER BY as_of DESC, kind`, args...)
	if err != nil {
		return nil, pg.Fault(err)
	}
	kept, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("read publications: %w", pg.Fault(err))
	}
	out := make([]Publication, len(kept))
	for i := range kept {
		if out[i], err = kept[i].publication(); err != nil {
			return nil, err
		}
	}
	return out, files(ctx, q, out)
}

// files adds the files of what is published.
func files(ctx context.Context, q pg.Querier, of []Publication) error {
	const sql = `SELECT kind, as_of, format, digest, length(bytes) AS size FROM census.publication_files ORDER BY format`
	rows, err := q.Query(ctx, sql)
	if err != nil {
		return pg.Fault(err)
	}
	type file struct {
		Kind   string
		AsOf   day.Date
		Format string
		Digest []byte
		Size   int
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[file])
	if err != nil {
		return fmt.Errorf("read files: %w", pg.Fault(err))
	}
	by := map[Name][]File{}
	for _, f := range all {
		n := Name{report.Kind(f.Kind), f.AsOf}
		by[n] = append(by[n], File{report.Format(f.Format), hex.EncodeToString(f.Digest), f.Size})
	}
	for i := range of {
		of[i].Files = by[of[i].Name]
	}
	return nil
}

// one gives a publication by its name. It fails with [fault.NotFound].
func one(ctx context.Context, q pg.Querier, n Name) (Publication, error) {
	out, err := read(ctx, q, `kind = $1 AND as_of = $2`, string(n.Kind), n.AsOf)
	if err != nil {
		return Publication{}, err
	}
	if len(out) == 0 {
		return Publication{}, fault.Newf(fault.NotFound, "no such publication")
	}
	return out[0], nil
}

// content gives the report that was published.
func content(ctx context.Context, q pg.Querier, n Name) (report.Report, error) {
	_, text, err := bytesOf(ctx, q, n, report.JSON)
	if err != nil {
		return report.Report{}, err
	}
	return readReport(text)
}

// bytesOf gives the bytes of a publication in a format, with their digest.
func bytesOf(ctx context.Context, q pg.Querier, n Name, f report.Format) (digest, text []byte, err error) {
	const sql = `SELECT digest, bytes FROM census.publication_files WHERE kind = $1 AND as_of = $2 AND format = $3`
	if err := q.QueryRow(ctx, sql, string(n.Kind), n.AsOf, string(f)).Scan(&digest, &text); err != nil {
		return nil, nil, pg.Fault(err)
	}
	return digest, text, nil
}
