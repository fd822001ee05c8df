// Command law writes docs/law.md: each article that the code cites, the rule that
// cites it, the package it stands in, and the tests of that package that name it.
//
// The invariant: nothing on the page is written by hand. A citation counts in the
// form "law 47/2017 art. 10 par. 1", in a comment of a declaration or in a text
// that it gives; a test counts that names what is declared. That a test proves
// the rule, no program can tell: the page says where to look.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"

	"faro.example/shared/deadline"
)

func main() {
	root := flag.String("root", ".", "the folder of go.work")
	out := flag.String("out", "docs/law.md", "the file to write")
	flag.Parse()
	if err := run(os.DirFS(*root), *out); err != nil {
		fmt.Fprintln(os.Stderr, "law:", err)
		os.Exit(1)
	}
}

func run(root fs.FS, out string) error {
	packages, err := read(root, "shared", "registry", "agent")
	if err != nil {
		return err
	}
	var rules []rule
	for _, p := range packages {
		rules = append(rules, p.rules()...)
		if p.dir == deadlines {
			for _, d := range deadline.Rules() {
				rules = append(rules, p.deadline(d)...)
			}
		}
	}
	var page bytes.Buffer
	write(&page, rules)
	return os.WriteFile(out, page.Bytes(), 0o644)
}

// deadlines is the package with the table of deadlines.
const deadlines = "shared/deadline"

// deadline gives the rules of a row of the table of deadlines, which has its
// source in a field of its own.
func (p *sources) deadline(d deadline.Rule) []rule {
	var out []rule
	for _, c := range citations(d.Source) {
		says := d.What.English + ", from " + d.Valid.From.String()
		if !d.Valid.Open() {
			says += " until " + d.Valid.Until.String()
		}
		out = append(out, rule{citation: c, dir: p.dir, name: "deadline " + d.Code, says: says, tests: p.naming(d.Code)})
	}
	return out
}
