package compare

import (
	"slices"
	"strings"

	"faro.example/registry/directory"
	"faro.example/registry/lookup"
	"faro.example/shared/casefile"
	"faro.example/shared/institution"
	"faro.example/shared/match"
	"faro.example/shared/minor"
	"faro.example/shared/spelling"
)

// items gives each row with its child, and then the children of the place whom
// no row names.
func (p *pairing) items(names map[institution.OfficeID]directory.Name) []Item {
	var out []Item
	for i := range p.rows {
		out = append(out, p.item(i, names))
	}
	for i := range p.known[:p.here] {
		k := &p.known[i]
		if _, named := p.taken[k.Minor]; !named {
			out = append(out, Item{Outcome: OnlyHere, Action: ConfirmPresence, Here: childOf(k, names)})
		}
	}
	return out
}

// item says what became of a row, and the one thing to do next: where the child
// is comes before who it is said to be, and that before a number.
func (p *pairing) item(i int, names map[institution.OfficeID]directory.Name) Item {
	row, at := &p.rows[i], &p.pairs[i]
	out := Item{Row: row.Row, There: &row.Value}
	switch {
	case at.doubles >= 0:
		out.Outcome, out.Action, out.Other = Doubled, CorrectRow, p.rows[at.doubles].Row
		return out
	case at.child < 0:
		out.Outcome, out.Action = OnlyThere, Register
		return out
	}
	k := &p.known[at.child]
	out.Here, out.ByNumber, out.Probability, out.Reasons, out.Others = childOf(k, names), at.byNumber, at.p, at.reasons, at.others
	out.Differences = differences(&row.Value, k, names[k.Office()])
	if !at.sure() {
		out.Outcome, out.Action = Likely, ConfirmPair
		return out
	}
	if out.Outcome = Same; len(out.Differences) > 0 {
		out.Outcome, out.Action = Differs, actionFor(out.Differences[0].Field)
	}
	return out
}

func actionFor(field string) Action {
	switch field {
	case "place", "structure":
		return RecordMovement
	case "code", "sim", "second-reception":
		return StateNumber
	}
	return StateIdentity
}

// childOf gives what a search shows of a child.
func childOf(k *lookup.Known, names map[institution.OfficeID]directory.Name) *Child {
	out := &Child{
		Minor: k.Minor, Code: k.Card.Code, Sex: k.Card.Sex, Citizenship: k.Card.Citizenship, State: k.State, At: k.At, Since: k.Since,
		Structure: k.At.Words,
	}
	if len(k.Card.Names) > 0 {
		out.Name = k.Card.Names[0]
	}
	if len(k.Card.Births) > 0 {
		out.Born = k.Card.Births[0].Date
	}
	if n, ok := names[k.Office()]; ok {
		out.Structure = n.Name
	}
	return out
}

// differences is what a row says otherwise than the registry, the gravest first.
// What the row does not say differs in nothing.
func differences(r *Row, k *lookup.Known, at directory.Name) []Difference {
	var out []Difference
	add := func(field string, there, here minor.Text) { out = append(out, Difference{field, there, here}) }
	switch {
	case !k.Here:
		add("place", r.Structure, whereabouts(k, at))
	case k.State == casefile.Present && r.Structure != "" && !sameStructure(r.Structure.Reveal(), k, at):
		add("structure", r.Structure, whereabouts(k, at))
	}
	if there, here := whole(r.Given, r.Family), knownAs(k.Card.Names); there != "" && !calledSo(there, k.Card.Names) {
		add("name", there, here)
	}
	if r.Birth != nil && !bornSo(*r.Birth, k.Card.Births) {
		add("birth", minor.Text(r.Birth.Date.String()), bornOn(k.Card.Births))
	}
	if r.Sex != "" && r.Sex != k.Card.Sex {
		add("sex", minor.Text(r.Sex), minor.Text(k.Card.Sex))
	}
	if r.Citizenship != "" && r.Citizenship != k.Card.Citizenship {
		add("citizenship", minor.Text(r.Citizenship), minor.Text(k.Card.Citizenship))
	}
	for _, n := range r.numbers() {
		if here, differs := otherNumber(string(n.Scheme), n.Value, k); differs {
			field := string(n.Scheme)
			if n.Scheme == minor.NationalCode {
				field = "code"
			}
			add(field, n.Value, here)
		}
	}
	return out
}

// whereabouts says where a child was on the day.
func whereabouts(k *lookup.Known, at directory.Name) minor.Text {
	where := k.At.Words
	if at.Name != "" {
		where = at.Name
	}
	switch k.State {
	case "":
		return ""
	case casefile.Present:
		return minor.Text(where)
	}
	return minor.Text(strings.TrimSpace(string(k.State) + " " + where))
}

// sameStructure reports whether words name a structure, by its code, its name or
// a part of either.
func sameStructure(words string, k *lookup.Known, at directory.Name) bool {
	said := spelling.Key(words)
	for _, called := range []string{at.Name, at.Code, k.At.Words} {
		if key := spelling.Key(called); key != "" && (strings.Contains(key, said) || strings.Contains(said, key)) {
			return true
		}
	}
	return false
}

func whole(given, family minor.Text) minor.Text {
	return minor.Text(strings.TrimSpace(given.Reveal() + " " + family.Reveal()))
}

func knownAs(names []minor.Name) minor.Text {
	if len(names) == 0 {
		return ""
	}
	return whole(names[0].Given, names[0].Family)
}

// calledSo reports whether a child is known by a name, its words in any order,
// as an alias too.
func calledSo(name minor.Text, names []minor.Name) bool {
	words := sorted(name)
	return slices.ContainsFunc(names, func(n minor.Name) bool { return slices.Equal(words, sorted(whole(n.Given, n.Family))) })
}

func sorted(name minor.Text) []string {
	return slices.Sorted(slices.Values(strings.Fields(spelling.Key(name.Reveal()))))
}

// bornSo reports whether what is shown is the day, or the year where no more is said.
func bornSo(b minor.Birth, births []minor.Birth) bool {
	if len(births) == 0 {
		return false
	}
	if b.Precision == minor.ToYear {
		said, _, _ := b.Date.Civil()
		here, _, _ := births[0].Date.Civil()
		return said == here
	}
	return b.Date == births[0].Date
}

func bornOn(births []minor.Birth) minor.Text {
	if len(births) == 0 {
		return ""
	}
	return minor.Text(births[0].Date.String())
}

// otherNumber reports whether the child has another number of a scheme, or none,
// and gives it.
func otherNumber(scheme string, value minor.Text, k *lookup.Known) (here minor.Text, differs bool) {
	same := match.Document(value.Reveal())
	if scheme == string(minor.NationalCode) && k.Card.Code != "" {
		here = minor.Text(k.Card.Code)
		if match.Document(here.Reveal()) == same {
			return "", false
		}
	}
	for _, n := range k.Card.Numbers {
		if string(n.Scheme) != scheme {
			continue
		}
		if match.Document(n.Value.Reveal()) == same {
			return "", false
		}
		if here == "" {
			here = n.Value
		}
	}
	return here, true
}
