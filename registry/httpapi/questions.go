package httpapi

import (
	"bytes"
	"context"
	"net/http"
	"time"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"faro.example/registry/census"
	"faro.example/registry/question"
	"faro.example/registry/report"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
)

// inquirer keeps questions of the census: package question.
type inquirer interface {
	Save(ctx context.Context, c access.Caller, name string, a question.Asked, knownOn day.Date) (question.Question, error)
	List(ctx context.Context, c access.Caller) ([]question.Question, error)
	Open(ctx context.Context, c access.Caller, of question.ID) (question.Answer, error)
	Withdraw(ctx context.Context, c access.Caller, of question.ID) error
}

// questions gives what keeps questions, and fails with [fault.NotFound] where none are kept.
func (s server) questions() (inquirer, error) {
	if s.Questions == nil {
		return nil, fault.Newf(fault.NotFound, "no questions are saved here")
	}
	return s.Questions, nil
}

// ListCensusQuestions tells which questions the caller's office has saved.
func (s server) ListCensusQuestions(ctx context.Context, _ ListCensusQuestionsRequestObject) (ListCensusQuestionsResponseObject, error) {
	ctx, e, _ := asked(ctx)
	book, err := s.questions()
	if err != nil {
		return nil, err
	}
	all, err := book.List(ctx, e.caller)
	if err != nil {
		return nil, err
	}
	out := CensusQuestions{Questions: []CensusQuestion{}}
	for _, q := range all {
		out.Questions = append(out.Questions, questionOf(q))
	}
	return ListCensusQuestions200JSONResponse{Body: out}, nil
}

// SaveCensusQuestion keeps a question with its day and its knowing.
func (s server) SaveCensusQuestion(ctx context.Context, r SaveCensusQuestionRequestObject) (SaveCensusQuestionResponseObject, error) {
	ctx, e, _ := asked(ctx)
	book, err := s.questions()
	if err != nil {
		return nil, err
	}
	only, err := filters(r.Body.Only)
	if err != nil {
		return nil, err
	}
	a := question.Asked{Shape: question.Shape(r.Body.Shape), From: dayGiven(r.Body.From), On: dayOf(r.Body.On), By: dimensions(r.Body.By), Only: only}
	if a.Shape == question.Series {
		a.Every = census.Step(given(r.Body.Every))
	}
	kept, err := book.Save(ctx, e.caller, r.Body.Name, a, dayGiven(r.Body.KnownAt))
	if err != nil {
		return nil, err
	}
	return SaveCensusQuestion201JSONResponse{Body: questionOf(kept)}, nil
}

// WithdrawCensusQuestion takes a question of the caller's office off its list.
func (s server) WithdrawCensusQuestion(ctx context.Context, r WithdrawCensusQuestionRequestObject) (WithdrawCensusQuestionResponseObject, error) {
	ctx, e, _ := asked(ctx)
	book, err := s.questions()
	if err != nil {
		return nil, err
	}
	if err := book.Withdraw(ctx, e.caller, question.ID(r.Question)); err != nil {
		return nil, err
	}
	return WithdrawCensusQuestion204Response{}, nil
}

// ReadCensusQuestion gives the answer to a question, with what it means.
func (s server) ReadCensusQuestion(ctx context.Context, r ReadCensusQuestionRequestObject) (ReadCensusQuestionResponseObject, error) {
	ctx, e, req := asked(ctx)
	book, err := s.questions()
	if err != nil {
		return nil, err
	}
	a, err := book.Open(ctx, e.caller, question.ID(r.Question))
	if err != nil {
		return nil, err
	}
	f := report.Format(r.Format)
	var out bytes.Buffer
	if err := a.Write(&out, f); err != nil {
		return nil, err
	}
	return show(req, contentType(f), out.Bytes()), nil
}

// VisitReadCensusQuestionResponse writes the answer.
func (s shown) VisitReadCensusQuestionResponse(w http.ResponseWriter) error { return s.send(w) }

func questionOf(q question.Question) CensusQuestion {
	out := CensusQuestion{Id: openapi_types.UUID(q.ID), Epoch: int32(q.Epoch), Position: int64(q.Position), Saved: q.SavedAt.UTC().Truncate(time.Second)}
	out.Asked = CensusAsked{Name: q.Name, Shape: CensusAskedShape(q.Asked.Shape), On: dateOf(q.Asked.On)}
	dated := func(d day.Date) *openapi_types.Date {
		if d.IsZero() {
			return nil
		}
		date := dateOf(d)
		return &date
	}
	out.Asked.From, out.Asked.KnownAt = dated(q.Asked.From), dated(q.KnownOn)
	if q.Asked.Every != "" {
		every := CensusAskedEvery(q.Asked.Every)
		out.Asked.Every = &every
	}
	if cuts := cutsOf(q.Asked.By); len(cuts) > 0 {
		out.Asked.By = &cuts
	}
	var only []Part
	for _, f := range q.Asked.Only {
		for _, code := range f.Codes {
			only = append(only, Part(string(f.By)+":"+code))
		}
	}
	if len(only) > 0 {
		out.Asked.Only = &only
	}
	return out
}
