package webui

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"faro.example/registry/pki"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/pages"
)

// operates reports whether the reader looks after the installations.
func (v *visit) operates() bool { return access.Allow(v.who, access.Operate) == nil }

// What makes an installation one to look at. Arbitrary: a clock that is five
// minutes off moves what happens about midnight to another day; a certificate is
// renewed when a third of its life is left, so one that has less has not been.
const (
	clockOff  = 5 * time.Minute
	endsSoon  = 24 * time.Hour
	mostShown = 200 // rows of a list that is not searched
)

// ails says what is wrong with an installation, the gravest first.
func (v *visit) ails(i pki.Installation) (out []string) {
	if i.State == pki.IsRevoked {
		return nil
	}
	if i.State == pki.IsSilent || i.State == pki.IsLocked {
		out = append(out, v.say("centre."+string(i.State)))
	}
	if skewed(i) {
		out = append(out, v.say("centre.clock"))
	}
	if older(i) {
		out = append(out, v.say("centre.older"))
	}
	if i.ValidUntil.Before(v.now().Add(endsSoon)) {
		out = append(out, v.say("centre.ends"))
	}
	return out
}

func skewed(i pki.Installation) bool {
	return i.ToldAt != nil && time.Duration(max(i.Skew, -i.Skew))*time.Second > clockOff
}

// older: it folds by rules that the registry has left behind, and says so on its
// own pages too.
func older(i pki.Installation) bool { return i.ToldAt != nil && i.Rules < casefile.Rules }

// agentsBody is the list of installations, with the codes that wait for one.
type agentsBody struct {
	Table   pages.Table
	Links   []pages.Link
	Query   string
	More    string
	Enrols  bool
	Waiting []waitingCode
}

// waitingCode is a code that was given out and not used yet.
type waitingCode struct {
	Label, Until string
	Sealed       string
}

// centres shows the installations: those that somebody has to look at, first.
func (v *visit) centres() error {
	if !v.operates() {
		return errNoPage
	}
	all, err := v.desk.Machines.List(v.ctx)
	if err != nil {
		return err
	}
	which, asked := v.c.Query("which"), strings.TrimSpace(v.c.Query("find"))
	var offices []institution.OfficeID
	for _, i := range all {
		offices = append(offices, i.Offices...)
	}
	called, err := v.names(offices...)
	if err != nil {
		return err
	}
	body := agentsBody{Query: asked, Enrols: v.enrols(), Table: pages.Table{Caption: v.say("centres.caption"), Empty: v.say("centres.empty"),
		Head: v.heads("centres.who", "centres.state", "centres.seen", "centres.unsent", "centres.waiting", "centres.program", "centres.until")}}
	body.Table.Head[3].Num, body.Table.Head[4].Num = true, true
	kinds := []string{"ails", "all", "revoked"}
	if !slices.Contains(kinds, which) {
		which = "all"
	}
	counts := map[string]int{}
	for _, i := range all {
		for _, k := range kinds {
			if !v.isOf(i, k) {
				continue
			}
			if counts[k]++; k == which && found(i, called, asked) && len(body.Table.Rows) < mostShown {
				row, err := v.agentRow(i, called)
				if err != nil {
					return err
				}
				body.Table.Rows = append(body.Table.Rows, row)
			}
		}
	}
	for _, k := range kinds {
		body.Links = append(body.Links, pages.Link{Text: v.say("centres."+k, pages.Number(v.l, counts[k])), Href: pathCentres + "?which=" + k, Here: k == which})
	}
	if len(body.Table.Rows) == mostShown {
		body.More = v.say("centres.more", pages.Number(v.l, mostShown))
	}
	if asked != "" && len(body.Table.Rows) == 0 {
		body.Table.Empty = v.say("centres.none")
	}
	if body.Waiting, err = v.waitingCodes(); err != nil {
		return err
	}
	return v.show("centres", "centres.title", body)
}

func (v *visit) isOf(i pki.Installation, kind string) bool {
	switch kind {
	case "revoked":
		return i.State == pki.IsRevoked
	case "ails":
		return len(v.ails(i)) > 0
	}
	return i.State != pki.IsRevoked
}

// found reports whether words that somebody typed are in an installation's name or
// that of an office for which it speaks.
func found(i pki.Installation, called names, words string) bool {
	text := strings.ToLower(i.Label)
	for _, o := range i.Offices {
		text += " " + strings.ToLower(called[o].Name+" "+called[o].Code)
	}
	return !slices.ContainsFunc(strings.Fields(strings.ToLower(words)), func(w string) bool { return !strings.Contains(text, w) })
}

func (v *visit) agentRow(i pki.Installation, called names) ([]pages.Cell, error) {
	at, err := v.agentAddress(i.ID)
	if err != nil {
		return nil, err
	}
	unsent, program := pages.Cell{Text: v.say("centres.untold"), Num: true}, pages.Cell{Text: v.say("centres.untold")}
	if i.ToldAt != nil {
		unsent = pages.Cell{Text: pages.Number(v.l, i.Unsent), Num: true, Note: v.kit.Near(v.l, *i.ToldAt, v.now())}
		program = pages.Cell{Text: i.Program, Own: true, Note: v.clockOf(i)}
	}
	if older(i) {
		program.Text, program.Tone, program.Own = v.say("centre.older"), pages.Warning, false
	}
	return []pages.Cell{
		{Text: i.Label, Own: true, Href: at, Note: v.officesOf(i, called)}, v.stateOf(i), {Text: v.kit.Near(v.l, i.SeenAt, v.now())},
		unsent, {Text: pages.Number(v.l, i.Waiting), Num: true}, program, v.certificate(i),
	}, nil
}

func (v *visit) officesOf(i pki.Installation, called names) string {
	var out []string
	for _, o := range i.Offices {
		if name := called.of(o); name != "" && name != i.Label {
			out = append(out, name)
		}
	}
	if len(i.Offices) == 0 {
		return v.say("role." + string(i.Role))
	}
	return strings.Join(out, ", ")
}

func (v *visit) stateOf(i pki.Installation) pages.Cell {
	tones := map[pki.State]pages.Tone{pki.IsSilent: pages.Bad, pki.IsLocked: pages.Warning, pki.IsOpen: pages.Good, pki.IsRevoked: pages.Neutral}
	cell := pages.Cell{Text: v.say("centre." + string(i.State)), Tone: tones[i.State]}
	if i.State != pki.IsOpen {
		cell.Note = v.kit.Since(v.l, i.Since, v.now())
	}
	return cell
}

func (v *visit) certificate(i pki.Installation) pages.Cell {
	cell := pages.Cell{Text: pages.Date(v.l, dayOf(i.ValidUntil))}
	if i.State != pki.IsRevoked && i.ValidUntil.Before(v.now().Add(endsSoon)) {
		cell.Tone = pages.Warning
	}
	return cell
}

// clockOf says how an installation's clock runs, by its own word.
func (v *visit) clockOf(i pki.Installation) string {
	minutes := pages.Number(v.l, max(i.Skew, -i.Skew)/60)
	switch {
	case !skewed(i):
		return v.say("centres.clock.right")
	case i.Skew > 0:
		return v.say("centres.clock.ahead", minutes)
	}
	return v.say("centres.clock.behind", minutes)
}

// agentOf is the installation that an address is about.
type agentOf struct {
	Agent change.AgentID `json:"a"`
}

func (v *visit) agentAddress(agent change.AgentID) (string, error) {
	h, err := v.seal.text("agent", v.session(), agentOf{agent})
	return pathCentres + "/" + h, err
}

// installation finds the one that the address is about.
func (v *visit) installation() (i pki.Installation, at string, err error) {
	if !v.operates() {
		return i, "", errNoPage
	}
	var of agentOf
	if err := v.seal.open("agent", v.session(), v.c.Param("handle"), &of); err != nil {
		return i, "", err
	}
	i, err = v.desk.Machines.Find(v.ctx, of.Agent)
	return i, pathCentres + "/" + v.c.Param("handle"), err
}

// agentBody is one installation.
type agentBody struct {
	Name   string
	Ails   []string
	Items  []pages.Item
	Form   *pages.Form // by which it is revoked; nil of one that is
	Lost   string      // the address of the page for one that was stolen
	Anew   string      // of the page that enrols another in its place
	Office string
}

// centre shows one installation whole, with what can be done about it.
func (v *visit) centre() error { return v.showCentre(http.StatusOK, "") }

func (v *visit) showCentre(status int, wrong string) error {
	i, at, err := v.installation()
	if err != nil {
		return err
	}
	called, err := v.names(i.Offices...)
	if err != nil {
		return err
	}
	body := agentBody{Name: i.Label, Ails: v.ails(i), Items: v.agentItems(i, called), Lost: at + "/lost"}
	if len(i.Offices) > 0 && v.enrols() {
		body.Anew = pathEnrol + "?office=" + called[i.Offices[0]].Code
	}
	if i.State != pki.IsRevoked {
		why := pages.Field{Name: "why", Kind: "text", Label: v.say("centres.why"), Hint: v.say("centres.why.hint"), Value: v.field("why"), Required: true, Max: maxWords, Error: wrong}
		body.Form = &pages.Form{Action: at, Submit: v.say("centres.revoke"), Danger: true, Marked: true,
			Groups: []pages.Group{{Legend: v.say("centres.revoke.title"), Fields: []pages.Field{why}}},
			Says:   []string{v.say("centres.revoke.says"), v.say("centres.revoke.unsent"), v.say("centres.revoke.alone")}}
	}
	return v.page(status, pages.Page{Name: "centre", Title: v.say("centres.one"), Help: v.say("help.centre"), Body: body, Notices: v.flash()})
}

func (v *visit) agentItems(i pki.Installation, called names) []pages.Item {
	item := func(key string, cells ...pages.Cell) pages.Item {
		return pages.Item{Term: v.say("centres." + key), Values: cells}
	}
	text := func(s string) pages.Cell { return pages.Cell{Text: s} }
	var offices []pages.Cell
	for _, o := range i.Offices {
		offices = append(offices, pages.Cell{Text: firstOf(called.of(o), v.say("office.unknown")), Own: true, Note: called[o].Code})
	}
	out := []pages.Item{item("state", v.stateOf(i)), item("speaks", offices...), item("seen", text(v.kit.Near(v.l, i.SeenAt, v.now())))}
	if i.LastPushAt != nil {
		out = append(out, item("pushed", text(v.kit.Near(v.l, *i.LastPushAt, v.now()))))
	}
	out = append(out, item("unsent", v.agentUnsent(i)), item("waiting", pages.Cell{Text: pages.Number(v.l, i.Waiting), Note: v.say("centres.waiting.note")}))
	if i.ToldAt != nil {
		program := pages.Cell{Text: i.Program, Own: true}
		if older(i) {
			program.Note = v.say("centre.older")
		}
		out = append(out, item("program", program), item("clock", text(v.clockOf(i))))
	}
	out = append(out, item("until", v.certificate(i)), item("enrolled", text(v.kit.Near(v.l, i.EnrolledAt, v.now()))), item("id", text(i.ID.String())))
	if !i.Replaces.IsZero() {
		out = append(out, item("replaces", text(i.Replaces.String())))
	}
	if i.State == pki.IsRevoked {
		out = append(out, item("revoked.why", pages.Cell{Text: v.say("revoked." + i.RevokedWhy), Note: i.RevokedWords}))
	}
	return out
}

func (v *visit) agentUnsent(i pki.Installation) pages.Cell {
	if i.ToldAt == nil {
		return pages.Cell{Text: v.say("centres.untold")}
	}
	return pages.Cell{Text: pages.Number(v.l, i.Unsent), Note: v.say("centres.told", v.kit.Near(v.l, *i.ToldAt, v.now()))}
}

// revoke revokes an installation at once, for the reason stated.
func (v *visit) revoke() error {
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
	why := strings.TrimSpace(v.field("why"))
	if len(why) < 3 || len(why) > maxWords {
		text, _ := pages.Fault(v.l, errWhy.Detail, errWhy.Remedy)
		return v.showCentre(http.StatusUnprocessableEntity, text)
	}
	if err := v.desk.Machines.RevokeAs(v.ctx, v.because(why), i.ID); err != nil {
		return err
	}
	v.c.Redirect(http.StatusSeeOther, at+"?done=revoked")
	return nil
}

// errWhy is what is said where a reason is missing that is kept.
var errWhy = &fault.Error{Kind: fault.Invalid, Field: "why", Detail: "the reason is not said", Remedy: "say in a few words why: it is kept"}
