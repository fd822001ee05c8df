package pki

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/mtls"
)

// selfKeyFile holds the key by which the registry signs its own records.
const selfKeyFile = "record-key.pem"

// Self gives the installation that the registry itself is, with the key that
// signs its records: both are made at the first call. It speaks for the given
// office and has no certificate.
func (a *Authority) Self(ctx context.Context, dir string, office institution.OfficeID) (change.AgentID, ed25519.PrivateKey, error) {
	key, err := selfKey(filepath.Join(dir, selfKeyFile))
	if err != nil {
		return change.AgentID{}, nil, fmt.Errorf("key for records: %w", err)
	}
	pub, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return change.AgentID{}, nil, fault.Newf(fault.Internal, "a key for records that is not of Ed25519")
	}
	agent, err := a.enrolSelf(ctx, pub, office)
	return agent, key, err
}

// FindSelf gives the installation that the registry itself is, by the key in
// its state folder. It fails with [fault.NotFound] if there is none yet.
func FindSelf(ctx context.Context, q pg.Querier, dir string) (agent change.AgentID, err error) {
	signer, err := mtls.ReadKey(filepath.Join(dir, selfKeyFile))
	if errors.Is(err, fs.ErrNotExist) {
		return agent, fault.Newf(fault.NotFound, "the registry has no key for records yet")
	}
	if err != nil {
		return agent, fmt.Errorf("key for records: %w", err)
	}
	pub, ok := signer.Public().(ed25519.PublicKey)
	if !ok {
		return agent, fault.Newf(fault.Internal, "a key for records that is not of Ed25519")
	}
	err = q.QueryRow(ctx, findSelf, []byte(pub)).Scan(&agent)
	return agent, pg.Fault(err)
}

const findSelf = `SELECT id FROM installations WHERE record_key = $1`

func selfKey(name string) (ed25519.PrivateKey, error) {
	signer, err := mtls.ReadKey(name)
	if errors.Is(err, fs.ErrNotExist) {
		_, key, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return nil, err
		}
		return key, writeKey(name, key)
	}
	if err != nil {
		return nil, err
	}
	key, ok := signer.(ed25519.PrivateKey)
	if !ok {
		return nil, fault.Newf(fault.Invalid, "%s holds no Ed25519 key", name)
	}
	return key, nil
}

// enrolSelf finds the installation of a key and adds it if there is none.
func (a *Authority) enrolSelf(ctx context.Context, pub ed25519.PublicKey, office institution.OfficeID) (agent change.AgentID, err error) {
	err = pg.InTx(ctx, a.pool, func(ctx context.Context, tx pgx.Tx) error {
		err := tx.QueryRow(ctx, findSelf, []byte(pub)).Scan(&agent)
		if !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		agent = change.AgentID(id.New[struct{}]())
		at := a.now()
		is := Enrolled{Role: access.Ministry, Label: "registry", RecordKey: pub, Offices: []institution.OfficeID{office}}
		if err := a.journal.Append(Entry{At: at, Installation: agent, Enrolled: &is}); err != nil {
			return err
		}
		if err := insertInstallation(ctx, tx, agent, is, at); err != nil {
			return err
		}
		return a.codes.give(ctx, tx, agent)
	})
	if err != nil {
		return change.AgentID{}, fmt.Errorf("enrol the registry itself: %w", err)
	}
	return agent, nil
}
