package localui

import (
	"database/sql"
	"net/http"
	"slices"
	"strconv"

	"faro.example/agent/draft"
	"faro.example/agent/localdb"
	"faro.example/agent/replica"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
	"faro.example/shared/socialfile"
)

// The pages of the forms of the social file.
const (
	pageInterview = "socialfile-interview"
	pagePlan      = "socialfile-plan"
	pageNote      = "socialfile-note"
	pageCorrect   = "socialfile-correct"
)

// socialKinds are the forms by which the social file is written.
func socialKinds() []kind {
	about := func(page string, open func(*visit, localdb.Querier, *draft.Form) error, groups func(*visit, *draft.Form) ([]pages.Group, error), says func(*answers) []change.Body) kind {
		record := func(v *visit, tx *sql.Tx, f *draft.Form) ([]change.ID, error) { return v.recordSocial(tx, f, says) }
		return kind{page: page, child: true, sections: change.Social(), open: open, groups: groups, record: record}
	}
	return []kind{
		about(pageInterview, openInterview, interviewGroups, interviewed),
		about(pagePlan, openPlan, planGroups, planned),
		about(pageNote, openNote, noteGroups, noted),
		about(pageCorrect, openCorrection, noteGroups, noted),
	}
}

// recordSocial writes the records that a form of the social file says, in one
// transaction: what belongs in another section is a record of its own there.
func (v *visit) recordSocial(tx *sql.Tx, f *draft.Form, says func(*answers) []change.Body) ([]change.ID, error) {
	h, err := v.child(tx, f.About)
	if err != nil {
		return nil, err
	}
	r := &answers{v: v, f: f, child: h.File}
	on := dayOf(f, "on", &r.wrongs)
	var out []change.ID
	for _, body := range says(r) {
		if err := body.Validate(); err != nil && len(r.wrongs) == 0 {
			r.add(last(fault.As(err).Field), err)
		}
		if len(r.wrongs) > 0 {
			return nil, r.or(nil)
		}
		written, err := v.append(tx, v.draftOf(f, f.About, on, body))
		if err != nil {
			return nil, err
		}
		out = append(out, written...)
	}
	return out, r.or(nil)
}

// social is a field of the social file, by the name that its body has for it.
func (v *visit) social(f *draft.Form, name string, required bool, most int) pages.Field {
	out := v.field(f, name, "text")
	out.Label, out.Required, out.Max = v.say("social.field."+name), required, most
	if most > socialfile.MaxLine {
		out.Kind, out.Rows = "textarea", 4
	}
	if hint := "social.field." + name + ".hint"; v.kit.Knows(hint) {
		out.Hint = v.say(hint)
	}
	return out
}

// chosen is a field of the social file of which one word of a list is chosen, or
// some are ticked.
func (v *visit) chosen(f *draft.Form, name, kind, list string, values []string) pages.Field {
	out := v.social(f, name, kind == "select", 0)
	out.Kind = kind
	if kind == "select" {
		out.Options = []pages.Option{{}}
	}
	for _, value := range values {
		out.Options = append(out.Options, pages.Option{Value: value, Text: v.say(list + "." + value)})
	}
	return out
}

// notes gives the sensitivities of the notes that this office may write.
func notes() (out []string) {
	for _, s := range socialfile.Sensitivities() {
		if access.MayWrite(access.Centre, socialfile.Note{}.Kind(), change.SectionOf(socialfile.Note{Sensitivity: s}), access.InScope) {
			out = append(out, string(s))
		}
	}
	return out
}

// openInterview fills in the day, and the guardian who ought to be there.
func openInterview(v *visit, q localdb.Querier, f *draft.Form) error {
	h, err := v.child(q, f.About)
	if err != nil {
		return err
	}
	for _, g := range h.File.Guardian.On(day.FromTime(v.Now())) {
		f.Fields.Set("guardian", v.guardianName(g.Who))
	}
	return withToday(v, q, f)
}

func interviewGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	language := v.social(f, "language", true, 35)
	language.Short = true
	all := []pages.Field{
		v.dayField(f, "on"), v.social(f, "by", true, socialfile.MaxLine), v.chosen(f, "as", "select", "profession", words(socialfile.Professions()...)),
		v.social(f, "mediator", false, socialfile.MaxLine), v.social(f, "without", false, socialfile.MaxLine), v.social(f, "guardian", false, socialfile.MaxLine), language,
		v.social(f, "story", true, socialfile.MaxStory), v.social(f, "ties", false, socialfile.MaxStory),
		v.chosen(f, "vulnerable", "checks", "vulnerability", words(socialfile.Vulnerabilities()...)), v.social(f, "why", false, socialfile.MaxStory),
		v.social(f, "words", false, socialfile.MaxNote), v.social(f, "silent", false, socialfile.MaxLine), v.social(f, "solution", false, socialfile.MaxStory),
	}
	for _, s := range notes() {
		if s != string(socialfile.Ordinary) {
			all = append(all, v.social(f, "of-"+s, false, socialfile.MaxNote))
		}
	}
	return fields(all...)
}

func (r *answers) voice() socialfile.Voice {
	return socialfile.Voice{Words: r.text("words"), Silent: r.text("silent")}
}

// interviewed says what came of an interview; what belongs in another section
// becomes a note there.
func interviewed(r *answers) []change.Body {
	body := socialfile.Interview{
		By: r.text("by"), As: socialfile.Profession(r.f.Fields.Get("as")), Mediator: r.text("mediator"), Without: r.text("without"), Guardian: r.text("guardian"),
		Language: r.text("language").Reveal(), Story: r.text("story"), Ties: r.text("ties"), Why: r.text("why"), Opinion: r.voice(), Solution: r.text("solution"),
	}
	for _, v := range r.f.Fields["vulnerable"] {
		body.Vulnerable = append(body.Vulnerable, socialfile.Vulnerability(v))
	}
	out := []change.Body{body}
	for _, s := range notes() {
		if text := r.text("of-" + s); text != "" {
			out = append(out, socialfile.Note{Subject: minor.Text(r.v.say("social.frominterview")), Sensitivity: socialfile.Sensitivity(s), Text: text})
		}
	}
	return out
}

// spareGoals is how many goals can be added in one go. Arbitrary.
const spareGoals = 3

// openPlan begins with the goals of the plan that stands.
func openPlan(v *visit, q localdb.Querier, f *draft.Form) error {
	h, err := v.child(q, f.About)
	if err != nil {
		return err
	}
	n := 0
	for _, s := range h.File.SocialFile.Stands(casefile.SlotPlan) {
		b, ok := s.Body.(socialfile.Plan)
		if !ok || n > 0 {
			continue
		}
		for i, g := range b.Goals {
			f.Fields.Set(goalField("what", i), g.What.Reveal())
			f.Fields.Set(goalField("who", i), g.Who.Reveal())
			f.Fields.Set(goalField("state", i), string(g.State))
			if !g.Until.IsZero() {
				f.Fields.Set(goalField("until", i), pages.ShortDate(g.Until))
			}
		}
		n = len(b.Goals)
	}
	f.Fields.Set("goals", strconv.Itoa(n))
	return withToday(v, q, f)
}

// goalField names a field of a goal.
func goalField(name string, i int) string { return name + "-" + strconv.Itoa(i+1) }

// goals is how many goals the plan had that a form began with.
func goals(f *draft.Form) int {
	n, err := strconv.Atoi(f.Fields.Get("goals"))
	if err != nil {
		return 0 // none
	}
	return n
}

func planGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	all := []pages.Field{v.dayField(f, "on"), {Name: "goals", Kind: "hidden", Value: f.Fields.Get("goals")}}
	for i := range goals(f) + spareGoals {
		what, who := v.field(f, goalField("what", i), "text"), v.field(f, goalField("who", i), "text")
		until, state := v.dayField(f, goalField("until", i)), v.field(f, goalField("state", i), "select")
		for _, p := range socialfile.Progresses() {
			state.Options = append(state.Options, pages.Option{Value: string(p), Text: v.say("progress." + string(p))})
		}
		until.Required = false
		for name, field := range map[string]*pages.Field{"what": &what, "who": &who, "until": &until, "state": &state} {
			field.Label, field.Max = v.say("social.field."+name, i+1), socialfile.MaxLine
		}
		all = append(all, what, until, who, state)
	}
	if goals(f) > 0 {
		reviewed := v.dayField(f, "reviewed")
		reviewed.Label, reviewed.Required = v.say("social.field.reviewed"), false
		all = append(all, reviewed, v.social(f, "with", false, socialfile.MaxLine), v.social(f, "agreed", false, socialfile.MaxNote))
	}
	return fields(append(all, v.social(f, "words", false, socialfile.MaxNote), v.social(f, "silent", false, socialfile.MaxLine))...)
}

// planned says the whole plan anew: the goals that are filled in, with the review
// from which it comes.
func planned(r *answers) []change.Body {
	body := socialfile.Plan{Opinion: r.voice()}
	for i := range goals(r.f) + spareGoals {
		g := socialfile.Goal{What: r.text(goalField("what", i)), Who: r.text(goalField("who", i)), State: socialfile.Progress(r.f.Fields.Get(goalField("state", i)))}
		if g.What == "" && g.Who == "" {
			continue
		}
		if r.text(goalField("until", i)) != "" {
			g.Until = dayOf(r.f, goalField("until", i), &r.wrongs).Day()
		}
		if err := g.Validate(); err != nil {
			r.add(goalField(fault.As(err).Field, i), err)
		}
		body.Goals = append(body.Goals, g)
	}
	if len(body.Goals) == 0 {
		r.add(goalField("what", 0), fault.Field("what", "no goal, or more than twenty", "name the goals that are pursued"))
	}
	if r.text("reviewed") != "" || r.text("with") != "" || r.text("agreed") != "" {
		body.Review = &socialfile.Review{On: dayOf(r.f, "reviewed", &r.wrongs).Day(), With: r.text("with"), Agreed: r.text("agreed")}
	}
	return []change.Body{body}
}

// openNote is for an ordinary note, if nobody says otherwise.
func openNote(v *visit, q localdb.Querier, f *draft.Form) error {
	f.Fields.Set("sensitivity", string(socialfile.Ordinary))
	return withToday(v, q, f)
}

// openCorrection begins with the note that is put right, which stays in its section.
func openCorrection(v *visit, q localdb.Querier, f *draft.Form) error {
	of, err := id.Parse[struct{}](v.r.URL.Query().Get("record"))
	if err != nil {
		return v.nowhere()
	}
	h, err := v.child(q, f.About)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(h.File.SocialFile, func(w casefile.Writing) bool { return w.Record == change.ID(of) })
	if i < 0 {
		return v.nowhere()
	}
	b, ok := h.File.SocialFile[i].Body.(socialfile.Note)
	if !ok {
		return v.nowhere()
	}
	f.Fields.Set("corrects", of.String())
	f.Fields.Set("sensitivity", string(b.Sensitivity))
	f.Fields.Set("subject", b.Subject.Reveal())
	f.Fields.Set("text", b.Text.Reveal())
	return withToday(v, q, f)
}

func noteGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	all := []pages.Field{v.social(f, "subject", true, 200)}
	if f.Page == pageNote {
		all = append(all, v.chosen(f, "sensitivity", "select", "sensitivity", notes()))
	} else {
		all = append(all, pages.Field{Name: "corrects", Kind: "hidden", Value: f.Fields.Get("corrects")}, pages.Field{Name: "sensitivity", Kind: "hidden", Value: f.Fields.Get("sensitivity")})
	}
	return fields(append(all, v.social(f, "text", true, socialfile.MaxNote), v.dayField(f, "on"))...)
}

func noted(r *answers) []change.Body {
	body := socialfile.Note{Subject: r.text("subject"), Sensitivity: socialfile.Sensitivity(r.f.Fields.Get("sensitivity")), Text: r.text("text")}
	if text := r.f.Fields.Get("corrects"); text != "" {
		of, err := id.Parse[struct{}](text)
		r.add("subject", err)
		body.Corrects = socialfile.NoteID(of)
	}
	return []change.Body{body}
}

// socialBody is the page of a social file.
type socialBody struct {
	Name, Code string
	Links      []pages.Link
	Parts      []pages.SocialPart
	Sections   string
}

func socialAt(m minor.ID) string { return "/children/" + m.String() + "/social" }

// socialFile shows a child's social file, also while the line is cut.
func (v *visit) socialFile() error {
	m, h, _, err := v.held()
	if err != nil {
		return err
	}
	if err := v.look("casefile", []minor.ID{m}); err != nil {
		return err
	}
	links := []pages.Link{{Text: v.say("social.back"), Href: "/children/" + m.String()}}
	for _, page := range []string{pageInterview, pagePlan, pageNote} {
		links = append(links, pages.Link{Text: v.say(page + ".title"), Href: "/new/" + page + "?child=" + m.String()})
	}
	links = append(links, pages.Link{Text: v.say("social.paper"), Href: socialAt(m) + "/paper"})
	return v.showSocial(&h, links, true)
}

// socialPaper is the social file as it goes onto paper: that somebody prints it is
// written down apart from that it is read.
func (v *visit) socialPaper() error {
	m, h, _, err := v.held()
	if err != nil {
		return err
	}
	if err := v.look("social file printed", []minor.ID{m}); err != nil {
		return err
	}
	return v.showSocial(&h, []pages.Link{{Text: v.say("social.file"), Href: socialAt(m)}}, false)
}

// showSocial shows the social file; what was written in it can be put right from
// the screen alone.
func (v *visit) showSocial(h *replica.Held, links []pages.Link, screen bool) error {
	f := &h.File
	body := socialBody{Name: v.childName(f), Code: v.codeText(f.Identity.Code), Links: links}
	body.Parts = pages.SocialFile(v.lang, f.SocialFile, func(o institution.OfficeID) string {
		if name := v.names.office(o); name != "" {
			return name
		}
		return v.say("office.other")
	})
	p := v.page("social")
	if screen {
		v.correctable(body.Parts, f)
	} else {
		p.Help = v.say("social.print") // which stays off the paper
	}
	if h.Unsent > 0 {
		p.Notices = append(p.Notices, pages.Notice{Tone: pages.Neutral, Text: v.say("casefile.unsent", h.Unsent)})
	}
	p.Body = body
	return v.show(http.StatusOK, p)
}

// correctable leads from each note that stands to the form that puts it right.
func (v *visit) correctable(parts []pages.SocialPart, f *casefile.File) {
	stands := map[string]bool{}
	for _, w := range f.SocialFile.Notes() {
		stands[w.Record.String()] = true
	}
	for i := range parts {
		for j, m := range parts[i].Moments {
			if stands[m.ID] {
				parts[i].Moments[j].Links = []pages.Link{{Text: v.say(pageCorrect + ".title"), Href: "/new/" + pageCorrect + "?child=" + f.Minor.String() + "&record=" + m.ID}}
			}
		}
	}
}
