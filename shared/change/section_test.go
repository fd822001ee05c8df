package change_test

import (
	"testing"

	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/socialfile"
)

// A note on health in the section of the social file would be open to whom health
// is not.
func TestARecordStandsInTheSectionThatItsBodySays(t *testing.T) {
	note := example{body: socialfile.Note{Subject: "asthma", Sensitivity: socialfile.OfHealth, Text: "x"}, section: change.SocialFile}
	rec, err := signed(note)
	if err != nil || rec.Section != change.Health {
		t.Fatalf("signed in %s, %v; want %s, whatever the header said", rec.Section, err, change.Health)
	}
	rec.Section = change.SocialFile
	h := header(note)
	h.Seq = 43
	if _, err := change.Reissue(vectorKey(), rec, h); !fault.Is(err, fault.Invalid) || fault.As(err).Field != "header.section" {
		t.Errorf("in another section: got %v, want header.section refused", err)
	}
	for _, s := range socialfile.Sensitivities() {
		if at := change.SectionOf(socialfile.Note{Sensitivity: s}); !at.Valid() {
			t.Errorf("a note that is %s stands in %q", s, at)
		}
	}
}
