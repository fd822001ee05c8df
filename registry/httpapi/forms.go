package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"strings"

	"faro.example/registry/form"
	"faro.example/registry/paper"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// former fills the paper forms in from a casefile: package form.
type former interface {
	Page(ctx context.Context, c access.Caller, l form.Letter, of form.Of, links ...paper.Link) ([]byte, error)
	PDF(ctx context.Context, c access.Caller, l form.Letter, of form.Of) ([]byte, error)
}

// printed is a form as it goes out.
type printed struct {
	kind, policy string
	text         []byte
}

// VisitPrintFormResponse writes the answer.
func (p printed) VisitPrintFormResponse(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", p.kind)
	w.Header().Set("Content-Security-Policy", p.policy)
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(p.text)
	return err
}

// PrintForm fills a form in, as a PDF or, where the caller takes that rather, as
// a page.
func (s server) PrintForm(ctx context.Context, r PrintFormRequestObject) (PrintFormResponseObject, error) {
	ctx, e, req := asked(ctx)
	if s.Forms == nil {
		return nil, fault.Newf(fault.NotFound, "no forms are printed here")
	}
	l, err := form.Parse(string(r.Form))
	if err != nil {
		return nil, err
	}
	code, err := minor.ParseCode(r.Body.Code.Reveal())
	if err != nil {
		return nil, err
	}
	caller := e.caller
	caller.Reason = r.Body.Reason.Reveal()
	e.add(slog.String("form", string(l)))
	out := printed{kind: "application/pdf", policy: machinePolicy}
	if accepts(req.Header.Get("Accept")) == "text/html" {
		out.kind, out.policy = "text/html; charset=utf-8", paper.Policy()
		out.text, err = s.Forms.Page(ctx, caller, l, form.Of{Code: code})
		return out, err
	}
	out.text, err = s.Forms.PDF(ctx, caller, l, form.Of{Code: code})
	return out, err
}

// accepts gives the first of the types in which a form is printed that a caller
// names; a PDF where none is named.
func accepts(header string) string {
	for kind := range strings.SplitSeq(header, ",") {
		kind, _, _ = strings.Cut(kind, ";")
		switch kind = strings.TrimSpace(kind); kind {
		case "text/html", "application/pdf":
			return kind
		}
	}
	return "application/pdf"
}
