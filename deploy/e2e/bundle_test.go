package e2e

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"faro.example/deploy/stack"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// storeOf reads all that the store of an agent holds.
func storeOf(ctx context.Context, t testing.TB, a *stack.Agent) *disk {
	t.Helper()
	db, err := openStore(ctx, a.Home)
	must(t, err)
	defer func() { must(t, db.Close()) }()
	agent, err := installation(ctx, db)
	must(t, err)
	d, err := readDisk(ctx, db, agent)
	must(t, err)
	return d
}

// refused makes sure that agentd takes nothing of a file.
func refused(ctx context.Context, t testing.TB, a *stack.Agent, what string, file []byte) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bad.faro")
	must(t, os.WriteFile(path, file, 0o600))
	if said, err := a.Ctl(ctx, "bundle", "take", path); err == nil {
		t.Errorf("%s: taken: %s", what, said)
	}
	if st, err := a.Status(ctx); err != nil || st.Carried != 0 {
		t.Errorf("%s: %d records are held of it (%v)", what, st.Carried, err)
	}
}

func TestTwoMachinesWithoutALineShareAStickAndEndWithTheSameChildren(t *testing.T) {
	ctx := t.Context()
	w := newWorld(t)
	centres, err := w.newCentres(ctx, 2)
	must(t, err)
	at := centres[0]
	a, b, elsewhere := w.served(t, "pier-a", at.Code), w.served(t, "pier-b", at.Code), w.served(t, "other", centres[1].Code)
	a.Line.Cut()
	b.Line.Cut()

	var children []string
	for _, tag := range []string{"1", "2"} {
		child, err := arrive(ctx, a, at, tag)
		must(t, err)
		children = append(children, child.Minor)
	}
	file := filepath.Join(t.TempDir(), "a.faro")
	_, err = a.Ctl(ctx, "bundle", "write", file)
	must(t, err)
	sealed, err := os.ReadFile(file)
	must(t, err)
	info, err := os.Stat(file)
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the file has the mode %v", info.Mode())
	}
	refused(ctx, t, b, "cut off", sealed[:len(sealed)-1])
	refused(ctx, t, elsewhere, "of another office", sealed)

	for range 2 {
		_, err = b.Ctl(ctx, "bundle", "take", file)
		must(t, err)
	}
	st, err := b.Status(ctx)
	must(t, err)
	if st.Carried != 6 {
		t.Errorf("got %d records from the bundle, want 6", st.Carried)
	}
	for _, m := range children {
		var id minor.ID
		must(t, id.UnmarshalText([]byte(m)))
		if shown := storeOf(ctx, t, b).files[id]; len(shown.Presence.Stays) != 1 {
			t.Errorf("the other machine shows %d stays of a child, want 1", len(shown.Presence.Stays))
		}
		_, err = record(ctx, b, "identity.stated", map[string]any{"minor": m, "source": "declared", "citizenship": "GN"}, "--as", at.who.Name)
		must(t, err)
	}
	must(t, leaves(ctx, b, at, centres[1], children[1]))

	b.Line.Restore()
	must(t, settled(ctx, b))
	must(t, none(ctx, b))
	everything := storeOf(ctx, t, a).outbox
	everything = append(everything, storeOf(ctx, t, b).outbox...)
	onceEach(ctx, t, w, everything)

	a.Line.Restore()
	must(t, settled(ctx, a))
	_, err = b.Ctl(ctx, "bundle", "take", file)
	must(t, err)
	must(t, none(ctx, b))
	onceEach(ctx, t, w, everything)
	var first map[minor.ID]casefile.File
	for _, x := range []*stack.Agent{a, b} {
		var files map[minor.ID]casefile.File
		must(t, until(ctx, x.Name+" holds what the registry holds", func(ctx context.Context) (bool, error) {
			books, err := w.readBooks(ctx)
			if err != nil {
				return false, err
			}
			d, wrong := storeOf(ctx, t, x), complaints{}
			books.same(&wrong, x.Name, d)
			books.account(&wrong, x.Name, d, func(saved) bool { return false })
			files = d.files
			return len(wrong) == 0, nil
		}))
		if len(files) != 2 {
			t.Errorf("%s shows %d children, want 2", x.Name, len(files))
		}
		if first != nil {
			if !reflect.DeepEqual(first, files) {
				t.Error("the two show different casefiles")
			}
		}
		first = files
	}
	w.checked(t)
}

// leaves records that a child leaves for another centre.
func leaves(ctx context.Context, a *stack.Agent, from, to centre, m string) error {
	_, err := record(ctx, a, "transfer.departed", map[string]any{
		"minor": m, "from": map[string]any{"facility": from.Code}, "to": map[string]any{"facility": to.Code},
	}, "--as", from.who.Name)
	return err
}

// none holds once nothing that came by a bundle waits at an agent.
func none(ctx context.Context, a *stack.Agent) error {
	return until(ctx, a.Name+" has sent what came by bundles", func(ctx context.Context) (bool, error) {
		st, err := a.Status(ctx)
		return err == nil && st.Carried == 0, err
	})
}

// onceEach makes sure that the ledger holds each of these once, and nothing else.
func onceEach(ctx context.Context, t testing.TB, w *world, saved []saved) {
	t.Helper()
	books, err := w.readBooks(ctx) // fails if one is there twice
	must(t, err)
	self, err := w.registryAgent(ctx)
	must(t, err)
	known := map[change.ID]bool{}
	for _, s := range saved {
		known[s.ID] = true
		if _, there := books.records[s.ID]; !there {
			t.Errorf("record %s is not in the ledger: %+v", s.ID, books.receipts[s.Ref])
		}
	}
	var wrong complaints
	books.invented(&wrong, self, known)
	for _, x := range wrong {
		t.Error(x)
	}
}
