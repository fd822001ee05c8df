package webui_test

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/institution"
)

// stream is what an open page is told.
type stream struct {
	t     testing.TB
	lines *bufio.Scanner
	text  strings.Builder
}

// follows has a page that a browser got ask what is new since.
func (b *browser) follows(page answer) *stream {
	b.t.Helper()
	at := regexp.MustCompile(`<body data-live="([^"]+)"`).FindStringSubmatch(page.text)
	if at == nil {
		b.t.Fatalf("%s: does not say where it is told what is new", page.path)
	}
	srv := httptest.NewServer(b.w.engine)
	ctx, leave := context.WithCancel(b.t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, srv.URL+at[1], http.NoBody)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("X-Who", b.who)
	res, err := srv.Client().Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() {
		leave()
		if err := res.Body.Close(); err != nil {
			b.t.Error(err)
		}
		srv.Close()
	})
	if got := res.Header.Get("Content-Type"); res.StatusCode != http.StatusOK || got != "text/event-stream" {
		b.t.Fatalf("got %d %s, want a stream", res.StatusCode, got)
	}
	return &stream{t: b.t, lines: bufio.NewScanner(res.Body)}
}

// next gives the next event, "" at the end.
func (s *stream) next() string {
	s.t.Helper()
	for s.lines.Scan() {
		s.text.WriteString(s.lines.Text() + "\n")
		if what, is := strings.CutPrefix(s.lines.Text(), "event: "); is {
			return what
		}
	}
	return ""
}

// turn has the registry look once whether there is anything new.
func (w *town) turn() {
	w.t.Helper()
	if err := w.live.Turn(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

func TestAnOpenPageIsToldThatThereIsSomethingNewAndNothingOfIt(t *testing.T) {
	w := newTown(t)
	here, there := w.centre(siracusa), w.centre(milan)
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	carlo := w.person("Carlo", access.Municipality, institution.Municipality, milan)
	a, c := anna.follows(anna.get("/")), carlo.follows(carlo.get("/"))
	shown := w.count(`SELECT count(*) FROM access_lines WHERE person = $1`, anna.Caller.Person)
	w.arrives(here, "2026-02-03", "Amadou", "Bah")
	w.turn()
	if got := a.next(); got != "ledger" {
		t.Fatalf("got %q, want to be told of what was recorded", got)
	}
	w.arrives(there, "2026-02-03", "Omar", "Sow")
	w.turn()
	if got := c.next(); got != "ledger" {
		t.Fatalf("got %q, want to be told of what was recorded", got)
	}
	if !c.lines.Scan() || c.lines.Text() != "id: 8" {
		t.Errorf("got %q, want Carlo told of the child in Milan alone, at position 8", c.lines.Text())
	}
	if !regexp.MustCompile(`^(id: \d+\nretry: \d+\n\nevent: ledger\n)$`).MatchString(a.text.String()) {
		t.Errorf("a page is told %q, want a topic and a position and nothing else", a.text.String())
	}
	if n := w.count(`SELECT count(*) FROM access_lines WHERE person = $1`, anna.Caller.Person); n != shown {
		t.Errorf("%d lines, want those of the page that was shown and no more", n)
	}
}

func TestWhatWasRecordedBeforeThePageWasShownIsNotNew(t *testing.T) {
	w := newTown(t)
	here := w.centre(siracusa)
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	w.arrives(here, "2026-02-03", "Amadou", "Bah")
	page := anna.get("/")
	w.arrives(here, "2026-02-03", "Omar", "Sow") // after it was shown, before it asks
	s := anna.follows(page)
	w.turn()
	if got := s.next(); got != "ledger" {
		t.Fatalf("got %q, want to be told of what came in between", got)
	}
	if !s.lines.Scan() || s.lines.Text() != "id: 8" {
		t.Errorf("got %q, want position 8", s.lines.Text())
	}
	if s = anna.follows(anna.get("/")); true {
		w.turn()
		w.arrives(here, "2026-02-04", "Ali", "Ba")
		w.turn()
	}
	if got := s.next(); got != "ledger" || !s.lines.Scan() || s.lines.Text() != "id: 12" {
		t.Errorf("got %q %q, want only what came after the page was shown", got, s.lines.Text())
	}
}

func TestOfOneSessionTheOldestPageMakesRoom(t *testing.T) {
	w := newTown(t)
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	page := anna.get("/")
	other := bruno.follows(bruno.get("/"))
	var all []*stream
	for range 5 {
		all = append(all, anna.follows(page))
	}
	if got := all[0].next(); got != "end" || all[0].next() != "" {
		t.Errorf("got %q, want the first told to ask no more", got)
	}
	if n := w.live.Open(); n != 5 {
		t.Errorf("%d are open, want four of Anna's and Bruno's", n)
	}
	w.arrives(w.centre(siracusa), "2026-02-03", "Amadou", "Bah")
	w.turn()
	for _, s := range append(all[1:], other) {
		if got := s.next(); got != "ledger" {
			t.Errorf("got %q, want the others told", got)
		}
	}
}

func TestAnOpenPageIsToldNothingOnceItsSessionHasEnded(t *testing.T) {
	w := newTown(t)
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	s := anna.follows(anna.get("/"))
	w.door.shut = true
	w.arrives(w.centre(siracusa), "2026-02-03", "Amadou", "Bah")
	w.turn()
	if got := s.next(); got != "end" || s.next() != "" {
		t.Errorf("got %q, want the end", got)
	}
	if n := w.live.Open(); n != 0 {
		t.Errorf("%d pages are open, want none", n)
	}
}

func TestAPageThatAsksForNoPositionIsToldSo(t *testing.T) {
	w := newTown(t)
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	anna.get("/live").wants(http.StatusUnprocessableEntity)
	anna.get("/live?after=x").wants(http.StatusUnprocessableEntity)
}
