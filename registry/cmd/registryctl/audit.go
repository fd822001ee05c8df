package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"faro.example/registry/assembly"
	"faro.example/registry/audit"
	"faro.example/registry/audit/tree"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// auditCmd are the commands about the record of access.
type auditCmd struct {
	Verify     auditVerifyCmd     `cmd:"" help:"Find what was changed, removed or put in among the lines and the ledger."`
	Prove      auditProveCmd      `cmd:"" help:"Hand out the proof that a line, or a position of the ledger, is in the record."`
	CheckProof auditCheckProofCmd `cmd:"" help:"Check a proof, without database or network."`
	Key        auditKeyCmd        `cmd:"" help:"Print the public key with which proofs and heads are checked."`
	Checkpoint auditCheckpointCmd `cmd:"" help:"Print the newest signed head, to be kept elsewhere."`
	Lines      auditLinesCmd      `cmd:"" help:"Search who looked at what."`
	Export     auditExportCmd     `cmd:"" help:"Write lines to a file, one JSON object each."`
	Looks      auditLooksCmd      `cmd:"" help:"Who looked at the file of a child, for the guardian or the child at majority."`
	Holdings   auditHoldingsCmd   `cmd:"" help:"Whose data was on an installation at a time: for a breach notice."`
	Alerts     auditAlertsCmd     `cmd:"" help:"Looking that is unusual."`
	Rules      auditRulesCmd      `cmd:"" help:"What counts as unusual looking, and to change it."`
}

// looker is who looks at personal data, and why.
type looker struct {
	As     institution.PersonID `help:"Who looks: identifier of a person of the directory." placeholder:"PERSON" required:""`
	Reason string               `help:"Why, in a sentence; it is kept." required:""`
}

// caller gives who looks. Somebody whom the directory does not name leaves a
// line too, and sees nothing.
func (l looker) caller(c *console, r *assembly.Registry, action access.Action) (access.Caller, error) {
	caller, err := r.Directory.Caller(c.ctx, l.As, l.Reason)
	if !fault.Is(err, fault.Denied) {
		return caller, err
	}
	unknown := access.Caller{Role: audit.Unknown, Person: l.As, Reason: l.Reason}
	return caller, errors.Join(err, r.Audit.Write(c.ctx, audit.Line{Caller: unknown, Action: action}))
}

type auditVerifyCmd struct {
	Checkpoint []string `help:"A signed head that was kept elsewhere; again for each." type:"existingfile" placeholder:"FILE"`
	JSON       bool     `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (auditVerifyCmd) Help() string {
	return `Examples:

  registryctl audit verify
  registryctl audit verify --checkpoint /media/notary/checkpoint-2026-03

Compares every line of access, every position of the ledger and every record
with the tree, each record's signature with the key that its installation was
enrolled with, and the tree with every head that was signed: those of the
database, those of the state folder, and those given. Whoever can write to the
database and has the key can make all three agree, up to a head that was kept
where they cannot reach: keep some there. What was altered is named, and makes
the command fail. Lines that have no place in the tree yet are named too; while
registryd runs they get it within seconds.`
}

// Run verifies.
func (v auditVerifyCmd) Run(c *console) error {
	return c.with(func(r *assembly.Registry) error {
		given, err := heads(r.TreeKey.Keys, v.Checkpoint)
		if err != nil {
			return err
		}
		against, err := r.Against(given...)
		if err != nil {
			return err
		}
		against.Progress = c.counting("verified", "leaves")
		report, err := tree.Verify(c.ctx, r.Pools.Audit, against)
		if err != nil {
			return err
		}
		if err := v.show(c, report); err != nil {
			return err
		}
		if n := len(report.Findings); n > 0 {
			return &fault.Error{Kind: fault.Conflict, Detail: fmt.Sprintf("%d places were altered", n),
				Remedy: "keep the database and the state folder as they are; docs/operations.md says what to do"}
		}
		return nil
	})
}

func (v auditVerifyCmd) show(c *console, r tree.Report) error {
	if v.JSON {
		return json.NewEncoder(c.out).Encode(r)
	}
	for _, f := range append(r.Forgotten, r.Findings...) {
		fmt.Fprintln(c.out, f)
	}
	if len(r.Waiting) > 0 {
		fmt.Fprintf(c.out, "not yet in the tree: lines %s\n", numbers(r.Waiting))
	}
	if r.Unplaced > 0 {
		fmt.Fprintf(c.out, "not yet in the tree: the last %d positions of the ledger\n", r.Unplaced)
	}
	if r.Strangers > 0 {
		fmt.Fprintf(c.out, "%d records are of installations that were not enrolled at this machine: verify at the others too\n", r.Strangers)
	}
	if len(r.Findings) == 0 {
		fmt.Fprintf(c.out, "%d leaves are whole, under %d signed heads, and %d records are signed by their installations; the newest head is of %s\n", r.Leaves, r.Heads, r.Signed, instant(r.Newest.At))
	}
	return nil
}

// numbers lists the first of many.
func numbers(all []int64) string {
	const most = 20
	var out []string
	for _, n := range all[:min(len(all), most)] {
		out = append(out, fmt.Sprint(n))
	}
	if len(all) > most {
		out = append(out, fmt.Sprintf("and %d more", len(all)-most))
	}
	return strings.Join(out, ", ")
}

// heads reads signed heads from files.
func heads(keys tree.Keys, files []string) ([]tree.Head, error) {
	var out []tree.Head
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read head: %w", err)
		}
		found, err := keys.ParseHeads(string(text))
		if err != nil {
			return nil, fault.In(name, err)
		}
		out = append(out, found...)
	}
	return out, nil
}

type auditProveCmd struct {
	looker
	Line       int64  `arg:"" optional:"" help:"The number of a line."`
	Position   uint64 `help:"Prove a position of the ledger instead." placeholder:"N"`
	Checkpoint string `help:"Show too that the record has only grown since this head, kept elsewhere." type:"existingfile" placeholder:"FILE"`
}

// Help teaches by example.
func (auditProveCmd) Help() string {
	return `Examples:

  registryctl audit prove 4711 --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "request of the court" > proof.json
  registryctl audit prove --position 120 --checkpoint checkpoint-2026-03 --as ... --reason ...

The proof shows the line whole. Whoever has the registry's public key checks it
with: registryctl audit check-proof proof.json --key key.pub`
}

// Run proves.
func (p auditProveCmd) Run(c *console) error {
	if (p.Line > 0) == (p.Position > 0) {
		return fault.Newf(fault.Invalid, "name a line or a position of the ledger")
	}
	return c.with(func(r *assembly.Registry) error {
		caller, err := p.caller(c, r, access.ReadLines)
		if err != nil {
			return err
		}
		var older *tree.Head
		if p.Checkpoint != "" {
			given, err := heads(r.TreeKey.Keys, []string{p.Checkpoint})
			if err != nil {
				return err
			}
			older = &given[len(given)-1]
		}
		proof, err := r.Audit.Prove(c.ctx, caller, r.TreeKey.Keys, tree.Target{Line: p.Line, Position: p.Position}, older)
		if err != nil {
			return err
		}
		text, err := proof.Text()
		if err != nil {
			return err
		}
		_, err = c.out.Write(text)
		return err
	})
}

type auditCheckProofCmd struct {
	File string `arg:"" help:"The proof; - for the input." placeholder:"FILE"`
	Key  string `help:"File with the registry's public key, as audit key prints it; that of the state folder if left out." type:"existingfile" placeholder:"FILE"`
}

// Help teaches by example.
func (auditCheckProofCmd) Help() string {
	return `Examples:

  registryctl audit check-proof proof.json --key key.pub

Needs no database and no network. It prints what the proof shows.`
}

// Run checks a proof.
func (p auditCheckProofCmd) Run(c *console) error {
	keys, err := publicKeys(c.common.State, p.Key)
	if err != nil {
		return err
	}
	var text []byte
	if p.File == "-" {
		text, err = io.ReadAll(os.Stdin)
	} else {
		text, err = os.ReadFile(p.File)
	}
	if err != nil {
		return fmt.Errorf("read proof: %w", err)
	}
	shown, err := tree.Check(text, keys)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%s\n\nis leaf %d of %d, under the head signed at %s\n", strings.TrimSpace(shown.Data), shown.Leaf, shown.Head.Size, instant(shown.Head.At))
	if shown.Older != nil {
		fmt.Fprintf(c.out, "the record has only grown since the head of %d leaves, signed at %s\n", shown.Older.Size, instant(shown.Older.At))
	}
	return nil
}

// publicKeys reads public keys from a file, or those of a state folder.
func publicKeys(state, file string) (tree.Keys, error) {
	if file != "" {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read key: %w", err)
		}
		return tree.ParseKeys(string(text))
	}
	if _, err := os.Stat(filepath.Join(state, tree.KeyFile)); errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Field("key", "no key is named, and the state folder has none", "give, by --key, what the registry's operators print with: registryctl audit key")
	}
	key, _, err := tree.OpenKey(state)
	if err != nil {
		return nil, err
	}
	return key.Keys, nil
}

type auditKeyCmd struct{}

// Run prints the public keys.
func (auditKeyCmd) Run(c *console) error {
	keys, err := publicKeys(c.common.State, "")
	if err != nil {
		return err
	}
	text, err := keys.Text()
	if err != nil {
		return err
	}
	_, err = io.WriteString(c.out, text)
	return err
}

type auditCheckpointCmd struct{}

// Help teaches by example.
func (auditCheckpointCmd) Help() string {
	return `Examples:

  registryctl audit checkpoint > /media/notary/checkpoint-$(date +%F)

Holds no personal data. Kept where nobody who can write to the database can,
it is what audit verify compares with.`
}

// Run prints the newest head.
func (auditCheckpointCmd) Run(c *console) error {
	keys, err := publicKeys(c.common.State, "")
	if err != nil {
		return err
	}
	kept, err := tree.Outside(c.common.State, keys)
	if err != nil {
		return err
	}
	if len(kept) == 0 {
		return &fault.Error{Kind: fault.Busy, Detail: "nothing was signed yet", Remedy: "try again once registryd has run for some seconds"}
	}
	_, err = io.WriteString(c.out, kept[len(kept)-1].Note)
	return err
}

// table prints rows in columns.
func (c *console) table(head string, rows func(w io.Writer)) error {
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, head)
	rows(w)
	return w.Flush()
}

// stamp prints an instant, and nothing for none.
func stamp(t *time.Time) string {
	if t == nil || t.IsZero() {
		return "-"
	}
	return instant(*t)
}
