package api

import (
	"crypto/ed25519"
	"time"

	"faro.example/shared/change"
)

// Locked says that the store of an installation is locked: its machine came up,
// and nobody has given its passphrase yet. Its certificate lies in the store,
// so the words are signed beforehand, while the store is open. They open
// nothing, and say nothing else.
type Locked struct {
	Agent change.AgentID `json:"agent"`
	Proof []byte         `json:"proof"`
}

// Noted is the answer to a [Locked].
type Noted struct {
	Now time.Time `json:"now"` // the registry's clock
}

// lockedWords is what is signed, before the installation: no record begins so.
const lockedWords = "faro: the store is locked, 1: "

// SayLocked signs the words of an installation by the key of its records.
func SayLocked(key ed25519.PrivateKey, agent change.AgentID) Locked {
	return Locked{Agent: agent, Proof: ed25519.Sign(key, []byte(lockedWords+agent.String()))}
}

// By reports whether the words are of whom they name, by the key of its records.
func (l Locked) By(key ed25519.PublicKey) bool {
	return len(key) == ed25519.PublicKeySize && ed25519.Verify(key, []byte(lockedWords+l.Agent.String()), l.Proof)
}
