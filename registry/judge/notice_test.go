package judge

import (
	"context"
	"strings"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// No unaccompanied minor is rejected at the border (law 47/2017 art. 3).
func TestNothingIsSaidToHaveEndedByARejectionAtTheBorder(t *testing.T) {
	here, there := facility.At(home), facility.Place{Words: "Ventimiglia"}
	const why = minor.Text("respinto alla frontiera")
	for _, body := range []change.Body{
		placement.Ended{At: here, Reason: why}, movement.Departed{From: here, To: there, Reason: why}, custody.Released{Reason: why},
		movement.Withdrawn{From: here, To: there, Reason: why}, movement.Refused{From: there, To: here, Reason: why},
	} {
		var r change.Record
		r.Body = body
		got := bench().lawful(Case{Record: &r})
		if got == nil || got.Reason != Unmet || got.Field != "body.reason" || !strings.Contains(got.Detail, "law 47/2017 art. 3") || got.Remedy == "" {
			t.Errorf("%s: got %+v, want it refused with article and remedy", body.Kind(), got)
		}
		if got := bench().lawful(Case{Record: &r, Given: true}); got != nil {
			t.Errorf("%s, given back: got %+v, want it let be: it was taken once", body.Kind(), got)
		}
	}
}

func TestOnlyTheOfficeThatANoticeWasSentToOpensIt(t *testing.T) {
	court := institution.ID{3}
	sent := record(t, minor.NoticeSent{Matter: minor.PresenceKnown, As: minor.ToCourt, To: minor.AddresseeID(court)},
		func(h *change.Header) { h.Section = change.Presence })
	entries := []change.Placed{{Record: *sent, Position: 1}}
	about := &Subject{Entries: entries, Fold: func() *casefile.File { f := casefile.Fold(child, entries); return &f }}
	for name, c := range map[string]struct {
		by      institution.ID
		section change.Section
		notice  change.ID
		want    bool
	}{
		"the court":          {court, change.Presence, sent.ID, true},
		"another":            {institution.ID{4}, change.Presence, sent.ID, false},
		"in another section": {court, change.Custody, sent.ID, false},
		"what is no notice":  {court, change.Presence, change.ID{9}, false},
	} {
		r := record(t, minor.NoticeOpened{Notice: minor.RecordID(c.notice)}, func(h *change.Header) {
			h.Section, h.Structure = c.section, institution.Office(c.by)
		})
		why, err := bench().allowed(t.Context(), Case{Record: r, Subject: about, At: &Office{Role: access.Court}}, sight{})
		if err != nil || (why == nil) != c.want {
			t.Errorf("%s: got %+v, %v, want it taken: %v", name, why, err, c.want)
		}
	}
}

func TestANoticeWaitsAtAnInstitutionOfTheKindThatItSays(t *testing.T) {
	b := bench()
	b.Kind = func(_ context.Context, i institution.ID) (institution.Kind, error) {
		return map[institution.ID]institution.Kind{{3}: institution.Court}[i], nil
	}
	for to, want := range map[institution.ID]bool{{3}: true, {4}: false} {
		for as, fits := range map[minor.Receiver]bool{minor.ToCourt: true, minor.ToPolice: false} {
			r := record(t, minor.NoticeSent{Matter: minor.PresenceKnown, As: as, To: minor.AddresseeID(to)}, func(h *change.Header) { h.Section = change.Presence })
			why, err := b.addressee(t.Context(), Case{Record: r})
			if err != nil || (why == nil) != (want && fits) {
				t.Errorf("to %v as %s: got %+v, %v", to, as, why, err)
			}
		}
	}
}
