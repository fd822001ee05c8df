package mail

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/smtp"
	"strings"
	"time"

	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/mtls"
)

// Server is to whom messages are given.
type Server struct {
	Address  string // host:port; "" for none
	From     string // of whom the messages are
	User     string // "" where the server asks for none
	Password string
	Roots    []byte // in PEM, that vouch for it; those of the system if there are none
}

// errPlain is what a server gets that does not speak TLS.
var errPlain = &fault.Error{Kind: fault.Invalid, Field: "smtp", Detail: "the mail server does not offer STARTTLS", Remedy: "configure one that does"}

// send gives a message to the server. taken reports whether the server has it, or
// may have: whether it has is not known if the line breaks after the last word.
func (s Server) send(ctx context.Context, to, text string) (taken bool, err error) {
	host, _, err := net.SplitHostPort(s.Address)
	if err != nil {
		return false, fault.Field("smtp", "not an address", "write it as host:port")
	}
	conn, err := (&net.Dialer{Timeout: talkTime}).DialContext(ctx, "tcp", s.Address)
	if err != nil {
		return false, refused("reach", err)
	}
	if err := conn.SetDeadline(time.Now().Add(talkTime)); err != nil {
		return false, errors.Join(err, conn.Close())
	}
	c, err := smtp.NewClient(conn, host)
	if err != nil {
		return false, errors.Join(refused("greet", err), conn.Close())
	}
	taken, err = s.talk(c, host, to, text)
	if err == nil {
		return true, c.Quit()
	}
	return taken, errors.Join(err, c.Close())
}

// talk says all that there is to say.
func (s Server) talk(c *smtp.Client, host, to, text string) (taken bool, err error) {
	if offered, _ := c.Extension("STARTTLS"); !offered {
		return false, errPlain
	}
	tls, err := mtls.Outward(s.Roots)
	if err != nil {
		return false, err
	}
	tls.ServerName = host
	if err := c.StartTLS(tls); err != nil {
		return false, refused("secure the line to", err)
	}
	if s.User != "" {
		if err := c.Auth(smtp.PlainAuth("", s.User, s.Password, host)); err != nil {
			return false, refused("sign in at", err)
		}
	}
	if err := c.Mail(s.From); err != nil {
		return false, refused("name the sender to", err)
	}
	if err := c.Rcpt(to); err != nil {
		return false, refused("name the reader to", err)
	}
	w, err := c.Data()
	if err != nil {
		return false, refused("write to", err)
	}
	if _, err := w.Write([]byte(text)); err != nil {
		return false, refused("write to", err)
	}
	if err := w.Close(); err != nil {
		return notSaid(err), refused("hand over to", err)
	}
	return true, nil
}

// notSaid reports whether the server did not say what became of a message: it may
// have it.
func notSaid(err error) bool {
	var answer interface{ Timeout() bool }
	return errors.As(err, &answer) || !strings.HasPrefix(err.Error(), "4") && !strings.HasPrefix(err.Error(), "5")
}

// refused says what could not be done, and nothing that the server said: it may
// repeat an address.
func refused(what string, err error) error {
	code := "no answer"
	if text := err.Error(); len(text) >= 3 && strings.Trim(text[:3], "0123456789") == "" {
		code = text[:3]
	}
	return &fault.Error{Kind: fault.Busy, Detail: fmt.Sprintf("could not %s the mail server: %s", what, code), Remedy: "see what it says in its own log"}
}

// message is what is written to everybody.
func message(from, to, url string, at time.Time) string {
	domain := from[strings.LastIndexByte(from, '@')+1:]
	return strings.Join([]string{
		"From: Faro <" + from + ">",
		"To: <" + to + ">",
		"Subject: Faro: qualcosa aspetta il tuo ufficio / something waits for your office",
		"Date: " + at.Format(time.RFC1123Z),
		"Message-ID: <" + id.New[Server]().String() + "@" + domain + ">",
		"MIME-Version: 1.0",
		"Content-Type: text/plain; charset=utf-8",
		"Content-Transfer-Encoding: 8bit",
		"Auto-Submitted: auto-generated",
		"",
		"Qualcosa aspetta il tuo ufficio nel registro. Per sapere che cosa, accedi:",
		url,
		"",
		"Questo messaggio non dice mai di chi si tratta, e arriva al più una volta al giorno.",
		"",
		"Something waits for your office in the registry. To see what, sign in:",
		url,
		"",
		"This message never says about whom, and comes once a day at most.",
		"",
	}, "\r\n")
}
