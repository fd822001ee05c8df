// Package socialfile is the concept of a minor's social file (cartella sociale):
// the interview, the plan with its goals and reviews, notes, the photograph.
//
// The invariant: what is written about the minor's project stands beside what the
// minor says of it, in its own words, or beside why it says nothing (law 47/2017
// art. 15; D.Lgs 142/2015 art. 18): no body that sets out the project is valid
// without.
package socialfile

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// The bodies below are wire types: never rename, reorder or reuse a field or a
// kind; golden vectors in shared/change/testdata.

// Limits of what is written, in bytes. Arbitrary: some pages of a story, a page of
// a note, a line or two of what is named.
const (
	MaxStory = 8000
	MaxNote  = 4000
	MaxLine  = 400
)

// Voice is what the minor itself says, or why it says nothing.
type Voice struct {
	Words  minor.Text `json:"words,omitempty"`  // its own, as they were said or interpreted
	Silent minor.Text `json:"silent,omitempty"` // why there are none
}

// Validate fails with [fault.Invalid] unless there is one of the two.
func (v Voice) Validate() error {
	switch spoken, silent := said(v.Words), said(v.Silent); {
	case !spoken && !silent:
		return fault.Field("words", "the child is not heard", "write what the child says, in its own words, or why it says nothing")
	case spoken && silent:
		return fault.Field("silent", "a reason for a silence, beside words", "write the words, and leave the reason out")
	}
	if err := v.Words.Check("words", MaxNote); err != nil {
		return err
	}
	return v.Silent.Check("silent", MaxLine)
}

// said reports whether a text says anything.
func said(t minor.Text) bool { return strings.TrimSpace(t.Reveal()) != "" }

// Profession is what makes who holds an interview qualified for it.
type Profession string

// The professions.
const (
	SocialWorker Profession = "social-worker"
	Psychologist Profession = "psychologist"
	Educator     Profession = "educator"
	LegalAdviser Profession = "legal-adviser"
	OtherStaff   Profession = "other"
)

// Professions lists every [Profession], in the order in which they are shown.
func Professions() []Profession {
	return []Profession{SocialWorker, Psychologist, Educator, LegalAdviser, OtherStaff}
}

// Vulnerability is what a child needs particular care for (D.Lgs 142/2015 art.
// 17). What an illness is stands in a note of the section of health alone: here is
// said that there is something.
type Vulnerability string

// The vulnerabilities.
const (
	Trafficked   Vulnerability = "trafficking"
	Exploited    Vulnerability = "exploitation"
	Violence     Vulnerability = "violence"
	Persecuted   Vulnerability = "persecution"
	InDebt       Vulnerability = "debt" // of the journey
	Parent       Vulnerability = "parent"
	Health       Vulnerability = "health"
	OtherwiseHit Vulnerability = "other"
)

// Vulnerabilities lists every [Vulnerability], in the order in which they are shown.
func Vulnerabilities() []Vulnerability {
	return []Vulnerability{Trafficked, Exploited, Violence, Persecuted, InDebt, Parent, Health, OtherwiseHit}
}

// Interview states what came of an interview, on the record's day: with qualified
// staff, in the presence of a cultural mediator (D.Lgs 142/2015 art. 19-bis par.
// 1), within three days of entry (DPCM 98/2024).
type Interview struct {
	By         minor.Text      `json:"by"`
	As         Profession      `json:"as"`
	Mediator   minor.Text      `json:"mediator,omitempty"`
	Without    minor.Text      `json:"without,omitempty"` // why there was no mediator
	Guardian   minor.Text      `json:"guardian,omitempty"`
	Language   string          `json:"language"` // BCP 47
	Story      minor.Text      `json:"story"`
	Ties       minor.Text      `json:"ties,omitempty"` // family, and others
	Vulnerable []Vulnerability `json:"vulnerable,omitempty"`
	Why        minor.Text      `json:"why,omitempty"` // what is said of the vulnerabilities
	Opinion    Voice           `json:"opinion"`
	// Solution is what helps to find the lasting solution that is best for the
	// child (law 47/2017 art. 9 par. 2).
	Solution minor.Text `json:"solution,omitempty"`
}

// Kind names the kind of record.
func (Interview) Kind() string { return "socialfile.interview" }

// Validate fails with [fault.Invalid], naming the field.
func (b Interview) Validate() error {
	switch {
	case !said(b.By):
		return fault.Field("by", "missing", "say who held the interview")
	case !slices.Contains(Professions(), b.As):
		return fault.Field("as", "not a profession", "say what makes who held it qualified: social-worker, psychologist, educator, legal-adviser or other")
	case !said(b.Mediator) && !said(b.Without):
		return fault.Field("mediator", "no mediator, and no reason", "name the cultural mediator, or say why there was none (D.Lgs 142/2015 art. 19-bis)")
	case said(b.Mediator) && said(b.Without):
		return fault.Field("without", "a reason for no mediator, beside one", "leave the reason out")
	case !said(b.Story):
		return fault.Field("story", "missing", "write what the child tells of itself, or that it tells nothing yet")
	}
	if err := minor.CheckLanguage("language", b.Language); err != nil {
		return err
	}
	if err := checkVulnerable(b.Vulnerable, b.Why); err != nil {
		return err
	}
	if err := b.Opinion.Validate(); err != nil {
		return fault.In("opinion", err)
	}
	return check(
		limit{"by", b.By, MaxLine}, limit{"mediator", b.Mediator, MaxLine}, limit{"without", b.Without, MaxLine}, limit{"guardian", b.Guardian, MaxLine},
		limit{"story", b.Story, MaxStory}, limit{"ties", b.Ties, MaxStory}, limit{"why", b.Why, MaxStory}, limit{"solution", b.Solution, MaxStory},
	)
}

func checkVulnerable(all []Vulnerability, why minor.Text) error {
	for i, v := range all {
		switch {
		case !slices.Contains(Vulnerabilities(), v):
			return fault.Field("vulnerable", "not a vulnerability", "choose from the list, and describe it in words")
		case slices.Contains(all[:i], v):
			return fault.Field("vulnerable", "named twice", "name it once")
		}
	}
	if slices.Contains(all, OtherwiseHit) && !said(why) {
		return fault.Field("why", "missing", "say what the child needs particular care for")
	}
	return nil
}

// limit is a text with its longest.
type limit struct {
	field string
	text  minor.Text
	most  int
}

func check(all ...limit) error {
	for _, l := range all {
		if err := l.text.Check(l.field, l.most); err != nil {
			return err
		}
	}
	return nil
}

// Photograph states which photograph shows the minor as it looks, on the record's
// day.
type Photograph struct {
	File  minor.File `json:"file"`
	Shows minor.Text `json:"shows,omitempty"` // what has to be known of it
}

// Kind names the kind of record.
func (Photograph) Kind() string { return "socialfile.photograph" }

// Validate fails with [fault.Invalid], naming the field.
func (b Photograph) Validate() error {
	if err := b.File.Validate(); err != nil {
		return fault.In("file", err)
	}
	if !b.File.Type.Picture() {
		return fault.Field("file.type", "no photograph", "use a JPEG or a PNG; a scan is added as a document")
	}
	return b.Shows.Check("shows", MaxLine)
}

// Enclosed gives the file that the record names.
func (b Photograph) Enclosed() []minor.File { return []minor.File{b.File} }

// Format prints the kind for every verb.
func (b Interview) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Interview) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints the kind for every verb.
func (b Photograph) Format(f fmt.State, _ rune) { minor.PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b Photograph) LogValue() slog.Value { return minor.LogKind(b) }

// Format prints a mark for every verb.
func (v Voice) Format(f fmt.State, _ rune) { fmt.Fprint(f, minor.Redacted) }

// LogValue keeps what is said out of structured logs.
func (v Voice) LogValue() slog.Value { return slog.StringValue(minor.Redacted) }
