package privatepg

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"faro.example/shared/fault"
)

// deadPid is above every process number that a system gives, so nobody has it.
const deadPid = 1<<31 - 2

// clearStaleLocks deals with what a server that was killed left behind. Its
// number may belong to another process by now, and PostgreSQL would refuse to
// start; the file itself stays, because by it PostgreSQL finds out whether a
// part of the old server is still alive.
func (s *Server) clearStaleLocks(ctx context.Context) error {
	lines, err := readPidFile(s.data())
	if err != nil || len(lines) == 0 {
		return err
	}
	pid, err := strconv.Atoi(lines[0])
	if err != nil || pid <= 0 || errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return nil // PostgreSQL itself deals with it, or says what is wrong
	}
	if strings.Contains(commandLine(ctx, pid), s.data()) {
		if len(lines) >= 8 && strings.HasPrefix(lines[7], "stopping") {
			if err := s.awaitEnd(ctx, pid); err != nil {
				return err
			}
			return s.clearStaleLocks(ctx)
		}
		return mendable(fault.Busy, fmt.Sprintf("a PostgreSQL server runs on %s already, as process %d", s.dir, pid),
			"stop what started it, or use another folder")
	}
	lines[0] = strconv.Itoa(deadPid)
	text := strings.Join(lines, "\n") + "\n"
	if err := os.WriteFile(filepath.Join(s.data(), "postmaster.pid"), []byte(text), 0o600); err != nil {
		return diskFault("mark stale postmaster.pid", err)
	}
	for _, name := range []string{".s.PGSQL." + port, ".s.PGSQL." + port + ".lock"} {
		if err := os.Remove(filepath.Join(s.socket, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove stale socket: %w", err)
		}
	}
	return nil
}

// awaitEnd blocks until a server that is stopping is gone: the guard of a
// process that was killed is ending it.
func (s *Server) awaitEnd(ctx context.Context, pid int) error {
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for strings.Contains(commandLine(ctx, pid), s.data()) {
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for the earlier server: %w", ctx.Err())
		case <-tick.C:
		}
	}
	return nil
}

// commandLine is what a process was started with; empty if that cannot be told.
func commandLine(ctx context.Context, pid int) string {
	if b, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid)); err == nil {
		return strings.ReplaceAll(string(b), "\x00", " ")
	}
	out, err := exec.CommandContext(ctx, "ps", "-ww", "-o", "args=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return ""
	}
	return string(out)
}
