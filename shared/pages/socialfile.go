package pages

import (
	"strings"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/socialfile"
)

// SocialPart is one part of a social file as it is read, on a page or on paper.
type SocialPart struct {
	ID      string
	Title   string
	Voices  []Voice
	Items   []Item
	Goals   []Table
	Moments []Moment
	Empty   string // what is said where there is nothing
}

// Voice is what the child says, set apart from what others write about it.
type Voice struct {
	Text   string
	Silent bool // why it says nothing
	From   string
}

// social is a social file while it is laid out.
type social struct {
	*Kit
	l    Lang
	file casefile.SocialFile
	of   func(institution.OfficeID) string
}

// SocialFile lays a social file out: what the child says and what stands now
// first, then how it came to be. Offices are called as the reader calls them.
func SocialFile(l Lang, file casefile.SocialFile, office func(institution.OfficeID) string) []SocialPart {
	s := social{&Kit{words: socialWords}, l, file, office}
	out := []SocialPart{s.voices(), s.interview(), s.plan()}
	for _, p := range []SocialPart{s.reviews(), s.photograph(), s.notes(), s.history()} {
		if len(p.Items)+len(p.Moments) > 0 {
			out = append(out, p)
		}
	}
	return out
}

func (s *social) say(key string, args ...any) string { return s.Say(s.l, key, args...) }

func (s *social) part(id string) SocialPart {
	return SocialPart{ID: "social-" + id, Title: s.say("social." + id), Empty: s.say("social." + id + ".none")}
}

// on says when something was written, and whether it is in conflict.
func (s *social) on(w casefile.Writing) string {
	text := s.say("social.on", Date(s.l, w.On.Day()), s.of(w.By))
	if w.Held {
		text += " · " + s.say("social.held")
	}
	return text
}

// voices are what the child says of its project now.
func (s *social) voices() SocialPart {
	p := s.part("voice")
	for _, slot := range []string{casefile.SlotPlan, casefile.SlotInterview} {
		for _, w := range s.file.Stands(slot) {
			switch b := w.Body.(type) {
			case socialfile.Interview:
				p.Voices = append(p.Voices, s.voice(b.Opinion, s.say("social.at.interview", s.on(w))))
			case socialfile.Plan:
				p.Voices = append(p.Voices, s.voice(b.Opinion, s.say("social.at.plan", s.on(w))))
			}
		}
	}
	return p
}

func (s *social) voice(v socialfile.Voice, from string) Voice {
	if v.Words == "" {
		return Voice{Text: s.say("social.silent", v.Silent.Reveal()), Silent: true, From: from}
	}
	return Voice{Text: v.Words.Reveal(), From: from}
}

// spoken is what the child says, in a line.
func (s *social) spoken(v socialfile.Voice) string {
	if v.Words == "" {
		return s.say("social.silent", v.Silent.Reveal())
	}
	return s.say("social.says", v.Words.Reveal())
}

// items leaves out the terms of which nothing is said.
func (s *social) items(terms ...[2]string) (out []Item) {
	for _, t := range terms {
		if strings.TrimSpace(t[1]) != "" {
			out = append(out, Item{Term: s.say("social.term." + t[0]), Values: []Cell{{Text: t[1], Own: true}}})
		}
	}
	return out
}

func (s *social) interview() SocialPart {
	p := s.part("interview")
	for _, w := range s.file.Stands(casefile.SlotInterview) {
		b, ok := w.Body.(socialfile.Interview)
		if !ok {
			continue
		}
		held := Item{Term: s.say("social.term.held"), Values: []Cell{{Text: s.on(w), Own: true}}}
		p.Items = append(append(p.Items, held), s.items(s.told(b)...)...)
	}
	return p
}

// told are what an interview says, term by term.
func (s *social) told(b socialfile.Interview) [][2]string {
	return [][2]string{
		{"by", s.say("social.by", b.By.Reveal(), s.say("profession."+string(b.As)))},
		{"mediator", b.Mediator.Reveal()}, {"without", b.Without.Reveal()}, {"guardian", b.Guardian.Reveal()}, {"language", Language(s.l, b.Language)},
		{"story", b.Story.Reveal()}, {"ties", b.Ties.Reveal()}, {"vulnerable", s.vulnerable(b.Vulnerable)}, {"why", b.Why.Reveal()},
		{"solution", b.Solution.Reveal()},
	}
}

func (s *social) vulnerable(all []socialfile.Vulnerability) string {
	words := make([]string, len(all))
	for i, v := range all {
		words[i] = s.say("vulnerability." + string(v))
	}
	return strings.Join(words, ", ")
}

// plan has a table of goals for each plan that stands: more than one in conflict.
func (s *social) plan() SocialPart {
	p := s.part("plan")
	for _, w := range s.file.Stands(casefile.SlotPlan) {
		b, ok := w.Body.(socialfile.Plan)
		if !ok {
			continue
		}
		t := Table{Caption: s.say("social.goals", s.on(w))}
		for _, term := range []string{"goal", "until", "who", "state"} {
			t.Head = append(t.Head, Cell{Text: s.say("social.term." + term)})
		}
		for _, g := range b.Goals {
			until := Cell{Text: s.say("social.anytime")}
			if !g.Until.IsZero() {
				until.Text = Date(s.l, g.Until)
			}
			t.Rows = append(t.Rows, []Cell{{Text: g.What.Reveal(), Own: true}, until, {Text: g.Who.Reveal(), Own: true}, s.progress(g.State)})
		}
		p.Goals = append(p.Goals, t)
	}
	return p
}

func (s *social) progress(p socialfile.Progress) Cell {
	tones := map[socialfile.Progress]Tone{socialfile.Reached: Good, socialfile.UnderWay: Neutral, socialfile.Planned: Neutral, socialfile.Dropped: Warning}
	return Cell{Text: s.say("progress." + string(p)), Tone: tones[p]}
}

// reviews are those of every plan over the years, the last first.
func (s *social) reviews() SocialPart {
	p := s.part("reviews")
	for i := len(s.file) - 1; i >= 0; i-- {
		b, ok := s.file[i].Body.(socialfile.Plan)
		if !ok || b.Review == nil {
			continue
		}
		p.Items = append(p.Items, Item{Term: Date(s.l, b.Review.On), Values: []Cell{
			{Text: b.Review.Agreed.Reveal(), Own: true, Note: s.say("social.with", b.Review.With.Reveal())}, {Text: s.spoken(b.Opinion), Own: true},
		}})
	}
	return p
}

func (s *social) photograph() SocialPart {
	p := s.part("photograph")
	for _, w := range s.file.Stands(casefile.SlotPhotograph) {
		if b, ok := w.Body.(socialfile.Photograph); ok {
			p.Items = append(p.Items, Item{Term: s.on(w), Values: []Cell{{Text: firstText(b.Shows, s.say("social.photograph.plain")), Own: true}}})
		}
	}
	return p
}

func firstText(t minor.Text, otherwise string) string {
	if t == "" {
		return otherwise
	}
	return t.Reveal()
}

func (s *social) notes() SocialPart {
	p := s.part("notes")
	for _, w := range s.file.Notes() {
		b := w.Body.(socialfile.Note)
		p.Items = append(p.Items, Item{Term: b.Subject.Reveal(), Values: []Cell{
			{Text: b.Text.Reveal(), Own: true, Note: s.say("social.note", s.on(w), s.say("sensitivity."+string(b.Sensitivity)))},
		}})
	}
	return p
}

// history is everything that was written, by day, the last first.
func (s *social) history() SocialPart {
	p := s.part("history")
	for i := len(s.file) - 1; i >= 0; i-- {
		w := s.file[i]
		m := Moment{ID: w.Record.String(), When: Date(s.l, w.On.Day()), Title: s.say("kind." + w.Body.Kind()), From: s.of(w.By)}
		for _, line := range s.SocialLines(s.l, w.Body) {
			m.Lines = append(m.Lines, Cell{Text: line, Own: true})
		}
		switch {
		case w.Held:
			m.State, m.Tone = s.say("social.held"), Warning
		case w.Aside:
			m.State, m.Tone = s.say("social.aside"), Neutral
		}
		p.Moments = append(p.Moments, m)
	}
	return p
}

// SocialLines say in a language what a record of the social file says; nothing of
// other records.
func (k *Kit) SocialLines(l Lang, body change.Body) (out []string) {
	s := social{Kit: k, l: l}
	switch b := body.(type) {
	case socialfile.Interview:
		for _, t := range s.told(b) {
			if t[1] != "" {
				out = append(out, s.say("social.line", s.say("social.term."+t[0]), t[1]))
			}
		}
		out = append(out, s.spoken(b.Opinion))
	case socialfile.Plan:
		for _, g := range b.Goals {
			until := ""
			if !g.Until.IsZero() {
				until = s.say("social.until", Date(l, g.Until))
			}
			out = append(out, s.say("social.goal", g.What.Reveal(), s.say("progress."+string(g.State)), g.Who.Reveal(), until))
		}
		if b.Review != nil {
			out = append(out, s.say("social.review", Date(l, b.Review.On), b.Review.With.Reveal(), b.Review.Agreed.Reveal()))
		}
		out = append(out, s.spoken(b.Opinion))
	case socialfile.Photograph:
		out = append(out, b.Shows.Reveal())
	case socialfile.Note:
		out = append(out, s.say("social.line", b.Subject.Reveal(), b.Text.Reveal()), s.say("sensitivity."+string(b.Sensitivity)))
	}
	return out
}
