package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"faro.example/deploy/line"
	"faro.example/deploy/stack"
	"faro.example/shared/minor"
)

// mishap is one thing that goes wrong at a station: a script that records while
// it does.
type mishap struct {
	name  string
	run   func(context.Context, *station) error
	needs func() string // says why it cannot be had on this machine, "" if it can
	clean func(*station) error

	copies bool // codes may be used twice
}

// faults are all that there are at stations. Those at the registry come to all
// stations at once: see trouble.
func faults() []mishap {
	return []mishap{
		{name: "agent killed", run: agentKilled},
		{name: "answer cut off", run: answerCutOff},
		{name: "pushes replayed", run: pushesReplayed},
		{name: "clock wrong", run: clockWrong},
		{name: "poison", run: poison},
		{name: "too large a batch", run: tooLargeABatch},
		{name: "disk full", run: diskFull, needs: noMount, clean: unmount},
		{name: "agent cloned", run: agentCloned, copies: true},
		{name: "old copy", run: oldCopy, copies: true},
		{name: "certificate run out", run: certificateRunOut},
		{name: "agent revoked", run: agentRevoked},
		{name: "2G line", run: line2G},
		{name: "two of one structure", run: twoOfOneStructure},
	}
}

// agentKilled kills what serves and what records at random moments.
func agentKilled(ctx context.Context, s *station) error {
	a, err := s.enlist(ctx, "")
	if err != nil {
		return err
	}
	for range 3 {
		if err := s.killedWriting(ctx, a); err != nil {
			return err
		}
		if err := errors.Join(a.Serve.Kill(), a.Serve.Start()); err != nil {
			return err
		}
		if err := s.shift(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// killedWriting kills agentd while it reads a sheet, then reads the sheet again.
func (s *station) killedWriting(ctx context.Context, a *stack.Agent) error {
	file, err := s.nextSheet(6)
	if err != nil {
		return err
	}
	short, kill := context.WithCancel(ctx)
	defer kill()
	var writer sync.WaitGroup
	writer.Go(func() { err = s.arrive(short, a, file) })
	cut := moment(ctx, s.rng, 60*time.Millisecond)
	kill()
	writer.Wait()
	if cut != nil {
		return cut
	}
	var failed *stack.Failed
	switch {
	case err == nil:
		return nil
	case errors.As(err, &failed) && failed.Code == -1, errors.Is(err, context.Canceled):
		s.round.came("agentd killed while it recorded")
		return s.arrive(ctx, a, file)
	}
	return err
}

// answerCutOff cuts the line somewhere in what the registry answers, and then
// at an answer to a push, after the commit and before the receipt.
func answerCutOff(ctx context.Context, s *station) error {
	a, err := s.enlist(ctx, "")
	if err != nil {
		return err
	}
	for range 2 {
		a.Line.CutAfter(1 + s.rng.Int64N(4000))
		if err := errors.Join(s.shift(ctx, a), moment(ctx, s.rng, 300*time.Millisecond)); err != nil {
			return err
		}
		a.Line.Restore()
	}
	for lost := false; !lost; {
		s.offline()
		if err := s.arrivals(ctx, a, 5); err != nil {
			return err
		}
		a.Line.Redirect(s.round.Address())
		a.Line.RestoreForRequest(largePush)
		if err := until(ctx, "the line is cut at an answer", func(context.Context) (bool, error) { return a.Line.IsCut(), nil }); err != nil {
			return err
		}
		if lost, err = s.lostReceipts(ctx, a); err != nil {
			return err
		}
		s.online()
	}
	return s.shift(ctx, a)
}

// largePush is more bytes than are sent to the registry at a time but for a
// push of the arrivals of five children.
const largePush = 3000

// lostReceipts reports whether the ledger has records that the agent does not
// know to be in it.
func (s *station) lostReceipts(ctx context.Context, a *stack.Agent) (bool, error) {
	d, err := s.readDiskOf(ctx, a)
	if err != nil {
		return false, err
	}
	unsent := map[uint64]bool{}
	for _, x := range d.outbox {
		if x.State == "unsent" {
			unsent[x.Seq] = true
		}
	}
	var taken []struct{ Seq uint64 }
	err = again(ctx, "the database answers", func(ctx context.Context) (err error) {
		taken, err = ask[struct{ Seq uint64 }](ctx, s.round.world, `SELECT seq FROM records WHERE agent = $1`, d.agent)
		return err
	})
	for _, x := range taken {
		if unsent[x.Seq] {
			s.round.came("a receipt was lost after the commit")
			return true, nil
		}
	}
	return false, err
}

// clockWrong records and sends with a clock that is some weeks wrong, which is
// then set right.
func clockWrong(ctx context.Context, s *station) error {
	a, err := s.enlist(ctx, "")
	if err != nil {
		return err
	}
	if err := errors.Join(s.shift(ctx, a), a.Serve.Stop()); err != nil {
		return err
	}
	off := []time.Duration{-30 * 24 * time.Hour, 30 * 24 * time.Hour, 25 * 24 * time.Hour}[s.rng.IntN(3)]
	a.With("FARO_AGENT_CLOCK", off.String())
	if err := a.Serve.Start(); err != nil {
		return err
	}
	if off < 0 {
		// Today is the future to this machine: the refusal says what to do.
		err := s.arrivals(ctx, a, 1)
		var failed *stack.Failed
		if !errors.As(err, &failed) || failed.Code != exitInvalid || !strings.Contains(failed.Said, "clock") {
			return fmt.Errorf("30 days behind, an arrival of today: got %w, want a refusal that names the clock", err)
		}
		s.on = now().Add(off - 48*time.Hour).Format(time.DateOnly)
		s.children = nil
	}
	for range 2 {
		if err := s.shift(ctx, a); err != nil {
			return err
		}
	}
	a.With("FARO_AGENT_CLOCK", "")
	s.on = ""
	return errors.Join(a.Serve.Stop(), a.Serve.Start())
}

// agentRevoked revokes an agent whose connection is open.
func agentRevoked(ctx context.Context, s *station) error {
	a, err := s.enlist(ctx, "")
	if err != nil {
		return err
	}
	old, err := s.who(ctx, a)
	if err := errors.Join(err, s.shift(ctx, a)); err != nil {
		return err
	}
	if err := again(ctx, "the agent is revoked", func(ctx context.Context) error {
		_, err := s.round.Ctl(ctx, "revoke", old.String())
		return err
	}); err != nil {
		return err
	}
	if err := errors.Join(s.shift(ctx, a), s.stopped(ctx, a), s.anew(ctx, a, old)); err != nil {
		return err
	}
	return s.shift(ctx, a)
}

// certificateRunOut has a certificate run out while the line is cut.
func certificateRunOut(ctx context.Context, s *station) error {
	a, err := s.round.Agent(s.name, line.Quality{})
	if err != nil {
		return err
	}
	s.agents = append(s.agents, a)
	a.Line.Redirect(s.round.secondAddress) // which gives certificates of a second
	if err := s.enrol(ctx, a, nil); err != nil {
		return err
	}
	a.Line.Cut()
	st, err := a.Status(ctx)
	if err := errors.Join(err, a.Serve.Start(), s.shift(ctx, a)); err != nil {
		return err
	}
	if err := until(ctx, "the certificate has run out", func(context.Context) (bool, error) { return now().After(st.Certificate), nil }); err != nil {
		return err
	}
	s.mu.Lock()
	s.lines = append(s.lines, a.Line)
	s.mu.Unlock()
	s.online()
	return s.shift(ctx, a)
}

// line2G records over a line of 600 ms and 30 kbit/s.
func line2G(ctx context.Context, s *station) error {
	a, err := s.enlist(ctx, "")
	if err != nil {
		return err
	}
	a.Line.Set(line.Mobile2G())
	return errors.Join(s.shift(ctx, a), s.shift(ctx, a))
}

// twoOfOneStructure has two agents of one structure write about the same child
// with both lines cut: what they say contends, and both show it alike.
func twoOfOneStructure(ctx context.Context, s *station) error {
	a, err := s.enlist(ctx, "-a")
	if err != nil {
		return err
	}
	b, err := s.enlist(ctx, "-b")
	if err != nil {
		return err
	}
	if err := s.arrivals(ctx, a, 1); err != nil {
		return err
	}
	m := s.children[0].minor
	s.children = nil // the child stays here, so that both keep the casefile
	var id minor.ID
	if err := id.UnmarshalText([]byte(m)); err != nil {
		return err
	}
	if err := until(ctx, "the other agent has the child", func(ctx context.Context) (bool, error) { return s.shows(ctx, b, id) }); err != nil {
		return err
	}
	s.offline()
	for i, x := range []*stack.Agent{a, b, a, b} {
		said := s.identity()
		said["name"] = map[string]any{"given": fmt.Sprintf("%s %d", x.Name[len(x.Name)-1:], i), "family": "Bah"}
		if err := errors.Join(s.record(ctx, x, "identity.stated", m, said), s.shift(ctx, x)); err != nil {
			return err
		}
		s.children = nil // of the other agent these are not
	}
	s.online()
	return until(ctx, "both agents show the conflict about the name", func(ctx context.Context) (bool, error) {
		for _, x := range s.agents {
			if ok, err := s.contends(ctx, x, id, minor.AttrName); !ok || err != nil {
				return false, err
			}
		}
		return true, nil
	})
}

// shows reports whether an agent holds a child.
func (s *station) shows(ctx context.Context, a *stack.Agent, m minor.ID) (bool, error) {
	d, err := s.readDiskOf(ctx, a)
	if err != nil {
		return false, err
	}
	return len(d.sections[m]) > 0, nil
}

// contends reports whether a slot of a child is in conflict, as an agent shows it.
func (s *station) contends(ctx context.Context, a *stack.Agent, m minor.ID, slot string) (bool, error) {
	d, err := s.readDiskOf(ctx, a)
	if err != nil {
		return false, err
	}
	file := d.files[m]
	for _, c := range file.Conflicts {
		if c.Slot == slot {
			return true, nil
		}
	}
	return false, nil
}

func (s *station) disk() string { return filepath.Join(s.round.dir, "disks", s.name) }

// unmount takes a station's small disk away, if it had one.
func unmount(s *station) error {
	if _, err := os.Stat(s.disk()); err != nil {
		return nil // it was never mounted
	}
	return unmountDisk(s.disk())
}

// roomy is a small disk's room in bytes, before it fills up and after.
const roomy = 64 << 20

// diskFull has the agent's disk fill up, and gives it room again.
func diskFull(ctx context.Context, s *station) error {
	if err := errors.Join(os.MkdirAll(s.disk(), 0o700), mountDisk(s.disk(), roomy)); err != nil {
		return err
	}
	a, err := s.round.AgentIn(s.name, filepath.Join(s.disk(), "home"), line.Quality{})
	if err != nil {
		return err
	}
	s.join(a)
	if err := errors.Join(s.enrol(ctx, a, nil), a.Serve.Start(), s.shift(ctx, a)); err != nil {
		return err
	}
	used, err := size(a.Home)
	if err != nil {
		return err
	}
	room := used + 32<<10 + s.rng.Int64N(256<<10)
	if err := resizeDisk(s.disk(), room); err != nil {
		return err
	}
	full := false
	for range 40 {
		err := s.arrivals(ctx, a, 5)
		var failed *stack.Failed
		if errors.As(err, &failed) && failed.Code == exitBusy && strings.Contains(failed.Said, "disk is full") {
			full = true
			break
		}
		if err != nil {
			return err
		}
	}
	if full {
		s.round.came("a record was turned away by a full disk")
	}
	if err := moment(ctx, s.rng, 500*time.Millisecond); err != nil {
		return err
	}
	if err := resizeDisk(s.disk(), roomy); err != nil {
		return err
	}
	if !a.Serve.Running() {
		s.round.came("what serves ended on a full disk")
		if err := a.Serve.Start(); err != nil {
			return err
		}
	}
	return s.shift(ctx, a)
}

func size(dir string) (total int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		total += (info.Size() + 4095) &^ 4095
		return nil
	})
	return total, err
}

// copyHome copies the folder of an agent that nobody serves.
func copyHome(from, to string) error {
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		return err
	}
	return filepath.WalkDir(to, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		return os.Chmod(path, 0o600)
	})
}

// agentCloned copies an agent and runs both: they write under the same numbers.
func agentCloned(ctx context.Context, s *station) error {
	a, err := s.enlist(ctx, "")
	if err != nil {
		return err
	}
	old, err := s.who(ctx, a)
	if err := errors.Join(err, s.shift(ctx, a), a.Serve.Stop()); err != nil {
		return err
	}
	b, err := s.round.Agent(s.name+"-copy", line.Quality{})
	if err != nil {
		return err
	}
	s.join(b)
	if err := copyHome(a.Home, b.Home); err != nil {
		return err
	}
	s.said[b.Home] = append(s.said[b.Home], s.said[a.Home]...)
	// What is recorded now has the same numbers on both.
	children := append([]child(nil), s.children...)
	if err := s.shift(ctx, a); err != nil {
		return err
	}
	s.children = children
	if err := errors.Join(s.shift(ctx, b), a.Serve.Start(), b.Serve.Start()); err != nil {
		return err
	}
	first, other := a, b
	if err := until(ctx, "one of the two stops", func(context.Context) (bool, error) {
		if !b.Serve.Running() {
			first, other = b, a
		}
		return !first.Serve.Running(), nil
	}); err != nil {
		return err
	}
	if err := errors.Join(s.stopped(ctx, first), s.anew(ctx, first, old)); err != nil {
		return err
	}
	if err := errors.Join(s.stopped(ctx, other), s.anew(ctx, other, old)); err != nil {
		return err
	}
	if err := s.shift(ctx, a); err != nil {
		return err
	}
	s.children = nil // of the other agent these are not
	return s.shift(ctx, b)
}

// oldCopy restores an agent from a copy that is older than what it has sent.
func oldCopy(ctx context.Context, s *station) error {
	a, err := s.enlist(ctx, "")
	if err != nil {
		return err
	}
	old, err := s.who(ctx, a)
	if err := errors.Join(err, s.shift(ctx, a), a.Serve.Stop()); err != nil {
		return err
	}
	kept := a.Home + "-kept"
	if err := errors.Join(copyHome(a.Home, kept), a.Serve.Start()); err != nil {
		return err
	}
	saidThen := append([]said(nil), s.said[a.Home]...)
	if err := errors.Join(s.shift(ctx, a), s.sent(ctx, a), s.arrivals(ctx, a, 1), a.Serve.Kill()); err != nil {
		return err
	}
	died, err := s.readDiskOf(ctx, a)
	if err != nil {
		return err
	}
	s.dead = append(s.dead, died)
	if err := errors.Join(os.RemoveAll(a.Home), os.Rename(kept, a.Home)); err != nil {
		return err
	}
	s.said[a.Home] = saidThen
	s.children = nil
	if s.rng.IntN(2) == 0 { // with the line cut, before it can be told
		if err := s.shift(ctx, a); err != nil {
			return err
		}
	}
	if err := errors.Join(a.Serve.Start(), s.stopped(ctx, a), s.anew(ctx, a, old)); err != nil {
		return err
	}
	return s.shift(ctx, a)
}

// sent waits until the registry has answered for everything at an agent.
func (s *station) sent(ctx context.Context, a *stack.Agent) error {
	return until(ctx, a.Name+" has sent everything", func(ctx context.Context) (bool, error) {
		d, err := s.readDiskOf(ctx, a)
		if err != nil {
			return false, err
		}
		for _, x := range d.outbox {
			if x.State == "unsent" {
				return false, nil
			}
		}
		return true, nil
	})
}
