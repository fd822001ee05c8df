package alert

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/deadline"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// progress is how far deadlines were looked at.
type progress struct {
	looked  uint64 // up to this position of the ledger
	rules   []byte // by the rules of this digest
	through *minor.ID
}

// deadlines has the deadlines of all children stand as they do today: of every
// child at the first look and after a change of the rules, and from then on of
// those about whom something was recorded, whose offices or structures changed in
// the directory, or whose day has come. It goes on where it was interrupted.
func (a *Alerts) deadlines(ctx context.Context, out *Looked, tell func(done int)) error {
	for _, step := range []func(context.Context, pgx.Tx, *Looked) (bool, error){a.lookAtAll, a.lookAtNew, a.lookAtDue} {
		for more := true; more; {
			var did Looked
			more = false
			err := a.alone(ctx, func(ctx context.Context, tx pgx.Tx) (err error) {
				did = Looked{}
				more, err = step(ctx, tx, &did)
				return err
			})
			if err != nil {
				return fmt.Errorf("look at deadlines: %w", err)
			}
			out.add(did)
			if tell != nil {
				tell(out.Minors)
			}
		}
	}
	return nil
}

// digest names the rules by which deadlines are raised, and whom they go up to.
func (a *Alerts) digest() ([]byte, error) {
	written, err := json.Marshal(struct {
		deadline.Watch
		Version int
	}{a.Watch, watchVersion})
	if err != nil {
		return nil, fmt.Errorf("write the rules: %w", err)
	}
	sum := sha256.Sum256(written)
	return sum[:], nil
}

// watchVersion is raised when the code by which deadlines start, stop, or find
// their office changes: then all children are looked at once more.
const watchVersion = 1

func (a *Alerts) progress(ctx context.Context, tx pgx.Tx) (p progress, err error) {
	err = tx.QueryRow(ctx, `SELECT looked, rules, through FROM deadline_progress`).Scan(&p.looked, &p.rules, &p.through)
	if err = pg.Fault(err); fault.Is(err, fault.NotFound) {
		return progress{}, nil
	}
	return p, err
}

func keep(ctx context.Context, tx pgx.Tx, p progress) error {
	_, err := tx.Exec(ctx, `INSERT INTO deadline_progress (looked, rules, through) VALUES ($1, $2, $3)
		ON CONFLICT (one) DO UPDATE SET looked = excluded.looked, rules = excluded.rules, through = excluded.through`, p.looked, p.rules, p.through)
	return pg.Fault(err)
}

// lookAtAll looks at the next children of a look at all of them, which it begins
// if there was none by these rules; it gives whether there are more. What is
// recorded meanwhile is looked at after it.
func (a *Alerts) lookAtAll(ctx context.Context, tx pgx.Tx, out *Looked) (more bool, err error) {
	p, err := a.progress(ctx, tx)
	if err != nil {
		return false, err
	}
	rules, err := a.digest()
	if err != nil {
		return false, err
	}
	switch {
	case !bytes.Equal(p.rules, rules):
		p = progress{rules: rules, through: &minor.ID{15: 1}} // below all that there are
		if err := tx.QueryRow(ctx, `SELECT position FROM ledger_head`).Scan(&p.looked); err != nil {
			return false, pg.Fault(err)
		}
	case p.through == nil:
		return false, nil
	}
	next, err := list(ctx, tx, `SELECT minor FROM casefiles WHERE minor > $1 ORDER BY minor LIMIT $2`, p.through, folded)
	if err != nil {
		return false, err
	}
	if more = len(next) == folded; more {
		p.through = &next[len(next)-1]
	} else {
		p.through = nil
	}
	if err := keep(ctx, tx, p); err != nil {
		return false, err
	}
	return more, a.watch(ctx, tx, next, out)
}

// lookAtNew looks at the children about whom something was recorded, a stretch of
// the ledger at a time, and has those looked at today whom a change of the
// directory concerns.
func (a *Alerts) lookAtNew(ctx context.Context, tx pgx.Tx, out *Looked) (more bool, err error) {
	p, err := a.progress(ctx, tx)
	if err != nil {
		return false, err
	}
	from := p.looked
	if err := tx.QueryRow(ctx, `SELECT position FROM ledger_head`).Scan(&p.looked); err != nil || from >= p.looked {
		return false, pg.Fault(err)
	}
	more, p.looked = p.looked > from+stretch, min(p.looked, from+stretch)
	const touched = `SELECT DISTINCT m FROM (SELECT minor FROM records WHERE position > $1 AND position <= $2
			UNION SELECT minor FROM crossings WHERE position > $1 AND position <= $2
			UNION SELECT of FROM crossings WHERE position > $1 AND position <= $2) r
		LEFT JOIN casefiles c ON c.minor = r.minor CROSS JOIN LATERAL unnest(c.joined || r.minor) AS m ORDER BY m`
	next, err := list(ctx, tx, touched, from, p.looked)
	if err != nil {
		return false, err
	}
	if err := a.directoryMoved(ctx, tx, from, p.looked); err != nil {
		return false, err
	}
	if err := keep(ctx, tx, p); err != nil {
		return false, err
	}
	return more, a.watch(ctx, tx, next, out)
}

// followDirectory looks for structures that changed where children were and whence
// they were sent one after the other: by both at once, all placements of the nation
// are compared with each of them.
const followDirectory = `INSERT INTO deadline_watch (minor, look_on)
	SELECT minor, $3 FROM (
		SELECT p.minor FROM structures s JOIN placements p ON p.facility = s.id
			WHERE s.known_from > $1 AND s.known_from <= $2 OR s.known_until > $1 AND s.known_until <= $2
		UNION SELECT p.minor FROM structures s JOIN placements p ON p.sent_from = s.id
			WHERE s.known_from > $1 AND s.known_from <= $2 OR s.known_until > $1 AND s.known_until <= $2
		UNION SELECT minor FROM alerts WHERE record IS NULL AND ended_at IS NULL AND EXISTS (SELECT FROM institutions
			WHERE known_from > $1 AND known_from <= $2 OR known_until > $1 AND known_until <= $2)
	) m ORDER BY minor
	ON CONFLICT (minor) DO UPDATE SET look_on = least(deadline_watch.look_on, excluded.look_on)`

// directoryMoved has the children looked at today who were at a structure that
// changed, or about whom somebody is called upon if an institution did.
func (a *Alerts) directoryMoved(ctx context.Context, tx pgx.Tx, from, to uint64) error {
	if _, err := tx.Exec(ctx, followDirectory, from, to, day.FromTime(a.Now())); err != nil {
		return fmt.Errorf("follow the directory: %w", pg.Fault(err))
	}
	return nil
}

// lookAtDue looks at the next children whose day has come.
func (a *Alerts) lookAtDue(ctx context.Context, tx pgx.Tx, out *Looked) (more bool, err error) {
	// Who is left to a newer program waits for it: no other looks at them again and again.
	const due = `SELECT w.minor FROM deadline_watch w WHERE w.look_on <= $1
		AND NOT EXISTS (SELECT FROM casefiles c WHERE c.minor = w.minor AND c.rules > $3) ORDER BY w.look_on, w.minor LIMIT $2`
	next, err := list(ctx, tx, due, day.FromTime(a.Now()), folded, casefile.Rules)
	if err != nil || len(next) == 0 {
		return false, err
	}
	return len(next) == folded, a.watch(ctx, tx, once(next), out)
}
