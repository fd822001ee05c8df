// Package question keeps questions of the census that somebody asks again, or
// passes on: named, with the day and the knowing fixed, so that the answer is the
// same number for good.
//
// The invariant: a question stays as it was saved; its address is an identifier and
// says nothing; it is answered by package census, for whoever opens it by what that
// one may count, and leaves a line as every count does. Nothing here leads to a child.
package question

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/census"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// MaxName bounds a name, in characters, and MaxListed how many an office is shown.
// Arbitrary: a line, and more than anybody reads.
const (
	MaxName   = 120
	MaxListed = 200
)

// ID names a saved question. It is random: it tells nobody when it was made.
type ID = id.Of[Question]

// Shape is what kind of answer is asked for. The words are stored: never reused.
type Shape string

// The shapes.
const (
	Day    Shape = "day"    // who was present on a day
	Series Shape = "series" // on each of some days
	Flows  Shape = "flows"  // who came and went between two
)

// Shapes lists them.
func Shapes() []Shape { return []Shape{Day, Series, Flows} }

// Asked is what is asked, as package census takes it. It is stored: never rename a key.
type Asked struct {
	Shape Shape              `json:"shape"`
	From  day.Date           `json:"from,omitzero"` // of a series and of flows
	On    day.Date           `json:"on"`            // the day, or the last of them
	Every census.Step        `json:"every,omitempty"`
	By    []census.Dimension `json:"by,omitempty"`
	Only  []census.Filter    `json:"only,omitempty"`
}

// Question is one that is saved.
type Question struct {
	ID       ID
	Office   institution.OfficeID // whose list it is on
	Person   institution.PersonID // who saved it
	Name     string
	Asked    Asked
	KnownOn  day.Date // the day as known on which it was asked; zero for when it was saved
	Epoch    int
	Position uint64 // up to which it is answered
	SavedAt  time.Time
}

// Answer is a question with its answer: the one that its shape says.
type Answer struct {
	Question
	Count  census.Result
	Series census.Series
	Flows  census.Flows
	Floor  int // under which no count may be published
}

// counter answers: package census.
type counter interface {
	Count(ctx context.Context, c access.Caller, q census.Query) (census.Result, error)
	Series(ctx context.Context, c access.Caller, q census.SeriesQuery) (census.Series, error)
	Flows(ctx context.Context, c access.Caller, q census.FlowQuery) (census.Flows, error)
}

// Book keeps questions. It is safe for use by several goroutines.
type Book struct {
	pool   *pgxpool.Pool
	counts counter
	floor  int
	now    func() time.Time
}

// New makes a book over a pool of the role faro_publication. floor is the one under
// which nothing is published: each answer says it.
func New(pool *pgxpool.Pool, counts counter, floor int, now func() time.Time) (*Book, error) {
	if pool == nil || counts == nil || floor < 1 || now == nil {
		return nil, fault.Newf(fault.Internal, "saved questions without all their parts")
	}
	return &Book{pool: pool, counts: counts, floor: floor, now: now}, nil
}

// Save keeps a question for the caller's office, as known now or on a day. It is
// answered first, so that what is kept can be; it fails as package census does,
// and with [fault.Invalid] for a name that is none, or that holds the code of a child.
func (b *Book) Save(ctx context.Context, caller access.Caller, name string, a Asked, knownOn day.Date) (Question, error) {
	if len(caller.Offices) == 0 {
		return Question{}, fault.Newf(fault.Denied, "nobody's office")
	}
	name = strings.Join(strings.Fields(name), " ")
	if err := checkName(name); err != nil {
		return Question{}, err
	}
	out := Question{ID: ID(uuid.New()), Office: caller.Offices[0], Person: caller.Person, Name: name, Asked: a, KnownOn: knownOn, SavedAt: b.now()}
	got, err := b.answer(ctx, caller, out, nil)
	if err != nil {
		return Question{}, err
	}
	if out.Epoch, out.Position = got.Epoch, got.Position; out.Position == 0 {
		return Question{}, &fault.Error{Kind: fault.Conflict, Detail: "nothing is recorded yet", Remedy: "save it once there is something to count"}
	}
	asked, err := json.Marshal(a)
	if err != nil {
		return Question{}, err
	}
	const q = `INSERT INTO census.questions (id, office, person, name, asked, known_on, epoch, position, saved_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	_, err = b.pool.Exec(ctx, q, out.ID, out.Office, out.Person, out.Name, asked, out.KnownOn, out.Epoch, int64(out.Position), out.SavedAt)
	return out, pg.Fault(err)
}

func checkName(name string) error {
	if err := minor.Text(name).Check("name", 4*MaxName); err != nil {
		return err
	}
	if n := len([]rune(name)); n == 0 || n > MaxName {
		return fault.Field("name", "no name, or a long one", fmt.Sprintf("say in up to %d characters what is asked", MaxName))
	}
	all := strings.Fields(name)
	for i := range all { // a code may be written in groups
		for j := i + 1; j <= len(all); j++ {
			if _, err := minor.ParseCode(strings.Join(all[i:j], "")); err == nil {
				return fault.Field("name", "the name holds a code of a child", "name what is counted, and nobody")
			}
		}
	}
	return nil
}

// List gives the questions of the caller's offices, the newest first. It fails with
// [fault.Denied] for who may not count.
func (b *Book) List(ctx context.Context, caller access.Caller) ([]Question, error) {
	if err := access.Allow(caller, access.CountCensus); err != nil {
		return nil, err
	}
	return b.read(ctx, `office = ANY ($1) AND withdrawn_at IS NULL ORDER BY saved_at DESC, id LIMIT $2`, caller.Offices, MaxListed)
}

// Open gives a question with its answer, to whoever has its address and may count
// that. It fails as package census does, with [fault.NotFound] for one that was
// withdrawn, and with [fault.Conflict] if a restore has taken away what was known.
func (b *Book) Open(ctx context.Context, caller access.Caller, of ID) (Answer, error) {
	return b.OpenStepwise(ctx, caller, of, nil)
}

// OpenStepwise is [Book.Open], which tells how many days of a series are counted, of
// how many; nil tells nobody.
func (b *Book) OpenStepwise(ctx context.Context, caller access.Caller, of ID, progress func(done, total int)) (Answer, error) {
	q, err := b.Find(ctx, caller, of)
	if err != nil {
		return Answer{}, err
	}
	return b.answer(ctx, caller, q, progress)
}

// Find gives a question that can be answered, without its answer. It fails as
// [Book.Open] does.
func (b *Book) Find(ctx context.Context, caller access.Caller, of ID) (Question, error) {
	if err := access.Allow(caller, access.CountCensus); err != nil {
		return Question{}, err
	}
	all, err := b.read(ctx, `id = $1 AND withdrawn_at IS NULL`, of)
	if err != nil {
		return Question{}, err
	}
	if len(all) == 0 {
		return Question{}, fault.Newf(fault.NotFound, "no such question")
	}
	var lost bool
	const q = `SELECT EXISTS (SELECT FROM epochs WHERE number > $1 AND restored < $2)`
	if err := b.pool.QueryRow(ctx, q, all[0].Epoch, int64(all[0].Position)).Scan(&lost); err != nil {
		return Question{}, fmt.Errorf("look for a restore: %w", pg.Fault(err))
	}
	if lost {
		return Question{}, &fault.Error{Kind: fault.Conflict, Detail: "the registry was restored to before this was known", Remedy: "ask the question anew and save it"}
	}
	return all[0], nil
}

// longSeries is how many days a series counts that takes longer than a person waits for
// a page: a month of them, at some 30 ms each over twenty years of a nation.
const longSeries = 31

// Long reports whether the answer takes longer than a person waits for a page.
func (a Asked) Long() bool {
	return a.Shape == Series && len(a.series(0, day.Date{}).Days()) > longSeries
}

func (a Asked) series(position uint64, knownOn day.Date) census.SeriesQuery {
	return census.SeriesQuery{From: a.From, To: a.On, Every: a.Every, By: a.By, Only: a.Only, KnownAt: knownOn, Position: position}
}

// Withdraw takes a question of the caller's office off its list: its address leads
// nowhere any more. It fails with [fault.NotFound] for any other.
func (b *Book) Withdraw(ctx context.Context, caller access.Caller, of ID) error {
	if err := access.Allow(caller, access.CountCensus); err != nil {
		return err
	}
	const q = `UPDATE census.questions SET withdrawn_at = $3, withdrawn_by = $4 WHERE id = $1 AND office = ANY ($2) AND withdrawn_at IS NULL`
	tag, err := b.pool.Exec(ctx, q, of, caller.Offices, b.now(), caller.Person)
	if err == nil && tag.RowsAffected() == 0 {
		return fault.Newf(fault.NotFound, "no such question of this office")
	}
	return pg.Fault(err)
}

// answer asks package census, as of the position once there is one.
func (b *Book) answer(ctx context.Context, caller access.Caller, q Question, progress func(done, total int)) (out Answer, err error) {
	out = Answer{Question: q, Floor: b.floor}
	a, knownOn := q.Asked, q.KnownOn
	if q.Position > 0 {
		knownOn = day.Date{}
	}
	switch a.Shape {
	case Day:
		out.Count, err = b.counts.Count(ctx, caller, census.Query{On: a.On, By: a.By, Only: a.Only, KnownAt: knownOn, Position: q.Position})
		out.Epoch, out.Position = out.Count.Epoch, out.Count.Position
	case Series:
		asked := a.series(q.Position, knownOn)
		asked.Progress = progress
		out.Series, err = b.counts.Series(ctx, caller, asked)
		out.Epoch, out.Position = out.Series.Epoch, out.Series.Position
	case Flows:
		out.Flows, err = b.counts.Flows(ctx, caller, census.FlowQuery{From: a.From, To: a.On, By: a.By, Only: a.Only, KnownAt: knownOn, Position: q.Position})
		out.Epoch, out.Position = out.Flows.Epoch, out.Flows.Position
	default:
		err = fault.Field("shape", "not a question", "ask of a day, of a series or of flows")
	}
	return out, err
}

// row is a question as it is kept.
type row struct {
	ID       ID
	Office   institution.OfficeID
	Person   institution.PersonID
	Name     string
	Asked    []byte
	KnownOn  day.Date
	Epoch    int
	Position int64
	SavedAt  time.Time
}

func (b *Book) read(ctx context.Context, where string, args ...any) ([]Question, error) {
	rows, err := b.pool.Query(ctx, `SELECT id, office, person, name, asked, known_on, epoch, position, saved_at FROM census.questions WHERE `+where, args...)
	if err != nil {
		return nil, pg.Fault(err)
	}
	kept, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("read questions: %w", pg.Fault(err))
	}
	out := make([]Question, 0, len(kept))
	for r := range slices.Values(kept) {
		q := Question{ID: r.ID, Office: r.Office, Person: r.Person, Name: r.Name, KnownOn: r.KnownOn, Epoch: r.Epoch, Position: uint64(r.Position), SavedAt: r.SavedAt}
		if err := json.Unmarshal(r.Asked, &q.Asked); err != nil {
			return nil, fmt.Errorf("read question: %w", err)
		}
		out = append(out, q)
	}
	return out, nil
}
