package lookup_test

import (
	"slices"
	"strings"
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// machine is another administration's, which may ask who has custody.
func machine() access.Caller {
	return access.Caller{Role: access.System, Scopes: []access.Scope{access.ScopeCustody}, Reason: "the services' own system"}
}

func TestBeforeCustodyIsTakenTheMunicipalityOfThePlaceAnswersAndWithoutAPlaceTheMinistry(t *testing.T) {
	g := newGlazed(t) // at a structure since 1 March, in custody since 2 March
	for on, want := range map[string]casefile.Ground{
		"2026-02-28": casefile.ByMinistry, "2026-03-01": casefile.ByPlace, "2026-03-02": casefile.ByCustody,
	} {
		got, err := g.look.Custody(t.Context(), machine(), g.code, day.Must(on))
		if err != nil {
			t.Fatal(err)
		}
		if got.Ground != want {
			t.Errorf("on %s: got %s, want %s", on, got.Ground, want)
		}
		if placed := got.Town.Istat == "088009" && got.Town.By == g.keeps && got.Town.Code != "" && got.Town.Name != ""; placed != (want == casefile.ByPlace) {
			t.Errorf("on %s: the municipality is %+v", on, got.Town)
		}
	}
}

func TestABatchIsAnsweredInOrderEachWithALineAndUnknownLooksLikeNotYours(t *testing.T) {
	g := newGlazed(t)
	absent, err := minor.NewCode(9_999_999)
	if err != nil {
		t.Fatal(err)
	}
	on := day.Must("2026-03-05")
	for _, c := range []struct {
		name   string
		caller access.Caller
		found  []bool
	}{
		{"a machine with the scope", machine(), []bool{true, false, true}},
		{"the services in custody", services(g.keeps, "088009"), []bool{true, false, true}},
		{"services elsewhere", services(g.h.Institution(institution.Municipality, "015146"), "015146"), []bool{false, false, false}},
		{"a machine without the scope", access.Caller{Role: access.System, Scopes: []access.Scope{access.ScopeCensus}}, []bool{false, false, false}},
	} {
		before := len(g.log.written)
		got, err := g.look.Custodies(t.Context(), c.caller, []lookup.Question{{Code: g.code, On: on}, {Code: absent, On: on}, {Code: g.code, On: on.Add(-4)}})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		for i, want := range c.found {
			if (got[i] != nil) != want {
				t.Errorf("%s: question %d: answered %v, want %v", c.name, i, got[i] != nil, want)
			}
		}
		if n := len(g.log.written) - before; n != 3 {
			t.Errorf("%s: %d lines, want one for each question", c.name, n)
		}
	}
}

func TestABatchThatIsTooLargeOrBadIsNotAnsweredAtAll(t *testing.T) {
	g := newGlazed(t)
	good := lookup.Question{Code: g.code, On: day.Must("2026-03-05")}
	for _, c := range []struct {
		name, field string
		asked       []lookup.Question
	}{
		{"none", "lookups", nil},
		{"too many", "lookups", slices.Repeat([]lookup.Question{good}, lookup.MaxAsked+1)},
		{"a code that does not check", "lookups.1", []lookup.Question{good, {Code: "0000000000", On: good.On}}},
		{"no day", "lookups.1.on", []lookup.Question{good, {Code: g.code}}},
	} {
		before := len(g.log.written)
		_, err := g.look.Custodies(t.Context(), machine(), c.asked)
		if !fault.Is(err, fault.Invalid) || !strings.HasPrefix(fault.As(err).Field, c.field) {
			t.Errorf("%s: got %v, want invalid about %s", c.name, err, c.field)
		}
		if len(g.log.written) != before {
			t.Errorf("%s: it was looked up", c.name)
		}
	}
}

// gapped is a registry with a child in each gap and overlap of custody; Ragusa
// hosts them all.
func gapped(t *testing.T) (*glazed, map[string]minor.ID) {
	t.Helper()
	g := newGlazed(t)
	other := g.h.Institution(institution.Municipality, "015146")
	at := g.h.Structure("088009")
	ragusa, milan := institution.Office(g.keeps), institution.Office(other)
	a := g.h.Agent(institution.OfficeOf(at), ragusa, milan)
	children := map[string]minor.ID{"in order": g.child}
	child := func(name string, more func(minor.ID) []change.Record) {
		m := intaketest.Minor()
		children[name] = m
		a.Taken(append([]change.Record{a.Write(m, "2026-03-01", minor.Registered{Code: a.Code()})}, more(m)...)...)
	}
	hosted := func(m minor.ID) change.Record { return a.Write(m, "2026-03-01", placement.Began{At: facility.At(at)}) }
	taken := func(m minor.ID, by institution.ID) change.Record {
		return a.Write(m, "2026-03-02", custody.Taken{By: by}, intaketest.For(institution.Office(by)))
	}
	child("untaken", func(m minor.ID) []change.Record { return []change.Record{hosted(m)} })
	child("nowhere", func(minor.ID) []change.Record { return nil })
	child("by words", func(m minor.ID) []change.Record {
		return []change.Record{a.Write(m, "2026-03-01", placement.Began{At: facility.Place{Words: "una casa", Type: facility.Family}}, intaketest.For(ragusa))}
	})
	child("released", func(m minor.ID) []change.Record {
		return []change.Record{hosted(m), taken(m, g.keeps), a.Write(m, "2026-03-04", custody.Released{By: g.keeps}, intaketest.For(ragusa))}
	})
	child("overlap", func(m minor.ID) []change.Record {
		return []change.Record{hosted(m), taken(m, g.keeps), taken(m, other)}
	})
	child("elsewhere", func(m minor.ID) []change.Record { return []change.Record{hosted(m), taken(m, other)} })
	child("gone", func(m minor.ID) []change.Record {
		return []change.Record{hosted(m), taken(m, g.keeps), taken(m, other), a.Write(m, "2026-03-06", movement.ExitRecorded{Reason: movement.Majority})}
	})
	return g, children
}

func TestGapsAndOverlapsOfCustodyAreFoundByThemselves(t *testing.T) {
	g, children := gapped(t)
	name := func(m minor.ID) string {
		for n, is := range children {
			if is == m {
				return n
			}
		}
		return m.String()
	}
	for _, caller := range []access.Caller{ministry(), services(g.keeps, "088009"), {Role: access.Prefecture, Territory: []string{"088009"}}} {
		for w, want := range map[lookup.Which][]string{
			lookup.Uncared:     {"by words", "untaken"},
			lookup.Nowhere:     {"by words", "nowhere"},
			lookup.Released:    {"released"},
			lookup.Overlapping: {"overlap"},
			lookup.Elsewhere:   {"elsewhere"},
		} {
			var got []string
			for _, m := range g.on(t, caller, w) {
				got = append(got, name(m))
			}
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("%s, %s: got %q, want %q", caller.Role, w, got, want)
			}
		}
	}
}
