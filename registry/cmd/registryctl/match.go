package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"text/tabwriter"
	"time"

	"faro.example/shared/fault"
	"faro.example/shared/match"
)

type matchCmd struct {
	Evaluate evaluateCmd `cmd:"" help:"Measure how well the same children are found, on a file of which the truth is known."`
	Sweep    sweepCmd    `cmd:"" help:"Look at every child of the register for another registration."`
}

type evaluateCmd struct {
	Records        string            `help:"Registrations: CSV, with a heading." type:"existingfile" required:"" placeholder:"FILE"`
	RecordsB       string            `help:"A second file: pairs are looked for between the two, none within one." type:"existingfile" placeholder:"FILE"`
	Map            map[string]string `help:"Which column holds what: given_name, family_name, birth_date, sex, citizenship, place, phone, document." mapsep:"," required:"" placeholder:"FIELD=COLUMN,..."`
	ID             string            `help:"The column that names a record; the first if left out." name:"id" placeholder:"COLUMN"`
	Truth          string            `help:"True pairs: CSV of two columns of identifiers." type:"existingfile" xor:"truth" required:"" placeholder:"FILE"`
	TruthColumn    string            `help:"A column that names the child." xor:"truth" required:"" placeholder:"COLUMN"`
	TruthRegexp    string            `help:"What of the identifier names the child: the expression's group." xor:"truth" required:"" placeholder:"EXPRESSION"`
	Threshold      float64           `help:"Call pairs likelier than this the same; estimated if left out." default:"-1" placeholder:"P"`
	ExplainWeights bool              `help:"Show what each agreement is worth."`
}

// Help teaches by example.
func (evaluateCmd) Help() string {
	return `Examples:

  registryctl match evaluate --records list.csv --map given_name=nome,family_name=cognome,birth_date=nato --truth pairs.csv
  registryctl match evaluate --records list.csv --map family_name=name,birth_date=born --truth-regexp 'rec-(\d+)-' --explain-weights
  registryctl match evaluate --records ours.csv --records-b theirs.csv --map given_name=first,phone=tel --id code --truth-column child

Needs no database. Files are CSV with a heading; cells may be parted by comma,
semicolon, tab or bar; spaces around them do not count, nor whether a heading is in
capitals. Every field is optional, but the more there are the better. Dates may be
20080331, 2008-03-31, 31/03/2008, 31-03-2008, or 2008 alone; what cannot be read
counts as missing, and how often is told. With two files, --map and --id hold for
both.

The truth is said in one of three ways: a file of pairs of identifiers (in either
order, with or without a heading; if A is B and B is C, A is C), a column that names
the child, or an expression whose group, found in the identifier, does.

What agreements are worth, and from where on two records are called the same, is
estimated from the records alone: the truth only measures. The first line is the F1
measure; the table at the end shows what other thresholds would give.`
}

// Run measures.
func (e evaluateCmd) Run(c *console) error {
	if e.Threshold != estimated && (e.Threshold < 0 || e.Threshold > 1) {
		return fault.Field("threshold", "not a probability", "write a number from 0 to 1, or leave it out: it is estimated")
	}
	t, err := e.read()
	if err != nil {
		return err
	}
	began := c.now()
	var found match.Found
	var progress match.Progress
	if attended(c.err) {
		progress = c.counting("compared", "records")
	}
	if e.RecordsB == "" {
		found = match.Sweep(t.a.records, progress)
	} else {
		found = match.Link(t.a.records, t.b.records, progress)
	}
	took := c.now().Sub(began)
	if e.Threshold == estimated {
		e.Threshold = found.Threshold
	}
	return e.print(c.out, t, found, took)
}

// attended reports whether a person sees what is written: into a file, progress
// would stand before the measure.
func attended(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	is, err := f.Stat()
	return err == nil && is.Mode()&os.ModeCharDevice != 0
}

// estimated is the threshold that nobody set.
const estimated = -1

// outcome is how well the pairs from a threshold on are the true ones.
type outcome struct {
	named, right, truth int
}

func (o outcome) precision() float64 { return ratio(o.right, o.named) }
func (o outcome) recall() float64    { return ratio(o.right, o.truth) }
func (o outcome) f1() float64        { return ratio(2*o.right, o.named+o.truth) }

func ratio(a, b int) float64 {
	if b == 0 {
		return 1 // nothing to find, and nothing found
	}
	return float64(a) / float64(b)
}

// measure counts at a threshold. Where identifiers name the true pairs, a pair
// of them counts once, however many records have them.
func (t *trial) measure(pairs []match.Pair, threshold float64) outcome {
	o := outcome{truth: t.pairs}
	counted := map[[2]string]bool{}
	for _, p := range pairs {
		if p.P < threshold {
			continue
		}
		if t.truth != nil {
			ids := t.ids(p)
			if counted[ids] || !t.two && ids[0] == ids[1] {
				continue
			}
			counted[ids] = true
		}
		o.named++
		if t.same(p) {
			o.right++
		}
	}
	return o
}

func (e evaluateCmd) print(out io.Writer, t *trial, found match.Found, took time.Duration) error {
	o := t.measure(found.Pairs, e.Threshold)
	fmt.Fprintf(out, "f1 %.4f\nprecision %.4f\nrecall %.4f\n", o.f1(), o.precision(), o.recall())
	fmt.Fprintf(out, "pairs %d named, %d of them right, %d true; %d compared\n", o.named, o.right, o.truth, found.Compared)
	fmt.Fprintf(out, "threshold %.4f\n", e.Threshold)
	fmt.Fprintf(out, "records %d", len(t.a.records))
	if e.RecordsB != "" {
		fmt.Fprintf(out, " and %d", len(t.b.records))
	}
	fmt.Fprintf(out, "\nunreadable %d\nrepeated identifiers %d\ntime %.2f s\nmemory %d MiB\n\n", t.a.unreadable+t.b.unreadable, t.a.repeated()+t.b.repeated(), took.Seconds(), taken()>>20)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "threshold\tprecision\trecall\tf1\tpairs\t")
	for _, at := range curve {
		o := t.measure(found.Pairs, at)
		fmt.Fprintf(w, "%.3f\t%.4f\t%.4f\t%.4f\t%d\t\n", at, o.precision(), o.recall(), o.f1(), o.named)
	}
	if err := w.Flush(); err != nil || !e.ExplainWeights {
		return err
	}
	return printWeights(out, found.Model)
}

// taken is how much memory was asked of the system, at most.
func taken() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Sys
}

// curve are the thresholds that are shown.
var curve = []float64{.001, .01, .05, .1, .2, .3, .4, .5, .6, .7, .8, .9, .95, .99, .999}

// printWeights shows what agreements are worth, in bits: each doubles or halves
// the odds once.
func printWeights(out io.Writer, m *match.Model) error {
	fmt.Fprintf(out, "\nany two records are of one child: %.1f bits\n", m.Prior())
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "field\tagreement\tof one child\tby chance\tbits")
	for _, l := range slices.Collect(m.Weights()) {
		fmt.Fprintf(w, "%s\t%s\t%.5f\t%.7f\t%+.1f\n", l.Field, l.Words, l.Agree, l.Chance, l.Bits)
	}
	return w.Flush()
}
