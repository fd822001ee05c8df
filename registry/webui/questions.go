package webui

import (
	"bytes"
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"faro.example/registry/census"
	saved "faro.example/registry/question"
	"faro.example/registry/report"
	jobs "faro.example/registry/work"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/pages"
)

// pathQuestions are the questions of the census that an office has saved. Their
// addresses are identifiers: they can be passed on, and say nothing.
const pathQuestions = "/questions"

// asker keeps questions: package question.
type asker interface {
	Save(ctx context.Context, c access.Caller, name string, a saved.Asked, knownOn day.Date) (saved.Question, error)
	List(ctx context.Context, c access.Caller) ([]saved.Question, error)
	Open(ctx context.Context, c access.Caller, of saved.ID) (saved.Answer, error)
	Find(ctx context.Context, c access.Caller, of saved.ID) (saved.Question, error)
	Withdraw(ctx context.Context, c access.Caller, of saved.ID) error
}

// saving is the form by which a question is saved under a name.
type saving struct {
	Hidden []pages.Field
	Name   pages.Field
	Max    int
}

// mayBeSaved is that form, of a question that was answered.
func (v *visit) mayBeSaved(q question, shape saved.Shape) *saving {
	out := &saving{Hidden: []pages.Field{{Name: "shape", Kind: "hidden", Value: string(shape)}},
		Name: pages.Field{Name: "name", Kind: "text", Label: v.say("question.name"), Hint: v.say("question.name.hint"), Required: true, Max: saved.MaxName}}
	values := q.values()
	for _, key := range slices.Sorted(maps.Keys(values)) {
		for _, value := range values[key] {
			out.Hidden = append(out.Hidden, pages.Field{Name: key, Kind: "hidden", Value: value})
		}
	}
	return out
}

// saveQuestion keeps a question, with its day and its knowing, for the reader's office.
func (v *visit) saveQuestion() error {
	if !v.counts() {
		return errNoPage
	}
	if err := v.ours(); err != nil {
		return err
	}
	q, wrong := v.askOf(v.c.Request.PostForm), map[string]string{}
	asked := q.query(v, wrong)
	a := saved.Asked{Shape: saved.Shape(v.field("shape")), On: asked.On, By: q.by, Only: q.only}
	if a.Shape != saved.Day {
		a.From, a.On, a.Every = v.dayAsked("from", v.field("from"), wrong), v.dayAsked("to", v.field("to"), wrong), census.Step(v.field("every"))
	}
	if len(wrong) > 0 {
		return fault.Field("on", "not a day", "go back and ask the question again")
	}
	kept, err := v.desk.Questions.Save(v.ctx, v.because("question"), v.field("name"), a, asked.KnownAt)
	if err != nil {
		return err
	}
	v.c.Redirect(http.StatusSeeOther, pathQuestions+"/"+kept.ID.String()+"?done=question")
	return nil
}

// savedQuestions lists those that the reader's office has saved.
func (v *visit) savedQuestions() error {
	if !v.counts() {
		return errNoPage
	}
	all, err := v.desk.Questions.List(v.ctx, v.who)
	if err != nil {
		return err
	}
	t := pages.Table{Caption: v.say("question.list"), Empty: v.say("question.none"), Head: []pages.Cell{
		{Text: v.say("question.name")}, {Text: v.say("question.what")}, {Text: v.say("question.known")}, {Text: v.say("question.saved")}}}
	for _, k := range all {
		t.Rows = append(t.Rows, []pages.Cell{{Text: k.Name, Own: true, Href: pathQuestions + "/" + k.ID.String()}, {Text: v.asksWhat(k.Asked)},
			{Text: v.knownAs(k)}, {Text: pages.Date(v.l, dayOf(k.SavedAt))}})
	}
	return v.show("watch", "questions.title", watchBody{Table: t, Links: []pages.Link{{Text: v.say("question.new"), Href: pathCensus}}})
}

// asksWhat says in a line what a question asks.
func (v *visit) asksWhat(a saved.Asked) string {
	out := v.say("question.on", pages.Date(v.l, a.On))
	if a.Shape != saved.Day {
		out = v.say("question."+string(a.Shape), pages.Date(v.l, a.From), pages.Date(v.l, a.On))
	}
	if len(a.By) > 0 {
		out += "; " + v.cutTitle(a.By[:min(2, len(a.By))])
	}
	for _, f := range a.Only {
		out += "; " + v.say("cut."+string(f.By)) + ": "
		for i, code := range f.Codes {
			if i > 0 {
				out += ", "
			}
			out += v.partName(f.By, code, "")
		}
	}
	return out
}

// knownAs says as known when a question is answered.
func (v *visit) knownAs(k saved.Question) string {
	if k.KnownOn.IsZero() {
		return v.say("question.at", pages.Date(v.l, dayOf(k.SavedAt)), pages.Clock(k.SavedAt), pages.Number(v.l, int(k.Position)))
	}
	return v.say("question.ofday", pages.Date(v.l, k.KnownOn), pages.Number(v.l, int(k.Position)))
}

// questionBody is a saved question with its answer.
type questionBody struct {
	censusBody
	Asks, When string
	Files      []download
	Notes      []string
	Own        bool // the reader's office may withdraw it
	At         string
}

// savedQuestion answers one, to whoever has its address and may count that.
func (v *visit) savedQuestion() error {
	a, err := v.openQuestion()
	if err != nil {
		return err
	}
	body := questionBody{Asks: v.asksWhat(a.Asked), When: v.knownAs(a.Question), Own: v.who.SpeaksFor(a.Office), At: pathQuestions + "/" + a.ID.String()}
	q := v.questionOf(a)
	switch a.Asked.Shape {
	case saved.Day:
		v.counted(&body.censusBody, q, census.Query{On: a.Asked.On, KnownAt: a.KnownOn}, a.Count)
	case saved.Series:
		v.overTime(&body.censusBody, q, a.Series)
	case saved.Flows:
		v.flowed(&body.censusBody, a.Flows)
	}
	body.Same = nil
	for i := range body.Shown {
		lead(&body.Shown[i].Figure.Twin)
	}
	for _, n := range a.Notes() {
		body.Notes = append(body.Notes, wordIn(v.l, n.Text))
	}
	for _, f := range saved.Formats() {
		body.Files = append(body.Files, download{Text: string(f), Href: body.At + "/" + string(f)})
	}
	return v.page(http.StatusOK, pages.Page{Name: "question", Title: a.Name, Help: v.say("help.question"), Body: body, Notices: v.flash()})
}

// lead has a table lead to the children whom its numbers count, as of the question's
// day and knowing, and nowhere else: other pages are as known now.
func lead(t *pages.Table) {
	for i := range t.Rows {
		for j := range t.Rows[i] {
			if c := &t.Rows[i][j]; !strings.HasPrefix(c.Href, pathBehind+"?") {
				c.Href, c.For = "", ""
			}
		}
	}
}

// openQuestion gives the question that the address names.
func (v *visit) openQuestion() (saved.Answer, error) {
	of, err := v.whichQuestion()
	if err != nil {
		return saved.Answer{}, err
	}
	return v.desk.Questions.Open(v.ctx, v.because("question"), of)
}

// whichQuestion reads the address, for who may count.
func (v *visit) whichQuestion() (saved.ID, error) {
	if !v.counts() {
		return saved.ID{}, errNoPage
	}
	of, err := id.Parse[saved.Question](v.c.Param("question"))
	if err != nil {
		return saved.ID{}, fault.Newf(fault.NotFound, "no such question")
	}
	return of, nil
}

// questionOf is the question as the pages of the census have it.
func (v *visit) questionOf(a saved.Answer) question {
	q := question{on: pages.ShortDate(a.Asked.On), at: strconv.FormatUint(a.Position, 10), by: a.Asked.By, only: a.Asked.Only, asked: url.Values{}}
	if !a.KnownOn.IsZero() {
		q.known = pages.ShortDate(a.KnownOn)
	}
	return q
}

// exportQuestion sends the answer with its footnote: at once, or, of a long series,
// as long work.
func (v *visit) exportQuestion() error {
	format := report.Format(v.c.Param("format"))
	i := slices.Index(saved.Formats(), format)
	if i < 0 {
		return errNoPage
	}
	of, err := v.whichQuestion()
	if err != nil {
		return err
	}
	q, err := v.desk.Questions.Find(v.ctx, v.because("question"), of)
	if err != nil {
		return err
	}
	if q.Asked.Long() {
		return v.long(v.because("question"), jobs.ExportQuestion, string(format), jobs.Export{Question: of.String(), Format: string(format), Medium: mediumOf(format)})
	}
	a, err := v.desk.Questions.Open(v.ctx, v.because("question"), of)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := a.Write(&out, format); err != nil {
		return err
	}
	harden(v.c)
	v.c.Header("Content-Disposition", `attachment; filename="census-`+a.ID.String()+"."+string(format)+`"`)
	v.c.Data(http.StatusOK, mediumOf(format), out.Bytes())
	return nil
}

// mediumOf is the media type of a format.
func mediumOf(f report.Format) string {
	for _, e := range extensions {
		if e.format == f {
			return e.medium
		}
	}
	return "application/octet-stream"
}

// withdrawQuestion takes one off the list of the reader's office.
func (v *visit) withdrawQuestion() error {
	of, err := v.whichQuestion()
	if err != nil {
		return err
	}
	if err := v.ours(); err != nil {
		return err
	}
	if err := v.desk.Questions.Withdraw(v.ctx, v.because("question"), of); err != nil {
		return err
	}
	v.c.Redirect(http.StatusSeeOther, pathQuestions+"?done=question-gone")
	return nil
}
