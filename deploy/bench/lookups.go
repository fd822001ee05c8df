package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"faro.example/shared/api"
	"faro.example/shared/minor"
	"faro.example/shared/mtls"
)

// asked is how long look-ups took: who has custody of a child, by national
// code, asked by a social service over mutual TLS, each written down for good
// before it is answered.
type asked struct {
	During string  `json:"during"`
	Took   spread  `json:"took"`
	Ingest float64 `json:"ingest_per_second,omitempty"` // meanwhile
}

// askers is how many ask at once, each as soon as it is answered. Arbitrary.
const askers = 2

// client is another administration's machine.
type client struct {
	http *http.Client
	base string
}

// machine enrols a machine that asks.
func (r *registry) machine(ctx context.Context, role string, o office) (*client, error) {
	who, err := r.identity(ctx, "machine-"+role, []string{o.Service.Code}, role)
	if err != nil {
		return nil, err
	}
	tls, err := mtls.Client(mtls.Fixed(who.Certificate), who.Roots)
	if err != nil {
		return nil, err
	}
	t := &http.Transport{TLSClientConfig: tls, MaxIdleConnsPerHost: askers, DisableCompression: true}
	return &client{http: &http.Client{Transport: t, Timeout: time.Minute}, base: r.URL()}, nil
}

// ask sends a request and reads the whole answer into out.
func (c *client) ask(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", api.TypeJSON+", "+api.TypeProblem)
	if in != nil {
		req.Header.Set("Content-Type", api.TypeJSON)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s: %s", path, res.Status, answer)
	}
	return json.Unmarshal(answer, out)
}

// lookups measures look-ups with nothing else to do, then while as many agents
// as can push as fast as they can.
func (r *registry) lookups(ctx context.Context) ([]asked, error) {
	i := r.crowds[10][0]
	c, err := r.machine(ctx, "municipality", i.office)
	if err != nil {
		return nil, err
	}
	defer c.http.CloseIdleConnections()
	if _, err := r.begin(ctx); err != nil {
		return nil, err
	}
	quiet := asked{During: "with nothing else to do"}
	alone, stop := context.WithTimeout(ctx, r.sizes.LookUps)
	quiet.Took, err = i.lookUp(alone, c)
	stop()
	if err != nil {
		return nil, err
	}
	busy, err := r.whileBusy(ctx, i, c)
	return []asked{quiet, busy}, err
}

// whileBusy measures look-ups from the first push of a run to the last.
func (r *registry) whileBusy(ctx context.Context, i *installation, c *client) (asked, error) {
	const agents, batch = 10, 500
	out := asked{During: fmt.Sprintf("while %d agents push in batches of %d", agents, batch)}
	records := r.sizes.run(agents, batch) * 2
	loads, err := r.sign(ctx, agents, records)
	if err != nil {
		return out, err
	}
	if _, err := r.begin(ctx); err != nil {
		return out, err
	}
	asking, stop := context.WithCancel(ctx)
	defer stop()
	var meanwhile sync.WaitGroup
	var pushed error
	begun := time.Now()
	meanwhile.Go(func() {
		defer stop()
		_, pushed = r.push(ctx, r.crowds[agents], loads, batch)
		out.Ingest = float64(records) / time.Since(begun).Seconds()
	})
	out.Took, err = i.lookUp(asking, c)
	meanwhile.Wait()
	return out, errors.Join(err, pushed)
}

// lookUp asks about one child after the other until ctx is done.
func (i *installation) lookUp(ctx context.Context, c *client) (spread, error) {
	took := make([][]time.Duration, askers)
	errs := make([]error, askers)
	var all sync.WaitGroup
	for k := range askers {
		all.Go(func() {
			for errs[k] == nil {
				begun := time.Now()
				errs[k] = i.custody(ctx, c, rand.IntN(len(i.children)))
				if ctx.Err() != nil {
					errs[k] = nil // cut off in the middle
					return
				}
				took[k] = append(took[k], time.Since(begun))
			}
		})
	}
	all.Wait()
	var out []time.Duration
	for _, t := range took {
		out = append(out, t...)
	}
	return spreadOf(out), errors.Join(errs...)
}

// custody asks who has custody of a child, and fails unless the answer is right.
func (i *installation) custody(ctx context.Context, c *client, k int) error {
	code, err := minor.NewCode(i.first + uint32(k))
	if err != nil {
		return err
	}
	var answer struct {
		Custody []struct {
			Code string `json:"code"`
		} `json:"custody"`
	}
	in := map[string]string{"code": code.Reveal(), "on": today().String(), "reason": "measuring how long this takes"}
	if err := c.ask(ctx, http.MethodPost, "/v1/custody/lookups", in, &answer); err != nil {
		return err
	}
	if len(answer.Custody) != 1 || answer.Custody[0].Code != i.office.Service.Code {
		return fmt.Errorf("the custody of a child is not that of %s", i.office.Service.Code)
	}
	return nil
}
