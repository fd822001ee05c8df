package erasure

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/intake"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// Apply erases and strikes out again what a restored database has brought back, by
// the list in the state folder, in the transaction that restores it, once its new
// life has begun ([intake.Intake.Restart]) and before anybody is answered. Done
// twice it changes nothing. Its records, which are in the list, take new positions.
// tx is a superuser's, or the owner's: it works as the erasure role. It fails with
// [fault.Invalid] if the list is not whole.
func Apply(ctx context.Context, tx pgx.Tx, state string, now time.Time) (erased int, err error) {
	entries, err := ReadList(state)
	if err != nil || len(entries) == 0 {
		return 0, err
	}
	var before string
	if err := tx.QueryRow(ctx, `SELECT current_user`).Scan(&before); err != nil {
		return 0, wrap("apply erasures", err)
	}
	if _, err := tx.Exec(ctx, `SET LOCAL ROLE faro_erasure`); err != nil {
		return 0, wrap("apply erasures", err)
	}
	if erased, err = apply(ctx, tx, entries, now); err != nil {
		return 0, wrap("apply erasures", err)
	}
	_, err = tx.Exec(ctx, `SELECT set_config('role', $1, true)`, before)
	return erased, wrap("apply erasures", err)
}

func apply(ctx context.Context, tx pgx.Tx, entries []Entry, now time.Time) (int, error) {
	if err := strikeAgain(ctx, tx, entries, now); err != nil {
		return 0, err
	}
	dead, err := toBury(ctx, tx, entries)
	if err != nil || len(dead) == 0 {
		return 0, err
	}
	var minors []minor.ID
	for i := range dead {
		minors = append(minors, dead[i].Record.Minor)
	}
	slices.SortFunc(minors, minor.ID.Compare)
	told, err := audience(ctx, tx, minors)
	if err != nil {
		return 0, err
	}
	for i := range dead {
		dead[i].Told = told
	}
	if err := loosen(ctx, tx, minors); err != nil {
		return 0, err
	}
	if err := wipe(ctx, tx, minors); err != nil {
		return 0, err
	}
	return len(dead), intake.Bury(ctx, tx, now, dead)
}

// toBury gives the minors of the list who have no tombstone, each by the last entry.
func toBury(ctx context.Context, tx pgx.Tx, entries []Entry) ([]intake.Burial, error) {
	rows, err := tx.Query(ctx, `SELECT minor FROM tombstones`)
	if err != nil {
		return nil, err
	}
	there, err := pgx.CollectRows(rows, pgx.RowTo[minor.ID])
	if err != nil {
		return nil, err
	}
	seen := map[minor.ID]bool{}
	for _, m := range there {
		seen[m] = true
	}
	var out []intake.Burial
	for _, e := range slices.Backward(entries) {
		if !e.Struck.IsZero() || seen[e.Minor] {
			continue
		}
		seen[e.Minor] = true
		rec, err := change.Decode(e.Says)
		if err != nil {
			return nil, fault.Newf(fault.Invalid, "entry %d of the list of erasures cannot be read", e.N)
		}
		if _, is := rec.Body.(change.Erased); !is || rec.Minor != e.Minor {
			return nil, fault.Newf(fault.Invalid, "entry %d of the list of erasures says something else", e.N)
		}
		out = append(out, intake.Burial{Record: rec})
	}
	slices.Reverse(out)
	return out, nil
}

// strikeAgain lets go of the bodies that the list says were struck out, and notes
// them, so that they are not taken back from installations either.
func strikeAgain(ctx context.Context, tx pgx.Tx, entries []Entry, now time.Time) error {
	for _, e := range entries {
		if e.Struck.IsZero() {
			continue
		}
		if _, err := tx.Exec(ctx, `UPDATE records SET body = NULL WHERE id = $1 AND body IS NOT NULL`, e.Struck); err != nil {
			return fmt.Errorf("strike out again: %w", err)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO struck_bodies (record, minor, at) VALUES ($1, $2, $3) ON CONFLICT (record) DO NOTHING`, e.Struck, e.Minor, now); err != nil {
			return fmt.Errorf("strike out again: %w", err)
		}
		if err := bump(ctx, tx, e.Minor); err != nil {
			return err
		}
	}
	return nil
}

// bump makes whoever keeps a casefile in memory read it again.
func bump(ctx context.Context, tx pgx.Tx, m minor.ID) error {
	_, err := tx.Exec(ctx, `UPDATE casefiles SET version = version + 1 WHERE minor = $1`, m)
	return wrap("mark casefile", err)
}
