package access_test

import (
	"slices"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/socialfile"
)

var note = socialfile.Note{}.Kind()

// Of health and of the search for the family a note opens to those alone whose
// step needs it: every role under every tie, told a second time.
func TestNotesOfHealthAndOfTracingOpenToThoseAloneWhoseStepNeedsThem(t *testing.T) {
	type tie struct {
		role access.Role
		rel  access.Relation
	}
	needs := map[change.Section][]tie{
		change.Health: {
			{access.Ministry, access.Nobody}, {access.Municipality, access.InCustody}, {access.Municipality, access.InScope}, {access.Guardian, access.Ward},
			{access.Centre, access.InScope}, {access.Centre, access.Expected}, // law 47/2017 art. 14
			{access.Municipality, access.UnderGlass}, {access.Prefecture, access.UnderGlass}, {access.Interior, access.UnderGlass}, {access.Police, access.UnderGlass},
			{access.Prosecutor, access.UnderGlass}, {access.Court, access.UnderGlass},
		},
	}
	for section, may := range needs {
		for _, role := range access.Roles() {
			for _, rel := range access.Relations() {
				want := role == access.Ministry || slices.Contains(may, tie{role, rel})
				got := slices.Contains(access.Shown(role, access.OpenCasefile, rel), section)
				if got != want {
					t.Errorf("%s as %s is shown %s: %v, want %v", role, rel, section, got, want)
				}
			}
		}
	}
}

func TestANoteIsWrittenWhereItsWriterReads(t *testing.T) {
	for _, c := range []struct {
		role access.Role
		in   change.Section
		rels []access.Relation
		want bool
	}{
		{access.Centre, change.SocialFile, []access.Relation{access.InScope}, true},
		{access.Centre, change.Health, []access.Relation{access.InScope}, true},
		{access.Centre, change.Opinion, []access.Relation{access.InScope}, false},
		{access.Centre, change.SocialFile, []access.Relation{access.Own}, false},
		{access.Municipality, change.SocialFile, []access.Relation{access.InTerritory}, false},
		{access.Municipality, change.Tracing, []access.Relation{access.InCustody}, true},
		{access.Municipality, change.Tracing, []access.Relation{access.InScope, access.InCustody}, true},
		{access.Guardian, change.Health, []access.Relation{access.Ward}, false},
		{access.Prosecutor, change.SocialFile, []access.Relation{access.InTerritory}, false},
	} {
		if got := access.MayWrite(c.role, note, c.in, c.rels...); got != c.want {
			t.Errorf("%s as %v writes a note in %s: %v, want %v", c.role, c.rels, c.in, got, c.want)
		}
		if !c.want {
			continue
		}
		if !access.MayWrite(c.role, "retracted", c.in, append(c.rels, access.Own)...) {
			t.Errorf("%s as %v cannot take back a note in %s", c.role, c.rels, c.in)
		}
	}
}

// Who no longer answers for a child reads no more of its social file, also where
// the child still lives in the own territory: the file goes with the child (law
// 47/2017 art. 9 par. 2). The notice that handed it over shows it to whom it went.
func TestTheSocialFileGoesWithTheChild(t *testing.T) {
	for _, rel := range []access.Relation{access.Nobody, access.InTerritory, access.Own} {
		for _, a := range access.Actions() {
			if slices.Contains(access.Shown(access.Municipality, a, rel), change.SocialFile) {
				t.Errorf("a municipality as %s is shown the social file by %s", rel, a)
			}
		}
	}
	for _, role := range access.Roles() {
		want := role == access.Municipality || role == access.Prosecutor
		if got := slices.Contains(access.Shown(role, access.OpenNotice, access.Addressed), change.SocialFile); got != want {
			t.Errorf("a notice hands the social file to %s: %v, want %v", role, got, want)
		}
	}
}
