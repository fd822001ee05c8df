package httpapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"faro.example/registry/httpapi"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/minor"
)

func batch(seqs ...uint64) []byte {
	var out []byte
	for _, n := range seqs {
		out = change.AppendFrame(out, change.Frame{Seq: n, Data: []byte("not read here")})
	}
	return out
}

func packed(t *testing.T, b []byte) []byte {
	t.Helper()
	enc, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return enc.EncodeAll(b, nil)
}

func (c *client) push(t *testing.T, query string, body []byte, encoding string) answer {
	t.Helper()
	r := c.f.newRequest(t, http.MethodPost, api.PathChanges+query, body)
	r.Header.Set("Content-Type", api.TypeBatch)
	if encoding != "" {
		r.Header.Set("Content-Encoding", encoding)
	}
	return c.send(t, r)
}

func TestABatchIsHandedOverFrameByFrame(t *testing.T) {
	f := newFixture(t)
	c, agent := f.enrolled(t, access.Centre)
	other := change.AgentID(id.New[struct{}]())
	for _, tc := range []struct {
		name, query, encoding string
		body                  []byte
	}{
		{"plain", "", "", batch(1, 2)},
		{"compressed", "", "zstd", packed(t, batch(1, 2))},
		{"compressed again, with what was used before", "", "zstd", packed(t, batch(1, 2))},
		{"of another installation", "?installation=" + other.String() + "&giving-back=true", "", batch(1, 2)},
		{"cut off after two", "", "", append(batch(1, 2), 3)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var out api.Push
			c.push(t, tc.query, tc.body, tc.encoding).decode(t, http.StatusOK, &out)
			if len(out.Receipts) != 2 || len(f.batch.Frames) != 2 || f.batch.Frames[1].Seq != 2 {
				t.Errorf("got %+v and handed over %+v, want two", out.Receipts, f.batch.Frames)
			}
			if of := tc.query != ""; (f.batch.Installation == other) != of || f.batch.GivingBack != of {
				t.Errorf("got %+v", f.batch)
			}
			if f.caller.Agent != agent {
				t.Errorf("the caller was %v, want %v", f.caller.Agent, agent)
			}
		})
	}
}

func TestABatchThatCannotBeReadIsRefused(t *testing.T) {
	f := newFixture(t)
	c, _ := f.enrolled(t, access.Centre)
	bomb := packed(t, make([]byte, 200<<20)) // a few kilobytes on the line
	if len(bomb) > 100<<10 {
		t.Fatalf("the bomb has %d bytes", len(bomb))
	}
	// No frame is too large: the bound is on the whole.
	long := bytes.Repeat(change.AppendFrame(nil, change.Frame{Seq: 1, Data: make([]byte, 300<<10)}), 200)
	for _, tc := range []struct {
		name, encoding string
		body           []byte
		status         int
	}{
		{"more than a request may hold", "", long, http.StatusRequestEntityTooLarge},
		{"a little that unpacks to too much", "zstd", packed(t, long), http.StatusRequestEntityTooLarge},
		{"a bomb without frames", "zstd", bomb, http.StatusUnprocessableEntity},
		{"not what it says to be packed as", "zstd", batch(1), http.StatusUnprocessableEntity},
		{"packed in another way", "gzip", batch(1), http.StatusUnsupportedMediaType},
		{"more records than one batch may have", "", batch(make([]uint64, change.MaxBatch+1)...), http.StatusUnprocessableEntity},
		{"nothing", "", nil, http.StatusUnprocessableEntity},
		{"cut off in the first frame", "", batch(1)[:5], http.StatusUnprocessableEntity},
		{"the number of no installation", "", batch(1), http.StatusUnprocessableEntity},
	} {
		t.Run(tc.name, func(t *testing.T) {
			query := ""
			if strings.HasPrefix(tc.name, "the number") {
				query = "?installation=7"
			}
			c.push(t, query, tc.body, tc.encoding).problem(t, tc.status)
		})
	}
	r := f.newRequest(t, http.MethodPost, api.PathChanges, batch(1))
	r.Header.Set("Content-Type", "application/octet-stream")
	c.send(t, r).problem(t, http.StatusUnsupportedMediaType)
}

func TestAPushThatFindsNoTurnIsToldWhenToComeBack(t *testing.T) {
	f := newFixture(t, func(o *httpapi.Options) { o.Pushes = 1 })
	c, _ := f.enrolled(t, access.Centre)
	inside, leave := make(chan struct{}), make(chan struct{})
	f.take = func(context.Context) {
		inside <- struct{}{}
		<-leave
	}
	first := make(chan int)
	go func() {
		res := c.push(t, "", batch(1), "")
		first <- res.StatusCode
	}()
	<-inside
	res := c.push(t, "", batch(2), "")
	p := res.problem(t, http.StatusServiceUnavailable)
	if res.Header.Get("Retry-After") == "" || p.Kind != fault.Busy.String() {
		t.Errorf("got %+v with Retry-After %q, want busy with a time", p, res.Header.Get("Retry-After"))
	}
	c.get(t, "/v1/census?on=2026-03-31").decode(t, http.StatusOK, &struct{}{})
	close(leave)
	if status := <-first; status != http.StatusOK {
		t.Errorf("the push that was in: got %d, want 200", status)
	}
}

func TestASlowLineHoldsUpNobodyElse(t *testing.T) {
	f := newFixture(t, func(o *httpapi.Options) { o.Pushes = 1 })
	slow, _ := f.enrolled(t, access.Centre)
	quick, _ := f.enrolled(t, access.Centre)
	body, line := io.Pipe()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.url+api.PathChanges, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", api.TypeBatch)
	arrived := make(chan int)
	go func() {
		res := slow.send(t, r)
		arrived <- res.StatusCode
	}()
	whole := batch(1)
	if _, err := line.Write(whole[:1]); err != nil {
		t.Fatal(err)
	}
	quick.push(t, "", batch(1), "").decode(t, http.StatusOK, &api.Push{})
	if _, err := line.Write(whole[1:]); err != nil {
		t.Fatal(err)
	}
	if err := line.Close(); err != nil {
		t.Fatal(err)
	}
	if status := <-arrived; status != http.StatusOK {
		t.Errorf("over the slow line: got %d, want 200", status)
	}
}

func TestLooksAreTakenFromAnInstallationAndRefusedWhereTheyAreNone(t *testing.T) {
	f := newFixture(t)
	c, _ := f.enrolled(t, access.Centre)
	look := api.Look{Seq: 7, At: time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC), What: "outbox", Minors: []minor.ID{minor.ID(f.office)}}
	var out api.LooksTaken
	c.post(t, api.PathLooks, api.Looks{Oldest: 1, Looks: []api.Look{look}}).decode(t, http.StatusOK, &out)
	if out.Next != 8 || f.caller.Agent.IsZero() {
		t.Errorf("got %+v, of %+v", out, f.caller)
	}
	look.Seq = 0
	c.post(t, api.PathLooks, api.Looks{Looks: []api.Look{look}}).problem(t, http.StatusUnprocessableEntity)
}

func TestTheFeedIsPulledFromACursorAndPackedWhereAsked(t *testing.T) {
	f := newFixture(t)
	c, _ := f.enrolled(t, access.Centre)
	var plain api.Feed
	c.get(t, api.PathFeed+"?after=41&wait=30s&rules=3").decode(t, http.StatusOK, &plain)
	if f.pulled != [3]int{41, 30, 3} || plain.Next != 42 {
		t.Errorf("got %v and next %d", f.pulled, plain.Next)
	}
	r := f.newRequest(t, http.MethodGet, api.PathFeed+"?after=41&wait=99s", nil)
	r.Header.Set("Accept-Encoding", "zstd")
	for range 2 {
		res := c.send(t, r)
		if res.Header.Get("Content-Encoding") != "zstd" || f.pulled[1] != 60 {
			t.Errorf("got encoding %q and a wait of %d s, want zstd and 60", res.Header.Get("Content-Encoding"), f.pulled[1])
		}
		dec, err := zstd.NewReader(nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(res.body) == 0 || len(res.body)%api.Padded != 0 {
			t.Errorf("an answer of %d bytes, want a multiple of %d, so that its length says nothing", len(res.body), api.Padded)
		}
		text, err := dec.DecodeAll(res.body, nil)
		if err != nil {
			t.Fatal(err)
		}
		var unpacked api.Feed
		if err := json.Unmarshal(text, &unpacked); err != nil || !cmp.Equal(plain, unpacked) {
			t.Errorf("got %+v and %v, want %+v", unpacked, err, plain)
		}
	}
	f.err = fault.Newf(fault.Busy, "no")
	if res := c.send(t, r); res.Header.Get("Content-Encoding") != "" {
		t.Error("an error is compressed")
	} else {
		res.problem(t, http.StatusServiceUnavailable)
	}
}

func TestALongPollIsToldToComeBackWhenTheServerStops(t *testing.T) {
	f := newFixture(t)
	c, _ := f.enrolled(t, access.Centre)
	inside := make(chan struct{})
	f.pull = func(ctx context.Context) error {
		close(inside)
		<-ctx.Done()
		return ctx.Err()
	}
	go func() {
		<-inside
		f.api.Stop()
	}()
	c.get(t, api.PathFeed+"?wait=60s").problem(t, http.StatusServiceUnavailable)
}
