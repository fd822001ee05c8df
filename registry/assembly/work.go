package assembly

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"

	"faro.example/registry/audit"
	"faro.example/registry/audit/tree"
	"faro.example/registry/backup"
	"faro.example/registry/presence"
	"faro.example/registry/question"
	"faro.example/registry/report"
	"faro.example/registry/report/publication"
	"faro.example/registry/sweep"
	"faro.example/registry/work"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/minor"
)

// Against gives what the record of access is verified against: the heads of the state
// folder, those given, every restore that there was, and the keys of installations.
func (r *Registry) Against(given ...tree.Head) (tree.Against, error) {
	outside, err := tree.Outside(r.state, r.TreeKey.Keys)
	if err != nil {
		return tree.Against{}, err
	}
	lives, err := backup.Lives(r.state)
	if err != nil {
		return tree.Against{}, err
	}
	enrolled, err := r.journal.RecordKeys()
	if err != nil {
		return tree.Against{}, err
	}
	return tree.Against{Keys: r.TreeKey.Keys, Outside: append(outside, given...), Lives: lives, Installations: enrolled}, nil
}

// working makes what does long work.
func (r *Registry) working(o Options) (err error) {
	r.Work, err = work.New(work.Config{Pool: r.Pools.Work, Seal: r.Sealer, Lines: r.Audit, Callers: r.Directory, Log: o.Log, Kinds: r.Chores()})
	return err
}

// Chores are the kinds of long work, and what of the registry does each.
func (r *Registry) Chores() map[work.Kind]work.Spec {
	may := func(a access.Action) func(access.Caller) error {
		return func(c access.Caller) error { return access.Allow(c, a) }
	}
	draws := func(c access.Caller) error { return access.Allow(c, access.CertifyDays, access.InTerritory) } // which municipality's is judged with the order
	return map[work.Kind]work.Spec{
		work.CompareDraft:    {Allow: may(access.Publish), Do: r.compareDraft, Action: access.Publish},
		work.DrawDays:        {Allow: draws, Do: r.drawDays, Action: access.CertifyDays},
		work.ExportQuestion:  {Allow: may(access.CountCensus), Do: r.exportQuestion, Action: access.CountCensus},
		work.VerifyRecord:    {Allow: may(access.ReadLines), Do: r.verifyRecord, Action: access.ReadLines},
		work.ExportLines:     {Allow: may(access.ReadLines), Do: r.exportLines, Action: access.ReadLines},
		work.MakePublication: {Allow: may(access.Publish), Do: r.makePublication, Action: access.Publish},
		work.SweepCandidates: {Allow: may(access.Operate), Do: r.sweepCandidates, Action: access.Operate},
	}
}

// verifyRecord verifies the whole record of access.
func (r *Registry) verifyRecord(ctx context.Context, t work.Task) (work.Result, error) {
	against, err := r.Against()
	if err != nil {
		return work.Result{}, err
	}
	against.Progress = t.Progress
	v, err := r.Audit.Verify(ctx, t.Caller, against)
	if err != nil {
		return work.Result{}, err
	}
	return work.Result{Outcome: work.Outcome{Link: fmt.Sprintf("/audit/whole/%d", v.Number),
		Said: map[string]int{"leaves": int(v.Report.Leaves), "findings": len(v.Report.Findings)}}}, nil
}

// exportLines writes the lines that a filter finds, one JSON object each.
func (r *Registry) exportLines(ctx context.Context, t work.Task) (work.Result, error) {
	var f audit.Filter
	if err := json.Unmarshal(t.Ask, &f); err != nil {
		return work.Result{}, fault.Newf(fault.Invalid, "the filter cannot be read")
	}
	f.Most = audit.MaxLines - 1
	found, err := r.Audit.Search(ctx, t.Caller, f, audit.Exported)
	if err != nil {
		return work.Result{}, err
	}
	var out bytes.Buffer
	var subjects []minor.ID
	lines := json.NewEncoder(&out)
	for i := range found.Lines {
		if err := lines.Encode(found.Lines[i]); err != nil {
			return work.Result{}, fmt.Errorf("encode line: %w", err)
		}
		subjects = append(subjects, found.Lines[i].Subjects...)
		t.Progress(i+1, len(found.Lines))
	}
	return work.Result{Body: append([]byte{}, out.Bytes()...), Subjects: slices.Compact(slices.SortedFunc(slices.Values(subjects), minor.ID.Compare)), Outcome: work.Outcome{
		File: "access-lines.jsonl", Type: "application/jsonl", Rows: len(found.Lines), Said: map[string]int{"lines": len(found.Lines)}}}, nil
}

// makePublication approves a draft, or makes the files of what is published again: both
// count the nation and print.
func (r *Registry) makePublication(ctx context.Context, t work.Task) (work.Result, error) {
	var ask work.Publication
	if err := json.Unmarshal(t.Ask, &ask); err != nil {
		return work.Result{}, fault.Newf(fault.Invalid, "what is asked cannot be read")
	}
	n, err := publication.ParseName(ask.Name)
	if err != nil {
		return work.Result{}, err
	}
	switch ask.Do {
	case "remake":
		_, err = r.Publications.Remake(ctx, t.Caller, n)
	case "approve":
		_, err = r.Publications.Approve(ctx, t.Caller, n, ask.Revision)
	default:
		err = fault.Newf(fault.Invalid, "nothing that is done to a publication")
	}
	return work.Result{Outcome: work.Outcome{Link: "/publications/" + n.String() + "?done=" + map[string]string{"approve": "approved", "remake": "remake"}[ask.Do]}}, err
}

// compareDraft counts the figures of a report, and of the periods before it. What came
// of it is for the page that shows it alone.
func (r *Registry) compareDraft(ctx context.Context, t work.Task) (work.Result, error) {
	var ask work.Publication
	if err := json.Unmarshal(t.Ask, &ask); err != nil {
		return work.Result{}, fault.Newf(fault.Invalid, "what is asked cannot be read")
	}
	n, err := publication.ParseName(ask.Name)
	if err != nil {
		return work.Result{}, err
	}
	compared, err := r.Publications.CompareStepwise(ctx, t.Caller, n, t.Progress)
	if err != nil {
		return work.Result{}, err
	}
	body, err := json.Marshal(compared)
	if err != nil {
		return work.Result{}, fmt.Errorf("encode comparison: %w", err)
	}
	link := "/publications/" + n.String()
	if ask.Said != "" {
		link += "?" + url.Values{"done": {ask.Said}}.Encode()
	}
	return work.Result{Body: body, Outcome: work.Outcome{Link: link}}, nil
}

// drawDays certifies the presence-days of a municipality in a quarter.
func (r *Registry) drawDays(ctx context.Context, t work.Task) (work.Result, error) {
	var ask work.Days
	if err := json.Unmarshal(t.Ask, &ask); err != nil {
		return work.Result{}, fault.Newf(fault.Invalid, "what is asked cannot be read")
	}
	quarter, err := presence.ParseQuarter(ask.Quarter)
	if err != nil {
		return work.Result{}, err
	}
	s, err := r.Days.Draw(ctx, t.Caller, presence.Order{Municipality: ask.Municipality, Quarter: quarter, Restates: ask.Restates, Why: ask.Why, Progress: t.Progress})
	if err != nil {
		return work.Result{}, err
	}
	return work.Result{Outcome: work.Outcome{Link: fmt.Sprintf("/presence-days/%s/%s/%d", s.Municipality, s.Quarter, s.Number), Said: map[string]int{"days": s.Counted}}}, nil
}

// exportQuestion answers a saved question of the census, and writes the answer down.
func (r *Registry) exportQuestion(ctx context.Context, t work.Task) (work.Result, error) {
	var ask work.Export
	if err := json.Unmarshal(t.Ask, &ask); err != nil {
		return work.Result{}, fault.Newf(fault.Invalid, "what is asked cannot be read")
	}
	of, err := id.Parse[question.Question](ask.Question)
	if err != nil {
		return work.Result{}, fault.Newf(fault.NotFound, "no such question")
	}
	a, err := r.Questions.OpenStepwise(ctx, t.Caller, of, t.Progress)
	if err != nil {
		return work.Result{}, err
	}
	var out bytes.Buffer
	if err := a.Write(&out, report.Format(ask.Format)); err != nil {
		return work.Result{}, err
	}
	lines := 0
	for range a.Lines() {
		lines++
	}
	return work.Result{Body: out.Bytes(), Outcome: work.Outcome{
		File: "census-" + a.ID.String() + "." + ask.Format, Type: ask.Medium, Rows: lines, Said: map[string]int{"lines": lines}}}, nil
}

// sweepCandidates compares every child with every other, and whom they seek.
func (r *Registry) sweepCandidates(ctx context.Context, t work.Task) (work.Result, error) {
	line := audit.Line{Caller: t.Caller, Action: access.Operate, Allowed: true, Asked: "compare all children"}
	if err := r.Audit.Write(ctx, line); err != nil {
		return work.Result{}, err
	}
	done, err := r.Sweep.Nation(ctx, func(_ sweep.Stage, done, total int) { t.Progress(done, total) })
	if err != nil {
		return work.Result{}, err
	}
	if _, err := r.Sought.Nation(ctx); err != nil {
		return work.Result{}, err
	}
	return work.Result{Outcome: work.Outcome{Link: "/candidates", Said: map[string]int{"children": done.Children, "pairs": done.Found}}}, nil
}
