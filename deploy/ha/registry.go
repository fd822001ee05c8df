package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/deploy/stack"
	"faro.example/registry/pg/privatepg"
	"faro.example/shared/mtls"
)

// registries are the machines that run registryd, each with a HAProxy of its own.
var registries = []string{"app1", "app2"}

// registry is registryd on two machines.
type registry struct {
	bin   string
	hosts []*host
}

// newRegistry makes the database, its tables and the keys, and starts registryd
// on both machines, with the same keys.
func newRegistry(ctx context.Context, dir string, c *cluster, o options) (*registry, error) {
	r := &registry{bin: o.Bin}
	for _, name := range registries {
		h, err := r.machine(ctx, dir, name)
		if err != nil {
			return nil, fmt.Errorf("machine %s: %w", name, err)
		}
		r.hosts = append(r.hosts, h)
	}
	if err := r.tables(ctx, c); err != nil {
		return nil, err
	}
	first := r.hosts[0]
	if err := first.programs[0].Start(); err != nil { // HAProxy alone: registryd wants keys
		return nil, err
	}
	if err := until(ctx, "the keys are made", func(ctx context.Context) error {
		_, err := r.ctl(ctx, "init")
		return err
	}); err != nil {
		return nil, err
	}
	for _, h := range r.hosts[1:] {
		if _, err := stack.Run(ctx, nil, "cp", "-a", first.path("state"), h.dir); err != nil {
			return nil, err
		}
	}
	return r, r.stand(ctx)
}

// stand has both machines run what they are to run, and waits until both
// answer. A program that ended since it did not find the database is started
// again, as systemd does.
func (r *registry) stand(ctx context.Context) error {
	return until(ctx, "both registryd answer", func(ctx context.Context) error {
		for _, h := range r.hosts {
			if err := h.start(); err != nil {
				return err
			}
		}
		return r.answers(ctx)
	})
}

func (r *registry) machine(ctx context.Context, dir, name string) (*host, error) {
	h, err := newHost(dir, name)
	if err != nil {
		return nil, err
	}
	if err := configure(ctx, h); err != nil {
		return nil, err
	}
	for _, file := range []string{"faro.crt", "faro.key"} {
		if _, err := stack.Run(ctx, nil, "install", "-m", "600", filepath.Join(dir, "certificates", file), h.path("conf", file)); err != nil {
			return nil, err
		}
	}
	h.runs("haproxy", "root", nil, "haproxy", "-db", "-f", h.path("conf", "haproxy.cfg"))
	h.runs("registryd", "root", h.settings(), filepath.Join(r.bin, "registryd"),
		"--listen", h.address()+":8443", "--host", strings.Join([]string{service, another, h.address()}, ","),
		"--metrics", h.address()+":9443", "--requests-per-minute", "1000000")
	return h, nil
}

// settings are those of the registry's programs on a machine: the database is
// this machine's own HAProxy, at one port the primary and at the other whichever
// standby is near, and vouches for itself beyond it.
func (h *host) settings() []string {
	conf := h.path("conf")
	at := func(port string) string {
		return "postgres://" + base + port + "/faro?sslmode=verify-full&sslrootcert=" + conf + "/cluster.crt&sslcert=" + conf + "/faro.crt&sslkey=" + conf + "/faro.key"
	}
	return []string{"FARO_DATABASE=" + at(":5000"), "FARO_REPLICA=" + at(":5001"), "FARO_STATE=" + h.path("state")}
}

// tables makes the database and its tables, on the primary itself.
func (r *registry) tables(ctx context.Context, c *cluster) error {
	h, err := c.leader(ctx)
	if err != nil {
		return err
	}
	conn, err := pgx.Connect(ctx, h.dsn("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	for _, q := range []string{"CREATE DATABASE faro", "CREATE TABLE probe (at timestamptz DEFAULT now())"} {
		if _, err := conn.Exec(ctx, q); err != nil {
			return err
		}
	}
	_, err = stack.Run(ctx, []string{"FARO_DATABASE=postgres:///faro?host=" + h.path("run"), "FARO_STATE=" + r.hosts[0].path("state")},
		filepath.Join(r.bin, "registryctl"), "migrate", "up", "--role", privatepg.Superuser)
	return err
}

// ctl runs registryctl on the first machine.
func (r *registry) ctl(ctx context.Context, args ...string) (string, error) {
	h := r.hosts[0]
	return stack.Run(ctx, h.settings(), h.inside("root", append([]string{filepath.Join(r.bin, "registryctl")}, args...)...)...)
}

// invite makes a code for an agent of an office.
func (r *registry) invite(ctx context.Context, office string) (string, error) {
	out, err := r.ctl(ctx, "enrol", "--office", office)
	if err != nil {
		return "", err
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	return lines[len(lines)-1], nil
}

// catalogue imports what the directory is to hold.
func (r *registry) catalogue(ctx context.Context, c any) error {
	b, err := json.Marshal(c)
	if err != nil {
		return err
	}
	file := r.hosts[0].path("catalogue.json")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		return err
	}
	_, err = r.ctl(ctx, "import", "catalogue", file, "--from", "2020-01-01")
	return err
}

// rootFile is the file with the root by which agents know the registry.
func (r *registry) rootFile() string { return r.hosts[0].path("state", "root.pem") }

// near is how old an answer of a replica may be for it to count as followed again:
// between one look at it and what is never given out.
const near = 5 * time.Second

var age = regexp.MustCompile(`(?m)^faro_replica_age_seconds (\S+)$`)

// follow fails unless a replica that is near answers what both registryd ask it.
func (r *registry) follow(ctx context.Context) error {
	for _, h := range r.hosts {
		body, err := h.metrics(ctx)
		if err != nil {
			return err
		}
		found := age.FindStringSubmatch(body)
		if found == nil {
			return fmt.Errorf("registryd of %s knows of no replica", h.name)
		}
		if s, err := strconv.ParseFloat(found[1], 64); err != nil || s > near.Seconds() {
			return errors.Join(err, fmt.Errorf("the replica of %s is %s s old", h.name, found[1]))
		}
	}
	return nil
}

// metrics reads what the registryd of a machine tells of itself.
func (h *host) metrics(ctx context.Context) (string, error) {
	ctx, stop := context.WithTimeout(ctx, probeFor)
	defer stop()
	return stack.MetricsAt(ctx, "http://"+h.address()+":9443/metrics")
}

// answers fails unless both say that all is well.
func (r *registry) answers(ctx context.Context) error {
	roots, err := os.ReadFile(r.rootFile())
	if err != nil {
		return err
	}
	tls, err := mtls.Client(nil, roots)
	if err != nil {
		return err
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: tls, DisableKeepAlives: true}, Timeout: probeFor}
	for _, h := range r.hosts {
		res, err := client.Get("https://" + h.address() + ":8443/status")
		if err != nil {
			return err
		}
		if err := res.Body.Close(); err != nil {
			return err
		}
		if res.StatusCode >= 300 {
			return fmt.Errorf("registryd of %s answers %s", h.name, res.Status)
		}
	}
	return nil
}
