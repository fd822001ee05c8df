package arrival

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"faro.example/agent/localdb"
	"faro.example/shared/sheet"
	"faro.example/shared/spelling"
)

// LayoutOf gives the columns of a sheet of arrivals with what was matched by
// hand of a sender's earlier sheets, and which of the headings were matched.
func LayoutOf(ctx context.Context, q localdb.Querier, layout sheet.Layout[Child], sender string) (sheet.Layout[Child], map[string]bool, error) {
	matched := map[string]bool{}
	rows, err := q.QueryContext(ctx, `SELECT heading, name FROM sender_columns WHERE sender = ? ORDER BY heading`, spelling.Key(sender))
	if err != nil {
		return layout, nil, fmt.Errorf("find columns: %w", err)
	}
	defer rows.Close()
	layout.Columns = slices.Clone(layout.Columns)
	for rows.Next() {
		var heading, name string
		if err := rows.Scan(&heading, &name); err != nil {
			return layout, nil, fmt.Errorf("find columns: %w", err)
		}
		matched[heading] = true
		for i, c := range layout.Columns {
			if c.Name == name {
				layout.Columns[i].Headings = append(slices.Clone(c.Headings), heading)
			}
		}
	}
	return layout, matched, rows.Err()
}

// Match keeps what a heading of a sender's sheets means: the name of a column,
// or "" for one that is not read.
func Match(ctx context.Context, tx *sql.Tx, sender, heading, name string) error {
	const q = `INSERT OR REPLACE INTO sender_columns (sender, heading, name) VALUES (?, ?, ?)`
	if _, err := tx.ExecContext(ctx, q, spelling.Key(sender), spelling.Key(heading), name); err != nil {
		return fmt.Errorf("keep column: %w", err)
	}
	return nil
}
