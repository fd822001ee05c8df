package webui

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"faro.example/registry/audit"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// rules shows what counts as unusual, with why, and lets a threshold be changed.
func (v *visit) rules() error { return v.showRules(http.StatusOK, nil) }

func (v *visit) showRules(status int, wrong map[string]string) error {
	if !v.judges() {
		return errNoPage
	}
	all, err := v.desk.Record.Rules(v.ctx, v.because("rules"))
	if err != nil {
		return err
	}
	t := pages.Table{Caption: v.say("rules.caption"), Head: []pages.Cell{{Text: v.say("findings.rule")}, {Text: v.say("rules.most"), Num: true}, {Text: v.say("rules.within")},
		{Text: v.say("rules.active")}, {Text: v.say("rules.why")}}}
	for i := range all {
		t.Rows = append(t.Rows, v.ruleRow(&all[i]))
	}
	watched, err := v.watchedTable()
	if err != nil {
		return err
	}
	body := auditBody{Tables: []pages.Table{t, watched}, Forms: []auditForm{{Title: v.say("rules.change"), Form: v.ruleForm(all, wrong), Folded: len(wrong) == 0},
		{Title: v.say("watched.change"), Form: v.watchForm(wrong), Folded: len(wrong) == 0}}}
	return v.page(status, pages.Page{Name: "audit", Title: v.say("rules.title"), Help: v.say("help.rules"), Body: body, Notices: v.flash()})
}

func (v *visit) ruleRow(r *audit.Rule) []pages.Cell {
	active := pages.Cell{Text: v.say("rules.on"), Tone: pages.Good}
	if !r.Active {
		active = pages.Cell{Text: v.say("rules.off"), Tone: pages.Warning}
	}
	why := pages.Cell{Text: v.word("rule.why", r.Name)}
	if r.Why != "" && r.ChangedAt != nil {
		why.Note = v.say("rules.changed", v.kit.Near(v.l, *r.ChangedAt, v.now()), r.Why)
	}
	hours := int(r.Within.Hours())
	within := v.say("rules.hours", pages.Number(v.l, hours))
	if hours == 1 {
		within = v.say("rules.hour")
	} else if hours > 24 {
		within = v.say("rules.days", pages.Number(v.l, hours/24))
	}
	var roles []string
	for _, of := range r.Roles {
		roles = append(roles, v.word("role", string(of)))
	}
	return []pages.Cell{{Text: v.word("rule", r.Name), Note: strings.Join(roles, ", ")}, {Text: pages.Number(v.l, r.Most), Num: true}, {Text: within}, active, why}
}

func (v *visit) ruleForm(all []audit.Rule, wrong map[string]string) pages.Form {
	rule := pages.Field{Name: "rule", Kind: "select", Label: v.say("findings.rule"), Required: true, Value: v.field("rule"), Error: wrong["rule"]}
	for i := range all {
		rule.Options = append(rule.Options, pages.Option{Value: all[i].Name, Text: v.word("rule", all[i].Name)})
	}
	most := pages.Field{Name: "most", Kind: "text", Label: v.say("rules.most"), Hint: v.say("rules.most.hint"), Required: true, Short: true, Input: "numeric", Value: v.field("most"), Error: wrong["most"]}
	on := pages.Field{Name: "active", Kind: "radio", Label: v.say("rules.active"), Required: true, Value: firstOf(v.field("active"), "yes"),
		Options: []pages.Option{{Value: "yes", Text: v.say("rules.on")}, {Value: "no", Text: v.say("rules.off")}}}
	return pages.Form{Action: pathRules, Submit: v.say("rules.submit"), Groups: []pages.Group{{Fields: []pages.Field{rule, most, on, v.whyField("rules.reason", "rules.reason.hint", wrong["why"])}}}}
}

// setRule changes a threshold, for a reason that is kept beside it.
func (v *visit) setRule() error {
	if err := v.ours(); err != nil {
		return err
	}
	wrong := map[string]string{}
	most, err := strconv.Atoi(v.field("most"))
	if err != nil || most < 0 || most > 1_000_000 {
		wrong["most"] = v.say("rules.most.bad")
	}
	why := v.saidWhy()
	if why == "" {
		wrong["why"] = v.say("audit.nowhy")
	}
	if len(wrong) > 0 {
		return v.showRules(http.StatusUnprocessableEntity, wrong)
	}
	if err := v.desk.Record.SetRule(v.ctx, v.because(why), v.field("rule"), most, v.field("active") != "no"); err != nil {
		return err
	}
	v.c.Redirect(http.StatusSeeOther, pathRules+"?done=rule")
	return nil
}

func (v *visit) watchedTable() (pages.Table, error) {
	t := pages.Table{Caption: v.say("watched.caption"), Empty: v.say("watched.empty"), Head: []pages.Cell{{Text: v.say("field.code")}, {Text: v.say("rules.why")}, {Text: v.say("watched.since")}}}
	all, err := v.desk.Record.WatchedChildren(v.ctx, v.because("rules"))
	for i := range all {
		t.Rows = append(t.Rows, []pages.Cell{{Text: firstOf(all[i].Code.Display(), v.say("audit.nocode"))}, {Text: all[i].Why, Own: true}, {Text: v.kit.Near(v.l, all[i].At, v.now())}})
	}
	return t, err
}

func (v *visit) watchForm(wrong map[string]string) pages.Form {
	code := pages.Field{Name: "code", Kind: "text", Label: v.say("field.code"), Hint: v.say("code.hint"), Required: true, Short: true, Input: "numeric", Value: v.field("code"), Error: wrong["code"]}
	do := pages.Field{Name: "watch", Kind: "radio", Label: v.say("watched.do"), Required: true, Value: firstOf(v.field("watch"), "yes"),
		Options: []pages.Option{{Value: "yes", Text: v.say("watched.yes")}, {Value: "no", Text: v.say("watched.no")}}}
	reason := v.whyField("rules.reason", "watched.hint", wrong["because"])
	reason.Name = "because"
	reason.Value = v.field("because")
	return pages.Form{Action: pathWatched, Submit: v.say("watched.submit"), Groups: []pages.Group{{Fields: []pages.Field{code, do, reason}}}}
}

// watchChild says that a child is watched, or is no more.
func (v *visit) watchChild() error {
	if err := v.ours(); err != nil {
		return err
	}
	wrong := map[string]string{}
	code, err := minor.ParseCode(v.field("code"))
	if err != nil {
		wrong["code"] = v.say("code.bad")
	}
	why := strings.TrimSpace(v.field("because"))
	if audit.CheckWhy(why) != nil {
		wrong["because"] = v.say("audit.nowhy")
	}
	if len(wrong) > 0 {
		return v.showRules(http.StatusUnprocessableEntity, wrong)
	}
	err = v.desk.Record.WatchChild(v.ctx, v.because(why), code, v.field("watch") != "no")
	if fault.Is(err, fault.NotFound) {
		return v.showRules(http.StatusUnprocessableEntity, map[string]string{"code": v.say("watched.nobody")})
	}
	if err != nil {
		return err
	}
	v.c.Redirect(http.StatusSeeOther, pathRules+"?done=watched")
	return nil
}

// wholeRecord shows the signed heads, when the record was last sealed, and what verifications
// found, and has it verified.
func (v *visit) wholeRecord() error {
	if !v.audits() {
		return errNoPage
	}
	s, err := v.desk.Record.Sealed(v.ctx, v.because("whole"), v.desk.Keys)
	if err != nil {
		return err
	}
	body := auditBody{Items: []pages.Item{{Term: v.say("whole.state"), Values: v.wholeness(&s)}, {Term: v.say("whole.waiting"), Values: []pages.Cell{{Text: pages.Number(v.l, s.Waiting)}}}}}
	past := pages.Table{Caption: v.say("whole.past"), Empty: v.say("whole.none"), Head: []pages.Cell{{Text: v.say("whole.found")}, {Text: v.say("lines.by")}, {Text: v.say("whole.leaves"), Num: true}, {Text: v.say("review.do")}}}
	for i := range s.Verified {
		one := &s.Verified[i]
		past.Rows = append(past.Rows, []pages.Cell{v.verdictOf(one), v.personCell(s.Recording, one.Person, [16]byte{}, ""), {Text: pages.Number(v.l, int(one.Report.Leaves)), Num: true},
			{Text: v.say("audit.open"), Href: pathWhole + "/" + strconv.FormatInt(one.Number, 10), For: v.kit.Near(v.l, one.At, v.now())}})
	}
	heads := pages.Table{Caption: v.say("whole.heads"), Empty: v.say("whole.nohead"), Head: []pages.Cell{{Text: v.say("whole.signed")}, {Text: v.say("whole.epoch"), Num: true}, {Text: v.say("whole.leaves"), Num: true}, {Text: v.say("whole.root")}}}
	for _, h := range s.Heads {
		heads.Rows = append(heads.Rows, []pages.Cell{{Text: v.instant(h.At)}, {Text: pages.Number(v.l, h.Epoch), Num: true}, {Text: pages.Number(v.l, int(h.Size)), Num: true}, {Text: h.Root.String()}})
	}
	body.Tables = []pages.Table{past, heads}
	body.Links = []pages.Link{{Text: v.say("lines.key"), Href: pathKey}}
	body.Forms = []auditForm{{Title: v.say("whole.again"), Form: pages.Form{Action: pathWork + "/verify", Submit: v.say("whole.verify"), Says: []string{v.say("whole.verify.says")}}}}
	return v.show("audit", "whole.title", body)
}

// verified shows what one verification found.
func (v *visit) verified() error {
	n, err := strconv.ParseInt(v.c.Param("number"), 10, 64)
	if err != nil || !v.audits() {
		return errNoPage
	}
	one, err := v.desk.Record.Verified(v.ctx, v.because("whole"), n)
	if err != nil {
		return err
	}
	r := &one.Report
	number := func(key string, n int) pages.Item {
		return pages.Item{Term: v.say(key), Values: []pages.Cell{{Text: pages.Number(v.l, n)}}}
	}
	body := auditBody{Items: []pages.Item{{Term: v.say("whole.found"), Values: []pages.Cell{v.verdictOf(&one)}}, number("whole.leaves", int(r.Leaves)), number("whole.headcount", r.Heads),
		number("whole.waiting", len(r.Waiting)), number("whole.unplaced", int(r.Unplaced))}, Links: []pages.Link{{Text: v.say("whole.all"), Href: pathWhole}}}
	t := pages.Table{Caption: v.say("whole.findings"), Empty: v.say("whole.nothing"), Head: []pages.Cell{{Text: v.say("whole.what")}, {Text: v.say("whole.where")}}}
	for _, f := range slices.Concat(r.Findings, r.Forgotten) {
		t.Rows = append(t.Rows, []pages.Cell{{Text: v.word("whole.is", f.What)}, {Text: f.String(), Lang: pages.English}})
	}
	body.Tables = []pages.Table{t}
	return v.page(http.StatusOK, pages.Page{Name: "audit", Title: v.say("whole.one"), Help: v.say("help.whole"), Body: body})
}
