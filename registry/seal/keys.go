package seal

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// maxCached bounds the keys of minors kept unwrapped, about 600 bytes each: the
// children present and those of the last years; arbitrary.
const maxCached = 100_000

// Sealer has the key-encryption key, and keeps the keys of minors that it
// unwrapped lately. It is safe for use by many goroutines.
type Sealer struct {
	masters []master

	mu     sync.Mutex        // guards the fields below
	recent map[minor.ID]*Key // kept since the two were last turned
	older  map[minor.ID]*Key // kept before that
	limit  int
}

// New reads the key file. It fails with [fault.Invalid] if the file is missing,
// readable by others, or holds something else.
func New(path string) (*Sealer, error) {
	masters, err := readMasters(path)
	if err != nil {
		return nil, err
	}
	return &Sealer{masters: masters, recent: map[minor.ID]*Key{}, limit: maxCached}, nil
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
	wrapped := make([][]byte, len(minors))
	for i, m := range minors {
		key, w, err := s.make(m)
		if err != nil {
			return nil, err
		}
		fresh[m], wrapped[i] = key, w
	}
	b.Queue(`INSERT INTO minor_keys (minor, wrapped, wrapped_by)
		SELECT m, w, $3 FROM unnest($1::uuid[], $2::bytea[]) AS k (m, w)`, minors, wrapped, s.masters[0].name)
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
	sealed, err = s.masters[0].key.Seal(at, plain)
	return sealed, s.masters[0].name, err
}

// OpenFrame opens what [Sealer.SealFrame] sealed.
func (s *Sealer) OpenFrame(at Place, sealed []byte, by string) ([]byte, error) {
	m, err := s.master(by)
	if err != nil {
		return nil, err
	}
	return m.key.Open(at, sealed)
}

// BundleKey gives the key by which the installations of an office seal what they
// hand to one another without a line. It comes from the oldest line of the key
// file, so that it stays the same while that line is kept.
func (s *Sealer) BundleKey(office institution.OfficeID) ([]byte, error) {
	key, err := s.masters[len(s.masters)-1].derived("faro bundle 1 " + office.String())
	if err != nil {
		return nil, fmt.Errorf("derive a bundle key: %w", err)
	}
	return key, nil
}

// ClaimKey gives the key by which registry/signin keeps whom a provider knows as
// whom: a tax code is quickly guessed from a plain hash. It comes from the
// oldest line of the key file, as [Sealer.BundleKey] does.
func (s *Sealer) ClaimKey() ([]byte, error) {
	key, err := s.masters[len(s.masters)-1].derived("faro sign-in claim 1")
	if err != nil {
		return nil, fmt.Errorf("derive a claim key: %w", err)
	}
	return key, nil
}

// MatchKey gives the key under which it is kept what children are looked up by:
// names are quickly guessed from a plain hash. It comes from the oldest line of
// the key file, as [Sealer.BundleKey] does.
func (s *Sealer) MatchKey() ([]byte, error) {
	key, err := s.masters[len(s.masters)-1].derived("faro match 1")
	if err != nil {
		return nil, fmt.Errorf("derive a key of likeness: %w", err)
	}
	return key, nil
}

// FileKey gives the key by which files that stand beside records are found: who
// has a file knows its digest. It comes from the oldest line of the key file, as
// [Sealer.BundleKey] does.
func (s *Sealer) FileKey() ([]byte, error) {
	key, err := s.masters[len(s.masters)-1].derived("faro files 1")
	if err != nil {
		return nil, fmt.Errorf("derive a key for files: %w", err)
	}
	return key, nil
}

// PageKey gives the key by which registry/webui seals what travels through a
// browser and comes back. It comes from the oldest line of the key file, as
// [Sealer.BundleKey] does.
func (s *Sealer) PageKey() ([]byte, error) {
	key, err := s.masters[len(s.masters)-1].derived("faro pages 1")
	if err != nil {
		return nil, fmt.Errorf("derive a key for pages: %w", err)
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
		if k := s.recent[m]; k != nil {
			found[m] = k
		} else if k := s.older[m]; k != nil {
			found[m] = k
			s.keep(m, k)
		} else {
			missing = append(missing, m)
		}
	}
	return found, missing
}

func (s *Sealer) read(ctx context.Context, q pg.Querier, minors []minor.ID) (map[minor.ID]*Key, error) {
	rows, err := q.Query(ctx, `SELECT minor, wrapped, wrapped_by FROM minor_keys WHERE minor = ANY ($1)`, minors)
	if err != nil {
		return nil, err
	}
	type row struct {
		Minor     minor.ID
		Wrapped   []byte
		WrappedBy string
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, err
	}
	out := make(map[minor.ID]*Key, len(found))
	for _, r := range found {
		if out[r.Minor], err = s.unwrap(r.Minor, r.Wrapped, r.WrappedBy); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func wrapPlace(m minor.ID) Place { return Place{"minor_keys", "wrapped", m} }

func (s *Sealer) make(m minor.ID) (key *Key, wrapped []byte, err error) {
	secret := make([]byte, keyBytes)
	if _, err := rand.Read(secret); err != nil {
		return nil, nil, fmt.Errorf("make key: %w", err)
	}
	if wrapped, err = s.masters[0].key.Seal(wrapPlace(m), secret); err != nil {
		return nil, nil, err
	}
	key, err = newKey(secret)
	return key, wrapped, err
}

func (s *Sealer) unwrap(m minor.ID, wrapped []byte, by string) (*Key, error) {
	master, err := s.master(by)
	if err != nil {
		return nil, err
	}
	secret, err := master.key.Open(wrapPlace(m), wrapped)
	if err != nil {
		return nil, err
	}
	return newKey(secret)
}

func (s *Sealer) master(name string) (master, error) {
	for _, m := range s.masters {
		if m.name == name {
			return m, nil
		}
	}
	return master{}, fault.Newf(fault.Internal, "the key file does not hold the key %s", name)
}
