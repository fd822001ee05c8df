package main

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"
	"time"

	"faro.example/registry/assembly"
	"faro.example/registry/config"
	"faro.example/registry/webhook"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// webhookCmd are the commands about webhooks.
type webhookCmd struct {
	Add    webhookAddCmd    `cmd:"" help:"Tell the system of an office when something waits; prints the secret, this once."`
	List   webhookListCmd   `cmd:"" help:"The webhooks of an office, and whether they are reached."`
	Remove webhookRemoveCmd `cmd:"" help:"Tell it no more."`
	Resume webhookResumeCmd `cmd:"" help:"Try one again that was paused."`
	Test   webhookTestCmd   `cmd:"" help:"Post an event of the type test, once."`
}

type webhookAddCmd struct {
	looker
	Office string `help:"Code of the office." placeholder:"CODE" required:""`
	URL    string `help:"Where to post: https." placeholder:"https://receiver.example/faro" required:"" name:"url"`
}

// Help teaches by example.
func (webhookAddCmd) Help() string {
	return `Examples:

  registryctl webhook add --office C-SR --url https://receiver.example/faro --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "our own system"

For the office's administrator, or one of the Ministry. Of each alert that is newly raised to the office, or goes up, an event is posted:
which alert, by which rule, due when, and never about whom. The secret by which events are signed (Standard Webhooks) is printed this
once. See docs/webhooks.md for how to verify it.`
}

// Run adds.
func (w webhookAddCmd) Run(c *console) error {
	return c.hooked(w.looker, func(r *assembly.Registry, by access.Caller) error {
		office, err := officeOf(c, r, w.Office)
		if err != nil {
			return err
		}
		made, secret, err := r.Webhooks.Add(c.ctx, by, office, w.URL)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.err, "webhook %s\n", made)
		fmt.Fprintln(c.out, secret)
		return nil
	})
}

type webhookListCmd struct {
	looker
	Office string `help:"Code of the office." placeholder:"CODE" required:""`
	JSON   bool   `help:"Print JSON." name:"json"`
}

// Run lists.
func (w webhookListCmd) Run(c *console) error {
	return c.hooked(w.looker, func(r *assembly.Registry, by access.Caller) error {
		office, err := officeOf(c, r, w.Office)
		if err != nil {
			return err
		}
		list, err := r.Webhooks.List(c.ctx, by, office)
		if err != nil {
			return err
		}
		if w.JSON {
			return json.NewEncoder(c.out).Encode(append([]webhook.Hook{}, list...))
		}
		out := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
		for _, h := range list {
			state := "reached"
			switch {
			case h.PausedAt != nil:
				state = "paused since " + h.PausedAt.UTC().Format(time.RFC3339)
			case h.FailingSince != nil:
				state = "not reached since " + h.FailingSince.UTC().Format(time.RFC3339)
			}
			fmt.Fprintf(out, "%s\t%s\t%s\t%d waiting\t%s\n", h.ID, h.Code, state, h.Waiting, h.URL)
		}
		return out.Flush()
	})
}

// oneHook is a command about one webhook.
type oneHook struct {
	looker
	Webhook string `arg:"" help:"Identifier of the webhook."`
}

func (w oneHook) of() (webhook.ID, error) {
	var out webhook.ID
	if err := out.UnmarshalText([]byte(w.Webhook)); err != nil {
		return out, fault.Field("webhook", "not an identifier", "list those of the office")
	}
	return out, nil
}

type webhookRemoveCmd struct{ oneHook }

// Run removes.
func (w webhookRemoveCmd) Run(c *console) error {
	return w.do(c, func(r *assembly.Registry, by access.Caller, of webhook.ID) error {
		return r.Webhooks.Remove(c.ctx, by, of)
	})
}

type webhookResumeCmd struct{ oneHook }

// Run resumes.
func (w webhookResumeCmd) Run(c *console) error {
	return w.do(c, func(r *assembly.Registry, by access.Caller, of webhook.ID) error {
		return r.Webhooks.Resume(c.ctx, by, of)
	})
}

type webhookTestCmd struct {
	oneHook
	Roots   string `help:"Certificates, in PEM, that vouch for the receiver; those of the system if left out." type:"existingfile" env:"FARO_WEBHOOK_ROOTS" placeholder:"FILE"`
	Private bool   `help:"The receiver may stand on this machine or in its network." env:"FARO_WEBHOOK_PRIVATE"`
}

// Run posts a test.
func (w webhookTestCmd) Run(c *console) error {
	o := c.options()
	var err error
	if o.Calls.Roots, err = config.ReadFile("roots", w.Roots); err != nil {
		return err
	}
	o.Calls.Private = w.Private
	of, err := w.of()
	if err != nil {
		return err
	}
	return c.opened(o, func(r *assembly.Registry) error {
		by, err := w.caller(c, r, access.KeepStaff)
		if err != nil {
			return err
		}
		if err := r.Webhooks.Test(c.ctx, by, of); err != nil {
			return err
		}
		fmt.Fprintln(c.out, "taken")
		return nil
	})
}

// do does something to the webhook.
func (w oneHook) do(c *console, fn func(*assembly.Registry, access.Caller, webhook.ID) error) error {
	of, err := w.of()
	if err != nil {
		return err
	}
	return c.hooked(w.looker, func(r *assembly.Registry, by access.Caller) error { return fn(r, by, of) })
}

// mailCmd are the commands about e-mail.
type mailCmd struct {
	Address mailAddressCmd `cmd:"" help:"Keep the address to which a person is written that something waits."`
}

type mailAddressCmd struct {
	looker
	Person  institution.PersonID `help:"Identifier of the person." placeholder:"PERSON" required:""`
	Address minor.Text           `help:"The address; - to read it from the input; none to write no more." placeholder:"ADDRESS" required:""`
}

// Help teaches by example.
func (mailAddressCmd) Help() string {
	return `Examples:

  registryctl mail address --person 01890a5d-ac96-774b-bcce-b302099a8058 --address - --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "asked for it"

For the office's administrator, or one of the Ministry. Once a day at most the person is written that something waits for the office, and
where to look; never what, nor about whom. Nobody is written to unless registryd is given a mail server (--smtp).`
}

// Run keeps an address.
func (m mailAddressCmd) Run(c *console) error {
	address, err := named(m.Address.Reveal())
	if err != nil {
		return err
	}
	if address == "none" {
		address = ""
	}
	return c.hooked(m.looker, func(r *assembly.Registry, by access.Caller) error { return r.Mail.Keep(c.ctx, by, m.Person, address) })
}

// hooked runs fn in the name of a person.
func (c *console) hooked(l looker, fn func(*assembly.Registry, access.Caller) error) error {
	return c.with(func(r *assembly.Registry) error {
		by, err := l.caller(c, r, access.KeepStaff)
		if err != nil {
			return err
		}
		return fn(r, by)
	})
}
