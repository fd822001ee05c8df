package stack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg/privatepg"
	"faro.example/shared/mtls"
)

// Options say where Faro runs and from which programs.
type Options struct {
	Dir      string // everything that is kept; made if it is missing
	Bin      string // folder of registryd, registryctl and agentd
	Listen   string // of the API; a free port of loopback if empty
	Metrics  string // of registryd; a free port of loopback if empty
	Durable  bool   // PostgreSQL keeps what it promises about a commit
	Settings map[string]string
	Registry []string // further arguments of registryd
	// Clock is where a new registry's clock begins, if it is to live through the
	// past: for programs built with the tag demo.
	Clock time.Time
	Log   *slog.Logger
}

// Stack is a registry with its database under way.
type Stack struct {
	Postgres  *privatepg.Server
	Registryd *Process

	opts  Options
	env   []string
	state string
}

// Open starts PostgreSQL, brings its tables to the newest version, makes the
// keys where there are none, and starts registryd; it returns once registryd
// answers. What stands in the folder from before is gone on from.
func Open(ctx context.Context, o Options) (_ *Stack, err error) {
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, err
	}
	o.Dir = dir
	for _, address := range []*string{&o.Listen, &o.Metrics} {
		if *address == "" {
			if *address, err = FreeAddress(); err != nil {
				return nil, err
			}
		}
	}
	s := &Stack{opts: o, state: filepath.Join(dir, "registry")}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	for _, d := range []string{dir, s.state, s.Logs()} {
		if err := os.MkdirAll(d, 0o711); err != nil {
			return nil, err
		}
	}
	if err := s.begin(); err != nil {
		return nil, err
	}
	if s.Postgres, err = privatepg.Start(ctx, privatepg.Options{
		Dir: filepath.Join(dir, "postgres"), Durable: o.Durable, Settings: o.Settings, Log: o.Log,
	}); err != nil {
		return nil, err
	}
	if err := s.prepare(ctx); err != nil {
		return nil, err
	}
	s.Registryd = s.registryd()
	return s, s.StartRegistry(ctx)
}

// registryd describes the server at the addresses of the stack.
func (s *Stack) registryd() *Process {
	return Command(s.Logs(), "registryd", s.env, append([]string{
		s.program("registryd"), "--listen", s.opts.Listen, "--metrics", s.opts.Metrics,
	}, s.opts.Registry...)...)
}

// FreeAddress gives an address of loopback with a port that nobody uses now: one
// below those that systems give out by themselves, so that no connection takes it
// before it is listened at.
func FreeAddress() (_ string, err error) {
	const first, last, tries = 20_000, 32_000, 50
	for range tries {
		address := fmt.Sprintf("127.0.0.1:%d", first+rand.IntN(last-first))
		l, failed := net.Listen("tcp", address)
		if failed == nil {
			return address, l.Close()
		}
		err = failed
	}
	return "", fmt.Errorf("find a free port: %w", err)
}

// prepare makes the database, its tables and the keys.
func (s *Stack) prepare(ctx context.Context) error {
	if err := s.database(ctx); err != nil {
		return err
	}
	u, err := url.Parse(s.Postgres.DSN("faro", "nobody"))
	if err != nil {
		return err
	}
	u.User = nil
	s.env = []string{"FARO_DATABASE=" + u.String(), "FARO_STATE=" + s.state}
	for _, args := range [][]string{{"migrate", "up", "--role", privatepg.Superuser}, {"init"}} {
		if _, err := s.Ctl(ctx, args...); err != nil {
			return err
		}
	}
	return nil
}

func (s *Stack) database(ctx context.Context) (err error) {
	conn, err := pgx.Connect(ctx, s.Postgres.DSN("postgres", privatepg.Superuser))
	if err != nil {
		return fmt.Errorf("connect to the private PostgreSQL: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	var there bool
	if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = 'faro')`).Scan(&there); err != nil || there {
		return err
	}
	_, err = conn.Exec(ctx, `CREATE DATABASE faro`)
	return err
}

// StartRegistry starts registryd and waits until it answers.
func (s *Stack) StartRegistry(ctx context.Context) error {
	if err := s.Registryd.Start(); err != nil {
		return err
	}
	return s.Registryd.until(ctx, func(ctx context.Context) error { return s.status(ctx, s.URL()) })
}

// Another starts a second registryd before the same database, with arguments
// of its own, and gives its address: any number may run at a time. The caller
// stops it.
func (s *Stack) Another(ctx context.Context, name string, args ...string) (_ *Process, address string, err error) {
	return s.AnotherOf(ctx, s.opts.Bin, name, args...)
}

// AnotherOf is [Stack.Another] of the registryd in another folder, such as one
// built with the tag demo. What args say comes after what the stack says.
func (s *Stack) AnotherOf(ctx context.Context, bin, name string, args ...string) (_ *Process, address string, err error) {
	var metrics string
	for _, a := range []*string{&address, &metrics} {
		if *a, err = FreeAddress(); err != nil {
			return nil, "", err
		}
	}
	p := Command(s.Logs(), name, s.env, append([]string{filepath.Join(bin, "registryd"), "--listen", address, "--metrics", metrics}, args...)...)
	if err := p.Start(); err != nil {
		return nil, "", err
	}
	err = p.until(ctx, func(ctx context.Context) error { return s.status(ctx, "https://"+address) })
	if err != nil {
		err = errors.Join(err, p.Kill())
	}
	return p, address, err
}

// status asks a registryd how it is.
func (s *Stack) status(ctx context.Context, base string) error {
	roots, err := s.Roots()
	if err != nil {
		return err
	}
	tls, err := mtls.Client(nil, roots)
	if err != nil {
		return err
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: tls, DisableKeepAlives: true}, Timeout: 5 * time.Second}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/status", nil)
	if err != nil {
		return err
	}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode >= 300 {
		return fmt.Errorf("registryd answers %s", res.Status)
	}
	return nil
}

// URL is where agents reach the registry.
func (s *Stack) URL() string { return "https://" + s.opts.Listen }

// Address is host and port of [Stack.URL].
func (s *Stack) Address() string { return s.opts.Listen }

// MetricsURL is where the metrics of registryd are read.
func (s *Stack) MetricsURL() string { return "http://" + s.opts.Metrics + "/metrics" }

// RootFile is the file with the root by which agents know the registry.
func (s *Stack) RootFile() string { return filepath.Join(s.state, "root.pem") }

// Roots gives what [Stack.RootFile] holds.
func (s *Stack) Roots() ([]byte, error) { return os.ReadFile(s.RootFile()) }

// Logs is the folder of what the processes log.
func (s *Stack) Logs() string { return filepath.Join(s.opts.Dir, "logs") }

// Env is the environment in which registryctl reaches this registry.
func (s *Stack) Env() []string { return s.env }

func (s *Stack) program(name string) string { return filepath.Join(s.opts.Bin, name) }

// Ctl runs registryctl and gives what it printed.
func (s *Stack) Ctl(ctx context.Context, args ...string) (string, error) {
	return Run(ctx, s.env, append([]string{s.program("registryctl")}, args...)...)
}

// Census is what registryctl counts.
type Census struct {
	Total   int `json:"total"`
	Missing int `json:"missing"`
	Cells   []struct {
		Labels []string `json:"labels"`
		Count  int      `json:"count"`
	} `json:"cells"`
}

// Census counts with registryctl, as on a day.
func (s *Stack) Census(ctx context.Context, args ...string) (Census, error) {
	var c Census
	out, err := s.Ctl(ctx, append([]string{"census", "--json"}, args...)...)
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal([]byte(out), &c)
}

// Invite makes a one-time code with registryctl enrol.
func (s *Stack) Invite(ctx context.Context, args ...string) (string, error) {
	out, err := s.Ctl(ctx, append([]string{"enrol"}, args...)...)
	if err != nil {
		return "", err
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	return lines[len(lines)-1], nil
}

// Metrics gives what registryd tells Prometheus.
func (s *Stack) Metrics(ctx context.Context) (string, error) { return MetricsAt(ctx, s.MetricsURL()) }

// MetricsAt gives what the registryd that tells its metrics at an address tells.
func MetricsAt(ctx context.Context, url string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	return string(b), err
}

// Look asks PostgreSQL one question as the superuser, for what no process of
// Faro would tell, and scans the one row of the answer.
func (s *Stack) Look(ctx context.Context, sql string, to ...any) (err error) {
	conn, err := pgx.Connect(ctx, s.Postgres.DSN("faro", privatepg.Superuser))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	return conn.QueryRow(ctx, sql).Scan(to...)
}

// Metric sums up the values of a metric in what [Stack.Metrics] gives, over all its labels.
func Metric(text, name string) (sum float64) {
	for line := range strings.Lines(text) {
		rest, ok := strings.CutPrefix(line, name)
		if !ok || rest == "" || rest[0] != ' ' && rest[0] != '{' {
			continue
		}
		f := strings.Fields(line)
		if v, err := strconv.ParseFloat(f[len(f)-1], 64); err == nil {
			sum += v
		}
	}
	return sum
}

// Close stops registryd, then PostgreSQL.
func (s *Stack) Close() error {
	var errs []error
	if s.Registryd != nil {
		errs = append(errs, s.Registryd.Stop())
	}
	if s.Postgres != nil {
		errs = append(errs, s.Postgres.Stop())
	}
	return errors.Join(errs...)
}
