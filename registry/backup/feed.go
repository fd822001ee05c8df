package backup

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"faro.example/shared/fault"
)

// feeder gives segments of the log to PostgreSQL while it recovers, over a
// socket: the keys stay in this process. Each connection asks for one name and
// is given a word, and what was archived behind it.
type feeder struct {
	socket string
	listen net.Listener
	done   sync.WaitGroup

	mu    sync.Mutex // guards the fields below
	err   error      // what PostgreSQL must not take for the end of the log
	given int
}

// found and absent are the words.
const (
	found  = "found\n"
	absent = "absent\n"
)

// feed begins to give segments.
func (p *point) feed(ctx context.Context, socket string) (*feeder, error) {
	l, err := net.Listen("unix", socket)
	if err != nil {
		return nil, fmt.Errorf("listen for PostgreSQL: %w", err)
	}
	if err := p.account.give(socket); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	f := &feeder{socket: socket, listen: l}
	f.done.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return // it was closed
			}
			f.done.Go(func() { f.note(f.serve(ctx, p, conn)) })
		}
	})
	return f, nil
}

// serve answers one connection. It fails if what was asked for is there and
// cannot be given.
func (f *feeder) serve(ctx context.Context, p *point, conn net.Conn) (err error) {
	defer func() { err = errors.Join(err, conn.Close()) }()
	name, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		return fmt.Errorf("read which segment is asked for: %w", err)
	}
	file, err := p.archive.Get(ctx, strings.TrimSpace(name))
	if err != nil {
		_, werr := io.WriteString(conn, absent)
		own := fmt.Sprintf("%08X.history", p.m.Base.Timeline)
		if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Erased) && strings.TrimSpace(name) == own {
			err = nil // see goal
		}
		return errors.Join(err, werr)
	}
	if _, err := io.WriteString(conn, found); err != nil {
		return err
	}
	if _, err := conn.Write(file.Plain); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.given++
	p.Progress(Progress{Done: f.given, Tables: f.given + 1, Unit: "segments"})
	return nil
}

func (f *feeder) note(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = errors.Join(f.err, err)
}

func (f *feeder) failed() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.err
}

func (f *feeder) close() error {
	err := f.listen.Close()
	f.done.Wait()
	return err
}

// Fetch asks the process that restores for a segment of the log, and writes it to
// a path: what PostgreSQL calls as its restore_command. It fails with
// [fault.NotFound] if it is not in the archive.
func Fetch(socket, name, path string) (err error) {
	conn, err := net.Dial("unix", socket)
	if err != nil {
		return fault.Newf(fault.Invalid, "nobody restores at %s", socket)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := io.WriteString(conn, filepath.Base(name)+"\n"); err != nil {
		return fmt.Errorf("ask for a segment: %w", err)
	}
	in := bufio.NewReader(conn)
	word, err := in.ReadString('\n')
	if err != nil {
		return fmt.Errorf("ask for a segment: %w", err)
	}
	if word != found {
		return fault.Newf(fault.NotFound, "%s is not in the archive", name)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("write a segment: %w", err)
	}
	_, err = io.Copy(f, in)
	return errors.Join(err, f.Close())
}
