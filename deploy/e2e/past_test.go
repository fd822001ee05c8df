package e2e

import (
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"faro.example/deploy/loader"
	"faro.example/deploy/population"
	"faro.example/deploy/stack"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/institution"
	"faro.example/shared/reference"
)

// withClock builds the registry's programs as the demo runs them: their clock
// can be set.
var withClock = sync.OnceValues(func() (string, error) {
	bin, err := programs()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(bin, "with-clock")
	cmd := exec.CommandContext(context.Background(), "go", "build", "-ldflags=-w", "-tags=demo", "-o", dir+string(filepath.Separator),
		"faro.example/registry/cmd/registryd", "faro.example/registry/cmd/registryctl")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := cmd.CombinedOutput(); err != nil {
		return dir, errors.Join(err, errors.New(string(said)))
	}
	return dir, os.Symlink(filepath.Join(bin, "agentd"), filepath.Join(dir, "agentd"))
})

// told is what was written of one child, in order, with the day.
type told struct {
	records []change.Placed
	written []day.Date
}

// tellAll signs what was written of each child as the registry placed it.
func tellAll(t *testing.T, n *population.Nation) []told {
	t.Helper()
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	out := make([]told, len(n.Minors))
	for i := range n.Minors {
		for k, e := range n.History(i) {
			rec, err := change.Sign(key, change.Header{
				ID: n.Record(e), Minor: n.Minors[i].ID, Agent: change.AgentID{1}, Seq: uint64(k + 1), Structure: n.Speaker(e),
				Author: n.People[e.Author].ID, Made: change.Made{At: e.Written.UTC()}, On: e.On, Section: e.Section(),
			}, e.Body())
			must(t, err)
			out[i].records = append(out[i].records, change.Placed{
				Record: rec, Position: uint64(k + 1), Standing: change.Standing{Knows: uint64(e.Knows), Entitled: true},
			})
			out[i].written = append(out[i].written, e.Written)
		}
	}
	return out
}

// counted gives how many children were counted on a day, as known on another:
// the fold of what was written until then, and nothing of the census.
func counted(n *population.Nation, all []told, on, known day.Date) int {
	count := 0
	for i, of := range all {
		k := 0
		for k < len(of.written) && !of.written[k].After(known) {
			k++
		}
		f := casefile.Fold(n.Minors[i].ID, of.records[:k])
		for _, s := range f.Presence.Stays {
			if s.State != casefile.Missing && s.Span.Contains(on) && isMinor(&f, on) {
				count++
				break
			}
		}
	}
	return count
}

// isMinor reports whether a child is under eighteen on a day, or of unknown age.
func isMinor(f *casefile.File, on day.Date) bool {
	b, known := f.Identity.Birth()
	return !known || b.Date.Age(on) < 18
}

// past is a nation on its way into a registry under a simulated clock.
func (w *world) past(t *testing.T, n *population.Nation, told func(loader.Progress) error) *loader.Past {
	t.Helper()
	ctx := t.Context()
	var offices []string
	for _, s := range n.Structures {
		offices = append(offices, s.Code)
	}
	for _, i := range n.Institutions {
		if i.Kind == institution.Municipality {
			offices = append(offices, i.Code)
		}
	}
	roots, err := w.Roots()
	must(t, err)
	p := &loader.Past{Nation: n, Clock: w.SetClock, Told: told}
	for _, name := range []string{"past-1", "past-2"} {
		invite := func(ctx context.Context) (string, error) { return w.invite(ctx, offices, "--label", name) }
		i, err := loader.Enrol(ctx, filepath.Join(w.dir, name), w.URL(), roots, invite, slog.New(slog.DiscardHandler))
		must(t, err)
		t.Cleanup(func() {
			if err := i.Close(); err != nil {
				t.Error(err)
			}
		})
		p.Writers = append(p.Writers, i.Writer())
	}
	return p
}

// errHalf ends a load half way.
var errHalf = errors.New("half way")

func TestANationsYearsAreKnownAsTheyWereKnownThenAndTheDemoIsUsedMeanwhile(t *testing.T) {
	ctx := t.Context()
	places, err := reference.Load()
	must(t, err)
	today := day.FromTime(now())
	n, err := population.New(11, population.Options{
		Today: today.Add(-1), Since: today.AddYears(-1), Children: 300, Present: 120, Structures: 24, Places: places,
	})
	must(t, err)
	bin, err := withClock()
	must(t, err)
	w := newWorld(t, func(o *stack.Options) { o.Bin, o.Clock = bin, n.Options.Since.Start() })
	c := catalogue{Institutions: n.Institutions, Structures: n.Structures}
	for _, p := range n.People {
		c.People = append(c.People, person{p.ID, p.Name.Reveal(), string(p.Role), p.Office})
		c.Operators = append(c.Operators, operator{p.ID, p.Office})
	}
	must(t, w.catalogue(ctx, c))

	half := w.past(t, n, func(p loader.Progress) error {
		if 2*p.Done > p.Of {
			return errHalf
		}
		return nil
	})
	if err := half.Load(ctx); !errors.Is(err, errHalf) {
		t.Fatalf("got %v, want that it ends half way", err)
	}
	centres, err := w.newCentres(ctx, 1)
	must(t, err)
	before := w.count(t, "--on", today.String()).Total
	a := w.served(t, "visitor", centres[0].Code)
	_, err = arrive(ctx, a, centres[0], "1")
	must(t, err)
	must(t, settled(ctx, a))
	if got := w.count(t, "--on", today.String()).Total; got != before+1 {
		t.Errorf("an arrival of today, while the past is loaded: %d are counted, %d before it", got, before)
	}

	var last loader.Progress
	rest := w.past(t, n, func(p loader.Progress) error { last = p; return nil })
	must(t, rest.Load(ctx))
	if refused := append(half.Refused(), rest.Refused()...); len(refused) > 0 {
		t.Errorf("%d records were refused: %+v", len(refused), refused[0])
	}
	if events := len(n.Events()); last.Done != events || last.Of != events || 2*last.Before < last.Of {
		t.Errorf("the second load ended at %+v, of %d events", last, events)
	}
	all := tellAll(t, n)
	for _, back := range []int{340, 250, 182, 100, 45, 10, 1} {
		on := today.Add(-back)
		for _, later := range []int{0, 1, 5, 30, 120} {
			known := on.Add(later)
			if !known.Before(today) {
				break
			}
			got, want := w.count(t, "--on", on.String(), "--known-at", known.String()).Total, counted(n, all, on, known)
			if got != want {
				t.Errorf("on %s, known at %s: the census counts %d, what was written until then gives %d", on, known, got, want)
			}
		}
	}
	if got, want := w.count(t, "--on", today.String()).Total, counted(n, all, today, today)+1; got != want {
		t.Errorf("today: the census counts %d, want %d", got, want)
	}
	w.checked(t)
}
