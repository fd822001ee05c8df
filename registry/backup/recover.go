package backup

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"faro.example/shared/fault"
)

const (
	socketPort = "5432" // only names the socket: nothing listens on a network
	// lookEvery is between two looks at whether PostgreSQL has recovered. Arbitrary.
	lookEvery = 50 * time.Millisecond
	// logFile is what PostgreSQL says meanwhile.
	logFile = "server.log"
)

// server is PostgreSQL while it recovers, and until it is stopped.
type server struct {
	cmd    *exec.Cmd
	folder string // of its socket, its log and its settings
	feed   *feeder
	exited chan struct{} // closed when it has ended
}

// start starts PostgreSQL on what was laid, and returns once it has recovered
// and takes connections.
func (p *point) start(ctx context.Context, stop map[string]string) (_ *server, err error) {
	folder, err := os.MkdirTemp("", "faro-restore-")
	if err != nil {
		return nil, fmt.Errorf("make a folder: %w", err)
	}
	s := &server{folder: folder, exited: make(chan struct{})}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.stop())
		}
	}()
	if err := p.account.give(folder); err != nil {
		return nil, err
	}
	for name, text := range map[string]string{"postgresql.conf": "", "pg_ident.conf": "", "pg_hba.conf": "local all all trust\n"} {
		path := filepath.Join(folder, name) // the folder is its user's alone
		if err := errors.Join(os.WriteFile(path, []byte(text), 0o600), p.account.give(path)); err != nil {
			return nil, err
		}
	}
	if s.feed, err = p.feed(ctx, filepath.Join(folder, "segments")); err != nil {
		return nil, err
	}
	if err := s.launch(p, stop); err != nil {
		return nil, err
	}
	return s, s.await(ctx, p.data)
}

// launch starts the process.
func (s *server) launch(p *point, stop map[string]string) error {
	log, err := os.OpenFile(filepath.Join(s.folder, logFile), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer log.Close() // the process has its own
	s.cmd = exec.Command(filepath.Join(p.Programs, "postgres"), s.arguments(p, stop)...)
	s.cmd.Dir = s.folder
	s.cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
	s.cmd.Stdout, s.cmd.Stderr = log, log
	s.cmd.SysProcAttr = p.account.attributes()
	if err := s.cmd.Start(); err != nil {
		s.cmd = nil
		return &fault.Error{Kind: fault.Invalid, Detail: fmt.Sprintf("PostgreSQL %d cannot be started from %s", p.m.Base.Server, p.Programs),
			Remedy: "install that version, or name the folder of the program postgres with --programs"}
	}
	go func(cmd *exec.Cmd) {
		cmd.Wait() // how it ended stands in its log
		close(s.exited)
	}(s.cmd)
	return nil
}

// arguments are the settings: what is recovered is nobody's to see before it is
// made the registry of today, and what is written meanwhile is archived once
// PostgreSQL runs in earnest.
func (s *server) arguments(p *point, stop map[string]string) []string {
	fetch := ""
	for _, word := range p.Fetch {
		fetch += quote(word) + " "
	}
	set := map[string]string{
		"config_file": filepath.Join(s.folder, "postgresql.conf"), "hba_file": filepath.Join(s.folder, "pg_hba.conf"), "ident_file": filepath.Join(s.folder, "pg_ident.conf"),
		"listen_addresses": "", "port": socketPort, "unix_socket_directories": s.folder, "unix_socket_permissions": "0700",
		"ssl": "off", "hot_standby": "off", "autovacuum": "off", "jit": "off", "timezone": "UTC", "max_connections": "100",
		"archive_mode": "on", "archive_command": "", "archive_library": "", "shared_preload_libraries": "",
		"logging_collector": "off", "log_destination": "stderr", "log_statement": "none", "log_error_verbosity": "terse",
		"log_min_messages": "log", "log_min_error_statement": "panic", "log_parameter_max_length_on_error": "0",
		"max_wal_size": "4GB", "synchronous_standby_names": "", "primary_conninfo": "",
		"restore_command":          fetch + "%f %p --from " + quote(s.feed.socket),
		"recovery_target_timeline": p.goal(), "recovery_target_action": "promote",
		"recovery_target_inclusive": "on", "recovery_end_command": "", "archive_cleanup_command": "",
	}
	maps.Copy(set, stop)
	args := []string{"-D", p.data}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		args = append(args, "-c", name+"="+set[name])
	}
	return args
}

// goal is the timeline to which PostgreSQL goes. Of its own a base backup needs no
// history, which is of the month in which that began: it may not open any more.
func (p *point) goal() string {
	if p.timeline == p.m.Base.Timeline {
		return "current"
	}
	return strconv.FormatUint(uint64(p.timeline), 10)
}

// await returns once PostgreSQL has left recovery and takes connections.
func (s *server) await(ctx context.Context, data string) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-s.exited:
			return errors.Join(s.feed.failed(), s.fault())
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		if err := s.feed.failed(); err != nil {
			return err // PostgreSQL would take it for the end of the log
		}
		text, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
		if err != nil {
			continue // not yet
		}
		lines := strings.Split(string(text), "\n") // the first is the process, the eighth its state
		if len(lines) >= 8 && lines[0] == strconv.Itoa(s.cmd.Process.Pid) && strings.HasPrefix(lines[7], "ready") {
			return s.feed.failed()
		}
	}
}

// fault says why PostgreSQL ended before it had recovered.
func (s *server) fault() error {
	text, err := os.ReadFile(filepath.Join(s.folder, logFile))
	if err != nil {
		return fmt.Errorf("PostgreSQL ended while it recovered, and its log: %w", err)
	}
	why, fatal := "its log does not say why", false
	for line := range strings.Lines(string(text)) {
		if _, said, is := strings.Cut(line, "FATAL:"); is {
			why, fatal = strings.TrimSpace(said), true
		} else if !fatal {
			why = strings.TrimSpace(line)
		}
	}
	if strings.Contains(why, "recovery ended before configured recovery target was reached") {
		return &fault.Error{Kind: fault.Conflict, Detail: "the archive ends before that moment: nothing was written after it, or the log of then is not there",
			Remedy: "leave the moment out, to restore all there is; registryctl backup verify says up to when the archive leads"}
	}
	if strings.Contains(why, "requested recovery stop point is before consistent recovery point") {
		return &fault.Error{Kind: fault.Conflict, Detail: "this base backup was made after that moment", Remedy: "name an earlier base backup"}
	}
	return fault.Newf(fault.Internal, "PostgreSQL ended while it recovered: %s", why)
}

// stop stops PostgreSQL in an orderly way; what was written is on disk then.
func (s *server) stop() error {
	var errs []error
	if s.cmd != nil {
		if err := s.cmd.Process.Signal(syscall.SIGINT); err != nil && !errors.Is(err, os.ErrProcessDone) {
			errs = append(errs, fmt.Errorf("stop PostgreSQL: %w", err))
		}
		<-s.exited
	}
	if s.feed != nil {
		errs = append(errs, s.feed.close())
	}
	return errors.Join(append(errs, os.RemoveAll(s.folder))...)
}
