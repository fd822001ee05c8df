package localui

import (
	"bytes"
	"database/sql"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"faro.example/agent/arrival"
	"faro.example/agent/draft"
	"faro.example/agent/wording"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/pages"
	"faro.example/shared/sheet"
	"faro.example/shared/spelling"
)

// sheetKind reads many arrivals at once: first the file and what is the same for
// all, then its columns, then what would be recorded.
func sheetKind() kind {
	return kind{page: "sheet", here: "/new/sheet", open: openArrival, groups: sheetGroups, send: sendSheet, show: showSheet, more: "/sheet/template",
		keep: append(sameForAll(), "sender")}
}

func sheetGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	file := v.field(f, "file", "file")
	file.Accept, file.Value = ".csv,.xlsx,.txt,text/csv", ""
	pasted := v.field(f, "pasted", "textarea")
	pasted.Rows = 6
	return []pages.Group{
		{Legend: v.say("sheet.given"), Fields: []pages.Field{file, pasted, v.field(f, "sender", "text")}},
		{Legend: v.say("arrival.same"), Fields: v.groupFields(f)},
	}, nil
}

// reading is a sheet as it would be recorded now.
type reading struct {
	group   arrival.Group
	layout  sheet.Layout[arrival.Child]
	unknown []sheet.Head // columns that nobody has matched yet
	table   sheet.Table[arrival.Child]
	err     error // why nothing can be read at all
}

// readSheet reads the file that is kept with a form.
func (v *visit) readSheet(tx *sql.Tx, f *draft.Form) (r reading, err error) {
	var bad wrongs
	if r.group, err = v.readGroup(tx, f, &bad); err != nil {
		return r, err
	}
	if err := bad.or(nil); err != nil {
		return r, err
	}
	var matched map[string]bool
	r.layout, matched, err = arrival.LayoutOf(v.ctx, tx, arrival.Layout(v.countries(), r.group.On.Day()), f.Fields.Get("sender"))
	if err != nil {
		return r, err
	}
	unknown, err := r.layout.Unknown(f.File)
	if err != nil {
		return r, err
	}
	for _, h := range unknown {
		if !matched[spelling.Key(h.Text)] {
			r.unknown = append(r.unknown, h)
		}
	}
	r.table, r.err = r.layout.Read(bytes.NewReader(f.File))
	return r, nil
}

// sendSheet takes one step further.
func sendSheet(v *visit, f *draft.Form) error {
	step := f.Fields.Get("step")
	before, _, err := v.form()
	if err != nil {
		return err
	}
	if step != "" { // what was given with the file stands in it still
		for name, values := range before.Fields {
			if !f.Fields.Has(name) {
				f.Fields[name] = values
			}
		}
		f.Fields.Del("step")
	}
	switch step {
	case "match":
		return v.matchColumns(f)
	case "record":
		return v.recordSheet(f)
	}
	if f.File, err = v.sentFile(); err != nil {
		return err
	}
	f.Fields.Del("pasted")
	err = v.DB.InTx(v.ctx, func(tx *sql.Tx) error {
		if _, err := v.readSheet(tx, f); err != nil {
			return err
		}
		return v.forms.Keep(v.ctx, tx, *f)
	})
	if err != nil {
		f.File = nil // asked for again
		return err
	}
	return v.redirect("/form/" + f.ID.String())
}

// sentFile is the sheet that was sent, as a file or pasted.
func (v *visit) sentFile() ([]byte, error) {
	missing := wrongs{fault.Field("file", "no sheet is given", "choose a file, or paste the rows")}
	file, _, err := v.r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		if text := v.r.PostFormValue("pasted"); trim(text) != "" {
			return []byte(text), nil
		}
		return nil, missing
	}
	if err != nil {
		return nil, missing
	}
	defer file.Close()
	b, err := io.ReadAll(io.LimitReader(file, sheet.MaxBytes+1))
	if err == nil && len(b) == 0 {
		return nil, missing
	}
	return b, err
}

// matchColumns keeps what a person says that columns mean.
func (v *visit) matchColumns(f *draft.Form) error {
	err := v.DB.InTx(v.ctx, func(tx *sql.Tx) error {
		r, err := v.readSheet(tx, f)
		if err != nil {
			return err
		}
		for _, h := range r.unknown {
			name := f.Fields.Get("column-" + h.Column)
			f.Fields.Del("column-" + h.Column)
			if err := arrival.Match(v.ctx, tx, f.Fields.Get("sender"), h.Text, name); err != nil {
				return err
			}
		}
		return v.forms.Keep(v.ctx, tx, *f)
	})
	if err != nil {
		return err
	}
	return v.redirect("/form/" + f.ID.String())
}

// recordSheet records the good rows, and marks the form as sent.
func (v *visit) recordSheet(f *draft.Form) error {
	var r reading
	err := v.DB.InTx(v.ctx, func(tx *sql.Tx) (err error) {
		r, err = v.readSheet(tx, f)
		return err
	})
	if err := errors.Join(err, r.err); err != nil {
		return fault.As(err)
	}
	desk := arrival.Desk{Box: v.Box, Author: v.op.Person, Office: v.op.Office, StandIn: v.as.Name}
	report, err := desk.ImportBy(v.ctx, v.DB, bytes.NewReader(f.File), r.group, r.layout, f.Fields.Get("other") == "yes")
	if err != nil {
		return err
	}
	err = v.DB.InTx(v.ctx, func(tx *sql.Tx) error {
		var all []change.ID
		for _, a := range report.Taken {
			records, err := recordsAbout(v, tx, a.Minor)
			if err != nil {
				return err
			}
			all = append(all, records...)
		}
		kept := url.Values{}
		for _, name := range v.kinds[f.Page].keep {
			kept[name] = f.Fields[name]
		}
		return v.forms.Send(v.ctx, tx, *f, kept, all)
	})
	if err != nil {
		return err
	}
	return v.redirect("/saved/" + f.ID.String())
}

// sheetBody is what a sheet would record.
type sheetBody struct {
	Form     pages.Form // the columns to match, or the button that records
	Match    bool
	Good     string
	Bad      string
	Preview  pages.Table
	Spoilt   pages.Table // the bad rows as they stand in the file, with what is wrong beside each cell
	More     string
	Unread   string // why nothing can be read at all
	UnreadIn pages.Lang
	Again    string
}

// showSheet shows a sheet that was given: its columns that are to be matched,
// then its rows. It reports whether there is one.
func showSheet(v *visit, f *draft.Form, wrong error) (bool, error) {
	if len(f.File) == 0 {
		return false, nil
	}
	var r reading
	err := v.DB.InTx(v.ctx, func(tx *sql.Tx) (err error) {
		r, err = v.readSheet(tx, f)
		return err
	})
	if err != nil {
		return false, err
	}
	p := v.page("sheet")
	p.Name, v.here = "read", "/new/sheet"
	at := "/form/" + f.ID.String()
	body := sheetBody{Again: at + "/drop", Form: pages.Form{ID: f.ID.String(), Action: at}}
	if len(r.unknown) > 0 {
		body.Match = true
		body.Form.Submit, body.Form.Groups = v.say("sheet.match"), []pages.Group{v.matchGroup(r)}
	} else {
		v.previewSheet(&body, r)
		p.Notices = v.sheetNotices(r)
	}
	if wrong != nil && fault.Is(wrong, fault.Conflict) {
		other := v.choice(f, "other", "checks", "yes")
		body.Form.Groups = append(body.Form.Groups, pages.Group{Fields: []pages.Field{other}})
	}
	v.mark(&body.Form, wrong)
	p.Body = body
	return true, v.show(http.StatusOK, p)
}

// matchGroup asks what columns mean.
func (v *visit) matchGroup(r reading) pages.Group {
	g := pages.Group{Legend: v.say("sheet.columns"), Fields: []pages.Field{{Name: "step", Kind: "hidden", Value: "match"}}}
	for _, h := range r.unknown {
		f := pages.Field{Name: "column-" + h.Column, Kind: "select", Label: h.Column + " · " + h.Text, Required: true, Options: []pages.Option{{Text: v.say("sheet.unread")}}}
		for _, c := range r.layout.Columns {
			f.Options = append(f.Options, pages.Option{Value: c.Name, Text: v.say("field." + c.Name)})
		}
		g.Fields = append(g.Fields, f)
	}
	return g
}

// previewSheet says what would be recorded and what is wrong.
func (v *visit) previewSheet(b *sheetBody, r reading) {
	if r.err != nil {
		b.Unread, b.UnreadIn = v.wrong(r.err)
		return
	}
	b.Good, b.Bad = v.say("sheet.good", len(r.table.Rows)), v.say("sheet.bad", r.table.Bad)
	b.Preview = pages.Table{Caption: v.say("sheet.preview"), Empty: v.say("sheet.nogood"), Head: []pages.Cell{
		{Text: v.say("field.tag")}, {Text: v.say("col.name")}, {Text: v.say("field.sex")}, {Text: v.say("attr.birth")}, {Text: v.say("col.citizenship")},
	}}
	for _, row := range r.table.Rows[:min(len(r.table.Rows), 10)] {
		c := row.Value
		birth := "–"
		if c.Birth != nil {
			birth = v.birthText(*c.Birth)
		} else if c.Age > 0 {
			birth = v.say("age.said", c.Age)
		}
		b.Preview.Rows = append(b.Preview.Rows, []pages.Cell{{Text: c.Tag.Reveal(), Own: true}, {Text: v.wholeName(c.Name), Own: true},
			{Text: v.say("sex." + string(c.Sex))}, {Text: birth}, {Text: v.country(c.Citizenship)}})
	}
	b.Spoilt = v.spoiltTable(r)
	if more := r.table.Bad - len(b.Spoilt.Rows); more > 0 {
		b.More = v.say("sheet.rest", more)
	}
	if len(r.table.Rows) > 0 {
		b.Form.Submit = v.say("sheet.record")
		b.Form.Groups = []pages.Group{{Fields: []pages.Field{{Name: "step", Kind: "hidden", Value: "record"}}}}
	}
}

// spoiltTable shows the bad rows as they stand in the file, each bad cell marked
// with what is wrong with it and what to do.
func (v *visit) spoiltTable(r reading) pages.Table {
	t := pages.Table{Caption: v.say("sheet.problems"), Empty: v.say("sheet.noproblem"), Head: []pages.Cell{{Text: v.say("col.row")}}}
	lines := r.table.Lines[:min(len(r.table.Lines), maxProblems)]
	wrong := map[int]map[string][]sheet.Problem{}
	for _, p := range r.table.Problems {
		if wrong[p.Place.Row] == nil {
			wrong[p.Place.Row] = map[string][]sheet.Problem{}
		}
		wrong[p.Place.Row][p.Field] = append(wrong[p.Place.Row][p.Field], p)
	}
	rows := make([][]pages.Cell, len(lines))
	for i, l := range lines {
		rows[i] = []pages.Cell{v.faulty(pages.Cell{Text: pages.Number(v.lang, l.Row)}, wrong[l.Row][""])}
	}
	for column, c := range r.layout.Columns {
		filled := func(l sheet.Line) bool { return l.Text(column) != "" || wrong[l.Row][c.Name] != nil }
		if !slices.ContainsFunc(lines, filled) {
			continue
		}
		t.Head = append(t.Head, pages.Cell{Text: v.say("field." + c.Name)})
		for i, l := range lines {
			cell := pages.Cell{Text: l.Text(column), Own: true}
			if cell.Text == "" {
				cell = pages.Cell{Text: "–"}
			}
			rows[i] = append(rows[i], v.faulty(cell, wrong[l.Row][c.Name]))
		}
	}
	t.Rows = rows
	return t
}

// faulty marks a cell with what is wrong with it.
func (v *visit) faulty(c pages.Cell, problems []sheet.Problem) pages.Cell {
	for _, p := range problems {
		text, lang := wording.Fault(v.lang, p.Reason, p.Remedy)
		c.Wrong, c.WrongLang = strings.TrimPrefix(c.Wrong+" "+text, " "), lang
	}
	return c
}

// sheetNotices say what of a file somebody who looked at it may have missed.
func (v *visit) sheetNotices(r reading) (out []pages.Notice) {
	warn := func(text string) { out = append(out, pages.Notice{Tone: pages.Warning, Text: text}) }
	if len(r.table.Workbook.Others) > 0 {
		warn(v.say("sheet.others", r.table.Workbook.Read.Number))
	}
	if len(r.table.Workbook.HiddenRows)+len(r.table.Workbook.HiddenColumns) > 0 {
		warn(v.say("sheet.hidden"))
	}
	if r.table.Encoding == sheet.Windows1252 {
		warn(v.say("sheet.accents"))
	}
	return out
}

// template gives an empty sheet with the headings.
func (v *visit) template() error {
	var out bytes.Buffer
	headings := arrival.Layout(arrival.Letters{}, day.FromTime(v.Now())).Headings()
	if err := sheet.Write(&out, sheet.Office, headings, slices.Values([][]string{})); err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	v.w.Header().Set("Content-Disposition", `attachment; filename="arrivi.csv"`)
	v.write(v.w, out.Bytes())
	return nil
}
