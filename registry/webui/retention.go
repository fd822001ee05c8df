package webui

import (
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"faro.example/registry/erasure"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
	"faro.example/shared/right"
)

const pathRetention = "/retention"

// retains reports whether the reader sees what is due to be erased, done and held:
// the Ministry and the auditors (DPR 231/2023 art. 9).
func (v *visit) retains() bool { return access.Allow(v.who, access.ReadRetention) == nil }

// lets reports whether the reader asks for erasures and orders them.
func (v *visit) lets() bool { return access.Allow(v.who, access.OrderErasure) == nil }

func (p *Pages) retentionRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, pathRetention, (*visit).retention},
		{get, pathRetention + "/:handle", (*visit).letForm},
		{post, pathRetention, (*visit).let},
		{get, pathCertificate + ":position", (*visit).erasureCertificate},
		{get, pathCasefile + ":handle/retention", (*visit).letOfCasefile},
	}
}

// retentionBody is what is due, done and held, by month, with what waits for an order.
type retentionBody struct {
	Ask                                                     string // the address of the page that asks; "" for who only reads
	Reviews, Due, Months, Runs, Holds, Strikes, Gone, Rules pages.Table
	Next                                                    string
	Older                                                   string // the address of those who were erased before; "" if there are none
}

// mostDue bounds the children whom the page lists. Arbitrary: a month's.
const mostDue = 200

// retention shows what is due, done and held. It is a dry run: nothing is changed.
func (v *visit) retention() error {
	if !v.retains() {
		return errNoPage
	}
	b := retentionBody{Rules: v.rulesTable(), Next: v.say("retention.lead", pages.Number(v.l, v.desk.Erasures.Years))}
	if v.lets() {
		b.Ask = pathRetention + "/ask"
	}
	for _, fill := range []func(*retentionBody) error{v.fillReviews, v.fillDue, v.fillMonths, v.fillRuns, v.fillHolds, v.fillStrikes, v.fillGone} {
		if err := fill(&b); err != nil {
			return err
		}
	}
	return v.page(http.StatusOK, pages.Page{Name: "retention", Title: v.say("nav.retention"), Help: v.say("help.retention"), Body: b, Notices: v.flash()})
}

// fillReviews shows the dry runs of the months, with what came of each.
func (v *visit) fillReviews(b *retentionBody) error {
	reviews, err := v.desk.Erasures.Reviews(v.ctx, v.because("retention"))
	if err != nil {
		return err
	}
	b.Reviews = pages.Table{Caption: v.say("retention.reviews"), Empty: v.say("retention.noreview"), Head: []pages.Cell{{Text: v.say("retention.month")}, {Text: v.say("retention.state")},
		{Text: v.say("retention.children"), Num: true}, {Text: v.say("retention.goesn"), Num: true}, {Text: v.say("retention.isheld"), Num: true}, {Text: v.say("retention.isblocked"), Num: true}}}
	for i := range reviews {
		r := &reviews[i]
		state := pages.Cell{Text: v.say("retention.state." + r.State())}
		switch {
		case r.State() == "waits" && v.lets():
			state.Href = pathRetention + "/ask"
		case r.State() == "waits":
			state.Text = v.say("retention.state.unasked")
		}
		row := []pages.Cell{{Text: pages.Month(v.l, r.Month), Note: v.kit.Near(v.l, r.MadeAt, v.now())}, state}
		for _, n := range []int{r.Children, r.Goes, r.Held, r.Blocked} {
			row = append(row, pages.Cell{Text: pages.Number(v.l, n), Num: true})
		}
		b.Reviews.Rows = append(b.Reviews.Rows, row)
	}
	return nil
}

func (v *visit) fillDue(b *retentionBody) error {
	due, err := v.desk.Erasures.Plan(v.ctx, v.because("retention"), v.today())
	if err != nil {
		return err
	}
	b.Due = pages.Table{Caption: v.say("retention.due", pages.Number(v.l, len(due))), Empty: v.say("retention.nodue"),
		Head: []pages.Cell{{Text: v.say("retention.code")}, {Text: v.say("retention.on")}, {Text: v.say("retention.rule")}, {Text: v.say("retention.records"), Num: true}, {Text: v.say("retention.files"), Num: true}, {Text: v.say("retention.way")}}}
	for _, x := range due[:min(len(due), mostDue)] {
		var codes, ways []string
		for _, c := range x.Codes {
			codes = append(codes, c.Display())
		}
		if x.Held {
			ways = append(ways, v.say("retention.is.held"))
		}
		for _, w := range x.Blockers {
			ways = append(ways, v.say("retention.way."+w))
		}
		b.Due.Rows = append(b.Due.Rows, []pages.Cell{
			{Text: firstOf(strings.Join(codes, ", "), v.say("audit.nocode"))}, {Text: pages.Date(v.l, x.On)}, {Text: v.say("retention.rule." + x.Rule)},
			{Text: pages.Number(v.l, x.Records), Num: true}, {Text: pages.Number(v.l, x.Files), Num: true}, {Text: firstOf(strings.Join(ways, "; "), v.say("retention.goes"))},
		})
	}
	return nil
}

func (v *visit) fillMonths(b *retentionBody) error {
	span := day.Span{From: v.today().AddYears(-1).Month(), Until: v.today().AddYears(1).NextMonth()}
	months, err := v.desk.Erasures.Months(v.ctx, v.because("retention"), span)
	if err != nil {
		return err
	}
	b.Months = pages.Table{Caption: v.say("retention.months"), Empty: v.say("retention.nodue"), Head: []pages.Cell{{Text: v.say("retention.month")},
		{Text: v.say("retention.isdue"), Num: true}, {Text: v.say("retention.isheld"), Num: true}, {Text: v.say("retention.iserased"), Num: true}, {Text: v.say("retention.isblocked"), Num: true}}}
	for _, m := range months {
		row := []pages.Cell{{Text: pages.Month(v.l, m.From)}}
		for _, n := range []int{m.Due, m.Held, m.Erased, m.Block} {
			row = append(row, pages.Cell{Text: pages.Number(v.l, n), Num: true})
		}
		b.Months.Rows = append(b.Months.Rows, row)
	}
	return nil
}

func (v *visit) fillRuns(b *retentionBody) error {
	runs, err := v.desk.Erasures.Runs(v.ctx, v.because("retention"))
	if err != nil {
		return err
	}
	b.Runs = pages.Table{Caption: v.say("retention.runs"), Empty: v.say("retention.norun"), Head: []pages.Cell{{Text: v.say("retention.asked")}, {Text: v.say("retention.why")}, {Text: v.say("retention.state")},
		{Text: v.say("retention.children"), Num: true}, {Text: v.say("retention.iserased"), Num: true}, {Text: v.say("retention.isheld"), Num: true}, {Text: v.say("retention.isblocked"), Num: true}}}
	for i := range runs {
		r := &runs[i]
		state := pages.Cell{Text: v.say("retention.state." + r.State())}
		if r.State() == "asked" && v.lets() {
			if state.Href, err = v.toOrder(letting{Do: "order", Run: r.ID}); err != nil {
				return err
			}
		}
		b.Runs.Rows = append(b.Runs.Rows, []pages.Cell{{Text: v.kit.Near(v.l, r.AskedAt, v.now())}, {Text: r.Reason, Own: true}, state,
			{Text: pages.Number(v.l, r.Children), Num: true}, {Text: pages.Number(v.l, r.Erased), Num: true}, {Text: pages.Number(v.l, r.Held), Num: true}, {Text: pages.Number(v.l, r.Blocked), Num: true}})
	}
	return nil
}

func (v *visit) fillHolds(b *retentionBody) error {
	holds, err := v.desk.Erasures.Holds(v.ctx, v.because("retention"))
	if err != nil {
		return err
	}
	b.Holds = pages.Table{Caption: v.say("retention.holds"), Empty: v.say("retention.nohold"), Head: v.heads("retention.since", "retention.why", "retention.until", "retention.state")}
	for _, h := range holds {
		until := v.say("retention.lifted")
		if !h.Until.IsZero() {
			until = pages.Date(v.l, h.Until)
		}
		do, text := "ask-lift", "retention.hold.stands"
		if !h.LiftAskedBy.IsZero() {
			do, text = "lift", "retention.hold.asked"
		}
		state := pages.Cell{Text: v.say(text)}
		if v.lets() {
			if state.Href, err = v.toOrder(letting{Do: do, Hold: h.ID}); err != nil {
				return err
			}
		}
		b.Holds.Rows = append(b.Holds.Rows, []pages.Cell{{Text: v.kit.Near(v.l, h.PlacedAt, v.now())}, {Text: h.Reason, Own: true}, {Text: until}, state})
	}
	return nil
}

func (v *visit) fillStrikes(b *retentionBody) error {
	strikes, err := v.desk.Erasures.Strikes(v.ctx, v.because("retention"))
	if err != nil {
		return err
	}
	b.Strikes = pages.Table{Caption: v.say("retention.strikes"), Empty: v.say("retention.nostrike"), Head: v.heads("retention.asked", "retention.why", "retention.state")}
	for _, s := range strikes {
		state := pages.Cell{Text: v.say("retention.strike.asked")}
		switch {
		case s.DoneAt != nil:
			state.Text = v.say("retention.strike.done")
		case !s.OrderedBy.IsZero():
			state.Text = v.say("retention.state.ordered")
		case v.lets():
			if state.Href, err = v.toOrder(letting{Do: "strike", Record: s.Record}); err != nil {
				return err
			}
		}
		b.Strikes.Rows = append(b.Strikes.Rows, []pages.Cell{{Text: v.kit.Near(v.l, s.AskedAt, v.now())}, {Text: s.Reason, Own: true}, state})
	}
	return nil
}

// mostGone bounds the children erased who are listed. Arbitrary.
const mostGone = 100

func (v *visit) fillGone(b *retentionBody) error {
	upTo := uint64(math.MaxInt64)
	if asked := v.c.Query("upto"); asked != "" {
		var err error
		if upTo, err = strconv.ParseUint(asked, 10, 63); err != nil {
			return errNoPage
		}
	}
	done, err := v.desk.Erasures.ErasedUpTo(v.ctx, v.because("retention"), upTo, mostGone+1)
	if err != nil {
		return err
	}
	if len(done) > mostGone {
		b.Older = pathRetention + "?upto=" + strconv.FormatUint(done[mostGone].Position, 10)
		done = done[:mostGone]
	}
	b.Gone = pages.Table{Caption: v.say("retention.gone"), Empty: v.say("retention.nogone"), Head: []pages.Cell{{Text: v.say("retention.at")}, {Text: v.say("retention.rule")}, {Text: v.say("retention.position"), Num: true}, {Text: v.say("retention.waiting")}, {Text: v.say("retention.certificate")}}}
	for _, d := range done {
		waiting := v.say("retention.confirmed")
		if len(d.Waiting) > 0 {
			waiting = v.say("retention.waits", pages.Number(v.l, len(d.Waiting))) + ": " + strings.Join(d.Labels, ", ")
		}
		b.Gone.Rows = append(b.Gone.Rows, []pages.Cell{{Text: v.kit.Near(v.l, d.At, v.now())}, {Text: v.say("retention.rule." + d.Rule)}, {Text: pages.Number(v.l, int(d.Position)), Num: true}, {Text: waiting}, v.certificateCell(d.Position)})
	}
	return nil
}

func (v *visit) rulesTable() pages.Table {
	t := pages.Table{Caption: v.say("retention.rules"), Head: []pages.Cell{{Text: v.say("retention.rule")}, {Text: v.say("retention.years"), Num: true}, {Text: v.say("retention.done")}, {Text: v.say("retention.law")}}}
	for _, r := range v.desk.Erasures.Rules() {
		t.Rows = append(t.Rows, []pages.Cell{{Text: v.say("retention.rule." + r.Name)}, {Text: pages.Number(v.l, r.Years), Num: true}, {Text: v.say("retention.done." + r.Done)}, {Text: r.Source}})
	}
	return t
}

// letting is what is asked for or ordered by a form; it travels sealed.
type letting struct {
	Do     string         `json:"d"`
	Run    erasure.RunID  `json:"r,omitzero"`
	Hold   erasure.HoldID `json:"h,omitzero"`
	Record change.ID      `json:"k,omitzero"`
	Minor  minor.ID       `json:"m,omitzero"`
}

// toOrder is the address of the page on which something is ordered.
func (v *visit) toOrder(l letting) (string, error) {
	h, err := v.seal.text("retention", v.session(), l)
	return pathRetention + "/" + h, err
}

// letForm is the page with one form: to ask, or to order.
func (v *visit) letForm() error {
	if !v.lets() {
		return errNoPage
	}
	l := letting{Do: "ask"}
	if h := v.c.Param("handle"); h != "ask" {
		if err := v.seal.open("retention", v.session(), h, &l); err != nil {
			return err
		}
	}
	return v.showLet(http.StatusOK, l, nil)
}

// letOfCasefile is the page that asks to hold a child, to strike out a record, or to
// erase the child as was granted.
func (v *visit) letOfCasefile() error {
	if !v.lets() {
		return errNoPage
	}
	of, err := v.openedOf()
	if err != nil {
		return err
	}
	f, err := v.read(of)
	if err != nil {
		return err
	}
	l := letting{Do: "hold", Minor: f.Minor}
	if asked := v.c.Query("case"); asked != "" {
		granted := func(r casefile.Right) bool {
			return r.Case.String() == asked && r.State == right.ToDo && r.Asked.Right == right.Erasure && r.Asked.Of.IsZero()
		}
		if !slices.ContainsFunc(f.Rights(), granted) {
			return errNoPage
		}
		l = letting{Do: "ask-for", Minor: f.Minor}
	}
	if asked := v.c.Query("record"); asked != "" {
		i := slices.IndexFunc(f.Records, func(p change.Placed) bool { return p.ID.String() == asked })
		if i < 0 {
			return errNoPage
		}
		l = letting{Do: "ask-strike", Minor: f.Records[i].Minor, Record: f.Records[i].ID}
	}
	return v.showLet(http.StatusOK, l, nil)
}

// letBody is the page of one form.
type letBody struct {
	Says string
	Form pages.Form
}

func (v *visit) showLet(status int, l letting, wrong map[string]string) error {
	sealed, err := v.seal.text("retention", v.session(), l)
	if err != nil {
		return err
	}
	f := pages.Form{Action: pathRetention, Submit: v.say("retention.do." + l.Do), Danger: l.Do != "hold" && l.Do != "ask-lift", Cancel: &pages.Link{Text: v.say("nav.retention"), Href: pathRetention}}
	fields := []pages.Field{{Name: "of", Kind: "hidden", Value: sealed}}
	switch l.Do {
	case "ask":
		fields = append(fields, pages.Field{Name: "until", Kind: "text", Label: v.say("retention.until"), Required: true, Short: true, Error: wrong["until"], Value: firstOf(v.field("until"), pages.ShortDate(v.today()))})
	case "hold":
		fields = append(fields, pages.Field{Name: "until", Kind: "text", Label: v.say("retention.until"), Hint: v.say("retention.until.hint"), Short: true, Error: wrong["until"], Value: v.field("until")})
	}
	if slices.Contains([]string{"order", "strike"}, l.Do) {
		fields = append(fields, pages.Field{Name: "choice", Kind: "radio", Label: v.say("retention.choice"), Required: true, Error: wrong["choice"], Value: v.field("choice"),
			Options: []pages.Option{{Value: "yes", Text: v.say("retention.choice." + l.Do)}, {Value: "no", Text: v.say("retention.choice.no")}}})
	} else if l.Do != "lift" {
		fields = append(fields, pages.Field{Name: "why", Kind: "textarea", Label: v.say("retention.why"), Hint: v.say("retention.why.hint"), Required: true, Error: wrong["why"], Value: v.field("why")})
	}
	f.Groups = []pages.Group{{Fields: fields}}
	return v.page(status, pages.Page{Name: "let", Title: v.say("retention.do." + l.Do), Help: v.say("help.retention"), Body: letBody{Says: v.say("retention.says." + l.Do), Form: f}})
}

// let does what a form asks for, by who has proved to be there a moment ago.
func (v *visit) let() error {
	if !v.lets() {
		return errNoPage
	}
	if err := v.ours(); err != nil {
		return err
	}
	var l letting
	if err := v.seal.open("retention", v.session(), v.field("of"), &l); err != nil {
		return err
	}
	if ok, err := v.proven(); !ok {
		return err
	}
	wrong, err := v.letOnce(l)
	if len(wrong) > 0 {
		return v.showLet(http.StatusUnprocessableEntity, l, wrong)
	}
	if fault.Is(err, fault.Denied) || fault.Is(err, fault.NotFound) || fault.Is(err, fault.Conflict) {
		text, _ := v.translated(v.l, fault.As(err).Detail)
		return v.showLet(http.StatusConflict, l, map[string]string{"choice": text, "why": text})
	}
	if err != nil {
		return err
	}
	v.c.Redirect(http.StatusSeeOther, pathRetention+"?done=retention")
	return nil
}

// letOnce does it, or says which fields are wrong.
func (v *visit) letOnce(l letting) (wrong map[string]string, err error) {
	d, who, why := v.desk.Erasures, v.because("retention"), strings.TrimSpace(v.field("why"))
	wrong = map[string]string{}
	var until day.Date
	if typed := strings.TrimSpace(v.field("until")); typed != "" || l.Do == "ask" {
		if until, err = parseDay(typed); err != nil {
			wrong["until"] = v.say("day.bad")
			return wrong, nil
		}
	}
	choice := v.field("choice")
	switch {
	case slices.Contains([]string{"order", "strike"}, l.Do) && choice != "yes" && choice != "no":
		wrong["choice"] = v.say("retention.nochoice")
		return wrong, nil
	case slices.Contains([]string{"ask", "ask-for", "hold", "ask-lift", "ask-strike"}, l.Do) && len([]rune(why)) < 10:
		wrong["why"] = v.say("retention.nowhy")
		return wrong, nil
	}
	switch l.Do + "/" + choice {
	case "ask/":
		_, err = d.Ask(v.ctx, who, until, why)
	case "ask-for/":
		_, err = d.AskFor(v.ctx, who, l.Minor, why)
	case "order/yes":
		err = d.Order(v.ctx, who, l.Run)
	case "order/no":
		err = d.Withdraw(v.ctx, who, l.Run)
	case "hold/":
		_, err = d.Place(v.ctx, who, l.Minor, until, why)
	case "ask-lift/":
		err = d.AskLift(v.ctx, who, l.Hold, why)
	case "lift/":
		err = d.Lift(v.ctx, who, l.Hold)
	case "ask-strike/":
		err = d.AskStrike(v.ctx, who, l.Minor, l.Record, why)
	case "strike/yes":
		err = d.OrderStrike(v.ctx, who, l.Record)
	case "strike/no":
		err = d.RefuseStrike(v.ctx, who, l.Record)
	default:
		err = errNoPage
	}
	if e := fault.As(err); err != nil && e.Field != "" {
		text, _ := v.translated(v.l, e.Detail)
		return map[string]string{e.Field: text}, nil
	}
	return nil, err
}
