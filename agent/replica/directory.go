package replica

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"faro.example/agent/localdb"
	"faro.example/shared/api"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/spelling"
)

// KeepDirectory keeps what the registry says of operators, offices and
// structures: each list is whole and replaces the one before. An agent makes
// no operator of its own.
func KeepDirectory(ctx context.Context, tx *sql.Tx, d api.Directory) error {
	for _, table := range []string{"operators", "offices", "structures"} {
		if _, err := tx.ExecContext(ctx, "DELETE FROM "+table); err != nil {
			return fmt.Errorf("keep directory: %w", err)
		}
	}
	for _, o := range d.Operators {
		until := sql.NullInt64{Int64: o.Until.Unix(), Valid: !o.Until.IsZero()}
		const q = `INSERT OR REPLACE INTO operators (person, office, name, until_at, code_sum) VALUES (?, ?, ?, ?, ?)`
		if _, err := tx.ExecContext(ctx, q, o.Person, o.Office, o.Name.Reveal(), until, o.CodeSum); err != nil {
			return fmt.Errorf("keep operators: %w", err)
		}
	}
	for _, o := range d.Offices {
		const q = `INSERT OR REPLACE INTO offices (id, code, name, key, kind, agreements) VALUES (?, ?, ?, ?, ?, ?)`
		agreements := append([]api.Agreement{}, o.Agreements...)
		if _, err := tx.ExecContext(ctx, q, o.ID, o.Code, o.Name, o.Key, o.Kind, localdb.JSON{V: agreements}); err != nil {
			return fmt.Errorf("keep offices: %w", err)
		}
	}
	for _, s := range d.Structures {
		const q = `INSERT OR REPLACE INTO structures (id, code, name, type, municipality, body, beds) VALUES (?, ?, ?, ?, ?, ?, ?)`
		if _, err := tx.ExecContext(ctx, q, s.ID, s.Code, s.Name, s.Type, s.Municipality, s.Body, s.Beds); err != nil {
			return fmt.Errorf("keep structures: %w", err)
		}
	}
	return nil
}

// ReadDirectory gives the directory as the registry last said it.
func ReadDirectory(ctx context.Context, q localdb.Querier) (api.Directory, error) {
	var d api.Directory
	err := each(ctx, q, `SELECT person, office, name, until_at, code_sum FROM operators ORDER BY name, office`, func(row *sql.Rows) error {
		var o api.Operator
		var until sql.NullInt64
		err := row.Scan(&o.Person, &o.Office, &o.Name, &until, &o.CodeSum)
		if until.Valid {
			o.Until = time.Unix(until.Int64, 0).UTC()
		}
		d.Operators = append(d.Operators, o)
		return err
	})
	if err != nil {
		return d, err
	}
	err = each(ctx, q, `SELECT id, code, name, key, kind, agreements FROM offices ORDER BY code`, func(row *sql.Rows) error {
		var o api.Office
		err := row.Scan(&o.ID, &o.Code, &o.Name, &o.Key, &o.Kind, localdb.JSON{V: &o.Agreements})
		if len(o.Agreements) == 0 {
			o.Agreements = nil
		}
		d.Offices = append(d.Offices, o)
		return err
	})
	if err != nil {
		return d, err
	}
	const structures = `SELECT id, code, name, type, municipality, body, beds FROM structures ORDER BY code`
	err = each(ctx, q, structures, func(row *sql.Rows) error {
		var s facility.Structure
		err := row.Scan(&s.ID, &s.Code, &s.Name, &s.Type, &s.Municipality, &s.Body, &s.Beds)
		d.Structures = append(d.Structures, s)
		return err
	})
	return d, err
}

func each(ctx context.Context, q localdb.Querier, query string, fn func(*sql.Rows) error) error {
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return fmt.Errorf("read directory: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return fmt.Errorf("read directory: %w", err)
		}
	}
	return rows.Err()
}

// FindOperator gives the operator whom somebody named, by name or identifier,
// at an office given by its code or, if they write for one only, left out. It
// fails with [fault.Denied] if nobody of that name may write here now, and with
// [fault.Invalid] if several may.
func (r *Replica) FindOperator(ctx context.Context, q localdb.Querier, name, office string) (api.Operator, error) {
	d, err := ReadDirectory(ctx, q)
	if err != nil {
		return api.Operator{}, err
	}
	found := slices.DeleteFunc(d.Operators, func(o api.Operator) bool {
		ended := !o.Until.IsZero() && !r.now().Before(o.Until)
		named := name == "" || o.Person.String() == name || spelling.Key(o.Name.Reveal()) == spelling.Key(name)
		there := office == "" || slices.ContainsFunc(d.Offices, func(f api.Office) bool { return f.ID == o.Office && f.Code == office })
		return ended || !named || !there
	})
	switch len(found) {
	case 0:
		return api.Operator{}, &fault.Error{
			Kind: fault.Denied, Field: "as", Detail: "nobody of that name may write here today",
			Remedy: "give the name as agentd status shows it, or ask the institution's administrator",
		}
	case 1:
		return found[0], nil
	}
	return api.Operator{}, fault.Field("as", "several operators are meant",
		"give --as with the whole name, and --for with the code of the office")
}

// FindStructure gives the structure of the directory with a short code. It
// fails with [fault.NotFound].
func FindStructure(ctx context.Context, q localdb.Querier, code string) (facility.Structure, error) {
	d, err := ReadDirectory(ctx, q)
	if err != nil {
		return facility.Structure{}, err
	}
	i := slices.IndexFunc(d.Structures, func(s facility.Structure) bool { return s.Code == code })
	if i < 0 {
		return facility.Structure{}, &fault.Error{
			Kind: fault.NotFound, Detail: "the directory has no structure with that code",
			Remedy: "check the code, or give the place as words",
		}
	}
	return d.Structures[i], nil
}
