package intake

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/judge"
	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/registry/projection"
	"faro.example/registry/seal"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// errRegistryNeeded says that the registry must write a record of its own, so
// the transaction is tried anew with its installation locked in its turn.
var errRegistryNeeded = errors.New("the registry's own installation must be locked")

// transaction is one try at taking joined pushes.
type transaction struct {
	*Intake
	tx    pgx.Tx
	jobs  []*job
	now   time.Time
	today day.Date

	head     ledger.Head // as it was before, then as it is after
	epochs   []change.Epoch
	installs map[change.AgentID]*installation
	offices  map[speaks]*judge.Office
	may      map[operator]bool
	receipts map[change.Ref]kept // of numbers below the next
	ids      map[change.ID]taken // identifiers that are in the ledger
	coming   map[minor.ID]int    // minors that frames are about, or name, and how many are about each
	states   map[minor.ID]*state
	erased   map[minor.ID]bool // of these minors, those of whom all is gone

	answers   map[*job]*answer
	finals    []*final    // receipts to keep
	taken     []*addition // in the order of their positions
	restate   bool        // the registry's installation is locked
	changes   []*projection.Change
	told      []note // the feed
	contests  []contest
	keys      map[minor.ID]*seal.Key
	fresh     seal.Fresh
	crossings []ledger.Crossing
	existing  map[facility.ID]bool      // structures asked for, and whether the directory has them
	rooms     map[facility.ID]occupancy // of the structures asked for
	room      room                      // for what is read from memory
}

// answer is what one push is told.
type answer struct {
	receipts []api.Receipt // one per frame that is answered, in order
	err      error
}

// final is a receipt to keep.
type final struct {
	ref     change.Ref
	print   [32]byte
	receipt *api.Receipt
	at      int          // its record's place among those taken in this transaction, from 1; 0 if it is not taken now
	same    *api.Receipt // of the record that this one is, where this transaction takes that
	aside   []byte       // the frame's bytes, where they are kept aside
}

// addition is one record that is taken.
type addition struct {
	state   *state // of the child
	row     *state // of the minor that the record is about
	at      int    // its place among the state's entries
	shows   bool   // its author may be told what it contends with
	receipt *api.Receipt
}

func (a *addition) record() *change.Placed { return &a.state.entries[a.at] }

// transact takes pushes and answers them. If it fails none was answered.
func (in *Intake) transact(ctx context.Context, jobs []*job) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	begun := time.Now()
	var t *transaction
	try := func(restate bool) error {
		return pg.InTx(ctx, in.pool, func(ctx context.Context, tx pgx.Tx) error {
			t = in.newTransaction(tx, jobs, restate)
			return t.run(ctx)
		})
	}
	restate := needsRegistry(jobs)
	err := try(restate)
	for n := 0; n < maxRelocks && (errors.Is(err, errRegistryNeeded) || errors.Is(err, errMoreToLock)); n++ {
		restate = restate || errors.Is(err, errRegistryNeeded)
		err = try(restate)
	}
	if errors.Is(err, errMoreToLock) {
		err = tooOftenJoined()
	}
	in.metrics.seconds.Observe(time.Since(begun).Seconds())
	if err != nil {
		in.Log.WarnContext(ctx, "push not taken", "pushes", len(jobs), "error", err)
		return fmt.Errorf("take: %w", err)
	}
	if in.AfterCommit != nil {
		if err := in.AfterCommit(); err != nil {
			return err
		}
	}
	t.committed()
	t.room.back()
	return nil
}

func (in *Intake) newTransaction(tx pgx.Tx, jobs []*job, restate bool) *transaction {
	now, frames := in.Now(), 0
	for _, j := range jobs {
		frames += len(j.frames)
	}
	return &transaction{
		Intake: in, tx: tx, jobs: jobs, now: now, today: day.FromTime(now), restate: restate && !in.Registry.Agent.IsZero(),
		installs: map[change.AgentID]*installation{}, offices: map[speaks]*judge.Office{}, may: map[operator]bool{},
		receipts: map[change.Ref]kept{}, ids: make(map[change.ID]taken, frames), states: make(map[minor.ID]*state, frames),
		coming: make(map[minor.ID]int, frames), finals: make([]*final, 0, frames), taken: make([]*addition, 0, frames),
		erased:  map[minor.ID]bool{},
		answers: map[*job]*answer{}, existing: map[facility.ID]bool{}, rooms: map[facility.ID]occupancy{}, room: room{pool: in.pieces},
	}
}

// run does everything but the commit, in the order of the locks.
func (t *transaction) run(ctx context.Context) error {
	if err := t.lockInstallations(ctx); err != nil {
		return err
	}
	if err := t.number(); err != nil {
		return err
	}
	todo, err := t.sortFrames(ctx)
	if err != nil {
		return err
	}
	if err := t.lockCasefiles(ctx, t.siblings.with(t.minorsOf(todo))); err != nil {
		return err
	}
	for _, p := range todo {
		if err := t.judge(ctx, p); err != nil {
			return err
		}
	}
	if err := t.relink(); err != nil {
		return err
	}
	if err := t.claimCodes(ctx); err != nil {
		return err
	}
	if err := t.fold(ctx); err != nil {
		return err
	}
	at := map[institution.OfficeID][]projection.Seat{}
	if err := projection.Write(ctx, t.tx, t.changes, func(b *pgx.Batch) { t.queueSeats(b, at) }); err != nil {
		return err
	}
	t.settleStuck()
	if err := t.findScopes(ctx, at); err != nil {
		return err
	}
	return t.append(ctx)
}

// pending is a frame that is to be judged.
type pending struct {
	job     *job
	frame   *frame
	receipt *api.Receipt
}

// minorsOf gives the minors that frames are about or name, in order, and notes how
// many frames are about each.
func (t *transaction) minorsOf(todo []pending) []minor.ID {
	for _, p := range todo {
		if p.frame.why == nil {
			t.coming[p.frame.rec.Minor]++
			for _, m := range ledger.Named(p.frame.rec.Body) {
				t.coming[m] += 0
			}
		}
	}
	return slices.SortedFunc(maps.Keys(t.coming), minor.ID.Compare)
}

// sortFrames answers frames whose number has a receipt, leaves those behind a
// gap out, and gives the rest, which are to be judged.
func (t *transaction) sortFrames(ctx context.Context) ([]pending, error) {
	if err := t.findReceipts(ctx); err != nil {
		return nil, err
	}
	var todo []pending
	for _, j := range t.jobs {
		t.answers[j] = &answer{}
		mine, err := t.sortJob(ctx, j)
		if err != nil {
			return nil, err
		}
		todo = append(todo, mine...)
	}
	return todo, nil
}

func (t *transaction) sortJob(ctx context.Context, j *job) ([]pending, error) {
	a, inst := t.answers[j], t.installs[j.agent]
	if inst == nil {
		a.err = unknownInstallation()
		return nil, nil
	}
	if !inst.Revoked.IsZero() && !(j.givingBack && j.caller.Agent != j.agent) {
		a.err = revokedInstallation()
		return nil, nil
	}
	if t.copied(j) {
		a.err = revokedInstallation()
		return nil, t.Revoker.Revoke(ctx, t.tx, j.agent, "copied")
	}
	var todo []pending
	a.receipts = make([]api.Receipt, 0, len(j.frames))
	next := inst.next
	for i := range j.frames {
		f := &j.frames[i]
		if f.seq > next && !j.givingBack {
			break
		}
		next = max(next, f.seq+1)
		if k, ok := t.receipts[change.Ref{Agent: j.agent, Seq: f.seq}]; ok {
			a.receipts = append(a.receipts, k.again())
			continue
		}
		a.receipts = append(a.receipts, api.Receipt{Seq: f.seq})
		todo = append(todo, pending{j, f, &a.receipts[len(a.receipts)-1]})
	}
	return todo, nil
}

// copied reports whether a number was used twice with other bytes: two machines
// write under the same numbers (design section 5 rule 4). A record that the
// installation lost is no other record, nor is one that did not open. In a push carried by another, only
// bytes that the installation signed count.
func (t *transaction) copied(j *job) bool {
	for i := range j.frames {
		f := &j.frames[i]
		r, ok := t.receipts[change.Ref{Agent: j.agent, Seq: f.seq}]
		if !ok || f.lost || f.shut || r.refusal.Field == fieldSealed || r.print == f.print {
			continue
		}
		if j.caller.Agent == j.agent || f.signed() && !f.aside {
			return true
		}
	}
	return false
}

// committed answers the pushes and keeps what was folded.
func (t *transaction) committed() {
	for _, n := range t.told {
		if s := t.states[n.minor]; n.what != api.WhatRecord {
			s.moves = append(s.moves, n)
		}
	}
	for m, s := range t.states {
		if s.relinked {
			t.siblings.learn(m, s.child().change.New.Summary.Joined)
		}
		if !s.touched() {
			continue
		}
		if h := s.held(t.head.Position); h != nil {
			t.cache.put(s.minor, h)
		}
	}
	t.Sealer.Keep(t.fresh)
	for f, there := range t.existing {
		if there {
			t.places.Store(f, true)
		}
	}
	t.metrics.position.Set(float64(t.head.Position))
	for _, a := range t.taken {
		if made := a.record().Made; a.record().Agent != t.Registry.Agent {
			written := made.At.Add(-time.Duration(made.Skew) * time.Second)
			t.metrics.lag.Observe(max(0, t.now.Sub(written).Seconds()))
		}
	}
	for _, c := range t.changes {
		if c.Stuck {
			t.metrics.stuck.Inc()
			t.Log.Error("casefile stuck: its rows break a constraint", "minor", c.Minor)
		}
	}
	for _, j := range t.jobs {
		t.reply(j)
	}
}

func (t *transaction) reply(j *job) {
	a := t.answers[j]
	if a.err != nil {
		j.finish(api.Push{}, a.err)
		return
	}
	for i := range a.receipts {
		r := &a.receipts[i]
		t.metrics.records.WithLabelValues(string(r.Verdict)).Inc()
		if r.Verdict == api.Refused {
			t.metrics.refusals.WithLabelValues(r.Reason).Inc()
		}
	}
	j.finish(api.Push{Standpoint: t.standpoint(t.installs[j.agent]), Receipts: a.receipts}, nil)
}
