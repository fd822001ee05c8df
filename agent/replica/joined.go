package replica

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"faro.example/agent/localdb"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// A joined child has several minors, each of which enters and leaves the scope
// like any other. What is held of all of them makes one page, by the same fold
// as at the registry.

// shows gives the other minors on the page of whom a section is held.
func (p *page) shows(s change.Section) []minor.ID {
	var out []minor.ID
	for _, o := range p.others {
		if slices.Contains(o.sections, s) {
			out = append(out, o.minor)
		}
	}
	return out
}

// once leaves out the children who came before by another of their minors.
func once(all []Held) []Held {
	seen := map[minor.ID]bool{}
	return slices.DeleteFunc(all, func(h Held) bool {
		before := seen[h.File.Minor]
		seen[h.File.Minor] = true
		return before
	})
}

// keepCrossing keeps a record about one minor that the feed brings for another.
func keepCrossing(ctx context.Context, tx *sql.Tx, file minor.ID, rec *change.Record, p api.Placed) error {
	const q = `INSERT OR REPLACE INTO crossings (file, agent, seq, id, minor, section, position, standing, data)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
	_, err := tx.ExecContext(ctx, q, file, rec.Agent, rec.Seq, rec.ID, rec.Minor, rec.Section, p.Position, localdb.JSON{V: p.Standing}, p.Data)
	return err
}

// goBackCrossings has what crossed since a restored position given back as any
// other record is, and forgets it here until it is brought again.
func goBackCrossings(ctx context.Context, tx *sql.Tx, restored uint64) error {
	for _, q := range []string{
		`INSERT INTO records (agent, seq, id, minor, section, position, standing, data)
			SELECT agent, seq, id, minor, section, position, standing, data FROM crossings WHERE position > ?
			ON CONFLICT (agent, seq) DO NOTHING`,
		`DELETE FROM crossings WHERE position > ? OR file NOT IN (SELECT minor FROM minors)`,
	} {
		if _, err := tx.ExecContext(ctx, q, restored); err != nil {
			return fmt.Errorf("go back: %w", err)
		}
	}
	return nil
}

// leading reports whether a minor who leaves is one of a joined child of whom
// another that stands for it leaves too: the days are kept once.
func leading(f *casefile.File, m minor.ID, leave map[minor.ID]bool) bool {
	_, too := leave[f.Minor]
	return f.Minor != m && too
}
