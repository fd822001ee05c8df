package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"faro.example/deploy/loader"
	"faro.example/deploy/population"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// landing is a sheet as it comes from a landing: little is known yet.
const landing = "Numero,Nome,Cognome,Sesso,Cittadinanza\n" +
	"DEMO-1,Ousmane,Diallo,M,Guinea\nDEMO-2,,,M,\nDEMO-3,Mariam,Traoré,F,Mali\n"

// example is the child whose custody a command asks about.
type example struct {
	Code string   `json:"code"`
	On   day.Date `json:"on"`
}

// explain ends the start: where to look, as whom, three scenes to try at the
// pages, and commands, of which one is a census of a day before today.
func (d *demo) explain(ctx context.Context, centres []*site, mission *site, before day.Date) error {
	child, err := d.example()
	if err != nil {
		return err
	}
	if err := d.writeFiles(); err != nil {
		return err
	}
	say("\nWhere to look")
	d.addresses(centres, mission)
	say("\nThree scenes to try at those pages")
	if err := d.scenes(ctx, centres); err != nil {
		return err
	}
	say("\nAnd at the command line, in another terminal, from this folder")
	d.commands(centres[0], child, before)
	say("\nCtrl-C stops everything.")
	return nil
}

// addresses says where the pages are, and whom to sign in as.
func (d *demo) addresses(centres []*site, mission *site) {
	say("  centres: an operator first chooses a passphrase there, with the one-time code %s", operatorCode)
	for _, c := range centres {
		say("    http://%s   %s of %s, %s", c.pages, d.operator(c), c.code, c.name)
	}
	if mission != nil {
		say("  a mission of the tracing partner, in a country of origin: the tracings entrusted to it, and nothing of where the children live")
		say("    http://%s   %s of %s, %s", mission.pages, d.operator(mission), mission.code, mission.name)
	}
	say("  institutions: press Demo and choose somebody of the list (the certificate is the registry's own, %s: a browser warns once)",
		d.rel(d.stack.RootFile()))
	for k, p := range d.roles() {
		where := strings.Repeat(" ", len(d.people))
		if k == 0 {
			where = d.people
		}
		say("    %s   %-18s%s, %s", where, p.role, p.name, p.office)
	}
	say("  anybody reads what is published, without signing in: %s/public", d.people)
	say("  the API is at %s, the metrics at %s, the logs in %s", d.stack.URL(), d.stack.MetricsURL(), d.rel(d.stack.Logs()))
}

// commands says what the command line shows: an arrival while the line is cut,
// the census before it and now, and who has custody.
func (d *demo) commands(c *site, child example, before day.Date) {
	today := day.FromTime(time.Now())
	cut, agent := d.rel(d.cutFile(c.code)), d.program("agentd")+" --dir "+d.rel(c.agent.Home)
	ctl := "source " + d.rel(d.envFile()) + "; " + d.program("registryctl")
	say("   touch %s; %s import %s --landing-place Lampedusa --landing-on %s --as %q; %s status; rm %s; sleep 2; %s status",
		cut, agent, d.rel(d.sheetFile()), today, d.operator(c), agent, cut, agent)
	say("   %s census --on %s --by region; %s census --on %s --by region", ctl, before, d.program("registryctl"), today)
	say("   %s custody %s --on %s --as %s --reason 'trying the demo'", ctl, child.Code, child.On, d.person(access.Ministry))
	say("registryctl looks as the Ministry with --as %s", d.person(access.Ministry))
}

// program gives a program as it is typed.
func (d *demo) program(name string) string { return d.rel(filepath.Join(d.bin, name)) }

func (d *demo) envFile() string   { return filepath.Join(d.dir, "env") }
func (d *demo) sheetFile() string { return filepath.Join(d.dir, "landing.csv") }

// writeFiles writes what the commands to paste read.
func (d *demo) writeFiles() error {
	var env strings.Builder
	for _, v := range d.stack.Env() {
		name, value, _ := strings.Cut(v, "=")
		fmt.Fprintf(&env, "export %s='%s'\n", name, value)
	}
	return errors.Join(
		os.MkdirAll(filepath.Dir(d.cutFile("")), 0o700),
		os.WriteFile(d.envFile(), []byte(env.String()), 0o600),
		os.WriteFile(d.sheetFile(), []byte(landing), 0o600),
	)
}

// rel gives a path as it is typed from the folder that the demo runs in.
func (d *demo) rel(path string) string {
	wd, err := os.Getwd()
	if err != nil {
		return path
	}
	if r, err := filepath.Rel(wd, path); err == nil && !strings.HasPrefix(r, "..") {
		return r
	}
	return path
}

// person gives somebody of a role.
func (d *demo) person(role access.Role) institution.PersonID {
	for _, p := range d.nation.People {
		if p.Role == role {
			return p.ID
		}
	}
	return institution.PersonID{}
}

// operator names somebody who writes at a centre.
func (d *demo) operator(c *site) string {
	for _, p := range d.nation.People {
		if p.Office == c.office {
			return p.Name.Reveal()
		}
	}
	return ""
}

func (d *demo) exampleFile() string { return filepath.Join(d.dir, "example.json") }

// example gives the child that was kept when the nation was loaded.
func (d *demo) example() (example, error) {
	var e example
	b, err := os.ReadFile(d.exampleFile())
	if err != nil {
		return e, err
	}
	return e, json.Unmarshal(b, &e)
}

// keepExample keeps the code of a child in custody, as the loader that
// registered the child has it, and a day on which somebody answered.
func (d *demo) keepExample(ctx context.Context, by map[string]*loader.Installation) error {
	for _, e := range d.nation.Events() {
		if e.Kind() != (custody.Taken{}).Kind() || d.nation.Minors[e.Minor].Fate != population.Present {
			continue
		}
		first := d.nation.History(e.Minor)[0]
		about, err := by[d.nation.Province(first)].About(ctx, d.nation.Minors[e.Minor].ID)
		if err != nil {
			return err
		}
		for _, entry := range about {
			rec, err := change.Decode(entry.Data)
			if err != nil {
				continue // let go already: its bytes are not kept
			}
			if reg, ok := rec.Body.(minor.Registered); ok && reg.Code != "" {
				return d.keep(example{reg.Code.Reveal(), e.On.Day()})
			}
		}
	}
	return errors.New("no child of the nation is in custody")
}

func (d *demo) keep(e example) error {
	b, err := json.Marshal(e)
	return errors.Join(err, os.WriteFile(d.exampleFile(), b, 0o600))
}
