package tree_test

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/audit"
	"faro.example/registry/audit/tree"
	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/registry/pg/pgtest"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/id"
	"faro.example/shared/minor"
)

var noon = time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)

// world is a database with lines and a ledger, a state folder, and a sealer
// whose clock goes one second with every seal.
type world struct {
	*testing.T
	db     *pgtest.DB
	log    *audit.Log
	key    *tree.Key
	sealer *tree.Sealer
	dir    string
	lives  []change.Epoch
	agents map[change.AgentID]ed25519.PublicKey
	at     time.Time
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, db: pgtest.New(t), dir: t.TempDir(), at: noon}
	var err error
	w.log, err = audit.New(w.db.As("faro_audit"), w.now)
	w.must(err)
	w.key, _, err = tree.OpenKey(w.dir)
	w.must(err)
	w.restart()
	return w
}

func (w *world) now() time.Time { return w.at }

// restart makes a new sealer, as another process would.
func (w *world) restart() {
	w.sealer = tree.NewSealer(tree.Options{
		Pool: w.db.As("faro_audit"), Key: w.key, State: w.dir, Now: w.now, Log: slog.New(slog.DiscardHandler), Metrics: prometheus.NewRegistry(),
	})
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// look writes lines.
func (w *world) look(n int) {
	w.Helper()
	for range n {
		w.must(w.log.Write(w.Context(), audit.Line{
			Caller: access.Caller{Role: access.Ministry, Reason: "hearing"}, Action: access.OpenCasefile, Allowed: true,
			Subjects: []minor.ID{minor.ID(id.New[struct{}]())},
		}))
	}
}

// push adds positions to the ledger.
func (w *world) push(n int) {
	w.Helper()
	w.must(pg.InTx(w.Context(), w.db.As("faro_intake"), func(ctx context.Context, tx pgx.Tx) error {
		for range n {
			if _, err := ledger.Mark(ctx, tx, "test", 0, w.at); err != nil {
				return err
			}
		}
		return nil
	}))
}

// seal seals until nothing is left.
func (w *world) seal() {
	w.Helper()
	for more := true; more; {
		w.at = w.at.Add(time.Second)
		var err error
		more, err = w.sealer.Seal(w.Context())
		w.must(err)
	}
}

// verify gives the report, with the heads that the state folder keeps and those given.
func (w *world) verify(outside ...tree.Head) tree.Report {
	w.Helper()
	kept, err := tree.Outside(w.dir, w.key.Keys)
	w.must(err)
	return w.verifyWith(append(kept, outside...)...)
}

func (w *world) verifyWith(outside ...tree.Head) tree.Report {
	w.Helper()
	r, err := tree.Verify(w.Context(), w.db.As("faro_audit"), tree.Against{
		Keys: w.key.Keys, Outside: outside, Lives: w.lives, Installations: w.agents, Progress: func(int, int) {},
	})
	w.must(err)
	return r
}

// whole fails the test if something was found.
func (w *world) whole() tree.Report {
	w.Helper()
	r := w.verify()
	for _, f := range r.Findings {
		w.Errorf("found %v in what nobody altered", f)
	}
	return r
}

// tamper does what a superuser can who takes the triggers away, and puts them back.
func (w *world) tamper(statements ...string) {
	w.Helper()
	tables := []string{"access_lines", "ledger", "tree_runs", "tree_tiles", "checkpoints"}
	w.must(pg.InTx(w.Context(), w.db.Admin(), func(ctx context.Context, tx pgx.Tx) error {
		for _, t := range tables {
			if _, err := tx.Exec(ctx, "ALTER TABLE "+t+" DISABLE TRIGGER USER"); err != nil {
				return err
			}
		}
		for _, s := range statements {
			tag, err := tx.Exec(ctx, s)
			if err != nil {
				return fmt.Errorf("%s: %w", s, err)
			}
			if tag.RowsAffected() == 0 {
				return fmt.Errorf("%s: did nothing", s)
			}
		}
		for _, t := range tables {
			if _, err := tx.Exec(ctx, "ALTER TABLE "+t+" ENABLE TRIGGER USER"); err != nil {
				return err
			}
		}
		return nil
	}))
}

// named fails the test unless a finding says that.
func (w *world) named(r tree.Report, parts ...string) {
	w.Helper()
	for _, f := range r.Findings {
		all := true
		for _, p := range parts {
			all = all && strings.Contains(f.String(), p)
		}
		if all {
			return
		}
	}
	w.Errorf("got %v, want one that says %q", r.Findings, parts)
}

func (w *world) heads() []tree.Head {
	w.Helper()
	out, err := tree.Outside(w.dir, w.key.Keys)
	w.must(err)
	return out
}
