package httpapi_test

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/minor"
)

func (r *rest) Places(_ context.Context, c access.Caller, towns []string) ([]lookup.Places, error) {
	all := []lookup.Places{
		{Facility: facility.ID{1}, Code: "SR-01", Municipality: "089017", Beds: 10, Present: 13, Free: -3, Over: 30},
		{Facility: facility.ID{2}, Code: "SR-02", Municipality: "089001", Beds: 10, Present: 9, Free: 1},
	}
	return slices.DeleteFunc(all, func(p lookup.Places) bool { return len(towns) > 0 && !slices.Contains(towns, p.Municipality) }), r.answer(c)
}

func (r *rest) Lists(_ context.Context, c access.Caller, which []lookup.Which, after lookup.Key, most int) ([]lookup.List, error) {
	out := lookup.List{Which: which[0], Count: most + 1}
	for i := range most {
		m := lookup.Listed{Minor: minor.ID{byte(i)}, Name: minor.Name{Given: "Xyzzyx"}, State: casefile.Missing, Since: day.Must("2026-03-01")}
		m.Key = lookup.Key{Since: m.Since, Minor: m.Minor}
		out.Listed = append(out.Listed, m)
	}
	if !after.Minor.IsZero() {
		out.Listed = out.Listed[:1]
	}
	return []lookup.List{out}, r.answer(c)
}

type placesFound struct {
	Structures []struct {
		Code       string `json:"code"`
		Free, Over int
	} `json:"structures"`
}

func TestFreePlacesAreListedByMunicipality(t *testing.T) {
	w := newTown(t)
	b := w.signedIn(t)
	for _, c := range []struct {
		ask  map[string]any
		want []string
	}{
		{map[string]any{}, []string{"SR-01", "SR-02"}}, {map[string]any{"free": true}, []string{"SR-02"}},
		{map[string]any{"municipalities": []string{"089017", "000000"}}, []string{"SR-01"}},
	} {
		var got placesFound
		b.post(t, "/v1/places/searches", c.ask).decode(t, http.StatusOK, &got)
		var codes []string
		for _, s := range got.Structures {
			codes = append(codes, s.Code)
			if s.Code == "SR-01" && (s.Free != -3 || s.Over != 30) {
				t.Errorf("%v: got %+v", c.ask, s)
			}
		}
		if !slices.Equal(codes, c.want) {
			t.Errorf("%v: got %v, want %v", c.ask, codes, c.want)
		}
	}
	if got := b.post(t, "/v1/places/searches", map[string]any{"municipalities": []string{"Siracusa"}}); got.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a municipality by its name: got %d", got.StatusCode)
	}
}

func TestTheMissingAreListedByCodeAPageAtATime(t *testing.T) {
	w := newTown(t)
	b := w.signedIn(t)
	ask := map[string]any{"reason": "search by the prefecture"}
	for page, want := range []int{lookup.MaxFound, 1} {
		var got struct {
			Count   int              `json:"count"`
			Missing []map[string]any `json:"missing"`
			Next    map[string]any   `json:"next"`
		}
		b.post(t, "/v1/missing/searches", ask).decode(t, http.StatusOK, &got)
		if len(got.Missing) != want || got.Count != lookup.MaxFound+1 || (got.Next != nil) != (page == 0) {
			t.Errorf("page %d: got %d of %d, next %v", page, len(got.Missing), got.Count, got.Next)
		}
		if m := got.Missing[0]; len(m) != 2 || m["since"] != "2026-03-01" {
			t.Errorf("got %v, want the identifier and since when", m)
		}
		ask["after"] = got.Next
	}
	if got := b.post(t, "/v1/missing/searches", map[string]any{}); got.StatusCode != http.StatusUnprocessableEntity && got.StatusCode != http.StatusBadRequest {
		t.Errorf("for no reason: got %d", got.StatusCode)
	}
}
