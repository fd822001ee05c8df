package attachment_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"log/slog"
	"math"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"faro.example/registry/attachment"
	"faro.example/registry/audit"
	"faro.example/registry/glass"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/lookup"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/content"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"

	"github.com/jackc/pgx/v5"
)

// lines is a record of access that can be told to fail.
type lines struct {
	written []audit.Line
	fail    error
}

func (l *lines) Write(_ context.Context, line audit.Line) error {
	l.written = append(l.written, line)
	return l.fail
}

// town is a registry with a desk for files, a centre, and a child there.
type town struct {
	*intaketest.House
	desk   *attachment.Desk
	lines  *lines
	centre *intaketest.Agent
	at     facility.ID
	child  minor.ID
}

func newTown(t *testing.T, l content.Limits) *town {
	t.Helper()
	w := &town{House: intaketest.New(t), lines: &lines{}, child: intaketest.Minor()}
	book, err := glass.New(w.DB.As("faro_audit"), w.lines, w.Now)
	if err != nil {
		t.Fatal(err)
	}
	look, err := lookup.New(w.DB.As("faro_reader"), w.lines, w.Sealer, book)
	if err != nil {
		t.Fatal(err)
	}
	w.desk, err = attachment.New(attachment.Config{
		Pool: w.DB.As("faro_files"), Reader: look, Sealer: w.Sealer, Limits: l, Now: w.Now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	w.at = w.Structure("088009")
	w.centre = w.Agent(institution.OfficeOf(w.at))
	w.centre.Taken(w.centre.Write(w.child, "2026-03-09", minor.Registered{Tag: "1"}),
		w.centre.Write(w.child, "2026-03-09", placement.Began{At: facility.At(w.at)}))
	return w
}

// scan is a picture of about that many pieces: noise does not shrink.
func scan(t testing.TB, pieces int) ([]byte, minor.File) {
	t.Helper()
	side := int(math.Sqrt((float64(pieces) - 0.5) * 1.75 * api.FilePiece))
	m := image.NewGray(image.Rect(0, 0, side, side))
	seed := uint32(7)
	for i := range m.Pix {
		seed = seed*1664525 + 1013904223
		m.Pix[i] = byte(seed >> 24)
	}
	m.SetGray(0, 0, color.Gray{Y: 1})
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	if b.Len() <= (pieces-1)*api.FilePiece || b.Len() > pieces*api.FilePiece {
		t.Fatalf("%d bytes are not %d pieces", b.Len(), pieces)
	}
	return b.Bytes(), minor.FileOf(minor.JPEG, b.Bytes())
}

// names has the centre name a file in a record.
func (w *town) names(f minor.File) {
	w.centre.Taken(w.centre.Write(w.child, "2026-03-10", minor.DocumentAdded{Type: "passport", Files: []minor.File{f}}))
}

func piece(raw []byte, at int) []byte { return raw[at:min(len(raw), at+api.FilePiece)] }

func ministry() access.Caller {
	return access.Caller{Role: access.Ministry, Person: institution.PersonID{3}, Reason: "a test"}
}

func read(t *testing.T, o attachment.Content) []byte {
	t.Helper()
	got, err := io.ReadAll(o)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestAFileComesInPiecesAndGoesOnWhereTheLineCutIt(t *testing.T) {
	w := newTown(t, content.Limits{})
	raw, f := scan(t, 4)
	w.names(f)
	want := api.FileWanted{Minor: w.child, File: f}
	state, err := w.desk.Offer(t.Context(), w.centre.Caller(), want)
	if err != nil || state.Held != 0 || state.Whole {
		t.Fatalf("got %+v, %v", state, err)
	}
	if _, err := w.desk.Open(t.Context(), ministry(), state.ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("opened before it came: %v", err)
	}
	for range 2 {
		if state, err = w.desk.Append(t.Context(), w.centre.Caller(), state.ID, state.Held, piece(raw, state.Held)); err != nil {
			t.Fatal(err)
		}
	}
	// The line is cut; what is sent again, or out of its turn, changes nothing.
	for _, at := range []int{0, api.FilePiece, 3 * api.FilePiece} {
		if again, err := w.desk.Append(t.Context(), w.centre.Caller(), state.ID, at, piece(raw, at)); err != nil || again != state {
			t.Errorf("at %d: got %+v, %v", at, again, err)
		}
	}
	again, err := w.desk.Offer(t.Context(), w.centre.Caller(), want)
	if err != nil || again != state || again.Held != 2*api.FilePiece {
		t.Fatalf("begun again: got %+v, %v", again, err)
	}
	for !state.Whole {
		if state, err = w.desk.Append(t.Context(), w.centre.Caller(), state.ID, state.Held, piece(raw, state.Held)); err != nil {
			t.Fatal(err)
		}
	}
	o, err := w.desk.Open(t.Context(), ministry(), state.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := iotest.TestReader(o, raw); err != nil {
		t.Error(err)
	}
	if small, err := o.Small(); err != nil || bytes.Equal(small, raw) {
		t.Errorf("made small: %v", err)
	}
}

func TestAFileIsOpenedByWhoMayReadASectionThatNamesItAndTheLineComesFirst(t *testing.T) {
	w := newTown(t, content.Limits{})
	raw, f := scan(t, 1)
	w.names(f)
	state, err := w.desk.Keep(t.Context(), w.centre.Caller(), w.child, f, raw)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := w.Agent(institution.OfficeOf(w.Structure("015146")))
	police := access.Caller{Role: access.Police, Person: institution.PersonID{4}, Territory: []string{"088009"}}
	auditor := access.Caller{Role: access.Auditor, Person: institution.PersonID{5}}
	for name, c := range map[string]struct {
		caller access.Caller
		opens  bool
	}{
		"the Ministry": {ministry(), true}, "the centre": {w.centre.Caller(), true}, "the police of the place": {police, true},
		"another centre": {elsewhere.Caller(), false}, "an auditor": {auditor, false},
	} {
		w.lines.written = nil
		o, err := w.desk.Open(t.Context(), c.caller, state.ID)
		switch {
		case c.opens && (err != nil || !bytes.Equal(read(t, o), raw)):
			t.Errorf("%s: %v", name, err)
		case !c.opens && !fault.Is(err, fault.NotFound):
			t.Errorf("%s: got %v", name, err)
		}
		if len(w.lines.written) != 1 || w.lines.written[0].Action != access.OpenFile || w.lines.written[0].Allowed != c.opens {
			t.Errorf("%s: the lines are %+v", name, w.lines.written)
		}
	}
	if _, err := w.desk.Open(t.Context(), ministry(), api.FileID{1}); !fault.Is(err, fault.NotFound) {
		t.Errorf("a file that there is not: %v", err)
	}
	w.lines.fail = io.ErrUnexpectedEOF
	if _, err := w.desk.Open(t.Context(), ministry(), state.ID); err == nil {
		t.Error("opened without its line")
	}
}

func TestAFileNamedInASectionThatACallerDoesNotSeeIsNotThere(t *testing.T) {
	w := newTown(t, content.Limits{})
	raw, f := scan(t, 1)
	state, err := w.desk.Keep(t.Context(), w.centre.Caller(), w.child, f, raw) // before its record
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.desk.Open(t.Context(), ministry(), state.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("a file that no record names is opened: %v", err)
	}
	w.names(f)
	if _, err := w.desk.Open(t.Context(), ministry(), state.ID); err != nil {
		t.Errorf("named afterwards: %v", err)
	}
}

func TestWhoMayNeitherReadNorWroteBringsNoFile(t *testing.T) {
	w := newTown(t, content.Limits{})
	raw, f := scan(t, 1)
	w.names(f)
	elsewhere := w.Agent(institution.OfficeOf(w.Structure("015146")))
	for _, m := range []minor.ID{w.child, intaketest.Minor()} {
		if _, err := w.desk.Keep(t.Context(), elsewhere.Caller(), m, f, raw); !fault.Is(err, fault.NotFound) {
			t.Errorf("got %v", err)
		}
	}
	state, err := w.desk.Offer(t.Context(), w.centre.Caller(), api.FileWanted{Minor: w.child, File: f})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.desk.Append(t.Context(), ministry(), state.ID, 0, piece(raw, 0)); !fault.Is(err, fault.NotFound) {
		t.Errorf("what another began goes on: %v", err)
	}
	// What a centre wrote about a child of somebody else it may bring, and not read.
	own := minor.DocumentAdded{Type: "birth-certificate", Files: []minor.File{f}}
	elsewhere.Taken(elsewhere.Write(w.child, "2026-03-10", own))
	if state, err = w.desk.Keep(t.Context(), elsewhere.Caller(), w.child, f, raw); err != nil || !state.Whole {
		t.Errorf("the own record's: %+v, %v", state, err)
	}
	if _, err := w.desk.Open(t.Context(), elsewhere.Caller(), state.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("and opens it: %v", err)
	}
}

func TestWhatIsNoPictureIsRefusedWithTheRemedyAndTheAttemptKept(t *testing.T) {
	w := newTown(t, content.Limits{Bytes: 100_000})
	words := []byte("\xff\xd8\xff\xe0 nothing to see")
	f := minor.FileOf(minor.JPEG, words)
	w.names(f)
	for range 2 { // the second time it is not even asked for
		_, err := w.desk.Keep(t.Context(), w.centre.Caller(), w.child, f, words)
		if !fault.Is(err, fault.Invalid) || fault.As(err).Remedy == "" {
			t.Errorf("got %v", err)
		}
	}
	large := f
	large.Size = 100_001
	if _, err := w.desk.Offer(t.Context(), w.centre.Caller(), api.FileWanted{Minor: w.child, File: large}); !fault.Is(err, fault.Invalid) {
		t.Errorf("over the limit: got %v", err)
	}
	if _, _, err := w.desk.Prepare(t.Context(), ministry(), w.child, []byte("words")); !fault.Is(err, fault.Invalid) {
		t.Errorf("on a page: got %v", err)
	}
	kept, err := w.desk.Attempts(t.Context(), ministry(), w.child, w.Now())
	if err != nil || len(kept) != 3 {
		t.Fatalf("got %+v, %v, want the three attempts", kept, err)
	}
	var left int
	w.Scan(&left, `SELECT count(*) FROM attachment_pieces`)
	if left != 0 {
		t.Errorf("%d pieces are left", left)
	}
}

func TestPiecesThatAreAnotherFileBeginAgain(t *testing.T) {
	w := newTown(t, content.Limits{})
	raw, f := scan(t, 2)
	w.names(f)
	other := bytes.Clone(raw)
	other[50] ^= 1
	if _, err := w.desk.Keep(t.Context(), w.centre.Caller(), w.child, f, other); !content.Broken(err) {
		t.Fatalf("got %v", err)
	}
	if state, err := w.desk.Keep(t.Context(), w.centre.Caller(), w.child, f, raw); err != nil || !state.Whole {
		t.Errorf("from its beginning: %+v, %v", state, err)
	}
}

func TestWhatNoRecordNamesIsRemovedAfterSomeTime(t *testing.T) {
	w := newTown(t, content.Limits{})
	never, f := scan(t, 1)
	later, g := scan(t, 2)
	for _, x := range []struct {
		raw []byte
		minor.File
	}{{never, f}, {later, g}} {
		if _, err := w.desk.Keep(t.Context(), w.centre.Caller(), w.child, x.File, x.raw); err != nil {
			t.Fatal(err)
		}
	}
	w.names(g)
	for _, step := range []struct {
		after time.Duration
		gone  int
	}{{attachment.UsualUnnamed - time.Hour, 0}, {2 * time.Hour, 1}, {48 * time.Hour, 0}} {
		w.SetNow(w.Now().Add(step.after))
		if gone, err := w.desk.Tidy(t.Context()); err != nil || gone != step.gone {
			t.Errorf("after %v: %d gone, %v, want %d", step.after, gone, err, step.gone)
		}
	}
	got, err := w.desk.Check(t.Context())
	if err != nil || got.Whole != 1 || got.Awaited != 0 || got.Unnamed != 0 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestTheCheckFindsWhatIsMissingAndWhatIsNotAsItWas(t *testing.T) {
	w := newTown(t, content.Limits{})
	raw, f := scan(t, 2)
	w.names(f)
	if _, err := w.desk.Keep(t.Context(), w.centre.Caller(), w.child, f, raw); err != nil {
		t.Fatal(err)
	}
	_, missing := scan(t, 1)
	w.names(missing)
	if got, err := w.desk.Check(t.Context()); err != nil || got.Whole != 1 || got.Awaited != 1 || len(got.Corrupt) != 0 {
		t.Errorf("got %+v, %v", got, err)
	}
	for _, spoil := range []string{
		`UPDATE attachment_pieces SET content = set_byte(content, 20, 255 - get_byte(content, 20)) WHERE number = 1`,
		`DELETE FROM attachment_pieces WHERE number = 1`,
	} {
		w.Exec(spoil)
		if got, err := w.desk.Check(t.Context()); err != nil || got.Whole != 0 || len(got.Corrupt) != 1 {
			t.Errorf("%s: got %+v, %v", spoil, got, err)
		}
	}
}

// A piece moved to another place, or to another child, does not open; nothing in the
// tables tells which file it is; and a transaction is shown one child's files.
func TestFilesLieSealedEachInItsPlaceBehindAWall(t *testing.T) {
	w := newTown(t, content.Limits{})
	raw, f := scan(t, 3)
	w.names(f)
	state, err := w.desk.Keep(t.Context(), w.centre.Caller(), w.child, f, raw)
	if err != nil {
		t.Fatal(err)
	}
	var all string
	w.Scan(&all, `SELECT string_agg(a::text || p::text, '') FROM attachments a, attachment_pieces p`)
	if strings.Contains(all, string(f.Digest)) || strings.Contains(all, "image/jpeg") {
		t.Error("the tables tell which file it is")
	}
	counted := func(as pg.Settings) (n int) {
		t.Helper()
		err := pg.InSnapshot(t.Context(), w.DB.As("faro_files"), as, func(ctx context.Context, tx pgx.Tx) error {
			return tx.QueryRow(ctx, `SELECT count(*) FROM attachment_pieces`).Scan(&n)
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if counted(nil) != 0 || counted(pg.Settings{"faro.minor": intaketest.Minor().String()}) != 0 || counted(pg.Settings{"faro.minor": w.child.String()}) == 0 {
		t.Error("the wall shows other files than those of the child that is asked about")
	}
	w.Exec(`UPDATE attachment_pieces p SET content = o.content FROM attachment_pieces o WHERE p.number = 0 AND o.number = 1`)
	o, err := w.desk.Open(t.Context(), ministry(), state.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(o); err == nil {
		t.Error("a piece opens in the place of another")
	}
}
