package webui

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"faro.example/registry/census"
	saved "faro.example/registry/question"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/pages"
)

// counter answers what is asked of the census: package census.
type counter interface {
	glancer
	Count(ctx context.Context, c access.Caller, q census.Query) (census.Result, error)
	Series(ctx context.Context, c access.Caller, q census.SeriesQuery) (census.Series, error)
	Flows(ctx context.Context, c access.Caller, q census.FlowQuery) (census.Flows, error)
	Difference(ctx context.Context, c access.Caller, q census.DifferenceQuery) (census.Difference, error)
}

// pathCensus begins the addresses of the pages of the census. What stands in one
// is days and codes of places, citizenships and the like, never a child: it can
// be passed on.
const pathCensus = "/census"

// question is what is asked, as it stands in an address.
type question struct {
	on, known string // as typed
	at        string // the position up to which it was known, in place of a day
	by        []census.Dimension
	only      []census.Filter
	asked     url.Values // what else a page asks
}

// offered are the dimensions that can be chosen one part of from a list; places
// are reached by going down.
func offered() []census.Dimension {
	return []census.Dimension{census.Region, census.Sex, census.Age, census.Citizenship, census.Mode, census.Reception, census.State, census.Guardian, census.Protection, census.Confirmed}
}

// ask reads the question of a page.
func (v *visit) ask() question { return v.askOf(v.c.Request.URL.Query()) }

// askOf reads a question as it stands in an address, or in a form.
func (v *visit) askOf(values url.Values) question {
	q := question{on: values.Get("on"), known: values.Get("known-at"), at: values.Get("at"), asked: url.Values{}}
	if q.on == "" {
		q.on = pages.ShortDate(v.today())
	}
	for _, d := range values["by"] {
		if d != "" {
			q.by = append(q.by, census.Dimension(d))
		}
	}
	for _, d := range census.Dimensions() {
		if codes := slices.DeleteFunc(slices.Clone(values[string(d)]), func(s string) bool { return s == "" }); len(codes) > 0 {
			for i, c := range codes {
				codes[i] = codeOf(c)
			}
			q.only = append(q.only, census.Filter{By: d, Codes: codes})
		}
	}
	return q
}

// noCode stands in an address for what no record states.
const noCode = "none"

func codeOf(text string) string {
	if text == noCode {
		return ""
	}
	return text
}

func inAddress(code string) string {
	if code == "" {
		return noCode
	}
	return code
}

// values gives the question as it stands in an address.
func (q question) values() url.Values {
	out := url.Values{}
	out.Set("on", q.on)
	if q.known != "" {
		out.Set("known-at", q.known)
	}
	if q.at != "" {
		out.Set("at", q.at)
	}
	for _, d := range q.by {
		out.Add("by", string(d))
	}
	for _, f := range q.only {
		for _, c := range f.Codes {
			out.Add(string(f.By), inAddress(c))
		}
	}
	for key, all := range q.asked {
		out[key] = all
	}
	return out
}

func (q question) address(path string) string { return path + "?" + q.values().Encode() }

// within gives the question of one part of a dimension, cut by others.
func (q question) within(d census.Dimension, code string, by ...census.Dimension) question {
	out := q.without(d)
	out.only = append(out.only, census.Filter{By: d, Codes: []string{code}})
	out.by = by
	return out
}

// without gives the question without a filter.
func (q question) without(d census.Dimension) question {
	out := q
	out.only = slices.DeleteFunc(slices.Clone(q.only), func(f census.Filter) bool { return f.By == d })
	return out
}

// query reads the days of a question. What is wrong stands in the map, by field.
func (q question) query(v *visit, wrong map[string]string) census.Query {
	out := census.Query{By: q.by, Only: q.only, On: v.dayAsked("on", q.on, wrong)}
	if q.known != "" {
		out.KnownAt = v.dayAsked("known-at", q.known, wrong)
	}
	if q.at != "" {
		at, err := strconv.ParseUint(q.at, 10, 63)
		if err != nil {
			wrong["known-at"] = v.say("error.invalid")
		}
		out.KnownAt, out.Position = day.Date{}, at
	}
	return out
}

// dayAsked reads a day of a question.
func (v *visit) dayAsked(field, text string, wrong map[string]string) day.Date {
	d, err := parseDay(text)
	if err != nil {
		wrong[field] = v.say("day.bad")
	}
	return d
}

// blame puts what is wrong with a question beside its field; anything else is
// given back.
func (v *visit) blame(err error, wrong map[string]string) error {
	if !fault.Is(err, fault.Invalid) {
		return err
	}
	e := fault.As(err)
	said, _ := v.translated(v.l, e.Detail)
	if do, _ := v.translated(v.l, e.Remedy); do != "" {
		said += " " + do
	}
	wrong[e.Field] = said
	return nil
}

// censusBody is a question and its answer.
type censusBody struct {
	Tabs    []pages.Link
	Path    string
	Fields  []pages.Field // of the question
	Filters []pages.Field
	Bad     bool // a filter is wrong
	Hidden  []pages.Field
	Chips   []pages.Link // what is counted only; each leads to the question without it
	Said    string
	Beside  string
	Missing string // where the list of the missing is; "" for who may see none
	Known   string
	Shown   []shown
	Tables  []pages.Table
	Same    []string // the same question at the command line and over the API
	Note    string
	Save    *saving // nil where the answer is not one that is kept
}

// census answers how many were present on a day, as known on another.
func (v *visit) census() error {
	if !v.counts() {
		return errNoPage
	}
	q := v.ask()
	if _, chosen := v.c.GetQuery("by"); !chosen {
		q.by = []census.Dimension{census.Region}
	}
	wrong := map[string]string{}
	asked := q.query(v, wrong)
	body := censusBody{Path: pathCensus}
	if len(wrong) == 0 {
		r, err := v.desk.Census.Count(v.ctx, v.because("census"), asked)
		if err == nil {
			v.counted(&body, q, asked, r)
			body.Save = v.mayBeSaved(q, saved.Day)
		} else if err = v.blame(err, wrong); err != nil {
			return err
		}
	}
	body.Fields = append(v.dayFields(q, wrong), v.cutFields(q, wrong)...)
	return v.showCensus(q, body, wrong)
}

// showCensus draws a page of the census around what was answered.
func (v *visit) showCensus(q question, body censusBody, wrong map[string]string) error {
	body.Tabs = v.censusTabs(q, body.Path)
	body.Filters, body.Hidden, body.Chips = v.filterFields(q, body.Path)
	if wrong["only"] != "" {
		body.Bad = true
		body.Filters[0].Error = wrong["only"]
	}
	status := http.StatusOK
	if len(wrong) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return v.page(status, pages.Page{Name: "census", Title: v.say("census.title"), Help: v.say("help.census"), Body: body})
}

// censusTabs are the other questions of the same children.
func (v *visit) censusTabs(q question, here string) []pages.Link {
	var out []pages.Link
	for _, t := range []struct{ path, key string }{{pathCensus, "census.tab.day"}, {pathSeries, "census.tab.series"}, {pathFlows, "census.tab.flows"}, {pathDifference, "census.tab.difference"}} {
		out = append(out, pages.Link{Text: v.say(t.key), Href: q.address(t.path), Here: t.path == here})
	}
	return out
}

// dayFields ask for the day and the knowing.
func (v *visit) dayFields(q question, wrong map[string]string) []pages.Field {
	return []pages.Field{
		{Name: "on", Kind: "text", Label: v.say("census.on"), Hint: v.say("day.hint"), Value: q.on, Error: wrong["on"], Short: true},
		{Name: "known-at", Kind: "text", Label: v.say("census.known"), Hint: v.say("census.known.hint"), Value: q.known, Error: wrong["known-at"], Short: true},
	}
}

// cutFields ask by what it is cut, once and twice.
func (v *visit) cutFields(q question, wrong map[string]string) []pages.Field {
	var out []pages.Field
	for i, key := range []string{"census.by", "census.by.then"} {
		f := pages.Field{Name: "by", Kind: "select", Label: v.say(key), Options: v.cuts()}
		if i < len(q.by) {
			f.Value = string(q.by[i])
		}
		out = append(out, f)
	}
	out[0].Error = wrong["by"]
	return out
}

func (v *visit) cuts() (out []pages.Option) {
	for _, d := range census.Dimensions() {
		out = append(out, pages.Option{Value: string(d), Text: v.say("cut." + string(d))})
	}
	return out
}

// filterFields ask who is counted only. What is chosen and has no list of its own
// is kept by hidden fields, and shown with a link that leaves it out.
func (v *visit) filterFields(q question, path string) (fields, hidden []pages.Field, chips []pages.Link) {
	for _, d := range offered() {
		f := pages.Field{Name: string(d), Kind: "select", Label: v.say("cut." + string(d)), Options: v.partsOf(d)}
		if i := q.filter(d); i >= 0 {
			f.Value = inAddress(q.only[i].Codes[0])
		}
		fields = append(fields, f)
	}
	for _, only := range q.only {
		listed := slices.Contains(offered(), only.By)
		for k, code := range only.Codes {
			if !listed || k > 0 {
				hidden = append(hidden, pages.Field{Name: string(only.By), Kind: "hidden", Value: inAddress(code)})
			}
		}
		text := v.say("cut."+string(only.By)) + ": "
		for k, code := range only.Codes {
			if k > 0 {
				text += ", "
			}
			text += v.partName(only.By, code, "")
		}
		chips = append(chips, pages.Link{Text: text, Href: q.without(only.By).address(path)})
	}
	return fields, hidden, chips
}

func (q question) filter(d census.Dimension) int {
	return slices.IndexFunc(q.only, func(f census.Filter) bool { return f.By == d })
}

// partsOf are the parts of a dimension that can be chosen from a list.
func (v *visit) partsOf(d census.Dimension) (out []pages.Option) {
	add := func(code string) {
		out = append(out, pages.Option{Value: inAddress(code), Text: v.partName(d, code, "")})
	}
	switch d {
	case census.Region:
		for _, r := range v.desk.Places.Regions() {
			add(r.Code)
		}
	case census.Citizenship:
		for _, c := range v.desk.Places.Countries() {
			add(string(c.Alpha2))
		}
		slices.SortStableFunc(out, func(a, b pages.Option) int { return compareText(a.Text, b.Text) })
	default:
		for _, code := range census.Codes(d) {
			add(code)
		}
	}
	add("")
	return out
}

// partName is what a part of a dimension is called.
func (v *visit) partName(d census.Dimension, code, label string) string {
	if code == "" {
		return v.say("census.nowhere")
	}
	switch d {
	case census.Citizenship:
		return v.countryName(code)
	case census.Region:
		if r, err := v.desk.Places.Region(code); err == nil {
			return r.Name
		}
	case census.Province:
		if p, err := v.desk.Places.Province(code); err == nil {
			return p.Name
		}
	case census.Municipality:
		return v.town(code)
	case census.Age, census.Years:
		return v.say("census.years", code)
	case census.Structure:
	default:
		if key := "part." + string(d) + "." + code; v.kit.Knows(key) {
			return v.say(key)
		}
	}
	return firstOf(label, code)
}
