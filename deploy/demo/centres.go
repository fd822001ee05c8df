package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"faro.example/deploy/line"
	"faro.example/deploy/stack"
	"faro.example/shared/facility"
)

// centre is one of the demo's reception centres with its agent.
type centre struct {
	structure facility.Structure
	agent     *stack.Agent
	pages     string // address of its operators' pages
	stop      context.CancelFunc
	done      chan struct{}
}

// howMany centres have an agent of their own.
const howMany = 3

// centres enrols and starts three agents at structures of first reception in
// different provinces.
func (d *demo) centres(ctx context.Context) ([]*centre, error) {
	var out []*centre
	towns := map[string]bool{}
	for _, s := range d.nation.Structures {
		if province := s.Municipality[:3]; s.Type == facility.First && !towns[province] && len(out) < howMany {
			towns[province] = true
			say("starting the agent of %s ...", s.Code)
			c, err := d.centre(ctx, s, len(out))
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

// firstPages is where the pages of the first centre's operators are; those of
// the others follow.
const firstPages = 8481

func (d *demo) centre(ctx context.Context, s facility.Structure, nth int) (*centre, error) {
	a, err := d.stack.Agent(s.Code, line.Quality{})
	if err != nil {
		return nil, err
	}
	c := &centre{structure: s, agent: a, done: make(chan struct{}), pages: fmt.Sprintf("127.0.0.1:%d", firstPages+nth)}
	a.With("FARO_AGENT_UI", c.pages)
	watching, stop := context.WithCancel(context.WithoutCancel(ctx))
	c.stop = stop
	go c.watch(watching, d.cutFile(s.Code))
	if !a.Enrolled() {
		code, err := d.stack.Invite(ctx, "--office", s.Code, "--label", s.Name)
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
func (c *centre) watch(ctx context.Context, file string) {
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

func (c *centre) close() error {
	c.stop()
	<-c.done
	return c.agent.Close()
}
