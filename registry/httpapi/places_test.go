package httpapi_test

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"faro.example/registry/census"
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

// Behind gives the children behind a number: as many as are asked for, and one more.
func (r *rest) Behind(_ context.Context, c access.Caller, q census.Query, after lookup.Key, most int) (lookup.Behind, error) {
	r.query = q
	out := lookup.Behind{Counted: 70, Epoch: 1, Position: 9}
	out.Count = most + 1
	for i := range most {
		m := lookup.Listed{Minor: minor.ID{byte(i)}, Name: minor.Name{Given: "Xyzzyx"}, Confirmed: day.Must("2026-03-01"), At: facility.At(facility.ID{7})}
		m.Key = lookup.Key{Since: m.Confirmed, Minor: m.Minor}
		out.Listed = append(out.Listed, m)
	}
	if !after.Minor.IsZero() && after.Since == day.Must("2026-03-01") {
		out.Listed = out.Listed[:1]
	}
	return out, r.answer(c)
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

func TestTheChildrenBehindANumberAreListedByCodeAPageAtATime(t *testing.T) {
	w := newTown(t)
	b := w.signedIn(t)
	ask := map[string]any{"on": "2026-03-31", "only": []string{"region:19", "state:missing", "region:"}, "position": 9, "reason": "work queue"}
	for page, want := range []int{lookup.MaxFound, 1} {
		var got struct {
			Counted, Count, Position int
			Children                 []map[string]any
			Next                     map[string]any
		}
		b.post(t, "/v1/census/children/searches", ask).decode(t, http.StatusOK, &got)
		if len(got.Children) != want || got.Counted != 70 || got.Count != lookup.MaxFound+1 || got.Position != 9 || (got.Next != nil) != (page == 0) {
			t.Errorf("page %d: got %d of %d and %d at %d, next %v", page, len(got.Children), got.Count, got.Counted, got.Position, got.Next)
		}
		if m := got.Children[0]; len(m) != 3 || m["confirmed"] != "2026-03-01" || m["at"] == nil {
			t.Errorf("got %v, want the identifier, where and when confirmed", m)
		}
		ask["after"] = got.Next
	}
	asked := census.Query{On: day.Must("2026-03-31"), Position: 9, Only: []census.Filter{
		{By: census.Region, Codes: []string{"19", ""}}, {By: census.State, Codes: []string{"missing"}},
	}}
	if diff := cmp.Diff(asked, w.query, cmpopts.EquateComparable(day.Date{})); diff != "" || w.caller.Reason != "work queue" {
		t.Errorf("asked for %q (-want +got):\n%s", w.caller.Reason, diff)
	}
	for name, bad := range map[string]map[string]any{
		"for no reason": {"on": "2026-03-31"}, "of no day": {"reason": "x"}, "of no cut": {"on": "2026-03-31", "reason": "x", "only": []string{"name:Ali"}},
	} {
		if got := b.post(t, "/v1/census/children/searches", bad); got.StatusCode != http.StatusUnprocessableEntity && got.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: got %d", name, got.StatusCode)
		}
	}
}
