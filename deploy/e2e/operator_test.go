package e2e

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"faro.example/shared/id"
	"faro.example/shared/institution"
)

// TestARemovedOperatorIsLockedOutOnceTheFeedHasBroughtIt names an operator at
// the registry, who then writes at the agent, and removes them, after which they
// do not, while a colleague goes on.
func TestARemovedOperatorIsLockedOutOnceTheFeedHasBroughtIt(t *testing.T) {
	ctx := t.Context()
	w := newWorld(t)
	centres, err := w.newCentres(ctx, 1)
	must(t, err)
	keeper := person{institution.PersonID(id.New[struct{}]()), "Ada Amministra", "centre", centres[0].who.Office}
	b, err := json.Marshal(map[string]any{"people": []any{map[string]any{
		"id": keeper.ID, "name": keeper.Name, "role": keeper.Role, "office": keeper.Office, "administrator": true}}})
	must(t, err)
	must(t, w.catalogueFile(ctx, b))
	a := w.served(t, "locked-out", centres[0].Code)
	newcomer := institution.PersonID(id.New[struct{}]()).String()
	keep := func(args ...string) {
		t.Helper()
		_, err := w.Ctl(ctx, append(append([]string{"directory"}, args...), "--as", keeper.ID.String(), "--reason", "the staff changes")...)
		must(t, err)
	}
	record := func(as string) error {
		_, err := a.Record(ctx, "minor.registered", map[string]any{"tag": "1"}, "--as", as)
		return err
	}
	if err := record("Nino Nuovo"); err == nil {
		t.Fatal("somebody wrote whom the registry had not named")
	}
	keep("people", "add", "--office", centres[0].Code, "--role", "centre", "--name", "Nino Nuovo", "--id", newcomer)
	keep("operators", "add", newcomer, centres[0].Code)
	must(t, until(ctx, "the operator who was named writes", func(context.Context) (bool, error) { return record("Nino Nuovo") == nil, nil }))
	keep("people", "remove", newcomer)
	must(t, until(ctx, "the operator who was removed is locked out", func(context.Context) (bool, error) {
		err := record("Nino Nuovo")
		return err != nil && strings.Contains(err.Error(), "nobody of that name"), nil
	}))
	must(t, record(centres[0].who.Name))
}
