package e2e

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/deploy/stack"
	"faro.example/registry/pg/privatepg"
	"faro.example/shared/change"
)

// branch is a centre with its agent, in rounds in which the registry is
// restored to an earlier point.
type branch struct {
	centre
	agent    *stack.Agent
	children []string // whom it hosts
	own      map[string]bool
	sent     []string // sent here by others
	away     bool     // its line is cut
}

// restores are rounds of restores at one registry.
type restores struct {
	*world
	dice   *rand.Rand
	living []*branch // whose disks live through all rounds
	made   int
}

// TestARestoredRegistryIsGivenBackWhatItLost runs rounds in each of which a
// backup is made, a lot happens, the database is lost and the backup restored,
// and compares all that was acknowledged and held with the ledger. ROUNDS says
// how many; SEED repeats a round.
func TestARestoredRegistryIsGivenBackWhatItLost(t *testing.T) {
	rounds, seed := number(t, "ROUNDS", shortSet), number(t, "SEED", 0)
	if seed == 0 {
		seed = uint64(time.Now().UnixNano()) % 1_000_000_000
	} else if os.Getenv("ROUNDS") == "" {
		rounds = 1
	}
	var r *restores
	for i := range rounds {
		if i%worldFor == 0 {
			if r != nil {
				must(t, r.close())
			}
			r = newRestores(t)
		}
		t.Logf("round %d of %d: SEED=%d", i+1, rounds, seed+i)
		r.dice = rand.New(rand.NewPCG(seed+i, 0))
		if err := r.round(t.Context()); err != nil {
			t.Fatalf("SEED=%d: %v", seed+i, err)
		}
	}
}

func newRestores(t *testing.T) *restores {
	t.Helper()
	r := &restores{world: newWorld(t, func(o *stack.Options) { o.Durable = true })}
	for range 3 {
		b, err := r.open(t.Context())
		must(t, err)
		r.living = append(r.living, b)
	}
	t.Cleanup(func() { must(t, r.close()) })
	return r
}

// close ends the agents and the registry; it may be called twice.
func (r *restores) close() error {
	var errs []error
	for _, b := range r.living {
		errs = append(errs, b.agent.Close())
	}
	r.living = nil
	return errors.Join(append(errs, r.end())...)
}

// open opens a centre with an agent that serves.
func (r *restores) open(ctx context.Context) (*branch, error) {
	centres, err := r.newCentres(ctx, 1)
	if err != nil {
		return nil, err
	}
	return r.enlist(ctx, centres[0])
}

// enlist gives a centre an agent that serves.
func (r *restores) enlist(ctx context.Context, at centre) (*branch, error) {
	r.made++
	a, err := r.newAgent(ctx, fmt.Sprintf("centre-%d", r.made), at.Code)
	if err != nil {
		return nil, err
	}
	return &branch{centre: at, agent: a, own: map[string]bool{}}, a.Serve.Start()
}

// round loses the database once.
func (r *restores) round(ctx context.Context) (err error) {
	doomed, err := r.open(ctx)
	if err != nil {
		return err
	}
	later, err := r.newCentres(ctx, 1) // in the directory, without an agent yet
	if err != nil {
		return err
	}
	all := append(slices.Clone(r.living), doomed)
	dir := filepath.Join(r.dir, fmt.Sprintf("backup-%d", r.made))
	if err := r.happens(ctx, all, 12); err != nil {
		return err
	}
	if _, err := r.Ctl(ctx, "backup", "make", "--to", dir, "--keep", "2"); err != nil {
		return err
	}
	young, err := r.enlist(ctx, later[0])
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, young.agent.Close(), doomed.agent.Close()) }()
	all = append(all, young)
	if err := r.happens(ctx, all, 24); err != nil {
		return err
	}
	if err := r.dies(ctx, doomed); err != nil {
		return err
	}
	return r.lose(ctx, append(slices.Clone(r.living), young), dir)
}

// dies ends the doomed agent: it is revoked, or its disk is lost.
func (r *restores) dies(ctx context.Context, b *branch) error {
	b.agent.Line.Restore()
	if err := r.quiet(ctx, b.agent); err != nil {
		return err
	}
	st, err := b.agent.Status(ctx)
	if err == nil && r.dice.IntN(2) == 0 {
		_, err = r.Ctl(ctx, "revoke", st.Agent.String())
	}
	return errors.Join(err, b.agent.Serve.Kill(), os.RemoveAll(b.agent.Home))
}

// lose loses the database, restores the backup, and compares.
func (r *restores) lose(ctx context.Context, living []*branch, dir string) error {
	revoked, err := ask[struct{ ID change.AgentID }](ctx, r.world, `SELECT id FROM installations WHERE revoked_at IS NOT NULL`)
	if err != nil {
		return err
	}
	if err := r.Registryd.Kill(); err != nil {
		return err
	}
	before, err := r.settled(ctx, living)
	if err != nil {
		return err
	}
	for _, b := range living {
		b.cut(r.dice.IntN(3) > 0)
	}
	if err := r.restore(ctx, dir); err != nil {
		return err
	}
	r.dice.Shuffle(len(living), func(i, j int) { living[i], living[j] = living[j], living[i] })
	for _, b := range living {
		if err := r.happens(ctx, living, 2); err != nil {
			return err
		}
		b.cut(false)
		if r.dice.IntN(2) == 0 {
			if err := r.quiet(ctx, b.agent); err != nil {
				return err
			}
		}
	}
	for _, b := range living {
		b.cut(false)
	}
	for range 2 { // what one gives back is brought to the others
		for _, b := range living {
			if err := r.quiet(ctx, b.agent); err != nil {
				return err
			}
		}
	}
	return r.compare(ctx, living, before, revoked)
}

// restore gives registryd a new database, filled from a backup.
func (r *restores) restore(ctx context.Context, dir string) (err error) {
	conn, err := pgx.Connect(ctx, r.Postgres.DSN("postgres", privatepg.Superuser))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	for _, q := range []string{`DROP DATABASE faro WITH (FORCE)`, `CREATE DATABASE faro`} {
		if _, err := conn.Exec(ctx, q); err != nil {
			return err
		}
	}
	for _, args := range [][]string{
		{"backup", "verify", "--from", dir},
		{"migrate", "up", "--role", privatepg.Superuser},
		{"backup", "restore", "--from", dir},
		{"check"},
	} {
		if out, err := r.Ctl(ctx, args...); err != nil {
			return fmt.Errorf("%w\n%s", err, out)
		}
	}
	return r.StartRegistry(ctx)
}

// settled gives what is acknowledged once the registry is dead and the agents have
// applied what it had sent them: who is told that a child left lets go of what
// others said of it.
func (r *restores) settled(ctx context.Context, living []*branch) (now map[change.ID]string, err error) {
	err = until(ctx, "the agents have applied what they were sent", func(ctx context.Context) (bool, error) {
		before := now
		if now, err = r.acknowledged(ctx, living); err != nil {
			return false, err
		}
		return before != nil && maps.Equal(before, now), nil
	})
	return now, err
}

// acknowledged gives every record that the living agents were told is in the
// ledger: their own, and others' that they hold.
func (r *restores) acknowledged(ctx context.Context, living []*branch) (map[change.ID]string, error) {
	out := map[change.ID]string{}
	for _, b := range living {
		d, err := b.read(ctx)
		if err != nil {
			return nil, err
		}
		for _, s := range d.outbox {
			if s.State == outbox.Taken || s.State == outbox.Known {
				out[s.ID] = b.agent.Name
			}
		}
		for _, records := range d.replica {
			for _, h := range records {
				rec, err := change.Decode(h.Data)
				if err != nil {
					return nil, err
				}
				out[rec.ID] = b.agent.Name
			}
		}
	}
	return out, nil
}

// compare compares all disks with the books of the restored registry.
func (r *restores) compare(ctx context.Context, living []*branch, before map[change.ID]string, revoked []struct{ ID change.AgentID }) error {
	b, err := r.readBooks(ctx)
	if err != nil {
		return err
	}
	var wrong complaints
	for id, who := range before {
		if _, there := b.records[id]; !there {
			wrong.add("%s held record %s, which was acknowledged, and the ledger lacks it", who, id)
		}
	}
	for _, at := range living {
		d, err := at.read(ctx)
		if err != nil {
			return err
		}
		b.account(&wrong, at.agent.Name, d, func(saved) bool { return false })
		b.same(&wrong, at.agent.Name, d)
		b.numbered(&wrong, d.agent)
		if err := r.sameCodes(ctx, &wrong, at, d.agent); err != nil {
			return err
		}
	}
	for _, was := range revoked {
		if !b.revoked[was.ID] {
			wrong.add("%s was revoked, and is not any more", was.ID)
		}
	}
	if err := r.knows(ctx, &wrong, b); err != nil {
		return err
	}
	if out, err := r.Ctl(ctx, "check"); err != nil {
		wrong.add("registryctl check: %v\n%s", err, out)
	}
	if out, err := r.Ctl(ctx, "audit", "verify"); err != nil {
		wrong.add("registryctl audit verify: %v\n%s", err, out)
	}
	if len(wrong) > 0 {
		return fmt.Errorf("%d of %d records were to be given back at most; %d complaints, of which the first: %v", len(before), len(b.records), len(wrong), wrong[:min(len(wrong), 8)])
	}
	return nil
}

// knows finds records that count as knowing of what came after what was restored.
func (r *restores) knows(ctx context.Context, wrong *complaints, b *books) error {
	epochs, err := ask[change.Epoch](ctx, r.world, `SELECT number, restored FROM epochs ORDER BY number`)
	if err != nil {
		return err
	}
	self, err := r.registryAgent(ctx)
	for _, p := range b.records {
		rec, err := change.Parse(p.Header, [64]byte(p.Sig), [16]byte{}, nil)
		if err != nil {
			return err
		}
		if p.Agent != self && p.Knows > rec.Seen.Effective(epochs) {
			wrong.add("record %s had seen position %d of epoch %d, and counts as knowing up to %d", p.ID, rec.Seen.Position, rec.Seen.Epoch, p.Knows)
		}
	}
	return err
}

// sameCodes finds codes that an agent has and that the registry does not know
// it was given.
func (r *restores) sameCodes(ctx context.Context, wrong *complaints, at *branch, agent change.AgentID) error {
	given, err := ask[struct{ First, Count int64 }](ctx, r.world, `SELECT first, count FROM code_blocks WHERE installation = $1`, agent)
	if err != nil {
		return err
	}
	return look(ctx, at.agent.Home, func(q localdb.Querier) error {
		rows, err := q.QueryContext(ctx, `SELECT first, count FROM code_blocks WHERE agent = ?`, agent)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var has struct{ First, Count int64 }
			if err := rows.Scan(&has.First, &has.Count); err != nil {
				return err
			}
			if !slices.Contains(given, has) {
				wrong.add("%s has the codes from %d, which the registry does not know of", at.agent.Name, has.First)
			}
		}
		return rows.Err()
	})
}

// read reads all that an agent holds.
func (b *branch) read(ctx context.Context) (*disk, error) {
	db, err := openStore(ctx, b.agent.Home)
	if err != nil {
		return nil, err
	}
	id, err := installation(ctx, db)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	d, err := readDisk(ctx, db, id)
	return d, errors.Join(err, db.Close())
}

func (b *branch) cut(away bool) {
	b.away = away
	if away {
		b.agent.Line.Cut()
	} else {
		b.agent.Line.Restore()
	}
}

// happens has things happen at the centres.
func (r *restores) happens(ctx context.Context, at []*branch, times int) error {
	for range times {
		b := at[r.dice.IntN(len(at))]
		if err := r.happen(ctx, at, b); err != nil {
			return fmt.Errorf("%s: %w", b.agent.Name, err)
		}
		if r.dice.IntN(6) == 0 {
			b.cut(!b.away)
		}
	}
	return nil
}

func (r *restores) happen(ctx context.Context, all []*branch, b *branch) error {
	here := map[string]any{"facility": b.Code}
	about := func(kind, m string, fields map[string]any) error {
		_, err := record(ctx, b.agent, kind, fields, "--minor", m, "--as", b.who.Name, "--on", today())
		return err
	}
	if len(b.sent) > 0 {
		m := b.sent[0]
		b.sent, b.children = b.sent[1:], append(b.children, m)
		return about("transfer.arrived", m, map[string]any{"at": here})
	}
	if len(b.children) == 0 || r.dice.IntN(3) == 0 {
		child, err := arrive(ctx, b.agent, b.centre, fmt.Sprint(r.made, r.dice.IntN(1_000_000)))
		b.children, b.own[child.Minor] = append(b.children, child.Minor), true
		return err
	}
	i := r.dice.IntN(len(b.children))
	m := b.children[i]
	to := all[r.dice.IntN(len(all))]
	switch n := r.dice.IntN(6); {
	case n < 2:
		return about("identity.stated", m, map[string]any{
			"source": "declared", "name": map[string]any{"given": fmt.Sprintf("Amadou %d", r.dice.IntN(20)), "family": "Bah"},
		})
	case n == 2 && b.own[m]:
		b.children = slices.Delete(b.children, i, i+1)
		return about("exit.recorded", m, map[string]any{"reason": "majority"})
	case to != b:
		b.children = slices.Delete(b.children, i, i+1)
		to.sent = append(to.sent, m)
		return about("transfer.departed", m, map[string]any{"from": here, "to": map[string]any{"facility": to.ID}, "reason": urgent})
	}
	return nil
}
