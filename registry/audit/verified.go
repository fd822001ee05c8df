package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit/tree"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// Verification is what a verification found, kept with its day.
type Verification struct {
	Number int64
	At     time.Time
	Person institution.PersonID
	Report tree.Report
}

// Sealed says how far the record is sealed.
type Sealed struct {
	Heads     []tree.Head    // the newest signed heads, newest first
	Waiting   int            // lines that have no place in the tree yet
	Verified  []Verification // newest first
	Recording Named          // who verified
}

// mostHeads and mostVerified bound what is shown of heads and verifications. Arbitrary.
const mostHeads, mostVerified = 10, 20

// Sealed gives the newest signed heads, and what verifications found.
func (l *Log) Sealed(ctx context.Context, caller access.Caller, keys tree.Keys) (out Sealed, err error) {
	line := Line{Caller: caller, Action: access.ReadLines, Asked: "heads and verifications"}
	err = l.answer(ctx, &line, func(ctx context.Context, tx pgx.Tx) error {
		if out.Heads, err = newest(ctx, tx, keys); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM access_waiting`).Scan(&out.Waiting); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT number, at, person, report FROM verifications ORDER BY number DESC LIMIT $1`, mostVerified)
		if err != nil {
			return err
		}
		if out.Verified, err = pgx.CollectRows(rows, pgx.RowToStructByName[Verification]); err != nil {
			return err
		}
		var people []institution.PersonID
		for i := range out.Verified {
			people = append(people, out.Verified[i].Person)
		}
		out.Recording, err = names(ctx, tx, people, nil, nil)
		return err
	})
	if err != nil {
		return Sealed{}, fmt.Errorf("read heads: %w", pg.Fault(err))
	}
	return out, nil
}

// newest reads signed heads. One that none of the keys has signed is left out: a
// verification names it.
func newest(ctx context.Context, q pg.Querier, keys tree.Keys) ([]tree.Head, error) {
	rows, err := q.Query(ctx, `SELECT note FROM checkpoints ORDER BY epoch DESC, size DESC LIMIT $1`, mostHeads)
	if err != nil {
		return nil, err
	}
	notes, err := pgx.CollectRows(rows, pgx.RowTo[string])
	var out []tree.Head
	for _, n := range notes {
		if h, err := keys.ParseHead(n); err == nil {
			out = append(out, h)
		}
	}
	return out, err
}

// Verify verifies the whole record, as [tree.Verify] does, for who may read it, and
// keeps what it found.
func (l *Log) Verify(ctx context.Context, caller access.Caller, against tree.Against) (Verification, error) {
	line := Line{Caller: caller, Action: access.ReadLines, Asked: "verify the record"}
	if err := l.answer(ctx, &line, func(context.Context, pgx.Tx) error { return nil }); err != nil {
		return Verification{}, err
	}
	report, err := tree.Verify(ctx, l.pool, against)
	if err != nil {
		return Verification{}, err
	}
	out := Verification{At: l.now(), Person: caller.Person, Report: report}
	text, err := json.Marshal(report)
	if err != nil {
		return out, fmt.Errorf("encode verification: %w", err)
	}
	err = pg.InTx(ctx, l.pool, func(ctx context.Context, tx pgx.Tx) error {
		const sql = `INSERT INTO verifications (at, person, leaves, heads, findings, report) VALUES ($1, $2, $3, $4, $5, $6) RETURNING number`
		return tx.QueryRow(ctx, sql, out.At, out.Person, report.Leaves, report.Heads, len(report.Findings), text).Scan(&out.Number)
	})
	if err != nil {
		return Verification{}, fmt.Errorf("keep verification: %w", err)
	}
	return out, nil
}

// Verified gives one verification. It fails with [fault.NotFound] where there is none.
func (l *Log) Verified(ctx context.Context, caller access.Caller, number int64) (out Verification, err error) {
	line := Line{Caller: caller, Action: access.ReadLines, Asked: fmt.Sprintf("verification %d", number)}
	err = l.answer(ctx, &line, func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT number, at, person, report FROM verifications WHERE number = $1`, number)
		if err != nil {
			return err
		}
		out, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Verification])
		return err
	})
	if err = pg.Fault(err); fault.Is(err, fault.NotFound) {
		return out, fault.Newf(fault.NotFound, "there is no such verification")
	}
	return out, err
}
