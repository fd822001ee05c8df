package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"faro.example/agent/outbox"
	"faro.example/deploy/line"
	"faro.example/deploy/stack"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/minor"
)

// The exit codes of agentd that a station has to know.
const (
	exitInvalid  = 2
	exitConflict = 5
	exitBusy     = 6
)

// station is a centre in a round, at which one fault comes. Its script runs in
// one goroutine; the trouble at the registry touches its lines alone.
type station struct {
	round  *roundState
	mishap mishap
	name   string
	at     centre
	rng    *rand.Rand

	agents    []*stack.Agent // whose disks live at the end
	dead      []*disk        // disks that died, as they were last read
	said      map[string][]said
	mayRefuse map[change.ID]bool
	children  []child
	tags      int
	on        string // the day that is recorded; today if empty

	mu    sync.Mutex // guards the fields below
	lines []*line.Line
	mine  bool     // the lines are in the hands of the station's own fault
	inbox []string // children sent here by other stations
}

// said is what agentd has said to be recorded: a record, or an arrival.
type said struct {
	record change.ID
	minor  minor.ID
}

// child is one whom the station has before its eyes.
type child struct {
	minor  string
	own    bool // registered here
	absent bool
}

func (s *station) run(ctx context.Context) error {
	s.said = map[string][]said{}
	return s.mishap.run(ctx, s)
}

// join makes an agent part of the station.
func (s *station) join(a *stack.Agent) {
	s.agents = append(s.agents, a)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines = append(s.lines, a.Line)
}

func (s *station) eachLine(fn func(*line.Line)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.mine {
		return
	}
	for _, l := range s.lines {
		fn(l)
	}
}

func (s *station) cut()     { s.eachLine((*line.Line).Cut) }
func (s *station) restore() { s.eachLine((*line.Line).Restore) }

func (s *station) redirect(target string) {
	s.eachLine(func(l *line.Line) { l.Redirect(target) })
}

// offline takes the lines into the station's own hands and cuts them; the line
// comes back with online.
func (s *station) offline() {
	s.cut()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mine = true
}

func (s *station) online() {
	s.mu.Lock()
	s.mine = false
	s.mu.Unlock()
	s.redirect(s.round.Address())
	s.restore()
}

// again does something until it works: the registry is being killed meanwhile.
func again(ctx context.Context, what string, do func(context.Context) error) error {
	return until(ctx, what, func(ctx context.Context) (bool, error) {
		err := do(ctx)
		return err == nil, err
	})
}

// enlist makes and enrols an agent of the station and has it serve.
func (s *station) enlist(ctx context.Context, suffix string) (*stack.Agent, error) {
	a, err := s.round.Agent(s.name+suffix, line.Quality{})
	if err != nil {
		return nil, err
	}
	s.join(a)
	if err := s.enrol(ctx, a, nil); err != nil {
		return nil, err
	}
	return a, a.Serve.Start()
}

// enrol enrols an agent by a code of the registry; more is for registryctl.
func (s *station) enrol(ctx context.Context, a *stack.Agent, more []string, flags ...string) error {
	var code string
	err := again(ctx, "there is a code", func(ctx context.Context) (err error) {
		code, err = s.round.invite(ctx, []string{s.at.Code}, more...)
		return err
	})
	if err != nil {
		return err
	}
	return again(ctx, "the agent is enrolled", func(ctx context.Context) error { return a.Enrol(ctx, code, flags...) })
}

// anew enrols an agent again that has stopped, in the place of an installation,
// and has it serve.
func (s *station) anew(ctx context.Context, a *stack.Agent, old change.AgentID) error {
	if err := s.enrol(ctx, a, []string{"--replaces", old.String()}, "--again"); err != nil {
		return err
	}
	s.children = nil // who they are comes with the feed, which the script does not read
	return a.Serve.Start()
}

// shift records what a few hours bring: arrivals by a sheet, then what happens
// to the children.
func (s *station) shift(ctx context.Context, a *stack.Agent) error {
	if err := s.arrivals(ctx, a, 1+s.rng.IntN(4)); err != nil {
		return err
	}
	for range 1 + s.rng.IntN(4) {
		if err := s.happens(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

func (s *station) day() string {
	if s.on != "" {
		return s.on
	}
	return today()
}

// nextSheet writes a sheet with children who have not been on one before.
func (s *station) nextSheet(rows int) (string, error) {
	file := filepath.Join(s.round.dir, fmt.Sprintf("%s-%d.csv", s.name, s.tags))
	text := sheetText(s.tags+1, rows)
	s.tags += rows
	return file, os.WriteFile(file, []byte(text), 0o600)
}

// arrivals records a sheet of arrivals.
func (s *station) arrivals(ctx context.Context, a *stack.Agent, rows int) error {
	file, err := s.nextSheet(rows)
	if err != nil {
		return err
	}
	return s.arrive(ctx, a, file)
}

func (s *station) arrive(ctx context.Context, a *stack.Agent, file string) error {
	args := []string{"import", file, "--landing-place", "Augusta", "--landing-on", s.day(), "--as", s.at.who.Name, "--json"}
	return s.unlessBusy(ctx, func() error {
		text, err := a.Ctl(ctx, args...)
		var out imported
		if text != "" {
			err = errors.Join(err, json.Unmarshal([]byte(text), &out))
		}
		for _, c := range out.Taken {
			s.children = append(s.children, child{minor: c.Minor, own: true})
			var m minor.ID
			err = errors.Join(err, m.UnmarshalText([]byte(c.Minor)))
			s.said[a.Home] = append(s.said[a.Home], said{minor: m})
		}
		return err
	})
}

// unlessBusy tries again while another process holds the store.
func (s *station) unlessBusy(ctx context.Context, do func() error) error {
	for {
		err := do()
		var failed *stack.Failed
		if !errors.As(err, &failed) || failed.Code != exitBusy || !strings.Contains(failed.Said, "holds the store") {
			return err
		}
		s.round.came("a store was held by another process for too long")
		if err := moment(ctx, s.rng, 100*time.Millisecond); err != nil {
			return err
		}
	}
}

// record records one thing about a child.
func (s *station) record(ctx context.Context, a *stack.Agent, kind, about string, fields map[string]any) error {
	return s.unlessBusy(ctx, func() error {
		done, err := record(ctx, a, kind, fields, "--minor", about, "--as", s.at.who.Name, "--on", s.day())
		if err != nil {
			return err
		}
		var id change.ID
		err = id.UnmarshalText([]byte(done.Record))
		s.said[a.Home] = append(s.said[a.Home], said{record: id})
		return err
	})
}

// happens records something that happens to a child.
func (s *station) happens(ctx context.Context, a *stack.Agent) error {
	if m, ok := s.expected(); ok {
		s.children = append(s.children, child{minor: m})
		return s.record(ctx, a, "transfer.arrived", m, map[string]any{"at": s.here()})
	}
	if len(s.children) == 0 {
		return nil
	}
	i := s.rng.IntN(len(s.children))
	c := &s.children[i]
	switch n := s.rng.IntN(10); {
	case c.absent:
		c.absent = false
		return s.record(ctx, a, "absence.ended", c.minor, map[string]any{"at": s.here()})
	case n < 4:
		return s.record(ctx, a, "identity.stated", c.minor, s.identity())
	case n < 5:
		return s.calledOrRelated(ctx, a, c.minor)
	case n < 7:
		c.absent = true
		return s.record(ctx, a, "absence.reported", c.minor, map[string]any{"from": s.here()})
	case n < 8 && c.own:
		m := c.minor
		s.children = slices.Delete(s.children, i, i+1)
		return s.record(ctx, a, "exit.recorded", m, map[string]any{"reason": "majority"})
	default:
		return s.send(ctx, a, i)
	}
}

// calledOrRelated records that a child answered a roll-call, or whose sibling it is.
func (s *station) calledOrRelated(ctx context.Context, a *stack.Agent, m string) error {
	other := s.children[s.rng.IntN(len(s.children))].minor
	if other != m && s.rng.IntN(2) == 0 {
		return s.record(ctx, a, "relative.stated", m, map[string]any{"source": "declared", "is": "sibling", "with": other})
	}
	d := day.Must(s.day())
	return s.record(ctx, a, "presence.confirmed", m, map[string]any{"at": s.here(), "days": map[string]any{"from": d, "until": d.Add(1)}})
}

func (s *station) here() map[string]any { return map[string]any{"facility": s.at.Code} }

// identity is what somebody has understood of a child who is asked again.
func (s *station) identity() map[string]any {
	return map[string]any{
		"source": "declared", "citizenship": []string{"GN", "ML", "GM", "EG"}[s.rng.IntN(4)],
		"name": map[string]any{"given": fmt.Sprintf("Amadou %d", s.rng.IntN(20)), "family": "Bah"},
	}
}

// urgent is why a child is sent though a sibling stays, or all places are taken:
// a departure without is refused, and these rounds lose nothing to that.
const urgent = "an inspection closes the house"

// send sends a child to another station, which records the arrival whether or
// not it has been told; of some it is withdrawn before they leave.
func (s *station) send(ctx context.Context, a *stack.Agent, i int) error {
	others := s.round.stations
	to := others[s.rng.IntN(len(others))]
	if to == s {
		return nil
	}
	m := s.children[i].minor
	err := s.record(ctx, a, "transfer.departed", m, map[string]any{"from": s.here(), "to": to.here(), "reason": urgent})
	if err == nil && s.rng.IntN(4) == 0 {
		return s.record(ctx, a, "transfer.withdrawn", m, map[string]any{"from": s.here(), "to": to.here(), "reason": "the bus did not come"})
	}
	s.children = slices.Delete(s.children, i, i+1)
	if err == nil {
		to.mu.Lock()
		defer to.mu.Unlock()
		to.inbox = append(to.inbox, m)
	}
	return err
}

// expected gives a child that another station has sent.
func (s *station) expected() (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.inbox) == 0 {
		return "", false
	}
	m := s.inbox[0]
	s.inbox = s.inbox[1:]
	return m, true
}

// stopped waits until what serves an agent has ended by itself, and checks that
// it says why.
func (s *station) stopped(ctx context.Context, a *stack.Agent) error {
	if err := until(ctx, a.Name+" stops by itself", func(context.Context) (bool, error) { return !a.Serve.Running(), nil }); err != nil {
		return err
	}
	st, err := a.Status(ctx)
	if err == nil && !strings.Contains(st.Sentence, "enrol") {
		err = fmt.Errorf("%s has stopped and says only %q; its log ends:\n%s", a.Name, st.Sentence, a.Serve.Tail(3))
	}
	return err
}

// who gives which installation an agent is.
func (s *station) who(ctx context.Context, a *stack.Agent) (change.AgentID, error) {
	db, err := openStore(ctx, a.Home)
	if err != nil {
		return change.AgentID{}, err
	}
	id, err := installation(ctx, db)
	return id, errors.Join(err, db.Close())
}

// readDiskOf reads all that an agent's store holds.
func (s *station) readDiskOf(ctx context.Context, a *stack.Agent) (*disk, error) {
	db, err := openStore(ctx, a.Home)
	if err != nil {
		return nil, err
	}
	id, err := installation(ctx, db)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	d, err := readDisk(ctx, db, id)
	return d, errors.Join(err, db.Close())
}

// account compares the station's disks with the registry's books, and adds what
// was saved on them to everything.
func (s *station) account(ctx context.Context, b *books, everything map[change.ID]*station) error {
	c := &s.round.wrong
	for _, a := range s.agents {
		d, err := s.readDiskOf(ctx, a)
		if err != nil {
			return err
		}
		s.round.disks++
		b.account(c, a.Name, d, func(x saved) bool { return s.mayRefuse[x.ID] })
		b.same(c, a.Name, d)
		s.kept(c, a, d, b)
		agents := map[change.AgentID]bool{}
		for _, x := range d.outbox {
			everything[x.ID] = s
			agents[x.Agent] = true
			if x.State == outbox.Unsent {
				c.add("%s: record %d (%s) is unsent though everything is quiet", a.Name, x.Seq, x.ID)
			}
		}
		for agent := range agents {
			b.numbered(c, agent)
		}
	}
	for _, d := range s.dead {
		for _, x := range d.outbox {
			everything[x.ID] = s
		}
		if !b.restored {
			b.account(c, s.name+", the disk that died", d, func(x saved) bool { return s.mayRefuse[x.ID] })
		}
	}
	return nil
}

// kept finds what agentd said to be recorded and neither its disk holds nor the
// ledger: what no restore can lose any more is let go.
func (s *station) kept(c *complaints, a *stack.Agent, d *disk, b *books) {
	records, arrivals := map[change.ID]bool{}, map[minor.ID]int{}
	keep := func(id change.ID, m minor.ID, kind string) {
		switch kind {
		case "minor.registered", "minor.found", "placement.began":
			if !records[id] {
				arrivals[m]++
			}
		}
		records[id] = true
	}
	for _, x := range d.outbox {
		keep(x.ID, x.Minor, x.Kind)
	}
	for _, x := range b.records {
		if x.Position <= b.safe {
			keep(x.ID, x.Minor, x.Kind)
		}
	}
	for _, x := range s.said[a.Home] {
		switch {
		case !x.record.IsZero() && !records[x.record]:
			c.add("%s: said that %s is recorded, and does not hold it", a.Name, x.record)
		case !x.minor.IsZero() && arrivals[x.minor] != 3:
			c.add("%s: said that the arrival of %s is recorded, and holds %d of its 3 records", a.Name, x.minor, arrivals[x.minor])
		}
	}
}

// end ends what the station has under way.
func (s *station) end() error {
	var errs []error
	for _, a := range s.agents {
		errs = append(errs, a.Close())
	}
	if s.mishap.clean != nil {
		errs = append(errs, s.mishap.clean(s))
	}
	return errors.Join(errs...)
}
