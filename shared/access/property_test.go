package access_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"faro.example/shared/access"
	"faro.example/shared/change"
)

// ties draws some relations, in any order.
func ties(t *rapid.T, name string) []access.Relation {
	return rapid.SliceOfN(rapid.SampledFrom(access.Relations()), 0, 4).Draw(t, name)
}

// A tie more never takes anything away, and their order does not matter.
func TestATieMoreTakesNothingAway(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		role := rapid.SampledFrom(access.Roles()).Draw(t, "role")
		action := rapid.SampledFrom(access.Actions()).Draw(t, "action")
		few := ties(t, "few")
		more := append(slices.Clone(few), ties(t, "more")...)
		c := access.Caller{Role: role, Scopes: everyScope}
		if access.Allow(c, action, few...) == nil && access.Allow(c, action, more...) != nil {
			t.Fatalf("%s may %s as %v and may not as %v", role, action, few, more)
		}
		shown := access.Shown(role, action, more...)
		for _, s := range access.Shown(role, action, few...) {
			if !slices.Contains(shown, s) {
				t.Fatalf("%s is shown %s as %v and not as %v", role, s, few, more)
			}
		}
		e := rapid.SampledFrom(change.Catalogue()).Draw(t, "kind")
		if access.MayWrite(role, e.Kind, sectionFor(e), few...) && !access.MayWrite(role, e.Kind, sectionFor(e), more...) {
			t.Fatalf("%s writes %s as %v and not as %v", role, e.Kind, few, more)
		}
		slices.Reverse(more)
		if !slices.Equal(shown, access.Shown(role, action, more...)) {
			t.Fatalf("%s: what %s shows depends on the order of %v", role, action, more)
		}
	})
}

// What is shown is shown only by what is allowed, and what is written only by
// who may write at all.
func TestNothingIsShownOrWrittenWithoutACell(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		role := rapid.SampledFrom(access.Roles()).Draw(t, "role")
		action := rapid.SampledFrom(access.Actions()).Draw(t, "action")
		with := ties(t, "ties")
		c := access.Caller{Role: role, Scopes: everyScope}
		if len(access.Shown(role, action, with...)) > 0 && access.Allow(c, action, with...) != nil {
			t.Fatalf("%s is shown something by %s as %v, which it may not", role, action, with)
		}
		e := rapid.SampledFrom(change.Catalogue()).Draw(t, "kind")
		if access.MayWrite(role, e.Kind, sectionFor(e), with...) && access.Allow(c, access.Record, with...) != nil {
			t.Fatalf("%s writes %s as %v, and may not write", role, e.Kind, with)
		}
	})
}

// Asking changes nothing: the relations given are not written to.
func TestWhatIsAskedIsLeftAlone(t *testing.T) {
	given := make([]access.Relation, 1, 8)
	given[0] = access.InTerritory
	spare := given[:8]
	for _, r := range access.Roles() {
		if err := access.Allow(access.Caller{Role: r}, access.OpenCasefile, given...); err == nil && r == access.Auditor {
			t.Error("an auditor opens a casefile")
		}
		access.Shown(r, access.OpenCasefile, given...)
		access.MayWrite(r, change.Retracted{}.Kind(), change.Presence, given...)
	}
	if spare[1] != "" {
		t.Errorf("the caller's own memory was written to: %q", spare[1])
	}
}
