package erasure

import (
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/intake"
	"faro.example/registry/pg"
	"faro.example/shared/change"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// item is one child of a run that was ordered.
type item struct {
	Run   RunID
	Minor minor.ID
	Rule  string
	Asked institution.PersonID
	By    institution.PersonID
}

// errJoinedSince says that somebody joined or parted the child meanwhile.
var errJoinedSince = errors.New("the child was joined or parted meanwhile")

// eraseItem erases one child, or notes why not, in one transaction.
func (d *Desk) eraseItem(ctx context.Context, it item) error {
	var gone []minor.ID
	try := func(ctx context.Context, tx pgx.Tx) (err error) {
		gone, err = d.eraseIn(ctx, tx, it)
		return err
	}
	err := pg.InTx(ctx, d.Pool, try)
	for n := 0; n < 8 && errors.Is(err, errJoinedSince); n++ {
		err = pg.InTx(ctx, d.Pool, try)
	}
	if err != nil {
		return wrap("erase", err)
	}
	d.Sealer.Forget(gone...)
	d.Taker.Forget(gone...)
	return d.Cut("committed")
}

func (d *Desk) eraseIn(ctx context.Context, tx pgx.Tx, it item) ([]minor.ID, error) {
	free, err := lockItem(ctx, tx, it)
	if err != nil || !free {
		return nil, err
	}
	found, err := d.due(ctx, tx, it.farthest(d), it.Minor)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, d.settleAbsent(ctx, tx, it)
	}
	child := found[0]
	slices.SortFunc(child.Minors, minor.ID.Compare)
	if err := d.Taker.LockErased(ctx, tx, child.Minors); err != nil {
		return nil, err
	}
	again, err := d.due(ctx, tx, it.farthest(d), it.Minor)
	if err != nil {
		return nil, err
	}
	if len(again) == 0 || !slices.Equal(again[0].Minors, found[0].Minors) {
		return nil, errJoinedSince
	}
	lawful := true
	if it.Rule == Granted {
		if lawful, err = d.granted(ctx, tx, it.Minor); err != nil {
			return nil, err
		}
	}
	switch child = again[0]; {
	case !lawful: // the decision was taken back since
		return nil, d.settle(ctx, tx, it, "blocked", NotDue)
	case child.Held:
		return nil, d.settle(ctx, tx, it, "held", "")
	case len(child.Blockers) > 0:
		return nil, d.settle(ctx, tx, it, "blocked", child.Blockers[0])
	}
	return child.Minors, d.bury(ctx, tx, it, child.Minors)
}

// bury deletes all about minors whose rows are locked, and leaves what stays.
func (d *Desk) bury(ctx context.Context, tx pgx.Tx, it item, minors []minor.ID) error {
	told, err := audience(ctx, tx, minors)
	if err != nil {
		return err
	}
	if err := loosen(ctx, tx, minors); err != nil {
		return err
	}
	if err := wipe(ctx, tx, minors); err != nil {
		return err
	}
	if err := d.Cut("wiped"); err != nil {
		return err
	}
	var dead []intake.Burial
	var entries []Entry
	for i, m := range minors {
		rec, err := d.Taker.Epitaph(ctx, tx, i, m, it.By, change.Erased{Rule: it.Rule, Asked: it.Asked})
		if err != nil {
			return err
		}
		dead = append(dead, intake.Burial{Record: rec, Told: told})
		entries = append(entries, Entry{At: d.Now().UTC(), Minor: m, Says: change.AppendRecord(nil, &rec)})
	}
	if err := d.settle(ctx, tx, it, "erased", ""); err != nil {
		return err
	}
	// Outside the database first: a restore knows then of all that was committed.
	if err := d.List.Append(entries...); err != nil {
		return err
	}
	if err := d.Cut("listed"); err != nil {
		return err
	}
	if err := intake.Bury(ctx, tx, d.Now(), dead); err != nil {
		return err
	}
	return d.Cut("buried")
}

// audience gives the installations that hold, or ever held or wrote, anything about
// minors, and those that were enrolled in their stead since.
func audience(ctx context.Context, tx pgx.Tx, minors []minor.ID) ([]change.AgentID, error) {
	const q = `WITH RECURSIVE held AS (
			SELECT agent FROM scopes WHERE minor = ANY ($1)
			UNION SELECT agent FROM records WHERE minor = ANY ($1)
			UNION SELECT agent FROM feed WHERE minor = ANY ($1)
			UNION SELECT s.agent FROM crossings x JOIN scopes s ON s.minor = x.minor WHERE x.of = ANY ($1)
			UNION SELECT i.id FROM installations i JOIN held h ON i.replaces = h.agent
		) SELECT h.agent FROM held h JOIN installations i ON i.id = h.agent AND i.role <> 'ministry' ORDER BY 1`
	rows, err := tx.Query(ctx, q, minors)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[change.AgentID])
}

// loosen frees other children from the records about these that are read for them
// too: what said that they are not the same. Their rows are those of their own
// records from now on, under a new version, so that nobody goes by what is kept in
// memory.
func loosen(ctx context.Context, tx pgx.Tx, minors []minor.ID) error {
	const q = `WITH near AS (
			SELECT x.minor FROM crossings x WHERE x.of = ANY ($1) AND NOT x.minor = ANY ($1)
		), child AS (
			SELECT c.minor, c.joined FROM casefiles c WHERE c.minor IN (SELECT minor FROM near) OR c.joined && ARRAY(SELECT minor FROM near)
		), last AS (
			SELECT h.minor, (SELECT max(r.position) FROM records r LEFT JOIN crossings x ON x.position = r.position
				WHERE NOT r.minor = ANY ($1) AND (r.minor = h.minor OR r.minor = ANY (h.joined) OR x.minor = h.minor OR x.minor = ANY (h.joined))) AS position
			FROM child h
		), locked AS (SELECT c.minor FROM casefiles c WHERE c.minor IN (SELECT minor FROM child) ORDER BY c.minor FOR UPDATE)
		UPDATE casefiles c SET version = c.version + 1, position = l.position, projected = CASE WHEN c.projected = c.position THEN l.position ELSE least(c.projected, l.position) END
		FROM last l, locked k WHERE c.minor = l.minor AND k.minor = c.minor AND l.position IS NOT NULL`
	_, err := tx.Exec(ctx, q, minors)
	return err
}
