// Package stack runs Faro as it is run in earnest: PostgreSQL, registryd and
// agents as processes of their own, on loopback, over mutual TLS. The demo, the
// end-to-end tests and the benchmarks stand on it.
//
// The invariant: it ends what it started, by its process id, and nothing else;
// and it gives no process a credential that the same process would not have in
// earnest: agents and loaders have certificates, only registryd and registryctl
// have the database.
package stack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// patience is how long a process may take to start or to stop before that is a
// fault of its own: much longer than it takes on a busy machine.
const patience = 60 * time.Second

// Process is one program under way, with its log in a file.
type Process struct {
	name string
	args []string
	env  []string
	log  string

	mu   sync.Mutex // guards the fields below
	cmd  *exec.Cmd
	done chan struct{} // closed when cmd has ended
}

// Command describes a process that is not under way yet; its output goes to
// DIR/NAME.log.
func Command(dir, name string, env []string, args ...string) *Process {
	return &Process{name: name, args: args, env: env, log: filepath.Join(dir, name+".log")}
}

// Start starts the process. Starting one that is under way is an error.
func (p *Process) Start() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.running() {
		return fmt.Errorf("%s is under way already", p.name)
	}
	out, err := os.OpenFile(p.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer out.Close() // the process has its own
	cmd := exec.Command(p.args[0], p.args[1:]...)
	cmd.Env = append(os.Environ(), p.env...)
	cmd.Stdout, cmd.Stderr = out, out
	cmd.SysProcAttr = ownGroup()
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start %s: %w", p.name, err)
	}
	p.cmd, p.done = cmd, make(chan struct{})
	go func(done chan struct{}) {
		cmd.Wait() // how it ended stands in its state
		close(done)
	}(p.done)
	return nil
}

func (p *Process) running() bool {
	if p.cmd == nil {
		return false
	}
	select {
	case <-p.done:
		return false
	default:
		return true
	}
}

// Running reports whether the process is under way.
func (p *Process) Running() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.running()
}

// Kill ends the process as a power cut would (SIGKILL) and waits for it. It
// does nothing to one that is not under way.
func (p *Process) Kill() error { return p.signal(syscall.SIGKILL) }

// Stop asks the process to end (SIGTERM) and waits; one that does not end in
// time is killed, and that is an error.
func (p *Process) Stop() error {
	if err := p.signal(syscall.SIGTERM); err != nil {
		return errors.Join(err, p.Kill())
	}
	return nil
}

func (p *Process) signal(s syscall.Signal) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.running() {
		return nil
	}
	if err := p.cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop %s: %w", p.name, err)
	}
	select {
	case <-p.done:
		return nil
	case <-time.After(patience):
		return fmt.Errorf("%s did not end: see %s", p.name, p.log)
	}
}

// Ended gives a channel that is closed when the process has ended.
func (p *Process) Ended() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.done
}

// Pid gives the process id; 0 if it is not under way.
func (p *Process) Pid() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.running() {
		return 0
	}
	return p.cmd.Process.Pid
}

// Resident gives the resident memory of the process in bytes.
func (p *Process) Resident() (int64, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.running() {
		return 0, fmt.Errorf("%s is not under way", p.name)
	}
	return resident(p.cmd.Process.Pid)
}

// Tail gives the last lines of the log, for a message about why it ended.
func (p *Process) Tail(lines int) string {
	b, err := os.ReadFile(p.log)
	if err != nil {
		return ""
	}
	all := strings.Split(strings.TrimSpace(string(b)), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}

// until asks again and again, as long as the process is under way, until ready
// answers without error.
func (p *Process) until(ctx context.Context, ready func(context.Context) error) error {
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := ready(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-p.Ended():
			return fmt.Errorf("%s ended at once:\n%s", p.name, p.Tail(5))
		case <-ctx.Done():
			return fmt.Errorf("%s is not ready: %w", p.name, err)
		}
	}
}

// Failed is how a program ended that did not do what it was told.
type Failed struct {
	What string // the program and its command
	Code int    // its exit code, -1 if it was killed
	Said string // what it printed
}

// Error gives the command with what it printed.
func (f *Failed) Error() string { return f.What + ": " + f.Said }

// Run runs a program to its end and gives what it printed; if it fails, the
// error is a [Failed]. Once ctx is done the program is killed.
func Run(ctx context.Context, env []string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Env = append(os.Environ(), env...)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	err := cmd.Run()
	if cmd.ProcessState == nil {
		return "", err // it was never started
	}
	if err != nil {
		return out.String(), &Failed{
			What: filepath.Base(args[0]) + " " + strings.Join(args[1:min(3, len(args))], " "),
			Code: cmd.ProcessState.ExitCode(), Said: strings.TrimSpace(said.String() + out.String()),
		}
	}
	return out.String(), nil
}
