package match

import (
	"encoding/json"

	"faro.example/shared/fault"
)

// format is the form in which a model is stored. Another way to compare is
// another format: what was learnt for one means nothing to the other, and is
// learnt anew.
const format = 3

// stored is a model as it is kept. Values that fewer than three records have
// are not in it: a model judges by them as by values that nobody has.
type stored struct {
	Format int                    `json:"format"`
	Prior  float64                `json:"prior"`
	Size   int                    `json:"size"`
	Fields map[string]storedField `json:"fields"`
	Kin    float64                `json:"kin"`
	Entire bool                   `json:"entire,omitempty"`
	Words  []storedWords          `json:"words"`
	Wholes map[string]int         `json:"names"` // whole names as they sound, parted by a space
}

// storedField is what was learnt of one field.
type storedField struct {
	Agree  []float64        `json:"agree"`
	Chance []float64        `json:"chance"`
	Near   [][]float64      `json:"near,omitempty"`
	Kin    []float64        `json:"kin"`
	Lifts  [][2]float64     `json:"lifts,omitempty"`
	Seen   bool             `json:"seen"`
	Known  int              `json:"known"`
	Texts  map[string]int32 `json:"values,omitempty"`
	Heard  map[string]int32 `json:"sounds,omitempty"`
}

// storedWords are the words of names, or of places.
type storedWords struct {
	Known  int              `json:"known"`
	Sounds map[string]int32 `json:"sounds"`
}

// MarshalJSON gives a model in a form that may be kept, with the names that
// three records and more share and how many do: it is personal data of nobody,
// and yet not for everybody.
func (m *Model) MarshalJSON() ([]byte, error) {
	s := m.space
	out := stored{Format: format, Prior: m.prior, Kin: m.kin.prior, Entire: s.entire, Size: s.size, Fields: map[string]storedField{}, Wholes: map[string]int{}}
	for f := range fields {
		t, n := &s.texts[f], levelsOf(f)
		field := storedField{
			Agree: m.agree[f][1:n], Chance: m.chance[f][1:n], Kin: m.kin.agree[f][1:n], Lifts: m.lifts[f][:],
			Seen: m.seen[f], Known: t.known, Texts: t.frequent(), Heard: s.heard[f].frequent(),
		}
		if n == textLevels {
			for b := range m.near[f] {
				field.Near = append(field.Near, m.near[f][b][1:n])
			}
		}
		out.Fields[fieldNames[f]] = field
	}
	for k := range s.words {
		out.Words = append(out.Words, storedWords{s.words[k].known, s.words[k].frequent()})
	}
	for name, id := range s.names {
		if n := s.wholes[id]; n >= shown {
			out.Wholes[name[0]+" "+name[1]] = n
		}
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what [Model.MarshalJSON] wrote; what another format wrote
// is fault.Invalid.
func (m *Model) UnmarshalJSON(b []byte) error {
	var in stored
	s := &space{names: map[[2]string]int32{}}
	if err := json.Unmarshal(b, &in); err != nil || in.Format != format || len(in.Fields) != int(fields) || len(in.Words) != len(s.words) {
		return &fault.Error{Kind: fault.Invalid, Detail: "the model is of another format", Remedy: "sweep again: it is learnt anew"}
	}
	s.size, s.entire = in.Size, in.Entire
	out := Model{space: s, prior: in.Prior, kin: kin{prior: in.Kin}}
	for f := range fields {
		g := in.Fields[fieldNames[f]]
		copy(out.agree[f][1:], g.Agree)
		copy(out.chance[f][1:], g.Chance)
		copy(out.kin.agree[f][1:], g.Kin)
		copy(out.lifts[f][:], g.Lifts)
		for k := range min(len(g.Near), bands) {
			copy(out.near[f][k][1:], g.Near[k])
		}
		out.seen[f] = g.Seen
		out.setOnce(f)
		s.texts[f], s.heard[f] = newTable(g.Texts, g.Known), newTable(g.Heard, g.Known)
	}
	for k, w := range in.Words {
		s.words[k] = newTable(w.Sounds, w.Known)
	}
	for name, n := range in.Wholes {
		s.restoreWhole(name, n)
	}
	*m = out
	return nil
}

// shown is how many records have a value at least that is kept in a model.
const shown = 3

// frequent gives the values that [shown] records have, and how many do.
func (t *table) frequent() map[string]int32 {
	out := map[string]int32{}
	for v, id := range t.ids {
		if t.counts[id] >= shown {
			out[v] = t.counts[id]
		}
	}
	return out
}

func newTable(counts map[string]int32, known int) table {
	t := table{ids: map[string]int32{}, known: known}
	for v, n := range counts {
		t.ids[v] = int32(len(t.counts))
		t.counts = append(t.counts, n)
	}
	return t
}
