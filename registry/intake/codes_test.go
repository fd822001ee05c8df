package intake_test

import (
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/minor"

	"faro.example/registry/ledger"
)

// codeOf gives the national code that a casefile shows.
func codeOf(t *testing.T, h *intaketest.House, m minor.ID) minor.Code {
	t.Helper()
	records, err := ledger.Of(t.Context(), h.DB.As("faro_intake"), h.Sealer, []minor.ID{m})
	if err != nil {
		t.Fatal(err)
	}
	f := casefile.Fold(m, records[m])
	return f.Identity.Code
}

func ownerOf(t *testing.T, h *intaketest.House, c minor.Code) (m minor.ID) {
	t.Helper()
	h.Scan(&m, `SELECT minor FROM codes WHERE serial = $1`, c.Serial())
	return m
}

func TestWhoRegistersWithoutACodeAndHasNoneIsGivenSome(t *testing.T) {
	h := intaketest.New(t)
	a := centre(h, "089017")
	h.Exec(`DELETE FROM code_blocks WHERE installation = $1`, a.ID)
	for range 2 {
		a.Taken(a.Write(intaketest.Minor(), "2026-03-09", minor.Registered{Tag: "17"}))
		var blocks int
		h.Scan(&blocks, `SELECT count(*) FROM code_blocks WHERE installation = $1`, a.ID)
		if blocks != 1 {
			t.Errorf("got %d blocks, want 1", blocks)
		}
	}
}

func TestACodeUsedTwiceStaysWithTheFirstAndTheOtherGetsANewOne(t *testing.T) {
	h := intaketest.New(t)
	a := centre(h, "089017")
	b := h.Agent(a.Office)
	b.Blocks = a.Blocks // a copy of the installation's disk, enrolled anew
	h.Exec(`UPDATE installations SET replaces = $2 WHERE id = $1`, b.ID, a.ID)
	first, second := intaketest.Minor(), intaketest.Minor()
	code := a.Code()
	a.Taken(a.Write(first, "2026-03-09", minor.Registered{Code: code}))
	if got := b.Taken(b.Write(second, "2026-03-09", minor.Registered{Code: code})); got[0].Verdict != api.Taken {
		t.Fatalf("the second: got %s", got[0].Verdict)
	}
	anew := codeOf(t, h, second)
	if codeOf(t, h, first).Reveal() != code.Reveal() || ownerOf(t, h, code) != first {
		t.Error("the first does not keep its code")
	}
	if anew.Reveal() == code.Reveal() || anew == "" || ownerOf(t, h, anew) != second {
		t.Error("the second has no code of its own")
	}
	if err := anew.Validate(); err != nil {
		t.Errorf("the new code: %v", err)
	}
	var told int
	h.Scan(&told, `SELECT count(*) FROM feed f JOIN scopes s ON s.agent = f.agent AND s.minor = f.minor
		WHERE f.minor = $1 AND f.what = 'enter' AND s."left" IS NULL`, second)
	if told == 0 {
		t.Error("nobody was told the new code")
	}
	wantClean(t, h)
}

func TestWhoIsOutOfCodesGetsOneFromTheRegistry(t *testing.T) {
	h := intaketest.New(t)
	a := centre(h, "089017")
	var minors []minor.ID
	var records []change.Record
	for range 40 {
		m := intaketest.Minor()
		minors = append(minors, m)
		records = append(records, a.Write(m, "2026-03-09", minor.Registered{Tag: "7"}))
	}
	a.Taken(records...)
	seen := map[minor.Code]bool{}
	for _, m := range minors {
		c := codeOf(t, h, m)
		if c == "" || seen[c] || !h.Registry.Blocks[0].Contains(c.Serial()) {
			t.Fatalf("a code is missing, given twice or not of the registry's block")
		}
		seen[c] = true
	}
	var next uint64
	h.Scan(&next, `SELECT next_seq FROM installations WHERE id = $1`, h.Registry.ID)
	if next != 41 {
		t.Errorf("the registry's next number: got %d, want 41", next)
	}
	wantClean(t, h)
}

func TestTheRegistryAsksForAnotherBlockWhenItsOwnIsUsedUp(t *testing.T) {
	h := intaketest.New(t)
	h.Exec(`UPDATE code_blocks SET count = 3 WHERE installation = $1`, h.Registry.ID)
	a := centre(h, "089017")
	var records []change.Record
	for range 10 {
		records = append(records, a.Write(intaketest.Minor(), "2026-03-09", minor.Registered{Tag: "7"}))
	}
	a.Taken(records...)
	var blocks, codes int
	h.Scan(&blocks, `SELECT count(*) FROM code_blocks WHERE installation = $1`, h.Registry.ID)
	h.Scan(&codes, `SELECT count(*) FROM codes`)
	if blocks != 2 || codes != 10 {
		t.Errorf("got %d blocks and %d codes, want 2 and 10", blocks, codes)
	}
	wantClean(t, h)
}

func TestABlockIsGivenWhenHalfOfTheOneBeforeIsUsed(t *testing.T) {
	h := intaketest.New(t)
	a := centre(h, "089017")
	for range 248 {
		a.Code()
	}
	if got := a.Push(a.Write(intaketest.Minor(), "2026-03-09", minor.Registered{Code: a.Code()})); len(got.Codes) != 1 {
		t.Errorf("below half: got %d blocks, want 1", len(got.Codes))
	}
	if got := a.Push(a.Write(intaketest.Minor(), "2026-03-09", minor.Registered{Code: a.Code()})); len(got.Codes) != 2 {
		t.Errorf("at half: got %d blocks, want 2", len(got.Codes))
	}
}

func TestACodeStatedBySomebodyElseClaimsNothing(t *testing.T) {
	h := intaketest.New(t)
	a, b := centre(h, "089017"), centre(h, "089018")
	m, n := intaketest.Minor(), intaketest.Minor()
	code := a.Code()
	a.Taken(a.Write(m, "2026-03-09", minor.Registered{Code: code}))
	b.Taken(b.Write(n, "2026-03-10", minor.Registered{Code: b.Code()}),
		b.Write(n, "2026-03-10", minor.IdentifierStated{Scheme: minor.NationalCode, Value: minor.Text(code)}))
	if ownerOf(t, h, code) != m || codeOf(t, h, n).Reveal() == code.Reveal() {
		t.Error("a code was taken from its minor")
	}
	wantClean(t, h)
}
