package backup_test

import "testing"

func TestNobodyIsSignedInAfterARestore(t *testing.T) {
	w := newWorld(t)
	w.Exec(`INSERT INTO sessions (id, token_sum, browser_sum, person, provider, level, began_at, authenticated_at, seen_at, expires_at)
		VALUES (gen_random_uuid(), sha256('t'), sha256('b'), gen_random_uuid(), 'spid', '2', now(), now(), now(), now() + interval '9 hours')`)
	w.Exec(`INSERT INTO signin_attempts (state_sum, browser_sum, provider, began_at, expires_at)
		VALUES (sha256('s'), sha256('b'), 'spid', now(), now() + interval '9 minutes')`)
	made := w.backUp(0)
	w.Exec(`UPDATE sessions SET ended_at = now(), ended_why = 'signed out'`) // which the copy does not know
	w.restore(made.Where)
	var there, open, under int
	w.Scan(&there, `SELECT count(*) FROM sessions`)
	w.Scan(&open, `SELECT count(*) FROM sessions WHERE ended_at IS NULL`)
	w.Scan(&under, `SELECT count(*) FROM signin_attempts`)
	if there != 1 || open != 0 || under != 0 {
		t.Errorf("got %d sessions, %d open and %d sign-ins under way, want one, ended, and none", there, open, under)
	}
}
