package loader

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"faro.example/agent/identity"
	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/agent/registryclient"
	"faro.example/agent/replica"
	"faro.example/deploy/population"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/mtls"
)

// chunk is how many records are stored in one transaction. Arbitrary.
const chunk = 250

// Installation is one loader: an agent like others, with a store, keys and a
// certificate of its own, that speaks for the offices of a province.
type Installation struct {
	db     *localdb.DB
	box    *outbox.Box
	copy   *replica.Replica
	client *registryclient.Client
	who    identity.Identity
}

// Enrol opens the store in dir, and if it was not enrolled before, asks for a
// one-time code and enrols it. The store opens with nobody there: its key lies
// beside it.
func Enrol(ctx context.Context, dir, registry string, roots []byte, invite func(context.Context) (string, error),
	log *slog.Logger,
) (*Installation, error) {
	db, err := openStore(ctx, dir)
	if err != nil {
		return nil, err
	}
	who, err := view(ctx, db, identity.Find)
	if fault.Is(err, fault.NotFound) {
		var code string
		if code, err = invite(ctx); err == nil {
			who, err = enrol(ctx, db, registry, roots, code)
		}
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	keeper := identity.NewKeeper(db, who, time.Now, log)
	tls, err := mtls.Client(keeper.Certificate, who.Roots)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	client, err := registryclient.New(who.Registry, tls)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	box := outbox.New(who.Agent, who.RecordKey, time.Now)
	return &Installation{
		db: db, box: box, copy: replica.New(who.Agent, box, time.Now), client: client, who: who,
	}, nil
}

// Close ends the connection and closes the store.
func (i *Installation) Close() error {
	i.client.Close()
	return i.db.Close()
}

func openStore(ctx context.Context, dir string) (*localdb.DB, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	keyFile, store := filepath.Join(dir, "key"), filepath.Join(dir, "store.db")
	if _, err := os.Stat(store); errors.Is(err, os.ErrNotExist) {
		key, err := localdb.NewKey()
		if err != nil {
			return nil, err
		}
		if err := os.RemoveAll(keyFile); err != nil { // of a store that was never made
			return nil, err
		}
		if err := key.Write(keyFile, nil); err != nil {
			return nil, err
		}
		return localdb.Create(ctx, store, key)
	}
	key, err := localdb.ReadKey(keyFile, nil)
	if err != nil {
		return nil, err
	}
	return localdb.Open(ctx, store, key)
}

func enrol(ctx context.Context, db *localdb.DB, registry string, roots []byte, code string) (identity.Identity, error) {
	tls, err := mtls.Client(nil, roots)
	if err != nil {
		return identity.Identity{}, err
	}
	client, err := registryclient.New(registry, tls)
	if err != nil {
		return identity.Identity{}, err
	}
	defer client.Close()
	var begun identity.Enrolling
	if err := db.InTx(ctx, func(tx *sql.Tx) error {
		begun, err = identity.Begin(ctx, tx, code)
		return err
	}); err != nil {
		return identity.Identity{}, err
	}
	answer, err := client.Enrol(ctx, begun.Request)
	if err != nil {
		return identity.Identity{}, fmt.Errorf("enrol: %w", err)
	}
	var who identity.Identity
	err = db.InTx(ctx, func(tx *sql.Tx) error {
		if who, err = identity.Settle(ctx, tx, begun, registry, answer, time.Now()); err != nil {
			return err
		}
		_, err = outbox.New(who.Agent, who.RecordKey, time.Now).Hear(ctx, tx, answer.Standpoint)
		return err
	})
	return who, err
}

// written gives how many records the store has had.
func (i *Installation) written(ctx context.Context) (int, error) {
	c, err := view(ctx, i.db, outbox.Count)
	return c.Unsent + c.Taken + c.Refused, err
}

// write stores events as records, each saying what the store shows of its minor.
func (i *Installation) write(ctx context.Context, n *population.Nation, events []population.Event) error {
	for len(events) > 0 {
		now := events[:min(chunk, len(events))]
		err := i.db.InTx(ctx, func(tx *sql.Tx) error {
			for _, e := range now {
				if err := i.append(ctx, tx, n, e); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		events = events[len(now):]
	}
	return nil
}

func (i *Installation) append(ctx context.Context, tx *sql.Tx, n *population.Nation, e population.Event) error {
	m := n.Minors[e.Minor].ID
	seen, err := i.copy.Seen(ctx, tx, m, e.Section())
	if err != nil {
		return err
	}
	_, err = i.box.Append(ctx, tx, outbox.Draft{
		ID: n.Record(e), Minor: m, On: e.On, Structure: n.Speaker(e), Author: n.People[e.Author].ID, Seen: seen, Section: e.Section(), Body: e.Body(),
	})
	if err != nil {
		return fmt.Errorf("%s of minor %d: %w", e.Kind(), e.Minor, err)
	}
	return nil
}

// push sends what is unsent, and gives to told how many records each answer settled.
func (i *Installation) push(ctx context.Context, told func(settled int)) error {
	for {
		batch, err := view(ctx, i.db, func(ctx context.Context, q localdb.Querier) (outbox.Batch, error) {
			return i.box.Next(ctx, q, change.MaxBatch)
		})
		if err != nil || len(batch.Frames) == 0 {
			return err
		}
		answer, err := i.client.Push(ctx, change.AgentID{}, batch.GivingBack, batch.Frames)
		if err != nil {
			return fmt.Errorf("push: %w", err)
		}
		settled := 0
		err = i.db.InTx(ctx, func(tx *sql.Tx) error {
			heard, err := i.box.Hear(ctx, tx, answer.Standpoint)
			if err != nil {
				return err
			}
			if heard.Stop != nil {
				return heard.Stop
			}
			settled, err = i.box.Settle(ctx, tx, batch.Installation, answer)
			return err
		})
		if err != nil {
			return err
		}
		told(settled)
	}
}

// pull applies the feed up to its end.
func (i *Installation) pull(ctx context.Context) error {
	for {
		at, err := view(ctx, i.db, replica.FindProgress)
		if err != nil {
			return err
		}
		feed, err := i.client.Pull(ctx, at.Cursor, 0, casefile.Rules)
		if err != nil {
			return fmt.Errorf("pull: %w", err)
		}
		err = i.db.InTx(ctx, func(tx *sql.Tx) error {
			if _, err := i.box.Hear(ctx, tx, feed.Standpoint); err != nil {
				return err
			}
			return i.copy.Apply(ctx, tx, at.Cursor, feed)
		})
		if err != nil {
			return err
		}
		if !feed.More && len(feed.Items) == 0 {
			return nil
		}
	}
}

// About lists what was written about a minor here and has not been let go,
// with what the registry answered.
func (i *Installation) About(ctx context.Context, m minor.ID) ([]outbox.Entry, error) {
	return view(ctx, i.db, func(ctx context.Context, q localdb.Querier) ([]outbox.Entry, error) {
		return outbox.ListAbout(ctx, q, m)
	})
}

// view reads from the store as of one moment.
func view[T any](ctx context.Context, db *localdb.DB, read func(context.Context, localdb.Querier) (T, error)) (T, error) {
	var out T
	err := db.View(ctx, func(q localdb.Querier) (err error) {
		out, err = read(ctx, q)
		return err
	})
	return out, err
}
