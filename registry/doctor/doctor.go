// Package doctor looks for the usual troubles of a machine that runs the
// registry: its state folder, disk, certificates, clock, database and backups,
// and whether the server answers.
//
// The invariant: nothing is changed and nothing personal is read, so it can run
// beside a working registry at any time; registryd itself does every few
// minutes and shows what it found as metrics.
package doctor

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"faro.example/registry/assembly"
	"faro.example/registry/backup"
	"faro.example/registry/config"
	"faro.example/registry/pki"
	"faro.example/registry/walarchive"
	"faro.example/shared/doctor"
	"faro.example/shared/fault"
	"faro.example/shared/mtls"
)

// Options say where to look.
type Options struct {
	config.Common
	Listen            string   // where registryd on this machine answers; "" if it does not run here
	Host              []string // by which names it is reached
	PeopleCertificate string   // that browsers are shown; "" for none of its own
	Role              string   // that migrates, to see the version of the tables where nobody else may
	Silent            time.Duration
	Now               func() time.Time
	Log               *slog.Logger
}

// leastRoom is under which free room of the state folder is trouble: the
// journal must always be writable. Arbitrary.
const leastRoom = 1 << 30

// secrets are the files of a whole state folder that are its owner's alone; the
// key of the server's certificate, which can be made anew, is not among them.
func secrets() []string {
	return []string{"root-key.pem", "seal.key", "closed.key", "recovery.key", "audit.key", "record-key.pem", "journal"}
}

// also are those that are made once they are needed: the key of the server's
// certificate, and that by which the archived log is vouched for.
func also() []string {
	return []string{pki.ServerKeyFile, walarchive.KeyFile}
}

// Look looks at everything, from what needs nothing else to what needs all.
func Look(ctx context.Context, o Options) []doctor.Finding {
	found, whole := Folder(o)
	if !whole {
		return append(found, doctor.Worry("database", "not looked at: the state folder is not whole", "mend the state folder first"))
	}
	r, err := assembly.Open(ctx, assembly.Options{Common: o.Common, Connections: 1, SilentAfter: o.Silent, Now: o.Now, Log: o.Log})
	if fault.Is(err, fault.Busy) {
		return append(found, doctor.Wrong("database", "PostgreSQL does not answer", "see whether it runs and this machine reaches it: pg_isready; registryd finds it again by itself"))
	}
	if err != nil {
		return append(found, doctor.Failed("database", err, "see whether PostgreSQL runs and this machine may connect to it; its password file is named by PGPASSFILE"))
	}
	found = append(found, Examine(ctx, r, o)...)
	if err := r.Close(); err != nil {
		found = append(found, doctor.Failed("database", err, "look at PostgreSQL's log"))
	}
	return append(found, line(ctx, o))
}

// Folder looks at what lies on this machine; whole reports whether the state
// folder has every file that a registry needs.
func Folder(o Options) (found []doctor.Finding, whole bool) {
	if f := doctor.Private("the state folder", o.State); f.State != doctor.Well {
		return []doctor.Finding{f}, false
	}
	whole = true
	for _, name := range secrets() {
		if name == "seal.key" && o.SealCommand != "" || name == "closed.key" && o.ClosedCommand != "" {
			continue // a program gives it
		}
		path := filepath.Join(o.State, name)
		if f := doctor.Private("a file of the state folder", path); f.State != doctor.Well {
			found = append(found, f)
		}
		whole = whole && doctor.Exists(path)
	}
	for _, name := range also() {
		key := filepath.Join(o.State, name)
		if !doctor.Exists(key) {
			continue
		}
		if f := doctor.Private("a key of the state folder", key); f.State != doctor.Well {
			found = append(found, f)
		}
	}
	if len(found) == 0 {
		found = append(found, doctor.Fine("permissions", "the state folder and its keys are their owner's alone"))
	}
	found = append(found, doctor.Disk("the state folder", o.State, leastRoom))
	found = append(found, certificates(o)...)
	return append(found, backups(o), monthKeys(o)), whole
}

// certificates looks at those that are shown to agents and to browsers. The
// registry renews its own; nobody but people renews the other.
func certificates(o Options) []doctor.Finding {
	if !doctor.Exists(filepath.Join(o.State, pki.ServerFile)) {
		return []doctor.Finding{doctor.Worry("certificate", "the server has none yet", "start registryd, which makes it")}
	}
	out := []doctor.Finding{
		certificate("the root", filepath.Join(o.State, pki.RootFile), 365*24*time.Hour, o.Now(), "plan a new root: every agent must be given it"),
		certificate("the server's certificate", filepath.Join(o.State, pki.ServerFile), 7*24*time.Hour, o.Now(),
			"registryd renews it by itself twice a day: see whether it runs, and what it logs"),
	}
	if o.PeopleCertificate != "" {
		out = append(out, certificate("the certificate for browsers", o.PeopleCertificate, 21*24*time.Hour, o.Now(),
			"put a new one in its place: it is read again by itself"))
	}
	return out
}

func certificate(what, file string, before time.Duration, now time.Time, remedy string) doctor.Finding {
	text, err := os.ReadFile(file)
	if err != nil {
		return doctor.Wrong("certificate", what+" cannot be read: "+file, "bring the file back, or start registryd once, which makes its own")
	}
	chain, err := mtls.ParseChain(text)
	if err != nil {
		return doctor.Failed("certificate", fmt.Errorf("%s: %w", what, err), "put a certificate in PEM there: "+file)
	}
	return doctor.Certificate(what, chain[0], chain[0].NotAfter.Add(-before), now, remedy)
}

// monthKeys looks whether a key of a month outlives its horizon: what was erased
// could be brought back longer than was promised.
func monthKeys(o Options) doctor.Finding {
	states, err := assembly.MonthKeys(o.Common, o.Now).List()
	if err != nil {
		return doctor.Failed("month-keys", err, "see registryctl backup keys status")
	}
	for _, s := range states {
		if s.Overdue(o.Now().Add(-monthKeyGrace)) {
			return doctor.Wrong("month-keys", fmt.Sprintf("the key of %s was to be destroyed on %s, and is there", s.Month, s.Due.Format(time.DateOnly)),
				"make a backup, if the newest is of that month, then run: registryctl backup keys destroy")
		}
	}
	return doctor.Fine("month-keys", "no key of a month is past its horizon")
}

// monthKeyGrace is how long registryd may take to destroy a key: it looks twice a
// day.
const monthKeyGrace = 24 * time.Hour

// oldestBackup is from what age of the newest backup somebody has to look: one
// is made every night.
const oldestBackup = 36 * time.Hour

func backups(o Options) doctor.Finding {
	made, folder, err := backup.Newest(o.State)
	age := o.Now().Sub(made).Round(time.Hour)
	switch {
	case err != nil:
		return doctor.Failed("backup", err, "bring the list of backups back from the folder's copy")
	case folder == "":
		return doctor.Worry("backup", "no backup was ever made", "run: registryctl backup make --to FOLDER --keep 30, every night")
	case age > oldestBackup:
		return doctor.Wrong("backup", fmt.Sprintf("the newest backup is %v old", age), "see why the nightly backup fails: systemctl status faro-backup, or run registryctl backup make by hand")
	}
	return doctor.Fine("backup", "the newest backup is of %s", made.UTC().Format(time.RFC3339))
}
