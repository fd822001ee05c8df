package deadline

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"faro.example/shared/day"
	"faro.example/shared/fault"
)

// Amendment is a row that a change of law adds: what is left out is as in the row
// of the same code that stands on the first day.
type Amendment struct {
	Code   string   `json:"code"`
	From   day.Date `json:"from"`           // the first day on which clocks that start have it
	Until  day.Date `json:"until,omitzero"` // the first on which they do not any more; open if left out
	Length *int     `json:"length,omitempty"`
	Unit   Unit     `json:"unit,omitempty"`
	Office Office   `json:"office,omitempty"`
	Start  Start    `json:"start,omitempty"`
	Stop   Stop     `json:"stop,omitempty"`
	Soon   *int     `json:"soon,omitempty"`
	Source string   `json:"source,omitempty"`
}

// maxRows bounds a file of amendments. Arbitrary: a reform.
const maxRows = 100

// maxLength bounds a limit, in whatever unit. Arbitrary: a century of days.
const maxLength = 36_500

// ReadJSON reads amendments: one, or a list. It fails with [fault.Invalid].
func ReadJSON(r io.Reader) (out []Amendment, err error) {
	d := json.NewDecoder(io.LimitReader(r, 1<<20))
	var raw json.RawMessage
	if err := d.Decode(&raw); err != nil {
		return nil, fault.Field("file", "not JSON", "give one row as an object, or a list of them")
	}
	strict := func(v any) error {
		d := json.NewDecoder(bytes.NewReader(raw))
		d.DisallowUnknownFields()
		return d.Decode(v)
	}
	if len(raw) > 0 && raw[0] == '[' {
		err = strict(&out)
	} else {
		out = make([]Amendment, 1)
		err = strict(&out[0])
	}
	if err != nil {
		return nil, fault.Field("file", "not rows of the table", "the fields are code, from, until, length, unit, office, start, stop, soon, source")
	}
	return out, nil
}

// ReadCSV reads amendments from a table whose first row names the columns as
// [ReadJSON] names the fields. It fails with [fault.Invalid].
func ReadCSV(r io.Reader) (out []Amendment, err error) {
	c := csv.NewReader(io.LimitReader(r, 1<<20))
	head, err := c.Read()
	if err != nil {
		return nil, fault.Field("file", "not a table", "name the columns in the first row, as code,from,length")
	}
	for n := 2; ; n++ {
		cells, err := c.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fault.Field("file", fmt.Sprintf("row %d is not one of the table", n), "give each row as many cells as the first")
		}
		row := Amendment{}
		for i, name := range head {
			if err := row.set(name, cells[i]); err != nil {
				return nil, fault.In(fmt.Sprintf("row %d", n), err)
			}
		}
		out = append(out, row)
	}
}

// set sets a field by the name of its column.
func (a *Amendment) set(name, cell string) (err error) {
	number := func(to **int) error {
		if cell == "" {
			return nil
		}
		n, err := strconv.Atoi(cell)
		if err != nil {
			return fault.Field(name, "not a number", "write it in digits")
		}
		*to = &n
		return nil
	}
	date := func(to *day.Date) error {
		if cell == "" {
			return nil
		}
		*to, err = day.Parse(cell)
		return fault.In(name, err)
	}
	switch name {
	case "code":
		a.Code = cell
	case "from":
		return date(&a.From)
	case "until":
		return date(&a.Until)
	case "length":
		return number(&a.Length)
	case "soon":
		return number(&a.Soon)
	case "unit":
		a.Unit = Unit(cell)
	case "office":
		a.Office = Office(cell)
	case "start":
		a.Start = Start(cell)
	case "stop":
		a.Stop = Stop(cell)
	case "source":
		a.Source = cell
	default:
		return fault.Field(name, "no such column", "the columns are code, from, until, length, unit, office, start, stop, soon, source")
	}
	return nil
}

// Amend gives the table with some rows added: the row of the same code that
// stands on the first day ends there. It fails with [fault.Invalid].
func Amend(rules []Rule, rows []Amendment) ([]Rule, error) {
	if len(rows) == 0 || len(rows) > maxRows {
		return nil, fault.Field("file", "no rows, or too many", fmt.Sprintf("give from one to %d", maxRows))
	}
	out := slices.Clone(rules)
	for i, row := range rows {
		next, err := amend(out, row)
		if err != nil {
			return nil, fault.In(fmt.Sprintf("row %d", i+1), err)
		}
		out = next
	}
	return out, nil
}

func amend(rules []Rule, a Amendment) ([]Rule, error) {
	stands := slices.IndexFunc(rules, func(r Rule) bool { return r.Code == a.Code && r.Valid.Contains(a.From) })
	switch {
	case a.From.IsZero():
		return nil, fault.Field("from", "missing", "say from which day clocks that start have it")
	case stands < 0:
		return nil, fault.Field("code", "no row of that code stands on that day", "use a code of docs/deadlines.md, and a day on which its rule is valid")
	case !a.Until.IsZero() && !a.Until.After(a.From):
		return nil, fault.Field("until", "not after the first day", "leave it out, or give a later day")
	}
	r := rules[stands]
	next := a.of(r)
	switch {
	case next.Length < 0 || next.Length > maxLength || next.Soon < 0 || next.Soon > maxLength:
		return nil, fault.Field("length", "no length of a limit", fmt.Sprintf("give a number from 0 to %d", maxLength))
	case !slices.Contains([]Unit{AtOnce, Days, WorkingDays, Months, Years}, next.Unit):
		return nil, fault.Field("unit", "no such unit", "use at-once, days, working-days, months or years")
	case starts[next.Start] == nil:
		return nil, fault.Field("start", "nothing that the register sees start", "use a start of docs/deadlines.md")
	case stops[next.Stop] == nil || next.Stop == "":
		return nil, fault.Field("stop", "nothing that the register sees done", "use a stop of docs/deadlines.md")
	case !slices.Contains([]Office{Host, SocialService, Prefecture, Police, Prosecutor, Court, Ministry}, next.Office):
		return nil, fault.Field("office", "no such office", "use host, social-service, prefecture, police, prosecutor, court or ministry")
	}
	out := slices.Clone(rules)
	if r.Valid.From == a.From {
		out = slices.Delete(out, stands, stands+1)
	} else {
		out[stands].Valid.Until = a.From
	}
	if !next.Valid.Open() && (r.Valid.Open() || next.Valid.Until.Before(r.Valid.Until)) { // then it is as before
		r.Valid.From = next.Valid.Until
		out = append(out, r)
	}
	return append(out, next), nil
}

// of gives the row that stands with what the amendment changes.
func (a Amendment) of(r Rule) Rule {
	r.Valid = day.Span{From: a.From, Until: a.Until}
	if a.Length != nil {
		r.Length = *a.Length
	}
	if a.Soon != nil {
		r.Soon = *a.Soon
	}
	r.Unit, r.Office, r.Start = cmp.Or(a.Unit, r.Unit), cmp.Or(a.Office, r.Office), cmp.Or(a.Start, r.Start)
	r.Stop, r.Source = cmp.Or(a.Stop, r.Stop), cmp.Or(a.Source, r.Source)
	return r
}
