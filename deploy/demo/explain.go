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

// example is what the third thing to try asks about.
type example struct {
	Code string   `json:"code"`
	On   day.Date `json:"on"`
}

// explain ends the start: where to look, as whom, and three things to try, of
// which one is a census of a day before today.
func (d *demo) explain(centres []*centre, before day.Date) error {
	child, err := d.example()
	if err != nil {
		return err
	}
	if err := d.writeFiles(); err != nil {
		return err
	}
	say("\nThe API is at %s, the metrics at %s, the logs in %s.", d.stack.URL(), d.stack.MetricsURL(), d.rel(d.stack.Logs()))
	say("registryctl looks as the Ministry with --as %s", d.person(access.Ministry))
	say("People sign in at %s: press Demo and choose somebody of the list, as %s of the Ministry, or of a municipality, a",
		d.people, d.personName(access.Ministry))
	say("prefecture, a court, the police; of each role those with the most children come first. The certificate is the")
	say("registry's own (%s), so a browser warns once.", d.rel(d.stack.RootFile()))
	for _, c := range centres {
		say("%s, %s: pages at http://%s for %s; %s --dir %s status", c.structure.Code, c.structure.Name, c.pages, d.operator(c),
			d.program("agentd"), d.rel(c.agent.Home))
	}
	say("At those pages an operator first chooses a passphrase: with the one-time code %s.", operatorCode)
	c, today := centres[0], day.FromTime(time.Now())
	cut, agent, env := d.rel(d.cutFile(c.structure.Code)), d.program("agentd")+" --dir "+d.rel(c.agent.Home), d.rel(d.envFile())
	ctl := "source " + env + "; " + d.program("registryctl")
	say("\nThree things to try, in another terminal, from this folder:")
	say("\n1. An arrival with the line of %s cut, and restored:\n", c.structure.Code)
	say("   touch %s; %s import %s --landing-place Lampedusa --landing-on %s --as %q; %s status; rm %s; sleep 2; %s status",
		cut, agent, d.rel(d.sheetFile()), today, d.operator(c), agent, cut, agent)
	say("\n2. The census before it and now:\n")
	say("   %s census --on %s --by region; %s census --on %s --by region", ctl, before, d.program("registryctl"), today)
	say("\n3. Who has custody of one child:\n")
	say("   %s custody %s --on %s --as %s --reason 'trying the demo'",
		ctl, child.Code, child.On, d.person(access.Ministry))
	say("\nAnd at the pages of institutions, %s:", d.people)
	say("  as somebody of a municipality: open a child of a list, and offer or take custody; “Nuovo minore” registers one at the")
	say("  structure without an agent; as the police of another place: “Accesso d'emergenza” with the code %s;", child.Code)
	say("  as somebody of the Ministry: the conflicts and those who may be the same child, side by side.")
	say("\nCtrl-C stops everything.")
	return nil
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

// personName names somebody of a role whom the list of the sign-in shows: it
// begins with the first offices by code.
func (d *demo) personName(role access.Role) string {
	code := map[institution.OfficeID]string{}
	for _, i := range d.nation.Institutions {
		code[institution.Office(i.ID)] = i.Code
	}
	name, first := "", ""
	for _, p := range d.nation.People {
		if at := code[p.Office]; p.Role == role && (name == "" || at < first) {
			name, first = p.Name.Reveal(), at
		}
	}
	return name
}

// operator names somebody who writes at a centre.
func (d *demo) operator(c *centre) string {
	for _, p := range d.nation.People {
		if p.Office == institution.OfficeOf(c.structure.ID) {
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
