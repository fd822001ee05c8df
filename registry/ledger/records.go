package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// Queue adds to a batch the rows of records that take the positions which end
// with the head's last, with their leaves, after [QueueAdvance]. The keys hold
// one for each minor. level is the ledger's, that no server that runs is below.
func Queue(b *pgx.Batch, records []*change.Placed, keys map[minor.ID]*seal.Key, level int) error {
	if len(records) == 0 {
		return nil
	}
	leaves, rows := pg.NewColumns(2, len(records)), pg.NewColumns(13, len(records))
	for i, r := range records {
		sealed, err := sealBody(keys[r.Minor], &r.Record, level)
		if err != nil {
			return err
		}
		leaf, back := r.Leaf(), Back(i, len(records))
		leaves.Int(back).Bytes(leaf[:])
		rows.Int(back).ID(r.ID).ID(r.Minor).ID(r.Agent).Int(int64(r.Seq)).Text(string(r.Section)).Text(r.Kind).Day(r.On.Day()).
			Bytes(r.Raw).Bytes(r.Sig[:]).Bytes(sealed).Bool(r.Standing.Entitled).Int(int64(r.Standing.Knows))
	}
	b.Queue(`INSERT INTO ledger (position, leaf, at)
		SELECT h.position + unnest($1::bigint[]), unnest($2::bytea[]), h.at FROM ledger_head h`, leaves.Args()...)
	b.Queue(`INSERT INTO records (position, id, minor, agent, seq, section, kind, happened_on, header, sig, body, entitled,
			knows)
		SELECT h.position + unnest($1::bigint[]), unnest($2::uuid[]), unnest($3::uuid[]), unnest($4::uuid[]), unnest($5::bigint[]),
			unnest($6::text[]), unnest($7::text[]), unnest($8::date[]), unnest($9::bytea[]), unnest($10::bytea[]),
			unnest($11::bytea[]), unnest($12::boolean[]), unnest($13::bigint[]) FROM ledger_head h`, rows.Args()...)
	return nil
}

// Closed lists the sections whose bodies are closed besides: interviews and plans,
// notes on health, the search for the family and its reports. They open only with
// both data keys of the minor ([seal.Key.In]).
func Closed() []change.Section {
	return []change.Section{change.SocialFile, change.Health, change.Tracing, change.FamilyReport}
}

// closedFrom is the level of the ledger from which on they are.
const closedFrom = 2

// place gives where the body of a record stands, and what seals it there: with
// the key of its minor, the identifier of the record and, where it is closed
// besides, its section are bound.
func place(key *seal.Key, r change.ID, s change.Section) (*seal.Key, seal.Place, error) {
	at := seal.Place{Table: "records", Column: "body", Row: r}
	if !slices.Contains(Closed(), s) {
		return key, at, nil
	}
	at.Column += " of " + string(s)
	key, err := key.In(string(s))
	return key, at, err
}

// sealBody seals salt and body; nil if the record has none.
func sealBody(key *seal.Key, r *change.Record, level int) ([]byte, error) {
	if !r.HasBody() {
		return nil, nil
	}
	if key == nil {
		return nil, fault.Newf(fault.Internal, "no key for a minor")
	}
	at, err := seal.Place{Table: "records", Column: "body", Row: r.ID}, error(nil)
	if level >= closedFrom { // before it, servers that run cannot open what is closed besides
		key, at, err = place(key, r.ID, r.Section)
	}
	if err != nil {
		return nil, err
	}
	plain := make([]byte, 0, len(r.Salt)+len(r.BodyRaw))
	return key.Seal(at, append(append(plain, r.Salt[:]...), r.BodyRaw...))
}

// stored is a row of records.
type stored struct {
	Position uint64
	ID       change.ID
	Minor    minor.ID
	Section  change.Section
	Header   []byte
	Sig      []byte
	Body     []byte
	Entitled bool
	Knows    uint64
	For      minor.ID // for whose casefile it is read; mostly Minor
}

const selectStored = `SELECT position, id, minor, section, header, sig, body, entitled, knows, minor AS read_for FROM records `

const selectCrossed = `SELECT r.position, r.id, r.minor, r.section, r.header, r.sig, r.body, r.entitled, r.knows, x.minor
	FROM crossings x JOIN records r ON r.position = x.position `

// selectOf is of some minors, one after the other, whose list PostgreSQL is not shown
// while it makes its plan. It keeps that plan: behind the readers' policies making it
// takes longer than reading. And of the records of one minor at a time it asks one by
// one whether the reader may see them; of those of a list it would first find all
// minors of the nation whom the reader may see.
const selectOf = `SELECT r.* FROM (SELECT DISTINCT unnest((SELECT $1::uuid[]))) u (minor)
	CROSS JOIN LATERAL (` + selectStored + `WHERE minor = u.minor UNION ALL ` + selectCrossed + `WHERE x.minor = u.minor) r`

// Of gives all records about minors, by position, each with its standing, and
// those of other minors that are read for them (see [Crossing]). A body whose
// key is gone is absent.
func Of(ctx context.Context, q pg.Querier, s *seal.Sealer, minors []minor.ID) (map[minor.ID][]change.Placed, error) {
	out := make(map[minor.ID][]change.Placed, len(minors))
	if len(minors) == 0 {
		return out, nil
	}
	rows, err := q.Query(ctx, selectOf, minors)
	if err != nil {
		return nil, fmt.Errorf("read records: %w", pg.Fault(err))
	}
	found, err := collect(rows)
	if err != nil {
		return nil, err
	}
	// Sorted here: PostgreSQL would sort rows with all their bytes, on the disk.
	slices.SortFunc(found, func(a, b *stored) int {
		return cmp.Or(a.For.Compare(b.For), cmp.Compare(a.Position, b.Position))
	})
	opened, err := open(ctx, q, s, found)
	if err != nil {
		return nil, err
	}
	for len(found) > 0 {
		n := 1
		for n < len(found) && found[n].For == found[0].For {
			n++
		}
		out[found[0].For] = slices.Clip(opened[:n])
		found, opened = found[n:], opened[n:]
	}
	return out, nil
}

// collect reads rows of [selectStored].
func collect(rows pgx.Rows) ([]*stored, error) {
	var out []*stored
	var r stored
	_, err := pgx.ForEachRow(rows, []any{&r.Position, &r.ID, &r.Minor, &r.Section, &r.Header, &r.Sig, &r.Body, &r.Entitled, &r.Knows, &r.For}, func() error {
		found := r
		out = append(out, &found)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read records: %w", pg.Fault(err))
	}
	return out, nil
}

// At gives the records at positions, by position; those erased are left out.
func At(ctx context.Context, q pg.Querier, s *seal.Sealer, positions []uint64) ([]change.Placed, error) {
	if len(positions) == 0 {
		return nil, nil
	}
	at := make([]int64, len(positions))
	for i, p := range positions {
		at[i] = int64(p)
	}
	rows, err := q.Query(ctx, selectStored+`WHERE position = ANY ($1) ORDER BY position`, at)
	if err != nil {
		return nil, fmt.Errorf("read records: %w", pg.Fault(err))
	}
	found, err := collect(rows)
	if err != nil {
		return nil, err
	}
	return open(ctx, q, s, found)
}

// open opens the bodies of rows and decodes them.
func open(ctx context.Context, q pg.Querier, s *seal.Sealer, found []*stored) ([]change.Placed, error) {
	var minors []minor.ID
	seen := map[minor.ID]bool{}
	for i := range found {
		if m := found[i].Minor; !seen[m] && found[i].Body != nil {
			seen[m] = true
			minors = append(minors, m)
		}
	}
	keys, err := s.Find(ctx, q, minors)
	if err != nil {
		return nil, err
	}
	out := make([]change.Placed, len(found))
	for i := range found {
		if out[i], err = found[i].placed(keys[found[i].Minor]); err != nil {
			return nil, fault.Newf(fault.Internal, "position %d: %w", found[i].Position, err)
		}
	}
	return out, nil
}

// placed decodes a row. A body that is gone, or whose key is, is absent.
func (r *stored) placed(key *seal.Key) (change.Placed, error) {
	p := change.Placed{Position: r.Position, Standing: change.Standing{Entitled: r.Entitled, Knows: r.Knows}}
	if len(r.Sig) != len(p.Sig) {
		return p, fault.Newf(fault.Internal, "a signature of %d bytes", len(r.Sig))
	}
	var salt [16]byte
	var body []byte
	if r.Body != nil && key != nil {
		plain, err := r.open(key)
		if err != nil {
			return p, err
		}
		if len(plain) < len(salt) {
			return p, fault.Newf(fault.Internal, "a body without its salt")
		}
		salt, body = [16]byte(plain), plain[len(salt):]
	}
	var err error
	p.Record, err = change.Parse(r.Header, [64]byte(r.Sig), salt, body)
	if err == nil && (p.ID != r.ID || p.Minor != r.Minor || p.Section != r.Section) {
		err = fault.Newf(fault.Internal, "the row is not that of its record")
	}
	return p, err
}

// open opens the body. One of a section that is closed besides may be from before
// sections were, and opens where others stand; what it says is signed.
func (r *stored) open(key *seal.Key) ([]byte, error) {
	own, at, err := place(key, r.ID, r.Section)
	if err != nil {
		return nil, err
	}
	plain, err := own.Open(at, r.Body)
	if err == nil || own == key {
		return plain, err
	}
	return key.Open(seal.Place{Table: "records", Column: "body", Row: r.ID}, r.Body)
}

// Held is what is known of a record by its identifier alone.
type Held struct {
	Position uint64
	Standing change.Standing
	Header   change.Header
}

// Find gives the headers of the records with these identifiers, those there are.
func Find(ctx context.Context, q pg.Querier, ids []change.ID) (map[change.ID]Held, error) {
	rows, err := q.Query(ctx, selectHeld, ids)
	if err != nil {
		return nil, fmt.Errorf("find records: %w", pg.Fault(err))
	}
	return collectHeld(rows)
}

// QueueFind adds to a batch what [Find] does; found is told once the batch has run.
func QueueFind(b *pgx.Batch, ids []change.ID, found func(map[change.ID]Held)) {
	b.Queue(selectHeld, ids).Query(func(rows pgx.Rows) error {
		all, err := collectHeld(rows)
		if err == nil {
			found(all)
		}
		return err
	})
}

const selectHeld = `SELECT position, header, sig, entitled, knows FROM records WHERE id = ANY ($1)`

func collectHeld(rows pgx.Rows) (map[change.ID]Held, error) {
	type row struct {
		Position    uint64
		Header, Sig []byte
		Entitled    bool
		Knows       uint64
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[row])
	if err != nil {
		return nil, fmt.Errorf("find records: %w", pg.Fault(err))
	}
	out := make(map[change.ID]Held, len(found))
	for _, r := range found {
		rec, err := change.Parse(r.Header, [64]byte(r.Sig), [16]byte{}, nil)
		if err != nil {
			return nil, fault.Newf(fault.Internal, "position %d: %w", r.Position, err)
		}
		out[rec.ID] = Held{r.Position, change.Standing{Entitled: r.Entitled, Knows: r.Knows}, rec.Header}
	}
	return out, nil
}
