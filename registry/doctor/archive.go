package doctor

import (
	"context"
	"fmt"
	"time"

	"faro.example/registry/pg"
	"faro.example/shared/doctor"
)

// archiver is what PostgreSQL says of the archiving of its log.
type archiver struct {
	Mode   string
	Age    time.Duration // since the last segment was archived; zero if none ever was
	Behind int64         // segments that are written and not archived
	Failed string        // what it fails to archive now; "" if it does not
}

// slowArchive is for how long the log may wait to be archived before somebody has
// to look: what waits is lost with the machine. Arbitrary.
const slowArchive = 15 * time.Minute

// archive looks whether PostgreSQL's log is archived.
func archive(ctx context.Context, q pg.Querier) doctor.Finding {
	const query = `WITH size AS (SELECT setting::bigint AS of FROM pg_settings WHERE name = 'wal_segment_size')
		SELECT current_setting('archive_mode'),
			coalesce(extract(epoch FROM clock_timestamp() - last_archived_time), 0)::float8,
			CASE WHEN last_archived_wal ~ '^[0-9A-F]{24}$' AND NOT pg_is_in_recovery() THEN
				div(pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0'), size.of)::bigint - 1
				- ('x' || substr(last_archived_wal, 9, 8))::bit(32)::bigint * (4294967296 / size.of)
				- ('x' || substr(last_archived_wal, 17, 8))::bit(32)::bigint ELSE 0 END,
			CASE WHEN last_failed_time > coalesce(last_archived_time, '-infinity') THEN last_failed_wal ELSE '' END
		FROM pg_stat_archiver, size`
	var a archiver
	var age float64
	if err := q.QueryRow(ctx, query).Scan(&a.Mode, &age, &a.Behind, &a.Failed); err != nil {
		return doctor.Failed("archive", pg.Fault(err), unreachable)
	}
	a.Age = time.Duration(age * float64(time.Second)).Round(time.Second)
	return a.judge()
}

func (a archiver) judge() doctor.Finding {
	const check, remedy = "archive", "see what archive_command says in PostgreSQL's log: room, the mount, or keys of a new month (registryctl backup keys export)"
	switch {
	case a.Mode == "off":
		return doctor.Fine(check, "PostgreSQL's log is not archived: a restore goes back to the newest backup")
	case a.Failed != "":
		return doctor.Wrong(check, fmt.Sprintf("PostgreSQL fails to archive %s; the last segment was archived %v ago", a.Failed, a.Age), remedy)
	case a.Behind > 1 && a.Age > slowArchive:
		return doctor.Wrong(check, fmt.Sprintf("%d segments of PostgreSQL's log wait to be archived; the last was %v ago", a.Behind, a.Age), remedy)
	case a.Age == 0:
		return doctor.Worry(check, "nothing of PostgreSQL's log was archived yet", "make a base backup, which waits for it: registryctl backup make --base")
	}
	return doctor.Fine(check, "the last segment of PostgreSQL's log was archived %v ago", a.Age)
}
