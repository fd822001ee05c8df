package webui

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	jobs "faro.example/registry/work"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/pages"
)

// worker does what takes longer than a page: package work.
type worker interface {
	Ask(ctx context.Context, c access.Caller, k jobs.Kind, label string, what any) (jobs.ID, error)
	List(ctx context.Context, c access.Caller) ([]jobs.Job, error)
	Find(ctx context.Context, c access.Caller, n jobs.ID) (jobs.Job, error)
	Wait(ctx context.Context, c access.Caller, n jobs.ID, most time.Duration) (jobs.Job, error)
	Stop(ctx context.Context, c access.Caller, n jobs.ID) error
	Result(ctx context.Context, c access.Caller, n jobs.ID) (jobs.Result, error)
}

// pathWork begins the addresses of the pages of long work.
const pathWork = "/work"

// patience is how long a page waits for work that may be short: what ends by then needs
// no page of its own. Arbitrary: longer, and people press again.
const patience = 1500 * time.Millisecond

// works reports whether the reader has long work done.
func (v *visit) works() bool {
	return v.audits() || v.publishes() || v.operates() || v.counts() || v.certifies()
}

// long has something done for the reader, and leads to what came of it if that is soon,
// else to how far it is.
func (v *visit) long(c access.Caller, k jobs.Kind, label string, what any) error {
	n, err := v.desk.Work.Ask(v.ctx, c, k, label, what)
	if err != nil {
		return err
	}
	j, err := v.desk.Work.Wait(v.ctx, v.who, n, v.patience)
	if err != nil {
		return err
	}
	to := pathWork + "/" + n.String()
	switch {
	case j.State == jobs.Failed && j.Remedy != "":
		return &fault.Error{Kind: fault.Conflict, Detail: j.Problem, Remedy: j.Remedy}
	case j.State == jobs.Done && j.Outcome.Link != "":
		to = j.Outcome.Link
	}
	v.c.Redirect(http.StatusSeeOther, to)
	return nil
}

// workBody is the long work of the reader, or one piece of it.
type workBody struct {
	Jobs  []workRow
	Empty string
	Start []workStart
	All   bool // it is the list
}

// workRow is one piece of work.
type workRow struct {
	Title, Asked   string
	State          pages.Cell
	Done, Total    int64
	Far            string // how far it is, in words
	Open, Download string
	At, Until      string
	Stop           string // its identifier, while it can be stopped
	Problem        string
	Said           []pages.Item
}

// workStart is a button that begins something.
type workStart struct{ Action, Text, Says string }

// work lists the long work of the reader.
func (v *visit) work() error {
	all, err := v.desk.Work.List(v.ctx, v.who)
	if err != nil {
		return err
	}
	body := workBody{Empty: v.say("work.empty"), All: true}
	for i := range all {
		body.Jobs = append(body.Jobs, v.workRow(&all[i]))
	}
	if v.audits() {
		body.Start = append(body.Start, workStart{pathWork + "/verify", v.say("whole.verify"), v.say("whole.verify.says")})
	}
	if v.operates() {
		body.Start = append(body.Start, workStart{pathWork + "/sweep", v.say("work.sweep"), v.say("work.sweep.says")})
	}
	return v.show("work", "work.title", body)
}

// workOne shows how far one piece of work is.
func (v *visit) workOne() error {
	n, err := v.workID(v.c.Param("job"))
	if err != nil {
		return err
	}
	j, err := v.desk.Work.Find(v.ctx, v.who, n)
	if err != nil {
		return err
	}
	return v.page(http.StatusOK, pages.Page{Name: "work", Title: v.say("work.one"), Help: v.say("help.work"), Body: workBody{Jobs: []workRow{v.workRow(&j)}}})
}

func (v *visit) workID(text string) (n jobs.ID, err error) {
	if err := n.UnmarshalText([]byte(text)); err != nil {
		return n, errNoPage
	}
	return n, nil
}

// toneOf says how grave a state is.
func toneOf(s jobs.State) pages.Tone {
	switch s {
	case jobs.Done:
		return pages.Good
	case jobs.Failed:
		return pages.Bad
	case jobs.Stopped:
		return pages.Warning
	}
	return pages.Neutral
}

func (v *visit) workRow(j *jobs.Job) workRow {
	id := j.ID.String()
	out := workRow{Title: joined(" · ", v.word("work.kind", string(j.Kind)), v.workLabel(j)), Asked: v.say("work.asked", v.kit.Near(v.l, j.AskedAt, v.now())), At: pathWork + "/" + id,
		State: pages.Cell{Text: v.say("work.state." + string(j.State)), Tone: toneOf(j.State)}, Done: j.Done, Total: j.Total}
	switch {
	case j.State == jobs.Waiting:
		out.Far = v.say("work.queued")
	case j.State == jobs.Running && j.Total > 0:
		out.Far = v.say("work.far", pages.Number(v.l, int(j.Done)), pages.Number(v.l, int(j.Total)), strconv.FormatInt(100*j.Done/j.Total, 10))
	case j.State == jobs.Running:
		out.Far = v.say("work.begun")
	}
	if !j.State.Over() {
		out.Stop = id
		if j.Stops {
			out.Stop, out.Far = "", v.say("work.stopping")
		}
		return out
	}
	out.Until = v.say("work.until", v.kit.Near(v.l, *j.Until, v.now()))
	out.Open = j.Outcome.Link
	if j.Outcome.File != "" {
		out.Download = pathWork + "/" + id + "/file"
	}
	if j.State == jobs.Failed && j.Remedy == "" {
		out.Problem = v.say("work.internal")
	} else if j.Problem != "" {
		said, _ := v.translated(v.l, j.Problem)
		do, _ := v.translated(v.l, j.Remedy)
		out.Problem = joined(" ", said, do)
	}
	for _, key := range []string{"leaves", "findings", "lines", "children", "pairs", "days"} {
		if n, there := j.Outcome.Said[key]; there {
			out.Said = append(out.Said, pages.Item{Term: v.say("work.said." + key), Values: []pages.Cell{{Text: pages.Number(v.l, n)}}})
		}
	}
	return out
}

// workLabel says which of its kind a job is.
func (v *visit) workLabel(j *jobs.Job) string {
	switch j.Kind {
	case jobs.DrawDays:
		town, quarter, _ := strings.Cut(j.Label, " ")
		return joined(", ", v.town(town), quarter)
	case jobs.ExportQuestion:
		return strings.ToUpper(j.Label)
	}
	if n, err := named(j.Label); err == nil && j.Label != "" {
		return v.publicationTitle(n)
	}
	return ""
}

// workFile hands out what a piece of work made, to whom it is.
func (v *visit) workFile() error {
	n, err := v.workID(v.c.Param("job"))
	if err != nil {
		return err
	}
	r, err := v.desk.Work.Result(v.ctx, v.because("result of long work"), n)
	if err != nil {
		return err
	}
	v.attach(r.File, r.Type, r.Body)
	return nil
}

// stopWork stops a piece of work.
func (v *visit) stopWork() error {
	if err := v.ours(); err != nil {
		return err
	}
	n, err := v.workID(v.field("job"))
	if err != nil {
		return err
	}
	if err := v.desk.Work.Stop(v.ctx, v.who, n); err != nil {
		return err
	}
	v.c.Redirect(http.StatusSeeOther, pathWork+"?done=stopped")
	return nil
}

// verify has the whole record verified.
func (v *visit) verify() error {
	if err := v.ours(); err != nil {
		return err
	}
	return v.long(v.because("verification"), jobs.VerifyRecord, "", nil)
}

// sweep has all children compared with all.
func (v *visit) sweep() error {
	if err := v.ours(); err != nil {
		return err
	}
	return v.long(v.because("sweep"), jobs.SweepCandidates, "", nil)
}
