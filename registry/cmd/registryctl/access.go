package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"faro.example/registry/assembly"
	"faro.example/registry/erasure"
	"faro.example/registry/glass"
	"faro.example/registry/impact"
	"faro.example/registry/paper"
	"faro.example/shared/access"
	"faro.example/shared/change"
)

type accessCmd struct {
	Matrix  matrixCmd  `cmd:"" help:"Print the policy: who may do what, with which sections and kinds."`
	Impact  impactCmd  `cmd:"" help:"Write the sheet of the data protection impact assessment, from the policy and the table of retention."`
	Notices noticesCmd `cmd:"" help:"Who broke the glass before whose casefile."`
}

type impactCmd struct {
	Out   string `help:"Where it goes: a page or a PDF, by the end of the name." required:"" placeholder:"FILE.html|.pdf"`
	Years int    `help:"For how many years casefiles are kept after majority: as the setting retention-years." default:"5" placeholder:"YEARS"`
}

// Help teaches by example.
func (impactCmd) Help() string {
	return `Examples:

  registryctl access impact --out dpia.pdf
  registryctl access impact --out dpia.html --years 3

In Italian, for the authority (regulation (EU) 2016/679 art. 35). Who sees what, and for how long it is kept, is what this
program enforces; what people have to judge is left as ruled lines. The risks are those of docs/security.md.`
}

// Run writes the sheet. It needs no registry.
func (q impactCmd) Run(c *console) error {
	page, err := isPage(q.Out)
	if err != nil {
		return err
	}
	if err := free(q.Out); err != nil {
		return err
	}
	if err := erasure.CheckYears(q.Years); err != nil {
		return err
	}
	sheet := impact.Sheet(access.Matrix(), erasure.Rules(q.Years), c.now())
	var text []byte
	if page {
		text, err = paper.Page(sheet)
	} else {
		text, err = new(paper.Press).PDF(c.ctx, sheet)
	}
	if err != nil {
		return err
	}
	return keep(q.Out, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

type matrixCmd struct {
	Role access.Role `help:"Only this role." placeholder:"ROLE"`
	CSV  bool        `help:"Print CSV." name:"csv" xor:"form"`
	JSON bool        `help:"Print JSON." name:"json" xor:"form"`
}

// Help teaches by example.
func (matrixCmd) Help() string {
	return `Examples:

  registryctl access matrix
  registryctl access matrix --role municipality
  registryctl access matrix --csv > policy.csv    for the data protection impact assessment

Every line is allowed, and all else is denied. A relation is what ties the role
to the minor; "nobody" is no tie, and also stands for what concerns no minor.
What is printed is what this program enforces.`
}

// Run prints the table. It needs no registry.
func (q matrixCmd) Run(c *console) error {
	cells := access.Matrix()
	if q.Role != "" {
		cells = slices.DeleteFunc(cells, func(c access.Cell) bool { return c.Role != q.Role })
	}
	switch {
	case q.JSON:
		return json.NewEncoder(c.out).Encode(cellsOf(cells))
	case q.CSV:
		return writeCells(c.out, cells)
	}
	return showCells(c.out, cells)
}

// allowedCell is a cell of the table as JSON.
type allowedCell struct {
	Role     access.Role      `json:"role"`
	Relation access.Relation  `json:"relation"`
	Action   access.Action    `json:"action"`
	Sections []change.Section `json:"sections,omitempty"`
	Kinds    []string         `json:"kinds,omitempty"`
}

func cellsOf(cells []access.Cell) []allowedCell {
	out := make([]allowedCell, len(cells))
	for i, c := range cells {
		out[i] = allowedCell{c.Role, c.Relation, c.Action, c.Sections, c.Kinds}
	}
	return out
}

func writeCells(out io.Writer, cells []access.Cell) error {
	w := csv.NewWriter(out)
	rows := [][]string{{"role", "relation", "action", "sections", "kinds"}}
	for _, c := range cells {
		rows = append(rows, []string{string(c.Role), string(c.Relation), string(c.Action), sectionWords(c.Sections), strings.Join(c.Kinds, " ")})
	}
	return w.WriteAll(rows)
}

func showCells(out io.Writer, cells []access.Cell) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "role\trelation\taction\tsections shown, or kinds written")
	for _, c := range cells {
		what := sectionWords(c.Sections)
		switch {
		case len(c.Sections) == len(change.Sections()):
			what = "all sections"
		case len(c.Kinds) > 0:
			what = strings.Join(c.Kinds, " ")
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", c.Role, c.Relation, c.Action, what)
	}
	return w.Flush()
}

func sectionWords(sections []change.Section) string {
	words := make([]string, len(sections))
	for i, s := range sections {
		words[i] = string(s)
	}
	return strings.Join(words, " ")
}

type noticesCmd struct {
	looker
	JSON bool `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (noticesCmd) Help() string {
	return `Examples:

  registryctl access notices --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "weekly review"

An auditor reads of every glass, a social service of those before the casefiles
of the children for whom it answers. The newest come first.`
}

// Run prints what that person was told.
func (q noticesCmd) Run(c *console) error {
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, access.ReadNotices)
		if err != nil {
			return err
		}
		told, err := r.Glass.Notices(c.ctx, caller)
		if err != nil {
			return err
		}
		if q.JSON {
			return json.NewEncoder(c.out).Encode(append([]glass.Notice{}, told...))
		}
		return showNotices(c.out, told)
	})
}

func showNotices(out io.Writer, told []glass.Notice) error {
	if len(told) == 0 {
		fmt.Fprintln(out, "No glass was broken.")
		return nil
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "minor\tbroken\tuntil\tby\trole\tpurpose\twords")
	for _, n := range told {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", n.Minor, instant(n.From), instant(n.Until), n.Person, n.Role, n.Purpose, n.Words.Reveal())
	}
	return w.Flush()
}

func instant(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 MST") }
