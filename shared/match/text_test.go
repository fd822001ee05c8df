package match

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"faro.example/shared/day"
	"faro.example/shared/minor"
)

func TestNamesAreComparedInAnyScriptAndSpelling(t *testing.T) {
	for _, tc := range []struct {
		name, a, b string
		want       level
	}{
		{"case, accents and apostrophes do not count", "N’DIAYE", "Ndiayé", same},
		{"joined and parted words are one", "Ben Ali", "Benali", same},
		{"the servant of God, in one word, two or three", "Abd el Rahman", "Abdelrahman", same},
		{"and with the article assimilated", "Abdur Rahman", "Abdurrahman", same},
		{"the article may be left out", "Al-Hassan", "Hassan", same},
		{"French and English spelling", "Ousmane", "Usman", alike},
		{"West African spelling", "Diallo", "Jallow", alike},
		{"Italian spelling", "Camara", "Kamara", alike},
		{"Arabic script has no vowels", "محمد", "Mohamed", close},
		{"in Arabic script the article is written together", "الحسن", "Hassan", close},
		{"Cyrillic", "Олександр", "Oleksandr", same},
		{"Ethiopic", "ዳዊት", "Dawit", alike},
		{"one letter", "Fofana", "Fonana", slipped},
		{"two neighbours exchanged", "Mansouri", "Manosuri", slipped},
		{"the order of words", "Ali Hassan", "Hassan Ali", same},
		{"a grandfather's name more", "Ali Hassan Omar", "Ali Hassan", contained},
		{"others", "Keita", "Boateng", different},
		{"nothing says nothing", "", "Keita", missing},
	} {
		a, b := readPart(tc.a), readPart(tc.b)
		if got := compareParts(&a, &b); got != tc.want {
			t.Errorf("%s: %s and %s: %v, want %v (%+v %+v)", tc.name, tc.a, tc.b, got, tc.want, a, b)
		}
	}
}

func TestWholeNamesAreComparedHoweverTheyAreDivided(t *testing.T) {
	for _, tc := range []struct {
		name string
		a, b Record
		want levels
	}{
		{"the same", Record{Given: "Omar", Family: "Sow"}, Record{Given: "Omar", Family: "Sow"}, levels{given: same, family: same, order: straight}},
		{"exchanged", Record{Given: "Omar", Family: "Sow"}, Record{Given: "Sow", Family: "Omar"}, levels{given: same, family: same, order: exchanged}},
		{"divided otherwise", Record{Given: "Omar Ali", Family: "Sow"}, Record{Given: "Omar", Family: "Ali Sow"}, levels{given: same, family: same, order: regrouped}},
		{"all in one field", Record{Given: "Omar", Family: "Sow"}, Record{Family: "Sow Omar"}, levels{given: same, family: same, order: regrouped}},
		{"both in one field", Record{Family: "Omar Sow"}, Record{Family: "Sow Omar"}, levels{family: same, order: straight}},
	} {
		a, b := newCard(&tc.a, 0, false), newCard(&tc.b, 1, false)
		if got := compareCards(&a, &b); got != tc.want {
			t.Errorf("%s: %v, want %v", tc.name, got, tc.want)
		}
	}
}

func TestBirthDatesAreComparedWithTheirUsualConfusions(t *testing.T) {
	for _, tc := range []struct {
		name, a, b string
		want       level
	}{
		{"the same", "2008-03-04", "2008-03-04", bornSame},
		{"day and month", "2008-03-04", "2008-04-03", bornExchanged},
		{"1 January of the year", "2008-03-14", "2008-01-01", bornPresumed},
		{"one digit", "2008-03-14", "2008-03-17", bornSlipped},
		{"two digits exchanged", "2008-03-21", "2008-03-12", bornSlipped},
		{"another year", "2008-03-14", "1999-03-14", bornOtherYear},
		{"another day of the month", "2008-03-04", "2008-03-29", bornSameMonth},
		{"the same year", "2008-03-04", "2008-12-29", bornSameYear},
		{"the year beside, presumed", "2009-01-01", "2008-12-29", bornSameYear},
		{"another", "2005-03-04", "2008-12-29", bornDifferent},
	} {
		a := readBorn(minor.Birth{Date: day.Must(tc.a)})
		b := readBorn(minor.Birth{Date: day.Must(tc.b)})
		if got, back := a.compare(&b), b.compare(&a); got != tc.want || back != tc.want {
			t.Errorf("%s: %v and %v, want %v", tc.name, got, back, tc.want)
		}
	}
	year := readBorn(minor.Birth{Date: day.Must("2008-01-01"), Precision: minor.ToYear})
	if none := (born{}); none.compare(&year) != missing {
		t.Error("a date that is not known is compared")
	}
}

func TestComparingTwoPartsIsTheSameBothWays(t *testing.T) {
	name := rapid.StringMatching(`[A-Za-z' ]{0,12}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := readPart(name.Draw(t, "a")), readPart(name.Draw(t, "b"))
		if there, back := compareParts(&a, &b), compareParts(&b, &a); there != back {
			t.Fatalf("%+v, %+v: %v and %v", a, b, there, back)
		}
		if x, y := jaroWinkler(a.text, b.text), jaroWinkler(b.text, a.text); x-y > 1e-9 || y-x > 1e-9 || x < 0 || x > 1 {
			t.Fatalf("%q, %q: %v and %v", a.text, b.text, x, y)
		}
	})
}

func TestTwoSpellingsOfOneChildShareAKey(t *testing.T) {
	a := Record{Given: "Ousmane", Family: "Camara", Birth: minor.Birth{Date: day.Must("2008-03-04")}, Phone: "+39 333 1234567"}
	for _, b := range []Record{
		{Given: "Kamara", Family: "Usman"},
		{Given: "Xy", Family: "Zw", Birth: minor.Birth{Date: day.Must("2008-04-03")}},
		{Phone: "3331234567"},
	} {
		if keys := Keys(a); !slices.ContainsFunc(Keys(b), func(k string) bool { return slices.Contains(keys, k) }) {
			t.Errorf("%v and %v have nothing in common", keys, Keys(b))
		}
	}
	if keys := Keys(Record{}); len(keys) != 0 {
		t.Errorf("nothing has the keys %q", keys)
	}
}
