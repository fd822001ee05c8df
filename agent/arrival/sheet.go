package arrival

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"faro.example/agent/localdb"
	"faro.example/shared/fault"
	"faro.example/shared/sheet"
)

// Report says what became of a sheet.
type Report struct {
	Taken    []Arrived // recorded now
	Known    int       // rows that were recorded before
	Bad      int       // rows that were not recorded
	Problems []sheet.Problem
	Unlisted int // problems beyond those
	Unread   []string
	Encoding sheet.Encoding
	Workbook sheet.Workbook // empty for CSV
}

// Import records every good row of a sheet that was not recorded before, each
// in a transaction of its own, and names what is wrong with the others. Unless
// again is said, a file that was read before for another landing is refused as
// [fault.Conflict]. It fails as a whole, with what was recorded until then, if
// nothing can be read or written here.
func (d Desk) Import(ctx context.Context, db *localdb.DB, in io.Reader, g Group, countries Countries, again bool) (Report, error) {
	return d.ImportBy(ctx, db, in, g, Layout(countries, g.On.Day()), again)
}

// ImportBy is [Desk.Import] by a layout that knows the columns of a sender.
func (d Desk) ImportBy(ctx context.Context, db *localdb.DB, in io.Reader, g Group, layout sheet.Layout[Child], again bool) (Report, error) {
	file, err := io.ReadAll(io.LimitReader(in, sheet.MaxBytes+1))
	if err != nil {
		return Report{}, fmt.Errorf("read the sheet: %w", err)
	}
	table, err := layout.Read(bytes.NewReader(file))
	if err != nil {
		return Report{}, err
	}
	i := importing{Desk: d, group: g, name: d.groupName(g), seen: map[[32]byte]int{}, report: Report{
		Bad: table.Bad, Problems: table.Problems, Unlisted: table.Unlisted, Unread: table.Unread, Encoding: table.Encoding,
		Workbook: table.Workbook,
	}}
	err = db.InTx(ctx, func(tx *sql.Tx) error { return i.begin(ctx, tx, file, again) })
	if err != nil {
		return i.report, err
	}
	for _, row := range table.Rows {
		err := db.InTx(ctx, func(tx *sql.Tx) error { return i.row(ctx, tx, row) })
		if err := i.judge(row.Row, err); err != nil {
			return i.report, errors.Join(err, i.forget(ctx, db, file))
		}
	}
	if err := i.forget(ctx, db, file); err != nil {
		return i.report, err
	}
	slices.SortStableFunc(i.report.Problems, func(a, b sheet.Problem) int { return cmp.Compare(a.Place.Row, b.Place.Row) })
	return i.report, nil
}

// groupName is the same for the rows of one landing, or of one day at one place.
func (d Desk) groupName(g Group) string {
	if g.Found.Landing != nil {
		return g.Found.Landing.ID.String()
	}
	return g.On.String() + " " + d.Office.String()
}

// importing is one sheet on its way.
type importing struct {
	Desk
	group   Group
	name    string
	seen    map[[32]byte]int // how often the same row came before in this sheet
	arrived Arrived          // by the last row, to be reported once it is stored
	report  Report
}

// begin refuses a file that was read before for another group.
func (i *importing) begin(ctx context.Context, tx *sql.Tx, file []byte, again bool) error {
	sum := sha256.Sum256(file)
	var before string
	err := tx.QueryRowContext(ctx, `SELECT grp FROM imported_files WHERE digest = ?`, sum[:]).Scan(&before)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if err == nil && before != i.name && !again {
		return &fault.Error{
			Kind: fault.Conflict, Detail: "this file was read before for another landing or day",
			Remedy: "give the same landing or day, or --again if these are other children",
		}
	}
	_, err = tx.ExecContext(ctx, `INSERT OR REPLACE INTO imported_files (digest, grp) VALUES (?, ?)`, sum[:], i.name)
	return err
}

// forget lets a file be read for any landing of which no row was recorded: the
// place or the day may have been mistyped.
func (i *importing) forget(ctx context.Context, db *localdb.DB, file []byte) error {
	if len(i.report.Taken)+i.report.Known > 0 {
		return nil
	}
	sum := sha256.Sum256(file)
	return db.InTx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM imported_files WHERE digest = ? AND grp = ?`, sum[:], i.name)
		return err
	})
}

// errRowKnown: the row was recorded before; it ends the row's transaction.
var errRowKnown = errors.New("recorded before")

func (i *importing) row(ctx context.Context, tx *sql.Tx, row sheet.Row[Child]) error {
	key, err := i.key(row.Value)
	if err != nil {
		return err
	}
	var n int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM imported WHERE key = ?`, key[:]).Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		return errRowKnown
	}
	tag := row.Value.Tag.Reveal()
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM imported WHERE grp = ? AND tag = ? AND tag <> ''`, i.name, tag).Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		return fault.Field("tag", "a child with this number was recorded before, with other words in the row",
			"if it is the same child, correct it with agentd record identity.stated; if not, give another number")
	}
	arrived, err := i.Record(ctx, tx, i.group, row.Value)
	if err != nil {
		return err
	}
	const add = `INSERT INTO imported (key, grp, tag, minor) VALUES (?, ?, ?, ?)`
	if _, err := tx.ExecContext(ctx, add, key[:], i.name, tag, arrived.Minor); err != nil {
		return err
	}
	i.arrived = arrived
	return nil
}

// key is the same for the same row of the same group, however often it is
// read; rows that say the same within one sheet are told apart by their order.
func (i *importing) key(c Child) ([32]byte, error) {
	content, err := json.Marshal(c)
	if err != nil {
		return [32]byte{}, err
	}
	content = append([]byte(i.name+"\n"), content...)
	same := sha256.Sum256(content)
	i.seen[same]++
	return sha256.Sum256(fmt.Appendf(content, "\n%d", i.seen[same])), nil
}

// judge counts what became of a row: what is wrong with it alone is named, what
// would be wrong with every row ends the import.
func (i *importing) judge(row int, err error) error {
	switch {
	case err == nil:
		i.report.Taken = append(i.report.Taken, i.arrived)
		return nil
	case errors.Is(err, errRowKnown):
		i.report.Known++
		return nil
	case !fault.Is(err, fault.Invalid) || fault.As(err).Field == "on":
		return err
	}
	e := fault.As(err)
	i.report.Bad++
	i.report.Problems = append(i.report.Problems, sheet.Problem{
		Place: sheet.Cell{Row: row}, Field: e.Field, Reason: e.Detail, Remedy: e.Remedy,
	})
	return nil
}
