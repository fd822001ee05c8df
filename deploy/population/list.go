package population

import (
	"encoding/csv"
	"io"

	"faro.example/shared/minor"
)

// WriteList writes what was first written down of every child as CSV: the last
// column names the child, so that of two registrations of one it is the same.
// By it a matcher is judged; like everything here, it names nobody who exists.
func (n *Nation) WriteList(w io.Writer) error {
	child := map[minor.ID]minor.ID{}
	for _, p := range n.Doubles {
		child[n.Minors[p.Second].ID] = n.Minors[p.First].ID
	}
	out := csv.NewWriter(w)
	if err := out.Write([]string{"id", "given_name", "family_name", "birth_date", "sex", "citizenship", "child"}); err != nil {
		return err
	}
	for i := range n.Minors {
		id := n.Minors[i].ID
		of, again := child[id]
		if !again {
			of = id
		}
		row := []string{id.String(), "", "", "", "", "", of.String()}
		for _, e := range n.History(i) {
			if b, ok := e.Body().(minor.IdentityStated); ok && b.Name != nil {
				row[1], row[2], row[4], row[5] = b.Name.Given.Reveal(), b.Name.Family.Reveal(), string(b.Sex), string(b.Citizenship)
				if b.Birth != nil {
					row[3] = b.Birth.Date.String()
				}
				break
			}
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
