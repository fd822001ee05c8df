package permit_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/permit"
)

var (
	born    = permit.Child{Born: day.Must("2010-05-01")} // 14 on 1 May 2024, of age on 1 May 2028
	italian = permit.Carer{Bond: permit.Guardianship, Status: permit.Italian, LivesWith: true}
	foreign = permit.Carer{Bond: permit.Entrusted, Status: permit.Resident, LivesWith: true}
)

func TestAFaultNamesTheField(t *testing.T) {
	until, long := day.Must("2028-05-01"), minor.Text(strings.Repeat("x", 401))
	for _, c := range []struct {
		name  string
		body  interface{ Validate() error }
		field string
	}{
		{"asked", permit.Asked{Type: permit.MinorAge, By: permit.ByMinor}, ""},
		{"asked for by nobody", permit.Asked{Type: permit.MinorAge}, "by"},
		{"asked for nothing", permit.Asked{By: permit.ByMinor}, "type"},
		{"half a carer", permit.Asked{Type: permit.Family, By: permit.ByMinor, Carer: permit.Carer{Bond: permit.Entrusted}}, "carer.status"},
		{"a carer without a bond", permit.Issued{Type: permit.Family, Until: until, Carer: permit.Carer{Status: permit.Italian}}, "carer.bond"},
		{"issued", permit.Issued{Type: permit.Work, Until: until}, ""},
		{"issued without end", permit.Issued{Type: permit.Work}, "until"},
		{"refused", permit.Refused{Type: permit.Work, Reason: "x"}, ""},
		{"refused without a reason", permit.Refused{Type: permit.Work}, "reason"},
		{"refused at length", permit.Refused{Type: permit.Work, Reason: long}, "reason"},
		{"ended", permit.Ended{Type: permit.Work, Why: permit.Expired}, ""},
		{"ended for no reason", permit.Ended{Type: permit.Work}, "why"},
		{"converted", permit.Ended{Type: permit.MinorAge, Why: permit.Converted, Into: permit.Work}, ""},
		{"converted into nothing", permit.Ended{Type: permit.MinorAge, Why: permit.Converted}, "into"},
		{"expired into another", permit.Ended{Type: permit.MinorAge, Why: permit.Expired, Into: permit.Work}, "into"},
	} {
		want(t, c.name, c.body.Validate(), c.field)
	}
}

func want(t *testing.T, name string, err error, field string) {
	t.Helper()
	switch {
	case field == "" && err != nil:
		t.Errorf("%s: refused: %v", name, err)
	case field != "" && (!fault.Is(err, fault.Invalid) || fault.As(err).Field != field):
		t.Errorf("%s: got %v, want a fault about %s", name, err, field)
	case field != "" && fault.As(err).Remedy == "":
		t.Errorf("%s: no remedy", name)
	}
}

func TestTheConditionThatIsNotMetIsNamedWithItsArticle(t *testing.T) {
	day13, day14 := day.Must("2024-04-30"), day.Must("2024-05-01")
	with := func(c permit.Carer, f func(*permit.Carer)) permit.Carer { f(&c); return c }
	for _, c := range []struct {
		name  string
		asked permit.Asked
		child permit.Child
		on    day.Date
		field string
	}{
		{"for minor age, before a guardian is appointed", permit.Asked{Type: permit.MinorAge}, born, day13, ""},
		{"the day before the 18th birthday", permit.Asked{Type: permit.MinorAge}, born, day.Must("2028-04-30"), ""},
		{"on the 18th birthday", permit.Asked{Type: permit.MinorAge}, born, day.Must("2028-05-01"), "type"},
		{"before birth", permit.Asked{Type: permit.MinorAge}, born, day.Must("2010-04-30"), "on"},
		{"for study, of age", permit.Asked{Type: permit.Study}, born, day.Must("2029-05-01"), ""},
		{"without a birth date", permit.Asked{Type: permit.MinorAge}, permit.Child{}, day13, ""},
		{"family, nobody named", permit.Asked{Type: permit.Family}, born, day13, "carer"},
		{"family, an Italian guardian, at 13", permit.Asked{Type: permit.Family, Carer: italian}, born, day13, ""},
		{"family, a foreign carer, at 13", permit.Asked{Type: permit.Family, Carer: foreign}, born, day13, "carer.status"},
		{"family, a foreign carer, on the 14th birthday", permit.Asked{Type: permit.Family, Carer: foreign}, born, day14, ""},
		{"family, a foreign carer, no birth date", permit.Asked{Type: permit.Family, Carer: foreign}, permit.Child{}, day13, ""},
		{"family, a carer without papers, at 14", permit.Asked{Type: permit.Family, Carer: with(foreign, func(c *permit.Carer) { c.Status = permit.NoStatus })}, born, day14, "carer.status"},
		{"family, living elsewhere", permit.Asked{Type: permit.Family, Carer: with(italian, func(c *permit.Carer) { c.LivesWith = false })}, born, day13, "carer.lives_with"},
		{"family, another tie", permit.Asked{Type: permit.Family, Carer: with(italian, func(c *permit.Carer) { c.Bond = permit.OtherwiseTied })}, born, day13, "carer.bond"},
	} {
		err := c.asked.Conditions(c.child, c.on)
		want(t, c.name, err, c.field)
		if err != nil && c.field != "on" && !strings.Contains(fault.As(err).Detail, "art. 10") {
			t.Errorf("%s: the article is not named: %v", c.name, err)
		}
		issued := permit.Issued{Type: c.asked.Type, Carer: c.asked.Carer, Until: c.on}
		want(t, c.name+", issued", issued.Conditions(c.child, c.on), c.field)
	}
	beyond := permit.Issued{Type: permit.MinorAge, Until: day.Must("2028-05-02")}
	want(t, "beyond majority", beyond.Conditions(born, day13), "until")
	beyond.Until = day.Must("2028-05-01")
	want(t, "to majority", beyond.Conditions(born, day13), "")
	want(t, "backwards", permit.Issued{Type: permit.Work, Until: day13}.Conditions(born, day14), "until")
}

func TestNoPermitOfMinorsIsValidOnADayOfMajority(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := born.Born.AddYears(14).Add(rapid.IntRange(0, 2000).Draw(t, "from"))
		b := permit.Issued{
			Type:  rapid.SampledFrom(permit.Types()).Draw(t, "type"),
			Until: from.Add(rapid.IntRange(0, 4000).Draw(t, "until")),
		}
		var ended day.Date
		if rapid.Bool().Draw(t, "ended") {
			ended = from.Add(rapid.IntRange(0, 4000).Draw(t, "ended on"))
		}
		span := b.Valid(born, from, ended)
		of := minor.OfAge(born.Born)
		for _, d := range []day.Date{of.Add(-1), of, of.Add(1), b.Until, b.Until.Add(1), from, ended} {
			minors := b.Type == permit.MinorAge || b.Type == permit.Family
			should := !d.IsZero() && !d.Before(from) && !d.After(b.Until) && (ended.IsZero() || d.Before(ended)) && !(minors && !d.Before(of))
			if span.Contains(d) != should {
				t.Fatalf("%s from %s until %s, ended %s: valid on %s: %v, want %v", b.Type, from, b.Until, ended, d, !should, should)
			}
		}
	})
}

func TestNothingIsPrintedOfABody(t *testing.T) {
	for _, b := range []any{
		permit.Asked{Office: "Xyzzyx"}, permit.Issued{Number: "Xyzzyx"}, permit.Refused{Reason: "Xyzzyx"},
	} {
		if text := fmt.Sprintf("%v %+v %#v %s", b, b, b, b); strings.Contains(text, "Xyzzyx") {
			t.Errorf("printed: %s", text)
		}
	}
}
