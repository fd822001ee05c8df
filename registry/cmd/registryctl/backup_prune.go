package main

import (
	"fmt"

	"faro.example/registry/backup"
	"faro.example/registry/walarchive"
	"faro.example/shared/fault"
)

type pruneCmd struct {
	From    string `help:"The folder in which the folders of the base backups lie." required:"" placeholder:"FOLDER"`
	Archive string `help:"Folder of the archived log." required:"" placeholder:"FOLDER"`
	Days    int    `help:"How many days one is to be able to go back." required:"" placeholder:"N"`
	DryRun  bool   `help:"Say what would go and how far back one could go still, and remove nothing."`
}

// Help teaches by example.
func (pruneCmd) Help() string {
	return `Examples:

  registryctl backup prune --from /var/backups/faro --archive /srv/faro-wal --days 35 --dry-run
  registryctl backup prune --from /var/backups/faro --archive /srv/faro-wal --days 35

To go back 35 days one needs a base backup that is older, and all of the log since.
So the newest that was whole 35 days ago stays, with all that is newer, and what is
before it goes. Before anything goes, the base backup that stays is read and all of
the log behind it opened; if something is missing or damaged, nothing is removed.
Backups of tables in the same folder are left alone: see backup make --keep.

Who opens backups must not be who can remove the log. So this removes the base
backups, and prints the command that removes the log before them on the machine
that writes it: registryctl backup trim.

The keys of months set a limit too: no base backup opens once the key of its month
is destroyed, see registryctl backup keys. And a restore to before what agents keep
needs --accept-loss: let backup make --keep cover as many days.`
}

// Run prunes.
func (p pruneCmd) Run(c *console) error {
	done, err := backup.Prune(c.ctx, c.backupOptions("", "opened"), backup.Pruning{Bases: p.From, Archive: p.Archive, Days: p.Days, Dry: p.DryRun})
	for _, dir := range done.Others {
		fmt.Fprintf(c.out, "left alone, no whole base backup of this cluster: %s\n", dir)
	}
	if err == nil {
		c.tellPruned(p, done)
	}
	return err
}

// tellPruned says what becomes of base backups and log, and what is to be done.
func (c *console) tellPruned(p pruneCmd, done backup.Pruned) {
	if done.Oldest == "" {
		fmt.Fprintf(c.out, "all is needed: no base backup was whole %d days ago\n", p.Days)
		return
	}
	for _, dir := range done.Bases {
		fmt.Fprintf(c.out, "%s: %s\n", goes(p.DryRun), dir)
	}
	c.tellTrimmed(done.Log, "needed no more")
	if !p.DryRun && len(done.Log.Names) > 0 {
		fmt.Fprintf(c.out, "on the machine that writes the archive, as the user who runs PostgreSQL there:\n"+
			"  registryctl backup trim --archive %s --system %s --before %s --days %d --keys /etc/postgresql/15/main/faro-archive.keys\n", p.Archive, done.System, done.Before, p.Days)
	}
	fmt.Fprintf(c.out, "the registry can go back to any moment since %s: %s stays, and the log from %s on\n", when(done.From), done.Oldest, done.Before)
}

func goes(dry bool) string {
	if dry {
		return "would be removed"
	}
	return "removed"
}

// tellTrimmed says what becomes of the log.
func (c *console) tellTrimmed(log walarchive.Trimmed, what string) {
	if n := len(log.Names); n > 0 {
		fmt.Fprintf(c.out, "%s: %d files of the log, %s to %s, %s\n", what, n, log.Names[0], log.Names[n-1], size(log.Bytes))
	} else {
		fmt.Fprintln(c.out, "of the log everything is needed")
	}
	for _, name := range log.Left {
		fmt.Fprintf(c.out, "left alone, nobody vouches for it: %s\n", name)
	}
}

type trimCmd struct {
	Archive string `help:"Folder of the archived log." required:"" placeholder:"FOLDER"`
	System  string `help:"Number of the cluster, as prune says it." required:"" placeholder:"N"`
	Before  string `help:"The first segment that is needed, as prune says it." required:"" placeholder:"SEGMENT"`
	Days    int    `help:"Nothing goes that was archived in the last so many days." required:"" placeholder:"N"`
	Keys    string `help:"What registryctl backup keys export printed." required:"" placeholder:"FILE"`
	DryRun  bool   `help:"Say what would go, and remove nothing."`
}

// Help teaches by example.
func (trimCmd) Help() string {
	return `Example, on the machine whose PostgreSQL archives, as its user; registryctl backup
prune prints it on the registry's machine:

  registryctl backup trim --archive /srv/faro-wal --system 7300000000000000017 --before 0000000100000000000000A3 --days 35 --keys /etc/postgresql/15/main/faro-archive.keys

Which segment is needed first only the registry's machine knows, since only it opens
backups. But it is not trusted further than that: if anything that would go was
archived in the last so many days, nothing goes. Give the days here by yourself.
It needs neither the database nor the state folder, and opens nothing.`
}

// Run trims.
func (t trimCmd) Run(c *console) error {
	if t.Days < 1 {
		return fault.Field("days", "below 1", "say how many days of the log stay in any case")
	}
	keys, err := walarchive.ReadPublic(t.Keys)
	if err != nil {
		return err
	}
	since := backup.Pruning{Days: t.Days}.Since(c.now())
	done, err := walarchive.Trim{Folder: t.Archive, System: t.System, Secret: keys.Secret, Before: t.Before, Since: since, Dry: t.DryRun}.Run()
	if err != nil {
		return err
	}
	c.tellTrimmed(done, goes(t.DryRun))
	return nil
}
