package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// resident gives what a process holds of memory now, in bytes; 0 if it is not known.
func resident(pid int) int64 { return kibibytes(pid, "VmRSS") }

// peak gives the most that it held since [forgetPeak].
func peak(pid int) int64 { return kibibytes(pid, "VmHWM") }

// forgetPeak has the kernel begin anew with the most that a process held, and
// gives what it holds now.
func forgetPeak(pid int) int64 {
	const fromNow = "5"
	if err := os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", pid), []byte(fromNow), 0); err != nil {
		say("the peak is that since the process began: %v", err)
	}
	return resident(pid)
}

func kibibytes(pid int, name string) int64 {
	number, _, _ := strings.Cut(field(fmt.Sprintf("/proc/%d/status", pid), name), " ")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return 0
	}
	return n << 10
}
