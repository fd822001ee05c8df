package erasure

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/intake"
	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Strike is a body that somebody asked to strike out.
type Strike struct {
	Record    change.ID
	Minor     minor.ID
	Section   change.Section
	Structure institution.OfficeID // of the Ministry, for which it is ordered
	Reason    string
	AskedAt   time.Time
	AskedBy   institution.PersonID
	OrderedBy institution.PersonID // zero while nobody ordered it
	Says      change.ID            // the record that says so
	DoneAt    *time.Time
}

const selectStrikes = `SELECT record, minor, section, structure, reason, asked_at, asked_by, ordered_by, says, done_at FROM strikes `

// AskStrike asks to strike out the body of a record; another person orders it.
func (d *Desk) AskStrike(ctx context.Context, caller access.Caller, m minor.ID, record change.ID, reason string) error {
	if err := d.ask(ctx, caller, access.OrderErasure, "ask to strike out record "+record.String(), m); err != nil {
		return err
	}
	if err := checkReason(reason); err != nil {
		return err
	}
	if len(caller.Offices) == 0 {
		return fault.Newf(fault.Denied, "only who speaks for an office asks that")
	}
	return wrap("ask to strike out", pg.InTx(ctx, d.Pool, func(ctx context.Context, tx pgx.Tx) error {
		done, err := tx.Exec(ctx, `INSERT INTO strikes (record, minor, section, structure, reason, asked_at, asked_by, says)
			SELECT r.id, r.minor, r.section, $3, $4, $5, $6, $7 FROM records r
			WHERE r.id = $1 AND r.minor = $2 AND r.body IS NOT NULL AND r.section <> 'link' AND r.kind <> 'struck'
			ON CONFLICT (record) DO NOTHING`, record, m, caller.Offices[0], reason, d.Now(), caller.Person, change.ID(id.New[struct{}]()))
		if err == nil && done.RowsAffected() == 0 {
			return notFound("record that still has its body, and that nobody asked to strike out")
		}
		return err
	}))
}

// OrderStrike orders what another person asked to strike out, and does it.
func (d *Desk) OrderStrike(ctx context.Context, caller access.Caller, record change.ID) error {
	if err := d.ask(ctx, caller, access.OrderErasure, "order to strike out record "+record.String()); err != nil {
		return err
	}
	err := pg.InTx(ctx, d.Pool, func(ctx context.Context, tx pgx.Tx) error {
		var asked institution.PersonID
		err := tx.QueryRow(ctx, `SELECT asked_by FROM strikes WHERE record = $1 AND ordered_at IS NULL FOR UPDATE`, record).Scan(&asked)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return notFound("record that somebody asked to strike out")
		case err != nil:
			return err
		case asked == caller.Person:
			return ErrSameEyes
		}
		_, err = tx.Exec(ctx, `UPDATE strikes SET ordered_at = $2, ordered_by = $3 WHERE record = $1`, record, d.Now(), caller.Person)
		return err
	})
	if err != nil {
		return wrap("order to strike out", err)
	}
	return d.finishStrikes(ctx)
}

// RefuseStrike takes back what was asked to strike out, and nobody ordered.
func (d *Desk) RefuseStrike(ctx context.Context, caller access.Caller, record change.ID) error {
	if err := d.ask(ctx, caller, access.OrderErasure, "refuse to strike out record "+record.String()); err != nil {
		return err
	}
	done, err := d.Pool.Exec(ctx, `DELETE FROM strikes WHERE record = $1 AND ordered_at IS NULL`, record)
	if err == nil && done.RowsAffected() == 0 {
		return notFound("record that somebody asked to strike out")
	}
	return wrap("refuse to strike out", pg.Fault(err))
}

// Strikes gives what was asked to strike out, the newest first.
func (d *Desk) Strikes(ctx context.Context, caller access.Caller) ([]Strike, error) {
	if err := d.ask(ctx, caller, access.ReadRetention, "what is struck out"); err != nil {
		return nil, err
	}
	out, err := d.strikes(ctx, `ORDER BY asked_at DESC LIMIT 200`)
	return out, wrap("list what is struck out", err)
}

func (d *Desk) strikes(ctx context.Context, which string) ([]Strike, error) {
	rows, err := d.Pool.Query(ctx, selectStrikes+which)
	if err != nil {
		return nil, pg.Fault(err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[Strike])
	return out, pg.Fault(err)
}

// finishStrikes does what was ordered and is not done.
func (d *Desk) finishStrikes(ctx context.Context) error {
	open, err := d.strikes(ctx, `WHERE ordered_at IS NOT NULL AND done_at IS NULL ORDER BY ordered_at`)
	if err != nil {
		return wrap("strike out", err)
	}
	for _, s := range open {
		if err := d.strike(ctx, s); err != nil {
			return wrap("strike out", err)
		}
	}
	return nil
}

// strike says in the ledger that a body is struck out, and lets go of it: in two
// transactions, of which the first can be done twice.
func (d *Desk) strike(ctx context.Context, s Strike) error {
	who := access.Caller{Role: access.Ministry, Person: s.OrderedBy, Offices: []institution.OfficeID{s.Structure}, Reason: "order to strike out"}
	r, err := d.Taker.Ordered(ctx, who, intake.Statement{
		ID: s.Says, Minor: s.Minor, On: day.On(d.today()), Structure: s.Structure, Section: s.Section,
		Body: change.Struck{Record: s.Record, Asked: s.AskedBy, Reason: minor.Text(s.Reason)},
	})
	if err != nil {
		return err
	}
	if r.Verdict == api.Refused {
		return fault.Newf(fault.Conflict, "%s", r.Detail)
	}
	if err := d.Cut("said"); err != nil {
		return err
	}
	if err := pg.InTx(ctx, d.Pool, func(ctx context.Context, tx pgx.Tx) error { return d.letGo(ctx, tx, s, r.Position) }); err != nil {
		return err
	}
	d.Taker.Forget(s.Minor)
	return nil
}

func (d *Desk) letGo(ctx context.Context, tx pgx.Tx, s Strike, said uint64) error {
	if err := d.Taker.LockErased(ctx, tx, []minor.ID{s.Minor}); err != nil {
		return err
	}
	if err := d.removeFiles(ctx, tx, s); err != nil {
		return err
	}
	b := &pgx.Batch{}
	b.Queue(`UPDATE records SET body = NULL WHERE id = $1 AND minor = $2`, s.Record, s.Minor)
	b.Queue(`INSERT INTO struck_bodies (record, minor, at) VALUES ($1, $2, $3) ON CONFLICT (record) DO NOTHING`, s.Record, s.Minor, d.Now())
	b.Queue(`UPDATE strikes SET done_at = $2 WHERE record = $1`, s.Record, d.Now())
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return err
	}
	if err := bump(ctx, tx, s.Minor); err != nil {
		return err
	}
	if err := d.List.Append(Entry{At: d.Now().UTC(), Minor: s.Minor, Struck: s.Record}); err != nil {
		return err
	}
	if err := d.Cut("listed"); err != nil {
		return err
	}
	return tellStruck(ctx, tx, s, said)
}

// tellStruck has who wrote the body told of it too, where the minor is no longer in
// their scope, and keeps who was told. It takes the ledger's head.
func tellStruck(ctx context.Context, tx pgx.Tx, s Strike, said uint64) error {
	const missing = `WITH RECURSIVE wrote AS (
			SELECT agent FROM records WHERE id = $1 UNION SELECT i.id FROM installations i JOIN wrote w ON i.replaces = w.agent
		) SELECT w.agent FROM wrote w JOIN installations i ON i.id = w.agent AND i.role <> 'ministry'
		WHERE NOT EXISTS (SELECT FROM feed f WHERE f.agent = w.agent AND f.position = $2 AND f.what = 'record') ORDER BY 1`
	rows, err := tx.Query(ctx, missing, s.Record, said)
	if err != nil {
		return err
	}
	agents, err := pgx.CollectRows(rows, pgx.RowTo[change.AgentID])
	if err != nil {
		return err
	}
	head, err := ledger.Advance(ctx, tx, 0, len(agents), time.Time{})
	if err != nil {
		return err
	}
	for i, a := range agents {
		_, err := tx.Exec(ctx, `INSERT INTO feed (agent, n, position, what, minor) VALUES ($1, $2, $3, 'record', $4)`,
			a, int64(head.Feed)-int64(len(agents)-1-i), said, s.Minor)
		if err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `INSERT INTO erasure_tellings (minor, record, agent, n)
		SELECT minor, $1, agent, n FROM feed WHERE minor = $2 AND position = $3 AND what = 'record' ON CONFLICT (record, agent) DO NOTHING`, s.Says, s.Minor, said); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `SELECT pg_notify($1, '')`, intake.Channel)
	return err
}

// removeFiles deletes the files that only this record names.
func (d *Desk) removeFiles(ctx context.Context, tx pgx.Tx, s Strike) error {
	records, err := ledger.Of(ctx, tx, d.Sealer, []minor.ID{s.Minor})
	if err != nil {
		return err
	}
	var mine, others []change.Placed
	for _, p := range records[s.Minor] {
		if p.ID == s.Record {
			mine = append(mine, p)
		} else {
			others = append(others, p)
		}
	}
	kept := map[minor.Digest]bool{}
	for _, e := range change.Enclosed(others) {
		kept[e.File.Digest] = true
	}
	var gone []api.FileID
	for _, e := range change.Enclosed(mine) {
		if !kept[e.File.Digest] {
			gone = append(gone, d.Files.FileOf(s.Minor, e.File.Digest))
		}
	}
	_, err = tx.Exec(ctx, `DELETE FROM attachments WHERE id = ANY ($1) AND minor = $2`, gone, s.Minor)
	return err
}
