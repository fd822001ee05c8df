package intake

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/judge"
	"faro.example/registry/ledger"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// scopesLock is the advisory lock that keeps who speaks for which office still:
// pushes share it, a change of that takes it alone (see [Intake.Rescope]).
const scopesLock = 0x6661726f // "faro"

// installation is a row of installations, locked, with what it was given.
type installation struct {
	judge.Installation
	next   uint64
	print  []byte        // of the record under the highest number
	moved  bool          // next has changed
	blocks []minor.Block // its own
}

// took moves the next number past one that was answered.
func (i *installation) took(seq uint64, print [32]byte) {
	i.moved = true
	if seq >= i.next {
		i.next, i.print = seq+1, print[:]
	}
}

// operator is a person at an office.
type operator struct {
	person institution.PersonID
	office institution.OfficeID
}

// speaks is an installation at an office.
type speaks struct {
	agent  change.AgentID
	office institution.OfficeID
}

// lockInstallations locks the installations' rows by identifier, in one
// statement, and reads what judging their records needs.
func (t *transaction) lockInstallations(ctx context.Context) error {
	ids := make([]change.AgentID, 0, len(t.jobs)+1)
	for _, j := range t.jobs {
		ids = append(ids, j.agent)
	}
	if t.restate {
		ids = append(ids, t.Registry.Agent)
	}
	b := &pgx.Batch{}
	b.Queue(`SELECT pg_advisory_xact_lock_shared($1)`, scopesLock)
	b.Queue(`SELECT id, next_seq, highest_fingerprint, coalesce(revoked_at, '0001-01-01Z') FROM installations
		WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE`, ids).Query(func(rows pgx.Rows) error {
		var i installation
		_, err := pgx.ForEachRow(rows, []any{&i.ID, &i.next, &i.print, &i.Revoked}, func() error {
			found := i
			found.Line = map[change.AgentID]uint64{}
			found.print = slices.Clone(i.print)
			t.installs[i.ID] = &found
			return nil
		})
		return err
	})
	if !t.usesCodes() { // nothing is done between, so nothing goes to and fro
		t.queueDirectory(b, ids)
	}
	if err := t.tx.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("lock installations: %w", err)
	}
	if !t.usesCodes() {
		return nil
	}
	if err := t.Codes.Ensure(ctx, t.tx, t.usedCodes()); err != nil {
		return fmt.Errorf("give codes: %w", err)
	}
	b = &pgx.Batch{}
	t.queueDirectory(b, ids)
	if err := t.tx.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("read directory: %w", err)
	}
	return nil
}

// usesCodes reports whether a record of these pushes registers a minor.
func (t *transaction) usesCodes() bool {
	return slices.ContainsFunc(t.jobs, func(j *job) bool {
		return slices.ContainsFunc(j.frames, func(f frame) bool {
			_, ok := f.rec.Body.(minor.Registered)
			return ok
		})
	})
}

// usedCodes gives the highest code that each installation states in these
// pushes, refused or not: it is used up. One that registers without a code may
// have been given none.
func (t *transaction) usedCodes() map[change.AgentID]uint32 {
	used := map[change.AgentID]uint32{}
	for _, j := range t.jobs {
		for i := range j.frames {
			b, ok := j.frames[i].rec.Body.(minor.Registered)
			switch {
			case !ok || t.installs[j.agent] == nil:
			case b.Code == "":
				used[j.agent] = max(used[j.agent], 0)
			default:
				used[j.agent] = max(used[j.agent], b.Code.Serial())
			}
		}
	}
	return used
}

// queueDirectory reads the ledger's head, which identifiers are in the ledger
// already, and of the directory what the records of these pushes name. It comes
// after the installations are locked.
func (t *transaction) queueDirectory(b *pgx.Batch, ids []change.AgentID) {
	ledger.QueueRead(b, &t.head)
	b.Queue(`SELECT number, restored FROM epochs ORDER BY number`).Query(func(rows pgx.Rows) (err error) {
		t.epochs, err = pgx.CollectRows(rows, pgx.RowToStructByPos[change.Epoch])
		return err
	})
	t.queueLines(b, ids)
	t.queueOffices(b)
	t.queuePlaces(b)
	t.queueIDs(b)
}

// queueLines reads which installations each replaces, what was sent to them and
// which codes they were given.
func (t *transaction) queueLines(b *pgx.Batch, ids []change.AgentID) {
	const line = `WITH RECURSIVE line (agent, id) AS (
			SELECT id, id FROM installations WHERE id = ANY ($1)
		UNION
			SELECT l.agent, i.replaces FROM line l JOIN installations i ON i.id = l.id WHERE i.replaces IS NOT NULL
		) `
	b.Queue(line+`SELECT l.agent, l.id, coalesce(c.sent_position, 0) FROM line l LEFT JOIN feed_cursors c ON c.agent = l.id`,
		ids).Query(func(rows pgx.Rows) error {
		var agent, member change.AgentID
		var sent uint64
		_, err := pgx.ForEachRow(rows, []any{&agent, &member, &sent}, func() error {
			t.installs[agent].Line[member] = sent
			return nil
		})
		return err
	})
	b.Queue(line+`SELECT l.agent, l.id, c.first, c.count FROM line l JOIN code_blocks c ON c.installation = l.id
		ORDER BY c.first`, ids).Query(func(rows pgx.Rows) error {
		var agent, member change.AgentID
		var block minor.Block
		_, err := pgx.ForEachRow(rows, []any{&agent, &member, &block.First, &block.Count}, func() error {
			i := t.installs[agent]
			i.Given = append(i.Given, block)
			if member == agent {
				i.blocks = append(i.blocks, block)
			}
			return nil
		})
		return err
	})
}

// queueOffices reads the offices for which records are written, if their
// installation speaks for them, and which authors may write there. At the
// registry's own people of every office write ([Intake.Say]). An operator
// whose last day is past may have written before it: see [operatorGrace].
func (t *transaction) queueOffices(b *pgx.Batch) {
	speaking, writing := map[speaks]bool{}, map[operator]bool{}
	for _, j := range t.jobs {
		for i := range j.frames {
			if r := &j.frames[i].rec; r.Raw != nil {
				speaking[speaks{j.agent, r.Structure}] = true
				writing[operator{r.Author, r.Structure}] = true
			}
		}
	}
	var agents []change.AgentID
	var offices, at []institution.OfficeID
	var people []institution.PersonID
	for s := range speaking {
		agents, offices = append(agents, s.agent), append(offices, s.office)
	}
	for o := range writing {
		people, at = append(people, o.person), append(at, o.office)
	}
	b.Queue(`SELECT s.agent, s.office, o.what = 'structure', coalesce(n.kind, CASE o.what WHEN 'structure' THEN 'centre' ELSE '' END), coalesce(n.territory, '{}')
		FROM unnest($1::uuid[], $2::uuid[]) AS s (agent, office)
		LEFT JOIN installation_offices io ON io.installation = s.agent AND io.office = s.office
		JOIN offices o ON o.id = s.office
		LEFT JOIN institutions n ON n.id = s.office AND n.known_until IS NULL
			AND n.valid_from <= $3 AND (n.valid_until IS NULL OR $3 < n.valid_until)
		WHERE io.office IS NOT NULL OR s.agent = $4`,
		agents, offices, t.today, t.Registry.Agent).Query(func(rows pgx.Rows) error {
		var agent change.AgentID
		var at institution.OfficeID
		var o judge.Office
		_, err := pgx.ForEachRow(rows, []any{&agent, &at, &o.Structure, &o.Role, &o.Territory}, func() error {
			t.offices[speaks{agent, at}] = &judge.Office{Structure: o.Structure, Role: o.Role, Territory: slices.Clone(o.Territory)}
			return nil
		})
		return err
	})
	b.Queue(`SELECT DISTINCT o.person, o.office FROM unnest($1::uuid[], $2::uuid[]) AS w (person, office)
		JOIN operators o ON o.person = w.person AND o.office = w.office AND o.known_until IS NULL
		WHERE o.valid_from <= $3 AND (o.valid_until IS NULL OR $4 < o.valid_until)`,
		people, at, t.today, t.today.Add(-operatorGrace)).Query(func(rows pgx.Rows) error {
		var o operator
		_, err := pgx.ForEachRow(rows, []any{&o.person, &o.office}, func() error {
			t.may[o] = true
			return nil
		})
		return err
	})
}

// queuePlaces reads which of the structures named stand in the directory. They
// never leave it, so those found once are not asked for again.
func (t *transaction) queuePlaces(b *pgx.Batch) {
	var ask []facility.ID
	for _, j := range t.jobs {
		for i := range j.frames {
			for _, p := range judge.Places(j.frames[i].rec.Body) {
				if _, known := t.places.Load(p.Facility); !known && !p.Facility.IsZero() && !t.existing[p.Facility] {
					t.existing[p.Facility] = false
					ask = append(ask, p.Facility)
				}
			}
		}
	}
	if len(ask) == 0 {
		return
	}
	b.Queue(`SELECT id FROM offices WHERE id = ANY ($1) AND what = 'structure'`, ask).Query(func(rows pgx.Rows) error {
		var f facility.ID
		_, err := pgx.ForEachRow(rows, []any{&f}, func() error {
			t.existing[f] = true
			return nil
		})
		return err
	})
}

// standpoint is what the reply to a push of the installation carries.
func (t *transaction) standpoint(i *installation) api.Standpoint {
	s := api.Standpoint{
		Epoch: t.head.Epoch, Epochs: t.epochs, Highest: i.next - 1, Safe: t.head.Safe, Format: t.head.Format,
		Now: t.Clock(), Rules: casefile.Rules, Codes: i.blocks, Recover: t.Recovery.Recipient(),
	}
	copy(s.Digest[:], i.print)
	return s
}

// queueInstallations moves the push columns of those that pushed. It writes for
// each of them, so that an answer *known* has a commit of its own.
func (t *transaction) queueInstallations(b *pgx.Batch) {
	var ids []change.AgentID
	var next []int64
	var prints [][]byte
	for _, id := range slices.SortedFunc(maps.Keys(t.installs), change.AgentID.Compare) {
		i := t.installs[id]
		if id == t.Registry.Agent && !i.moved {
			continue
		}
		ids, next, prints = append(ids, id), append(next, int64(i.next)), append(prints, i.print)
	}
	b.Queue(`UPDATE installations i SET next_seq = n.next_seq, highest_fingerprint = n.print, last_push_at = $4
		FROM unnest($1::uuid[], $2::bigint[], $3::bytea[]) AS n (id, next_seq, print) WHERE i.id = n.id`,
		ids, next, prints, t.now)
}
