package localui

import (
	"database/sql"
	"net/url"

	"faro.example/agent/draft"
	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/agent/replica"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// undoKind takes back records that should not have been written. It is about
// the records that it names, of one child or of a whole form.
func undoKind() kind {
	return kind{page: "undo", danger: true, who: anybody, open: openUndo, groups: undoGroups, record: recordUndo, says: undoSays}
}

// openUndo reads which records: one, or all that came of a form.
func openUndo(v *visit, q localdb.Querier, f *draft.Form) error {
	var named []change.ID
	query := v.r.URL.Query()
	if parsed, err := id.Parse[struct{}](query.Get("record")); err == nil {
		named = append(named, change.ID(parsed))
	}
	if parsed, err := id.Parse[struct{}](query.Get("form")); err == nil {
		sent, err := v.forms.Find(v.ctx, q, v.shelf(), draft.ID(parsed))
		if err != nil {
			return err
		}
		named = sent.Records
	}
	if len(named) == 0 {
		return v.nowhere()
	}
	f.Fields = url.Values{}
	for _, rec := range named {
		m, s, err := replica.FindRecord(v.ctx, q, rec)
		if err != nil {
			return err
		}
		if _, err := v.child(q, m); err != nil {
			return err
		}
		f.Fields.Add("record", rec.String())
		if err := v.see(q, f, []change.Section{s}, m); err != nil {
			return err
		}
	}
	return withToday(v, q, f)
}

func undoGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	reason := v.field(f, "reason", "textarea")
	reason.Required, reason.Focus = true, true
	fields := []pages.Field{reason}
	for _, rec := range f.Fields["record"] {
		fields = append(fields, pages.Field{Name: "record", Kind: "hidden", Value: rec})
	}
	return []pages.Group{{Fields: fields}}, nil
}

// undoing gives the records that a form takes back, as they are held here, if
// each was on its page.
func (v *visit) undoing(q localdb.Querier, f *draft.Form) (out []change.Placed, err error) {
	held, err := v.Replica.Read(v.ctx, q)
	if err != nil {
		return nil, err
	}
	for _, text := range f.Fields["record"] {
		parsed, err := id.Parse[struct{}](text)
		if err != nil {
			return nil, v.nowhere()
		}
		rec, there := held.FindRecord(change.ID(parsed))
		if _, seen := f.Seen[draft.SeenOf(rec.Minor, rec.Section)]; !seen || !there {
			return nil, v.nowhere()
		}
		if _, err := held.History(rec.Minor); err != nil { // who left the scope is not shown
			return nil, err
		}
		out = append(out, rec)
	}
	return out, nil
}

// undoSays tells what will be recorded, and about whom.
func undoSays(v *visit, f *draft.Form) (out []string) {
	var who []minor.ID
	err := v.view(func(q localdb.Querier) error {
		all, err := v.undoing(q, f)
		for i := range all {
			h, err := v.child(q, all[i].Minor)
			if err != nil {
				return err
			}
			who = append(who, all[i].Minor)
			out = append(out, v.say("undo.whose", v.title(&all[i].Record), v.kit.When(v.lang, all[i].On), v.childName(&h.File)))
		}
		return err
	})
	if err == nil {
		err = v.look("form undo", who)
	}
	if err != nil {
		v.Log.Warn("what is to be undone is not shown", "err", err)
		return nil // sending it says why
	}
	return out
}

func recordUndo(v *visit, tx *sql.Tx, f *draft.Form) ([]change.ID, error) {
	reason := minor.Text(trim(f.Fields.Get("reason")))
	if reason == "" {
		return nil, wrongs{fault.Field("reason", "missing", "say why, in a sentence")}
	}
	all, err := v.undoing(tx, f)
	if err != nil {
		return nil, err
	}
	on, err := v.todayText(tx)
	if err != nil {
		return nil, err
	}
	var drafts []outbox.Draft
	for _, e := range all {
		d := outbox.Draft{Minor: e.Minor, On: e.On, Structure: v.op.Office, Author: v.op.Person, StandIn: v.as.Name, Section: e.Section,
			Seen: f.Seen[draft.SeenOf(e.Minor, e.Section)], Body: change.Retracted{Record: e.ID, Reason: reason}}
		if on != "" {
			d.On = dayOf(&draft.Form{Fields: url.Values{"on": {on}}}, "on", new(wrongs))
		}
		drafts = append(drafts, d)
	}
	return v.append(tx, drafts...)
}
