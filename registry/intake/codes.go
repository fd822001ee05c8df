package intake

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/minor"
)

// needsRegistry reports whether a push registers a minor without a code, so
// that the registry will state one.
func needsRegistry(jobs []*job) bool {
	for _, j := range jobs {
		for i := range j.frames {
			if b, ok := j.frames[i].rec.Body.(minor.Registered); ok && b.Code == "" {
				return true
			}
		}
	}
	return false
}

// claimCodes gives each code that is stated to the first in the ledger who
// states it. Who states one that is another's, or none at all, gets one from
// the registry, by a record of its own in the same transaction: so both records
// are taken, and a copied installation or one that ran out costs no child its
// code.
func (t *transaction) claimCodes(ctx context.Context) error {
	claims := map[uint32]*addition{}
	var serials []int64
	var minors []minor.ID
	var without []*addition
	for _, a := range t.taken {
		code, states := codeOf(a.record())
		switch {
		case !states:
		case code == "":
			without = append(without, a)
		case claims[code.Serial()] == nil:
			claims[code.Serial()] = a
			serials, minors = append(serials, int64(code.Serial())), append(minors, a.row.minor)
		case claims[code.Serial()].row != a.row:
			without = append(without, a)
		}
	}
	if len(serials) > 0 {
		lost, err := t.claim(ctx, serials, minors)
		if err != nil {
			return err
		}
		for _, serial := range lost {
			without = append(without, claims[serial])
		}
	}
	without = slices.DeleteFunc(without, (*addition).coded)
	if len(without) == 0 || t.Registry.Agent.IsZero() {
		return nil
	}
	if !t.restate {
		return errRegistryNeeded
	}
	return t.stateCodes(ctx, without)
}

// codeOf gives the national code that a record states; "" is that of a minor
// who is registered without one. The registry's own statements come as records
// when they are given back after a restore.
func codeOf(p *change.Placed) (code minor.Code, states bool) {
	switch b := p.Body.(type) {
	case minor.Registered:
		return b.Code, true
	case minor.IdentifierStated:
		return minor.Code(b.Value), b.Scheme == minor.NationalCode && p.Standing.Entitled
	}
	return "", false
}

// claim keeps codes for minors and gives those that are another's already.
func (t *transaction) claim(ctx context.Context, serials []int64, minors []minor.ID) (lost []uint32, err error) {
	const q = `WITH mine AS (
			INSERT INTO codes (serial, minor)
			SELECT serial, minor FROM unnest($1::bigint[], $2::uuid[]) AS n (serial, minor) ORDER BY serial
			ON CONFLICT (serial) DO NOTHING RETURNING serial
		)
		SELECT serial FROM unnest($1::bigint[]) AS n (serial) WHERE serial NOT IN (SELECT serial FROM mine)`
	rows, err := t.tx.Query(ctx, q, serials, minors)
	if err != nil {
		return nil, fmt.Errorf("claim codes: %w", err)
	}
	had, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("claim codes: %w", err)
	}
	if len(had) == 0 {
		return nil, nil
	}
	const others = `SELECT c.serial FROM unnest($1::bigint[], $2::uuid[]) AS n (serial, minor)
		JOIN codes c ON c.serial = n.serial AND c.minor <> n.minor WHERE c.serial = ANY ($3)`
	if rows, err = t.tx.Query(ctx, others, serials, minors, had); err != nil {
		return nil, fmt.Errorf("claim codes: %w", err)
	}
	if lost, err = pgx.CollectRows(rows, pgx.RowTo[uint32]); err != nil {
		return nil, fmt.Errorf("claim codes: %w", err)
	}
	return lost, nil
}

// coded reports whether the registry has stated a code for the minor.
func (a *addition) coded() bool {
	return slices.ContainsFunc(a.state.entries, func(p change.Placed) bool {
		b, ok := p.Body.(minor.IdentifierStated)
		return ok && p.Minor == a.row.minor && b.Scheme == minor.NationalCode && p.Standing.Entitled
	})
}

// stateCodes adds one record of the registry for each minor without a code.
func (t *transaction) stateCodes(ctx context.Context, without []*addition) error {
	free, err := t.freeCodes(ctx, len(without))
	if err != nil {
		return err
	}
	serials, minors := make([]int64, len(without)), make([]minor.ID, len(without))
	for i, a := range without {
		code, err := minor.NewCode(free[i])
		if err != nil {
			return err
		}
		rec, err := t.statement(a.row.minor, minor.IdentifierStated{Scheme: minor.NationalCode, Value: minor.Text(code)})
		if err != nil {
			return fmt.Errorf("state code: %w", err)
		}
		receipt := &api.Receipt{Seq: rec.Seq, Verdict: api.Taken}
		print := change.Fingerprint(change.AppendRecord(nil, &rec))
		t.addition(a.state, &rec, change.Standing{Entitled: true, Knows: t.head.Position}, receipt, false)
		t.finals = append(t.finals, &final{ref: rec.Ref(), print: print, receipt: receipt, at: len(t.taken)})
		t.installs[t.Registry.Agent].took(rec.Seq, print)
		serials[i], minors[i] = int64(free[i]), a.row.minor
	}
	const q = `INSERT INTO codes (serial, minor) SELECT serial, minor FROM unnest($1::bigint[], $2::uuid[]) AS n (serial, minor)`
	if _, err := t.tx.Exec(ctx, q, serials, minors); err != nil {
		return fmt.Errorf("keep codes: %w", err)
	}
	return nil
}

// statement signs a record by the registry itself.
func (t *transaction) statement(m minor.ID, b change.Body) (change.Record, error) {
	return change.Sign(t.Registry.Key, change.Header{
		ID: change.ID(id.New[struct{}]()), Minor: m, Agent: t.Registry.Agent, Seq: t.installs[t.Registry.Agent].next,
		Structure: t.Registry.Office, Author: t.Registry.Author,
		Made: change.Made{At: t.now.UTC().Truncate(time.Second)}, On: day.On(t.today),
		Seen: change.Seen{Epoch: t.head.Epoch, Position: t.head.Position},
	}, b)
}

// freeCodes gives serial numbers of the registry's newest block that nobody has:
// what is left of those before it may have been given in a life of the ledger
// that is lost. The registry's installation is locked, so nobody else takes
// from it now.
func (t *transaction) freeCodes(ctx context.Context, n int) ([]uint32, error) {
	const q = `SELECT greatest(b.first, coalesce((SELECT max(c.serial) + 1 FROM codes c
				WHERE c.serial >= b.first AND c.serial < b.first + b.count), 0)), b.first + b.count
		FROM code_blocks b WHERE b.installation = $1 ORDER BY b.first DESC LIMIT 1`
	var out []uint32
	for tries := 0; ; tries++ {
		out = out[:0]
		rows, err := t.tx.Query(ctx, q, t.Registry.Agent)
		if err != nil {
			return nil, fmt.Errorf("find free codes: %w", err)
		}
		var next, end uint32
		_, err = pgx.ForEachRow(rows, []any{&next, &end}, func() error {
			for ; next < end && len(out) < n; next++ {
				out = append(out, next)
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("find free codes: %w", err)
		}
		if len(out) == n {
			return out, nil
		}
		if tries > maxJoined {
			return nil, fault.Newf(fault.Internal, "no codes are given to the registry's own installation")
		}
		if err := t.moreCodes(ctx, out); err != nil {
			return nil, err
		}
	}
}

// moreCodes asks for another block for the registry itself.
func (t *transaction) moreCodes(ctx context.Context, used []uint32) error {
	highest := uint32(0)
	for _, b := range t.installs[t.Registry.Agent].blocks {
		highest = max(highest, b.First+b.Count-1)
	}
	if len(used) > 0 {
		highest = max(highest, used[len(used)-1])
	}
	if err := t.Codes.Ensure(ctx, t.tx, map[change.AgentID]uint32{t.Registry.Agent: highest}); err != nil {
		return err
	}
	blocks, err := t.Codes.Blocks(ctx, t.tx, t.Registry.Agent)
	t.installs[t.Registry.Agent].blocks = blocks
	return err
}
