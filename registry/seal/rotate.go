package seal

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"faro.example/registry/pg"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// batch is how many keys are wrapped anew in a transaction: some milliseconds,
// in which nobody waits, since nobody else changes these rows. Arbitrary.
const batch = 1000

// State is one key-encryption key and what needs it.
type State struct {
	Name    string
	First   bool      // it wraps what is made from now on
	Held    bool      // the source gives it
	Since   time.Time // when it began to wrap; zero if it never did
	Retired time.Time // zero if it was not
	Minors  int       // keys of minors of which it wraps a half
	Others  int       // data keys of no minor that it wraps
	Half    Half      // which half of the keys of minors it is for
}

// Status says which key-encryption keys there are, those of the source in their
// order first.
func (s *Sealer) Status(ctx context.Context) ([]State, error) {
	if err := s.Reload(ctx); err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, `SELECT coalesce(w.name, r.name) AS name, w.since, r.retired_at,
			(SELECT count(*) FROM minor_keys m WHERE m.wrapped_by = w.name) AS minors,
			(SELECT count(*) FROM minor_keys m WHERE m.closed_by = w.name) AS shut,
			(SELECT count(*) FROM data_keys d WHERE d.wrapped_by = w.name) AS others
		FROM wrapping_keys w FULL JOIN retired_keys r ON r.name = w.name ORDER BY coalesce(w.since, r.retired_at)`)
	if err != nil {
		return nil, fmt.Errorf("read the state of keys: %w", err)
	}
	known := map[string]State{}
	var order []string
	var st State
	var since, retired *time.Time
	var shut int
	_, err = pgx.ForEachRow(rows, []any{&st.Name, &since, &retired, &st.Minors, &shut, &st.Others}, func() error {
		st.Since, st.Retired, st.Half = instant(since), instant(retired), Ordinary
		if shut > 0 {
			st.Half, st.Minors = Closed, shut
		}
		known[st.Name], order = st, append(order, st.Name)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the state of keys: %w", err)
	}
	var out []State
	for h, masters := range s.ring.Load().masters {
		for i, m := range masters {
			st := known[m.name]
			st.Name, st.First, st.Held, st.Half = m.name, i == 0, true, Half(h)
			out = append(out, st)
		}
	}
	for _, name := range order {
		if !slices.ContainsFunc(out, func(o State) bool { return o.Name == name }) {
			out = append(out, known[name])
		}
	}
	return out, nil
}

func instant(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// Add puts a new key-encryption key of a half last in its source: it opens, and does not
// wrap yet, so that it can be brought to every machine before it does.
func (s *Sealer) Add(ctx context.Context, of Half) (name string, err error) {
	line, err := NewLine()
	if err != nil {
		return "", err
	}
	m, err := parseMaster(line[:len(line)-1])
	if err != nil {
		return "", err
	}
	if err := s.Reload(ctx); err != nil {
		return "", err
	}
	if err := s.write(of, append(slices.Clone(s.ring.Load().masters[of]), m)); err != nil {
		return "", err
	}
	return m.name, s.Reload(ctx)
}

// Rotate wraps a half of every minor's data key anew, and with the ordinary one
// the data keys of no minor, under a key-encryption key that nothing was
// wrapped by before: one that [Sealer.Add] or a command put there, else a new
// one. A rotation that did not come to its end goes on. What is sealed stays as
// it is, and servers go on meanwhile. It gives how many keys it wrapped anew;
// told is called with how many are done, and of how many.
func (s *Sealer) Rotate(ctx context.Context, of Half, told func(done, of int)) (name string, wrapped int, err error) {
	states, err := s.Status(ctx)
	if err != nil {
		return "", 0, err
	}
	left := 0
	for _, st := range states {
		if !st.First && st.Half == of {
			left += st.Minors + st.Others
		}
	}
	if left == 0 {
		if left, err = s.advance(ctx, of, states); err != nil {
			return "", 0, err
		}
	}
	first := s.ring.Load().masters[of][0]
	if of == Ordinary {
		if wrapped, err = s.wrapOthers(ctx, first); err != nil {
			return first.name, wrapped, fmt.Errorf("wrap data keys anew: %w", err)
		}
	}
	for range 2 { // the second time for what servers wrapped meanwhile; what they wrap still is left for the next rotation
		if err := s.wrapMinors(ctx, of, first, func(n int) {
			wrapped += n
			told(wrapped, max(left, wrapped))
		}); err != nil {
			return first.name, wrapped, fmt.Errorf("wrap the keys of minors anew: %w", err)
		}
	}
	return first.name, wrapped, s.Reload(ctx)
}

// advance puts a key first that wrapped nothing before, and gives how many keys
// are to be wrapped by it.
func (s *Sealer) advance(ctx context.Context, of Half, states []State) (left int, err error) {
	states = slices.DeleteFunc(slices.Clone(states), func(st State) bool { return !st.Held || st.Half != of })
	masters := s.ring.Load().masters[of]
	fresh := slices.IndexFunc(states, func(st State) bool { return st.Since.IsZero() && st.Retired.IsZero() })
	var next master
	if fresh < 0 {
		line, err := NewLine()
		if err != nil {
			return 0, err
		}
		if next, err = parseMaster(line[:len(line)-1]); err != nil {
			return 0, err
		}
	} else {
		next = masters[fresh]
	}
	rest := slices.DeleteFunc(slices.Clone(masters), func(m master) bool { return m.name == next.name })
	if err := s.write(of, append([]master{next}, rest...)); err != nil {
		return 0, err
	}
	return states[0].Minors + states[0].Others, s.Reload(ctx)
}

func (s *Sealer) write(of Half, masters []master) error {
	var lines []byte
	for _, m := range masters {
		lines = append(append(lines, m.line...), '\n')
	}
	return s.from.of(of).Write(lines)
}

// wrapOthers wraps the data keys of no minor, and has frames sealed by a new one.
func (s *Sealer) wrapOthers(ctx context.Context, first master) (wrapped int, err error) {
	err = pg.InTx(ctx, s.pool, func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT name, wrapped, wrapped_by FROM data_keys WHERE wrapped_by <> $1 FOR UPDATE`, first.name)
		if err != nil {
			return err
		}
		type row struct {
			Name, WrappedBy string
			Wrapped         []byte
		}
		found, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
		if err != nil || len(found) == 0 {
			return err
		}
		for _, f := range found {
			anew, err := s.wrapAnew(Ordinary, first, ofNone(f.Name), f.Wrapped, f.WrappedBy)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `UPDATE data_keys SET wrapped = $2, wrapped_by = $3 WHERE name = $1`, f.Name, anew, first.name); err != nil {
				return err
			}
		}
		wrapped = len(found)
		return addFrame(ctx, tx, first)
	})
	return wrapped, err
}

// wrapMinors goes through the keys of all minors once, a batch in each
// transaction.
func (s *Sealer) wrapMinors(ctx context.Context, of Half, first master, told func(n int)) error {
	var after minor.ID
	for {
		n, last, err := s.wrapBatch(ctx, of, first, after)
		if err != nil || n == 0 {
			return err
		}
		after = last
		told(n)
	}
}

func (s *Sealer) wrapBatch(ctx context.Context, of Half, first master, after minor.ID) (n int, last minor.ID, err error) {
	err = pg.InTx(ctx, s.pool, func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT minor, `+of.column()+`, `+of.by()+` FROM minor_keys WHERE minor > $1 AND `+of.by()+` <> $2
			ORDER BY minor LIMIT $3 FOR UPDATE`, [16]byte(after), first.name, batch) // an identifier of zeros would be sent as none
		if err != nil {
			return err
		}
		var minors []minor.ID
		var anew [][]byte
		var m minor.ID
		var wrapped []byte
		var by string
		_, err = pgx.ForEachRow(rows, []any{&m, &wrapped, &by}, func() error {
			w, err := s.wrapAnew(of, first, of.at(m), wrapped, by)
			minors, anew = append(minors, m), append(anew, w)
			return err
		})
		if err != nil || len(minors) == 0 {
			return err
		}
		n, last = len(minors), minors[len(minors)-1]
		_, err = tx.Exec(ctx, `UPDATE minor_keys k SET `+of.column()+` = u.w, `+of.by()+` = $3
			FROM unnest($1::uuid[], $2::bytea[]) AS u (m, w) WHERE k.minor = u.m`, minors, anew, first.name)
		return err
	})
	return n, last, err
}

// wrapAnew opens a wrapped key where it stands, and wraps it by another.
func (s *Sealer) wrapAnew(of Half, first master, at Place, wrapped []byte, by string) ([]byte, error) {
	m, err := s.ring.Load().master(of, by)
	if err != nil {
		return nil, err
	}
	secret, err := m.key.Open(at, wrapped)
	if err != nil {
		return nil, err
	}
	return first.key.Seal(at, secret)
}

// Retire takes the key-encryption keys away that wrap nothing any more, and
// gives their names. They never wrap again. It fails with [fault.Conflict] if
// one still wraps something: nothing is taken away then. Where the keys come
// from a command the lines are the operator's to take away.
func (s *Sealer) Retire(ctx context.Context) (names []string, err error) {
	states, err := s.Status(ctx)
	if err != nil {
		return nil, err
	}
	for _, st := range states {
		if st.Held && !st.First && (!st.Since.IsZero() || !st.Retired.IsZero()) {
			names = append(names, st.Name)
		}
	}
	if len(names) == 0 {
		return nil, nil
	}
	err = pg.InTx(ctx, s.pool, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM wrapping_keys WHERE name = ANY ($1)`, names); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO retired_keys (name) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING`, names)
		return err
	})
	if refused := (*pgconn.PgError)(nil); errors.As(err, &refused) && refused.Code == "23503" {
		return nil, &fault.Error{Kind: fault.Conflict, Detail: "a key that is not the first still wraps others", Remedy: "run registryctl keys rotate to its end, then retire"}
	}
	if err != nil {
		return nil, fmt.Errorf("retire keys: %w", err)
	}
	for h, masters := range s.ring.Load().masters {
		kept := slices.DeleteFunc(slices.Clone(masters), func(m master) bool { return slices.Contains(names, m.name) })
		if len(kept) == len(masters) {
			continue
		}
		if err := s.write(Half(h), kept); err != nil && !fault.Is(err, fault.Conflict) {
			return names, err
		}
	}
	return names, nil
}
