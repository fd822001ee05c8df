package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"faro.example/deploy/stack"
)

// host is a machine: a network namespace, a folder, and what runs in it.
type host struct {
	name     string
	dir      string
	programs []*stack.Process // in the order in which they start
}

// newHost gives a machine that runs nothing yet.
func newHost(dir, name string) (*host, error) {
	h := &host{name: name, dir: filepath.Join(dir, name)}
	return h, errors.Join(os.MkdirAll(h.dir, 0o755), os.MkdirAll(h.path("conf"), 0o755), os.MkdirAll(h.path("log"), 0o755))
}

func (h *host) path(parts ...string) string {
	return filepath.Join(append([]string{h.dir}, parts...)...)
}

func (h *host) address() string { return addresses[h.name] }

// inside gives the command line that runs a program in the machine, as a user
// of this system.
func (h *host) inside(user string, args ...string) []string {
	out := []string{"nsenter", "--net=/run/netns/" + h.name}
	if user != "root" {
		out = append(out, "setpriv", "--reuid="+user, "--regid="+user, "--init-groups")
	}
	return append(out, args...)
}

// runs adds a program to those of the machine.
func (h *host) runs(name, user string, env []string, args ...string) *stack.Process {
	p := stack.Command(h.path("log"), name, env, h.inside(user, args...)...)
	h.programs = append(h.programs, p)
	return p
}

// start starts what does not run: the machine is switched on.
func (h *host) start() error {
	for _, p := range h.programs {
		if !p.Running() {
			if err := p.Start(); err != nil {
				return err
			}
		}
	}
	return nil
}

// processes gives all that run in the machine, those that others started too.
func (h *host) processes() ([]int, error) {
	mine, err := os.Stat("/run/netns/" + h.name)
	if err != nil {
		return nil, err
	}
	all, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return nil, err
	}
	var out []int
	for _, dir := range all {
		pid, err := strconv.Atoi(filepath.Base(dir))
		if err != nil {
			return nil, err
		}
		if at, err := os.Stat(dir + "/ns/net"); err == nil && os.SameFile(mine, at) {
			out = append(out, pid)
		}
	}
	return out, nil
}

// named gives those of the machine's processes whose program has the name.
func (h *host) named(name string) ([]int, error) {
	all, err := h.processes()
	var out []int
	for _, pid := range all {
		if comm, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid)); err == nil && strings.TrimSpace(string(comm)) == name {
			out = append(out, pid)
		}
	}
	return out, err
}

// signal signals all processes of the machine until there is no new one.
func (h *host) signal(s syscall.Signal) error {
	met := map[int]bool{}
	for {
		pids, err := h.processes()
		if err != nil {
			return err
		}
		fresh := false
		for _, pid := range pids {
			if !met[pid] {
				met[pid], fresh = true, true
				if err := send(pid, s); err != nil {
					return err
				}
			}
		}
		if !fresh {
			return nil
		}
	}
}

// send signals one process; one that has ended meanwhile is no error.
func send(pid int, s syscall.Signal) error {
	if err := syscall.Kill(pid, s); err != nil && !errors.Is(err, syscall.ESRCH) {
		return err
	}
	return nil
}

// lose ends all that runs in the machine at once: the power is cut.
func (h *host) lose() error {
	err := h.signal(syscall.SIGKILL)
	for _, p := range h.programs {
		err = errors.Join(err, p.Kill())
	}
	return err
}

// unplug pulls the machine's cable, plug puts it back.
func (h *host) unplug(ctx context.Context) error { return h.link(ctx, "down") }
func (h *host) plug(ctx context.Context) error   { return h.link(ctx, "up") }

func (h *host) link(ctx context.Context, state string) error {
	_, err := stack.Run(ctx, nil, "ip", "link", "set", cable(h.name), state)
	return err
}
