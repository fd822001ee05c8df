package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"faro.example/deploy/line"
	"faro.example/deploy/stack"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
)

// site is a reception centre of the demo, or a mission of the tracing partner, with
// its agent.
type site struct {
	code, name string
	office     institution.OfficeID
	agent      *stack.Agent
	pages      string // address of its operators' pages
	stop       context.CancelFunc
	done       chan struct{}
}

// howMany centres have an agent of their own.
const howMany = 3

// centres enrols and starts three agents at structures of first reception in
// different provinces.
func (d *demo) centres(ctx context.Context) ([]*site, error) {
	var out []*site
	towns := map[string]bool{}
	for _, s := range d.nation.Structures {
		if province := s.Municipality[:3]; s.Type == facility.First && !towns[province] && len(out) < howMany {
			towns[province] = true
			say("starting the agent of %s ...", s.Code)
			c, err := d.site(ctx, &site{code: s.Code, name: s.Name, office: institution.OfficeOf(s.ID)}, len(out))
			if c != nil {
				out = append(out, c)
			}
			if err != nil {
				return out, fmt.Errorf("centre %s: %w", s.Code, err)
			}
		}
	}
	if len(out) < howMany {
		return out, fmt.Errorf("the nation has %d structures of first reception in different provinces, not %d", len(out), howMany)
	}
	return out, nil
}

// mission enrols and starts the agent of a mission of the tracing partner: nil
// where the nation has none.
func (d *demo) mission(ctx context.Context) (*site, error) {
	i := slices.IndexFunc(d.nation.Institutions, func(i institution.Institution) bool { return !i.Parent.IsZero() })
	if i < 0 {
		return nil, nil
	}
	m := d.nation.Institutions[i]
	say("starting the agent of the mission %s ...", m.Code)
	return d.site(ctx, &site{code: m.Code, name: m.Name, office: institution.Office(m.ID)}, howMany)
}

// firstPages is where the pages of the first centre's operators are; those of
// the others and of the mission follow.
const firstPages = 8481

// site enrols and starts an agent; once it has one the site has to be closed, also
// if this fails.
func (d *demo) site(ctx context.Context, c *site, nth int) (*site, error) {
	a, err := d.stack.Agent(c.code, line.Quality{})
	if err != nil {
		return nil, err
	}
	c.agent, c.done, c.pages = a, make(chan struct{}), fmt.Sprintf("127.0.0.1:%d", firstPages+nth)
	a.With("FARO_AGENT_UI", c.pages)
	watching, stop := context.WithCancel(context.WithoutCancel(ctx))
	c.stop = stop
	go c.watch(watching, d.cutFile(c.code))
	if !a.Enrolled() {
		code, err := d.stack.Invite(ctx, "--office", c.code, "--label", c.name)
		if err != nil {
			return c, err
		}
		if err := a.Enrol(ctx, code); err != nil {
			return c, err
		}
	}
	return c, a.Serve.Start()
}

// cutFile is there while a centre's line is cut.
func (d *demo) cutFile(code string) string { return filepath.Join(d.dir, "lines", code+".cut") }

// watch cuts the line while the file is there.
func (c *site) watch(ctx context.Context, file string) {
	defer close(c.done)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		_, err := os.Stat(file)
		switch cut := err == nil; {
		case cut && !c.agent.Line.IsCut():
			c.agent.Line.Cut()
		case !cut && c.agent.Line.IsCut():
			c.agent.Line.Restore()
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (c *site) close() error {
	c.stop()
	<-c.done
	return c.agent.Close()
}
