package seal

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/pg"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// maxCached bounds the keys of minors kept unwrapped, about 600 bytes each: the
// children present and those of the last years; arbitrary.
const maxCached = 100_000

// Sealer has the key-encryption keys and the data keys of no minor, and keeps
// the keys of minors that it unwrapped lately. It is safe for use by many
// goroutines.
type Sealer struct {
	from Sources
	pool *pgxpool.Pool // as faro_keys
	ring atomic.Pointer[ring]

	reading sync.Mutex // held while the keys are read anew

	mu     sync.Mutex        // guards the fields below
	recent map[minor.ID]*Key // kept since the two were last turned
	older  map[minor.ID]*Key // kept before that
	limit  int
}

// Open reads the key-encryption keys and the data keys that belong to no minor,
// and makes the latter where there are none. The pool is that of the role
// faro_keys. It fails with [fault.Invalid] if a source gives no keys, or none
// that opens the data keys.
func Open(ctx context.Context, from Sources, pool *pgxpool.Pool) (*Sealer, error) {
	s := &Sealer{from: from, pool: pool, recent: map[minor.ID]*Key{}, limit: maxCached}
	if err := s.Reload(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// Fresh are keys that a transaction has made: they are kept by [Sealer.Keep]
// once it is committed.
type Fresh map[minor.ID]*Key

// Find gives the keys of minors; one that has none is left out: nothing was
// ever sealed about that minor, or it was erased. q must not have made keys of
// its own that are not committed.
func (s *Sealer) Find(ctx context.Context, q pg.Querier, minors []minor.ID) (map[minor.ID]*Key, error) {
	keys, missing := s.cached(minors)
	if len(missing) == 0 {
		return keys, nil
	}
	read, err := s.read(ctx, q, missing)
	if err != nil {
		return nil, fmt.Errorf("find keys: %w", err)
	}
	s.Keep(read)
	for m, k := range read {
		keys[m] = k
	}
	return keys, nil
}

// Make makes keys for minors that have none, whose casefiles the transaction
// has locked, and adds their rows to a batch. The fresh keys are to be kept
// once the transaction is committed, and only then.
func (s *Sealer) Make(b *pgx.Batch, minors []minor.ID) (Fresh, error) {
	fresh := make(Fresh, len(minors))
	if len(minors) == 0 {
		return fresh, nil
	}
	r := s.ring.Load()
	first, closes := r.masters[Ordinary][0], r.masters[Closed][0]
	wrapped, shut := make([][]byte, len(minors)), make([][]byte, len(minors))
	for i, m := range minors {
		key, err := makeKey()
		if err != nil {
			return nil, err
		}
		if wrapped[i], err = first.key.Seal(Ordinary.at(m), key.secret[Ordinary]); err != nil {
			return nil, err
		}
		if shut[i], err = closes.key.Seal(Closed.at(m), key.secret[Closed]); err != nil {
			return nil, err
		}
		fresh[m] = key
	}
	b.Queue(`INSERT INTO minor_keys (minor, wrapped, wrapped_by, closed, closed_by)
		SELECT m, w, $3, c, $5 FROM unnest($1::uuid[], $2::bytea[], $4::bytea[]) AS k (m, w, c)`,
		minors, wrapped, first.name, shut, closes.name)
	return fresh, nil
}

// Keep keeps keys in memory, for the next [Sealer.Find].
func (s *Sealer) Keep(keys map[minor.ID]*Key) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for m, k := range keys {
		s.keep(m, k)
	}
}

// Forget drops the keys of minors that were erased.
func (s *Sealer) Forget(minors ...minor.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range minors {
		delete(s.recent, m)
		delete(s.older, m)
	}
}

// SealFrame seals what belongs to no minor, such as a frame that cannot be
// read, and names the key.
func (s *Sealer) SealFrame(at Place, plain []byte) (sealed []byte, by string, err error) {
	r := s.ring.Load()
	sealed, err = r.frames[r.frame].Seal(at, plain)
	return sealed, r.frame, err
}

// OpenFrame opens what [Sealer.SealFrame] sealed.
func (s *Sealer) OpenFrame(ctx context.Context, at Place, sealed []byte, by string) ([]byte, error) {
	key := s.ring.Load().frames[by]
	if key == nil { // made since, by another process
		if err := s.Reload(ctx); err != nil {
			return nil, err
		}
		key = s.ring.Load().frames[by]
	}
	if key == nil {
		return nil, fault.Newf(fault.Internal, "there is no data key %s", by)
	}
	return key.Open(at, sealed)
}

// BundleKey gives the key by which the installations of an office seal what they
// hand to one another without a line. It stays the same when keys are rotated,
// as all that come from the root do.
func (s *Sealer) BundleKey(office institution.OfficeID) ([]byte, error) {
	return s.derived("faro bundle 1 " + office.String())
}

// ClaimKey gives the key by which registry/signin keeps whom a provider knows as
// whom: a tax code is quickly guessed from a plain hash.
func (s *Sealer) ClaimKey() ([]byte, error) { return s.derived("faro sign-in claim 1") }

// MatchKey gives the key under which it is kept what children are looked up by:
// names are quickly guessed from a plain hash.
func (s *Sealer) MatchKey() ([]byte, error) { return s.derived("faro match 1") }

// FileKey gives the key by which files that stand beside records are found: who
// has a file knows its digest.
func (s *Sealer) FileKey() ([]byte, error) { return s.derived("faro files 1") }

// PageKey gives the key by which registry/webui seals what travels through a
// browser and comes back.
func (s *Sealer) PageKey() ([]byte, error) { return s.derived("faro pages 1") }

// derived gives a key for one purpose from the root (RFC 5869).
func (s *Sealer) derived(purpose string) ([]byte, error) {
	key, err := hkdf.Key(sha256.New, s.ring.Load().root, nil, purpose, keyBytes)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	return key, nil
}

// keep holds the newest keys in recent; when it is full it becomes older, and
// what was older is dropped. The caller holds mu.
func (s *Sealer) keep(m minor.ID, k *Key) {
	if len(s.recent) >= s.limit/2 {
		s.recent, s.older = make(map[minor.ID]*Key, s.limit/2), s.recent
	}
	s.recent[m] = k
}

func (s *Sealer) cached(minors []minor.ID) (found map[minor.ID]*Key, missing []minor.ID) {
	found = make(map[minor.ID]*Key, len(minors))
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range minors {
		if k := s.recent[m]; k.whole() {
			found[m] = k
		} else if k := s.older[m]; k.whole() {
			found[m] = k
			s.keep(m, k)
		} else {
			missing = append(missing, m)
		}
	}
	return found, missing
}

func (s *Sealer) read(ctx context.Context, q pg.Querier, minors []minor.ID) (map[minor.ID]*Key, error) {
	rows, err := q.Query(ctx, `SELECT minor, wrapped, wrapped_by, closed, coalesce(closed_by, '') AS closed_by
		FROM minor_keys WHERE minor = ANY ($1)`, minors)
	if err != nil {
		return nil, err
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[stored])
	if err != nil {
		return nil, err
	}
	out := make(map[minor.ID]*Key, len(found))
	for _, r := range found {
		if out[r.Minor], err = s.unwrap(ctx, r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// stored is a row of minor_keys. What an older version has written has no second
// half until a server completes it.
type stored struct {
	Minor               minor.ID
	Wrapped, Closed     []byte
	WrappedBy, ClosedBy string
}

func (s *Sealer) unwrap(ctx context.Context, r stored) (*Key, error) {
	first, err := s.open(ctx, Ordinary, r.Minor, r.Wrapped, r.WrappedBy)
	if err != nil {
		return nil, err
	}
	var second []byte
	if r.Closed != nil {
		if second, err = s.open(ctx, Closed, r.Minor, r.Closed, r.ClosedBy); err != nil {
			return nil, err
		}
	}
	return newMinorKey(first, second)
}

func (s *Sealer) open(ctx context.Context, h Half, m minor.ID, wrapped []byte, by string) ([]byte, error) {
	master, err := s.master(ctx, h, by)
	if err != nil {
		return nil, err
	}
	return master.key.Open(h.at(m), wrapped)
}

// master finds a key-encryption key, also one that was added since the sources
// were read.
func (s *Sealer) master(ctx context.Context, h Half, name string) (master, error) {
	if m, err := s.ring.Load().master(h, name); err == nil {
		return m, nil
	}
	if err := s.Reload(ctx); err != nil {
		return master{}, err
	}
	return s.ring.Load().master(h, name)
}
