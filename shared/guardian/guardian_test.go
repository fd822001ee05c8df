package guardian_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

var (
	decree = institution.Decree{Court: "Catania", Number: "9/2026", On: day.Must("2026-03-02")}
	person = guardian.Who{Person: institution.PersonID{1}}
	rosa   = guardian.Who{Name: &minor.Name{Given: "Xyzzyx", Family: "Xyzzyx"}}
)

func TestAFaultNamesTheField(t *testing.T) {
	long := minor.Text(strings.Repeat("x", 401))
	for _, c := range []struct {
		name  string
		body  interface{ Validate() error }
		field string
	}{
		{"a person of the directory", guardian.Appointed{Guardian: person, Decree: decree}, ""},
		{"a name", guardian.Appointed{Guardian: rosa, Volunteer: true, Decree: decree, Reason: "a fourth"}, ""},
		{"an institution", guardian.Appointed{Guardian: guardian.Who{Institution: institution.ID{1}}, Decree: decree}, ""},
		{"nobody", guardian.Appointed{Decree: decree}, "guardian.person"},
		{"two", guardian.Appointed{Guardian: guardian.Who{Person: person.Person, Name: rosa.Name}, Decree: decree}, "guardian.person"},
		{"a name without parts", guardian.Appointed{Guardian: guardian.Who{Name: &minor.Name{}}, Decree: decree}, "guardian.name.given"},
		{"no decree", guardian.Appointed{Guardian: person}, "decree.court"},
		{"a long reason", guardian.Appointed{Guardian: person, Decree: decree, Reason: long}, "reason"},
		{"asked for", guardian.Asked{Court: "Catania", Number: "1/26"}, ""},
		{"asked of no court", guardian.Asked{}, "court"},
		{"asked for a long reason", guardian.Asked{Court: "Catania", Reason: long}, "reason"},
		{"held provisionally", guardian.Provisional{Holder: rosa}, ""},
		{"held by nobody", guardian.Provisional{}, "holder.person"},
		{"taken up", guardian.Accepted{Guardian: person}, ""},
		{"taken up by nobody", guardian.Accepted{}, "guardian.person"},
		{"declined", guardian.Declined{Guardian: person, Reason: "has moved away"}, ""},
		{"declined for no reason", guardian.Declined{Guardian: person}, "reason"},
		{"declined by nobody", guardian.Declined{Reason: "has moved away"}, "guardian.person"},
		{"noted", guardian.Noted{Text: "met the child"}, ""},
		{"nothing noted", guardian.Noted{Question: true}, "text"},
		{"an answer", guardian.Noted{Text: "on Monday", Answers: guardian.NoteID{1}}, ""},
		{"an answer that asks", guardian.Noted{Text: "why?", Answers: guardian.NoteID{1}, Question: true}, "question"},
		{"ended", guardian.Ended{Guardian: person, Why: guardian.Died}, ""},
		{"ended by a decree", guardian.Ended{Guardian: person, Why: guardian.Removed, Decree: &decree}, ""},
		{"ended for nobody", guardian.Ended{Why: guardian.Died}, "guardian.person"},
		{"ended for no reason", guardian.Ended{Guardian: person}, "why"},
		{"ended by half a decree", guardian.Ended{Guardian: person, Why: guardian.Removed, Decree: &institution.Decree{Court: "C"}}, "decree.number"},
	} {
		err := c.body.Validate()
		if c.field == "" && err != nil {
			t.Errorf("%s: refused: %v", c.name, err)
		}
		if c.field != "" && (!fault.Is(err, fault.Invalid) || fault.As(err).Field != c.field) {
			t.Errorf("%s: got %v, want a fault about %s", c.name, err, c.field)
		}
	}
	for _, why := range guardian.Ends() {
		if err := (guardian.Ended{Guardian: person, Why: why}).Validate(); err != nil {
			t.Errorf("%s: refused: %v", why, err)
		}
	}
}

func TestTheSameGuardianHasTheSameKey(t *testing.T) {
	again := guardian.Who{Name: &minor.Name{Given: " xyzzyx ", Family: "XYZZYX"}}
	if rosa.Key() != again.Key() || rosa.Key() == person.Key() || person.Key() == (guardian.Who{Institution: institution.ID{1}}).Key() {
		t.Errorf("got %q %q %q", rosa.Key(), again.Key(), person.Key())
	}
}

func TestWhoItIsIsNotPrinted(t *testing.T) {
	var log strings.Builder
	l := slog.New(slog.NewJSONHandler(&log, nil))
	for _, v := range []any{
		rosa, guardian.Appointed{Guardian: rosa}, guardian.Ended{Guardian: rosa}, guardian.Asked{Court: "Xyzzyx"}, guardian.Provisional{Holder: rosa},
		guardian.Accepted{Guardian: rosa}, guardian.Declined{Guardian: rosa, Reason: "Xyzzyx"}, guardian.Noted{Text: "Xyzzyx"},
	} {
		l.Info("guardian", "body", v)
		if got := fmt.Sprintf("%+v %x %s", v, v, &log); strings.Contains(got, "Xyzzyx") || strings.Contains(got, "58797a") {
			t.Errorf("got %s", got)
		}
	}
}

func TestNobodyHasMoreWardsThanTheLawAllowsButForAReason(t *testing.T) {
	for _, c := range []struct {
		volunteer bool
		wards     int
		reason    minor.Text
		ok        bool
	}{
		{true, 2, "", true}, {true, 3, "", false}, {true, 3, "a brother", true}, {false, 3, "", true}, {false, 29, "", true}, {false, 30, "", false}, {false, 30, "a landing", true},
	} {
		err := guardian.Appointed{Guardian: person, Decree: decree, Volunteer: c.volunteer, Reason: c.reason}.Room(c.wards)
		if (err == nil) != c.ok || err != nil && (fault.As(err).Field != "reason" || fault.As(err).Remedy == "") {
			t.Errorf("%+v: got %v", c, err)
		}
	}
}
