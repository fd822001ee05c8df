package localui

import (
	"database/sql"
	"net/http"
	"slices"
	"strconv"

	"faro.example/agent/draft"
	"faro.example/agent/handover"
	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/agent/replica"
	"faro.example/agent/wording"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/pages"
)

// savedBody is what came of a form.
type savedBody struct {
	Children pages.Table
	Moments  []pages.Moment
	Undo     []string // what undoing the whole form would record
	UndoAt   string
	Next     []pages.Link
	Sheet    *travelSheet // that goes with the children of a transfer
}

// savedForm reads a form that was sent, and the records that came of it.
func (v *visit) savedForm() (f draft.Form, files map[minor.ID]replica.Held, records []change.Placed, err error) {
	f, _, err = v.form()
	if err != nil {
		return f, nil, nil, err
	}
	files = map[minor.ID]replica.Held{}
	err = v.view(func(q localdb.Querier) error {
		held, err := v.Replica.Read(v.ctx, q)
		if err != nil {
			return err
		}
		for _, id := range f.Records {
			rec, there := held.FindRecord(id)
			if !there {
				continue // let go of since, or refused
			}
			if _, ok := files[rec.Minor]; !ok {
				h, err := held.Find(rec.Minor)
				if err == nil {
					err = v.ours(q, &h)
				}
				if v.mission() && fault.Is(err, fault.NotFound) { // the tracing was withdrawn by it
					records = append(records, rec)
					continue
				}
				if err != nil {
					return err
				}
				files[rec.Minor] = h
			}
			records = append(records, rec)
		}
		return nil
	})
	return f, files, records, err
}

// saved shows what was recorded, and says of each line what undoing it would
// record.
func (v *visit) saved() error {
	f, files, records, err := v.savedForm()
	if fault.Is(err, fault.NotFound) {
		return v.redirect("/")
	}
	if err != nil {
		return err
	}
	if f.Sent.IsZero() {
		return v.redirect("/form/" + f.ID.String())
	}
	var who []minor.ID
	for m := range files {
		who = append(who, m)
	}
	if err := v.look("saved "+f.Page, who); err != nil {
		return err
	}
	v.here = v.kinds[f.Page].here
	p := v.page("saved")
	p.Notices = append(p.Notices, pages.Notice{Tone: pages.Good, Text: v.say("saved.notice", len(records))})
	p.Body = savedBody{
		Children: v.savedChildren(files), Moments: v.savedMoments(records), UndoAt: "/new/undo?form=" + f.ID.String(),
		Undo: v.undoes(f, records), Next: v.next(f, records), Sheet: v.transferSheet(files, records),
	}
	return v.show(http.StatusOK, p)
}

func (v *visit) savedChildren(files map[minor.ID]replica.Held) pages.Table {
	t := pages.Table{Caption: v.say("saved.children"), Head: []pages.Cell{
		{Text: v.say("col.name")}, {Text: v.say("col.code")}, {Text: v.say("col.age"), Num: true}, {Text: v.say("col.citizenship")},
	}}
	for _, h := range files {
		t.Rows = append(t.Rows, v.childCells(&h.File))
	}
	slices.SortFunc(t.Rows, func(a, b []pages.Cell) int { return cmpText(a[0].Text, b[0].Text) })
	return t
}

func cmpText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (v *visit) savedMoments(records []change.Placed) (out []pages.Moment) {
	for _, e := range records {
		m := pages.Moment{ID: e.ID.String(), When: v.kit.When(v.lang, e.On), Title: v.title(&e.Record), Lines: v.lines(&e.Record), From: v.written(&e)}
		if e.Position == 0 {
			m.State, m.Tone = v.say("record.unsent"), pages.Warning
		} else {
			m.State, m.Tone = v.say("record.taken"), pages.Good
		}
		if _, retraction := e.Body.(change.Retracted); !retraction && len(records) > 1 {
			m.Links = []pages.Link{{Text: v.say("do.undo"), Href: "/new/undo?record=" + e.ID.String()}}
		}
		out = append(out, m)
	}
	return out
}

// undoes says what undoing the whole form would record.
func (v *visit) undoes(f draft.Form, records []change.Placed) (out []string) {
	if f.Page == "undo" {
		return nil
	}
	for _, e := range records {
		out = append(out, v.say("undo.says", v.title(&e.Record), v.kit.When(v.lang, e.On)))
	}
	return out
}

// next leads on: to the next child of the same arrival first.
func (v *visit) next(f draft.Form, records []change.Placed) (out []pages.Link) {
	if f.Page == "arrival" {
		out = append(out, pages.Link{Text: v.say("next.child"), Href: "/new/arrival?after=" + f.ID.String(), Key: "p"})
	}
	for _, e := range records {
		if found, ok := e.Body.(minor.Found); ok && found.Landing != nil {
			out = append(out, pages.Link{Text: v.say("next.landing"), Href: "/landings/" + found.Landing.ID.String(), Key: "s"})
			break
		}
	}
	if f.Page == "expected" || f.Page == "arrived" {
		out = append(out, pages.Link{Text: v.say("next.expected"), Href: "/new/expected", Key: "p"})
	}
	return append(out, pages.Link{Text: v.say("nav.today"), Href: "/"})
}

// transferSheet is the sheet that goes with the children; nil if nobody left.
func (v *visit) transferSheet(files map[minor.ID]replica.Held, records []change.Placed) *travelSheet {
	var who []handover.Traveller
	var to facility.Place
	var on string
	for _, e := range records {
		if d, ok := e.Body.(movement.Departed); ok {
			id := files[e.Minor].File.Identity
			who = append(who, handover.Traveller{Minor: e.Minor, Code: id.Code, Tag: id.Tag})
			to, on = d.To, v.kit.When(v.lang, e.On)
		}
	}
	if who == nil {
		return nil
	}
	return v.sheetOf(to, on, who)
}

// outboxBody is what waits and what was refused.
type outboxBody struct {
	Refused []refusal
	Unsent  pages.Table
	Others  string // what other offices' operators have waiting here, as a number alone
}

// refusal is one refused record with what can be done.
type refusal struct {
	Number  string
	Title   string
	Who     pages.Cell
	Why     pages.Cell
	Written string
	Mend    string // where it is written anew; "" for what has no form
}

// outboxPage shows what is unsent, and what was refused and why.
func (v *visit) outboxPage() error {
	var own []outbox.Entry
	var counts outbox.Counts
	names := map[minor.ID]pages.Cell{}
	err := v.view(func(q localdb.Querier) (err error) {
		if own, _, err = v.open(q); err != nil {
			return err
		}
		if counts, err = outbox.Count(v.ctx, q); err != nil {
			return err
		}
		held, err := v.Replica.Read(v.ctx, q)
		if err != nil {
			return err
		}
		for _, e := range own {
			if _, known := names[e.Minor]; known {
				continue
			}
			h, err := held.Find(e.Minor)
			if err == nil {
				err = v.ours(q, &h)
			}
			switch {
			case fault.Is(err, fault.NotFound), fault.Is(err, fault.Denied):
				names[e.Minor] = pages.Cell{Text: v.say("child.gone")}
			case err != nil:
				return err
			default:
				names[e.Minor] = pages.Cell{Text: v.childName(&h.File), Own: true, Href: "/children/" + e.Minor.String()}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := v.look("outbox", slices.Collect(keys(own))); err != nil {
		return err
	}
	p := v.page("outbox")
	body := outboxBody{Unsent: pages.Table{Caption: v.say("outbox.unsent"), Empty: v.say("outbox.none"), Head: []pages.Cell{
		{Text: v.say("col.what")}, {Text: v.say("col.name")}, {Text: v.say("col.written")},
	}}}
	for _, e := range own {
		written := v.kit.Near(v.lang, e.Written, v.Now())
		if e.State != outbox.Refused {
			body.Unsent.Rows = append(body.Unsent.Rows, []pages.Cell{{Text: v.kindWord(e.Kind)}, names[e.Minor], {Text: written}})
			continue
		}
		text, lang := v.refused(e)
		body.Refused = append(body.Refused, refusal{Number: strconv.FormatUint(e.Seq, 10), Title: v.kindWord(e.Kind), Who: names[e.Minor],
			Why: pages.Cell{Text: text, Lang: lang}, Written: written, Mend: mendAt(e)})
	}
	if more := counts.Unsent + counts.Refused - len(own); more > 0 {
		body.Others = v.say("outbox.others", more)
	}
	p.Body = body
	return v.show(http.StatusOK, p)
}

// mendForms are the forms by which kinds of records are written anew.
var mendForms = map[string]string{
	"transfer.departed": "departed", "transfer.arrived": "arrived", "transfer.withdrawn": "withdrawn", "placement.began": "bed",
	"absence.reported": "absent", "absence.ended": "found", "identity.stated": "identity", "document.added": "document",
	"transfer.refused": "refused", "exit.recorded": "exit", "identity.alias": "alias", "identifier.stated": "identifier", "notice.given": "notice",
	"relative.stated": "relative",
}

// mendAt is where a refused record is written anew.
func mendAt(e outbox.Entry) string {
	page, ok := mendForms[e.Kind]
	if !ok {
		return ""
	}
	return "/new/" + page + "?child=" + e.Minor.String() + "&mend=" + strconv.FormatUint(e.Seq, 10)
}

// mends puts the first record that came of a form in the place of the refused
// one that it mends, and offers again what was refused after that.
func (v *visit) mends(tx *sql.Tx, f *draft.Form, records []change.ID) error {
	seq, err := strconv.ParseUint(f.Fields.Get("mend"), 10, 64)
	if err != nil || len(records) == 0 {
		return nil // it mends nothing
	}
	if err := v.mayMend(tx, seq); err != nil {
		return err
	}
	refused, err := v.Box.Refused(v.ctx, tx, seq)
	if err != nil {
		return err
	}
	if err := v.Box.Cure(v.ctx, tx, seq); err != nil {
		return err
	}
	_, err = v.Box.Again(v.ctx, tx, refused[1:], v.by(), map[change.ID]change.ID{refused[0].ID: records[0]})
	return err
}

func keys(entries []outbox.Entry) func(func(minor.ID) bool) {
	return func(yield func(minor.ID) bool) {
		for _, e := range entries {
			if !yield(e.Minor) {
				return
			}
		}
	}
}

// refused says why the registry refused a record: by its own stable word where
// there is one in the language of the visit.
func (v *visit) refused(e outbox.Entry) (string, pages.Lang) {
	if word := "refused." + e.Reason; v.kit.Knows(word) {
		return v.say(word), ""
	}
	return wording.Fault(v.lang, e.Detail, e.Remedy)
}

// entry finds the refused record that the address names, if it is the office's.
func (v *visit) entry(q localdb.Querier) (seq uint64, err error) {
	seq, _ = strconv.ParseUint(v.r.PathValue("seq"), 10, 64) // 0 is nobody's number
	return seq, v.mayMend(q, seq)
}

// mayMend fails with [fault.NotFound] unless a refused record is the office's.
func (v *visit) mayMend(q localdb.Querier, seq uint64) error {
	own, _, err := v.open(q)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(own, func(e outbox.Entry) bool { return e.Seq == seq && e.State == outbox.Refused })
	if i < 0 {
		return &fault.Error{Kind: fault.NotFound, Detail: "no record of that number is refused", Remedy: "look at the list again"}
	}
	return nil
}

// again offers a refused record once more as it was, with what was refused after
// it about the same child.
func (v *visit) again() error {
	err := v.DB.InTx(v.ctx, func(tx *sql.Tx) error {
		seq, err := v.entry(tx)
		if err != nil {
			return err
		}
		refused, err := v.Box.Refused(v.ctx, tx, seq)
		if err == nil {
			_, err = v.Box.Again(v.ctx, tx, refused, v.by(), map[change.ID]change.ID{})
		}
		return err
	})
	if err != nil {
		return err
	}
	return v.redirect("/outbox")
}

// aside puts a refused record aside that was dealt with otherwise.
func (v *visit) aside() error {
	err := v.DB.InTx(v.ctx, func(tx *sql.Tx) error {
		seq, err := v.entry(tx)
		if err != nil {
			return err
		}
		return v.Box.Cure(v.ctx, tx, seq)
	})
	if err != nil {
		return err
	}
	return v.redirect("/outbox")
}
