package notice_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/minor"
	"faro.example/shared/notice"
)

func TestEveryMatterHasOneRowWithItsArticle(t *testing.T) {
	var matters []minor.Matter
	for _, r := range notice.Rows() {
		matters = append(matters, r.Matter)
		if !r.Section.Valid() || len(r.To) == 0 || (r.Source == "") != (r.Matter == minor.OtherMatter) {
			t.Errorf("%s: section %q, to %v, by %q", r.Matter, r.Section, r.To, r.Source)
		}
		for _, to := range r.To {
			if !slices.Contains(minor.Receivers(), to) {
				t.Errorf("%s is sent to %q, who is sent nothing", r.Matter, to)
			}
		}
	}
	if !slices.Equal(matters, minor.Matters()) {
		t.Errorf("got rows of %v, want %v", matters, minor.Matters())
	}
	if _, ok := notice.Of("no-such"); ok {
		t.Error("there is a row of what is no matter")
	}
}

// Of presence the prosecutor, the court and the Ministry are told (D.Lgs 142/2015
// art. 19 par. 5), of a disappearance the police and the prosecutor (law 203/2012
// art. 1): a row less and a child is unknown to who protects it.
func TestOfPresenceThreeOfficesAreToldAndOfADisappearanceThePolice(t *testing.T) {
	for m, want := range map[minor.Matter][]minor.Receiver{
		minor.PresenceKnown:    {minor.ToProsecutor, minor.ToCourt, minor.ToMinistry},
		minor.Disappeared:      {minor.ToPolice, minor.ToProsecutor},
		minor.RefusalAttempted: {minor.ToMinistry, minor.ToProsecutor},
	} {
		r, ok := notice.Of(m)
		if !ok || !slices.Equal(r.To, want) || r.Section != change.Presence {
			t.Errorf("%s: got %v in %s, want %v in presence", m, r.To, r.Section, want)
		}
	}
}

// The child is told in a language that it understands (regulation (EU) 2016/679
// art. 12): a sheet that says less in one language tells some children less.
func TestEverySheetSaysTheSameThingsInItsOwnScript(t *testing.T) {
	scripts := map[string]*unicode.RangeTable{"ar": unicode.Arabic, "uk": unicode.Cyrillic}
	for _, text := range notice.Texts() {
		seen := map[string]bool{}
		for _, s := range notice.Sheets(text) {
			if seen[s.Language] || seen[s.Title] {
				t.Errorf("%s %s: given twice", text, s.Language)
			}
			seen[s.Language], seen[s.Title] = true, true
			if s.Name() == "" || s.Title == "" || len(s.Parts) != 5 || s.Right() != (s.Language == "ar") {
				t.Errorf("%s %s: name %q, %d parts, from the right %v", text, s.Language, s.Name(), len(s.Parts), s.Right())
			}
			script := scripts[s.Language]
			if script == nil {
				script = unicode.Latin
			}
			inScript(t, s, script)
			if found, ok := notice.SheetIn(text, s.Language); !ok || found.Title != s.Title {
				t.Errorf("%s %s: not found by its language", text, s.Language)
			}
			b := minor.NoticeGiven{Text: text, Language: s.Language}
			if err := b.Validate(); err != nil {
				t.Errorf("%s %s: cannot be said to have been given: %v", text, s.Language, err)
			}
		}
		for _, l := range []string{"it", "en", "fr", "es", "sq", "ar", "uk"} {
			if !seen[l] {
				t.Errorf("%s: no sheet in %s", text, l)
			}
		}
		if _, ok := notice.SheetIn(text, "tlh"); ok {
			t.Error("there is a sheet in a language that there is none in")
		}
	}
}

func inScript(t *testing.T, s notice.Sheet, script *unicode.RangeTable) {
	t.Helper()
	for _, p := range append([]notice.SheetPart{{Head: s.Title, Text: s.Standing(s.Language) + s.Title + s.Parts[0].Text}}, s.Parts...) {
		for _, r := range p.Head + p.Text {
			if unicode.IsLetter(r) && !unicode.Is(script, r) && r != 'ʼ' {
				t.Errorf("%s %s: the letter %q of another script", s.Text, s.Language, r)
			}
		}
		if len([]rune(p.Text)) < 100 {
			t.Errorf("%s %s: %q says little", s.Text, s.Language, p.Head)
		}
	}
}

// Words are a draft until a mediator has checked these very words.
func TestATextIsADraftUntilAMediatorHasCheckedTheseWords(t *testing.T) {
	s, ok := notice.SheetIn(notice.Search, "ar")
	if !ok || !s.Draft() {
		t.Fatalf("%v: what nobody has checked is no draft", ok)
	}
	draft := s.Standing("it")
	s.Checked = notice.Check{By: "mediatore linguistico-culturale", On: day.Must("2026-11-20"), Mark: s.Mark()}
	if got := s.Standing("it"); s.Draft() || !strings.Contains(got, "mediatore linguistico-culturale") || !strings.Contains(got, "2026-11-20") {
		t.Errorf("what a mediator has checked: draft %v, %q", s.Draft(), got)
	}
	for name, change := range map[string]func(*notice.Sheet){
		"another word":                  func(s *notice.Sheet) { s.Parts[1].Text += "!" },
		"another title":                 func(s *notice.Sheet) { s.Title += "!" },
		"the check of another language": func(s *notice.Sheet) { s.Language = "en" },
		"nobody who checked":            func(s *notice.Sheet) { s.Checked.By = "" },
		"no day":                        func(s *notice.Sheet) { s.Checked.On = day.Date{} },
	} {
		other := s
		other.Parts = slices.Clone(s.Parts)
		change(&other)
		if !other.Draft() || other.Standing("it") != draft {
			t.Errorf("%s: it is no draft", name)
		}
	}
}

// What was explained to a child is known by the name of the text: its words stay.
// Other words are another text, with another name; a line here is never changed.
func TestTheWordsOfATextNeverChangeUnderItsName(t *testing.T) {
	kept, err := os.ReadFile("testdata/words.txt")
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, text := range notice.Texts() {
		for _, s := range notice.Sheets(text) {
			fmt.Fprintln(&got, s.Text, s.Language, s.Mark())
		}
	}
	if diff := cmp.Diff(string(kept), got.String()); diff != "" {
		t.Errorf("other words need another name (-kept +now):\n%s", diff)
	}
}
