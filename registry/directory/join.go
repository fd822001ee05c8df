package directory

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/spelling"
)

// Double is two structures of one municipality that may be one.
type Double struct {
	One   facility.Structure `json:"one"`
	Other facility.Structure `json:"other"`
	Alike float64            `json:"alike"` // from 0 to 1
}

// alikeFrom is how alike two names are that are listed. Arbitrary: it finds a
// word left out or spelt otherwise, and not two houses with a saint each.
const alikeFrom = 0.6

// Doubles lists the structures of today that look like one another, the most
// alike first: of the same municipality, with names alike once words that many
// have are left out. A line is committed first.
func (d *Directory) Doubles(ctx context.Context, by access.Caller) ([]Double, error) {
	no := access.Allow(by, access.KeepDirectory)
	if err := d.lineOf(ctx, by, "")(access.KeepDirectory, no == nil, "list doubles"); err != nil || no != nil {
		return nil, errors.Join(no, err)
	}
	all, err := d.structures(ctx, d.pool)
	if err != nil {
		return nil, err
	}
	towns := map[string][]facility.Structure{}
	for _, s := range all {
		towns[s.Municipality] = append(towns[s.Municipality], s)
	}
	var out []Double
	for _, town := range towns {
		for i, s := range town {
			for _, o := range town[i+1:] {
				if a := alike(s, o); a >= alikeFrom {
					out = append(out, Double{s, o, a})
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b Double) int {
		return cmp.Or(cmp.Compare(b.Alike, a.Alike), cmp.Compare(a.One.Code, b.One.Code), cmp.Compare(a.Other.Code, b.Other.Code))
	})
	return out, nil
}

// common are words that many structures have in their names, as package
// spelling writes them.
var common = map[string]bool{
	"casa": true, "comunita": true, "centro": true, "struttura": true, "alloggio": true, "accoglienza": true, "minori": true,
	"per": true, "di": true, "del": true, "della": true, "dei": true, "la": true, "il": true, "e": true, "gruppo": true,
	"appartamento": true, "onlus": true, "cooperativa": true, "coop": true, "sociale": true, "famiglia": true,
}

// alike is how alike two structures' names are: the share of letter triples
// that both have, of the words that tell them apart.
func alike(a, b facility.Structure) float64 {
	one, other := triples(telling(a.Name)), triples(telling(b.Name))
	both := 0
	for t := range one {
		if other[t] {
			both++
		}
	}
	return 2 * float64(both) / float64(max(len(one)+len(other), 1))
}

// telling gives the words of a name that tell it from others, in order; all of
// them if there are no others.
func telling(name string) string {
	words := strings.Fields(spelling.Key(name))
	few := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return common[w] })
	if len(few) == 0 {
		few = words
	}
	slices.Sort(few)
	return strings.Join(few, " ")
}

func triples(s string) map[string]bool {
	r := []rune("  " + s + " ")
	out := map[string]bool{}
	for i := 0; i+3 <= len(r); i++ {
		out[string(r[i:i+3])] = true
	}
	return out
}

// Join makes one structure of two of a municipality: from now on what names the
// old one counts at the other, for every day, and the installations of either
// speak for both; what was known before stays as it was. The old one is closed.
// Records are not touched. It fails with [fault.Denied] unless the Ministry's
// administrators ask, with [fault.NotFound] if either is no structure of today,
// and with [fault.Conflict] if they are not of one municipality or either was
// joined before.
func (d *Directory) Join(ctx context.Context, by access.Caller, old, other facility.ID) error {
	no := access.Allow(by, access.KeepDirectory)
	if err := d.lineOf(ctx, by, "")(access.KeepDirectory, no == nil, "join "+old.String()+" "+other.String()); err != nil || no != nil {
		return errors.Join(no, err)
	}
	if d.Machines == nil {
		return fault.Newf(fault.Internal, "a directory without those who say for whom installations speak")
	}
	err := pg.InTx(ctx, d.pool, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(importLock)); err != nil {
			return fmt.Errorf("lock directory: %w", err)
		}
		if err := d.joinable(ctx, tx, old, other); err != nil {
			return err
		}
		return d.join(ctx, tx, by.Person, old, other)
	})
	if err != nil {
		return fmt.Errorf("join: %w", err)
	}
	return nil
}

func (d *Directory) joinable(ctx context.Context, tx pgx.Tx, old, other facility.ID) error {
	rows, err := structuresTable.read(ctx, tx, []facility.ID{old, other})
	if err != nil {
		return err
	}
	towns := map[facility.ID]string{}
	for id, versions := range rows {
		for _, r := range versions {
			if !d.today().Before(r.ValidFrom) && (r.ValidUntil.IsZero() || d.today().Before(r.ValidUntil)) {
				towns[id] = r.Municipality
			}
		}
	}
	var joined bool
	const q = `SELECT EXISTS (SELECT FROM structure_joins WHERE old IN ($1, $2) OR new = $1)`
	if err := tx.QueryRow(ctx, q, old, other).Scan(&joined); err != nil {
		return fmt.Errorf("find joins: %w", err)
	}
	switch {
	case old == other || joined:
		return &fault.Error{Kind: fault.Conflict, Detail: "one of them was joined before, or both are the same", Remedy: "join those that stand by themselves"}
	case len(towns) < 2:
		return &fault.Error{Kind: fault.NotFound, Detail: "one of them is no structure of today", Remedy: "name two that stand"}
	case towns[old] != towns[other]:
		return &fault.Error{Kind: fault.Conflict, Detail: "they are not in the same municipality", Remedy: "correct the municipality first"}
	}
	return nil
}

func (d *Directory) join(ctx context.Context, tx pgx.Tx, by institution.PersonID, old, other facility.ID) error {
	w := &writer{tx: tx, from: d.today(), by: by, now: d.now()}
	if err := end(ctx, w, structuresTable, leaves[structureRow]([]facility.ID{old})); err != nil {
		return err
	}
	if err := d.teller.Rescope(ctx, tx, nil); err != nil { // for its lock, as in apply
		return fmt.Errorf("hold scopes: %w", err)
	}
	position, err := d.teller.Tell(ctx, tx, nil)
	if err != nil {
		return fmt.Errorf("tell: %w", err)
	}
	const q = `INSERT INTO structure_joins (old, new, known_from, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5)`
	if _, err := tx.Exec(ctx, q, old, other, position, d.now(), by); err != nil {
		return fmt.Errorf("join: %w", err)
	}
	if err := w.write(ctx, position); err != nil {
		return err
	}
	if err := d.Machines.Share(ctx, tx, institution.OfficeOf(old), institution.OfficeOf(other)); err != nil {
		return err
	}
	return d.teller.Rescope(ctx, tx, nil)
}
