package config

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"

	"github.com/zalando/go-keyring"

	"faro.example/agent/localdb"
	"faro.example/shared/fault"
)

// keystoreService is the name under which the passphrases of agents stand in
// the system's key store; each by the folder of its installation.
const keystoreService = "faro-agent"

// Keep hands the passphrase to the key store of this system: the Keychain of
// macOS, the Credential Manager of Windows, the Secret Service of a desktop. It
// opens the store by itself from then on, for the account that kept it alone.
// It fails with [fault.Unauthenticated] if the passphrase does not open the
// store, and with [fault.NotFound] where the system has no key store.
func (s Store) Keep(passphrase []byte) error {
	if _, err := localdb.ReadKey(s.KeyPath(), func() ([]byte, error) { return passphrase, nil }); err != nil {
		return err
	}
	name, err := s.inKeystore()
	if err != nil {
		return err
	}
	if err := keyring.Set(keystoreService, name, string(passphrase)); err != nil {
		return noKeystore()
	}
	return nil
}

// Forget takes the passphrase out of the key store of this system. It is no
// error if it was not there.
func (s Store) Forget() error {
	name, err := s.inKeystore()
	if err != nil {
		return err
	}
	if err := keyring.Delete(keystoreService, name); err != nil && !errors.Is(err, keyring.ErrNotFound) {
		return noKeystore()
	}
	return nil
}

// kept gives the passphrase that the key store of this system holds, nil if
// it holds none or there is no key store.
func (s Store) kept() []byte {
	name, err := s.inKeystore()
	if err != nil {
		return nil
	}
	words, err := keyring.Get(keystoreService, name)
	if err != nil {
		return nil
	}
	return []byte(words)
}

// inKeystore is the name under which the passphrase of this store is kept.
func (s Store) inKeystore() (string, error) {
	// Without a bus of its session the library would start one.
	if runtime.GOOS == "linux" && os.Getenv("DBUS_SESSION_BUS_ADDRESS") == "" {
		return "", noKeystore()
	}
	return filepath.Abs(s.KeyPath())
}

func noKeystore() error {
	return &fault.Error{
		Kind: fault.NotFound, Detail: "this system has no key store that answers",
		Remedy: "with systemd, use LoadCredentialEncrypted=faro-agent-passphrase; else go on with agentd unlock after each start",
	}
}
