package notice_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"faro.example/registry/audit"
	"faro.example/registry/intake"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/notice"
	"faro.example/registry/paper"
	"faro.example/registry/projection"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
	"faro.example/shared/reference"
)

// lines is a record of access, with what was allowed before it was written.
type lines struct{ written []audit.Line }

func (l *lines) Write(_ context.Context, line audit.Line) error {
	l.written = append(l.written, line)
	return nil
}

// last is the last line.
func (l *lines) last() audit.Line { return l.written[len(l.written)-1] }

// town is a registry with a child at a centre in Ragusa, the court and the police
// there, and the court of Milan.
type town struct {
	*testing.T
	h                    *intaketest.House
	book                 *notice.Book
	log                  *lines
	now                  time.Time
	at                   facility.ID
	centre               *intaketest.Agent
	child                minor.ID
	court, police, milan access.Caller
}

func newTown(t *testing.T) *town {
	t.Helper()
	w := &town{T: t, h: intaketest.New(t), log: &lines{}, now: time.Date(2026, 3, 10, 9, 30, 0, 0, day.Rome), child: intaketest.Minor()}
	tables, err := reference.Load()
	if err != nil {
		t.Fatal(err)
	}
	w.book, err = notice.New(notice.Config{
		Reader: w.h.DB.As("faro_reader"), Lines: w.log, Taker: w.h.Intake, Sealer: w.h.Sealer, Places: tables, Now: func() time.Time { return w.now },
	})
	if err != nil {
		t.Fatal(err)
	}
	w.at = w.h.Structure("088009")
	w.centre = w.h.Agent(institution.OfficeOf(w.at))
	w.court, w.police, w.milan = w.works(access.Court, "088009"), w.works(access.Police, "088009"), w.works(access.Court, "015146")
	w.centre.Taken(
		w.centre.Write(w.child, "2026-03-01", minor.Registered{Tag: "17"}),
		w.centre.Write(w.child, "2026-03-01", minor.IdentityStated{Source: minor.OwnWord, Name: &minor.Name{Given: "Amadou", Family: "Prova"}, Citizenship: "GN"}),
		w.centre.Write(w.child, "2026-03-01", placement.Began{At: facility.At(w.at)}),
	)
	return w
}

// works is somebody of an institution, with a browser.
func (w *town) works(role access.Role, territory string) access.Caller {
	i := w.h.Institution(institution.Kind(role), territory)
	return access.Caller{
		Role: role, Person: institution.PersonID(id.New[struct{}]()), Session: "s", Reason: "queue",
		Offices: []institution.OfficeID{institution.Office(i)}, Territory: []string{territory},
	}
}

func to(c access.Caller) minor.AddresseeID { return minor.AddresseeID(c.Offices[0]) }

// sends has the centre send a notice.
func (w *town) sends(on string, b minor.NoticeSent, in change.Section) change.ID {
	w.Helper()
	r := w.centre.Write(w.child, on, b, intaketest.In(in))
	w.centre.Taken(r)
	return r.ID
}

func (w *town) list(c access.Caller, box notice.Box) []notice.Item {
	w.Helper()
	got, err := w.book.List(w.Context(), c, box)
	if err != nil {
		w.Fatal(err)
	}
	return got
}

// text is all that a document says.
func text(d paper.Document) string {
	all := []string{d.Title, d.Subtitle, strings.Join(d.Colophon, "\n")}
	for _, p := range d.Parts {
		all = append(all, p.Title, strings.Join(p.Text, "\n"))
		for _, f := range p.Fields {
			for _, v := range f.Values {
				all = append(all, f.Term+": "+v.Text)
			}
		}
	}
	return strings.Join(all, "\n")
}

func TestANoticeWaitsInTheQueueOfWhomItIsForUntilTheyOpenIt(t *testing.T) {
	w := newTown(t)
	sent := w.sends("2026-03-02", minor.NoticeSent{Matter: minor.GuardianWanted, As: minor.ToCourt, To: to(w.court), Protocol: "A-1"}, change.Guardian)
	if got := w.list(w.court, notice.Received); len(got) != 1 || got[0].Record != sent || !got[0].Waits() || got[0].Protocol != "A-1" || got[0].SentOn != day.Must("2026-03-02") {
		t.Fatalf("the queue of the court: got %+v", got)
	}
	if l := w.log.last(); l.Action != access.ListNotices || !l.Allowed || !slices.Equal(l.Subjects, []minor.ID{w.child}) {
		t.Errorf("the line of the list: %+v", l)
	}
	for name, c := range map[string]access.Caller{"the police": w.police, "another court": w.milan} {
		if got := w.list(c, notice.Received); len(got) != 0 {
			t.Errorf("the queue of %s: got %d notices, want none", name, len(got))
		}
	}
	if _, err := w.book.Read(t.Context(), w.court, sent); !fault.Is(err, fault.Conflict) || w.log.last().Allowed {
		t.Errorf("read before it is opened: got %v, allowed %v", err, w.log.last().Allowed)
	}
	letter, err := w.book.Open(t.Context(), w.court, sent, "")
	if err != nil || !letter.OpenedAt.Equal(w.now) {
		t.Fatalf("opened: got %v, %v", letter.OpenedAt, err)
	}
	if l := w.log.last(); l.Action != access.OpenNotice || !l.Allowed || !slices.Equal(l.Subjects, []minor.ID{w.child}) {
		t.Errorf("the line of opening: %+v", l)
	}
	w.now = w.now.Add(24 * time.Hour)
	if letter, err = w.book.Open(t.Context(), w.court, sent, "77/2026"); err != nil || letter.OpenedAs != "77/2026" || !letter.OpenedAt.Equal(w.now.Add(-24*time.Hour)) {
		t.Errorf("its number, a day later: got %q at %s, %v", letter.OpenedAs.Reveal(), letter.OpenedAt, err)
	}
	if got := w.list(w.court, notice.Received); len(got) != 1 || got[0].Waits() {
		t.Errorf("opened, it waits no more: got %+v", got)
	}
	w.clean()
}

// clean checks that the table says what the casefiles do.
func (w *town) clean() {
	w.Helper()
	found, err := projection.Check(w.Context(), w.h.DB.As("faro_intake"), w.h.Sealer, nil)
	if err != nil || len(found) > 0 {
		w.Errorf("check: %v, %v", found, err)
	}
}

func TestWhatWaitsStandsFirstThenTheNewest(t *testing.T) {
	w := newTown(t)
	send := func(on string) change.ID {
		return w.sends(on, minor.NoticeSent{Matter: minor.PresenceKnown, As: minor.ToCourt, To: to(w.court)}, change.Presence)
	}
	old, read, fresh := send("2026-03-02"), send("2026-03-09"), send("2026-03-05")
	if n, err := w.book.Waiting(t.Context(), w.court); err != nil || n != 3 {
		t.Errorf("waiting: got %d, %v", n, err)
	}
	if _, err := w.book.Open(t.Context(), w.court, read, ""); err != nil {
		t.Fatal(err)
	}
	var got []change.ID
	for _, i := range w.list(w.court, notice.Received) {
		got = append(got, i.Record)
	}
	want := []change.ID{fresh, old, read}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	var after notice.Key
	for i := range want {
		page, err := w.book.Page(t.Context(), w.court, notice.Received, after, 1)
		if err != nil || len(page) != 1 || page[0].Record != want[i] {
			t.Fatalf("page %d: got %+v, %v", i+1, page, err)
		}
		after = page[0].Key(notice.Received)
	}
	if page, err := w.book.Page(t.Context(), w.court, notice.Received, after, 1); err != nil || len(page) != 0 {
		t.Errorf("after the last: got %+v, %v", page, err)
	}
}

func TestWhatWasSentGoesOnWhereItStoppedOpenedOrNot(t *testing.T) {
	w := newTown(t)
	for _, on := range []string{"2026-03-02", "2026-03-09", "2026-03-09", "2026-03-05"} {
		w.sends(on, minor.NoticeSent{Matter: minor.PresenceKnown, As: minor.ToCourt, To: to(w.court)}, change.Presence)
	}
	sender := access.Caller{Person: institution.PersonID(id.New[struct{}]()), Session: "s", Reason: "queue", Role: access.Municipality, Offices: []institution.OfficeID{w.centre.Office}}
	all := w.list(sender, notice.Sent)
	if _, err := w.book.Open(t.Context(), w.court, all[0].Record, ""); err != nil {
		t.Fatal(err)
	}
	first, err := w.book.Page(t.Context(), sender, notice.Sent, notice.Key{}, 3)
	if err != nil || len(first) != 3 {
		t.Fatalf("got %+v, %v", first, err)
	}
	rest, err := w.book.Page(t.Context(), sender, notice.Sent, first[2].Key(notice.Sent), 3)
	if err != nil || len(rest) != 1 || rest[0].Record != all[3].Record {
		t.Errorf("got %+v, %v, want the one of 2 March", rest, err)
	}
}

func TestANoticeIsReadByWhoSentOrReceivedItAlone(t *testing.T) {
	w := newTown(t)
	// The court of Milan has nothing else to do with a child in Ragusa.
	sent := w.sends("2026-03-02", minor.NoticeSent{Matter: minor.PresenceKnown, As: minor.ToCourt, To: to(w.milan), Says: "parla solo pular"}, change.Presence)
	letter, err := w.book.Open(t.Context(), w.milan, sent, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Amadou Prova", "Guinea", "parla solo pular", "D.Lgs 142/2015 art. 19"} {
		if got := text(letter.Document); !strings.Contains(got, want) {
			t.Errorf("the letter does not say %q:\n%s", want, got)
		}
	}
	for name, c := range map[string]access.Caller{"the court of the place": w.court, "the police": w.police, "a region": w.works(access.Region, "088009")} {
		for what, read := range map[string]func() error{
			"read": func() error { _, err := w.book.Read(t.Context(), c, sent); return err },
			"open": func() error { _, err := w.book.Open(t.Context(), c, sent, ""); return err },
		} {
			if err := read(); !fault.Is(err, fault.NotFound) || w.log.last().Allowed {
				t.Errorf("%s: %s: got %v, allowed %v, want not found", name, what, err, w.log.last().Allowed)
			}
		}
	}
	// The wall of the database shows the casefile under the notice alone.
	var n int
	tx := w.h.DB.As("faro_reader")
	if err := tx.QueryRow(t.Context(), `SELECT count(*) FROM casefiles, set_config('faro.office', $1, true)`, w.milan.Offices[0].String()).Scan(&n); err != nil || n != 0 {
		t.Errorf("without the notice: %d casefiles, %v, want none", n, err)
	}
}

func TestALetterSaysWhatTheCasefileSaidWhenItWasSent(t *testing.T) {
	w := newTown(t)
	sent := w.sends("2026-03-02", minor.NoticeSent{Matter: minor.GuardianWanted, As: minor.ToCourt, To: to(w.court)}, change.Guardian)
	if _, err := w.book.Open(t.Context(), w.court, sent, "5"); err != nil {
		t.Fatal(err)
	}
	before, err := w.book.Read(t.Context(), w.court, sent)
	if err != nil {
		t.Fatal(err)
	}
	w.centre.Taken(w.centre.Write(w.child, "2026-03-05", minor.IdentityStated{Source: minor.PhotoDocument, Name: &minor.Name{Given: "Alpha", Family: "Altro"}}))
	after, err := w.book.Print(t.Context(), w.court, sent)
	if err != nil || text(before.Document) != text(after.Document) {
		t.Errorf("got another letter once the name was corrected, %v:\n%s", err, text(after.Document))
	}
	if l := w.log.last(); l.Output != audit.Printed || l.Rows != 1 {
		t.Errorf("the line of what was printed: %+v", l)
	}
	w.h.Exec(`UPDATE casefiles SET rules = $1 WHERE minor = $2`, casefile.Rules+1, w.child)
	if _, err := w.book.Read(t.Context(), w.court, sent); !fault.Is(err, fault.Busy) {
		t.Errorf("of a casefile that newer rules have folded: got %v, want busy", err)
	}
}

func TestAnAttemptAtTheBorderIsToldWithWhatWasDone(t *testing.T) {
	w := newTown(t)
	w.centre.Taken(w.centre.Write(w.child, "2026-03-04", movement.RefusalAttempted{Where: "Ventimiglia", To: "FR", Done: "riaccolto dal centro"}))
	prosecutor := w.works(access.Prosecutor, "088009")
	sent := w.sends("2026-03-04", minor.NoticeSent{Matter: minor.RefusalAttempted, As: minor.ToProsecutor, To: to(prosecutor)}, change.Presence)
	letter, err := w.book.Open(t.Context(), prosecutor, sent, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"legge 47/2017 art. 3", "Ventimiglia", "Francia", "riaccolto dal centro"} {
		if got := text(letter.Document); !strings.Contains(got, want) {
			t.Errorf("the letter does not say %q:\n%s", want, got)
		}
	}
}

func TestEveryMatterHasALetterThatPrints(t *testing.T) {
	w := newTown(t)
	for _, m := range minor.Matters() {
		sent := w.sends("2026-03-04", minor.NoticeSent{Matter: m, As: minor.ToCourt, To: to(w.court), Says: "<b>un appunto</b>"}, change.Presence)
		letter, err := w.book.Open(t.Context(), w.court, sent, "")
		if err != nil || letter.Document.Title == "" {
			t.Errorf("%s: got %q, %v", m, letter.Document.Title, err)
			continue
		}
		page, err := paper.Page(letter.Document)
		if err != nil || strings.Contains(string(page), "<b>un") {
			t.Errorf("%s: the page holds what was typed as it was typed, or none: %v", m, err)
		}
		if pdf, err := (&paper.Press{}).PDF(t.Context(), letter.Document); err != nil || !strings.HasPrefix(string(pdf), "%PDF-") {
			t.Errorf("%s: no PDF: %v", m, err)
		}
	}
}

func TestTheOfficeThatIsCompetentIsThatOfThePlace(t *testing.T) {
	w := newTown(t)
	got, err := w.book.Competent(t.Context(), w.police, w.at)
	if err != nil {
		t.Fatal(err)
	}
	var as []minor.Receiver
	for _, o := range got {
		as = append(as, o.As)
	}
	if want := []minor.Receiver{minor.ToCourt, minor.ToMinistry, minor.ToPolice}; !slices.Equal(as, want) || got[0].ID != institution.ID(w.court.Offices[0]) {
		t.Errorf("got %v, want %v, and the court of the place", got, want)
	}
	if _, err := w.book.Competent(t.Context(), access.Caller{Role: access.Auditor}, w.at); !fault.Is(err, fault.Denied) {
		t.Errorf("an auditor: got %v, want denied", err)
	}
}

var _ notice.Taker = (*intake.Intake)(nil)
