package judge

import (
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/opinion"
	"faro.example/shared/permit"
)

// bornOn is a child of the centre with a birth date, and another who contests it
// if there is one.
func bornOn(t *testing.T, dates ...string) *Subject {
	t.Helper()
	bodies := []change.Body{minor.Registered{Tag: "1"}}
	for _, d := range dates {
		bodies = append(bodies, minor.IdentityStated{Source: minor.OwnWord, Birth: &minor.Birth{
			Date: day.Must(d), Precision: minor.ToDay, Provenance: minor.Declared,
		}})
	}
	var entries []change.Placed
	for i, b := range bodies {
		r := record(t, b)
		r.Agent, r.Seq = stranger, uint64(i+1)
		entries = append(entries, change.Placed{Record: *r, Position: uint64(i + 1)})
	}
	return &Subject{Entries: entries, Fold: func() *casefile.File { f := casefile.Fold(child, entries); return &f }}
}

func TestAConditionOfTheLawThatIsNotMetIsRefusedWithItsArticle(t *testing.T) {
	decree := institution.Decree{Court: "Catania", Number: "1/26", On: today}
	long := permit.Issued{Type: permit.MinorAge, Until: day.Must("2030-01-01")}
	care := func(until string) change.Body {
		return opinion.ExtensionDecided{Granted: true, Until: day.Must(until), Decree: decree}
	}
	for _, c := range []struct {
		name  string
		born  []string
		body  change.Body
		field string
	}{
		{"to majority", []string{"2012-01-01"}, long, ""},
		{"beyond majority", []string{"2011-01-01"}, long, "body.until"},
		{"of age", []string{"2008-03-10"}, permit.Asked{Type: permit.MinorAge, By: permit.ByMinor}, "body.type"},
		{"the day before", []string{"2008-03-11"}, permit.Asked{Type: permit.MinorAge, By: permit.ByMinor}, ""},
		{"no birth date", nil, long, ""},
		{"a birth date in conflict", []string{"2008-03-10", "2012-01-01"}, permit.Asked{Type: permit.MinorAge, By: permit.ByMinor}, ""},
		{"care to 21", []string{"2008-06-01"}, care("2029-06-01"), ""},
		{"care beyond 21", []string{"2008-06-01"}, care("2029-06-02"), "body.until"},
	} {
		b := bench()
		b.CareUntil = 21
		r := record(t, c.body)
		why := b.lawful(Case{Record: r, Subject: bornOn(t, c.born...), At: &Office{Role: access.Municipality}})
		switch {
		case c.field == "" && why != nil:
			t.Errorf("%s: refused: %+v", c.name, why)
		case c.field != "" && (why == nil || why.Reason != Unmet || why.Field != c.field || why.Remedy == ""):
			t.Errorf("%s: got %+v, want %s at %s", c.name, why, Unmet, c.field)
		}
		if again := b.lawful(Case{Record: r, Subject: bornOn(t, c.born...), Given: true}); again != nil {
			t.Errorf("%s: given back after a restore, and refused", c.name)
		}
	}
}

func TestWhatIsNotLawfulIsNotTaken(t *testing.T) {
	s := bornOn(t, "2008-03-10")
	held := Scope{Agent: centre, Entered: 1, Sections: append([]change.Section{change.Permit}, sections...)}
	seen := func(h *change.Header) { h.Seen = change.Seen{Epoch: 2, Position: 50} }
	for _, c := range []struct {
		of   permit.Type
		want Reason
	}{{permit.MinorAge, Unmet}, {permit.Asylum, ""}} {
		v := judged(t, record(t, permit.Asked{Type: c.of, By: permit.ByMinor}, seen), s.Entries, held)
		if got := v.Refusal; (got == nil) != (c.want == "") || got != nil && got.Reason != c.want {
			t.Errorf("%s: got %+v, want %q", c.of, got, c.want)
		}
	}
}
