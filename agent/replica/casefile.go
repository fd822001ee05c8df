package replica

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Held is what this installation knows of a minor.
type Held struct {
	File     casefile.File
	InScope  bool             // false: only what was written here is known
	Sections []change.Section // held whole; none out of scope
	Unsent   int              // records about the minor that the registry has not answered for
	Shown    *api.Shown       // what the registry shows, where its rules are newer than ours

	// Checking says that the minor was registered here lately, and is compared
	// with all others at the registry: it is said of every one alike.
	Checking   bool
	Candidates []api.Candidate // who may be the same child, among those in scope
	Alerts     []api.Alert     // halves of transfers that are missing for too long, and deadlines
}

// Find gives what is known of a minor: the fold of the records that the feed
// brought and of those written here. It fails with [fault.NotFound] if nothing
// is, or if the minor left the scope, and with [fault.Denied] if the replica is
// locked since the registry was not heard of for 90 days.
func (r *Replica) Find(ctx context.Context, q localdb.Querier, m minor.ID) (Held, error) {
	x, err := r.readOne(ctx, q, m)
	if err != nil {
		return Held{}, err
	}
	if err := x.loadTold(ctx, q, &m); err != nil {
		return Held{}, err
	}
	return x.Find(m)
}

// List gives the minors that are known here, in order of identifier.
func List(ctx context.Context, q localdb.Querier) ([]minor.ID, error) {
	const query = `SELECT minor FROM minors WHERE left_at IS NULL
		UNION SELECT minor FROM outbox WHERE data IS NOT NULL AND state <> 'refused'
			AND minor NOT IN (SELECT minor FROM minors WHERE left_at IS NOT NULL)
		UNION SELECT minor FROM records WHERE carried = 1
			AND minor NOT IN (SELECT minor FROM minors WHERE left_at IS NOT NULL)
		ORDER BY minor`
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("list minors: %w", err)
	}
	defer rows.Close()
	var out []minor.ID
	for rows.Next() {
		var m minor.ID
		if err := rows.Scan(&m); err != nil {
			return nil, fmt.Errorf("list minors: %w", err)
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

// All gives what is known of every minor that is known here, in order of identifier.
func (r *Replica) All(ctx context.Context, q localdb.Querier) ([]Held, error) {
	if err := r.locked(ctx, q); err != nil {
		return nil, err
	}
	ids, err := List(ctx, q)
	if err != nil {
		return nil, err
	}
	x, err := r.Read(ctx, q)
	if err != nil {
		return nil, err
	}
	out := make([]Held, 0, len(ids))
	for _, m := range ids {
		h, err := x.Find(m)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return once(out), nil
}

// FindCode gives the minor with a national code. It fails as [Replica.Find] does.
func (r *Replica) FindCode(ctx context.Context, q localdb.Querier, code minor.Code) (Held, error) {
	all, err := r.All(ctx, q)
	if err != nil {
		return Held{}, err
	}
	i := slices.IndexFunc(all, func(h Held) bool { return h.File.Identity.HasCode(code) })
	if i < 0 {
		return Held{}, fault.Newf(fault.NotFound, "no minor with that code is in this installation's scope")
	}
	return all[i], nil
}

func (r *Replica) locked(ctx context.Context, q localdb.Querier) error {
	sp, err := outbox.FindStandpoint(ctx, q)
	if err != nil {
		return err
	}
	return r.lock(sp)
}

// Seen gives what a form about a section of a minor has before its author's
// eyes, to be taken when it is opened (design section 3): the position up to
// which the section is held, and every record shown beyond it. Of a minor out
// of scope it names what was written here and nothing else; of one not known
// it is empty.
func (r *Replica) Seen(ctx context.Context, q localdb.Querier, m minor.ID, s change.Section) (change.Seen, error) {
	return r.SeenFor(ctx, q, m, s, institution.OfficeID{})
}

// SeenFor is [Replica.Seen] for a record that speaks for an office: of a minor
// out of scope it names also what a bundle brought of that office's.
func (r *Replica) SeenFor(ctx context.Context, q localdb.Querier, m minor.ID, s change.Section, office institution.OfficeID) (change.Seen, error) {
	x, err := r.readOne(ctx, q, m)
	if err != nil {
		return change.Seen{}, err
	}
	if !slices.Contains(x.scopes[m].sections, s) {
		if err := x.loadConcerns(ctx, q, &m); err != nil {
			return change.Seen{}, err
		}
	}
	return x.Seen(m, s, office), nil
}

// FindRecord gives whom a record held here is about, and its section: for what
// is written about that record. It fails with [fault.NotFound].
func FindRecord(ctx context.Context, q localdb.Querier, rec change.ID) (m minor.ID, s change.Section, err error) {
	const query = `SELECT minor, section FROM records WHERE id = ?1
		UNION SELECT minor, section FROM crossings WHERE id = ?1
		UNION SELECT minor, section FROM outbox WHERE id = ?1`
	err = q.QueryRowContext(ctx, query, rec).Scan(&m, &s)
	if errors.Is(err, sql.ErrNoRows) {
		return m, s, &fault.Error{Kind: fault.NotFound, Field: "record", Detail: "no such record is held here", Remedy: "give the identifier as agentd shows it"}
	}
	return m, s, err
}
