package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"faro.example/agent/identity"
	"faro.example/shared/doctor"
	"faro.example/shared/fault"
	"faro.example/shared/mtls"
)

type doctorCmd struct {
	JSON bool `help:"Print for other programs."`
}

// Help is shown by agentd doctor --help.
func (doctorCmd) Help() string {
	return `Looks for the usual troubles of this machine: who can read the store and its key, disk, whether the store opens,
certificate, clock, the line (by asking the registry now), version, what waits and what was refused. Each that is not
well comes with what to do. Nothing is changed, and no child is named: the report can be sent to whoever helps.

  agentd doctor
  agentd doctor --json                          for monitoring

Exit codes: 0 all is well; 10 something will be wrong; 11 something is.`
}

// Run looks, and tells.
func (c doctorCmd) Run(con *console) error {
	report := doctor.NewReport("agentd", con.now(), con.examine()...)
	write := report.Write
	if c.JSON {
		write = report.WriteJSON
	}
	if err := write(con.out); err != nil {
		return err
	}
	return report.Err()
}

// leastRoom is under which free room of the store's disk is trouble: a busy
// centre fills it in some months. Arbitrary.
const leastRoom = 256 << 20

// examine looks at everything, from what needs nothing else to what needs the
// store.
func (c *console) examine() []doctor.Finding {
	if !doctor.Exists(c.store.Path()) {
		return []doctor.Finding{doctor.Wrong("store", "there is no store in "+c.store.Dir, "give its folder with --dir, or enrol this machine with agentd enrol")}
	}
	found := []doctor.Finding{
		doctor.Private("the folder of the store", c.store.Dir), doctor.Private("its key", c.store.KeyPath()),
		doctor.Disk("the store", c.store.Dir, leastRoom),
	}
	if c.store.Locked() {
		return append(found, doctor.Wrong("store", "locked: nothing on this machine holds the passphrase", "somebody who knows it runs agentd unlock while agentd serve waits"))
	}
	d, err := c.open()
	if err != nil {
		return append(found, doctor.Failed("store", err, "keep the folder as it is and call whoever looks after this machine"))
	}
	found = append(found, d.examine()...)
	if err := d.db.Close(); err != nil {
		found = append(found, doctor.Failed("store", err, "look at the disk"))
	}
	return found
}

// examine looks at an open store, and at the line.
func (d *desk) examine() []doctor.Finding {
	st, err := d.status()
	if err != nil {
		return []doctor.Finding{doctor.Failed("store", err, "keep the folder as it is and call whoever looks after this machine")}
	}
	leaf := d.who.Certificate.Leaf
	due := identity.Due(leaf).Add(leaf.NotAfter.Sub(identity.Due(leaf)) / 2) // it has been tried for a while by then
	return []doctor.Finding{
		doctor.Fine("store", "opens, of installation %s", st.Agent),
		serving(st),
		doctor.Certificate("the certificate of this machine", leaf, due, d.registryNow(),
			"agentd serve renews it by itself: see that it runs and has a line; if it ran out long ago, enrol again with a new code"),
		clocked(st),
		version(st),
		d.line(st),
		unsent(st, d.now()),
		refused(st),
		codes(st),
	}
}

func serving(st status) doctor.Finding {
	switch {
	case st.Stopped != "":
		return doctor.Wrong("serve", st.Stopped, st.Remedy)
	case !st.Serving:
		return doctor.Wrong("serve", "agentd serve is not running: nothing is carried to the registry", "start it: agentd serve; with systemd, systemctl start faro-agentd")
	}
	return doctor.Fine("serve", "agentd serve is running")
}

func clocked(st status) doctor.Finding {
	if st.ClockWrong {
		return doctor.Wrong("clock", "this machine's clock is wrong"+st.byHowMuch(), "set it, and let it set itself by the network; what was recorded meanwhile is kept as it is")
	}
	return doctor.Fine("clock", "as the registry's, by %d s, when last compared", st.Skew)
}

func version(st status) doctor.Finding {
	if st.Rules != "" {
		return doctor.Worry("version", st.Rules, "install the new version of agentd; the store stays")
	}
	return doctor.Fine("version", "decides by the same rules as the registry")
}

// longestUnsent is for how long nothing may have been exchanged while records
// wait before it is trouble. Arbitrary.
const longestUnsent = 24 * time.Hour

func unsent(st status, now time.Time) doctor.Finding {
	n := st.Records.Unsent + st.Carried
	switch {
	case n == 0:
		return doctor.Fine("outbox", "nothing waits")
	case !st.Line.Cut.IsZero() && now.Sub(st.Line.Cut) > longestUnsent:
		return doctor.Wrong("outbox", fmt.Sprintf("%d records wait, and nothing was exchanged for more than a day", n),
			"mend the line; or carry them on a stick: agentd bundle write FILE, to a machine of the same office or to the registry")
	}
	return doctor.Fine("outbox", "%d records wait for the line", n)
}

func refused(st status) doctor.Finding {
	if n := st.Records.Refused; n > 0 {
		return doctor.Worry("refused", fmt.Sprintf("%d records were refused", n), "agentd outbox says why and what to do about each")
	}
	return doctor.Fine("refused", "nothing was refused")
}

// fewCodes is under how many national codes registrations with the line cut
// soon have none. Arbitrary.
const fewCodes = 20

func codes(st status) doctor.Finding {
	if st.Codes < fewCodes {
		return doctor.Worry("codes", fmt.Sprintf("%d national codes are left for use with the line cut", st.Codes), "mend the line: more come by themselves; without one, children are registered by their tag number")
	}
	return doctor.Fine("codes", "%d national codes are left", st.Codes)
}

// answerWithin bounds the wait for the registry. Arbitrary.
const answerWithin = 5 * time.Second

// line asks the registry now, without saying who asks.
func (d *desk) line(st status) doctor.Finding {
	tls, err := mtls.Client(nil, d.who.Roots)
	if err != nil {
		return doctor.Failed("line", err, "enrol this machine again")
	}
	tls.Time = d.now
	ctx, cancel := context.WithTimeout(d.ctx, answerWithin)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, st.Registry+"/status", nil)
	if err != nil {
		return doctor.Failed("line", err, "enrol this machine again")
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: tls, DisableKeepAlives: true, Proxy: http.ProxyFromEnvironment}}
	res, err := client.Do(req)
	if err != nil {
		return cut(st.Registry, err)
	}
	if err := res.Body.Close(); err != nil {
		return cut(st.Registry, err)
	}
	if res.StatusCode >= http.StatusInternalServerError {
		return doctor.Worry("line", "the registry is reached and answers "+res.Status, "wait: agentd goes on trying by itself")
	}
	if st.Line.Kind != "" && !st.Line.Cut.IsZero() && st.Line.Kind != "line" {
		return doctor.Failed("line", &fault.Error{Detail: "the registry is reached, and does not exchange: " + st.Line.Why, Remedy: st.Line.Help}, "agentd status says more")
	}
	return doctor.Fine("line", "the registry answers at %s", st.Registry)
}

// cut says why the registry was not reached, as far as this end can tell.
func cut(registry string, err error) doctor.Finding {
	var dns *net.DNSError
	var stranger x509.UnknownAuthorityError
	switch says := "the registry is not reached at " + registry; {
	case mtls.ClockSuspect(err):
		return doctor.Wrong("line", says+": its certificate is not valid by this machine's clock", "set this machine's clock")
	case errors.As(err, &stranger):
		return doctor.Wrong("line", says+": something else answers there, with a certificate that this machine does not trust",
			"look for a proxy or a sign-in page of this network that stands between; let the registry's address through it")
	case errors.As(err, &dns):
		return doctor.Wrong("line", says+": its name is not known here", "see whether this machine has a network and a name server")
	case errors.Is(err, context.DeadlineExceeded):
		return doctor.Wrong("line", says+": no answer in time", "see whether this network lets that port through; recording goes on without a line")
	default:
		return doctor.Wrong("line", says, "see whether this machine has a network, and whether it lets that port through; recording goes on without a line")
	}
}
