package registryclient_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"faro.example/agent/registryclient"
	"faro.example/agent/registrytest"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/mtls"
)

func newID[T ~[16]byte]() T { return T(id.New[struct{}]()) }

// installation is an enrolled one, with a client.
type installation struct {
	*registryclient.Client
	agent change.AgentID
	key   ed25519.PrivateKey
	csr   []byte
}

// enrol enrols an installation at a registry that answers at url.
func enrol(t *testing.T, r *registrytest.Registry, url string) *installation {
	t.Helper()
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	tlsKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, tlsKey)
	if err != nil {
		t.Fatal(err)
	}
	first := client(t, url, nil, r.Roots())
	answer, err := first.Enrol(t.Context(), api.EnrolRequest{Code: r.Invite(), Request: csr, Key: public, Proof: ed25519.Sign(key, csr)})
	if err != nil {
		t.Fatal(err)
	}
	own, err := mtls.New(answer.Certificate, tlsKey)
	if err != nil {
		t.Fatal(err)
	}
	return &installation{client(t, url, mtls.Fixed(own), r.Roots()), answer.Agent, key, csr}
}

func client(t *testing.T, url string, own mtls.Source, roots []byte) *registryclient.Client {
	t.Helper()
	cfg, err := mtls.Client(own, roots)
	if err != nil {
		t.Fatal(err)
	}
	c, err := registryclient.New(url, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func (i *installation) frame(t *testing.T, seq uint64) change.Frame {
	t.Helper()
	rec, err := change.Sign(i.key, change.Header{
		ID: newID[change.ID](), Minor: newID[minor.ID](), Agent: i.agent, Seq: seq, Structure: newID[institution.OfficeID](),
		Author: newID[institution.PersonID](), Made: change.Made{At: time.Unix(1_700_000_000, 0).UTC()}, On: day.On(day.Must("2026-03-31")),
	}, minor.Registered{Tag: "17"})
	if err != nil {
		t.Fatal(err)
	}
	return change.Frame{Seq: seq, Data: change.AppendRecord(nil, &rec)}
}

// scripted stands before a registry and answers some requests in its stead.
type scripted struct {
	mu   sync.Mutex // guards the fields below
	next []http.HandlerFunc
	seen []string // remote address and body of each request
}

func (s *scripted) wrap(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		s.mu.Lock()
		s.seen = append(s.seen, r.RemoteAddr+" "+string(body))
		var fn http.HandlerFunc
		if len(s.next) > 0 {
			fn, s.next = s.next[0], s.next[1:]
		}
		s.mu.Unlock()
		if fn != nil {
			fn(w, r)
			return
		}
		h.ServeHTTP(w, r)
	})
}

func (s *scripted) then(fns ...http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next, s.seen = fns, nil
}

func (s *scripted) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.seen)
}

func status(code int, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
	}
}

func problem(p api.Problem) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", api.TypeProblem)
		w.WriteHeader(p.Status)
		if err := json.NewEncoder(w).Encode(p); err != nil {
			panic(http.ErrAbortHandler)
		}
	}
}

func cut(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

func start(t *testing.T) (*installation, *registrytest.Registry, *scripted) {
	t.Helper()
	r, s := registrytest.New(time.Now), &scripted{}
	i := enrol(t, r, r.Serve(t, s.wrap))
	s.then()
	return i, r, s
}

func TestEnrolRenewPushAndPull(t *testing.T) {
	i, r, _ := start(t)
	if _, err := i.Renew(t.Context(), api.RenewRequest{Request: i.csr}); err != nil {
		t.Fatal(err)
	}
	push, err := i.Push(t.Context(), change.AgentID{}, false, []change.Frame{i.frame(t, 1), i.frame(t, 2)})
	if err != nil || len(push.Receipts) != 2 || push.Receipts[1].Verdict != api.Taken || push.Highest != 2 {
		t.Fatalf("got %+v, %v", push, err)
	}
	feed, err := i.Pull(t.Context(), 0, 0, 1)
	if err != nil || len(feed.Items) != 2 || feed.Items[0].What != api.WhatEnter || feed.Epoch != 1 {
		t.Fatalf("got %+v, %v", feed, err)
	}
	again := enrol(t, r, r.Serve(t, nil))
	push, err = again.Push(t.Context(), i.agent, true, []change.Frame{i.frame(t, 9)})
	if err != nil || len(push.Receipts) != 1 || push.Receipts[0].Verdict != api.Taken {
		t.Errorf("given back for another: got %+v, %v", push, err)
	}
}

func TestABusyRegistryIsTriedAgainWithTheSameBytes(t *testing.T) {
	i, _, s := start(t)
	s.then(status(503, "Retry-After", "0"), cut)
	push, err := i.Push(t.Context(), change.AgentID{}, false, []change.Frame{i.frame(t, 1)})
	if err != nil || len(push.Receipts) != 1 {
		t.Fatalf("got %+v, %v", push, err)
	}
	var bodies []string
	for _, r := range s.requests() {
		_, body, _ := strings.Cut(r, " ")
		bodies = append(bodies, body)
	}
	if len(bodies) != 3 || bodies[0] != bodies[1] || bodies[1] != bodies[2] {
		t.Errorf("sent %d times, or other bytes", len(bodies))
	}
	d, err := zstd.NewReader(strings.NewReader(bodies[0]))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if frames, err := change.ReadFrames(d); err != nil || len(frames) != 1 {
		t.Errorf("not packed with zstd: %v", err)
	}
}

func TestNoPushShowsByItsLengthWhatItSays(t *testing.T) {
	i, _, s := start(t)
	next := uint64(1)
	for n := 1; n <= 40; n += 13 {
		frames := make([]change.Frame, n)
		for k := range frames {
			frames[k] = i.frame(t, next)
			next++
		}
		if _, err := i.Push(t.Context(), change.AgentID{}, false, frames); err != nil {
			t.Fatal(err)
		}
	}
	for _, r := range s.requests() {
		if _, body, _ := strings.Cut(r, " "); len(body) == 0 || len(body)%api.Padded != 0 {
			t.Errorf("a push of %d bytes, want a multiple of %d", len(body), api.Padded)
		}
	}
}

func TestALongWaitThatIsAskedForIsLeftToTheCaller(t *testing.T) {
	i, _, s := start(t)
	for _, code := range []int{503, 429} {
		s.then(status(code, "Retry-After", "120"))
		_, err := i.Pull(t.Context(), 0, 0, 1)
		asked, reached := wait(err)
		if !fault.Is(err, fault.Busy) || asked != 2*time.Minute || !reached || len(s.requests()) != 1 {
			t.Errorf("%d: got %v after %d tries, asked to wait %v", code, err, len(s.requests()), asked)
		}
	}
}

func TestRetryAfterAsADateIsReadByTheRegistrysClock(t *testing.T) {
	i, _, s := start(t)
	s.then(status(503, "Date", "Mon, 02 Jan 2006 15:04:05 GMT", "Retry-After", "Mon, 02 Jan 2006 15:05:05 GMT"))
	_, err := i.Pull(t.Context(), 0, 0, 1)
	if asked, _ := wait(err); asked != time.Minute {
		t.Errorf("got %v, want a minute", asked)
	}
}

func TestAProblemIsAFaultOfItsKind(t *testing.T) {
	i, _, s := start(t)
	for _, tc := range []struct {
		name   string
		answer http.HandlerFunc
		want   fault.Error
	}{
		{
			"with a field", problem(api.Problem{Status: 422, Kind: "invalid", Errors: []api.Field{{Field: "proof", Detail: "not proven", Remedy: "sign it"}}}),
			fault.Error{Kind: fault.Invalid, Field: "proof", Detail: "not proven", Remedy: "sign it"},
		},
		{"a conflict", problem(api.Problem{Status: 409, Kind: "conflict", Detail: "d", Remedy: "r"}), fault.Error{Kind: fault.Conflict, Detail: "d", Remedy: "r"}},
		{"revoked", problem(api.Problem{Status: 401, Kind: "unauthenticated", Detail: "d"}), fault.Error{Kind: fault.Unauthenticated, Detail: "d"}},
		{"no problem at all", status(404), fault.Error{Kind: fault.NotFound, Detail: "the registry answered 404"}},
		{"sent elsewhere", status(302, "Location", "https://elsewhere.test/"), fault.Error{Kind: fault.Internal, Detail: "the registry answered 302"}},
	} {
		s.then(tc.answer)
		_, err := i.Renew(t.Context(), api.RenewRequest{})
		got := fault.As(err)
		if diff := cmp.Diff([]any{tc.want.Kind, tc.want.Field, tc.want.Detail, tc.want.Remedy}, []any{got.Kind, got.Field, got.Detail, got.Remedy}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
}

func TestWhoCannotBeReachedIsNotTakenForAnAnswer(t *testing.T) {
	i, r, s := start(t)
	s.then(cut, cut, cut)
	_, err := i.Pull(t.Context(), 0, 0, 1)
	if _, reached := wait(err); !fault.Is(err, fault.Busy) || !reached {
		t.Errorf("cut half way: got %v, reached %v", err, reached)
	}
	nobody := client(t, "https://127.0.0.1:1", nil, r.Roots())
	_, err = nobody.Pull(t.Context(), 0, 0, 1)
	if _, reached := wait(err); !fault.Is(err, fault.Busy) || reached {
		t.Errorf("nobody there: got %v, reached %v", err, reached)
	}
}

func TestWhoeverIsNotTheRegistryIsNotSpokenTo(t *testing.T) {
	_, r, s := start(t)
	other := registrytest.New(time.Now)
	_, err := client(t, r.Serve(t, s.wrap), nil, other.Roots()).Enrol(t.Context(), api.EnrolRequest{})
	if err == nil || !strings.Contains(err.Error(), "not the registry that this installation trusts") || len(s.requests()) != 0 {
		t.Errorf("got %v and %d requests", err, len(s.requests()))
	}
}

func TestAClockThatIsWrongIsSuspected(t *testing.T) {
	r := registrytest.New(time.Now)
	cfg, err := mtls.Client(nil, r.Roots())
	if err != nil {
		t.Fatal(err)
	}
	cfg.Time = func() time.Time { return time.Now().AddDate(3, 0, 0) }
	c, err := registryclient.New(r.Serve(t, nil), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, err = c.Enrol(t.Context(), api.EnrolRequest{})
	if err == nil || !strings.Contains(fault.As(err).Remedy, "clock") {
		t.Errorf("got %v, want a remedy that names the clock", err)
	}
}

func TestASmallAnswerThatUnpacksToALargeOneIsRefused(t *testing.T) {
	i, _, s := start(t)
	s.then(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", api.TypeJSON)
		w.Header().Set("Content-Encoding", "zstd")
		pack, err := zstd.NewWriter(w)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		spaces := bytes.Repeat([]byte(" "), 1<<20)
		for range 512 {
			if _, err := pack.Write(spaces); err != nil {
				break // the client has hung up
			}
		}
		pack.Close()
	})
	if _, err := i.Pull(t.Context(), 0, 0, 1); err == nil {
		t.Error("half a gigabyte was read")
	}
}

func TestACallEndsWithItsContext(t *testing.T) {
	i, _, _ := start(t)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := i.Pull(ctx, 0, 30*time.Second, 1)
		done <- err
	}()
	stop()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
}

// Answers are padded, so that what they say is not all of them; and a handshake on
// a line of 2G takes longer than a push.
func TestOneCallAfterTheOtherGoesOverOneConnection(t *testing.T) {
	i, _, s := start(t)
	s.then(func(w http.ResponseWriter, r *http.Request) { // a problem, too
		w.Header().Set("Content-Type", api.TypeProblem)
		w.WriteHeader(http.StatusConflict)
		_, _ = io.WriteString(w, `{"title":"x"}`+strings.Repeat(" ", api.Padded))
	})
	if _, err := i.Pull(t.Context(), 0, 0, 1); err == nil {
		t.Error("a problem is no error")
	}
	for n := range uint64(3) {
		if _, err := i.Push(t.Context(), change.AgentID{}, false, []change.Frame{i.frame(t, n+1)}); err != nil {
			t.Fatal(err)
		}
		if _, err := i.Pull(t.Context(), 0, 0, 1); err != nil {
			t.Fatal(err)
		}
	}
	from := map[string]bool{}
	for _, r := range s.requests() {
		at, _, _ := strings.Cut(r, " ")
		from[at] = true
	}
	if len(from) != 1 {
		t.Errorf("7 calls went over %d connections, want 1", len(from))
	}
}

func TestAfterReconnectingTheConnectionIsNew(t *testing.T) {
	i, _, s := start(t)
	pull := func() {
		t.Helper()
		if _, err := i.Pull(t.Context(), 0, 0, 1); err != nil {
			t.Fatal(err)
		}
	}
	pull()
	pull()
	i.Reconnect()
	pull()
	var from []string
	for _, r := range s.requests() {
		addr, _, _ := strings.Cut(r, " ")
		from = append(from, addr)
	}
	if len(from) != 3 || from[0] != from[1] || from[1] == from[2] {
		t.Errorf("requests came from %v", from)
	}
}

func TestARegistryIsReachedByHTTPSOnly(t *testing.T) {
	cfg, err := mtls.Client(nil, registrytest.New(time.Now).Roots())
	if err != nil {
		t.Fatal(err)
	}
	for _, url := range []string{"", "http://registry.test", "registry.test:8443", "https://", "https://u:p@registry.test", "https://registry.test?x=1"} {
		if _, err := registryclient.New(url, cfg); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: got %v, want invalid", url, err)
		}
	}
}

// wait gives what an error says of the next try.
func wait(err error) (asked time.Duration, reached bool) {
	var f *registryclient.Failure
	if !errors.As(err, &f) {
		return -1, false
	}
	return f.RetryAfter(), f.Reached()
}
