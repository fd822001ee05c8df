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
	"faro.example/shared/minor"
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
	Minor  minor.ID             `json:"minor,omitzero"` // of a rule that is about one child
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

// Alerts gives the alerts after one, oldest first. Reading them leaves a line.
func (l *Log) Alerts(ctx context.Context, caller access.Caller, after int64, most int) ([]Alert, error) {
	line := Line{Caller: caller, Action: access.ReadLines, Asked: fmt.Sprintf("alerts after %d", after)}
	var out []Alert
	err := l.answer(ctx, &line, func(ctx context.Context, tx pgx.Tx) error {
		const sql = `SELECT id, at, rule, person, agent, minor, from_at AS from, until_at AS until, count, lines
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
