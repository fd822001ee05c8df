package sought

import (
	"math/rand/v2"
	"testing"

	"faro.example/registry/likeness"
	"faro.example/shared/match"
	"faro.example/shared/match/matchtest"
	"faro.example/shared/minor"
)

// families makes persons whom children seek, of whom it is known who is one: each
// third is sought by two children of one family, who spell as they hear and guess the
// year. Many share a house; of most something is not known.
func families() (persons []Person, whose []int) {
	set := matchtest.Plan{
		Name: "sought", Seed: 47, Children: 300, Doubles: 100, Most: 1, Errors: 2, Kinds: matchtest.Heard(),
		Fields: []string{"given_name", "family_name", "sex", "citizenship", "place", "phone"}, Household: .2, Arabic: .15,
	}.Make()
	d := rand.New(rand.NewPCG(6, 2017))
	born := map[int]int{}
	for i, r := range set.A {
		who := set.ChildOfA[i]
		if born[who] == 0 {
			born[who] = 1965 + d.IntN(30)
		}
		p := Person{
			ID: ID{byte(i >> 8), byte(i), 1}, Sought: true, Name: minor.Name{Given: minor.Text(r.Given), Family: minor.Text(r.Family)}, Sex: minor.Sex(r.Sex),
			Kinship: minor.Parent, Country: minor.Country(r.Citizenship), Place: minor.Text(r.Place), Phone: minor.Text(r.Phone),
		}
		for _, v := range []*minor.Text{&p.Place, &p.Phone, &p.Name.Family} {
			if d.IntN(3) == 0 && (v != &p.Name.Family || d.IntN(3) == 0 && p.Name.Given != "") {
				*v = ""
			}
		}
		if d.IntN(4) == 0 {
			p.Sex, p.Country = "", ""
		}
		if d.IntN(3) > 0 {
			p.Year = born[who] + d.IntN(3) - 1
		}
		if d.IntN(5) == 0 {
			p.Kinship = minor.AuntOrUncle
		}
		persons, whose = append(persons, p), append(whose, who)
	}
	return persons, whose
}

// Of those who are one person most are found, and what is proposed is mostly right: by
// what a sweep learns of the names of other children.
func TestThoseWhoAreOnePersonAreFoundUnderOtherSpellings(t *testing.T) {
	persons, whose := families()
	children := matchtest.Plan{Name: "children", Seed: 9, Children: 1000, Doubles: 200, Most: 1, Errors: 2, Kinds: matchtest.Heard(), Household: .1, Arabic: .1}.Make()
	learnt := match.Sweep(children.A, nil)
	by := (&likeness.Scale{Model: learnt.Model, Learnt: len(children.A)}).Among(len(persons))
	truth, listed, compared, named, right, keptRight := 0, 0, 0, 0, 0, 0
	for i := range persons {
		for j := range i {
			one := whose[i] == whose[j]
			if one {
				truth++
			}
			if !share(&persons[i], &persons[j]) {
				continue
			}
			compared++
			p, _ := judge(by, &persons[i], &persons[j])
			if p >= kept {
				listed++
				if one {
					keptRight++
				}
			}
			if p >= likely {
				named++
				if one {
					right++
				}
			}
		}
	}
	precision, recall := float64(right)/float64(named), float64(right)/float64(truth)
	t.Logf("%d persons, %d pairs are one; %d compared, %d kept with %d of them; likely %d: precision %.3f, recall %.3f", len(persons), truth, compared, listed, keptRight, named, precision, recall)
	if precision < .9 || recall < .8 || keptRight*100 < truth*90 {
		t.Errorf("precision %.3f, recall %.3f, kept %d of %d", precision, recall, keptRight, truth)
	}
}

// share reports whether two persons share a list of keys, so that they are compared.
func share(a, b *Person) bool {
	theirs := map[string]bool{}
	for _, l := range match.Atoms(b.sought().Record) {
		theirs[l] = true
	}
	for _, list := range a.lists() {
		all := true
		for _, atom := range list {
			all = all && theirs[atom]
		}
		if all {
			return true
		}
	}
	return false
}
