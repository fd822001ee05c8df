package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"faro.example/deploy/loader"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/institution"
)

// writers is how many loaders write a nation's years: each is told of every child,
// so that a second one costs more than it gains.
const writers = 1

// past is a nation with its years behind it. The centres work from the first
// moment on; the years come in behind them.
func (d *demo) past(ctx context.Context, once bool) (err error) {
	if err := d.open(ctx); err != nil {
		return ended(ctx, err)
	}
	centres, err := d.centres(ctx)
	defer func() { err = errors.Join(err, stopped(centres)) }()
	if err != nil {
		return ended(ctx, err)
	}
	if d.filled() {
		say("going on from the data of the last time")
		err = d.explain(ctx, centres, nil, d.nation.Options.Today)
	} else {
		err = d.live(ctx, func(before day.Date) error { return d.explain(ctx, centres, nil, before) })
	}
	if err != nil || once {
		return ended(ctx, err)
	}
	return d.wait(ctx)
}

// open brings the directory in, once.
func (d *demo) open(ctx context.Context) error {
	mark := filepath.Join(d.dir, "directory")
	if _, err := os.Stat(mark); err == nil {
		return nil
	}
	say("bringing in the directory of %d structures and %d institutions ...", len(d.nation.Structures), len(d.nation.Institutions))
	if err := errors.Join(d.catalogue(ctx), d.truth()); err != nil {
		return err
	}
	return os.WriteFile(mark, nil, 0o600)
}

// truth keeps what the nation knows of itself and no record says, for those who
// look for the same child under two names; and what was first written down of
// every child, as a list by which to measure that.
func (d *demo) truth() error {
	return errors.Join(d.write("truth.json", d.nation.WriteTruth), d.write("list.csv", d.nation.WriteList))
}

func (d *demo) write(name string, from func(io.Writer) error) error {
	f, err := os.OpenFile(filepath.Join(d.dir, name), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(from(f), f.Close())
}

// live loads what is not in yet, and says what to try as soon as there is
// something to try it on.
func (d *demo) live(ctx context.Context, explain func(before day.Date) error) error {
	by, err := d.writers(ctx)
	defer func() {
		for _, i := range by {
			i.Close() // it only read since it was enrolled
		}
	}()
	if err != nil {
		return err
	}
	var carried time.Duration
	p := &loader.Past{Nation: d.nation, Clock: func(ctx context.Context, at time.Time) error {
		begun := time.Now()
		defer func() { carried += time.Since(begun) }()
		return d.stack.SetClock(ctx, at)
	}}
	for _, i := range by {
		p.Writers = append(p.Writers, i.Writer())
	}
	who, on := d.firstCustody()
	bar := &bar{began: time.Now()}
	explained := false
	p.Told = func(now loader.Progress) error {
		bar.draw(now)
		if explained || now.Day.Before(on) {
			return nil
		}
		explained = true
		code, err := p.Code(who)
		if err != nil {
			return err
		}
		if err := d.keep(example{code.Reveal(), on}); err != nil {
			return err
		}
		say("\nusable after %d s; the years from %s on are still coming in", int(time.Since(d.began).Seconds()), now.Day)
		return explain(now.Day)
	}
	if err := p.Load(ctx); err != nil {
		return err
	}
	if refused := p.Refused(); len(refused) > 0 {
		say("%d records were refused; the first as %s at %s: %s", len(refused), refused[0].Reason, refused[0].Field, refused[0].Remedy)
	}
	say("the years are in after %d s, of which %d s went to carrying the census into each new month",
		int(time.Since(bar.began).Seconds()), int(carried.Seconds()))
	if err := d.publish(ctx); err != nil {
		return err
	}
	return d.markFilled()
}

// writers enrols the installations that write the past, or opens those that
// were enrolled: each speaks for every office of which something is written.
func (d *demo) writers(ctx context.Context) ([]*loader.Installation, error) {
	var offices []string
	for _, s := range d.nation.Structures {
		offices = append(offices, "--office", s.Code)
	}
	for _, i := range d.nation.Institutions {
		if i.Kind == institution.Municipality {
			offices = append(offices, "--office", i.Code)
		}
	}
	roots, err := d.stack.Roots()
	if err != nil {
		return nil, err
	}
	var out []*loader.Installation
	for k := range writers {
		name := fmt.Sprintf("past-%d", k+1)
		invite := func(ctx context.Context) (string, error) {
			return d.stack.Invite(ctx, append([]string{"--label", "loader " + name}, offices...)...)
		}
		i, err := loader.Enrol(ctx, filepath.Join(d.dir, "loaders", name), d.stack.URL(), roots, invite, slog.New(slog.DiscardHandler))
		if err != nil {
			return out, fmt.Errorf("enrol the loader %s: %w", name, err)
		}
		out = append(out, i)
	}
	return out, nil
}

// firstCustody gives the first child that was taken into custody, and the day.
func (d *demo) firstCustody() (child int, on day.Date) {
	for day, refs := range d.nation.Calendar().Days() {
		for _, r := range refs {
			e := d.nation.History(int(r.Minor))[r.Number]
			if e.Kind() == (custody.Taken{}).Kind() {
				return e.Minor, day
			}
		}
	}
	return 0, d.nation.Options.Today
}

// bar shows how far a load is: on a terminal in one line that is drawn anew,
// elsewhere in a line for each tenth.
type bar struct {
	began time.Time
	drawn time.Time
	tenth int
	done  int
}

func (b *bar) draw(p loader.Progress) {
	if p.Done == b.done {
		return
	}
	now := time.Now()
	b.done = p.Done
	tenth := 10 * p.Done / max(p.Of, 1)
	last := p.Done == p.Of
	if again() == "" && tenth == b.tenth && !last || now.Sub(b.drawn) < 200*time.Millisecond && !last {
		return
	}
	b.drawn, b.tenth = now, tenth
	took := now.Sub(b.began).Seconds()
	rate := float64(p.Done-p.Before) / max(took, 0.001)
	left := time.Duration(float64(p.Of-p.Done) / max(rate, 1) * float64(time.Second)).Round(time.Second)
	fmt.Printf("%s%s: %d of %d records (%d %%), %d a second, %s to go", again(), p.Day, p.Done, p.Of, 100*p.Done/max(p.Of, 1), int(rate), left)
	if again() == "" || last {
		fmt.Println()
	}
}
