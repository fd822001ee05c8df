package localui

import (
	"database/sql"

	"faro.example/agent/draft"
	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/pages"
	"faro.example/shared/placement"
)

// openRollcall ticks everybody who is here: who calls the roll takes away who is not.
func openRollcall(v *visit, q localdb.Querier, f *draft.Form) error {
	if err := openGroup(v, q, f); err != nil {
		return err
	}
	here, err := v.present(q)
	for _, h := range here {
		f.Fields.Add("children", h.File.Minor.String())
	}
	f.Fields.Set("from", f.Fields.Get("on"))
	f.Fields.Set("to", f.Fields.Get("on"))
	f.Fields.Del("on")
	return err
}

func rollcallGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	children, err := v.presentField(f, "form rollcall")
	from, to := v.dayField(f, "from"), v.dayField(f, "to")
	return []pages.Group{{Fields: []pages.Field{from, to, children}}}, err
}

// recordRollcall confirms that each child who was ticked slept here, from the
// first night to the last, both counted.
func recordRollcall(v *visit, tx *sql.Tx, f *draft.Form) ([]change.ID, error) {
	var bad wrongs
	first, last, who := dayOf(f, "from", &bad).Day(), dayOf(f, "to", &bad).Day(), v.ticked(f, &bad)
	at, err := v.herePlace()
	if err := bad.or(err); err != nil {
		return nil, err
	}
	if last.Before(first) {
		bad.add("to", fault.Field("to", "before the first day", "give the last day that is confirmed"))
		return nil, bad
	}
	body := placement.Confirmed{At: at, Days: day.Span{From: first, Until: last.Add(1)}}
	var drafts []outbox.Draft
	for _, m := range who {
		drafts = append(drafts, v.draftOf(f, m, day.On(last), body))
	}
	return v.append(tx, drafts...)
}
