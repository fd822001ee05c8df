// Package assembly puts the parts of the registry together, for the server and
// for the command line alike. It decides nothing itself.
//
// The invariant: each part connects to the database as its own role, those that
// only answer are read only, and nothing runs on a state folder that is not
// whole or a database that is not migrated.
package assembly

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/alert"
	"faro.example/registry/attachment"
	"faro.example/registry/audit"
	"faro.example/registry/audit/tree"
	"faro.example/registry/breach"
	"faro.example/registry/census"
	"faro.example/registry/compare"
	"faro.example/registry/config"
	"faro.example/registry/directory"
	"faro.example/registry/erasure"
	"faro.example/registry/events"
	"faro.example/registry/feed"
	"faro.example/registry/form"
	"faro.example/registry/glass"
	"faro.example/registry/intake"
	"faro.example/registry/link"
	"faro.example/registry/live"
	"faro.example/registry/lookup"
	"faro.example/registry/mail"
	"faro.example/registry/notice"
	"faro.example/registry/paper"
	"faro.example/registry/pg"
	"faro.example/registry/pki"
	"faro.example/registry/presence"
	"faro.example/registry/question"
	"faro.example/registry/remark"
	"faro.example/registry/report"
	"faro.example/registry/report/disclosure"
	"faro.example/registry/report/press"
	"faro.example/registry/report/publication"
	"faro.example/registry/seal"
	"faro.example/registry/sought"
	"faro.example/registry/standby"
	"faro.example/registry/sweep"
	"faro.example/registry/webhook"
	"faro.example/registry/work"
	"faro.example/shared/access"
	"faro.example/shared/content"
	"faro.example/shared/deadline"
	"faro.example/shared/fault"
	"faro.example/shared/reference"
)

// Options are what a registry is put together by.
type Options struct {
	config.Common
	Connections         int32 // to the database for each part; 0 leaves it to the driver
	Transactions        int   // of intake; 0 is one for each processor and one more
	CareUntil           int   // see [intake.Config]
	Patience            deadline.Patience
	CertificateLifetime time.Duration
	SilentAfter         time.Duration
	Floor               int    // under which no count is published; 0 for the usual one
	Chromium            string // the browser that prints; "" for none
	Reapply             bool   // bring back what the journal holds and a restored database lacks
	Calls               Calls  // how offices are told that something waits
	Files               content.Limits
	FilesUnnamed        time.Duration // see [attachment.Config]
	Brief               bool          // for one command: a part is connected when it is first needed
	Now                 func() time.Time
	Log                 *slog.Logger
}

// Calls says how offices are told, outside of the pages and the feed, that
// something waits.
type Calls struct {
	Server  mail.Server // without an address nobody is written to
	URL     string      // where people look
	Roots   []byte      // in PEM, that vouch for receivers of webhooks; the system's if there are none
	Private bool        // receivers may stand in the registry's own network
}

// Registry is every part of the registry, ready to be used; [Registry.Close]
// ends it.
type Registry struct {
	CA        *pki.CA
	Authority *pki.Authority
	Directory *directory.Directory
	Intake    *intake.Intake
	Feed      *feed.Feed
	Census    *census.Census
	Lookup    *lookup.Lookup
	Link      *link.Desk
	Sweep     *sweep.Sweep
	Sought    *sought.Book
	Remarks   *remark.Book
	Glass     *glass.Book
	Events    *events.Events
	Live      *live.Live // tells pages that are open what is new
	Alerts    *alert.Alerts
	Audit     *audit.Log
	Tree      *tree.Sealer // of the lines of access and the ledger
	TreeKey   *tree.Key
	Sealer    *seal.Sealer
	Recovery  *seal.Recovery
	Places    *reference.Tables
	Metrics   *prometheus.Registry
	Pools     Pools
	Standby   *standby.Standby // a replica of the database; nil if there is none

	Publications *publication.Desk // what is published of the census
	Questions    *question.Book    // of the census, that offices have saved
	Days         *presence.Desk    // presence-days, certified
	Lists        compare.Desk      // lists that are kept elsewhere
	Webhooks     *webhook.Hooks    // to systems of offices
	Mail         *mail.Post        // to people
	Notices      *notice.Book      // that the law asks for
	Forms        *form.Desk        // the paper forms, filled from casefiles
	Breaches     *breach.Desk      // machines that are stolen or lost
	Files        *attachment.Desk  // scans and photographs that records name
	Erasures     *erasure.Desk     // what the law no longer lets be kept
	Work         *work.Desk        // what takes longer than a page

	journal *pki.Journal
	erased  *erasure.List
	state   string
}

// Pools are the connections of each part, by role.
type Pools struct {
	Intake    *pgxpool.Pool
	Feed      *pgxpool.Pool
	Directory *pgxpool.Pool
	Audit     *pgxpool.Pool
	Reader    *pgxpool.Pool
	Census    *pgxpool.Pool
	Signin    *pgxpool.Pool
	Alert     *pgxpool.Pool
	Match     *pgxpool.Pool

	Publication *pgxpool.Pool
	Webhook     *pgxpool.Pool
	Mail        *pgxpool.Pool
	Presence    *pgxpool.Pool
	Files       *pgxpool.Pool
	Keys        *pgxpool.Pool
	Erasure     *pgxpool.Pool
	Work        *pgxpool.Pool
}

// Open puts a registry together. It fails with [fault.Invalid] if the state
// folder is not whole or the database is not migrated, with the remedy, and
// with [fault.Busy] while the database does not answer.
func Open(ctx context.Context, o Options) (*Registry, error) {
	ca, err := pki.OpenCA(o.State)
	if fault.Is(err, fault.NotFound) {
		return nil, &fault.Error{Kind: fault.Invalid, Detail: "the state folder " + o.State + " has no keys",
			Remedy: "bring it back from its copy; for a new registry run: registryctl init"}
	}
	if err != nil {
		return nil, err
	}
	r := &Registry{CA: ca, Metrics: prometheus.NewRegistry(), state: o.State}
	if err := r.open(ctx, o); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

func (r *Registry) open(ctx context.Context, o Options) (err error) {
	if r.Recovery, err = recovery(o); err != nil {
		return err
	}
	if r.TreeKey, err = treeKey(o); err != nil {
		return err
	}
	if r.journal, err = pki.OpenJournal(o.State); err != nil {
		return err
	}
	if r.erased, err = erasure.OpenList(o.State); err != nil {
		return err
	}
	if err := r.Pools.open(ctx, o); err != nil {
		return err
	}
	if err := migrated(ctx, r.Pools.Directory); err != nil {
		return err
	}
	if err := closedKey(ctx, o, r.Pools.Keys); err != nil {
		return err
	}
	if r.Sealer, err = seal.Open(ctx, sealing(o.Common), r.Pools.Keys); err != nil {
		return err
	}
	if err := r.follow(ctx, o); err != nil {
		return err
	}
	if err := r.answering(o); err != nil {
		return err
	}
	return r.writing(ctx, o)
}

// answering makes the parts that only read.
func (r *Registry) answering(o Options) (err error) {
	if r.Places, err = reference.Load(); err != nil {
		return err
	}
	if r.Audit, err = audit.New(r.Pools.Audit, o.Now); err != nil {
		return err
	}
	r.Audit.Seal = r.Sealer
	r.Tree = tree.NewSealer(tree.Options{
		Pool: r.Pools.Audit, Key: r.TreeKey, State: o.State, Now: o.Now, Log: o.Log, Metrics: r.Metrics,
	})
	if r.Census, err = census.New(r.Pools.Census, r.Audit, r.Places); err != nil {
		return err
	}
	if r.Events, err = events.New(r.Pools.Reader, r.Audit, r.Places); err != nil {
		return err
	}
	if r.Glass, err = glass.New(r.Pools.Audit, r.Audit, o.Now); err != nil {
		return err
	}
	if r.Lookup, err = lookup.New(r.Pools.Reader, r.Audit, r.Sealer, r.Glass); err != nil {
		return err
	}
	r.Lookup.Counts = r.Census
	r.Census.Standby, r.Lookup.Standby = r.Standby, r.Standby
	if r.Live, err = live.New(r.Pools.Reader, r.Lookup, o.Log); err != nil {
		return err
	}
	r.Files, err = attachment.New(attachment.Config{
		Pool: r.Pools.Files, Reader: r.Lookup, Sealer: r.Sealer, Limits: o.Files, Unnamed: o.FilesUnnamed, Now: o.Now, Log: o.Log,
	})
	return err
}

// writing makes the parts that write, which need one another: intake is told
// last who the registry itself is.
func (r *Registry) writing(ctx context.Context, o Options) (err error) {
	codes := pki.NewCodes(r.journal, o.Now)
	r.Intake = intake.New(intake.Config{
		Pool: r.Pools.Intake, Sealer: r.Sealer, Codes: codes, Revoker: pki.NewRevoker(r.journal, o.Now),
		Recovery: r.Recovery, Transactions: o.Transactions, CareUntil: o.CareUntil, Now: ledgerClock(o.State, o.Now), Clock: o.Now, Log: o.Log,
		Metrics: r.Metrics,
	})
	r.Census.Now, r.Lookup.Now = r.Intake.Clock, r.Intake.Clock // by which facts are dated
	r.Alerts, err = alert.New(alert.Config{
		Pool: r.Pools.Alert, Reader: r.Pools.Reader, Lines: r.Audit, Teller: r.Intake, Sealer: r.Sealer, Places: r.Places, Now: o.Now, Log: o.Log,
		Watch: deadline.Watch{Rules: deadline.Rules(), Patience: cmp.Or(o.Patience, deadline.Usual())},
	})
	if err != nil {
		return err
	}
	if r.Link, err = link.New(r.Pools.Reader, r.Audit, r.Sealer, r.Intake, o.Now); err != nil {
		return err
	}
	if err := r.calling(o); err != nil {
		return err
	}
	if r.Remarks, err = remark.New(r.Pools.Match, r.Audit, r.Lookup, r.Sealer, o.Now); err != nil {
		return err
	}
	if r.Directory, err = directory.New(r.Pools.Directory, r.Intake, o.Now, o.Log); err != nil {
		return err
	}
	r.Directory.BundleKey, r.Directory.Lines = r.Sealer.BundleKey, r.Audit
	r.Lists = compare.Desk{Lookup: r.Lookup, Lines: r.Audit, Offices: r.Directory, Places: r.Places}
	r.Authority, err = pki.New(pki.Options{
		Pool: r.Pools.Directory, CA: r.CA, Journal: r.journal, Scopes: r.Intake, Lifetime: o.CertificateLifetime,
		Silent: o.SilentAfter, Now: o.Now, Log: o.Log, Metrics: r.Metrics,
	})
	if err != nil {
		return err
	}
	r.Directory.Machines, r.Authority.Lines = r.Authority, r.Audit
	r.Notices, err = notice.New(notice.Config{
		Reader: r.Pools.Reader, Lines: r.Audit, Taker: r.Intake, Sealer: r.Sealer, Places: r.Places, Now: o.Now,
	})
	if err != nil {
		return err
	}
	r.Breaches = &breach.Desk{Audit: r.Audit, Machines: r.Authority, Lookup: r.Lookup, Directory: r.Directory, Now: o.Now}
	r.Forms = &form.Desk{Lookup: r.Lookup, Directory: r.Directory, Places: r.Places, Press: &paper.Press{Chromium: o.Chromium}, Now: o.Now}
	r.Sweep, err = sweep.New(sweep.Config{
		Pool: r.Pools.Match, Sealer: r.Sealer, Teller: r.Intake, Now: o.Now, Log: o.Log, Metrics: r.Metrics,
		Pressed: r.Intake.Pressed,
	})
	if err != nil {
		return err
	}
	if r.Sought, err = sought.New(sought.Config{Pool: r.Pools.Match, Sealer: r.Sealer, Lines: r.Audit, Now: o.Now}); err != nil {
		return err
	}
	r.Feed = feed.New(feed.Config{
		Pool: r.Pools.Feed, Sealer: r.Sealer, Directory: r.Directory, Codes: codes, Now: o.Now, Log: o.Log, Metrics: r.Metrics,
		Recover: r.Recovery.Recipient(),
	})
	return r.itself(ctx, o)
}

// calling makes what tells offices that something waits.
func (r *Registry) calling(o Options) (err error) {
	r.Webhooks, err = webhook.New(webhook.Config{
		Pool: r.Pools.Webhook, Sealer: r.Sealer, Lines: r.Audit, Roots: o.Calls.Roots, Private: o.Calls.Private, Now: o.Now, Log: o.Log, Metrics: r.Metrics,
	})
	if err != nil {
		return err
	}
	r.Mail, err = mail.New(mail.Config{
		Pool: r.Pools.Mail, Sealer: r.Sealer, Lines: r.Audit, Server: o.Calls.Server, URL: o.Calls.URL, Now: o.Now, Log: o.Log, Metrics: r.Metrics,
	})
	return err
}

// itself finds or makes what the registry is in its own directory.
func (r *Registry) itself(ctx context.Context, o Options) error {
	office, person, err := r.Directory.Seat(ctx)
	if err != nil {
		return err
	}
	agent, key, err := r.Authority.Self(ctx, o.State, office)
	if err != nil {
		return err
	}
	r.Intake.Registry = intake.Registry{Agent: agent, Key: key, Office: office, Author: person}
	if err := r.publishing(o); err != nil {
		return err
	}
	r.Days, err = presence.New(presence.Config{Pool: r.Pools.Presence, Seal: r.Sealer, Lines: r.Audit, Now: r.Intake.Now, Log: o.Log})
	if err != nil {
		return err
	}
	r.Erasures, err = erasure.New(erasure.Config{
		Pool: r.Pools.Erasure, Taker: r.Intake, Files: r.Files, Sealer: r.Sealer, Lines: r.Audit, List: r.erased, Years: o.Common.RetentionYears,
		Now: r.Intake.Now, Log: o.Log,
	})
	if err != nil {
		return err
	}
	r.Intake.HeldByOrder = r.Erasures.HeldByOrder
	if err := r.working(o); err != nil {
		return err
	}
	if o.Reapply {
		_, err = r.Authority.Reapply(ctx)
	}
	return err
}

// publishing makes what keeps publications, which the registry drafts by itself.
func (r *Registry) publishing(o Options) (err error) {
	if r.Questions, err = question.New(r.Pools.Publication, r.Census, cmp.Or(o.Floor, disclosure.DefaultFloor), r.Intake.Now); err != nil {
		return err
	}
	self := access.Caller{Role: access.Ministry, Person: r.Intake.Registry.Author, Agent: r.Intake.Registry.Agent, Reason: "publications"}
	r.Publications, err = publication.New(publication.Config{
		Pool: r.Pools.Publication, Count: r.Census, Maker: &report.Maker{Census: r.Census, Places: r.Places}, Press: &press.Press{Chromium: o.Chromium}, Lines: r.Audit,
		Floor: cmp.Or(o.Floor, disclosure.DefaultFloor), Self: self, Now: r.Intake.Now, Log: o.Log,
	})
	return err
}

// Close ends the connections and closes the journal. Whatever uses the parts
// MUST have ended.
func (r *Registry) Close() error {
	r.Standby.Close()
	r.Pools.close()
	var err error
	if r.erased != nil {
		err = r.erased.Close()
	}
	if r.journal != nil {
		err = errors.Join(err, r.journal.Close())
	}
	return err
}

// Ready fails with [fault.Busy] while the database does not answer.
func (r *Registry) Ready(ctx context.Context) error {
	if _, err := r.Pools.Reader.Exec(ctx, `SELECT 1`); err != nil {
		return pg.Fault(fmt.Errorf("reach the database: %w", err))
	}
	return nil
}
