// Package pg is the plumbing between the registry and PostgreSQL: pools, the
// transaction, the faults, the types and the migrations. It knows no table.
//
// The invariant: a transaction is reached only through [InTx], [InTxAs],
// [InSnapshot] and [InSnapshotAfter], which set what row-level security reads, commit at most once
// and say so when a commit cannot be relied on; and no error that leaves them
// tells a value of a row or of a parameter.
package pg

import (
	"context"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/shared/fault"
)

// Querier is something that can query: a pool, a connection or a transaction.
// A function that only reads takes one; a function that must be inside a
// transaction takes a [pgx.Tx].
type Querier interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// Options is how a pool is used; the zero value is useful.
type Options struct {
	// Name is what PostgreSQL shows for the pool's connections.
	Name string
	// MaxConns bounds the connections; 0 leaves it to pgxpool.
	MaxConns int32
	// ReadOnly makes every transaction of the pool read only.
	ReadOnly bool
	// PlanOnce has each statement planned once for a connection, for values not
	// known then. It is for a pool whose statements find rows by their keys, many
	// at a time: else the first five of each are planned for their values, which
	// costs as much as they do, and of a small table reads all.
	PlanOnce bool
	// Late makes the pool without reaching the database, for one that need not be there.
	Late bool
	// Tracer sees every query; nil for nobody.
	Tracer pgx.QueryTracer
	// Log is told what the server warns of; nil for nobody.
	Log *slog.Logger
}

const (
	// idleInTransaction ends a transaction that was left open by a defect, so
	// that it does not hold its locks for ever. Arbitrary.
	idleInTransaction = "60s"
	// connectTimeout is how long one attempt to reach the server may take. Arbitrary.
	connectTimeout = 10 * time.Second
)

// Open makes a pool and reaches the database once. It fails with
// [fault.Invalid] if dsn cannot be read, and with [fault.Busy] if the database
// does not answer.
func Open(ctx context.Context, dsn string, opts Options) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, &fault.Error{Kind: fault.Invalid, Detail: "the address of the database cannot be read",
			Remedy: "write it as postgres://role@host/database"}
	}
	opts.apply(cfg)
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, Fault(err)
	}
	if opts.Late {
		return pool, nil
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, Fault(err)
	}
	return pool, nil
}

func (o Options) apply(cfg *pgxpool.Config) {
	if o.MaxConns > 0 {
		cfg.MaxConns = o.MaxConns
	}
	params := cfg.ConnConfig.RuntimeParams
	params["application_name"] = o.Name
	params["timezone"] = "UTC"
	params["idle_in_transaction_session_timeout"] = idleInTransaction
	// What is asked here is small: starting workers for it takes longer than it,
	// and their processors from others.
	params["max_parallel_workers_per_gather"] = "0"
	if o.PlanOnce {
		params["plan_cache_mode"] = "force_generic_plan"
	}
	if o.ReadOnly {
		params["default_transaction_read_only"] = "on"
	}
	if cfg.ConnConfig.ConnectTimeout == 0 {
		cfg.ConnConfig.ConnectTimeout = connectTimeout
	}
	cfg.ConnConfig.Tracer = o.Tracer
	cfg.ConnConfig.OnNotice = notices(o.Log)
	cfg.AfterConnect = func(_ context.Context, conn *pgx.Conn) error {
		registerTypes(conn.TypeMap())
		return nil
	}
}

// unreplicated is the mark that a connection carries once the server has
// warned that its last commit may not have reached a standby.
const unreplicated = "faro.unreplicated"

// notices keeps the one warning that a transaction must know of, and tells the
// code of any other. The text of a notice can hold a value, so it is not told.
func notices(log *slog.Logger) pgconn.NoticeHandler {
	return func(conn *pgconn.PgConn, n *pgconn.Notice) {
		if n.Severity == "" {
			return
		}
		// By the routine that speaks: the text is in the server's language.
		if n.Routine == "SyncRepWaitForLSN" {
			conn.CustomData()[unreplicated] = true
		}
		if log != nil && n.SeverityUnlocalized == "WARNING" {
			log.Warn("postgres warns", "code", n.Code, "routine", n.Routine)
		}
	}
}
