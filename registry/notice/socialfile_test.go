package notice_test

import (
	"strings"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/socialfile"
)

// The social file goes to the prosecutor at the juvenile court (law 47/2017 art. 9
// par. 2), as it stood when it was sent; its notes on health stay where they are.
func TestTheNoticeOfTheSocialFileHandsItOverAndNoOtherDoes(t *testing.T) {
	w := newTown(t)
	w.centre.Taken(w.centre.Write(w.child, "2026-03-02", socialfile.Interview{
		By: "Anna Prova", As: socialfile.Educator, Mediator: "Fatou Prova", Language: "ff", Story: "partito a quindici anni", Opinion: socialfile.Voice{Words: "Voglio andare a scuola"},
	}), w.centre.Write(w.child, "2026-03-02", socialfile.Note{Subject: "salute", Sensitivity: socialfile.OfHealth, Text: "asma"}))
	prosecutor := w.works(access.Prosecutor, "088009")
	handed := w.sends("2026-03-04", minor.NoticeSent{Matter: minor.SocialFileSent, As: minor.ToProsecutor, To: to(prosecutor)}, change.SocialFile)
	other := w.sends("2026-03-04", minor.NoticeSent{Matter: minor.PresenceKnown, As: minor.ToProsecutor, To: to(prosecutor)}, change.Presence)
	w.centre.Taken(w.centre.Write(w.child, "2026-03-05", socialfile.Note{Subject: "scuola", Sensitivity: socialfile.Ordinary, Text: "scritto dopo"}))

	letter, err := w.book.Open(t.Context(), prosecutor, handed, "")
	if err != nil {
		t.Fatal(err)
	}
	said := text(letter.Document)
	for _, want := range []string{"legge 47/2017 art. 9", "Voglio andare a scuola", "partito a quindici anni", "Fatou Prova"} {
		if !strings.Contains(said, want) {
			t.Errorf("the letter does not say %q:\n%s", want, said)
		}
	}
	for _, not := range []string{"asma", "scritto dopo"} {
		if strings.Contains(said, not) {
			t.Errorf("the letter says %q", not)
		}
	}
	if letter, err = w.book.Open(t.Context(), prosecutor, other, ""); err != nil || strings.Contains(text(letter.Document), "quindici") {
		t.Errorf("another notice shows the social file, or %v", err)
	}

	// who sent it reads in the notice no more than the own tie to the child shows
	sender := access.Caller{Role: access.Centre, Reason: "sent", Offices: []institution.OfficeID{institution.OfficeOf(w.at)}}
	if letter, err = w.book.Read(t.Context(), sender, handed); err == nil && strings.Contains(text(letter.Document), "quindici") {
		t.Error("its sender reads the social file in the notice")
	}
}
