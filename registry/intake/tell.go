package intake

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/registry/projection"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Tell tells installations, nil for all that are not revoked, that the
// directory changed, in the transaction that changes it; the feed composes what
// it says when it is read. It takes one ledger position of its own, which it
// returns, so that what was known at a position can be told for good; and the
// head's lock, so it is called late: nothing may be locked after it.
func (in *Intake) Tell(ctx context.Context, tx pgx.Tx, agents []change.AgentID) (uint64, error) {
	if agents == nil {
		rows, err := tx.Query(ctx, `SELECT id FROM installations WHERE revoked_at IS NULL ORDER BY id`)
		if err != nil {
			return 0, fmt.Errorf("tell: %w", err)
		}
		if agents, err = pgx.CollectRows(rows, pgx.RowTo[change.AgentID]); err != nil {
			return 0, fmt.Errorf("tell: %w", err)
		}
	}
	agents = slices.DeleteFunc(slices.Clone(agents), func(a change.AgentID) bool { return a == in.Registry.Agent })
	head, err := ledger.Mark(ctx, tx, "directory", len(agents), in.Now())
	if err != nil {
		return 0, fmt.Errorf("tell: %w", err)
	}
	notes := make([]note, len(agents))
	for i, a := range agents {
		notes[i] = note{agent: a, what: api.WhatDirectory}
	}
	return head.Position, write(ctx, tx, notes)
}

// TellCandidates tells installations that it changed who may be the same child
// as some minors, in the transaction that changes it; the feed composes what it
// says when it is read. It takes a position and the head's lock as [Intake.Tell]
// does.
func (in *Intake) TellCandidates(ctx context.Context, tx pgx.Tx, about map[change.AgentID][]minor.ID) error {
	return in.tellOf(ctx, tx, api.WhatCandidates, about)
}

// TellConcerns tells installations that what they have to see to about some
// minors changed, as [Intake.TellCandidates] does of candidates.
func (in *Intake) TellConcerns(ctx context.Context, tx pgx.Tx, about map[change.AgentID][]minor.ID) error {
	return in.tellOf(ctx, tx, api.WhatConcerns, about)
}

func (in *Intake) tellOf(ctx context.Context, tx pgx.Tx, what string, about map[change.AgentID][]minor.ID) error {
	var notes []note
	for agent, minors := range about {
		for _, m := range minors {
			if agent != in.Registry.Agent {
				notes = append(notes, note{agent: agent, what: what, minor: m})
			}
		}
	}
	if len(notes) == 0 {
		return nil
	}
	if _, err := ledger.Mark(ctx, tx, what, len(notes), in.Now()); err != nil {
		return fmt.Errorf("tell: %w", err)
	}
	return write(ctx, tx, notes)
}

// Rescope puts the minors in whose scope installations are now into their feed,
// and takes those out in whose they are no longer: after the offices that they
// speak for were changed, in the same transaction. nil is all installations. It
// keeps pushes waiting until tx ends, and takes the head's lock if there is
// something to tell: only [Intake.Tell] may follow.
func (in *Intake) Rescope(ctx context.Context, tx pgx.Tx, agents []change.AgentID) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, scopesLock); err != nil {
		return fmt.Errorf("rescope: %w", err)
	}
	should, err := in.shouldSee(ctx, tx, agents)
	if err != nil {
		return err
	}
	notes, err := scopeNotes(ctx, tx, agents, should)
	if err != nil || len(notes) == 0 {
		return err
	}
	if _, err := ledger.Rescope(ctx, tx, len(notes), in.Now()); err != nil {
		return fmt.Errorf("rescope: %w", err)
	}
	return write(ctx, tx, notes)
}

// Restart begins a new life of a ledger that was restored, the last of epochs,
// in the transaction that restores it, once the installations are those that
// there were. Every installation is brought its whole scope and the directory
// once more, since it may have let go of what left its scope in the life that
// is lost. The registry's own installation goes on with numbers and codes that
// it cannot have used there. Only the owner of the tables may: it is for who
// restores.
func (in *Intake) Restart(ctx context.Context, tx pgx.Tx, epochs []change.Epoch, safe uint64) error {
	if err := in.renumber(ctx, tx, epochs[len(epochs)-1].Number); err != nil {
		return fmt.Errorf("restart: %w", err)
	}
	const again = `FROM (
			SELECT s.agent, s.minor, 'enter' AS what FROM scopes s WHERE s."left" IS NULL
			UNION ALL SELECT id, NULL, 'directory' FROM installations WHERE id <> $1
		) a JOIN installations i ON i.id = a.agent AND i.revoked_at IS NULL`
	var told int
	if err := tx.QueryRow(ctx, `SELECT count(*) `+again, in.Registry.Agent).Scan(&told); err != nil {
		return fmt.Errorf("restart: %w", err)
	}
	head, err := ledger.Reopen(ctx, tx, epochs, safe, told, in.Now())
	if err != nil {
		return err
	}
	const tell = `INSERT INTO feed (agent, n, position, what, minor)
		SELECT a.agent, $2 + row_number() OVER (ORDER BY a.agent, a.minor NULLS FIRST), $3, a.what, a.minor ` + again
	if _, err := tx.Exec(ctx, tell, in.Registry.Agent, int64(head.Feed)-int64(told), head.Position); err != nil {
		return fmt.Errorf("restart: %w", err)
	}
	return in.Rescope(ctx, tx, nil)
}

// renumber has the registry's own installation go on where it cannot have been
// before: each life has numbers of its own, and only the newest block of codes
// is used.
func (in *Intake) renumber(ctx context.Context, tx pgx.Tx, epoch int) error {
	const numbers = `UPDATE installations SET next_seq = greatest(next_seq, $2) WHERE id = $1`
	if _, err := tx.Exec(ctx, numbers, in.Registry.Agent, int64(epoch)<<numbersOfLife); err != nil {
		return err
	}
	blocks, err := in.Codes.Blocks(ctx, tx, in.Registry.Agent)
	if err != nil || len(blocks) == 0 {
		return err
	}
	newest := blocks[len(blocks)-1]
	return in.Codes.Ensure(ctx, tx, map[change.AgentID]uint32{in.Registry.Agent: newest.First + newest.Count - 1})
}

// Rebuild puts the read tables right from the ledger, as [projection.Rebuild]
// does, and then tells installations which minors entered or left their scope
// by it.
func (in *Intake) Rebuild(ctx context.Context, progress func(done, total int)) (projection.Rebuilt, error) {
	done, err := projection.Rebuild(ctx, in.pool, in.Sealer, in.Now, progress)
	if err != nil {
		return done, err
	}
	return done, pg.InTx(ctx, in.pool, func(ctx context.Context, tx pgx.Tx) error { return in.Rescope(ctx, tx, nil) })
}

// Renew rebuilds what a program of an older version has made: see
// [projection.Renew].
func (in *Intake) Renew(ctx context.Context) (bool, error) {
	return projection.Renew(ctx, in.pool, func(ctx context.Context) error {
		_, err := in.Rebuild(ctx, nil)
		return err
	})
}

// write writes notes about the position that the transaction took last.
func write(ctx context.Context, tx pgx.Tx, notes []note) error {
	b := &pgx.Batch{}
	queueNotes(b, notes)
	if b.Len() == 0 {
		return nil
	}
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("tell: %w", err)
	}
	return nil
}

// pair is a minor in an installation's scope.
type pair struct {
	agent change.AgentID
	minor minor.ID
}

// shouldSee gives the sections that installations ought to see, by the offices
// in whose scope each minor is.
func (in *Intake) shouldSee(ctx context.Context, tx pgx.Tx, agents []change.AgentID) (map[pair][]change.Section, error) {
	const theirs = `SELECT DISTINCT io.office FROM installation_offices io
		WHERE $1::uuid[] IS NULL OR io.installation = ANY ($1)`
	rows, err := tx.Query(ctx, theirs, agents)
	if err != nil {
		return nil, fmt.Errorf("find offices: %w", err)
	}
	offices, err := pgx.CollectRows(rows, pgx.RowTo[institution.OfficeID])
	if err != nil {
		return nil, fmt.Errorf("find offices: %w", err)
	}
	at, err := projection.Seats(ctx, tx, offices, day.FromTime(in.Now()))
	if err != nil {
		return nil, err
	}
	if rows, err = tx.Query(ctx, `SELECT minor, offices FROM casefiles WHERE offices && $1 ORDER BY minor`, offices); err != nil {
		return nil, fmt.Errorf("find casefiles: %w", err)
	}
	out := map[pair][]change.Section{}
	var m minor.ID
	var held []institution.OfficeID
	_, err = pgx.ForEachRow(rows, []any{&m, &held}, func() error {
		for agent, sections := range projection.Sections(held, at) {
			if agent != in.Registry.Agent && (agents == nil || slices.Contains(agents, agent)) {
				out[pair{agent, m}] = sections
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("find casefiles: %w", err)
	}
	return out, nil
}

// scopeNotes gives the difference between what installations see and ought to.
func scopeNotes(ctx context.Context, tx pgx.Tx, agents []change.AgentID, should map[pair][]change.Section) ([]note, error) {
	const q = `SELECT agent, minor, entered, sections FROM scopes
		WHERE "left" IS NULL AND ($1::uuid[] IS NULL OR agent = ANY ($1)) ORDER BY agent, minor`
	rows, err := tx.Query(ctx, q, agents)
	if err != nil {
		return nil, fmt.Errorf("find scopes: %w", err)
	}
	var notes []note
	var p pair
	var entered uint64
	var sections []change.Section
	_, err = pgx.ForEachRow(rows, []any{&p.agent, &p.minor, &entered, &sections}, func() error {
		if slices.Equal(sections, should[p]) {
			delete(should, p)
			return nil
		}
		notes = append(notes, note{agent: p.agent, what: api.WhatLeave, minor: p.minor, entered: entered})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("find scopes: %w", err)
	}
	for p, sections := range should {
		notes = append(notes, note{agent: p.agent, what: api.WhatEnter, minor: p.minor, sections: sections})
	}
	return notes, nil
}
