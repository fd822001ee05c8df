package webui

import (
	"net/http"

	"faro.example/registry/lookup"
	"faro.example/registry/remark"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// remarking is what the form of a remark was given with.
type remarking struct {
	Candidate lookup.CandidateID `json:"c"`
	ID        remark.ID          `json:"i"`
}

// remarkLink leads to where a candidate is remarked on; nil for who does not.
func (v *visit) remarkLink(of lookup.CandidateID) (*pages.Link, error) {
	if remark.May(v.who) != nil {
		return nil, nil
	}
	h, err := v.seal.text("remark", v.session(), of)
	return &pages.Link{Text: v.say("remark.write"), Href: pathRemarks + "/" + h}, err
}

// remarksOn draws what was remarked on a candidate.
func (v *visit) remarksOn(of lookup.CandidateID) ([]pages.Moment, error) {
	all, err := v.desk.Remarks.Of(v.ctx, v.because("check: candidate"), of)
	if err != nil {
		return nil, err
	}
	var offices []institution.OfficeID
	for _, r := range all {
		offices = append(offices, r.Office)
	}
	called, err := v.names(offices...)
	if err != nil {
		return nil, err
	}
	var out []pages.Moment
	for _, r := range all {
		out = append(out, pages.Moment{When: v.kit.Near(v.l, r.At, v.now()), Title: firstOf(called.of(r.Office), v.say("office.unknown")), Lines: own(r.Words.Reveal())})
	}
	return out, nil
}

// remark asks what the reader knows of two who may be one child.
func (v *visit) remark() error {
	var of lookup.CandidateID
	if remark.May(v.who) != nil {
		return errNoPage
	}
	if err := v.seal.open("remark", v.session(), v.c.Param("handle"), &of); err != nil {
		return err
	}
	return (&writing{v: v}).showRemark(http.StatusOK, remarking{of, remark.ID(id.New[struct{}]())})
}

func (w *writing) showRemark(status int, of remarking, notices ...pages.Notice) error {
	v := w.v
	before, err := v.remarksOn(of.Candidate)
	if err != nil {
		return err
	}
	sealed, err := v.seal.text("remark-form", v.person(), of)
	if err != nil {
		return err
	}
	words := pages.Field{Name: "words", Kind: "textarea", Rows: 5, Label: v.say("remark.words"), Hint: v.say("remark.hint"), Required: true, Value: v.field("words")}
	body := formBody{Changed: before, Heading: v.say("remark.before"), Form: pages.Form{ID: sealed, Action: pathRemarks, Submit: v.say("remark.send"), Marked: true,
		Groups: []pages.Group{{Fields: w.marked([]pages.Field{words})}}, Says: []string{v.say("remark.says")}, Cancel: &pages.Link{Text: v.say("form.cancel"), Href: pathCandidates}}}
	return v.page(status, pages.Page{Name: "form-page", Title: v.say("remark.title"), Help: v.say("help.remark"), Body: body, Notices: notices})
}

// sendRemark keeps a remark, once.
func (v *visit) sendRemark() error {
	var of remarking
	if err := v.seal.open("remark-form", v.person(), v.field("form"), &of); err != nil {
		return err
	}
	w := &writing{v: v, sent: true}
	if v.ours() != nil {
		return w.showRemark(http.StatusConflict, of, pages.Notice{Tone: pages.Warning, Text: v.say("form.newsession")})
	}
	err := v.desk.Remarks.Write(v.ctx, v.because("check: candidate"), of.Candidate, of.ID, minor.Text(v.field("words")))
	if fault.Is(err, fault.Invalid) {
		w.bad("words", "remark.missing")
		return w.showRemark(http.StatusUnprocessableEntity, of)
	}
	if err != nil {
		return err
	}
	v.c.Redirect(http.StatusSeeOther, pathCandidates+"?done=remarked")
	return nil
}
