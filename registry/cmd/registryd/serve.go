package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"faro.example/registry/assembly"
	"faro.example/registry/config"
	"faro.example/registry/fleet"
	"faro.example/registry/httpapi"
	"faro.example/registry/pki"
	"faro.example/registry/projection"
	"faro.example/registry/report"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/deadline"
	"faro.example/shared/fault"
	"faro.example/shared/mtls"
)

// addresses are where the server listens; people is "" if it does not for them.
type addresses struct{ api, metrics, people string }

const (
	// headerTime bounds the head of a request, so that a caller who sends
	// nothing holds no connection. Arbitrary.
	headerTime = 10 * time.Second
	// bodyTime bounds a whole request: 32 MiB over a slow line. Arbitrary.
	bodyTime = 2 * time.Minute
	// idleTime is how long an idle connection is kept: longer than an agent's
	// long poll, so that it connects once.
	idleTime = 3 * time.Minute
	// maxHeader bounds the head of a request in bytes.
	maxHeader = 16 << 10
	// soughtEvery is how often it looks for whom children seek. Arbitrary: nobody
	// waits for it.
	soughtEvery = 5 * time.Second
	// renewEvery is how often the registry looks at its own certificate.
	renewEvery = 12 * time.Hour
	// leaveWithin bounds how long a server that ends waits to say so. Arbitrary.
	leaveWithin = 5 * time.Second
	// carryEvery is how often open stays are carried into the next month of the
	// census; most times there is nothing to do.
	carryEvery = time.Hour
	// draftEvery is how often it is asked which drafts of publications are due.
	draftEvery = time.Hour
	// reviewEvery is how often it is asked whether the month's dry run of the retention was
	// made. Arbitrary.
	reviewEvery = time.Hour
	// restateEvery is how often it is asked what publications would say today.
	restateEvery = 24 * time.Hour
)

// server is a registry that serves.
type server struct {
	cfg config.Server
	log *slog.Logger
	reg *assembly.Registry
	api *httpapi.API

	place  *fleet.Place // among the servers that run
	doors  []door       // those that it listens at
	health *health

	workers sync.WaitGroup
	failed  chan error // the first failure of a worker ends the server
}

// serve serves until ctx is done, then stops in order: no new connections, what
// was begun is finished within the time set, the workers end, the database is
// let go. It calls started once, when it can be reached. It fails at once if it
// cannot start, with nothing left running.
func serve(ctx context.Context, cfg config.Server, log *slog.Logger, started func(addresses)) (err error) {
	s := &server{cfg: cfg, log: log, failed: make(chan error, 8)}
	calls, err := callsOf(cfg)
	if err != nil {
		return err
	}
	s.reg, err = assembly.Open(ctx, assembly.Options{
		Common: cfg.Common, Connections: cfg.Connections, Transactions: cfg.Transactions, CareUntil: cfg.CareUntil, Patience: deadline.Patience{Above: cfg.EscalateAfter, Ministry: cfg.EscalateToMinistry},
		CertificateLifetime: cfg.CertificateLifetime, SilentAfter: cfg.SilentAfter,
		Floor: cfg.Floor, Chromium: cfg.Chromium, Calls: calls, Files: cfg.Files(), FilesUnnamed: cfg.FilesUnnamed, Reapply: true, Now: time.Now, Log: log,
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.reg.Close()) }()
	if s.place, err = fleet.Join(ctx, s.reg.Pools.Directory, fleet.This()); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.leave()) }()
	if err := s.prepare(); err != nil {
		return err
	}
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.start(work)
	started(s.addresses())
	select {
	case <-ctx.Done():
		log.Info("registryd is stopping")
	case err = <-s.failed:
	}
	err = errors.Join(err, s.shutDown())
	stop()
	s.workers.Wait()
	return err
}

// prepare makes the API and listens.
func (s *server) prepare() (err error) {
	r := s.reg
	people, err := s.people()
	if err != nil {
		return err
	}
	o := httpapi.Options{
		Authority: r.Authority, Intake: r.Intake, Feed: r.Feed, Census: r.Census, Lookup: r.Lookup, Backlogs: s.backlogs(), Directory: r.Directory, Keeper: r.Directory, Lists: r.Lists,
		Glass: r.Glass, Links: r.Link, Candidates: r.Lookup, Sought: r.Sought, Conflicts: r.Lookup, Speaker: r.Intake, Alerts: r.Alerts, Beds: r.Lookup, Events: r.Events, Looks: r.Audit, Publications: r.Publications, Questions: r.Questions, Forms: r.Forms, Files: r.Files, Letters: r.Notices, People: people, Ready: r.Ready, PerMinute: s.cfg.RequestsPerMinute, PerSystem: s.cfg.SystemPerMinute,
		Days: r.Days, Work: r.Work, Erasures: r.Erasures, Certificates: s.certificates(),
		Pushes: s.cfg.Pushes, Now: time.Now, Log: s.log, Metrics: r.Metrics,
	}
	if r.Standby != nil {
		o.Standby = r.Standby
	}
	if s.api, err = httpapi.New(o); err != nil {
		return err
	}
	if err := r.CA.Server(s.cfg.State, s.cfg.Host, time.Now()); err != nil {
		return err
	}
	own, err := mtls.FromFiles(filepath.Join(s.cfg.State, pki.ServerFile), filepath.Join(s.cfg.State, pki.ServerKeyFile))
	if err != nil {
		return err
	}
	tls, err := mtls.Server(own, r.CA.Roots())
	if err != nil {
		return err
	}
	r.Metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	s.health = newHealth(r.Metrics)
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(r.Metrics, promhttp.HandlerOpts{ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn)}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	s.addClock(mux)
	s.doors = append(s.doors, door{name: "api", flag: "--listen", at: s.cfg.Listen, server: s.newServer(s.api.Handler(), tls)},
		door{name: "metrics", flag: "--metrics", at: s.cfg.Metrics, server: s.newServer(mux, nil)})
	if err := s.addPeople(own); err != nil {
		return err
	}
	return s.listen()
}

func (s *server) newServer(h http.Handler, tls *mtls.Config) *http.Server {
	return &http.Server{
		Handler: h, TLSConfig: tls, ReadHeaderTimeout: headerTime, ReadTimeout: bodyTime, IdleTimeout: idleTime, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug), // of connections that were no good
	}
}

// door is one address at which the server listens.
type door struct {
	name, flag, at string
	server         *http.Server
	listener       net.Listener
}

// serve serves until the door is closed.
func (d door) serve() error {
	if d.server.TLSConfig == nil {
		return d.server.Serve(d.listener)
	}
	return d.server.ServeTLS(d.listener, "", "")
}

func (s *server) listen() (err error) {
	for i := range s.doors {
		d := &s.doors[i]
		if d.listener, err = listenOn(d.at, d.flag); err != nil {
			for _, open := range s.doors[:i] {
				err = errors.Join(err, open.listener.Close())
			}
			return err
		}
	}
	return nil
}

func (s *server) addresses() (out addresses) {
	for _, d := range s.doors {
		switch at := d.listener.Addr().String(); d.name {
		case "api":
			out.api = at
		case "metrics":
			out.metrics = at
		case "people":
			out.people = at
		}
	}
	return out
}

func listenOn(address, flag string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, &fault.Error{Kind: fault.Invalid, Detail: "something else listens on " + address + " already",
			Remedy: "stop it, or choose another address with " + flag}
	}
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	return l, nil
}

// start sets everything to work, until work is done.
func (s *server) start(work context.Context) {
	s.workers.Go(func() { s.reg.Intake.Run(work) })
	s.workers.Go(func() { s.report(s.place.Run(work, s.log)) })
	s.workers.Go(func() { s.reg.Feed.Run(work) })
	s.workers.Go(func() { s.reg.Live.Run(work) })
	s.workers.Go(func() { s.reg.Sweep.Run(work) })
	s.workers.Go(func() { s.reg.Tree.Run(work) })
	s.workers.Go(func() { s.reg.Standby.Run(work) })
	s.workers.Go(func() { s.reg.Audit.Run(work, s.log) })
	s.workers.Go(func() { s.reg.Alerts.Run(work) })
	s.workers.Go(func() { s.reg.Webhooks.Run(work) })
	s.workers.Go(func() { s.reg.Mail.Run(work) })
	s.workers.Go(func() { s.reg.Work.Run(work) })
	s.every(work, soughtEvery, "look for whom several children seek", s.reg.Sought.Follow)
	s.every(work, time.Minute, "read the sealing keys anew", s.reg.Sealer.Reload) // they may be rotated meanwhile
	s.every(work, time.Minute, "erase what was ordered", s.erase)
	s.every(work, 10*time.Second, "let go of what was erased", s.reg.Erasures.Follow)
	s.every(work, reviewEvery, "lay the month's dry run of the retention", s.review)
	s.every(work, renewEvery, "renew the server's certificate", func(context.Context) error {
		return s.reg.CA.Server(s.cfg.State, s.cfg.Host, time.Now())
	})
	s.every(work, renewEvery, "destroy the keys of old backups", s.expire)
	s.every(work, renewEvery, "remove files that no record names", func(ctx context.Context) error {
		gone, err := s.reg.Files.Tidy(ctx)
		if gone > 0 {
			s.log.Info("files that no record names were removed", "files", gone)
		}
		return err
	})
	s.every(work, renewEvery, "close files besides that are from before", func(ctx context.Context) error {
		done, err := s.reg.Files.Close(ctx)
		if done > 0 {
			s.log.Info("files from before were closed besides", "files", done)
		}
		return err
	})
	s.every(work, renewEvery, "bring the read tables up to date", func(ctx context.Context) error {
		renewed, err := s.reg.Intake.Renew(ctx)
		if renewed {
			s.log.Info("the read tables of an older version were made anew")
		}
		return err
	})
	s.every(work, carryEvery, "carry the census on", func(ctx context.Context) error {
		rows, err := projection.Carry(ctx, s.reg.Pools.Intake, day.FromTime(s.reg.Intake.Now()))
		if rows > 0 {
			s.log.Info("census carried on", "rows", rows)
		}
		return err
	})
	s.every(work, examineEvery, "look at this machine", s.examine)
	s.publish(work)
	for _, d := range s.doors {
		s.workers.Go(func() { s.report(d.serve()) })
	}
}

// erase does what two persons ordered, and goes on where it was stopped.
func (s *server) erase(ctx context.Context) error {
	n, err := s.reg.Erasures.Work(ctx)
	if n > 0 {
		s.log.Info("children of the retention were dealt with", "children", n)
	}
	return err
}

// review lays the dry run of the month before those who order erasures.
func (s *server) review(ctx context.Context) error {
	own := s.reg.Intake.Registry
	made, err := s.reg.Erasures.Lay(ctx, access.Caller{Role: access.Ministry, Person: own.Author, Agent: own.Agent, Reason: "monthly dry run"})
	if made {
		s.log.Info("the month's dry run of the retention waits for two persons of the Ministry, if anybody is due")
	}
	return err
}

// publish drafts what is to be published when it is due, and lists beside what
// is published what it would say today.
func (s *server) publish(work context.Context) {
	s.every(work, draftEvery, "draft publications", func(ctx context.Context) error {
		schedule, err := report.ParseSchedule(s.cfg.Drafts)
		if err != nil {
			return err
		}
		made, err := s.reg.Publications.Schedule(ctx, schedule)
		for _, n := range made {
			s.log.Info("a draft waits for approval", "publication", n.String())
		}
		return err
	})
	s.every(work, restateEvery, "restate publications", func(ctx context.Context) error {
		n, err := s.reg.Publications.Restate(ctx)
		if n > 0 {
			s.log.Info("publications are listed with what is known since", "publications", n)
		}
		return err
	})
}

// every does something now and then. What fails is logged and done again the
// next time.
func (s *server) every(work context.Context, period time.Duration, what string, do func(context.Context) error) {
	s.workers.Go(func() {
		tick := time.NewTicker(period)
		defer tick.Stop()
		for {
			if err := do(work); err != nil && work.Err() == nil {
				s.log.Error("could not "+what, "error", err)
			}
			select {
			case <-tick.C:
			case <-work.Done():
				return
			}
		}
	})
}

// leave says that this server has ended. One that cannot say so counts as gone
// after a minute.
func (s *server) leave() error {
	ctx, cancel := context.WithTimeout(context.Background(), leaveWithin)
	defer cancel()
	if err := s.place.Leave(ctx); err != nil {
		s.log.Warn("could not say that this server has ended", "error", err)
	}
	return nil
}

// report ends the server if a listener does not go on, or it may not go on itself.
func (s *server) report(err error) {
	if err != nil && !errors.Is(err, http.ErrServerClosed) {
		s.failed <- fmt.Errorf("serve: %w", err)
	}
}

// shutDown lets what was begun finish, within the time set.
func (s *server) shutDown() error {
	ctx, cancel := context.WithTimeout(context.Background(), s.cfg.StopWithin)
	defer cancel()
	s.api.Stop()
	var errs []error
	for _, d := range s.doors {
		err := d.server.Shutdown(ctx)
		if errors.Is(err, context.DeadlineExceeded) {
			s.log.Warn("requests were cut off: they took longer than the time set to stop")
			err = d.server.Close()
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
