package audit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit/tree"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Filter says which lines an auditor asks for; what is left out is not asked.
type Filter struct {
	Person institution.PersonID `json:"person,omitzero"`
	Agent  change.AgentID       `json:"agent,omitzero"`
	Minor  minor.ID             `json:"minor,omitzero"`
	Role   access.Role          `json:"role,omitempty"`
	Action access.Action        `json:"action,omitempty"`
	Denied bool                 `json:"denied,omitempty"` // those alone that were not allowed
	From   time.Time            `json:"from,omitzero"`
	Until  time.Time            `json:"until,omitzero"`  // this instant not included
	After  int64                `json:"after,omitempty"` // the number of the last line that was shown: go on after it
	Most   int                  `json:"most,omitempty"`  // 0 is [DefaultLines]

	Who     string     `json:"who,omitempty"`         // words of the name of the person, or the identifier
	Office  string     `json:"office,omitempty"`      // the code, or words of the name, of where the person works or worked
	Machine string     `json:"machine,omitempty"`     // words of the label of the installation, or its identifier
	Code    minor.Code `json:"code,omitempty"`        // of the child, in place of Minor
	Words   string     `json:"words,omitempty"`       // that the reason holds, however written
	Glass   GlassID    `json:"glass,omitzero"`        // what was opened under this glass, and its breaking
	Broken  bool       `json:"under_glass,omitempty"` // what was opened under any
	Lines   []int64    `json:"lines,omitempty"`       // these alone
	Newest  bool       `json:"newest,omitempty"`      // the newest first; After goes on to older ones
}

const (
	// DefaultLines is how many lines are given unless more are asked for.
	DefaultLines = 100
	// MaxLines bounds the lines given at once. Arbitrary.
	MaxLines = 50_000
)

// Found is a line as an auditor reads it.
type Found struct {
	tree.Line
	Asked string `json:"asked,omitempty"` // what a search asked, opened
}

// Lines gives lines of access, in the order of their numbers. The search leaves
// a line itself, before anything is given: with what was asked and the minors
// that the lines are about. output says whether they leave the screen. It fails
// with [fault.Denied] for who may not read them.
func (l *Log) Lines(ctx context.Context, caller access.Caller, f Filter, output string) ([]Found, error) {
	if f.Most == 0 {
		f.Most = DefaultLines
	}
	line, err := l.asks(caller, f, output)
	if err != nil {
		return nil, err
	}
	var found []Found
	err = l.answer(ctx, &line, func(ctx context.Context, tx pgx.Tx) error {
		if found, err = l.find(ctx, tx, f); err != nil {
			return err
		}
		line.take(found)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// asks is the line of who searches the record itself.
func (l *Log) asks(caller access.Caller, f Filter, output string) (Line, error) {
	if f.Most < 0 || f.Most > MaxLines {
		return Line{}, fault.Field("most", fmt.Sprintf("not between 1 and %d", MaxLines), "ask for the rest after the last line given")
	}
	asked, err := json.Marshal(f)
	if err != nil {
		return Line{}, fmt.Errorf("encode filter: %w", err)
	}
	return Line{Caller: caller, Action: access.ReadLines, Asked: string(asked), Output: output}, nil
}

// take says of which lines, about whom, a line is.
func (l *Line) take(found []Found) {
	l.Rows = len(found)
	for _, got := range found {
		l.Subjects = append(l.Subjects, got.Subjects...)
	}
}

// answer decides, reads if the caller may, writes the line, and only then lets
// anything be given. Denied and allowed leave a line alike.
func (l *Log) answer(ctx context.Context, line *Line, read pg.Func, relations ...access.Relation) error {
	denied := access.Allow(line.Caller, line.Action, relations...)
	if denied == nil {
		if err := pg.InSnapshot(ctx, l.pool, nil, read); err != nil {
			return err
		}
	}
	slices.SortFunc(line.Subjects, minor.ID.Compare)
	line.Subjects = slices.Compact(line.Subjects)
	line.Allowed = denied == nil
	if err := l.Write(ctx, *line); err != nil {
		return err
	}
	return denied
}

// find reads lines by a filter.
func (l *Log) find(ctx context.Context, q pg.Querier, f Filter) ([]Found, error) {
	numbers, err := l.numbers(ctx, q, f)
	if err != nil {
		return nil, fmt.Errorf("find lines: %w", pg.Fault(err))
	}
	lines, err := tree.ReadLines(ctx, q, numbers)
	if err != nil {
		return nil, err
	}
	asked, err := l.asked(ctx, q, numbers)
	if err != nil {
		return nil, err
	}
	var out []Found
	for _, n := range numbers {
		for _, line := range lines[n] {
			out = append(out, Found{Line: line, Asked: asked[n]})
		}
	}
	return out, nil
}

// numbers gives the numbers of the lines of a filter, in the order asked for. A
// code that no child has finds none.
func (l *Log) numbers(ctx context.Context, q pg.Querier, f Filter) ([]int64, error) {
	const of = `SELECT id FROM access_lines
		WHERE (@person::uuid IS NULL OR person = @person) AND (@agent::uuid IS NULL OR agent = @agent)
			AND (@minor::uuid IS NULL OR subjects @> ARRAY[@minor::uuid])
			AND (@who = '' OR person IN (SELECT id FROM people WHERE strpos(lower(name), lower(@who)) > 0 OR id::text = lower(@who)))
			AND (@office = '' OR person IN (SELECT p.id FROM people p JOIN offices o ON o.id = p.office WHERE lower(o.code) = lower(@office)
				OR EXISTS (SELECT FROM institutions i WHERE i.id = o.id AND strpos(lower(i.name), lower(@office)) > 0)
				OR EXISTS (SELECT FROM structures s WHERE s.id = o.id AND strpos(lower(s.name), lower(@office)) > 0)))
			AND (@machine = '' OR agent IN (SELECT id FROM installations WHERE strpos(lower(label), lower(@machine)) > 0 OR id::text = lower(@machine)))
			AND (@role = '' OR role = @role) AND (@action = '' OR action = @action) AND (NOT @denied OR NOT allowed)
			AND (@words = '' OR strpos(lower(reason), lower(@words)) > 0)
			AND (@glass::uuid IS NULL OR glass = @glass) AND (NOT @broken OR glass IS NOT NULL) AND (@lines::bigint[] IS NULL OR id = ANY (@lines))
			AND (@from::timestamptz IS NULL OR at >= @from) AND (@until::timestamptz IS NULL OR at < @until)`
	sql := of + ` AND id > @after ORDER BY id LIMIT @most`
	if f.Newest {
		sql = of + ` AND (@after = 0 OR id < @after) ORDER BY id DESC LIMIT @most`
	}
	if f.Code != "" {
		m, err := find(ctx, q, Child{Code: f.Code})
		if errors.Is(err, pgx.ErrNoRows) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		f.Minor = m
	}
	rows, err := q.Query(ctx, sql, pgx.StrictNamedArgs{
		"person": f.Person, "agent": f.Agent, "minor": f.Minor, "role": string(f.Role), "action": string(f.Action), "denied": f.Denied,
		"from": instant(f.From), "until": instant(f.Until), "after": f.After, "most": f.Most,
		"who": f.Who, "office": f.Office, "machine": f.Machine, "words": f.Words, "glass": f.Glass, "broken": f.Broken, "lines": f.Lines,
	})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

// instant gives no time as NULL.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// asked opens what searches asked.
func (l *Log) asked(ctx context.Context, q pg.Querier, numbers []int64) (map[int64]string, error) {
	const sql = `SELECT id, asked, asked_by, salt FROM access_lines WHERE id = ANY ($1) AND asked IS NOT NULL`
	rows, err := q.Query(ctx, sql, numbers)
	if err != nil {
		return nil, fmt.Errorf("read what was asked: %w", pg.Fault(err))
	}
	out := map[int64]string{}
	var number int64
	var sealed, salt []byte
	var by string
	_, err = pgx.ForEachRow(rows, []any{&number, &sealed, &by, &salt}, func() error {
		if l.Seal == nil || len(salt) != saltBytes {
			return fault.Newf(fault.Internal, "what line %d asked cannot be opened", number)
		}
		plain, err := l.Seal.OpenFrame(ctx, askedPlace([saltBytes]byte(salt)), sealed, by)
		out[number] = string(plain)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read what was asked: %w", pg.Fault(err))
	}
	return out, nil
}
