// Package httpapi is the registry's API over HTTP, as openapi.yaml describes
// it: what agents sync by, and what machines of other administrations ask. With
// webui it is the only importer of gin.
//
// The invariant: nothing is done for a caller who was not recognised in this
// very request, machines by certificate on one listener, people by session on
// another, and never the one as the other; every error leaves through one
// adapter, as a problem that repeats nothing of what was sent; nothing is
// changed at the word of another site's page; and no personal data reaches a
// URL, a log or a metric. What is asked is decided elsewhere: this package
// knows no table and no rule.
package httpapi

import (
	"context"
	"crypto/x509"
	_ "embed" // the description
	"log/slog"
	"net/http"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/alert"
	"faro.example/registry/audit"
	"faro.example/registry/directory"
	"faro.example/registry/erasure"
	"faro.example/registry/events"
	"faro.example/registry/glass"
	"faro.example/registry/intake"
	"faro.example/registry/lookup"
	"faro.example/registry/pki"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

//go:embed openapi.yaml
var description []byte

// Description gives the API's description: OpenAPI 3, in YAML.
func Description() []byte { return append([]byte(nil), description...) }

// What the API is made of: package pki, intake, feed, census, lookup and
// directory.
type (
	authority interface {
		Caller(ctx context.Context, cert *x509.Certificate) (access.Caller, error)
		Enrol(ctx context.Context, in api.EnrolRequest) (pki.Grant, error)
		Renew(ctx context.Context, cert *x509.Certificate, request []byte) (pki.Grant, error)
		Locked(ctx context.Context, in api.Locked) error
		Heed(ctx context.Context, agent change.AgentID, w api.Word, rules int) error
		Roots() []byte
	}
	taker interface {
		Take(ctx context.Context, c access.Caller, b intake.Batch) (api.Push, error)
	}
	puller interface {
		Pull(ctx context.Context, c access.Caller, after uint64, wait time.Duration, rules int) (api.Feed, error)
		Standpoint(ctx context.Context, agent change.AgentID) (api.Standpoint, error)
	}
	custodian interface {
		Custody(ctx context.Context, c access.Caller, code minor.Code, on day.Date) (lookup.Answer, error)
		Custodies(ctx context.Context, c access.Caller, asked []lookup.Question) ([]*lookup.Answer, error)
		CasefileOf(ctx context.Context, c access.Caller, code minor.Code) (lookup.Casefile, error)
		Find(ctx context.Context, c access.Caller, q lookup.Query) ([]lookup.Found, bool, error)
		Break(ctx context.Context, c access.Caller, code minor.Code, said glass.Breaking) (glass.Broken, error)
		Queue(ctx context.Context, c access.Caller, q lookup.Queue, after lookup.Key, most int) (lookup.Queued, error)
	}
	backlogs interface {
		Of(ctx context.Context, c access.Caller) ([]lookup.Backlog, error)
	}
	teller interface {
		Notices(ctx context.Context, c access.Caller) ([]glass.Notice, error)
	}
	alerter interface {
		Open(ctx context.Context, c access.Caller, of alert.Lasting) ([]alert.Alert, error)
		Deadlines(ctx context.Context, c access.Caller, q alert.Asked) (alert.List, error)
		Tellings(ctx context.Context, c access.Caller) ([]alert.Telling, error)
	}
	guide interface {
		Of(ctx context.Context, agent change.AgentID) (*api.Directory, error)
		Caller(ctx context.Context, person institution.PersonID, reason string) (access.Caller, error)
	}
	witness interface {
		TakeLooks(ctx context.Context, c access.Caller, in api.Looks) (api.LooksTaken, error)
		Lines(ctx context.Context, c access.Caller, f audit.Filter, output string) ([]audit.Found, error)
		Looks(ctx context.Context, c access.Caller, of audit.Child, ties ...access.Relation) ([]audit.Look, error)
	}
	chronicler interface {
		After(ctx context.Context, c access.Caller, q events.Query) (events.Page, error)
	}
)

// keeper keeps the directory in somebody's name: package directory.
type keeper interface {
	List(ctx context.Context, by access.Caller, code string) (directory.Listed, error)
	Submit(ctx context.Context, by access.Caller, e directory.Edit) (directory.Imported, *directory.Proposal, error)
	Proposals(ctx context.Context, by access.Caller) ([]directory.Proposal, error)
	Confirm(ctx context.Context, by access.Caller, p directory.ProposalID) (directory.Imported, error)
	Withdraw(ctx context.Context, by access.Caller, p directory.ProposalID) error
}

// Options are what the API is made of; all must be given but the numbers, and
// what is for people.
type Options struct {
	Authority    authority
	Intake       taker
	Feed         puller
	Census       counter
	Lookup       custodian
	Backlogs     backlogs
	Glass        teller
	Links        linker
	Candidates   proposer
	Sought       seeker
	Conflicts    umpire
	Speaker      speaker
	Alerts       alerter
	Beds         lister
	Directory    guide
	Keeper       keeper       // nil if the directory is not kept here
	Lists        listComparer // nil if no lists are compared here
	Events       chronicler
	Looks        witness
	Publications publisher                   // nil if nothing is published here
	Questions    inquirer                    // nil if no questions are saved here
	Days         certifier                   // nil if no presence-days are certified here
	Work         worker                      // nil if no long work is done here
	Letters      correspondence              // nil if no notices wait here
	Forms        former                      // nil if no forms are printed here
	Files        filer                       // nil if no files are kept here
	Erasures     *erasure.Desk               // nil if nothing is erased here
	Certificates certifies                   // of erasures; nil with them
	People       *People                     // nil if people do not sign in here
	Standby      follower                    // nil if no replica answers
	Ready        func(context.Context) error // nil while the registry works
	PerMinute    int                         // requests of one caller; 0 is [DefaultPerMinute]
	PerSystem    int                         // requests of the system of another administration; 0 is [DefaultPerSystem]
	Pushes       int                         // taken in at a time; 0 is [DefaultPushes]
	Now          func() time.Time
	Log          *slog.Logger
	Metrics      prometheus.Registerer
}

// API answers requests. It is safe for use by several goroutines.
type API struct {
	Options
	spec              *openapi3.T
	rates             *rates
	packers           packers
	receiving, taking chan struct{} // one for each push at work
	knowing           chan struct{} // one for each agent that is being recognised
	metrics           *metrics
	engine, people    *gin.Engine

	stopping context.Context // done once Stop was called
	stop     context.CancelFunc
}

// New makes the API. It fails with [fault.Internal] if a part is missing.
func New(o Options) (*API, error) {
	if o.Authority == nil || o.Intake == nil || o.Feed == nil || o.Census == nil || o.Lookup == nil || o.Backlogs == nil || o.Glass == nil || o.Links == nil || o.Candidates == nil || o.Sought == nil || o.Conflicts == nil || o.Speaker == nil || o.Alerts == nil || o.Beds == nil || o.Directory == nil ||
		o.Events == nil || o.Looks == nil || o.Ready == nil || o.Now == nil || o.Log == nil || o.Metrics == nil {
		return nil, fault.Newf(fault.Internal, "an API without all its parts")
	}
	if o.Erasures != nil && o.Certificates == nil {
		return nil, fault.Newf(fault.Internal, "erasures without their certificates")
	}
	if o.PerMinute == 0 {
		o.PerMinute = DefaultPerMinute
	}
	if o.PerSystem == 0 {
		o.PerSystem = DefaultPerSystem
	}
	if o.Pushes == 0 {
		o.Pushes = DefaultPushes
	}
	spec, err := loadSpec()
	if err != nil {
		return nil, err
	}
	a := &API{
		Options: o, spec: spec, rates: newRates(o.Now), receiving: make(chan struct{}, receivingPerPush*o.Pushes),
		taking: make(chan struct{}, o.Pushes), knowing: make(chan struct{}, agentsAtOnce), metrics: newMetrics(o.Metrics),
	}
	a.stopping, a.stop = context.WithCancel(context.Background())
	if err := a.route(); err != nil || o.People == nil {
		return a, err
	}
	return a, a.routePeople()
}

// Handler gives what a server serves. The server MUST be configured by
// [faro.example/shared/mtls.Server].
func (a *API) Handler() http.Handler { return a.engine }

// Stop ends the long polls, so that a server can be shut down without waiting
// for them: they are told to come back. It may be called twice.
func (a *API) Stop() { a.stop() }

// route puts the middleware in its order and the handlers in their places.
func (a *API) route() error {
	var err error
	if a.engine, err = a.newEngine(nil); err != nil {
		return err
	}
	a.engine.Use(a.sameOrigin)
	a.register(a.engine.Group("/", a.limit, a.recognise, a.nearby, a.validate, a.pack))
	return nil
}

// newEngine makes an engine with what every request goes through first.
func (a *API) newEngine(proxies []string) (*gin.Engine, error) {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.HandleMethodNotAllowed = true
	e.RedirectTrailingSlash = false
	if err := e.SetTrustedProxies(proxies); err != nil {
		return nil, err
	}
	e.Use(a.record, a.recover, a.bound, harden)
	e.NoRoute(func(c *gin.Context) { a.fail(c, fault.Newf(fault.NotFound, "no such path")) })
	e.NoMethod(func(c *gin.Context) { a.fail(c, errMethod) })
	return e, nil
}

// register puts the handlers of the description in their places.
func (a *API) register(group *gin.RouterGroup) {
	strict := NewStrictHandlerWithOptions(server{a}, nil, StrictGinServerOptions{
		RequestErrorHandlerFunc:  a.failBody,
		HandlerErrorFunc:         a.fail,
		ResponseErrorHandlerFunc: a.fail,
	})
	RegisterHandlersWithOptions(group, strict, GinServerOptions{
		ErrorHandler: func(c *gin.Context, _ error, _ int) { a.fail(c, errParameter) },
	})
}
