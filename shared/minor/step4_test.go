package minor_test

import (
	"testing"

	"faro.example/shared/day"
	"faro.example/shared/id"
	"faro.example/shared/minor"
)

func TestAgeDecided(t *testing.T) {
	ok := minor.AgeDecided{Found: minor.IsMinor, Margin: 24, Court: "Catania", Number: "12/2026"}
	with := func(change func(*minor.AgeDecided)) minor.AgeDecided {
		b := ok
		change(&b)
		return b
	}
	check(t, []wrong{
		{"found a minor", ok, ""},
		{"found an adult, with a date", with(func(b *minor.AgeDecided) { b.Found, b.Birth = minor.IsAdult, &birth }), ""},
		{"found nothing", with(func(b *minor.AgeDecided) { b.Found = "" }), "found"},
		{"no court", with(func(b *minor.AgeDecided) { b.Court = " " }), "court"},
		{"no number", with(func(b *minor.AgeDecided) { b.Number = "" }), "number"},
		{"a margin below nothing", with(func(b *minor.AgeDecided) { b.Margin = -1 }), "margin"},
		{"a margin that says nothing", with(func(b *minor.AgeDecided) { b.Margin = 121 }), "margin"},
		{"a date without a day", with(func(b *minor.AgeDecided) { b.Birth = &minor.Birth{} }), "birth.date"},
		{"a long court", with(func(b *minor.AgeDecided) { b.Court = string(long(200)) }), "court"},
		{"a long number", with(func(b *minor.AgeDecided) { b.Number = string(long(100)) }), "number"},
	})
}

func TestADecreeWeighsAsADecreeButNotForAPresumedDate(t *testing.T) {
	first := minor.Birth{Date: day.Must("2009-01-01"), Precision: minor.ToYear, Provenance: minor.Presumed}
	for _, c := range []struct {
		name  string
		birth *minor.Birth
		want  int
	}{
		{"a date of its own", &birth, minor.Rank(minor.AttrBirth, minor.CourtDecree)},
		{"1 January, presumed", &first, 0},
	} {
		claims := minor.AgeDecided{Found: minor.IsMinor, Birth: c.birth, Court: "C", Number: "1"}.Claims()
		if len(claims) != 2 || claims[0].Attribute != minor.AttrAge || claims[1].Rank != c.want {
			t.Errorf("%s: got %v, want a rank of %d", c.name, claims, c.want)
		}
	}
	if claims := (minor.AgeDecided{Found: minor.IsAdult}).Claims(); len(claims) != 1 {
		t.Errorf("without a date: got %v", claims)
	}
}

func TestRelativeStated(t *testing.T) {
	brother := minor.RelativeStated{Source: minor.OwnWord, Is: minor.Sibling, With: minor.ID(id.New[int]())}
	group := minor.GroupID(id.New[int]())
	check(t, []wrong{
		{"a brother on the register", brother, ""},
		{"an uncle by name", minor.RelativeStated{Source: minor.OwnWord, Is: minor.AuntOrUncle, Name: &name, Where: "Lyon"}, ""},
		{"who travelled together", minor.RelativeStated{Source: minor.Observed, Is: minor.Companion, Group: group}, ""},
		{"no source", minor.RelativeStated{Is: minor.Sibling, With: brother.With}, "source"},
		{"no kinship", minor.RelativeStated{Source: minor.OwnWord, With: brother.With}, "is"},
		{"nobody", minor.RelativeStated{Source: minor.OwnWord, Is: minor.Sibling}, "with"},
		{"two at once", minor.RelativeStated{Source: minor.OwnWord, Is: minor.Sibling, With: brother.With, Name: &name}, "with"},
		{"a group of brothers", minor.RelativeStated{Source: minor.OwnWord, Is: minor.Sibling, Group: group}, "group"},
		{"a name without parts", minor.RelativeStated{Source: minor.OwnWord, Is: minor.Cousin, Name: &minor.Name{}}, "name.given"},
		{"a long place", minor.RelativeStated{Source: minor.OwnWord, Is: minor.Cousin, Name: &name, Where: long(400)}, "where"},
	})
	for _, k := range minor.Kinships() {
		b := minor.RelativeStated{Source: minor.OwnWord, Is: k, With: brother.With}
		if err := b.Validate(); err != nil {
			t.Errorf("%s: refused: %v", k, err)
		}
	}
}
