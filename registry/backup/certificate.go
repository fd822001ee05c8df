package backup

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"faro.example/registry/audit/tree"
	"faro.example/registry/monthkey"
	"faro.example/registry/walarchive"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// certificate is that for which the registry's key signs a [Certificate].
const certificate = "erasure"

// Erasure is what is certified: that a child was erased, and which
// installations have not confirmed yet that they did too.
type Erasure struct {
	Minor   minor.ID
	At      time.Time
	Waiting []change.AgentID
}

// Certificate says from when on nothing brings an erased child back (DPR
// 231/2023 art. 9): when the last key is destroyed that opens a backup from
// before, and every installation has confirmed.
type Certificate struct {
	Erasure
	Months []monthkey.State // whose backups may hold the child
	Plain  []string         // folders of backups that are not encrypted, which no key ends
	From   time.Time        // zero while a backup that no key ends is kept
	Issued time.Time
	// Lagging says that no base backup was made since, before which all of the log
	// from before the erasure is archived for certain: later months may count too.
	Lagging bool
}

// Certify makes the certificate of an erasure, as things stand.
func Certify(o Options, e Erasure) (Certificate, error) {
	c := Certificate{Erasure: e, From: e.At, Issued: o.Now().UTC().Truncate(time.Second)}
	all, err := o.Keys.List()
	if err != nil {
		return c, err
	}
	r, err := readRegister(o.State)
	if err != nil {
		return c, err
	}
	last, err := c.lastMonth(o, r)
	if err != nil {
		return c, err
	}
	for _, s := range all {
		if s.Month > last {
			continue // its backups were all made after the erasure
		}
		c.Months = append(c.Months, s)
		end := s.Due
		switch {
		case !s.Destroyed.IsZero() && !s.Held:
			end = s.Destroyed
		case s.Overdue(c.Issued):
			end = c.Issued // at the soonest
		}
		if end.After(c.From) {
			c.From = end
		}
	}
	for _, k := range append(slices.Clone(r.Kept), r.Plain...) {
		if k.Month == "" && k.Made.Before(e.At) && isThere(k.Folder) {
			c.Plain, c.From = append(c.Plain, k.Folder), time.Time{}
		}
	}
	return c, nil
}

// lastMonth gives the last month to whose key something from before the erasure
// may be encrypted. A backup is of the month in which it was made; but the log is
// archived after it is written, and a segment of before may be of a later month:
// at the latest of that of the next base backup, which waits for all of it.
func (c *Certificate) lastMonth(o Options, r register) (monthkey.Month, error) {
	last := monthkey.MonthOf(c.At)
	_, err := walarchive.Secret(o.State)
	if fault.Is(err, fault.NotFound) {
		return last, nil // no log was ever archived
	}
	if err != nil {
		return last, err
	}
	for _, b := range r.Bases {
		if !b.Began.Before(c.At) {
			return max(last, monthkey.MonthOf(b.Ended)), nil
		}
	}
	c.Lagging = true
	return max(last, monthkey.MonthOf(c.Issued)), nil
}

// Final reports whether nothing brings the child back any more: every key is
// destroyed, and every installation has confirmed.
func (c Certificate) Final() bool {
	kept := slices.ContainsFunc(c.Months, func(s monthkey.State) bool { return s.Held || s.Destroyed.IsZero() })
	return !kept && !c.Lagging && len(c.Plain) == 0 && len(c.Waiting) == 0
}

// Text is the certificate as it is signed: for people, one statement a line. It
// names the child by the identifier that the tombstone keeps, and nothing else.
func (c Certificate) Text() string {
	var out strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) }
	line("Certificate of erasure (DPR 231/2023 art. 9)")
	line("child: %s", c.Minor)
	line("erased from the registry: %s", stamp(c.At))
	for _, s := range c.Months {
		switch {
		case s.Overdue(c.Issued) && s.Destroyed.IsZero():
			line("backups of %s: open; their key was to be destroyed on %s, and is there still", s.Month, s.Due.Format(time.DateOnly))
		case s.Destroyed.IsZero():
			line("backups of %s: open until their key is destroyed, on %s", s.Month, s.Due.Format(time.DateOnly))
		case s.Held:
			line("backups of %s: their key was destroyed on %s, and a copy was brought back", s.Month, s.Destroyed.Format(time.DateOnly))
		default:
			line("backups of %s: their key was destroyed on %s", s.Month, s.Destroyed.Format(time.DateOnly))
		}
	}
	for range c.Plain {
		line("a backup that is not encrypted: it opens until it is removed")
	}
	if c.Lagging {
		line("the archived log: months up to that of the next base backup may count too")
	}
	for _, a := range c.Waiting {
		line("installation %s: has not confirmed yet", a)
	}
	switch {
	case c.Lagging && !c.From.IsZero():
		line("nothing can bring the child back: not before %s; the next base backup decides", stamp(c.From))
	case c.From.IsZero():
		line("nothing can bring the child back: from no day that can be named, while a backup that is not encrypted is kept")
	case len(c.Waiting) > 0:
		line("nothing can bring the child back: from %s, and once every installation has confirmed", stamp(c.From))
	default:
		line("nothing can bring the child back: from %s", stamp(c.From))
	}
	line("final: %t", c.Final())
	line("issued: %s", stamp(c.Issued))
	return out.String()
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Sign gives the certificate signed by the registry's key, as a note:
// [ReadCertificate] checks it, and whoever has the public key that registryctl
// audit key prints can.
func (c Certificate) Sign(o Options) (string, error) {
	if _, err := identity(o.State); err != nil {
		return "", err
	}
	key, _, err := tree.OpenKey(o.State)
	if err != nil {
		return "", err
	}
	return key.Attest(certificate, c.Text())
}

// Certificate makes the certificate of an erasure and signs it.
func (o Options) Certificate(e Erasure) (signed string, err error) {
	c, err := Certify(o, e)
	if err != nil {
		return "", err
	}
	return c.Sign(o)
}

// ReadCertificate gives the text of a certificate. It fails with
// [fault.Invalid] if none of the keys has signed it.
func ReadCertificate(keys tree.Keys, signed string) (string, error) {
	return keys.Attested(certificate, signed)
}
