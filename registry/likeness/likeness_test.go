package likeness_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"faro.example/registry/likeness"
	"faro.example/registry/pg/pgtest"
	"faro.example/registry/seal/sealtest"
	"faro.example/shared/day"
	"faro.example/shared/minor"
)

func keeper(t *testing.T) *likeness.Keeper {
	t.Helper()
	k, err := likeness.NewKeeper(sealtest.Open(t, pgtest.New(t).As("faro_keys")))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func card(given, family minor.Text, born string) *likeness.Card {
	return &likeness.Card{
		Names:  []minor.Name{{Given: given, Family: family}},
		Births: []minor.Birth{{Date: day.Must(born), Precision: minor.ToDay, Provenance: minor.Declared}},
		Sex:    minor.Male,
	}
}

func shared(a, b []int64) int {
	n := 0
	for _, k := range a {
		if slices.Contains(b, k) {
			n++
		}
	}
	return n
}

func TestTheSameChildBySeveralSpellingsSharesKeys(t *testing.T) {
	k := keeper(t)
	latin := k.Keys(card("Mohamed Lamine", "Diallo", "2008-03-31"))
	for name, other := range map[string]*likeness.Card{
		"another spelling":       card("Muhammad Lamin", "Djallo", "2008-03-31"),
		"parts in another order": card("Diallo", "Lamine Mohamed", "2008-03-31"),
		"Arabic script":          card("محمد", "ديالو", "2008-03-31"),
	} {
		if got := shared(latin, k.Keys(other)); got < 4 { // two words of the name, the date, the year
			t.Errorf("%s: %d keys of %d are shared", name, got, len(latin))
		}
	}
	if got := shared(latin, k.Keys(card("Fatou", "Sow", "2010-07-02"))); got != 0 {
		t.Errorf("another child shares %d keys", got)
	}
}

func TestKeysOfOneRegistrySayNothingToAnother(t *testing.T) {
	c := card("Mohamed", "Diallo", "2008-03-31")
	if got := shared(keeper(t).Keys(c), keeper(t).Keys(c)); got != 0 {
		t.Errorf("under two key files %d keys are the same", got)
	}
}

func TestEveryNameAndIdentifierIsLookedUpBy(t *testing.T) {
	k := keeper(t)
	c := card("Mohamed", "Diallo", "2008-03-31")
	c.Names = append(c.Names, minor.Name{Given: "Ibrahima", Family: "Sow"})
	c.Births = append(c.Births, minor.Birth{Date: day.Must("2009-01-02"), Precision: minor.ToDay, Provenance: minor.Declared})
	c.Numbers = []likeness.Number{{Scheme: minor.Wristband, Value: "a-017"}}
	keys := k.Keys(c)
	for _, want := range [][]int64{
		k.Keys(card("Ibrahima", "Sow", "2009-01-02")), k.Of([]string{likeness.NumberAtom(minor.Wristband, "A 017")}),
	} {
		if shared(keys, want) != len(want) {
			t.Errorf("%d of %d keys are among those of the card", shared(keys, want), len(want))
		}
	}
}

func TestACardPrintsNothing(t *testing.T) {
	c := *card("Xyzzyx", "Xyzzyx", "2008-03-31")
	if got := fmt.Sprintf("%v %+v %#v %s %x", c, c, c, c, c); strings.Contains(got, "yzzy") || strings.Contains(got, "2008") {
		t.Errorf("it prints %s", got)
	}
}
