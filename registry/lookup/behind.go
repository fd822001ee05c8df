package lookup

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/census"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/fault"
)

// Counter counts, and says whom a number counts; package census has it.
type Counter interface {
	Count(ctx context.Context, caller access.Caller, q census.Query) (census.Result, error)
	Behind(ctx context.Context, tx pgx.Tx, caller access.Caller, q census.Query) ([]census.Child, error)
}

// Behind is the list behind a number of the census.
type Behind struct {
	List            // Count: how many of them the caller may see
	Counted  int    // all whom the number counts
	Epoch    int    // as known up to here
	Position uint64 // see [census.Result]
}

// Behind gives the children behind a number of the census, the first most after a
// key: those of whom nothing was heard for longest first. A reader of a territory
// is given the own only, and told how many there are. It fails with
// [fault.Denied] for who may not count, or not search, and otherwise as
// [census.Census.Count] does. One line says what was asked, and whom it shows.
func (l *Lookup) Behind(ctx context.Context, caller access.Caller, q census.Query, after Key, most int) (Behind, error) {
	if most < 1 || most > MaxFound {
		return Behind{}, fault.Field("most", "too many", fmt.Sprintf("ask for at most %d at a time", MaxFound))
	}
	asked, err := json.Marshal(map[string]any{"counted": q.On, "only": q.Only, "known-at": q.KnownAt, "position": q.Position})
	if err != nil {
		return Behind{}, fmt.Errorf("write down what is asked: %w", err)
	}
	q.By = nil
	line := audit.Line{Caller: caller, Action: access.Search, Asked: string(asked)}
	denied := access.Allow(caller, access.Search, access.InTerritory, access.InCustody, access.InScope)
	var out Behind
	if denied == nil {
		if out, err = l.behind(ctx, caller, q, after, most); err != nil {
			return Behind{}, err
		}
		line.Allowed = true
		for _, m := range out.Listed {
			line.Subjects = append(line.Subjects, m.Minor)
		}
	}
	if err := l.lines.Write(ctx, line); err != nil {
		return Behind{}, err
	}
	if denied != nil {
		return Behind{}, denied
	}
	lists := []List{out.List}
	err = l.tell(ctx, caller, lists)
	out.List = lists[0]
	return out, err
}

// behind counts, and finds whom the number counts of those the caller may see:
// identifiers and days.
func (l *Lookup) behind(ctx context.Context, caller access.Caller, q census.Query, after Key, most int) (out Behind, err error) {
	r, err := l.Counts.Count(ctx, caller, q)
	if err != nil {
		return out, err
	}
	q.Position = r.Position
	if out.Counted = r.Total; q.OfMissing() {
		out.Counted += r.Missing
	}
	out.Epoch, out.Position = r.Epoch, r.Position
	var all []census.Child
	err = pg.InSnapshot(ctx, l.pool, settings(caller), func(ctx context.Context, tx pgx.Tx) error {
		all, err = l.Counts.Behind(ctx, tx, caller, q)
		return err
	})
	if err != nil {
		return out, err
	}
	out.Count = len(all)
	slices.SortFunc(all, func(a, b census.Child) int {
		return cmp.Or(a.Confirmed.Compare(b.Confirmed), a.Minor.Compare(b.Minor))
	})
	for _, x := range all {
		m := Listed{Minor: x.Minor, Confirmed: x.Confirmed, joined: x.Joined, Key: Key{Since: x.Confirmed, Minor: x.Minor}}
		if len(out.Listed) < most && (after == (Key{}) || cmp.Or(x.Confirmed.Compare(after.Since), x.Minor.Compare(after.Minor)) > 0) {
			out.Listed = append(out.Listed, m)
		}
	}
	return out, nil
}
