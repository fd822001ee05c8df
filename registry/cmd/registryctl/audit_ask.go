package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"faro.example/registry/assembly"
	"faro.example/registry/audit"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// filter says which lines are asked for.
type filter struct {
	Person institution.PersonID `help:"Looks of this person." placeholder:"ID"`
	Agent  change.AgentID       `help:"Looks at or by this installation." placeholder:"ID"`
	Minor  minor.ID             `help:"Looks at this child." placeholder:"ID"`
	Role   string               `help:"Looks under this role." placeholder:"ROLE"`
	Action string               `help:"What was done, as open-casefile or search." placeholder:"ACTION"`
	Denied bool                 `help:"Only what was denied."`
	From   time.Time            `help:"From this instant on." placeholder:"2026-03-31T00:00:00+02:00"`
	Until  time.Time            `help:"Up to this instant." placeholder:"2026-04-01T00:00:00+02:00"`
	After  int64                `help:"Go on after the line with this number." placeholder:"LINE"`
	Most   int                  `help:"How many lines at most." default:"100"`
}

func (f filter) asked() audit.Filter {
	return audit.Filter{
		Person: f.Person, Agent: f.Agent, Minor: f.Minor, Role: access.Role(f.Role), Action: access.Action(f.Action),
		Denied: f.Denied, From: f.From, Until: f.Until, After: f.After, Most: f.Most,
	}
}

type auditLinesCmd struct {
	looker
	filter
	JSON bool `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (auditLinesCmd) Help() string {
	return `Examples:

  registryctl audit lines --minor 01890a5d-ac96-774b-bcce-b302099a8057 --as ... --reason "complaint 12/2026"
  registryctl audit lines --person 0189... --from 2026-03-01T00:00:00+01:00 --action open-casefile --as ... --reason ...

For auditors. The search leaves a line itself.`
}

// Run searches.
func (q auditLinesCmd) Run(c *console) error {
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, access.ReadLines)
		if err != nil {
			return err
		}
		found, err := r.Audit.Lines(c.ctx, caller, q.asked(), "")
		if err != nil {
			return err
		}
		if q.JSON {
			return json.NewEncoder(c.out).Encode(found)
		}
		return c.table("line\tat\trole\tperson\tagent\taction\tallowed\tchildren\treason", func(w io.Writer) {
			for _, f := range found {
				fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%s\t%t\t%d\t%s\n", f.Number, instant(f.At), f.Role, dash(f.Person.IsZero(), f.Person),
					dash(f.Agent.IsZero(), f.Agent), f.Action, f.Allowed, len(f.Subjects), f.Reason)
			}
		})
	})
}

func dash(none bool, v fmt.Stringer) string {
	if none {
		return "-"
	}
	return v.String()
}

type auditExportCmd struct {
	looker
	filter
	To string `help:"The new file to write." required:"" placeholder:"FILE"`
}

// Help teaches by example.
func (auditExportCmd) Help() string {
	return `Examples:

  registryctl audit export --to march.jsonl --from 2026-03-01T00:00:00+01:00 --until 2026-04-01T00:00:00+02:00 \
    --most 50000 --as ... --reason "yearly review"

One JSON object for each line, for its owner only. How many lines left, and
about whom they are, is written down first. More than 50000: go on with --after.`
}

// Run exports.
func (q auditExportCmd) Run(c *console) error {
	return c.with(func(r *assembly.Registry) (err error) {
		caller, err := q.caller(c, r, access.ReadLines)
		if err != nil {
			return err
		}
		found, err := r.Audit.Lines(c.ctx, caller, q.asked(), audit.Exported)
		if err != nil {
			return err
		}
		f, err := os.OpenFile(q.To, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return fault.Field("to", "the file cannot be made, or is there already", "name a new one")
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		out := json.NewEncoder(f)
		for _, line := range found {
			if err := out.Encode(line); err != nil {
				return fmt.Errorf("write line: %w", err)
			}
		}
		fmt.Fprintf(c.out, "%d lines\n", len(found))
		return f.Sync()
	})
}

type auditLooksCmd struct {
	looker
	Child string `arg:"" help:"The child: national code, or identifier; - to read it from the input."`
	JSON  bool   `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (auditLooksCmd) Help() string {
	return `Examples:

  registryctl audit looks 0000012345 --as ... --reason "request of the guardian, prot. 991"

What a guardian, or the child at majority, may know: who looked, when, under
which role. Why they looked is not shown: it may speak of others.`
}

// Run tells who looked.
func (q auditLooksCmd) Run(c *console) error {
	of, err := childFrom(q.Child)
	if err != nil {
		return err
	}
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, access.AskLooks)
		if err != nil {
			return err
		}
		found, err := r.Audit.Looks(c.ctx, caller, of)
		if err != nil {
			return err
		}
		if q.JSON {
			return json.NewEncoder(c.out).Encode(found)
		}
		return c.table("at\trole\twho\tof\tmachine\tdid\tallowed\tglass broken", func(w io.Writer) {
			for _, l := range found {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%t\t%t\n", instant(l.At), l.Role, l.Person, l.Office, l.Machine, l.Action, l.Allowed, l.Glass)
			}
		})
	})
}

// childFrom reads an identifier or a national code.
func childFrom(text string) (audit.Child, error) {
	if parsed, err := id.Parse[struct{}](text); err == nil {
		return audit.Child{ID: minor.ID(parsed)}, nil
	}
	code, err := codeFrom(text)
	return audit.Child{Code: code}, err
}

type auditHoldingsCmd struct {
	looker
	Agent change.AgentID `arg:"" help:"The installation, as its status shows it."`
	At    time.Time      `help:"At this instant; now if left out." placeholder:"2026-03-31T18:00:00+02:00"`
	JSON  bool           `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (auditHoldingsCmd) Help() string {
	return `Examples:

  registryctl audit holdings 01890a5d-ac96-774b-bcce-b302099a8057 --at 2026-03-31T18:00:00+02:00 \
    --as ... --reason "theft of the machine, notice to the Garante"

In scope: the casefile was brought and is kept. Left: it was in scope less than
30 days before, and may have been kept. Wrote: the machine had written about the
child itself. It errs to naming one too many.`
}

// Run names what an installation held.
func (q auditHoldingsCmd) Run(c *console) error {
	if q.At.IsZero() {
		q.At = c.now()
	}
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, access.AskHoldings)
		if err != nil {
			return err
		}
		found, err := r.Audit.Holdings(c.ctx, caller, q.Agent, q.At)
		if err != nil {
			return err
		}
		if q.JSON {
			return json.NewEncoder(c.out).Encode(found)
		}
		err = c.table("minor\tcode\twhy\tsince\tuntil", func(w io.Writer) {
			for _, h := range found {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", h.Minor, h.Code.Display(), h.Why, stamp(h.Since), stamp(h.Until))
			}
		})
		fmt.Fprintf(c.err, "%d children\n", len(found))
		return err
	})
}

type auditAlertsCmd struct {
	looker
	After int64 `help:"Go on after the alert with this number." placeholder:"N"`
	Most  int   `help:"How many at most." default:"100"`
	JSON  bool  `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (auditAlertsCmd) Help() string {
	return `Examples:

  registryctl audit alerts --as ... --reason "weekly review"

Many children in little time, looks out of hours, searches after which nothing
was opened, and agents whose looks are missing or were altered. The rules:
audit rules. Each alert names the first lines: audit lines shows
them.`
}

// Run shows alerts.
func (q auditAlertsCmd) Run(c *console) error {
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, access.ReadLines)
		if err != nil {
			return err
		}
		found, err := r.Audit.Alerts(c.ctx, caller, q.After, q.Most)
		if err != nil {
			return err
		}
		if q.JSON {
			return json.NewEncoder(c.out).Encode(found)
		}
		return c.table("alert\tat\trule\tperson\tagent\thow many\tfrom\tuntil\tlines", func(w io.Writer) {
			for _, a := range found {
				fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%d\t%s\t%s\t%s\n", a.ID, instant(a.At), a.Rule, dash(a.Person.IsZero(), a.Person),
					dash(a.Agent.IsZero(), a.Agent), a.Count, instant(a.From), instant(a.Until), numbers(a.Lines))
			}
		})
	})
}

type auditRulesCmd struct {
	looker
	Set  string `help:"Change this rule." placeholder:"RULE"`
	Most int    `help:"How much it allows." placeholder:"N"`
	Off  bool   `help:"Do not ask it any more; --set with --most alone asks it again."`
	JSON bool   `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (auditRulesCmd) Help() string {
	return `Examples:

  registryctl audit rules --as ... --reason "weekly review"
  registryctl audit rules --set out-of-hours --most 20 --as ... --reason "night shifts since 1 April"

For auditors. A change leaves a line with what it was before.`
}

// Run shows the rules, or changes one.
func (q auditRulesCmd) Run(c *console) error {
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, access.ReadLines)
		if err != nil {
			return err
		}
		if q.Set != "" {
			if err := r.Audit.SetRule(c.ctx, caller, q.Set, q.Most, !q.Off); err != nil {
				return err
			}
		}
		rules, err := r.Audit.Rules(c.ctx, caller)
		if err != nil {
			return err
		}
		if q.JSON {
			return json.NewEncoder(c.out).Encode(rules)
		}
		return c.table("rule\tmost\twithin\tactive\tcounts", func(w io.Writer) {
			for _, u := range rules {
				fmt.Fprintf(w, "%s\t%d\t%s\t%t\t%s\n", u.Name, u.Most, u.Within, u.Active, u.Actions)
			}
		})
	})
}
