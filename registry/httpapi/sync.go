package httpapi

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"

	"faro.example/registry/intake"
	"faro.example/registry/pki"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/fault"
)

// server implements the interface made from the description.
type server struct{ *API }

// Enrol makes an installation of whoever has a one-time code.
func (s server) Enrol(ctx context.Context, r EnrolRequestObject) (EnrolResponseObject, error) {
	ctx, e, _ := asked(ctx)
	grant, err := s.Authority.Enrol(ctx, *r.Body)
	if err != nil {
		return nil, err
	}
	e.add(slog.String("enrolled", grant.Agent.String()))
	out, err := s.enrolment(ctx, grant)
	if err != nil {
		return nil, err
	}
	if out.Directory, err = s.Directory.Of(ctx, grant.Agent); err != nil {
		return nil, err
	}
	return Enrol200JSONResponse{Body: out}, nil
}

// Renew gives a new certificate for the key of the one shown.
func (s server) Renew(ctx context.Context, r RenewRequestObject) (RenewResponseObject, error) {
	ctx, e, _ := asked(ctx)
	grant, err := s.Authority.Renew(ctx, e.cert, r.Body.Request)
	if err != nil {
		return nil, err
	}
	e.add(slog.String("renewed", grant.Agent.String()))
	out, err := s.enrolment(ctx, grant)
	if err != nil {
		return nil, err
	}
	return Renew200JSONResponse{Body: out}, nil
}

// Lock writes down that an installation's store is locked.
func (s server) Lock(ctx context.Context, r LockRequestObject) (LockResponseObject, error) {
	ctx, e, _ := asked(ctx)
	if err := s.Authority.Locked(ctx, *r.Body); err != nil {
		return nil, err
	}
	e.add(slog.String("locked", r.Body.Agent.String()))
	return Lock200JSONResponse{Body: api.Noted{Now: s.Now().UTC()}}, nil
}

func (s server) enrolment(ctx context.Context, grant pki.Grant) (api.Enrolment, error) {
	at, err := s.Feed.Standpoint(ctx, grant.Agent)
	if err != nil {
		return api.Enrolment{}, err
	}
	return api.Enrolment{Standpoint: at, Agent: grant.Agent, Certificate: grant.Certificate, Roots: s.Authority.Roots()}, nil
}

// Push takes a batch of records in. Its body is received first, so that a slow
// line holds no turn; then it waits for its turn to be unpacked and taken.
func (s server) Push(ctx context.Context, r PushRequestObject) (PushResponseObject, error) {
	ctx, e, request := asked(ctx)
	body, err := s.receive(ctx, request)
	if err != nil {
		return nil, err
	}
	leave, err := enter(ctx, s.taking, pushPatience, "too many pushes at once")
	if err != nil {
		return nil, err
	}
	defer leave()
	frames, err := s.frames(body, request.Header.Get("Content-Encoding"))
	if err != nil {
		return nil, err
	}
	batch := intake.Batch{Frames: frames}
	if r.Params.Installation != nil {
		batch.Installation = change.AgentID(*r.Params.Installation)
	}
	if r.Params.GivingBack != nil {
		batch.GivingBack = *r.Params.GivingBack
	}
	out, err := s.Intake.Take(ctx, e.caller, batch)
	if err != nil {
		return nil, err
	}
	e.add(slog.Int("records", len(frames)), receipts(out.Receipts))
	return Push200JSONResponse{Body: out}, nil
}

// enter waits for room among those at work. It fails with [fault.Busy].
func enter(ctx context.Context, room chan struct{}, patience time.Duration, full string) (leave func(), err error) {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case room <- struct{}{}:
		return func() { <-room }, nil
	case <-timer.C:
	case <-ctx.Done():
	}
	return nil, fault.Newf(fault.Busy, "%s", full)
}

// receive reads the body of a push as it comes over the line.
func (s server) receive(ctx context.Context, r *http.Request) ([]byte, error) {
	if r.Header.Get("Content-Type") != api.TypeBatch {
		return nil, errType
	}
	leave, err := enter(ctx, s.receiving, pushPatience, "too many pushes at once")
	if err != nil {
		return nil, err
	}
	defer leave()
	body, err := io.ReadAll(r.Body)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, errTooLarge
	case err != nil:
		return nil, errBody
	}
	return body, nil
}

// frames unpacks the body of a push. Frames before one that is cut off are
// taken: each stands for itself, and the rest is sent again.
func (s server) frames(body []byte, encoding string) ([]change.Frame, error) {
	var r io.Reader = bytes.NewReader(body)
	switch encoding {
	case "", "identity":
	case "zstd":
		dec, err := s.packers.decoder(r)
		if err != nil {
			return nil, errBody
		}
		defer s.packers.keep(dec)
		r = dec
	default:
		return nil, errType
	}
	bounded := &unpacked{r: r, left: change.MaxBatchBytes}
	frames, err := change.ReadFrames(bounded)
	switch {
	case bounded.exceeded:
		return nil, errTooLarge
	case err != nil && (len(frames) == 0 || len(frames) == change.MaxBatch):
		return nil, err
	case len(frames) == 0:
		return nil, fault.Newf(fault.Invalid, "a batch without records")
	}
	return frames, nil
}

// receipts counts the verdicts, for the event.
func receipts(list []api.Receipt) slog.Attr {
	counts := map[api.Verdict]int{}
	for _, r := range list {
		counts[r.Verdict]++
	}
	return slog.Group("receipts", slog.Int("taken", counts[api.Taken]), slog.Int("known", counts[api.Known]),
		slog.Int("refused", counts[api.Refused]))
}

// TellLooks takes what was looked at on an installation.
func (s server) TellLooks(ctx context.Context, r TellLooksRequestObject) (TellLooksResponseObject, error) {
	ctx, e, _ := asked(ctx)
	out, err := s.Looks.TakeLooks(ctx, e.caller, *r.Body)
	if err != nil {
		return nil, err
	}
	e.add(slog.Int("looks", len(r.Body.Looks)))
	return TellLooks200JSONResponse{Body: out}, nil
}

// heed writes down what an installation says of itself, in its turn.
func (s server) heed(ctx context.Context, agent change.AgentID, word api.Word, rules int) error {
	leave, err := enter(ctx, s.knowing, agentPatience, tooManyAgents)
	if err != nil {
		return err
	}
	defer leave()
	return s.Authority.Heed(ctx, agent, word, rules)
}

// Pull gives what the registry has for the caller.
func (s server) Pull(ctx context.Context, r PullRequestObject) (PullResponseObject, error) {
	ctx, e, _ := asked(ctx)
	var after uint64
	var wait time.Duration
	var rules int
	if r.Params.After != nil {
		after = uint64(*r.Params.After)
	}
	if r.Params.Wait != nil {
		d, err := time.ParseDuration(*r.Params.Wait)
		if err != nil {
			return nil, errParameter
		}
		wait = min(d, maxWait)
	}
	if r.Params.Rules != nil {
		rules = int(*r.Params.Rules)
	}
	if r.Params.FaroAgent != nil {
		if word, ok := api.ReadWord(*r.Params.FaroAgent); ok {
			if err := s.heed(ctx, e.caller.Agent, word, rules); err != nil {
				return nil, err
			}
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(s.stopping, cancel)()
	out, err := s.Feed.Pull(ctx, e.caller, after, wait, rules)
	if err != nil {
		return nil, err
	}
	e.add(slog.Int("items", len(out.Items)), slog.Uint64("next", out.Next))
	return Pull200JSONResponse{Body: out}, nil
}
