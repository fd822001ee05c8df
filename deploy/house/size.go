package house

import (
	"fmt"
	"go/ast"
	"slices"
)

// The hard stops of size. Most code stays far below them; they are where a
// reader has lost the thread in every code base that was looked at.
const (
	maxFileLines     = 600
	maxFunctionLines = 80
	maxParameters    = 6
	maxMethods       = 6
)

// vague are package names that say nothing about what is inside.
var vague = []string{"util", "utils", "common", "helper", "helpers", "base", "types", "models", "model", "core", "manager", "misc", "lib"}

// sizes finds what is too large to be read at once, and packages whose name
// says nothing.
func sizes(t *tree) []string {
	var bad []string
	for _, f := range t.files {
		if f.generated {
			continue
		}
		if f.lines > maxFileLines {
			bad = append(bad, fmt.Sprintf("%s: %d lines; the most is %d: is there more than one thing in it?", f.path, f.lines, maxFileLines))
		}
		if slices.Contains(vague, f.ast.Name.Name) {
			bad = append(bad, fmt.Sprintf("%s: a package named %s: name it after what it provides", f.path, f.ast.Name.Name))
		}
		if f.test {
			continue // a table of cases may be long
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if why := oversized(f, n); why != "" {
				bad = append(bad, f.at(n)+": "+why)
			}
			return true
		})
	}
	return sorted(bad)
}

func oversized(f *file, n ast.Node) string {
	switch n := n.(type) {
	case *ast.FuncDecl:
		set := f.tree.set
		if lines := set.Position(n.End()).Line - set.Position(n.Pos()).Line + 1; lines > maxFunctionLines {
			return fmt.Sprintf("%s has %d lines; the most is %d", n.Name.Name, lines, maxFunctionLines)
		}
		if got := n.Type.Params.NumFields(); got > maxParameters {
			return fmt.Sprintf("%s has %d parameters; the most is %d: make them a struct", n.Name.Name, got, maxParameters)
		}
	case *ast.InterfaceType:
		if got := n.Methods.NumFields(); got > maxMethods {
			return fmt.Sprintf("an interface of %d methods; the most is %d", got, maxMethods)
		}
	}
	return ""
}
