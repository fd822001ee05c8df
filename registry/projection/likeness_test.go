package projection_test

import (
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/projection"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// What children are looked up by is checked and rebuilt as everything else is.
func TestWhatAChildIsLookedUpByIsCheckedAndRebuilt(t *testing.T) {
	h := intaketest.New(t)
	at := h.Structure("088009")
	a := h.Agent(institution.OfficeOf(at))
	m := intaketest.Minor()
	a.Taken(
		a.Write(m, "2026-03-01", minor.Registered{Code: a.Code()}),
		a.Write(m, "2026-03-01", minor.IdentityStated{Source: minor.OwnWord, Name: &minor.Name{Given: "Mamadou", Family: "Bah"}}),
	)
	check := func() int {
		t.Helper()
		found, err := projection.Check(t.Context(), h.DB.As("faro_intake"), h.Sealer, nil)
		if err != nil {
			t.Fatal(err)
		}
		return len(found)
	}
	if n := check(); n != 0 {
		t.Fatalf("before any damage: %d differences", n)
	}
	for _, damage := range []string{
		`DELETE FROM match_keys`,
		`UPDATE match_keys SET keys = '{1,2}'`,
		`UPDATE match_keys SET card = '\x00'`,
		`INSERT INTO match_keys (minor, keys, card) VALUES (gen_random_uuid(), '{1}', '\x00')`,
	} {
		h.Exec(damage)
		if n := check(); n != 1 {
			t.Errorf("%s: got %d differences, want 1", damage, n)
		}
		if _, err := h.Intake.Rebuild(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if n := check(); n != 0 {
			t.Errorf("%s: %d differences are left", damage, n)
		}
	}
	var before, after int
	h.Scan(&before, `SELECT cardinality(keys) FROM match_keys WHERE minor = $1`, m)
	a.Taken(a.Write(m, "2026-03-02", minor.IdentityAlias{Name: minor.Name{Given: "Ousmane"}, Source: minor.OwnWord}))
	h.Scan(&after, `SELECT cardinality(keys) FROM match_keys WHERE minor = $1`, m)
	if after != before+1 {
		t.Errorf("with another name there are %d keys, after %d", after, before)
	}
}
