package publication

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/registry/report"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
)

// approvals is the lock under which publications are approved, one after the
// other: each takes those before it into account. Arbitrary.
const approvals = 0x66617270

// back is how many days back publications are taken into account that speak of
// the same days, directly or through others: a year and a month. Arbitrary;
// what is older shares no day with what is new but through many others.
const back = 397

// Approve publishes a draft as it was read: it is made for the public, in all
// formats, and frozen. It fails with [fault.Denied] for who may not publish and
// for a machine, with [fault.Conflict] if the draft has changed since, and with
// [fault.Invalid] if small counts cannot be kept from being worked out.
func (d *Desk) Approve(ctx context.Context, caller access.Caller, n Name, revision int) (Publication, error) {
	if revision < 1 {
		return Publication{}, fault.Field("revision", "missing", "approve the draft that was read")
	}
	if caller.Person.IsZero() || !caller.Agent.IsZero() {
		caller.Role = "" // a machine approves nothing: its line says that it tried
	}
	if err := d.enter(ctx, caller); err != nil {
		return Publication{}, err
	}
	p, err := one(ctx, d.Pool, n)
	if err == nil {
		err = p.open(revision)
	}
	if err != nil {
		return Publication{}, err
	}
	p.ApprovedAt, p.ApprovedBy = d.Now(), caller.Person
	full, err := d.full(ctx, caller, p)
	if err != nil {
		return Publication{}, err
	}
	earlier, seen, err := d.earlier(ctx, full)
	if err != nil {
		return Publication{}, err
	}
	made, err := d.freeze(ctx, &p, full, earlier)
	if err != nil {
		return Publication{}, err
	}
	return d.keep(ctx, p, made, seen)
}

// full makes the report of a publication for the Ministry, as known when it was
// drafted.
func (d *Desk) full(ctx context.Context, caller access.Caller, p Publication) (report.Report, error) {
	out, err := d.Maker.Make(ctx, caller, p.Kind, report.Question{AsOf: p.AsOf, Position: p.Position})
	if err != nil {
		return report.Report{}, fmt.Errorf("make %s: %w", p.Name, err)
	}
	if out.Epoch != p.Epoch {
		out.Epoch = p.Epoch // the position was given in an earlier life of the ledger, and is still the same
	}
	out.Remarks = p.Remarks
	return out, nil
}

// public makes what is published of a report.
func public(p *Publication, full report.Report, earlier []report.Report) (report.Report, error) {
	out, err := full.Public(p.Floor, earlier...)
	if err != nil {
		return report.Report{}, err
	}
	out.Dated = day.FromTime(p.ApprovedAt)
	found, err := out.Attack(p.Floor, earlier...)
	if err != nil {
		return report.Report{}, err
	}
	if len(found.Holes) > 0 {
		return report.Report{}, fault.Field("tables", fmt.Sprintf("%d withheld counts could be worked out", len(found.Holes)), "publish fewer tables, or wider classes")
	}
	return out, nil
}

// earlier gives what is published already and speaks of days that a report
// speaks of, directly or through one another, the newest first, and how many are
// published at all.
func (d *Desk) earlier(ctx context.Context, full report.Report) (out []report.Report, seen int, err error) {
	if seen, err = published(ctx, d.Pool); err != nil {
		return nil, 0, err
	}
	all, err := read(ctx, d.Pool, `approved_at IS NOT NULL AND as_of >= $1 AND as_of <= $2`, full.AsOf.Add(-back), full.AsOf.Add(back))
	if err != nil {
		return nil, 0, err
	}
	reports := make([]report.Report, len(all))
	for i, p := range all {
		if reports[i], err = content(ctx, d.Pool, p.Name); err != nil {
			return nil, 0, err
		}
	}
	return linked(full, reports), seen, nil
}

// published is how many publications there are.
func published(ctx context.Context, q pg.Querier) (n int, err error) {
	const sql = `SELECT count(*) FROM census.publications WHERE approved_at IS NOT NULL`
	return n, pg.Fault(q.QueryRow(ctx, sql).Scan(&n))
}

// linked gives those reports that share a day with one, or with another that does.
func linked(of report.Report, all []report.Report) []report.Report {
	days := of.Days()
	in := make([]bool, len(all))
	for grown := true; grown; {
		grown = false
		for i := range all {
			theirs := all[i].Days()
			if !in[i] && slices.ContainsFunc(theirs, func(on day.Date) bool { return slices.Contains(days, on) }) {
				in[i], grown = true, true
				days = append(days, theirs...)
			}
		}
	}
	var out []report.Report
	for i := range all {
		if in[i] {
			out = append(out, all[i])
		}
	}
	return out
}

// file is the bytes of one format.
type file struct {
	format report.Format
	digest [sha256.Size]byte
	bytes  []byte
}

// freeze makes the files of a publication, and says in it what they are.
func (d *Desk) freeze(ctx context.Context, p *Publication, full report.Report, earlier []report.Report) ([]file, error) {
	out, err := public(p, full, earlier)
	if err != nil {
		return nil, err
	}
	p.Before = nil
	for _, r := range earlier {
		p.Before = append(p.Before, Name{r.Kind, r.AsOf})
	}
	var made []file
	p.Files = nil
	for _, f := range report.Formats(p.Kind) {
		text, err := d.Press.Make(ctx, out, f)
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", f, err)
		}
		made = append(made, file{f, sha256.Sum256(text), text})
	}
	slices.SortFunc(made, func(a, b file) int { return bytes.Compare([]byte(a.format), []byte(b.format)) })
	p.Digest = hex.EncodeToString(digestOf(made))
	return made, nil
}

// digestOf is the digest of a publication: over those of its files, by format.
func digestOf(made []file) []byte {
	h := sha256.New()
	for _, f := range made {
		h.Write(f.digest[:])
	}
	return h.Sum(nil)
}

// keep writes a publication with its files, unless another was approved, or the
// draft has changed, meanwhile.
func (d *Desk) keep(ctx context.Context, p Publication, made []file, seen int) (out Publication, err error) {
	err = pg.InTx(ctx, d.Pool, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, approvals); err != nil {
			return pg.Fault(err)
		}
		if err := unchanged(ctx, tx, p, seen); err != nil {
			return err
		}
		for _, f := range made {
			const sql = `INSERT INTO census.publication_files (kind, as_of, format, digest, bytes) VALUES ($1, $2, $3, $4, $5)`
			if _, err := tx.Exec(ctx, sql, string(p.Kind), p.AsOf, string(f.format), f.digest[:], f.bytes); err != nil {
				return pg.Fault(err)
			}
		}
		const sql = `UPDATE census.publications SET approved_at = @at, approved_by = @by, taken_into_account = @before, digest = @digest
			WHERE kind = @kind AND as_of = @as_of`
		_, err := tx.Exec(ctx, sql, pgx.StrictNamedArgs{
			"kind": string(p.Kind), "as_of": p.AsOf, "at": p.ApprovedAt, "by": p.ApprovedBy, "before": names(p.Before), "digest": digestOf(made),
		})
		if err != nil {
			return pg.Fault(err)
		}
		out, err = one(ctx, tx, p.Name)
		return err
	})
	if err != nil {
		return Publication{}, fmt.Errorf("freeze: %w", err)
	}
	return out, nil
}

// unchanged fails with [fault.Conflict] if the draft, or what is to be taken
// into account, is not what it was when the files were made.
func unchanged(ctx context.Context, tx pgx.Tx, p Publication, seen int) error {
	now, err := one(ctx, tx, p.Name)
	if err != nil {
		return err
	}
	if err := now.open(p.Revision); err != nil {
		return err
	}
	n, err := published(ctx, tx)
	if err != nil {
		return err
	}
	if n != seen {
		return &fault.Error{Kind: fault.Conflict, Detail: "another publication was approved meanwhile", Remedy: "approve it again: the other is then taken into account"}
	}
	return nil
}

func names(of []Name) []string {
	out := make([]string, len(of))
	for i, n := range of {
		out[i] = n.String()
	}
	return out
}

// Remake makes a publication again from its position, and fails with
// [fault.Conflict] unless what can be made again is what was published, byte for
// byte: all but PDF and XLSX, which hold when and by what they were written. It
// gives the formats that were compared.
func (d *Desk) Remake(ctx context.Context, caller access.Caller, n Name) ([]report.Format, error) {
	if err := d.enter(ctx, caller); err != nil {
		return nil, err
	}
	p, err := one(ctx, d.Pool, n)
	if err != nil {
		return nil, err
	}
	if !p.Frozen() {
		return nil, fault.Newf(fault.Conflict, "a draft was never published")
	}
	full, err := d.full(ctx, caller, p)
	if err != nil {
		return nil, err
	}
	var earlier []report.Report
	for _, b := range p.Before {
		r, err := content(ctx, d.Pool, b)
		if err != nil {
			return nil, err
		}
		earlier = append(earlier, r)
	}
	again, err := public(&p, full, earlier)
	if err != nil {
		return nil, err
	}
	return d.same(ctx, p, again)
}

// same compares what is made again with what was published.
func (d *Desk) same(ctx context.Context, p Publication, again report.Report) ([]report.Format, error) {
	var compared []report.Format
	for _, f := range report.Formats(p.Kind) {
		if !f.Repeats() {
			continue
		}
		text, err := d.Press.Make(ctx, again, f)
		if err != nil {
			return nil, err
		}
		digest := sha256.Sum256(text)
		was, _, err := bytesOf(ctx, d.Pool, p.Name, f)
		if err != nil {
			return nil, err
		}
		if !bytes.Equal(was, digest[:]) {
			return compared, &fault.Error{Kind: fault.Conflict, Detail: fmt.Sprintf("%s made again as %s is not what was published", p.Name, f),
				Remedy: "what was published is kept and stays; find out what changed: the census as known then, or how reports are written"}
		}
		compared = append(compared, f)
	}
	return compared, nil
}
