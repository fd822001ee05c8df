package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit/tree"
	"faro.example/shared/access"
	"faro.example/shared/minor"
)

// Prove hands out the proof of a line, or of a position of the ledger, as
// [tree.Prove] makes it. It leaves a line: a proof shows what it proves.
func (l *Log) Prove(ctx context.Context, caller access.Caller, keys tree.Keys, of tree.Target, older *tree.Head) (tree.Proof, error) {
	asked := fmt.Sprintf("proof of line %d", of.Line)
	if of.Position > 0 {
		asked = fmt.Sprintf("proof of ledger position %d", of.Position)
	}
	line := Line{Caller: caller, Action: access.ReadLines, Asked: asked, Output: Exported, Rows: 1}
	var p tree.Proof
	err := l.answer(ctx, &line, func(ctx context.Context, tx pgx.Tx) (err error) {
		if p, err = tree.Prove(ctx, tx, keys, of, older); err != nil {
			return err
		}
		line.Subjects = subjects(p.Data)
		return nil
	})
	if err != nil {
		return tree.Proof{}, err
	}
	return p, nil
}

// subjects gives the minors of a leaf; none if it is not of a line.
func subjects(data string) []minor.ID {
	_, text, _ := strings.Cut(data, "\n")
	var line tree.Line
	if err := json.Unmarshal([]byte(text), &line); err != nil {
		return nil
	}
	return line.Subjects
}
