package httpapi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	openapi_types "github.com/oapi-codegen/runtime/types"

	"faro.example/registry/report"
	"faro.example/registry/report/disclosure"
	"faro.example/registry/report/publication"
	"faro.example/shared/fault"
)

// publisher tells anybody what is published: package publication.
type publisher interface {
	Published(ctx context.Context, k report.Kind) ([]publication.Publication, error)
	Find(ctx context.Context, n publication.Name) (publication.Publication, report.Report, error)
	File(ctx context.Context, n publication.Name, f report.Format) (publication.File, []byte, error)
	Figure(ctx context.Context, a publication.Address) (publication.Figure, error)
}

// pathPublications is what is for anybody, without signing in, with all below it.
const pathPublications = "/v1/publications"

// forAnybody reports whether a path of the API needs nobody to be known.
func forAnybody(path string) bool {
	return path == pathPublications || strings.HasPrefix(path, pathPublications+"/")
}

// unlessForAnybody does what is done for who is known, and counts who is not by
// their address.
func (a *API) unlessForAnybody(do gin.HandlerFunc) gin.HandlerFunc {
	return func(c *gin.Context) {
		if !forAnybody(c.FullPath()) {
			do(c)
		}
	}
}

func (a *API) limitAnybody(c *gin.Context) {
	if forAnybody(c.FullPath()) {
		a.limitAddress(c)
	}
}

// shown is an answer that is asked for again and again: with the mark by which
// it is known, and without its text for who holds it already.
type shown struct {
	kind, etag string
	text       []byte
	held       bool
}

// show makes an answer of a text; the mark is its SHA-256.
func show(r *http.Request, kind string, text []byte) shown {
	digest := sha256.Sum256(text)
	etag := `"` + hex.EncodeToString(digest[:]) + `"`
	held := false
	for mark := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
		mark = strings.TrimPrefix(strings.TrimSpace(mark), "W/")
		held = held || mark == etag || mark == "*"
	}
	return shown{kind, etag, text, held}
}

func showJSON(r *http.Request, what any) (shown, error) {
	text, err := json.Marshal(what)
	return show(r, "application/json", append(text, '\n')), err
}

// write writes what is for anybody: asked about each time, since what is known of a
// figure may change.
func (s shown) write(w http.ResponseWriter) error {
	w.Header().Set("Cache-Control", "public, no-cache")
	return s.send(w)
}

// send writes it for who asks alone.
func (s shown) send(w http.ResponseWriter) error {
	w.Header().Set("ETag", s.etag)
	if s.held {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	w.Header().Set("Content-Type", s.kind)
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(s.text)
	return err
}

// VisitListPublicationsResponse writes the answer.
func (s shown) VisitListPublicationsResponse(w http.ResponseWriter) error { return s.write(w) }

// VisitFindPublicationResponse writes the answer.
func (s shown) VisitFindPublicationResponse(w http.ResponseWriter) error { return s.write(w) }

// VisitReadPublicationResponse writes the answer.
func (s shown) VisitReadPublicationResponse(w http.ResponseWriter) error { return s.write(w) }

// VisitFindFigureResponse writes the answer.
func (s shown) VisitFindFigureResponse(w http.ResponseWriter) error { return s.write(w) }

// published gives what keeps publications, and fails with [fault.NotFound] where
// none are kept.
func (s server) published() (publisher, error) {
	if s.Publications == nil {
		return nil, fault.Newf(fault.NotFound, "nothing is published here")
	}
	return s.Publications, nil
}

// publication gives who tells of what is published, and the name in an address.
func (s server) publication(text string) (publisher, publication.Name, error) {
	desk, err := s.published()
	if err != nil {
		return nil, publication.Name{}, err
	}
	n, err := publication.ParseName(text)
	return desk, n, err
}

// ListPublications tells what is published.
func (s server) ListPublications(ctx context.Context, r ListPublicationsRequestObject) (ListPublicationsResponseObject, error) {
	ctx, _, req := asked(ctx)
	desk, err := s.published()
	if err != nil {
		return nil, err
	}
	var kind report.Kind
	if r.Params.Kind != nil {
		kind = report.Kind(*r.Params.Kind)
	}
	all, err := desk.Published(ctx, kind)
	if err != nil {
		return nil, err
	}
	out := Publications{Publications: []Publication{}}
	for i := range all {
		out.Publications = append(out.Publications, publicationOf(&all[i]))
	}
	return showJSON(req, out)
}

// FindPublication tells of one publication.
func (s server) FindPublication(ctx context.Context, r FindPublicationRequestObject) (FindPublicationResponseObject, error) {
	ctx, _, req := asked(ctx)
	desk, n, err := s.publication(r.Publication)
	if err != nil {
		return nil, err
	}
	p, _, err := desk.Find(ctx, n)
	if err != nil {
		return nil, err
	}
	return showJSON(req, publicationOf(&p))
}

// ReadPublication gives the bytes of a publication in a format.
func (s server) ReadPublication(ctx context.Context, r ReadPublicationRequestObject) (ReadPublicationResponseObject, error) {
	ctx, _, req := asked(ctx)
	desk, n, err := s.publication(r.Publication)
	if err != nil {
		return nil, err
	}
	f := report.Format(r.Format)
	_, text, err := desk.File(ctx, n, f)
	if err != nil {
		return nil, err
	}
	return show(req, contentType(f), text), nil
}

// contentType is the type of a format.
func contentType(f report.Format) string {
	switch f {
	case report.CSV:
		return "text/csv; charset=utf-8; header=present"
	case report.HTML, report.HTMLEnglish:
		return "text/html; charset=utf-8"
	case report.PDF:
		return "application/pdf"
	case report.XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case report.Schema:
		return "application/csvm+json"
	case report.Catalogue:
		return "application/ld+json"
	}
	return "application/json"
}

// FindFigure tells of one published figure.
func (s server) FindFigure(ctx context.Context, r FindFigureRequestObject) (FindFigureResponseObject, error) {
	ctx, _, req := asked(ctx)
	desk, n, err := s.publication(r.Publication)
	if err != nil {
		return nil, err
	}
	f, err := desk.Figure(ctx, publication.Address{Name: n, Table: r.Table, Row: r.Row, Column: r.Column})
	if err != nil {
		return nil, err
	}
	return showJSON(req, Figure{
		Address: f.Address.String(), Table: both(f.TableTitle), Row: both(f.RowName), Column: both(f.ColumnName),
		Published: cellOf(f.Published), Today: cellOf(f.Today), Known: f.KnownAt.UTC().Truncate(time.Second), Position: int64(f.Position), Same: f.Same, Why: both(f.Why),
	})
}

func both(w report.Words) BothWords { return BothWords{It: w.Italian, En: w.English} }

func cellOf(c disclosure.Cell) PublishedCell {
	if c.Withheld {
		return PublishedCell{Withheld: true}
	}
	n := int64(c.Count)
	return PublishedCell{Count: &n}
}

func publicationOf(p *publication.Publication) Publication {
	out := Publication{
		Name: p.Name.String(), Kind: PublicationKind(p.Kind), AsOf: openapi_types.Date{Time: p.AsOf.UTC()}, Epoch: int32(p.Epoch), Position: int64(p.Position),
		Floor: int32(p.Floor), Approved: p.ApprovedAt.UTC().Truncate(time.Second), Digest: p.Digest, Files: []PublishedFile{},
	}
	if !p.From.IsZero() {
		out.From = &openapi_types.Date{Time: p.From.UTC()}
	}
	for _, f := range p.Files {
		out.Files = append(out.Files, PublishedFile{Format: string(f.Format), Digest: f.Digest, Size: int64(f.Size)})
	}
	return out
}
