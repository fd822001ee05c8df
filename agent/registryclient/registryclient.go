// Package registryclient speaks the registry's sync contract (shared/api) for
// an installation: over mutual TLS, packed both ways, trying again by itself
// what is worth it.
//
// The invariant: every call can be repeated without harm, and an error is
// either the registry's own answer, as a fault of its kind, or says that the
// registry did not answer; it never holds what was sent. How long to wait
// before the next call is told with the error ([Failure]), and is for the caller
// to obey.
package registryclient

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"
	"github.com/klauspost/compress/zstd"

	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/mtls"
)

// Client is a connection to one registry. It is safe for use by many goroutines.
type Client struct {
	// Word gives what is said with each pull to those who look after installations;
	// nil for nothing. Set before first use.
	Word func(context.Context) (api.Word, error)

	base  *url.URL
	http  *retryablehttp.Client
	wire  *wire
	packs *zstd.Encoder
}

// New makes a client of the registry at a base URL, which must be https. It
// fails with [fault.Invalid] if it is not.
func New(registry string, tls *mtls.Config) (*Client, error) {
	base, err := url.Parse(strings.TrimSuffix(registry, "/"))
	if err != nil || base.Scheme != "https" || base.Host == "" || base.RawQuery != "" || base.User != nil {
		return nil, fault.Field("registry", "not the address of a registry", "give it as https://registro.example:8443")
	}
	// Of records, whose bulk is random numbers, the fastest level makes no more bytes than others.
	packs, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithLowerEncoderMem(true),
		zstd.WithWindowSize(packWindow), zstd.WithEncoderPadding(api.Padded))
	if err != nil {
		return nil, err
	}
	w := newWire(tls)
	return &Client{base: base, wire: w, packs: packs, http: &retryablehttp.Client{
		HTTPClient:   &http.Client{Transport: w, CheckRedirect: noRedirects},
		Logger:       nil,
		RetryMax:     triesMore,
		RetryWaitMin: waitMin,
		RetryWaitMax: waitMax,
		CheckRetry:   again,
		Backoff:      pause,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}}, nil
}

// noRedirects: the registry sends nobody elsewhere, and nobody else is trusted to.
func noRedirects(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Close lets go of the connections that are idle.
func (c *Client) Close() { c.wire.Reconnect() }

// Reconnect makes every later call on a new connection, which shows the
// certificate as it is then.
func (c *Client) Reconnect() { c.wire.Reconnect() }

// Enrol asks for a first certificate with a one-time code. A code that cannot
// be used is [fault.Unauthenticated].
func (c *Client) Enrol(ctx context.Context, in api.EnrolRequest) (api.Enrolment, error) {
	return post[api.Enrolment](ctx, c, api.PathEnrol, in)
}

// Locked says that the store of an installation is locked; it needs no
// certificate.
func (c *Client) Locked(ctx context.Context, in api.Locked) error {
	_, err := post[api.Noted](ctx, c, api.PathLocked, in)
	return err
}

// Renew asks for a new certificate for the same key. A revoked installation is
// [fault.Unauthenticated].
func (c *Client) Renew(ctx context.Context, in api.RenewRequest) (api.Enrolment, error) {
	return post[api.Enrolment](ctx, c, api.PathRenew, in)
}

// Push sends records of an installation; zero is the caller's own.
func (c *Client) Push(ctx context.Context, of change.AgentID, givingBack bool, frames []change.Frame) (api.Push, error) {
	query := url.Values{}
	if !of.IsZero() {
		query.Set(api.QueryInstallation, of.String())
	}
	if givingBack {
		query.Set(api.QueryGivingBack, "true")
	}
	var body []byte
	for _, f := range frames {
		body = change.AppendFrame(body, f)
	}
	req, err := c.request(ctx, http.MethodPost, api.PathChanges, query, c.packs.EncodeAll(body, nil))
	if err != nil {
		return api.Push{}, err
	}
	req.Header.Set("Content-Type", api.TypeBatch)
	req.Header.Set("Content-Encoding", "zstd")
	return do[api.Push](c, req)
}

// TellLooks tells what was looked at on this machine.
func (c *Client) TellLooks(ctx context.Context, looks api.Looks) (api.LooksTaken, error) {
	return post[api.LooksTaken](ctx, c, api.PathLooks, looks)
}

// Pull asks for what the registry has after a cursor, and lets it wait that
// long until there is something.
func (c *Client) Pull(ctx context.Context, after uint64, wait time.Duration, rules int) (api.Feed, error) {
	query := url.Values{
		"after": {strconv.FormatUint(after, 10)},
		"wait":  {fmt.Sprintf("%ds", int(wait/time.Second))},
		"rules": {strconv.Itoa(rules)},
	}
	req, err := c.request(ctx, http.MethodGet, api.PathFeed, query, nil)
	if err != nil {
		return api.Feed{}, err
	}
	if c.Word != nil {
		word, err := c.Word(ctx)
		if err != nil {
			return api.Feed{}, err
		}
		req.Header.Set(api.HeaderWord, word.Header())
	}
	return do[api.Feed](c, req)
}

func post[T any](ctx context.Context, c *Client, path string, in any) (T, error) {
	var none T
	body, err := json.Marshal(in)
	if err != nil {
		return none, err
	}
	req, err := c.request(ctx, http.MethodPost, path, nil, body)
	if err != nil {
		return none, err
	}
	req.Header.Set("Content-Type", api.TypeJSON)
	return do[T](c, req)
}

func (c *Client) request(ctx context.Context, method, path string, query url.Values, body []byte) (*retryablehttp.Request, error) {
	u := *c.base
	u.Path += path
	u.RawQuery = query.Encode()
	var content any
	if body != nil {
		content = body
	}
	req, err := retryablehttp.NewRequestWithContext(ctx, method, u.String(), content)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", api.TypeJSON+", "+api.TypeProblem)
	req.Header.Set("Accept-Encoding", "zstd")
	req.Header.Set("User-Agent", "faro-agentd")
	return req, nil
}

// do sends a request and reads the answer.
func do[T any](c *Client, req *retryablehttp.Request) (T, error) {
	var out, none T
	var reached reach
	ctx, cancel := context.WithTimeout(req.Context(), callFor)
	defer cancel()
	res, err := c.http.Do(req.WithContext(reached.trace(ctx)))
	if err != nil {
		return none, unanswered(err, reached.Load())
	}
	defer leave(res)
	body, err := unpacked(res)
	if err != nil {
		return none, unanswered(err, true)
	}
	defer body.Close()
	if res.StatusCode != http.StatusOK {
		return none, refused(res, body)
	}
	if err := json.NewDecoder(body).Decode(&out); err != nil {
		return none, unanswered(err, true)
	}
	return out, nil
}

// leave closes an answer after what follows on what was read of it, which is
// padding: a connection whose answer was not read to its end is not used again,
// and a handshake is four ways over the line. What fails here concerns nobody:
// what the answer says was read.
func leave(res *http.Response) error {
	_, err := io.CopyN(io.Discard, res.Body, maxRest)
	return errors.Join(err, res.Body.Close())
}

// unpacked gives the answer's body, bounded, however it was packed.
func unpacked(res *http.Response) (io.ReadCloser, error) {
	var r io.Reader = res.Body
	release := func() {}
	if res.Header.Get("Content-Encoding") == "zstd" {
		d, err := zstd.NewReader(r, zstd.WithDecoderMaxMemory(maxReply), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
		if err != nil {
			return nil, err
		}
		r, release = d, d.Close
	}
	return &bounded{Reader: io.LimitReader(r, maxReply), release: release}, nil
}

type bounded struct {
	io.Reader
	release func()
}

// Close lets go of the decoder; the response's body is closed by whoever has it.
func (b *bounded) Close() error {
	b.release()
	return nil
}

// refused reads the registry's problem. An answer that is none is judged by
// its status.
func refused(res *http.Response, body io.Reader) error {
	p := api.Problem{Status: res.StatusCode, Title: "the registry answered " + strconv.Itoa(res.StatusCode)}
	text, err := io.ReadAll(io.LimitReader(body, maxProblem))
	if err == nil && strings.HasPrefix(res.Header.Get("Content-Type"), api.TypeProblem) {
		status := p.Status
		if json.NewDecoder(bytes.NewReader(text)).Decode(&p) == nil {
			p.Status = status
		}
	}
	return &Failure{error: p.Fault(), after: retryAfter(res)}
}
