package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// titles say what the acts are about.
var titles = map[string]string{
	"law 184/1983":              "the right of a child to a family",
	"law 47/2017":               "the protection of unaccompanied foreign minors",
	"law 203/2012":              "the search for missing people",
	"law 176/2023":              "which converted D.L. 133/2023",
	"D.Lgs 286/1998":            "the consolidated act on immigration",
	"D.Lgs 25/2008":             "procedures of international protection",
	"D.Lgs 142/2015":            "reception",
	"D.L. 133/2023":             "urgent measures on immigration",
	"DPR 231/2023":              "the national information system of unaccompanied minors",
	"DPCM 535/1999":             "the tasks for foreign minors, and assisted return",
	"regulation (EU) 2016/679":  "data protection",
	"regulation (EU) 2024/1351": "management of asylum and migration",
	"directive (EU) 2024/1346":  "standards for the reception of applicants",
}

const head = `# What the law asks, and where it is done

Made by ` + "`make generate`" + ` from the citations in the code, never by hand: an article, the rule that cites it, the package
in which the rule stands, and the tests of that package that name the rule. *By way of* are tests that name what uses it in
the same package. A test that names a rule need not prove all of it, and tests of other packages, of the pages and of whole
programs are not listed. What cites an act as a whole stands before its articles.
`

// most is how many tests are named for a rule. Arbitrary.
const most = 3

// write makes the page.
func write(to io.Writer, rules []rule) {
	slices.SortStableFunc(rules, func(a, b rule) int {
		return cmp.Or(before(a.citation, b.citation), cmp.Compare(a.dir, b.dir), cmp.Compare(a.name, b.name))
	})
	fmt.Fprint(to, head)
	act, article := "", ""
	for _, r := range rules {
		if r.act != act {
			act, article = r.act, "-"
			fmt.Fprintf(to, "\n## %s\n\n", strings.ToUpper(act[:1])+act[1:])
			if title := titles[act]; title != "" {
				fmt.Fprintf(to, "On %s.\n\n", title)
			}
			fmt.Fprint(to, "| article | rule | package | tests |\n|---|---|---|---|\n")
		}
		shown := ""
		if r.article != article && r.article != "" {
			shown = "art. " + r.article
		}
		article = r.article
		fmt.Fprintf(to, "| %s | `%s`: %s | %s | %s |\n", shown, r.name, cell(r.says), r.dir, r.tested())
	}
}

// cell makes a sentence fit into a table.
func cell(text string) string {
	return strings.NewReplacer("|", "\\|", "[", "", "]", "").Replace(text)
}

// tested names the tests.
func (r *rule) tested() string {
	if r.whole > 0 {
		return fmt.Sprintf("the package's %d", r.whole)
	}
	if len(r.tests) == 0 {
		return "none names it"
	}
	out := strings.Join(r.tests[:min(most, len(r.tests))], ", ")
	if more := len(r.tests) - most; more > 0 {
		out += fmt.Sprintf(" and %d more", more)
	}
	if r.through {
		return "by way of " + out
	}
	return out
}
