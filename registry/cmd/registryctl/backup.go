package main

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	"faro.example/registry/assembly"
	"faro.example/registry/backup"
	"faro.example/shared/day"
	"faro.example/shared/fault"
)

type backupCmd struct {
	Make    makeBackupCmd    `cmd:"" help:"Copy the whole database into a folder, encrypted, beside a running registry."`
	Restore restoreBackupCmd `cmd:"" help:"Fill an empty database from a backup, or bring a base backup to a moment."`
	Verify  verifyBackupCmd  `cmd:"" help:"Check that a backup is whole, that its key is still there, and how far the archived log leads."`
	Prune   pruneCmd         `cmd:"" help:"Remove the base backups that nobody needs who wants to go back some days, and say from where on the log is needed."`
	Trim    trimCmd          `cmd:"" help:"Remove the archived log before a segment, on the machine that writes it, as prune says."`
	Archive archiveCmd       `cmd:"" help:"Put a file of PostgreSQL's log into the archive, encrypted: its archive_command."`
	Fetch   fetchCmd         `cmd:"" help:"Give PostgreSQL a file of the archived log: its restore_command, during a restore."`
	Keys    backupKeysCmd    `cmd:"" help:"The keys of the months, to which backups are encrypted."`
}

// options are those of every operation on backups.
func (c *console) backupOptions(role, done string) backup.Options {
	return backup.Options{
		DSN: c.common.DSN(role), State: c.common.State, Now: c.now, Log: c.log, Progress: c.tables(done),
		Keys: assembly.MonthKeys(c.common, c.now),
	}
}

// tables tells on one line how far a backup is.
func (c *console) tables(what string) func(backup.Progress) {
	var last time.Time
	return func(p backup.Progress) {
		now := c.now()
		if p.Done < p.Tables && now.Sub(last) < progressEvery {
			return
		}
		last = now
		end := "\r"
		if p.Done == p.Tables {
			end = "\n"
		}
		fmt.Fprintf(c.err, "%s %d of %d %s, %s%s", what, p.Done, p.Tables, cmp.Or(p.Unit, "tables"), size(p.Bytes), end)
	}
}

func size(n int64) string {
	if n < 1<<20 {
		return strconv.FormatInt((n+1<<10-1)>>10, 10) + " KiB"
	}
	return strconv.FormatInt(n>>20, 10) + " MiB"
}

func when(t time.Time) string { return t.In(day.Rome).Truncate(time.Second).Format(time.RFC3339) }

type makeBackupCmd struct {
	To   string `help:"A new folder for it." required:"" placeholder:"FOLDER"`
	Keep int    `help:"How many backups are kept, this one among them; all if left out." placeholder:"N"`
	Role string `help:"The role that copies: row-level security must not bind it." default:"postgres"`
	Base bool   `help:"A base backup: the files of the whole cluster, which the archived log brings to any later moment. The role needs REPLICATION."`

	Archive string `help:"Folder of the archived log, for a base backup." placeholder:"FOLDER"`
}

// Help teaches by example.
func (makeBackupCmd) Help() string {
	return `Examples:

  registryctl backup make --to /backup/2026-03-31
  registryctl backup make --to /backup/2026-03-31 --keep 30
  registryctl backup make --base --archive /backup/wal --to /backup/base-2026-03-31 --keep 4

Agents keep every record until the oldest backup that is kept holds it: so what a
restore loses, they give back. A backup that is kept no more is named; remove its
folder then, and every copy of it. Without --keep nothing is ever let go.

Every file is encrypted to the key of the month, which is made with the first
backup of a month, and signed for by the registry. Some weeks after the month the
key is destroyed: see registryctl backup keys. A backup holds no keys: copy the
state folder elsewhere too.`
}

// Run makes a backup.
func (b makeBackupCmd) Run(c *console) error {
	if b.Base {
		return b.base(c)
	}
	made, err := backup.Make(c.ctx, c.backupOptions(b.Role, "copied"), b.To, b.Keep)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "up to position %d of epoch %d: %d rows, %s, in %s\n", made.Position, made.Epoch, made.Rows(), size(made.Bytes()), made.Where)
	c.tellKept(made)
	return nil
}

// base makes a base backup.
func (b makeBackupCmd) base(c *console) error {
	if b.Archive == "" {
		return fault.Field("archive", "missing", "name the folder that archive_command fills")
	}
	made, err := backup.MakeBase(c.ctx, c.backupOptions(b.Role, "read"), b.To, b.Archive, b.Keep)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "from position %d of epoch %d on: %s of files, packed to %s, in %s; the log that it needs, %s to %s, is archived\n",
		made.Position, made.Epoch, size(made.Base.Size), size(made.Base.Bytes), made.Where, made.Base.Start, made.Base.End)
	c.tellKept(made)
	return nil
}

// tellKept says what a backup changes.
func (c *console) tellKept(made backup.Made) {
	fmt.Fprintf(c.out, "kept: %d; agents keep what came after position %d\n", made.Kept, made.Safe)
	for _, g := range made.Gone {
		fmt.Fprintf(c.out, "kept no more, remove it: %s\n", g)
	}
}

type restoreBackupCmd struct {
	From        string `help:"The folder of the backup." required:"" placeholder:"FOLDER"`
	AcceptLoss  bool   `help:"Restore also a backup that is kept no more: agents may have let go of what it lacks."`
	AcceptPlain bool   `help:"Restore also a backup from before backups were encrypted, which nobody signed."`
	Role        string `help:"The role that restores: row-level security must not bind it." default:"postgres"`
	moment
}

// Help teaches by example.
func (restoreBackupCmd) Help() string {
	return `Examples, with registryd stopped everywhere:

  createdb faro
  registryctl migrate up
  registryctl backup restore --from /backup/2026-03-31
  registryctl check

A base backup, with PostgreSQL stopped or its machine lost:

  registryctl backup restore --from /backup/base-2026-03-31 --archive /backup/wal --into /var/lib/postgresql/15/main
  registryctl backup restore ... --at 2026-03-31T21:40:00+02:00
  registryctl backup restore ... --position 48211

Use the state folder as it is: its journal holds what was enrolled, issued,
revoked and given since the backup, and its list of erasures who was erased; both
are applied. Where several machines ran registryd, add the journals of the others
to it first. Then bring the directory
up to date (import catalogue), and start registryd: agents find a new epoch, and
give back what the backup lacks.`
}

// Run restores.
func (r restoreBackupCmd) Run(c *console) error {
	if r.Into != "" {
		return c.restorePoint(c.backupOptions(r.Role, "recovered"), r)
	}
	done, err := backup.Restore(c.ctx, c.backupOptions(r.Role, "filled"), r.From, backup.Accept{Loss: r.AcceptLoss, Plain: r.AcceptPlain})
	if err != nil {
		return err
	}
	if done.Plain() {
		fmt.Fprintln(c.err, "this backup was NOT encrypted: make a new one, then remove it and every copy of it")
	}
	fmt.Fprintf(c.out, "as of %s: %d rows up to position %d; %d brought back from the journal\n", when(done.Made), done.Rows(), done.Position, done.Brought)
	c.tellRestored(done)
	return nil
}

type verifyBackupCmd struct {
	From    string `help:"The folder of the backup." required:"" placeholder:"FOLDER"`
	Archive string `help:"Folder of the archived log, for a base backup: all of it is opened." placeholder:"FOLDER"`
}

// Help teaches by example.
func (verifyBackupCmd) Help() string {
	return `Examples:

  registryctl backup verify --from /backup/2026-03-31
  registryctl backup verify --from /backup/base-2026-03-31 --archive /backup/wal

Compares every file with what was written, and the manifest with the registry's
signature, and looks whether the key of the month is still there. That a backup
can be restored is proven by restoring it, into a database of its own.`
}

// Run verifies.
func (v verifyBackupCmd) Run(c *console) error {
	o := c.backupOptions("", "read")
	m, err := backup.Verify(o, v.From)
	if err != nil {
		return err
	}
	if m.Base != nil {
		return c.verifyBase(o, m, v.Archive)
	}
	fmt.Fprintf(c.out, "whole: made %s, up to position %d of epoch %d, %d rows in %d tables of version %d\n",
		when(m.Made), m.Position, m.Epoch, m.Rows(), len(m.Tables), m.Schema)
	if m.Plain() {
		fmt.Fprintln(c.out, "NOT encrypted: it is from before backups were; make a new one, then remove it and every copy of it")
		return nil
	}
	fmt.Fprintf(c.out, "encrypted to the key of %s, which is destroyed on %s\n", m.Month, onDay(o.Keys.Due(m.Month)))
	return nil
}
