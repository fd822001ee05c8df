package change

import "faro.example/shared/minor"

// Enclosure is a file that a record names: who may read the record may open it.
type Enclosure struct {
	Minor   minor.ID // of the record; of a joined child one of its minors
	Section Section
	Record  ID
	File    minor.File
}

// Enclosed gives the files that records name, in the order of the records.
func Enclosed(records []Placed) []Enclosure {
	var out []Enclosure
	for i := range records {
		r := &records[i]
		if b, ok := r.Body.(minor.Encloser); ok {
			for _, f := range b.Enclosed() {
				out = append(out, Enclosure{r.Minor, r.Section, r.ID, f})
			}
		}
	}
	return out
}
