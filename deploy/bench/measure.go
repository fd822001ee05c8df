package main

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
)

// measure measures what was not measured before, and tells everything.
func measure(ctx context.Context, o options, dir string, res *results) (err error) {
	wanted := func(part string) bool { return len(o.Only) == 0 || slices.Contains(o.Only, part) }
	if res.Machine, err = look(dir); err != nil {
		return err
	}
	res.Machine.tell()
	r, err := openRegistry(ctx, o, dir, res.Sizes)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if res.Server, err = r.settings(ctx); err != nil {
		return err
	}
	res.Server.tell()
	res.Sizes.tell()
	if !slices.Equal(o.Only, []string{"scene"}) { // which brings its own children
		if err := r.prepare(ctx, o, res); err != nil {
			return err
		}
	}
	for _, p := range []struct {
		name    string
		measure func(context.Context, options, *results) error
	}{
		{"ingest", r.measureIngest}, {"lookups", r.measureLookUps}, {"latency", r.measureLatency}, {"rebuild", r.measureRebuild},
		{"scene", r.measureScene}, {"system", r.measureSystem}, {"interactive", r.measureInteractive}, {"growth", r.measureGrowth},
	} {
		if !wanted(p.name) {
			continue
		}
		if err := p.measure(ctx, o, res); err != nil {
			return err
		}
	}
	say("\nthe figures stand in %s", filepath.Join(o.Dir, "results.json"))
	return nil
}

// prepare enrols the agents and gives the children their histories.
func (r *registry) prepare(ctx context.Context, o options, res *results) error {
	if err := r.makeTemplate(ctx); err != nil {
		return err
	}
	if err := r.enrolCrowds(ctx, o.needs); err != nil {
		return err
	}
	filled, err := r.fill(ctx)
	if err != nil {
		return err
	}
	if res.Fill == nil || filled.Records > 0 {
		res.Fill = filled
	}
	res.Fill.tell()
	return res.save()
}

// among reports whether a choice, which may be left open, holds a number.
func among(choice []int, n int) bool { return len(choice) == 0 || slices.Contains(choice, n) }

// needs reports whether a crowd has anything to do: where ingest alone is
// measured, those that were not chosen have not.
func (o options) needs(crowd int) bool {
	others := slices.ContainsFunc(o.Only, func(part string) bool { return part != "interactive" && part != "growth" })
	switch {
	case len(o.Only) > 0 && !others:
		return false // they have the fleet's
	case slices.Equal(o.Only, []string{"system"}):
		return crowd == judged().agents // whose children are looked up
	}
	return !slices.Equal(o.Only, []string{"ingest"}) || among(o.Agents, crowd) || o.Profile && crowd == judged().agents
}

// way is one way of pushing.
type way struct{ agents, batch int }

// judged is the way by which the ratio to the floor is judged.
func judged() way { return way{agents: 10, batch: 500} }

func (r *registry) measureIngest(ctx context.Context, o options, res *results) error {
	tellIngestHead()
	for _, batch := range batches {
		for _, agents := range crowds {
			if !among(o.Batch, batch) || !among(o.Agents, agents) {
				continue
			}
			times := 1
			if judged() == (way{agents, batch}) {
				times = r.sizes.Repeats
			}
			before := res.runs(agents, batch)
			for _, i := range before {
				i.tell()
			}
			for range times - len(before) {
				i, err := r.ingest(ctx, agents, batch, r.sizes.run(agents, batch))
				if err != nil {
					return err
				}
				i.tell()
				res.Ingest = append(res.Ingest, i)
				if err := res.save(); err != nil {
					return err
				}
			}
		}
	}
	res.tellRatio()
	if o.Profile {
		return r.profile(ctx)
	}
	return nil
}

func (r *registry) measureLookUps(ctx context.Context, _ options, res *results) (err error) {
	if res.LookUps == nil {
		if res.LookUps, err = r.lookups(ctx); err != nil {
			return err
		}
	}
	for _, a := range res.LookUps {
		a.tell()
	}
	return res.save()
}

func (r *registry) measureLatency(ctx context.Context, _ options, res *results) (err error) {
	if res.Latency == nil {
		if res.Latency, err = r.latency(ctx); err != nil {
			return err
		}
	}
	res.Latency.tell()
	return res.save()
}

func (r *registry) measureRebuild(ctx context.Context, _ options, res *results) (err error) {
	if res.Rebuild == nil {
		if res.Rebuild, err = r.rebuild(ctx); err != nil {
			return err
		}
	}
	res.Rebuild.tell()
	return res.save()
}

func (r *registry) measureScene(ctx context.Context, _ options, res *results) (err error) {
	if res.Scene == nil {
		if res.Scene, err = r.scene(ctx); err != nil {
			return err
		}
	}
	tellScene(res.Scene)
	return errors.Join(res.Scene.Good(), res.save())
}
