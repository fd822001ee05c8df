package e2e

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"faro.example/deploy/stack"
	"faro.example/shared/casefile"
	"faro.example/shared/id"
	"faro.example/shared/minor"
)

// fileOf gives the casefile that an agent's store shows of a minor.
func fileOf(ctx context.Context, a *stack.Agent, m minor.ID) (f casefile.File, err error) {
	db, err := openStore(ctx, a.Home)
	if err != nil {
		return f, err
	}
	who, err := installation(ctx, db)
	if err == nil {
		var d *disk
		if d, err = readDisk(ctx, db, who); err == nil {
			for _, held := range d.files {
				if held.Minor == m || slices.Contains(held.Joined, m) {
					f = held
				}
			}
		}
	}
	return f, errors.Join(err, db.Close())
}

func idOf(m string) minor.ID { return minor.ID(id.Must[struct{}](m)) }

// TestAJoinedChildIsTheSameAtEveryCentreAndPartedAgain joins three minors, of
// two centres, by the Ministry's command, while one centre's line is cut and
// somebody writes there; and parts one.
func TestAJoinedChildIsTheSameAtEveryCentreAndPartedAgain(t *testing.T) {
	ctx := t.Context()
	w := newWorld(t)
	centres, err := w.newCentres(ctx, 2)
	must(t, err)
	agents := []*stack.Agent{w.served(t, "first", centres[0].Code), w.served(t, "second", centres[1].Code)}
	say := func(at int, m, kind string, fields map[string]any) string {
		t.Helper()
		args := []string{"--as", centres[at].who.Name}
		if m != "" {
			args = append(args, "--minor", m)
		}
		done, err := record(ctx, agents[at], kind, fields, args...)
		must(t, err)
		return done.Minor
	}
	var minors []string
	for i, at := range []int{0, 0, 1} {
		m := say(at, "", "minor.registered", map[string]any{"tag": fmt.Sprint(i)})
		say(at, m, "placement.began", map[string]any{"at": map[string]any{"facility": centres[at].Code}})
		minors = append(minors, m)
	}
	quiet := func() {
		t.Helper()
		for _, a := range agents {
			must(t, w.quiet(ctx, a))
		}
	}
	link := func(args ...string) {
		t.Helper()
		_, err := w.Ctl(ctx, append(append([]string{"link"}, args...), "--as", w.ministry.ID.String(), "--reason", "one child")...)
		must(t, err)
	}
	same := func(when string, of, joined int) {
		t.Helper()
		var shown []string
		for _, a := range agents {
			f, err := fileOf(ctx, a, idOf(minors[of]))
			must(t, err)
			if len(f.Joined) != joined {
				t.Errorf("%s: at %s a child of %d minors, want %d", when, a.Name, len(f.Joined), joined)
			}
			shown = append(shown, text(f))
		}
		if shown[0] != shown[1] {
			t.Errorf("%s: one centre shows\n%s\nthe other\n%s", when, shown[0], shown[1])
		}
	}
	quiet()
	link("same", minors[0], minors[1])
	quiet()
	agents[0].Line.Cut()
	say(0, minors[0], "identity.stated", map[string]any{"source": "declared", "sex": "M"})
	say(1, minors[2], "identity.stated", map[string]any{"source": "declared", "sex": "F"})
	must(t, w.quiet(ctx, agents[1]))
	link("same", minors[1], minors[2])
	agents[0].Line.Restore()
	quiet()
	same("joined", 2, 3)
	f, err := fileOf(ctx, agents[1], idOf(minors[0]))
	must(t, err)
	if !slices.ContainsFunc(f.Conflicts, func(c casefile.Conflict) bool { return c.Slot == minor.AttrSex }) {
		t.Errorf("what two said without knowing of each other is no conflict: %s", text(f))
	}
	counted, err := ask[struct{ N int }](ctx, w, `SELECT count(*)::int FROM placements WHERE counted AND until_on IS NULL`)
	must(t, err)
	if counted[0].N != 1 {
		t.Errorf("the registry counts %d children, want one", counted[0].N)
	}
	link("parted", minors[0], "--apart", minors[2])
	quiet()
	apart, err := fileOf(ctx, agents[1], idOf(minors[2]))
	must(t, err)
	first, err := fileOf(ctx, agents[0], idOf(minors[0]))
	must(t, err)
	if len(apart.Joined) > 1 || len(first.Joined) != 2 || len(first.Conflicts) > 0 || len(apart.Conflicts) > 0 {
		t.Errorf("parted: got %s\nand %s", text(apart), text(first))
	}
	w.checked(t)
}
