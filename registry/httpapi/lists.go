package httpapi

import (
	"context"
	"io"
	"net/url"

	"faro.example/registry/compare"
	"faro.example/shared/access"
	"faro.example/shared/fault"
)

// pathComparisons takes a file: its bound is that of a list.
const pathComparisons = "/v1/lists/comparisons"

// listComparer compares lists that are kept elsewhere: package compare.
type listComparer interface {
	Compare(ctx context.Context, c access.Caller, ask compare.Ask, list io.Reader) (compare.Result, error)
}

// CompareList compares a list with the registry.
func (s server) CompareList(ctx context.Context, r CompareListRequestObject) (CompareListResponseObject, error) {
	if s.Lists == nil {
		return nil, fault.Newf(fault.NotFound, "no lists are compared here")
	}
	reason, err := url.PathUnescape(r.Params.FaroReason)
	if err != nil {
		return nil, fault.Field("Faro-Reason", "not percent-encoded", "write a % as %25, and what is not ASCII by its bytes in UTF-8")
	}
	ctx, e, _ := asked(ctx)
	caller := e.caller
	caller.Reason = reason
	ask := compare.Ask{Source: compare.Source(r.Params.Source), On: dayOf(r.Params.On)}
	if r.Params.Place != nil {
		ask.Place = *r.Params.Place
	}
	out, err := s.Lists.Compare(ctx, caller, ask, r.Body)
	return CompareList200JSONResponse{Body: out}, err
}
