package lookup

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
)

// Places says how full a structure is. It names no child.
type Places struct {
	Facility     facility.ID     `json:"facility"`
	Code         string          `json:"code"`
	Name         string          `json:"name"`
	Municipality string          `json:"municipality"`
	Type         facility.Type   `json:"type"`
	Beds         int             `json:"beds"` // 0 if the directory does not say
	ByType       facility.Places `json:"by_type,omitempty"`
	Present      int             `json:"present"`
	Expected     int             `json:"expected"`         // sent there, not arrived
	Reserved     int             `json:"reserved"`         // kept for children who are neither
	Free         int             `json:"free"`             // below 0: over capacity
	Over         int             `json:"over,omitempty"`   // by how much over capacity, in per cent of the places
	Beyond       bool            `json:"beyond,omitempty"` // over by more than the law allows in extreme urgency
	Said         time.Time       `json:"-"`                // when the directory was last told what it is
}

// townsNamed bounds how many municipalities a line names of those that were asked
// about; of a region's thousand it says how many. Arbitrary.
const townsNamed = 50

// Places says how many places each structure of some municipalities has free,
// today; of the nation if none is named. Whoever may count may ask: it says how
// many, and of nobody who. It fails with [fault.Denied] for all others.
func (l *Lookup) Places(ctx context.Context, caller access.Caller, towns []string) ([]Places, error) {
	named := map[string]any{"places": towns}
	if len(towns) > townsNamed {
		named = map[string]any{"places": towns[:townsNamed], "towns": len(towns)}
	}
	asked, err := json.Marshal(named)
	if err != nil {
		return nil, fmt.Errorf("write down what is asked: %w", err)
	}
	denied := access.Allow(caller, access.CountCensus)
	if err := l.lines.Write(ctx, audit.Line{Caller: caller, Action: access.CountCensus, Asked: string(asked), Allowed: denied == nil}); err != nil {
		return nil, err
	}
	if denied != nil {
		return nil, denied
	}
	var out []Places
	err = pg.InSnapshot(ctx, l.pool, nation, func(ctx context.Context, tx pgx.Tx) error {
		if out, err = l.places(ctx, tx, towns); err != nil {
			return fmt.Errorf("count places: %w", pg.Fault(err))
		}
		return nil
	})
	return out, err
}

// placesRow is a structure with who is in its scope.
type placesRow struct {
	ID           institution.OfficeID
	Code         string
	Name         string
	Municipality string
	Type         string
	Beds         int
	Places       facility.Places
	Present      int
	Expected     int
	ChangedAt    time.Time
}

// readPlaces reads the children who are somewhere once, for all structures: structure
// by structure the nation's casefiles would be read for each, since what compares
// lists is not leakproof, and so uses no index behind the readers' policy.
const readPlaces = `WITH here AS (
			SELECT facility, count(*) AS n FROM casefiles WHERE state = 'present' AND offices @> ARRAY[facility] GROUP BY facility
		), coming AS (
			SELECT facility, count(*) AS n FROM (
				SELECT unnest(offices) AS facility, facility AS at FROM casefiles WHERE state = 'in-transit') c
			WHERE at IS DISTINCT FROM facility GROUP BY facility
		)
		SELECT s.id, o.code, s.name, s.municipality, s.type, s.beds, s.places, s.changed_at,
			coalesce(here.n, 0) AS present, coalesce(coming.n, 0) AS expected
		FROM structures s JOIN offices o ON o.id = s.id
			LEFT JOIN here ON here.facility = s.id LEFT JOIN coming ON coming.facility = s.id
		WHERE s.known_until IS NULL AND s.valid_from <= $1 AND (s.valid_until IS NULL OR $1 < s.valid_until)
			AND (cardinality($2::text[]) = 0 OR s.municipality = ANY ($2))
		ORDER BY s.municipality, o.code`

func (l *Lookup) places(ctx context.Context, tx pgx.Tx, towns []string) ([]Places, error) {
	today := l.today()
	rows, err := tx.Query(ctx, readPlaces, today, append([]string{}, towns...))
	if err != nil {
		return nil, err
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[placesRow])
	if err != nil {
		return nil, err
	}
	kept, err := l.reserved(ctx, tx, today)
	if err != nil {
		return nil, err
	}
	out := make([]Places, len(found))
	for i, r := range found {
		at := facility.ID(r.ID)
		out[i] = Places{
			Facility: at, Code: r.Code, Name: r.Name, Municipality: r.Municipality, Type: facility.Type(r.Type), Beds: r.Beds,
			Said: r.ChangedAt, ByType: r.Places, Present: r.Present, Expected: r.Expected, Reserved: kept[at],
			Free: r.Beds - r.Present - r.Expected - kept[at],
		}
		if out[i].Free < 0 && r.Beds > 0 {
			out[i].Over = (-100*out[i].Free + r.Beds - 1) / r.Beds // rounded up: nothing over is shown as nothing
			out[i].Beyond = r.Beds-out[i].Free > placement.Urgent(r.Beds)
		}
	}
	return out, nil
}

// longest is how long a place is looked for that was kept without an end: one
// kept longer is forgotten. Arbitrary.
const longest = 180 * 24 * time.Hour

// reserved counts the places kept at each structure on a day, for children who
// are neither there nor on their way there.
func (l *Lookup) reserved(ctx context.Context, tx pgx.Tx, on day.Date) (map[facility.ID]int, error) {
	rows, err := tx.Query(ctx, `SELECT DISTINCT minor FROM records WHERE kind = 'place.reserved' AND happened_on > $1 ORDER BY minor`,
		on.Add(-int(longest/(24*time.Hour))))
	if err != nil {
		return nil, err
	}
	minors, err := pgx.CollectRows(rows, pgx.RowTo[minor.ID])
	if err != nil {
		return nil, err
	}
	if err := ledger.Foldable(ctx, tx, minors); err != nil {
		return nil, err
	}
	out := map[facility.ID]int{}
	for some := range slices.Chunk(minors, MaxFound) {
		records, err := ledger.OfChildren(ctx, tx, l.seal, some)
		if err != nil {
			return nil, err
		}
		for _, m := range some {
			f := casefile.Fold(m, records[m])
			if f.Minor != m && slices.Contains(minors, f.Minor) {
				continue // a joined child, counted by the minor that stands for it
			}
			now, _ := f.Presence.Now()
			for _, r := range f.Presence.Reserved {
				if r.Span.Contains(on) && !now.At.Same(r.At) {
					out[r.At.Facility]++
				}
			}
		}
	}
	return out, nil
}
