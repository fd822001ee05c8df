package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"faro.example/registry/backup"
	"faro.example/registry/walarchive"
	"faro.example/shared/fault"
)

type archiveCmd struct {
	Path    string `arg:"" help:"The file, as PostgreSQL gives it: %p."`
	Archive string `help:"Folder of the archive." required:"" placeholder:"FOLDER"`
	Keys    string `help:"What registryctl backup keys export printed." required:"" placeholder:"FILE"`
}

// Help teaches by example.
func (archiveCmd) Help() string {
	return `PostgreSQL runs it, in postgresql.conf:

  archive_mode = on
  archive_timeout = 60
  archive_command = '/usr/bin/registryctl backup archive %p --archive /srv/faro-wal --keys /etc/postgresql/15/main/faro-archive.keys'

Each file is packed, encrypted to the key of the month, and on disk before this
ends well. The same file again is well; another under the same name is refused.
It needs neither the database nor the state folder, and opens nothing.`
}

// Run archives.
func (a archiveCmd) Run(c *console) error {
	keys, err := walarchive.ReadPublic(a.Keys)
	if err != nil {
		return err
	}
	return walarchive.Writer{Folder: a.Archive, Keys: keys, Now: c.now}.Put(c.ctx, a.Path)
}

type fetchCmd struct {
	Name string `arg:"" help:"Which file, as PostgreSQL names it: %f."`
	Path string `arg:"" help:"Where to write it: %p."`
	From string `help:"The socket of the registryctl backup restore that asks." required:"" placeholder:"SOCKET"`
}

// Help says who runs it.
func (fetchCmd) Help() string {
	return `PostgreSQL runs it as its restore_command, while registryctl backup restore --into
is at work: that has the keys, and gives PostgreSQL what it asks for, opened. If
the file is not in the archive it ends with 1.`
}

// Run fetches.
func (f fetchCmd) Run(*console) error { return backup.Fetch(f.From, f.Name, f.Path) }

// moment is to where a base backup is restored.
type moment struct {
	Into     string `help:"Restore a base backup: an empty folder, which becomes PostgreSQL's data directory." placeholder:"FOLDER"`
	Archive  string `help:"Folder of the archived log, for a base backup." placeholder:"FOLDER"`
	At       string `help:"To this time, for a base backup; all that was archived if neither this nor --position is given." placeholder:"2026-03-31T21:40:00+02:00"`
	Position uint64 `help:"To this position of the ledger, for a base backup: it takes twice as long." placeholder:"N"`
	Programs string `help:"Folder of PostgreSQL's programs, for a base backup; where Debian has them if left out." placeholder:"FOLDER"`
}

// target gives what [backup.RestorePoint] is asked for.
func (m moment) target(loss bool, server int) (t backup.Target, err error) {
	if m.Archive == "" {
		return t, fault.Field("archive", "missing", "name the folder that archive_command fills")
	}
	if m.At != "" && m.Position != 0 {
		return t, fault.Field("at", "a time and a position", "give one of them")
	}
	t = backup.Target{Into: m.Into, Archive: m.Archive, Position: m.Position, Loss: loss, Programs: m.Programs}
	if m.At != "" {
		if t.At, err = time.Parse(time.RFC3339, m.At); err != nil {
			return t, fault.Field("at", "not a time with its offset", "write it as 2026-03-31T21:40:00+02:00")
		}
	}
	if t.Programs == "" {
		t.Programs = filepath.Join("/usr/lib/postgresql", strconv.Itoa(server), "bin")
	}
	self, err := os.Executable()
	if err != nil {
		return t, fmt.Errorf("find this program: %w", err)
	}
	t.Fetch = []string{self, "backup", "fetch"}
	return t, nil
}

// restorePoint restores a base backup.
func (c *console) restorePoint(o backup.Options, r restoreBackupCmd) error {
	m, err := backup.Peek(o, r.From)
	if err != nil {
		return err
	}
	t, err := r.target(r.AcceptLoss, m.Base.Server)
	if err != nil {
		return err
	}
	done, err := backup.RestorePoint(c.ctx, o, r.From, t)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "as of %s, the last commit: up to position %d of epoch %d; %d brought back from the journal\n", when(done.Made), done.Position, done.Epoch, done.Brought)
	c.tellRestored(done)
	fmt.Fprintf(c.out, "%s is a data directory now: give it to the user who runs PostgreSQL, and start that\n", r.Into)
	return nil
}

// tellRestored says what every restore says.
func (c *console) tellRestored(done backup.Restored) {
	if done.Erased > 0 {
		fmt.Fprintf(c.out, "%d children are erased again, by the list of erasures\n", done.Erased)
	}
	fmt.Fprintf(c.out, "epoch %d begins: agents give back what they hold above position %d\n", done.Begun.Number, done.Begun.Restored)
}

// verifyBase says how far a base backup can be brought.
func (c *console) verifyBase(o backup.Options, m backup.Manifest, archive string) error {
	fmt.Fprintf(c.out, "whole: made %s, from position %d of epoch %d on, the files of PostgreSQL %d, %s\n",
		when(m.Made), m.Position, m.Epoch, m.Base.Server, size(m.Base.Size))
	if archive == "" {
		fmt.Fprintln(c.out, "the archived log was not looked at: name its folder with --archive")
		return nil
	}
	chain, err := o.Chain(c.ctx, m, archive)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "the archive leads on by %d segments, up to %s, archived %s\n", len(chain.Segments), chain.Last(), when(chain.Until))
	if chain.Gap != "" {
		return &fault.Error{Kind: fault.Invalid, Detail: "the archive has a gap: " + chain.Gap + " is missing, and there is more behind it",
			Remedy: "bring the segment back from the archive's copy; if there is none, make a base backup now"}
	}
	return nil
}

type backupKeysExportCmd struct {
	Months int `help:"For how many months, this one among them." default:"14"`
}

// Help teaches by example.
func (backupKeysExportCmd) Help() string {
	return `Examples:

  registryctl backup keys export > archive.keys

Prints what registryctl backup archive needs on the machine of the database: the
public halves of the keys of the next months, and the archive key, by which the
registry knows what it archived. Nothing of it opens anything, but who has it can
archive in the registry's name: for the user who runs PostgreSQL alone. Bring a new
one there at least once a year.`
}

// Run exports.
func (k backupKeysExportCmd) Run(c *console) error {
	if k.Months < 1 || k.Months > 36 {
		return fault.Field("months", "below 1 or above 36", "give how many months the file is to last")
	}
	p, err := walarchive.Export(c.ctx, c.common.State, c.backupOptions("", "").Keys, k.Months)
	if err != nil {
		return err
	}
	return json.NewEncoder(c.out).Encode(p)
}
