package main

import (
	"context"
	"log/slog"
	"path/filepath"
	"slices"

	"faro.example/deploy/loader"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/tracing"
)

// requested is a tracing that the Ministry was asked for.
type requested struct {
	minor   minor.ID
	tracing tracing.ID
	request minor.RecordID
	country minor.Country
	on      day.Date
	mission institution.ID // of the partner in that country; zero where it has none
}

// asked lists the tracings of the nation that the Ministry was asked for and whose
// consent stands.
func (d *demo) asked() (out []requested) {
	for _, e := range d.nation.Events() {
		m := d.nation.Minors[e.Minor].ID
		switch b := e.Body().(type) {
		case tracing.Requested:
			out = append(out, requested{m, b.Tracing, minor.RecordID(d.nation.Record(e)), b.Country, e.On.Day(), d.missionIn(b.Country)})
		case tracing.Withdrawn:
			out = slices.DeleteFunc(out, func(r requested) bool { return r.tracing == b.Tracing })
		}
	}
	return out
}

// missionIn gives the partner's mission in a country, zero if it has none.
func (d *demo) missionIn(c minor.Country) institution.ID {
	for _, i := range d.nation.Institutions {
		if i.Code == "IF-"+string(c) {
			return i.ID
		}
	}
	return institution.ID{}
}

// trace has the Ministry and the partner take their steps in what they were asked
// for, each tracing as far as another, so that nobody's queue is empty. In earnest
// people do so at the pages, and a mission at its agent.
func (d *demo) trace(ctx context.Context) error {
	all := d.asked()
	if len(all) == 0 {
		return nil
	}
	ministry, partner := d.sits(institution.Ministry), d.sits(institution.TracingPartner)
	if err := d.agree(ctx, institution.ID(partner.office), all); err != nil {
		return err
	}
	at, err := d.tracers(ctx, ministry, partner)
	if err != nil {
		return err
	}
	defer at.Close()
	if c, err := at.Counts(ctx); err != nil || c.Taken+c.Unsent+c.Refused > 0 {
		return err // written the last time
	}
	for stage := range stages {
		var said []loader.Statement
		for k := range all {
			if stage < k%(stages+1) {
				said = append(said, all[k].step(stage, ministry, partner, d.nation.Options.Today))
			}
		}
		if err := at.Say(ctx, said); err != nil {
			return err
		}
		if err := at.Exchange(ctx); err != nil {
			return err
		}
	}
	if c, err := at.Counts(ctx); err != nil || c.Refused > 0 {
		return fault.Newf(fault.Conflict, "%d steps of tracings were refused: %v", c.Refused, err)
	}
	return nil
}

// desk is somebody at an office.
type desk struct {
	code   string
	office institution.OfficeID
	person institution.PersonID
}

// sits gives somebody of the first institution of a kind.
func (d *demo) sits(k institution.Kind) (out desk) {
	for _, i := range d.nation.Institutions {
		if i.Kind == k {
			out = desk{code: i.Code, office: institution.Office(i.ID)}
			break
		}
	}
	for _, p := range d.nation.People {
		if p.Office == out.office {
			out.person = p.ID
			return out
		}
	}
	return out
}

// agree makes the agreement with the partner: for the countries asked for.
func (d *demo) agree(ctx context.Context, partner institution.ID, all []requested) error {
	a := agreement{Partner: partner, Number: "Convenzione dimostrativa 1"}
	for _, r := range all {
		if !slices.Contains(a.Countries, r.country) {
			a.Countries = append(a.Countries, r.country)
		}
	}
	slices.Sort(a.Countries)
	return d.bring(ctx, "agreements.json", catalogue{Agreements: []agreement{a}})
}

// tracers enrols the installation at which the Ministry and the partner write.
func (d *demo) tracers(ctx context.Context, at ...desk) (*loader.Installation, error) {
	roots, err := d.stack.Roots()
	if err != nil {
		return nil, err
	}
	invite := func(ctx context.Context) (string, error) {
		args := []string{"--label", "loader tracings"}
		for _, a := range at {
			args = append(args, "--office", a.code)
		}
		return d.stack.Invite(ctx, args...)
	}
	return loader.Enrol(ctx, filepath.Join(d.dir, "loaders", "tracings"), d.stack.URL(), roots, invite, slog.New(slog.DiscardHandler))
}

// stages is how many steps the Ministry and the partner take here at most.
const stages = 6

// of names the record of a stage of a tracing, so that the next one can speak of it.
func (r requested) of(stage int) change.ID {
	out := change.ID(r.tracing)
	out[len(out)-1] ^= byte(stage + 1)
	return out
}

// step is the next thing that is done in a tracing.
func (r requested) step(stage int, ministry, partner desk, today day.Date) loader.Statement {
	on := r.on.Add(stage + 1)
	if on.After(today) {
		on = today
	}
	s := loader.Statement{ID: r.of(stage), Minor: r.minor, On: day.On(on), Structure: partner.office, Author: partner.person}
	told := tracing.Told{Explained: "chi siamo e perché chiamiamo", Language: "fr", Mediator: "nessuno: la missione parla la lingua", Presence: "nessuno", Withdraw: true}
	account := tracing.Account{Summary: "la madre vive dov’era e sta bene", Area: "un villaggio di campagna", Family: "la madre e tre figli più piccoli",
		Before: "la scuola fino ai quattordici anni", Motives: "voleva lavorare e aiutare a casa"}
	report := minor.RecordID(r.of(3))
	switch stage {
	case 0:
		s.Body = tracing.Received{Tracing: r.tracing, Request: r.request, Accepted: true, Number: "DEMO/1"}
	case 1:
		s.Body = tracing.Entrusted{Tracing: r.tracing, Partner: institution.ID(partner.office), Mission: r.mission, Country: r.country}
	case 2:
		s.Body = tracing.Contacted{Tracing: r.tracing, Entrusted: minor.RecordID(r.of(1)), Means: tracing.Telephone, Country: r.country, Finding: tracing.Reached,
			Consent: &tracing.FamilyConsent{By: "la madre", Told: told}, Interview: "chiede quando potrà sentirlo"}
	case 3:
		s.Body = tracing.Reported{Tracing: r.tracing, Entrusted: minor.RecordID(r.of(1)), Finding: tracing.Reached, Country: r.country, Language: "fr", Account: account}
	case 4:
		s.Body = tracing.Translated{Tracing: r.tracing, Report: report, Language: "it", By: "il traduttore del partner", Account: account}
	default:
		s.Body = tracing.Forwarded{Tracing: r.tracing, Report: report, Number: "DEMO/2"}
	}
	if stage != 2 && stage != 3 && stage != 4 {
		s.Structure, s.Author = ministry.office, ministry.person
	}
	return s
}
