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
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

type proposal struct{}

// ProposalID identifies a proposal.
type ProposalID = id.Of[proposal]

// proposalLife is for how long a proposal waits for a second person: over a
// weekend. Arbitrary.
const proposalLife = 72 * time.Hour

// Proposal is an edit that one person proposes and another confirms.
type Proposal struct {
	ID      ProposalID           `json:"id"`
	Edit    Edit                 `json:"edit"`
	Reason  string               `json:"reason"`
	By      institution.PersonID `json:"by"`
	At      time.Time            `json:"at"`
	Expires time.Time            `json:"expires"`

	// Names are what the people of the edit, and who proposed it, are called: as
	// the directory said last, else as the edit says.
	Names map[institution.PersonID]minor.Text `json:"-"`
}

// Propose keeps an edit for a second person to confirm. Who may edit may propose
// it; for what reaches over the country there is no other way. It fails as
// [Directory.Edit] does.
func (d *Directory) Propose(ctx context.Context, by access.Caller, e Edit) (Proposal, error) {
	if err := e.Validate(); err != nil {
		return Proposal{}, err
	}
	now := d.now()
	p := Proposal{ID: ProposalID(id.New[struct{}]()), Edit: e, Reason: by.Reason, By: by.Person, At: now, Expires: now.Add(proposalLife)}
	text, err := json.Marshal(e)
	if err != nil {
		return Proposal{}, fmt.Errorf("propose: %w", err)
	}
	line := d.lineOf(ctx, by, "propose "+p.ID.String()+" ")
	err = pg.InTx(ctx, d.pool, func(ctx context.Context, tx pgx.Tx) error {
		judged := e
		if _, err := d.judged(ctx, tx, by, &judged, line); err != nil {
			return err
		}
		const q = `INSERT INTO directory_proposals (id, edit, about, reason, proposed_at, proposed_by, expires_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`
		_, err := tx.Exec(ctx, q, p.ID, text, append([]institution.PersonID{}, e.about()...), by.Reason, now, by.Person, p.Expires)
		return err
	})
	if err != nil {
		return Proposal{}, fmt.Errorf("propose: %w", err)
	}
	return p, nil
}

// Confirm makes the directory say what another person proposed. It fails with
// [fault.Denied] for the proposer, for whom it concerns and for who may not edit
// that, with [fault.NotFound] if there is no such proposal or it is decided or
// expired, and with [fault.Conflict] if the proposer may not propose it any more.
func (d *Directory) Confirm(ctx context.Context, by access.Caller, p ProposalID) (Imported, error) {
	line := d.lineOf(ctx, by, "confirm "+p.String()+" ")
	done, err := d.change(ctx, by.Person, func(ctx context.Context, tx pgx.Tx) (Edit, error) {
		found, err := d.open(ctx, tx, p)
		if err != nil {
			return Edit{}, err
		}
		e := found.Edit
		if e.From.Before(d.today()) {
			e.From = d.today()
		}
		own := func(action access.Action, allowed bool, words string) error {
			return line(action, allowed && by.Person != found.By, words)
		}
		if _, err := d.judged(ctx, tx, by, &e, own); err != nil {
			return Edit{}, err
		}
		if by.Person == found.By {
			return Edit{}, denied("who proposes does not confirm")
		}
		if err := d.stillMay(ctx, tx, found); err != nil {
			return Edit{}, err
		}
		return e, d.decide(ctx, tx, p, by, confirmed)
	})
	if err != nil {
		return Imported{}, fmt.Errorf("confirm: %w", err)
	}
	return done, nil
}

// Withdraw takes a proposal back: the proposer, or whoever could confirm it. It
// fails as [Directory.Confirm] does.
func (d *Directory) Withdraw(ctx context.Context, by access.Caller, p ProposalID) error {
	line := d.lineOf(ctx, by, "withdraw "+p.String()+" ")
	err := pg.InTx(ctx, d.pool, func(ctx context.Context, tx pgx.Tx) error {
		found, err := d.open(ctx, tx, p)
		if err != nil {
			return err
		}
		e := found.Edit
		if _, err := d.judged(ctx, tx, by, &e, line); err != nil {
			return err
		}
		return d.decide(ctx, tx, p, by, withdrawn)
	})
	if err != nil {
		return fmt.Errorf("withdraw: %w", err)
	}
	return nil
}

// Proposals lists what waits for a second person and is somebody's to decide, or
// was proposed by them, the oldest first; a line is committed first.
func (d *Directory) Proposals(ctx context.Context, by access.Caller) ([]Proposal, error) {
	action := access.KeepStaff
	if by.Role == access.Ministry {
		action = access.KeepDirectory
	}
	no := access.Allow(by, action)
	if err := d.lineOf(ctx, by, "")(action, no == nil, "list proposals"); err != nil || no != nil {
		return nil, errors.Join(no, err)
	}
	var out []Proposal
	err := pg.InTx(ctx, d.pool, func(ctx context.Context, tx pgx.Tx) error {
		out = nil
		rows, err := tx.Query(ctx, findProposals+` ORDER BY proposed_at, id`, nil, d.now())
		if err != nil {
			return fmt.Errorf("find proposals: %w", err)
		}
		all, err := pgx.CollectRows(rows, toProposal)
		if err != nil {
			return fmt.Errorf("find proposals: %w", err)
		}
		for _, p := range all {
			s, err := d.standing(ctx, tx, by, p.Edit)
			if err != nil {
				return err
			}
			if _, no := s.may(by, p.Edit); no == nil || p.By == by.Person {
				out = append(out, p)
			}
		}
		return nameProposals(ctx, tx, out)
	})
	return out, err
}

// findProposals finds one proposal, or all, that waits at a time.
const findProposals = `SELECT id, edit, reason, proposed_by, proposed_at, expires_at FROM directory_proposals
	WHERE ($1::uuid IS NULL OR id = $1) AND outcome IS NULL AND expires_at > $2`

func toProposal(row pgx.CollectableRow) (p Proposal, err error) {
	var text []byte
	if err := row.Scan(&p.ID, &text, &p.Reason, &p.By, &p.At, &p.Expires); err != nil {
		return p, err
	}
	if json.Unmarshal(text, &p.Edit) != nil {
		return p, fault.Newf(fault.Internal, "a proposal that cannot be read")
	}
	return p, nil
}

// open gives a proposal that waits, locked.
func (d *Directory) open(ctx context.Context, tx pgx.Tx, id ProposalID) (Proposal, error) {
	rows, err := tx.Query(ctx, findProposals+` FOR UPDATE`, id, d.now())
	if err != nil {
		return Proposal{}, fmt.Errorf("find proposal: %w", err)
	}
	p, err := pgx.CollectExactlyOneRow(rows, toProposal)
	if errors.Is(err, pgx.ErrNoRows) {
		return p, &fault.Error{Kind: fault.NotFound, Detail: "no such proposal waits", Remedy: "propose it anew"}
	}
	return p, err
}

// stillMay fails with [fault.Conflict] unless the proposer may still propose that.
func (d *Directory) stillMay(ctx context.Context, tx pgx.Tx, p Proposal) error {
	gone := &fault.Error{Kind: fault.Conflict, Detail: "who proposed it may do so no longer", Remedy: "propose it anew"}
	proposer, err := d.caller(ctx, tx, p.By, "as proposed")
	if fault.Is(err, fault.Denied) {
		return gone
	}
	if err != nil {
		return err
	}
	s, err := d.standing(ctx, tx, proposer, p.Edit)
	if err != nil {
		return err
	}
	if _, no := s.may(proposer, p.Edit); no != nil {
		return gone
	}
	return nil
}

// decide writes what became of a proposal.
func (d *Directory) decide(ctx context.Context, tx pgx.Tx, id ProposalID, by access.Caller, outcome string) error {
	const q = `UPDATE directory_proposals SET decided_at = $2, decided_by = $3, outcome = $4, decided_why = $5 WHERE id = $1`
	if _, err := tx.Exec(ctx, q, id, d.now(), by.Person, outcome, by.Reason); err != nil {
		return fmt.Errorf("decide: %w", err)
	}
	return nil
}
