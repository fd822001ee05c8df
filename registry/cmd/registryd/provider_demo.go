//go:build demo

package main

import (
	"context"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/config"
	"faro.example/registry/devprovider"
	"faro.example/registry/pg"
	"faro.example/registry/signin"
	"faro.example/shared/institution"
)

// demoProvider makes the development provider, with a door of its own, and
// gives how it is told whom sign-in is to know.
func (s *server) demoProvider() ([]signin.Provider, func(*signin.Signin), error) {
	if s.cfg.DemoProvider == "" {
		return nil, func(*signin.Signin) {}, nil
	}
	p, err := devprovider.New(s.cfg.DemoProvider, s.demoPeople)
	if err != nil {
		return nil, nil, err
	}
	introduce := func(door *signin.Signin) {
		p.Introduce = func(ctx context.Context, person institution.PersonID) error {
			return door.Bind(ctx, signin.Binding{Person: person, Provider: "demo", Value: person.String()}, person)
		}
	}
	s.doors = append(s.doors, door{name: "demo-provider", flag: "--demo-provider", at: s.cfg.DemoProvider, server: s.newServer(p, nil)})
	s.log.Warn("whoever reaches the development provider signs in as anybody", "at", p.Issuer())
	kinds := []string{config.Structures}
	for _, k := range []institution.Kind{
		institution.Ministry, institution.Municipality, institution.Region, institution.Prefecture, institution.Interior,
		institution.Police, institution.Prosecutor, institution.Court, institution.FamilyDepartment, institution.TracingPartner,
	} {
		kinds = append(kinds, string(k))
	}
	return []signin.Provider{{Secret: p.Secret(), Provider: config.Provider{
		Name: "demo", Title: "Demo", Issuer: p.Issuer(), ClientID: devprovider.ClientID, Claim: devprovider.Claim,
		Levels: []string{devprovider.Level}, Kinds: kinds,
	}}}, introduce, nil
}

// demoPeople lists those of the directory who can be chosen: a few of each
// role, those with the most children in their territory first, and not the
// registry itself.
func (s *server) demoPeople(ctx context.Context) ([]devprovider.Person, error) {
	const q = `WITH towns AS (
			SELECT s.municipality, count(*) AS children FROM casefiles c, unnest(c.offices) AS at (office)
				JOIN structures s ON s.id = at.office AND s.known_until IS NULL GROUP BY s.municipality
		), busy AS (
			SELECT i.id, sum(t.children) AS children FROM institutions i JOIN towns t ON t.municipality = ANY (i.territory)
			WHERE i.known_until IS NULL GROUP BY i.id
		)
		SELECT id, name, role, office FROM (
			SELECT p.id, p.name, p.role, o.code AS office,
				row_number() OVER (PARTITION BY p.role ORDER BY coalesce(b.children, 0) DESC, o.code, p.id) AS n
			FROM people p JOIN offices o ON o.id = p.office LEFT JOIN busy b ON b.id = p.office
			WHERE p.known_until IS NULL AND p.valid_until IS NULL AND p.role <> 'centre' AND p.id <> $1
		) AS few WHERE n <= 5 ORDER BY role, n`
	rows, err := s.reg.Pools.Directory.Query(ctx, q, s.reg.Intake.Registry.Author)
	if err != nil {
		return nil, pg.Fault(err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[devprovider.Person])
	return out, pg.Fault(err)
}
