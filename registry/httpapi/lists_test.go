package httpapi_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"faro.example/registry/compare"
	"faro.example/shared/access"
	"faro.example/shared/sheet"
)

func (r *rest) Compare(_ context.Context, c access.Caller, ask compare.Ask, list io.Reader) (compare.Result, error) {
	text, err := io.ReadAll(list)
	if err != nil {
		return compare.Result{}, err
	}
	return compare.Result{Source: ask.Source, On: ask.On, Place: ask.Place, Rows: strings.Count(string(text), "\n"), Items: []compare.Item{
		{Outcome: compare.OnlyThere, Action: compare.Register, Row: 2, There: &compare.Row{Family: "Diallo"}},
	}, Problems: []sheet.Problem{}, Counts: map[compare.Outcome]int{compare.OnlyThere: 1}}, r.answer(c)
}

func TestAListIsComparedOverTheAPI(t *testing.T) {
	w := newTown(t)
	b := w.signedIn(t)
	send := func(query, reason, body string) answer {
		return b.send(t, http.MethodPost, "/v1/lists/comparisons"+query, "application/octet-stream", body, func(r *http.Request) {
			if reason != "" {
				r.Header.Set("Faro-Reason", reason)
			}
		})
	}
	const good = "?source=municipality-roll&on=2026-03-31&place=089017"
	var got compare.Result
	send(good, "il ruolo di citt%C3%A0", "Cognome\nDiallo\n").decode(t, http.StatusOK, &got)
	if got.Rows != 2 || got.Source != compare.Roll || got.Place != "089017" || got.On.String() != "2026-03-31" || got.Items[0].There.Family.Reveal() != "Diallo" {
		t.Errorf("got %d rows, %d items", got.Rows, len(got.Items))
	}
	if w.rest.caller.Reason != "il ruolo di città" || w.rest.caller.Role != access.Municipality {
		t.Errorf("asked by %s for %q", w.rest.caller.Role, w.rest.caller.Reason)
	}
	for name, a := range map[string]answer{
		"no reason":               send(good, "", "Cognome\nDiallo\n"),
		"no day":                  send("?source=municipality-roll", "the roll", "Cognome\nDiallo\n"),
		"a list that there isn't": send("?source=pippo&on=2026-03-31", "the roll", "Cognome\nDiallo\n"),
		"a name in the address":   send(good+"&name=Diallo", "the roll", "Cognome\nDiallo\n"),
	} {
		if a.StatusCode != http.StatusUnprocessableEntity && a.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: got %d", name, a.StatusCode)
		}
	}
}
