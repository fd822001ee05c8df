// Package work does what takes longer than a person waits for a page: exports,
// sweeps, reports, verifications. Who asks for it sees how far it is, may close the
// page and come back, and finds what came of it for some days.
//
// The invariant: a job is done by one at a time, and what came of it is kept once.
// Whoever takes a job up holds it by a lease that is renewed while the work goes on;
// when the lease is over another takes it, and the first writes nothing any more. It
// is done as the person who asked, with what the directory lets that person do when
// it is done, not when it was asked. Nobody but that person sees a job or its result;
// both are sealed, and a result that names children leaves a line in the record of
// access before it is given.
package work

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/audit"
	"faro.example/registry/seal"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// ID names a job.
type ID = id.Of[job]

type job struct{}

// Kind is what a job does. The words are stored: never reused.
type Kind string

// State is how far a job has come. The words are stored: never reused.
type State string

// The states.
const (
	Waiting State = "waiting"
	Running State = "running"
	Done    State = "done"
	Failed  State = "failed"
	Stopped State = "stopped" // by who asked for it
)

// Over reports whether nothing more comes of it.
func (s State) Over() bool { return s == Done || s == Failed || s == Stopped }

// Job is one piece of long work, as the person sees it who asked for it.
type Job struct {
	ID      ID         `json:"id"`
	Kind    Kind       `json:"kind"`
	Label   string     `json:"label,omitempty"` // which of its kind
	State   State      `json:"state"`
	AskedAt time.Time  `json:"asked_at"`
	BeganAt *time.Time `json:"began_at,omitempty"`
	EndedAt *time.Time `json:"ended_at,omitempty"`
	Until   *time.Time `json:"until,omitempty"` // when it is removed with its result
	Done    int64      `json:"done"`
	Total   int64      `json:"total"` // 0 while it is not known
	Stops   bool       `json:"stops,omitempty"`
	Problem string     `json:"problem,omitempty"`
	Remedy  string     `json:"remedy,omitempty"`
	Outcome Outcome    `json:"outcome,omitzero"`
}

// Outcome says what came of a job.
type Outcome struct {
	Link string         `json:"link,omitempty"` // the page that shows it
	File string         `json:"file,omitempty"` // the name of the file that it made
	Type string         `json:"type,omitempty"` // and its media type
	Rows int            `json:"rows,omitempty"`
	Said map[string]int `json:"said,omitempty"` // counts, by a word for each
}

// Result is what a job made.
type Result struct {
	Outcome
	Body     []byte     // of the file, if it made one
	Subjects []minor.ID // whom the file names
}

// Task is what whoever does a job is given.
type Task struct {
	Caller   access.Caller
	Ask      json.RawMessage
	Progress func(done, total int) // may be called often, by one goroutine at a time
}

// Spec says what a kind of job is.
type Spec struct {
	Allow  func(access.Caller) error // who may ask for it
	Do     func(ctx context.Context, t Task) (Result, error)
	Action access.Action // that the line of who takes the file is of
}

// Config is what [New] needs; all of it.
type Config struct {
	Pool    *pgxpool.Pool // of the role faro_work
	Seal    *seal.Sealer
	Lines   Lines
	Callers Callers
	Kinds   map[Kind]Spec
	Log     *slog.Logger
}

// Lines is the record of access; package audit has it.
type Lines interface {
	Write(ctx context.Context, line audit.Line) error
}

// Callers says what a person may do; package directory has it.
type Callers interface {
	Caller(ctx context.Context, p institution.PersonID, reason string) (access.Caller, error)
}

// Desk takes jobs, does them and hands out what came of them. Its methods are safe
// for use by several goroutines.
type Desk struct {
	Config
	lease time.Duration
	asked chan struct{} // somebody asked for something here

	mu    sync.Mutex
	ended chan struct{} // closed, and made anew, when a job ends here
}

const (
	// leaseFor is how long a job stays with who has it without a word: it is renewed
	// every [beatEvery]. Arbitrary: a crash costs that long.
	leaseFor = 30 * time.Second
	// beatEvery is how often progress is written, and a stop noticed.
	beatEvery = time.Second
	// lookEvery is how often it is looked for jobs that another registryd was asked for.
	lookEvery = 2 * time.Second
	// tidyEvery is how often what is over is removed.
	tidyEvery = time.Hour
	// keptFor is how long a result can be taken. Arbitrary: over a week-end.
	keptFor = 3 * 24 * time.Hour
	// mostAttempts is how often a job is begun whose doer does not come back.
	mostAttempts = 3
	// mostOpen bounds the jobs of one person that are not over. Arbitrary.
	mostOpen = 5
	// mostListed is how many jobs are listed. Arbitrary.
	mostListed = 50
	// maxBody bounds a file in bytes. Arbitrary: twice the largest export.
	maxBody = 64 << 20
)

// New makes a desk.
func New(c Config) (*Desk, error) {
	if c.Pool == nil || c.Seal == nil || c.Lines == nil || c.Callers == nil || c.Log == nil || len(c.Kinds) == 0 {
		return nil, fault.Newf(fault.Internal, "long work without all its parts")
	}
	return &Desk{Config: c, lease: leaseFor, asked: make(chan struct{}, 1), ended: make(chan struct{})}, nil
}

// over is closed when the next job ends here.
func (d *Desk) over() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ended
}

// tell wakes those who wait for a job to end.
func (d *Desk) tell() {
	d.mu.Lock()
	defer d.mu.Unlock()
	close(d.ended)
	d.ended = make(chan struct{})
}
