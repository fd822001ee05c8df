package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"

	"faro.example/registry/assembly"
	"faro.example/registry/audit/tree"
	"faro.example/registry/backup"
	"faro.example/registry/erasure"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

type certificateCmd struct {
	looker
	Child minor.ID `help:"The child, by the identifier that the tombstone keeps; all who were erased if left out." placeholder:"ID"`
	Out   string   `help:"A folder into which each certificate is written; they are printed if left out." type:"existingdir" placeholder:"FOLDER"`
}

// Help teaches by example.
func (certificateCmd) Help() string {
	return `Examples:

  registryctl certificate make --as 01890a5d-... --reason "asked by the guardian" --child 0198c0de-...
  registryctl certificate make --as 01890a5d-... --reason "erasures of June" --out /srv/certificates
  registryctl certificate check FILE

A certificate names the day from which nothing can bring the child back: when the
last key is destroyed of a month of whose backups one may hold the child, and which
installations have not confirmed yet. Made again later, it says how things stand
then. It is signed by the registry's key and names the child by identifier alone.`
}

// Run makes certificates.
func (q certificateCmd) Run(c *console) error {
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, access.ReadRetention)
		if err != nil {
			return err
		}
		done, err := r.Erasures.Erased(c.ctx, caller, math.MaxInt32)
		if err != nil {
			return err
		}
		made := 0
		for _, d := range done {
			if !q.Child.IsZero() && d.Minor != q.Child {
				continue
			}
			if err := q.write(c, d); err != nil {
				return err
			}
			made++
		}
		if made == 0 {
			return &fault.Error{Kind: fault.NotFound, Detail: "nobody was erased whom that names", Remedy: "see registryctl erase --runs"}
		}
		return nil
	})
}

func (q certificateCmd) write(c *console, d erasure.Done) error {
	signed, err := c.backupOptions("", "").Certificate(backup.Erasure{Minor: d.Minor, At: d.At, Waiting: d.Waiting})
	if err != nil {
		return err
	}
	if q.Out == "" {
		_, err := fmt.Fprintln(c.out, signed)
		return err
	}
	name := filepath.Join(q.Out, d.Minor.String()+".txt")
	if err := os.WriteFile(name, []byte(signed), 0o600); err != nil {
		return fmt.Errorf("write a certificate: %w", err)
	}
	fmt.Fprintln(c.out, name)
	return nil
}

type certificateCheckCmd struct {
	File string `arg:"" help:"The certificate." type:"existingfile"`
	Key  string `help:"The public keys, as registryctl audit key prints them; those of the state folder if left out." type:"existingfile" placeholder:"FILE"`
}

// Run checks.
func (q certificateCheckCmd) Run(c *console) error {
	signed, err := os.ReadFile(q.File)
	if err != nil {
		return fmt.Errorf("read a certificate: %w", err)
	}
	keys, err := q.keys(c)
	if err != nil {
		return err
	}
	text, err := backup.ReadCertificate(keys, string(signed))
	if err != nil {
		return err
	}
	fmt.Fprint(c.out, text)
	fmt.Fprintln(c.err, "signed by the registry")
	return nil
}

func (q certificateCheckCmd) keys(c *console) (tree.Keys, error) {
	if q.Key == "" {
		key, _, err := tree.OpenKey(c.common.State)
		if err != nil {
			return nil, err
		}
		return key.Keys, nil
	}
	text, err := os.ReadFile(q.Key)
	if err != nil {
		return nil, fmt.Errorf("read the public keys: %w", err)
	}
	return tree.ParseKeys(string(text))
}
