package webui

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"faro.example/registry/report"
	"faro.example/registry/report/publication"
	jobs "faro.example/registry/work"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// What the pages of drafts are made of: package publication.
type (
	publisher interface {
		List(ctx context.Context, c access.Caller) ([]publication.Publication, error)
		Draft(ctx context.Context, c access.Caller, n publication.Name) (publication.Publication, error)
		Renew(ctx context.Context, c access.Caller, n publication.Name) (publication.Publication, error)
		Remark(ctx context.Context, c access.Caller, n publication.Name, revision int, r report.Remarks) (publication.Publication, error)
		Compare(ctx context.Context, c access.Caller, n publication.Name) (publication.Comparison, error)
	}
)

// pathPublish begins the addresses of the pages of drafts.
const pathPublish = "/publications"

// mostMoves bounds the figures listed at once on a page of a draft. Arbitrary.
const mostMoves = 60

// publishes reports whether the reader makes what is published.
func (v *visit) publishes() bool { return access.Allow(v.who, access.Publish) == nil }

// publishBody is all drafts and all that is published.
type publishBody struct {
	Drafts, Frozen pages.Table
	Form           pages.Form
}

// publications lists drafts and what is published, and offers to make a draft.
func (v *visit) publications() error {
	if !v.publishes() {
		return errNoPage
	}
	return v.showPublications(http.StatusOK, nil)
}

func (v *visit) showPublications(status int, wrong map[string]string) error {
	all, err := v.desk.Publications.List(v.ctx, v.because("publications"))
	if err != nil {
		return err
	}
	head := []pages.Cell{{Text: v.say("publish.name")}, {Text: v.say("publish.made")}, {Text: v.say("publish.position"), Num: true}}
	body := publishBody{
		Drafts: pages.Table{Caption: v.say("publish.drafts"), Empty: v.say("publish.nodraft"), Head: append(slices.Clone(head), pages.Cell{Text: v.say("publish.revision"), Num: true})},
		Frozen: pages.Table{Caption: v.say("publish.frozen"), Empty: v.say("publish.nothing"), Head: append(slices.Clone(head), pages.Cell{Text: v.say("publish.approved")})},
	}
	for _, p := range all {
		row := []pages.Cell{{Text: v.publicationTitle(p.Name), Href: pathPublish + "/" + p.Name.String()}, {Text: pages.Date(v.l, dayOf(p.MadeAt))}, {Text: pages.Number(v.l, int(p.Position)), Num: true}}
		if p.Frozen() {
			body.Frozen.Rows = append(body.Frozen.Rows, append(row, pages.Cell{Text: pages.Date(v.l, dayOf(p.ApprovedAt))}))
			continue
		}
		body.Drafts.Rows = append(body.Drafts.Rows, append(row, pages.Cell{Text: pages.Number(v.l, p.Revision), Num: true}))
	}
	kind := pages.Field{Name: "kind", Kind: "select", Label: v.say("publish.kind"), Required: true, Value: firstOf(v.field("kind"), string(report.Monthly)), Error: wrong["kind"]}
	for _, k := range report.Kinds() {
		kind.Options = append(kind.Options, pages.Option{Value: string(k), Text: v.say("kinds." + string(k))})
	}
	on := pages.Field{Name: "as-of", Kind: "text", Label: v.say("publish.asof"), Hint: v.say("publish.asof.hint"), Required: true, Short: true, Error: wrong["as-of"],
		Value: firstOf(v.field("as-of"), pages.ShortDate(report.Monthly.Last(v.today())))}
	body.Form = pages.Form{Action: pathPublish, Submit: v.say("publish.draft"), Groups: []pages.Group{{Fields: []pages.Field{kind, on}}}}
	return v.page(status, pages.Page{Name: "publications", Title: v.say("publish.title"), Help: v.say("help.publications"), Body: body, Notices: v.flash()})
}

func (v *visit) publicationTitle(n publication.Name) string {
	return v.say("kind."+string(n.Kind), pages.Date(v.l, n.AsOf))
}

// draft makes a draft, and leads to it.
func (v *visit) draft() error {
	if !v.publishes() {
		return errNoPage
	}
	if err := v.ours(); err != nil {
		return err
	}
	wrong := map[string]string{}
	kind, err := report.ParseKind(v.field("kind"))
	if err != nil {
		wrong["kind"] = v.say("publish.nokind")
	}
	on, err := parseDay(v.field("as-of"))
	if err != nil {
		wrong["as-of"] = v.say("day.bad")
	}
	if len(wrong) > 0 {
		return v.showPublications(http.StatusUnprocessableEntity, wrong)
	}
	p, err := v.desk.Publications.Draft(v.ctx, v.because("publications"), publication.Name{Kind: kind, AsOf: on})
	if fault.Is(err, fault.Invalid) {
		wrong["as-of"], _ = v.translated(v.l, fault.As(err).Detail)
		return v.showPublications(http.StatusUnprocessableEntity, wrong)
	}
	if err != nil {
		return err
	}
	v.c.Redirect(http.StatusSeeOther, pathPublish+"/"+p.Name.String())
	return nil
}

// publishLong has something done to a publication, which takes long: figures that are
// counted, and files that are printed.
func (v *visit) publishLong(why, do string, n publication.Name, revision int) error {
	return v.long(v.because(why), jobs.MakePublication, n.String(), jobs.Publication{Name: n.String(), Do: do, Revision: revision})
}

// draftBody is a draft beside the period before it, or what is published of it.
type draftBody struct {
	Facts    []pages.Item
	Public   *pages.Link // the page that anybody may read, of what is published
	Frozen   bool
	Refused  string
	Moves    pages.Table
	Tables   pages.Table
	Shown    *shown // the table that was asked for, as it will be published
	Back     string
	Revision int
	Action   string
	Remarks  pages.Form
	Why      pages.Field
	Sure     pages.Field
	Token    string
}

// publication shows a draft compared, or what is published.
func (v *visit) publication() error {
	if !v.publishes() {
		return errNoPage
	}
	n, err := named(v.c.Param("name"))
	if err != nil {
		return err
	}
	return v.showDraft(http.StatusOK, n, draftBody{})
}

func (v *visit) showDraft(status int, n publication.Name, body draftBody) error {
	c, err := v.compared(n)
	if err != nil || c == nil {
		return err
	}
	body.Action = pathPublish + "/" + n.String()
	body.Frozen, body.Revision, body.Back = c.Of.Frozen(), c.Of.Revision, body.Action
	if c.Refused != "" {
		body.Refused, _ = v.translated(v.l, c.Refused)
	}
	if body.Facts, err = v.draftFacts(c); err != nil {
		return err
	}
	table := v.c.Query("table")
	body.Moves = v.moves(c, table)
	if t := c.Public.Table(table); t != nil {
		e := &easel{v.kit, v.l, n, c.Of.Frozen()}
		one := e.shown(&c.Public, t)
		body.Shown = &one
	}
	body.Tables = v.tablesOf(c)
	if body.Frozen {
		body.Public = &pages.Link{Text: v.say("publish.public"), Href: pathPublications + "/" + n.String()}
	}
	body.Remarks = v.remarksForm(c)
	body.Why = pages.Field{Name: "why", Kind: "textarea", Label: v.say("publish.why"), Hint: v.say("publish.why.hint"), Required: true, Value: v.field("why"), Error: body.Why.Error}
	body.Sure = pages.Field{Name: "sure", Kind: "checks", Label: v.say("publish.sure"), Error: body.Sure.Error, Values: v.c.PostFormArray("sure"),
		Options: []pages.Option{{Value: "yes", Text: v.say("publish.sure.text")}}}
	if body.Token, err = v.token(); err != nil {
		return err
	}
	return v.page(status, pages.Page{Name: "draft", Title: v.publicationTitle(n), Help: v.say("help.draft"), Body: body, Notices: v.flash()})
}

// draftFacts is what there is to know of a draft, or of what is published.
func (v *visit) draftFacts(c *publication.Comparison) ([]pages.Item, error) {
	p := &c.Of
	state := pages.Cell{Text: v.say("publish.is.draft"), Tone: pages.Warning}
	if p.Frozen() {
		state = pages.Cell{Text: v.say("publish.is.frozen"), Tone: pages.Good}
	}
	out := []pages.Item{
		{Term: v.say("publish.state"), Values: []pages.Cell{state}},
		{Term: v.say("publish.made"), Values: []pages.Cell{{Text: v.kit.Near(v.l, p.MadeAt, v.now())}}},
		{Term: v.say("publish.position"), Values: []pages.Cell{{Text: v.say("public.position.of", pages.Number(v.l, int(p.Position)), pages.Number(v.l, p.Epoch))}}},
		{Term: v.say("publish.before"), Values: []pages.Cell{{Text: v.publicationTitle(c.Before)}}},
		{Term: v.say("public.floor"), Values: []pages.Cell{{Text: v.say("public.floor.is", p.Floor)}}},
	}
	if !p.Frozen() {
		return append(out, pages.Item{Term: v.say("publish.revision"), Values: []pages.Cell{{Text: pages.Number(v.l, p.Revision)}}}), nil
	}
	called, err := v.desk.Directory.Called(v.ctx, v.because("publications"), p.ApprovedBy)
	if err != nil {
		return nil, err
	}
	by := firstOf(called[p.ApprovedBy].Reveal(), p.ApprovedBy.String())
	return append(out,
		pages.Item{Term: v.say("publish.approved"), Values: []pages.Cell{{Text: v.kit.Near(v.l, p.ApprovedAt, v.now())}}},
		pages.Item{Term: v.say("publish.by"), Values: []pages.Cell{{Text: by, Own: true}}},
		pages.Item{Term: v.say("public.digest"), Values: []pages.Cell{{Text: p.Digest}}}), nil
}

// moves lists the figures of one table, or, of all, those that moved more than
// usual.
func (v *visit) moves(c *publication.Comparison, table string) pages.Table {
	t := pages.Table{Caption: v.say("publish.marked"), Empty: v.say("publish.nomove"), Head: []pages.Cell{
		{Text: v.say("publish.figure")}, {Text: v.say("publish.was"), Num: true}, {Text: v.say("publish.is"), Num: true}, {Text: v.say("publish.by.how"), Num: true}, {Text: v.say("publish.usual")}, {Text: v.say("publish.note")}}}
	if r := c.Full.Table(table); r != nil {
		t.Caption = wordIn(v.l, r.Title)
	} else {
		table = ""
	}
	left := 0
	for _, m := range c.Moves {
		if table == "" && !m.Marked || table != "" && (m.Table != table || m.Was == 0 && m.Is == 0) {
			continue
		}
		if len(t.Rows) == mostMoves {
			left++
			continue
		}
		t.Rows = append(t.Rows, v.moveRow(m, table == ""))
	}
	if left > 0 {
		t.Caption += " " + v.say("publish.more", mostMoves, left)
	}
	return t
}

func (v *visit) moveRow(m publication.Move, whole bool) []pages.Cell {
	name := wordIn(v.l, m.RowName)
	if m.Column != "total" {
		name += ", " + wordIn(v.l, m.ColumnName)
	}
	figure := pages.Cell{Text: name}
	if whole {
		figure.Note = wordIn(v.l, m.TableTitle)
	}
	note := pages.Cell{}
	switch {
	case m.Marked:
		note = pages.Cell{Text: v.say("publish.unusual"), Tone: pages.Warning, Note: wordIn(v.l, m.Why)}
	case m.Withheld:
		note = pages.Cell{Text: v.say("public.withheld")}
	}
	if m.Marked && m.Withheld {
		note.Note += " " + v.say("publish.hidden")
	}
	return []pages.Cell{figure, {Text: pages.Number(v.l, m.Was), Num: true}, {Text: pages.Number(v.l, m.Is), Num: true}, {Text: signed(v.l, m.Is-m.Was), Num: true},
		{Text: signed(v.l, m.Least) + " … " + signed(v.l, m.Most)}, note}
}

// signed writes a move with its sign.
func signed(l pages.Lang, n int) string {
	if n > 0 {
		return "+" + pages.Number(l, n)
	}
	return pages.Number(l, n)
}

// tablesOf lists the tables of a draft with their totals, each to be opened.
func (v *visit) tablesOf(c *publication.Comparison) pages.Table {
	t := pages.Table{Caption: v.say("publish.tables"), Head: []pages.Cell{{Text: v.say("public.table")}, {Text: v.say("publish.was"), Num: true}, {Text: v.say("publish.is"), Num: true}, {Text: v.say("publish.unusuals"), Num: true}}}
	for i := range c.Full.Tables {
		r := &c.Full.Tables[i]
		was, marked := 0, 0
		for _, m := range c.Moves {
			if m.Table == r.ID && m.Marked {
				marked++
			}
			if m.Table == r.ID && m.Row == "total" && m.Column == "total" {
				was = m.Was
			}
		}
		t.Rows = append(t.Rows, []pages.Cell{
			{Text: wordIn(v.l, r.Title), Href: pathPublish + "/" + c.Of.Name.String() + "?table=" + r.ID},
			{Text: pages.Number(v.l, was), Num: true}, {Text: pages.Number(v.l, r.Cells[len(r.Cells)-1][len(r.Cells[0])-1].Count), Num: true}, {Text: pages.Number(v.l, marked), Num: true},
		})
	}
	return t
}

// remarksForm asks what there is to say, on the rules and on each table.
func (v *visit) remarksForm(c *publication.Comparison) pages.Form {
	area := func(name, label, value string) pages.Field {
		return pages.Field{Name: name, Kind: "textarea", Label: label, Value: value}
	}
	both := func(id string, w report.Words) []pages.Field {
		return []pages.Field{area(id+"-it", v.say("publish.italian"), w.Italian), area(id+"-en", v.say("publish.english"), w.English)}
	}
	f := pages.Form{Action: pathPublish + "/" + c.Of.Name.String(), Submit: v.say("publish.keep"), Groups: []pages.Group{
		{Fields: []pages.Field{{Name: "do", Kind: "hidden", Value: "remark"}, {Name: "revision", Kind: "hidden", Value: itoa(c.Of.Revision)}}},
		{Legend: v.say("public.rules"), Fields: both("rules", c.Of.Remarks.Rules)}}}
	for i := range c.Full.Tables {
		t := &c.Full.Tables[i]
		f.Groups = append(f.Groups, pages.Group{Legend: wordIn(v.l, t.Title), Folded: true, Fields: both("table-"+t.ID, c.Of.Remarks.Tables[t.ID])})
	}
	return f
}

// sendDraft does what was asked of a draft: remarks, made anew, approved; or,
// of what is published, made again and compared.
func (v *visit) sendDraft() error {
	if !v.publishes() {
		return errNoPage
	}
	n, err := named(v.c.Param("name"))
	if err != nil {
		return err
	}
	if err := v.ours(); err != nil {
		return err
	}
	revision, err := strconv.Atoi(v.field("revision"))
	if err != nil {
		return fault.Field("revision", "not a number", "open the page again")
	}
	done := v.field("do")
	switch done {
	case "renew":
		_, err = v.desk.Publications.Renew(v.ctx, v.because("publications"), n)
	case "remake":
		return v.publishLong("publications", "remake", n, 0)
	case "remark":
		_, err = v.desk.Publications.Remark(v.ctx, v.because("publications"), n, revision, v.remarks())
	case "approve":
		return v.approve(n, revision)
	default:
		return errNoPage
	}
	if err != nil {
		return err
	}
	v.c.Redirect(http.StatusSeeOther, pathPublish+"/"+n.String()+"?done="+done)
	return nil
}

// remarks are those that were typed.
func (v *visit) remarks() report.Remarks {
	said := func(id string) report.Words {
		return report.Words{Italian: strings.TrimSpace(v.field(id + "-it")), English: strings.TrimSpace(v.field(id + "-en"))}
	}
	out := report.Remarks{Rules: said("rules"), Tables: map[string]report.Words{}}
	for key := range v.c.Request.PostForm {
		id, ok := strings.CutSuffix(key, "-it")
		if id, table := strings.CutPrefix(id, "table-"); ok && table {
			if w := said("table-" + id); w != (report.Words{}) {
				out.Tables[id] = w
			}
		}
	}
	return out
}

// approve publishes a draft as it was read, for a reason: after the person has
// proved to be there, and said to be sure.
func (v *visit) approve(n publication.Name, revision int) error {
	var body draftBody
	why := strings.TrimSpace(v.field("why"))
	if !slices.Contains(v.c.PostFormArray("sure"), "yes") {
		body.Sure.Error = v.say("publish.unsure")
	}
	if why == "" || minor.Text(why).Check("why", maxWords) != nil {
		body.Why.Error = v.say("publish.nowhy")
	}
	if body.Sure.Error != "" || body.Why.Error != "" {
		return v.showDraft(http.StatusUnprocessableEntity, n, body)
	}
	if ok, err := v.proven(); !ok {
		return err
	}
	return v.publishLong("approve: "+why, "approve", n, revision)
}
