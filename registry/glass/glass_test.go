package glass_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"faro.example/registry/audit"
	"faro.example/registry/glass"
	"faro.example/registry/pg/pgtest"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

type lines []audit.Line

func (l *lines) Write(_ context.Context, line audit.Line) error {
	*l = append(*l, line)
	return nil
}

var said = glass.Breaking{Purpose: glass.Missing, Words: "Ousmane is searched for by his brother", Hours: 3}

func TestABreakingSaysWhatForInWordsAndForHowLong(t *testing.T) {
	if err := said.Validate(); err != nil {
		t.Error(err)
	}
	for field, b := range map[string]glass.Breaking{
		"purpose": {Purpose: "curiosity", Words: said.Words, Hours: 3},
		"words":   {Purpose: glass.Missing, Words: "a\x00 boy at the station", Hours: 3},
		"hours":   {Purpose: glass.Missing, Words: said.Words, Hours: glass.MaxHours + 1},
	} {
		if err := b.Validate(); !fault.Is(err, fault.Invalid) || fault.As(err).Field != field || fault.As(err).Remedy == "" {
			t.Errorf("%s: got %v", field, err)
		}
	}
}

func TestWhatIsBrokenIsKeptAsItWasAndToldOnce(t *testing.T) {
	db, log := pgtest.New(t), &lines{}
	now := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	book, err := glass.New(db.As("faro_audit"), log, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	by := access.Caller{Role: access.Police, Person: institution.PersonID{1}, Offices: []institution.OfficeID{{2}, {3}}}
	child, services := minor.ID{9}, institution.OfficeID{4}
	g, err := book.Break(t.Context(), by, child, said, []institution.OfficeID{services})
	if err != nil {
		t.Fatal(err)
	}
	if g.Until.Sub(g.From) != 3*time.Hour || !g.From.Equal(now) || g.Office != (institution.OfficeID{2}) || g.Person != by.Person {
		t.Errorf("got %+v", g)
	}
	if l := (*log)[0]; l.Glass != g.ID || !l.At.Equal(now) || !l.Allowed {
		t.Errorf("the line: %+v", l)
	}
	history, err := book.Of(t.Context(), by, child)
	if err != nil || len(history) != 1 || history[0].Words != said.Words || history[0].ID != g.ID {
		t.Errorf("history: %v, %v", history, err)
	}
	told, err := book.Notices(t.Context(), access.Caller{Role: access.Auditor})
	if err != nil || len(told) != 1 || !slices.Equal(told[0].To, []institution.OfficeID{services}) {
		t.Errorf("told: %v, %v", told, err)
	}
	if text := fmt.Sprintf("%v %+v %#v", g, told, said); strings.Contains(text, "Ousmane") {
		t.Errorf("what was said can be printed: %s", text)
	}
}

func TestABookNeedsItsPlaces(t *testing.T) {
	if _, err := glass.New(nil, &lines{}, time.Now); !fault.Is(err, fault.Internal) {
		t.Errorf("got %v", err)
	}
}
