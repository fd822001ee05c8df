package e2e

import (
	"slices"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// contested finds statements of which one won in silence, and gives how many
// contend. It works out without the fold what has to contend: of all that children
// have declared of one attribute, what nobody unsaid who knew of it stands, and where
// two of those differ there is a conflict that names all that do. A child of whom anything
// else was said of who it is, or taken back or decided, is left out.
func contested(c *complaints, who string, f casefile.File, entries []change.Placed) (open int) {
	said := map[string][]statement{}
	for i := range entries {
		switch b := entries[i].Body.(type) {
		case minor.IdentityStated:
			if b.Source != minor.OwnWord {
				return 0
			}
			for _, x := range b.Claims() {
				said[x.Attribute] = append(said[x.Attribute], statement{&entries[i], text(x.Value)})
			}
		case minor.AgeDecided, change.Retracted, change.Resolved, change.LinkSame:
			return 0
		}
	}
	for _, attribute := range []string{minor.AttrName, minor.AttrCitizenship} {
		var got []change.ID
		for _, x := range f.Conflicts {
			if x.Slot == attribute {
				got = x.Records
			}
		}
		want := contending(said[attribute])
		if !slices.Equal(got, want) {
			c.add("%s: of minor %s the records %v contend about the %s, and those in conflict are %v", who, f.Minor, want, attribute, got)
		}
		open += len(want)
	}
	return open
}

// statement is what one record says of one attribute.
type statement struct {
	*change.Placed
	value string
}

// contending gives the records whose statements stand and differ from another that does.
func contending(all []statement) (out []change.ID) {
	var stand []statement
	for i := range all {
		if stands(all, i) {
			stand = append(stand, all[i])
		}
	}
	for _, a := range stand {
		if slices.ContainsFunc(stand, func(b statement) bool { return b.value != a.value }) {
			out = append(out, a.ID)
		}
	}
	return out
}

// stands reports whether no statement that stands says otherwise and was made by
// who knew of this one.
func stands(all []statement, i int) bool {
	a := all[i]
	for j, b := range all {
		if b.value != a.value && change.Knew(b.Placed, a.Placed) && !change.Knew(a.Placed, b.Placed) && stands(all, j) {
			return false
		}
	}
	return true
}
