package privatepg

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	port    = "5432" // only names the socket file: nothing listens on a network
	logName = "server.log"

	// pause is between two looks at whether the server is up.
	pause = 5 * time.Millisecond
	// patience is what an orderly stop may take before the server is made to
	// drop everything. Arbitrary.
	patience = time.Minute
	// maxLog is the size at which the log of earlier runs is put aside.
	maxLog = 16 << 20
)

// child is one run of the server.
type child struct {
	cmd     *exec.Cmd
	guard   *guard
	exited  chan struct{} // closed when the server has ended
	waitErr error         // what it ended with; to be read after exited
}

// startChild starts the server and waits until it takes connections.
func (s *Server) startChild(ctx context.Context) (*child, error) {
	logFile, from, err := s.openLog()
	if err != nil {
		return nil, err
	}
	defer logFile.Close()
	g, err := s.startGuard()
	if err != nil {
		return nil, err
	}
	// The shell tells the guard its number and becomes the server: there is no
	// moment at which the server runs and the guard does not know of it.
	args := append([]string{"-c", `echo $$ >&3 && exec 3>&- "$@"`, "sh", filepath.Join(s.binaries.Dir, "postgres")},
		s.arguments()...)
	cmd := s.command(context.WithoutCancel(ctx), "/bin/sh", args...)
	cmd.Stdout, cmd.Stderr = logFile, logFile
	cmd.ExtraFiles = []*os.File{g.pipe}
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("start postgres: %w", err), g.dismiss())
	}
	c := &child{cmd: cmd, guard: g, exited: make(chan struct{})}
	go func() {
		c.waitErr = cmd.Wait()
		close(c.exited)
	}()
	if err := s.awaitReady(ctx, c, from); err != nil {
		return nil, errors.Join(err, c.end(syscall.SIGQUIT))
	}
	return c, nil
}

// awaitReady blocks until the server has written that it is ready.
func (s *Server) awaitReady(ctx context.Context, c *child, logFrom int64) error {
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for {
		select {
		case <-c.exited:
			return s.startFault(logFrom)
		case <-ctx.Done():
			return fmt.Errorf("wait for postgres: %w", ctx.Err())
		case <-tick.C:
		}
		lines, err := readPidFile(s.data())
		if err != nil {
			return err
		}
		// Line 8 of postmaster.pid is the state, line 1 the process.
		if len(lines) >= 8 && lines[0] == strconv.Itoa(c.cmd.Process.Pid) && strings.HasPrefix(lines[7], "ready") {
			return nil
		}
	}
}

// end sends the signal and waits; a server that does not stop in time is made to.
func (c *child) end(sig syscall.Signal) error {
	var errs []error
	if err := c.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		errs = append(errs, fmt.Errorf("signal postgres: %w", err))
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-c.exited:
	case <-timer.C:
		errs = append(errs, errors.New("postgres did not stop in time and was killed"))
		if err := c.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			errs = append(errs, fmt.Errorf("kill postgres: %w", err))
		}
		<-c.exited
	}
	return errors.Join(append(errs, c.guard.dismiss())...)
}

// arguments are the settings of the server, on its command line so that no
// file has to be edited.
func (s *Server) arguments() []string {
	set := map[string]string{
		"listen_addresses":                  "",
		"port":                              port,
		"unix_socket_directories":           s.socket,
		"unix_socket_permissions":           "0700",
		"timezone":                          "UTC",
		"log_timezone":                      "UTC",
		"logging_collector":                 "off",
		"log_destination":                   "stderr",
		"log_statement":                     "none",
		"log_error_verbosity":               "terse",
		"log_parameter_max_length":          "0",
		"log_parameter_max_length_on_error": "0",
		// The text of an error can quote a value, and so can the statement that met it.
		"log_min_messages":        "log",
		"log_min_error_statement": "panic",
		"max_connections":         "200",
		"jit":                     "off",
	}
	if !s.opts.Durable {
		maps.Copy(set, map[string]string{
			"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
			"wal_level": "minimal", "max_wal_senders": "0", "autovacuum": "off",
		})
	}
	if s.opts.Follow != "" {
		set["primary_conninfo"] = s.opts.Follow
	}
	maps.Copy(set, s.opts.Settings)
	args := []string{"-D", s.data()}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		args = append(args, "-c", name+"="+set[name])
	}
	return args
}

// openLog opens the server's log for appending and tells where this run begins in it.
func (s *Server) openLog() (*os.File, int64, error) {
	path := filepath.Join(s.dir, logName)
	if info, err := os.Stat(path); err == nil && info.Size() > maxLog {
		if err := os.Rename(path, path+".old"); err != nil {
			return nil, 0, fmt.Errorf("put old log aside: %w", err)
		}
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, 0, diskFault("open log", err)
	}
	at, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, 0, errors.Join(fmt.Errorf("open log: %w", err), f.Close())
	}
	return f, at, nil
}

// startFault says why the server ended while it was starting.
func (s *Server) startFault(from int64) error {
	f, err := os.Open(filepath.Join(s.dir, logName))
	if err != nil {
		return fmt.Errorf("postgres ended while starting, and its log: %w", err)
	}
	defer f.Close()
	why := "its log is empty"
	lines := bufio.NewScanner(io.NewSectionReader(f, from, maxLog))
	for lines.Scan() {
		_, text, fatal := strings.Cut(lines.Text(), "FATAL:")
		switch {
		case strings.Contains(lines.Text(), "No space left on device"):
			return diskFault("start postgres", syscall.ENOSPC)
		case strings.Contains(lines.Text(), "shared memory block") && fatal:
			return errStillDying
		case fatal:
			why = strings.TrimSpace(text)
		case why == "its log is empty":
			why = strings.TrimSpace(lines.Text())
		}
	}
	return fmt.Errorf("postgres ended while starting: %s", why)
}

// errStillDying is a start that came before the last process of a killed
// server was gone.
var errStillDying = errors.New("a server that was killed is still ending")

// readPidFile gives the lines of postmaster.pid; none if there is no such file.
func readPidFile(data string) ([]string, error) {
	b, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read postmaster.pid: %w", err)
	}
	var lines []string
	for l := range bytes.Lines(b) {
		lines = append(lines, strings.TrimSpace(string(l)))
	}
	return lines, nil
}
