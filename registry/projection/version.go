package projection

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/pg"
)

// Version is that of what the read tables hold of every casefile, apart from the
// rules by which it is folded. It is raised with every migration that adds to
// them what the casefiles that are there already want as well; the first came
// with whose guardian somebody is, the second with what is asked for and decided.
const Version = 2

// renewing is the advisory lock that makes renewals one at a time.
const renewing = 0x6661726f_70726f6a // "faroproj"

// Renew has the read tables made anew if an older program made them, and reports
// whether they were. It is done by one registryd at a time, beside pushes, and
// begun again by the next if it was broken off. A registryd of an older version
// that still runs beside this one may leave out what this one has put in: stop
// the old ones first.
func Renew(ctx context.Context, pool *pgxpool.Pool, rebuild func(context.Context) error) (renewed bool, err error) {
	var version int
	const find = `SELECT version FROM projections`
	if err := pool.QueryRow(ctx, find).Scan(&version); err != nil {
		return false, fmt.Errorf("renew: %w", pg.Fault(err))
	}
	if version >= Version {
		return false, nil
	}
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return false, fmt.Errorf("renew: %w", pg.Fault(err))
	}
	defer conn.Release()
	var alone bool
	if err := conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1)`, int64(renewing)).Scan(&alone); err != nil || !alone {
		return false, pg.Fault(err)
	}
	defer func() {
		_, uerr := conn.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, int64(renewing))
		if err == nil {
			err = pg.Fault(uerr)
		}
	}()
	if err := rebuild(ctx); err != nil {
		return false, fmt.Errorf("renew: %w", err)
	}
	_, err = conn.Exec(ctx, `UPDATE projections SET version = greatest(version, $1)`, Version)
	return err == nil, pg.Fault(err)
}
