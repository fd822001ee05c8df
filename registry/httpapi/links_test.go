package httpapi_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"faro.example/registry/httpapi"
	"faro.example/registry/link"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

func (r *rest) link(c access.Caller, given []change.Assignment, of ...link.Of) (link.Said, error) {
	err := r.answer(c)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.linked, r.given = of, given
	return link.Said{Position: 9, Minor: minor.ID{1}, Joined: []minor.ID{{1}, {2}}}, err
}

func (r *rest) Same(_ context.Context, c access.Caller, a, b link.Of) (link.Said, error) {
	return r.link(c, nil, a, b)
}

func (r *rest) Distinct(_ context.Context, c access.Caller, a, b link.Of) (link.Said, error) {
	return r.link(c, nil, a, b)
}

func (r *rest) Parted(_ context.Context, c access.Caller, of link.Of, apart []link.Of, records []change.Assignment) (link.Said, error) {
	return r.link(c, records, append([]link.Of{of}, apart...)...)
}

func (r *rest) Torn(_ context.Context, c access.Caller, of link.Of, apart []link.Of) ([]link.Record, error) {
	_, err := r.link(c, nil, append([]link.Of{of}, apart...)...)
	return []link.Record{{Kind: "identity.alias"}}, err
}

func (r *rest) Held(_ context.Context, c access.Caller, _ int) ([]link.Record, error) {
	_, err := r.link(c, nil)
	return []link.Record{{Kind: "identity.alias"}}, err
}

func (r *rest) Assign(_ context.Context, c access.Caller, record change.ID, to link.Of) (link.Said, error) {
	return r.link(c, []change.Assignment{{Record: record}}, to)
}

func TestWhoIsTheSameChildIsSaidInTheBodyAndForAReason(t *testing.T) {
	w := newTown(t)
	b := w.signedIn(t)
	const identifier = "019b0000-0000-7000-8000-00000000000b"
	one, other := link.Of{Code: "0000000098"}, link.Of{Minor: minor.ID{0x01, 0x9b, 6: 0x70, 8: 0x80, 15: 0x0b}}
	pair := map[string]any{"minor": "0000000098", "other": identifier, "reason": "the same scar"}
	var said link.Said
	for _, path := range []string{"/v1/links/joinings", "/v1/links/distinctions"} {
		b.post(t, path, pair).decode(t, http.StatusCreated, &said)
		if !slices.Equal(w.rest.linked, []link.Of{one, other}) || w.rest.caller.Reason != "the same scar" || w.rest.caller.Person != w.anna || len(said.Joined) != 2 {
			t.Errorf("%s: said of %v for %q", path, w.rest.linked, w.rest.caller.Reason)
		}
	}
	parting := map[string]any{
		"minor": "0000000098", "apart": []string{identifier}, "reason": "a brother",
		"records": []map[string]string{{"record": identifier, "minor": identifier}},
	}
	b.post(t, "/v1/links/partings", parting).decode(t, http.StatusCreated, &said)
	if !slices.Equal(w.rest.linked, []link.Of{one, other}) || len(w.rest.given) != 1 || w.rest.given[0].Minor != other.Minor {
		t.Errorf("parted %v with %v", w.rest.linked, w.rest.given)
	}
	var records httpapi.LinkRecords
	b.post(t, "/v1/links/torn", parting).decode(t, http.StatusOK, &records)
	b.post(t, "/v1/links/held", map[string]any{"reason": "the queue"}).decode(t, http.StatusOK, &records)
	if len(records.Records) != 1 {
		t.Errorf("listed %v", records)
	}
	b.post(t, "/v1/links/assignments", map[string]any{"record": identifier, "minor": "0000000098", "reason": "asked"}).decode(t, http.StatusCreated, &said)
	if !slices.Equal(w.rest.linked, []link.Of{one}) || w.rest.given[0].Record != change.ID(other.Minor) {
		t.Errorf("assigned %v to %v", w.rest.given, w.rest.linked)
	}
	for field, value := range map[string]any{"minor": "0000000099", "other": "nobody in particular", "reason": ""} {
		bad := map[string]any{"minor": "0000000098", "other": identifier, "reason": "the same scar", field: value}
		if p := b.post(t, "/v1/links/joinings", bad).problem(t, http.StatusUnprocessableEntity); len(p.Errors) == 0 || p.Errors[0].Field != field {
			t.Errorf("%s: got %+v", field, p)
		}
	}
	w.rest.err = &fault.Error{Kind: fault.Conflict, Field: "other", Detail: "they are one child already", Remedy: "there is nothing to join"}
	if p := b.post(t, "/v1/links/joinings", pair).problem(t, http.StatusConflict); len(p.Errors) == 0 || p.Errors[0].Field != "other" || p.Remedy == "" {
		t.Errorf("got %+v, want the field and the remedy", p)
	}
	if strings.Contains(w.log.String(), "scar") || strings.Contains(w.log.String(), "0000000098") {
		t.Error("the log says of whom, or why")
	}
}
