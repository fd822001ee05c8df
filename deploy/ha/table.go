package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// row is what one mishap came to.
type row struct {
	name         string
	first, last  time.Duration // until writes were back: the first, and everybody's
	whole        time.Duration // from the mending until there were three machines again
	reads        time.Duration // and until both registryd read at a replica
	acknowledged int
	ledger       int
	load         string // of the machine, before
	notes        string
}

// table is what all came to.
type table struct {
	options options
	rows    []row
}

func newTable(o options) *table { return &table{options: o} }

func (t *table) add(r row) { t.rows = append(t.rows, r) }

// finish prints the table, and writes it where it was asked for.
func (t *table) finish(file string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "| what was lost | writes back | for everybody | whole again after mending | replica read again | acknowledged, each once in the ledger | load average | |\n")
	fmt.Fprintf(&b, "|---|--:|--:|--:|--:|--:|--:|---|\n")
	for _, r := range t.rows {
		fmt.Fprintf(&b, "| %s | %.1f s | %.1f s | %.1f s | %.1f s | %d of %d | %s | %s |\n",
			r.name, r.first.Seconds(), r.last.Seconds(), r.whole.Seconds(), r.reads.Seconds(), r.acknowledged, r.acknowledged, r.load, r.notes)
	}
	fmt.Printf("\n%d processors, %s\n\n%s", runtime.NumCPU(), runtime.GOARCH, b.String())
	if file == "" {
		return nil
	}
	return os.WriteFile(file, []byte(b.String()), 0o644)
}

// loadAverage is how many wanted a processor in the last minute.
func loadAverage() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	return strings.Fields(string(b))[0]
}
