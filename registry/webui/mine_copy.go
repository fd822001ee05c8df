package webui

import (
	"encoding/json"
	"net/http"

	"faro.example/registry/audit"
	"faro.example/registry/paper"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// mineLooks says who looked at the file, by office and role, for who may ask
// (regulation (EU) 2016/679 art. 15 par. 1 c): the names of those who looked are
// theirs, and are asked of the auditors.
func (f *file) mineLooks() ([]paper.Part, error) {
	v := f.v
	if !f.asksLooks() {
		return nil, nil
	}
	all, err := v.desk.Looks.Looks(v.ctx, v.because(f.of.Why), audit.Child{ID: f.Minor}, f.Ties...)
	if err != nil {
		return nil, err
	}
	type by struct {
		office string
		role   access.Role
	}
	times, first, last, order := map[by]int{}, map[by]day.Date{}, map[by]day.Date{}, []by(nil)
	for _, l := range all {
		k := by{firstOf(l.Office, l.Machine), l.Role}
		if times[k]++; times[k] == 1 {
			order, first[k] = append(order, k), dayOf(l.At)
		}
		last[k] = dayOf(l.At)
	}
	p := paper.Part{Title: v.say("mine.looks")}
	for _, k := range order {
		p.Fields = append(p.Fields, paper.Field{
			Term:   firstOf(k.office, v.say("looks.nobody")),
			Values: []paper.Value{{Text: v.say("mine.looks.note", v.word("role", string(k.role)), times[k]), Note: v.say("mine.days", pages.Date(v.l, first[k]), pages.Date(v.l, last[k]))}},
		})
	}
	return []paper.Part{p}, nil
}

// mineOmitted says what the copy leaves out, since others have rights too (regulation
// (EU) 2016/679 art. 15 par. 4), and where to complain.
func (f *file) mineOmitted() paper.Part {
	v := f.v
	return paper.Part{Title: v.say("mine.omitted"), Fields: []paper.Field{
		{Term: v.say("section.identity"), Values: printedAs(v.say("mine.others"))},
		{Term: v.say("rights.title"), Values: printedAs(v.say("mine.complain"))},
	}}
}

// copied is a casefile as a machine reads it (regulation (EU) 2016/679 art. 15 par. 3
// and art. 20): each record that the reader is shown, as it was written.
type copied struct {
	Code    minor.Code       `json:"code"`
	Made    day.Date         `json:"made"`
	Office  string           `json:"office"`
	Parts   []change.Section `json:"sections"`
	Records []copiedRecord   `json:"records"`
	Omitted string           `json:"omitted"`
}

type copiedRecord struct {
	On      day.When       `json:"on"`
	Section change.Section `json:"section"`
	Kind    string         `json:"kind"`
	Office  string         `json:"office,omitempty"`
	Body    change.Body    `json:"body"`
}

// data gives the copy that a machine reads.
func (f *file) data() error {
	v := f.v
	out := copied{Code: f.Identity.Code, Made: v.today(), Office: v.as.Office.Name, Parts: f.Sections, Omitted: v.say("mine.others"), Records: []copiedRecord{}}
	for _, p := range f.Records {
		if p.Body != nil {
			out.Records = append(out.Records, copiedRecord{On: p.On, Section: p.Section, Kind: p.Kind, Office: f.names.of(p.Structure), Body: ofOthers(p.Body)})
		}
	}
	text, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return err
	}
	v.c.Header("Content-Disposition", `attachment; filename="fascicolo.json"`)
	v.c.Data(http.StatusOK, "application/json; charset=utf-8", text)
	return nil
}

// ofOthers leaves out of a body what others have a right to keep: where relatives live.
func ofOthers(b change.Body) change.Body {
	if r, ok := b.(minor.RelativeStated); ok {
		r.Where = ""
		return r
	}
	return b
}
