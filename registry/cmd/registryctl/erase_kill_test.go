package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/assembly"
	"faro.example/registry/config"
	"faro.example/registry/erasure"
	"faro.example/registry/intake"
	"faro.example/registry/pg/pgtest"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/id"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

func TestMain(m *testing.M) {
	if os.Getenv("FARO_TEST_REGISTRYCTL") != "" {
		main() // this process is registryctl
		return
	}
	os.Exit(m.Run())
}

// process makes registryctl a process of its own.
func (m *terminal) process(t *testing.T, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), os.Args[0], append(args, m.args...)...)
	cmd.Env = append(os.Environ(), "FARO_TEST_REGISTRYCTL=1")
	return cmd
}

// asFirst does something as the first person of the Ministry.
func (m *terminal) asFirst(t *testing.T, do func(*assembly.Registry, access.Caller) error) {
	t.Helper()
	c := &console{ctx: t.Context(), common: config.Common{Database: m.args[1], State: m.state}, out: io.Discard, err: io.Discard, now: time.Now, log: slog.New(slog.DiscardHandler)}
	who := looker{Reason: "as they come"}
	if err := who.As.UnmarshalText([]byte(first)); err != nil {
		t.Fatal(err)
	}
	if err := who.saying(c, do); err != nil {
		t.Fatal(err)
	}
}

// grown has children come and leave in 2018 who were of age a year later.
func (m *terminal) grown(t *testing.T, n int) []minor.ID {
	t.Helper()
	var minors []minor.ID
	var at facility.ID
	if err := m.db.Admin().QueryRow(t.Context(), `SELECT id FROM structures`).Scan(&at); err != nil {
		t.Fatal(err)
	}
	m.asFirst(t, func(r *assembly.Registry, caller access.Caller) error {
		for range n {
			child := minor.ID(id.New[struct{}]())
			minors = append(minors, child)
			say := func(on string, body change.Body) intake.Statement {
				return intake.Statement{ID: change.ID(id.New[struct{}]()), Minor: child, On: day.On(day.Must(on)), Structure: caller.Offices[0], Body: body}
			}
			got, err := r.Intake.Say(t.Context(), caller, []intake.Statement{
				say("2018-03-01", minor.Registered{Tag: "17"}),
				say("2018-03-01", minor.IdentityStated{Source: minor.OwnWord, Name: &minor.Name{Given: "Ousmane"}, Birth: &minor.Birth{Date: day.Must("2001-05-01"), Precision: minor.ToDay, Provenance: minor.Declared}}),
				say("2018-03-01", placement.Began{At: facility.At(at)}),
				say("2018-03-20", movement.ExitRecorded{Reason: movement.FamilyReunification}),
			})
			if err != nil {
				return err
			}
			for _, x := range got {
				if x.Verdict != api.Taken {
					t.Fatalf("%s: %s", x.Reason, x.Detail)
				}
			}
		}
		return nil
	})
	return minors
}

// killed starts the command and kills it: once it has said that so many children
// were dealt with, or, for 0, where it has written to the list outside the database
// and is about to commit.
func (m *terminal) killed(t *testing.T, after int, args ...string) {
	t.Helper()
	var hold pgx.Tx
	if after == 0 {
		var err error
		if hold, err = m.db.Admin().Begin(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := hold.Exec(t.Context(), `SELECT FROM ledger_head FOR UPDATE`); err != nil {
			t.Fatal(err)
		}
	}
	cmd := m.process(t, args...)
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if after == 0 {
		m.until(t, "it to wait for the head", `SELECT EXISTS (SELECT FROM pg_stat_activity WHERE usename = 'faro_erasure' AND datname = current_database() AND wait_event_type = 'Lock')`)
	}
	for in := bufio.NewReader(said); after > 0; after-- {
		if _, err := in.ReadString('\r'); err != nil {
			break // it was done before
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // killed
	if hold != nil {
		if err := hold.Rollback(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	m.until(t, "its connections to end", `SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE usename = 'faro_erasure' AND datname = current_database())`)
}

// until asks the database again and again until it says yes.
func (m *terminal) until(t *testing.T, what, sql string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	for yes := false; !yes; {
		if err := m.db.Admin().QueryRow(ctx, sql).Scan(&yes); err != nil {
			t.Fatalf("waited for %s: %v", what, err)
		}
	}
}

// wholeOrGone checks that of each minor all is there or nothing but a tombstone, and
// that the list outside knows of every tombstone; it gives how many are gone.
func (m *terminal) wholeOrGone(t *testing.T, minors []minor.ID) (gone int) {
	t.Helper()
	entries, err := erasure.ReadList(m.state)
	if err != nil {
		t.Fatal(err)
	}
	listed := map[minor.ID]bool{}
	for _, e := range entries {
		listed[e.Minor] = true
	}
	for _, child := range minors {
		var stones, records, casefiles, keys, counted int
		const sql = `SELECT (SELECT count(*) FROM tombstones WHERE minor = $1), (SELECT count(*) FROM records WHERE minor = $1), (SELECT count(*) FROM casefiles WHERE minor = $1),
			(SELECT count(*) FROM minor_keys WHERE minor = $1), (SELECT count(*) FROM census.rows WHERE minor = $1)`
		if err := m.db.Admin().QueryRow(t.Context(), sql, child).Scan(&stones, &records, &casefiles, &keys, &counted); err != nil {
			t.Fatal(err)
		}
		whole := stones == 0 && records == 5 && casefiles == 1 && keys == 1 && counted > 0
		if erased := stones == 1 && records+casefiles+keys+counted == 0; erased == whole {
			t.Errorf("a child is neither whole nor gone: %d tombstones, %d records, %d casefiles, %d keys, %d rows of the census", stones, records, casefiles, keys, counted)
		}
		if stones > 0 && !listed[child] {
			t.Error("a child is gone, and the list outside does not know: a restore would bring it back")
		}
		gone += stones
	}
	t.Logf("%d of %d are gone, %d entries are listed", gone, len(minors), len(entries))
	return gone
}

func TestARunThatIsKilledErasesEachChildWhollyOrNotAtAllAndGoesOn(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	m := newTerminal(t, pgtest.New(t))
	m.must(t, "init")
	m.must(t, "import", "catalogue", "--from", "2017-01-01", writeFile(t, "a.json", administered))
	minors := m.grown(t, 8)
	because := []string{"--reason", "the month's retention"}
	m.must(t, append([]string{"erase", "--ask", "--as", first}, because...)...)
	var run erasure.RunID
	if err := m.db.Admin().QueryRow(t.Context(), `SELECT id FROM erasure_runs`).Scan(&run); err != nil {
		t.Fatal(err)
	}
	order := append([]string{"erase", "--order", run.String(), "--as", second}, because...)
	for i := range 3 {
		after := 0 // once at least where the list is ahead of the database
		if i > 0 {
			after = r.IntN(3)
		}
		m.killed(t, after, order...)
		m.wholeOrGone(t, minors)
	}
	cmd := m.process(t, order...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Run(); err != nil {
		t.Fatalf("going on: %v\n%s", err, said.String())
	}
	if gone := m.wholeOrGone(t, minors); gone != len(minors) || !strings.Contains(said.String(), "ended") {
		t.Errorf("%d of %d are gone; it said\n%s", gone, len(minors), said.String())
	}
	m.must(t, "check")
	m.sealed(t)
	if out := m.must(t, "audit", "verify"); !strings.Contains(out, "whole") {
		t.Errorf("the record after the run: %s", out)
	}
}
