package outbox

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"faro.example/agent/localdb"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Cure marks a refused record as dealt with: a new one stands in its place, or
// it was not so. It fails with [fault.NotFound] if no such record is refused.
func (b *Box) Cure(ctx context.Context, tx *sql.Tx, seq uint64) error {
	res, err := tx.ExecContext(ctx, `UPDATE outbox SET cured = 1 WHERE agent = ? AND seq = ? AND state = 'refused'`, b.agent, seq)
	if err != nil {
		return fmt.Errorf("cure: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, &fault.Error{Kind: fault.NotFound, Detail: "no record of that number is refused", Remedy: "agentd outbox lists them"})
	}
	return nil
}

// Refused gives a refused record that is not dealt with and, in order of their
// numbers, those refused after it about the same minor: they may have been
// refused for want of it. It fails with [fault.NotFound] if there is none.
func (b *Box) Refused(ctx context.Context, q localdb.Querier, seq uint64) ([]Entry, error) {
	const query = `SELECT ` + columns + ` FROM outbox WHERE agent = ?1 AND state = 'refused' AND cured = 0 AND seq >= ?2
		AND minor = (SELECT minor FROM outbox WHERE agent = ?1 AND seq = ?2) ORDER BY seq`
	out, err := list(ctx, q, query, b.agent, seq)
	if err == nil && (len(out) == 0 || out[0].Seq != seq) {
		err = &fault.Error{Kind: fault.NotFound, Detail: "no record of that number is refused", Remedy: "agentd outbox lists them"}
	}
	return out, err
}

// By is who offers records again: the author, for which office, and who stands in
// for the author if somebody does.
type By struct {
	Author  institution.PersonID
	Office  institution.OfficeID
	StandIn minor.Text
}

// Again writes refused records anew, in their order and with what they said and
// when it happened, by whoever offers them again and for that office (design
// section 5 rule 5). What their authors had seen stays what it was; where one
// had seen another that is written anew, it has seen the new one: instead says
// what stands in the place of which, and is added to.
func (b *Box) Again(ctx context.Context, tx *sql.Tx, refused []Entry, by By, instead map[change.ID]change.ID) ([]change.Record, error) {
	out := make([]change.Record, 0, len(refused))
	for _, e := range refused {
		old, err := change.Decode(e.Data)
		if err != nil {
			return nil, &fault.Error{Kind: fault.Invalid, Detail: fmt.Sprintf("record %d cannot be read back", e.Seq), Remedy: "record it again, with --instead-of"}
		}
		d := Draft{Minor: old.Minor, On: old.On, Structure: by.Office, Author: by.Author, StandIn: by.StandIn, Seen: old.Seen, Section: old.Section, Body: old.Body}
		d.Seen.Records = slices.Clone(old.Seen.Records)
		for i, named := range d.Seen.Records {
			if new, ok := instead[named]; ok {
				d.Seen.Records[i] = new
			}
		}
		rec, err := b.Append(ctx, tx, d)
		if err != nil {
			return nil, err
		}
		instead[e.ID] = rec.ID
		if err := b.Cure(ctx, tx, e.Seq); err != nil {
			return nil, err
		}
		out = append(out, rec)
	}
	return out, nil
}
