package httpapi

import (
	"context"
	"errors"
	"time"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"faro.example/registry/backup"
	"faro.example/registry/erasure"
	"faro.example/registry/link"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// certifies signs that a child was erased: package backup.
type certifies interface {
	Certificate(e backup.Erasure) (signed string, err error)
}

// mostMonths bounds the months of one answer, and mostErased who was erased.
// Arbitrary.
const (
	mostMonths = 121
	mostErased = 100
)

// retaining gives the desk of erasures and who asks, for the reason given. It fails
// with [fault.NotFound] where nothing is erased.
func (s server) retaining(ctx context.Context, reason minor.Text) (context.Context, *erasure.Desk, access.Caller, error) {
	ctx, caller := saying(ctx, reason)
	if s.Erasures == nil {
		return ctx, nil, caller, fault.Newf(fault.NotFound, "nothing is erased here")
	}
	return ctx, s.Erasures, caller, nil
}

// eyes tells who asked that another person has to order: they know already of what
// they asked for.
func eyes(field string, err error) error {
	if errors.Is(err, erasure.ErrSameEyes) {
		return &fault.Error{Kind: fault.Conflict, Field: field, Detail: erasure.ErrSameEyes.Detail, Remedy: erasure.ErrSameEyes.Remedy}
	}
	return err
}

// childOf reads how a child is named, the zero child if it is not.
func childOf(text *minor.Text) (erasure.Child, error) {
	if text == nil {
		return erasure.Child{}, nil
	}
	of, err := link.Parse("child", text.Reveal())
	return erasure.Child(of), err
}

// ListDue says who is due to be erased.
func (s server) ListDue(ctx context.Context, r ListDueRequestObject) (ListDueResponseObject, error) {
	ctx, desk, caller, err := s.retaining(ctx, r.Body.Reason)
	if err != nil {
		return nil, err
	}
	until := dayGiven(r.Body.Until)
	if until.IsZero() {
		until = day.FromTime(s.Now())
	}
	due, err := desk.Plan(ctx, caller, until)
	if err != nil {
		return nil, err
	}
	out := RetentionDue{Until: dateOf(until), More: len(due) == erasure.MaxPlanned, Children: []DueChild{}, Rules: []RetentionRule{}}
	for _, x := range due {
		switch {
		case x.Held:
			out.Held++
		case len(x.Blockers) > 0:
			out.Blocked++
		default:
			out.Goes++
		}
		out.Children = append(out.Children, dueOf(x))
	}
	for _, rule := range desk.Rules() {
		out.Rules = append(out.Rules, RetentionRule{Name: rule.Name, Years: int32(rule.Years), Done: rule.Done, Source: rule.Source})
	}
	return ListDue200JSONResponse{Body: out}, nil
}

func dueOf(x erasure.Due) DueChild {
	out := DueChild{
		Codes: []string{}, Due: dateOf(x.On), Rule: x.Rule, Records: int32(x.Records), Files: int32(x.Files),
		Held: x.Held, Blockers: append([]string{}, x.Blockers...),
	}
	for _, c := range x.Codes {
		out.Codes = append(out.Codes, c.Reveal())
	}
	return out
}

// ListRetentionMonths counts what is due, held and erased by month.
func (s server) ListRetentionMonths(ctx context.Context, r ListRetentionMonthsRequestObject) (ListRetentionMonthsResponseObject, error) {
	ctx, desk, caller, err := s.retaining(ctx, r.Body.Reason)
	if err != nil {
		return nil, err
	}
	span := day.Span{From: dayOf(r.Body.From).Month(), Until: dayOf(r.Body.To).NextMonth()}
	if span.Until.After(span.From.AddYears(mostMonths/12)) || !span.From.Before(span.Until) {
		return nil, fault.Field("to", "before from, or more than ten years later", "ask for fewer months")
	}
	months, err := desk.Months(ctx, caller, span)
	if err != nil {
		return nil, err
	}
	out := RetentionMonths{Months: []RetentionMonth{}}
	for _, m := range months {
		out.Months = append(out.Months, RetentionMonth{Month: dateOf(m.From), Due: int32(m.Due), Erased: int32(m.Erased), Held: int32(m.Held), Blocked: int32(m.Block)})
	}
	return ListRetentionMonths200JSONResponse{Body: out}, nil
}

// ListRetentionReviews lists the dry runs of the months.
func (s server) ListRetentionReviews(ctx context.Context, r ListRetentionReviewsRequestObject) (ListRetentionReviewsResponseObject, error) {
	ctx, desk, caller, err := s.retaining(ctx, r.Body.Reason)
	if err != nil {
		return nil, err
	}
	reviews, err := desk.Reviews(ctx, caller)
	if err != nil {
		return nil, err
	}
	out := RetentionReviews{Reviews: []RetentionReview{}}
	for i := range reviews {
		v := &reviews[i]
		one := RetentionReview{
			Month: dateOf(v.Month), MadeAt: v.MadeAt.UTC(), Until: dateOf(v.Until), State: RetentionReviewState(v.State()),
			Children: int32(v.Children), Goes: int32(v.Goes), Held: int32(v.Held), Blocked: int32(v.Blocked),
		}
		if run := openapi_types.UUID(v.Run); !v.Run.IsZero() {
			one.Run = &run
		}
		out.Reviews = append(out.Reviews, one)
	}
	return ListRetentionReviews200JSONResponse{Body: out}, nil
}

// AskErasure asks for who is due, or for one child.
func (s server) AskErasure(ctx context.Context, r AskErasureRequestObject) (AskErasureResponseObject, error) {
	ctx, desk, caller, err := s.retaining(ctx, r.Body.Reason)
	if err != nil {
		return nil, err
	}
	a := erasure.Asking{Until: dayGiven(r.Body.Until)}
	if a.Of, err = childOf(r.Body.Child); err != nil {
		return nil, err
	}
	switch {
	case r.Body.Child != nil && r.Body.Until != nil:
		return nil, fault.Field("until", "of one child there is none", "leave out the day, or the child")
	case a.Until.IsZero():
		a.Until = day.FromTime(s.Now())
	}
	if r.Body.Run != nil {
		a.ID = erasure.RunID(*r.Body.Run)
	}
	if a.ID, err = desk.AskUnder(ctx, caller, a, caller.Reason); err != nil {
		return nil, err
	}
	out, err := s.run(ctx, desk, caller, a.ID)
	return AskErasure201JSONResponse{Body: out}, err
}

// run is a run as it goes out.
func (s server) run(ctx context.Context, desk *erasure.Desk, caller access.Caller, of erasure.RunID) (RetentionRun, error) {
	r, err := desk.FindRun(ctx, caller, of)
	return runOf(r), err
}

func runOf(r erasure.Run) RetentionRun {
	out := RetentionRun{
		Run: openapi_types.UUID(r.ID), State: RetentionRunState(r.State()), Until: dateOf(r.DueUntil), Reason: minor.Text(r.Reason),
		AskedAt: r.AskedAt.UTC(), AskedBy: openapi_types.UUID(r.AskedBy), OrderedAt: instant(r.OrderedAt), EndedAt: instant(r.EndedAt),
		Children: int32(r.Children), Erased: int32(r.Erased), Held: int32(r.Held), Blocked: int32(r.Blocked),
	}
	if by := openapi_types.UUID(r.OrderedBy); !r.OrderedBy.IsZero() {
		out.OrderedBy = &by
	}
	return out
}

func instant(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	utc := t.UTC()
	return &utc
}

// ListErasureRuns lists what was asked for, ordered and done.
func (s server) ListErasureRuns(ctx context.Context, r ListErasureRunsRequestObject) (ListErasureRunsResponseObject, error) {
	ctx, desk, caller, err := s.retaining(ctx, r.Body.Reason)
	if err != nil {
		return nil, err
	}
	runs, err := desk.Runs(ctx, caller)
	if err != nil {
		return nil, err
	}
	out := RetentionRuns{Runs: []RetentionRun{}}
	for _, one := range runs {
		out.Runs = append(out.Runs, runOf(one))
	}
	return ListErasureRuns200JSONResponse{Body: out}, nil
}

// FindErasureRun says how far a run is.
func (s server) FindErasureRun(ctx context.Context, r FindErasureRunRequestObject) (FindErasureRunResponseObject, error) {
	ctx, desk, caller, err := s.retaining(ctx, r.Body.Reason)
	if err != nil {
		return nil, err
	}
	out, err := s.run(ctx, desk, caller, erasure.RunID(r.Body.Run))
	return FindErasureRun200JSONResponse{Body: out}, err
}

// OrderErasure orders a run that another person asked for.
func (s server) OrderErasure(ctx context.Context, r OrderErasureRequestObject) (OrderErasureResponseObject, error) {
	ctx, desk, caller, err := s.retaining(ctx, r.Body.Reason)
	if err != nil {
		return nil, err
	}
	run := erasure.RunID(r.Body.Run)
	if err := desk.Order(ctx, caller, run); err != nil {
		return nil, eyes("run", err)
	}
	out, err := s.run(ctx, desk, caller, run)
	return OrderErasure200JSONResponse{Body: out}, err
}

// WithdrawErasure refuses a run, or takes it back.
func (s server) WithdrawErasure(ctx context.Context, r WithdrawErasureRequestObject) (WithdrawErasureResponseObject, error) {
	ctx, desk, caller, err := s.retaining(ctx, r.Body.Reason)
	if err != nil {
		return nil, err
	}
	run := erasure.RunID(r.Body.Run)
	if err := desk.Withdraw(ctx, caller, run); err != nil {
		return nil, err
	}
	out, err := s.run(ctx, desk, caller, run)
	return WithdrawErasure200JSONResponse{Body: out}, err
}

// ListErased says who was erased, and which installations have not confirmed.
func (s server) ListErased(ctx context.Context, r ListErasedRequestObject) (ListErasedResponseObject, error) {
	ctx, desk, caller, err := s.retaining(ctx, r.Body.Reason)
	if err != nil {
		return nil, err
	}
	upTo := ^uint64(0)
	if r.Body.UpTo != nil {
		upTo = uint64(*r.Body.UpTo)
	}
	done, err := desk.ErasedUpTo(ctx, caller, upTo, mostErased+1)
	if err != nil {
		return nil, err
	}
	out := ErasedFound{Erased: []ErasedChild{}}
	if len(done) > mostErased {
		next := int64(done[mostErased].Position)
		out.Next, done = &next, done[:mostErased]
	}
	for _, x := range done {
		one := ErasedChild{Position: int64(x.Position), At: x.At.UTC(), Rule: x.Rule, Waiting: []ErasureWaiting{}}
		for i, agent := range x.Waiting {
			one.Waiting = append(one.Waiting, ErasureWaiting{Agent: openapi_types.UUID(agent), Label: x.Labels[i]})
		}
		out.Erased = append(out.Erased, one)
	}
	return ListErased200JSONResponse{Body: out}, nil
}

// CertifyErasure gives the certificate of an erasure, as things stand.
func (s server) CertifyErasure(ctx context.Context, r CertifyErasureRequestObject) (CertifyErasureResponseObject, error) {
	ctx, desk, caller, err := s.retaining(ctx, r.Body.Reason)
	if err != nil {
		return nil, err
	}
	done, err := desk.ErasedAt(ctx, caller, uint64(r.Body.Position))
	if err != nil {
		return nil, err
	}
	signed, err := s.Certificates.Certificate(backup.Erasure{Minor: done.Minor, At: done.At, Waiting: done.Waiting})
	if err != nil {
		return nil, err
	}
	return CertifyErasure200JSONResponse{Body: ErasureCertificate{Position: r.Body.Position, Certificate: signed}}, nil
}
