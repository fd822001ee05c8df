package lookup_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"faro.example/registry/glass"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

func TestFreePlacesAreThoseThatNobodyHasIsExpectedAtOrKeptFor(t *testing.T) {
	h := intaketest.New(t)
	h.SetNow(time.Now())
	today, yesterday := day.FromTime(time.Now()).String(), day.FromTime(time.Now()).Add(-1).String()
	a, b := h.Structure("089017"), h.Structure("089001")
	h.Exec(`UPDATE structures SET beds = 5 WHERE id = ANY ($1)`, []facility.ID{a, b})
	at := h.Agent(institution.OfficeOf(a))
	arrives := func() minor.ID {
		m := intaketest.Minor()
		at.Taken(at.Write(m, today, minor.Registered{Code: at.Code()}), at.Write(m, yesterday, placement.Began{At: facility.At(a)}))
		return m
	}
	arrives()
	arrives()
	kept := arrives()
	there := h.Agent(institution.OfficeOf(b))
	there.Taken(there.Write(intaketest.Minor(), today, minor.Registered{Code: there.Code()}))
	sent := arrives()
	at.Taken(at.Write(sent, today, movement.Departed{From: facility.At(a), To: facility.At(b)}))
	ministry := h.Registry
	ministry.Taken(ministry.Write(kept, today, placement.Reserved{At: facility.At(b)}),
		ministry.Write(sent, today, placement.Reserved{At: facility.At(b)})) // who is on the way has the place already
	l := &lines{}
	book, err := glass.New(h.DB.As("faro_audit"), l, h.Now)
	if err != nil {
		t.Fatal(err)
	}
	look, err := lookup.New(h.DB.As("faro_reader"), l, h.Sealer, book)
	if err != nil {
		t.Fatal(err)
	}
	who := access.Caller{Role: access.Prefecture, Reason: "where to"}
	all, err := look.Places(t.Context(), who, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := map[facility.ID][4]int{}
	for _, p := range all {
		got[p.Facility] = [4]int{p.Present, p.Expected, p.Reserved, p.Free}
	}
	if d := cmp.Diff(map[facility.ID][4]int{a: {3, 0, 0, 2}, b: {0, 1, 1, 3}}, got); d != "" {
		t.Errorf("present, expected, reserved, free (-want +got)\n%s", d)
	}
	over := func(beds int) (p lookup.Places) {
		h.Exec(`UPDATE structures SET beds = $2 WHERE id = $1`, a, beds)
		some, err := look.Places(t.Context(), who, []string{"089017"})
		if err != nil || len(some) != 1 {
			t.Fatalf("of one municipality: %+v, %v", some, err)
		}
		return some[0]
	}
	for beds, want := range map[int][2]any{3: {0, false}, 2: {50, false}, 1: {200, true}, 0: {0, false}} {
		if p := over(beds); p.Over != want[0] || p.Beyond != want[1] {
			t.Errorf("three children in %d places: over by %d %%, beyond %v", beds, p.Over, p.Beyond)
		}
	}
	l.written = l.written[:1]
	if one, err := look.Places(t.Context(), who, []string{"089001"}); err != nil || len(one) != 1 || one[0].Facility != b {
		t.Errorf("of one municipality: %+v, %v", one, err)
	}
	if _, err := look.Places(t.Context(), access.Caller{Role: access.Police}, nil); !fault.Is(err, fault.Denied) {
		t.Errorf("got %v, want it denied to who may not count", err)
	}
	if n := len(l.written); n != 3 || l.written[0].Action != access.CountCensus || l.written[2].Allowed {
		t.Errorf("lines: %+v", l.written)
	}
	h.Exec(`UPDATE casefiles SET rules = $1 WHERE minor = $2`, casefile.Rules+1, kept)
	if _, err := look.Places(t.Context(), who, nil); !fault.Is(err, fault.Busy) {
		t.Errorf("with one whom newer rules have folded: got %v, want busy", err)
	}
}
