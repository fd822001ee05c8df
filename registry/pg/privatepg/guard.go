package privatepg

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// guardScript ends the server when this process dies without having stopped
// it. It reads the server's process number, then waits at the other end of a
// pipe that only this process holds: a word on it is a dismissal, its end is
// the death of this process, however that came about. Its arguments are the
// signal and the folders to remove afterwards.
const guardScript = `trap "" HUP INT TERM
read -r pid || exit 0
read -r word && exit 0
kill -s "$1" "$pid" 2>/dev/null
shift
while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
rm -rf -- "$@"`

// guard is the small process that watches over the server.
type guard struct {
	cmd  *exec.Cmd
	pipe *os.File // this process's end
}

// startGuard starts the guard before there is a server to watch over.
func (s *Server) startGuard() (*guard, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("start guard: %w", err)
	}
	defer r.Close()
	args := []string{"-c", guardScript, "faro-pg-guard", "INT", s.socket}
	if s.opts.Temporary {
		args = []string{"-c", guardScript, "faro-pg-guard", "QUIT", s.socket, s.dir}
	}
	cmd := exec.Command("/bin/sh", args...)
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
	cmd.Stdin = r
	cmd.SysProcAttr = s.account.attributes()
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("start guard: %w", err), w.Close())
	}
	return &guard{cmd: cmd, pipe: w}, nil
}

// dismiss tells the guard that the server is gone, and waits for it.
func (g *guard) dismiss() error {
	// The first word is read as the process number where no server came up.
	_, err := g.pipe.WriteString("done\ndone\n")
	if errors.Is(err, syscall.EPIPE) {
		err = nil // somebody ended the guard; there is nothing left to guard
	}
	err = errors.Join(err, g.pipe.Close())
	var exit *exec.ExitError
	if werr := g.cmd.Wait(); werr != nil && !errors.As(werr, &exit) {
		err = errors.Join(err, werr)
	}
	return err
}
