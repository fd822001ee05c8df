package httpapi

import (
	"bufio"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"faro.example/registry/census"
	"faro.example/shared/access"
	"faro.example/shared/day"
)

// counter counts: package census.
type counter interface {
	Count(ctx context.Context, c access.Caller, q census.Query) (census.Result, error)
	Series(ctx context.Context, c access.Caller, q census.SeriesQuery) (census.Series, error)
	EachDay(ctx context.Context, c access.Caller, q census.SeriesQuery, fn func(census.Result) error) error
	Flows(ctx context.Context, c access.Caller, q census.FlowQuery) (census.Flows, error)
	Difference(ctx context.Context, c access.Caller, q census.DifferenceQuery) (census.Difference, error)
}

// dimensions and filters as the parameters say them.
func dimensions(by *[]Cut) []census.Dimension {
	var out []census.Dimension
	for _, c := range given(by) {
		out = append(out, census.Dimension(c))
	}
	return out
}

func filters(only *[]Part) ([]census.Filter, error) {
	var parts []string
	for _, p := range given(only) {
		parts = append(parts, string(p))
	}
	return census.ParseFilters(parts)
}

func dayGiven(d *openapi_types.Date) day.Date {
	if d == nil {
		return day.Date{}
	}
	return dayOf(*d)
}

// tag is the ETag of what is known up to a position: the same question as of it
// has the same answer for good.
func tag(epoch int, position uint64) *string {
	t := fmt.Sprintf(`"%d-%d"`, epoch, position)
	return &t
}

// holds reports whether a caller holds the answer with a tag already.
func holds(req *http.Request, tag *string) bool {
	for _, t := range strings.Split(req.Header.Get("If-None-Match"), ",") {
		if t = strings.TrimPrefix(strings.TrimSpace(t), "W/"); t == *tag || t == "*" {
			return true
		}
	}
	return false
}

// CountCensus counts the minors present on a day.
func (s server) CountCensus(ctx context.Context, r CountCensusRequestObject) (CountCensusResponseObject, error) {
	ctx, e, req := asked(ctx)
	only, err := filters(r.Params.Only)
	if err != nil {
		return nil, err
	}
	out, err := s.Census.Count(ctx, e.caller, census.Query{
		On: dayOf(r.Params.On), By: dimensions(r.Params.By), Only: only, KnownAt: dayGiven(r.Params.KnownAt),
		Position: uint64(given(r.Params.Position)),
	})
	if err != nil {
		return nil, err
	}
	e.add(slog.Int("cells", len(out.Cells)))
	t := tag(out.Epoch, out.Position)
	if holds(req, t) {
		return CountCensus304Response{}, nil
	}
	return CountCensus200JSONResponse{Body: countsOf(out), Headers: CountCensus200ResponseHeaders{ETag: t}}, nil
}

func countsOf(r census.Result) Counts {
	return Counts{
		On: openapi_types.Date{Time: r.On.UTC()}, Epoch: int32(r.Epoch), Position: int64(r.Position),
		By: cutsOf(r.By), Cells: cellsOf(r.Cells), Total: int64(r.Total), Missing: int64(r.Missing),
	}
}

func cutsOf(by []census.Dimension) []Cut {
	out := []Cut{}
	for _, d := range by {
		out = append(out, Cut(d))
	}
	return out
}

func cellsOf(cells []census.Cell) []Cell {
	out := make([]Cell, 0, len(cells))
	for _, c := range cells {
		out = append(out, Cell{Labels: listOf(c.Labels), Codes: listOf(c.Codes), Count: int64(c.Count)})
	}
	return out
}

// listOf is never null.
func listOf(s []string) []string { return append([]string{}, s...) }

// ListCensusSeries counts the minors present on each of some days.
func (s server) ListCensusSeries(ctx context.Context, r ListCensusSeriesRequestObject) (ListCensusSeriesResponseObject, error) {
	ctx, e, req := asked(ctx)
	only, err := filters(r.Params.Only)
	if err != nil {
		return nil, err
	}
	q := census.SeriesQuery{
		From: dayOf(r.Params.From), To: dayOf(r.Params.To), Every: census.Monthly, By: dimensions(r.Params.By), Only: only,
		KnownAt: dayGiven(r.Params.KnownAt), Position: uint64(given(r.Params.Position)),
	}
	if r.Params.Every != nil {
		q.Every = census.Step(*r.Params.Every)
	}
	if given(r.Params.Format) == "csv" {
		return s.seriesInCSV(ctx, e.caller, q, req)
	}
	out, err := s.Census.Series(ctx, e.caller, q)
	if err != nil {
		return nil, err
	}
	e.add(slog.Int("points", len(out.Points)))
	t := tag(out.Epoch, out.Position)
	if holds(req, t) {
		return ListCensusSeries304Response{}, nil
	}
	body := CensusSeries{Epoch: int32(out.Epoch), Position: int64(out.Position), By: cutsOf(out.By), Points: []CensusPoint{}}
	for _, p := range out.Points {
		body.Points = append(body.Points, CensusPoint{
			On: openapi_types.Date{Time: p.On.UTC()}, Cells: cellsOf(p.Cells), Total: int64(p.Total), Missing: int64(p.Missing),
		})
	}
	return ListCensusSeries200JSONResponse{Body: body, Headers: ListCensusSeries200ResponseHeaders{ETag: t}}, nil
}

// seriesInCSV sends the days as they are counted. What fails before the first is
// an answer of its own; after it the answer breaks off.
func (s server) seriesInCSV(ctx context.Context, caller access.Caller, q census.SeriesQuery, req *http.Request) (ListCensusSeriesResponseObject, error) {
	from, to := io.Pipe()
	var t *string
	go func() {
		w := csv.NewWriter(to)
		err := s.Census.EachDay(ctx, caller, q, func(r census.Result) error {
			if t == nil {
				t = tag(r.Epoch, r.Position)
				if err := w.Write(append(append([]string{"on"}, cutNames(q.By)...), "minors", "missing")); err != nil {
					return err
				}
			}
			return writeDay(w, r)
		})
		to.CloseWithError(err)
	}()
	body := stream{bufio.NewReader(from), from}
	if _, err := body.Peek(1); err != nil {
		return nil, err
	}
	if holds(req, t) {
		return ListCensusSeries304Response{}, body.Close()
	}
	return ListCensusSeries200TextcsvResponse{Body: body, Headers: ListCensusSeries200ResponseHeaders{ETag: t}}, nil
}

// stream is what is read while it is made; who closes it ends the making.
type stream struct {
	*bufio.Reader
	io.Closer
}

func cutNames(by []census.Dimension) []string {
	out := make([]string, len(by))
	for i, d := range by {
		out[i] = string(d)
	}
	return out
}

func writeDay(w *csv.Writer, r census.Result) error {
	if len(r.By) > 0 {
		for _, c := range r.Cells {
			if err := w.Write(append(append([]string{r.On.String()}, c.Codes...), strconv.Itoa(c.Count), "")); err != nil {
				return err
			}
		}
	}
	total := []string{r.On.String()}
	for range r.By {
		total = append(total, "*")
	}
	if err := w.Write(append(total, strconv.Itoa(r.Total), strconv.Itoa(r.Missing))); err != nil {
		return err
	}
	w.Flush()
	return w.Error()
}

// ListCensusFlows tells who came and went between two days.
func (s server) ListCensusFlows(ctx context.Context, r ListCensusFlowsRequestObject) (ListCensusFlowsResponseObject, error) {
	ctx, e, req := asked(ctx)
	only, err := filters(r.Params.Only)
	if err != nil {
		return nil, err
	}
	out, err := s.Census.Flows(ctx, e.caller, census.FlowQuery{
		From: dayOf(r.Params.From), To: dayOf(r.Params.To), By: dimensions(r.Params.By), Only: only,
		KnownAt: dayGiven(r.Params.KnownAt), Position: uint64(given(r.Params.Position)),
	})
	if err != nil {
		return nil, err
	}
	e.add(slog.Int("cells", len(out.Cells)))
	t := tag(out.Epoch, out.Position)
	if holds(req, t) {
		return ListCensusFlows304Response{}, nil
	}
	body := CensusFlows{
		From: r.Params.From, To: r.Params.To, Epoch: int32(out.Epoch), Position: int64(out.Position), By: cutsOf(out.By),
		Total: balanceOf(out.Total), Cells: []CensusBalance{}, MissingStart: int64(out.MissingAtStart), MissingEnd: int64(out.MissingAtEnd),
	}
	for _, b := range out.Cells {
		body.Cells = append(body.Cells, balanceOf(b))
	}
	return ListCensusFlows200JSONResponse{Body: body, Headers: ListCensusFlows200ResponseHeaders{ETag: t}}, nil
}

func balanceOf(b census.Balance) CensusBalance {
	out := CensusBalance{Labels: listOf(b.Labels), Codes: listOf(b.Codes), Start: int64(b.Start), End: int64(b.End), Moves: []CensusMove{}}
	for _, m := range b.Moves {
		out.Moves = append(out.Moves, CensusMove{Flow: CensusFlow(m.Flow), Detail: m.Detail, Count: int64(m.Count)})
	}
	return out
}

// ExplainCensus tells why the same day is counted otherwise than before.
func (s server) ExplainCensus(ctx context.Context, r ExplainCensusRequestObject) (ExplainCensusResponseObject, error) {
	ctx, e, req := asked(ctx)
	only, err := filters(r.Params.Only)
	if err != nil {
		return nil, err
	}
	out, err := s.Census.Difference(ctx, e.caller, census.DifferenceQuery{
		On: dayOf(r.Params.On), By: dimensions(r.Params.By), Only: only,
		Before: census.Knowing{At: dayOf(r.Params.Before)}, After: census.Knowing{At: dayGiven(r.Params.After)},
	})
	if err != nil {
		return nil, err
	}
	e.add(slog.Int("causes", len(out.Causes)))
	t := tag(out.After.Epoch, out.After.Position)
	if holds(req, t) {
		return ExplainCensus304Response{}, nil
	}
	body := CensusDifference{Before: countsOf(out.Before), After: countsOf(out.After), Shifts: []CensusShift{}, Causes: []CensusCause{}}
	for _, m := range out.Shifts {
		body.Shifts = append(body.Shifts, CensusShift{Labels: listOf(m.Labels), Codes: listOf(m.Codes), Before: int64(m.Before), After: int64(m.After)})
	}
	for _, c := range out.Causes {
		body.Causes = append(body.Causes, CensusCause{
			Known: openapi_types.Date{Time: c.Known.UTC()}, Kind: c.Kind, Records: int64(c.Records), First: int64(c.First), Last: int64(c.Last),
			More: int64(c.More), Fewer: int64(c.Fewer), Other: int64(c.Other),
		})
	}
	return ExplainCensus200JSONResponse{Body: body, Headers: ExplainCensus200ResponseHeaders{ETag: t}}, nil
}
