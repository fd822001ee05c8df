package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// held is what a process holds of the machine.
type held struct {
	memory  float64 // its own, in bytes: what it shares with others is not counted
	handles float64
	threads float64
}

// look reads what a process holds, by /proc.
func look(pid int) (h held, err error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return h, err
	}
	for line := range strings.Lines(string(b)) {
		name, value, _ := strings.Cut(line, ":")
		number, _, _ := strings.Cut(strings.TrimSpace(value), " ")
		n, err := strconv.ParseFloat(number, 64)
		if err != nil {
			continue
		}
		switch name {
		case "RssAnon":
			h.memory = n * 1024
		case "Threads":
			h.threads = n
		}
	}
	open, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	h.handles = float64(len(open))
	return h, err
}

// family sums up a process and those that it has started, as PostgreSQL's.
func family(parent int) (sum held, err error) {
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return sum, err
	}
	for _, f := range files {
		pid, of := parentOf(f)
		if pid != parent && of != parent {
			continue
		}
		h, err := look(pid)
		if errors.Is(err, os.ErrNotExist) {
			continue // it has ended meanwhile
		}
		if err != nil {
			return sum, err
		}
		sum.memory += h.memory
		sum.handles += h.handles
		sum.threads++ // its processes
	}
	return sum, nil
}

// parentOf reads whose process it is; 0 and 0 if it is gone.
func parentOf(stat string) (pid, parent int) {
	b, err := os.ReadFile(stat)
	if err != nil {
		return 0, 0
	}
	text := string(b)
	number, _, _ := strings.Cut(text, " ")
	f := strings.Fields(text[strings.LastIndexByte(text, ')')+1:])
	if len(f) < 2 {
		return 0, 0
	}
	if pid, err = strconv.Atoi(number); err != nil {
		return 0, 0
	}
	if parent, err = strconv.Atoi(f[1]); err != nil {
		return 0, 0
	}
	return pid, parent
}
