package httpapi_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"faro.example/registry/census"
	"faro.example/registry/httpapi"
	"faro.example/registry/lookup"
	"faro.example/registry/standby"
	"faro.example/shared/access"
)

// nearby is a database that is written up to a mark, and a census and searches
// that a replica answers where it may.
type nearby struct {
	*rest
	written standby.Mark
	after   standby.Mark // of who asked last
	may     bool         // they be answered by the replica
}

func (n *nearby) Written(context.Context) (standby.Mark, error) { return n.written, nil }

func (n *nearby) answer(ctx context.Context) {
	var tell func(standby.AsOf)
	if n.after, tell, n.may = standby.Asking(ctx); n.may {
		tell(standby.AsOf{Epoch: 1, Position: 9, Age: 1100 * time.Millisecond})
		tell(standby.AsOf{Epoch: 1, Position: 10, Age: 0})
	}
}

func (n *nearby) Count(ctx context.Context, c access.Caller, q census.Query) (census.Result, error) {
	n.answer(ctx)
	return n.rest.Count(ctx, c, q)
}

func (n *nearby) Find(ctx context.Context, c access.Caller, q lookup.Query) ([]lookup.Found, bool, error) {
	n.answer(ctx)
	return n.rest.Find(ctx, c, q)
}

func (n *nearby) use(o *httpapi.Options) {
	n.rest, _ = o.Census.(*rest)
	o.Standby, o.Census, o.Lookup = n, n, n
}

const aCount = "/v1/census?on=2026-10-05"

func TestWhoHasWrittenReadsNothingOlder(t *testing.T) {
	n := &nearby{written: 4711}
	w := newTown(t, n.use)
	b := w.signedIn(t)
	if got := b.get(t, aCount); got.Header.Get("Faro-As-Of") != "epoch=1, position=9, age=2" || !n.may || n.after != 0 {
		t.Errorf("got %q after %d, want as of when the oldest answer is, for somebody who has written nothing", got.Header.Get("Faro-As-Of"), n.after)
	}
	search := map[string]any{"reason": "a visit", "name": "Musa"}
	if got := b.post(t, "/v1/casefiles/searches", search); got.StatusCode != http.StatusOK || got.Header.Get("Faro-As-Of") == "" || len(got.Cookies()) != 0 {
		t.Errorf("got %d %v %v, want a search, by which nothing is written", got.StatusCode, got.Header, got.Cookies())
	}
	broken := b.post(t, "/v1/glasses", map[string]any{"code": "0000000098", "purpose": "found", "words": "brought to the hospital at night", "hours": 1})
	if broken.StatusCode >= http.StatusMultipleChoices || n.after != 0 {
		t.Fatalf("got %d %s", broken.StatusCode, broken.body)
	}
	b.get(t, aCount)
	if n.after != 4711 {
		t.Errorf("who has written up to 4711 is answered as of %d", n.after)
	}
	at, err := url.Parse(w.base)
	if err != nil {
		t.Fatal(err)
	}
	b.Jar.SetCookies(at, []*http.Cookie{{Name: "__Host-faro-written", Value: "lately", Path: "/", Secure: true}})
	if b.get(t, aCount); n.after != ^standby.Mark(0) {
		t.Errorf("what cannot be read is taken for %d", n.after)
	}
}

func TestOfMachinesOnlySystemsAreAnsweredByAReplica(t *testing.T) {
	for role, want := range map[access.Role]bool{access.System: true, access.Centre: false} {
		n := &nearby{written: 4711}
		f := newFixture(t, n.use)
		c, _ := f.enrolled(t, role)
		n.may = !want
		got := c.get(t, aCount)
		if n.may != want || (got.Header.Get("Faro-As-Of") != "") != want || len(got.Cookies()) != 0 {
			t.Errorf("%s: got %d, %v, answered by the replica %v, want %v", role, got.StatusCode, got.Header, n.may, want)
		}
	}
}
