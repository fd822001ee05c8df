package api

import (
	"net/http"
	"time"

	"faro.example/shared/fault"
)

// Problem is an error as every API of Faro answers it (RFC 9457).
type Problem struct {
	Type     string  `json:"type"`
	Title    string  `json:"title"`
	Status   int     `json:"status"`
	Detail   string  `json:"detail,omitempty"`
	Remedy   string  `json:"remedy,omitempty"`
	Kind     string  `json:"kind"`
	Errors   []Field `json:"errors,omitempty"`
	Instance string  `json:"instance,omitempty"` // id of the request, for the log
}

// Field is what is wrong with one field.
type Field struct {
	Field  string `json:"field"`
	Detail string `json:"detail"`
	Remedy string `json:"remedy,omitempty"`
}

// BusyFor is how long a busy registry asks to be left alone.
const BusyFor = 2 * time.Second

var statuses = map[fault.Kind]struct {
	status int
	title  string
}{
	fault.Invalid:         {http.StatusUnprocessableEntity, "The input cannot be accepted as it is"},
	fault.Denied:          {http.StatusNotFound, "Not found"}, // denied and absent look the same
	fault.NotFound:        {http.StatusNotFound, "Not found"},
	fault.Unauthenticated: {http.StatusUnauthorized, "Not signed in"},
	fault.Conflict:        {http.StatusConflict, "Not with what is already there"},
	fault.Busy:            {http.StatusServiceUnavailable, "Busy"},
	fault.Erased:          {http.StatusGone, "Erased"},
}

// ProblemOf turns an error into a problem. What is internal, or may not be
// known, says nothing.
func ProblemOf(err error) Problem {
	e := fault.As(err)
	s, ok := statuses[e.Kind]
	if !ok {
		return Problem{Type: "about:blank", Title: "Internal error", Status: http.StatusInternalServerError, Kind: fault.Internal.String()}
	}
	p := Problem{Type: "about:blank", Title: s.title, Status: s.status, Kind: e.Kind.String(), Detail: e.Detail, Remedy: e.Remedy}
	switch {
	case e.Kind == fault.Denied:
		p.Kind, p.Detail, p.Remedy = fault.NotFound.String(), "", ""
	case e.Kind == fault.NotFound:
		p.Detail, p.Remedy = "", ""
	case e.Field != "":
		p.Errors = []Field{{e.Field, e.Detail, e.Remedy}}
	}
	return p
}

// Fault is the reverse of [ProblemOf], for clients: an error of the kind that
// the problem states. A status without a problem is judged by itself.
func (p Problem) Fault() error {
	kind := fault.ParseKind(p.Kind)
	if p.Kind == "" {
		kind = kindOfStatus(p.Status)
	}
	e := &fault.Error{Kind: kind, Detail: p.Detail, Remedy: p.Remedy}
	if len(p.Errors) > 0 {
		e.Field, e.Detail, e.Remedy = p.Errors[0].Field, p.Errors[0].Detail, p.Errors[0].Remedy
	}
	if e.Detail == "" {
		e.Detail = p.Title
	}
	return e
}

func kindOfStatus(status int) fault.Kind {
	switch {
	case status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable:
		return fault.Busy
	case status == http.StatusNotFound:
		return fault.NotFound
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return fault.Unauthenticated
	case status == http.StatusConflict:
		return fault.Conflict
	case status == http.StatusGone:
		return fault.Erased
	case status >= 400 && status < 500:
		return fault.Invalid
	}
	return fault.Internal
}
