package feed

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/registry/projection"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// station is a centre with what the feed brought it for each minor, kept and
// shown as an agent does (package agent/replica, which this module may not import).
type station struct {
	*world
	name   string
	agent  *intaketest.Agent
	feed   *Feed
	cursor uint64
	at     uint64 // position of the ledger
	held   map[minor.ID]*brought
	unsent []change.Record
	own    map[change.ID][]byte
}

type brought struct {
	sections []change.Section
	records  map[change.ID]change.Placed
}

func (w *world) station(f *Feed, name, town string) *station {
	w.t.Helper()
	a := w.Agent(institution.OfficeOf(w.House.Structure(town)))
	return &station{world: w, name: name, agent: a, feed: f, held: map[minor.ID]*brought{}, own: map[change.ID][]byte{}}
}

func (s *station) here() facility.Place { return facility.At(facility.ID(s.agent.Office)) }

// all gives what is held of the child that a minor is, and its minors.
func (s *station) all(m minor.ID) (out []change.Placed, joined []minor.ID) {
	of := func(x minor.ID) (out []change.Placed) {
		if h := s.held[x]; h != nil {
			for _, p := range h.records {
				out = append(out, p)
			}
		}
		return out
	}
	joined = casefile.Joined(m, of(m))
	for _, x := range joined {
		out = append(out, of(x)...)
	}
	for _, r := range s.unsent {
		if slices.Contains(joined, r.Minor) {
			out = append(out, change.Pending(r, nil))
		}
	}
	return out, joined
}

// writes opens a form about a minor and keeps what it says until it is sent.
func (s *station) writes(m minor.ID, on string, b change.Body) change.Record {
	s.t.Helper()
	all, joined := s.all(m)
	e, _ := change.Lookup(b.Kind())
	var seen change.Seen
	if h := s.held[m]; h != nil {
		seen.Epoch, seen.Position = 1, s.at
		for _, x := range joined {
			if x != m && s.held[x] != nil && slices.Contains(s.held[x].sections, e.Section) {
				seen.Minors = append(seen.Minors, x)
			}
		}
	}
	for _, p := range all {
		if p.Section == e.Section && p.Position == 0 {
			seen.Records = append(seen.Records, p.ID)
		}
	}
	r := s.agent.Write(m, on, b, func(h *change.Header) { h.Seen = seen })
	s.unsent, s.own[r.ID] = append(s.unsent, r), change.AppendRecord(nil, &r)
	return r
}

// syncs pushes what is unsent and pulls the whole feed, some rows at a time.
func (s *station) syncs() {
	s.t.Helper()
	if len(s.unsent) > 0 {
		s.agent.Taken(s.unsent...)
		s.unsent = nil
	}
	s.feed.bounds.rows = 2
	for more := true; more; {
		f, err := s.feed.Pull(s.t.Context(), s.agent.Caller(), s.cursor, 0, casefile.Rules)
		if err != nil {
			s.t.Fatal(err)
		}
		for _, i := range f.Items {
			s.apply(i)
		}
		s.cursor, more = f.Next, len(f.Items) > 0 || f.More
	}
}

func (s *station) apply(i api.Item) {
	s.t.Helper()
	s.at = max(s.at, i.Position)
	switch i.What {
	case api.WhatLeave:
		delete(s.held, i.Minor)
	case api.WhatEnter:
		s.held[i.Minor] = &brought{i.Enter.Sections, map[change.ID]change.Placed{}}
		for _, p := range i.Enter.Records {
			s.keep(i.Minor, p)
		}
	case api.WhatRecord:
		if s.held[i.Minor] != nil {
			s.keep(i.Minor, *i.Record)
		}
	}
}

func (s *station) keep(m minor.ID, p api.Placed) {
	s.t.Helper()
	if len(p.Data) == 0 {
		p.Data = s.own[p.ID]
	}
	rec, err := change.Decode(p.Data)
	if err != nil {
		s.t.Fatal(err)
	}
	s.held[m].records[rec.ID] = change.Placed{Record: rec, Position: p.Position, Standing: p.Standing}
}

// folded is what the registry holds of a minor, in some sections.
func (w *world) folded(m minor.ID, sections []change.Section) (out casefile.File) {
	w.t.Helper()
	err := pg.InSnapshot(w.t.Context(), w.DB.As("faro_intake"), nil, func(ctx context.Context, tx pgx.Tx) error {
		joined := []minor.ID{}
		if err := tx.QueryRow(ctx, `SELECT coalesce(nullif(joined, '{}'), ARRAY[minor]) FROM casefiles WHERE minor = $1`, m).Scan(&joined); err != nil {
			return err
		}
		all, err := ledger.OfChild(ctx, tx, w.Sealer, joined)
		out = casefile.Fold(m, slices.DeleteFunc(all, func(p change.Placed) bool { return !slices.Contains(sections, p.Section) }))
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

func asText(t testing.TB, f casefile.File) string {
	t.Helper()
	f.Held = nil // with its author alone
	b, err := json.MarshalIndent(f, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// wantSame checks that a station holds of minors what the registry does, and
// nothing of those who are not in its scope.
func (s *station) wantSame(after string, in map[minor.ID]bool) {
	s.t.Helper()
	s.syncs()
	for m, want := range in {
		if h := s.held[m]; (h != nil) != want {
			s.t.Errorf("%s: %s holds a minor: %t, want %t", after, s.name, h != nil, want)
		} else if want {
			all, _ := s.all(m)
			if d := cmp.Diff(asText(s.t, s.folded(m, h.sections)), asText(s.t, casefile.Fold(m, all))); d != "" {
				s.t.Errorf("%s: %s shows otherwise (-registry +station)\n%s", after, s.name, d)
			}
		}
	}
	found, err := projection.Check(s.t.Context(), s.DB.As("faro_intake"), s.Sealer, nil)
	if err != nil || len(found) > 0 {
		s.t.Errorf("%s: check: %v, %v", after, found, err)
	}
}

// says has the Ministry say something at the registry.
func (w *world) says(m minor.ID, b change.Body) {
	w.t.Helper()
	var at uint64
	w.Scan(&at, `SELECT position FROM ledger_head`)
	w.Registry.Taken(w.Registry.Write(m, "2026-03-10", b, intaketest.Seen(at)))
}

func alias(given string) change.Body {
	return minor.IdentityAlias{Source: minor.OwnWord, Name: minor.Name{Given: minor.Text(given)}}
}

func TestEveryHolderOfAJoinedChildShowsWhatTheRegistryShows(t *testing.T) {
	w := newWorld(t)
	f := w.feed()
	f1, f2 := w.station(f, "the first centre", "089017"), w.station(f, "the second centre", "015146")
	a, b := intaketest.Minor(), intaketest.Minor()
	f1.writes(a, "2026-03-01", minor.Registered{Code: f1.agent.Code()})
	f1.writes(a, "2026-03-01", placement.Began{At: f1.here()})
	f1.writes(a, "2026-03-01", minor.IdentityStated{Source: minor.OwnWord, Sex: minor.Male, Citizenship: "GN"})
	f1.writes(a, "2026-03-04", movement.AbsenceReported{From: f1.here()})
	f2.writes(b, "2026-03-07", minor.Registered{Code: f2.agent.Code()})
	f2.writes(b, "2026-03-07", placement.Began{At: f2.here()})
	f2.writes(b, "2026-03-07", minor.IdentityStated{Source: minor.OwnWord, Citizenship: "SN"})
	both, none := map[minor.ID]bool{a: true, b: true}, map[minor.ID]bool{a: false, b: false}
	first, second := map[minor.ID]bool{a: true, b: false}, map[minor.ID]bool{a: false, b: true}
	wantSame := func(after string, of1, of2 map[minor.ID]bool) {
		t.Helper()
		f1.wantSame(after, of1)
		f2.wantSame(after, of2)
	}
	wantSame("before", first, second)

	w.says(b, change.LinkSame{Minors: []minor.ID{a}, Reason: "the same scar"})
	wantSame("joined", both, both)
	on := f2.writes(b, "2026-03-08", minor.IdentityStated{Source: minor.OwnWord, Citizenship: "ML"})
	if !slices.Equal(on.Seen.Minors, []minor.ID{a}) {
		t.Errorf("the page names %v besides its own minor, want the other", on.Seen.Minors)
	}
	other := f1.writes(a, "2026-03-08", alias("Musa"))
	wantSame("edited on the joined page", both, both)
	if f := w.folded(a, change.Sections()); len(f.Conflicts) != 0 || f.Identity.Citizenship() != "ML" {
		t.Errorf("got %s with %v in conflict: the edit knew both", f.Identity.Citizenship(), f.Conflicts)
	}

	late := f2.writes(a, "2026-03-09", alias("Issa")) // off line, on the joined page
	w.says(a, change.LinkParted{Apart: []minor.ID{b}, Reason: "a brother", Records: []change.Assignment{
		{Record: on.ID, Minor: b}, {Record: other.ID, Minor: b},
	}})
	wantSame("parted", first, second)
	_, kept := f1.held[a].records[other.ID]
	if _, there := f2.held[b].records[other.ID]; kept || !there {
		t.Errorf("what was assigned to the other side: goes on being brought %t, is brought there %t", kept, there)
	}
	if f := w.folded(a, change.Sections()); !slices.Equal(f.Held, []change.ID{late.ID}) {
		t.Errorf("held is %v, want what was written off line", f.Held)
	}
	w.says(a, change.LinkDistinct{Minor: b, Reason: "brothers"})
	wantSame("told apart", first, second)
	w.says(a, change.Assigned{Record: late.ID, Minor: b, Reason: "says the centre"})
	wantSame("assigned", first, second)
	if f := w.folded(b, change.Sections()); len(f.Identity.Aliases) != 2 || len(f.Held) != 0 {
		t.Error("what was assigned does not count")
	}
	w.says(a, change.LinkSame{Minors: []minor.ID{b}, Reason: "it is the same child after all"})
	wantSame("joined again", both, both)
	f2.writes(b, "2026-03-09", movement.ExitRecorded{Reason: movement.FamilyReunification})
	f2.syncs()
	wantSame("left", map[minor.ID]bool{}, none)
}
