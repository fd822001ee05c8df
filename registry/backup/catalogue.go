package backup

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/shared/fault"
)

// findTables gives every table of the registry, as of the transaction, each
// after those that it refers to. The version of the schema is not one of them:
// migrations keep it.
func findTables(ctx context.Context, tx pgx.Tx) ([]Table, error) {
	const q = `SELECT n.nspname, c.relname, array(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid
				AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum),
			array(SELECT rn.nspname || '.' || r.relname FROM pg_constraint k JOIN pg_class r ON r.oid = k.confrelid
				JOIN pg_namespace rn ON rn.oid = r.relnamespace
				WHERE k.contype = 'f' AND k.conrelid = c.oid AND k.confrelid <> c.oid),
			array(SELECT p.relname::text FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid
				WHERE i.inhparent = c.oid AND pg_get_expr(p.relpartbound, p.oid) <> 'DEFAULT' ORDER BY 1)
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND ` + ours + ` AND c.relname <> 'schema_migrations' ORDER BY 1, 2`
	rows, err := tx.Query(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("find tables: %w", err)
	}
	var all []Table
	refers := map[string][]string{}
	var t Table
	var to []string
	_, err = pgx.ForEachRow(rows, []any{&t.Schema, &t.Name, &t.Columns, &to, &t.Months}, func() error {
		found := t
		found.Columns, found.Months = slices.Clone(t.Columns), slices.Clone(t.Months)
		all, refers[found.key()] = append(all, found), slices.Clone(to)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("find tables: %w", err)
	}
	return ordered(all, refers)
}

// ours says that what c stands for is of the registry: not PostgreSQL's, and not
// an extension's.
const ours = `n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
	AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')`

func (t Table) key() string { return t.Schema + "." + t.Name }

// sql is the table's name as a statement has it.
func (t Table) sql() string { return pgx.Identifier{t.Schema, t.Name}.Sanitize() }

func (t Table) columns() (out string) {
	for i, c := range t.Columns {
		if i > 0 {
			out += ", "
		}
		out += pgx.Identifier{c}.Sanitize()
	}
	return out
}

// ordered puts tables after those that they refer to.
func ordered(tables []Table, refers map[string][]string) ([]Table, error) {
	var out []Table
	done := map[string]bool{}
	for len(tables) > 0 {
		i := slices.IndexFunc(tables, func(t Table) bool {
			return !slices.ContainsFunc(refers[t.key()], func(to string) bool { return !done[to] })
		})
		if i < 0 {
			return nil, fault.Newf(fault.Internal, "tables refer to each other in a circle: %s is one", tables[0].key())
		}
		done[tables[i].key()] = true
		out = append(out, tables[i])
		tables = slices.Delete(tables, i, i+1)
	}
	return out, nil
}

// findSequences gives how far every sequence is. Sequences run ahead of
// transactions, so they are asked last.
func findSequences(ctx context.Context, tx pgx.Tx) ([]Sequence, error) {
	const q = `SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind = 'S' AND ` + ours + ` ORDER BY 1, 2`
	rows, err := tx.Query(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("find sequences: %w", err)
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (s Sequence, err error) {
		err = row.Scan(&s.Schema, &s.Name)
		return s, err
	})
	if err != nil {
		return nil, fmt.Errorf("find sequences: %w", err)
	}
	for i := range out {
		s := &out[i]
		if err := tx.QueryRow(ctx, `SELECT last_value, is_called FROM `+s.sql()).Scan(&s.Last, &s.Called); err != nil {
			return nil, fmt.Errorf("read sequence: %w", err)
		}
	}
	return out, nil
}

func (s Sequence) sql() string { return pgx.Identifier{s.Schema, s.Name}.Sanitize() }

// seeAll makes the transaction fail where row-level security would hide rows,
// as pg_dump does. It fails with [fault.Invalid] for a role that it binds.
func seeAll(ctx context.Context, tx pgx.Tx) error {
	var free bool
	if err := tx.QueryRow(ctx, `SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user`).Scan(&free); err != nil {
		return fmt.Errorf("look at the role: %w", err)
	}
	if !free {
		return &fault.Error{Kind: fault.Invalid, Detail: "this role does not see every row",
			Remedy: "name, by --role, one that row-level security does not bind: a superuser, or one with BYPASSRLS"}
	}
	// While a large file goes to disk the transaction is idle.
	if _, err := tx.Exec(ctx, `SET LOCAL row_security = off; SET LOCAL idle_in_transaction_session_timeout = 0`); err != nil {
		return fmt.Errorf("see all rows: %w", err)
	}
	return nil
}
