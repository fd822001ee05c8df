package lookup_test

import (
	"encoding/json"
	"slices"
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
)

// joinedWithAnother registers the child once more, in Milan, and joins the two.
func (g *glazed) joinedWithAnother(t *testing.T) (by institution.ID, other minor.ID, code minor.Code) {
	t.Helper()
	by = g.h.Institution(institution.Municipality, "015146")
	at := g.h.Structure("015146")
	a := g.h.Agent(institution.OfficeOf(at), institution.Office(by))
	other, code = intaketest.Minor(), a.Code()
	a.Taken(
		a.Write(other, "2026-03-08", minor.Registered{Code: code}),
		a.Write(other, "2026-03-08", placement.Began{At: facility.At(at)}),
		a.Write(other, "2026-03-08", custody.Taken{By: by}, intaketest.For(institution.Office(by))),
	)
	g.h.Registry.Taken(g.h.Registry.Write(g.child, "2026-03-10", change.LinkSame{Minors: []minor.ID{other}, Reason: "the same scar"}))
	return by, other, code
}

func TestEachCodeOfAJoinedChildOpensTheOneCasefile(t *testing.T) {
	g := newGlazed(t)
	by, other, code := g.joinedWithAnother(t)
	for name, c := range map[string]access.Caller{
		"the first services": services(g.keeps, "088009"), "the second services": services(by, "015146"),
	} {
		var files []string
		for _, of := range []minor.Code{g.code, code} {
			file, err := g.look.CasefileOf(t.Context(), c, of)
			if err != nil || !slices.Equal(file.Joined, []minor.ID{g.child, other}) || len(file.Presence.Stays) != 2 {
				t.Fatalf("%s: got %v with %d stays, %v", name, file.Joined, len(file.Presence.Stays), err)
			}
			b, err := json.Marshal(file)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, string(b))
			if got := g.last().Subjects; !slices.Equal(got, []minor.ID{g.child, other}) {
				t.Errorf("%s: the line names %v, want both minors", name, got)
			}
			if answer, err := g.look.Custody(t.Context(), c, of, day.Must("2026-03-09")); err != nil || len(answer.Charges) != 2 {
				t.Errorf("%s: custody: %v, %v, want both until it is decided", name, answer, err)
			}
		}
		if files[0] != files[1] {
			t.Errorf("%s: the codes open two casefiles", name)
		}
	}
	g.officer.Territory = []string{"058091"}
	if _, err := g.look.CasefileOf(t.Context(), g.officer, code); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger: got %v, want not found", err)
	}
}

func TestAfterAPartingEachSideIsBehindItsOwnWall(t *testing.T) {
	g := newGlazed(t)
	by, other, code := g.joinedWithAnother(t)
	page := func(h *change.Header) { h.Seen.Minors = []minor.ID{other} }
	said := g.h.Registry.Write(g.child, "2026-03-10", minor.IdentityAlias{Source: minor.OwnWord, Name: minor.Name{Given: "Issa"}}, page)
	g.h.Registry.Taken(said)
	g.h.Registry.Taken(g.h.Registry.Write(g.child, "2026-03-10", change.LinkParted{
		Apart: []minor.ID{other}, Records: []change.Assignment{{Record: said.ID, Minor: other}}, Reason: "a brother",
	}))
	first, second := services(g.keeps, "088009"), services(by, "015146")
	for _, tc := range []struct {
		name    string
		of      minor.Code
		by, not access.Caller
		aliases int
	}{
		{"the one", g.code, first, second, 0},
		{"the other, with what was assigned to it", code, second, first, 1},
	} {
		file, err := g.look.CasefileOf(t.Context(), tc.by, tc.of)
		if err != nil || file.Joined != nil || len(file.Presence.Stays) != 1 || len(file.Identity.Aliases) != tc.aliases {
			t.Errorf("%s: got %d stays and %d aliases, %v", tc.name, len(file.Presence.Stays), len(file.Identity.Aliases), err)
		}
		if _, err := g.look.CasefileOf(t.Context(), tc.not, tc.of); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: opens to the other side: %v", tc.name, err)
		}
	}
}

func TestAGlassBrokenBeforeOneMinorOpensTheJoinedCasefile(t *testing.T) {
	g := newGlazed(t)
	if _, err := g.look.Break(t.Context(), g.officer, g.code, said); err != nil {
		t.Fatal(err)
	}
	_, other, code := g.joinedWithAnother(t)
	g.officer.Territory = []string{"001272"} // not that of the second centre
	file, err := g.look.CasefileOf(t.Context(), g.officer, code)
	if err != nil || file.Minor != g.child || !slices.Contains(file.Joined, other) || len(file.Presence.Stays) != 2 || len(file.Glasses) != 1 {
		t.Errorf("got %v, %d stays, %d glasses: %v", file.Joined, len(file.Presence.Stays), len(file.Glasses), err)
	}
}
