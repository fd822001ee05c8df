package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"faro.example/registry/assembly"
	"faro.example/registry/fleet"
	"faro.example/registry/projection"
	"faro.example/shared/fault"
)

type checkCmd struct{}

// Help teaches by example.
func (checkCmd) Help() string {
	return `Examples:

  registryctl check

Folds every casefile again from the ledger and compares the read tables with it,
beside a running registry. Differences are named by identifiers, and make the
command fail: rebuild mends them. Then it opens every file that stands beside the
records and compares it with what its record says.`
}

// Run checks.
func (checkCmd) Run(c *console) error {
	assembly.CollectLess()
	return c.with(func(r *assembly.Registry) error {
		found, err := projection.Check(c.ctx, r.Pools.Intake, r.Sealer, c.progress("checked"))
		if err != nil {
			return err
		}
		for _, d := range found {
			fmt.Fprintln(c.out, d)
		}
		if len(found) > 0 {
			return &fault.Error{Kind: fault.Conflict, Detail: fmt.Sprintf("%d differences between the read tables and the ledger", len(found)),
				Remedy: "run: registryctl rebuild"}
		}
		fmt.Fprintln(c.out, "the read tables agree with the ledger")
		return checkFiles(c, r)
	})
}

// checkFiles opens every file and says which are not as their records say.
func checkFiles(c *console, r *assembly.Registry) error {
	files, err := r.Files.Check(c.ctx)
	if err != nil {
		return err
	}
	for _, f := range files.Corrupt {
		fmt.Fprintln(c.out, "file", f, "does not open, or is not what its record says")
	}
	fmt.Fprintf(c.out, "%d files are what their records say, %d are awaited\n", files.Whole, files.Awaited)
	if len(files.Corrupt) > 0 {
		return &fault.Error{Kind: fault.Conflict, Detail: fmt.Sprintf("%d files are not what their records say", len(files.Corrupt)),
			Remedy: "restore them from a backup, or ask the places that recorded them to bring them again"}
	}
	return nil
}

type rebuildCmd struct{}

// Help teaches by example.
func (rebuildCmd) Help() string {
	return `Examples:

  registryctl rebuild

Makes the read tables anew from the ledger, beside a running registry: what is
right stays, what differs is put right. Census rows are corrected, never removed.`
}

// Run rebuilds.
func (rebuildCmd) Run(c *console) error {
	assembly.CollectLess()
	return c.with(func(r *assembly.Registry) error {
		done, err := r.Intake.Rebuild(c.ctx, c.progress("rebuilt"))
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%d casefiles, of which %d were put right and %d cannot be\n", done.Casefiles, done.Changed, done.Stuck)
		return nil
	})
}

// progressEvery is how often long work says how far it is. Arbitrary.
const progressEvery = time.Second

// progress tells on one line how far long work on casefiles is.
func (c *console) progress(what string) func(done, total int) { return c.counting(what, "casefiles") }

// counting tells on one line how far long work is.
func (c *console) counting(what, of string) func(done, total int) {
	p := &progress{out: c.err, what: what, of: of, now: c.now}
	return p.tell
}

type progress struct {
	out  io.Writer
	what string
	of   string
	now  func() time.Time
	last time.Time

	begun time.Time // when it was told first, and how much was done then
	from  int
}

func (p *progress) tell(done, total int) {
	now := p.now()
	if p.begun.IsZero() {
		p.begun, p.from = now, done
	}
	if done < total && now.Sub(p.last) < progressEvery {
		return
	}
	p.last = now
	end := p.left(now, done, total) + "\r"
	if done >= total {
		end = strings.Repeat(" ", len(", about 100h00m00s left")) + "\n" // over what was there
	}
	fmt.Fprintf(p.out, "%s %d of %d %s%s", p.what, done, total, p.of, end)
}

// left says how long it takes yet if it goes on as it did; nothing while too
// little is done to say.
func (p *progress) left(now time.Time, done, total int) string {
	took := now.Sub(p.begun)
	if done <= p.from || took < progressEvery {
		return ""
	}
	rest := time.Duration(float64(took) * float64(total-done) / float64(done-p.from))
	return fmt.Sprintf(", about %s left  ", rest.Round(time.Second))
}

// raise raises the ledger's format, by the role that migrates.
func (m migrateCmd) raise(c *console) error {
	if err := fleet.RaiseFormat(c.ctx, c.common.DSN(m.Role), m.Format); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "the ledger takes kinds and rules of level %d\n", m.Format)
	return nil
}
