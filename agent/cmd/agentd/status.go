package main

import (
	"fmt"
	"slices"
	"time"

	"faro.example/agent/arrival"
	"faro.example/agent/courier"
	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/agent/replica"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

type statusCmd struct {
	Looker
	JSON     bool   `help:"Print for other programs."`
	Concerns bool   `help:"List instead what has to be seen to: halves of transfers that are missing, deadlines, and conflicts about children who left."`
	Days     bool   `help:"List instead the days of every child here, who left included, for the accounts of the structure: by codes."`
	Landing  string `help:"Sum up one landing instead: by sex, age and citizenship." placeholder:"ID"`
}

// Help is shown by agentd status --help.
func (statusCmd) Help() string {
	return `The first line says it all: "all 63 are in Rome", or "12 wait, no line since 03:10".

  agentd status
  agentd status --json                          for monitoring
  agentd status --concerns                      what has to be seen to, by the children's codes
  agentd status --days > days.csv               for the accounts: structure, code, from, until (which does not count)
  agentd status --landing 01977d3e-...          of the children of one landing who are known here`
}

// Run says how things are.
func (s statusCmd) Run(c *console) error {
	return c.with(func(d *desk) error {
		if s.Landing != "" {
			return d.landingStatus(s)
		}
		if s.Concerns {
			return d.concerns(s)
		}
		if s.Days {
			return d.days(s)
		}
		st, err := d.status()
		if err != nil {
			return err
		}
		if s.JSON {
			return d.sayJSON(st)
		}
		return d.printStatus(st)
	})
}

// status is how things are at one moment.
type status struct {
	Sentence    string          `json:"sentence"`
	Agent       change.AgentID  `json:"agent"`
	Registry    string          `json:"registry"`
	Certificate time.Time       `json:"certificate_until"`
	Serving     bool            `json:"serving"`
	Records     outbox.Counts   `json:"records"`
	Carried     int             `json:"carried,omitempty"` // taken from bundles, and not answered for
	Line        courier.Line    `json:"line"`
	Stopped     string          `json:"stopped,omitempty"`
	Remedy      string          `json:"remedy,omitempty"`
	Codes       int             `json:"codes_left"`
	ClockWrong  bool            `json:"clock_wrong"`
	Skew        int64           `json:"clock_ahead_seconds"`
	Children    int             `json:"children_in_scope"`
	OwnOnly     int             `json:"children_known_by_own_records_only"`
	Checking    int             `json:"children_being_checked"`           // every one registered here lately
	Twice       int             `json:"children_perhaps_twice,omitempty"` // in scope, as another in scope
	Alerts      int             `json:"halves_of_transfers_missing,omitempty"`
	Contests    int             `json:"conflicts_about_children_who_left,omitempty"`
	Erased      int             `json:"children_erased_lately,omitempty"` // by law, here too, in the last 30 days
	Struck      int             `json:"texts_struck_out_lately,omitempty"`
	Locked      bool            `json:"locked,omitempty"`
	Rules       string          `json:"rules,omitempty"` // said when the registry's are newer
	Cursor      uint64          `json:"cursor"`
	Position    uint64          `json:"position"`
	Epoch       int             `json:"epoch"`
	Mission     bool            `json:"mission,omitempty"` // of a tracing partner: its children are those whose family it looks for
	Operators   []operatorJSON  `json:"operators"`
	Landings    []minor.Landing `json:"landings"`
}

type operatorJSON struct {
	Name   string    `json:"name"`
	Office string    `json:"office"`
	Until  time.Time `json:"until,omitzero"`
}

// status reads everything from one state of the store.
func (d *desk) status() (st status, err error) {
	st.Agent, st.Registry, st.Certificate = d.who.Agent, d.who.Registry, d.who.Expires()
	if st.Serving, err = d.db.Held(d.ctx); err != nil {
		return st, err
	}
	err = d.view(func(q localdb.Querier) error {
		for _, part := range []func(localdb.Querier, *status) error{
			d.readRecords, d.readStandpoint, d.readChildren, d.readConcerns, d.readDirectory,
		} {
			if err := part(q, &st); err != nil {
				return err
			}
		}
		st.Landings, err = arrival.ListLandings(d.ctx, q)
		return err
	})
	st.Sentence = st.sentence(d.now())
	return st, err
}

func (d *desk) readRecords(q localdb.Querier, st *status) (err error) {
	if st.Records, err = outbox.Count(d.ctx, q); err != nil {
		return err
	}
	if st.Carried, err = replica.CountCarried(d.ctx, q); err != nil {
		return err
	}
	if st.Codes, err = d.box.CodesLeft(d.ctx, q); err != nil {
		return err
	}
	gone, err := replica.CountLetGo(d.ctx, q, d.now().Add(-replica.Lately))
	if err != nil {
		return err
	}
	st.Erased, st.Struck = gone.Erased, gone.Struck
	st.Line, err = courier.FindLine(d.ctx, q)
	return err
}

func (d *desk) readStandpoint(q localdb.Querier, st *status) error {
	sp, err := outbox.FindStandpoint(d.ctx, q)
	if err != nil {
		return err
	}
	st.Stopped, st.Remedy = sp.Stopped, sp.StopHelp
	st.ClockWrong, st.Skew = sp.ClockWrong(d.now()), int64(sp.Skew/time.Second)
	if sp.Rules > casefile.Rules {
		st.Rules = "the registry decides by newer rules than this version knows: install the new one"
	}
	at, err := replica.FindProgress(d.ctx, q)
	st.Cursor, st.Position, st.Epoch = at.Cursor, at.Position, at.Epoch
	return err
}

func (d *desk) readChildren(q localdb.Querier, st *status) error {
	all, err := d.replica.All(d.ctx, q)
	if fault.Is(err, fault.Denied) {
		st.Locked = true
		return nil
	}
	for _, h := range all {
		if h.InScope {
			st.Children++
		} else {
			st.OwnOnly++
		}
		if h.Checking {
			st.Checking++
		}
		if len(h.Candidates) > 0 {
			st.Twice++
		}
	}
	return err
}

func (d *desk) readDirectory(q localdb.Querier, st *status) error {
	dir, err := replica.ReadDirectory(d.ctx, q)
	codes := map[institution.OfficeID]string{}
	for _, o := range dir.Offices {
		codes[o.ID] = o.Code
	}
	st.Mission = isMission(dir)
	for _, o := range dir.Operators {
		st.Operators = append(st.Operators, operatorJSON{o.Name.Reveal(), codes[o.Office], o.Until})
	}
	return err
}

// isMission reports whether all who work here do so for a tracing partner.
func isMission(dir api.Directory) bool {
	at := func(o api.Operator) bool {
		i := slices.IndexFunc(dir.Offices, func(of api.Office) bool { return of.ID == o.Office })
		return i < 0 || dir.Offices[i].Kind != institution.TracingPartner
	}
	return len(dir.Operators) > 0 && !slices.ContainsFunc(dir.Operators, at)
}

// inHand are the lines on the children that this machine knows: of a mission those
// whose family it looks for, and it registers none.
func (st status) inHand() []string {
	if st.Mission {
		return []string{fmt.Sprintf("tracings       of the families of %d children are entrusted to this mission", st.Children)}
	}
	out := []string{
		fmt.Sprintf("children       %d in this machine's scope, %d known by its own records only", st.Children, st.OwnOnly),
		fmt.Sprintf("codes          %d national codes left for use with the line cut", st.Codes),
	}
	if st.Checking > 0 {
		out = append(out, fmt.Sprintf("being checked  %d registered here lately: the registry compares each with all others, in the whole country", st.Checking))
	}
	if st.Twice > 0 {
		out = append(out, fmt.Sprintf("perhaps twice  %d children of this centre may be the same as another of this centre", st.Twice))
	}
	return out
}

// concerned says what has to be seen to.
func (st status) concerned() string {
	if st.Mission {
		return fmt.Sprintf("to see to      %d deadlines, %d conflicts about tracings that were passed on: agentd status --concerns", st.Alerts, st.Contests)
	}
	return fmt.Sprintf("to see to      %d halves of transfers and deadlines, %d conflicts about children who left: agentd status --concerns", st.Alerts, st.Contests)
}

func (d *desk) printStatus(st status) error {
	serving := "no: start it with agentd serve"
	if st.Serving {
		serving = "yes"
	}
	lines := []string{
		st.Sentence, "",
		fmt.Sprintf("this machine   %s, of %s", st.Agent, st.Registry),
		fmt.Sprintf("certificate    until %s, renewed by itself", clock(st.Certificate, d.now())),
		"agentd serve   " + serving,
		fmt.Sprintf("records        %d taken, %d unsent, %d refused", st.Records.Taken, st.Records.Unsent, st.Records.Refused),
	}
	lines = append(lines, st.inHand()...)
	if st.Alerts+st.Contests > 0 {
		lines = append(lines, st.concerned())
	}
	if st.Erased+st.Struck > 0 {
		lines = append(lines, fmt.Sprintf("let go of      the data of %d children erased by law and %d texts struck out, here too, in the last 30 days", st.Erased, st.Struck))
	}
	if !st.Line.OK.IsZero() {
		lines = append(lines, "line           the registry last answered at "+clock(st.Line.OK, d.now()))
	}
	if st.Carried > 0 {
		lines = append(lines, fmt.Sprintf("from bundles   %d records of other machines wait to be sent", st.Carried))
	}
	if st.Locked {
		lines = append(lines, "locked         the registry was not heard of for 90 days: casefiles are shown again once it is")
	}
	if st.Rules != "" {
		lines = append(lines, "rules          "+st.Rules)
	}
	for _, o := range st.Operators {
		until := ""
		if !o.Until.IsZero() {
			until = ", until " + day.FromTime(o.Until).String()
		}
		lines = append(lines, fmt.Sprintf("operator       %s, for %s%s", o.Name, o.Office, until))
	}
	for _, l := range st.Landings {
		lines = append(lines, fmt.Sprintf("landing        %s  %s %s %s", l.ID, l.On, l.Place, l.Vessel))
	}
	for _, l := range lines {
		if err := d.say("%s", l); err != nil {
			return err
		}
	}
	return nil
}

// landingStatus sums up one landing.
func (d *desk) landingStatus(s statusCmd) error {
	parsed, err := id.Parse[struct{}](s.Landing)
	if err != nil {
		return fault.In("landing", err)
	}
	var l replica.Landing
	err = d.view(func(q localdb.Querier) (err error) {
		l, err = d.replica.FindLanding(d.ctx, q, minor.LandingID(parsed))
		return err
	})
	if err != nil {
		return err
	}
	if err := d.look(s.Looker, "status --landing", l.Minors); err != nil {
		return err
	}
	if s.JSON {
		return d.sayJSON(l)
	}
	waiting := "all recorded in Rome"
	if l.Unsent > 0 {
		waiting = fmt.Sprintf("%d of them wait to be sent", l.Unsent)
	}
	if err := d.say("%d children landed at %s on %s; %s", l.Children, l.Place, l.On, waiting); err != nil {
		return err
	}
	for _, part := range []struct {
		name    string
		tallies []replica.Tally
	}{{"sex", l.Sex}, {"age", l.Age}, {"citizenship", l.Citizenship}} {
		if err := d.say(""); err != nil {
			return err
		}
		for _, t := range part.tallies {
			if err := d.say("%-12s  %-12s  %5d", part.name, t.Value, t.Children); err != nil {
				return err
			}
		}
	}
	return nil
}
