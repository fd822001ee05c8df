package alert_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/alert"
	"faro.example/registry/audit"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
	"faro.example/shared/reference"
)

// BenchmarkDeadlines looks at the deadlines of a nation: at all of it, as after a
// change of law; a day later, at those whose day has come; and at once again, with
// nothing to do. Of fifty children one is in reception, the others have left, as in
// a register of thirty years. The floor is a read of all records by their key, with
// nothing opened or folded.
func BenchmarkDeadlines(b *testing.B) {
	children := 1_000_000
	if testing.Short() {
		children = 20_000
	}
	w := newNation(b, children)
	for b.Loop() {
		b.ReportMetric(w.swept("all", func() { w.Exec(`DELETE FROM deadline_progress`) }), "all-s")
		b.ReportMetric(w.swept("day", func() { w.SetNow(w.Now().Add(24 * time.Hour)) }), "day-s")
		b.ReportMetric(w.swept("again", func() {}), "again-s")
	}
	b.ReportMetric(w.floor(), "floor-s")
	b.ReportMetric(float64(children), "children")
	b.ReportMetric(float64(w.count(`SELECT count(*) FROM alerts WHERE record IS NULL AND ended_at IS NULL`)), "raised")
	b.ReportMetric(float64(w.looked), "day-children")
}

// nation is a registry of many children.
type nation struct {
	*intaketest.House
	b      *testing.B
	alerts *alert.Alerts
	looked int // minors that the sweep of a day looked at
}

func newNation(b *testing.B, children int) *nation {
	b.Helper()
	n := &nation{House: intaketest.New(b), b: b}
	places, err := reference.Load()
	if err != nil {
		b.Fatal(err)
	}
	lines, err := audit.New(n.DB.As("faro_audit"), n.Now)
	if err != nil {
		b.Fatal(err)
	}
	if n.alerts, err = newAlerts(n.House, lines, places); err != nil {
		b.Fatal(err)
	}
	for _, kind := range []institution.Kind{institution.Municipality, institution.Prefecture, institution.Police, institution.Court, institution.Prosecutor} {
		n.Institution(kind, siracusa)
	}
	at := n.Structure(siracusa)
	centre := n.Agent(institution.OfficeOf(at))
	for done := 0; done < children; done += batch {
		n.fill(centre, facility.At(at), done, min(batch, children-done))
	}
	n.Exec(`VACUUM ANALYZE records, casefiles, minor_keys`)
	return n
}

// batch is how many children are written at a time. Arbitrary.
const batch = 1000

// fill writes children with what is known of them, as intake would have.
func (n *nation) fill(centre *intaketest.Agent, at facility.Place, from, children int) {
	n.b.Helper()
	minors := make([]minor.ID, children)
	var records []*change.Placed
	for i := range minors {
		minors[i] = intaketest.Minor()
		for _, r := range n.life(centre, at, minors[i], from+i) {
			records = append(records, &change.Placed{Record: r, Standing: change.Standing{Entitled: true}})
		}
	}
	err := pg.InTx(n.b.Context(), n.DB.Admin(), func(ctx context.Context, tx pgx.Tx) error {
		b := &pgx.Batch{}
		keys, err := n.Sealer.Make(b, minors)
		if err != nil {
			return err
		}
		b.Queue(`UPDATE ledger_head SET position = position + $1`, len(records))
		if err := ledger.Queue(b, records, keys, change.Level); err != nil {
			return err
		}
		b.Queue(`INSERT INTO casefiles (minor, version, position, projected) SELECT m, 1, 1, 1 FROM unnest($1::uuid[]) AS m`, minors)
		return tx.SendBatch(ctx, b).Close()
	})
	if err != nil {
		n.b.Fatal(err)
	}
}

// life is what was recorded of a child: every fiftieth came in the last two months
// and is there, the others came in the years before, and left.
func (n *nation) life(centre *intaketest.Agent, at facility.Place, m minor.ID, number int) (out []change.Record) {
	today := day.FromTime(intaketest.Start)
	entry := today.Add(-400 - number%1_400)
	if number%50 == 0 {
		entry = today.Add(-(number / 50 % 60))
	}
	born := entry.AddYears(-16).Add(number % 300)
	says := func(after int, b change.Body, opts ...intaketest.Option) {
		out = append(out, centre.Write(m, entry.Add(after).String(), b, opts...))
	}
	says(0, minor.Registered{Tag: "17"})
	says(0, placement.Began{At: at})
	says(0, minor.IdentityStated{Source: minor.OwnWord, Name: &minor.Name{Given: "Ali", Family: minor.Text(fmt.Sprint("D", number))},
		Birth: &minor.Birth{Date: born, Precision: minor.ToDay, Provenance: minor.Declared}})
	if number%7 > 0 {
		says(0, minor.NoticeGiven{Text: "informativa-1", Language: "fr"})
	}
	for _, to := range []minor.Receiver{minor.ToProsecutor, minor.ToCourt, minor.ToMinistry} {
		says(0, minor.NoticeSent{Matter: minor.PresenceKnown, As: to, Office: "the office"}, intaketest.In(change.Presence))
	}
	if number%50 > 0 {
		says(200, movement.ExitRecorded{Reason: movement.FamilyReunification})
	}
	return out
}

// swept sweeps once, after what is to be done before, and gives how many seconds
// it took.
func (n *nation) swept(what string, before func()) float64 {
	n.b.Helper()
	n.b.StopTimer()
	before()
	n.b.StartTimer()
	begun := time.Now()
	out, err := n.alerts.Sweep(n.b.Context())
	if err != nil {
		n.b.Fatal(err)
	}
	if what == "day" {
		n.looked = out.Deadlines.Minors
	}
	return time.Since(begun).Seconds()
}

// floor reads all records by the key of their minor, as many at a time as a look
// does, and gives how many seconds that takes.
func (n *nation) floor() float64 {
	n.b.Helper()
	pool := n.DB.As("faro_alert")
	begun := time.Now()
	after := minor.ID{15: 1}
	for more := true; more; {
		rows, err := pool.Query(n.b.Context(), `SELECT minor FROM casefiles WHERE minor > $1 ORDER BY minor LIMIT 500`, after)
		if err != nil {
			n.b.Fatal(err)
		}
		minors, err := pgx.CollectRows(rows, pgx.RowTo[minor.ID])
		if err != nil {
			n.b.Fatal(err)
		}
		if more = len(minors) == 500; len(minors) == 0 {
			break
		}
		after = minors[len(minors)-1]
		if _, err := pool.Exec(n.b.Context(), `SELECT header, sig, body FROM records WHERE minor = ANY ($1) ORDER BY minor, position`, minors); err != nil {
			n.b.Fatal(err)
		}
	}
	return time.Since(begun).Seconds()
}

func (n *nation) count(sql string) (out int) {
	n.b.Helper()
	n.Scan(&out, sql)
	return out
}
