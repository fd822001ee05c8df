package main

import "testing"

func TestWithoutAKeyStoreOfTheSystemKeepingSaysWhatElseThereIs(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	c := lockedCentre(t)
	c.want(exitNotFound, "LoadCredentialEncrypted", "--passphrase-file", c.file("words", words+"\n"), "unlock", "--keep")
}
