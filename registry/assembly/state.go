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
	"faro.example/registry/pki"
	"faro.example/registry/seal"
	"faro.example/shared/fault"
)

// sealFile holds the key that seals the keys of minors.
const sealFile = "seal.key"

// recoveryFile holds the key that opens what installations keep sealed.
const recoveryFile = "recovery.key"

// sealing is where the key-encryption keys come from.
func (o Options) sealing() seal.Source {
	if o.SealCommand != "" {
		return seal.Command(o.SealCommand)
	}
	return seal.File(filepath.Join(o.State, sealFile))
}

// MonthKeys are the keys of backups.
func MonthKeys(c config.Common, now func() time.Time) monthkey.Keys {
	folder := c.MonthKeys
	if folder == "" {
		folder = filepath.Join(c.State, "months")
	}
	return monthkey.Keys{Folder: folder, From: Options{Common: c}.sealing(), Horizon: cmp.Or(c.BackupHorizon, monthkey.Horizon), Now: now}
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
