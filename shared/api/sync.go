// Package api is the contract between an agent and the registry, and the form
// in which both say that something is wrong: paths, bodies, problems.
//
// The invariant: every type here is a wire type. Fields are never renamed or
// reused, new ones are optional, and a reader ignores what it does not know.
package api

import (
	"time"

	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Paths and media types of the sync contract (design section 5).
const (
	PathSync    = "/sync/"                // what all of them begin with
	PathEnrol   = "/sync/v1/enrolments"   // POST, no client certificate: [EnrolRequest] to [Enrolment]
	PathRenew   = "/sync/v1/certificates" // POST: [RenewRequest] to [Enrolment]
	PathChanges = "/sync/v1/changes"      // POST: frames of package change, zstd, to [Push]
	PathLocked  = "/sync/v1/locks"        // POST, no client certificate: [Locked] to [Noted]
	PathFeed    = "/sync/v1/feed"         // GET ?after=N&wait=30s&rules=R: [Feed], zstd where accepted

	PathFiles = "/v1/files" // POST: [FileWanted] to [FileState]; below it a file's pieces and content

	TypeBytes   = "application/octet-stream"
	TypeBatch   = "application/vnd.faro.batch" // frames, [change.AppendFrame]
	TypeJSON    = "application/json"
	TypeProblem = "application/problem+json" // RFC 9457

	// QueryInstallation names the installation whose records a push carries,
	// when they are not the caller's own (design section 5 rule 3).
	QueryInstallation = "installation"
	// QueryGivingBack marks a push that gives back after a restore: gaps are allowed.
	QueryGivingBack = "giving-back"
)

// Padded is of how many bytes a push and an answer of the feed are a multiple
// once they are packed, by random bytes that zstd passes over (RFC 8878 section
// 3.1.2): what a record says does not show by how long it is. Arbitrary: the
// records that one form writes fit, and a slow line carries it in half a second.
const Padded = 2048

// Verdict is the answer to one record of a push.
type Verdict string

// The verdicts. Each number gets one final verdict, kept by the registry.
const (
	Taken   Verdict = "taken"   // it is in the ledger now
	Known   Verdict = "known"   // the same record was taken before
	Refused Verdict = "refused" // it never enters the ledger; its cure is a new record
)

// Receipt is the registry's answer to one record.
type Receipt struct {
	Seq       uint64           `json:"seq"`
	Verdict   Verdict          `json:"verdict"`
	Position  uint64           `json:"position,omitempty"`
	Standing  *change.Standing `json:"standing,omitempty"`
	Conflicts []string         `json:"conflicts,omitempty"` // slots in conflict once it was taken
	Reason    string           `json:"reason,omitempty"`    // stable word, as in the metric of refusals
	Field     string           `json:"field,omitempty"`
	Detail    string           `json:"detail,omitempty"` // never holds what was sent
	Remedy    string           `json:"remedy,omitempty"`
}

// Standpoint is what every reply of the sync contract carries (design section
// 5 rule 6).
type Standpoint struct {
	Epoch   int            `json:"epoch"`
	Epochs  []change.Epoch `json:"epochs,omitempty"`
	Highest uint64         `json:"highest"`           // highest number held from this installation
	Digest  change.Digest  `json:"digest,omitzero"`   // [change.Fingerprint] of the record under it
	Safe    uint64         `json:"safe"`              // position below which no restore can go back
	Format  int            `json:"format"`            // level of kinds and rules that the ledger takes
	Now     time.Time      `json:"now"`               // the registry's clock
	Rules   int            `json:"rules"`             // version of the rules that the registry folds with
	Codes   []minor.Block  `json:"codes,omitempty"`   // every block of codes given to this installation
	Recover string         `json:"recover,omitempty"` // the registry's recovery key, to which kept records are sealed
}

// Push is the reply to a push. Receipts stand in the order of the frames; there
// are none when the push starts above the next number ([Standpoint.Highest] + 1).
type Push struct {
	Standpoint
	Receipts []Receipt `json:"receipts"`
}

// Feed is a part of what the registry has for an installation.
type Feed struct {
	Standpoint
	Items []Item `json:"items"`
	Next  uint64 `json:"next"` // the cursor to ask after
	More  bool   `json:"more"` // ask again at once
}

// The values of [Item.What].
const (
	WhatRecord     = "record"
	WhatEnter      = "enter"
	WhatLeave      = "leave"
	WhatDirectory  = "directory"
	WhatCandidates = "candidates"
	WhatConcerns   = "concerns"
)

// Item is one entry of the feed.
type Item struct {
	N         uint64     `json:"n"`
	Position  uint64     `json:"position"` // the ledger's, when it was told
	What      string     `json:"what"`
	Minor     minor.ID   `json:"minor,omitzero"`
	Record    *Placed    `json:"record,omitempty"`
	Enter     *Enter     `json:"enter,omitempty"`
	Directory *Directory `json:"directory,omitempty"`

	Candidates *Candidates `json:"candidates,omitempty"`
	Concerns   *Concerns   `json:"concerns,omitempty"` // also with an enter and a leave
}

// Candidates are the minors who may be the same child as one: all of them, in
// the place of those told before. Those are named who are in the installation's
// scope as well; of others nothing is told.
type Candidates struct {
	Of []Candidate `json:"of"`
}

// Candidate is a minor who may be the same child as another, for a person to
// decide about at the registry.
type Candidate struct {
	Minor       minor.ID `json:"minor"`
	Probability float64  `json:"probability"`
	Reasons     []Reason `json:"reasons,omitempty"`
}

// Reason says how far two registrations agree in a field, never in what.
type Reason struct {
	Field   string `json:"field"`
	English string `json:"english"`
	Italian string `json:"italian"`
}

// Placed is a record with its place in the ledger. Data is left out of an
// installation's own records, which it holds; ID says then which record it is,
// since a copy of the installation may have written another under its number.
type Placed struct {
	Ref      change.Ref      `json:"ref"`
	ID       change.ID       `json:"id,omitzero"`
	Position uint64          `json:"position"`
	Standing change.Standing `json:"standing"`
	Data     []byte          `json:"data,omitempty"` // [change.AppendRecord]
	Shown    *Shown          `json:"shown,omitempty"`
}

// Enter brings a minor into an installation's scope: all records of the
// sections it may see, as of the item's position.
type Enter struct {
	Sections []change.Section `json:"sections"`
	Records  []Placed         `json:"records"`
	Shown    *Shown           `json:"shown,omitempty"`

	Candidates []Candidate `json:"candidates,omitempty"`
}

// Shown is what the registry shows of the sections an installation holds. It
// travels when the registry's rules are newer than the installation's, which
// then shows what the registry decided and says that its own rules are older.
type Shown struct {
	Rules    int    `json:"rules"`
	Casefile []byte `json:"casefile"` // JSON of the casefile's sections held
}

// Directory is what an installation must know of the directory: the operators
// it may let in, the structures it speaks for and those it can send children to.
type Directory struct {
	Operators  []Operator           `json:"operators,omitempty"`
	Offices    []Office             `json:"offices,omitempty"`
	Structures []facility.Structure `json:"structures,omitempty"`
}

// Operator is a person who may write at an installation, until the day given.
type Operator struct {
	Person  institution.PersonID `json:"person"`
	Name    minor.Text           `json:"name"`
	Office  institution.OfficeID `json:"office"`
	Until   time.Time            `json:"until,omitzero"`
	CodeSum []byte               `json:"code_sum,omitempty"` // hash of the one-time code for choosing a passphrase
}

// Office is a structure or institution that an installation speaks for.
type Office struct {
	ID   institution.OfficeID `json:"id"`
	Code string               `json:"code"`
	Name string               `json:"name"`
	Key  []byte               `json:"key,omitempty"`  // seals what its installations hand to one another without a line
	Kind institution.Kind     `json:"kind,omitempty"` // of an institution; "" of a structure

	Agreements []Agreement `json:"agreements,omitempty"` // in force, of a tracing partner or a mission
}

// Agreement is one under which a tracing partner traces families for the Ministry.
type Agreement struct {
	Number    string          `json:"number"`
	Countries []minor.Country `json:"countries"`
	Until     day.Date        `json:"until,omitzero"` // the first day on which no longer
}

// EnrolRequest asks for a first certificate with the one-time code.
type EnrolRequest struct {
	Code    string `json:"code"`
	Request []byte `json:"request"` // PKCS #10, DER; its key is the installation's TLS key
	Key     []byte `json:"key"`     // Ed25519 public key by which records will be signed
	Proof   []byte `json:"proof"`   // signature by Key over Request
}

// RenewRequest asks for a new certificate for the same unrevoked TLS key.
type RenewRequest struct {
	Request []byte `json:"request"` // PKCS #10, DER
}

// Enrolment is a certificate with what an installation needs to begin.
type Enrolment struct {
	Standpoint
	Agent       change.AgentID `json:"agent"`
	Certificate []byte         `json:"certificate"` // PEM, leaf first
	Roots       []byte         `json:"roots"`       // PEM, what the installation trusts from now on
	Directory   *Directory     `json:"directory,omitempty"`
}
