package webui

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strings"
	"time"

	"faro.example/registry/audit"
	"faro.example/registry/breach"
	"faro.example/registry/paper"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
	"faro.example/shared/sheet"
)

// lost is a machine that somebody has said is out of hand. Its page keeps it in
// the address, so that it can be left and found again in the same sign-in.
type lost struct {
	Agent change.AgentID `json:"a"`
	At    time.Time      `json:"t"`
	Made  time.Time      `json:"m"` // when one became aware of it: from then the hours run
	Words string         `json:"w"`
}

// askLost asks since when a machine is out of hand, and what happened.
func (v *visit) askLost() error {
	i, at, err := v.installation()
	if err != nil {
		return err
	}
	if ok, err := v.proven(); !ok {
		return err
	}
	return v.showAskLost(http.StatusOK, i.Label, at, nil)
}

func (v *visit) showAskLost(status int, label, at string, wrong map[string]string) error {
	field := func(name string, short bool) pages.Field {
		return pages.Field{Name: name, Kind: "text", Label: v.say("lost." + name), Hint: v.say("lost." + name + ".hint"), Value: v.field(name),
			Required: true, Short: short, Max: maxWords, Error: wrong[name]}
	}
	on := field("day", true)
	on.Value = firstOf(on.Value, pages.ShortDate(v.today()))
	form := pages.Form{Action: at + "/lost", Submit: v.say("lost.submit"), Danger: true, Marked: true,
		Groups: []pages.Group{{Fields: []pages.Field{on, field("hour", true), field("words", false)}}},
		Says:   []string{v.say("lost.says.revoke"), v.say("lost.says.list"), v.say("lost.says.drafts")},
		Cancel: &pages.Link{Text: v.say("form.cancel"), Href: at}}
	body := struct {
		Name string
		Form pages.Form
	}{label, form}
	return v.page(status, pages.Page{Name: "lost", Title: v.say("lost.title"), Help: v.say("help.lost"), Body: body})
}

// reportLost revokes the machine at once and leads to all there is to say of it.
func (v *visit) reportLost() error {
	i, at, err := v.installation()
	if err != nil {
		return err
	}
	if err := v.ours(); err != nil {
		return err
	}
	if ok, err := v.proven(); !ok {
		return err
	}
	since, err := clockTyped(v.field("day"), v.field("hour"))
	words := minor.Text(strings.TrimSpace(v.field("words")))
	if err == nil && len(words.Reveal()) < 3 {
		err = fault.Field("words", errWhy.Detail, errWhy.Remedy)
	}
	if err == nil {
		err = words.Check("words", maxWords)
	}
	of := lost{Agent: i.ID, At: since, Made: v.now(), Words: words.Reveal()}
	if err == nil {
		_, err = v.breached(of)
	}
	if e := fault.As(err); fault.Is(err, fault.Invalid) {
		text, _ := pages.Fault(v.l, e.Detail, e.Remedy)
		name := e.Field
		if name == "at" || name == "" {
			name = "hour"
		}
		return v.showAskLost(http.StatusUnprocessableEntity, i.Label, at, map[string]string{name: text})
	}
	if err != nil {
		return err
	}
	h, err := v.seal.text("lost", v.session(), of)
	if err != nil {
		return err
	}
	v.c.Redirect(http.StatusSeeOther, pathLost+"/"+h)
	return nil
}

// breached asks, for the reason stated, and leaves the lines that it leaves.
func (v *visit) breached(of lost) (*breach.Breach, error) {
	b, err := v.desk.Breaches.Answer(v.ctx, v.because(of.Words), breach.Loss{Agent: of.Agent, At: of.At})
	if err == nil {
		b.Made = of.Made
	}
	return b, err
}

// lostOf is the loss that the address is about.
func (v *visit) lostOf() (*breach.Breach, error) {
	var of lost
	if !v.operates() {
		return nil, errNoPage
	}
	if err := v.seal.open("lost", v.session(), v.c.Param("handle"), &of); err != nil {
		return nil, err
	}
	return v.breached(of)
}

// lostBody is the list of the children concerned, with what is left to do.
type lostBody struct {
	Name  string
	Items []pages.Item
	Files []pages.Link
	Todo  []string
	Table pages.Table
}

// lost shows whose data may have been on the machine, and what is left to do.
func (v *visit) lost() error {
	b, err := v.lostOf()
	if err != nil {
		return err
	}
	at := pathLost + "/" + v.c.Param("handle")
	near := func(t time.Time) []pages.Cell { return []pages.Cell{{Text: v.kit.Near(v.l, t, v.now())}} }
	body := lostBody{Name: b.Machine.Label, Items: []pages.Item{
		{Term: v.say("lost.since"), Values: near(b.Loss.At)}, {Term: v.say("lost.revoked"), Values: near(b.Revoked)},
		{Term: v.say("lost.children"), Values: []pages.Cell{{Text: pages.Number(v.l, len(b.Children))}}},
		{Term: v.say("lost.deadline"), Values: near(b.Deadline())},
	}}
	for _, as := range []string{"html", "pdf", "csv"} {
		body.Files = append(body.Files, pages.Link{Text: v.say("lost.file." + as), Href: at + "/" + as})
	}
	for _, key := range []string{"police", "ask", "authority", "letters", "book", "anew"} {
		body.Todo = append(body.Todo, v.say("lost.todo."+key))
	}
	body.Table = pages.Table{Caption: v.say("lost.caption"), Empty: v.say("lost.nobody"), Head: v.heads("lost.code", "lost.why", "lost.to")}
	for _, c := range b.Children {
		body.Table.Rows = append(body.Table.Rows, []pages.Cell{{Text: codeOrID(c)}, {Text: v.heldBecause(c.Why)}, {Text: firstOf(strings.Join(c.To, ", "), v.say("lost.tonobody")), Own: true}})
	}
	return v.show("lost-list", "lost.result", body)
}

func codeOrID(c breach.Child) string {
	if c.Code == "" {
		return c.Minor.String()
	}
	return c.Code.Display()
}

func (v *visit) heldBecause(why string) string {
	if why == audit.InScope || why == audit.Left || why == audit.Wrote {
		return v.say("lost.why." + why)
	}
	return why
}

// lostFile gives the page with all drafts, or the list, as a file.
func (v *visit) lostFile() error {
	as := v.c.Param("as")
	if as != "html" && as != "pdf" && as != "csv" {
		return errNoPage
	}
	b, err := v.lostOf()
	if err != nil {
		return err
	}
	var text []byte
	media := map[string]string{"html": "text/html; charset=utf-8", "pdf": "application/pdf", "csv": "text/csv; charset=utf-8"}[as]
	switch as {
	case "pdf":
		text, err = v.desk.Press.PDF(v.ctx, b.Document())
	case "csv":
		text, err = lostSheet(b)
	default:
		text, err = paper.Page(b.Document())
	}
	if err != nil {
		return err
	}
	harden(v.c)
	v.c.Header("Content-Disposition", `attachment; filename="violazione-`+b.Made.In(day.Rome).Format("2006-01-02")+"."+as+`"`)
	v.c.Data(http.StatusOK, media, text)
	return nil
}

func lostSheet(b *breach.Breach) ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	rows := [][]string{{"minor", "code", "why", "responsible"}}
	for _, c := range b.Children {
		rows = append(rows, []string{c.Minor.String(), string(c.Code), c.Why, sheet.Guard(strings.Join(c.To, "; "))})
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
