// Package localui is the pages of a centre's operators, on the machine that they
// sit at: with the line up or cut.
//
// The invariant: nobody is shown anything, and nothing is written, but by a
// signed-in operator whom the directory names; a look is stored before what it
// shows, and a record is written with what its author had before their eyes; a
// form is recorded once. Only a browser on this machine reaches it, and only by
// the page's own name and from its own pages.
//
// A known weakness: browsers give the cookies of one port of a machine to its
// other ports. A program of another user on this machine could take a cookie if
// somebody opened a page of that program; it is worth something until the screen
// locks.
package localui

import (
	"context"
	"embed"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"faro.example/agent/draft"
	"faro.example/agent/localdb"
	"faro.example/agent/lookbook"
	"faro.example/agent/outbox"
	"faro.example/agent/passphrase"
	"faro.example/agent/replica"
	"faro.example/agent/standin"
	"faro.example/agent/wording"
	"faro.example/shared/fault"
	"faro.example/shared/pages"
	"faro.example/shared/reference"
)

//go:embed templates
var templates embed.FS

// Config is what the pages are made of; all must be given but Places and Idle.
type Config struct {
	DB      *localdb.DB
	Box     *outbox.Box
	Replica *replica.Replica
	Looks   *lookbook.Book
	Places  *reference.Tables // nil where the program was built without them
	Host    string            // as browsers name it: 127.0.0.1:8480
	Idle    time.Duration     // after which the screen locks; ten minutes if zero
	Now     func() time.Time
	Log     *slog.Logger
}

// UI is the pages of one machine.
type UI struct {
	Config
	kit      *pages.Kit
	assets   *pages.Assets
	phrases  *passphrase.Book
	forms    *draft.Shelf
	standins *standin.Book
	sessions *sessions
	kinds    map[string]kind
}

// New makes the pages.
func New(c Config) (*UI, error) {
	assets, err := pages.NewAssets()
	if err != nil {
		return nil, err
	}
	kit, err := pages.New(assets, wording.Words(), templates)
	if err != nil {
		return nil, err
	}
	if c.Idle == 0 {
		c.Idle = defaultIdle
	}
	u := &UI{Config: c, kit: kit, assets: assets, phrases: passphrase.New(c.Now), forms: draft.New(c.Now), standins: standin.New(c.Now), kinds: map[string]kind{}}
	u.sessions = newSessions(c.Idle, c.Now)
	for _, k := range kinds() {
		u.kinds[k.page] = k
	}
	return u, nil
}

// Listen opens the address of the pages. It fails with [fault.Invalid] unless
// the address is of this machine alone, and with [fault.Conflict] if it is taken.
func Listen(address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	ip := net.ParseIP(host)
	if err != nil || ip == nil || !ip.IsLoopback() {
		return nil, fault.Field("ui", "not an address of this machine alone", "give 127.0.0.1 and a port, as 127.0.0.1:8480")
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, &fault.Error{Kind: fault.Conflict, Field: "ui", Detail: "the pages cannot listen at " + address, Remedy: "give another port, or stop the program that has it"}
	}
	return l, nil
}

// Run serves the pages until ctx is done, whose error it gives then.
func (u *UI) Run(ctx context.Context, l net.Listener) error {
	s := &http.Server{
		Handler: u.Handler(), ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: maxHeader, ErrorLog: slog.NewLogLogger(u.Log.Handler(), slog.LevelDebug),
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	last, stop := context.WithTimeout(context.WithoutCancel(ctx), closeFor)
	defer stop()
	if err := s.Shutdown(last); err != nil {
		return errors.Join(context.Cause(ctx), s.Close())
	}
	return context.Cause(ctx)
}

// Handler answers browsers.
func (u *UI) Handler() http.Handler {
	m := http.NewServeMux()
	open := func(pattern string, h func(*visit) error) { m.HandleFunc(pattern, u.serve(h, false)) }
	signed := func(pattern string, h func(*visit) error) { m.HandleFunc(pattern, u.serve(h, true)) }
	housing := func(pattern string, h func(*visit) error) { // of who houses children, or answers for them
		signed(pattern, func(v *visit) error {
			if v.mission() {
				return v.nowhere()
			}
			return h(v)
		})
	}
	m.HandleFunc("GET "+pages.AssetPrefix, u.asset)
	open("GET /signin", (*visit).signinPage)
	open("POST /signin", (*visit).signin)
	open("GET /choose", (*visit).choosePage)
	open("POST /choose", (*visit).choose)
	open("GET /locked", (*visit).lockedPage)
	open("POST /lock", (*visit).lock)
	open("POST /unlock", (*visit).unlock)
	open("POST /signout", (*visit).signout)
	signed("GET /{$}", (*visit).today)
	signed("GET "+pathHow, (*visit).how)
	signed("GET /light", (*visit).lightNow)
	signed("GET /children/{minor}", (*visit).casefile)
	signed("GET /children/{minor}/tracings/{tracing}", (*visit).tracing)
	housing("GET /children/{minor}/conflicts/{slot}", (*visit).conflict)
	housing("GET /children/{minor}/social", (*visit).socialFile)
	housing("GET /children/{minor}/social/paper", (*visit).socialPaper)
	housing("GET /attention", (*visit).attention)
	signed("GET /children/{minor}/files/{record}/{n}", (*visit).scan)
	signed("GET /new/{page}", (*visit).openForm)
	signed("GET /form/{form}", (*visit).formPage)
	signed("POST /form/{form}", (*visit).sendForm)
	signed("POST /form/{form}/keep", (*visit).keepForm)
	signed("POST /form/{form}/drop", (*visit).dropForm)
	signed("GET /saved/{form}", (*visit).saved)
	signed("GET /standin", (*visit).standinPage)
	signed("POST /standin", (*visit).letIn)
	signed("POST /standin/{who}/end", (*visit).endStandin)
	signed("GET /outbox", (*visit).outboxPage)
	signed("POST /outbox/{seq}/again", (*visit).again)
	signed("POST /outbox/{seq}/aside", (*visit).aside)
	housing("GET /landings/{landing}", (*visit).landing)
	housing("GET /handover/{structure}", (*visit).handover)
	housing("GET /sheet/template", (*visit).template)
	housing("GET "+pathDays, (*visit).days)
	housing("GET "+pathDays+"/sheet", (*visit).daysSheet)
	signed("GET "+pathTold+"{text}/{lang}", (*visit).told)
	open("/", (*visit).nowhere)
	return u.guard(m)
}
