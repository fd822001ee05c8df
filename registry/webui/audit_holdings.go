package webui

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"faro.example/registry/audit"
	"faro.example/shared/change"
	"faro.example/shared/pages"
)

// holdingAsked is what an installation had, in an address.
type holdingAsked struct {
	Machine audit.Machine `json:"m"`
	At      time.Time     `json:"t"`
	Why     string        `json:"w"`
}

// askHoldings asks of which installation, and when.
func (v *visit) askHoldings() error { return v.showHoldings(http.StatusOK, auditBody{}, nil, nil) }

func (v *visit) showHoldings(status int, body auditBody, offered []audit.Machine, wrong map[string]string) error {
	if !v.asksHoldings() {
		return errNoPage
	}
	machine := pages.Field{Name: "machine", Kind: "text", Label: v.say("holdings.machine"), Hint: v.say("holdings.machine.hint"), Required: true, Value: v.field("machine"), Error: wrong["machine"]}
	if len(offered) > 1 {
		machine = pages.Field{Name: "machine", Kind: "radio", Label: v.say("holdings.which"), Required: true, Error: wrong["machine"]}
		for _, m := range offered {
			machine.Options = append(machine.Options, pages.Option{Value: m.ID.String(), Text: m.Label, Note: joined(" · ", v.word("role", string(m.Role)), m.ID.String())})
		}
	}
	on := pages.Field{Name: "on", Kind: "text", Label: v.say("holdings.on"), Hint: v.say("day.hint"), Required: true, Short: true, Value: firstOf(v.field("on"), pages.ShortDate(v.today())), Error: wrong["on"]}
	form := pages.Form{Action: pathHoldings, Submit: v.say("holdings.submit"), Groups: []pages.Group{{Fields: []pages.Field{machine, on, v.whyField("lines.why", "lines.why.hint", wrong["why"])}}}}
	body.Forms = []auditForm{{Title: v.say("holdings.form"), Form: form, Folded: len(body.Tables) > 0}}
	return v.page(status, pages.Page{Name: "audit", Title: v.say("holdings.title"), Help: v.say("help.holdings"), Body: body})
}

// findHoldings leads to what an installation had at the end of a day.
func (v *visit) findHoldings() error {
	if err := v.ours(); err != nil {
		return err
	}
	wrong := map[string]string{}
	of := holdingAsked{Why: v.saidWhy()}
	if of.Why == "" {
		wrong["why"] = v.say("audit.nowhy")
	}
	on, err := parseDay(v.field("on"))
	if err != nil {
		wrong["on"] = v.say("day.bad")
	}
	var found []audit.Machine
	if words := strings.TrimSpace(v.field("machine")); words != "" {
		if found, err = v.desk.Record.Machines(v.ctx, v.who, words); err != nil {
			return err
		}
	}
	switch len(found) {
	case 0:
		wrong["machine"] = v.say("holdings.nomachine")
	case 1:
		of.Machine = found[0]
	default:
		wrong["machine"] = v.say("holdings.choose")
	}
	if len(wrong) > 0 {
		return v.showHoldings(http.StatusUnprocessableEntity, auditBody{}, found, wrong)
	}
	of.At = startOf(on.Add(1)).Add(-time.Second)
	if now := v.now(); of.At.After(now) {
		of.At = now
	}
	h, err := v.seal.text("holdings", v.session(), of)
	if err != nil {
		return err
	}
	v.c.Redirect(http.StatusSeeOther, pathHoldings+"/"+h)
	return nil
}

// holdings shows which sections of which children an installation had, and since which
// record.
func (v *visit) holdings() error {
	var of holdingAsked
	if err := v.seal.open("holdings", v.session(), v.c.Param("handle"), &of); err != nil {
		return err
	}
	found, err := v.desk.Record.Holdings(v.ctx, v.because(of.Why), of.Machine.ID, of.At)
	if err != nil {
		return err
	}
	t := pages.Table{Caption: v.say("holdings.caption"), Empty: v.say("holdings.empty"), Head: []pages.Cell{{Text: v.say("holdings.child")}, {Text: v.say("holdings.reason")},
		{Text: v.say("holdings.since")}, {Text: v.say("holdings.until")}, {Text: v.say("holdings.sections")}}}
	for i := range found {
		t.Rows = append(t.Rows, v.holdingRow(&found[i]))
	}
	state := pages.Cell{Text: of.Machine.Label, Own: true, Note: v.word("role", string(of.Machine.Role))}
	body := auditBody{Tables: []pages.Table{t}, Items: []pages.Item{{Term: v.say("holdings.machine"), Values: []pages.Cell{state}},
		{Term: v.say("holdings.at"), Values: []pages.Cell{{Text: v.instant(of.At)}}}, {Term: v.say("holdings.count"), Values: []pages.Cell{{Text: pages.Number(v.l, len(found))}}}}}
	if of.Machine.Revoked {
		body.Items[0].Values = append(body.Items[0].Values, pages.Cell{Text: v.say("holdings.revoked"), Tone: pages.Warning})
	}
	return v.showHoldings(http.StatusOK, body, nil, nil)
}

func (v *visit) holdingRow(h *audit.Holding) []pages.Cell {
	since, until := pages.Cell{Text: "–"}, pages.Cell{Text: "–"}
	if h.Since != nil {
		since = pages.Cell{Text: v.instant(*h.Since), Note: v.say("holdings.position", strconv.FormatUint(h.Position, 10))}
	}
	if h.Until != nil {
		until.Text = v.instant(*h.Until)
	}
	return []pages.Cell{{Text: firstOf(h.Code.Display(), v.say("audit.nocode"))}, {Text: v.word("holding", h.Why)}, since, until, {Text: v.sectionsText(h.Sections)}}
}

// sectionsText names sections.
func (v *visit) sectionsText(list []change.Section) string {
	var out []string
	for _, s := range list {
		out = append(out, v.word("section", string(s)))
	}
	return firstOf(strings.Join(out, ", "), v.say("holdings.ownonly"))
}
