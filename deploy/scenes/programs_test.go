package scenes

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// programs builds the programs of a registry and of a centre, as the demo has
// them, once.
var programs = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "faro-scenes-bin-*")
	if err != nil {
		return "", err
	}
	folder = dir
	cmd := exec.CommandContext(context.Background(), "go", "build", "-ldflags=-w", "-tags", "demo", "-o", dir+string(filepath.Separator),
		"faro.example/registry/cmd/registryd", "faro.example/registry/cmd/registryctl", "faro.example/agent/cmd/agentd")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := cmd.CombinedOutput(); err != nil {
		return dir, fmt.Errorf("build: %w\n%s", err, said)
	}
	return dir, nil
})

// built is the folder of the programs.
func built(t testing.TB) string {
	t.Helper()
	dir, err := programs()
	must(t, err)
	return dir
}

// folder is where the programs are, once a scene has wanted them.
var folder string

func TestMain(m *testing.M) {
	code := m.Run()
	if err := os.RemoveAll(folder); err != nil {
		fmt.Fprintln(os.Stderr, "scenes:", err)
		code = 1
	}
	os.Exit(code)
}
