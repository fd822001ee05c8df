package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"faro.example/agent/courier"
	"faro.example/agent/identity"
	"faro.example/agent/localdb"
	"faro.example/agent/lookbook"
	"faro.example/agent/outbox"
	"faro.example/agent/registryclient"
	"faro.example/agent/replica"
	"faro.example/shared/api"
	"faro.example/shared/doctor"
	"faro.example/shared/mtls"
)

// desk is an enrolled installation with its store open.
type desk struct {
	*console
	db      *localdb.DB
	who     identity.Identity
	box     *outbox.Box
	replica *replica.Replica
	looks   *lookbook.Book
}

// open opens the store of an installation that was enrolled.
func (c *console) open() (*desk, error) {
	db, err := c.store.Open(c.ctx, c.in)
	if err != nil {
		return nil, err
	}
	d := &desk{console: c, db: db}
	if err := d.meet(); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return d, nil
}

// meet reads who this installation is.
func (d *desk) meet() error {
	err := d.db.View(d.ctx, func(q localdb.Querier) (err error) {
		d.who, err = identity.Find(d.ctx, q)
		return err
	})
	if err != nil {
		return err
	}
	d.box = outbox.New(d.who.Agent, d.who.RecordKey, d.now)
	d.replica = replica.New(d.who.Agent, d.box, d.now)
	d.looks = lookbook.New(d.who.Agent, d.now)
	return nil
}

// with opens the store, runs fn and closes it.
func (c *console) with(fn func(*desk) error) error {
	d, err := c.open()
	if err != nil {
		return err
	}
	return errors.Join(fn(d), d.db.Close())
}

// view reads from one unchanging state of the store.
func (d *desk) view(fn func(q localdb.Querier) error) error { return d.db.View(d.ctx, fn) }

// standpoint gives what the registry last said.
func (d *desk) standpoint() (sp outbox.Standpoint, err error) {
	err = d.view(func(q localdb.Querier) error {
		sp, err = outbox.FindStandpoint(d.ctx, q)
		return err
	})
	return sp, err
}

// carrier makes what exchanges with the registry, and what lets go of it.
func (d *desk) carrier(keeper *identity.Keeper, log *slog.Logger) (*courier.Courier, *registryclient.Client, error) {
	tls, err := mtls.Client(keeper.Certificate, d.who.Roots)
	if err != nil {
		return nil, nil, err
	}
	tls.Time = d.now
	client, err := registryclient.New(d.who.Registry, tls)
	if err != nil {
		return nil, nil, err
	}
	client.Word = d.word
	return courier.New(courier.Config{
		DB: d.db, Agent: d.who.Agent, Box: d.box, Replica: d.replica, Registry: client,
		Looks: d.looks, Teller: client, Files: client,
		Renew: renewer{keeper, client}.renew, Now: d.now, Log: log,
	}), client, nil
}

// word is what this installation says of itself to those who look after it.
func (d *desk) word(ctx context.Context) (w api.Word, err error) {
	w = api.Word{Program: doctor.Version(), Clock: d.now()}
	err = d.db.View(ctx, func(q localdb.Querier) error {
		c, err := outbox.Count(ctx, q)
		w.Unsent = c.Unsent
		return err
	})
	return w, err
}

// say prints a line of what was asked for.
func (c *console) say(format string, args ...any) error {
	_, err := fmt.Fprintf(c.out, format+"\n", args...)
	return err
}

// sayJSON prints a value for other programs.
func (c *console) sayJSON(v any) error {
	enc := json.NewEncoder(c.out)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// As says who writes, for which office.
type As struct {
	As  string `help:"The operator who writes, by the name that the registry's directory has; may be left out where there is only one." placeholder:"NAME"`
	For string `help:"Code of the office that the record speaks for, where the operator writes for several." placeholder:"CODE"`
}

// operator finds who writes.
func (d *desk) operator(a As) (op api.Operator, err error) {
	err = d.view(func(q localdb.Querier) error {
		op, err = d.replica.FindOperator(d.ctx, q, a.As, a.For)
		return err
	})
	return op, err
}
