package arrival

import (
	"crypto/ed25519"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
)

func newID[T ~[16]byte]() T { return T(id.New[struct{}]()) }

// centre is a store with a desk at which arrivals are recorded.
type centre struct {
	Desk
	t     *testing.T
	db    *localdb.DB
	group Group
}

func newCentre(t *testing.T) *centre {
	t.Helper()
	key, err := localdb.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	db, err := localdb.Create(t.Context(), filepath.Join(t.TempDir(), "agent.db"), key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	now := func() time.Time { return time.Date(2026, 3, 31, 2, 0, 0, 0, time.UTC) }
	box := outbox.New(newID[change.AgentID](), ed25519.NewKeyFromSeed(make([]byte, 32)), now)
	c := &centre{
		Desk: Desk{Box: box, Author: newID[institution.PersonID](), Office: newID[institution.OfficeID]()}, t: t, db: db,
	}
	c.tx(func(tx *sql.Tx) error {
		_, err := box.Hear(t.Context(), tx, api.Standpoint{Epoch: 1, Now: now(), Codes: []minor.Block{{First: 0, Count: 500}}})
		return err
	})
	c.group = Group{On: day.On(day.Must("2026-03-31")), At: facility.At(newID[facility.ID]())}
	c.land("Lampedusa")
	return c
}

func (c *centre) land(place string) {
	c.t.Helper()
	c.tx(func(tx *sql.Tx) error {
		l, err := FindLanding(c.t.Context(), tx, day.Must("2026-03-31"), place, "Ocean Star")
		c.group.Found = minor.Found{Mode: minor.ByLanding, Landing: &l, Place: place}
		return err
	})
}

func (c *centre) tx(fn func(tx *sql.Tx) error) {
	c.t.Helper()
	if err := c.db.InTx(c.t.Context(), fn); err != nil {
		c.t.Fatal(err)
	}
}

// records gives all that was written, in order.
func (c *centre) records() (out []change.Record) {
	c.t.Helper()
	err := c.db.View(c.t.Context(), func(q localdb.Querier) error {
		open, err := outbox.ListOpen(c.t.Context(), q)
		for _, e := range open {
			rec, err := change.Decode(e.Data)
			if err != nil {
				return err
			}
			out = append(out, rec)
		}
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return out
}

func (c *centre) children() int {
	c.t.Helper()
	n := 0
	for _, r := range c.records() {
		if r.Kind == (minor.Registered{}).Kind() {
			n++
		}
	}
	return n
}

func (c *centre) read(text string, again bool) (Report, error) {
	c.t.Helper()
	return c.Import(c.t.Context(), c.db, strings.NewReader(text), c.group, Letters{}, again)
}

func (c *centre) mustRead(text string) Report {
	c.t.Helper()
	r, err := c.read(text, false)
	if err != nil {
		c.t.Fatal(err)
	}
	return r
}

func kinds(recs []change.Record) (out []string) {
	for _, r := range recs {
		out = append(out, r.Kind)
	}
	return out
}

func TestAnArrivalIsOneRecordForEachSectionInOneTransaction(t *testing.T) {
	c := newCentre(t)
	var got Arrived
	c.tx(func(tx *sql.Tx) (err error) {
		got, err = c.Record(t.Context(), tx, c.group, Child{Tag: "17", Sex: minor.Male, Age: 16, Notes: "tired", Bed: "4"})
		return err
	})
	recs := c.records()
	if diff := cmp.Diff([]string{"minor.registered", "identity.stated", "minor.found", "placement.began"}, kinds(recs)); diff != "" {
		t.Fatalf("kinds (-want +got):\n%s", diff)
	}
	for _, r := range recs {
		if r.Minor != got.Minor || r.Author != c.Author || r.Structure != c.Office || !r.Seen.IsZero() {
			t.Errorf("%s is not about this child, by this desk", r.Kind)
		}
	}
	if got.Code.Validate() != nil || got.Code != recs[0].Body.(minor.Registered).Code {
		t.Error("the code printed is not the one that was signed")
	}
	birth := recs[1].Body.(minor.IdentityStated).Birth
	if birth.Date != day.Must("2010-01-01") || birth.Precision != minor.ToYear || birth.Provenance != minor.Presumed {
		t.Error("an age is not the presumed 1 January")
	}
	if f := recs[2].Body.(minor.Found); f.Landing.ID != c.group.Found.Landing.ID || f.Condition.Reveal() != "tired" {
		t.Error("the report of presence does not hold what was entered once")
	}
	if b := recs[3].Body.(placement.Began); b.At != c.group.At || b.Bed != "4" {
		t.Error("the placement is not where it should be")
	}
}

func TestATagAloneIsEnough(t *testing.T) {
	c := newCentre(t)
	c.tx(func(tx *sql.Tx) error {
		_, err := c.Record(t.Context(), tx, c.group, Child{Tag: "17"})
		return err
	})
	if diff := cmp.Diff([]string{"minor.registered", "minor.found", "placement.began"}, kinds(c.records())); diff != "" {
		t.Errorf("kinds (-want +got):\n%s", diff)
	}
}

func TestAnArrivalThatFailsStoresNothing(t *testing.T) {
	c := newCentre(t)
	err := c.db.InTx(t.Context(), func(tx *sql.Tx) error {
		_, err := c.Record(t.Context(), tx, c.group, Child{Tag: "17", Bed: strings.Repeat("x", 99)})
		return err
	})
	if !fault.Is(err, fault.Invalid) || len(c.records()) != 0 {
		t.Errorf("got %v and %d records", err, len(c.records()))
	}
}

func TestTheSameWordsAreTheSameLanding(t *testing.T) {
	c := newCentre(t)
	find := func(place, vessel string) (l minor.Landing) {
		c.tx(func(tx *sql.Tx) (err error) {
			l, err = FindLanding(t.Context(), tx, day.Must("2026-03-31"), place, vessel)
			return err
		})
		return l
	}
	one := find("Lampedusa", "Ocean Star")
	if again := find(" LAMPEDUSA", "ocean star "); again.ID != one.ID || again.Place != "Lampedusa" {
		t.Error("the same landing typed otherwise is another")
	}
	if other := find("Lampedusa", "Sea Watch"); other.ID == one.ID {
		t.Error("another vessel is the same landing")
	}
	err := c.db.InTx(t.Context(), func(tx *sql.Tx) error {
		_, err := FindLanding(t.Context(), tx, day.Date{}, "Lampedusa", "")
		return err
	})
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("without a day: got %v, want invalid", err)
	}
	err = c.db.View(t.Context(), func(q localdb.Querier) error {
		all, err := ListLandings(t.Context(), q)
		if len(all) != 2 {
			t.Errorf("listed %d landings, want 2", len(all))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

const heading = "Numero;Cognome;Nome;Sesso;Data di nascita;Cittadinanza;Lingue;Note\n"

func TestASheetOfTwoHundredNamesEachBadCellAndTakesTheGoodRows(t *testing.T) {
	c := newCentre(t)
	var b strings.Builder
	b.WriteString(heading)
	for i := range 200 {
		sex, born, from := "M", "31/03/2009", "EG"
		switch i {
		case 10:
			sex = "boh"
		case 20:
			born = "31/02/2009"
		case 30:
			from = "Atlantide"
		case 40:
			sex, born = "?", "ieri"
		}
		fmt.Fprintf(&b, "%d;Prova;Esempio;%s;%s;%s;arabo, francese;\n", i+1, sex, born, from)
	}
	r := c.mustRead(b.String())
	if len(r.Taken) != 196 || r.Bad != 4 || r.Known != 0 || c.children() != 196 {
		t.Fatalf("took %d, %d bad, %d known, %d recorded", len(r.Taken), r.Bad, r.Known, c.children())
	}
	var cells []string
	for _, p := range r.Problems {
		cells = append(cells, fmt.Sprintf("%d%s %s", p.Place.Row, p.Place.Column, p.Field))
		if p.Reason == "" || p.Remedy == "" || strings.Contains(p.String(), "Atlantide") || strings.Contains(p.String(), "Esempio") {
			t.Errorf("a problem without reason or remedy, or with what stood in the cell: %s", p)
		}
	}
	if diff := cmp.Diff([]string{"12D sex", "22E birth", "32F citizenship", "42D sex", "42E birth"}, cells); diff != "" {
		t.Errorf("bad cells (-want +got):\n%s", diff)
	}
	again := c.mustRead(b.String())
	if len(again.Taken) != 0 || again.Known != 196 || again.Bad != 4 || c.children() != 196 {
		t.Errorf("read again: took %d, %d known", len(again.Taken), again.Known)
	}
	mended := strings.ReplaceAll(b.String(), "Atlantide", "EG")
	if r := c.mustRead(mended); len(r.Taken) != 1 || r.Known != 196 || r.Bad != 3 {
		t.Errorf("one cell mended: took %d, %d known, %d bad", len(r.Taken), r.Known, r.Bad)
	}
}

func TestRowsThatSayTheSameAreAsManyChildren(t *testing.T) {
	c := newCentre(t)
	text := heading + ";;Ali;M;;;;\n;;Ali;M;;;;\n"
	if r := c.mustRead(text); len(r.Taken) != 2 {
		t.Fatalf("took %d of two boys with one name", len(r.Taken))
	}
	if r := c.mustRead(text); len(r.Taken) != 0 || r.Known != 2 {
		t.Errorf("read again: took %d", len(r.Taken))
	}
	if r := c.mustRead(text + ";;Ali;M;;;;\n"); len(r.Taken) != 1 {
		t.Errorf("with a third: took %d", len(r.Taken))
	}
}

func TestANumberThatCameBeforeWithOtherWordsIsNotASecondChild(t *testing.T) {
	c := newCentre(t)
	c.mustRead(heading + "17;;Ali;M;;;;\n")
	r := c.mustRead(heading + "17;;Alì;M;;;;\n")
	if len(r.Taken) != 0 || r.Bad != 1 || len(r.Problems) != 1 || r.Problems[0].Field != "tag" {
		t.Errorf("took %d, problems %v", len(r.Taken), r.Problems)
	}
	c.land("Pozzallo") // the numbers begin anew at each landing
	if r := c.mustRead(heading + "17;;Omar;M;;;;\n"); len(r.Taken) != 1 {
		t.Errorf("at another landing: took %d", len(r.Taken))
	}
}

func TestAFileReadForAnotherLandingIsRefusedUnlessItIsMeant(t *testing.T) {
	c := newCentre(t)
	text := heading + "17;;Ali;M;;;;\n"
	c.mustRead(text)
	c.land("Pozzallo")
	if _, err := c.read(text, false); !fault.Is(err, fault.Conflict) || fault.As(err).Remedy == "" {
		t.Errorf("got %v, want a conflict with the remedy", err)
	}
	if r, err := c.read(text, true); err != nil || len(r.Taken) != 1 {
		t.Errorf("when it is meant: got %d, %v", len(r.Taken), err)
	}
}

func TestWhatWouldBeWrongWithEveryRowEndsTheImport(t *testing.T) {
	c := newCentre(t)
	c.group.On = day.On(day.Must("2026-05-31"))
	if _, err := c.read(heading+"17;;Ali;M;;;;\n18;;Ali;M;;;;\n", false); !fault.Is(err, fault.Invalid) || fault.As(err).Field != "on" {
		t.Errorf("got %v, want a fault about the day", err)
	}
	c.tx(func(tx *sql.Tx) error { return outbox.Stop(t.Context(), tx, errors.New("a copy")) })
	c.group.On = day.On(day.Must("2026-03-31"))
	if _, err := c.read(heading+"17;;Ali;M;;;;\n", false); !fault.Is(err, fault.Conflict) {
		t.Errorf("got %v, want a conflict", err)
	}
	if c.children() != 0 {
		t.Error("something was recorded")
	}
}

func TestCellsAreReadAsPeopleWriteThem(t *testing.T) {
	c := newCentre(t)
	text := "Tag,Given name,Sex,Born,Age,Nationality,Languages,Mother,Place of birth,Relatives,Bed\n" +
		"A1,Ali,maschio,2009,,EG,\"Arabo, francese; bm\",Fatima,Sfax,un fratello,3\n" +
		"A2,,F,03/2009,,stateless,,,,,\n" +
		"A3,,X,,16 anni,,,,,,\n" +
		"A4,,M,1.4.2009,,,klingon,,,,\n" +
		",,M,,,,,,,,\n" +
		"A6,,M,01/04/2026,,,,,,,\n"
	r := c.mustRead(text)
	if len(r.Taken) != 3 || r.Bad != 3 {
		t.Fatalf("took %d, problems %v", len(r.Taken), r.Problems)
	}
	var stated []minor.IdentityStated
	for _, rec := range c.records() {
		if b, ok := rec.Body.(minor.IdentityStated); ok {
			stated = append(stated, b)
		}
	}
	first := stated[0]
	if !slices.Equal(first.Languages, []string{"ar", "fr", "bm"}) || first.Birth.Precision != minor.ToYear || first.Mother == nil ||
		first.BirthPlace.Town.Reveal() != "Sfax" || first.Sex != minor.Male || first.Source != minor.OwnWord {
		t.Errorf("the first row: got languages %v", first.Languages)
	}
	if stated[1].Birth.Precision != minor.ToMonth || stated[1].Citizenship != minor.Stateless || stated[1].Sex != minor.Female {
		t.Error("the second row is not read as written")
	}
	if stated[2].Birth.Provenance != minor.Presumed || stated[2].Sex != minor.Other {
		t.Error("the third row is not read as written")
	}
	var fields []string
	for _, p := range r.Problems {
		fields = append(fields, p.Field)
	}
	if diff := cmp.Diff([]string{"languages", "tag", "birth"}, fields); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}
