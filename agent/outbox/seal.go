package outbox

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"

	"filippo.io/age"

	"faro.example/shared/change"
)

// Seal seals to the registry's recovery key what was acknowledged about minors
// who left the scope and of whom nothing else is held: it is kept for a restore
// of the registry, and nobody reads it here any more (design section 5 rule 7).
// Where no such key is known nothing is sealed.
func (b *Box) Seal(ctx context.Context, tx *sql.Tx) error {
	return seal(ctx, tx, `minor IN (SELECT minor FROM minors WHERE left_at IS NOT NULL AND sections = '[]')`)
}

// sealOld seals what was acknowledged long ago about minors who are not in
// scope, and never were or left and are forgotten.
func (b *Box) sealOld(ctx context.Context, tx *sql.Tx) error {
	return seal(ctx, tx, `settled_at < ? AND minor NOT IN (SELECT minor FROM minors)`, b.now().Add(-keepSettled).Unix())
}

func seal(ctx context.Context, tx *sql.Tx, which string, args ...any) error {
	sp, err := FindStandpoint(ctx, tx)
	if err != nil || sp.Recover == "" {
		return err
	}
	to, err := age.ParseX25519Recipient(sp.Recover)
	if err != nil {
		return nil // a key of a later version: to wait is better than to stop
	}
	const q = `SELECT ` + columns + ` FROM outbox WHERE data IS NOT NULL AND state IN ('taken', 'known') AND `
	open, err := list(ctx, tx, q+which, args...)
	if err != nil {
		return err
	}
	for _, e := range open {
		sealed, err := sealTo(to, e.Data)
		if err != nil {
			return fmt.Errorf("seal: %w", err)
		}
		const keep = `UPDATE outbox SET data = NULL, sealed = ? WHERE agent = ? AND seq = ?`
		if _, err := tx.ExecContext(ctx, keep, sealed, e.Agent, e.Seq); err != nil {
			return fmt.Errorf("seal: %w", err)
		}
	}
	return nil
}

// sealTo gives a record as it travels when only the registry opens it.
func sealTo(to age.Recipient, data []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return change.AppendSealed(nil, out.Bytes()), nil
}
