package signin

import (
	"context"
	"log/slog"

	"faro.example/registry/audit"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// why says, in the record of access and in the log alone, why somebody was
// refused. From outside all are the same.
type why string

// The reasons, in the order in which they are looked for.
const (
	whyState     why = "no sign-in like this is under way in this browser"
	whyLate      why = "the sign-in took too long"
	whyProvider  why = "the provider did not vouch"
	whyCode      why = "the provider did not take the code"
	whyToken     why = "the token is not one of this provider for the registry, or has run out"
	whyNonce     why = "the token was made for another sign-in"
	whyLevel     why = "the level of assurance is not enough"
	whyStale     why = "the person did not prove again to be there"
	whyClaim     why = "the token does not say who the person is"
	whyUnknown   why = "nobody of the directory is bound to this claim"
	whyOffice    why = "the provider is not bound to the person's institution"
	whyOther     why = "another person than the one of the session"
	whyNoSession why = "there is no such session"
	whyEnded     why = "the session was ended"
	whyMoved     why = "the session is used from another browser"
	whyIdle      why = "the session was idle for too long"
	whyLength    why = "the session has lasted as long as one may"
	whyGone      why = "the session's provider is not configured any more"
	whyNotFresh  why = "what is gravest needs a fresh sign-in"
)

// refusal is what somebody is refused for, and what is known of them.
type refusal struct {
	why     why
	person  institution.PersonID
	role    access.Role
	session string
}

// Error tells the reason; it is for the log, not for who was refused.
func (r *refusal) Error() string { return string(r.why) }

// refuse writes the line, and gives the one answer that everybody gets who is
// refused. If the line cannot be written, that is the error.
func (s *Signin) refuse(ctx context.Context, r *refusal) error {
	s.metrics.signins.WithLabelValues(label[r.why]).Inc()
	s.log.LogAttrs(ctx, slog.LevelInfo, "sign-in refused", slog.String("why", string(r.why)), slog.String("session", r.session))
	line := audit.Line{
		Caller: access.Caller{Role: r.role, Person: r.person, Session: r.session, Reason: string(r.why)},
		Action: access.SignIn,
	}
	if err := s.lines.Write(ctx, line); err != nil {
		return err
	}
	if r.why == whyNotFresh {
		return &fault.Error{Kind: fault.Unauthenticated, Detail: "this needs a fresh sign-in", Remedy: "sign in again and repeat it"}
	}
	return &fault.Error{Kind: fault.Unauthenticated, Detail: "not signed in", Remedy: "sign in"}
}

// label is a reason as a metric has it.
var label = map[why]string{
	whyState: "state", whyLate: "late", whyProvider: "provider", whyCode: "code", whyToken: "token", whyNonce: "nonce",
	whyLevel: "level", whyStale: "stale", whyClaim: "claim", whyUnknown: "unknown", whyOffice: "office", whyOther: "other-person",
	whyNoSession: "no-session", whyEnded: "ended", whyMoved: "moved", whyIdle: "idle", whyLength: "length", whyGone: "gone",
	whyNotFresh: "not-fresh",
}
