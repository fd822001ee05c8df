package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"faro.example/deploy/stack"
	"faro.example/shared/access"
	"faro.example/shared/id"
	"faro.example/shared/institution"
)

// people is what a nation's people had of their pages while all were at work.
type people struct {
	Users   int               `json:"users"`
	Settled settled           `json:"settled"`
	SignIns spread            `json:"signins"` // the whole of each: page, provider and back
	Rest    float64           `json:"rest_s"`  // until what follows on so many new minors was done
	Idle    float64           `json:"idle"`    // processors that registryd and PostgreSQL took then, with nobody at work
	Acts    map[string]spread `json:"acts"`
	Reads   spread            `json:"reads"`
	Writes  spread            `json:"writes"`
	Failed  int               `json:"failed"`
	Fault   string            `json:"fault,omitempty"` // the first
	Seconds float64           `json:"seconds"`
	Lines   int               `json:"access_lines"`
	Rows    int               `json:"records"` // that the writes left

	Bare   spread `json:"floor_http"`   // a small file of the same server, asked for by the same browsers at the same pace
	Select spread `json:"floor_select"` // a casefile's row by its key, on one connection
	Sync   spread `json:"floor_sync"`   // what the disk alone needs
	Before int64  `json:"registryd_before_bytes"`
	Peak   int64  `json:"registryd_peak_bytes"`
	Cost   cost   `json:"cost"`
}

const (
	// every is how often each acts.
	every = 10 * time.Second
	// ministry is one in how many who is at the Ministry, and sees all.
	ministry = 20
	// signing is how many sign in at once. Arbitrary.
	signing = 8
)

// measureInteractive measures people at their pages, if that was not done before.
func (r *registry) measureInteractive(ctx context.Context, o options, res *results) error {
	if s := &res.System; s.People == nil {
		fleet, err := r.openFleet(ctx)
		if err != nil {
			return err
		}
		s.People, err = r.peopleAtWork(ctx, o, fleet)
		for _, i := range fleet {
			i.client.Close()
		}
		if err != nil {
			return err
		}
	}
	res.System.People.tell()
	return res.save()
}

// peopleAtWork brings the minors in, has everybody sign in at a registryd in the
// place of the one before, and watches them.
func (r *registry) peopleAtWork(ctx context.Context, o options, fleet []*installation) (out *people, err error) {
	out = &people{Users: r.sizes.Users}
	came, err := r.settle(ctx, fleet)
	if err != nil {
		return nil, err
	}
	out.Settled = *came
	users, err := r.staff(ctx, fleet)
	if err != nil {
		return nil, err
	}
	if _, err := r.begin(ctx); err != nil {
		return nil, err
	}
	base, end, err := r.openPages(ctx, o)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, end()) }()
	defer func() {
		for _, u := range users {
			if u.http != nil {
				u.http.CloseIdleConnections()
			}
		}
	}()
	if err := r.come(ctx, out, users, base); err != nil {
		return nil, err
	}
	if err := r.exec(ctx, `VACUUM ANALYZE`); err != nil { // a nation's tables are not those of a minute ago
		return nil, err
	}
	if out.Rest, out.Idle, err = r.untilQuiet(ctx); err != nil {
		return nil, err
	}
	if err := r.floorOfPages(ctx, out, users); err != nil {
		return nil, err
	}
	return out, r.watchPeople(ctx, o, out, users)
}

// staff makes the people, once.
func (r *registry) staff(ctx context.Context, fleet []*installation) ([]*user, error) {
	file := filepath.Join(r.dir, fmt.Sprintf("people-%d.json", r.sizes.Users))
	var users []*user
	b, err := os.ReadFile(file)
	switch {
	case err == nil:
		err = json.Unmarshal(b, &users)
	case errors.Is(err, os.ErrNotExist):
		for n := range r.sizes.Users {
			u := &user{ID: institution.PersonID(id.New[struct{}]()), Role: access.Municipality, Office: n * len(fleet) / r.sizes.Users}
			if n%ministry == ministry-1 {
				u.Role = access.Ministry
			}
			users = append(users, u)
		}
		if err = r.importPeople(ctx, users, fleet); err == nil {
			b, err = json.Marshal(users)
		}
		if err == nil {
			err = os.WriteFile(file, b, 0o600)
		}
	}
	for _, u := range users {
		u.town = fleet[u.Office].ofTown()
		u.here = max(1, r.sizes.Minors/len(fleet)/stillHere)
	}
	return users, err
}

// importPeople hands the people to registryctl, and the Ministry with them.
func (r *registry) importPeople(ctx context.Context, users []*user, fleet []*installation) error {
	office := institution.Institution{ID: institution.ID(id.New[struct{}]()), Code: fmt.Sprintf("BMIN%d", len(users)), Name: "Ministero di prova", Kind: institution.Ministry}
	var c struct {
		Institutions []institution.Institution `json:"institutions"`
		People       []map[string]any          `json:"people"`
	}
	c.Institutions = []institution.Institution{office}
	for n, u := range users {
		at := institution.Office(fleet[u.Office].office.Service.ID)
		if u.Role == access.Ministry {
			at = institution.Office(office.ID)
		}
		c.People = append(c.People, map[string]any{"id": u.ID, "name": fmt.Sprintf("Persona di prova %d", n), "role": u.Role, "office": at})
	}
	b, err := json.Marshal(c)
	if err != nil {
		return err
	}
	file := filepath.Join(r.dir, "people-catalogue.json")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		return err
	}
	_, err = r.Ctl(ctx, "import", "catalogue", file, "--from", "2020-01-01")
	return err
}

// openPages puts a registryd with pages and a provider in the place of the one
// under way, and gives the address of the pages and what undoes it.
func (r *registry) openPages(ctx context.Context, o options) (base string, end func() error, err error) {
	if err := r.Registryd.Stop(); err != nil {
		return "", nil, err
	}
	var at [3]string
	for i := range at {
		if at[i], err = stack.FreeAddress(); err != nil {
			return "", nil, err
		}
	}
	bin, err := filepath.Abs(o.People)
	if err != nil {
		return "", nil, err
	}
	p, _, err := r.AnotherOf(ctx, bin, "registryd-people", "--metrics", at[2], "--people", at[0], "--people-url", "https://"+at[0],
		"--demo-provider", at[1], "--log", "warn")
	if err != nil {
		return "", nil, fmt.Errorf("start the registryd of %s (make bench builds it): %w", bin, err)
	}
	was := r.registryd
	r.registryd, r.profiles = processOf(at[0]), "http://"+at[2]
	return "https://" + at[0], func() error {
		r.registryd, r.profiles = was, ""
		return errors.Join(p.Stop(), r.StartRegistry(ctx))
	}, nil
}

// come has everybody sign in, and open the form that they are going to send first.
func (r *registry) come(ctx context.Context, out *people, users []*user, base string) error {
	roots, err := r.Roots()
	if err != nil {
		return err
	}
	took := make([]time.Duration, len(users))
	numbers := make([]int, len(users))
	for n := range numbers {
		numbers[n] = n
	}
	err = each(ctx, numbers, signing, func(ctx context.Context, n int) error {
		u := users[n]
		if err := u.browser(n, base, roots); err != nil {
			return err
		}
		begun := time.Now()
		err := u.signIn(ctx)
		took[n] = time.Since(begun)
		if err != nil {
			return err
		}
		u.turn = n       // each is at another point of their work
		if n < signing { // what a registryd reads once after it has started
			err = errors.Join(u.search(ctx), u.today(ctx))
		}
		return errors.Join(err, u.open(ctx), u.fillIn(ctx))
	})
	out.SignIns = spreadOf(took)
	return err
}

// acted is one act.
type acted struct {
	what string
	took time.Duration // from when it was due
	err  error
}

// atPace has every user act once in ten seconds for so long, each at a moment of
// their own, whether or not the others were answered. An act counts from when it
// was due: who has waited for the last one is late with the next.
func atPace(ctx context.Context, users []*user, long time.Duration, act func(context.Context, *user) (string, error)) ([]acted, error) {
	rounds := max(1, int(long/every))
	out := make([][]acted, len(users))
	begun := time.Now()
	var all sync.WaitGroup
	for n, u := range users {
		all.Go(func() {
			for k := range rounds {
				due := begun.Add(time.Duration(k)*every + every*time.Duration(n)/time.Duration(len(users)))
				if wait(ctx, time.Until(due)) != nil {
					return
				}
				what, err := act(ctx, u)
				out[n] = append(out[n], acted{what, time.Since(due), err})
			}
		})
	}
	all.Wait()
	return slices.Concat(out...), ctx.Err()
}

// watchPeople watches everybody at work.
func (r *registry) watchPeople(ctx context.Context, o options, out *people, users []*user) (err error) {
	const count = `SELECT (SELECT count(*) FROM access_lines), (SELECT count(*) FROM ledger)`
	var lines, rows int
	if err := r.admin.QueryRow(ctx, count).Scan(&lines, &rows); err != nil {
		return err
	}
	out.Before = forgetPeak(r.registryd)
	var all []acted
	before, begun := used(r.registryd, r.postmaster), time.Now()
	run := func() (err error) {
		all, err = atPace(ctx, users, r.sizes.Work, func(ctx context.Context, u *user) (string, error) { return u.act(ctx) })
		return err
	}
	if o.Profile {
		err = r.profiled(ctx, "people.pprof", int(r.sizes.Work/every)*len(users), run)
	} else {
		err = run()
	}
	out.Seconds = time.Since(begun).Seconds()
	out.Cost = costOf(used(r.registryd, r.postmaster).since(before))
	out.Peak = peak(r.registryd)
	if err != nil {
		return err
	}
	if err := r.admin.QueryRow(ctx, count).Scan(&out.Lines, &out.Rows); err != nil {
		return err
	}
	out.Lines, out.Rows = out.Lines-lines, out.Rows-rows
	return out.count(all)
}

// count sums up what was done. It fails if the reads left fewer lines in the
// record of access than casefiles were opened, or the writes other records than theirs.
func (o *people) count(all []acted) error {
	of := map[string][]time.Duration{}
	var reads, writes []time.Duration
	opened, written := 0, 0
	for _, a := range all {
		if a.err != nil {
			if o.Failed++; o.Fault == "" {
				o.Fault = fmt.Sprintf("%s: %v", a.what, a.err)
			}
		}
		of[a.what] = append(of[a.what], a.took)
		switch {
		case a.what == actWrite:
			writes = append(writes, a.took)
		default:
			reads = append(reads, a.took)
		}
		if a.err == nil && a.what == actWrite {
			written++
		}
		if a.err == nil && (a.what == actOpen || a.what == actForm || a.what == actSearch) {
			opened++
		}
	}
	o.Acts = map[string]spread{}
	for what, took := range of {
		o.Acts[what] = spreadOf(took)
	}
	o.Reads, o.Writes = spreadOf(reads), spreadOf(writes)
	if o.Lines < opened || o.Rows < written {
		return fmt.Errorf("%d searches and openings left %d lines in the record of access, %d writes %d records", opened, o.Lines, written, o.Rows)
	}
	return nil
}

// floorOfPages measures what none of it could be faster than.
func (r *registry) floorOfPages(ctx context.Context, out *people, users []*user) error {
	small, err := users[0].smallest(ctx)
	if err != nil {
		return err
	}
	all, err := atPace(ctx, users, every, func(ctx context.Context, u *user) (string, error) {
		_, err := u.get(ctx, small)
		return "", err
	})
	if err != nil {
		return err
	}
	var took []time.Duration
	for _, a := range all {
		if a.err != nil {
			return a.err
		}
		took = append(took, a.took)
	}
	out.Bare = spreadOf(took)
	if out.Select, err = r.selects(ctx); err != nil {
		return err
	}
	out.Sync, err = syncs(r.dir)
	return err
}

// smallest gives the smallest file that belongs to a page.
func (u *user) smallest(ctx context.Context) (path string, err error) {
	p, err := u.get(ctx, "/find")
	if err != nil {
		return "", err
	}
	least := 0
	for _, m := range assets.FindAllStringSubmatch(p.text, -1) {
		file, err := u.get(ctx, m[1])
		if err != nil {
			return "", err
		}
		if least == 0 || len(file.text) < least {
			path, least = m[1], len(file.text)
		}
	}
	if path == "" {
		return "", errors.New("no file belongs to a page")
	}
	return path, nil
}

// selects reads rows of casefiles by their key, one after another.
func (r *registry) selects(ctx context.Context) (spread, error) {
	rows, err := r.admin.Query(ctx, `SELECT minor::text FROM casefiles ORDER BY md5(minor::text) LIMIT 1000`)
	if err != nil {
		return spread{}, err
	}
	var some []string
	for rows.Next() {
		var m string
		if err := rows.Scan(&m); err != nil {
			return spread{}, err
		}
		some = append(some, m)
	}
	if err := rows.Err(); err != nil {
		return spread{}, err
	}
	var took []time.Duration
	for _, m := range some {
		var position int64
		begun := time.Now()
		if err := r.admin.QueryRow(ctx, `SELECT position FROM casefiles WHERE minor = $1::text::uuid`, m).Scan(&position); err != nil {
			return spread{}, err
		}
		took = append(took, time.Since(begun))
	}
	return spreadOf(took), nil
}

func (o *people) tell() {
	say("\n%d people at their pages, each acting once in %s, four reads to one write, among %d minors: %d acts in %.0f s", o.Users, every,
		o.Settled.Minors, o.Reads.N+o.Writes.N, o.Seconds)
	if o.Settled.Records > 0 {
		say("the minors came in with %d records at %.0f/s; the search for the same child among them was left out", o.Settled.Records, o.Settled.Rate)
	}
	say("reads: %s (wanted: p95 below 150)", o.Reads)
	say("writes: %s (wanted: p95 below 300)", o.Writes)
	for _, what := range []string{actToday, actSearch, actOpen, actForm, actWrite} {
		say("  %s: %s", what, o.Acts[what])
	}
	say("failed: %d of %d, %.2f %% (wanted: below 0.1)%s", o.Failed, o.Reads.N+o.Writes.N, 100*float64(o.Failed)/float64(max(1, o.Reads.N+o.Writes.N)), o.firstFault())
	say("floors: a small file by the same browsers, %s; a casefile's row by its key, %s; the disk, %s", o.Bare, o.Select, o.Sync)
	say("lines in the record of access: %d; records: %d; signed in before, %d at once, each: %s; then %.0f s until the registry was at rest", o.Lines, o.Rows,
		signing, o.SignIns, o.Rest)
	say("processor s: registryd %.1f, PostgreSQL %.1f, browsers %.1f, and with nobody at work %.1f in the same time; others' share %.0f %%; registryd: %.0f MiB before, %.0f at most",
		o.Cost.Registry, o.Cost.Postgres, o.Cost.Agents, o.Idle*o.Seconds, 100*o.Cost.Others, mebibytes(o.Before), mebibytes(o.Peak))
}

func (o *people) firstFault() string {
	if o.Fault == "" {
		return ""
	}
	return "; the first: " + o.Fault
}
