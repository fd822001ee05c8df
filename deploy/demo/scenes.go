package main

import (
	"context"
	"encoding/json"
	"slices"

	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/institution"
)

// scenes says what to try at the pages: an arrival with the line cut, the
// transfer of a group, a conflict to decide.
func (d *demo) scenes(ctx context.Context, centres []*site) error {
	from, to := centres[0], centres[1]
	cut := d.rel(d.cutFile(from.code))
	say("\n1. An arrival with the line cut. Cut it with: touch %s", cut)
	say("   At http://%s “Nuovo arrivo” records a child: the code is there at once, and the light says what waits. Restore the line", from.pages)
	say("   with: rm %s - the light turns within seconds, and the child is in Rome, once.", cut)
	say("\n2. A transfer of a group. At http://%s “Trasferimento”: choose some children, name %s, print the sheet.", from.pages, to.code)
	say("   At http://%s they are expected already; “Arrivo atteso” takes the code of the sheet and records who has come.", to.pages)
	c, err := d.dispute(ctx)
	if err != nil {
		return err
	}
	if c == nil {
		say("\n3. A conflict to decide. None is open: at two centres change one child's birth date while the line of both is cut.")
		return nil
	}
	say("\n3. A conflict to decide. Two structures state another %s of one child, code %s. At %s it waits in the list of", c.about, c.code, d.people)
	say("   %s, %s: what each says stands side by side, and the decision takes a reason.", c.who.name, c.who.office)
	return nil
}

// official is somebody to sign in as.
type official struct {
	name, office string
	role         access.Role
}

// roles gives one person of each role, of the first office by code: the list of
// the sign-in begins with those.
func (d *demo) roles() []official {
	var out []official
	for _, role := range access.Roles() {
		if p, ok := d.official(role, institution.OfficeID{}); ok {
			out = append(out, p)
		}
	}
	return out
}

// official gives somebody of a role, at an office if one is named.
func (d *demo) official(role access.Role, at institution.OfficeID) (out official, found bool) {
	offices := map[institution.OfficeID]institution.Institution{}
	for _, i := range d.nation.Institutions {
		offices[institution.Office(i.ID)] = i
	}
	first := ""
	for _, p := range d.nation.People {
		i, known := offices[p.Office]
		if !known || p.Role != role || at != (institution.OfficeID{}) && p.Office != at {
			continue
		}
		if role == access.Guardian && !d.nation.HasWards(p.ID) {
			continue
		}
		if !found || i.Code < first {
			out, found, first = official{p.Name.Reveal(), i.Name, role}, true, i.Code
		}
	}
	return out, found
}

// dispute is an open conflict, and who decides it.
type dispute struct {
	code  string
	about string
	who   official
}

// dispute finds the oldest open conflict that somebody of the list can decide;
// nil if there is none.
func (d *demo) dispute(ctx context.Context) (*dispute, error) {
	as := []string{"--json", "--as", d.person(access.Ministry).String(), "--reason", "the demo's scenes"}
	var open []struct {
		Minor string
		Slot  string
	}
	if err := d.ask(ctx, &open, append([]string{"conflicts", "list"}, as...)...); err != nil {
		return nil, err
	}
	for _, c := range open {
		var f struct {
			Identity struct{ Code string }
			Custody  struct {
				Spans []struct {
					By   institution.ID
					Span day.Span
				}
			}
		}
		if err := d.ask(ctx, &f, append([]string{"casefile", c.Minor}, as...)...); err != nil {
			return nil, err
		}
		who, ok := d.official(access.Ministry, institution.OfficeID{})
		for _, s := range slices.Backward(f.Custody.Spans) {
			if s.Span.Until.IsZero() {
				who, ok = d.official(access.Municipality, institution.Office(s.By))
				break
			}
		}
		if ok && f.Identity.Code != "" {
			return &dispute{code: f.Identity.Code, about: c.Slot, who: who}, nil
		}
	}
	return nil, nil
}

// ask has registryctl answer in JSON.
func (d *demo) ask(ctx context.Context, into any, args ...string) error {
	said, err := d.stack.Ctl(ctx, args...)
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(said), into)
}
