package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg/privatepg"
)

// floor is what COPY needs for the rows that a run left behind, in records a
// second, so that it can be compared with the run.
type floor struct {
	Two    float64        `json:"copy_on_two"`    // every table, on two connections
	One    float64        `json:"copy_on_one"`    // every table, on one connection
	Ledger float64        `json:"copy_of_ledger"` // the ledger's rows alone, on two connections
	CPU    float64        `json:"copy_us"`        // of a processor, for each record, by PostgreSQL: every table, on two connections
	Rows   map[string]int `json:"rows"`
	Bytes  int            `json:"bytes"`
}

// tablesOf lists the tables of a registry but for those that refer to others:
// all are looked at, so that none is left out of what a run has written. Those
// others were there before; what a push writes of them is a row for each
// installation, and pairs that may be one child.
func tablesOf(ctx context.Context, conn *pgx.Conn) ([]string, error) {
	const tables = `SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname IN ('public', 'census')
			AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f') ORDER BY 1`
	rows, err := conn.Query(ctx, tables)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// template is the database whose tables are empty: it was migrated as the
// registry's was, so that indexes, keys and constraints are the same.
const template = "floor_empty"

// dump is the rows of a table, in the binary form of COPY, in two halves.
type dump struct {
	table   string
	columns string
	halves  [2][]byte
}

// floor measures the floor of a run of that many records, which wrote from a
// transaction on. The better of two tries counts: a floor that was disturbed
// would flatter the run.
func (r *registry) floor(ctx context.Context, from uint64, records int) (floor, error) {
	out := floor{Rows: map[string]int{}}
	dumps, err := r.dumps(ctx, from, &out)
	if err != nil {
		return out, err
	}
	for _, m := range []struct {
		to    *float64
		hands int
		dumps []dump
	}{
		{&out.Two, 2, dumps}, {&out.One, 1, dumps},
		{&out.Ledger, 2, slices.DeleteFunc(slices.Clone(dumps), func(d dump) bool { return d.table != "ledger" })},
	} {
		for range 2 {
			took, spent, err := r.copyIn(ctx, m.dumps, m.hands)
			if err != nil {
				return out, err
			}
			*m.to = max(*m.to, float64(records)/took.Seconds())
			if m.to == &out.Two {
				out.spent(spent, records)
			}
		}
	}
	return out, nil
}

// dumps gives the rows that a run left, table by table.
func (r *registry) dumps(ctx context.Context, from uint64, out *floor) ([]dump, error) {
	names, err := tablesOf(ctx, r.admin)
	if err != nil {
		return nil, err
	}
	var dumps []dump
	for _, table := range names {
		d, n, err := r.dump(ctx, table, from)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", table, err)
		}
		if n > 0 {
			dumps = append(dumps, d)
			out.Rows[table] = n
			out.Bytes += len(d.halves[0]) + len(d.halves[1])
		}
	}
	return dumps, nil
}

// spent keeps the less of what two tries of COPY have cost.
func (f *floor) spent(u usage, records int) {
	if each := float64(u.postgres.Microseconds()) / float64(records); f.CPU == 0 || each < f.CPU {
		f.CPU = each
	}
}

// dump copies out the rows of a table that a transaction from one on has
// written and that still stand, in the order of the table, the first half of
// the pages and the second.
func (r *registry) dump(ctx context.Context, table string, from uint64) (dump, int, error) {
	d := dump{table: table}
	const columns = `SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
		WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`
	if err := r.admin.QueryRow(ctx, columns, table).Scan(&d.columns); err != nil {
		return d, 0, err
	}
	written := fmt.Sprintf(`xmin::text::bigint >= %d`, from)
	var rows int
	var middle int64
	err := r.admin.QueryRow(ctx, `SELECT count(*), coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY ((ctid::text::point)[0])::bigint), 0)
		FROM `+table+` WHERE `+written).Scan(&rows, &middle)
	if err != nil {
		return d, 0, err
	}
	for k, half := range []string{"<", ">="} {
		var b bytes.Buffer
		sql := fmt.Sprintf(`COPY (SELECT %s FROM %s WHERE %s AND ctid %s '(%d,0)'::tid) TO STDOUT (FORMAT binary)`,
			d.columns, table, written, half, middle)
		if _, err := r.admin.PgConn().CopyTo(ctx, &b, sql); err != nil {
			return d, 0, err
		}
		d.halves[k] = b.Bytes()
	}
	return d, rows, nil
}

// copyIn copies rows into empty tables, each connection its half of every
// table, in one transaction, and gives how long it took until all was durable,
// and what it has cost.
func (r *registry) copyIn(ctx context.Context, dumps []dump, hands int) (_ time.Duration, _ usage, err error) {
	const name = "floor"
	if err := r.exec(ctx, `DROP DATABASE IF EXISTS `+name, `CREATE DATABASE `+name+` TEMPLATE `+template); err != nil {
		return 0, usage{}, err
	}
	defer func() { err = errors.Join(err, r.exec(ctx, `DROP DATABASE `+name)) }()
	conns := make([]*pgx.Conn, hands)
	for k := range conns {
		if conns[k], err = pgx.Connect(ctx, r.Postgres.DSN(name, privatepg.Superuser)); err != nil {
			return 0, usage{}, err
		}
		defer conns[k].Close(ctx)
	}
	if err := r.exec(ctx, `CHECKPOINT`); err != nil {
		return 0, usage{}, err
	}
	// What registryd does afterwards, such as looking for the same child, is no part
	// of COPY. Databases are not made meanwhile: that waits for all connections.
	if err := syscall.Kill(r.registryd, syscall.SIGSTOP); err != nil {
		return 0, usage{}, err
	}
	errs := make([]error, hands)
	before, begun := used(r.registryd, r.postmaster), time.Now()
	var all sync.WaitGroup
	for k, conn := range conns {
		all.Go(func() { errs[k] = copyHalves(ctx, conn, dumps, k, hands) })
	}
	all.Wait()
	took, spent := time.Since(begun), used(r.registryd, r.postmaster).since(before)
	return took, spent, errors.Join(append(errs, syscall.Kill(r.registryd, syscall.SIGCONT))...)
}

// copyHalves copies every hands-th half of each table, from the k-th on.
func copyHalves(ctx context.Context, conn *pgx.Conn, dumps []dump, k, hands int) error {
	if _, err := conn.Exec(ctx, `BEGIN`); err != nil {
		return err
	}
	for _, d := range dumps {
		for h := k; h < len(d.halves); h += hands {
			sql := fmt.Sprintf(`COPY %s (%s) FROM STDIN (FORMAT binary)`, d.table, d.columns)
			if _, err := conn.PgConn().CopyFrom(ctx, bytes.NewReader(d.halves[h]), sql); err != nil {
				return fmt.Errorf("%s: %w", d.table, err)
			}
		}
	}
	_, err := conn.Exec(ctx, `COMMIT`)
	return err
}

// makeTemplate migrates a database for empty tables, once.
func (r *registry) makeTemplate(ctx context.Context) error {
	var there bool
	if err := r.admin.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, template).Scan(&there); err != nil || there {
		return err
	}
	const draft = template + "_draft"
	if err := r.exec(ctx, `DROP DATABASE IF EXISTS `+draft, `CREATE DATABASE `+draft); err != nil {
		return err
	}
	dsn := strings.Replace(r.Postgres.DSN(draft, "nobody"), "nobody@", "", 1)
	if _, err := r.Ctl(ctx, "--database", dsn, "migrate", "up", "--role", privatepg.Superuser); err != nil {
		return err
	}
	if err := empty(ctx, r.Postgres.DSN(draft, privatepg.Superuser)); err != nil {
		return err
	}
	return r.exec(ctx, `ALTER DATABASE `+draft+` RENAME TO `+template)
}

// empty removes the rows that migrations made, such as the ledger's head.
func empty(ctx context.Context, dsn string) error {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	names, err := tablesOf(ctx, conn)
	if err != nil {
		return err
	}
	for _, table := range names {
		var rows bool
		if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM `+table+`)`).Scan(&rows); err != nil {
			return fmt.Errorf("empty %s: %w", table, err)
		}
		if !rows { // some refuse to be emptied
			continue
		}
		if _, err := conn.Exec(ctx, `DELETE FROM `+table); err != nil {
			return fmt.Errorf("empty %s: %w", table, err)
		}
	}
	return nil
}

func (r *registry) exec(ctx context.Context, statements ...string) error {
	for _, s := range statements {
		if _, err := r.admin.Exec(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}

// String lists the rows of each table, most first.
func (f floor) String() string {
	tables := slices.SortedFunc(maps.Keys(f.Rows), func(a, b string) int { return f.Rows[b] - f.Rows[a] })
	var out []string
	for _, t := range tables {
		out = append(out, fmt.Sprintf("%s %d", t, f.Rows[t]))
	}
	return strings.Join(out, ", ")
}
