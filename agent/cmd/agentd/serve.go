package main

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"faro.example/agent/identity"
	"faro.example/agent/localui"
	"faro.example/agent/locked"
	"faro.example/agent/registryclient"
	"faro.example/shared/fault"
	"faro.example/shared/reference"
)

type serveCmd struct {
	Log slog.Level `help:"What is logged: debug, info, warn or error." default:"info" env:"FARO_AGENT_LOG"`
	UI  string     `help:"Where operators find their pages with a browser on this machine; none if empty." placeholder:"127.0.0.1:8480" env:"FARO_AGENT_UI"`
}

// Help is shown by agentd serve --help.
func (serveCmd) Help() string {
	return `It needs no line to start and gives nothing up while there is none. What other agentd commands record meanwhile is
pushed within some tens of milliseconds. The certificate is renewed by itself, at two thirds of its life.

Where the key of the store is wrapped by a passphrase and nothing on this machine holds it, serve waits for agentd
unlock, and the registry shows the machine as locked, not as silent.

It ends by itself for two reasons, with exit code 4 or 5 and the remedy, and keeps what is unsent: the registry has
revoked this machine, or its store turns out to be a copy.

  agentd serve
  agentd serve --ui 127.0.0.1:8480              with the operators' pages, at http://127.0.0.1:8480
  FARO_AGENT_DIR=/var/lib/faro-agent agentd serve --log warn`
}

// Run carries until it is stopped.
func (s serveCmd) Run(c *console) error {
	d, err := c.openOrWait(c.log(s.Log))
	if err != nil {
		return err
	}
	return errors.Join(d.serve(s), d.db.Close())
}

// softMemory is where the garbage collector begins to work harder: the machine
// at a centre is small, and serve is idle most of the time.
const softMemory = 32 << 20

func (d *desk) serve(s serveCmd) error {
	release, err := d.db.Hold(d.ctx)
	if err != nil {
		return err
	}
	log := d.log(s.Log)
	if err := locked.Leave(d.console.store.Dir, d.who); err != nil {
		return errors.Join(err, release())
	}
	keeper := identity.NewKeeper(d.db, d.who, d.registryNow, log)
	carrier, client, err := d.carrier(keeper, log)
	if err != nil {
		return errors.Join(err, release())
	}
	defer client.Close()
	pages, err := d.pages(s.UI, log)
	if err != nil {
		return errors.Join(err, release())
	}
	debug.SetMemoryLimit(softMemory)
	debug.FreeOSMemory() // what unlocking the key took
	log.Info("serving", "installation", d.who.Agent, "registry", d.who.Registry, "certificate", d.who.Expires())
	runs := append(pages,
		carrier.Run,
		func(ctx context.Context) error { return keeper.Run(ctx, client) },
		func(ctx context.Context) error { return d.db.Watch(ctx, carrier.Wake) },
	)
	err = together(d.ctx, runs...)
	log.Info("stopped")
	return errors.Join(err, release())
}

// pages gives what serves the operators' pages at an address; nothing for none.
func (d *desk) pages(address string, log *slog.Logger) ([]func(context.Context) error, error) {
	if address == "" {
		return nil, nil
	}
	l, err := localui.Listen(address)
	if err != nil {
		return nil, err
	}
	ui, err := d.ui(l.Addr().String(), log)
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	log.Info("pages", "at", "http://"+l.Addr().String())
	return []func(context.Context) error{func(ctx context.Context) error { return ui.Run(ctx, l) }}, nil
}

// ui makes the operators' pages.
func (d *desk) ui(host string, log *slog.Logger) (*localui.UI, error) {
	places, err := reference.Load()
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	return localui.New(localui.Config{
		DB: d.db, Box: d.box, Replica: d.replica, Looks: d.looks, Places: places, Host: host, Now: d.now, Log: log,
	})
}

// registryNow is the registry's clock, as far as it is known here.
func (d *desk) registryNow() time.Time {
	sp, err := d.standpoint()
	if err != nil {
		return d.now()
	}
	return sp.Now(d.now())
}

// together runs each until ctx is done or one of them ends, and waits for all;
// it gives why the first one ended.
func together(ctx context.Context, runs ...func(context.Context) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var all sync.WaitGroup
	for _, run := range runs {
		all.Go(func() { stop(run(ctx)) })
	}
	all.Wait()
	return context.Cause(ctx)
}

// renewer asks for a new certificate at once.
type renewer struct {
	keeper *identity.Keeper
	client *registryclient.Client
}

func (r renewer) renew(ctx context.Context) error { return r.keeper.Renew(ctx, r.client) }
