package assembly

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"faro.example/registry/audit/tree"
	"faro.example/registry/config"
	"faro.example/registry/monthkey"
	"faro.example/registry/pg"
	"faro.example/registry/pki"
	"faro.example/registry/seal"
	"faro.example/shared/fault"
)

// sealFile holds the key that seals the keys of minors.
const sealFile = "seal.key"

// closedFile holds the keys that wrap the second key of each minor.
const closedFile = "closed.key"

// recoveryFile holds the key that opens what installations keep sealed.
const recoveryFile = "recovery.key"

// sealing is where the key-encryption keys come from.
func sealing(c config.Common) seal.Sources {
	return seal.Sources{Keys: source(c.SealCommand, c.State, sealFile), Closed: source(c.ClosedCommand, c.State, closedFile)}
}

func source(command, state, file string) seal.Source {
	if command != "" {
		return seal.Command(command)
	}
	return seal.File(filepath.Join(state, file))
}

// closedKey makes the file of the keys for what is closed besides, in a folder
// that is older than these. It fails with [fault.Invalid] if the database has
// what such a key wraps: a new one would open nothing.
func closedKey(ctx context.Context, o Options, keys pg.Querier) error {
	there, err := has(o.State, closedFile)
	if err != nil || there || o.ClosedCommand != "" {
		return err
	}
	var wraps bool
	if err := keys.QueryRow(ctx, `SELECT EXISTS (SELECT FROM minor_keys WHERE closed IS NOT NULL)`).Scan(&wraps); err != nil {
		return fmt.Errorf("look for what is closed: %w", pg.Fault(err))
	}
	if wraps {
		return &fault.Error{Kind: fault.Invalid, Detail: "the file " + closedFile + " of the state folder is missing",
			Remedy: "bring it back from its copy: a new key would open nothing of what is closed"}
	}
	if err := seal.Make(filepath.Join(o.State, closedFile)); err != nil && !fault.Is(err, fault.Conflict) {
		return err
	}
	o.Log.Warn("a key for what is closed besides was made: copy the state folder to a safe place again", "file", closedFile)
	return nil
}

// MonthKeys are the keys of backups.
func MonthKeys(c config.Common, now func() time.Time) monthkey.Keys {
	folder := c.MonthKeys
	if folder == "" {
		folder = filepath.Join(c.State, "months")
	}
	return monthkey.Keys{Folder: folder, From: sealing(c).Keys, Horizon: cmp.Or(c.BackupHorizon, monthkey.Horizon), Now: now}
}

// Init makes the state folder of a new registry: its root, the key under which
// everything is sealed, and the recovery key. It reports whether it made them; a folder that is
// whole is left alone. It fails with [fault.Conflict] if the database is
// that of a registry whose folder is missing, or if the folder has only a part:
// new keys would open nothing.
func Init(ctx context.Context, o Options) (made bool, err error) {
	hasRoot, err := has(o.State, pki.RootFile)
	if err != nil {
		return false, err
	}
	hasSeal, err := has(o.State, sealFile)
	if err != nil {
		return false, err
	}
	if o.SealCommand != "" {
		hasSeal = hasRoot // its keys are the operator's, and made before
	}
	there, err := enrolled(ctx, o)
	switch {
	case err != nil:
		return false, err
	case hasRoot && hasSeal:
		return false, nil
	case there || hasRoot || hasSeal:
		return false, &fault.Error{Kind: fault.Conflict,
			Detail: "the database or a part of the state folder " + o.State + " is of a registry that exists",
			Remedy: "bring the whole folder back from its copy: new keys would open nothing of what is sealed"}
	}
	if err := os.MkdirAll(o.State, 0o700); err != nil {
		return false, &fault.Error{Kind: fault.Invalid, Detail: "the state folder " + o.State + " cannot be made",
			Remedy: "make it, for the user who runs the registry"}
	}
	if o.SealCommand == "" {
		if err := seal.Make(filepath.Join(o.State, sealFile)); err != nil {
			return false, fmt.Errorf("make key: %w", err)
		}
	}
	if o.ClosedCommand == "" {
		if err := seal.Make(filepath.Join(o.State, closedFile)); err != nil && !fault.Is(err, fault.Conflict) {
			return false, fmt.Errorf("make key: %w", err)
		}
	}
	if _, err := pki.MakeCA(o.State, o.Now()); err != nil {
		return false, fmt.Errorf("make root: %w", err)
	}
	if err := seal.MakeRecovery(filepath.Join(o.State, recoveryFile)); err != nil && !fault.Is(err, fault.Conflict) {
		return false, fmt.Errorf("make recovery key: %w", err)
	}
	if _, _, err := tree.OpenKey(o.State); err != nil {
		return false, err
	}
	return true, nil
}

// treeKey reads the key that signs the heads of the record of access, and makes
// it in a folder that is older than this key.
func treeKey(o Options) (*tree.Key, error) {
	key, made, err := tree.OpenKey(o.State)
	if made && err == nil {
		o.Log.Warn("a key for the record of access was made: copy the state folder to a safe place again", "file", tree.KeyFile)
	}
	return key, err
}

// recovery reads the recovery key, and makes it in a folder that is older than
// this key.
func recovery(o Options) (*seal.Recovery, error) {
	path := filepath.Join(o.State, recoveryFile)
	key, err := seal.NewRecovery(path)
	if !fault.Is(err, fault.NotFound) {
		return key, err
	}
	if err := seal.MakeRecovery(path); err != nil && !fault.Is(err, fault.Conflict) {
		return nil, fmt.Errorf("make recovery key: %w", err)
	}
	o.Log.Warn("a recovery key was made: copy the state folder to a safe place again", "file", recoveryFile)
	return seal.NewRecovery(path)
}

func has(dir, name string) (bool, error) {
	_, err := os.Stat(filepath.Join(dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}
