package httpapi

import (
	"context"
	"log/slog"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"faro.example/registry/lookup"
	"faro.example/shared/casefile"
	"faro.example/shared/minor"
)

// LookUpCustody tells who has custody of a child on a day.
func (s server) LookUpCustody(ctx context.Context, r LookUpCustodyRequestObject) (LookUpCustodyResponseObject, error) {
	ctx, caller := saying(ctx, r.Body.Reason)
	code, err := minor.ParseCode(r.Body.Code.Reveal())
	if err != nil {
		return nil, err
	}
	out, err := s.Lookup.Custody(ctx, caller, code, dayOf(r.Body.On))
	if err != nil {
		return nil, err
	}
	return LookUpCustody200JSONResponse{Body: answerOf(out, r.Body.On)}, nil
}

// LookUpCustodies tells who has custody of each of some children on a day.
func (s server) LookUpCustodies(ctx context.Context, r LookUpCustodiesRequestObject) (LookUpCustodiesResponseObject, error) {
	ctx, e, _ := asked(ctx)
	caller := e.caller
	caller.Reason = r.Body.Reason.Reveal()
	questions := make([]lookup.Question, len(r.Body.Lookups))
	for i, q := range r.Body.Lookups {
		code, err := minor.ParseCode(q.Code.Reveal())
		if err != nil {
			return nil, err
		}
		questions[i] = lookup.Question{Code: code, On: dayOf(q.On)}
	}
	answers, err := s.Lookup.Custodies(ctx, caller, questions)
	if err != nil {
		return nil, err
	}
	out := CustodyAnswers{Answers: make([]CustodyFound, len(answers))}
	for i, a := range answers {
		if a != nil {
			found := answerOf(*a, r.Body.Lookups[i].On)
			out.Answers[i] = CustodyFound{Found: true, Answer: &found}
		}
	}
	e.add(slog.Int("questions", len(questions)))
	return LookUpCustodies200JSONResponse{Body: out}, nil
}

func answerOf(a lookup.Answer, on openapi_types.Date) CustodyAnswer {
	out := CustodyAnswer{On: on, Ground: CustodyAnswerGround(a.Ground), Custody: []Charge{}}
	for _, c := range a.Charges {
		out.Custody = append(out.Custody, Charge{
			Institution: openapi_types.UUID(c.By), Code: c.Code, Name: c.Name,
			From: openapi_types.Date{Time: c.From.UTC()}, Lead: c.Lead, Released: c.Released,
		})
	}
	if a.Ground == casefile.ByPlace {
		out.Town = townOf(a.Town)
	}
	return out
}

func townOf(t lookup.Town) *CompetentTown {
	out := &CompetentTown{Istat: t.Istat}
	if by := openapi_types.UUID(t.By); !t.By.IsZero() {
		out.Institution, out.Code, out.Name = &by, &t.Code, &t.Name
	}
	return out
}

// ListGaps lists those for whom nobody answers by custody, or more than one, or
// not who is competent.
func (s server) ListGaps(ctx context.Context, r ListGapsRequestObject) (ListGapsResponseObject, error) {
	ctx, caller := saying(ctx, r.Body.Reason)
	var after lookup.Key
	if r.Body.After != nil {
		after = lookup.Key{Since: r.Body.After.Since, Minor: minor.ID(r.Body.After.Minor)}
	}
	lists, err := s.Beds.Lists(ctx, caller, []lookup.Which{lookup.Which(r.Body.Gap)}, after, lookup.MaxFound)
	if err != nil {
		return nil, err
	}
	out := GapsFound{Count: int32(lists[0].Count), Children: []GapChild{}}
	for _, m := range lists[0].Listed {
		out.Children = append(out.Children, gapOf(m))
	}
	if n := len(lists[0].Listed); n == lookup.MaxFound {
		last := lists[0].Listed[n-1].Key
		out.Next = &MissingAfter{Since: last.Since, Minor: openapi_types.UUID(last.Minor)}
	}
	return ListGaps200JSONResponse{Body: out}, nil
}

func gapOf(m lookup.Listed) GapChild {
	out := GapChild{Minor: openapi_types.UUID(m.Minor), State: string(m.State)}
	if code := m.Code.Reveal(); code != "" {
		out.Code = &code
	}
	if at := openapi_types.UUID(m.At.Facility); !m.At.Facility.IsZero() {
		out.At = &at
	}
	if !m.Since.IsZero() {
		out.Since = &m.Since
	}
	return out
}
