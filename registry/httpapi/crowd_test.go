package httpapi_test

import (
	"context"
	"crypto/x509"
	"net/http"
	"sync"
	"testing"

	"faro.example/registry/httpapi"
	"faro.example/registry/pki"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/fault"
)

// crowd is an authority that holds whoever comes with one certificate until it
// is let go.
type crowd struct {
	*pki.Authority
	serial string
	came   chan struct{}
	let    chan struct{}

	mu           sync.Mutex // guards the fields below
	inside, most int
}

func (c *crowd) Caller(ctx context.Context, cert *x509.Certificate) (access.Caller, error) {
	if cert != nil && cert.SerialNumber.String() == c.serial {
		c.mu.Lock()
		c.inside++
		c.most = max(c.most, c.inside)
		c.mu.Unlock()
		c.came <- struct{}{}
		<-c.let
		c.mu.Lock()
		c.inside--
		c.mu.Unlock()
		return access.Caller{}, fault.Newf(fault.Unauthenticated, "held for long enough")
	}
	return c.Authority.Caller(ctx, cert)
}

func TestWhoLooksAChildUpDoesNotWaitBehindAgentsThatComeTogether(t *testing.T) {
	const atOnce, agents = 4, 20
	held := &crowd{came: make(chan struct{}, agents), let: make(chan struct{})}
	f := newFixture(t, func(o *httpapi.Options) {
		o.Authority = held
	})
	held.Authority = f.pki
	agent, _ := f.enrolled(t, access.Centre)
	anna, _ := f.enrolled(t, access.Municipality)
	held.serial = agent.cert.Leaf.SerialNumber.String()
	var all sync.WaitGroup
	for range agents {
		all.Go(func() {
			res, err := agent.Do(f.newRequest(t, http.MethodGet, api.PathFeed+"?after=0", nil))
			if err != nil {
				t.Error(err)
				return
			}
			if err := res.Body.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	for range atOnce {
		<-held.came
	}
	if res := anna.post(t, "/v1/custody/lookups", lookupBody("0000 0000-98", "custody hearing")); res.StatusCode != http.StatusOK {
		t.Errorf("a look-up meanwhile: got %d, want 200", res.StatusCode)
	}
	close(held.let)
	all.Wait()
	if held.most > atOnce {
		t.Errorf("%d agents were recognised at once, want %d at most", held.most, atOnce)
	}
}
