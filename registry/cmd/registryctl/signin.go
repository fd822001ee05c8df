package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"faro.example/registry/assembly"
	"faro.example/registry/signin"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// signinCmd is what concerns people's sign-in.
type signinCmd struct {
	Bind   bindCmd    `cmd:"" help:"Say who a person of the directory is to a provider."`
	Unbind unbindCmd  `cmd:"" help:"Let a provider vouch for a person no more, at once."`
	Out    signOutCmd `cmd:"" help:"Sign a person out everywhere."`
}

// withSignin runs fn with people's sign-in, in the registry's own name.
func (c *console) withSignin(providers string, fn func(*signin.Signin, institution.PersonID) error) error {
	return c.with(func(r *assembly.Registry) error {
		known, err := assembly.Providers(providers)
		if err != nil {
			return err
		}
		door, err := r.Signin(assembly.SigninOptions{Providers: known, Now: c.now, Log: c.log})
		if err != nil {
			return err
		}
		return fn(door, r.Intake.Registry.Author)
	})
}

type bindCmd struct {
	Provider  string               `arg:"" help:"Name of the provider in the file of providers."`
	Person    institution.PersonID `arg:"" help:"Identifier of the person in the directory."`
	From      string               `help:"File whose first line is the value of the provider's claim; the input if left out." placeholder:"FILE"`
	Providers string               `help:"The file of providers." placeholder:"FILE" env:"FARO_PROVIDERS" required:""`
}

// Help teaches by example.
func (bindCmd) Help() string {
	return `Examples:

  registryctl signin bind spid 01890a5d-ac96-774b-bcce-b302099a8057 < value

The value of the provider's claim, such as TINIT- and the tax code, is read from
the input, since a command line is seen by everybody on the machine. Only a keyed
hash of it is kept. What the person was bound to before ends, with the sessions.`
}

// Run binds.
func (b bindCmd) Run(c *console) error {
	value, err := b.value()
	if err != nil {
		return err
	}
	return c.withSignin(b.Providers, func(door *signin.Signin, by institution.PersonID) error {
		if err := door.Bind(c.ctx, signin.Binding{Person: b.Person, Provider: b.Provider, Value: value}, by); err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s can sign in by %s\n", b.Person, b.Provider)
		return nil
	})
}

// value reads the value of the claim.
func (b bindCmd) value() (value string, err error) {
	from := os.Stdin
	if b.From != "" {
		if from, err = os.Open(b.From); err != nil {
			return "", fault.Field("from", "the file cannot be read", "name a file that there is")
		}
		defer func() { err = errors.Join(err, from.Close()) }()
	}
	text, err := bufio.NewReader(io.LimitReader(from, 1<<10)).ReadString('\n')
	if value = strings.TrimRight(text, "\r\n"); value == "" || err != nil && !errors.Is(err, io.EOF) {
		return "", fault.Field("from", "no value in the first line", "write the value of the claim there")
	}
	return value, nil
}

type unbindCmd struct {
	Provider string               `arg:"" help:"Name of the provider."`
	Person   institution.PersonID `arg:"" help:"Identifier of the person in the directory."`
}

// Help teaches by example.
func (unbindCmd) Help() string {
	return `Examples:

  registryctl signin unbind spid 01890a5d-ac96-774b-bcce-b302099a8057

The sessions that rest on it end for the next request.`
}

// Run unbinds.
func (u unbindCmd) Run(c *console) error {
	return c.withSignin("", func(door *signin.Signin, by institution.PersonID) error {
		if err := door.Unbind(c.ctx, u.Person, u.Provider, by); err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s can sign in by %s no more\n", u.Person, u.Provider)
		return nil
	})
}

type signOutCmd struct {
	Person institution.PersonID `arg:"" help:"Identifier of the person in the directory."`
}

// Help teaches by example.
func (signOutCmd) Help() string {
	return `Examples:

  registryctl signin out 01890a5d-ac96-774b-bcce-b302099a8057

It holds for the next request, on every machine. The person can sign in again:
to prevent that, unbind them or end their time in the directory.`
}

// Run signs out.
func (s signOutCmd) Run(c *console) error {
	return c.withSignin("", func(door *signin.Signin, _ institution.PersonID) error {
		if err := door.SignOutEverywhere(c.ctx, s.Person); err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s is signed out everywhere\n", s.Person)
		return nil
	})
}
