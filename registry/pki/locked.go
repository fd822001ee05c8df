package pki

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/api"
	"faro.example/shared/fault"
)

// Locked writes down that an installation's store is locked: its machine is up,
// and nobody has given the passphrase. It counts as a word heard of it, and ends
// with the first request under its certificate. Words that no installation
// signed, and those of one that was revoked, are [fault.Unauthenticated].
func (a *Authority) Locked(ctx context.Context, in api.Locked) error {
	var key []byte
	const find = `SELECT record_key FROM installations WHERE id = $1 AND revoked_at IS NULL`
	err := a.pool.QueryRow(ctx, find, in.Agent).Scan(&key)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return pg.Fault(fmt.Errorf("find installation: %w", err))
	}
	if err != nil || !in.By(key) {
		return a.refuse("locked", &fault.Error{Kind: fault.Unauthenticated, Detail: "these are not the words of an installation",
			Remedy: "unlock the store: it asks by itself then"})
	}
	const q = `UPDATE installations SET locked_at = $2 WHERE id = $1 AND locked_at IS NULL`
	if _, err := a.pool.Exec(ctx, q, in.Agent, a.now()); err != nil {
		return pg.Fault(fmt.Errorf("lock: %w", err))
	}
	return a.seen(ctx, in.Agent)
}

// unlock writes down that an installation is open again: it has shown its
// certificate, which lies in the store.
func (a *Authority) unlock(ctx context.Context, h holder) error {
	if !h.Locked {
		return nil
	}
	if _, err := a.pool.Exec(ctx, `UPDATE installations SET locked_at = NULL WHERE id = $1`, h.Agent); err != nil {
		return pg.Fault(fmt.Errorf("unlock: %w", err))
	}
	return nil
}
