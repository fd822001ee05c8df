package backup

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/registry/pki"
	"faro.example/registry/walarchive"
	"faro.example/shared/change"
	"faro.example/shared/fault"
)

// Target is where a base backup is restored, and to which moment: to a time, a
// position of the ledger, or, with neither, the end of what was archived.
type Target struct {
	Into     string // an empty folder: PostgreSQL's data directory from then on
	Archive  string
	At       time.Time
	Position uint64
	Loss     bool // agents may have let go of what is lacking, or the archive has a gap
	// Programs is the folder of PostgreSQL's programs.
	Programs string
	// Fetch is a program with arguments; with the name of a segment, a path and
	// --from SOCKET behind them it does what [Fetch] does.
	Fetch []string
}

// RestorePoint lays a base backup into an empty folder, has PostgreSQL bring it
// to the moment from the archived log, and makes it the registry of today as
// [Restore] does, on a socket that nobody else reaches; then PostgreSQL is
// stopped. If anything fails the folder is empty again. It fails as [Restore] does, and
// with [fault.Conflict] if the archive has a gap, or ends before the moment.
func RestorePoint(ctx context.Context, o Options, dir string, t Target) (_ Restored, err error) {
	if dir, err = filepath.Abs(dir); err != nil {
		return Restored{}, err
	}
	if t.Into, err = filepath.Abs(t.Into); err != nil {
		return Restored{}, err
	}
	m, err := Peek(o, dir)
	if err != nil {
		return Restored{}, err
	}
	archive, timeline, err := o.reach(ctx, m, t)
	if err != nil {
		return Restored{}, err
	}
	key, err := o.Keys.Identity(ctx, m.Month)
	if err != nil {
		return Restored{}, err
	}
	p := point{Options: o, Target: t, dir: dir, m: m, key: key, archive: archive, timeline: timeline}
	if p.account, err = serverAccount(); err != nil {
		return Restored{}, err
	}
	if err := emptyFolder(t.Into); err != nil {
		return Restored{}, err
	}
	p.data = filepath.Join(t.Into, underWay)
	out, err := p.restore(ctx)
	if err == nil {
		err = p.moveUp()
	}
	if err != nil {
		return Restored{}, errors.Join(err, clearFolder(t.Into))
	}
	return out, nil
}

// underWay is the folder, in that of the data directory, in which all is done:
// what a restore that was killed leaves there is no data directory, so nobody
// starts it before it is the registry of today.
const underWay = "restoring"

// moveUp makes what was done the data directory. The file without which
// PostgreSQL does not start comes last.
func (p *point) moveUp() error {
	const last = "PG_VERSION"
	there, err := os.ReadDir(p.data)
	if err != nil {
		return fmt.Errorf("look at what was restored: %w", err)
	}
	move := func(name string) error { return os.Rename(filepath.Join(p.data, name), filepath.Join(p.Into, name)) }
	for _, e := range there {
		if e.Name() != last {
			err = errors.Join(err, move(e.Name()))
		}
	}
	if err := errors.Join(err, syncFolder(p.Into)); err != nil {
		return err
	}
	return errors.Join(move(last), os.Remove(p.data), syncFolder(p.Into))
}

// reach checks that the log leads to the moment, and gives the timeline.
func (o Options) reach(ctx context.Context, m Manifest, t Target) (*walarchive.Reader, uint32, error) {
	archive, from, need, err := o.archive(m, t.Archive)
	if err != nil {
		return nil, 0, err
	}
	c, err := archive.Follow(ctx, from)
	if err == nil {
		err = c.Reaches(from, need)
	}
	if err != nil {
		return nil, 0, err
	}
	if c.Gap != "" && t.At.IsZero() && t.Position == 0 && !t.Loss {
		return nil, 0, &fault.Error{Kind: fault.Conflict, Detail: "the archive has a gap: " + c.Gap + " is missing, and there is more behind it",
			Remedy: "bring the segment back from the archive's copy; to restore up to the gap, add --accept-loss"}
	}
	return archive, c.Timeline, nil
}

// point is the restore of a base backup to a moment.
type point struct {
	Options
	Target
	dir      string
	data     string
	m        Manifest
	key      age.Identity
	account  *account
	archive  *walarchive.Reader
	timeline uint32
}

// restore does all but the checks.
func (p *point) restore(ctx context.Context) (Restored, error) {
	stop := map[string]string{}
	if !p.At.IsZero() {
		stop["recovery_target_time"] = p.At.UTC().Format("2006-01-02 15:04:05.999999") + "+00"
	}
	if p.Position != 0 {
		xid, err := p.findTransaction(ctx)
		if err != nil {
			return Restored{}, err
		}
		stop["recovery_target_xid"] = xid
	}
	out := Restored{Manifest: p.m}
	err := p.recovered(ctx, stop, func(pool *pgxpool.Pool) error {
		journal, err := pki.OpenJournal(p.State)
		if err != nil {
			return err
		}
		r := restorer{Options: p.Options, dir: p.dir, accept: p.Loss, journal: journal, out: out}
		err = pg.InTx(ctx, pool, func(ctx context.Context, tx pgx.Tx) error { return p.renew(ctx, tx, &r) })
		out = r.out
		return errors.Join(err, journal.Close())
	})
	return out, err
}

// renew makes what was recovered the registry of today: see [restorer.renew].
func (p *point) renew(ctx context.Context, tx pgx.Tx, r *restorer) error {
	if err := seeAll(ctx, tx); err != nil {
		return err
	}
	head, err := ledger.Read(ctx, tx)
	if err != nil {
		return err
	}
	epochs, err := ledger.Epochs(ctx, tx)
	if err != nil {
		return err
	}
	r.out.Epoch, r.out.Position, r.out.Epochs, r.out.Made = head.Epoch, head.Position, epochs, head.At
	return r.renew(ctx, tx, func(list *register) ([]change.Epoch, error) {
		list.add(p.dir, p.m)
		list.learn(epochs...)
		return list.start(head.Epoch, head.Position, p.Loss)
	})
}

// findTransaction recovers all there is, and gives the transaction that took the
// position: positions follow commits, so whoever stops at it has all positions
// up to there.
func (p *point) findTransaction(ctx context.Context) (xid string, err error) {
	err = p.recovered(ctx, nil, func(pool *pgxpool.Pool) error {
		head, err := ledger.Read(ctx, pool)
		if err != nil {
			return err
		}
		if head.Position < p.Position || p.m.Position > p.Position {
			return &fault.Error{Kind: fault.Conflict,
				Detail: fmt.Sprintf("from this base backup the archive leads to the positions from %d to %d", p.m.Position, head.Position),
				Remedy: "name one of these, or another base backup"}
		}
		return pg.Fault(pool.QueryRow(ctx, `SELECT xmin::text FROM ledger WHERE position = $1`, p.Position).Scan(&xid))
	})
	return xid, errors.Join(err, os.RemoveAll(p.data))
}

// recovered lays the base backup, has PostgreSQL recover it up to where stop
// says, and runs fn with a pool of who may do everything; then PostgreSQL is
// stopped.
func (p *point) recovered(ctx context.Context, stop map[string]string, fn func(*pgxpool.Pool) error) (err error) {
	if err := p.lay(); err != nil {
		return err
	}
	s, err := p.start(ctx, stop)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	dsn, err := p.dsn(s.folder)
	if err != nil {
		return err
	}
	pool, err := pg.Open(ctx, dsn, pg.Options{Name: "faro restore", MaxConns: 1, Log: p.Log})
	if err != nil {
		return err
	}
	defer pool.Close()
	return fn(pool)
}

// dsn is the address of the registry's database on a socket of its own.
func (p *point) dsn(socket string) (string, error) {
	u, err := url.Parse(p.DSN)
	if err != nil {
		return "", fault.Newf(fault.Invalid, "the address of the database cannot be read")
	}
	u.Host = ""
	u.RawQuery = url.Values{"host": {socket}, "port": {socketPort}, "sslmode": {"disable"}}.Encode()
	return u.String(), nil
}

// emptyFolder makes the folder of a data directory where it is missing. It
// fails with [fault.Conflict] if something lies there.
func emptyFolder(dir string) error {
	if err := prepareFolder(dir); err != nil {
		return err
	}
	return os.Chmod(dir, 0o700) // or PostgreSQL does not start, once it is moved here
}

// clearFolder removes what lies in a folder.
func clearFolder(dir string) error {
	there, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("look into the folder: %w", err)
	}
	for _, e := range there {
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return fmt.Errorf("clear the folder: %w", err)
		}
	}
	return nil
}

// quote writes a word for the shell.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
