package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"faro.example/deploy/stack"
	"faro.example/registry/pg/privatepg"
	"faro.example/shared/facility"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/reference"
)

// registry is the registry that is measured, with its agents.
type registry struct {
	*stack.Stack
	sizes sizes
	dir   string
	admin *pgx.Conn // of the superuser: to look, and to prepare

	postmaster, registryd int    // process ids
	address               string // at which registryd listens
	profiles              string // where registryd tells of its time; "" at its metrics
	offices               []office
	crowds                map[int][]*installation // by how many they are
}

// office is where an installation writes: two structures of a municipality and
// its social service, and one person who writes for all of them.
type office struct {
	Town    string
	First   facility.Structure
	Second  facility.Structure
	Service institution.Institution
	Person  institution.PersonID
}

// openRegistry starts everything, and brings the directory in once.
func openRegistry(ctx context.Context, o options, dir string, size sizes) (_ *registry, err error) {
	bin, err := filepath.Abs(o.Bin)
	if err != nil {
		return nil, err
	}
	address, err := stack.FreeAddress()
	if err != nil {
		return nil, err
	}
	r := &registry{sizes: size, dir: dir, crowds: map[int][]*installation{}}
	r.Stack, err = stack.Open(ctx, stack.Options{
		Dir: filepath.Join(dir, "stack"), Bin: bin, Listen: address, Durable: true, Settings: serverSettings(o),
		// All agents of the benchmark share one machine, and push as fast as they can.
		Registry: []string{"--requests-per-minute", "10000000", "--log", "warn"}, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, r.Close())
		}
	}()
	if r.admin, err = pgx.Connect(ctx, r.Postgres.DSN("faro", privatepg.Superuser)); err != nil {
		return nil, err
	}
	r.address, r.registryd = address, processOf(address)
	if r.postmaster, err = strconv.Atoi(strings.TrimSpace(firstLine(filepath.Join(r.Postgres.Dir(), "data", "postmaster.pid")))); err != nil {
		return nil, err
	}
	return r, r.directory(ctx)
}

// Close ends everything.
func (r *registry) Close() error {
	var errs []error
	for _, crowd := range r.crowds {
		for _, i := range crowd {
			i.client.Close()
		}
	}
	if r.admin != nil {
		errs = append(errs, r.admin.Close(context.Background()))
	}
	return errors.Join(append(errs, r.Stack.Close())...)
}

// serverSettings are those of a small server of its own; both ways of writing
// are measured with them, and they are printed.
func serverSettings(o options) map[string]string {
	set := map[string]string{
		"shared_buffers": "1GB", "max_wal_size": strconv.Itoa(maxWAL>>20) + "MB", "checkpoint_timeout": "15min",
	}
	if o.Profile {
		set["shared_preload_libraries"] = "pg_stat_statements"
		set["pg_stat_statements.track_utility"] = "on"
		set["pg_stat_statements.track_planning"] = "on"
	}
	for name, value := range o.Set {
		set[name] = value
	}
	return set
}

// settings are what the server says of itself.
type settings map[string]string

// told are the settings that decide what a commit costs and promises.
var told = []string{
	"server_version", "fsync", "synchronous_commit", "full_page_writes", "wal_level", "wal_sync_method", "wal_compression",
	"data_checksums", "shared_buffers", "max_wal_size", "checkpoint_timeout", "autovacuum", "jit",
}

func (r *registry) settings(ctx context.Context) (settings, error) {
	out := settings{}
	for _, name := range told {
		var value string
		if err := r.admin.QueryRow(ctx, `SELECT current_setting($1)`, name).Scan(&value); err != nil {
			return nil, err
		}
		out[name] = value
	}
	return out, nil
}

// directory makes the offices of all crowds and one more for the agent that is
// watched, and imports them once.
func (r *registry) directory(ctx context.Context) error {
	file := filepath.Join(r.dir, "offices.json")
	b, err := os.ReadFile(file)
	if err == nil {
		return json.Unmarshal(b, &r.offices)
	}
	if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	places, err := reference.Load()
	if err != nil {
		return err
	}
	towns := places.Municipalities()
	for i := range watchedOffice + 1 {
		r.offices = append(r.offices, newOffice(i, towns[i*len(towns)/(watchedOffice+1)].Istat))
	}
	if err := r.importOffices(ctx, r.offices); err != nil {
		return err
	}
	if b, err = json.Marshal(r.offices); err != nil {
		return err
	}
	return os.WriteFile(file, b, 0o600)
}

// watchedOffice is the number of the office whose agent is a process.
const watchedOffice = 1 + 10 + 50

func newOffice(i int, town string) office {
	structure := func(which string) facility.Structure {
		return facility.Structure{
			ID: facility.ID(id.New[struct{}]()), Code: fmt.Sprintf("B%03d%s", i, which), Name: fmt.Sprintf("Centro di prova %d %s", i, which),
			Type: facility.First, Municipality: town,
		}
	}
	return office{
		Town: town, First: structure("A"), Second: structure("B"), Person: institution.PersonID(id.New[struct{}]()),
		Service: institution.Institution{
			ID: institution.ID(id.New[struct{}]()), Code: fmt.Sprintf("BS%03d", i), Name: fmt.Sprintf("Servizi sociali di prova %d", i),
			Kind: institution.Municipality, Territory: []string{town},
		},
	}
}

// importOffices hands the directory to registryctl, as an administrator does.
func (r *registry) importOffices(ctx context.Context, offices []office) error {
	var c struct {
		Institutions []institution.Institution `json:"institutions"`
		Structures   []facility.Structure      `json:"structures"`
		People       []map[string]any          `json:"people"`
		Operators    []map[string]any          `json:"operators"`
	}
	for i, o := range offices {
		c.Institutions = append(c.Institutions, o.Service)
		c.Structures = append(c.Structures, o.First, o.Second)
		c.People = append(c.People, map[string]any{
			"id": o.Person, "name": fmt.Sprintf("Operatrice di prova %d", i), "role": "centre", "office": o.First.ID,
		})
		for _, at := range o.all() {
			c.Operators = append(c.Operators, map[string]any{"person": o.Person, "office": at})
		}
	}
	b, err := json.Marshal(c)
	if err != nil {
		return err
	}
	file := filepath.Join(r.dir, "catalogue.json")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		return err
	}
	_, err = r.Ctl(ctx, "import", "catalogue", file, "--from", "2020-01-01")
	return err
}

// all lists the offices for which the installation speaks.
func (o office) all() []institution.OfficeID {
	return []institution.OfficeID{
		institution.OfficeOf(o.First.ID), institution.OfficeOf(o.Second.ID), institution.Office(o.Service.ID),
	}
}

// codes lists them as registryctl takes them.
func (o office) codes() []string { return []string{o.First.Code, o.Second.Code, o.Service.Code} }
