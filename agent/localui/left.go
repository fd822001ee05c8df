package localui

import (
	"encoding/json"
	"slices"

	"faro.example/agent/localdb"
	"faro.example/agent/replica"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// leftTorn is a conflict about a child who has left: what was written here, and
// what others say in the slot, and no more of the casefile (design section 5
// rule 12).
type leftTorn struct {
	Who   string
	Title string
	State string
	Tone  pages.Tone
	Sides []side
}

// left gives the conflicts about children who left in which the operator's office
// has a part, and whom they are about.
func (v *visit) left(q localdb.Querier) (out []leftTorn, about []minor.ID, err error) {
	all, err := v.Replica.Concerns(v.ctx, q)
	if err != nil {
		return nil, nil, err
	}
	for _, c := range all {
		for _, k := range c.Contests {
			own := ownSides(k)
			if !slices.ContainsFunc(own, func(r change.Record) bool { return r.Structure == v.op.Office }) {
				continue
			}
			out = append(out, v.leftTorn(c, k, own))
			about = append(about, c.Minor)
		}
	}
	return out, about, nil
}

// ownSides are the records of a conflict that were written here.
func ownSides(k api.Contest) (out []change.Record) {
	for _, s := range k.Sides {
		if rec, err := change.Decode(s.Own); len(s.Own) > 0 && err == nil {
			out = append(out, rec)
		}
	}
	return out
}

func (v *visit) leftTorn(c replica.Concern, k api.Contest, own []change.Record) leftTorn {
	out := leftTorn{Who: v.codeText(c.Code), Title: v.slotWord(k.Slot), State: v.say("left.open"), Tone: pages.Warning}
	switch {
	case !k.Decided.IsZero() && k.Stands:
		out.State, out.Tone = v.say("left.stands"), pages.Good
	case !k.Decided.IsZero():
		out.State, out.Tone = v.say("left.falls"), pages.Neutral
	}
	for _, s := range k.Sides {
		one := side{Moment: pages.Moment{ID: s.Record.String(), When: v.kit.When(v.lang, s.On), Title: v.kindWord(s.Kind), From: v.say("office.other")}, Value: v.toldValue(k.Slot, s.Value)}
		if one.Value.Text == "" {
			one.Moment.Lines = v.toldLines(s)
		}
		if i := slices.IndexFunc(own, func(r change.Record) bool { return r.ID == s.Record }); i >= 0 {
			one.Moment.From = v.written(&change.Placed{Record: own[i]})
		}
		out.Sides = append(out.Sides, one)
	}
	return out
}

// toldValue is what a record says of an attribute, as the feed tells it.
func (v *visit) toldValue(slot string, raw json.RawMessage) pages.Cell {
	switch slot {
	case minor.AttrName, minor.AttrMother, minor.AttrFather:
		return told[minor.Name](v, raw)
	case minor.AttrBirth:
		return told[minor.Birth](v, raw)
	case minor.AttrBirthPlace:
		return told[minor.BirthPlace](v, raw)
	case minor.AttrSex:
		return told[minor.Sex](v, raw)
	case minor.AttrCitizenship:
		return told[minor.Country](v, raw)
	case minor.AttrLanguages:
		return told[[]string](v, raw)
	}
	return pages.Cell{}
}

func told[T any](v *visit, raw json.RawMessage) pages.Cell {
	var value T
	if err := json.Unmarshal(raw, &value); err != nil {
		return pages.Cell{Text: v.say("value.newer")}
	}
	return v.valueCell(value, "")
}

// toldLines are what a record says that is of no attribute.
func (v *visit) toldLines(s api.Side) []pages.Cell {
	e, ok := change.Lookup(s.Kind)
	if !ok {
		return nil
	}
	body, err := e.Read(s.Value)
	if err != nil {
		return []pages.Cell{{Text: v.say("value.newer")}}
	}
	return v.lines(&change.Record{Body: body})
}
