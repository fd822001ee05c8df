package loader

import (
	"context"
	"database/sql"
	"fmt"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/agent/replica"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Statement is what somebody says about a minor at an installation.
type Statement struct {
	ID        change.ID // a new one if zero
	Minor     minor.ID
	On        day.When
	Structure institution.OfficeID
	Author    institution.PersonID
	Body      change.Body
}

// Say stores statements as records, each saying what the store shows of its
// minor; whether there is a line does not matter.
func (i *Installation) Say(ctx context.Context, all []Statement) error {
	for len(all) > 0 {
		now := all[:min(chunk, len(all))]
		err := i.db.InTx(ctx, func(tx *sql.Tx) error {
			for _, s := range now {
				if err := i.say(ctx, tx, s); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		all = all[len(now):]
	}
	return nil
}

func (i *Installation) say(ctx context.Context, tx *sql.Tx, s Statement) error {
	kind, _ := change.Lookup(s.Body.Kind())
	seen, err := i.copy.Seen(ctx, tx, s.Minor, kind.Section)
	if err != nil {
		return err
	}
	_, err = i.box.Append(ctx, tx, outbox.Draft{
		ID: s.ID, Minor: s.Minor, On: s.On, Structure: s.Structure, Author: s.Author, Seen: seen, Section: kind.Section, Body: s.Body,
	})
	if err != nil {
		return fmt.Errorf("%s: %w", s.Body.Kind(), err)
	}
	return nil
}

// Exchange pushes what is unsent and pulls the feed up to its end.
func (i *Installation) Exchange(ctx context.Context) error {
	if err := i.push(ctx, func(int) {}); err != nil {
		return err
	}
	return i.pull(ctx)
}

// Held gives what the store shows of a minor.
func (i *Installation) Held(ctx context.Context, m minor.ID) (replica.Held, error) {
	return view(ctx, i.db, func(ctx context.Context, q localdb.Querier) (replica.Held, error) {
		return i.copy.Find(ctx, q, m)
	})
}

// Counts gives how many records of the store have come how far.
func (i *Installation) Counts(ctx context.Context) (outbox.Counts, error) {
	return view(ctx, i.db, outbox.Count)
}
