package webui

import (
	"net/http"
	"strconv"

	"faro.example/registry/audit"
	"faro.example/registry/glass"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/pages"
)

// The two lists of what is judged.
const judged = "judged"

// judgedTabs lead to what waits, and to what was judged.
func (v *visit) judgedTabs(path string) []pages.Link {
	done := v.c.Query("list") == judged
	return []pages.Link{{Text: v.say("review.open"), Href: path, Here: !done}, {Text: v.say("review.done"), Href: path + "?list=" + judged, Here: done}}
}

// reviews lists broken glass: what nobody has judged, the oldest first, or what was.
func (v *visit) reviews() error {
	if !v.judges() {
		return errNoPage
	}
	all, err := v.desk.Reviews.Reviews(v.ctx, v.because("review"), v.c.Query("list") == judged)
	if err != nil {
		return err
	}
	var offices []institution.OfficeID
	for i := range all {
		offices = append(offices, all[i].Office)
	}
	called, err := v.names(offices...)
	if err != nil {
		return err
	}
	t := pages.Table{Caption: v.say("reviews.caption"), Empty: v.say("reviews.empty"), Head: []pages.Cell{{Text: v.say("reviews.when")}, {Text: v.say("lines.by")},
		{Text: v.say("glass.purpose")}, {Text: v.say("reviews.looks"), Num: true}, {Text: v.say("review.state")}, {Text: v.say("review.do")}}}
	for i := range all {
		g := &all[i]
		h, err := v.seal.text("glass-review", v.session(), g.ID)
		if err != nil {
			return err
		}
		t.Rows = append(t.Rows, []pages.Cell{{Text: v.instant(g.From)}, {Text: v.word("role", string(g.Role)), Note: called.of(g.Office)}, {Text: v.word("purpose", string(g.Purpose))},
			{Text: pages.Number(v.l, g.Looks), Num: true}, v.reviewState(g.Verdicts, g.Overdue), {Text: v.say("review.look"), Href: pathReviews + "/" + h, For: v.instant(g.From)}})
	}
	return v.show("audit", "reviews.title", auditBody{Tabs: v.judgedTabs(pathReviews), Tables: []pages.Table{t}})
}

// reviewState says whether something was judged, and how.
func (v *visit) reviewState(said []audit.Verdict, overdue bool) pages.Cell {
	switch {
	case overdue:
		return pages.Cell{Text: v.say("review.overdue"), Tone: pages.Bad}
	case len(said) == 0:
		return pages.Cell{Text: v.say("review.waits"), Tone: pages.Warning}
	case said[len(said)-1].InOrder:
		return pages.Cell{Text: v.say("review.inorder"), Tone: pages.Good}
	}
	return pages.Cell{Text: v.say("review.notinorder"), Tone: pages.Bad}
}

// review shows one broken glass, what was seen under it, and asks for a verdict.
func (v *visit) review() error {
	var id audit.GlassID
	if err := v.seal.open("glass-review", v.session(), v.c.Param("handle"), &id); err != nil {
		return err
	}
	return v.showReview(http.StatusOK, id, "", "")
}

func (v *visit) showReview(status int, id audit.GlassID, wrong, why string) error {
	g, err := v.desk.Reviews.Find(v.ctx, v.because("review"), id)
	if err != nil {
		return err
	}
	seen, err := v.desk.Record.Search(v.ctx, v.because("review"), audit.Filter{Glass: id}, "")
	if err != nil {
		return err
	}
	t, err := v.linesTable(seen, "review")
	if err != nil {
		return err
	}
	t.Caption = v.say("reviews.seen")
	body := auditBody{Items: v.glassItems(&g, seen), Tables: []pages.Table{t}, Title: v.say("review.verdicts"), Lines: v.verdicts(g.Verdicts, seen.Named)}
	body.Forms, err = v.reviewForm(pathReviews, id, g.Person, wrong, why)
	if err != nil {
		return err
	}
	return v.page(status, pages.Page{Name: "audit", Title: v.say("reviews.one"), Help: v.say("help.reviews"), Body: body, Notices: v.flash()})
}

func (v *visit) glassItems(g *glass.Reviewed, seen audit.Shown) []pages.Item {
	item := func(key string, c ...pages.Cell) pages.Item { return pages.Item{Term: v.say(key), Values: c} }
	return []pages.Item{
		item("lines.by", v.personCell(seen.Named, g.Person, [16]byte{}, g.Role)), item("lines.about", pages.Cell{Text: firstOf(seen.Codes[g.Minor].Display(), v.say("audit.nocode"))}),
		item("glass.purpose", pages.Cell{Text: v.word("purpose", string(g.Purpose))}), item("glass.words", pages.Cell{Text: g.Words.Reveal(), Own: true}),
		item("reviews.span", pages.Cell{Text: v.say("reviews.fromto", v.instant(g.From), v.instant(g.Until))}), item("review.state", v.reviewState(g.Verdicts, g.Overdue)),
	}
}

// verdicts are what was judged, the newest first.
func (v *visit) verdicts(said []audit.Verdict, n audit.Named) []pages.Moment {
	var out []pages.Moment
	for i := len(said) - 1; i >= 0; i-- {
		one := said[i]
		who := v.personCell(n, one.Person, [16]byte{}, access.Auditor)
		out = append(out, pages.Moment{When: v.kit.Near(v.l, one.At, v.now()), Title: v.reviewState(said[i:i+1], false).Text, Lines: own(one.Why), From: joined(", ", who.Text, who.Note), Gone: i < len(said)-1})
	}
	return out
}

// reviewForm asks whether something was in order; of the own looks it asks nothing.
func (v *visit) reviewForm(path string, id any, by institution.PersonID, wrong, why string) ([]auditForm, error) {
	if by == v.who.Person {
		return nil, nil
	}
	sealed, err := v.seal.text("review-form", v.person(), id)
	if err != nil {
		return nil, err
	}
	choice := pages.Field{Name: "order", Kind: "radio", Label: v.say("review.which"), Required: true, Value: v.field("order"), Error: wrong,
		Options: []pages.Option{{Value: "yes", Text: v.say("review.inorder")}, {Value: "no", Text: v.say("review.notinorder")}}}
	return []auditForm{{Title: v.say("review.form"), Form: pages.Form{ID: sealed, Action: path, Submit: v.say("review.submit"), Says: []string{v.say("review.says")},
		Groups: []pages.Group{{Fields: []pages.Field{choice, v.whyField("review.why", "review.why.hint", why)}}}}}}, nil
}

// typedVerdict reads a verdict; what is wrong with it, where something is.
func (v *visit) typedVerdict() (inOrder bool, said, wrong, why string) {
	order := v.field("order")
	if order != "yes" && order != "no" {
		wrong = v.say("review.choose")
	}
	if said = v.saidWhy(); said == "" {
		why = v.say("audit.nowhy")
	}
	return order == "yes", said, wrong, why
}

// sendReview keeps a verdict on a broken glass.
func (v *visit) sendReview() error {
	var id audit.GlassID
	if err := v.seal.open("review-form", v.person(), v.field("form"), &id); err != nil {
		return err
	}
	if err := v.ours(); err != nil {
		return err
	}
	inOrder, said, wrong, why := v.typedVerdict()
	if wrong != "" || why != "" {
		return v.showReview(http.StatusUnprocessableEntity, id, wrong, why)
	}
	if err := v.desk.Reviews.Review(v.ctx, v.because("review"), id, inOrder, said); err != nil {
		return err
	}
	v.c.Redirect(http.StatusSeeOther, pathReviews+"?done=review")
	return nil
}

// findings lists unusual looking: what nobody has judged, or what was judged.
func (v *visit) findings() error {
	if !v.judges() {
		return errNoPage
	}
	found, err := v.desk.Record.Findings(v.ctx, v.because("review"), v.c.Query("list") == judged)
	if err != nil {
		return err
	}
	t := pages.Table{Caption: v.say("findings.caption"), Empty: v.say("findings.empty"), Head: []pages.Cell{{Text: v.say("findings.rule")}, {Text: v.say("findings.of")},
		{Text: v.say("findings.count"), Num: true}, {Text: v.say("findings.when")}, {Text: v.say("review.state")}, {Text: v.say("review.do")}}}
	for i := range found.List {
		f := &found.List[i]
		t.Rows = append(t.Rows, []pages.Cell{{Text: v.word("rule", f.Rule)}, v.findingOf(found, f), {Text: pages.Number(v.l, f.Count), Num: true},
			{Text: v.instant(f.From), Note: v.say("findings.until", v.instant(f.Until))}, v.reviewState(f.Verdicts, false),
			{Text: v.say("review.look"), Href: pathFindings + "/" + strconv.FormatInt(f.ID, 10), For: v.word("rule", f.Rule)}})
	}
	body := auditBody{Tabs: v.judgedTabs(pathFindings), Tables: []pages.Table{t}, Links: []pages.Link{{Text: v.say("nav.rules"), Href: pathRules}}}
	return v.show("audit", "findings.title", body)
}

// findingOf is of whom a finding is: a person, a machine or a child.
func (v *visit) findingOf(found audit.Findings, f *audit.Finding) pages.Cell {
	if f.Person.IsZero() && f.Agent.IsZero() && !f.Minor.IsZero() {
		return pages.Cell{Text: v.say("findings.child", firstOf(found.Codes[f.Minor].Display(), v.say("audit.nocode")))}
	}
	return v.personCell(found.Named, f.Person, f.Agent, "")
}

// finding shows one, says which rule found it and why there is that rule, and asks for
// a verdict.
func (v *visit) finding() error {
	n, err := strconv.ParseInt(v.c.Param("number"), 10, 64)
	if err != nil || !v.judges() {
		return errNoPage
	}
	return v.showFinding(http.StatusOK, n, "", "")
}

func (v *visit) showFinding(status int, n int64, wrong, why string) error {
	found, err := v.desk.Record.Finding(v.ctx, v.because("review"), n)
	if err != nil {
		return err
	}
	f := &found.List[0]
	body := auditBody{Lead: v.word("rule.why", f.Rule), Items: []pages.Item{
		{Term: v.say("findings.rule"), Values: []pages.Cell{{Text: v.word("rule", f.Rule)}}}, {Term: v.say("findings.of"), Values: []pages.Cell{v.findingOf(found, f)}},
		{Term: v.say("findings.count"), Values: []pages.Cell{{Text: pages.Number(v.l, f.Count)}}},
		{Term: v.say("findings.when"), Values: []pages.Cell{{Text: v.say("reviews.fromto", v.instant(f.From), v.instant(f.Until))}}},
		{Term: v.say("review.state"), Values: []pages.Cell{v.reviewState(f.Verdicts, false)}},
	}}
	if len(f.Lines) > 0 {
		seen, err := v.desk.Record.Search(v.ctx, v.because("review"), audit.Filter{Lines: f.Lines}, "")
		if err != nil {
			return err
		}
		t, err := v.linesTable(seen, "review")
		if err != nil {
			return err
		}
		t.Caption = v.say("findings.lines")
		body.Tables = []pages.Table{t}
	}
	body.Title = v.say("review.verdicts")
	body.Lines = v.verdicts(f.Verdicts, found.Named)
	if body.Forms, err = v.reviewForm(pathFindings, n, f.Person, wrong, why); err != nil {
		return err
	}
	return v.page(status, pages.Page{Name: "audit", Title: v.say("findings.one"), Help: v.say("help.findings"), Body: body, Notices: v.flash()})
}

// sendFinding keeps a verdict on a finding.
func (v *visit) sendFinding() error {
	var n int64
	if err := v.seal.open("review-form", v.person(), v.field("form"), &n); err != nil {
		return err
	}
	if err := v.ours(); err != nil {
		return err
	}
	inOrder, said, wrong, why := v.typedVerdict()
	if wrong != "" || why != "" {
		return v.showFinding(http.StatusUnprocessableEntity, n, wrong, why)
	}
	err := v.desk.Record.Judge(v.ctx, v.because("review"), n, inOrder, said)
	if fault.Is(err, fault.Denied) {
		return v.showFinding(http.StatusForbidden, n, v.say("review.own"), "")
	}
	if err != nil {
		return err
	}
	v.c.Redirect(http.StatusSeeOther, pathFindings+"?done=review")
	return nil
}
