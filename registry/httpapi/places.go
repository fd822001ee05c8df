package httpapi

import (
	"context"
	"log/slog"
	"slices"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/minor"
)

// lister says where there is room and who is missing: package lookup.
type lister interface {
	Places(ctx context.Context, c access.Caller, towns []string) ([]lookup.Places, error)
	Lists(ctx context.Context, c access.Caller, which []lookup.Which, after lookup.Key, most int) ([]lookup.List, error)
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
