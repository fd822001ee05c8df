package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/agent/replica"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/minor"
	"faro.example/shared/tracing"
)

type recordCmd struct {
	As
	Kind      string        `arg:"" help:"What happened, such as minor.registered or placement.began."`
	File      string        `help:"File of JSON that says it; - for the standard input." required:"" placeholder:"FILE"`
	Minor     string        `help:"Whom it is about: identifier, or national code; the file may say it instead." placeholder:"MINOR"`
	On        string        `help:"When it happened, 2026-03-31 or 2026-03-31T02:15:00+02:00; today if neither this nor the file says it." placeholder:"DAY"`
	InsteadOf uint64        `help:"Number of a refused record that this one takes the place of; those refused after it about the same minor are offered again with it." placeholder:"NUMBER"`
	Alone     bool          `help:"With --instead-of: offer nothing else again."`
	Wait      time.Duration `help:"Wait so long for the registry's answer; it is stored at once in any case." placeholder:"10s"`
	JSON      bool          `help:"Print for other programs."`
}

// Help is shown by agentd record --help.
func (recordCmd) Help() string {
	var kinds []string
	for _, e := range change.Catalogue() {
		kinds = append(kinds, e.Kind)
	}
	return `The file holds the fields of the kind (shared/change/FORMAT.md), and beside them "minor" and "on". A structure can be
named by its code in the directory. minor.registered makes a new minor, and prints its identifier and its national code;
with the line cut, too. Several records about one arrival: agentd import takes one row as well as two hundred.

  echo '{"tag": "17"}' | agentd record minor.registered --file - --as "Nina Rossi"
  echo '{"minor": "0000 4711 30", "source": "declared", "sex": "M"}' | agentd record identity.stated --file -
  echo '{"at": {"facility": "AG-01"}}' | agentd record placement.began --file - --minor "0000 4711 30" --on 2026-03-31
  echo '{"from": {"facility": "AG-01"}, "to": {"facility": "PA-07"}}' | agentd record transfer.departed --file - --minor ...

Kinds: ` + strings.Join(kinds, ", ") + "."
}

// Run records one thing.
func (r recordCmd) Run(c *console) error {
	raw, err := r.read(c)
	if err != nil {
		return err
	}
	return c.with(func(d *desk) error {
		said, err := d.understand(r, raw)
		if err != nil {
			return err
		}
		op, err := d.operator(r.As)
		if err != nil {
			return err
		}
		rec, again, err := d.store(r, said, op)
		if err != nil {
			return err
		}
		if !r.JSON && len(again) > 0 {
			if err := d.sayAgain(again); err != nil {
				return err
			}
		}
		return d.recorded(r, rec)
	})
}

func (r recordCmd) read(c *console) ([]byte, error) {
	in := c.in
	if r.File != "-" {
		f, err := os.Open(r.File)
		if err != nil {
			return nil, &fault.Error{Kind: fault.NotFound, Field: "file", Detail: "cannot be read: " + r.File, Remedy: "give a file of JSON, or - for the standard input"}
		}
		defer f.Close()
		in = f
	}
	raw, err := io.ReadAll(io.LimitReader(in, change.MaxBody+1))
	switch {
	case err != nil:
		return nil, fault.Field("file", "cannot be read: "+r.File, "give a file of JSON, or - for the standard input")
	case len(raw) > change.MaxBody:
		return nil, fault.Field("file", fmt.Sprintf("larger than %d bytes, which is as much as a record holds", change.MaxBody), "shorten it")
	}
	return raw, nil
}

// statement is what a file and the flags beside it say.
type statement struct {
	minor   minor.ID
	on      day.When
	section change.Section
	body    change.Body
}

// understand makes a statement of a file; nothing is stored yet.
func (d *desk) understand(r recordCmd, raw []byte) (s statement, err error) {
	entry, ok := change.Lookup(r.Kind)
	if !ok {
		return s, fault.Field("kind", "not a kind of record", "agentd record --help lists them")
	}
	form, err := parseForm(raw)
	if err != nil {
		return s, err
	}
	who, when := form.take("minor", r.Minor), form.take("on", r.On)
	err = d.view(func(q localdb.Querier) error {
		if err := form.resolve(d.ctx, q); err != nil {
			return err
		}
		if s.body, err = entry.Read(form.rest()); err != nil {
			return err
		}
		s.section = entry.Section
		s.minor, err = d.about(q, &s, who)
		return err
	})
	if err != nil {
		return s, err
	}
	s.on, err = d.when(when)
	return s, err
}

// about finds whom a statement is about. A registration makes a new minor; a
// retraction and a resolution are about whom the record is that they concern, a step
// of a tracing about whose family is traced.
func (d *desk) about(q localdb.Querier, s *statement, who string) (minor.ID, error) {
	if of := tracing.Which(s.body); !of.IsZero() && who == "" {
		m, _, err := replica.FindRecord(d.ctx, q, change.ID(of))
		return m, err
	}
	var concerned change.ID
	switch b := s.body.(type) {
	case minor.Registered:
		if who == "" {
			return minor.ID(id.New[struct{}]()), nil
		}
	case change.Retracted:
		concerned = b.Record
	case change.Resolved:
		concerned = b.Saw[0]
	}
	if !concerned.IsZero() {
		m, section, err := replica.FindRecord(d.ctx, q, concerned)
		s.section = section
		return m, err
	}
	return d.findMinor(q, who)
}

// findMinor reads an identifier, or finds a national code.
func (d *desk) findMinor(q localdb.Querier, who string) (minor.ID, error) {
	if who == "" {
		return minor.ID{}, fault.Field("minor", "missing", `say whom it is about, by identifier or national code: --minor, or "minor" in the file`)
	}
	if m, err := id.Parse[struct{}](who); err == nil {
		return minor.ID(m), nil
	}
	code, err := minor.ParseCode(who)
	if err != nil {
		return minor.ID{}, fault.In("minor", err)
	}
	held, err := d.replica.FindCode(d.ctx, q, code)
	return held.File.Minor, err
}

// when reads a moment, or gives today where the clock can be trusted with it.
func (d *desk) when(text string) (day.When, error) {
	if text != "" {
		w, err := day.ParseWhen(text)
		return w, fault.In("on", err)
	}
	sp, err := d.standpoint()
	if err != nil {
		return day.When{}, err
	}
	if sp.ClockWrong(d.now()) {
		return day.When{}, fault.Field("on", "not given, and this machine's clock is known to be wrong", "say on which day it happened, with --on")
	}
	return day.On(day.FromTime(sp.Now(d.now()))), nil
}

// store takes what is on the page, then stores the record; again are those that
// were refused for want of it and are offered with it.
func (d *desk) store(r recordCmd, s statement, op api.Operator) (rec change.Record, again []change.Record, err error) {
	var seen change.Seen
	err = d.view(func(q localdb.Querier) error {
		seen, err = d.replica.SeenFor(d.ctx, q, s.minor, s.section, op.Office)
		return err
	})
	if err != nil {
		return rec, nil, err
	}
	err = d.db.InTx(d.ctx, func(tx *sql.Tx) error {
		rec, err = d.box.Append(d.ctx, tx, outbox.Draft{
			Minor: s.minor, On: s.on, Structure: op.Office, Author: op.Person, Seen: seen, Section: s.section, Body: s.body,
		})
		if err == nil && r.InsteadOf > 0 {
			again, err = d.cure(tx, r, rec, op)
		}
		return err
	})
	return rec, again, err
}

// cure puts a record in the place of a refused one, and offers again what was
// refused after that about the same minor.
func (d *desk) cure(tx *sql.Tx, r recordCmd, rec change.Record, op api.Operator) ([]change.Record, error) {
	refused, err := d.box.Refused(d.ctx, tx, r.InsteadOf)
	if err != nil {
		return nil, err
	}
	if err := d.box.Cure(d.ctx, tx, r.InsteadOf); err != nil || r.Alone {
		return nil, err
	}
	return d.box.Again(d.ctx, tx, refused[1:], outbox.By{Author: op.Person, Office: op.Office}, map[change.ID]change.ID{refused[0].ID: rec.ID})
}

func (d *desk) sayAgain(again []change.Record) error {
	for _, rec := range again {
		if err := d.say("offered again as number %d: %s", rec.Seq, rec.Kind); err != nil {
			return err
		}
	}
	return nil
}

// recordedJSON is what is printed for other programs.
type recordedJSON struct {
	Record change.ID    `json:"record"`
	Number uint64       `json:"number"`
	Minor  minor.ID     `json:"minor"`
	Code   string       `json:"code,omitempty"`
	State  outbox.State `json:"state"`
	Reason string       `json:"reason,omitempty"`
	Remedy string       `json:"remedy,omitempty"`
}

// recorded says what was stored, and what has become of it.
func (d *desk) recorded(r recordCmd, rec change.Record) error {
	e, err := d.await(rec.Ref(), r.Wait)
	if err != nil {
		return err
	}
	var code minor.Code
	if reg, ok := rec.Body.(minor.Registered); ok {
		code = reg.Code
	}
	if r.JSON {
		return d.sayJSON(recordedJSON{rec.ID, rec.Seq, rec.Minor, code.Reveal(), e.State, e.Reason, e.Remedy})
	}
	if _, ok := rec.Body.(minor.Registered); ok {
		if err := d.sayChild(rec.Minor, code); err != nil {
			return err
		}
	}
	switch e.State {
	case outbox.Unsent:
		return d.say("recorded as number %d; it waits to be sent", rec.Seq)
	case outbox.Refused:
		return &fault.Error{Kind: fault.Invalid, Field: e.Field, Detail: fmt.Sprintf("record %d was refused: %s", rec.Seq, e.Detail), Remedy: e.Remedy}
	}
	return d.say("recorded as number %d; it is in Rome", rec.Seq)
}

// sayChild prints a new minor and the national code, as it goes on a wristband.
func (d *desk) sayChild(m minor.ID, code minor.Code) error {
	if code == "" {
		return d.say("minor %s\nno national code is left: the registry gives one once there is a line", m)
	}
	return d.say("minor %s\ncode  %s", m, code.Display())
}

// await gives a record as it is once the registry has answered, or the time is over.
func (d *desk) await(ref change.Ref, wait time.Duration) (e outbox.Entry, err error) {
	find := func() error {
		return d.view(func(q localdb.Querier) error {
			e, err = outbox.Find(d.ctx, q, ref)
			return err
		})
	}
	if wait <= 0 {
		return e, find()
	}
	ctx, stop := context.WithTimeout(d.ctx, wait)
	defer stop()
	err = d.db.Watch(ctx, func() {
		if find() != nil || e.State != outbox.Unsent {
			stop()
		}
	})
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		err = find()
	}
	return e, err
}
