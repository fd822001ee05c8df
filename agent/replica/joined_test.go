package replica

import (
	"database/sql"
	"slices"
	"testing"

	"faro.example/agent/localdb"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
)

// twice is a child whom the feed brings under two minors.
type twice struct {
	*centre
	l    *ledger
	a, b minor.ID // a is the lesser
}

func newTwice(t *testing.T) *twice {
	w := &twice{newCentre(t), newLedger(), newID[minor.ID](), newID[minor.ID]()}
	w.l.write(t, w.a, minor.Registered{Code: code(t, 1)})
	w.l.write(t, w.b, minor.Registered{Code: code(t, 2)})
	w.l.write(t, w.a, named("Amadou"))
	w.l.write(t, w.b, named("Ahmadou"))
	return w
}

func code(t testing.TB, n uint32) minor.Code {
	t.Helper()
	c, err := minor.NewCode(n)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// says has the registry say something, by right.
func (w *twice) says(m minor.ID, b change.Body) change.Placed {
	w.t.Helper()
	w.l.write(w.t, m, b)
	p := &w.l.records[len(w.l.records)-1]
	p.Standing.Entitled = true
	return *p
}

// enters tells all records that are read for a minor.
func (w *twice) enters(m minor.ID, others ...change.Placed) {
	e := &api.Enter{Sections: sections()}
	for _, p := range append(w.l.about(m), others...) {
		x := wire(p, w.agent)
		x.Data = change.AppendRecord(nil, &p.Record)
		e.Records = append(e.Records, x)
	}
	w.l.tell(api.Item{What: api.WhatEnter, Minor: m, Enter: e})
	w.pull(w.l)
}

func (w *twice) joined() change.Placed {
	p := w.says(w.a, change.LinkSame{Minors: []minor.ID{w.b}, Reason: "the same scar"})
	w.enters(w.a)
	w.enters(w.b, p)
	return p
}

func TestAJoinedChildIsOneWithAllItsCodes(t *testing.T) {
	w := newTwice(t)
	w.joined()
	for _, m := range []minor.ID{w.a, w.b} {
		if h := w.mustFind(m); !slices.Equal(h.File.Joined, []minor.ID{w.a, w.b}) || len(h.File.Conflicts) != 1 {
			t.Errorf("%s: joined %v, %d in conflict, want the two names", m, h.File.Joined, len(h.File.Conflicts))
		}
	}
	w.view(func(q localdb.Querier) error {
		all, err := w.All(t.Context(), q)
		if err != nil || len(all) != 1 {
			t.Errorf("lists %d children, %v, want one", len(all), err)
		}
		for n := range uint32(2) {
			if h, err := w.FindCode(t.Context(), q, code(t, n+1)); err != nil || h.File.Minor != w.a {
				t.Errorf("code %d: got %v, %v", n+1, h.File.Minor, err)
			}
		}
		return nil
	})
}

func TestAPageNamesTheOtherMinorsThatItShows(t *testing.T) {
	w := newTwice(t)
	w.joined()
	if got := w.seen(w.b, change.Identity).Minors; !slices.Equal(got, []minor.ID{w.a}) {
		t.Errorf("names %v, want the other minor", got)
	}
	if got := w.seen(w.a, change.Custody).Minors; len(got) != 0 {
		t.Errorf("names %v in a section that is not held", got)
	}
	w.l.leave(w.a)
	w.pull(w.l)
	if got := w.seen(w.b, change.Identity).Minors; len(got) != 0 {
		t.Errorf("names %v, of whom nothing is held any more", got)
	}
}

func TestWhatIsWrittenAboutEitherMinorIsOnThePage(t *testing.T) {
	w := newTwice(t)
	w.joined()
	rec := w.write(w.b, named("Mamadou"))
	h := w.mustFind(w.a)
	name, _ := h.File.Identity.Name()
	if name.Given != "Mamadou" || h.Unsent != 1 || len(h.File.Conflicts) != 0 {
		t.Errorf("%d unsent, %d in conflict: what knew of both is not shown", h.Unsent, len(h.File.Conflicts))
	}
	if !slices.Equal(rec.Seen.Minors, []minor.ID{w.a}) {
		t.Errorf("the record names %v", rec.Seen.Minors)
	}
}

func TestAfterAPartingWhatWasAssignedIsBroughtForItsMinorAndGoesWithIt(t *testing.T) {
	w := newTwice(t)
	w.joined()
	on := w.says(w.a, minor.IdentityAlias{Source: minor.OwnWord, Name: minor.Name{Given: "Issa"}})
	parted := w.says(w.a, change.LinkParted{
		Apart: []minor.ID{w.b}, Records: []change.Assignment{{Record: on.ID, Minor: w.b}}, Reason: "a brother",
	})
	w.l.leave(w.a)
	w.enters(w.b, on, parted)
	h := w.mustFind(w.b)
	if h.File.Joined != nil || len(h.File.Identity.Aliases) != 1 || len(h.File.Conflicts) != 0 {
		t.Errorf("joined %v, %d aliases, %d in conflict", h.File.Joined, len(h.File.Identity.Aliases), len(h.File.Conflicts))
	}
	w.wantGone(w.a)
	w.enters(w.b, on, parted) // once more: nothing is there twice
	if h := w.mustFind(w.b); len(h.File.Identity.Aliases) != 1 {
		t.Errorf("%d aliases", len(h.File.Identity.Aliases))
	}
	w.l.leave(w.b)
	w.pull(w.l)
	w.view(func(q localdb.Querier) error {
		var n int
		if err := q.QueryRowContext(t.Context(), `SELECT count(*) FROM crossings`).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d records of others are kept of a minor who left: %v", n, err)
		}
		return nil
	})
}

func TestTheDaysOfAJoinedChildAreKeptOnce(t *testing.T) {
	w := newTwice(t)
	w.tx(func(tx *sql.Tx) error {
		_, err := tx.ExecContext(t.Context(), `INSERT INTO offices (id, code, name) VALUES (?, 'X', 'X')`, w.desk)
		return err
	})
	w.l.write(t, w.a, placement.Began{At: facility.At(w.desk)})
	w.joined()
	w.l.leave(w.a)
	w.l.leave(w.b)
	w.pull(w.l)
	w.view(func(q localdb.Querier) error {
		days, err := ListDays(t.Context(), q)
		if err != nil || len(days) != 1 || days[0].Minor != w.a {
			t.Errorf("got %v, %v, want one stay of one child", days, err)
		}
		return nil
	})
}

func TestARestoredRegistryIsGivenBackWhatCrossed(t *testing.T) {
	w := newTwice(t)
	p := w.says(w.a, change.LinkSame{Minors: []minor.ID{w.b}, Reason: "the same scar"})
	w.enters(w.b, p)
	w.tx(func(tx *sql.Tx) error { return w.GoBack(t.Context(), tx, 2, p.Position-1) })
	w.view(func(q localdb.Querier) error {
		var due int
		err := q.QueryRowContext(t.Context(), `SELECT count(*) FROM records WHERE id = ? AND due = 1`, p.ID).Scan(&due)
		if err != nil || due != 1 {
			t.Errorf("%d are to be given back, %v, want the joining", due, err)
		}
		return nil
	})
}
