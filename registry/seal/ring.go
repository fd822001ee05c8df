package seal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// ring is the keys as they were last read. It does not change.
type ring struct {
	masters [halves][]master // of each half of the data keys; the first one wraps
	frames  map[string]*Key
	frame   string // which of them seals: the newest
	root    []byte // what keys for other purposes are derived from
}

// Half is one of the two data keys that each minor has, each wrapped by
// key-encryption keys of its own.
type Half int

// The halves.
const (
	Ordinary Half = iota // seals all that is about the minor
	Closed               // together with the first seals what is closed besides
	halves
)

// String names the half for people.
func (h Half) String() string {
	if h == Closed {
		return "closed"
	}
	return "ordinary"
}

// at is where the wrapped half of a minor's key stands.
func (h Half) at(m minor.ID) Place { return Place{"minor_keys", h.column(), m} }

// column is that of minor_keys in which the half stands; by that of its
// key-encryption key's name.
func (h Half) column() string {
	if h == Closed {
		return "closed"
	}
	return "wrapped"
}

func (h Half) by() string { return h.column() + "_by" }

// master is one key-encryption key: a line of the source.
type master struct {
	name   string
	line   string
	key    *Key
	secret []byte
}

// What a data key that belongs to no minor is for.
const (
	forFrames = "frame"
	asRoot    = "root"
)

// ofNone is where the wrapped key of no minor stands.
func ofNone(name string) Place {
	sum := sha256.Sum256([]byte(name))
	return Place{"data_keys", "wrapped", [16]byte(sum[:16])}
}

// Reload reads the keys anew: a line may have been added to the source, or a
// data key made by another process.
func (s *Sealer) Reload(ctx context.Context) error {
	s.reading.Lock() // what was read later is kept
	defer s.reading.Unlock()
	r, err := s.readRing(ctx)
	for range 2 { // a rotation may have come between the source and the database
		if !fault.Is(err, fault.Invalid) {
			break
		}
		r, err = s.readRing(ctx)
	}
	if err != nil {
		return err
	}
	s.ring.Store(r)
	return s.complete(ctx)
}

// complete gives minors the second half of their key whom a version without it
// has registered.
func (s *Sealer) complete(ctx context.Context) error {
	for {
		var n int
		err := pg.InTx(ctx, s.pool, func(ctx context.Context, tx pgx.Tx) (err error) {
			n, err = completeSome(ctx, tx, s.ring.Load().masters[Closed][0])
			return err
		})
		if err != nil || n < batch {
			return err
		}
	}
}

func (s *Sealer) readRing(ctx context.Context) (r *ring, err error) {
	var masters [halves][]master
	for h := range halves {
		if masters[h], err = readMasters(ctx, s.from.of(h)); err != nil {
			return nil, err
		}
	}
	if common(masters[Ordinary], masters[Closed]) {
		return nil, &fault.Error{Kind: fault.Invalid, Detail: "the same key wraps what is closed and what is not",
			Remedy: "give " + s.from.Closed.String() + " keys of its own: registryctl keys make"}
	}
	err = pg.InTx(ctx, s.pool, func(ctx context.Context, tx pgx.Tx) error {
		if err := admit(ctx, tx, masters[Ordinary]); err != nil {
			return err
		}
		if err := admitFirst(ctx, tx, masters[Closed][0]); err != nil {
			return err
		}
		r, err = load(ctx, tx, masters)
		return err
	})
	return r, err
}

// common reports whether two sources have a key in common.
func common(a, b []master) bool {
	return slices.ContainsFunc(a, func(m master) bool {
		return slices.ContainsFunc(b, func(o master) bool { return o.name == m.name })
	})
}

// admitFirst makes a key-encryption key one that wraps.
func admitFirst(ctx context.Context, tx pgx.Tx, first master) error {
	var retired, wraps bool
	err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM retired_keys WHERE name = $1), EXISTS (SELECT FROM wrapping_keys WHERE name = $1)`, first.name).
		Scan(&retired, &wraps)
	switch {
	case err != nil || wraps:
		return err
	case retired:
		return &fault.Error{Kind: fault.Invalid, Detail: "the first key was retired and wraps no more", Remedy: "bring the newest sealing keys here"}
	}
	_, err = tx.Exec(ctx, `INSERT INTO wrapping_keys (name) VALUES ($1) ON CONFLICT DO NOTHING`, first.name)
	return err
}

// completeSome does so for some, and gives how many.
func completeSome(ctx context.Context, tx pgx.Tx, by master) (int, error) {
	// why: minor_keys_incomplete
	rows, err := tx.Query(ctx, `SELECT minor FROM minor_keys WHERE closed IS NULL LIMIT $1 FOR UPDATE SKIP LOCKED`, batch)
	if err != nil {
		return 0, err
	}
	minors, err := pgx.CollectRows(rows, pgx.RowTo[minor.ID])
	if err != nil || len(minors) == 0 {
		return 0, err
	}
	shut := make([][]byte, len(minors))
	for i, m := range minors {
		secret, err := newSecret()
		if err != nil {
			return 0, err
		}
		if shut[i], err = by.key.Seal(Closed.at(m), secret); err != nil {
			return 0, err
		}
	}
	_, err = tx.Exec(ctx, `UPDATE minor_keys k SET closed = u.c, closed_by = $3
		FROM unnest($1::uuid[], $2::bytea[]) AS u (m, c) WHERE k.minor = u.m`, minors, shut, by.name)
	return len(minors), err
}

// admit makes the first key-encryption key one that wraps, and data keys where
// there are none. A registry from before there were data keys goes on with what
// its key-encryption keys sealed themselves.
func admit(ctx context.Context, tx pgx.Tx, masters []master) error {
	var before, rooted bool
	err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM wrapping_keys), EXISTS (SELECT FROM data_keys WHERE purpose = $1)`, asRoot).
		Scan(&before, &rooted)
	if err != nil {
		return err
	}
	if err := admitFirst(ctx, tx, masters[0]); err != nil {
		return err
	}
	if rooted {
		return nil
	}
	if before {
		return adopt(ctx, tx, masters)
	}
	root, err := newSecret()
	if err != nil {
		return err
	}
	return addRoot(ctx, tx, masters[0], root)
}

// adopt makes data keys of what the key-encryption keys sealed themselves.
func adopt(ctx context.Context, tx pgx.Tx, masters []master) error {
	for _, m := range masters {
		if err := addData(ctx, tx, masters[0], m.name, forFrames, m.secret); err != nil {
			return err
		}
	}
	return addRoot(ctx, tx, masters[0], masters[len(masters)-1].secret)
}

// addRoot keeps the root, and a first key for frames.
func addRoot(ctx context.Context, tx pgx.Tx, by master, secret []byte) error {
	if err := addData(ctx, tx, by, asRoot, asRoot, secret); err != nil {
		return err
	}
	return addFrame(ctx, tx, by)
}

// addFrame makes the key that seals frames from now on.
func addFrame(ctx context.Context, tx pgx.Tx, by master) error {
	secret, err := newSecret()
	if err != nil {
		return err
	}
	return addData(ctx, tx, by, nameOf(secret), forFrames, secret)
}

func addData(ctx context.Context, tx pgx.Tx, by master, name, purpose string, secret []byte) error {
	wrapped, err := by.key.Seal(ofNone(name), secret)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO data_keys (name, purpose, wrapped, wrapped_by) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
		name, purpose, wrapped, by.name)
	return err
}

// load reads the data keys that belong to no minor.
func load(ctx context.Context, tx pgx.Tx, masters [halves][]master) (*ring, error) {
	rows, err := tx.Query(ctx, `SELECT name, purpose, wrapped, wrapped_by FROM data_keys ORDER BY made_at, name`)
	if err != nil {
		return nil, err
	}
	type row struct {
		Name, Purpose, WrappedBy string
		Wrapped                  []byte
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, err
	}
	r := &ring{masters: masters, frames: map[string]*Key{}}
	for _, f := range found {
		m, err := r.master(Ordinary, f.WrappedBy)
		if err != nil {
			return nil, err
		}
		secret, err := m.key.Open(ofNone(f.Name), f.Wrapped)
		if err != nil {
			return nil, err
		}
		if f.Purpose == asRoot {
			r.root = secret
			continue
		}
		if r.frames[f.Name], err = newKey(secret); err != nil {
			return nil, err
		}
		r.frame = f.Name
	}
	return r, nil
}

func (r *ring) master(h Half, name string) (master, error) { return among(r.masters[h], name) }

func among(masters []master, name string) (master, error) {
	for _, m := range masters {
		if m.name == name {
			return m, nil
		}
	}
	return master{}, &fault.Error{Kind: fault.Invalid, Detail: "the key " + name + " is not among the sealing keys",
		Remedy: "bring the newest sealing keys here; after a restore, those of the day of the backup too"}
}

// readMasters reads the lines of a source, the first of which wraps.
func readMasters(ctx context.Context, from Source) ([]master, error) {
	text, err := from.Read(ctx)
	if err != nil {
		return nil, err
	}
	var out []master
	for line := range bytes.Lines(text) {
		m, err := parseMaster(string(bytes.TrimSpace(line)))
		if err != nil {
			return nil, fault.In(from.String(), err)
		}
		if slices.ContainsFunc(out, func(o master) bool { return o.name == m.name }) {
			return nil, fault.Field(from.String(), "the same key stands there twice", "leave one of the two lines out")
		}
		out = append(out, m)
	}
	if len(out) == 0 {
		return nil, fault.Field(from.String(), "there is no key in it", "bring the sealing keys back from their copy")
	}
	return out, nil
}

func parseMaster(line string) (master, error) {
	text, ok := strings.CutPrefix(line, prefix)
	secret := make([]byte, keyBytes)
	n, err := base64.RawURLEncoding.Strict().Decode(secret, []byte(text[:min(len(text), 43)]))
	if !ok || err != nil || n != keyBytes || len(text) != 43 {
		return master{}, fault.Newf(fault.Invalid, "a line is not a sealing key")
	}
	key, err := newKey(secret)
	return master{name: nameOf(secret), line: line, key: key, secret: secret}, err
}
