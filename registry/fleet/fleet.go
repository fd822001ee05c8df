// Package fleet keeps which registryds work on the tables and what each was made
// for, so that they can be replaced one after the other: it owns the tables
// servers and tables_need.
//
// The invariant: no migration takes away what a registryd that runs still needs,
// and the ledger takes no record that one cannot read; and a program that is too
// old for the tables, or too new, does not begin to work on them. Who asks and
// who begins to run cannot pass by one another: both go through the lock of the
// table servers.
package fleet

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/migrations"
	"faro.example/registry/pg"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/id"
)

const (
	// Every is how often a server says that it runs.
	Every = 10 * time.Second
	// goneAfter is after how long without a word a server counts as gone: one that
	// was frozen as long finds out by itself that it is too old, and ends. Arbitrary.
	goneAfter = time.Minute
	// keptFor is how long a row stays of a server that never said that it ended.
	keptFor = 24 * time.Hour
)

// Program is what a program was made for.
type Program struct {
	Tables uint // the newest version of the tables that it knows
	Rules  int  // the version of the rules by which it folds
	Level  int  // up to which level of the ledger it reads records
}

// This is the program that runs here.
func This() Program {
	return Program{Tables: migrations.Newest(), Rules: casefile.Rules, Level: change.Level}
}

// Name gives the name of a connection by which others see that its program has a
// place in the fleet; those from before there was one have a bare name.
func (p Program) Name(role string) string { return fmt.Sprintf("%s/%d", role, p.Tables) }

// Fits fails with [fault.Invalid] if the program is too old for the tables, or
// the tables are too old for it.
func (p Program) Fits(ctx context.Context, q pg.Querier) error {
	var needs uint
	err := q.QueryRow(ctx, `SELECT tables FROM tables_need`).Scan(&needs)
	var told *pgconn.PgError
	switch {
	case errors.As(err, &told) && told.Code == "42P01": // there is no such table yet
		return &fault.Error{Kind: fault.Invalid, Detail: "the tables are those of an older version", Remedy: "run: registryctl migrate up"}
	case err != nil:
		return pg.Fault(fmt.Errorf("see what the tables need: %w", err))
	case p.Tables < needs:
		return tooOld(p.Tables, needs)
	}
	return nil
}

func tooOld(have, needs uint) error {
	return &fault.Error{Kind: fault.Invalid,
		Detail: fmt.Sprintf("this program was made for tables of version %d, and those there are need one of %d", have, needs),
		Remedy: "install the newer version on this machine too"}
}

// Member is one server that runs.
type Member struct {
	Program
	ID    id.Of[Member]
	Since time.Time
}

// Place is that of a server in the fleet, from [Join] to [Place.Leave].
type Place struct {
	pool *pgxpool.Pool
	me   Member
}

// Join notes that a server runs. It fails with [fault.Invalid] if it does not fit
// the tables. pool is one of the role faro_directory.
func Join(ctx context.Context, pool *pgxpool.Pool, p Program) (*Place, error) {
	at := &Place{pool: pool, me: Member{Program: p, ID: id.New[Member]()}}
	return at, at.Renew(ctx)
}

// Renew says that the server still runs. Once the tables need a newer program it
// fails with [fault.Invalid]: then the server has to end.
func (p *Place) Renew(ctx context.Context) error {
	return pg.InTx(ctx, p.pool, func(ctx context.Context, tx pgx.Tx) error {
		if err := p.me.Fits(ctx, tx); err != nil {
			return err
		}
		const say = `INSERT INTO servers (id, tables, rules, level) VALUES ($1, $2, $3, $4)
			ON CONFLICT (id) DO UPDATE SET seen_at = now()`
		if _, err := tx.Exec(ctx, say, p.me.ID, p.me.Tables, p.me.Rules, p.me.Level); err != nil {
			return fmt.Errorf("join the servers: %w", err)
		}
		if _, err := tx.Exec(ctx, `DELETE FROM servers WHERE seen_at < now() - $1::interval`, keptFor); err != nil {
			return fmt.Errorf("forget servers: %w", err)
		}
		return p.me.Fits(ctx, tx) // again: who migrates may have held the lock that the row waited for
	})
}

// Leave notes that the server has ended.
func (p *Place) Leave(ctx context.Context) error {
	_, err := p.pool.Exec(ctx, `DELETE FROM servers WHERE id = $1`, p.me.ID)
	return pg.Fault(err)
}

// Run says again and again that the server runs, until ctx is done. It returns
// early, with the error, once the tables need a newer program.
func (p *Place) Run(ctx context.Context, log *slog.Logger) error {
	tick := time.NewTicker(Every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		switch err := p.Renew(ctx); {
		case fault.Is(err, fault.Invalid):
			return err
		case err != nil && ctx.Err() == nil:
			log.Warn("could not say that this server runs", "error", err)
		}
	}
}

// Running lists the servers that run, the oldest program first.
func Running(ctx context.Context, q pg.Querier) ([]Member, error) {
	const sql = `SELECT id, tables, rules, level, since FROM servers WHERE seen_at >= now() - $1::interval ORDER BY tables, level, since`
	rows, err := q.Query(ctx, sql, goneAfter)
	if err != nil {
		return nil, pg.Fault(fmt.Errorf("list servers: %w", err))
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (m Member, err error) {
		return m, row.Scan(&m.ID, &m.Tables, &m.Rules, &m.Level, &m.Since)
	})
	return out, pg.Fault(err)
}
