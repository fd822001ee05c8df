package localui

import (
	"database/sql"

	"faro.example/agent/draft"
	"faro.example/agent/handover"
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
	here, err := openPresent(v, q, f)
	for _, m := range here {
		f.Fields.Add("children", m.String())
	}
	f.Fields.Set("from", f.Fields.Get("on"))
	f.Fields.Set("to", f.Fields.Get("on"))
	f.Fields.Del("on")
	return err
}

func rollcallGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	children, err := v.presentField(f, "form rollcall", change.Presence)
	from, to := v.dayField(f, "from"), v.dayField(f, "to")
	return []pages.Group{{Fields: []pages.Field{from, to, children}}}, err
}

// recordRollcall confirms that each child who was ticked slept here, from the
// first night to the last, both counted; who came later, from the first night here.
func recordRollcall(v *visit, tx *sql.Tx, f *draft.Form) ([]change.ID, error) {
	var bad wrongs
	who, err := v.ticked(tx, f, change.Presence, &bad)
	if err != nil {
		return nil, err
	}
	span, last := nights(f, &bad)
	at, err := v.herePlace()
	if err := bad.or(err); err != nil {
		return nil, err
	}
	var drafts []outbox.Draft
	for i := range who {
		slept, any := handover.Slept(&who[i].File, span)
		if !any {
			bad.add("to", fault.Field("to", "before a child who is ticked came", "take the mark off who came later"))
			return nil, bad
		}
		drafts = append(drafts, v.draftOf(f, who[i].File.Minor, day.On(last), placement.Confirmed{At: at, Days: slept}))
	}
	return v.append(tx, drafts...)
}
