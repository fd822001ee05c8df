package e2e

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"faro.example/agent/identity"
	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/agent/registryclient"
	"faro.example/deploy/stack"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/mtls"
	"faro.example/shared/placement"

	"faro.example/shared/facility"
)

// adversary pushes in the name of an agent, with its own keys, what and how the
// agent would not.
type adversary struct{ client *registryclient.Client }

func (s *station) newAdversary(ctx context.Context, a *stack.Agent) (*adversary, error) {
	who, err := identityOf(ctx, a.Home)
	if err != nil {
		return nil, err
	}
	renewed := func() (*mtls.Certificate, error) { // by the agent, meanwhile
		who, err := identityOf(ctx, a.Home)
		return who.Certificate, err
	}
	tls, err := mtls.Client(renewed, who.Roots)
	if err != nil {
		return nil, err
	}
	client, err := registryclient.New("https://"+s.round.Address(), tls)
	return &adversary{client}, err
}

func identityOf(ctx context.Context, home string) (who identity.Identity, err error) {
	db, err := openStore(ctx, home)
	if err != nil {
		return who, err
	}
	err = db.View(ctx, func(q localdb.Querier) (err error) {
		who, err = identity.Find(ctx, q)
		return err
	})
	return who, errors.Join(err, db.Close())
}

// push pushes frames and gives the answer's fault if it is one that a wrong
// push may have; that there is no answer now is none.
func (x *adversary) push(ctx context.Context, frames []change.Frame) error {
	push, err := x.client.Push(ctx, change.AgentID{}, false, frames)
	switch {
	case err == nil && len(push.Receipts) > len(frames):
		return fmt.Errorf("%d frames got %d receipts", len(frames), len(push.Receipts))
	case fault.Is(err, fault.Unauthenticated):
		x.client.Reconnect() // the certificate has run out; the agent renews it
		return nil
	case err == nil, fault.Is(err, fault.Busy), fault.Is(err, fault.Invalid):
		return nil
	}
	return err
}

// frames gives all that the agent's outbox holds, as it is sent.
func (s *station) frames(ctx context.Context, a *stack.Agent) ([]change.Frame, error) {
	d, err := s.readDiskOf(ctx, a)
	if err != nil {
		return nil, err
	}
	var out []change.Frame
	for _, x := range d.outbox {
		if x.Agent == d.agent && x.Data != nil {
			out = append(out, change.Frame{Seq: x.Seq, Data: x.Data})
		}
	}
	return out, nil
}

// pushesReplayed has an adversary push the agent's records again, in parts, in
// the wrong order, twice at once, while the agent itself pushes.
func pushesReplayed(ctx context.Context, s *station) error {
	a, err := s.enlist(ctx, "")
	if err != nil {
		return err
	}
	x, err := s.newAdversary(ctx, a)
	if err != nil {
		return err
	}
	defer x.client.Close()
	over, stop := context.WithCancel(ctx)
	defer stop()
	var ways sync.WaitGroup
	var failed error
	ways.Go(func() {
		for over.Err() == nil && failed == nil {
			failed = s.misbehave(ctx, x, a)
		}
	})
	for range 4 {
		if err = errors.Join(err, s.shift(ctx, a), moment(ctx, s.rng, 100*time.Millisecond)); err != nil {
			break
		}
	}
	stop()
	ways.Wait()
	return errors.Join(err, failed)
}

// misbehave pushes once in a wrong way. It has dice of its own, since the
// station records at the same time.
func (s *station) misbehave(ctx context.Context, x *adversary, a *stack.Agent) error {
	frames, err := s.frames(ctx, a)
	if err != nil || len(frames) == 0 {
		return err
	}
	n := time.Now().UnixNano()
	part := frames[int(n/7)%len(frames):]
	switch n % 6 {
	case 0: // all again
		return x.push(ctx, frames)
	case 1: // from the middle: known, or behind a gap
		return x.push(ctx, part)
	case 2: // backwards
		part = slices.Clone(part)
		slices.Reverse(part)
		return x.push(ctx, part)
	case 3: // the same record twice in one push
		return x.push(ctx, append(slices.Clone(frames), frames[len(frames)-1]))
	case 4: // with holes
		return x.push(ctx, slices.DeleteFunc(slices.Clone(frames), func(f change.Frame) bool { return f.Seq%3 == 0 }))
	default: // twice at once
		var both sync.WaitGroup
		errs := make([]error, 2)
		for i := range errs {
			both.Go(func() { errs[i] = x.push(ctx, frames) })
		}
		both.Wait()
		return errors.Join(errs...)
	}
}

// tooLargeABatch pushes more than a batch may hold, which changes nothing; then
// the agent has more to send than fits into one.
func tooLargeABatch(ctx context.Context, s *station) error {
	a, err := s.enlist(ctx, "")
	if err != nil {
		return err
	}
	x, err := s.newAdversary(ctx, a)
	if err != nil {
		return err
	}
	defer x.client.Close()
	many := make([]change.Frame, change.MaxBatch+1)
	for i := range many {
		many[i] = change.Frame{Seq: uint64(i + 1), Data: change.AppendLost(nil, "not so")}
	}
	large := make([]change.Frame, change.MaxBatchBytes/change.MaxRecord+1)
	for i := range large {
		large[i] = change.Frame{Seq: uint64(i + 1), Data: make([]byte, change.MaxRecord)}
	}
	for _, frames := range [][]change.Frame{many, large} {
		err := again(ctx, "the registry answers", func(ctx context.Context) error {
			_, err := x.client.Push(ctx, change.AgentID{}, false, frames)
			if fault.Is(err, fault.Invalid) {
				return nil
			}
			x.client.Reconnect() // with the certificate of now
			return fmt.Errorf("got %w, want that it is invalid", err)
		})
		if err != nil {
			return err
		}
	}
	s.offline()
	if err := s.arrivals(ctx, a, 130); err != nil {
		return err
	}
	s.online()
	return s.shift(ctx, a)
}

// poison puts records among the good ones that can only be refused.
func poison(ctx context.Context, s *station) error {
	a, err := s.enlist(ctx, "")
	if err != nil {
		return err
	}
	db, err := openStore(ctx, a.Home)
	if err != nil {
		return err
	}
	for range 4 {
		if err = errors.Join(s.poisoned(ctx, db), s.shift(ctx, a)); err != nil {
			break
		}
	}
	return errors.Join(err, db.Close())
}

// poisoned stores one record that the registry must refuse, beside agentd.
func (s *station) poisoned(ctx context.Context, db *localdb.DB) error {
	return db.InTx(ctx, func(tx *sql.Tx) error {
		who, err := identity.Find(ctx, tx)
		if err != nil {
			return err
		}
		draft := outbox.Draft{
			Minor: minor.ID(id.New[struct{}]()), On: day.On(day.FromTime(now())),
			Structure: institution.OfficeOf(s.at.ID), Author: s.at.who.ID,
			Body: placement.Began{At: facility.At(s.at.ID)},
		}
		broken := false
		switch s.rng.IntN(4) {
		case 0:
			draft.Author = institution.PersonID(id.New[struct{}]()) // nobody knows this person
		case 1:
			draft.Structure = institution.Office(s.round.service.ID) // it does not speak for that office
		case 2:
			draft.Body, draft.Section = change.Retracted{Record: change.ID(id.New[struct{}]()), Reason: "typed by mistake"}, change.Presence // of nothing
		default:
			broken = true
		}
		rec, err := outbox.New(who.Agent, who.RecordKey, now).Append(ctx, tx, draft)
		if err != nil {
			return err
		}
		s.mayRefuse[rec.ID] = true
		if !broken {
			return nil
		}
		return forge(ctx, tx, rec)
	})
}

// forge puts a signature by another key in the place of a record's own.
func forge(ctx context.Context, tx *sql.Tx, rec change.Record) error {
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		return err
	}
	copy(rec.Sig[:], ed25519.Sign(key, rec.Raw))
	data := change.AppendRecord(nil, &rec)
	print := change.Fingerprint(data)
	_, err = tx.ExecContext(ctx, `UPDATE outbox SET data = ?, fingerprint = ? WHERE agent = ? AND seq = ?`, data, print[:], rec.Agent, rec.Seq)
	return err
}
