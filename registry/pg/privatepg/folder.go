package privatepg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"faro.example/shared/fault"
)

// minFree is the room that a start asks for. New data take about 40 MB, the
// write-ahead log up to as much again; the rest is arbitrary.
const minFree = 256 << 20

// maxSocketDir keeps the path of the socket, which ends in .s.PGSQL.5432 and
// for a moment in .lock, under the 104 bytes that the smallest system allows.
const maxSocketDir = 80

// prepareFolder makes the folder and hands it to the server's user.
func (s *Server) prepareFolder() error {
	if s.opts.Dir == "" {
		return s.makeTemporary()
	}
	dir, err := filepath.Abs(s.opts.Dir)
	if err != nil {
		return fmt.Errorf("folder of the server: %w", err)
	}
	s.dir = dir
	if err := refuseForeign(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return diskFault("make folder", err)
	}
	return s.own(dir)
}

func (s *Server) makeTemporary() error {
	s.opts.Temporary = true
	dir, err := os.MkdirTemp(s.opts.temporaryBase(), "faro-pg-")
	if err != nil {
		return diskFault("make folder", err)
	}
	s.dir = dir
	return s.own(dir)
}

// shm is where Linux offers memory as a file system.
const shm = "/dev/shm"

// temporaryBase is where a temporary folder goes: into memory, where there is
// plenty and nothing needs to last, which makes a database in a fraction of
// the time (14 ms against 20 to 500 on a busy disk).
func (o Options) temporaryBase() string {
	if free, err := freeIn(shm); err == nil && free > 8*minFree && !o.Durable {
		return shm
	}
	return os.TempDir()
}

// own checks that the folder can be used and gives it to the server's user.
func (s *Server) own(dir string) error {
	if err := s.account.canReach(dir); err != nil {
		return err
	}
	if err := roomIn(dir); err != nil {
		return err
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return fmt.Errorf("protect folder: %w", err)
	}
	if err := s.account.give(dir); err != nil {
		return fmt.Errorf("hand over folder: %w", err)
	}
	return nil
}

// refuseForeign refuses a folder with something else in it, which would
// change owner and mode.
func refuseForeign(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || (err == nil && len(entries) == 0) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look into folder: %w", err)
	}
	for _, e := range entries {
		if e.Name() == "data" || e.Name() == "data.new" || e.Name() == logName {
			return nil
		}
	}
	return mendable(fault.Invalid, fmt.Sprintf("%s holds something else than a PostgreSQL server's data", dir),
		"name a new or an empty folder")
}

func roomIn(dir string) error {
	free, err := freeIn(dir)
	if err != nil {
		return fmt.Errorf("measure disk: %w", err)
	}
	if free < minFree {
		return mendable(fault.Busy, fmt.Sprintf("the disk of %s has %d MB free", dir, free>>20),
			fmt.Sprintf("free at least %d MB", minFree>>20))
	}
	return nil
}

// freeIn is the room, in bytes, on the file system of a folder.
func freeIn(dir string) (uint64, error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return 0, err
	}
	return uint64(st.Bavail) * uint64(st.Bsize), nil
}

// diskFault names a full disk; any other error is wrapped as it is.
func diskFault(step string, err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return mendable(fault.Busy, "the disk is full", fmt.Sprintf("free at least %d MB", minFree>>20))
	}
	return fmt.Errorf("%s: %w", step, err)
}

// dataVersion is the major version of the server that made the data; 0 if
// there are none.
func dataVersion(data string) (int, error) {
	b, err := os.ReadFile(filepath.Join(data, "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read version of the data: %w", err)
	}
	v, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil {
		return 0, fmt.Errorf("read version of the data: %w", err)
	}
	return v, nil
}

// makeData makes the data of a new server: empty, or a copy of the seed.
func (s *Server) makeData(ctx context.Context) error {
	if s.opts.Seed == "" {
		return s.initialise(ctx)
	}
	fresh := s.data() + ".new"
	out, err := s.command(ctx, "cp", "-R", filepath.Join(s.opts.Seed, "data"), fresh).CombinedOutput()
	if bytes.Contains(out, []byte("No space left on device")) {
		return diskFault("copy seed", syscall.ENOSPC)
	}
	if err != nil {
		return fmt.Errorf("copy seed: %w", err)
	}
	if s.opts.Follow != "" {
		if err := os.WriteFile(filepath.Join(fresh, "standby.signal"), nil, 0o600); err != nil {
			return diskFault("make a replica", err)
		}
		if err := s.account.give(filepath.Join(fresh, "standby.signal")); err != nil {
			return fmt.Errorf("make a replica: %w", err)
		}
	}
	return os.Rename(fresh, s.data())
}

// initialise makes the data beside their place and moves them there when they
// are whole, so that a start that was cut short is simply done again.
func (s *Server) initialise(ctx context.Context) error {
	fresh := s.data() + ".new"
	var last error
	// The letters of every script count as letters where a UTF-8 locale is to
	// be had: Linux has the first, macOS the second; C is always there.
	for _, ctype := range []string{"C.UTF-8", "en_US.UTF-8", "C"} {
		if err := os.RemoveAll(fresh); err != nil {
			return fmt.Errorf("clear unfinished data: %w", err)
		}
		args := []string{"-D", fresh, "-U", Superuser, "-A", "trust", "-E", "UTF8", "--locale=C", "--lc-ctype=" + ctype}
		if s.opts.Durable {
			args = append(args, "--data-checksums")
		} else {
			args = append(args, "--no-sync", "--wal-segsize=1")
		}
		out, err := s.command(ctx, filepath.Join(s.binaries.Dir, "initdb"), args...).CombinedOutput()
		if err == nil {
			return os.Rename(fresh, s.data())
		}
		if ctx.Err() != nil {
			return fmt.Errorf("make data: %w", ctx.Err())
		}
		last = initdbFault(out, err)
		if !bytes.Contains(out, []byte("invalid locale")) {
			break
		}
	}
	return last
}

func initdbFault(out []byte, err error) error {
	if bytes.Contains(out, []byte("No space left on device")) {
		return diskFault("make data", syscall.ENOSPC)
	}
	for line := range bytes.Lines(out) {
		if bytes.Contains(line, []byte("error:")) {
			return fmt.Errorf("make data: %s", bytes.TrimSpace(line))
		}
	}
	return fmt.Errorf("make data: %w", err)
}

// chooseSocket picks the folder of the socket: inside the server's folder, or
// if that path is too long for a socket, a temporary one.
func (s *Server) chooseSocket() error {
	s.socket = filepath.Join(s.dir, "socket")
	if len(s.socket) <= maxSocketDir && !strings.ContainsAny(s.socket, `",`) {
		return nil
	}
	dir, err := os.MkdirTemp("/tmp", "faro-pg-")
	if err != nil {
		return diskFault("make folder of the socket", err)
	}
	s.socket = dir
	return nil
}

// makeSocket makes the folder of the socket, which only the server's user may enter.
func (s *Server) makeSocket() error {
	if err := os.MkdirAll(s.socket, 0o700); err != nil {
		return diskFault("make folder of the socket", err)
	}
	return s.account.give(s.socket)
}
