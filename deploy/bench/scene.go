package main

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"time"

	"faro.example/deploy/loader"
	"faro.example/deploy/scene"
	"faro.example/shared/day"
	"faro.example/shared/institution"
)

// sceneChildren is how many children two agents edit off line: as many as in
// what was measured of others.
const sceneChildren = 500

// scene plays the scene of two agents off line, with stores on the disk.
func (r *registry) scene(ctx context.Context) (_ *scene.Result, err error) {
	o := r.offices[watchedOffice]
	centre, err := r.enrolled(ctx, "scene-centre", o.First.Code)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, centre.Close()) }()
	service, err := r.enrolled(ctx, "scene-service", o.Service.Code)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, service.Close()) }()
	s := scene.Scene{
		Centre:   scene.Side{Name: "centre", At: centre, Office: institution.OfficeOf(o.First.ID), Author: o.Person},
		Service:  scene.Side{Name: "social service", At: service, Office: institution.Office(o.Service.ID), Author: o.Person},
		Facility: o.First.ID, Custody: o.Service.ID, Today: day.FromTime(time.Now()),
	}
	out, err := s.Play(ctx, sceneChildren)
	return &out, err
}

// enrolled is an agent of an office with a store of its own.
func (r *registry) enrolled(ctx context.Context, name, office string) (*loader.Installation, error) {
	roots, err := r.Roots()
	if err != nil {
		return nil, err
	}
	invite := func(ctx context.Context) (string, error) {
		return r.Invite(ctx, "--role", "centre", "--label", "bench "+name, "--office", office)
	}
	return loader.Enrol(ctx, filepath.Join(r.dir, "agents", name), r.URL(), roots, invite, slog.New(slog.DiscardHandler))
}
