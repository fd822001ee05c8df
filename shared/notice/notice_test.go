package notice_test

import (
	"slices"
	"testing"

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
