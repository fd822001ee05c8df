package webui

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"faro.example/registry/report"
	"faro.example/registry/report/publication"
	jobs "faro.example/registry/work"
	"faro.example/shared/fault"
)

// compared puts a draft beside the periods before it. Of a half-yearly report, which
// counts three years, that is long work: it is shown once that is over, for as long as
// it is kept, and nil is given where the reader was led to how far it is.
func (v *visit) compared(n publication.Name) (*publication.Comparison, error) {
	who := v.because("publications")
	if n.Kind != report.HalfYearly {
		c, err := v.desk.Publications.Compare(v.ctx, who, n)
		return &c, err
	}
	all, err := v.desk.Publications.List(v.ctx, who)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(all, func(p publication.Publication) bool { return p.Name == n }) {
		return nil, fault.Newf(fault.NotFound, "no such publication")
	}
	mine, err := v.desk.Work.List(v.ctx, v.who)
	if err != nil {
		return nil, err
	}
	for i := range mine {
		j := &mine[i]
		switch {
		case j.Kind != jobs.CompareDraft || j.Label != n.String():
		case !j.State.Over():
			v.c.Redirect(http.StatusSeeOther, pathWork+"/"+j.ID.String())
			return nil, nil
		case j.State == jobs.Done:
			if c, err := v.stillCompared(j, all); c != nil || err != nil {
				return c, err
			}
		}
	}
	return nil, v.long(who, jobs.CompareDraft, n.String(), jobs.Publication{Name: n.String(), Said: v.c.Query("done")})
}

// stillCompared gives what a comparison came to, unless something was published or
// changed since: then nil.
func (v *visit) stillCompared(j *jobs.Job, all []publication.Publication) (*publication.Comparison, error) {
	r, err := v.desk.Work.Result(v.ctx, v.because("publications"), j.ID)
	if err != nil {
		return nil, err
	}
	var c publication.Comparison
	if err := json.Unmarshal(r.Body, &c); err != nil {
		return nil, fmt.Errorf("read a comparison: %w", err)
	}
	for i := range all {
		p := &all[i]
		if p.Name == c.Of.Name && (p.Revision != c.Of.Revision || p.Position != c.Of.Position || p.Epoch != c.Of.Epoch || p.Frozen() != c.Of.Frozen()) {
			return nil, nil
		}
		if p.ApprovedAt.After(j.AskedAt) {
			return nil, nil // what is withheld, and what is compared with, may be otherwise
		}
	}
	return &c, nil
}
