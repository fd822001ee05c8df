package publication_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"faro.example/registry/audit"
	"faro.example/registry/census"
	"faro.example/registry/pg/pgtest"
	"faro.example/registry/report"
	"faro.example/registry/report/press"
	"faro.example/registry/report/publication"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/reference"
)

var (
	anna     = institution.PersonID{7}
	ministry = access.Caller{Role: access.Ministry, Person: anna, Session: "s"}
	machine  = access.Caller{Role: access.Ministry, Person: anna, Agent: change.AgentID{9}}
	october  = publication.Name{Kind: report.Monthly, AsOf: day.Must("2026-10-31")}
	ragusa   = facility.ID{1}
	milan    = facility.ID{2}
)

// lines remembers what was written.
type lines struct{ written []audit.Line }

func (l *lines) Write(_ context.Context, line audit.Line) error {
	l.written = append(l.written, line)
	return nil
}

// town is a registry that publishes, with a clock of its own.
type town struct {
	testing.TB
	db    *pgtest.DB
	lines *lines
	now   time.Time
	desk  *publication.Desk
	last  int
}

func newTown(t testing.TB) *town {
	t.Helper()
	w := over(t, pgtest.New(t))
	for code, s := range map[string]struct {
		id    facility.ID
		istat string
	}{"RG01": {ragusa, "088009"}, "MI01": {milan, "015146"}} {
		w.exec(`INSERT INTO offices (id, what, code) VALUES ($1, 'structure', $2)`, s.id, code)
		w.exec(`INSERT INTO structures (id, name, type, municipality, valid_from, known_from, changed_at)
			VALUES ($1, $2, 'first', $3, '2000-01-01', 0, now())`, s.id, code, s.istat)
	}
	w.commit()
	return w
}

// over publishes over a database.
func over(t testing.TB, db *pgtest.DB) *town {
	t.Helper()
	w := &town{TB: t, db: db, lines: &lines{}, now: day.Must("2026-11-10").Start().Add(12 * time.Hour)}
	places, err := reference.Load()
	w.ok(err)
	c, err := census.New(w.db.As("faro_census"), w.lines, places)
	w.ok(err)
	c.Now = func() time.Time { return w.now }
	w.desk, err = publication.New(publication.Config{
		Pool: w.db.As("faro_publication"), Count: c, Maker: &report.Maker{Census: c, Places: places}, Press: &press.Press{}, Lines: w.lines, Floor: 5,
		Self: machine, Now: func() time.Time { return w.now }, Log: slog.New(slog.DiscardHandler),
	})
	w.ok(err)
	return w
}

func (w *town) ok(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *town) exec(sql string, args ...any) {
	w.Helper()
	_, err := w.db.Admin().Exec(w.Context(), sql, args...)
	w.ok(err)
}

// commit takes a position of the ledger.
func (w *town) commit() {
	w.Helper()
	w.last++
	w.exec(`INSERT INTO ledger (position, leaf, at) VALUES ($1, $2, $3)`, w.last, make([]byte, 32), w.now)
	w.exec(`UPDATE ledger_head SET position = $1`, w.last)
}

// stay has some children alike present in a month, as known from a new position.
type stay struct {
	month, citizenship, sex, birth string
	at                             facility.ID
	n                              int
}

func (w *town) stays(all ...stay) {
	w.Helper()
	w.commit()
	for _, s := range all {
		sign := 1
		if s.n < 0 {
			sign, s.n = -1, -s.n
		}
		month := day.Must(s.month + "-01")
		w.exec(`INSERT INTO census.rows (month, known, sign, from_on, until_on, state, facility, citizenship, sex, birth_on)
			SELECT $1, $2, $3, $1, $4, 'present', $5, $6, $7, $8 FROM generate_series(1, $9)`,
			month, w.last, sign, month.NextMonth(), s.at, s.citizenship, s.sex, day.Must(s.birth), s.n)
	}
}

// autumn is the children of a month.
func autumn(month string) []stay {
	return []stay{
		{month, "EG", "M", "2010-05-05", ragusa, 40}, {month, "EG", "F", "2010-05-05", ragusa, 3},
		{month, "TN", "M", "2011-05-05", ragusa, 21}, {month, "TN", "F", "2012-05-05", milan, 9},
		{month, "GN", "M", "2009-06-01", milan, 2}, {month, "UA", "F", "2018-06-01", milan, 12},
	}
}

func (w *town) publish(n publication.Name) publication.Publication {
	w.Helper()
	p, err := w.desk.Draft(w.Context(), ministry, n)
	w.ok(err)
	p, err = w.desk.Approve(w.Context(), ministry, n, p.Revision)
	w.ok(err)
	return p
}

func TestWhatWasApprovedIsFrozenAndMadeAgainByteForByte(t *testing.T) {
	w := newTown(t)
	w.stays(autumn("2026-10")...)
	p := w.publish(october)
	if !p.Frozen() || p.ApprovedBy != anna || p.Position != uint64(w.last) || p.Epoch != 1 || len(p.Digest) != 64 || len(p.Files) != len(report.Formats(report.Monthly)) {
		t.Errorf("got %+v", p)
	}
	before := map[report.Format][]byte{}
	for _, f := range p.Files {
		file, text, err := w.desk.File(t.Context(), october, f.Format)
		w.ok(err)
		if digest := sha256.Sum256(text); hex.EncodeToString(digest[:]) != f.Digest || file != f || len(text) == 0 {
			t.Errorf("%s: digest %s, %d bytes, want %+v", f.Format, hex.EncodeToString(digest[:]), len(text), f)
		}
		before[f.Format] = text
	}
	// More becomes known of that day, and the directory changes.
	w.now = w.now.AddDate(0, 1, 0)
	w.stays(stay{"2026-10", "ML", "M", "2011-01-01", milan, 30}, stay{"2026-10", "EG", "M", "2010-05-05", ragusa, -5})
	w.exec(`UPDATE structures SET known_until = $1 WHERE id = $2`, w.last, milan)
	compared, err := w.desk.Remake(t.Context(), ministry, october)
	w.ok(err)
	if want := []report.Format{report.JSON, report.CSV, report.HTML, report.HTMLEnglish}; !slices.Equal(compared, want) {
		t.Errorf("made again: %v, want %v", compared, want)
	}
	for f, text := range before {
		if _, again, err := w.desk.File(t.Context(), october, f); err != nil || !bytes.Equal(again, text) {
			t.Errorf("%s: it changed, or %v", f, err)
		}
	}
}

func TestWhatIsPublishedCannotBeChangedByAnybody(t *testing.T) {
	w := newTown(t)
	w.stays(autumn("2026-10")...)
	p := w.publish(october)
	for what, err := range map[string]error{
		"approved again": second(w.desk.Approve(t.Context(), ministry, october, p.Revision)),
		"remarked on":    second(w.desk.Remark(t.Context(), ministry, october, p.Revision, report.Remarks{})),
		"made anew":      second(w.desk.Renew(t.Context(), ministry, october)),
	} {
		if !fault.Is(err, fault.Conflict) || fault.As(err).Remedy == "" {
			t.Errorf("%s: got %v", what, err)
		}
	}
	for _, sql := range []string{
		`UPDATE census.publications SET position = 1`, `UPDATE census.publications SET approved_at = NULL, approved_by = NULL, digest = NULL`,
		`DELETE FROM census.publications`, `TRUNCATE census.publications CASCADE`, `UPDATE census.publication_files SET bytes = ''`,
		`DELETE FROM census.publication_files`, `DELETE FROM census.restatements`,
	} {
		if _, err := w.db.Admin().Exec(t.Context(), sql); err == nil {
			t.Errorf("%s: the owner of the database did it", sql)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestOnlyAPersonOfTheMinistryApprovesAndTheLineComesFirst(t *testing.T) {
	w := newTown(t)
	w.stays(autumn("2026-10")...)
	p, err := w.desk.Draft(t.Context(), machine, october)
	w.ok(err)
	for name, c := range map[string]access.Caller{
		"a machine":      machine,
		"nobody":         {Role: access.Ministry},
		"a municipality": {Role: access.Municipality, Person: anna},
		"an auditor":     {Role: access.Auditor, Person: anna},
	} {
		w.lines.written = nil
		if _, err := w.desk.Approve(t.Context(), c, october, p.Revision); !fault.Is(err, fault.Denied) {
			t.Errorf("%s: got %v", name, err)
		}
		if len(w.lines.written) != 1 || w.lines.written[0].Action != access.Publish || w.lines.written[0].Allowed {
			t.Errorf("%s: lines %+v", name, w.lines.written)
		}
	}
	w.lines.written = nil
	if _, err := w.desk.Approve(t.Context(), ministry, october, p.Revision); err != nil {
		t.Fatal(err)
	}
	if l := w.lines.written[0]; l.Action != access.Publish || !l.Allowed || l.Caller.Person != anna {
		t.Errorf("line %+v", l)
	}
}

func TestADraftIsApprovedAsItWasRead(t *testing.T) {
	w := newTown(t)
	w.stays(autumn("2026-10")...)
	read, err := w.desk.Draft(t.Context(), ministry, october)
	w.ok(err)
	changed, err := w.desk.Remark(t.Context(), ministry, october, read.Revision, report.Remarks{Rules: report.Words{Italian: "DPR 231/2023", English: "DPR 231/2023"}})
	w.ok(err)
	if _, err := w.desk.Approve(t.Context(), ministry, october, read.Revision); !fault.Is(err, fault.Conflict) {
		t.Errorf("the one that was read: got %v", err)
	}
	w.stays(stay{"2026-10", "ML", "M", "2011-01-01", milan, 30})
	p, err := w.desk.Approve(t.Context(), ministry, october, changed.Revision)
	w.ok(err)
	_, r, err := w.desk.Find(t.Context(), october)
	w.ok(err)
	if total, _, _, _ := r.At("sex", "total", "total"); total.Count != 87 || p.Position == uint64(w.last) {
		t.Errorf("%d are counted at %d: what became known after the draft is not in it", total.Count, p.Position)
	}
}

func TestRemarksAreCarriedIntoTheNextDraftAndStandInTheReport(t *testing.T) {
	w := newTown(t)
	w.stays(autumn("2026-10")...)
	w.stays(autumn("2026-09")...)
	september := publication.Name{Kind: report.Monthly, AsOf: day.Must("2026-09-30")}
	p, err := w.desk.Draft(t.Context(), ministry, september)
	w.ok(err)
	said := report.Remarks{Tables: map[string]report.Words{"age": {Italian: "Età dichiarata", English: "Age as stated"}}}
	p, err = w.desk.Remark(t.Context(), ministry, september, p.Revision, said)
	w.ok(err)
	_, err = w.desk.Approve(t.Context(), ministry, september, p.Revision)
	w.ok(err)
	next, err := w.desk.Draft(t.Context(), ministry, october)
	w.ok(err)
	if diff := cmp.Diff(said, next.Remarks); diff != "" {
		t.Error(diff)
	}
	if _, text, err := w.desk.File(t.Context(), september, report.HTML); err != nil || !bytes.Contains(text, []byte("Età dichiarata")) {
		t.Errorf("the page does not hold the remark: %v", err)
	}
}

func TestADraftIsOnlyForWhomItConcerns(t *testing.T) {
	w := newTown(t)
	w.stays(autumn("2026-10")...)
	_, err := w.desk.Draft(t.Context(), ministry, october)
	w.ok(err)
	all, err := w.desk.Published(t.Context(), "")
	if err != nil || len(all) != 0 {
		t.Errorf("published: %v, %v", all, err)
	}
	_, _, err = w.desk.Find(t.Context(), october)
	_, _, byFile := w.desk.File(t.Context(), october, report.JSON)
	_, byFigure := w.desk.Figure(t.Context(), publication.Address{Name: october, Table: "sex", Row: "M", Column: "total"})
	for what, err := range map[string]error{"found": err, "its file": byFile, "a figure": byFigure} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: got %v", what, err)
		}
	}
}

func TestAPeriodThatIsNotOverOrDoesNotEndIsRefused(t *testing.T) {
	w := newTown(t)
	for _, n := range []publication.Name{
		{Kind: report.Monthly, AsOf: day.Must("2026-11-30")}, {Kind: report.Monthly, AsOf: day.Must("2026-10-30")},
		{Kind: report.HalfYearly, AsOf: day.Must("2026-09-30")}, {Kind: "weekly", AsOf: day.Must("2026-10-31")},
	} {
		if _, err := w.desk.Draft(t.Context(), ministry, n); !fault.Is(err, fault.Invalid) || fault.As(err).Remedy == "" {
			t.Errorf("%s: got %v", n, err)
		}
	}
}
