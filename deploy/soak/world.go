package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"faro.example/deploy/line"
	"faro.example/deploy/loader"
	"faro.example/deploy/stack"
	"faro.example/shared/facility"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/mtls"
	"faro.example/shared/reference"
)

// world is the system under way.
type world struct {
	*stack.Stack
	dir     string
	centres []*centre
	machine *http.Client // of another administration
}

// centre is an agent with its structure and the children whom it knows.
type centre struct {
	*stack.Agent
	structure facility.Structure
	service   institution.Institution
	person    institution.PersonID
	children  []known
	next      int
}

type known struct {
	minor, code string
	records     int
}

// children is how many each agent knows: the same all the time, so that what grows
// is not what there is to know. Arbitrary.
const children = 40

// open starts everything and has the children arrive.
func open(ctx context.Context, o options, dir string) (_ *world, err error) {
	bin, err := filepath.Abs(o.Bin)
	if err != nil {
		return nil, err
	}
	w := &world{dir: dir}
	w.Stack, err = stack.Open(ctx, stack.Options{
		Dir: filepath.Join(dir, "stack"), Bin: bin, Durable: true, Registry: []string{"--log", "warn"}, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.Close())
		}
	}()
	if err := w.catalogue(ctx, o.Agents); err != nil {
		return nil, err
	}
	for _, c := range w.centres {
		if err := w.settle(ctx, c); err != nil {
			return nil, err
		}
	}
	return w, w.enrolMachine(ctx)
}

// Close ends everything.
func (w *world) Close() error {
	var errs []error
	for _, c := range w.centres {
		if c.Agent != nil {
			errs = append(errs, c.Close())
		}
	}
	return errors.Join(append(errs, w.Stack.Close())...)
}

// catalogue has a directory imported with a structure, a social service and a
// person for each agent.
func (w *world) catalogue(ctx context.Context, agents int) error {
	places, err := reference.Load()
	if err != nil {
		return err
	}
	var file struct {
		Institutions []institution.Institution `json:"institutions"`
		Structures   []facility.Structure      `json:"structures"`
		People       []map[string]any          `json:"people"`
		Operators    []map[string]any          `json:"operators"`
	}
	for n, town := range places.Municipalities()[:agents] {
		c := &centre{
			structure: facility.Structure{ID: facility.ID(id.New[struct{}]()), Code: fmt.Sprintf("SOAK%02d", n), Name: fmt.Sprintf("Centro di prova %d", n),
				Type: facility.First, Municipality: town.Istat},
			service: institution.Institution{ID: institution.ID(id.New[struct{}]()), Code: fmt.Sprintf("SOAKS%02d", n), Name: fmt.Sprintf("Servizi sociali di prova %d", n),
				Kind: institution.Municipality, Territory: []string{town.Istat}},
			person: institution.PersonID(id.New[struct{}]()),
		}
		w.centres = append(w.centres, c)
		file.Institutions, file.Structures = append(file.Institutions, c.service), append(file.Structures, c.structure)
		file.People = append(file.People, map[string]any{
			"id": c.person, "name": fmt.Sprintf("Operatrice di prova %d", n), "role": "centre", "office": c.structure.ID,
		})
		file.Operators = append(file.Operators, map[string]any{"person": c.person, "office": c.structure.ID})
	}
	b, err := json.Marshal(file)
	if err != nil {
		return err
	}
	name := filepath.Join(w.dir, "catalogue.json")
	if err := os.WriteFile(name, b, 0o600); err != nil {
		return err
	}
	_, err = w.Ctl(ctx, "import", "catalogue", name, "--from", "2020-01-01")
	return err
}

// settle enrols a centre's agent, starts it and has its children arrive.
func (w *world) settle(ctx context.Context, c *centre) (err error) {
	if c.Agent, err = w.Agent(c.structure.Code, line.Quality{}); err != nil {
		return err
	}
	code, err := w.Invite(ctx, "--office", c.structure.Code, "--label", "soak "+c.structure.Code)
	if err != nil {
		return err
	}
	if err := c.Enrol(ctx, code); err != nil {
		return err
	}
	if err := c.Serve.Start(); err != nil {
		return err
	}
	for n := range children {
		text, err := c.Record(ctx, "minor.registered", map[string]string{"tag": fmt.Sprintf("W%04d", n)}, "--json")
		if err != nil {
			return err
		}
		var child struct {
			Minor string `json:"minor"`
			Code  string `json:"code"`
		}
		if err := json.Unmarshal([]byte(text), &child); err != nil {
			return err
		}
		if _, err := c.Record(ctx, "placement.began", map[string]any{"minor": child.Minor, "at": c.here()}); err != nil {
			return err
		}
		c.children = append(c.children, known{minor: child.Minor, code: child.Code})
	}
	return w.until(ctx, func() (bool, error) {
		s, err := c.Status(ctx)
		return s.Records.Unsent == 0 && s.Children == children, err
	})
}

func (c *centre) here() map[string]string { return map[string]string{"facility": c.structure.Code} }

// patience is how long something may take before that is an error.
const patience = 5 * time.Minute

// until asks again and again until it is so.
func (w *world) until(ctx context.Context, so func() (bool, error)) error {
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		if done, err := so(); err != nil || done {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("not within %s: %w", patience, ctx.Err())
		}
	}
}

// enrolMachine enrols the machine that asks.
func (w *world) enrolMachine(ctx context.Context) error {
	roots, err := w.Roots()
	if err != nil {
		return err
	}
	stranger, err := loader.Stranger(w.URL(), roots)
	if err != nil {
		return err
	}
	defer stranger.Close()
	code, err := w.Invite(ctx, "--role", "system", "--scope", "custody", "--scope", "census", "--label", "soak machine", "--office", w.centres[0].service.Code)
	if err != nil {
		return err
	}
	light, err := loader.EnrolLight(ctx, stranger, code)
	if err != nil {
		return err
	}
	who, err := light.Identity(w.URL(), roots)
	if err != nil {
		return err
	}
	tls, err := mtls.Client(mtls.Fixed(who.Certificate), who.Roots)
	if err != nil {
		return err
	}
	w.machine = &http.Client{Transport: &http.Transport{TLSClientConfig: tls}, Timeout: time.Minute}
	return nil
}

// ask asks the API as that machine; an empty body is a GET.
func (w *world) ask(ctx context.Context, path, body string) error {
	method := http.MethodGet
	if body != "" {
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(ctx, method, w.URL()+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := w.machine.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	var answer any
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s: %v", path, res.Status, answer)
	}
	return nil
}
