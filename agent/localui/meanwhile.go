package localui

import (
	"database/sql"
	"maps"
	"slices"
	"strings"

	"faro.example/agent/draft"
	"faro.example/agent/localdb"
	"faro.example/agent/replica"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/minor"
)

// onPage is a section of a child that a form was opened upon.
type onPage struct {
	minor   minor.ID
	section change.Section
}

// concerned gives upon what a form would write, of what it was opened upon.
func (k kind) concerned(f *draft.Form) (out []onPage) {
	var named []string
	if k.upon != nil {
		named = k.upon(f)
	}
	for _, key := range slices.Sorted(maps.Keys(f.Seen)) {
		m, section, _ := strings.Cut(key, " ")
		parsed, err := id.Parse[struct{}](m)
		if err != nil || named != nil && !slices.Contains(named, m) {
			continue
		}
		out = append(out, onPage{minor.ID(parsed), change.Section(section)})
	}
	return out
}

// minorsOf gives whom a form was opened upon, each once.
func minorsOf(upon []onPage) (out []minor.ID) {
	for _, on := range upon {
		if !slices.Contains(out, on.minor) {
			out = append(out, on.minor)
		}
	}
	return out
}

// uponTicked names the children who are ticked; all, if the box for all is.
func uponTicked(f *draft.Form) []string {
	if f.Fields.Get(everybody) != "" {
		return nil
	}
	return append([]string{}, f.Fields["children"]...)
}

// meanwhile says what has come since the form was opened about whom it would
// write, and puts it on the page: what is sent again was written knowing it.
func (v *visit) meanwhile(k kind, f *draft.Form) (news []string, err error) {
	upon := k.concerned(f)
	if len(upon) == 0 {
		return nil, nil
	}
	err = v.view(func(q localdb.Querier) error {
		held, err := v.Replica.Read(v.ctx, q, minorsOf(upon)...)
		if err != nil {
			return err
		}
		for _, on := range upon {
			history, err := held.History(on.minor)
			if fault.Is(err, fault.NotFound) && !k.child {
				continue // who left the scope is not in the list that is shown again
			}
			if err != nil {
				return err
			}
			came := replica.Since(history, on.section, f.Seen[draft.SeenOf(on.minor, on.section)])
			if len(came) == 0 {
				continue
			}
			more, err := v.news(q, k, on.minor, came)
			if err != nil {
				return err
			}
			news = append(news, more...)
			if err := v.see(q, f, []change.Section{on.section}, on.minor); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || len(news) == 0 {
		return nil, err
	}
	return news, v.DB.InTx(v.ctx, func(tx *sql.Tx) error { return v.forms.Keep(v.ctx, tx, *f) })
}

// news tells of records about a child; by name, where the page is about several.
func (v *visit) news(q localdb.Querier, k kind, m minor.ID, came []change.Placed) (out []string, err error) {
	whose := ""
	if !k.child {
		h, err := v.child(q, m)
		if err != nil {
			return nil, err
		}
		whose = v.childName(&h.File)
	}
	for _, e := range came {
		text := v.say("form.news", v.title(&e.Record), v.kit.When(v.lang, e.On), v.from(&e))
		if whose != "" {
			text = v.say("form.newswhose", whose, v.title(&e.Record), v.kit.When(v.lang, e.On), v.from(&e))
		}
		out = append(out, text)
	}
	return out, nil
}
