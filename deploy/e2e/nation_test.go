package e2e

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/deploy/loader"
	"faro.example/deploy/population"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/reference"
)

// loadNation loads a small nation by agents like others, one for each province,
// and gives the folder of their stores with the installation of each province.
func loadNation(t *testing.T, w *world, n *population.Nation) (dir string, agents map[string]change.AgentID) {
	t.Helper()
	ctx := t.Context()
	c := catalogue{Institutions: n.Institutions, Structures: n.Structures}
	for _, p := range n.People {
		c.People = append(c.People, person{p.ID, p.Name.Reveal(), string(p.Role), p.Office})
		c.Operators = append(c.Operators, operator{p.ID, p.Office})
	}
	must(t, w.catalogue(ctx, c))
	roots, err := w.Roots()
	must(t, err)
	dir = t.TempDir()
	by := map[string]*loader.Installation{}
	for _, e := range n.Events() {
		p := n.Province(e)
		if by[p] != nil {
			continue
		}
		invite := func(ctx context.Context) (string, error) { return w.Invite(ctx, "--province", p) }
		by[p], err = loader.Enrol(ctx, filepath.Join(dir, p), w.URL(), roots, invite, slog.New(slog.DiscardHandler))
		must(t, err)
	}
	must(t, loader.Load(ctx, n, by, func(int, int) {}))
	agents = map[string]change.AgentID{}
	for p, i := range by {
		must(t, i.Close())
		db, err := openLoader(ctx, filepath.Join(dir, p))
		must(t, err)
		agents[p], err = installation(ctx, db)
		must(t, errors.Join(err, db.Close()))
	}
	return dir, agents
}

func openLoader(ctx context.Context, dir string) (*localdb.DB, error) {
	key, err := localdb.ReadKey(filepath.Join(dir, "key"), nil)
	if err != nil {
		return nil, err
	}
	return localdb.Open(ctx, filepath.Join(dir, "store.db"), key)
}

func TestASmallNationsReceiptsAreTheLedgersAndItsCensusIsTheTruth(t *testing.T) {
	ctx := t.Context()
	places, err := reference.Load()
	must(t, err)
	last := day.FromTime(now()).Add(-1)
	n, err := population.New(7, population.Options{
		Today: last, Since: last.AddYears(-1), Children: 60, Present: 45, Structures: 24, Places: places,
	})
	must(t, err)
	w := newWorld(t)
	dir, agents := loadNation(t, w, n)

	b, err := w.readBooks(ctx)
	must(t, err)
	var wrong complaints
	count, everything := 0, map[change.ID]bool{}
	for p, agent := range agents {
		db, err := openLoader(ctx, filepath.Join(dir, p))
		must(t, err)
		d, err := readDisk(ctx, db, agent)
		must(t, errors.Join(err, db.Close()))
		for _, s := range d.outbox {
			everything[s.ID] = true
			count++
			if s.State != outbox.Taken {
				wrong.add("%s: record %d (%s) is %s", p, s.Seq, s.Kind, s.State)
			}
		}
		b.account(&wrong, p, d, func(saved) bool { return false })
		b.numbered(&wrong, agent)
	}
	registry, err := w.registryAgent(ctx)
	must(t, err)
	b.invented(&wrong, registry, everything)
	if events := len(n.Events()); count != events || len(everything) != events {
		wrong.add("the loaders have %d records of %d identifiers for %d events", count, len(everything), events)
	}
	for _, c := range wrong {
		t.Error(c)
	}
	for _, d := range []day.Date{last, last.Add(-30), last.Add(-200), n.Options.Since.Add(60)} {
		if got, want := w.count(t, "--on", d.String()).Total, n.Count(d); got != want {
			t.Errorf("on %s: the census counts %d, present were %d", d, got, want)
		}
	}
	w.checked(t)
}
