package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"faro.example/agent/identity"
	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/agent/registryclient"
	"faro.example/agent/replica"
	"faro.example/shared/api"
	"faro.example/shared/fault"
	"faro.example/shared/mtls"
)

type enrolCmd struct {
	Registry string `help:"Address of the registry." required:"" placeholder:"https://HOST:PORT"`
	Code     string `help:"The one-time code, as the registry gave it." required:"" placeholder:"CODE"`
	Roots    string `help:"File with the registry's root certificate, in PEM." required:"" type:"existingfile" placeholder:"FILE"`
	Again    bool   `help:"Enrol a machine anew that was enrolled before: what is unsent is issued again in the new name."`
}

// Help is shown by agentd enrol --help.
func (enrolCmd) Help() string {
	return `Makes the store, its key and the keys of this machine, and asks the registry for a certificate. If the answer is lost,
the same command asks again, with the same keys and for the same machine.

  agentd enrol --registry https://registro.example:8443 --code K7QF-2MXA-... --roots root.pem
  agentd enrol ... --passphrase-file words.txt    the key is wrapped; agentd serve then needs the same file
  agentd enrol ... --again                        after the registry revoked this machine`
}

// Run enrols this machine.
func (e enrolCmd) Run(c *console) error {
	roots, err := os.ReadFile(e.Roots)
	if err != nil {
		return fmt.Errorf("read the roots: %w", err)
	}
	tls, err := mtls.Client(nil, roots)
	if err != nil {
		return err
	}
	tls.Time = c.now
	client, err := registryclient.New(e.Registry, tls)
	if err != nil {
		return err
	}
	defer client.Close()
	db, err := c.store.OpenOrCreate(c.ctx, c.in)
	if err != nil {
		return err
	}
	d := &desk{console: c, db: db}
	return errors.Join(d.enrol(e, client), db.Close())
}

func (d *desk) enrol(e enrolCmd, client *registryclient.Client) error {
	release, err := d.db.Hold(d.ctx)
	if err != nil {
		return err
	}
	err = d.meet()
	if err == nil && !e.Again {
		err = &fault.Error{Kind: fault.Conflict, Detail: "this machine is enrolled already", Remedy: "use it as it is, or give --again with a new code"}
	} else if err == nil || fault.Is(err, fault.NotFound) {
		err = d.ask(e, client)
	}
	return errors.Join(err, release())
}

// ask sends the request, and makes the answer this machine's identity.
func (d *desk) ask(e enrolCmd, client *registryclient.Client) error {
	var begun identity.Enrolling
	err := d.db.InTx(d.ctx, func(tx *sql.Tx) (err error) {
		begun, err = identity.Begin(d.ctx, tx, strings.TrimSpace(e.Code))
		return err
	})
	if err != nil {
		return err
	}
	answer, err := client.Enrol(d.ctx, begun.Request)
	if err != nil {
		return err
	}
	anew := 0
	err = d.db.InTx(d.ctx, func(tx *sql.Tx) (err error) {
		if d.who, err = identity.Settle(d.ctx, tx, begun, e.Registry, answer, d.now()); err != nil {
			return err
		}
		anew, err = d.begin(tx, answer)
		return err
	})
	if err != nil {
		return err
	}
	if err := d.meet(); err != nil {
		return err
	}
	return d.welcome(anew)
}

// begin gives the store to the new identity.
func (d *desk) begin(tx *sql.Tx, answer api.Enrolment) (anew int, err error) {
	box := outbox.New(d.who.Agent, d.who.RecordKey, d.now)
	if anew, err = box.Reissue(d.ctx, tx); err != nil {
		return 0, err
	}
	if err := replica.Reset(d.ctx, tx); err != nil {
		return 0, err
	}
	if _, err := box.Hear(d.ctx, tx, answer.Standpoint); err != nil {
		return 0, err
	}
	if answer.Directory != nil {
		return anew, replica.KeepDirectory(d.ctx, tx, *answer.Directory)
	}
	return anew, nil
}

// firstPull bounds the wait for the directory after enrolment; what does not
// come now comes with agentd serve.
const firstPull = 15 * time.Second

// welcome fetches the directory, so that recording can begin, and says what is there.
func (d *desk) welcome(anew int) error {
	log := slog.New(slog.DiscardHandler)
	carrier, client, err := d.carrier(identity.NewKeeper(d.db, d.who, d.now, log), log)
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, stop := context.WithTimeout(d.ctx, firstPull)
	defer stop()
	pulled := carrier.Pull(ctx)
	var operators, codes int
	err = d.view(func(q localdb.Querier) error {
		dir, err := replica.ReadDirectory(d.ctx, q)
		if err != nil {
			return err
		}
		operators = len(dir.Operators)
		codes, err = d.box.CodesLeft(d.ctx, q)
		return err
	})
	if err != nil {
		return err
	}
	if err := d.say("enrolled as %s, with %d operators and %d national codes", d.who.Agent, operators, codes); err != nil {
		return err
	}
	if anew > 0 {
		if err := d.say("%d records that were unsent go in the new name", anew); err != nil {
			return err
		}
	}
	if pulled != nil {
		return d.say("the directory has not come yet: it comes with agentd serve")
	}
	return d.say("next: agentd serve")
}
