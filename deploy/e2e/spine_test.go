package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"faro.example/deploy/stack"
)

// recorded is what agentd record prints for other programs.
type recorded struct {
	Record string `json:"record"`
	Number uint64 `json:"number"`
	Minor  string `json:"minor"`
	Code   string `json:"code"`
	State  string `json:"state"`
}

func record(ctx context.Context, a *stack.Agent, kind string, fields map[string]any, more ...string) (recorded, error) {
	var out recorded
	text, err := a.Record(ctx, kind, fields, append(more, "--json")...)
	if err != nil {
		return out, err
	}
	return out, json.Unmarshal([]byte(text), &out)
}

// arrive records the arrival of one child, as a centre does at a landing: a tag
// number and a sex are known.
func arrive(ctx context.Context, a *stack.Agent, at centre, tag string) (recorded, error) {
	child, err := record(ctx, a, "minor.registered", map[string]any{"tag": tag}, "--as", at.who.Name)
	if err != nil {
		return child, err
	}
	if _, err := record(ctx, a, "identity.stated", map[string]any{"minor": child.Minor, "source": "declared", "sex": "M"}, "--as", at.who.Name); err != nil {
		return child, err
	}
	_, err = record(ctx, a, "placement.began", map[string]any{"minor": child.Minor, "at": map[string]any{"facility": at.Code}}, "--as", at.who.Name)
	return child, err
}

// settled holds once all that is recorded at an agent has its answer.
func settled(ctx context.Context, a *stack.Agent) error {
	return until(ctx, a.Name+" has sent everything", func(ctx context.Context) (bool, error) {
		st, err := a.Status(ctx)
		return err == nil && st.Records.Unsent == 0, err
	})
}

func TestAnArrivalWithTheLineCutWaitsAndThenStandsInTheCensusOnce(t *testing.T) {
	ctx := t.Context()
	w := newWorld(t)
	at := one(w.newCentres(ctx, 1))(t)
	a := w.served(t, "lampedusa", at.Code, w.service.Code)

	a.Line.Cut()
	child, err := arrive(ctx, a, at, "17")
	must(t, err)
	if len(child.Code) != 10 {
		t.Errorf("got the code %q with the line cut, want a national code", child.Code)
	}
	_, err = record(ctx, a, "custody.taken", map[string]any{"minor": child.Minor, "by": w.service.Code}, "--as", w.social.Name)
	must(t, err)
	st, err := a.Status(ctx)
	must(t, err)
	if st.Records.Unsent != 4 || !strings.Contains(st.Sentence, "4 wait") {
		t.Errorf("got %d unsent and %q, want 4 that wait", st.Records.Unsent, st.Sentence)
	}
	if got := w.count(t); got.Total != 0 {
		t.Errorf("got %d present before there is a line, want 0", got.Total)
	}

	a.Line.Restore()
	must(t, settled(ctx, a))
	if got := w.count(t); got.Total != 1 {
		t.Errorf("got %d present, want 1", got.Total)
	}
	st, err = a.Status(ctx)
	must(t, err)
	if want := "all 4 are in Rome"; st.Sentence != want {
		t.Errorf("got %q, want %q", st.Sentence, want)
	}

	out, err := w.Ctl(ctx, "custody", child.Code, "--as", w.ministry.ID.String(), "--reason", "hearing on custody", "--json")
	must(t, err)
	if !strings.Contains(out, w.service.ID.String()) {
		t.Errorf("got %s, want the social service of Siracusa", out)
	}
	type look struct {
		Action, Reason string
		Person         string
		Minor          string
	}
	looks, err := ask[look](ctx, w, `SELECT action, reason, person::text, subjects[1]::text FROM access_lines WHERE allowed AND subjects <> '{}'`)
	must(t, err)
	want := []look{{"ask-custody", "hearing on custody", w.ministry.ID.String(), child.Minor}}
	if d := cmp.Diff(want, looks); d != "" {
		t.Errorf("lines of access (-want +got):\n%s", d)
	}
	w.checked(t)
	if got := w.count(t); got.Total != 1 {
		t.Errorf("got %d present at the end, want 1", got.Total)
	}
}

// one gives the only value of a list, or fails the test.
func one[T any](list []T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		must(t, err)
		if len(list) != 1 {
			t.Fatalf("got %d values, want 1", len(list))
		}
		return list[0]
	}
}

func (w *world) count(t testing.TB, args ...string) stack.Census {
	t.Helper()
	c, err := w.Census(t.Context(), args...)
	must(t, err)
	return c
}

// checked fails the test unless the read tables agree with the ledger.
func (w *world) checked(t testing.TB) {
	t.Helper()
	if out, err := w.Ctl(t.Context(), "check"); err != nil {
		t.Errorf("registryctl check: %v\n%s", err, out)
	}
	if out, err := w.Ctl(t.Context(), "audit", "verify"); err != nil {
		t.Errorf("registryctl audit verify: %v\n%s", err, out)
	}
}

// sheet writes a sheet of arrivals; its rows begin with row number first.
func sheet(t testing.TB, first, rows int) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "sbarco.csv")
	must(t, os.WriteFile(file, []byte(sheetText(first, rows)), 0o600))
	return file
}

func sheetText(first, rows int) string {
	var b strings.Builder
	b.WriteString("Numero;Nome;Cognome;Sesso;Data di nascita;Cittadinanza;Note\n")
	for i := first; i < first+rows; i++ {
		fmt.Fprintf(&b, "%d;Amadou %d;Bah;M;0%d/03/2010;GN;\n", i, i, 1+i%9)
	}
	return b.String()
}

// imported is what agentd import prints for other programs.
type imported struct {
	Landing string `json:"landing"`
	Taken   []struct{ Minor, Code, Tag string }
	Known   int
	Bad     int
}

func importSheet(ctx context.Context, a *stack.Agent, file, as string, more ...string) (imported, error) {
	var out imported
	text, err := a.Ctl(ctx, append([]string{"import", file, "--landing-place", "Augusta", "--landing-on", today(), "--as", as, "--json"}, more...)...)
	if text != "" {
		err = errors.Join(err, json.Unmarshal([]byte(text), &out))
	}
	return out, err
}

func TestASheetOf200ArrivalsReadTwiceAddsNothing(t *testing.T) {
	ctx := t.Context()
	w := newWorld(t)
	at := one(w.newCentres(ctx, 1))(t)
	a := w.served(t, "augusta", at.Code)
	file := sheet(t, 1, 200)
	first, err := importSheet(ctx, a, file, at.who.Name)
	must(t, err)
	if len(first.Taken) != 200 || first.Known != 0 || first.Bad != 0 {
		t.Fatalf("got %d taken, %d known, %d bad; want 200, 0, 0", len(first.Taken), first.Known, first.Bad)
	}
	must(t, settled(ctx, a))
	before := w.count(t)
	if before.Total != 200 {
		t.Errorf("got %d present, want 200", before.Total)
	}
	again, err := importSheet(ctx, a, file, at.who.Name)
	must(t, err)
	if len(again.Taken) != 0 || again.Known != 200 {
		t.Errorf("got %d taken and %d known the second time, want 0 and 200", len(again.Taken), again.Known)
	}
	must(t, settled(ctx, a))
	if d := cmp.Diff(before, w.count(t)); d != "" {
		t.Errorf("the census changed (-before +after):\n%s", d)
	}
	codes := map[string]bool{}
	for _, c := range first.Taken {
		codes[c.Code] = true
	}
	if len(codes) != 200 {
		t.Errorf("got %d national codes for 200 children", len(codes))
	}
	w.checked(t)

	t.Run("and rebuilding the read tables changes nothing", func(t *testing.T) {
		must(t, until(ctx, "the search for the same child has gone through all", func(ctx context.Context) (bool, error) {
			all, err := ask[struct{ All bool }](ctx, w, `SELECT EXISTS (SELECT FROM match_progress p, ledger_head h WHERE p.looked >= h.position) AS all`)
			return err == nil && all[0].All, err
		}))
		was, err := w.readTables(ctx)
		must(t, err)
		_, err = w.Ctl(ctx, "rebuild")
		must(t, err)
		is, err := w.readTables(ctx)
		must(t, err)
		if d := cmp.Diff(was, is); d != "" {
			t.Errorf("read tables (-before +after):\n%s", d)
		}
		w.checked(t)
	})
}

// readTables gives a digest of every table that follows from the ledger. Of the
// feed it takes what is never thinned out: the last row about each minor.
func (w *world) readTables(ctx context.Context) (map[string]string, error) {
	out := map[string]string{}
	for _, table := range []string{"casefiles", "placements", "custodies", "conflicts", "codes", "scopes", lastFed, "census.rows", "ledger_head"} {
		sums, err := ask[struct{ Sum string }](ctx, w, `SELECT count(*) || ' ' || coalesce(md5(string_agg(r::text, '|' ORDER BY r::text)), '') FROM `+table+` r`)
		if err != nil {
			return nil, err
		}
		out[table] = sums[0].Sum
	}
	return out, nil
}

const lastFed = "(SELECT agent, minor, max(n) FROM feed GROUP BY agent, minor)"

func TestASecondStartGoesOnFromTheSameData(t *testing.T) {
	ctx := t.Context()
	w := newWorld(t)
	at := one(w.newCentres(ctx, 1))(t)
	a := w.served(t, "pozzallo", at.Code)
	_, err := arrive(ctx, a, at, "1")
	must(t, err)
	must(t, settled(ctx, a))

	must(t, w.Close())
	_, err = arrive(ctx, a, at, "2") // with the registry down
	must(t, err)
	must(t, a.Close())
	listen := strings.TrimPrefix(w.URL(), "https://")
	w.options.Listen = listen
	must(t, w.open(ctx))
	b, err := w.Agent("pozzallo", a.Line.Quality())
	must(t, err)
	t.Cleanup(func() { must(t, b.Close()) })
	if a.URL() != b.URL() {
		t.Errorf("the line is at %s now, was at %s", b.URL(), a.URL())
	}
	must(t, b.Serve.Start())
	must(t, settled(ctx, b))
	if got := w.count(t); got.Total != 2 {
		t.Errorf("got %d present, want 2", got.Total)
	}
	w.checked(t)
}

func TestARevokedAgentStopsKeepsItsUnsentAndGivesItOnceEnrolledAgain(t *testing.T) {
	ctx := t.Context()
	w := newWorld(t)
	at := one(w.newCentres(ctx, 1))(t)
	a := w.served(t, "trapani", at.Code)
	_, err := arrive(ctx, a, at, "1")
	must(t, err)
	must(t, settled(ctx, a))
	st, err := a.Status(ctx)
	must(t, err)
	page := filepath.Join(t.TempDir(), "lost.html")
	said, err := w.Ctl(ctx, "revoke", st.Agent.String(), "--lost-at", time.Now().Add(-time.Minute).Format(time.RFC3339), // its long poll is open
		"--out", page, "--as", w.ministry.ID.String(), "--reason", "the machine was stolen")
	must(t, err)
	if !strings.Contains(said, "may have been on it: 1;") {
		t.Errorf("got %q, want the child that it held", said)
	}
	if text, err := os.ReadFile(page); err != nil || !strings.Contains(string(text), "Bozza: notifica al Garante") {
		t.Errorf("the drafts: %v", err)
	}
	_, err = arrive(ctx, a, at, "2")
	must(t, err)
	<-a.Serve.Ended()
	after, err := a.Status(ctx)
	must(t, err)
	if after.Records.Unsent != 3 {
		t.Errorf("got %d unsent, want the 3 that were recorded after", after.Records.Unsent)
	}
	if got := w.count(t); got.Total != 1 {
		t.Errorf("got %d present, want 1: what came after is not in the ledger", got.Total)
	}

	code, err := w.invite(ctx, []string{at.Code}, "--replaces", st.Agent.String())
	must(t, err)
	must(t, a.Enrol(ctx, code, "--again"))
	must(t, a.Serve.Start())
	must(t, settled(ctx, a))
	if got := w.count(t); got.Total != 2 {
		t.Errorf("got %d present once it was enrolled again, want 2", got.Total)
	}
	w.checked(t)
}

func TestACertificateIsRenewedByItselfAlsoOnceItHasRunOut(t *testing.T) {
	ctx := t.Context()
	const lifetime = time.Second
	w := newWorld(t, func(o *stack.Options) {
		o.Registry = append(o.Registry, "--certificate-lifetime", lifetime.String())
	})
	at := one(w.newCentres(ctx, 1))(t)
	a, err := w.newAgent(ctx, "catania", at.Code)
	must(t, err)
	t.Cleanup(func() { must(t, a.Close()) })
	first, err := a.Status(ctx)
	must(t, err)
	must(t, until(ctx, "the first certificate has run out", func(context.Context) (bool, error) {
		return time.Now().After(first.Certificate), nil
	}))
	_, err = arrive(ctx, a, at, "1")
	must(t, err)
	must(t, a.Serve.Start())
	must(t, settled(ctx, a))
	after, err := a.Status(ctx)
	must(t, err)
	if !after.Certificate.After(first.Certificate) {
		t.Errorf("the certificate runs until %s still", after.Certificate)
	}
	if got := w.count(t); got.Total != 1 {
		t.Errorf("got %d present, want 1", got.Total)
	}
}
