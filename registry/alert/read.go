package alert

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// MaxOpen is how many alerts about transfers, or tellings, are shown at once. Arbitrary.
const MaxOpen = 500

// Alert is what somebody has to see to.
type Alert struct {
	Rule       Rule                   `json:"rule"`
	Record     change.ID              `json:"record"`
	Minor      minor.ID               `json:"minor"`
	Code       minor.Code             `json:"code,omitempty"` // none where the casefile does not open to who asks
	SentFrom   facility.ID            `json:"sent_from,omitzero"`
	SentTo     facility.ID            `json:"sent_to,omitzero"`
	HappenedOn day.Date               `json:"happened_on"`
	DueAt      time.Time              `json:"due_at"`
	RaisedAt   time.Time              `json:"raised_at"`
	Offices    []institution.OfficeID `json:"offices"` // whom it was raised to
}

// Telling is something that a guardian was told.
type Telling struct {
	Record     change.ID  `json:"record"`
	Minor      minor.ID   `json:"minor"`
	Code       minor.Code `json:"code,omitempty"`
	Kind       string     `json:"kind"`
	HappenedOn day.Date   `json:"happened_on"`
	ToldAt     time.Time  `json:"told_at"`
}

// Lasting is which alerts about transfers somebody wants to see.
type Lasting struct {
	After change.ID // the record of the last one of the page before; zero for the start
	Most  int       // at most [MaxOpen]; 0 for that
}

// Open gives the alerts about transfers that last, those due longest first: all to
// the Ministry, to all others those that were raised to them. It fails with
// [fault.Denied] for who is told of none, and [fault.Invalid]. The line names the minors.
func (a *Alerts) Open(ctx context.Context, c access.Caller, of Lasting) ([]Alert, error) {
	if of.Most = cmp.Or(of.Most, MaxOpen); of.Most < 1 || of.Most > MaxOpen {
		return nil, fault.Field("limit", "not how many a page can have", fmt.Sprintf("give a number from 1 to %d", MaxOpen))
	}
	q := `SELECT a.rule, a.record, a.minor, k.serial, coalesce(a.sent_from, '00000000-0000-0000-0000-000000000000') AS sent_from,
			coalesce(a.sent_to, '00000000-0000-0000-0000-000000000000') AS sent_to, a.happened_on, a.due_at, a.raised_at, a.offices
		FROM alerts a LEFT JOIN LATERAL (SELECT min(c.serial) AS serial FROM codes c WHERE c.minor = a.minor) k ON true
		WHERE a.record IS NOT NULL AND a.ended_at IS NULL` + reached(c) + `
			AND ($2::uuid IS NULL OR (a.due_at, a.record) > (SELECT x.due_at, x.record FROM alerts x WHERE x.record = $2 LIMIT 1))
		ORDER BY a.due_at, a.record LIMIT $1`
	found, err := shown[alertRow](ctx, a, c, q, of.Most, orNone(of.After))
	if err != nil {
		return nil, err
	}
	out := []Alert{}
	for _, r := range found {
		r.Code = codeOf(r.Serial)
		out = append(out, r.Alert)
	}
	return out, nil
}

// Tellings gives what the caller was told as the guardian of minors, newest
// first, at most 500. It fails with [fault.Denied] for who is told of nothing.
// The line names the minors.
func (a *Alerts) Tellings(ctx context.Context, c access.Caller) ([]Telling, error) {
	const q = `SELECT t.record, t.minor, k.serial, t.kind, t.happened_on, t.told_at
		FROM tellings t LEFT JOIN LATERAL (SELECT min(c.serial) AS serial FROM codes c WHERE c.minor = t.minor) k ON true
		ORDER BY t.position DESC, t.record LIMIT $1`
	found, err := shown[tellingRow](ctx, a, c, q, MaxOpen)
	if err != nil {
		return nil, err
	}
	out := []Telling{}
	for _, r := range found {
		r.Code = codeOf(r.Serial)
		out = append(out, r.Telling)
	}
	return out, nil
}

// alertRow and tellingRow are rows with the number of the national code.
type alertRow struct {
	Alert
	Serial *uint32
}

type tellingRow struct {
	Telling
	Serial *uint32
}

func (r alertRow) about() minor.ID   { return r.Minor }
func (r tellingRow) about() minor.ID { return r.Minor }

func codeOf(serial *uint32) minor.Code {
	if serial == nil {
		return ""
	}
	code, err := minor.NewCode(*serial)
	if err != nil {
		return ""
	}
	return code
}

// shown reads what the policies show the caller, and writes the line before it
// is shown to anybody.
func shown[T interface{ about() minor.ID }](ctx context.Context, a *Alerts, c access.Caller, q string, args ...any) ([]T, error) {
	line := audit.Line{Caller: c, Action: access.ReadAlerts}
	denied := access.Allow(c, access.ReadAlerts)
	var out []T
	if denied == nil {
		err := pg.InSnapshot(ctx, a.Reader, settings(c), func(ctx context.Context, tx pgx.Tx) error {
			rows, err := tx.Query(ctx, q, args...)
			if err != nil {
				return pg.Fault(err)
			}
			out, err = pgx.CollectRows(rows, pgx.RowToStructByNameLax[T])
			return pg.Fault(err)
		})
		if err != nil {
			return nil, fmt.Errorf("read alerts: %w", err)
		}
		line.Allowed = true
		for _, r := range out {
			line.Subjects = append(line.Subjects, r.about())
		}
		line.Subjects = once(line.Subjects)
	}
	if err := a.Lines.Write(ctx, line); err != nil {
		return nil, err
	}
	return out, denied
}

// reached narrows a statement about alerts that last to those of the caller, found
// by an index: behind the readers' policy alone, those of the whole nation are
// read. For who is told of all there is nothing to narrow.
func reached(c access.Caller) string {
	if c.Role == access.Ministry {
		return ""
	}
	return ` AND a.id = ANY (ARRAY(SELECT reached_alerts()))`
}

// settings are what the policies go by: the nation, or the caller's offices and
// person, by which alerts are addressed; and the territory, by which a child's code is
// told to who finds its casefile there.
func settings(c access.Caller) pg.Settings {
	as := pg.Settings{"faro.person": "", "faro.office": "", "faro.territory": strings.Join(c.Territory, ",")}
	if !c.Person.IsZero() {
		as["faro.person"] = c.Person.String()
	}
	if c.Role == access.Ministry {
		as["faro.nation"] = "yes"
	}
	offices := make([]string, len(c.Offices))
	for i, o := range c.Offices {
		offices[i] = o.String()
	}
	as["faro.office"] = strings.Join(offices, ",")
	return as
}
