package webui

import (
	"net/http"
	"slices"
	"strconv"

	"faro.example/registry/link"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// mostHeld is how many held records are listed. Arbitrary: they are few.
const mostHeld = 100

// assigns reports whether the reader says for whom a held record counts.
func (v *visit) assigns() bool {
	return access.MayWrite(v.who.Role, change.Assigned{}.Kind(), change.Link)
}

// heldRecord is a record that counts for nobody until somebody assigns it.
type heldRecord struct {
	Record change.ID  `json:"r"`
	Minors []minor.ID `json:"m"` // about whom it may be: about whom it was written first
}

// held lists the records that count for nobody.
func (v *visit) held() error {
	if !v.assigns() {
		return errNoPage
	}
	all, err := v.desk.Link.Held(v.ctx, v.because("check: held"), mostHeld)
	if err != nil {
		return err
	}
	var offices []institution.OfficeID
	for _, r := range all {
		offices = append(offices, r.Structure)
	}
	called, err := v.names(offices...)
	if err != nil {
		return err
	}
	body := watchBody{Table: pages.Table{Caption: v.say("held.caption"), Empty: v.say("held.empty"),
		Head: []pages.Cell{{Text: v.say("held.what")}, {Text: v.say("alerts.on")}, {Text: v.say("held.who")}, {Text: v.say("col.do")}}}}
	for _, r := range all {
		h, err := v.seal.text("held", v.session(), heldRecord{r.ID, append([]minor.ID{r.Minor}, r.Shown...)})
		if err != nil {
			return err
		}
		body.Table.Rows = append(body.Table.Rows, []pages.Cell{{Text: v.kind(r.Kind)}, {Text: pages.Date(v.l, r.On)}, {Text: called.of(r.Structure), Own: true},
			{Text: v.say("held.assign"), Href: pathHeld + "/" + h, For: v.kind(r.Kind)}})
	}
	return v.page(http.StatusOK, pages.Page{Name: "watch", Title: v.say("held.title"), Help: v.say("help.held"), Body: body, Notices: v.flash()})
}

// heldOne asks for whom one of them counts.
func (v *visit) heldOne() error {
	var of heldRecord
	if !v.assigns() {
		return errNoPage
	}
	if err := v.seal.open("held", v.session(), v.c.Param("handle"), &of); err != nil {
		return err
	}
	return (&writing{v: v}).showHeld(http.StatusOK, of)
}

func (w *writing) showHeld(status int, of heldRecord, notices ...pages.Notice) error {
	v := w.v
	sealed, err := v.seal.text("held-form", v.person(), of)
	if err != nil {
		return err
	}
	whom := pages.Field{Name: "whom", Kind: "radio", Label: v.say("held.whom"), Required: true, Value: v.field("whom")}
	body := formBody{}
	for i, m := range of.Minors {
		f, err := v.read(opened{Minor: m, Why: "check: held"})
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		whom.Options = append(whom.Options, pages.Option{Value: strconv.Itoa(i), Text: f.called(), Note: f.Identity.Code.Display()})
		if k := slices.IndexFunc(f.Records, func(p change.Placed) bool { return p.ID == of.Record }); k >= 0 && len(body.Child) == 0 {
			p := &f.Records[k]
			body.Child = []pages.Item{{Term: v.kind(p.Kind), Values: append(f.lines(p), pages.Cell{Text: v.say("moment.from", f.names.of(p.Structure), v.kit.Near(v.l, p.Made.At, v.now()))})}}
		}
	}
	why := pages.Field{Name: "why", Kind: "textarea", Label: v.say("conflict.why"), Hint: v.say("conflict.hint"), Required: true, Value: v.field("why")}
	body.Form = pages.Form{ID: sealed, Action: pathHeld, Groups: []pages.Group{{Fields: w.marked([]pages.Field{whom, why})}}, Submit: v.say("form.submit"), Marked: true,
		Says: []string{v.say("held.says")}, Cancel: &pages.Link{Text: v.say("form.cancel"), Href: pathHeld}}
	return v.page(status, pages.Page{Name: "form-page", Title: v.say("held.assign.title"), Help: v.say("help.held"), Body: body, Notices: notices})
}

// assign takes for whom it counts.
func (v *visit) assign() error {
	var of heldRecord
	if err := v.seal.open("held-form", v.person(), v.field("form"), &of); err != nil {
		return err
	}
	all, err := v.desk.Link.Held(v.ctx, v.because("check: held"), mostHeld)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(r link.Record) bool { return r.ID == of.Record }) {
		v.c.Redirect(http.StatusSeeOther, pathHeld+"?done=known")
		return nil
	}
	w := &writing{v: v, sent: true}
	i, err := strconv.Atoi(v.field("whom"))
	if err != nil || i < 0 || i >= len(of.Minors) {
		w.bad("whom", "held.choose")
	}
	why := w.reason()
	if v.ours() != nil {
		return w.showHeld(http.StatusConflict, of, pages.Notice{Tone: pages.Warning, Text: v.say("form.newsession")})
	}
	if len(w.wrong) > 0 {
		return w.showHeld(http.StatusUnprocessableEntity, of)
	}
	if _, err := v.desk.Link.Assign(v.ctx, v.because(why), of.Record, link.Of{Minor: of.Minors[i]}); err != nil {
		return err
	}
	v.c.Redirect(http.StatusSeeOther, pathHeld+"?done=recorded")
	return nil
}
