package main

import (
	"flag"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/assembly"
)

var update = flag.Bool("update", false, "write docs/metrics.md")

// metricsPage is what alerts and dashboards are held against: deploy/watch.
const metricsPage = "../../../docs/metrics.md"

const metricsHead = `# What registryd measures

Made from the server itself by ` + "`go test ./registry/cmd/registryd -run Metric -update`" + `, and held against it by the same test; alerts
([deploy/prometheus](../deploy/prometheus)) and dashboards ([deploy/grafana](../deploy/grafana)) are held against this page. A
histogram has its ` + "`_bucket`, `_sum` and `_count`" + `. No label names a person, a minor, an office or an agent. An agent exposes no metrics:
the registry tells which are silent, locked or behind, and on the machine itself ` + "`agentd status --json` and `agentd doctor --json`" + ` do.

| metric | labels | what it says |
|---|---|---|
`

// describe is how a collector says what it measures.
var describe = regexp.MustCompile(`^Desc\{fqName: "(\w+)", help: "(.*)", unit: "\w*", constLabels: \{.*\}, variableLabels: \{([\w,]*)\}\}$`)

func TestEveryMetricOfTheServerStandsOnThePage(t *testing.T) {
	n := newNation(t)
	n.cfg.People, n.cfg.PeopleURL = "127.0.0.1:0", "https://registry.example"
	n.cfg.Replica, n.cfg.ReplicaLimit = "postgres:///faro?host=/nowhere", 10*time.Second
	n.cfg.SessionIdle, n.cfg.SessionLength = time.Minute, time.Hour
	s := &server{cfg: n.cfg, log: slog.New(slog.DiscardHandler)}
	var err error
	if s.reg, err = assembly.Open(t.Context(), assembly.Options{Common: n.cfg.Common, Connections: 1, Now: time.Now, Log: s.log}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.reg.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := s.prepare(); err != nil {
		t.Fatal(err)
	}
	for _, d := range s.doors {
		if err := d.listener.Close(); err != nil {
			t.Error(err)
		}
	}
	got := metricsHead + rows(t, s.reg.Metrics)
	if *update {
		if err := os.WriteFile(metricsPage, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(metricsPage)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("docs/metrics.md is not what the server measures; run with -update (-page +server):\n%s", diff)
	}
}

// rows describes every metric, in order of name.
func rows(t *testing.T, all prometheus.Collector) string {
	t.Helper()
	described := make(chan *prometheus.Desc)
	go func() {
		all.Describe(described)
		close(described)
	}()
	lines := map[string]string{}
	for d := range described {
		m := describe.FindStringSubmatch(d.String())
		if m == nil {
			t.Errorf("cannot be read: %s", d)
			continue
		}
		if strings.HasPrefix(m[1], "go_") && !slices.Contains([]string{"go_goroutines", "go_memstats_heap_inuse_bytes"}, m[1]) {
			continue // they change with Go
		}
		help := strings.ReplaceAll(strings.ReplaceAll(m[2], `\"`, `"`), "|", `\|`)
		lines[m[1]] = fmt.Sprintf("| `%s` | %s | %s |\n", m[1], strings.ReplaceAll(m[3], ",", ", "), help)
	}
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(lines)) {
		text.WriteString(lines[name])
	}
	return text.String()
}

func TestTheServerShowsWhatItsDoctorFinds(t *testing.T) {
	n := newNation(t)
	n.start(t)
	for strings.Contains(n.metrics(t), "\nfaro_doctor_last_look_seconds 0\n") && t.Context().Err() == nil {
		runtime.Gosched() // its first look is made beside the start
	}
	// The tests' server writes nothing through, and nobody has made a backup.
	n.scrape(t, `faro_doctor_state{check="durability"} 2`, `faro_doctor_state{check="backup"} 1`, `faro_doctor_state{check="clock"} 0`)
}
