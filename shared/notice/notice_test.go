package notice_test

import (
	"slices"
	"testing"
	"unicode"

	"faro.example/shared/change"
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
	seen := map[string]bool{}
	for _, s := range notice.Sheets() {
		if seen[s.Language] || seen[s.Title] {
			t.Errorf("%s: given twice", s.Language)
		}
		seen[s.Language], seen[s.Title] = true, true
		if s.Name == "" || s.Title == "" || len(s.Parts) != 5 || s.Right != (s.Language == "ar") {
			t.Errorf("%s: name %q, %d parts, from the right %v", s.Language, s.Name, len(s.Parts), s.Right)
		}
		for _, p := range s.Parts {
			script := scripts[s.Language]
			if script == nil {
				script = unicode.Latin
			}
			for _, r := range p.Head + p.Text {
				if unicode.IsLetter(r) && !unicode.Is(script, r) && r != 'ʼ' {
					t.Errorf("%s: the letter %q of another script", s.Language, r)
				}
			}
			if len([]rune(p.Text)) < 100 {
				t.Errorf("%s: %q says little", s.Language, p.Head)
			}
		}
		if found, ok := notice.SheetIn(s.Language); !ok || found.Title != s.Title {
			t.Errorf("%s: not found by its language", s.Language)
		}
		b := minor.NoticeGiven{Text: notice.SheetName, Language: s.Language}
		if err := b.Validate(); err != nil {
			t.Errorf("%s: cannot be said to have been given: %v", s.Language, err)
		}
	}
	if _, ok := notice.SheetIn("tlh"); ok {
		t.Error("there is a sheet in a language that there is none in")
	}
	for _, l := range []string{"it", "en", "fr", "ar"} {
		if !seen[l] {
			t.Errorf("no sheet in %s", l)
		}
	}
}
