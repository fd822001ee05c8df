// Package passphrase keeps what opens the pages for each operator of this
// machine.
//
// The invariant: a passphrase is nowhere, nor is a code, only what Argon2id and
// SHA-256 make of them; a code is used once; and whoever guesses waits longer
// each time, also after the program was started again. Who is an operator is the
// directory's to say.
package passphrase

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"faro.example/agent/localdb"
	"faro.example/shared/api"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

const (
	// Min is how many characters a passphrase has at least, as that of the store.
	Min = 12
	// maxPhrase bounds what is hashed, in bytes; arbitrary.
	maxPhrase = 1000

	// The cost of one try: RFC 9106 section 4, the second recommended option, on
	// one thread, as for the key of the store.
	argonTime   = 3
	argonMemory = 64 << 10 // KiB
	sumSize     = 32

	// free is how many tries in a row cost no wait. Arbitrary.
	free = 5
	// firstWait doubles with every further try, up to lastWait. Arbitrary.
	firstWait = 10 * time.Second
	lastWait  = 15 * time.Minute

	// recoveries is how many recovery codes are printed at once. Arbitrary.
	recoveries = 8
	// machineCodeFor is for how long a code made at this machine can be used.
	machineCodeFor = time.Hour
)

// Book is the passphrases of one machine.
type Book struct {
	now func() time.Time

	mu sync.Mutex // one try at a time: each takes 64 MiB, and guesses are counted before the next
}

// New makes the book.
func New(now func() time.Time) *Book { return &Book{now: now} }

// Chosen reports whether an operator has chosen a passphrase.
func (b *Book) Chosen(ctx context.Context, q localdb.Querier, p institution.PersonID) (bool, error) {
	var n int
	if err := q.QueryRowContext(ctx, `SELECT count(*) FROM passphrases WHERE person = ?`, p).Scan(&n); err != nil {
		return false, fmt.Errorf("find passphrase: %w", err)
	}
	return n > 0, nil
}

// secret is what is kept of a passphrase.
type secret struct {
	salt, sum    []byte
	time, memory uint32
	failed       int
	wait         time.Time
}

func find(ctx context.Context, q localdb.Querier, p institution.PersonID) (s secret, err error) {
	const query = `SELECT salt, sum, time, memory, failed, wait_until FROM passphrases WHERE person = ?`
	var wait int64
	err = q.QueryRowContext(ctx, query, p).Scan(&s.salt, &s.sum, &s.time, &s.memory, &s.failed, &wait)
	s.wait = time.Unix(wait, 0)
	if errors.Is(err, sql.ErrNoRows) {
		return s, errPhrase()
	}
	return s, err
}

// of gives what is kept of a passphrase, by the cost of the secret, and gives the
// memory back that it takes: the machine at a centre is small.
func (s secret) of(phrase string) []byte {
	sum := argon2.IDKey([]byte(phrase), s.salt, s.time, s.memory, 1, sumSize)
	debug.FreeOSMemory()
	return sum
}

func errPhrase() error {
	return &fault.Error{Kind: fault.Unauthenticated, Field: "passphrase", Detail: "not the passphrase of this operator", Remedy: "type it again"}
}

func errWait() error {
	return &fault.Error{Kind: fault.Busy, Field: "passphrase", Detail: "too many tries", Remedy: "wait a few minutes, then type it again"}
}

// Check fails with [fault.Unauthenticated] unless it is the operator's
// passphrase, and with [fault.Busy] while they have to wait after wrong ones.
func (b *Book) Check(ctx context.Context, db *localdb.DB, p institution.PersonID, phrase string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	var s secret
	err := db.View(ctx, func(q localdb.Querier) (err error) {
		s, err = find(ctx, q, p)
		return err
	})
	switch {
	case err != nil:
		return err
	case b.now().Before(s.wait):
		return errWait()
	case len(phrase) > maxPhrase:
		return errPhrase()
	}
	right := subtle.ConstantTimeCompare(s.of(phrase), s.sum) == 1
	if right && s.failed == 0 {
		return nil
	}
	if err := b.count(ctx, db, p, s.failed, right); err != nil {
		return err
	}
	if !right {
		return errPhrase()
	}
	return nil
}

// count keeps how many tries in a row were wrong.
func (b *Book) count(ctx context.Context, db *localdb.DB, p institution.PersonID, failed int, right bool) error {
	wait := int64(0)
	failed++
	if right {
		failed = 0
	} else if failed >= free {
		wait = b.now().Add(min(lastWait, firstWait<<min(failed-free, 10))).Unix()
	}
	return db.InTx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE passphrases SET failed = ?, wait_until = ? WHERE person = ?`, failed, wait, p)
		return err
	})
}

// Choose gives an operator a passphrase, by a one-time code: of the directory,
// of this machine, or one of those for recovery. It gives new recovery codes, to
// be shown once; older ones are worth nothing from then on. It fails with
// [fault.Unauthenticated] if it is not such a code, and with [fault.Invalid] if
// the passphrase will not do.
func (b *Book) Choose(ctx context.Context, db *localdb.DB, op api.Operator, code, phrase string) ([]string, error) {
	if err := checkPhrase(phrase); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	s, err := newSecret(phrase)
	if err != nil {
		return nil, err
	}
	var codes []string
	err = db.InTx(ctx, func(tx *sql.Tx) (err error) {
		if err := b.use(ctx, tx, op, code); err != nil {
			return err
		}
		if err := b.keep(ctx, tx, op.Person, s); err != nil {
			return err
		}
		codes, err = b.recover(ctx, tx, op.Person)
		return err
	})
	return codes, err
}

// Lend gives somebody a passphrase without a code, by the leave of an operator
// who is signed in; who it is, comes from let, in the same transaction. It fails
// with [fault.Invalid] if the passphrase will not do, and as let does.
func (b *Book) Lend(ctx context.Context, db *localdb.DB, phrase string, let func(tx *sql.Tx) (institution.PersonID, error)) error {
	if err := checkPhrase(phrase); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	s, err := newSecret(phrase)
	if err != nil {
		return err
	}
	return db.InTx(ctx, func(tx *sql.Tx) error {
		who, err := let(tx)
		if err != nil {
			return err
		}
		return b.keep(ctx, tx, who, s)
	})
}

// newSecret makes what is kept of a passphrase that somebody chooses.
func newSecret(phrase string) (secret, error) {
	s := secret{salt: make([]byte, 16), time: argonTime, memory: argonMemory}
	if _, err := rand.Read(s.salt); err != nil {
		return s, err
	}
	s.sum = s.of(phrase)
	return s, nil
}

func (b *Book) keep(ctx context.Context, tx *sql.Tx, p institution.PersonID, s secret) error {
	const q = `INSERT OR REPLACE INTO passphrases (person, salt, sum, time, memory, chosen_at) VALUES (?, ?, ?, ?, ?, ?)`
	if _, err := tx.ExecContext(ctx, q, p, s.salt, s.sum, s.time, s.memory, b.now().Unix()); err != nil {
		return fmt.Errorf("keep passphrase: %w", err)
	}
	return nil
}

func checkPhrase(phrase string) error {
	switch {
	case !utf8.ValidString(phrase) || len(phrase) > maxPhrase:
		return fault.Field("passphrase", "too long", "use fewer words")
	case utf8.RuneCountInString(phrase) < Min:
		return fault.Field("passphrase", "fewer than 12 characters", "use several words")
	}
	return nil
}

// use uses up a code.
func (b *Book) use(ctx context.Context, tx *sql.Tx, op api.Operator, code string) error {
	sum := api.SumCode(code)
	res, err := tx.ExecContext(ctx, `DELETE FROM passphrase_codes WHERE person = ? AND sum = ? AND (until IS NULL OR until > ?)`, op.Person, sum, b.now().Unix())
	if err != nil {
		return fmt.Errorf("use code: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n > 0 {
		return err
	}
	wrong := &fault.Error{Kind: fault.Unauthenticated, Field: "code", Detail: "not a code that can be used now",
		Remedy: "ask the administrator of your institution for a new one"}
	if len(op.CodeSum) == 0 || subtle.ConstantTimeCompare(op.CodeSum, sum) != 1 {
		return wrong
	}
	res, err = tx.ExecContext(ctx, `INSERT INTO passphrase_used (person, sum) VALUES (?, ?) ON CONFLICT DO NOTHING`, op.Person, sum)
	if err != nil {
		return fmt.Errorf("use code: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, wrong)
	}
	return nil
}

// recover makes new recovery codes in the place of all others.
func (b *Book) recover(ctx context.Context, tx *sql.Tx, p institution.PersonID) ([]string, error) {
	if _, err := tx.ExecContext(ctx, `DELETE FROM passphrase_codes WHERE person = ?`, p); err != nil {
		return nil, fmt.Errorf("forget codes: %w", err)
	}
	codes := make([]string, 0, recoveries)
	for range recoveries {
		code := newCode()
		const q = `INSERT INTO passphrase_codes (person, sum, origin) VALUES (?, ?, 'recovery')`
		if _, err := tx.ExecContext(ctx, q, p, api.SumCode(code)); err != nil {
			return nil, fmt.Errorf("keep code: %w", err)
		}
		codes = append(codes, code)
	}
	return codes, nil
}

// MachineCode makes a one-time code for an operator to whom the directory gave
// none. It is for who holds the key of the store, and could write as anybody.
func (b *Book) MachineCode(ctx context.Context, tx *sql.Tx, p institution.PersonID) (string, error) {
	code := newCode()
	const q = `INSERT INTO passphrase_codes (person, sum, origin, until) VALUES (?, ?, 'machine', ?)`
	if _, err := tx.ExecContext(ctx, q, p, api.SumCode(code), b.now().Add(machineCodeFor).Unix()); err != nil {
		return "", fmt.Errorf("keep code: %w", err)
	}
	return code, nil
}

// newCode makes a code of 100 random bits, in groups of four as people copy them.
func newCode() string {
	text := rand.Text()[:20]
	var groups []string
	for i := 0; i < len(text); i += 4 {
		groups = append(groups, text[i:i+4])
	}
	return strings.Join(groups, "-")
}
