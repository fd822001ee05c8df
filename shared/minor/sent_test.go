package minor_test

import (
	"fmt"
	"strings"
	"testing"

	"faro.example/shared/minor"
)

func TestANoticeIsSentToOneOfficeAboutOneMatter(t *testing.T) {
	court, long := minor.AddresseeID{1}, minor.Text(strings.Repeat("x", 2001))
	check(t, []wrong{
		{"to a court", minor.NoticeSent{Matter: minor.GuardianWanted, As: minor.ToCourt, To: court}, ""},
		{"by other means", minor.NoticeSent{Matter: minor.Disappeared, As: minor.ToPolice, Office: "Questura di Ragusa"}, ""},
		{"about nothing", minor.NoticeSent{As: minor.ToCourt, To: court}, "matter"},
		{"to no kind of office", minor.NoticeSent{Matter: minor.PresenceKnown, As: "centre", To: court}, "as"},
		{"to nobody", minor.NoticeSent{Matter: minor.PresenceKnown, As: minor.ToCourt, Office: " "}, "to"},
		{"to two", minor.NoticeSent{Matter: minor.PresenceKnown, As: minor.ToCourt, To: court, Office: "x"}, "to"},
		{"about something else, without saying what", minor.NoticeSent{Matter: minor.OtherMatter, As: minor.ToCourt, To: court}, "says"},
		{"with too much", minor.NoticeSent{Matter: minor.PresenceKnown, As: minor.ToCourt, To: court, Says: long}, "says"},
		{"opened", minor.NoticeOpened{Notice: minor.RecordID{1}}, ""},
		{"with its number", minor.NoticeOpened{Notice: minor.RecordID{1}, Protocol: "4711/2026"}, ""},
		{"nothing opened", minor.NoticeOpened{Protocol: "4711/2026"}, "notice"},
		{"under a long number", minor.NoticeOpened{Notice: minor.RecordID{1}, Protocol: long}, "protocol"},
	})
}

func TestADisputeSaysWhatItIsAboutAndAnAnswerWhatItAnswers(t *testing.T) {
	of := minor.RecordID{1}
	check(t, []wrong{
		{"a birth date", minor.IdentityDisputed{About: "birth", Says: "I am sixteen", Language: "ar", With: "the mediator"}, ""},
		{"one record", minor.IdentityDisputed{About: "name", Of: of, Says: "it is my cousin's"}, ""},
		{"an answer", minor.IdentityDisputed{Dispute: of, Answer: minor.Kept, Says: "the passport says so"}, ""},
		{"nothing said", minor.IdentityDisputed{About: "birth", Says: " "}, "says"},
		{"about nothing", minor.IdentityDisputed{Says: "x"}, "about"},
		{"an answer to nothing", minor.IdentityDisputed{About: "birth", Answer: minor.Kept, Says: "x"}, "answer"},
		{"no answer", minor.IdentityDisputed{Dispute: of, Says: "x"}, "answer"},
		{"another answer", minor.IdentityDisputed{Dispute: of, Answer: "maybe", Says: "x"}, "answer"},
		{"a language in words", minor.IdentityDisputed{About: "birth", Says: "x", Language: "arabo (Egitto)"}, "language"},
	})
}

func TestWhatANoticeOrADisputeSaysIsNotPrinted(t *testing.T) {
	for _, b := range []any{
		minor.NoticeSent{Says: "Xyzzyx", Office: "Xyzzyx"}, minor.NoticeOpened{Protocol: "Xyzzyx"}, minor.IdentityDisputed{Says: "Xyzzyx", With: "Xyzzyx"},
	} {
		if text := fmt.Sprintf("%v %+v %#v %s", b, b, b, b); strings.Contains(text, "Xyzzyx") {
			t.Errorf("%T prints %s", b, text)
		}
	}
}
