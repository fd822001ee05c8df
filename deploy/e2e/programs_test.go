package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// programs builds the programs that the tests run, once: as they are released,
// but that agentd can be told another time than the machine's, and that none can be
// debugged.
var programs = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "faro-e2e-bin-*")
	if err != nil {
		return "", err
	}
	folder = dir
	for _, p := range [][]string{
		{"faro.example/registry/cmd/registryd", "faro.example/registry/cmd/registryctl"},
		{"-tags=demo", "faro.example/agent/cmd/agentd"},
	} {
		cmd := exec.CommandContext(context.Background(), "go", append([]string{"build", "-ldflags=-w", "-o", dir + string(filepath.Separator)}, p...)...)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if said, err := cmd.CombinedOutput(); err != nil {
			return dir, fmt.Errorf("build %v: %w\n%s", p, err, said)
		}
	}
	return dir, nil
})

// folder is where the programs are, once a test has wanted them.
var folder string

func TestMain(m *testing.M) {
	code := m.Run()
	if err := os.RemoveAll(folder); err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		code = 1
	}
	os.Exit(code)
}
