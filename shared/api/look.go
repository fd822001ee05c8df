package api

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"log/slog"
	"time"

	"faro.example/shared/change"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// PathLooks takes what was looked at on an installation's own pages and
// commands: POST of [Looks] to [LooksTaken].
const PathLooks = "/sync/v1/looks"

const (
	// MaxLooks bounds the looks of one request. Arbitrary.
	MaxLooks = 500
	// MaxLookMinors bounds the minors of one look; a page that shows more is
	// several looks. Arbitrary.
	MaxLookMinors = 1000
	// MaxLookWhat bounds the name of what showed them, in bytes. Arbitrary.
	MaxLookWhat = 100
)

// Look is one look at what an installation holds: who, when by the device's
// clock, which command or page, and which minors it showed. The looks of an
// installation are a chain: each ends in a sum over all before it.
type Look struct {
	Seq    uint64               `json:"seq"` // from 1 on, without a gap
	At     time.Time            `json:"at"`
	Person institution.PersonID `json:"person,omitzero"` // the operator, if one was named
	What   string               `json:"what"`            // the command or page, never what was typed
	Minors []minor.ID           `json:"minors,omitempty"`
	Chain  change.Digest        `json:"chain"` // [Look.Link] of the one before
}

// Link gives the end of the chain after this look, which follows before.
func (l *Look) Link(before change.Digest) change.Digest {
	h := sha256.New()
	h.Write([]byte("faro look 1\n"))
	h.Write(before[:])
	h.Write(binary.BigEndian.AppendUint64(nil, l.Seq))
	fmt.Fprintf(h, "%s\n%s\n%q\n%d\n", l.At.UTC().Format(time.RFC3339Nano), l.Person, l.What, len(l.Minors))
	for _, m := range l.Minors {
		h.Write(m[:])
	}
	return change.Digest(h.Sum(nil))
}

// Looks are looks in the order of their numbers.
type Looks struct {
	Oldest uint64 `json:"oldest"` // the lowest number that the installation still holds
	Looks  []Look `json:"looks"`
}

// LooksTaken says which look is wanted next: those below it are kept.
type LooksTaken struct {
	Next uint64 `json:"next"`
}

// Format prints how many looks there are, for every verb.
func (l Looks) Format(f fmt.State, _ rune) { fmt.Fprint(f, l.LogValue()) }

// LogValue gives how many looks there are.
func (l Looks) LogValue() slog.Value { return slog.GroupValue(slog.Int("looks", len(l.Looks))) }
