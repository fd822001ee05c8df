package localui

import (
	"bytes"
	"iter"
	"strconv"

	"faro.example/agent/localdb"
	"faro.example/agent/replica"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
	"faro.example/shared/sheet"
)

// pathDays is the page of the days that children spent at the structure.
const pathDays = "/days"

// daysBody is the days of a quarter, by codes alone.
type daysBody struct {
	Table    pages.Table
	Sheet    string
	Quarters []pages.Link
}

// quarter is one of a year, by its first day.
type quarter struct{ first day.Date }

func quarterOf(d day.Date) quarter {
	y, m, _ := d.Civil()
	return quarter{day.Of(y, (m-1)/3*3+1, 1)}
}

func (q quarter) String() string {
	y, m, _ := q.first.Civil()
	return strconv.Itoa(y) + "-Q" + strconv.Itoa((int(m)-1)/3+1)
}

func (q quarter) span() day.Span {
	return day.Span{From: q.first, Until: q.first.NextMonth().NextMonth().NextMonth()}
}

// quarters are the last ones, the newest first: this one, and a year of those that
// are over.
func (v *visit) quarters() []quarter {
	out := []quarter{quarterOf(day.FromTime(v.Now()))}
	for range 4 {
		out = append(out, quarterOf(out[len(out)-1].first.Add(-1)))
	}
	return out
}

// asked is the quarter that the address names; this one if it names none.
func (v *visit) asked() (quarter, error) {
	all := v.quarters()
	name := v.r.URL.Query().Get("quarter")
	for _, q := range all {
		if name == "" || name == q.String() {
			return q, nil
		}
	}
	return quarter{}, &fault.Error{Kind: fault.NotFound, Detail: "there is no such page", Remedy: "go back to Today"}
}

// stay is a child's days at the structure in a quarter.
type stay struct {
	replica.Days
	in    day.Span // those of the quarter, up to today
	still bool     // nobody has recorded a departure
}

// stays are the days of a quarter at the operator's structure.
func (v *visit) stays(q quarter) (out []stay, shown []minor.ID, err error) {
	var all []replica.Days
	err = v.view(func(in localdb.Querier) (err error) {
		all, _, err = v.Replica.Stays(v.ctx, in)
		return err
	})
	today := day.FromTime(v.Now())
	for _, d := range all {
		if d.Structure != facility.ID(v.op.Office) {
			continue
		}
		one := stay{Days: d, in: q.span(), still: d.Span.Until.IsZero()}
		if one.in.From.Before(d.Span.From) {
			one.in.From = d.Span.From
		}
		if !one.still && d.Span.Until.Before(one.in.Until) {
			one.in.Until = d.Span.Until
		}
		if today.Add(1).Before(one.in.Until) {
			one.in.Until = today.Add(1)
		}
		if one.in.From.Before(one.in.Until) {
			out, shown = append(out, one), append(shown, d.Minor)
		}
	}
	return out, shown, err
}

// days shows the days of a quarter.
func (v *visit) days() error {
	q, err := v.asked()
	if err != nil {
		return err
	}
	all, shown, err := v.stays(q)
	if err != nil {
		return err
	}
	if err := v.look("days", shown); err != nil {
		return err
	}
	t := pages.Table{Empty: v.say("days.none"), Head: []pages.Cell{{Text: v.say("days.code")}, {Text: v.say("days.from")}, {Text: v.say("days.last")}, {Text: v.say("days.count"), Num: true}}}
	total := 0
	for _, s := range all {
		n := s.in.Until.Sub(s.in.From)
		total += n
		last := pages.Cell{Text: pages.ShortDate(s.in.Until.Add(-1))}
		if s.still {
			last.Note = v.say("days.still")
		}
		t.Rows = append(t.Rows, []pages.Cell{{Text: v.codeText(s.Code)}, {Text: pages.ShortDate(s.in.From)}, last, {Text: pages.Number(v.lang, n), Num: true}})
	}
	t.Caption = v.say("days.all", q.String(), pages.Number(v.lang, total))
	body := daysBody{Table: t, Sheet: pathDays + "/sheet?quarter=" + q.String()}
	for _, o := range v.quarters() {
		body.Quarters = append(body.Quarters, pages.Link{Text: o.String(), Href: pathDays + "?quarter=" + o.String(), Here: o == q})
	}
	p := v.page("days")
	p.Body = body
	return v.show(200, p)
}

// daysSheet gives the same for a spreadsheet program.
func (v *visit) daysSheet() error {
	q, err := v.asked()
	if err != nil {
		return err
	}
	all, shown, err := v.stays(q)
	if err != nil {
		return err
	}
	if err := v.look("days sheet", shown); err != nil {
		return err
	}
	var out bytes.Buffer
	at := v.office().Code
	rows := iter.Seq[[]string](func(yield func([]string) bool) {
		for _, s := range all {
			if !yield([]string{at, s.Code.Reveal(), s.in.From.String(), s.in.Until.Add(-1).String(), strconv.Itoa(s.in.Until.Sub(s.in.From))}) {
				return
			}
		}
	})
	heading := []string{v.say("days.who"), v.say("days.code"), v.say("days.from"), v.say("days.last"), v.say("days.count")}
	if err := sheet.Write(&out, sheet.Office, heading, rows); err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	v.w.Header().Set("Content-Disposition", `attachment; filename="presence-days-`+q.String()+`.csv"`)
	v.write(v.w, out.Bytes())
	return nil
}
