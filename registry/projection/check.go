package projection

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Check folds every casefile from the ledger again and compares all read tables
// with it, as of one moment: an empty list says that they agree. It only reads,
// and pushes go on meanwhile. progress, which may be nil, is told how many of
// how many casefiles are done.
func Check(ctx context.Context, pool *pgxpool.Pool, s *seal.Sealer, progress func(done, total int)) ([]Difference, error) {
	c := checker{sealer: s, codes: map[uint32]claimed{}, scopes: map[scopeKey][]change.Section{}}
	err := pg.InSnapshot(ctx, pool, nil, func(ctx context.Context, tx pgx.Tx) error {
		return c.run(ctx, tx, progress)
	})
	if err != nil {
		return nil, fmt.Errorf("check: %w", err)
	}
	return c.found, nil
}

// checker goes through the casefiles by identifier.
type checker struct {
	sealer *seal.Sealer
	found  []Difference
	now    time.Time
	codes  map[uint32]claimed            // who states each code first
	scopes map[scopeKey][]change.Section // what each installation ought to see
	unfed  map[change.AgentID]bool       // the registry's own
}

type claimed struct {
	minor    minor.ID
	position uint64
}

type scopeKey struct {
	agent change.AgentID
	minor minor.ID
}

func (c *checker) run(ctx context.Context, tx pgx.Tx, progress func(done, total int)) error {
	if err := c.ledger(ctx, tx); err != nil {
		return err
	}
	if err := tx.QueryRow(ctx, `SELECT at FROM ledger_head`).Scan(&c.now); err != nil {
		return err
	}
	seats, err := Seats(ctx, tx, nil, day.FromTime(c.now))
	if err != nil {
		return err
	}
	done := 0
	c.unfed = ministries(seats)
	err = eachBatch(ctx, tx, func(metas []meta, total int) error {
		if err := c.batch(ctx, tx, metas, seats); err != nil {
			return err
		}
		done += len(metas)
		if progress != nil {
			progress(done, total)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := errors.Join(c.checkCodes(ctx, tx), c.checkCrossings(ctx, tx)); err != nil {
		return err
	}
	return c.checkScopes(ctx, tx)
}

// meta is what a casefile's row says of itself.
type meta struct {
	minor               minor.ID
	rules               int
	position, projected uint64
	carried             day.Date
}

const selectMeta = `SELECT minor, rules, position, projected, carried FROM casefiles `

func scanMetas(rows pgx.Rows) ([]meta, error) {
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (m meta, err error) {
		err = row.Scan(&m.minor, &m.rules, &m.position, &m.projected, &m.carried)
		return m, err
	})
}

// eachBatch calls fn with the casefiles by identifier, some at a time.
func eachBatch(ctx context.Context, q pg.Querier, fn func(some []meta, total int) error) error {
	var total int
	if err := q.QueryRow(ctx, `SELECT count(*) FROM casefiles`).Scan(&total); err != nil {
		return err
	}
	var after minor.ID
	for {
		rows, err := q.Query(ctx, selectMeta+`WHERE minor > $1 ORDER BY minor LIMIT $2`, uuid(after), carryBatch)
		if err != nil {
			return err
		}
		some, err := scanMetas(rows)
		if err != nil || len(some) == 0 {
			return err
		}
		if err := fn(some, total); err != nil {
			return err
		}
		after = some[len(some)-1].minor
	}
}

// uuid is an identifier as 16 bytes, since the zero one is sent as NULL.
func uuid(m minor.ID) [16]byte { return m }

func minorsOf(metas []meta) []minor.ID {
	out := make([]minor.ID, len(metas))
	for i, m := range metas {
		out[i] = m.minor
	}
	return out
}

func (c *checker) batch(ctx context.Context, tx pgx.Tx, metas []meta, seats map[institution.OfficeID][]Seat) error {
	minors := minorsOf(metas)
	records, err := ledger.Of(ctx, tx, c.sealer, minors)
	if err != nil {
		return err
	}
	stored, err := Stored(ctx, tx, minors)
	if err != nil {
		return err
	}
	like, err := readLikenesses(ctx, tx, c.sealer, minors)
	if err != nil {
		return err
	}
	whole, err := ledger.Complete(ctx, tx, c.sealer, minors, records)
	if err != nil {
		return err
	}
	for _, m := range metas {
		entries := whole[m.minor]
		if last := lastPosition(entries); last != m.position {
			c.found = append(c.found, Difference{m.minor, "casefiles", "behind its records"})
		}
		if m.projected < m.position {
			c.found = append(c.found, Difference{m.minor, "casefiles", "stuck"})
		}
		f := casefile.Fold(m.minor, upTo(entries, m.projected))
		ought := rowsFor(m.minor, &f, m.carried)
		c.found = append(c.found, compare(m.minor, stored[m.minor], ought)...)
		c.looked(m, &f, entries, &like)
		claim(c.codes, records[m.minor])
		if m.projected == m.position {
			c.inScope(m.minor, Sections(ought.Summary.Offices, seats))
		}
	}
	return nil
}

// looked checks what the minor is looked up by: that is of all records, also
// while the rows of a stuck casefile are older.
func (c *checker) looked(m meta, f *casefile.File, entries []change.Placed, like *likenesses) {
	if m.projected < m.position {
		all := casefile.Fold(m.minor, entries)
		f = &all
	}
	if card := cardFor(m.minor, f); !like.stands(m.minor, &card) {
		c.found = append(c.found, Difference{m.minor, "match_keys", "other"})
	}
}

func lastPosition(entries []change.Placed) uint64 {
	if len(entries) == 0 {
		return 0
	}
	return entries[len(entries)-1].Position
}

func upTo(entries []change.Placed, position uint64) []change.Placed {
	n := slices.IndexFunc(entries, func(p change.Placed) bool { return p.Position > position })
	if n < 0 {
		return entries
	}
	return entries[:n]
}

// ledger checks that positions have no gap and that each record's leaf is the
// one that the ledger has.
func (c *checker) ledger(ctx context.Context, tx pgx.Tx) error {
	var head, count, records, orphans uint64
	const q = `SELECT (SELECT position FROM ledger_head), (SELECT count(*) FROM ledger),
		(SELECT count(*) FROM records r WHERE NOT EXISTS (SELECT FROM ledger l WHERE l.position = r.position
			AND l.leaf = sha256('\x00'::bytea || r.header || r.sig))),
		(SELECT count(*) FROM (
				SELECT DISTINCT minor FROM records
				UNION SELECT minor FROM placements UNION SELECT minor FROM custodies UNION SELECT minor FROM conflicts UNION SELECT minor FROM matters UNION SELECT minor FROM notices
				UNION SELECT minor FROM match_keys
			) r WHERE NOT EXISTS (SELECT FROM casefiles c WHERE c.minor = r.minor))`
	if err := tx.QueryRow(ctx, q).Scan(&head, &count, &records, &orphans); err != nil {
		return err
	}
	if head != count {
		c.found = append(c.found, Difference{Table: "ledger", What: fmt.Sprintf("%d positions for a head at %d", count, head)})
	}
	if records > 0 {
		c.found = append(c.found, Difference{Table: "records", What: fmt.Sprintf("%d are not those of the ledger", records)})
	}
	if orphans > 0 {
		c.found = append(c.found, Difference{Table: "casefiles", What: fmt.Sprintf("%d missing", orphans)})
	}
	return nil
}

// claim notes the codes that the entries state: the first in the ledger keeps each.
func claim(codes map[uint32]claimed, entries []change.Placed) {
	for i := range entries {
		p := &entries[i]
		var code minor.Code
		switch b := p.Body.(type) {
		case minor.Registered:
			code = b.Code
		case minor.IdentifierStated:
			if b.Scheme == minor.NationalCode && p.Standing.Entitled {
				code = minor.Code(b.Value)
			}
		}
		if code == "" {
			continue
		}
		if was, ok := codes[code.Serial()]; !ok || p.Position < was.position {
			codes[code.Serial()] = claimed{p.Minor, p.Position}
		}
	}
}

func (c *checker) checkCodes(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, `SELECT serial, minor FROM codes`)
	if err != nil {
		return err
	}
	var serial uint32
	var m minor.ID
	_, err = pgx.ForEachRow(rows, []any{&serial, &m}, func() error {
		if c.codes[serial].minor != m {
			c.found = append(c.found, Difference{m, "codes", "other"})
		}
		delete(c.codes, serial)
		return nil
	})
	for _, k := range c.codes {
		c.found = append(c.found, Difference{k.minor, "codes", "missing"})
	}
	return err
}

// inScope notes who ought to see a minor.
func (c *checker) inScope(m minor.ID, sees map[change.AgentID][]change.Section) {
	for agent, sections := range sees {
		if !c.unfed[agent] {
			c.scopes[scopeKey{agent, m}] = sections
		}
	}
}

// ministries gives the installations that write for the Ministry: the
// registry's own, to which nothing is fed.
func ministries(seats map[institution.OfficeID][]Seat) map[change.AgentID]bool {
	out := map[change.AgentID]bool{}
	for _, at := range seats {
		for _, s := range at {
			if s.Role == access.Ministry {
				out[s.Agent] = true
			}
		}
	}
	return out
}

// checkScopes compares who sees whom. A revoked installation is told nothing
// any more: its scopes end when something next happens to the minor.
func (c *checker) checkScopes(ctx context.Context, tx pgx.Tx) error {
	const q = `SELECT s.agent, s.minor, s.sections FROM scopes s JOIN casefiles c ON c.minor = s.minor AND NOT c.stuck
		JOIN installations i ON i.id = s.agent AND i.revoked_at IS NULL
		WHERE s."left" IS NULL`
	rows, err := tx.Query(ctx, q)
	if err != nil {
		return err
	}
	var k scopeKey
	var sections []change.Section
	_, err = pgx.ForEachRow(rows, []any{&k.agent, &k.minor, &sections}, func() error {
		if ought, ok := c.scopes[k]; !ok {
			c.found = append(c.found, Difference{k.minor, "scopes", "extra"})
		} else if !slices.Equal(ought, sections) {
			c.found = append(c.found, Difference{k.minor, "scopes", "other"})
		}
		delete(c.scopes, k)
		return nil
	})
	for k := range c.scopes {
		c.found = append(c.found, Difference{k.minor, "scopes", "missing"})
	}
	return err
}
