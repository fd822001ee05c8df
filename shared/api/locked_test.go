package api_test

import (
	"crypto/ed25519"
	"testing"

	"faro.example/shared/api"
	"faro.example/shared/change"
)

func TestOnlyAnInstallationItselfSaysThatItIsLocked(t *testing.T) {
	key, other := ed25519.NewKeyFromSeed(make([]byte, 32)), ed25519.NewKeyFromSeed(append(make([]byte, 31), 1))
	public := func(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }
	said := api.SayLocked(key, change.AgentID{1})
	if !said.By(public(key)) {
		t.Error("its own words are not taken")
	}
	if said.By(public(other)) || said.By(nil) {
		t.Error("the words are taken by another key")
	}
	said.Agent = change.AgentID{2}
	if said.By(public(key)) {
		t.Error("the words are taken for another installation")
	}
}
