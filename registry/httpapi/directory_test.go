package httpapi_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/directory"
	"faro.example/registry/httpapi"
	"faro.example/registry/signin"
	"faro.example/registry/signin/signintest"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/id"
	"faro.example/shared/institution"
)

// nobodyToTell is a feed that nobody reads.
type nobodyToTell struct{}

func (nobodyToTell) Tell(context.Context, pgx.Tx, []change.AgentID) (uint64, error) { return 1, nil }

func (nobodyToTell) Rescope(context.Context, pgx.Tx, []change.AgentID) error { return nil }

// edit names somebody at an office, as a page would send it.
func (w *town) edit(p institution.PersonID, role string) json.RawMessage {
	return fmt.Appendf(nil, `{"reason": "a new colleague", "edit": {"from": %q, "people": [{"id": %q, "name": "Qwxyz", "office": %q, "role": %q}]}}`,
		day.FromTime(w.now()), p, w.office, role)
}

func TestTheDirectoryIsKeptByAnAdministratorWhoHasJustSignedIn(t *testing.T) {
	w := newTown(t)
	if _, err := w.Admin().Exec(t.Context(), `INSERT INTO structures (id, name, type, municipality, valid_from, known_from, changed_at)
		VALUES ($1, 'X', 'first', '082053', '2000-01-01', 0, now())`, w.office); err != nil {
		t.Fatal(err)
	}
	newcomer := institution.PersonID(id.New[struct{}]())
	const edits, searches = "/v1/directory/edits", "/v1/directory/searches"
	anna := w.signedIn(t)
	anna.post(t, edits, w.edit(newcomer, "centre")).problem(t, http.StatusNotFound)
	anna.post(t, searches, json.RawMessage(`{"reason": "who is here"}`)).problem(t, http.StatusNotFound)
	if l := w.kept.last(); l.Allowed || l.Caller.Person != w.anna || l.Caller.Reason != "who is here" {
		t.Errorf("got the line %+v, want one of what was denied", l)
	}
	bruno := w.browser(t)
	w.idp.Says[signintest.Claim] = brunosValue
	bruno.signIn(t)
	var done httpapi.DirectoryEdited
	bruno.post(t, edits, w.edit(newcomer, "centre")).decode(t, http.StatusOK, &done)
	if done.Added != 1 || done.Proposal != nil {
		t.Errorf("got %+v, want one added", done)
	}
	if l := w.kept.last(); l.Action != access.KeepDirectory || l.Caller.Session == "" || strings.Contains(l.Asked, "Qwxyz") {
		t.Errorf("got the line %+v, want the edit in a session, without the name", l)
	}
	bruno.post(t, edits, w.edit(newcomer, "police")).problem(t, http.StatusUnprocessableEntity)
	var list directory.Listed
	bruno.post(t, searches, json.RawMessage(`{"reason": "who is here"}`)).decode(t, http.StatusOK, &list)
	if len(list.People) == 0 {
		t.Error("nobody is listed")
	}
	w.pass(signin.Fresh + time.Second)
	bruno.post(t, edits, w.edit(newcomer, "centre")).problem(t, http.StatusUnauthorized)
	bruno.get(t, "/v1/directory/proposals").decode(t, http.StatusOK, &httpapi.Proposals{})
	bruno.post(t, "/v1/directory/withdrawals", map[string]string{"reason": "a mistake", "proposal": newcomer.String()}).problem(t, http.StatusNotFound)
	bruno.post(t, "/v1/directory/confirmations", map[string]string{"reason": "a mistake", "proposal": newcomer.String()}).problem(t, http.StatusUnauthorized)
}

func TestAMachineDoesNotKeepTheDirectory(t *testing.T) {
	f := newFixture(t)
	for _, role := range []access.Role{access.System, access.Centre} {
		c, _ := f.enrolled(t, role)
		res := c.post(t, "/v1/directory/edits", json.RawMessage(`{"reason": "a new colleague", "edit": {"from": "2026-03-31"}}`))
		if res.StatusCode < 400 {
			t.Errorf("a %s: got %d, want it refused", role, res.StatusCode)
		}
	}
}
