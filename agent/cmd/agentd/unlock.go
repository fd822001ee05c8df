package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"faro.example/agent/localdb"
	"faro.example/agent/locked"
	"faro.example/agent/registryclient"
	"faro.example/shared/fault"
	"faro.example/shared/mtls"
)

type unlockCmd struct {
	Keep   bool `help:"Hand the passphrase to this system's key store too (Keychain, Credential Manager, a desktop's Secret Service): it opens the store after each start, for this account alone." xor:"keep"`
	Forget bool `help:"Take the passphrase out of this system's key store again, and do nothing else." xor:"keep"`
}

// Help is shown by agentd unlock --help.
func (unlockCmd) Help() string {
	return `After a power cut the machine comes up by itself; agentd serve waits for the passphrase, unless the system's key store
holds it (systemd: LoadCredentialEncrypted=faro-agent-passphrase; Windows and macOS: --keep). The passphrase goes from
this terminal to that process, on this machine, and is kept nowhere but where --keep says.

  agentd unlock                                 asks for it on the standard input
  agentd unlock --passphrase-file /media/key/p
  agentd unlock --keep                          as the account that runs agentd serve; from then on nobody is asked
  agentd unlock --forget`
}

// Run gives the passphrase to the agentd serve that waits.
func (u unlockCmd) Run(c *console) error {
	store := c.store
	if u.Forget {
		if err := store.Forget(); err != nil {
			return err
		}
		return c.say("this system's key store no longer opens the store")
	}
	if store.PassphraseFile == "" {
		store.PassphraseFile = "-"
	}
	passphrase, err := store.Passphrase(c.in)
	if err != nil {
		return err
	}
	if u.Keep {
		if err := store.Keep(passphrase); err != nil {
			return err
		}
		if err := c.say("kept: this system's key store opens the store from now on"); err != nil {
			return err
		}
	}
	err = locked.Unlock(store.Dir, passphrase)
	if u.Keep && fault.Is(err, fault.NotFound) {
		return nil // nobody waits: kept for the next start
	}
	if err != nil {
		return err
	}
	return c.say("unlocked")
}

// openOrWait opens the store, or waits until somebody has.
func (c *console) openOrWait(log *slog.Logger) (*desk, error) {
	if !c.store.Locked() {
		return c.open()
	}
	var mu sync.Mutex // guards db
	var db *localdb.DB
	wait := locked.Wait{Dir: c.store.Dir, Log: log, Open: func(passphrase []byte) (err error) {
		mu.Lock()
		defer mu.Unlock()
		if db != nil {
			return nil
		}
		if passphrase == nil {
			db, err = c.store.Open(c.ctx, nil)
		} else {
			db, err = c.store.OpenBy(c.ctx, passphrase)
		}
		return err
	}}
	notice, err := locked.Find(c.store.Dir)
	if err == nil {
		wait.Tell, err = c.teller(notice)
	}
	if err != nil {
		log.Warn("the registry cannot be told that the store is locked", "error", err)
	}
	log.Warn("the store is locked: give its passphrase with agentd unlock")
	if err := wait.Run(c.ctx); err != nil {
		return nil, err
	}
	log.Info("the store is open")
	d := &desk{console: c, db: db}
	if err := d.meet(); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return d, nil
}

// teller gives what tells the registry, without a certificate: that lies in the
// store.
func (c *console) teller(n locked.Notice) (func(context.Context) error, error) {
	tls, err := mtls.Client(nil, n.Roots)
	if err != nil {
		return nil, err
	}
	tls.Time = c.now
	return func(ctx context.Context) error {
		client, err := registryclient.New(n.Registry, tls)
		if err != nil {
			return err
		}
		defer client.Close()
		return client.Locked(ctx, n.Words)
	}, nil
}
