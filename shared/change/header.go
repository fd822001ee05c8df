package change

import (
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

type (
	record struct{}
	agent  struct{}
)

// ID identifies a record; it is the idempotency key of what was said.
type ID = id.Of[record]

// AgentID identifies an installation: an agent, or the registry's own pages.
type AgentID = id.Of[agent]

// Format is the version of the header that this code writes and reads.
const Format = 1

// Header is what is signed. It is a wire type: fields are never renamed,
// reordered or reused; new ones are optional and absent when unset, so that an
// old header encodes to the same bytes for good. FORMAT.md says the same in
// words; testdata holds a golden vector for each kind.
type Header struct {
	Faro      int                  `json:"faro"` // format of the header: [Format]
	ID        ID                   `json:"id"`
	Minor     minor.ID             `json:"minor"`
	Agent     AgentID              `json:"agent"`
	Seq       uint64               `json:"seq"`
	Was       Ref                  `json:"was,omitzero"` // its first name, when issued anew (design section 5 rule 8)
	Structure institution.OfficeID `json:"structure"`    // the structure or institution it speaks for
	Author    institution.PersonID `json:"author"`
	StandIn   minor.Text           `json:"stand_in,omitempty"` // who wrote it in the author's name
	Made      Made                 `json:"made"`
	On        day.When             `json:"on"` // when it happened
	Section   Section              `json:"section"`
	Seen      Seen                 `json:"seen,omitzero"`
	Kind      string               `json:"kind"`
	Version   int                  `json:"version"`
	Digest    Digest               `json:"digest"` // of salt and body
}

// Made is the device's clock when the record was written. It is shown, and
// never used for order or refusal.
type Made struct {
	At   time.Time `json:"at"`             // UTC, to the second
	Skew int64     `json:"skew,omitempty"` // device's clock less the registry's when last compared, seconds
}

// Seen is what was on the author's page when the form was opened. The zero
// value is a page that held nothing of the minor.
type Seen struct {
	Epoch    int    `json:"epoch,omitempty"`
	Position uint64 `json:"position,omitempty"` // the section was held up to here
	// Records shown that the feed had not brought yet: own ones, or from a
	// bundle. They are named by identifier, which a record keeps for good: a
	// copied installation uses a number twice, and one that enrols again gives
	// new numbers to what is unsent.
	Records []ID       `json:"records,omitempty"`
	Minors  []minor.ID `json:"minors,omitempty"` // the other minors of a joined casefile
}

// IsZero reports whether the page held nothing.
func (s Seen) IsZero() bool {
	return s.Epoch == 0 && s.Position == 0 && len(s.Records) == 0 && len(s.Minors) == 0
}

// Ref names a record by installation and number.
type Ref struct {
	Agent AgentID `json:"agent"`
	Seq   uint64  `json:"seq"`
}

// IsZero reports whether no record is named.
func (r Ref) IsZero() bool { return r == Ref{} }

// Ref gives the record's own name.
func (h *Header) Ref() Ref { return Ref{h.Agent, h.Seq} }

// Section is a part of the casefile: access is given by section, and a holder
// has all of a section or none of it.
type Section string

// The sections.
const (
	Identity     Section = "identity"
	Presence     Section = "presence" // with movement and exit
	Custody      Section = "custody"
	Guardian     Section = "guardian"
	Permit       Section = "permit"
	Protection   Section = "protection"
	Tracing      Section = "tracing"
	FamilyReport Section = "family-report"
	Return       Section = "return"
	Opinion      Section = "opinion"
	Measure      Section = "measure"
	SocialFile   Section = "social-file"
	Health       Section = "health"
	Rights       Section = "rights"
	Link         Section = "link" // goes to every holder of any section
)

var sections = []Section{
	Identity, Presence, Custody, Guardian, Permit, Protection, Tracing, FamilyReport,
	Return, Opinion, Measure, SocialFile, Health, Rights, Link,
}

// Sections lists every section in a fixed order.
func Sections() []Section { return slices.Clone(sections) }

// Valid reports whether the section is one of those above.
func (s Section) Valid() bool { return slices.Contains(sections, s) }

// Digest is the SHA-256 of the salt and the body.
type Digest [32]byte

// MarshalText gives unpadded base64url (RFC 4648 section 5).
func (d Digest) MarshalText() ([]byte, error) {
	return base64.RawURLEncoding.AppendEncode(make([]byte, 0, 43), d[:]), nil
}

// UnmarshalText reads what [Digest.MarshalText] wrote. It fails with [fault.Invalid].
func (d *Digest) UnmarshalText(b []byte) error {
	if len(b) != 43 {
		return fault.Newf(fault.Invalid, "a digest is 43 characters of base64url")
	}
	var out Digest
	if n, err := base64.RawURLEncoding.Strict().Decode(out[:], b); err != nil || n != len(out) {
		return fault.Newf(fault.Invalid, "a digest is 43 characters of base64url")
	}
	*d = out
	return nil
}

// validate checks what every header must have, whatever its kind.
func (h *Header) validate() error {
	switch {
	case h.Faro != Format:
		return errFormat()
	case h.ID.IsZero():
		return fault.Field("id", "missing", "give the record an identifier")
	case h.Minor.IsZero():
		return fault.Field("minor", "missing", "say whom the record is about")
	case h.Agent.IsZero():
		return fault.Field("agent", "missing", "name the installation")
	case h.Seq == 0 || h.Seq > maxNumber:
		return fault.Field("seq", "not between 1 and 2^53", "number records from 1")
	case h.Structure.IsZero():
		return fault.Field("structure", "missing", "name the structure or institution it speaks for")
	case h.Author.IsZero():
		return fault.Field("author", "missing", "name the person who wrote it")
	case !h.Made.valid():
		return fault.Field("made", "not an instant in UTC to the second", "state the device's clock in UTC, to the second")
	case h.On.IsZero():
		return fault.Field("on", "missing", "say on which day it happened")
	case !h.Section.Valid():
		return fault.Field("section", "not a section", "use the section of the kind")
	case !validKind(h.Kind):
		return fault.Field("kind", "not the name of a kind", "name the kind of record, in lower-case words, digits, dots and hyphens")
	case h.Version < 1 || h.Version > 1<<16:
		return fault.Field("version", "not a version", "number versions from 1")
	}
	return h.validateRest()
}

func (h *Header) validateRest() error {
	switch {
	case !h.Was.IsZero() && (h.Was.Agent.IsZero() || h.Was.Seq == 0 || h.Was.Seq > maxNumber):
		return fault.Field("was", "not the name of a record", "give the installation and the number that it had first")
	case h.Seen.Position > maxNumber || h.Seen.Epoch < 0 || h.Seen.Epoch > 1<<31:
		return fault.Field("seen", "a number beyond its bounds", "state the epoch and position that the registry sent")
	case len(h.Seen.Records) > MaxSeenRecords || len(h.Seen.Minors) > MaxSeenMinors:
		return fault.Field("seen", "names too many records or minors", "pull the feed, then open the form again")
	}
	if slices.ContainsFunc(h.Seen.Records, ID.IsZero) {
		return fault.Field("seen.records", "a record without an identifier", "name each record by its identifier")
	}
	if slices.ContainsFunc(h.Seen.Minors, minor.ID.IsZero) {
		return fault.Field("seen.minors", "a minor without an identifier", "name each minor by its identifier")
	}
	return h.StandIn.Check("stand_in", 200)
}

func errFormat() error {
	return fault.Field("faro", "a format of header that this version does not know", "upgrade this installation or the registry")
}

func (m Made) valid() bool {
	_, offset := m.At.Zone()
	return !m.At.IsZero() && m.At.Nanosecond() == 0 && offset == 0 && -maxNumber <= m.Skew && m.Skew <= maxNumber
}

// validKind reports whether a name could be that of a kind, known or not.
func validKind(s string) bool {
	return s != "" && len(s) <= maxKind && !strings.ContainsFunc(s, func(r rune) bool {
		return r != '.' && r != '-' && (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
}
