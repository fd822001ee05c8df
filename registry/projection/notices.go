package projection

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Notice is one that was sent to an office.
type Notice struct {
	Record   change.ID
	Section  change.Section
	Matter   minor.Matter
	As       minor.Receiver
	Receiver institution.ID // zero where it was sent by other means
	Sender   institution.OfficeID
	SentOn   day.Date
	Protocol string
	Opened   int64 // when it was opened first, in seconds; 0 while it waits
	OpenedAs string
}

func noticesOf(f *casefile.File) []Notice {
	var out []Notice
	for _, n := range f.Notices {
		row := Notice{
			Record: n.Record, Section: n.Section, Matter: n.Matter, As: n.As, Receiver: institution.ID(n.To), Sender: n.By,
			SentOn: n.On.Day(), Protocol: n.Protocol.Reveal(), OpenedAs: n.OpenedAs.Reveal(),
		}
		if !n.Opened.IsZero() {
			at, timed := n.Opened.Instant()
			if !timed {
				at = n.Opened.Day().Start()
			}
			row.Opened = at.Unix()
		}
		out = append(out, row)
	}
	return out
}

// noticeRows are the notices to remove and to add; few records send one.
type noticeRows struct {
	goneMinor  []minor.ID
	goneRecord []change.ID
	minors     []minor.ID
	come       []Notice
}

func (n *noticeRows) add(c *Change) {
	gone, come := difference(c.Old.Notices, c.New.Notices)
	for _, g := range gone {
		n.goneMinor, n.goneRecord = append(n.goneMinor, c.Minor), append(n.goneRecord, g.Record)
	}
	for range come {
		n.minors = append(n.minors, c.Minor)
	}
	n.come = append(n.come, come...)
}

func (n *noticeRows) queue(b *pgx.Batch) {
	if len(n.goneMinor) > 0 {
		b.Queue(`DELETE FROM notices n USING unnest($1::uuid[], $2::uuid[]) AS g (minor, record)
			WHERE n.minor = g.minor AND n.record = g.record`, n.goneMinor, n.goneRecord)
	}
	for i, c := range n.come {
		var opened *time.Time
		if c.Opened != 0 {
			at := time.Unix(c.Opened, 0)
			opened = &at
		}
		b.Queue(`INSERT INTO notices (minor, record, section, matter, addressed_as, receiver, sender, sent_on, protocol, opened_at, opened_as)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			n.minors[i], c.Record, string(c.Section), string(c.Matter), string(c.As), c.Receiver, c.Sender, c.SentOn, c.Protocol, opened, c.OpenedAs)
	}
}

func readNotices(ctx context.Context, q pg.Querier, minors []minor.ID, out map[minor.ID]Rows) error {
	rows, err := q.Query(ctx, `SELECT minor, record, section, matter, addressed_as, receiver, sender, sent_on, protocol,
			coalesce(extract(epoch FROM opened_at)::bigint, 0), opened_as
		FROM notices WHERE minor = ANY ($1) ORDER BY minor, sent_on, record`, minors)
	if err != nil {
		return err
	}
	var m minor.ID
	var n Notice
	_, err = pgx.ForEachRow(rows, []any{
		&m, &n.Record, &n.Section, &n.Matter, &n.As, &n.Receiver, &n.Sender, &n.SentOn, &n.Protocol, &n.Opened, &n.OpenedAs,
	}, func() error {
		r := out[m]
		r.Notices = append(r.Notices, n)
		out[m] = r
		return nil
	})
	return err
}
