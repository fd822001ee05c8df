package directory

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// What became of a proposal. They stand in the table: never reused.
const (
	confirmed = "confirmed"
	withdrawn = "withdrawn" // by the proposer, or by who could confirm it
	refused   = "refused"   // by who could confirm it, for a reason
)

// Refuse says no to what another person proposed, for the reason stated, which
// the proposer reads. It fails with [fault.Denied] for the proposer, for whom it
// concerns and for who may not edit that, and with [fault.NotFound] if there is no
// such proposal or it is decided or expired.
func (d *Directory) Refuse(ctx context.Context, by access.Caller, p ProposalID) error {
	line := d.lineOf(ctx, by, "refuse "+p.String()+" ")
	err := pg.InTx(ctx, d.pool, func(ctx context.Context, tx pgx.Tx) error {
		found, err := d.open(ctx, tx, p)
		if err != nil {
			return err
		}
		s, err := d.standing(ctx, tx, by, found.Edit)
		if err != nil {
			return err
		}
		action, no := s.may(by, found.Edit)
		if no == nil && by.Person == found.By {
			no = denied("who proposes does not confirm")
		}
		if err := line(action, no == nil, found.Edit.Words()); err != nil || no != nil {
			return errors.Join(no, err)
		}
		return d.decide(ctx, tx, p, by, refused)
	})
	if err != nil {
		return fmt.Errorf("refuse: %w", err)
	}
	return nil
}

// Decision is what became of a proposal.
type Decision struct {
	Proposal
	Outcome string // confirmed, withdrawn or refused; expired if nobody decided
	Who     institution.PersonID
	When    time.Time
	Why     string
}

// maxDecided is how many decisions are listed. Arbitrary: what a page holds.
const maxDecided = 50

// Decided lists what became of proposals that are somebody's to decide or were
// theirs, the latest first; a line is committed first.
func (d *Directory) Decided(ctx context.Context, by access.Caller) ([]Decision, error) {
	action := access.KeepStaff
	if by.Role == access.Ministry {
		action = access.KeepDirectory
	}
	no := access.Allow(by, action)
	if err := d.lineOf(ctx, by, "")(action, no == nil, "list decided proposals"); err != nil || no != nil {
		return nil, errors.Join(no, err)
	}
	var out []Decision
	err := pg.InTx(ctx, d.pool, func(ctx context.Context, tx pgx.Tx) error {
		all, err := d.decided(ctx, tx)
		if err != nil {
			return err
		}
		out = nil
		for _, p := range all {
			s, err := d.standing(ctx, tx, by, p.Edit)
			if err != nil {
				return err
			}
			if _, no := s.may(by, p.Edit); no == nil || p.By == by.Person {
				out = append(out, p)
			}
		}
		list := keys(out, func(p Decision) Proposal { return p.Proposal })
		if err := nameProposals(ctx, tx, list, keys(out, func(p Decision) institution.PersonID { return p.Who })...); err != nil {
			return err
		}
		for i := range out {
			out[i].Names = list[i].Names
		}
		return nil
	})
	return out, err
}

func (d *Directory) decided(ctx context.Context, tx pgx.Tx) ([]Decision, error) {
	const q = `SELECT id, edit, reason, proposed_by, proposed_at, expires_at, coalesce(outcome, 'expired'), decided_by,
			coalesce(decided_at, expires_at), coalesce(decided_why, '')
		FROM directory_proposals WHERE outcome IS NOT NULL OR expires_at <= $1 ORDER BY coalesce(decided_at, expires_at) DESC, id LIMIT $2`
	rows, err := tx.Query(ctx, q, d.now(), maxDecided)
	if err != nil {
		return nil, fmt.Errorf("find decisions: %w", err)
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p Decision, err error) {
		var text []byte
		if err := row.Scan(&p.ID, &text, &p.Reason, &p.By, &p.At, &p.Expires, &p.Outcome, &p.Who, &p.When, &p.Why); err != nil {
			return p, err
		}
		if json.Unmarshal(text, &p.Edit) != nil {
			return p, fault.Newf(fault.Internal, "a proposal that cannot be read")
		}
		return p, nil
	})
	if err != nil {
		return nil, fmt.Errorf("find decisions: %w", err)
	}
	return out, nil
}

// nameProposals says what the people of proposals are called.
func nameProposals(ctx context.Context, tx pgx.Tx, list []Proposal, more ...institution.PersonID) error {
	all := more
	for _, p := range list {
		all = append(append(all, p.By), p.Edit.about()...)
	}
	called, err := nameOfPeople(ctx, tx, all)
	if err != nil {
		return err
	}
	for i, p := range list {
		list[i].Names = map[institution.PersonID]minor.Text{}
		for _, v := range p.Edit.People {
			list[i].Names[v.ID] = v.Name
		}
		for _, who := range append(append(p.Edit.about(), p.By), more...) {
			if name, known := called[who]; known {
				list[i].Names[who] = name
			}
		}
	}
	return nil
}

// nameOfPeople gives the names of people as the directory said last.
func nameOfPeople(ctx context.Context, q pg.Querier, people []institution.PersonID) (map[institution.PersonID]minor.Text, error) {
	const sql = `SELECT DISTINCT ON (id) id, name FROM people WHERE id = ANY ($1) AND known_until IS NULL ORDER BY id, valid_from DESC`
	type row struct {
		ID   institution.PersonID
		Name minor.Text
	}
	rows, err := collect[row](ctx, q, "people", sql, people)
	if err != nil {
		return nil, err
	}
	out := make(map[institution.PersonID]minor.Text, len(rows))
	for _, r := range rows {
		out[r.ID] = r.Name
	}
	return out, nil
}
