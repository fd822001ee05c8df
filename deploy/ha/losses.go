package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"faro.example/deploy/stack"
)

func killPostgres(_ context.Context, t *trial) error {
	pids, err := t.primary.named("postgres")
	for _, pid := range pids {
		err = errors.Join(err, send(pid, syscall.SIGKILL))
	}
	if len(pids) == 0 {
		err = errors.Join(err, errors.New("no PostgreSQL runs on the primary"))
	}
	return err
}

func losePrimary(_ context.Context, t *trial) error { return t.primary.lose() }

func switchOn(_ context.Context, t *trial) error { return t.primary.start() }

func loseStandby(_ context.Context, t *trial) error { return t.standby.lose() }

func switchStandbyOn(_ context.Context, t *trial) error { return t.standby.start() }

// freeze stops every process of the primary: its connections stay open, its
// system answers, and nobody is there.
func freeze(_ context.Context, t *trial) error {
	err := t.primary.signal(syscall.SIGSTOP)
	t.undo = append(t.undo, func() error { return t.primary.signal(syscall.SIGCONT) })
	return err
}

// thaw lets the old primary go on, which does not know that it is none any more.
func thaw(ctx context.Context, t *trial) error {
	if err := t.primary.signal(syscall.SIGCONT); err != nil {
		return err
	}
	return t.takesNothing(ctx, 10*time.Second)
}

// cut takes the primary off the network.
func cut(ctx context.Context, t *trial) error {
	t.undo = append(t.undo, func() error { return t.primary.plug(context.WithoutCancel(ctx)) })
	return t.primary.unplug(ctx)
}

// alone tries to write on the old primary while it is cut off, then plugs it in.
func alone(ctx context.Context, t *trial) error {
	if err := t.takesNothing(ctx, 5*time.Second); err != nil {
		return err
	}
	if err := t.primary.plug(ctx); err != nil {
		return err
	}
	return t.takesNothing(ctx, 5*time.Second)
}

// takesNothing has its administrator write on the old primary itself, past all
// that leads to the new one, again and again: nothing may be taken.
func (t *trial) takesNothing(ctx context.Context, d time.Duration) error {
	until := time.Now().Add(d)
	refused, waited := 0, 0
	for time.Now().Before(until) {
		err := t.primary.write(ctx)
		switch {
		case err == nil:
			return fmt.Errorf("%s took a write, and is not the primary any more", t.primary.name)
		case errors.Is(err, errNotConfirmed), errors.Is(err, context.DeadlineExceeded), pgconn.Timeout(err):
			waited++
		default:
			refused++
		}
		if err := pass(ctx, 200*time.Millisecond); err != nil {
			return err
		}
	}
	t.note("old primary, written to by itself: %d times refused, %d times no answer, 0 taken", refused, waited)
	return nil
}

// errNotConfirmed is a commit that the server says no standby has confirmed.
var errNotConfirmed = errors.New("committed here alone")

// write writes on a machine as its administrator, and fails unless the commit
// was confirmed.
func (h *host) write(ctx context.Context) (err error) {
	ctx, stop := context.WithTimeout(ctx, time.Second)
	defer stop()
	cfg, err := pgx.ParseConfig(h.dsn("postgres"))
	if err != nil {
		return err
	}
	confirmed := true
	cfg.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) { confirmed = confirmed && n.Routine != "SyncRepWaitForLSN" }
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, "INSERT INTO probe DEFAULT VALUES"); err != nil {
		return err
	}
	if !confirmed {
		return errNotConfirmed
	}
	return nil
}

// How slow the disk is, and for how long.
const (
	slowBy  = 500 * time.Millisecond
	slowFor = 20 * time.Second
)

// slow has every fdatasync of the primary's machine, etcd's too, take longer.
func slow(ctx context.Context, t *trial) error {
	pids, err := t.primary.processes()
	if err != nil {
		return err
	}
	args := []string{"strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync", "-e", fmt.Sprintf("inject=fdatasync:delay_enter=%d", slowBy.Microseconds())}
	for _, pid := range pids {
		args = append(args, "-p", fmt.Sprint(pid))
	}
	tracer := stack.Command(t.dir, "strace", nil, args...)
	t.undo = append(t.undo, tracer.Stop)
	return tracer.Start()
}

// slowest waits while it is so, and notes the longest that anybody waited.
func slowest(ctx context.Context, t *trial) error {
	if err := pass(ctx, slowFor); err != nil {
		return err
	}
	acks, _ := t.load.since(t.at)
	var most time.Duration
	for _, a := range acks {
		most = max(most, a.done.Sub(a.begun))
	}
	t.note("%d pushes in %.0f s, the slowest %.1f s", len(acks), time.Since(t.at).Seconds(), most.Seconds())
	return t.mendAll()
}

// mendAll undoes what would else be undone at the end.
func (t *trial) mendAll() error {
	var errs []error
	for _, undo := range t.undo {
		errs = append(errs, undo())
	}
	t.undo = nil
	return errors.Join(errs...)
}

// fill leaves no room on the disk of the primary's log, and has it want a new
// piece of it, which under this load it would only in some minutes.
func fill(ctx context.Context, t *trial) error {
	file := t.primary.path("wal", "filler")
	t.undo = append(t.undo, func() error { return os.RemoveAll(file) })
	if _, err := stack.Run(ctx, nil, "dd", "if=/dev/zero", "of="+file, "bs=1M"); err == nil {
		return errors.New("the disk did not fill up")
	}
	t.at = time.Now()
	go t.primary.wantRoom(ctx)
	return nil
}

// wantRoom has PostgreSQL begin new pieces of its log until it does not answer.
func (h *host) wantRoom(ctx context.Context) {
	for ctx.Err() == nil {
		if _, err := ask[string](ctx, h, "postgres", `SELECT pg_switch_wal()::text`); err != nil {
			return
		}
	}
}

func empty(_ context.Context, t *trial) error { return t.mendAll() }

// jump puts the clock of the primary's PostgreSQL an hour ahead.
func jump(_ context.Context, t *trial) error {
	t.undo = append(t.undo, func() error { return t.primary.setClock("+0") })
	return t.primary.setClock("+1h")
}

// jumped sees that it has, and puts the clock back.
func jumped(ctx context.Context, t *trial) error {
	var ahead float64
	err := until(ctx, "the clock has jumped", func(ctx context.Context) error {
		at, err := ask[time.Time](ctx, t.primary, "postgres", `SELECT clock_timestamp()`)
		if err != nil {
			return err
		}
		if ahead = time.Until(at[0]).Minutes(); ahead < 55 {
			return fmt.Errorf("it is %.0f minutes ahead", ahead)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := pass(ctx, 10*time.Second); err != nil {
		return err
	}
	if _, _, err := t.load.back(ctx, time.Now()); err != nil {
		return err
	}
	t.note("PostgreSQL was %.0f minutes ahead, and is put back", ahead)
	return t.mendAll()
}

// forsaken is for how long the standbys are away before the primary is lost.
const forsaken = 3 * time.Second

// deafen stops the PostgreSQL of both standbys, whose machines go on. What
// receives the log is ended rather than stopped: else what is sent meanwhile
// would wait in its connection, and be there when it goes on.
func deafen(t *trial) error {
	for _, h := range t.hosts {
		if h == t.primary {
			continue
		}
		t.undo = append(t.undo, func() error { return h.each("postgres", syscall.SIGCONT) })
		pids, err := h.named("postgres")
		for _, pid := range pids {
			how := syscall.SIGSTOP
			if title, failed := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid)); failed == nil && bytes.Contains(title, []byte("walreceiver")) {
				how = syscall.SIGTERM
			}
			err = errors.Join(err, send(pid, how))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// forsake stops both standbys, so that commits wait, has the administrator
// cancel each wait, which PostgreSQL answers with a warning and a commit that it
// alone has; then the primary is lost before the standbys go on. Its Patroni is
// slow meanwhile: else it writes down that none confirms any more, and nobody
// may take over until that primary is back.
func forsake(ctx context.Context, t *trial) error {
	if err := errors.Join(t.primary.each("patroni", syscall.SIGSTOP), deafen(t)); err != nil {
		return err
	}
	cancelled := 0
	for end := time.Now().Add(forsaken); time.Now().Before(end); {
		n, err := ask[int](ctx, t.primary, "postgres",
			`SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND datname = 'faro'`)
		if err != nil {
			return err
		}
		cancelled += n[0]
		if err := pass(ctx, 100*time.Millisecond); err != nil {
			return err
		}
	}
	only, err := ask[int](ctx, t.primary, "faro", `SELECT count(*) FROM records`)
	if err != nil {
		return err
	}
	t.note("%d waits cancelled, %d records on the primary when it was lost", cancelled, only[0])
	if cancelled == 0 {
		return errors.New("no commit waited: nothing was tried")
	}
	err = t.primary.lose()
	t.at = time.Now()
	return errors.Join(err, t.mendAll())
}

// each signals the machine's processes of a name.
func (h *host) each(name string, s syscall.Signal) error {
	pids, err := h.named(name)
	for _, pid := range pids {
		err = errors.Join(err, send(pid, s))
	}
	return err
}

// registryd kills the server of a machine; it is started again as systemd does.
func killRegistryd(nth int) func(context.Context, *trial) error {
	return func(_ context.Context, t *trial) error { return t.registry.hosts[nth].programs[1].Kill() }
}

// unplugRegistry takes a machine that runs registryd off the network.
func unplugRegistry(nth int) func(context.Context, *trial) error {
	return func(ctx context.Context, t *trial) error {
		h := t.registry.hosts[nth]
		t.undo = append(t.undo, func() error { return h.plug(context.WithoutCancel(ctx)) })
		return h.unplug(ctx)
	}
}
