package httpapi

import (
	"context"
	"log/slog"
	"slices"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"faro.example/registry/census"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/minor"
)

// lister says where there is room, who is missing, and whom a number counts: package
// lookup.
type lister interface {
	Places(ctx context.Context, c access.Caller, towns []string) ([]lookup.Places, error)
	Lists(ctx context.Context, c access.Caller, which []lookup.Which, after lookup.Key, most int) ([]lookup.List, error)
	Behind(ctx context.Context, c access.Caller, q census.Query, after lookup.Key, most int) (lookup.Behind, error)
}

// ListPlaces says how many places each structure has free.
func (s server) ListPlaces(ctx context.Context, r ListPlacesRequestObject) (ListPlacesResponseObject, error) {
	ctx, e, _ := asked(ctx)
	all, err := s.Beds.Places(ctx, e.caller, given(r.Body.Municipalities))
	if err != nil {
		return nil, err
	}
	if given(r.Body.Free) {
		all = slices.DeleteFunc(all, func(p lookup.Places) bool { return p.Free < 1 })
	}
	e.add(slog.Int("structures", len(all)))
	return ListPlaces200JSONResponse{Body: PlacesFound{Structures: append([]lookup.Places{}, all...)}}, nil
}

// ListMissing lists the children whom nobody has found.
func (s server) ListMissing(ctx context.Context, r ListMissingRequestObject) (ListMissingResponseObject, error) {
	ctx, caller := saying(ctx, r.Body.Reason)
	var after lookup.Key
	if r.Body.After != nil {
		after = lookup.Key{Since: r.Body.After.Since, Minor: minor.ID(r.Body.After.Minor)}
	}
	lists, err := s.Beds.Lists(ctx, caller, []lookup.Which{lookup.Missing}, after, lookup.MaxFound)
	if err != nil {
		return nil, err
	}
	out := MissingFound{Count: int32(lists[0].Count), Missing: []MissingChild{}}
	for _, m := range lists[0].Listed {
		child := MissingChild{Minor: openapi_types.UUID(m.Minor), Since: m.Since}
		if code := m.Code.Reveal(); code != "" {
			child.Code = &code
		}
		if at := openapi_types.UUID(m.At.Facility); !m.At.Facility.IsZero() {
			child.From = &at
		}
		out.Missing = append(out.Missing, child)
	}
	if n := len(lists[0].Listed); n == lookup.MaxFound {
		last := lists[0].Listed[n-1].Key
		out.Next = &MissingAfter{Since: last.Since, Minor: openapi_types.UUID(last.Minor)}
	}
	return ListMissing200JSONResponse{Body: out}, nil
}

// ListCounted lists the children behind a number of the census.
func (s server) ListCounted(ctx context.Context, r ListCountedRequestObject) (ListCountedResponseObject, error) {
	only, err := filters(r.Body.Only)
	if err != nil {
		return nil, err
	}
	ctx, caller := saying(ctx, r.Body.Reason)
	var after lookup.Key
	if a := r.Body.After; a != nil {
		after = lookup.Key{Since: given(a.Confirmed), Minor: minor.ID(a.Minor)}
	}
	q := census.Query{On: r.Body.On, Only: only, KnownAt: given(r.Body.KnownAt), Position: uint64(given(r.Body.Position))}
	found, err := s.Beds.Behind(ctx, caller, q, after, lookup.MaxFound)
	if err != nil {
		return nil, err
	}
	out := CountedFound{Counted: int64(found.Counted), Count: int64(found.Count), Epoch: int32(found.Epoch), Position: int64(found.Position), Children: []CountedChild{}}
	for i := range found.Listed {
		out.Children = append(out.Children, countedChild(&found.Listed[i]))
	}
	if n := len(found.Listed); n == lookup.MaxFound {
		last := found.Listed[n-1].Key
		out.Next = &CountedAfter{Confirmed: unless(last.Since.IsZero(), last.Since), Minor: openapi_types.UUID(last.Minor)}
	}
	return ListCounted200JSONResponse{Body: out}, nil
}

func countedChild(m *lookup.Listed) CountedChild {
	code, state := m.Code.Reveal(), string(m.State)
	return CountedChild{
		Minor: openapi_types.UUID(m.Minor), Code: unless(code == "", code), State: unless(state == "", state),
		At: unless(m.At.Facility.IsZero(), openapi_types.UUID(m.At.Facility)), Confirmed: unless(m.Confirmed.IsZero(), m.Confirmed),
	}
}

// unless gives a value that is left out where there is none.
func unless[T any](none bool, v T) *T {
	if none {
		return nil
	}
	return &v
}
