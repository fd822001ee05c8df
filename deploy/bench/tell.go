package main

import (
	"fmt"
	"strings"

	"faro.example/deploy/scene"
)

func (m machine) tell() {
	say("machine: %s, %d cores, memory %s, Linux %s, %s; source %s", m.CPU, m.Cores, m.Memory, m.Kernel, m.Go, m.Commit)
	say("8 KiB made durable: %s; load before: %s", m.Sync, m.Load)
}

func (s settings) tell() {
	var out []string
	for _, name := range told {
		out = append(out, name+" "+s[name])
	}
	say("PostgreSQL: %s", strings.Join(out, ", "))
}

func (s sizes) tell() {
	say("sizes (%s): %d children with %d records each, in crowds of %v agents; %d records a run in batches, a third of them of children who are new",
		s.Name, len(crowds)*s.Children, history, crowds, s.Records)
}

func (f *fill) tell() {
	say("filled: %d records at %.0f/s, signing among it; the agents pulled %d records at %.0f/s; then %.0f s until the registry was at rest",
		f.Records, f.Rate, f.Pulled, f.PullRate, f.Rest)
}

func tellIngestHead() {
	say("\nrecords taken in over mutual TLS, durable, folded and projected; COPY of the very rows they left, beside")
	say("%6s %5s %8s %9s %8s %8s %10s %10s %6s %10s  %s", "agents", "batch", "records", "records/s", "p50 ms", "p99 ms",
		"COPY on 2", "COPY on 1", "ratio", "ledger", "µs of a processor for each record: registryd, PostgreSQL, agents, COPY on 2; others' share")
}

func (i ingest) tell() {
	say("%6d %5d %8d %9.0f %8.1f %8.1f %10.0f %10.0f %6.2f %10.0f  %.0f %.0f %.0f, of COPY %.0f; %.0f %%", i.Agents, i.Batch, i.Records, i.Rate,
		i.Pushes.P50, i.Pushes.P99, i.Floor.Two, i.Floor.One, i.Ratio, i.Floor.Ledger, i.CPU.Registry, i.CPU.Postgres, i.CPU.Agents, i.Floor.CPU, 100*i.Others)
}

// tellRatio says how the run compares by which it is judged: the middle one of
// its repetitions.
func (r *results) tellRatio() {
	w := judged()
	runs := r.runs(w.agents, w.batch)
	if len(runs) == 0 {
		return
	}
	var ratios, rates, work []float64
	for _, i := range runs {
		ratios, rates = append(ratios, i.Ratio), append(rates, i.Rate)
		work = append(work, i.Floor.CPU/max(1, i.CPU.Registry+i.CPU.Postgres+i.CPU.Agents))
	}
	ratios, rates, work = sortedCopy(ratios), sortedCopy(rates), sortedCopy(work)
	last := runs[len(runs)-1]
	say("\n%d agents in batches of %d, %d runs: %.0f records/s and %.2f of COPY on two connections (from %.2f to %.2f; wanted: 0.50)",
		w.agents, w.batch, len(runs), rates[len(rates)/2], ratios[len(ratios)/2], ratios[0], ratios[len(ratios)-1])
	say("by processor time, which others move less: COPY takes %.2f of what a push takes, agents included (from %.2f to %.2f)",
		work[len(work)/2], work[0], work[len(work)-1])
	say("rows of the last of them, for %d records: %s; %.1f MB", last.Records, last.Floor, float64(last.Floor.Bytes)/1e6)
}

func (a asked) tell() {
	meanwhile := ""
	if a.Ingest > 0 {
		meanwhile = fmt.Sprintf("; meanwhile %.0f records/s", a.Ingest)
	}
	say("\ncustody looked up by code over mutual TLS, %s: %s%s", a.During, a.Took, meanwhile)
}

func (l *latency) tell() {
	say("\nfrom the start of agentd record to the census: %s (wanted: p99 below 1000)", l.Whole)
	say("from when it was stored to the census: %s", l.Stored)
	say("resident memory of agentd serve, idle: %.1f MiB; with %d children in scope, idle again: %.1f MiB (wanted: below 40)",
		mebibytes(l.Idle), l.Scope, mebibytes(l.After))
}

func (r *rebuilt) tell() {
	say("\nrebuild of all read tables from %d records: %.0f records/s from empty ones, %.0f with nothing to change (wanted: above 30000); check %.0f",
		r.Records, r.Empty, r.Nothing, r.Check)
}

func tellScene(s *scene.Result) {
	say("\ntwo agents, off line, edit the same %d children: other attributes, %d of %d edits hidden (wanted: 0), in %.1f s;",
		s.Children, s.Hidden, s.Edits, s.Disjoint.Seconds())
	say("the same attribute, %d conflicts (wanted: %d), %d of %d values kept and shown, in %.1f s; writing, pushing, judging and bringing back among it",
		s.Conflicts, s.Children, s.Kept, s.Edits, s.Same.Seconds())
}

func mebibytes(n int64) float64 { return float64(n) / (1 << 20) }
