package doctor

import (
	"context"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"faro.example/migrations"
	"faro.example/registry/assembly"
	"faro.example/registry/pg"
	"faro.example/registry/pki"
	"faro.example/shared/doctor"
	"faro.example/shared/mtls"
)

// Examine looks at the database of a registry that is open, and at what the
// registry wrote there.
func Examine(ctx context.Context, r *assembly.Registry, o Options) []doctor.Finding {
	return []doctor.Finding{
		clock(ctx, r.Pools.Reader, o.Now),
		durability(ctx, r.Pools.Reader),
		archive(ctx, r.Pools.Reader),
		replica(ctx, r, o),
		terse(ctx, r.Pools.Reader),
		connections(ctx, r.Pools.Reader),
		wraparound(ctx, r.Pools.Reader),
		sealing(ctx, r),
		agents(ctx, r),
		retention(ctx, r),
		tables(ctx, r.Pools.Reader, o),
	}
}

// skew is how far this machine's clock may be from the database's: facts are
// dated by it, and certificates are judged by it. Arbitrary.
const skew = 30 * time.Second

func clock(ctx context.Context, q pg.Querier, now func() time.Time) doctor.Finding {
	var theirs, last time.Time
	before := now()
	if err := q.QueryRow(ctx, `SELECT clock_timestamp(), at FROM ledger_head`).Scan(&theirs, &last); err != nil {
		return doctor.Failed("clock", pg.Fault(err), unreachable)
	}
	const remedy = "see to the clocks of both machines: systemctl status systemd-timesyncd, or chronyc tracking"
	if ahead := last.Sub(now()); ahead > skew {
		return doctor.Wrong("clock", fmt.Sprintf("the ledger's last commit is %v ahead of this clock", ahead.Round(time.Second)), remedy)
	}
	middle := before.Add(now().Sub(before) / 2)
	return doctor.Clock(middle.Sub(theirs), skew, "the database's", remedy)
}

const unreachable = "see whether PostgreSQL runs and this machine may connect to it"

// settings reads some of PostgreSQL's settings.
func settings(ctx context.Context, q pg.Querier, names ...string) (map[string]string, error) {
	rows, err := q.Query(ctx, `SELECT name, setting FROM pg_settings WHERE name = ANY($1)`, names)
	if err != nil {
		return nil, pg.Fault(err)
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return nil, pg.Fault(err)
		}
		out[name] = value
	}
	return out, pg.Fault(rows.Err())
}

// durability looks at what makes an acknowledged record survive a power cut.
func durability(ctx context.Context, q pg.Querier) doctor.Finding {
	const check = "durability"
	set, err := settings(ctx, q, "fsync", "full_page_writes", "synchronous_commit", "data_checksums")
	if err != nil {
		return doctor.Failed(check, err, unreachable)
	}
	for _, name := range []string{"fsync", "full_page_writes", "synchronous_commit"} {
		if set[name] == "off" {
			return doctor.Wrong(check, "PostgreSQL runs with "+name+" = off: a power cut loses records that agents were told are safe",
				"set "+name+" = on in postgresql.conf and restart PostgreSQL; then run registryctl check")
		}
	}
	if set["data_checksums"] != "on" {
		return doctor.Worry(check, "PostgreSQL does not check its pages: a disk that lies is not noticed",
			"with PostgreSQL stopped run pg_checksums --enable")
	}
	return doctor.Fine(check, "PostgreSQL writes through and checks its pages")
}

// terse looks at what PostgreSQL writes into its own log, where the values of a
// statement can name a child.
func terse(ctx context.Context, q pg.Querier) doctor.Finding {
	const check = "log"
	want := []struct{ name, value string }{
		{"log_statement", "none"}, {"log_min_duration_statement", "-1"}, {"log_min_duration_sample", "-1"},
		{"log_parameter_max_length_on_error", "0"}, {"log_min_error_statement", "panic"}, {"log_error_verbosity", "terse"},
	}
	names := make([]string, len(want))
	for i, w := range want {
		names[i] = w.name
	}
	set, err := settings(ctx, q, names...)
	if err != nil {
		return doctor.Failed(check, err, unreachable)
	}
	var loud, right []string
	for _, w := range want {
		if got, known := set[w.name]; known && got != w.value {
			loud = append(loud, w.name+" = "+got)
			right = append(right, w.name+" = "+w.value)
		}
	}
	if len(loud) > 0 {
		return doctor.Wrong(check, "PostgreSQL's own log can hold names of children: "+strings.Join(loud, ", "),
			"set in postgresql.conf and reload: "+strings.Join(right, ", "))
	}
	return doctor.Fine(check, "PostgreSQL's own log holds no statements")
}

// fullAt is the share of PostgreSQL's connections in use from which it is a worry.
const fullAt = 0.8

func connections(ctx context.Context, q pg.Querier) doctor.Finding {
	const check = "connections"
	var used, most int
	const sql = `SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity WHERE backend_type = 'client backend' OR backend_type IS NULL`
	if err := q.QueryRow(ctx, sql).Scan(&used, &most); err != nil {
		return doctor.Failed(check, pg.Fault(err), unreachable)
	}
	if float64(used) > fullAt*float64(most) {
		return doctor.Worry(check, fmt.Sprintf("%d of PostgreSQL's %d connections are in use", used, most),
			"raise max_connections, or lower connections in the registry's settings: each registryd takes about fifteen times that")
	}
	return doctor.Fine(check, "%d of PostgreSQL's %d connections are in use", used, most)
}

// oldestRow is the age of the oldest transaction from which vacuuming has
// fallen behind: PostgreSQL stops taking writes at two thousand million.
const oldestRow = 1_000_000_000

func wraparound(ctx context.Context, q pg.Querier) doctor.Finding {
	const check = "vacuum"
	var age int64
	if err := q.QueryRow(ctx, `SELECT age(datfrozenxid) FROM pg_database WHERE datname = current_database()`).Scan(&age); err != nil {
		return doctor.Failed(check, pg.Fault(err), unreachable)
	}
	if age > oldestRow {
		return doctor.Wrong(check, fmt.Sprintf("the oldest row is %d transactions old: PostgreSQL will stop taking writes", age),
			"see that autovacuum is on and that no transaction stays open, then run VACUUM FREEZE")
	}
	return doctor.Fine(check, "the oldest row is %d transactions old", age)
}

// replica looks whether the replica that is set follows closely enough to be asked.
func replica(ctx context.Context, r *assembly.Registry, o Options) doctor.Finding {
	const check = "replica"
	if r.Standby == nil {
		return doctor.Fine(check, "none is set: the primary answers everything")
	}
	if why := r.Standby.Follows(ctx, o.ReplicaLimit); why != "" {
		return doctor.Worry(check, why+": the primary answers everything", "see the playbook FaroReplicaBehind, or leave replica out of the settings")
	}
	return doctor.Fine(check, "the replica follows within %v", o.ReplicaLimit)
}

// longestWait is for how long a line of access may wait for its place in the tree.
const longestWait = 5 * time.Minute

func sealing(ctx context.Context, r *assembly.Registry) doctor.Finding {
	const check = "audit"
	n, oldest, err := r.Tree.Waiting(ctx)
	switch {
	case err != nil:
		return doctor.Failed(check, err, unreachable)
	case n > 0 && oldest > longestWait:
		return doctor.Wrong(check, fmt.Sprintf("%d lines of access wait for their place in the record, the oldest for %v", n, oldest.Round(time.Second)),
			"see whether a registryd runs, and whether it logs that it does not seal; then run registryctl audit verify")
	}
	return doctor.Fine(check, "the record of access is sealed")
}

func agents(ctx context.Context, r *assembly.Registry) doctor.Finding {
	const check = "agents"
	silent, locked, err := r.Authority.Quiet(ctx)
	switch {
	case err != nil:
		return doctor.Failed(check, err, unreachable)
	case silent+locked > 0:
		return doctor.Worry(check, fmt.Sprintf("%d agents are silent and %d are locked: what they hold is not in the census", silent, locked),
			"run registryctl agents, and call those centres")
	}
	return doctor.Fine(check, "no agent is silent or locked")
}

// retention looks for children who were to be erased, whom nobody has seen to.
func retention(ctx context.Context, r *assembly.Registry) doctor.Finding {
	const check = "retention"
	late, err := r.Erasures.FindLate(ctx)
	switch {
	case err != nil:
		return doctor.Failed(check, err, unreachable)
	case late.Stopped > 0:
		return doctor.Wrong(check, fmt.Sprintf("%d runs of erasures were ordered more than a day ago and have not ended", late.Stopped),
			"see whether a registryd runs, and whether it logs that it could not erase; or go on with registryctl erase --order RUN")
	case late.Waiting > 0:
		return doctor.Wrong(check, fmt.Sprintf("%d children were to be erased by law, the first on %s, and nobody has asked or ordered it", late.Waiting, late.Since),
			"have two persons of the Ministry see to the page of retention, or to registryctl erase; whom it holds for a reason is held by order")
	}
	return doctor.Fine(check, "nobody waits for long to be erased by law")
}

// tables compares the version of the tables with what this program was made for.
// Whoever was granted to may see it (keeper.sql); else the role that migrates.
func tables(ctx context.Context, q pg.Querier, o Options) doctor.Finding {
	const check = "version"
	at, err := pg.SchemaVersion(ctx, q)
	if err != nil && o.Role != "" {
		at, err = versionAs(ctx, o)
	}
	if err != nil {
		return doctor.Fine(check, "of the tables not looked at: only who migrates may see it, and --role names it")
	}
	ups, err := fs.Glob(migrations.Postgres(), "*.up.sql")
	if err != nil {
		return doctor.Failed(check, err, "install the program again")
	}
	newest := uint(len(ups)) // numbers have no gap
	switch {
	case at < newest:
		return doctor.Wrong(check, fmt.Sprintf("the tables are at version %d, this program needs %d", at, newest), "run: registryctl migrate up")
	case at > newest:
		return doctor.Worry(check, fmt.Sprintf("the tables are at version %d, newer than this program (%d)", at, newest), "install the newer program on this machine too")
	}
	return doctor.Fine(check, "the tables are at version %d, as this program needs", at)
}

func versionAs(ctx context.Context, o Options) (uint, error) {
	pool, err := pg.Open(ctx, o.DSN(o.Role), pg.Options{Name: "faro doctor", MaxConns: 1, ReadOnly: true})
	if err != nil {
		return 0, err
	}
	defer pool.Close()
	return pg.SchemaVersion(ctx, pool)
}

// answerWithin bounds the wait for the server on this machine. Arbitrary.
const answerWithin = 5 * time.Second

// line asks the server on this machine how it is, as an agent reaches it.
func line(ctx context.Context, o Options) doctor.Finding {
	const check = "line"
	if o.Listen == "" {
		return doctor.Fine(check, "not looked at: registryd does not run here")
	}
	host, port, err := net.SplitHostPort(o.Listen)
	if err != nil {
		return doctor.Failed(check, err, "write listen as host:port, or :port")
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	address := net.JoinHostPort(host, port)
	const remedy = "see whether it runs: systemctl status faro-registryd, journalctl -u faro-registryd"
	client, err := caller(o)
	if err != nil {
		return doctor.Failed(check, err, "bring root.pem back from the copy of the state folder")
	}
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+address+"/status", nil)
	if err != nil {
		return doctor.Failed(check, err, remedy)
	}
	res, err := client.Do(req)
	if err != nil {
		if mtls.ClockSuspect(err) {
			return doctor.Wrong(check, "the server's certificate is not valid by this machine's clock", "look at the clock first, then at the certificate")
		}
		return doctor.Wrong(check, "registryd does not answer at "+address, remedy)
	}
	if err := res.Body.Close(); err != nil || res.StatusCode >= http.StatusMultipleChoices {
		return doctor.Wrong(check, "registryd answers "+res.Status+" at "+address, remedy)
	}
	return doctor.Fine(check, "registryd answers at %s", address)
}

// caller is a client that trusts the registry's own root and nobody else.
func caller(o Options) (*http.Client, error) {
	roots, err := os.ReadFile(filepath.Join(o.State, pki.RootFile))
	if err != nil {
		return nil, err
	}
	tls, err := mtls.Client(nil, roots)
	if err != nil {
		return nil, err
	}
	if len(o.Host) > 0 {
		tls.ServerName = o.Host[0]
	}
	return &http.Client{Transport: &http.Transport{TLSClientConfig: tls, DisableKeepAlives: true}}, nil
}
