package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"faro.example/agent/outbox"
	"faro.example/shared/change"
)

func TestMain(m *testing.M) {
	if os.Getenv("FARO_TEST_AGENTD") != "" {
		main() // this process is agentd
		return
	}
	os.Exit(m.Run())
}

// process makes agentd a process of its own.
func (c *centre) process(in string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(c.t.Context(), os.Args[0], append([]string{"--dir", c.dir}, args...)...)
	cmd.Env = append(os.Environ(), "FARO_TEST_AGENTD=1")
	cmd.Stdin = strings.NewReader(in)
	cmd.Stderr = c.said
	return cmd
}

// TestKillsLoseAndDoubleNothing kills agentd serve again and again while other
// processes record, and some of those too: whatever was said to be recorded is
// in the ledger once, and nothing is there twice.
func TestKillsLoseAndDoubleNothing(t *testing.T) {
	c := newCentre(t)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	said := map[change.ID]bool{}
	for range 6 {
		serve := c.process("", "serve")
		if err := serve.Start(); err != nil {
			t.Fatal(err)
		}
		for range 1 + r.IntN(4) {
			if id, ok := c.recordOrKill(r); ok {
				said[id] = true
			}
		}
		if err := serve.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := serve.Wait(); err == nil {
			t.Fatal("serve ended by itself")
		}
	}
	stop := c.serve()
	c.until("everything to be sent", sent)
	stop()
	times := map[change.ID]int{}
	for _, p := range c.r.Records() {
		if times[p.ID]++; times[p.ID] > 1 {
			t.Error("a record is in the ledger twice")
		}
	}
	for id := range said {
		if times[id] != 1 {
			t.Error("a record that was said to be recorded is lost")
		}
	}
	if len(said) == 0 {
		t.Error("nothing was recorded")
	}
}

// recordOrKill records in a process of its own, and kills that now and then;
// it gives the record that the process said was stored.
func (c *centre) recordOrKill(r *rand.Rand) (rec change.ID, ok bool) {
	c.t.Helper()
	cmd := c.process(`{"tag": "17"}`, "record", "minor.registered", "--file", "-", "--json")
	var out bytes.Buffer
	cmd.Stdout = &out
	if r.IntN(3) == 0 {
		ctx, stop := context.WithTimeout(c.t.Context(), time.Duration(r.IntN(60))*time.Millisecond)
		defer stop()
		killed := exec.CommandContext(ctx, cmd.Path, cmd.Args[1:]...)
		killed.Env, killed.Stdin, killed.Stdout, killed.Stderr = cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr
		cmd = killed
	}
	if err := cmd.Run(); err != nil {
		return rec, false
	}
	var said recordedJSON
	if err := json.Unmarshal(out.Bytes(), &said); err != nil {
		c.t.Fatal(err)
	}
	return said.Record, true
}

// TestAnIdleAgentIsSmall reads what the kernel says of agentd serve once it has
// nothing to do.
func TestAnIdleAgentIsSmall(t *testing.T) {
	if runtime.GOOS != "linux" {
		return // nobody to ask
	}
	c := newCentre(t)
	for i := range 40 {
		c.record("minor.registered", fmt.Sprintf(`{"tag": "%d"}`, i))
	}
	serve := c.process("", "serve")
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	c.until("everything to be sent", sent)
	c.until("everything to be brought", func(outbox.Counts) bool { return c.status().Children == 40 })
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", serve.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	if err := serve.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := serve.Wait(); err == nil {
		t.Fatal("serve ended by itself")
	}
	var kib int
	for _, l := range strings.Split(string(raw), "\n") {
		if n, err := fmt.Sscanf(l, "VmRSS: %d kB", &kib); err == nil && n == 1 {
			break
		}
	}
	t.Logf("resident: %d KiB", kib)
	if kib == 0 || kib > 40<<10 {
		t.Errorf("agentd serve has %d KiB resident, want at most 40 MiB", kib)
	}
}
