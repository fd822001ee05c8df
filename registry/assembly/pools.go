package assembly

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/fleet"
	"faro.example/registry/pg"
	"faro.example/registry/standby"
	"faro.example/shared/fault"
)

// open connects every part, all at once, so that what is not granted is said at
// the start; for one command only the first, by which it sees that the database
// is there and fits.
func (p *Pools) open(ctx context.Context, o Options) error {
	parts := []struct {
		pool     **pgxpool.Pool
		role     string
		readOnly bool
	}{
		{&p.Directory, "faro_directory", false},
		{&p.Intake, "faro_intake", false},
		{&p.Feed, "faro_feed", false},
		{&p.Audit, "faro_audit", false},
		{&p.Reader, "faro_reader", true},
		{&p.Census, "faro_census", true},
		{&p.Signin, "faro_signin", false},
		{&p.Alert, "faro_alert", false},
		{&p.Match, "faro_match", false},
		{&p.Publication, "faro_publication", false},
		{&p.Webhook, "faro_webhook", false},
		{&p.Mail, "faro_mail", false},
		{&p.Presence, "faro_presence", false},
		{&p.Files, "faro_files", false},
		{&p.Keys, "faro_keys", false},
		{&p.Erasure, "faro_erasure", false},
		{&p.Work, "faro_work", false},
	}
	errs := make([]error, len(parts))
	var wait sync.WaitGroup
	for i, part := range parts {
		wait.Go(func() {
			*part.pool, errs[i] = pg.Open(ctx, o.DSN(part.role), pg.Options{
				Name: fleet.This().Name(part.role), MaxConns: o.Connections, ReadOnly: part.readOnly, PlanOnce: part.pool == &p.Intake,
				Late: o.Brief && part.pool != &p.Directory, Log: o.Log,
			})
		})
	}
	wait.Wait()
	for i, err := range errs {
		if err == nil {
			continue
		}
		if p.Directory != nil { // of an older version a role may be missing
			if unfit := migrated(ctx, p.Directory); fault.Is(unfit, fault.Invalid) {
				return unfit
			}
		}
		return fmt.Errorf("connect as %s: %w", parts[i].role, err) // one is enough to be told
	}
	return nil
}

// follow has a replica of the database answer, if one is set: it need not be there.
func (r *Registry) follow(ctx context.Context, o Options) (err error) {
	if o.Replica == "" {
		return nil
	}
	r.Standby, err = standby.Open(ctx, standby.Options{
		Primary: r.Pools.Reader, DSN: o.ReplicaDSN, Name: fleet.This().Name, Roles: []string{"faro_census", "faro_reader"},
		Connections: o.Connections, Limit: o.ReplicaLimit, Now: time.Now, Log: o.Log, Metrics: r.Metrics,
	})
	return err
}

func (p *Pools) close() {
	for _, pool := range []*pgxpool.Pool{p.Directory, p.Intake, p.Feed, p.Audit, p.Reader, p.Census, p.Signin, p.Alert, p.Match, p.Publication, p.Presence, p.Files, p.Webhook, p.Mail, p.Keys, p.Work, p.Erasure} {
		if pool != nil {
			pool.Close()
		}
	}
}

// migrated fails with [fault.Invalid] if the database has no schema, or one that
// this program does not fit.
func migrated(ctx context.Context, q pg.Querier) error {
	var there bool
	if err := q.QueryRow(ctx, `SELECT to_regclass('ledger_head') IS NOT NULL`).Scan(&there); err != nil {
		return pg.Fault(fmt.Errorf("look at the schema: %w", err))
	}
	if !there {
		return &fault.Error{Kind: fault.Invalid, Detail: "the database has no tables yet", Remedy: "run: registryctl migrate up"}
	}
	return fleet.This().Fits(ctx, q)
}

// enrolled reports whether the database holds installations.
func enrolled(ctx context.Context, o Options) (there bool, err error) {
	pool, err := pg.Open(ctx, o.DSN("faro_directory"), pg.Options{Name: fleet.This().Name("faro_directory"), MaxConns: 1})
	if err != nil {
		return false, err
	}
	defer pool.Close()
	if err := migrated(ctx, pool); err != nil {
		return false, err
	}
	err = pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM installations)`).Scan(&there)
	return there, pg.Fault(err)
}
