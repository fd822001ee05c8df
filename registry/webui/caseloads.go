package webui

import (
	"faro.example/shared/guardian"
	"faro.example/shared/pages"
)

// caseloads draws how many wards each guardian has: more than the law lets one
// have but for a reason is marked (law 47/2017 art. 11 par. 1; directive (EU)
// 2024/1346 art. 27 par. 7).
func (v *visit) caseloads() (*pages.Table, error) {
	loads, err := v.desk.Queues.Caseloads(v.ctx, v.because("list"))
	if err != nil {
		return nil, err
	}
	t := &pages.Table{Caption: v.say("loads.caption"), Empty: v.say("loads.empty"),
		Head: []pages.Cell{{Text: v.say("loads.who")}, {Text: v.say("loads.wards"), Num: true}, {Text: v.say("loads.most")}}}
	for _, l := range loads {
		most, room := guardian.MostOfRepresentative, pages.Cell{Text: v.say("loads.room"), Tone: pages.Good}
		if l.Volunteer > 0 {
			most = guardian.MostOfVolunteer
		}
		if l.Wards >= most {
			room = pages.Cell{Text: v.say("loads.full", most), Tone: pages.Warning}
		}
		if l.Wards > most {
			room = pages.Cell{Text: v.say("loads.over", most), Tone: pages.Bad}
		}
		t.Rows = append(t.Rows, []pages.Cell{{Text: firstOf(l.Name.Reveal(), v.say("guardian.unknown")), Own: true}, {Text: pages.Number(v.l, l.Wards), Num: true}, room})
	}
	return t, nil
}
