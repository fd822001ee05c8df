package passphrase

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"faro.example/agent/localdb"
	"faro.example/shared/api"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
)

const phrase = "quattro parole a caso"

// machine is a store with the passphrases of its operators.
type machine struct {
	*Book
	t   *testing.T
	db  *localdb.DB
	now time.Time
	op  api.Operator
}

func newMachine(t *testing.T) *machine {
	t.Helper()
	key, err := localdb.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	db, err := localdb.Create(t.Context(), filepath.Join(t.TempDir(), "agent.db"), key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	m := &machine{t: t, db: db, now: time.Date(2026, 3, 31, 8, 0, 0, 0, time.UTC)}
	m.Book = New(func() time.Time { return m.now })
	m.op = api.Operator{Person: institution.PersonID(id.New[struct{}]()), CodeSum: api.SumCode("ABCD-EFGH")}
	return m
}

func (m *machine) choose(code, phrase string) ([]string, error) {
	return m.Choose(m.t.Context(), m.db, m.op, code, phrase)
}

func (m *machine) check(phrase string) error {
	return m.Check(m.t.Context(), m.db, m.op.Person, phrase)
}

// wants fails the test unless an error is of a kind; Internal stands for none.
func (m *machine) wants(what string, err error, k fault.Kind) {
	m.t.Helper()
	if k == fault.Internal && err == nil || k != fault.Internal && fault.Is(err, k) {
		return
	}
	m.t.Errorf("%s: got %v, want %s", what, err, k)
}

func TestACodeOfTheDirectoryIsUsedOnceHoweverItIsTyped(t *testing.T) {
	m := newMachine(t)
	m.wants("before", m.check(phrase), fault.Unauthenticated)
	_, err := m.choose("WRONG", phrase)
	m.wants("another code", err, fault.Unauthenticated)
	_, err = m.choose("abcd efgh", "short")
	m.wants("a short passphrase", err, fault.Invalid)
	codes, err := m.choose("abcd efgh", phrase)
	m.wants("the code", err, fault.Internal)
	if len(codes) != recoveries {
		t.Errorf("got %d recovery codes", len(codes))
	}
	m.wants("the passphrase", m.check(phrase), fault.Internal)
	m.wants("another", m.check(phrase+" "), fault.Unauthenticated)
	_, err = m.choose("ABCD-EFGH", phrase)
	m.wants("the code again", err, fault.Unauthenticated)
}

func TestAPassphraseThatWasToldOpensNoOtherMachine(t *testing.T) {
	told, other := newMachine(t), newMachine(t)
	other.op = told.op // the same operator, of the same structure
	_, err := told.choose("ABCD-EFGH", phrase)
	told.wants("the code", err, fault.Internal)
	told.wants("at its machine", told.check(phrase), fault.Internal)
	other.wants("at another", other.check(phrase), fault.Unauthenticated)
	_, err = other.choose("ABCD-EFGH", "quattro altre parole")
	other.wants("the operator's own there", err, fault.Internal)
	other.wants("the one that was told", other.check(phrase), fault.Unauthenticated)
}

func TestNewRecoveryCodesMakeTheOldOnesWorthless(t *testing.T) {
	m := newMachine(t)
	first, err := m.choose("ABCD-EFGH", phrase)
	m.wants("the code", err, fault.Internal)
	_, err = m.choose(strings.ToLower(first[0]), "altre quattro parole")
	m.wants("a recovery code", err, fault.Internal)
	for _, code := range first {
		_, err := m.choose(code, phrase)
		m.wants("an old one", err, fault.Unauthenticated)
	}
	m.wants("the old passphrase", m.check(phrase), fault.Unauthenticated)
	m.wants("the new one", m.check("altre quattro parole"), fault.Internal)
}

func TestACodeMadeAtTheMachineIsGoodForAnHour(t *testing.T) {
	m := newMachine(t)
	code := func() (code string) {
		err := m.db.InTx(t.Context(), func(tx *sql.Tx) (err error) {
			code, err = m.MachineCode(t.Context(), tx, m.op.Person)
			return err
		})
		m.wants("made", err, fault.Internal)
		return code
	}
	_, err := m.choose(code(), phrase)
	m.wants("at once", err, fault.Internal)
	late := code()
	m.now = m.now.Add(machineCodeFor)
	_, err = m.choose(late, phrase)
	m.wants("after an hour", err, fault.Unauthenticated)
}

func TestWhoGuessesWaitsLongerEachTimeAlsoAfterARestart(t *testing.T) {
	m := newMachine(t)
	_, err := m.choose("ABCD-EFGH", phrase)
	m.wants("the code", err, fault.Internal)
	for range free {
		m.wants("a guess", m.check("wrong wrong wrong"), fault.Unauthenticated)
	}
	m.Book = New(func() time.Time { return m.now })
	m.wants("the right one, too soon", m.check(phrase), fault.Busy)
	m.now = m.now.Add(firstWait)
	m.wants("another guess", m.check("wrong wrong wrong"), fault.Unauthenticated)
	m.now = m.now.Add(firstWait)
	m.wants("the wait has doubled", m.check(phrase), fault.Busy)
	m.now = m.now.Add(firstWait)
	m.wants("the right one", m.check(phrase), fault.Internal)
	m.wants("a guess after it", m.check("wrong wrong wrong"), fault.Unauthenticated)
	m.wants("and no wait", m.check(phrase), fault.Internal)
}

func TestNothingOfAPassphraseOrACodeLiesInTheStore(t *testing.T) {
	m := newMachine(t)
	codes, err := m.choose("ABCD-EFGH", phrase)
	m.wants("the code", err, fault.Internal)
	for _, table := range []string{"passphrases", "passphrase_codes", "passphrase_used"} {
		err := m.db.View(t.Context(), func(q localdb.Querier) error {
			rows, err := q.QueryContext(t.Context(), "SELECT * FROM "+table)
			if err != nil {
				return err
			}
			defer rows.Close()
			columns, err := rows.Columns()
			if err != nil {
				return err
			}
			for rows.Next() {
				row, at := make([]sql.RawBytes, len(columns)), make([]any, len(columns))
				for i := range row {
					at[i] = &row[i]
				}
				if err := rows.Scan(at...); err != nil {
					return err
				}
				for _, cell := range row {
					for _, secret := range append(codes, phrase, "ABCD-EFGH", "ABCDEFGH") {
						if strings.Contains(string(cell), secret) || strings.Contains(string(cell), strings.ReplaceAll(codes[0], "-", "")) {
							t.Errorf("%s holds a secret", table)
						}
					}
				}
			}
			return rows.Err()
		})
		m.wants(table, err, fault.Internal)
	}
}
