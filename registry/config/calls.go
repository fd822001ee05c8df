package config

import (
	"net"
	"os"
	"strings"

	"faro.example/shared/fault"
)

// Calls says how offices are told, outside of the pages, that something waits.
type Calls struct {
	SMTP             string `name:"smtp" help:"The mail server that writes to people that something waits, by STARTTLS; nobody is written to if left out." placeholder:"HOST:PORT" env:"FARO_SMTP"`
	SMTPFrom         string `name:"smtp-from" help:"Of whom the messages are." placeholder:"ADDRESS" env:"FARO_SMTP_FROM"`
	SMTPUser         string `name:"smtp-user" help:"By which name the registry signs in there; it does not if left out." placeholder:"NAME" env:"FARO_SMTP_USER"`
	SMTPPasswordFile string `name:"smtp-password-file" help:"Where its password stands." placeholder:"FILE" env:"FARO_SMTP_PASSWORD_FILE"`
	SMTPRoots        string `name:"smtp-roots" help:"Certificates, in PEM, that vouch for it; those of the system if left out." placeholder:"FILE" env:"FARO_SMTP_ROOTS"`
	WebhookRoots     string `name:"webhook-roots" help:"Certificates, in PEM, that vouch for receivers of webhooks; those of the system if left out." placeholder:"FILE" env:"FARO_WEBHOOK_ROOTS"`
	WebhookPrivate   bool   `name:"webhook-private" help:"Receivers of webhooks may stand on this machine or in its network: for a demo, never where offices name them." env:"FARO_WEBHOOK_PRIVATE"`
}

// Validate fails with [fault.Invalid] if the settings cannot be meant; kong calls it.
func (c Calls) Validate() error {
	if c.SMTP == "" {
		return nil
	}
	if _, _, err := net.SplitHostPort(c.SMTP); err != nil {
		return fault.Field("smtp", "not an address", "write it as host:port")
	}
	if !strings.Contains(c.SMTPFrom, "@") {
		return fault.Field("smtp-from", "not an e-mail address", "say of whom the messages are, as faro@registry.example")
	}
	if (c.SMTPUser == "") != (c.SMTPPasswordFile == "") {
		return fault.Field("smtp-user", "a name without a password, or a password without a name", "give both, or neither")
	}
	return nil
}

// ReadFile reads a file that a setting names; nothing if it names none.
func ReadFile(setting, name string) ([]byte, error) {
	if name == "" {
		return nil, nil
	}
	out, err := os.ReadFile(name)
	if err != nil {
		return nil, fault.Field(setting, "the file cannot be read", "see whether it is there, and readable to who runs the registry")
	}
	return out, nil
}
