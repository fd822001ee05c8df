package main

import (
	"database/sql"

	"faro.example/agent/passphrase"
)

type codeCmd struct {
	As
}

// Help is shown by agentd code --help.
func (codeCmd) Help() string {
	return `For an operator of the directory to whom the institution's administrator has not given a code, and for one who has lost
passphrase and recovery codes. It is good for an hour and once. It is for who holds the key of this machine's store, and
could record in anybody's name at this command line.

  agentd code --as "Nina Rossi"`
}

// Run makes a code.
func (m codeCmd) Run(c *console) error {
	return c.with(func(d *desk) error {
		op, err := d.operator(m.As)
		if err != nil {
			return err
		}
		var code string
		err = d.db.InTx(d.ctx, func(tx *sql.Tx) (err error) {
			code, err = passphrase.New(d.now).MachineCode(d.ctx, tx, op.Person)
			return err
		})
		if err != nil {
			return err
		}
		return d.say("%s", code)
	})
}
