package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"faro.example/registry/assembly"
	"faro.example/registry/breach"
	"faro.example/registry/paper"
	"faro.example/registry/pki"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

type enrolCmd struct {
	Office   []string       `help:"Code of a structure or institution that the agent speaks for; again for each." placeholder:"CODE" xor:"which"`
	Province string         `help:"Two letters: every structure, social service and prefecture of the province." placeholder:"SR" xor:"which"`
	Role     string         `help:"What is enrolled: centre for an agent, system or an institution's kind for a machine that asks." default:"centre"`
	Scope    []string       `help:"What a system may ask: custody, census, events; again for each." placeholder:"SCOPE"`
	Label    string         `help:"A name for people; the offices' codes if left out."`
	Replaces change.AgentID `help:"The agent whose place it takes; that one is revoked." placeholder:"ID"`
	Valid    time.Duration  `help:"For how long the code can be used." default:"72h"`
	operator
	Roots string `help:"Also write the registry's root here, for the agent to trust." placeholder:"FILE"`
	JSON  bool   `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (enrolCmd) Help() string {
	return `Examples:

  registryctl enrol --office AG-0001 --roots root.pem
  registryctl enrol --province SR
  registryctl enrol --office AG-0001 --replaces 01890a5d-ac96-774b-bcce-b302099a8057 \
    --as 01890a5d-ac96-774b-bcce-b302099a8058 --reason "a new laptop for the one that broke"
  registryctl enrol --role system --office C-H501 --scope custody --scope census --label "juvenile court's system"

The code is the last line, is shown this once, and works once. Give it to the
centre together with the root, not by the same way. A line in the record of
access says who let it in; another, which installation came of the code.`
}

// Run makes a code.
func (e enrolCmd) Run(c *console) error {
	return c.with(func(r *assembly.Registry) error {
		offices, err := e.offices(c, r)
		if err != nil {
			return err
		}
		label := e.Label
		if label == "" {
			label = strings.Join(append(e.Office, e.Province), " ")
		}
		var scopes []access.Scope
		for _, s := range e.Scope {
			scopes = append(scopes, access.Scope(s))
		}
		by, err := e.by(c, r, "enrol")
		if err != nil {
			return err
		}
		code, err := r.Authority.InviteAs(c.ctx, by, pki.Invitation{
			Role: access.Role(e.Role), Label: strings.TrimSpace(label), Offices: offices, Scopes: scopes, Replaces: e.Replaces, Valid: e.Valid,
		})
		if err != nil {
			return err
		}
		if e.Roots != "" {
			if err := os.WriteFile(e.Roots, r.Authority.Roots(), 0o644); err != nil {
				return fmt.Errorf("write root: %w", err)
			}
		}
		return e.tell(c, code, len(offices))
	})
}

func (e enrolCmd) offices(c *console, r *assembly.Registry) ([]institution.OfficeID, error) {
	if e.Province == "" {
		return r.Directory.Find(c.ctx, e.Office...)
	}
	var municipalities []string
	province := strings.ToUpper(e.Province)
	for _, m := range r.Places.Municipalities() {
		if m.Province == province && m.Valid.Contains(day.FromTime(c.now())) {
			municipalities = append(municipalities, m.Istat)
		}
	}
	if len(municipalities) == 0 {
		return nil, fault.Field("province", "there is no such province", "use its two letters, as SR")
	}
	offices, err := r.Directory.In(c.ctx, municipalities)
	if err == nil && len(offices) == 0 {
		return nil, fault.Field("province", "the directory has no office in it", "import its structures and institutions first")
	}
	return offices, err
}

func (e enrolCmd) tell(c *console, code string, offices int) error {
	until := c.now().Add(e.Valid).In(day.Rome).Truncate(time.Second)
	root := filepath.Join(c.common.State, pki.RootFile)
	if e.Roots != "" {
		root = e.Roots
	}
	if e.JSON {
		return json.NewEncoder(c.out).Encode(map[string]any{"code": code, "until": until, "offices": offices, "roots": root})
	}
	what := "one office"
	if offices > 1 {
		what = fmt.Sprintf("%d offices", offices)
	}
	fmt.Fprintf(c.err, "for %s, until %s, with the root in %s:\n", what, until.Format(time.RFC3339), root)
	fmt.Fprintln(c.out, code)
	return nil
}

type revokeCmd struct {
	Agent  change.AgentID `arg:"" help:"The agent's identifier, as its status shows it."`
	LostAt time.Time      `help:"It was stolen or lost: since when it is out of hand." placeholder:"2026-03-31T21:40:00+02:00"`
	Out    string         `help:"Where the page about the loss is written: FILE.html or FILE.pdf." placeholder:"FILE"`
	operator
}

// operator says who lets an installation in or sends it away, for the line in the
// record of access. Nobody need be named: a stolen machine cannot wait until an
// identifier is found, and the line says then that it was the registry's own shell.
type operator struct {
	As     institution.PersonID `help:"Who does it: identifier of a person of the directory; the registry itself if left out." placeholder:"PERSON"`
	Reason string               `help:"Why, in a sentence; it is kept."`
}

// by gives who does it.
func (o operator) by(c *console, r *assembly.Registry, command string) (access.Caller, error) {
	if !o.As.IsZero() {
		return looker(o).caller(c, r, access.Operate)
	}
	return access.Caller{Role: access.Ministry, Person: r.Intake.Registry.Author, Agent: r.Intake.Registry.Agent,
		Reason: cmp.Or(o.Reason, "registryctl "+command)}, nil
}

// Help teaches by example.
func (revokeCmd) Help() string {
	return `Examples:

  registryctl revoke 01890a5d-ac96-774b-bcce-b302099a8057
  registryctl revoke 01890a5d-ac96-774b-bcce-b302099a8057 --lost-at 2026-03-31T21:40:00+02:00 --out laptop17.html \
    --as 01890a5d-ac96-774b-bcce-b302099a8058 --reason "laptop 17 stolen from the office"

It holds for the next request, also on a connection that is open. What the agent
has not sent yet stays with it; after enrolling again it sends it anew.

With --lost-at the page says, once it is revoked, whose data may have been on it, what is left to do and until when, and drafts what
the privacy authority and each social service have to be told (Regulation (EU) 2016/679 art. 33 and 34). Children stand there by
their codes. For the Ministry and auditors.`
}

// Run revokes.
func (v revokeCmd) Run(c *console) error {
	if !v.LostAt.IsZero() {
		return v.answer(c)
	}
	return c.with(func(r *assembly.Registry) error {
		by, err := v.by(c, r, "revoke")
		if err != nil {
			return err
		}
		if err := r.Authority.RevokeAs(c.ctx, by, v.Agent); err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s is revoked\n", v.Agent)
		return nil
	})
}

// answer is what is done about a machine that was stolen or lost.
func (v revokeCmd) answer(c *console) error {
	if v.As.IsZero() || v.Reason == "" {
		return fault.Field("as", "whose data was on a machine is asked by a person, for a reason", "add --as and --reason")
	}
	page, err := isPage(v.Out)
	if err != nil {
		return err
	}
	if err := free(v.Out); err != nil {
		return err
	}
	return c.with(func(r *assembly.Registry) error {
		by, err := looker{As: v.As, Reason: v.Reason}.caller(c, r, access.AskHoldings)
		if err != nil {
			return err
		}
		b, err := r.Breaches.Answer(c.ctx, by, breach.Loss{Agent: v.Agent, At: v.LostAt})
		if err != nil {
			return err
		}
		write := paper.Page
		if !page {
			write = func(d paper.Document) ([]byte, error) { return new(paper.Press).PDF(c.ctx, d) }
		}
		text, err := write(b.Document())
		if err != nil {
			return err
		}
		if err := keep(v.Out, func(w io.Writer) error { _, err := w.Write(text); return err }); err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s is revoked; children whose data may have been on it: %d; notify the privacy authority by %s\n", v.Agent, len(b.Children), instant(b.Deadline()))
		fmt.Fprintf(c.err, "the drafts are in %s\n", v.Out)
		return nil
	})
}
