// Package sought compares whom children seek, and of whom they have told, so that two
// children who seek the same mother are found. It owns the tables sought_persons,
// sought_pairs, sought_decisions and sought_progress.
//
// The invariant: nobody but the Ministry is shown a person or a pair, and a line in the
// record of access that names the children is committed first; what is written of a
// pair is how far each field agrees, never what stands in it; a person whom a child
// seeks is compared only while the child consents to the tracing (law 47/2017 art. 6);
// and a decision is made by a person, with a reason, and undone by a later one:
// nothing is overwritten. Nobody else is told, here or by the feed.
//
// It follows the ledger, begins again where it stopped, and does the same if it is done
// twice: all but the decisions can be thrown away and made anew.
package sought

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/audit"
	"faro.example/registry/likeness"
	"faro.example/registry/seal"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/match"
	"faro.example/shared/minor"
)

type tag struct{}

// ID names a person as one child tells of them.
type ID = id.Of[tag]

type pairTag struct{}

// PairID names two persons who may be one.
type PairID = id.Of[pairTag]

// Person is somebody whom one child seeks, or has told of as a relative.
type Person struct {
	ID      ID            `json:"id"`
	Record  change.ID     `json:"record"` // that says so
	Sought  bool          `json:"sought"` // in a tracing; else told of
	Name    minor.Name    `json:"name"`
	Sex     minor.Sex     `json:"sex,omitempty"`
	Year    int           `json:"year,omitempty"` // of birth
	Kinship minor.Kinship `json:"kinship"`        // to the child
	Country minor.Country `json:"country,omitempty"`
	Place   minor.Text    `json:"place,omitempty"` // last known
	Phone   minor.Text    `json:"phone,omitempty"`
}

// Format prints [minor.Redacted] for every verb.
func (p Person) Format(f fmt.State, _ rune) {
	if _, err := io.WriteString(f, minor.Redacted); err != nil {
		return // whoever prints sees that it is missing
	}
}

// LogValue keeps who it is out of structured logs.
func (Person) LogValue() slog.Value { return slog.StringValue(minor.Redacted) }

// Side is one of the two persons of a pair.
type Side struct {
	Minor  minor.ID   `json:"minor"` // who tells of them
	Code   minor.Code `json:"code"`
	Person Person     `json:"person"`
}

// Verdict is what somebody decided about a pair.
type Verdict string

// The verdicts.
const (
	Waiting   Verdict = "" // nobody has decided
	Same      Verdict = "same"
	Distinct  Verdict = "distinct"
	Undecided Verdict = "undecided" // looked at, and not to be told yet
)

// Pair is two persons who may be one, and why.
type Pair struct {
	ID          PairID         `json:"id"`
	Sides       [2]Side        `json:"sides"`
	Probability float64        `json:"probability"`
	Likely      bool           `json:"likely"` // enough to be worth a person's time
	Reasons     []match.Reason `json:"reasons"`
	FoundAt     time.Time      `json:"found_at"`
	Verdict     Verdict        `json:"verdict"` // the last
}

// Decision is what somebody decided.
type Decision struct {
	Verdict Verdict              `json:"verdict"`
	Why     minor.Text           `json:"why"`
	At      time.Time            `json:"at"`
	Person  institution.PersonID `json:"person"`
	Office  institution.OfficeID `json:"office"`
}

// Lines is the record of access; package audit has it.
type Lines interface {
	Write(ctx context.Context, line audit.Line) error
}

// Config is what a book works with. All fields are needed.
type Config struct {
	Pool   *pgxpool.Pool // of the role faro_match
	Sealer *seal.Sealer
	Lines  Lines
	Now    func() time.Time
}

// Book keeps the persons and pairs. It is safe for use by several goroutines.
type Book struct {
	Config
	keeper *likeness.Keeper
	newest likeness.Newest
	ahead  atomic.Int64 // up to where the ledger was followed but for what was left to a newer program
}

// New makes a book; [Book.Follow] looks for what is new, [Book.Nation] at everybody.
func New(c Config) (*Book, error) {
	if c.Pool == nil || c.Sealer == nil || c.Lines == nil || c.Now == nil {
		return nil, fault.Newf(fault.Internal, "a book of sought persons without its database, keys, record of access or clock")
	}
	keeper, err := likeness.NewKeeper(c.Sealer)
	if err != nil {
		return nil, err
	}
	return &Book{Config: c, keeper: keeper}, nil
}
