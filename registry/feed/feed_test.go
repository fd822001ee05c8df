package feed

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/registry/intake/intaketest"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/fault"
)

func decode(t *testing.T, p api.Placed) change.Record {
	t.Helper()
	r, err := change.Decode(p.Data)
	if err != nil {
		t.Fatalf("record %v: %v", p, err)
	}
	return r
}

func TestOwnRecordsComeWithoutTheirBytesAndOthersWithThem(t *testing.T) {
	w := newWorld(t)
	f, a, b, m := w.feed(), w.centre(), w.centre(), intaketest.Minor()
	w.write(one(identity(a, m)), enter(a, m))
	w.write(one(identity(a, m)), record(a, m))
	w.write(one(presence(b, m)), record(a, m))
	got := pull(t, f, a, 0)
	if kinds(got) != "e.rr" {
		t.Fatalf("got %s", kinds(got))
	}
	own, other := *got.Items[1].Record, *got.Items[2].Record
	if own.Data != nil || own.ID != w.records[1].ID || own.Ref != (change.Ref{Agent: a.ID, Seq: 2}) || own.Position != 2 || own.Standing.Knows != 1 {
		t.Errorf("own: got %v with %d bytes", own, len(own.Data))
	}
	if r := decode(t, other); r.ID != w.records[2].ID || !r.HasBody() || other.Position != 3 {
		t.Errorf("other: got %v", other)
	}
	if got.Items[2].N != 3 || got.Items[2].Position != 3 || got.Items[2].Minor != m || got.Next != 3 || got.More {
		t.Errorf("got item %v, next %d, more %t", got.Items[2], got.Next, got.More)
	}
}

func TestAfterARestoreOwnRecordsWrittenBeforeComeWithTheirBytes(t *testing.T) {
	w := newWorld(t)
	f, a, m := w.feed(), w.centre(), intaketest.Minor()
	w.write(one(identity(a, m)), enter(a, m))
	w.write(one(identity(a, m)), record(a, m))
	w.Exec(`UPDATE ledger_head SET epoch = 2`)
	w.Exec(`INSERT INTO epochs (number, restored) VALUES (2, 1)`)
	got := pull(t, f, a, 0)
	if kinds(got) != "e.r" {
		t.Fatalf("got %s", kinds(got))
	}
	if r := decode(t, *got.Items[1].Record); r.ID != w.records[1].ID || !r.HasBody() {
		t.Errorf("got %v", r)
	}
}

func TestAnEnterBringsTheSectionsSeenAsOfItsPositionOwnBytesIncluded(t *testing.T) {
	w := newWorld(t)
	f, a, b, m := w.feed(), w.centre(), w.centre(), intaketest.Minor()
	w.write([]change.Record{identity(b, m), custodian(b, m), presence(a, m)})
	w.write([]change.Record{presence(b, m)}, note{agent: a, what: api.WhatEnter, minor: m,
		sections: []change.Section{change.Presence}})
	w.write(one(presence(b, m)), record(a, m))
	got := pull(t, f, a, 0)
	if kinds(got) != "e..r" {
		t.Fatalf("got %s, want an enter of two records and the record after it", kinds(got))
	}
	e := got.Items[0].Enter
	if diff := cmp.Diff([]change.Section{change.Presence, change.Link}, e.Sections); diff != "" {
		t.Errorf("sections (-want +got):\n%s", diff)
	}
	for i, want := range []uint64{3, 4} {
		if r := decode(t, e.Records[i]); e.Records[i].Position != want || r.ID != w.records[want-1].ID || !r.HasBody() {
			t.Errorf("record %d: got %v, want that of position %d with its body", i, e.Records[i], want)
		}
	}
}

func TestALeaveNamesTheMinorAndAReentryBringsEverythingAnew(t *testing.T) {
	w := newWorld(t)
	f, a, b, m := w.feed(), w.centre(), w.centre(), intaketest.Minor()
	w.write(one(identity(a, m)), enter(a, m))
	w.write(one(presence(b, m)), leave(a, m))
	w.write(one(presence(b, m))) // while out of scope
	w.write(one(identity(a, m)), enter(a, m))
	got := pull(t, f, a, 0)
	if kinds(got) != "e.le...." {
		t.Fatalf("got %s", kinds(got))
	}
	if l := got.Items[1]; l.Minor != m || l.Record != nil || l.Enter != nil || l.Position != 2 {
		t.Errorf("leave: got %v", l)
	}
	for _, p := range got.Items[2].Enter.Records {
		if len(p.Data) == 0 {
			t.Errorf("%v: without bytes, which may be gone there", p)
		}
	}
}

func TestSectionsThatChangeAreALeaveAndAnEnterAtOnePosition(t *testing.T) {
	w := newWorld(t)
	f, a, m := w.feed(), w.centre(), intaketest.Minor()
	w.write([]change.Record{identity(a, m), custodian(a, m)}, enter(a, m))
	w.write(nil, leave(a, m), note{agent: a, what: api.WhatEnter, minor: m,
		sections: []change.Section{change.Custody, change.Link}})
	got := pull(t, f, a, 0)
	if kinds(got) != "e.le." || got.Items[2].Enter.Records[0].Position != 2 {
		t.Errorf("got %s, want the custody alone in the end", kinds(got))
	}
}

func TestARecordThatComesWithALaterEnterIsNotSentTwice(t *testing.T) {
	w := newWorld(t)
	f, a, b, m := w.feed(), w.centre(), w.centre(), intaketest.Minor()
	w.write(one(identity(a, m)), enter(a, m))
	w.write(one(identity(b, m)), record(a, m))
	w.write(one(identity(a, m)), record(a, m))
	w.write(nil, leave(a, m))
	w.write(nil, enter(a, m))
	if got := pull(t, f, a, 0); kinds(got) != "e.rle..." || got.Items[1].Record.Position != 3 || got.Next != 5 {
		t.Errorf("got %s up to %d: want of the two records only the own one, which settles", kinds(got), got.Next)
	}
	f.bounds.rows = 2
	if got := pull(t, f, a, 0); kinds(got) != "e.r" || got.Items[1].Record.Position != 2 {
		t.Errorf("the enter is of a later page: got %s", kinds(got))
	}
}

func TestABodyStruckOutIsAbsentAndAnErasedRecordIsLeftOut(t *testing.T) {
	w := newWorld(t)
	f, a, b, m := w.feed(), w.centre(), w.centre(), intaketest.Minor()
	w.write(one(identity(b, m)), enter(a, m))
	w.write(one(identity(b, m)), record(a, m))
	w.write(one(identity(b, m)), record(a, m))
	if _, err := w.DB.As("faro_erasure").Exec(t.Context(), `UPDATE records SET body = NULL WHERE position = 2`); err != nil {
		t.Fatal(err)
	}
	w.Exec(`DELETE FROM records WHERE position IN (1, 3)`)
	got := pull(t, f, a, 0)
	if kinds(got) != "er" || got.Next != 3 {
		t.Fatalf("got %s up to %d, want an empty enter and one record, up to 3", kinds(got), got.Next)
	}
	if r := decode(t, *got.Items[1].Record); r.HasBody() || r.ID != w.records[1].ID {
		t.Errorf("got %v with a body: %t", r, r.HasBody())
	}
	w.Exec(`DELETE FROM records`)
	if got := pull(t, f, a, 1); kinds(got) != "" || got.Next != 3 || got.More {
		t.Errorf("a page with nothing left to say: got %s up to %d, more %t", kinds(got), got.Next, got.More)
	}
}

func TestTheDirectoryIsToldOnceAPage(t *testing.T) {
	w := newWorld(t)
	f, a, m := w.feed(), w.centre(), intaketest.Minor()
	w.write(nil, marker(a))
	w.write(one(identity(a, m)), enter(a, m))
	w.write(nil, marker(a))
	got := pull(t, f, a, 0)
	if kinds(got) != "e.d" || w.told != 1 || len(got.Items[1].Directory.Offices) != 1 {
		t.Errorf("got %s, and %d composed; want the last marker alone", kinds(got), w.told)
	}
}

func TestAPageIsBoundedInItemsAndBytesAndHoldsOneItemAtLeast(t *testing.T) {
	w := newWorld(t)
	f, a, b := w.feed(), w.centre(), w.centre()
	for range 5 {
		m := intaketest.Minor()
		w.write([]change.Record{identity(b, m), presence(b, m)}, enter(a, m))
	}
	var size int64
	w.Scan(&size, `SELECT sum(octet_length(header) + octet_length(sig) + octet_length(body))::bigint FROM records WHERE position <= 2`)
	for _, tc := range []struct {
		name   string
		bounds bounds
		pages  []string
	}{
		{"by items", bounds{rows: 2, bytes: maxBytes}, []string{"e..e..", "e..e..", "e.."}},
		{"exactly all items", bounds{rows: 5, bytes: maxBytes}, []string{"e..e..e..e..e.."}},
		{"by bytes", bounds{rows: 9, bytes: 2*size + size/2}, []string{"e..e..", "e..e..", "e.."}},
		{"each larger than a page", bounds{rows: 9, bytes: 1}, []string{"e..", "e..", "e..", "e..", "e.."}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f.bounds = tc.bounds
			var pages []string
			after := uint64(0)
			for more := true; more; {
				p := pull(t, f, a, after)
				pages, after, more = append(pages, kinds(p)), p.Next, p.More
			}
			if diff := cmp.Diff(tc.pages, pages); diff != "" {
				t.Errorf("pages (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAnInstallationWithOlderRulesIsToldWhatTheRegistryShows(t *testing.T) {
	w := newWorld(t)
	f, a, b := w.feed(), w.centre(), w.centre()
	m, gone, other := intaketest.Minor(), intaketest.Minor(), intaketest.Minor()
	w.write([]change.Record{identity(b, m), custodian(b, m)}, enter(a, m))
	w.write([]change.Record{identity(b, gone)}, enter(a, gone))
	w.write(one(presence(b, m)), record(a, m))
	w.write(one(presence(a, other)), record(a, other)) // own, of a minor out of scope
	w.write(nil, leave(a, gone))
	got, err := f.Pull(t.Context(), a.Caller(), 0, 0, casefile.Rules-1)
	if err != nil || kinds(got) != "e.e.rrl" {
		t.Fatalf("got %s, %v", kinds(got), err)
	}
	if got.Items[0].Enter.Shown != nil || got.Items[1].Enter.Shown != nil || got.Items[3].Record.Shown != nil {
		t.Error("something is shown that a later item says anew, or that the installation does not hold")
	}
	shown := got.Items[2].Record.Shown
	if shown == nil || shown.Rules != casefile.Rules {
		t.Fatalf("got %v, want what these rules show", shown)
	}
	var file casefile.File
	if err := json.Unmarshal(shown.Casefile, &file); err != nil {
		t.Fatal(err)
	}
	if file.Minor != m || len(file.Identity.Attributes) != 1 || len(file.Presence.Stays) != 1 || len(file.Custody.Spans) != 0 {
		t.Errorf("got %d attributes, %d stays, %d custodies; want one, one and none", len(file.Identity.Attributes),
			len(file.Presence.Stays), len(file.Custody.Spans))
	}
	for _, i := range pull(t, f, a, 0).Items {
		if i.Record != nil && i.Record.Shown != nil || i.Enter != nil && i.Enter.Shown != nil {
			t.Errorf("item %d: shown to an installation that has the same rules", i.N)
		}
	}
}

func TestEveryReplyCarriesTheStandpoint(t *testing.T) {
	w := newWorld(t)
	f, a := w.feed(), w.centre()
	w.Exec(`UPDATE ledger_head SET safe = 7, format = 3, epoch = 2`)
	w.Exec(`INSERT INTO epochs (number, restored) VALUES (2, 40)`)
	sum := [32]byte{1, 2}
	w.Exec(`UPDATE installations SET next_seq = 5, highest_fingerprint = $2 WHERE id = $1`, a.ID, sum[:])
	want := api.Standpoint{
		Epoch: 2, Epochs: []change.Epoch{{Number: 1}, {Number: 2, Restored: 40}}, Highest: 4, Digest: sum, Safe: 7, Format: 3,
		Now: w.Now(), Rules: casefile.Rules, Codes: a.Blocks,
	}
	if diff := cmp.Diff(want, pull(t, f, a, 0).Standpoint); diff != "" {
		t.Errorf("pull (-want +got):\n%s", diff)
	}
	got, err := f.Standpoint(t.Context(), a.ID)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("standpoint: %v (-want +got):\n%s", err, diff)
	}
	if _, err := f.Standpoint(t.Context(), change.AgentID(intaketest.Minor())); !fault.Is(err, fault.NotFound) {
		t.Errorf("of none: got %v", err)
	}
}

func TestWhoMayNotPullGetsNothing(t *testing.T) {
	w := newWorld(t)
	f, a, m := w.feed(), w.centre(), intaketest.Minor()
	w.write(one(identity(a, m)), enter(a, m))
	ask := func(c access.Caller) (api.Feed, error) { return f.Pull(t.Context(), c, 0, 0, casefile.Rules) }

	auditor := a.Caller()
	auditor.Role = access.Auditor
	if _, err := ask(auditor); !fault.Is(err, fault.Denied) {
		t.Errorf("another role: got %v", err)
	}
	if _, err := ask(access.Caller{Role: access.Centre}); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("no installation: got %v", err)
	}
	w.Exec(`UPDATE installations SET locked_at = now() WHERE id = $1`, a.ID)
	got, err := ask(a.Caller())
	if err != nil || len(got.Items) != 0 || got.Next != 0 || got.More || got.Epoch != 1 {
		t.Errorf("locked: got %v of epoch %d, %v; want an empty feed", got, got.Epoch, err)
	}
	w.Exec(`UPDATE installations SET locked_at = NULL, revoked_at = now(), revoked_why = 'lost' WHERE id = $1`, a.ID)
	if got, err := ask(a.Caller()); !fault.Is(err, fault.Unauthenticated) || len(got.Items) != 0 {
		t.Errorf("revoked: got %v, %v", got, err)
	}
	var sent int
	w.Scan(&sent, `SELECT count(*) FROM feed_cursors`)
	if sent != 0 {
		t.Error("something was written down as sent")
	}
}
