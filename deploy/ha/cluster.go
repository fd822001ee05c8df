package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/deploy/stack"
	"faro.example/registry/pg/privatepg"
	"faro.example/shared/mtls"
)

// databases are the machines that hold the database.
var databases = []string{"db1", "db2", "db3"}

// cluster is PostgreSQL on three machines.
type cluster struct {
	dir    string
	hosts  []*host
	client *http.Client
}

// Sizes of each machine's disks: the log's has little room, so that it can be filled.
const (
	diskSize = "1500M"
	logSize  = "700M"
)

// newCluster makes the machines with their configuration, as an operator would:
// by the scripts of deploy/patroni. Nothing runs yet.
func newCluster(ctx context.Context, dir string, o options) (*cluster, error) {
	c := &cluster{dir: dir}
	if _, err := stack.Run(ctx, nil, "deploy/patroni/certificates.sh", filepath.Join(dir, "certificates"), base, pairs()); err != nil {
		return nil, err
	}
	binaries, err := privatepg.FindBinaries(ctx)
	if err != nil {
		return nil, err
	}
	for _, name := range databases {
		h, err := c.machine(ctx, name, binaries.Dir, o)
		if err != nil {
			return nil, fmt.Errorf("machine %s: %w", name, err)
		}
		c.hosts = append(c.hosts, h)
	}
	roots, err := os.ReadFile(filepath.Join(dir, "certificates", "cluster.crt"))
	if err != nil {
		return nil, err
	}
	tls, err := mtls.Client(nil, roots)
	if err != nil {
		return nil, err
	}
	c.client = &http.Client{Timeout: 2 * time.Second, Transport: &http.Transport{TLSClientConfig: tls, DisableKeepAlives: true}}
	return c, nil
}

// pairs are the machines of the database as the scripts take them.
func pairs() string {
	var out []string
	for _, name := range databases {
		out = append(out, name+"="+addresses[name])
	}
	return strings.Join(out, " ")
}

func (c *cluster) machine(ctx context.Context, name, binaries string, o options) (*host, error) {
	h, err := newHost(c.dir, name)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(h.disk(ctx, "disk", diskSize), h.disk(ctx, "wal", logSize), h.folders(ctx)); err != nil {
		return nil, err
	}
	if err := h.clocked(binaries, o.Clock); err != nil {
		return nil, err
	}
	if err := configure(ctx, h,
		"PG_BIN="+h.path("bin"), "PG_DATA="+h.path("disk", "pg"), "PG_WAL="+h.path("wal", "pg"), "PG_RUN="+h.path("run"), "ETCD_DATA="+h.path("etcd"),
		"WATCHDOG=off", "MAX_WAL=256MB", "KEEP_WAL=512MB", fmt.Sprintf("SYNCHRONOUS=%v", !o.Planted),
	); err != nil {
		return nil, err
	}
	for _, file := range []string{name + ".crt", name + ".key"} {
		to := h.path("conf", "host"+filepath.Ext(file))
		if _, err := stack.Run(ctx, nil, "install", "-o", "root", "-g", "postgres", "-m", "640", filepath.Join(c.dir, "certificates", file), to); err != nil {
			return nil, err
		}
	}
	h.runs("etcd", "postgres", nil, "etcd", "--config-file", h.path("conf", "etcd.yml"))
	h.runs("patroni", "postgres", []string{"HOME=" + h.path("run"), "TZ=UTC"}, "patroni", h.path("conf", "patroni.yml"))
	return h, h.setClock("+0")
}

// clocked makes the folder of PostgreSQL's programs, of which the server itself
// is told the time by a file.
func (h *host) clocked(binaries, library string) error {
	if err := os.MkdirAll(h.path("bin"), 0o755); err != nil {
		return err
	}
	all, err := filepath.Glob(filepath.Join(binaries, "*"))
	if err != nil {
		return err
	}
	for _, program := range all {
		if filepath.Base(program) != "postgres" {
			if err := os.Symlink(program, h.path("bin", filepath.Base(program))); err != nil {
				return err
			}
		}
	}
	script := fmt.Sprintf("#!/bin/sh\nexec env LD_PRELOAD=%s FAKETIME_TIMESTAMP_FILE=%s FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_CACHE_DURATION=1 %s \"$@\"\n",
		library, h.path("clock"), filepath.Join(binaries, "postgres"))
	return os.WriteFile(h.path("bin", "postgres"), []byte(script), 0o755)
}

// setClock puts the machine's clock ahead, such as "+1h".
func (h *host) setClock(ahead string) error {
	return os.WriteFile(h.path("clock"), []byte(ahead+"\n"), 0o644)
}

// disk gives the machine a disk, a file with a file system in it.
func (h *host) disk(ctx context.Context, name, size string) error {
	image := h.path(name + ".img")
	return steps(ctx, [][]string{
		{"mkdir", "-p", h.path(name)}, {"truncate", "-s", size, image},
		{"mkfs.ext4", "-q", "-m", "0", image}, {"mount", "-o", "loop", image, h.path(name)},
	})
}

// folders are those of who runs there.
func (h *host) folders(ctx context.Context) error {
	own := []string{"install", "-d", "-o", "postgres", "-g", "postgres", "-m"}
	return steps(ctx, [][]string{
		append(own, "700", h.path("disk", "pg"), h.path("wal", "pg"), h.path("etcd")), append(own, "755", h.path("run")),
	})
}

func steps(ctx context.Context, all [][]string) error {
	for _, s := range all {
		if _, err := stack.Run(ctx, nil, s...); err != nil {
			return err
		}
	}
	return nil
}

// configure has the script write the configuration of a machine.
func configure(ctx context.Context, h *host, env ...string) error {
	env = append(env, "CONF="+h.path("conf"), "PG_CONF="+packaged("postgresql.conf"), "PG_IDENT="+packaged("pg_ident.conf"))
	_, err := stack.Run(ctx, env, "deploy/patroni/configure.sh", h.name, h.path("conf"), pairs(), addresses["app1"]+" "+addresses["app2"])
	if err != nil {
		return err
	}
	_, err = stack.Run(ctx, nil, "install", "-m", "644", filepath.Join(filepath.Dir(h.dir), "certificates", "cluster.crt"), h.path("conf", "cluster.crt"))
	return err
}

// packaged is a file of the registry's package.
func packaged(name string) string {
	path, err := filepath.Abs(filepath.Join("deploy", "packages", name))
	if err != nil {
		return name
	}
	return path
}

// member is a machine as Patroni tells of it.
type member struct {
	Name, Role, State string
	Timeline          int
	Lag               any
}

// members asks any machine of which the cluster is made.
func (c *cluster) members(ctx context.Context) ([]member, error) {
	var failed error
	for _, h := range c.hosts {
		var out struct{ Members []member }
		if failed = c.get(ctx, h, "cluster", &out); failed == nil {
			return out.Members, nil
		}
	}
	return nil, failed
}

// get asks a machine's Patroni. An answer that is no success is an error.
func (c *cluster) get(ctx context.Context, h *host, path string, out any) (err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+h.address()+":8008/"+path, nil)
	if err != nil {
		return err
	}
	res, err := c.client.Do(req)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, res.Body.Close()) }()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", h.name, res.Status)
	}
	return json.NewDecoder(res.Body).Decode(out)
}

// leader gives the primary.
func (c *cluster) leader(ctx context.Context) (*host, error) {
	var failed error
	for _, h := range c.hosts {
		var answer map[string]any
		if err := c.get(ctx, h, "primary", &answer); err == nil {
			return h, nil
		} else {
			failed = err
		}
	}
	return nil, fmt.Errorf("no primary: %w", failed)
}

// withRole gives the machines that have a role; "sync_standby" is the one that confirms.
func (c *cluster) withRole(ctx context.Context, role string) ([]*host, error) {
	all, err := c.members(ctx)
	var out []*host
	for _, m := range all {
		for _, h := range c.hosts {
			if h.name == m.Name && m.Role == role {
				out = append(out, h)
			}
		}
	}
	return out, err
}

// whole reports whether the cluster is as it should be: one primary, and two
// that follow it on its timeline, of which one confirms.
func (c *cluster) whole(ctx context.Context, synchronous bool) error {
	all, err := c.members(ctx)
	if err != nil {
		return err
	}
	roles, timelines := map[string]int{}, map[int]bool{}
	for _, m := range all {
		if m.State == "running" || m.State == "streaming" {
			roles[m.Role]++
			timelines[m.Timeline] = true
		}
	}
	confirm := roles["sync_standby"]
	if roles["leader"] != 1 || confirm+roles["replica"] != 2 || synchronous && confirm != 1 || len(timelines) != 1 {
		return fmt.Errorf("the cluster is not whole: %+v", all)
	}
	h, err := c.leader(ctx)
	if err != nil {
		return err
	}
	streams, err := ask[int](ctx, h, "postgres", `SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'`)
	if err != nil || streams[0] != 2 {
		return errors.Join(err, fmt.Errorf("%v standbys stream", streams))
	}
	return nil
}

// dsn is how root of a machine reaches its own PostgreSQL.
func (h *host) dsn(database string) string {
	return "postgres://postgres@/" + database + "?connect_timeout=3&host=" + h.path("run")
}

// ask reads from a machine's own PostgreSQL, as its administrator.
func ask[T any](ctx context.Context, h *host, database, query string, args ...any) (_ []T, err error) {
	conn, err := pgx.Connect(ctx, h.dsn(database))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	rows, err := conn.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (out T, err error) {
		if len(row.FieldDescriptions()) == 1 {
			return out, row.Scan(&out)
		}
		return pgx.RowToStructByPos[T](row)
	})
}
