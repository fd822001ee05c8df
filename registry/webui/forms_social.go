package webui

import (
	"slices"
	"strconv"
	"strings"

	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
	"faro.example/shared/socialfile"
)

// socialForms are those by which the social file is written.
func socialForms() []form {
	return []form{
		{name: "social-interview", group: "social", body: socialfile.Interview{}, ask: (*writing).interviewFields, say: (*writing).interview},
		{name: "social-plan", group: "social", body: socialfile.Plan{}, ask: (*writing).planFields, say: (*writing).plan},
		{name: "social-note", group: "social", body: socialfile.Note{}, in: change.SocialFile, ask: (*writing).noteFields, say: (*writing).note},
		photographForm(),
		{name: "social-correct", group: "social", body: socialfile.Note{}, in: change.SocialFile, alone: true, ask: (*writing).noteFields, say: (*writing).note},
	}
}

// social is a field of the social file: a text of some length, by the name that
// the body has for it.
func (w *writing) social(name, first string, required bool, most int) pages.Field {
	f := w.text(name, first, required, most)
	f.Label = w.v.say("social.field." + name)
	if most > socialfile.MaxLine {
		f.Kind, f.Rows = "textarea", 4
	}
	if hint := "social.field." + name + ".hint"; w.v.kit.Knows(hint) {
		f.Hint = w.v.say(hint)
	}
	return f
}

// chosen is a field of the social file of which one word of a list is chosen.
func (w *writing) chosen(name, list, first string, words []string) pages.Field {
	f := w.list(name, list, first, true, words...)
	f.Label = w.v.say("social.field." + name)
	return f
}

// long is a text of some pages as it was typed; how long it may be its body says.
func (w *writing) long(name string) minor.Text { return minor.Text(strings.TrimSpace(w.v.field(name))) }

// voiceFields ask what the child says, and why where it says nothing.
func (w *writing) voiceFields() []pages.Field {
	return []pages.Field{w.social("words", "", false, socialfile.MaxNote), w.social("silent", "", false, socialfile.MaxLine)}
}

func (w *writing) voice() socialfile.Voice {
	return socialfile.Voice{Words: w.long("words"), Silent: w.long("silent")}
}

func (w *writing) interviewFields() []pages.Field {
	hit := pages.Field{Name: "vulnerable", Kind: "checks", Label: w.v.say("social.field.vulnerable"), Values: w.v.c.PostFormArray("vulnerable")}
	for _, v := range socialfile.Vulnerabilities() {
		hit.Options = append(hit.Options, pages.Option{Value: string(v), Text: w.v.say("vulnerability." + string(v))})
	}
	language := w.social("language", "", true, 35)
	language.Short = true
	out := slices.Concat([]pages.Field{
		w.onField(), w.social("by", "", true, socialfile.MaxLine), w.chosen("as", "profession", "", listed(socialfile.Professions())),
		w.social("mediator", "", false, socialfile.MaxLine), w.social("without", "", false, socialfile.MaxLine), w.social("guardian", w.guardianNow(), false, socialfile.MaxLine),
		language, w.social("story", "", true, socialfile.MaxStory), w.social("ties", "", false, socialfile.MaxStory), hit, w.social("why", "", false, socialfile.MaxStory),
	}, w.voiceFields(), []pages.Field{w.social("solution", "", false, socialfile.MaxStory)})
	for _, s := range []change.Section{change.Health, change.Tracing} {
		if w.writesNote(s) {
			out = append(out, w.social(aside(s), "", false, socialfile.MaxNote))
		}
	}
	return out
}

// aside names the field for what an interview says that belongs in another section.
func aside(s change.Section) string { return "of-" + string(s) }

// guardianNow is who the child's guardian is, who ought to be there.
func (w *writing) guardianNow() string {
	for _, g := range w.f.Guardian.On(w.v.today()) {
		return w.f.guardian(g.Who)
	}
	return ""
}

// writesNote reports whether the reader may write a note in a section.
func (w *writing) writesNote(s change.Section) bool {
	return access.MayWrite(w.v.who.Role, socialfile.Note{}.Kind(), s, w.f.Ties...)
}

// interview says what came of an interview; what belongs in another section
// becomes a note there, so that it opens to those alone whose step needs it.
func (w *writing) interview() []saying {
	body := socialfile.Interview{
		By: w.long("by"), As: socialfile.Profession(w.v.field("as")), Mediator: w.long("mediator"), Without: w.long("without"), Guardian: w.long("guardian"),
		Language: strings.TrimSpace(w.v.field("language")), Story: w.long("story"), Ties: w.long("ties"), Why: w.long("why"), Opinion: w.voice(), Solution: w.long("solution"),
	}
	for _, v := range w.v.c.PostFormArray("vulnerable") {
		body.Vulnerable = append(body.Vulnerable, socialfile.Vulnerability(v))
	}
	said := []saying{{body: body}}
	for _, as := range []socialfile.Sensitivity{socialfile.OfHealth, socialfile.OfTheSearch} {
		s := change.SectionOf(socialfile.Note{Sensitivity: as})
		if text := w.long(aside(s)); text != "" && w.writesNote(s) {
			said = append(said, saying{body: socialfile.Note{Subject: minor.Text(w.v.say("social.frominterview")), Sensitivity: as, Text: text}})
		}
	}
	return w.checked(said...)
}

// spareGoals is how many goals can be added in one go. Arbitrary.
const spareGoals = 3

// planNow is the plan that stands, which a new one begins with.
func (w *writing) planNow() socialfile.Plan {
	for _, s := range w.f.SocialFile.Stands(casefile.SlotPlan) {
		if b, ok := s.Body.(socialfile.Plan); ok {
			return b
		}
	}
	return socialfile.Plan{}
}

// goalField names a field of a goal.
func goalField(name string, i int) string { return name + "-" + strconv.Itoa(i+1) }

func (w *writing) planFields() []pages.Field {
	now := w.planNow()
	out := []pages.Field{w.onField()}
	for i := range len(now.Goals) + spareGoals {
		g := socialfile.Goal{State: socialfile.Planned}
		if i < len(now.Goals) {
			g = now.Goals[i]
		}
		until := ""
		if !g.Until.IsZero() {
			until = pages.ShortDate(g.Until)
		}
		goal := []pages.Field{
			w.text(goalField("what", i), g.What.Reveal(), false, socialfile.MaxLine), w.text(goalField("who", i), g.Who.Reveal(), false, socialfile.MaxLine),
			w.text(goalField("until", i), until, false, 20), w.list(goalField("state", i), "progress", string(g.State), false, listed(socialfile.Progresses())...),
		}
		for j, name := range []string{"what", "who", "until", "state"} {
			goal[j].Label = w.v.say("social.field."+name, i+1)
		}
		goal[2].Short, goal[2].Input, goal[2].Hint = true, "numeric", w.v.say("day.hint")
		out = append(out, goal...)
	}
	if len(now.Goals) > 0 {
		reviewed := w.dayIf("reviewed")
		reviewed.Label = w.v.say("social.field.reviewed")
		out = append(out, reviewed, w.social("with", "", false, socialfile.MaxLine), w.social("agreed", "", false, socialfile.MaxNote))
	}
	return append(out, w.voiceFields()...)
}

// plan says the whole plan anew: the goals that are filled in, with the review
// from which it comes.
func (w *writing) plan() []saying {
	body := socialfile.Plan{Opinion: w.voice()}
	for i := range len(w.planNow().Goals) + spareGoals {
		g := socialfile.Goal{What: w.long(goalField("what", i)), Who: w.long(goalField("who", i)), State: socialfile.Progress(w.v.field(goalField("state", i)))}
		if g.What == "" && g.Who == "" {
			continue
		}
		if w.v.field(goalField("until", i)) != "" {
			g.Until = w.dayOf(goalField("until", i))
		}
		if err := g.Validate(); err != nil {
			w.wrongGoal(i, err)
		}
		body.Goals = append(body.Goals, g)
	}
	if len(body.Goals) == 0 {
		w.bad(goalField("what", 0), "field.missing")
	}
	if w.v.field("reviewed") != "" || w.long("with") != "" || w.long("agreed") != "" {
		body.Review = &socialfile.Review{With: w.long("with"), Agreed: w.long("agreed")}
		if w.v.field("reviewed") != "" {
			body.Review.On = w.dayOf("reviewed")
		} else {
			w.bad("reviewed", "field.missing")
		}
	}
	return w.one(body, institution.OfficeID{})
}

// wrongGoal says beside the field of a goal what is wrong with it.
func (w *writing) wrongGoal(i int, err error) {
	said, _ := w.v.translated(w.v.l, fault.As(err).Detail)
	if w.wrong == nil {
		w.wrong = map[string]string{}
	}
	w.wrong[goalField(fault.As(err).Field, i)] = said
}

// noteOf is the note that is put right, and whether the form is about one.
func (w *writing) noteOf() (socialfile.Note, bool) {
	i := slices.IndexFunc(w.f.Records, func(p change.Placed) bool { return p.ID == w.given.Of })
	if w.given.Of.IsZero() || i < 0 {
		return socialfile.Note{}, false
	}
	b, ok := w.f.Records[i].Body.(socialfile.Note)
	return b, ok
}

func (w *writing) noteFields() []pages.Field {
	of, correcting := w.noteOf()
	out := []pages.Field{w.social("subject", of.Subject.Reveal(), true, 200)}
	if !correcting { // else it stays where it is
		var may []string
		for _, s := range socialfile.Sensitivities() {
			if w.writesNote(change.SectionOf(socialfile.Note{Sensitivity: s})) {
				may = append(may, string(s))
			}
		}
		kept := w.chosen("sensitivity", "sensitivity", string(socialfile.Ordinary), may)
		kept.Hint = w.v.say("social.field.sensitivity.hint")
		out = append(out, kept)
	}
	return append(out, w.social("text", of.Text.Reveal(), true, socialfile.MaxNote), w.onField())
}

// note says a note, or puts one right.
func (w *writing) note() []saying {
	body := socialfile.Note{Subject: w.long("subject"), Sensitivity: socialfile.Sensitivity(w.v.field("sensitivity")), Text: w.long("text")}
	if of, ok := w.noteOf(); ok {
		body.Sensitivity, body.Corrects = of.Sensitivity, socialfile.NoteID(w.given.Of)
	} else if w.form.name == "social-correct" {
		w.bad("", "error.not-found")
		return nil
	}
	return w.one(body, institution.OfficeID{})
}
