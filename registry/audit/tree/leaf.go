package tree

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/mod/sumdb/tlog"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Line is a line of access as its leaf states it. It is a format that proofs are
// checked against for good: fields are never renamed or reused, and new ones are
// left out where they are empty, so that old lines keep their bytes.
type Line struct {
	Number      int64                `json:"line"`
	At          time.Time            `json:"at"`
	Role        access.Role          `json:"role"`
	Person      institution.PersonID `json:"person,omitzero"`
	Agent       change.AgentID       `json:"agent,omitzero"`
	Certificate string               `json:"certificate,omitempty"`
	Session     string               `json:"session,omitempty"`
	Action      access.Action        `json:"action"`
	Allowed     bool                 `json:"allowed"`
	Subjects    []minor.ID           `json:"subjects,omitempty"`
	Reason      string               `json:"reason,omitempty"`
	Glass       id.Of[struct{}]      `json:"glass,omitzero"`
	Asked       string               `json:"asked,omitempty"` // SHA-256 of what was asked, sealed
	Output      string               `json:"output,omitempty"`
	Rows        *int                 `json:"rows,omitempty"`
	LookSeq     *int64               `json:"look_seq,omitempty"`
	LookedAt    *time.Time           `json:"looked_at,omitempty"`
	Chain       string               `json:"chain,omitempty"`
	Salt        string               `json:"salt,omitempty"`
}

// Leaves begin with what they are of, so that no two kinds can be taken for
// each other.
const (
	lineLeaf   = "line\n"
	ledgerLeaf = "ledger\n"
	epochLeaf  = "epoch\n"
)

// Data gives what the line's leaf is the hash of.
func (l Line) Data() ([]byte, error) {
	text, err := json.Marshal(l)
	if err != nil {
		return nil, fmt.Errorf("encode line %d: %w", l.Number, err)
	}
	return append([]byte(lineLeaf), text...), nil
}

func (l Line) hash() (tlog.Hash, error) {
	data, err := l.Data()
	return tlog.RecordHash(data), err
}

// goneHash is the leaf of a line that was removed before it had its place: what
// looks for the line will find that there is none.
func goneHash(number int64) tlog.Hash {
	return tlog.RecordHash(fmt.Appendf(nil, "%s%d is gone", lineLeaf, number))
}

// ledgerData gives the leaf of a position of the ledger.
func ledgerData(e ledger.Entry) []byte {
	b := append(make([]byte, 0, 128), ledgerLeaf...)
	b = append(strconv.AppendUint(b, e.Position, 10), '\n')
	b = append(hex.AppendEncode(b, e.Leaf[:]), '\n')
	return append(e.At.UTC().AppendFormat(b, time.RFC3339Nano), '\n')
}

// ReadLines gives lines by their number; two that share one, which no honest
// database has, stand side by side.
func ReadLines(ctx context.Context, q pg.Querier, numbers []int64) (map[int64][]Line, error) {
	const sql = `SELECT id, at, role, person, agent, certificate, session, action, allowed, subjects, reason, glass, asked,
			output, rows, look_seq, looked_at, chain, salt
		FROM access_lines WHERE id = ANY ($1)`
	rows, err := q.Query(ctx, sql, numbers)
	if err != nil {
		return nil, fmt.Errorf("read lines: %w", pg.Fault(err))
	}
	out := make(map[int64][]Line, len(numbers))
	all, err := pgx.CollectRows(rows, scanLine)
	for _, l := range all {
		out[l.Number] = append(out[l.Number], l)
	}
	if err != nil {
		return nil, fmt.Errorf("read lines: %w", pg.Fault(err))
	}
	return out, nil
}

func scanLine(row pgx.CollectableRow) (l Line, err error) {
	var asked, chain, salt []byte
	err = row.Scan(&l.Number, &l.At, &l.Role, &l.Person, &l.Agent, &l.Certificate, &l.Session, &l.Action, &l.Allowed,
		&l.Subjects, &l.Reason, &l.Glass, &asked, &l.Output, &l.Rows, &l.LookSeq, &l.LookedAt, &chain, &salt)
	l.At = l.At.UTC()
	if l.LookedAt != nil {
		*l.LookedAt = l.LookedAt.UTC()
	}
	if asked != nil {
		sum := sha256.Sum256(asked)
		l.Asked = hex.EncodeToString(sum[:])
	}
	l.Chain, l.Salt = base64.StdEncoding.EncodeToString(chain), base64.StdEncoding.EncodeToString(salt)
	return l, err
}
