package directory_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/registry/directory"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// abroad is a directory with a tracing partner, its mission and an agreement.
type abroad struct {
	*office
	partner, mission institution.Institution
	staff            directory.Person
}

func traces(code string, parent institution.ID) institution.Institution {
	return institution.Institution{ID: institution.ID(id.New[struct{}]()), Code: code, Name: "Partner " + code, Kind: institution.TracingPartner, Parent: parent}
}

func newAbroad(t *testing.T) *abroad {
	t.Helper()
	f := newFixture(t)
	a := &abroad{partner: traces("IF", institution.ID{})}
	a.mission = traces("IF-GN", a.partner.ID)
	a.staff = newPerson(institution.Office(a.mission.ID), access.TracingPartner, false)
	f.mustImport(t, "2020-01-01", directory.Catalogue{
		Institutions: []institution.Institution{a.partner, a.mission}, People: []directory.Person{a.staff},
		Operators:  []directory.Operator{{Person: a.staff.ID, Office: institution.Office(a.mission.ID)}},
		Agreements: []directory.Agreement{{Partner: a.partner.ID, Number: "1/2020", Countries: []minor.Country{"GN", "SN"}, Until: day.Must("2027-01-01")}},
	})
	a.office = newOfficeOf(t, f)
	return a
}

func agreed(of institution.ID, number string, countries ...minor.Country) directory.Edit {
	return directory.Edit{From: today, Catalogue: directory.Catalogue{Agreements: []directory.Agreement{{Partner: of, Number: number, Countries: countries}}}}
}

// covered gives the countries that the agreements of each partner and mission cover today.
func (a *abroad) covered(t *testing.T) map[string]string {
	t.Helper()
	list, err := a.dir.Partners(t.Context(), a.as(t, a.official))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, p := range list {
		var all []string
		for _, c := range p.Countries {
			all = append(all, string(c))
		}
		out[p.Code] = strings.Join(all, " ")
	}
	return out
}

func TestAnAgreementIsInForceFromADayToADayForThePartnerAndItsMissions(t *testing.T) {
	a := newAbroad(t)
	min := a.as(t, a.minAdmin)
	steps := []struct {
		name string
		edit directory.Edit
		want string
	}{
		{"as imported", directory.Edit{}, "GN SN"},
		{"a second one beside it", agreed(a.partner.ID, "2/2026", "TN", "GN"), "GN SN TN"},
		{"one to come", func() directory.Edit {
			e := agreed(a.partner.ID, "3/2026", "ML")
			e.From = today.Add(1)
			return e
		}(), "GN SN TN"},
		{"said anew", agreed(a.partner.ID, "2/2026", "TN"), "GN SN TN"},
		{"ended", directory.Edit{From: today, Ended: directory.Ended{Agreements: []directory.Agreement{{Partner: a.partner.ID, Number: "1/2020"}}}}, "TN"},
	}
	for _, s := range steps {
		if !s.edit.From.IsZero() {
			_, err := a.dir.Edit(t.Context(), min, s.edit)
			if two := len(s.edit.Agreements) > 0; fault.Is(err, fault.Invalid) != two || !two && err != nil {
				t.Fatalf("%s, by one: %v", s.name, err)
			} else if two {
				a.agree(t, s.edit)
			}
			if !slices.Equal(a.told.last, []string{"all"}) {
				t.Errorf("%s: %v were told", s.name, a.told.last)
			}
		}
		if diff := cmp.Diff(map[string]string{"IF": s.want, "IF-GN": s.want}, a.covered(t)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", s.name, diff)
		}
	}
	a.now = a.now.AddDate(0, 0, 1)
	if got := a.covered(t)["IF-GN"]; got != "ML TN" {
		t.Errorf("the next day %q are covered", got)
	}
	var versions int
	if err := a.Admin().QueryRow(t.Context(), `SELECT count(*) FROM agreements WHERE number = '1/2020'`).Scan(&versions); err != nil || versions != 2 {
		t.Errorf("%d versions of the first are kept, and %v: want what was said, and that it ended", versions, err)
	}
	line := a.lines.all[len(a.lines.all)-1]
	if line.Action != access.KeepDirectory || !strings.Contains(line.Asked, "end of agreement "+a.partner.ID.String()) {
		t.Errorf("the line says %q", line.Asked)
	}
}

func TestAMissionIsOfAPartnerAndAnAgreementWithOne(t *testing.T) {
	a := newAbroad(t)
	mission := func(of institution.ID) directory.Edit {
		return directory.Edit{From: today, Catalogue: directory.Catalogue{Institutions: []institution.Institution{traces("X", of)}}}
	}
	town := mission(institution.ID{})
	town.Institutions[0].Kind, town.Institutions[0].Parent, town.Institutions[0].Territory = institution.Municipality, a.partner.ID, []string{"082053"}
	over := agreed(a.partner.ID, "9", "GN")
	over.Agreements[0].Until = today
	for _, tc := range []struct {
		name string
		by   directory.Person
		edit directory.Edit
		want fault.Kind
	}{
		{"a mission of a mission", a.minAdmin, mission(a.mission.ID), fault.Invalid},
		{"a mission of the Ministry", a.minAdmin, mission(a.ministry), fault.Invalid},
		{"a municipality below the partner", a.minAdmin, town, fault.Invalid},
		{"an agreement with a mission", a.minAdmin, agreed(a.mission.ID, "9", "GN"), fault.Invalid},
		{"with a municipality", a.minAdmin, agreed(a.palermo, "9", "GN"), fault.Invalid},
		{"of no country", a.minAdmin, agreed(a.partner.ID, "9"), fault.Invalid},
		{"of a word", a.minAdmin, agreed(a.partner.ID, "9", "stateless"), fault.Invalid},
		{"over before it begins", a.minAdmin, over, fault.Invalid},
		{"entered by a municipality", a.palAdmin, agreed(a.partner.ID, "9", "GN"), fault.Denied},
		{"by who administers nothing", a.official, agreed(a.partner.ID, "9", "GN"), fault.Denied},
	} {
		if _, err := a.dir.Edit(t.Context(), a.as(t, tc.by), tc.edit); !fault.Is(err, tc.want) {
			t.Errorf("%s: got %v, want %s", tc.name, err, tc.want)
		}
	}
	if _, err := a.dir.Partners(t.Context(), access.Caller{}); !fault.Is(err, fault.Denied) {
		t.Errorf("nobody is told who the partners are: got %v", err)
	}
}

// A record says for which structure it was written: who does not know the
// structures cannot tell from it where a child lives.
func TestAnInstallationOfAMissionLearnsOfNoStructure(t *testing.T) {
	a := newAbroad(t)
	of := func(offices ...institution.OfficeID) change.AgentID {
		machine := change.AgentID(id.New[struct{}]())
		a.install(t, machine, offices...)
		return machine
	}
	mission, house := institution.Office(a.mission.ID), institution.OfficeOf(a.centre)
	for name, tc := range map[string]struct {
		machine change.AgentID
		knows   bool
	}{
		"of a mission":                 {of(mission), false},
		"of the partner and a mission": {of(mission, institution.Office(a.partner.ID)), false},
		"of a centre":                  {of(house), true},
		"of a centre and a mission":    {of(house, mission), true},
	} {
		got, err := a.dir.Of(t.Context(), tc.machine)
		if err != nil || (len(got.Structures) > 0) != tc.knows || len(got.Offices) == 0 {
			t.Errorf("%s: told %d structures and %d offices, %v", name, len(got.Structures), len(got.Offices), err)
		}
	}
}

func TestMissionsAndAgreementsAreReadFromASpreadsheet(t *testing.T) {
	a := newAbroad(t)
	const text = "voce;codice;nome;tipo;ufficio;paesi;fino al\n" +
		"istituzione;IF2;Altro partner;Partner per le indagini familiari;;;\n" +
		"istituzione;IF2-TN;Missione a Tunisi;Partner per le indagini familiari;IF2;;\n" +
		"accordo;;Accordo 7;;IF2;TN LY;2028-01-01\n"
	draft, bad, err := directory.ReadSheet(strings.NewReader(text))
	if err != nil || len(bad) > 0 {
		t.Fatalf("got %v and %v", bad, err)
	}
	c, err := a.dir.Resolve(t.Context(), draft)
	if err != nil {
		t.Fatal(err)
	}
	if c.Institutions[1].Parent != c.Institutions[0].ID {
		t.Error("the mission is not below its partner")
	}
	got, want := c.Agreements, directory.Agreement{Partner: c.Institutions[0].ID, Number: "Accordo 7", Countries: []minor.Country{"TN", "LY"}, Until: day.Must("2028-01-01")}
	if len(got) != 1 || !slices.Equal(got[0].Countries, want.Countries) || got[0].Partner != want.Partner || got[0].Number != want.Number || got[0].Until != want.Until {
		t.Errorf("read %+v", got)
	}
}
