package main

import (
	"database/sql"
	"slices"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/agent/replica"
	"faro.example/shared/api"
	"faro.example/shared/bundle"
	"faro.example/shared/change"
	"faro.example/shared/fault"
)

type bundleCmd struct {
	Write bundleWriteCmd `cmd:"" help:"Write what is unsent to a sealed file."`
	Take  bundleTakeCmd  `cmd:"" help:"Take in the file that another machine of the same office wrote."`
}

// Help is shown by agentd bundle --help.
func (bundleCmd) Help() string {
	return `Two machines at one landing without a line: what one has recorded goes to the other on a stick. It is shown there, and is
sent by whichever of the two has a line first. The file opens only on machines of the same office. Nothing can be added
twice, however often a file is taken and whoever sends first; the machine that wrote it keeps its records as they are.
Where no machine of the office has a line, the stick can go to the registry instead: registryctl bundle take.

  agentd bundle write /media/stick/a.faro       on the one
  agentd bundle take /media/stick/a.faro        on the other`
}

type bundleWriteCmd struct {
	File string `arg:"" help:"File to write; one of that name is replaced."`
	For  string `help:"Code of the office whose records are meant, where this machine speaks for several." placeholder:"CODE"`
}

// Help is shown by agentd bundle write --help.
func (bundleWriteCmd) Help() string {
	return `What is unsent stays in the outbox and is sent from here too, once there is a line.

  agentd bundle write /media/stick/a.faro
  agentd bundle write /media/stick/a.faro --for AG-01`
}

// Run writes a bundle.
func (b bundleWriteCmd) Run(c *console) error {
	return c.with(func(d *desk) error {
		office, records, err := d.unsentFor(b.For)
		if err != nil {
			return err
		}
		if len(records) == 0 {
			return d.say("nothing of %s waits to be sent: no file was written", office.Code)
		}
		file, err := bundle.Seal(office.Key, office.ID, records)
		if err != nil {
			return err
		}
		if err := bundle.Write(b.File, file); err != nil {
			return err
		}
		return d.say("%d records of %s written; next, on another machine of %s: agentd bundle take FILE", len(records), office.Code, office.Code)
	})
}

// unsentFor gives what is unsent for an office, the only one if none is named.
func (d *desk) unsentFor(code string) (office api.Office, records []change.Record, err error) {
	err = d.view(func(q localdb.Querier) error {
		sp, err := outbox.FindStandpoint(d.ctx, q)
		if err != nil {
			return err
		}
		if sp.Stopped != "" {
			return &fault.Error{Kind: fault.Conflict, Detail: sp.Stopped, Remedy: sp.StopHelp}
		}
		if office, err = d.keyed(q, func(o api.Office) bool { return code == "" || o.Code == code }); err != nil {
			return err
		}
		unsent, err := d.box.ListUnsent(d.ctx, q)
		if err != nil {
			return err
		}
		for _, e := range unsent {
			rec, err := change.Decode(e.Data)
			if err != nil {
				return err
			}
			if rec.Structure == office.ID {
				records = append(records, rec)
			}
		}
		return nil
	})
	return office, records, err
}

// keyed gives the one office that is meant, with its key.
func (d *desk) keyed(q localdb.Querier, meant func(api.Office) bool) (api.Office, error) {
	dir, err := replica.ReadDirectory(d.ctx, q)
	if err != nil {
		return api.Office{}, err
	}
	offices := slices.DeleteFunc(dir.Offices, func(o api.Office) bool { return !meant(o) })
	switch {
	case len(offices) == 0:
		return api.Office{}, &fault.Error{Kind: fault.Denied, Detail: "this machine does not speak for that office",
			Remedy: "use a machine of the same office; agentd status shows for which offices one may write"}
	case len(offices) > 1:
		return api.Office{}, fault.Field("for", "this machine speaks for several offices", "give --for with the code of one")
	case len(offices[0].Key) == 0:
		return api.Office{}, &fault.Error{Kind: fault.Busy, Detail: "the key of that office's bundles has not come yet",
			Remedy: "it comes by the feed: let agentd serve have a line once"}
	}
	return offices[0], nil
}

type bundleTakeCmd struct {
	File string `arg:"" help:"File that agentd bundle write made."`
}

// Help is shown by agentd bundle take --help.
func (bundleTakeCmd) Help() string {
	return `A file that was changed or cut off, or is of another office, is not taken, nor any part of it.

  agentd bundle take /media/stick/a.faro`
}

// Run takes a bundle in.
func (b bundleTakeCmd) Run(c *console) error {
	file, err := bundle.Read(b.File)
	if err != nil {
		return err
	}
	return c.with(func(d *desk) error {
		of, err := bundle.Office(file)
		if err != nil {
			return err
		}
		var office api.Office
		err = d.view(func(q localdb.Querier) error {
			office, err = d.keyed(q, func(o api.Office) bool { return o.ID == of })
			return err
		})
		if err != nil {
			return err
		}
		records, err := bundle.Open(office.Key, file)
		if err != nil {
			return err
		}
		added := 0
		err = d.db.InTx(d.ctx, func(tx *sql.Tx) error {
			added, err = d.replica.Take(d.ctx, tx, records)
			return err
		})
		if err != nil {
			return err
		}
		return d.say("%d records of %s taken, %d were here already", added, office.Code, len(records)-added)
	})
}
