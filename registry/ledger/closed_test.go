package ledger_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/ledger"
	"faro.example/registry/seal"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
	"faro.example/shared/socialfile"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// told is a child about whom a centre has written what is closed besides.
type told struct {
	*intaketest.House
	child   minor.ID
	records []change.Record // those that are closed besides
	plain   change.Record
}

func newTold(t *testing.T) told {
	t.Helper()
	w := told{House: intaketest.New(t), child: intaketest.Minor()}
	a := w.Agent(institution.OfficeOf(w.Structure("089017")))
	w.plain = a.Write(w.child, "2026-03-09", minor.Registered{Code: a.Code()})
	a.Taken(w.plain, a.Write(w.child, "2026-03-09", placement.Began{At: facility.At(facility.ID(a.Office))}))
	note := socialfile.Note{Subject: "visit", Sensitivity: socialfile.OfHealth, Text: "one"}
	other := note
	other.Text = "two"
	interview := socialfile.Interview{
		By: "A", As: socialfile.Educator, Mediator: "B", Language: "fr", Story: "S", Opinion: socialfile.Voice{Words: "school"},
	}
	for _, body := range []change.Body{note, other, interview} {
		w.records = append(w.records, a.Write(w.child, "2026-03-10", body))
	}
	a.Taken(w.records...)
	return w
}

func (w told) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	tx, err := w.DB.Admin().Begin(t.Context())
	must(t, err)
	_, err = tx.Exec(t.Context(), `ALTER TABLE records DISABLE TRIGGER ALL`) // as who alters rows by hand does
	must(t, err)
	_, err = tx.Exec(t.Context(), sql, args...)
	must(t, err)
	must(t, tx.Commit(t.Context()))
}

func (w told) read(t *testing.T) ([]change.Placed, error) {
	t.Helper()
	all, err := ledger.Of(t.Context(), w.DB.As("faro_intake"), w.Sealer, []minor.ID{w.child})
	return all[w.child], err
}

func TestWhatIsClosedBesidesIsReadWithBothKeysAndWithOneIsNot(t *testing.T) {
	w := newTold(t)
	read, err := w.read(t)
	must(t, err)
	for _, r := range w.records {
		if !slices.Contains(ledger.Closed(), r.Section) {
			t.Errorf("%s stands in %s, which is not closed besides", r.Kind, r.Section)
		}
		if i := slices.IndexFunc(read, func(p change.Placed) bool { return p.ID == r.ID }); i < 0 || string(read[i].BodyRaw) != string(r.BodyRaw) {
			t.Errorf("%s is not read as it was written", r.Kind)
		}
	}

	// Who has the database and seal.key opens the first data key of the child.
	var wrapped []byte
	var by string
	must(t, w.DB.Admin().QueryRow(t.Context(), `SELECT wrapped, wrapped_by FROM minor_keys WHERE minor = $1`, w.child).Scan(&wrapped, &by))
	secret, err := seal.Wrapper{From: w.Keys.Keys}.Unwrap(t.Context(), seal.Place{Table: "minor_keys", Column: "wrapped", Row: w.child}, wrapped, by)
	must(t, err)
	key, err := subtle.NewAESGCM(secret)
	must(t, err)
	opens := func(r change.Record, column string) error {
		var body []byte
		must(t, w.DB.Admin().QueryRow(t.Context(), `SELECT body FROM records WHERE id = $1`, r.ID).Scan(&body))
		at := append(fmt.Appendf(nil, "records\x00%s\x00", column), r.ID[:]...)
		_, err := key.Decrypt(body, at)
		return err
	}
	if err := opens(w.plain, "body"); err != nil {
		t.Errorf("what is not closed does not open with the ordinary key: %v", err)
	}
	for _, r := range w.records {
		for _, column := range []string{"body", "body of " + string(r.Section)} {
			if opens(r, column) == nil {
				t.Errorf("%s opens with the ordinary key alone", r.Kind)
			}
		}
	}
}

func TestAClosedBodyThatIsMovedDoesNotOpen(t *testing.T) {
	w := newTold(t)
	one, two, interview := w.records[0], w.records[1], w.records[2]
	const swap = `UPDATE records r SET body = o.body FROM records o WHERE (r.id, o.id) IN (($1, $2), ($2, $1))`
	for name, ids := range map[string][2]change.ID{
		"of the same section": {one.ID, two.ID}, "of another": {one.ID, interview.ID}, "of what is not closed": {one.ID, w.plain.ID},
	} {
		w.exec(t, swap, ids[0], ids[1])
		if _, err := w.read(t); !fault.Is(err, fault.Internal) || !strings.Contains(err.Error(), "does not open where it stands") {
			t.Errorf("two bodies %s have changed places: got %v, want them refused", name, err)
		}
		w.exec(t, swap, ids[0], ids[1])
	}
	if _, err := w.read(t); err != nil {
		t.Fatalf("each in its place again: %v", err)
	}
	w.exec(t, `UPDATE records SET section = 'identity' WHERE id = $1`, one.ID)
	if _, err := w.read(t); !fault.Is(err, fault.Internal) {
		t.Errorf("in another section: got %v, want it refused", err)
	}
}
