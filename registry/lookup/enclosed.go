package lookup

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/ledger"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// Enclosed gives the files that the records of a minor name in the sections which
// the caller sees, in the order of the records, to open one of them: the line says
// so. It fails with [fault.NotFound] for a minor whom the caller may not see or
// who does not exist.
func (l *Lookup) Enclosed(ctx context.Context, caller access.Caller, m minor.ID) ([]change.Enclosure, error) {
	of := byID(m)
	of.line = access.OpenFile
	var out []change.Enclosure
	err := l.look(ctx, caller, access.OpenCasefile, of, func(ctx context.Context, tx pgx.Tx, v view) error {
		records, err := ledger.OfChild(ctx, tx, l.seal, v.all())
		if err != nil {
			return err
		}
		records = v.consented(caller, records)
		out = change.Enclosed(slices.DeleteFunc(records, func(p change.Placed) bool { return !slices.Contains(v.sections, p.Section) }))
		return nil
	})
	return out, err
}
