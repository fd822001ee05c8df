package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"
)

// asLeaky is the variable by which the test's own program becomes one that leaks.
const asLeaky = "FARO_SOAK_TEST_LEAK"

func TestMain(m *testing.M) {
	if how := os.Getenv(asLeaky); how != "" {
		leak(how)
		return
	}
	os.Exit(m.Run())
}

// leak works on each line of its input, and answers it. It leaks for good, only
// while it warms up, or not at all.
func leak(how string) {
	const piece = 1 << 20
	var kept [][]byte
	var open []*os.File
	reused := make([]byte, piece)
	in := bufio.NewScanner(os.Stdin)
	for n := 0; in.Scan(); n++ {
		if how == "for-good" || how == "while-warm" && n < 16 {
			kept = append(kept, make([]byte, piece))
			reused = kept[len(kept)-1]
			f, err := os.Open(os.DevNull)
			if err != nil {
				panic(err)
			}
			open = append(open, f)
		}
		for k := 0; k < len(reused); k += 512 { // memory that nobody touches is not held
			reused[k]++
		}
		fmt.Println(len(kept), len(open))
	}
}

func TestALeakIsFoundInAProcess(t *testing.T) {
	for how, grows := range map[string]bool{"for-good": true, "while-warm": false, "not-at-all": false} {
		t.Run(how, func(t *testing.T) {
			memory, handles := watchLeak(t, how)
			if got := judge(memory, 8<<20); got.Grows != grows {
				t.Errorf("memory: got %+v, want grows %v", got, grows)
			}
			if got := judge(handles, 4); got.Grows != grows {
				t.Errorf("handles: got %+v, want grows %v", got, grows)
			}
		})
	}
}

// watchLeak has a process work and looks at it after each piece of work.
func watchLeak(t *testing.T, how string) (memory, handles []sample) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), asLeaky+"="+how)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	answers := bufio.NewScanner(out)
	for k := range 48 {
		if _, err := fmt.Fprintln(in); err != nil {
			t.Fatal(err)
		}
		if !answers.Scan() {
			t.Fatal("the process has ended")
		}
		h, err := look(cmd.Process.Pid)
		if err != nil {
			t.Fatal(err)
		}
		at := time.Duration(k) * time.Second
		memory, handles = append(memory, sample{at, h.memory}), append(handles, sample{at, h.handles})
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	return memory, handles
}
