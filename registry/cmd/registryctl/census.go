package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"faro.example/registry/assembly"
	"faro.example/registry/census"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

type censusCmd struct {
	On      day.Date             `help:"The day counted, or the last one; today if left out." placeholder:"2026-03-31"`
	By      []string             `help:"How to cut: some of region, province, municipality, structure, reception, state, sex, age, years, citizenship, mode, protection, guardian, confirmed." placeholder:"CUT"`
	Only    []string             `help:"Only these parts of a cut; several of one cut are any of them." placeholder:"CUT:CODE"`
	KnownAt day.Date             `help:"As known at the end of this day; now if left out." placeholder:"2026-04-15"`
	From    day.Date             `help:"The first day of a series, or of flows." placeholder:"2026-01-01"`
	Every   string               `help:"With --from: count each day, week (Sundays) or month (last days)." placeholder:"day|week|month"`
	Flows   bool                 `help:"With --from: who came and went, both days included."`
	Before  day.Date             `help:"Explain the difference from what was known at the end of this day." placeholder:"2026-04-15"`
	List    bool                 `help:"The children behind the number: for a person with a reason, by --as and --reason."`
	As      institution.PersonID `help:"With --list: who looks, an identifier of a person of the directory." placeholder:"PERSON"`
	Reason  string               `help:"With --list: why, in a sentence; it is kept."`
	JSON    bool                 `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (censusCmd) Help() string {
	return `Examples:

  registryctl census --on 2026-03-31
  registryctl census --on 2026-03-31 --by region,sex
  registryctl census --on 2026-03-31 --only region:19,region:18 --only sex:F
  registryctl census --on 2026-03-31 --known-at 2026-04-15   the figure as it was given then
  registryctl census --from 2026-01-01 --on 2026-03-31 --every month
  registryctl census --from 2026-01-01 --on 2026-03-31 --flows --by region
  registryctl census --on 2026-03-31 --before 2026-04-15     why the figure is another one now
  registryctl census --on 2026-03-31 --only confirmed:more --list \
    --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "stale children"

Present are those at the end of the day, in Italy: the day of arrival counts, the
day of departure does not. The cells add up to the total; "-" is what no record
states. Counts hold no personal data. The list behind a number does: who looks and
why is written down before it is shown, and it has whom that person may see.`
}

// Run counts.
func (q censusCmd) Run(c *console) error {
	if q.On.IsZero() {
		q.On = day.FromTime(c.now())
	}
	only, err := census.ParseFilters(q.Only)
	if err != nil {
		return err
	}
	var by []census.Dimension
	for _, d := range q.By {
		by = append(by, census.Dimension(d))
	}
	switch {
	case q.List:
		return q.list(c, by, only)
	case !q.As.IsZero() || q.Reason != "":
		return fault.Field("list", "a person and a reason for a count, which names nobody", "leave them out, or ask for the --list")
	case q.Flows && q.Every != "" || !q.Before.IsZero() && (q.Flows || q.Every != ""):
		return fault.Field("flows", "two questions at once", "ask with one of --flows, --every and --before")
	case (q.Flows || q.Every != "") && q.From.IsZero():
		return fault.Field("from", "no day is named", "say which day is the first")
	case !q.From.IsZero() && !q.Flows && q.Every == "":
		return fault.Field("from", "neither a series nor flows", "say --every month, or --flows")
	}
	return c.with(func(r *assembly.Registry) error {
		caller := access.Caller{Role: access.Ministry, Person: r.Intake.Registry.Author, Agent: r.Intake.Registry.Agent, Reason: "registryctl census"}
		return q.ask(c, r, caller, by, only)
	})
}

func (q censusCmd) ask(c *console, r *assembly.Registry, caller access.Caller, by []census.Dimension, only []census.Filter) error {
	switch {
	case q.Flows:
		out, err := r.Census.Flows(c.ctx, caller, census.FlowQuery{From: q.From, To: q.On, By: by, Only: only, KnownAt: q.KnownAt})
		return say(c, q.JSON, out, err, flowsOf(out), showFlows)
	case q.Every != "":
		out, err := r.Census.Series(c.ctx, caller, census.SeriesQuery{
			From: q.From, To: q.On, Every: census.Step(q.Every), By: by, Only: only, KnownAt: q.KnownAt,
		})
		return say(c, q.JSON, out, err, seriesOf(out), showSeries)
	case !q.Before.IsZero():
		out, err := r.Census.Difference(c.ctx, caller, census.DifferenceQuery{
			On: q.On, By: by, Only: only, Before: census.Knowing{At: q.Before}, After: census.Knowing{At: q.KnownAt},
		})
		return say(c, q.JSON, out, err, differenceOf(out), showDifference)
	}
	out, err := r.Census.Count(c.ctx, caller, census.Query{On: q.On, By: by, Only: only, KnownAt: q.KnownAt})
	return say(c, q.JSON, out, err, countsOf(out), showCensus)
}

// say prints an answer, as JSON or for people.
func say[T any](c *console, asJSON bool, answer T, err error, encoded any, show func(io.Writer, T) error) error {
	if err != nil {
		return err
	}
	if asJSON {
		return json.NewEncoder(c.out).Encode(encoded)
	}
	return show(c.out, answer)
}

// counts is a census as JSON.
type counts struct {
	On       day.Date           `json:"on"`
	Epoch    int                `json:"epoch,omitempty"`
	Position uint64             `json:"position,omitempty"`
	By       []census.Dimension `json:"by,omitempty"`
	Cells    []cell             `json:"cells"`
	Total    int                `json:"total"`
	Missing  int                `json:"missing"`
}

type cell struct {
	Labels []string `json:"labels"`
	Codes  []string `json:"codes"`
	Count  int      `json:"count"`
}

func countsOf(r census.Result) counts {
	out := counts{On: r.On, Epoch: r.Epoch, Position: r.Position, By: r.By, Cells: []cell{}, Total: r.Total, Missing: r.Missing}
	for _, c := range r.Cells {
		out.Cells = append(out.Cells, cell{c.Labels, c.Codes, c.Count})
	}
	return out
}

func seriesOf(s census.Series) any {
	points := []counts{}
	for _, p := range s.Points {
		points = append(points, countsOf(census.Result{On: p.On, Cells: p.Cells, Total: p.Total, Missing: p.Missing}))
	}
	return struct {
		Epoch    int                `json:"epoch"`
		Position uint64             `json:"position"`
		By       []census.Dimension `json:"by"`
		Points   []counts           `json:"points"`
	}{s.Epoch, s.Position, s.By, points}
}

// balance is a cell of flows as JSON.
type balance struct {
	Labels []string `json:"labels,omitempty"`
	Codes  []string `json:"codes,omitempty"`
	Start  int      `json:"start"`
	End    int      `json:"end"`
	Moves  []moves  `json:"moves"`
}

type moves struct {
	Flow   census.Flow `json:"flow"`
	Detail string      `json:"detail,omitempty"`
	Count  int         `json:"count"`
}

func balanceOf(b census.Balance) balance {
	out := balance{Labels: b.Labels, Codes: b.Codes, Start: b.Start, End: b.End, Moves: []moves{}}
	for _, m := range b.Moves {
		out.Moves = append(out.Moves, moves(m))
	}
	return out
}

func flowsOf(f census.Flows) any {
	cells := []balance{}
	for _, b := range f.Cells {
		cells = append(cells, balanceOf(b))
	}
	return struct {
		From     day.Date           `json:"from"`
		To       day.Date           `json:"to"`
		Epoch    int                `json:"epoch"`
		Position uint64             `json:"position"`
		By       []census.Dimension `json:"by"`
		Total    balance            `json:"total"`
		Cells    []balance          `json:"cells"`
	}{f.From, f.To, f.Epoch, f.Position, f.By, balanceOf(f.Total), cells}
}

func differenceOf(d census.Difference) any {
	type cause struct {
		Known   day.Date `json:"known"`
		Kind    string   `json:"kind"`
		Records int      `json:"records"`
		First   uint64   `json:"first"`
		Last    uint64   `json:"last"`
		More    int      `json:"more"`
		Fewer   int      `json:"fewer"`
		Other   int      `json:"other"`
	}
	causes := []cause{}
	for _, c := range d.Causes {
		causes = append(causes, cause(c))
	}
	return struct {
		Before counts  `json:"before"`
		After  counts  `json:"after"`
		Causes []cause `json:"causes"`
	}{countsOf(d.Before), countsOf(d.After), causes}
}

func showCensus(out io.Writer, r census.Result) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "Present on %s, as known at position %d of epoch %d\n", r.On, r.Position, r.Epoch)
	if len(r.By) > 0 {
		fmt.Fprintf(w, "\n%s\tminors\n", cutHeads(r.By))
		for _, c := range r.Cells {
			fmt.Fprintf(w, "%s\t%d\n", labels(c.Labels), c.Count)
		}
		fmt.Fprintf(w, "total%s%d\n", strings.Repeat("\t", len(r.By)), r.Total)
	} else {
		fmt.Fprintf(w, "total\t%d\n", r.Total)
	}
	fmt.Fprintf(w, "missing, not in the total%s%d\n", strings.Repeat("\t", max(len(r.By), 1)), r.Missing)
	return w.Flush()
}

func cutHeads(by []census.Dimension) string {
	var out []string
	for _, d := range by {
		out = append(out, string(d))
	}
	return strings.Join(out, "\t")
}

// labels prints labels beside each other, "-" for what no record states.
func labels(of []string) string {
	out := make([]string, len(of))
	for i, l := range of {
		if out[i] = l; l == "" {
			out[i] = "-"
		}
	}
	return strings.Join(out, "\t")
}

func showSeries(out io.Writer, s census.Series) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "As known at position %d of epoch %d\n\n", s.Position, s.Epoch)
	if len(s.By) == 0 {
		fmt.Fprintln(w, "day\tminors\tmissing")
		for _, p := range s.Points {
			fmt.Fprintf(w, "%s\t%d\t%d\n", p.On, p.Total, p.Missing)
		}
		return w.Flush()
	}
	fmt.Fprintf(w, "day\t%s\tminors\n", cutHeads(s.By))
	for _, p := range s.Points {
		for _, c := range p.Cells {
			fmt.Fprintf(w, "%s\t%s\t%d\n", p.On, labels(c.Labels), c.Count)
		}
		fmt.Fprintf(w, "%s\ttotal%s%d\n", p.On, strings.Repeat("\t", len(s.By)), p.Total)
	}
	return w.Flush()
}

func showFlows(out io.Writer, f census.Flows) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "From %s to %s, as known at position %d of epoch %d\n", f.From, f.To, f.Position, f.Epoch)
	for _, b := range append([]census.Balance{f.Total}, f.Cells...) {
		name := "all"
		if len(b.Codes) > 0 {
			name = strings.ReplaceAll(labels(b.Labels), "\t", ", ")
		}
		fmt.Fprintf(w, "\n%s\t\t%d at the start\n", name, b.Start)
		for _, m := range b.Moves {
			fmt.Fprintf(w, "\t%s\t%s\n", strings.TrimSpace(string(m.Flow)+" "+m.Detail), strconv.Itoa(m.Count))
		}
		fmt.Fprintf(w, "\t\t%d at the end\n", b.End)
	}
	return w.Flush()
}

func showDifference(out io.Writer, d census.Difference) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "Present on %s: %d as known at position %d, %d at position %d\n", d.On, d.Before.Total, d.Before.Position, d.After.Total, d.After.Position)
	if len(d.Causes) > 0 {
		fmt.Fprintln(w, "\nknown\trecords\tkind\tpositions\tmore\tfewer\tother")
		for _, c := range d.Causes {
			fmt.Fprintf(w, "%s\t%d\t%s\t%d-%d\t%d\t%d\t%d\n", c.Known, c.Records, c.Kind, c.First, c.Last, c.More, c.Fewer, c.Other)
		}
	}
	for _, s := range d.Shifts {
		if len(s.Labels) > 0 {
			fmt.Fprintf(w, "%s\t%d, now %d\n", strings.ReplaceAll(labels(s.Labels), "\t", ", "), s.Before, s.After)
		}
	}
	return w.Flush()
}
