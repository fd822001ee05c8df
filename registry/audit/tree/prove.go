package tree

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"github.com/jackc/pgx/v5"
	"golang.org/x/mod/sumdb/tlog"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/fault"
)

// Proof shows that a line, or a position of the ledger, is in the tree under a
// signed head. It can be checked by whoever has the registry's public key, with
// nothing else. It is a format that is handed out: fields are never renamed or
// reused.
type Proof struct {
	Format string           `json:"format"`
	Leaf   int64            `json:"leaf"`
	Data   string           `json:"data"` // what the leaf is of
	Path   tlog.RecordProof `json:"path"`
	Head   string           `json:"head"`            // a signed head
	Older  string           `json:"older,omitempty"` // another, kept from before
	Grown  tlog.TreeProof   `json:"grown,omitempty"` // that its tree is the beginning of the newer one's
}

// proofFormat is the one format there is.
const proofFormat = "faro-proof-1"

// maxProof bounds a proof in bytes; a line of many subjects is the largest part. Arbitrary.
const maxProof = 1 << 20

// Target is what is to be proven: a line, or a position of the ledger.
type Target struct {
	Line     int64
	Position uint64
}

// Prove gives the proof of a line or a position, under the newest head of its
// tree. If an older head of the same tree is given, the proof shows too that
// the tree has only grown since. What it reads must be of one moment. It fails
// with [fault.NotFound] for what there is not, with [fault.Busy] for what has no
// place yet, and with [fault.Conflict] for what was altered.
func Prove(ctx context.Context, q pg.Querier, keys Keys, of Target, older *Head) (Proof, error) {
	epoch, leaf, err := place(ctx, q, of)
	if err != nil {
		return Proof{}, err
	}
	head, err := lastHead(ctx, q, keys, epoch)
	if err != nil {
		return Proof{}, err
	}
	if head.Epoch != epoch || head.Size <= leaf {
		return Proof{}, fault.Newf(fault.Conflict, "no signed head covers it")
	}
	data, err := leafData(ctx, q, of)
	if err != nil {
		return Proof{}, err
	}
	p := Proof{Format: proofFormat, Leaf: leaf, Data: string(data), Head: head.Note}
	reader := hashes(ctx, q, head)
	if p.Path, err = tlog.ProveRecord(head.Size, leaf, reader); err != nil {
		return Proof{}, altered(err)
	}
	if err := tlog.CheckRecord(p.Path, head.Size, head.Root, leaf, tlog.RecordHash(data)); err != nil {
		return Proof{}, fault.Newf(fault.Conflict, "it is not what its leaf says: it was altered")
	}
	if older == nil {
		return p, nil
	}
	if older.Epoch != epoch || older.Size > head.Size {
		return Proof{}, fault.Newf(fault.Invalid, "the older head is not of the same tree, or is not older")
	}
	p.Older = older.Note
	if p.Grown, err = tlog.ProveTree(head.Size, older.Size, reader); err != nil {
		return Proof{}, altered(err)
	}
	if err := tlog.CheckTree(p.Grown, head.Size, head.Root, older.Size, older.Root); err != nil {
		return Proof{}, fault.Newf(fault.Conflict, "the tree did not only grow since the older head: it was altered")
	}
	return p, nil
}

// altered says that the tree's stored hashes do not agree with its head.
func altered(err error) error {
	if fault.KindOf(err) != fault.Internal {
		return err
	}
	return &fault.Error{Kind: fault.Conflict, Detail: "the hashes of the tree are not those under its head: they were altered",
		Remedy: "run: registryctl audit verify"}
}

// place finds the leaf of a line or a position.
func place(ctx context.Context, q pg.Querier, of Target) (epoch int, leaf int64, err error) {
	sql, arg := `SELECT epoch, first + array_position(lines, $1::bigint) - 1 FROM tree_runs WHERE lines @> ARRAY[$1::bigint] ORDER BY epoch LIMIT 1`, of.Line
	if of.Position > 0 {
		if of.Position > math.MaxInt64 {
			return 0, 0, fault.Newf(fault.NotFound, "the ledger has no such position")
		}
		sql, arg = `SELECT epoch, first + $1::bigint - position FROM tree_runs
			WHERE position <= $1 AND position + count > $1 ORDER BY position DESC LIMIT 1`, int64(of.Position)
	}
	err = q.QueryRow(ctx, sql, arg).Scan(&epoch, &leaf)
	if errors.Is(err, pgx.ErrNoRows) {
		if _, err := leafData(ctx, q, of); err != nil {
			return 0, 0, err
		}
		return 0, 0, &fault.Error{Kind: fault.Busy, Detail: "it has no place in the tree yet", Remedy: "try again in a few seconds, while registryd runs"}
	}
	return epoch, leaf, pg.Fault(err)
}

// leafData gives what a leaf is of, as the database has it.
func leafData(ctx context.Context, q pg.Querier, of Target) ([]byte, error) {
	if of.Position > 0 {
		entries, err := ledger.After(ctx, q, of.Position-1, 1)
		if err != nil {
			return nil, err
		}
		if len(entries) == 0 || entries[0].Position != of.Position {
			return nil, fault.Newf(fault.NotFound, "the ledger has no position %d", of.Position)
		}
		return ledgerData(entries[0]), nil
	}
	lines, err := ReadLines(ctx, q, []int64{of.Line})
	if err != nil {
		return nil, err
	}
	if len(lines[of.Line]) == 0 {
		return nil, fault.Newf(fault.NotFound, "there is no line %d", of.Line)
	}
	return lines[of.Line][0].Data()
}

// Text gives a proof as it is handed out.
func (p Proof) Text() ([]byte, error) {
	text, err := json.MarshalIndent(p, "", "  ")
	return append(text, '\n'), err
}

// Proven is what a proof shows.
type Proven struct {
	Leaf  int64
	Data  string
	Head  Head
	Older *Head // the tree has only grown since
}

// Check checks a proof, without a database or a network. It fails with
// [fault.Invalid] if it proves nothing: whatever was changed in it.
func Check(text []byte, keys Keys) (Proven, error) {
	var p Proof
	if len(text) > maxProof {
		return Proven{}, fault.Newf(fault.Invalid, "it is too long for a proof")
	}
	if err := json.Unmarshal(text, &p); err != nil || p.Format != proofFormat {
		return Proven{}, fault.Newf(fault.Invalid, "it is no proof of a record of access")
	}
	head, err := keys.ParseHead(p.Head)
	if err != nil {
		return Proven{}, err
	}
	if p.Leaf < 0 || p.Leaf >= head.Size {
		return Proven{}, fault.Newf(fault.Invalid, "the leaf is not under the head")
	}
	if err := tlog.CheckRecord(p.Path, head.Size, head.Root, p.Leaf, tlog.RecordHash([]byte(p.Data))); err != nil {
		return Proven{}, fault.Newf(fault.Invalid, "what it shows is not under the head")
	}
	out := Proven{Leaf: p.Leaf, Data: p.Data, Head: head}
	if p.Older == "" {
		return out, nil
	}
	older, err := keys.ParseHead(p.Older)
	if err != nil {
		return Proven{}, fmt.Errorf("the older head: %w", err)
	}
	if older.Epoch != head.Epoch || older.Size > head.Size ||
		tlog.CheckTree(p.Grown, head.Size, head.Root, older.Size, older.Root) != nil {
		return Proven{}, fault.Newf(fault.Invalid, "it does not show that the tree has only grown since the older head")
	}
	out.Older = &older
	return out, nil
}
