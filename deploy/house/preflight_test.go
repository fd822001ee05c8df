package house

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// machine is a folder of programs that stand for those of a machine.
func machine(t *testing.T, programs map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"awk", "df"} {
		real, err := exec.LookPath(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(real, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	for name, says := range programs {
		path := filepath.Join(dir, name)
		if err := os.RemoveAll(path); err != nil {
			t.Fatal(err)
		}
		if says == "" {
			continue
		}
		if err := os.WriteFile(path, []byte("#!/bin/sh\necho '"+says+"'\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestPreflightSaysWhatIsMissingWithTheRemedy(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := listener.Close(); err != nil {
			t.Error(err)
		}
	}()
	_, busy, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Fatal(err)
	}
	good := map[string]string{"go": "go1.26.3", "node": "v20.17.0", "npm": "11"}
	full := "Filesystem 1024-blocks Used Available Capacity Mounted\n/dev/x 9 9 1024000 99% /"
	cases := []struct {
		name    string
		changed map[string]string
		ports   []string
		want    string // part of the one line; "" for none
	}{
		{"nothing is missing", nil, nil, ""},
		{"a later Go and Node", map[string]string{"go": "go1.30", "node": "v22.1.0"}, nil, ""},
		{"no Go", map[string]string{"go": ""}, nil, "Go is not installed: install Go 1.26"},
		{"an old Go", map[string]string{"go": "go1.22.5"}, nil, "Go 1.22.5 is too old: install"},
		{"no Node", map[string]string{"node": ""}, nil, "Node or npm is not installed: install Node 20.17"},
		{"no npm", map[string]string{"npm": ""}, nil, "Node or npm is not installed"},
		{"an old Node", map[string]string{"node": "v18.20.4"}, nil, "Node 18.20.4 is too old: install"},
		{"a Node just too old", map[string]string{"node": "v20.9.0"}, nil, "Node 20.9.0 is too old"},
		{"a full disk", map[string]string{"df": full}, nil, "1000 MB free: free at least 3000 MB"},
		{"a busy port", nil, []string{busy}, "port " + busy + " is in use: stop"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			programs := map[string]string{}
			for _, from := range []map[string]string{good, c.changed} {
				for name, says := range from {
					programs[name] = says
				}
			}
			cmd := exec.Command(bash, append([]string{"../preflight.sh"}, c.ports...)...)
			cmd.Env = []string{"PATH=" + machine(t, programs)}
			out, err := cmd.CombinedOutput()
			said := strings.TrimSpace(string(out))
			if c.want == "" {
				if err != nil || said != "" {
					t.Errorf("got %v, %q, want nothing", err, said)
				}
				return
			}
			if err == nil || !strings.Contains(said, c.want) || strings.Contains(said, "\n") {
				t.Errorf("got %v, %q, want one line with %q", err, said, c.want)
			}
		})
	}
}
