// Package config is what an operator sets for the registry: by flag, by
// environment (FARO_...), or in one file, in that order of precedence.
//
// The invariant: a setting that is not known, is written twice or cannot be
// meant stops the program before it does anything, with one line that names it
// and the remedy. No secret is a setting: passwords of the database come from
// PostgreSQL's own password file, keys from the state folder.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"faro.example/registry/report"
	"faro.example/registry/report/disclosure"
	"faro.example/registry/standby"
	"faro.example/shared/content"
	"faro.example/shared/doctor"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// Common is what every program of the registry needs.
type Common struct {
	Config        kong.ConfigFlag `help:"A file of settings: one \"name = value\" a line, # for comments." type:"existingfile" placeholder:"FILE"`
	Database      string          `help:"Address of the database, without a role: each part of the registry connects as its own. Passwords come from PostgreSQL's password file (PGPASSFILE)." placeholder:"postgres://HOST/faro" required:"" env:"FARO_DATABASE"`
	Replica       string          `help:"Address of a replica of the database, without a role: it may answer the census and searches, and says how old the answer is. Left out, the primary answers everything." placeholder:"postgres://HOST/faro" env:"FARO_REPLICA"`
	ReplicaLimit  time.Duration   `help:"How old an answer of the replica may be; what would be older the primary answers." default:"10s" env:"FARO_REPLICA_LIMIT"`
	BackupHorizon int             `help:"How many days after its month the key of a month is destroyed, and with it every backup of that month." default:"60" placeholder:"DAYS" env:"FARO_BACKUP_HORIZON"`
	MonthKeys     string          `help:"Folder of the keys of backups, one for each month; the folder months of the state folder if left out." placeholder:"FOLDER" env:"FARO_MONTH_KEYS"`
	SealCommand   string          `help:"A program that writes the sealing keys, one a line, in place of the file seal.key of the state folder: one that asks the tool of a hardware module. It is run again every minute." placeholder:"FILE" type:"existingfile" env:"FARO_SEAL_COMMAND"`
	ClosedCommand string          `help:"The same in place of the file closed.key: the keys without which no interview, family report or note on health opens. They must be others." placeholder:"FILE" type:"existingfile" env:"FARO_CLOSED_COMMAND"`
	State         string          `help:"Folder of the registry's keys, certificates and journal. Keep a copy of it elsewhere: without it nothing that is sealed opens." default:"/var/lib/faro" placeholder:"FOLDER" env:"FARO_STATE"`

	RetentionYears int `help:"For how many years a casefile is kept after majority or the end of care beyond it: five at most (DPR 231/2023 art. 9)." default:"5" env:"FARO_RETENTION_YEARS"`
}

// Validate fails with [fault.Invalid] if the settings cannot be meant; kong
// calls it.
func (c Common) Validate() error {
	if err := safeAddress("database", c.Database); err != nil {
		return err
	}
	if err := c.validateReplica(); err != nil {
		return err
	}
	if c.RetentionYears < 0 || c.RetentionYears > 5 {
		return fault.Field("retention-years", "not between 0 and 5", "the law lets data be kept for five years at most (DPR 231/2023 art. 9)")
	}
	if c.BackupHorizon < shortestHorizon || c.BackupHorizon > longestHorizon {
		return fault.Field("backup-horizon", "too short or too long", "give from 7 to 366 days")
	}
	return nil
}

// validateReplica looks at the replica as at the database: it holds the same.
func (c Common) validateReplica() error {
	if c.Replica == "" {
		return nil
	}
	if err := safeAddress("replica", c.Replica); err != nil {
		return err
	}
	if c.Replica == c.Database {
		return fault.Field("replica", "the database itself", "name a server that streams from it, or leave the setting out")
	}
	if c.ReplicaLimit < standby.MinLimit || c.ReplicaLimit > standby.MaxLimit {
		return fault.Field("replica-limit", "too short or too long", fmt.Sprintf("give from %v to %v", standby.MinLimit, standby.MaxLimit))
	}
	return nil
}

// A horizon shorter than a week leaves no time to restore what was found lost;
// one longer than a year keeps what was erased. Both arbitrary.
const (
	shortestHorizon = 7
	longestHorizon  = 366
)

// DSN gives the address of the database for a role, such as faro_intake.
func (c Common) DSN(role string) string { return withRole(c.Database, role) }

// ReplicaDSN gives the address of its replica for a role.
func (c Common) ReplicaDSN(role string) string { return withRole(c.Replica, role) }

func withRole(address, role string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "" // Validate has refused it
	}
	u.User = url.User(role)
	return u.String()
}

// Server is what registryd needs besides.
type Server struct {
	Common
	Listen  string   `help:"Where agents and machines reach the API." default:":8443" placeholder:"HOST:PORT" env:"FARO_LISTEN"`
	Host    []string `help:"Names and addresses by which the registry is reached: they stand in its own certificate." default:"localhost,127.0.0.1,::1" placeholder:"NAME,..." env:"FARO_HOST"`
	Metrics string   `help:"Where metrics are read; never reachable from outside." default:"127.0.0.1:9443" placeholder:"HOST:PORT" env:"FARO_METRICS"`

	People            string        `help:"Where people reach the registry with a browser; not at all if left out." placeholder:"HOST:PORT" env:"FARO_PEOPLE"`
	PeopleURL         string        `help:"The address that people type." placeholder:"https://registry.example" env:"FARO_PEOPLE_URL"`
	PeopleCertificate string        `help:"Certificate shown to browsers, in PEM; the registry's own if left out." placeholder:"FILE" env:"FARO_PEOPLE_CERTIFICATE"`
	PeopleKey         string        `help:"Its key, in PEM." placeholder:"FILE" env:"FARO_PEOPLE_KEY"`
	Providers         string        `help:"Who vouches for people when they sign in: a file, see docs/signin.md." placeholder:"FILE" env:"FARO_PROVIDERS"`
	SessionIdle       time.Duration `help:"After how long without a request a person is signed out." default:"30m" env:"FARO_SESSION_IDLE"`
	SessionLength     time.Duration `help:"After how long a person has to sign in again in any case." default:"10h" env:"FARO_SESSION_LENGTH"`
	TrustedProxies    []string      `help:"Addresses of proxies whose word about a browser's address is taken; none if left out." placeholder:"CIDR,..." env:"FARO_TRUSTED_PROXIES"`

	SystemPerMinute     int           `name:"system-requests-per-minute" help:"How many requests the system of another administration may make in a minute." default:"600" env:"FARO_SYSTEM_REQUESTS_PER_MINUTE"`
	RequestsPerMinute   int           `help:"How many requests a caller may make in a minute." default:"6000" env:"FARO_REQUESTS_PER_MINUTE"`
	Pushes              int           `help:"How many pushes are taken in at a time." default:"64" env:"FARO_PUSHES"`
	Transactions        int           `help:"How many transactions take records in at a time; 0 for one per processor and one more." default:"0" env:"FARO_TRANSACTIONS"`
	CareUntil           int           `help:"Up to which age a court may let care go on beyond majority (law 47/2017 art. 13)." default:"21" env:"FARO_CARE_UNTIL"`
	EscalateAfter       int           `help:"For how many days a deadline may be overdue before the office above answers too; what is due at once goes up after one." default:"3" env:"FARO_ESCALATE_AFTER"`
	EscalateToMinistry  int           `help:"For how many days before the Ministry does." default:"10" env:"FARO_ESCALATE_TO_MINISTRY"`
	Floor               int           `name:"census-floor" help:"Under which no count is published." default:"5" env:"FARO_CENSUS_FLOOR"`
	Drafts              []string      `help:"How many days after its period a draft of each report is made by itself; others by hand." default:"monthly:10,half-yearly:45,eurostat:60,open-data:10" placeholder:"REPORT:DAYS,..." env:"FARO_DRAFTS"`
	Chromium            string        `help:"The browser that makes tagged PDF files of what is published; they are made without one if left out." placeholder:"FILE" env:"FARO_CHROMIUM"`
	FileLimit           int           `help:"How large a file may be that stands beside the records, in bytes; at most 16777216." default:"8388608" env:"FARO_FILE_LIMIT"`
	FileTypes           []string      `help:"Which types of file are taken." default:"image/jpeg,image/png,application/pdf" placeholder:"TYPE,..." env:"FARO_FILE_TYPES"`
	FilesUnnamed        time.Duration `help:"After how long a file that no record names is removed." default:"48h" env:"FARO_FILES_UNNAMED"`
	Connections         int32         `help:"Connections to the database for each part of the registry." default:"8" env:"FARO_CONNECTIONS"`
	CertificateLifetime time.Duration `help:"How long an agent's certificate is valid; it is renewed by itself." default:"168h" env:"FARO_CERTIFICATE_LIFETIME"`
	SilentAfter         time.Duration `help:"After how long without a word an agent counts as silent." default:"24h" env:"FARO_SILENT_AFTER"`
	StopWithin          time.Duration `help:"How long requests may go on when the server is stopped." default:"20s" env:"FARO_STOP_WITHIN"`
	Calls
	Demo
	Log slog.Level `help:"What is logged: debug, info, warn or error." default:"info" env:"FARO_LOG"`
}

// Validate fails with [fault.Invalid] if the settings cannot be meant; kong
// calls it.
func (s Server) Validate() error {
	if err := s.Common.Validate(); err != nil {
		return err
	}
	if _, _, err := net.SplitHostPort(s.Listen); err != nil {
		return fault.Field("listen", "not an address to listen on", "write it as host:port, or :port")
	}
	if err := safeMetrics(s.Metrics); err != nil {
		return err
	}
	for name, n := range map[string]int{"requests-per-minute": s.RequestsPerMinute, "system-requests-per-minute": s.SystemPerMinute, "pushes": s.Pushes, "connections": int(s.Connections)} {
		if n < 1 {
			return fault.Field(name, "below one", "give a number from 1")
		}
	}
	for name, d := range map[string]time.Duration{
		"certificate-lifetime": s.CertificateLifetime, "silent-after": s.SilentAfter, "stop-within": s.StopWithin,
		"session-idle": s.SessionIdle, "session-length": s.SessionLength, "files-unnamed": s.FilesUnnamed,
	} {
		if d <= 0 {
			return fault.Field(name, "not a time", "write it as 24h or 30m")
		}
	}
	if err := s.validatePeople(); err != nil {
		return err
	}
	if err := s.Calls.Validate(); err != nil {
		return err
	}
	if err := s.Files().Validate(); err != nil {
		return err
	}
	if err := disclosure.CheckFloor(s.Floor); err != nil {
		return err
	}
	if _, err := report.ParseSchedule(s.Drafts); err != nil {
		return err
	}
	switch {
	case len(s.Host) == 0:
		return fault.Field("host", "missing", "name the host by which agents reach the registry")
	case s.CertificateLifetime > longestCertificate:
		return fault.Field("certificate-lifetime", "longer than 30 days", "certificates renew themselves: make them short")
	case s.CareUntil < minor.Majority:
		return fault.Field("care-until", "below the age of majority", "use 21, or the age that the law names")
	case s.EscalateAfter < 0 || s.EscalateToMinistry < s.EscalateAfter:
		return fault.Field("escalate-after", "below zero, or later than the Ministry", "give days from 0, and the Ministry no fewer")
	case s.WebhookPrivate && !onLoopback(s.Listen):
		return fault.Field("webhook-private", "for a demo only, and this registry is reached from other machines",
			"leave it out: the registry would post to machines of its own network that offices name")
	case s.Transactions < 0:
		return fault.Field("transactions", "below zero", "use 0 for one per processor and one more")
	}
	return nil
}

// Files are the limits of files.
func (s Server) Files() content.Limits {
	out := content.Limits{Bytes: s.FileLimit}
	for _, t := range s.FileTypes {
		out.Types = append(out.Types, minor.FileType(t))
	}
	return out
}

// longestSession bounds the time for which one sign-in is good: a working day
// with its overtime.
const longestSession = 12 * time.Hour

func (s Server) validatePeople() error {
	if s.People == "" {
		if s.PeopleURL != "" || s.Providers != "" {
			return fault.Field("people", "missing", "say where people reach the registry, as host:port or :port")
		}
		return nil
	}
	if _, _, err := net.SplitHostPort(s.People); err != nil {
		return fault.Field("people", "not an address to listen on", "write it as host:port, or :port")
	}
	u, err := url.Parse(s.PeopleURL)
	switch {
	case err != nil || u.Scheme != "https" || u.Host == "" || strings.TrimSuffix(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil:
		return fault.Field("people-url", "missing, or not of the form https://host", "write the address that people type")
	case (s.PeopleCertificate == "") != (s.PeopleKey == ""):
		return fault.Field("people-key", "a certificate without its key, or a key without its certificate", "give both or neither")
	case s.SessionLength > longestSession || s.SessionIdle > s.SessionLength:
		return fault.Field("session-length", "longer than 12 hours, or shorter than session-idle", "let people sign in once a working day")
	}
	for _, p := range s.TrustedProxies {
		network, err := netip.ParsePrefix(p)
		if err != nil {
			return fault.Field("trusted-proxies", "not networks", "write them as 10.0.0.0/24")
		}
		if network.Bits() == 0 {
			return fault.Field("trusted-proxies", "everybody: whoever asks could say from where", "name the proxies' own network")
		}
	}
	return nil
}

// longestCertificate bounds the life of an agent's certificate: a machine that
// was stolen and never missed stays in no longer.
const longestCertificate = 30 * 24 * time.Hour

// Options are those of kong for every program of the registry. What is set by
// the environment, and so by the file, has the name of its variable in its tag;
// what a command is told to do is for the command line alone.
func Options(name, description string) []kong.Option {
	return []kong.Option{
		kong.Name(name),
		kong.Description(description),
		kong.Configuration(parseFile),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
	}
}

// Tell writes an error for the person at the terminal: one line, and the remedy
// on the next. What is internal is told as it is: the person runs the machine.
// It gives the code with which the program ends; what a doctor found it has
// told by itself.
func Tell(name string, err error) int {
	var unwell doctor.Unwell
	if errors.As(err, &unwell) {
		return unwell.ExitCode()
	}
	e := fault.As(err)
	text := err.Error()
	if e.Remedy != "" {
		text = e.Detail
		if e.Field != "" {
			text = e.Field + ": " + text
		}
		text += "\n  " + e.Remedy
	}
	fmt.Fprintf(os.Stderr, "%s: %s\n", name, text)
	return 1
}
