package presence_test

import (
	"bytes"
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/pg"
	"faro.example/registry/presence"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

const siracusa, milan = "089017", "015146"

type lines struct {
	written []audit.Line
	fail    error
}

func (l *lines) Write(_ context.Context, line audit.Line) error {
	l.written = append(l.written, line)
	return l.fail
}

// city is a registry with two structures in Siracusa and one in Milan, and
// children whom they hosted in the first quarter of 2026.
type city struct {
	*intaketest.House
	t    *testing.T
	log  *lines
	desk *presence.Desk

	centres  [3]*intaketest.Agent
	at       [3]facility.Place
	children map[string]minor.ID
}

func newCity(t *testing.T) *city {
	t.Helper()
	c := &city{House: intaketest.New(t), t: t, log: &lines{}, children: map[string]minor.ID{}}
	c.SetNow(day.Must("2026-04-20").Start())
	for i, town := range []string{siracusa, siracusa, milan} {
		at := c.Structure(town)
		c.at[i] = facility.At(at)
		c.centres[i] = c.Agent(institution.OfficeOf(at), institution.Office(c.Institution(institution.Municipality, town)))
	}
	var err error
	c.desk, err = presence.New(presence.Config{
		Pool: c.DB.As("faro_presence"), Seal: c.Sealer, Lines: c.log, Now: c.Now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// says has a centre record something about a child.
func (c *city) says(centre int, child, on string, body change.Body, opts ...intaketest.Option) change.Record {
	c.t.Helper()
	a := c.centres[centre]
	m, known := c.children[child]
	if !known {
		m = intaketest.Minor()
		c.children[child] = m
		a.Taken(a.Write(m, on, minor.Registered{Code: a.Code()}))
	}
	r := a.Write(m, on, body, opts...)
	a.Taken(r)
	return r
}

// calls has a centre call the roll: from a day to another, which is included.
func (c *city) calls(centre int, child, from, to string, opts ...intaketest.Option) change.Record {
	c.t.Helper()
	return c.says(centre, child, to, placement.Confirmed{At: c.at[centre], Days: day.Span{From: day.Must(from), Until: day.Must(to).Add(1)}}, opts...)
}

// populate has three children: one who stayed, one who was moved to Milan, and one
// whom two structures had on the same days.
func (c *city) populate() {
	c.t.Helper()
	c.says(0, "stays", "2026-01-01", placement.Began{At: c.at[0]})
	c.calls(0, "stays", "2026-01-01", "2026-03-31")
	c.says(1, "moves", "2026-02-01", placement.Began{At: c.at[1]})
	c.calls(1, "moves", "2026-02-01", "2026-02-10")
	c.says(1, "moves", "2026-02-20", movement.Departed{From: c.at[1], To: c.at[2]})
	c.says(2, "moves", "2026-02-22", movement.Arrived{At: c.at[2]})
	c.says(0, "twice", "2026-03-01", placement.Began{At: c.at[0]})
	c.calls(0, "twice", "2026-03-01", "2026-03-20")
	c.calls(1, "twice", "2026-03-10", "2026-03-31")
}

func services(towns ...string) access.Caller {
	return access.Caller{Role: access.Municipality, Territory: towns, Reason: "reimbursement"}
}

var firstQuarter = presence.Quarter{First: day.Must("2026-01-01")}

func order(town string) presence.Order {
	return presence.Order{Municipality: town, Quarter: firstQuarter}
}

func (c *city) draw(by access.Caller, o presence.Order) presence.Statement {
	c.t.Helper()
	s, err := c.desk.Draw(c.t.Context(), by, o)
	if err != nil {
		c.t.Fatal(err)
	}
	return s
}

// told prints a statement: child, structure, days.
func (c *city) told(s presence.Statement) (out []string) {
	for _, l := range s.Lines {
		name := ""
		for n, m := range c.children {
			if m == l.Minor {
				name = n
			}
		}
		var parts []string
		for _, d := range l.Counted {
			parts = append(parts, "counted "+d.From.String()+" to "+d.Until.Add(-1).String())
		}
		for _, d := range l.Listed {
			parts = append(parts, string(d.Why)+" "+d.Days.From.String()+" to "+d.Days.Until.Add(-1).String())
		}
		out = append(out, name+": "+strings.Join(parts, ", "))
	}
	slices.Sort(out)
	return out
}

func TestDaysAreCertifiedByChildAndStructureAndAddUpToTheCensus(t *testing.T) {
	c := newCity(t)
	c.populate()
	s := c.draw(services(siracusa), order(siracusa))
	want := []string{
		"moves: counted 2026-02-01 to 2026-02-10, no-roll-call 2026-02-11 to 2026-02-19, in-transit 2026-02-20 to 2026-02-21",
		"stays: counted 2026-01-01 to 2026-03-31",
		"twice: conflict 2026-03-10 to 2026-03-31",
		"twice: counted 2026-03-01 to 2026-03-09",
	}
	if got := c.told(s); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if s.Counted != 10+90+9 || s.Listed != 11+22 || s.Census != s.Counted+s.Listed || !s.AddsUp() || s.Number != 1 {
		t.Errorf("got %d counted, %d listed, %d in the census, differing on %v", s.Counted, s.Listed, s.Census, s.Differs)
	}
	l := c.log.written[len(c.log.written)-1]
	if l.Action != access.CertifyDays || !l.Allowed || len(l.Subjects) != 3 {
		t.Errorf("got the line %+v, want one of the certification with three children", l)
	}
	m := c.draw(access.Caller{Role: access.Ministry}, order(milan))
	if got := c.told(m); !slices.Equal(got, []string{"moves: counted 2026-02-22 to 2026-02-22, no-roll-call 2026-02-23 to 2026-03-31"}) || !m.AddsUp() {
		t.Errorf("Milan: got %v, adds up %v", got, m.AddsUp())
	}
}

func TestADayThatTheCensusDoesNotHaveIsTold(t *testing.T) {
	c := newCity(t)
	c.says(0, "stays", "2026-01-30", placement.Began{At: c.at[0]})
	c.Exec(`INSERT INTO census.rows (month, known, sign, from_on, until_on, state, facility, citizenship, sex, birth_on, mode, protection, guardian, minor, record)
		SELECT month, known, -1, '2026-02-03', '2026-02-05', state, facility, citizenship, sex, birth_on, mode, protection, guardian, minor, record
		FROM census.rows WHERE month = '2026-02-01' LIMIT 1`)
	s := c.draw(services(siracusa), order(siracusa))
	if got := s.Differs; s.AddsUp() || len(got) != 2 || got[0] != day.Must("2026-02-03") || got[1] != day.Must("2026-02-04") {
		t.Errorf("got %v, want the two days that were taken off", got)
	}
}

func TestAStatementIsRestatedOnlyByANewOneAndStays(t *testing.T) {
	c := newCity(t)
	c.populate()
	own := services(siracusa)
	first := c.draw(own, order(siracusa))
	again := order(siracusa)
	if _, err := c.desk.Draw(t.Context(), own, again); !fault.Is(err, fault.Conflict) {
		t.Errorf("the first twice: got %v", err)
	}
	again.Restates, again.Why = 1, "roll-calls of February came late"
	if _, err := c.desk.Draw(t.Context(), own, again); !fault.Is(err, fault.Conflict) {
		t.Errorf("with nothing new: got %v", err)
	}
	c.calls(1, "moves", "2026-02-11", "2026-02-19")
	for _, named := range []int{0, 2} { // which is not the last
		o := again
		o.Restates = named
		if _, err := c.desk.Draw(t.Context(), own, o); !fault.Is(err, fault.Conflict) {
			t.Errorf("restating number %d: got %v", named, err)
		}
	}
	second := c.draw(own, again)
	if second.Number != 2 || second.Counted != first.Counted+9 || second.Listed != first.Listed-9 || second.Digest == first.Digest {
		t.Errorf("got %+v after %+v", second, first)
	}
	for _, s := range []presence.Statement{first, second} {
		got, err := c.desk.Statement(t.Context(), own, s.Name)
		if err != nil {
			t.Fatal(err)
		}
		if got.Digest != s.Digest || got.Counted != s.Counted || !got.MadeAt.Equal(s.MadeAt) || got.Why != s.Why || !slices.Equal(c.told(got), c.told(s)) {
			t.Errorf("number %d: got %+v, want %+v", s.Number, got, s)
		}
	}
	list, err := c.desk.List(t.Context(), own, "")
	if err != nil || len(list) != 2 || list[0].Number != 2 || list[1].Digest != first.Digest {
		t.Errorf("listed %v, %v", list, err)
	}
}

func TestAnOrderThatCannotBeFollowedIsRefused(t *testing.T) {
	c := newCity(t)
	own := services(siracusa)
	running := presence.QuarterOf(c.Today())
	for _, x := range []struct {
		name, field string
		order       presence.Order
	}{
		{"a quarter that has not ended", "quarter", presence.Order{Municipality: siracusa, Quarter: running}},
		{"days that are no quarter", "quarter", presence.Order{Municipality: siracusa, Quarter: presence.Quarter{First: day.Must("2026-02-01")}}},
		{"no municipality", "municipality", presence.Order{Quarter: firstQuarter}},
		{"restated without a reason", "why", presence.Order{Municipality: siracusa, Quarter: firstQuarter, Restates: 1}},
	} {
		if _, err := c.desk.Draw(t.Context(), own, x.order); !fault.Is(err, fault.Invalid) || fault.As(err).Field != x.field {
			t.Errorf("%s: got %v, want invalid about %s", x.name, err, x.field)
		}
	}
}

func TestOnlyWhoMayCertifiesAndReadsAndWhatIsNotOnesOwnLooksAbsent(t *testing.T) {
	c := newCity(t)
	c.populate()
	s := c.draw(services(siracusa), order(siracusa))
	absent := s.Name
	absent.Number = 9
	for _, x := range []struct {
		name         string
		caller       access.Caller
		draws, reads bool
	}{
		{"services elsewhere", services(milan), false, false},
		{"the prefecture", access.Caller{Role: access.Prefecture, Territory: []string{siracusa, milan}}, false, true},
		{"a region", access.Caller{Role: access.Region, Territory: []string{siracusa}}, false, false},
		{"a centre", access.Caller{Role: access.Centre, Territory: []string{siracusa}}, false, false},
		{"an auditor", access.Caller{Role: access.Auditor}, false, false},
		{"the Ministry", access.Caller{Role: access.Ministry}, true, true},
	} {
		_, err := c.desk.Draw(t.Context(), x.caller, presence.Order{Municipality: siracusa, Quarter: presence.Quarter{First: day.Must("2025-10-01")}})
		if (err == nil) != x.draws || err != nil && !fault.Is(err, fault.NotFound) {
			t.Errorf("%s draws: got %v, want allowed %v", x.name, err, x.draws)
		}
		_, err = c.desk.Statement(t.Context(), x.caller, s.Name)
		if (err == nil) != x.reads {
			t.Errorf("%s reads: got %v, want allowed %v", x.name, err, x.reads)
		}
		last := c.log.written[len(c.log.written)-1]
		if last.Action != access.ReadDays || last.Allowed != x.reads || (len(last.Subjects) == 3) != x.reads {
			t.Errorf("%s: got the line %+v", x.name, last)
		}
		_, none := c.desk.Statement(t.Context(), x.caller, absent)
		if !fault.Is(none, fault.NotFound) || err != nil && err.Error() != none.Error() {
			t.Errorf("%s: one that is not there: got %v, and %v for one that is not theirs", x.name, none, err)
		}
	}
}

func TestNothingIsReadOrDrawnWithoutALine(t *testing.T) {
	c := newCity(t)
	c.populate()
	s := c.draw(services(siracusa), order(siracusa))
	c.Exec(`UPDATE casefiles SET rules = $1 WHERE minor = $2`, casefile.Rules+1, c.children["moves"])
	if _, err := c.desk.Draw(t.Context(), services(milan), order(milan)); !fault.Is(err, fault.Busy) {
		t.Errorf("of one whom newer rules have folded: got %v, want busy", err)
	}
	c.log.fail = fault.Newf(fault.Busy, "no room for lines")
	if got, err := c.desk.Statement(t.Context(), services(siracusa), s.Name); !fault.Is(err, fault.Busy) || len(got.Lines) > 0 {
		t.Errorf("read: got %v", err)
	}
	if _, err := c.desk.Draw(t.Context(), access.Caller{Role: access.Ministry}, order(milan)); !fault.Is(err, fault.Busy) {
		t.Errorf("drawn: got %v", err)
	}
	if _, err := c.desk.List(t.Context(), services(siracusa), ""); !fault.Is(err, fault.Busy) {
		t.Errorf("listed: got %v", err)
	}
	var n int
	c.Scan(&n, `SELECT count(*) FROM presence_statements`)
	if n != 1 {
		t.Errorf("%d statements, want the first alone", n)
	}
}

func TestTheDatabaseKeepsStatementsAsTheyAreAndShowsNoForeignOne(t *testing.T) {
	c := newCity(t)
	c.populate()
	s := c.draw(services(siracusa), order(siracusa))
	for _, sql := range []string{
		`UPDATE presence_statements SET counted = 1`, `DELETE FROM presence_statements`, `TRUNCATE presence_statements CASCADE`,
		`UPDATE presence_lines SET body = '{}'`, `DELETE FROM presence_lines`, `TRUNCATE presence_lines`,
	} {
		if _, err := c.DB.Admin().Exec(t.Context(), sql); err == nil {
			t.Errorf("%s: done, by the owner", sql)
		}
	}
	for table := range map[string]bool{"presence_statements": true, "presence_lines": true} {
		for as, want := range map[string]bool{siracusa: true, milan: false, "": false} {
			var n int
			err := pg.InSnapshot(t.Context(), c.DB.As("faro_presence"), pg.Settings{"faro.territory": as}, func(ctx context.Context, tx pgx.Tx) error {
				return tx.QueryRow(ctx, `SELECT count(*) FROM `+table).Scan(&n)
			})
			if err != nil || (n > 0) != want {
				t.Errorf("%s to the territory %q: %d rows, %v; want some: %v", table, as, n, err, want)
			}
		}
	}
	// what is erased by law leaves its digest, and the rest as it was
	if _, err := c.DB.As("faro_erasure").Exec(t.Context(), `UPDATE presence_lines SET minor = NULL, salt = NULL, body = NULL WHERE minor = $1`, c.children["stays"]); err != nil {
		t.Fatal(err)
	}
	got, err := c.desk.Statement(t.Context(), services(siracusa), s.Name)
	if err != nil || got.Digest != s.Digest || len(got.Lines) != len(s.Lines) {
		t.Errorf("after an erasure: %+v, %v", got, err)
	}
	if n := slices.IndexFunc(got.Lines, func(l presence.Line) bool { return l.Minor == c.children["stays"] }); n >= 0 {
		t.Error("who was erased is still there")
	}
}

func TestAStatementThatWasTamperedWithIsNotShown(t *testing.T) {
	for name, sql := range map[string]string{
		"a total":     `UPDATE presence_statements SET counted = counted + 1`,
		"a line":      `UPDATE presence_lines SET body = replace(body, '2026-03-10', '2026-03-31')`,
		"a line less": `DELETE FROM presence_lines WHERE line = 0`,
	} {
		c := newCity(t)
		c.populate()
		s := c.draw(services(siracusa), order(siracusa))
		c.Exec(`ALTER TABLE presence_statements DISABLE TRIGGER ALL`)
		c.Exec(`ALTER TABLE presence_lines DISABLE TRIGGER ALL`)
		c.Exec(sql)
		if _, err := c.desk.Statement(t.Context(), services(siracusa), s.Name); !fault.Is(err, fault.Internal) {
			t.Errorf("%s: got %v, want it not shown", name, err)
		}
	}
}

func TestAStatementIsASpreadsheetOfCodesAndDays(t *testing.T) {
	c := newCity(t)
	c.populate()
	s := c.draw(services(siracusa), order(siracusa))
	var out bytes.Buffer
	if err := s.Write(&out, presence.CSV); err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(rows) != 1+6 || !strings.HasPrefix(rows[0], "municipality,quarter,number,structure,code,from,to,days,counted,why") {
		t.Errorf("got\n%s", out.String())
	}
	for _, want := range []string{"2026-01-01,2026-03-31,90,yes,", "2026-02-20,2026-02-21,2,no,in-transit"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, out.String())
		}
	}
	for _, f := range []presence.Format{presence.XLSX, presence.JSON} {
		out.Reset()
		if err := s.Write(&out, f); err != nil || out.Len() < 100 {
			t.Errorf("%s: %d bytes, %v", f, out.Len(), err)
		}
	}
	if err := s.Write(&out, "pdf"); !fault.Is(err, fault.Invalid) {
		t.Errorf("another format: got %v", err)
	}
}
