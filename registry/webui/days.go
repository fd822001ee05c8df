package webui

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"strconv"

	"faro.example/registry/presence"
	jobs "faro.example/registry/work"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// pathDays begins the addresses of the pages of presence-days.
const pathDays = "/presence-days"

// certifier draws and reads statements of presence-days: package presence.
type certifier interface {
	Check(ctx context.Context, c access.Caller, o presence.Order) error
	List(ctx context.Context, c access.Caller, municipality string) ([]presence.Statement, error)
	Statement(ctx context.Context, c access.Caller, n presence.Name) (presence.Statement, error)
}

// daysBody is all statements, and the form for another.
type daysBody struct {
	Table pages.Table
	Form  *pages.Form // nil for who draws none
}

// dayBody is one statement.
type dayBody struct {
	Facts  []pages.Item
	Sheets []pages.Link
	Lines  pages.Table
	Form   *pages.Form // to restate it; nil for who does not, or for one that was restated
}

// readsDays reports whether the reader has statements of presence-days to read.
func (v *visit) readsDays() bool {
	return access.Allow(v.who, access.ReadDays, access.InTerritory) == nil
}

// certifies reports whether the reader draws them.
func (v *visit) certifies() bool {
	return access.Allow(v.who, access.CertifyDays, access.InTerritory) == nil
}

// days lists statements, and offers to draw one.
func (v *visit) days() error {
	if !v.readsDays() {
		return errNoPage
	}
	return v.showDays(http.StatusOK, nil)
}

func (v *visit) showDays(status int, wrong map[string]string) error {
	all, err := v.desk.Days.List(v.ctx, v.because("presence-days"), "")
	if err != nil {
		return err
	}
	body := daysBody{Table: pages.Table{Caption: v.say("days.all"), Empty: v.say("days.none"), Head: []pages.Cell{
		{Text: v.say("days.town")}, {Text: v.say("days.quarter")}, {Text: v.say("days.number"), Num: true},
		{Text: v.say("days.counted"), Num: true}, {Text: v.say("days.listed"), Num: true}, {Text: v.say("days.check")},
	}}}
	for i := range all {
		s := &all[i]
		body.Table.Rows = append(body.Table.Rows, []pages.Cell{
			{Text: v.town(s.Municipality)}, {Text: s.Quarter.String(), Href: daysAddress(s.Name), For: v.town(s.Municipality)},
			v.number(s.Number), v.number(s.Counted), v.number(s.Listed), v.addsUp(s),
		})
	}
	if v.certifies() {
		body.Form = v.daysForm(wrong)
	}
	return v.page(status, pages.Page{Name: "days", Title: v.say("days.title"), Help: v.say("help.days"), Body: body, Notices: v.flash()})
}

func (v *visit) number(n int) pages.Cell { return pages.Cell{Text: pages.Number(v.l, n), Num: true} }

// addsUp says whether the days of a statement are those of the census.
func (v *visit) addsUp(s *presence.Statement) pages.Cell {
	if s.AddsUp() {
		return pages.Cell{Text: v.say("days.adds"), Tone: pages.Good}
	}
	return pages.Cell{Text: v.say("days.differs", len(s.Differs)), Tone: pages.Bad}
}

func daysAddress(n presence.Name) string {
	return pathDays + "/" + n.Municipality + "/" + n.Quarter.String() + "/" + strconv.Itoa(n.Number)
}

// daysForm asks for which municipality and quarter: the last that is over.
func (v *visit) daysForm(wrong map[string]string) *pages.Form {
	last := presence.QuarterOf(presence.QuarterOf(v.today()).First.Add(-1)).String()
	town := pages.Field{Name: "municipality", Kind: "text", Label: v.say("days.town"), Hint: v.say("days.istat"), Required: true, Short: true,
		Value: v.field("municipality"), Error: wrong["municipality"], Input: "numeric"}
	if own := slices.Sorted(slices.Values(v.who.Territory)); v.who.Role != access.Ministry && len(own) > 0 {
		town.Kind, town.Hint, town.Input, town.Value = "select", "", "", firstOf(town.Value, own[0])
		for _, t := range own {
			town.Options = append(town.Options, pages.Option{Value: t, Text: v.town(t)})
		}
	}
	quarter := pages.Field{Name: "quarter", Kind: "text", Label: v.say("days.quarter"), Hint: v.say("days.quarter.hint"), Required: true, Short: true,
		Value: firstOf(v.field("quarter"), last), Error: wrong["quarter"]}
	return &pages.Form{Action: pathDays, Submit: v.say("days.draw"), Says: []string{v.say("days.says")}, Problem: wrong[""],
		Groups: []pages.Group{{Fields: []pages.Field{town, quarter}}}}
}

// drawDays has a statement drawn, which takes long where many children are: what
// cannot be drawn is said before it is begun.
func (v *visit) drawDays() error {
	if !v.certifies() {
		return errNoPage
	}
	if err := v.ours(); err != nil {
		return err
	}
	quarter, err := presence.ParseQuarter(v.field("quarter"))
	if err != nil {
		return v.showDays(http.StatusUnprocessableEntity, map[string]string{"quarter": v.say("days.quarter.bad")})
	}
	o := presence.Order{Municipality: v.field("municipality"), Quarter: quarter, Why: minor.Text(v.field("why"))}
	if n := v.field("restates"); n != "" {
		if o.Restates, err = strconv.Atoi(n); err != nil {
			return errNoPage
		}
	}
	switch err := v.desk.Days.Check(v.ctx, v.because("presence-days"), o); {
	case fault.Is(err, fault.Invalid):
		return v.showDays(http.StatusUnprocessableEntity, map[string]string{fault.As(err).Field: v.say("days.wrong." + fault.As(err).Field)})
	case fault.Is(err, fault.Conflict):
		return v.showDays(http.StatusConflict, map[string]string{"": v.say("days.conflict")})
	case err != nil:
		return err
	}
	return v.long(v.because("presence-days"), jobs.DrawDays, o.Municipality+" "+quarter.String(),
		jobs.Days{Municipality: o.Municipality, Quarter: quarter.String(), Restates: o.Restates, Why: o.Why})
}

// named reads which statement an address names.
func (v *visit) named() (presence.Name, error) {
	quarter, err := presence.ParseQuarter(v.c.Param("quarter"))
	n, bad := strconv.Atoi(v.c.Param("number"))
	if err != nil || bad != nil || !v.readsDays() {
		return presence.Name{}, errNoPage
	}
	return presence.Name{Municipality: v.c.Param("town"), Quarter: quarter, Number: n}, nil
}

// statement shows one statement.
func (v *visit) statement() error {
	n, err := v.named()
	if err != nil {
		return err
	}
	s, err := v.desk.Days.Statement(v.ctx, v.because("presence-days"), n)
	if err != nil {
		return err
	}
	body := dayBody{Facts: v.daysFacts(&s), Lines: v.daysLines(&s)}
	for _, f := range []presence.Format{presence.XLSX, presence.CSV, presence.JSON} {
		body.Sheets = append(body.Sheets, pages.Link{Text: v.say("days.sheet." + string(f)), Href: daysAddress(n) + "/" + string(f)})
	}
	if v.certifies() {
		body.Form = v.restateForm(n)
	}
	title := v.say("days.of", v.town(n.Municipality), n.Quarter.String(), n.Number)
	return v.page(http.StatusOK, pages.Page{Name: "day", Title: title, Help: v.say("help.day"), Body: body})
}

func (v *visit) daysFacts(s *presence.Statement) []pages.Item {
	item := func(key string, c pages.Cell) pages.Item {
		return pages.Item{Term: v.say(key), Values: []pages.Cell{c}}
	}
	out := []pages.Item{
		item("days.counted", pages.Cell{Text: pages.Number(v.l, s.Counted)}),
		item("days.listed", pages.Cell{Text: pages.Number(v.l, s.Listed)}),
		item("days.census", pages.Cell{Text: pages.Number(v.l, s.Census)}),
		item("days.check", v.addsUp(s)),
		item("days.made", pages.Cell{Text: pages.Date(v.l, dayOf(s.MadeAt))}),
		item("days.digest", pages.Cell{Text: s.Digest}),
	}
	for _, d := range s.Differs {
		out[3].Values = append(out[3].Values, pages.Cell{Text: pages.Date(v.l, d)})
	}
	if s.Why != "" {
		out = append(out, item("days.why", pages.Cell{Text: s.Why.Reveal(), Own: true}))
	}
	return out
}

// daysLines is a row for each child and structure.
func (v *visit) daysLines(s *presence.Statement) pages.Table {
	out := pages.Table{Caption: v.say("days.lines"), Empty: v.say("days.nobody"), Head: []pages.Cell{
		{Text: v.say("days.structure")}, {Text: v.say("days.code")}, {Text: v.say("days.counted"), Num: true}, {Text: v.say("days.listed"), Num: true}, {Text: v.say("days.which")},
	}}
	for i := range s.Lines {
		l := &s.Lines[i]
		if l.Minor.IsZero() {
			out.Rows = append(out.Rows, []pages.Cell{{Text: "–"}, {Text: v.say("days.erased")}, {Num: true}, {Num: true}, {}})
			continue
		}
		counted, listed := l.Days()
		which := pages.Cell{}
		for _, x := range l.Listed {
			text := v.say("days.why."+string(x.Why)) + " " + v.spanOf(x)
			if which.Text != "" {
				text = which.Text + "; " + text
			}
			which.Text = text
		}
		out.Rows = append(out.Rows, []pages.Cell{{Text: l.At, Own: true}, {Text: l.Code.Display()}, v.number(counted), v.number(listed), which})
	}
	return out
}

// spanOf says which days: from the first to the last.
func (v *visit) spanOf(x presence.Listed) string {
	last := x.Days.Until.Add(-1)
	if last == x.Days.From {
		return pages.ShortDate(last)
	}
	return v.say("days.span", pages.ShortDate(x.Days.From), pages.ShortDate(last))
}

func (v *visit) restateForm(n presence.Name) *pages.Form {
	hidden := func(name, value string) pages.Field { return pages.Field{Name: name, Kind: "hidden", Value: value} }
	return &pages.Form{Action: pathDays, Submit: v.say("days.restate"), Says: []string{v.say("days.restate.says")}, Groups: []pages.Group{{Fields: []pages.Field{
		hidden("municipality", n.Municipality), hidden("quarter", n.Quarter.String()), hidden("restates", strconv.Itoa(n.Number)),
		{Name: "why", Kind: "text", Label: v.say("days.why"), Required: true, Max: 400},
	}}}}
}

// mediaOfDays are the formats of a statement, with their media types.
func mediaOfDays() map[presence.Format]string {
	return map[presence.Format]string{
		presence.CSV: "text/csv; charset=utf-8", presence.JSON: "application/json",
		presence.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	}
}

// daysSheet gives one statement as a spreadsheet.
func (v *visit) daysSheet() error {
	n, err := v.named()
	if err != nil {
		return err
	}
	format := presence.Format(v.c.Param("format"))
	media, ok := mediaOfDays()[format]
	if !ok {
		return errNoPage
	}
	s, err := v.desk.Days.Statement(v.ctx, v.because("presence-days"), n)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := s.Write(&out, format); err != nil {
		return err
	}
	harden(v.c)
	v.c.Header("Content-Disposition", `attachment; filename="presence-days-`+n.Municipality+"-"+n.Quarter.String()+"-"+strconv.Itoa(n.Number)+"."+string(format)+`"`)
	v.c.Data(http.StatusOK, media, out.Bytes())
	return nil
}
