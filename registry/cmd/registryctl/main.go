// Command registryctl is the registry at the command line: it prepares, checks
// and backs up the registry, enrols and revokes agents, and answers.
//
// The invariant: a command that shows personal data asks who looks and why, and
// leaves a line in the record of access before it shows anything.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"
	"unicode/utf8"

	"github.com/alecthomas/kong"

	"faro.example/registry/assembly"
	"faro.example/registry/config"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

const about = `The national registry of unaccompanied foreign minors, at the command line.

A new registry, in this order:

  registryctl migrate up              the tables
  registryctl init                    the keys, in the state folder
  registryctl import catalogue FILE   institutions, structures, people
  registryd                           the server
  registryctl enrol --office CODE     a one-time code for each centre

Settings may stand in the environment (FARO_DATABASE, FARO_STATE) or in a file (--config).`

// cli are the commands.
type cli struct {
	config.Common

	Migrate migrateCmd `cmd:"" help:"Bring the tables to a version, or raise the ledger's format."`
	Init    initCmd    `cmd:"" help:"Make the keys of a new registry, in the state folder."`
	Import  struct {
		Catalogue  catalogueCmd  `cmd:"" help:"Institutions, structures, people and operators from a file."`
		Population populationCmd `cmd:"" help:"A list of children from a file, one row each."`
		Records    recordsCmd    `cmd:"" help:"An institution's own table: forms A, B, C, D, F, G and H, one row for each child."`
	} `cmd:"" help:"Bring in what is kept elsewhere."`
	Enrol  enrolCmd  `cmd:"" help:"Make a one-time code by which an agent enrols."`
	Revoke revokeCmd `cmd:"" help:"Revoke an agent, at once."`
	Agents agentsCmd `cmd:"" help:"List the agents: when each was last heard of, and whether it is locked or silent."`
	Bundle struct {
		Take bundleTakeCmd `cmd:"" help:"Take in the sealed file that agentd bundle write made."`
	} `cmd:"" help:"Records that come on a stick."`
	Census      censusCmd     `cmd:"" help:"Count the minors present on a day."`
	Custody     custodyCmd    `cmd:"" help:"Who has custody of a child on a day."`
	Casefile    casefileCmd   `cmd:"" help:"What the register holds about a child, as far as the person who looks may see it."`
	Form        formCmd       `cmd:"" help:"Print a paper form, filled from a casefile."`
	Find        findCmd       `cmd:"" aliases:"search" help:"Which children, among those whose casefiles open to the person who looks."`
	Compare     compareCmd    `cmd:"" help:"Lay a list that is kept elsewhere beside the registry: who is in both, only there, only here."`
	Alerts      alertsCmd     `cmd:"" help:"Transfers of which a half is missing."`
	Deadlines   deadlinesCmd  `cmd:"" help:"What the law wants done about children, due soon or overdue."`
	Told        toldCmd       `cmd:"" help:"What a guardian was told of the wards."`
	Missing     missingCmd    `cmd:"" help:"The children whom nobody has found."`
	Days        daysCmd       `cmd:"" help:"Presence-days of a municipality, certified by quarter." name:"presence-days"`
	Places      placesCmd     `cmd:"" help:"How many places each structure has free."`
	Conflicts   conflictsCmd  `cmd:"" help:"What contends, and who is to decide it."`
	Resolve     resolveCmd    `cmd:"" help:"Decide a conflict."`
	Access      accessCmd     `cmd:"" help:"Who may see what."`
	Directory   directoryCmd  `cmd:"" help:"Who and where: what its administrators keep."`
	Webhook     webhookCmd    `cmd:"" help:"Where systems of offices are told that something waits."`
	Mail        mailCmd       `cmd:"" help:"To whom it is written that something waits."`
	Audit       auditCmd      `cmd:"" help:"Who looked at what, and proof that nobody altered it."`
	Signin      signinCmd     `cmd:"" help:"Who signs in as whom."`
	Match       matchCmd      `cmd:"" help:"The same child, registered twice."`
	Link        linkCmd       `cmd:"" help:"Say who is the same child, and who is not."`
	Candidates  candidatesCmd `cmd:"" help:"Who may be registered twice, for a person to decide."`
	Report      reportCmd     `cmd:"" help:"What is published, and what can be worked out from it."`
	Check       checkCmd      `cmd:"" help:"Prove that the read tables agree with the ledger."`
	Rebuild     rebuildCmd    `cmd:"" help:"Make the read tables anew from the ledger."`
	Erase       eraseCmd      `cmd:"" help:"What the law no longer lets be kept: a dry run, unless something is asked or ordered."`
	Keys        keysCmd       `cmd:"" help:"The keys under which everything is sealed."`
	Backup      backupCmd     `cmd:"" help:"Copy the database, and restore it."`
	Certificate struct {
		Make  certificateCmd      `cmd:"" help:"Certify that children were erased, and from when on nothing brings them back."`
		Check certificateCheckCmd `cmd:"" help:"Check who signed a certificate, and print it."`
	} `cmd:"" help:"Certificates of erasure."`
	Doctor doctorCmd `cmd:"" help:"Look for the usual troubles of this machine, and say the remedy."`
}

// aside are the commands that need no registry: they ask for no database, and
// take it that one is named.
type aside struct {
	Database string `hidden:"" env:"FARO_DATABASE"`
	State    string `hidden:"" env:"FARO_STATE"`

	Access accessCmd `cmd:"" help:"Who may see what."`
	Match  matchCmd  `cmd:"" help:"The same child, registered twice."`
	Report reportCmd `cmd:"" help:"What is published, and what can be worked out from it."`
	Backup struct {
		Archive archiveCmd `cmd:"" help:"Put a file of PostgreSQL's log into the archive, encrypted: its archive_command."`
		Fetch   fetchCmd   `cmd:"" help:"Give PostgreSQL a file of the archived log: its restore_command, during a restore."`
		Trim    trimCmd    `cmd:"" help:"Remove the archived log before a segment, on the machine that writes it, as prune says."`
	} `cmd:"" help:"What is run where PostgreSQL is."`
}

// console is what a command works with.
type console struct {
	ctx    context.Context
	common config.Common
	out    io.Writer // what was asked for
	err    io.Writer // what is told besides
	now    func() time.Time
	log    *slog.Logger
}

func (c *console) options() assembly.Options {
	return assembly.Options{Common: c.common, Connections: 2, Brief: true, Now: c.now, Log: c.log}
}

// with runs fn with the registry, and closes it.
func (c *console) with(fn func(*assembly.Registry) error) (err error) {
	return c.opened(c.options(), fn)
}

// opened is with, for a registry of other options.
func (c *console) opened(o assembly.Options, fn func(*assembly.Registry) error) (err error) {
	r, err := assembly.Open(c.ctx, o)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := r.Close(); err == nil {
			err = cerr
		}
	}()
	return fn(r)
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		code := config.Tell("registryctl", err)
		stop()
		os.Exit(code)
	}
}

// run is the program, but for its end.
func run(ctx context.Context, args []string, out, errs io.Writer) error {
	for i, a := range args { // kong would put other characters in their place
		if !utf8.ValidString(a) {
			return fault.Field(fmt.Sprintf("argument %d", i+1), "not valid UTF-8", "type it again, or set this terminal to UTF-8")
		}
	}
	var commands cli
	var grammar any = &commands
	if len(args) > 1 && slices.Contains([]string{"access matrix", "access impact", "match evaluate", "report attack", "backup archive", "backup fetch", "backup trim"}, args[0]+" "+args[1]) {
		grammar = &aside{}
	}
	parser, err := kong.New(grammar, append(config.Options("registryctl", about), kong.Writers(out, errs))...)
	if err != nil {
		return err
	}
	chosen, err := parser.Parse(args)
	if err != nil {
		return err
	}
	c := &console{
		ctx: ctx, common: commands.Common, out: out, err: errs, now: time.Now,
		log: slog.New(slog.NewTextHandler(errs, &slog.HandlerOptions{Level: slog.LevelWarn, ReplaceAttr: minor.RedactAttr})),
	}
	return chosen.Run(c)
}
