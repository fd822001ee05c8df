package webui

import (
	"net/http"
	"strconv"
	"time"

	"faro.example/registry/audit"
	"faro.example/registry/audit/tree"
	jobs "faro.example/registry/work"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// linesAsked is a search of the record as it stands, sealed, in an address.
type linesAsked struct {
	Filter audit.Filter `json:"f"`
	Why    string       `json:"w"`
}

// linesAtOnce is how many lines a page shows. Arbitrary.
const linesAtOnce = 50

// askLines asks which lines are looked for.
func (v *visit) askLines() error { return v.showLines(http.StatusOK, auditBody{}, nil) }

func (v *visit) showLines(status int, body auditBody, wrong map[string]string) error {
	if !v.audits() {
		return errNoPage
	}
	body.Forms = append(body.Forms, auditForm{Title: v.say("lines.form"), Form: v.linesForm(wrong), Folded: len(body.Tables) > 0})
	return v.page(status, pages.Page{Name: "audit", Title: v.say("lines.title"), Help: v.say("help.lines"), Body: body, Notices: v.flash()})
}

func (v *visit) linesForm(wrong map[string]string) pages.Form {
	text := func(name string, f pages.Field) pages.Field {
		f.Name, f.Kind, f.Label, f.Value, f.Error = name, "text", v.say("lines."+name), v.field(name), wrong[name]
		return f
	}
	action := pages.Field{Name: "action", Kind: "select", Label: v.say("lines.action"), Value: v.field("action")}
	for _, a := range access.Actions() {
		action.Options = append(action.Options, pages.Option{Value: string(a), Text: v.word("did", string(a))})
	}
	only := pages.Field{Name: "only", Kind: "checks", Label: v.say("lines.only"), Values: v.c.PostFormArray("only"), Options: []pages.Option{
		{Value: "denied", Text: v.say("lines.denied")}, {Value: "glass", Text: v.say("lines.glass")}}}
	return pages.Form{Action: pathLines, Submit: v.say("lines.submit"), Groups: []pages.Group{
		{Legend: v.say("lines.who"), Fields: []pages.Field{text("person", pages.Field{Hint: v.say("lines.person.hint")}), text("office", pages.Field{Hint: v.say("lines.office.hint")}),
			text("machine", pages.Field{Hint: v.say("lines.machine.hint")})}},
		{Legend: v.say("lines.what"), Fields: []pages.Field{text("code", pages.Field{Hint: v.say("code.hint"), Input: "numeric", Short: true}), action,
			text("words", pages.Field{Hint: v.say("lines.words.hint")}), only}},
		{Legend: v.say("lines.when"), Fields: []pages.Field{text("from", pages.Field{Hint: v.say("day.hint"), Short: true}), text("until", pages.Field{Hint: v.say("day.hint"), Short: true})}},
		{Legend: v.say("lines.reason"), Fields: []pages.Field{v.whyField("lines.why", "lines.why.hint", wrong["why"])}},
	}}
}

// findLines leads to what was looked for: nothing of it stands in the address.
func (v *visit) findLines() error {
	if !v.audits() {
		return errNoPage
	}
	if err := v.ours(); err != nil {
		return err
	}
	wrong := map[string]string{}
	of := linesAsked{Filter: v.typedFilter(wrong), Why: v.saidWhy()}
	if of.Why == "" {
		wrong["why"] = v.say("audit.nowhy")
	}
	if len(wrong) > 0 {
		return v.showLines(http.StatusUnprocessableEntity, auditBody{}, wrong)
	}
	at, err := v.linesAt(of)
	if err != nil {
		return err
	}
	v.c.Redirect(http.StatusSeeOther, at)
	return nil
}

func (v *visit) linesAt(of linesAsked) (string, error) {
	h, err := v.seal.text("lines", v.session(), of)
	return pathLines + "/" + h, err
}

// typedFilter reads which lines are looked for.
func (v *visit) typedFilter(wrong map[string]string) audit.Filter {
	f := audit.Filter{Who: v.field("person"), Office: v.field("office"), Machine: v.field("machine"), Words: v.field("words"),
		Action: access.Action(v.field("action")), Newest: true, Most: linesAtOnce}
	for _, o := range v.c.PostFormArray("only") {
		f.Denied, f.Broken = f.Denied || o == "denied", f.Broken || o == "glass"
	}
	var err error
	if code := v.field("code"); code != "" {
		if f.Code, err = minor.ParseCode(code); err != nil {
			wrong["code"] = v.say("code.bad")
		}
	}
	f.From = v.typedDay("from", 0, wrong)
	f.Until = v.typedDay("until", 1, wrong)
	return f
}

// typedDay reads the instant at which a day begins in Italy, or one later.
func (v *visit) typedDay(name string, later int, wrong map[string]string) time.Time {
	if v.field(name) == "" {
		return time.Time{}
	}
	d, err := parseDay(v.field(name))
	if err != nil {
		wrong[name] = v.say("day.bad")
		return time.Time{}
	}
	return startOf(d.Add(later))
}

// startOf is when a day begins in Italy.
func startOf(d day.Date) time.Time {
	y, m, n := d.Civil()
	return time.Date(y, time.Month(m), n, 0, 0, 0, 0, day.Rome)
}

// lines shows the lines that were looked for, the newest first.
func (v *visit) lines() error {
	var of linesAsked
	if err := v.seal.open("lines", v.session(), v.c.Param("handle"), &of); err != nil {
		return err
	}
	found, err := v.desk.Record.Search(v.ctx, v.because(of.Why), of.Filter, "")
	if err != nil {
		return err
	}
	body := auditBody{}
	t, err := v.linesTable(found, of.Why)
	if err != nil {
		return err
	}
	body.Tables = []pages.Table{t}
	if found.More {
		next := of
		next.Filter.After = found.Lines[len(found.Lines)-1].Number
		if body.Next, err = v.linesAt(next); err != nil {
			return err
		}
	}
	if len(found.Lines) > 0 {
		sealed, err := v.seal.text("lines", v.person(), of)
		if err != nil {
			return err
		}
		body.Forms = []auditForm{{Title: v.say("lines.export"), Form: pages.Form{ID: sealed, Action: pathWork + "/lines", Submit: v.say("lines.export.do"), Says: []string{v.say("lines.export.says")}}}}
	}
	return v.showLines(http.StatusOK, body, nil)
}

// linesTable lists lines: by whom, what, about whom and why.
func (v *visit) linesTable(found audit.Shown, why string) (pages.Table, error) {
	t := pages.Table{Caption: v.say("lines.caption"), Empty: v.say("lines.empty"), Head: []pages.Cell{{Text: v.say("lines.at")}, {Text: v.say("lines.by")},
		{Text: v.say("lines.did")}, {Text: v.say("lines.about")}, {Text: v.say("lines.because")}, {Text: v.say("lines.number"), Num: true}}}
	for i := range found.Lines {
		l := &found.Lines[i]
		h, err := v.seal.text("line", v.session(), lineAsked{l.Number, why})
		if err != nil {
			return t, err
		}
		t.Rows = append(t.Rows, []pages.Cell{{Text: v.instant(l.At)}, v.personCell(found.Named, l.Person, l.Agent, l.Role), v.didCell(l),
			v.codesOf(found.Named, l.Subjects, mostCodes), {Text: v.reasonText(l.Reason), Own: true}, {Text: strconv.FormatInt(l.Number, 10), Num: true, Href: pathLine + "/" + h}})
	}
	return t, nil
}

// didCell is what somebody did, and what came of it.
func (v *visit) didCell(l *audit.Found) pages.Cell {
	out := pages.Cell{Text: v.word("did", string(l.Action))}
	var notes []string
	if !l.Allowed {
		notes = append(notes, v.say("lines.isdenied"))
	}
	if !l.Glass.IsZero() {
		notes = append(notes, v.say("lines.isglass"))
	}
	if l.Output != "" {
		notes = append(notes, v.word("output", l.Output))
	}
	out.Note = joined(" · ", notes...)
	return out
}

// instant writes an instant with its seconds, as a record is read.
func (v *visit) instant(at time.Time) string {
	return pages.ShortDate(dayOf(at)) + " " + at.In(day.Rome).Format("15:04:05")
}

// lineAsked is one line in an address.
type lineAsked struct {
	Number int64  `json:"n"`
	Why    string `json:"w"`
}

// line shows one line whole, and offers its proof.
func (v *visit) line() error {
	var of lineAsked
	if err := v.seal.open("line", v.session(), v.c.Param("handle"), &of); err != nil {
		return err
	}
	found, err := v.desk.Record.Search(v.ctx, v.because(of.Why), audit.Filter{Lines: []int64{of.Number}}, "")
	if err != nil {
		return err
	}
	if len(found.Lines) == 0 {
		return errNoPage
	}
	l := &found.Lines[0]
	body := auditBody{Items: v.lineItems(found, l), Links: []pages.Link{
		{Text: v.say("lines.proof"), Href: pathProof + v.c.Param("handle")}, {Text: v.say("lines.key"), Href: pathKey}, {Text: v.say("lines.again"), Href: pathLines},
	}, Lead: v.say("lines.check")}
	return v.page(http.StatusOK, pages.Page{Name: "audit", Title: v.say("lines.one", strconv.FormatInt(of.Number, 10)), Help: v.say("help.line"), Body: body})
}

func (v *visit) lineItems(found audit.Shown, l *audit.Found) []pages.Item {
	item := func(key string, c ...pages.Cell) pages.Item { return pages.Item{Term: v.say(key), Values: c} }
	did := v.didCell(l)
	out := []pages.Item{item("lines.at", pages.Cell{Text: v.instant(l.At)}), item("lines.by", v.personCell(found.Named, l.Person, l.Agent, l.Role)),
		item("lines.did", did), item("lines.about", v.codesOf(found.Named, l.Subjects, len(l.Subjects))), item("lines.because", pages.Cell{Text: v.reasonText(l.Reason), Own: true})}
	if l.LookedAt != nil {
		out = append(out, item("lines.looked", pages.Cell{Text: v.instant(*l.LookedAt)}))
	}
	if l.Rows != nil && l.Output != "" {
		out = append(out, item("lines.rows", pages.Cell{Text: pages.Number(v.l, *l.Rows)}))
	}
	if l.Asked != "" {
		out = append(out, item("lines.asked", pages.Cell{Text: l.Asked, Own: true}))
	}
	return out
}

// proof hands out the proof that a line is in the record, to be checked without it.
func (v *visit) proof() error {
	var of lineAsked
	if err := v.seal.open("line", v.session(), v.c.Param("handle"), &of); err != nil {
		return err
	}
	p, err := v.desk.Record.Prove(v.ctx, v.because(of.Why), v.desk.Keys, tree.Target{Line: of.Number}, nil)
	if err != nil {
		return err
	}
	text, err := p.Text()
	if err != nil {
		return err
	}
	v.attach("proof-"+strconv.FormatInt(of.Number, 10)+".json", "application/json", text)
	return nil
}

// publicKey hands out the key by which proofs are checked. It is no secret.
func (v *visit) publicKey() error {
	text, err := v.desk.Keys.Text()
	if err != nil {
		return err
	}
	v.attach("faro-audit.pub", "text/plain; charset=utf-8", []byte(text))
	return nil
}

// attach answers with a file.
func (v *visit) attach(name, kind string, body []byte) {
	harden(v.c)
	v.c.Header("Content-Disposition", `attachment; filename="`+name+`"`)
	v.c.Data(http.StatusOK, kind, body)
}

// exportLines has the lines that were looked for written to a file.
func (v *visit) exportLines() error {
	if err := v.ours(); err != nil {
		return err
	}
	var of linesAsked
	if err := v.seal.open("lines", v.person(), v.field("form"), &of); err != nil {
		return err
	}
	of.Filter.Most, of.Filter.After = 0, 0
	return v.long(v.because(of.Why), jobs.ExportLines, "", of.Filter)
}
