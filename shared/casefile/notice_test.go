package casefile_test

import (
	"testing"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/historytest"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
)

func to(desk string) minor.AddresseeID { return minor.AddresseeID(historytest.Institution(desk)) }

func TestANoticeWaitsUntilTheOfficeItWasSentToOpensIt(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Hosts()
	sent := w.At("F1", 2).Says(minor.NoticeSent{Matter: minor.PresenceKnown, As: minor.ToCourt, To: to("M1"), Protocol: "1/26"})
	opens := minor.NoticeOpened{Notice: minor.RecordID(sent.ID)}
	w.At("M2", 3).Says(opens) // it was not sent to these
	f := w.File()
	n, ok := f.Sent(sent.ID)
	if !ok || !n.Waits() || n.Section != change.Presence || n.By != sent.Structure || !f.AddressedTo(historytest.Institution("M1")) || f.AddressedTo(historytest.Institution("M2")) {
		t.Fatalf("sent: got %+v", n)
	}
	w.At("M1", 4).Says(opens)
	opens.Protocol = "77/2026"
	w.At("M1", 6).Says(opens)
	f = w.File()
	if n, _ = f.Sent(sent.ID); n.Waits() || n.Opened.Day() != day.Of(2026, 1, 4) || n.OpenedAs != "77/2026" || len(n.Openings) != 2 {
		t.Errorf("opened on the 4th, under a number said later: got %s, %q", n.Opened, n.OpenedAs.Reveal())
	}
	w.At("F1", 7).Retracts(sent)
	if f = w.File(); len(f.Notices) != 0 {
		t.Errorf("taken back: got %d notices", len(f.Notices))
	}
}

func TestWhoWasToldOfWhatFromADay(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 3).Says(minor.NoticeSent{Matter: minor.Disappeared, As: minor.ToPolice, Office: "Questura di Ragusa"})
	w.At("F1", 8).Says(minor.NoticeSent{Matter: minor.Disappeared, As: minor.ToPolice, Office: "Questura di Ragusa"})
	w.At("F1", 4).Says(minor.NoticeSent{Matter: minor.GuardianWanted, As: minor.ToCourt, To: to("M1")})
	f := w.File()
	for _, c := range []struct {
		matter minor.Matter
		as     minor.Receiver
		from   int
		want   int
	}{
		{minor.Disappeared, minor.ToPolice, 1, 3}, {minor.Disappeared, minor.ToPolice, 3, 3}, {minor.Disappeared, minor.ToPolice, 4, 8},
		{minor.Disappeared, minor.ToPolice, 9, 0}, {minor.Disappeared, minor.ToProsecutor, 1, 0}, {minor.GuardianWanted, minor.ToCourt, 1, 4},
	} {
		got, ok := f.Notified(c.matter, c.as, day.Of(2026, 1, c.from))
		if ok != (c.want > 0) || ok && got != day.Of(2026, 1, c.want) {
			t.Errorf("%s to %s from the %d: got %s, want the %d", c.matter, c.as, c.from, got, c.want)
		}
	}
}

func TestWhatTheChildDisputesStandsBesideItWithItsAnswer(t *testing.T) {
	w := historytest.New(t)
	born := w.At("F1", 1).Born("2008-01-01", minor.OwnWord, minor.Declared)
	d := w.At("F1", 2).Says(minor.IdentityDisputed{About: minor.AttrBirth, Of: minor.RecordID(born.ID), Says: "I am fifteen"})
	w.At("M1", 3).Says(minor.IdentityDisputed{Dispute: minor.RecordID(d.ID), Answer: minor.Kept, Says: "an assessment was asked for"})
	w.At("M1", 3).Says(minor.IdentityDisputed{Dispute: minor.RecordID(born.ID), Answer: minor.Kept, Says: "answers no dispute"})
	f := w.File()
	by := func(about string, record change.ID) []casefile.Dispute { return f.Identity.DisputesOf(about, record) }
	if got := by(minor.AttrBirth, change.ID{}); len(got) != 1 || len(got[0].Answers) != 1 || got[0].Answers[0].Answer != minor.Kept {
		t.Errorf("about the birth date: got %d disputes", len(got))
	}
	if len(by("", born.ID)) != 1 || len(by(minor.AttrName, change.ID{})) != 0 || len(f.Identity.Disputes) != 1 {
		t.Errorf("by the record, about the name, in all: got %d, %d, %d", len(by("", born.ID)), len(by(minor.AttrName, change.ID{})), len(f.Identity.Disputes))
	}
	if b, _ := f.Identity.Birth(); b.Date != day.Must("2008-01-01") {
		t.Errorf("a dispute changed the birth date to %s", b.Date)
	}
}

func TestAnAttemptAtTheBorderEndsNothing(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Hosts()
	w.At("M1", 2).Says(movement.RefusalAttempted{Where: "Ventimiglia", Done: "brought back to the centre"})
	f := w.File()
	now, ok := f.Presence.Now()
	if !ok || now.State != casefile.Present || len(f.Presence.Refusals) != 1 || f.Presence.Exit != nil || len(f.Conflicts) != 0 {
		t.Errorf("got %v, %d attempts, exit %v", now.State, len(f.Presence.Refusals), f.Presence.Exit)
	}
}
