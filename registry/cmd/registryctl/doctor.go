package main

import (
	"time"

	"faro.example/registry/doctor"
	shared "faro.example/shared/doctor"
)

type doctorCmd struct {
	JSON              bool          `help:"Print for other programs."`
	Role              string        `help:"The role that migrates, to see the version of the tables where nobody else may."`
	Listen            string        `help:"Where registryd answers on this machine; nowhere if empty." default:":8443" placeholder:"HOST:PORT" env:"FARO_LISTEN"`
	Host              []string      `help:"By which names it is reached." default:"localhost,127.0.0.1,::1" placeholder:"NAME,..." env:"FARO_HOST"`
	PeopleCertificate string        `help:"The certificate that browsers are shown." placeholder:"FILE" env:"FARO_PEOPLE_CERTIFICATE"`
	SilentAfter       time.Duration `help:"After how long without a word an agent counts as silent." default:"24h" env:"FARO_SILENT_AFTER"`
}

// Help teaches by example.
func (doctorCmd) Help() string {
	return `Examples:

  registryctl doctor
  registryctl --config /etc/faro/registry.conf doctor --json
  registryctl doctor --listen ""         on a machine where registryd does not run

Looks for the usual troubles: permissions of the state folder and its keys, disk, certificates, backups, clock,
PostgreSQL's durability, log, connections and vacuum, its replica, the sealing of the record of access, silent agents, the version
of the tables, and whether the server answers. Each finding that is not well comes with the remedy. Nothing is changed.

Exit codes: 0 all is well; 10 something will be wrong; 11 something is.`
}

// Run looks, and tells.
func (d doctorCmd) Run(c *console) error {
	report := shared.NewReport("registryctl", c.now(), doctor.Look(c.ctx, doctor.Options{
		Common: c.common, Listen: d.Listen, Host: d.Host, PeopleCertificate: d.PeopleCertificate, Role: d.Role, Silent: d.SilentAfter,
		Now: c.now, Log: c.log,
	})...)
	write := report.Write
	if d.JSON {
		write = report.WriteJSON
	}
	if err := write(c.out); err != nil {
		return err
	}
	return report.Err()
}
