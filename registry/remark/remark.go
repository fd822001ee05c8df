// Package remark keeps what people who know a child remark on it perhaps being
// another: for the Ministry, who decides. It is no record: it says nothing of a
// child that would have to hold, and goes with the candidate. It alone writes
// candidate_remarks.
//
// The invariant: nobody remarks on a candidate of which they are not told, and
// nobody reads a remark on one; both leave a line in the record of access first,
// which names whom they are told of. Who is told of one child of the two reads
// the own office's remarks alone.
package remark

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/audit"
	"faro.example/registry/lookup"
	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// MaxWords bounds a remark, in bytes. Arbitrary: a page.
const MaxWords = 4000

// most bounds the remarks that are read on one candidate. Arbitrary.
const most = 200

type tag struct{}

// ID identifies a remark: made when the form was opened, so that one that is sent
// twice is one.
type ID = id.Of[tag]

// Remark is what somebody remarked.
type Remark struct {
	ID     ID
	Office institution.OfficeID
	Words  minor.Text
	At     time.Time
}

// Lines is the record of access; package audit has it.
type Lines interface {
	Write(ctx context.Context, line audit.Line) error
}

// Candidates tells of a candidate whoever may be told, and leaves a line;
// package lookup does.
type Candidates interface {
	Candidate(ctx context.Context, caller access.Caller, of lookup.CandidateID) (lookup.Proposal, error)
}

// Book is where remarks are kept. It is safe for use by several goroutines.
type Book struct {
	pool  *pgxpool.Pool
	lines Lines
	told  Candidates
	seal  *seal.Sealer
	now   func() time.Time
}

// New makes a book over a pool of the role faro_match.
func New(pool *pgxpool.Pool, lines Lines, told Candidates, s *seal.Sealer, now func() time.Time) (*Book, error) {
	if pool == nil || lines == nil || told == nil || s == nil || now == nil {
		return nil, fault.Newf(fault.Internal, "a book of remarks without its database, record of access, candidates, keys or clock")
	}
	return &Book{pool, lines, told, s, now}, nil
}

// May fails with [fault.Denied] unless a caller may remark: whoever may say who a
// child is, and decides nothing about candidates.
func May(c access.Caller) error {
	if c.Person.IsZero() || len(c.Offices) == 0 || !access.MayWrite(c.Role, minor.IdentityAlias{}.Kind(), change.Identity) ||
		access.MayWrite(c.Role, change.LinkSame{}.Kind(), change.Link) {
		return fault.Newf(fault.Denied, "who decides does not remark, nor who says nothing of who a child is")
	}
	return nil
}

// Write keeps a remark; the same again is kept once. It fails with [fault.Denied]
// for who may not remark, with [fault.NotFound] for a candidate of which the
// caller is not told or that was decided, and with [fault.Invalid] without words.
func (b *Book) Write(ctx context.Context, caller access.Caller, of lookup.CandidateID, remark ID, words minor.Text) error {
	words = minor.Text(strings.TrimSpace(words.Reveal()))
	if words == "" {
		return fault.Field("words", "missing", "say what you know of the two, in a sentence")
	}
	if err := words.Check("words", MaxWords); err != nil {
		return err
	}
	denied := May(caller)
	var seen []minor.ID
	if denied == nil {
		found, err := b.told.Candidate(ctx, caller, of)
		if err != nil {
			return err
		}
		seen = subjects(found)
	}
	if err := b.lines.Write(ctx, audit.Line{Caller: caller, Action: access.Record, Allowed: denied == nil, Subjects: seen}); err != nil {
		return err
	}
	if denied != nil {
		return denied
	}
	return pg.InTx(ctx, b.pool, func(ctx context.Context, tx pgx.Tx) error {
		return b.keep(ctx, tx, caller, kept{remark, of, seen[0]}, words)
	})
}

// kept is where a remark stands.
type kept struct {
	id    ID
	of    lookup.CandidateID
	minor minor.ID // under whose key its words are sealed
}

func (k kept) place() seal.Place {
	return seal.Place{Table: "candidate_remarks", Column: "words", Row: [16]byte(k.id)}
}

func (b *Book) keep(ctx context.Context, tx pgx.Tx, caller access.Caller, k kept, words minor.Text) error {
	keys, err := b.seal.Find(ctx, tx, []minor.ID{k.minor})
	if err != nil {
		return fmt.Errorf("seal remark: %w", err)
	}
	if keys[k.minor] == nil {
		return fault.Newf(fault.NotFound, "no such minor")
	}
	sealed, err := keys[k.minor].Seal(k.place(), []byte(words.Reveal()))
	if err != nil {
		return fmt.Errorf("seal remark: %w", err)
	}
	const q = `INSERT INTO candidate_remarks (id, candidate, minor, person, office, words, written_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING`
	_, err = tx.Exec(ctx, q, k.id, k.of, k.minor, caller.Person, caller.Offices[0], sealed, b.now())
	return pg.Fault(err)
}

// subjects are the minors of whom a candidate tells.
func subjects(p lookup.Proposal) []minor.ID {
	if p.Both != nil {
		return []minor.ID{p.Both.Low, p.Both.High}
	}
	return []minor.ID{p.One.Minor}
}

// Of gives the remarks on a candidate, oldest first: the own office's to who is
// told of one of the two alone. It fails with [fault.Denied] or [fault.NotFound]
// as telling of the candidate does, and leaves its line.
func (b *Book) Of(ctx context.Context, caller access.Caller, of lookup.CandidateID) ([]Remark, error) {
	found, err := b.told.Candidate(ctx, caller, of)
	if err != nil {
		return nil, err
	}
	var out []Remark
	err = pg.InTx(ctx, b.pool, func(ctx context.Context, tx pgx.Tx) error {
		out, err = b.read(ctx, tx, of)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read remarks: %w", err)
	}
	return slices.DeleteFunc(out, func(r Remark) bool { return found.Both == nil && !caller.SpeaksFor(r.Office) }), nil
}

// row is a remark as it is kept.
type row struct {
	ID        ID
	Minor     minor.ID
	Office    institution.OfficeID
	Words     []byte
	WrittenAt time.Time
}

func (b *Book) read(ctx context.Context, tx pgx.Tx, of lookup.CandidateID) (out []Remark, err error) {
	const q = `SELECT id, minor, office, words, written_at FROM candidate_remarks WHERE candidate = $1 ORDER BY written_at, id LIMIT $2`
	rows, err := tx.Query(ctx, q, of, most)
	if err != nil {
		return nil, pg.Fault(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, pg.Fault(err)
	}
	var minors []minor.ID
	for _, r := range all {
		minors = append(minors, r.Minor)
	}
	keys, err := b.seal.Find(ctx, tx, minors)
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		if keys[r.Minor] == nil {
			continue // erased since
		}
		words, err := keys[r.Minor].Open(kept{id: r.ID}.place(), r.Words)
		if err != nil {
			return nil, err
		}
		out = append(out, Remark{r.ID, r.Office, minor.Text(words), r.WrittenAt})
	}
	return out, nil
}
