package browsertest

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"regexp"
	"testing"
)

var address = regexp.MustCompile(`at=(http://[0-9.:]+)`)

// ServeAgent runs agentd serve with its pages until the test ends, and gives
// their address. stop ends it before.
func ServeAgent(t testing.TB, program, dir string) (at string, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, program, "--dir", dir, "serve", "--ui", "127.0.0.1:0")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	said, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	done := make(chan struct{})
	var once bool
	stop = func() {
		if !once {
			once = true
			cancel()
			<-done
		}
	}
	t.Cleanup(stop)
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		if m := address.FindStringSubmatch(lines.Text()); m != nil {
			at = m[1]
			break
		}
	}
	go func() {
		defer close(done)
		if _, err := io.Copy(io.Discard, said); err != nil && ctx.Err() == nil {
			t.Logf("agentd's log: %v", err)
		}
		if err := cmd.Wait(); err != nil && ctx.Err() == nil {
			t.Errorf("agentd serve ended: %v", err)
		}
	}()
	if at == "" {
		t.Fatal("agentd serve did not say where its pages are")
	}
	return at, stop
}
