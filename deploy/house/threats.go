package house

import (
	"fmt"
	"go/ast"
	"regexp"
	"slices"
	"strings"
)

// attempt is the last cell of a row of the threat model: the package and the
// test that tries to get in.
var attempt = regexp.MustCompile("`([a-z0-9/]+) (Test\\w+)` \\|$")

// unstopped begins what a threat's section says that nothing stops.
const unstopped = "**Not stopped.**"

// threats gives what is wrong with a threat model: a row without a test that
// exists in the tree, a threat (a section that begins with a number) without
// rows, or one that does not say what is not stopped.
func threats(t *tree, page, text string) []string {
	var bad []string
	_, numbered, _ := strings.Cut(text, "\n## 1. ")
	for i, section := range strings.Split("1. "+numbered, "\n## ") {
		title, body, _ := strings.Cut(section, "\n")
		if !strings.HasPrefix(title, fmt.Sprintf("%d. ", i+1)) {
			break // the sections after the threats
		}
		rows := tableRows(body)
		if len(rows) == 0 {
			bad = append(bad, fmt.Sprintf("%s: %q has no attempt: add a row with its test", page, title))
		}
		if !strings.Contains(body, "\n"+unstopped+" ") {
			bad = append(bad, fmt.Sprintf("%s: %q does not say what is not stopped: begin a paragraph with %s", page, title, unstopped))
		}
		for _, row := range rows {
			if m := attempt.FindStringSubmatch(row); m == nil || !t.hasTest(m[1], m[2]) {
				bad = append(bad, fmt.Sprintf("%s: no such test: end the row with its package and test: %s", page, row))
			}
		}
	}
	return bad
}

// tableRows gives the rows of the tables in a text, without their heads.
func tableRows(text string) (rows []string) {
	inside := false
	for line := range strings.SplitSeq(text, "\n") {
		switch {
		case strings.HasPrefix(line, "|---"):
			inside = true
		case !strings.HasPrefix(line, "|"):
			inside = false
		case inside:
			rows = append(rows, line)
		}
	}
	return rows
}

// hasTest reports whether a package has a test of this name.
func (t *tree) hasTest(dir, name string) bool {
	return slices.ContainsFunc(t.files, func(f *file) bool {
		return f.test && f.dir == dir && slices.ContainsFunc(f.ast.Decls, func(d ast.Decl) bool {
			fn, ok := d.(*ast.FuncDecl)
			return ok && fn.Name.Name == name
		})
	})
}
