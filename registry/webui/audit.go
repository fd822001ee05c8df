package webui

import (
	"context"
	"net/http"
	"strings"
	"time"

	"faro.example/registry/audit"
	"faro.example/registry/audit/tree"
	"faro.example/registry/glass"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// What the auditors' pages are made of: package audit, and package glass for reviews.
type (
	recorder interface {
		lineReader
		sealReader
		lookJudge
		ruler
	}
	lineReader interface {
		Search(ctx context.Context, c access.Caller, f audit.Filter, output string) (audit.Shown, error)
		Holdings(ctx context.Context, c access.Caller, a change.AgentID, at time.Time) ([]audit.Holding, error)
		Machines(ctx context.Context, c access.Caller, words string) ([]audit.Machine, error)
	}
	sealReader interface {
		Sealed(ctx context.Context, c access.Caller, keys tree.Keys) (audit.Sealed, error)
		Verified(ctx context.Context, c access.Caller, number int64) (audit.Verification, error)
		Prove(ctx context.Context, c access.Caller, keys tree.Keys, of tree.Target, older *tree.Head) (tree.Proof, error)
	}
	lookJudge interface {
		Findings(ctx context.Context, c access.Caller, judged bool) (audit.Findings, error)
		Finding(ctx context.Context, c access.Caller, id int64) (audit.Findings, error)
		Judge(ctx context.Context, c access.Caller, id int64, inOrder bool, why string) error
	}
	ruler interface {
		Rules(ctx context.Context, c access.Caller) ([]audit.Rule, error)
		SetRule(ctx context.Context, c access.Caller, name string, most int, active bool) error
		WatchedChildren(ctx context.Context, c access.Caller) ([]audit.Watched, error)
		WatchChild(ctx context.Context, c access.Caller, code minor.Code, watched bool) error
	}
	reviewer interface {
		Reviews(ctx context.Context, c access.Caller, judged bool) ([]glass.Reviewed, error)
		Find(ctx context.Context, c access.Caller, id audit.GlassID) (glass.Reviewed, error)
		Review(ctx context.Context, c access.Caller, id audit.GlassID, inOrder bool, why string) error
	}
)

// The addresses of the auditors' pages.
const (
	pathLines    = "/audit/lines"
	pathLine     = "/audit/line"
	pathProof    = "/audit/proof/"
	pathKey      = "/audit/key"
	pathWhole    = "/audit/whole"
	pathHoldings = "/audit/holdings"
	pathReviews  = "/audit/glasses"
	pathFindings = "/audit/looks"
	pathRules    = "/audit/rules"
	pathWatched  = "/audit/watched"
)

// audits reports whether the reader reads the record of access.
func (v *visit) audits() bool { return access.Allow(v.who, access.ReadLines) == nil }

// judges reports whether the reader reviews looks.
func (v *visit) judges() bool { return access.Allow(v.who, access.ReviewLooks) == nil }

// asksHoldings reports whether the reader may ask what an installation held.
func (v *visit) asksHoldings() bool { return access.Allow(v.who, access.AskHoldings) == nil }

// auditBody is a page of the auditors: what there is to know, what is listed, and what
// may be done, in this order.
type auditBody struct {
	Tabs   []pages.Link
	Lead   string
	Items  []pages.Item
	Tables []pages.Table
	Next   string
	Title  string // of the moments
	Lines  []pages.Moment
	Links  []pages.Link
	Forms  []auditForm
	Live   bool // it is drawn anew while long work goes on
}

// auditForm is a form under a title.
type auditForm struct {
	Title  string
	Form   pages.Form
	Folded bool
}

// auditHome is an auditor's first page: what waits to be judged, and whether the record
// is whole.
func (v *visit) auditHome() error {
	c := v.because("home")
	glasses, err := v.desk.Reviews.Reviews(v.ctx, c, false)
	if err != nil {
		return err
	}
	found, err := v.desk.Record.Findings(v.ctx, c, false)
	if err != nil {
		return err
	}
	sealed, err := v.desk.Record.Sealed(v.ctx, c, v.desk.Keys)
	if err != nil {
		return err
	}
	late := 0
	for i := range glasses {
		if glasses[i].Overdue {
			late++
		}
	}
	body := auditBody{Items: []pages.Item{
		{Term: v.say("nav.reviews"), Values: []pages.Cell{v.waiting(len(glasses), late), {Text: v.say("audit.open"), Href: pathReviews, For: v.say("nav.reviews")}}},
		{Term: v.say("nav.findings"), Values: []pages.Cell{v.waiting(len(found.List), 0), {Text: v.say("audit.open"), Href: pathFindings, For: v.say("nav.findings")}}},
		{Term: v.say("nav.whole"), Values: append(v.wholeness(&sealed), pages.Cell{Text: v.say("audit.open"), Href: pathWhole, For: v.say("nav.whole")})},
	}, Links: []pages.Link{{Text: v.say("nav.lines"), Href: pathLines}, {Text: v.say("nav.holdings"), Href: pathHoldings}, {Text: v.say("nav.rules"), Href: pathRules}, {Text: v.say("nav.retention"), Href: pathRetention}}}
	return v.page(http.StatusOK, pages.Page{Name: "audit", Title: v.say("home.title"), Help: v.say("help.audit"), Body: body, Notices: v.flash()})
}

// waiting says how many wait, and how many of them too long.
func (v *visit) waiting(n, late int) pages.Cell {
	switch {
	case late > 0:
		return pages.Cell{Text: v.say("audit.waiting.late", pages.Number(v.l, n), pages.Number(v.l, late)), Tone: pages.Bad}
	case n > 0:
		return pages.Cell{Text: v.say("audit.waiting", pages.Number(v.l, n)), Tone: pages.Warning}
	}
	return pages.Cell{Text: v.say("audit.waiting.none"), Tone: pages.Good}
}

// wholeness says what the last verification found, and when the record was last sealed.
func (v *visit) wholeness(s *audit.Sealed) []pages.Cell {
	out := []pages.Cell{{Text: v.say("whole.never"), Tone: pages.Warning}}
	if len(s.Verified) > 0 {
		out[0] = v.verdictOf(&s.Verified[0])
	}
	if len(s.Heads) > 0 {
		out = append(out, pages.Cell{Text: v.say("whole.sealed", v.kit.Near(v.l, s.Heads[0].At, v.now()))})
	}
	return out
}

// verdictOf says what a verification found.
func (v *visit) verdictOf(one *audit.Verification) pages.Cell {
	at := v.kit.Near(v.l, one.At, v.now())
	if n := len(one.Report.Findings); n > 0 {
		return pages.Cell{Text: v.say("whole.altered", pages.Number(v.l, n), at), Tone: pages.Bad}
	}
	return pages.Cell{Text: v.say("whole.ok", at), Tone: pages.Good}
}

// personCell is who did something, with the office.
func (v *visit) personCell(n audit.Named, who institution.PersonID, agent change.AgentID, role access.Role) pages.Cell {
	said := v.word("role", string(role))
	switch w, known := n.People[who]; {
	case known:
		return pages.Cell{Text: w.Name.Reveal(), Own: true, Note: joined(" · ", w.Office, said)}
	case !who.IsZero():
		return pages.Cell{Text: who.String(), Note: said}
	case !agent.IsZero():
		return pages.Cell{Text: firstOf(n.Machines[agent], agent.String()), Own: true, Note: said}
	}
	return pages.Cell{Text: firstOf(said, v.say("audit.nobody"))}
}

// joined joins the texts that say something.
func joined(by string, texts ...string) string {
	var out []string
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	return strings.Join(out, by)
}

// mostCodes is how many children a row names. Arbitrary: the line has all.
const mostCodes = 3

// codesOf names children by their codes, some of many.
func (v *visit) codesOf(n audit.Named, minors []minor.ID, most int) pages.Cell {
	var out []string
	for _, m := range minors[:min(len(minors), most)] {
		out = append(out, firstOf(n.Codes[m].Display(), v.say("audit.nocode")))
	}
	cell := pages.Cell{Text: firstOf(strings.Join(out, ", "), v.say("audit.nochild"))}
	if more := len(minors) - most; more > 0 {
		cell.Note = v.say("audit.more", pages.Number(v.l, more))
	}
	return cell
}

// whyField asks why something is done: it stands in the record of access.
func (v *visit) whyField(label, hint, wrong string) pages.Field {
	return pages.Field{Name: "why", Kind: "textarea", Label: v.say(label), Hint: v.say(hint), Required: true, Value: v.field("why"), Error: wrong}
}

// saidWhy reads why, "" if it is not said or too long.
func (v *visit) saidWhy() string {
	why := strings.TrimSpace(v.field("why"))
	if audit.CheckWhy(why) != nil {
		return ""
	}
	return why
}

// reasonText says the reason of a line: what was chosen is a word of ours, what was
// typed stands as it was.
func (v *visit) reasonText(reason string) string {
	chosen, typed, _ := strings.Cut(reason, ": ")
	for _, list := range []string{"reason", "purpose"} {
		if v.kit.Knows(list + "." + chosen) {
			return joined(": ", v.say(list+"."+chosen), typed)
		}
	}
	return firstOf(reason, "–")
}
