package projection_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"faro.example/registry/ledger"
	"faro.example/registry/projection"
	"faro.example/shared/day"
)

func (h *history) check() []projection.Difference {
	h.t.Helper()
	found, err := projection.Check(h.t.Context(), h.DB.As("faro_intake"), h.Sealer, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return found
}

func (h *history) wantClean() {
	h.t.Helper()
	for _, d := range h.check() {
		h.t.Errorf("check: %s", d)
	}
}

func (h *history) head() ledger.Head {
	h.t.Helper()
	head, err := ledger.Read(h.t.Context(), h.DB.As("faro_intake"))
	if err != nil {
		h.t.Fatal(err)
	}
	return head
}

func (h *history) wantCounts(label string, on day.Date, known uint64) {
	h.t.Helper()
	want := slowly(h.folded(known), on)
	if diff := cmp.Diff(want, h.quickly(on, known), cmpopts.EquateComparable(day.Date{}), cmp.AllowUnexported(cell{})); diff != "" {
		h.t.Errorf("%s: on %s as known at %d (-casefiles +census):\n%s", label, on, known, diff)
	}
}

// Whatever is written, and in whatever order and batches it comes: the tables
// say what the ledger does, and the census what the casefiles do, on every day,
// as known now and as known then.
func TestTheTablesSayWhatTheLedgerDoes(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			h := newHistory(t, seed, 4, 12)
			type moment struct {
				known uint64
				today day.Date
			}
			var moments []moment
			for range 40 {
				for range h.rng.IntN(12) {
					h.write()
				}
				h.push()
				if h.rng.IntN(8) == 0 {
					h.SetNow(h.Now().Add(time.Duration(h.rng.IntN(40*24)) * time.Hour))
					h.carry() // as every hour
				}
				moments = append(moments, moment{h.head().Position, h.Today()})
			}
			h.settle()
			h.carry()
			h.wantClean()
			for _, m := range append(moments, moment{h.head().Position, h.Today()}) {
				for range 3 {
					// Up to two days after: what a question then could ask, and the job that carries be late.
					h.wantCounts(fmt.Sprintf("seed %d", seed), m.today.Add(2-h.rng.IntN(92)), m.known)
				}
			}
		})
	}
}

func (h *history) carry() int {
	h.t.Helper()
	n, err := projection.Carry(h.t.Context(), h.DB.As("faro_intake"), h.Today())
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

func TestOpenStaysAreCarriedOnceAMonthAhead(t *testing.T) {
	h := newHistory(t, 1, 2, 20)
	for range 150 {
		h.write()
	}
	h.settle()
	if n := h.carry(); n != 0 {
		t.Errorf("in the same month: carried %d rows, want none", n)
	}
	var open int
	h.Scan(&open, `SELECT count(*) FROM casefiles WHERE state IS NOT NULL`)
	if open == 0 {
		t.Fatal("nobody is present")
	}
	h.SetNow(h.Now().AddDate(0, 3, 0))
	if n := h.carry(); n < 3*open {
		t.Errorf("three months later: carried %d rows, want %d for each of %d at least", n, 3, open)
	}
	for month := h.Today().Month(); month.Before(projection.CarryUntil(h.Today()).NextMonth()); month = month.NextMonth() {
		var carried int
		h.Scan(&carried, `SELECT sum(sign) FROM census.rows WHERE month = $1 AND until_on = $2`, month, month.NextMonth())
		if carried != open {
			t.Errorf("at the end of the month of %s %d are counted, want %d", month, carried, open)
		}
	}
	if n := h.carry(); n != 0 {
		t.Errorf("again: carried %d rows, want none", n)
	}
	h.wantClean()
	var known int
	h.Scan(&known, `SELECT count(*) FROM census.rows WHERE known > $1`, h.head().Position)
	if known != 0 {
		t.Errorf("%d rows are known from the future", known)
	}
	h.wantCounts("as known before", h.Today(), h.head().Position)
	// A correction of a stay that was carried takes back what was carried.
	for range 100 {
		h.write()
	}
	h.settle()
	h.wantClean()
	h.wantCounts("after", h.Today(), h.head().Position)
}

func TestCheckFindsWhatIsNotSo(t *testing.T) {
	h := newHistory(t, 3, 3, 10)
	for range 200 {
		h.write()
	}
	h.settle()
	h.wantClean()
	for table, sql := range map[string]string{
		"placements":  `UPDATE placements SET confirmed = NOT confirmed WHERE ctid = (SELECT ctid FROM placements LIMIT 1)`,
		"custodies":   `DELETE FROM custodies WHERE ctid = (SELECT ctid FROM custodies LIMIT 1)`,
		"conflicts":   `UPDATE conflicts SET slot = slot || 'x' WHERE ctid = (SELECT ctid FROM conflicts LIMIT 1)`,
		"casefiles":   `UPDATE casefiles SET sex = 'X' WHERE ctid = (SELECT ctid FROM casefiles LIMIT 1)`,
		"codes":       `DELETE FROM codes WHERE ctid = (SELECT ctid FROM codes LIMIT 1)`,
		"scopes":      `UPDATE scopes SET "left" = entered WHERE "left" IS NULL AND minor = (SELECT minor FROM scopes WHERE "left" IS NULL LIMIT 1)`,
		"census.rows": `INSERT INTO census.rows SELECT month, known, -sign, from_on, until_on, state, facility, reception, citizenship, sex, birth_on, mode, protection, guardian, minor, record FROM census.rows LIMIT 1`,
		"census.acts": `INSERT INTO census.acts SELECT month, known, -sign, acted_on, what, detail, outcome, citizenship, sex, birth_on, minor, record FROM census.acts LIMIT 1`,
		"records":     `UPDATE records SET sig = '\x00'::bytea || substr(sig, 2) WHERE position = 2`,
	} {
		tx, err := h.DB.Admin().Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(t.Context(), `ALTER TABLE records DISABLE TRIGGER USER`); err != nil { // as the owner of the table can
			t.Fatal(err)
		}
		if _, err := tx.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", table, err)
		}
		if err := tx.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
		found := h.check()
		said := false
		for _, d := range found {
			said = said || d.Table == table
		}
		if !said {
			t.Errorf("%s: not found among %v", table, found)
		}
	}
}

func TestARebuildPutsEveryTableRight(t *testing.T) {
	h := newHistory(t, 4, 3, 30)
	for range 400 {
		h.write()
	}
	h.settle()
	h.wantClean()
	before := h.head().Position
	on := h.Today()
	was := h.quickly(on, before)
	// Each table can be thrown away; the census is only added to.
	h.Exec(`TRUNCATE placements, custodies, conflicts, codes`)
	h.Exec(`DELETE FROM casefiles WHERE minor IN (SELECT minor FROM casefiles LIMIT 5)`)
	h.Exec(`UPDATE casefiles SET sex = NULL, offices = '{}', state = NULL, projected = 0`)
	h.Exec(`INSERT INTO census.rows SELECT month, known, -sign, from_on, until_on, state, facility, reception, citizenship, sex,
		birth_on, mode, protection, guardian, minor, record FROM census.rows WHERE random() < 0.3`)
	h.Exec(`INSERT INTO census.acts SELECT month, known, -sign, acted_on, what, detail, outcome, citizenship, sex, birth_on, minor, record FROM census.acts`)
	if len(h.check()) == 0 {
		t.Fatal("check finds nothing wrong")
	}
	var told []int
	done, err := h.Intake.Rebuild(context.Background(), func(done, total int) { told = append(told, done, total) })
	if err != nil {
		t.Fatal(err)
	}
	if done.Casefiles != 30 || done.Changed != 30 || done.Stuck != 0 || len(told) == 0 || told[len(told)-1] != 30 {
		t.Errorf("got %+v, progress %v", done, told)
	}
	h.wantClean()
	h.wantCounts("rebuilt", on, h.head().Position)
	if h.head().Position == before {
		t.Error("the corrections have no position of their own")
	}
	if diff := cmp.Diff(was, h.quickly(on, h.head().Position), cmpopts.EquateComparable(day.Date{}), cmp.AllowUnexported(cell{})); diff != "" {
		t.Errorf("the census changed (-before +after):\n%s", diff)
	}
	at := h.head().Position
	if done, err = h.Intake.Rebuild(context.Background(), nil); err != nil || done.Changed != 0 || h.head().Position != at {
		t.Errorf("again: got %+v, %v; want nothing changed", done, err)
	}
	// What is held in memory of before is not used after.
	for range 50 {
		h.write()
	}
	h.settle()
	h.wantClean()
}

func TestADifferenceTellsNothingOfAMinor(t *testing.T) {
	h := newHistory(t, 5, 2, 5)
	for range 80 {
		h.write()
	}
	h.settle()
	h.Exec(`UPDATE casefiles SET citizenship = 'ZZ', birth_on = '2011-05-05'`)
	for _, d := range h.check() {
		if s := d.String(); strings.Contains(s, "ZZ") || strings.Contains(s, "2011-05") {
			t.Errorf("a difference tells a value: %s", s)
		}
	}
}
