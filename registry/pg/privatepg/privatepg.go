// Package privatepg runs a PostgreSQL server of its own, for the demo, for
// development and for tests, on a machine where nobody has set one up.
//
// The invariant: the server is a child of this process and never outlives it,
// not even when this process is killed; it listens on one Unix socket, in a
// folder that only its owner may enter, and on no network address at all.
// Roles are trusted on that socket: whoever can enter the folder is in.
//
// PostgreSQL refuses to run as root, so a root process starts it as the user
// postgres or nobody. What the server logs is terse and holds no value of any
// statement. Running PostgreSQL for a real registry is not done here.
package privatepg

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"

	"faro.example/shared/fault"
)

// Superuser is the role that owns the cluster.
const Superuser = "postgres"

// Options says where a server keeps its data and how careful it is with them.
type Options struct {
	// Dir is the folder that holds data, socket and log. It is made if it is
	// missing; data of an earlier server in it are used again. Where it is
	// empty the server gets a temporary folder, as with Temporary.
	Dir string
	// Temporary removes the folder when the server stops, or when this process dies.
	Temporary bool
	// Durable keeps what PostgreSQL promises about a commit. Without it a crash
	// of the machine can lose the data, and everything is faster: for tests.
	Durable bool
	// Seed is the folder of a server that was stopped: new data begin as a copy
	// of its data instead of empty. Where there are data already it is not read.
	Seed string
	// Follow is the address of a server whose replica this one is: what it writes is
	// streamed from there, and it only answers. Its data begin as a copy of that
	// server's, which was stopped meanwhile and is the Seed.
	Follow string
	// Settings are further settings of the server; they win over those made here.
	Settings map[string]string
	// Npm lists the folders under which node_modules may hold a packaged
	// PostgreSQL; where it is empty the root of the project is looked up.
	Npm []string
	// Log is told what is started and stopped; nil for nobody.
	Log *slog.Logger
}

// Server is a running PostgreSQL server. Its methods are safe for use by
// several goroutines.
type Server struct {
	opts     Options
	dir      string
	socket   string
	binaries Binaries
	account  *account
	log      *slog.Logger

	mu    sync.Mutex // guards the field below
	child *child     // nil once the server was stopped or killed
}

// Start makes the folder and its data where they are missing, starts the
// server and returns once it takes connections. ctx bounds the start only:
// the server runs until [Server.Stop], [Server.Kill] or the end of this process.
//
// What a person can mend (no PostgreSQL on the machine, a folder that the
// server's user cannot enter, data of another version) is [fault.Invalid], a
// full disk [fault.Busy]; both are one line with the remedy.
func Start(ctx context.Context, opts Options) (*Server, error) {
	s := &Server{opts: opts, log: opts.Log}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	var err error
	if s.account, err = serverAccount(); err != nil {
		return nil, err
	}
	if err := s.prepareFolder(); err != nil {
		return nil, err
	}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(err, s.removeTemporary())
	}
	return s, nil
}

// open goes from a folder to a running server.
func (s *Server) open(ctx context.Context) error {
	version, err := dataVersion(s.data())
	if err != nil {
		return err
	}
	if s.binaries, err = find(ctx, version, s.opts.Npm); err != nil {
		return err
	}
	if err := s.account.canReach(s.binaries.Dir); err != nil {
		return err
	}
	if version == 0 {
		if err := s.makeData(ctx); err != nil {
			return err
		}
	}
	if err := s.chooseSocket(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.launch(ctx)
}

// launch starts the child on data that are there. The caller holds mu.
func (s *Server) launch(ctx context.Context) error {
	if err := s.makeSocket(); err != nil {
		return err
	}
	if err := s.clearStaleLocks(ctx); err != nil {
		return err
	}
	c, err := s.startChild(ctx)
	for errors.Is(err, errStillDying) && ctx.Err() == nil {
		c, err = s.startChild(ctx)
	}
	if err != nil {
		return err
	}
	s.child = c
	s.log.Info("postgres started", "dir", s.dir, "version", s.binaries.Version, "pid", c.cmd.Process.Pid)
	return nil
}

// DSN is the address of a database of the server for a role: a URL without a
// secret, as pgx and psql read it.
func (s *Server) DSN(db, user string) string {
	u := url.URL{Scheme: "postgres", User: url.User(user), Path: "/" + db}
	u.RawQuery = url.Values{"host": {s.socket}, "port": {port}, "sslmode": {"disable"}}.Encode()
	return u.String()
}

// Dir is the folder of the server: its data, its socket and its log.
func (s *Server) Dir() string { return s.dir }

// Version is the major version of the server.
func (s *Server) Version() int { return s.binaries.Version }

// Done is closed when the server that runs now has ended, for whatever
// reason; it is closed already if none runs.
func (s *Server) Done() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.child == nil {
		over := make(chan struct{})
		close(over)
		return over
	}
	return s.child.exited
}

// Stop ends the server in an orderly way: open transactions are rolled back,
// what was committed is on disk. It blocks until the server is gone and may
// be called twice.
func (s *Server) Stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return errors.Join(s.halt(syscall.SIGINT), os.RemoveAll(s.socket), s.removeTemporary())
}

// Kill ends the server as a power cut would, for fault tests, and blocks until
// it is gone. The data stay; [Server.Restart] recovers them.
func (s *Server) Kill() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.halt(syscall.SIGKILL)
}

// Restart starts the server again on the same data and the same address; one
// that still runs is stopped first.
func (s *Server) Restart(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.halt(syscall.SIGINT); err != nil {
		return err
	}
	return s.launch(ctx)
}

// halt ends the child with a signal and waits for it. The caller holds mu.
func (s *Server) halt(sig syscall.Signal) error {
	if s.child == nil {
		return nil
	}
	c := s.child
	s.child = nil
	err := c.end(sig)
	s.log.Info("postgres ended", "dir", s.dir, "pid", c.cmd.Process.Pid)
	return err
}

// removeTemporary removes the folder of a server that was to leave nothing behind.
func (s *Server) removeTemporary() error {
	if !s.opts.Temporary {
		return nil
	}
	return os.RemoveAll(s.dir)
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// command is a PostgreSQL program run as the server's user, in the server's
// folder, with nothing of this process's environment that could change it.
func (s *Server) command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = s.dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
	cmd.SysProcAttr = s.account.attributes()
	return cmd
}

// mendable is an error that a person can mend, with the remedy.
func mendable(kind fault.Kind, detail, remedy string) error {
	return &fault.Error{Kind: kind, Detail: detail, Remedy: remedy}
}
