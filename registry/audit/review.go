package audit

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// Verdict is what a person judged of a broken glass, or of unusual looking. A later
// one holds, and the one before it stays.
type Verdict struct {
	InOrder bool
	Why     string
	Person  institution.PersonID
	At      time.Time
}

// Finding is unusual looking with what was judged of it.
type Finding struct {
	Alert
	Actions  []access.Action // of the rule; none for what no rule states
	Verdicts []Verdict       // oldest first
}

// Findings are some, with what those in them are called.
type Findings struct {
	List []Finding
	Named
}

// maxFindings is how many findings are given at once. Arbitrary: the oldest are judged first.
const maxFindings = 100

// Findings gives unusual looking: what nobody has judged yet, oldest first, or what
// was judged, the newest first. It leaves a line that names the children of whom a
// finding is.
func (l *Log) Findings(ctx context.Context, caller access.Caller, judged bool) (Findings, error) {
	sql := findingColumns + ` WHERE NOT EXISTS (SELECT FROM looking_reviews v WHERE v.alert = a.id) ORDER BY a.id LIMIT $1`
	asked := "findings to review"
	if judged {
		asked = "findings reviewed"
		sql = findingColumns + ` WHERE EXISTS (SELECT FROM looking_reviews v WHERE v.alert = a.id) ORDER BY a.id DESC LIMIT $1`
	}
	return l.findings(ctx, caller, asked, sql, maxFindings)
}

// Finding gives one. It fails with [fault.NotFound] where there is none.
func (l *Log) Finding(ctx context.Context, caller access.Caller, id int64) (Findings, error) {
	out, err := l.findings(ctx, caller, fmt.Sprintf("finding %d", id), findingColumns+` WHERE a.id = $1`, id)
	if err == nil && len(out.List) == 0 {
		return out, fault.Newf(fault.NotFound, "there is no such finding")
	}
	return out, err
}

const findingColumns = `SELECT a.id, a.at, a.rule, a.person, a.agent, a.minor, a.from_at AS from, a.until_at AS until, a.count, a.lines,
		coalesce(r.actions, '{}') AS actions, (SELECT coalesce(json_agg(json_build_object('InOrder', v.in_order, 'Why', v.why, 'Person', v.person, 'At', v.at) ORDER BY v.number), '[]')
			FROM looking_reviews v WHERE v.alert = a.id) AS verdicts
	FROM looking_alerts a LEFT JOIN looking_rules r ON r.name = a.rule`

func (l *Log) findings(ctx context.Context, caller access.Caller, asked, sql string, arg any) (out Findings, err error) {
	line := Line{Caller: caller, Action: access.ReviewLooks, Asked: asked}
	err = l.answer(ctx, &line, func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, sql, arg)
		if err != nil {
			return err
		}
		if out.List, err = pgx.CollectRows(rows, pgx.RowToStructByName[Finding]); err != nil {
			return err
		}
		var people []institution.PersonID
		for _, f := range out.List {
			if !f.Minor.IsZero() {
				line.Subjects = append(line.Subjects, f.Minor)
			}
			people = append(people, f.Person)
			for _, v := range f.Verdicts {
				people = append(people, v.Person)
			}
		}
		out.Named, err = names(ctx, tx, people, nil, line.Subjects)
		return err
	})
	if err != nil {
		return Findings{}, fmt.Errorf("read findings: %w", pg.Fault(err))
	}
	return out, nil
}

// Judge keeps what the caller judges of a finding. It fails with [fault.Denied] for
// who may not, and for whom the finding is about; with [fault.Invalid] without a
// reason; and with [fault.NotFound] where there is no such finding.
func (l *Log) Judge(ctx context.Context, caller access.Caller, id int64, inOrder bool, why string) error {
	if err := CheckWhy(why); err != nil {
		return err
	}
	own, err := l.isOwn(ctx, caller, id)
	if err != nil {
		return fmt.Errorf("judge: %w", err)
	}
	line := Line{Caller: caller, Action: access.ReviewLooks, Asked: fmt.Sprintf("judge finding %d: in order %t", id, inOrder)}
	if err := Decide(ctx, l, line, own); err != nil {
		return err
	}
	err = pg.InTx(ctx, l.pool, func(ctx context.Context, tx pgx.Tx) error {
		const sql = `INSERT INTO looking_reviews (alert, in_order, why, person, at) VALUES ($1, $2, $3, $4, $5)`
		_, err := tx.Exec(ctx, sql, id, inOrder, why, caller.Person, l.now())
		return err
	})
	if err != nil {
		return fmt.Errorf("judge: %w", err)
	}
	return nil
}

// Decide writes the line of a verdict that is to be kept, and fails with
// [fault.Denied] for who may not judge, and where it is about the caller's own looks.
func Decide(ctx context.Context, to interface {
	Write(ctx context.Context, line Line) error
}, line Line, own bool) error {
	denied := access.Allow(line.Caller, line.Action)
	if denied == nil && own {
		denied = &fault.Error{Kind: fault.Denied, Detail: "nobody reviews their own looks", Remedy: "leave it to a colleague"}
	}
	line.Allowed = denied == nil
	if err := to.Write(ctx, line); err != nil {
		return err
	}
	return denied
}

// isOwn reports whether a finding is about the caller, or for whom the caller acts.
func (l *Log) isOwn(ctx context.Context, c access.Caller, id int64) (own bool, err error) {
	const sql = `SELECT coalesce(a.person = ANY ($2), false) OR EXISTS (SELECT FROM access_lines l WHERE l.id = ANY (a.lines) AND l.person = ANY ($2))
		FROM looking_alerts a WHERE a.id = $1`
	err = l.pool.QueryRow(ctx, sql, id, Selves(c)).Scan(&own)
	return own, pg.Fault(err)
}

// Selves are those as whom a caller acts: the person, and for whom they stand in.
func Selves(c access.Caller) []institution.PersonID { return append(slices.Clone(c.For), c.Person) }

// maxWhy bounds what a verdict says, in bytes: some sentences. Arbitrary.
const maxWhy = 800

// CheckWhy fails with [fault.Invalid] unless a verdict says why.
func CheckWhy(why string) error {
	if strings.TrimSpace(why) == "" || len(why) > maxWhy {
		return fault.Field("why", "missing, or longer than 800 bytes", "say in a sentence or two by what you tell")
	}
	return nil
}
