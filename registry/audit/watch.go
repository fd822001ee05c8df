package audit

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/institution"
)

const (
	// watchEvery is how often the rules of unusual looking are asked. Arbitrary.
	watchEvery = 5 * time.Minute
	// monthsAhead is for how many months there are partitions beforehand.
	monthsAhead = 3
	// watching is the advisory lock that makes watchers one at a time: "faro" in
	// ASCII, and 5.
	watching = 0x6661726f_00000005
)

// Alert is looking that is unusual, for the auditor to judge: a rule that was
// broken, by whom, and the first lines that broke it.
type Alert struct {
	ID     int64                `json:"id"`
	At     time.Time            `json:"at"`
	Rule   string               `json:"rule"`
	Person institution.PersonID `json:"person,omitzero"`
	Agent  change.AgentID       `json:"agent,omitzero"`
	From   time.Time            `json:"from"`
	Until  time.Time            `json:"until"`
	Count  int                  `json:"count"`
	Lines  []int64              `json:"lines"`
}

// Run makes the partitions of the months to come and asks the rules of unusual
// looking, now and then, until ctx is done. What fails is logged and done again.
func (l *Log) Run(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		found, err := l.Watch(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			log.Error("could not look for unusual looking", "error", err)
		case found > 0:
			log.Warn("unusual looking: see registryctl audit alerts", "alerts", found)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// Watch does once what [Log.Run] does, and gives how many alerts it raised. It
// does nothing while another does.
func (l *Log) Watch(ctx context.Context) (found int, err error) {
	if err := l.months(ctx); err != nil {
		return 0, err
	}
	now := l.now()
	err = pg.InTx(ctx, l.pool, func(ctx context.Context, tx pgx.Tx) error {
		found = 0
		var mine bool
		if err := tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock($1)`, int64(watching)).Scan(&mine); err != nil || !mine {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT what, name FROM looking_rules WHERE active ORDER BY name`)
		if err != nil {
			return err
		}
		rules, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct{ What, Name string }])
		if err != nil {
			return err
		}
		for _, r := range rules {
			tag, err := tx.Exec(ctx, unusual[r.What], r.Name, now)
			if err != nil {
				return fmt.Errorf("%s: %w", r.Name, err)
			}
			found += int(tag.RowsAffected())
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("look for unusual looking: %w", err)
	}
	return found, nil
}

// months makes the partitions of this month and those to come.
func (l *Log) months(ctx context.Context) error {
	const sql = `SELECT access_month((date_trunc('month', $1::timestamptz AT TIME ZONE 'UTC') + n * interval '1 month')::date)
		FROM generate_series(0, $2::integer) AS n`
	if _, err := l.pool.Exec(ctx, sql, l.now(), monthsAhead); err != nil {
		return fmt.Errorf("make months: %w", pg.Fault(err))
	}
	return nil
}

// unusual gives the query of each kind of rule. Each counts, by person or by
// the installation where there is none, what lies within the rule's time, and
// raises one alert where it is more than the most; none where the same was told
// within that time.
var unusual = map[string]string{
	"many-children": `INSERT INTO looking_alerts (at, rule, person, agent, from_at, until_at, count, lines)
		SELECT $2, r.name, l.person, l.agent, min(l.at), max(l.at), count(DISTINCT s), (array_agg(DISTINCT l.id))[1:100]
		FROM looking_rules r
		JOIN access_lines l ON l.at > $2::timestamptz - r.within AND l.at <= $2 AND l.allowed AND l.action = ANY (r.actions)
		CROSS JOIN LATERAL unnest(l.subjects) AS s
		WHERE r.name = $1 AND ` + named + notTold + `
		GROUP BY r.name, r.most, l.person, l.agent HAVING count(DISTINCT s) > r.most`,

	"out-of-hours": `INSERT INTO looking_alerts (at, rule, person, agent, from_at, until_at, count, lines)
		SELECT $2, r.name, l.person, l.agent, min(l.at), max(l.at), count(*), (array_agg(l.id ORDER BY l.id))[1:100]
		FROM looking_rules r
		JOIN access_lines l ON l.at > $2::timestamptz - r.within AND l.at <= $2 AND l.action = ANY (r.actions)
		CROSS JOIN LATERAL (SELECT l.at AT TIME ZONE 'Europe/Rome' AS here) AS t
		WHERE r.name = $1 AND l.person IS NOT NULL
			AND (extract(hour FROM t.here) < r.opens OR extract(hour FROM t.here) >= r.closes OR extract(isodow FROM t.here) = 7)` + notTold + `
		GROUP BY r.name, r.most, l.person, l.agent HAVING count(*) > r.most`,

	// A search whose casefiles nobody opened within a quarter of an hour: somebody
	// who knows whom they look for opens what they find.
	"search-without-opening": `INSERT INTO looking_alerts (at, rule, person, agent, from_at, until_at, count, lines)
		SELECT $2, r.name, l.person, l.agent, min(l.at), max(l.at), count(*), (array_agg(l.id ORDER BY l.id))[1:100]
		FROM looking_rules r
		JOIN access_lines l ON l.at > $2::timestamptz - r.within AND l.at <= $2::timestamptz - interval '15 minutes' AND l.action = ANY (r.actions)
		WHERE r.name = $1 AND ` + named + `
			AND NOT EXISTS (SELECT FROM access_lines o WHERE o.person IS NOT DISTINCT FROM l.person AND o.agent IS NOT DISTINCT FROM l.agent
				AND o.action = 'open-casefile' AND o.allowed AND o.at BETWEEN l.at AND l.at + interval '15 minutes'
				AND o.subjects && l.subjects)` + notTold + `
		GROUP BY r.name, r.most, l.person, l.agent HAVING count(*) > r.most`,
}

const (
	// named leaves out what nobody in particular asked.
	named = `(l.person IS NOT NULL OR l.agent IS NOT NULL)`
	// notTold leaves out who was told of within the rule's time.
	notTold = `
			AND NOT EXISTS (SELECT FROM looking_alerts t WHERE t.rule = r.name AND t.at > $2::timestamptz - r.within
				AND t.person IS NOT DISTINCT FROM l.person AND t.agent IS NOT DISTINCT FROM l.agent)`
)

// Alerts gives the alerts after one, oldest first. Reading them leaves a line.
func (l *Log) Alerts(ctx context.Context, caller access.Caller, after int64, most int) ([]Alert, error) {
	line := Line{Caller: caller, Action: access.ReadLines, Asked: fmt.Sprintf("alerts after %d", after)}
	var out []Alert
	err := l.answer(ctx, &line, func(ctx context.Context, tx pgx.Tx) error {
		const sql = `SELECT id, at, rule, person, agent, from_at AS from, until_at AS until, count, lines
			FROM looking_alerts WHERE id > $1 ORDER BY id LIMIT $2`
		rows, err := tx.Query(ctx, sql, after, most)
		if err != nil {
			return err
		}
		out, err = pgx.CollectRows(rows, pgx.RowToStructByName[Alert])
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
