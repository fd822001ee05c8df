package house

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"strings"
)

// leftOver is what marks work that was left for later. A concession with the
// number of its issue may stay.
var leftOver = regexp.MustCompile(`\b(TODO|FIXME|HACK)\b`)

var withIssue = regexp.MustCompile(`\bTODO\(#\d+\): `)

// conduct finds the habits that the house does not have: work left for later,
// code that runs by being imported, errors thrown away, tests that are skipped
// or that wait by the clock, transactions begun by hand.
func conduct(t *tree) []string {
	var bad []string
	for _, f := range t.files {
		for _, g := range f.ast.Comments {
			if text := withIssue.ReplaceAllString(g.Text(), ""); leftOver.MatchString(text) {
				bad = append(bad, f.at(g)+": work left for later: finish it, or name its issue: TODO(#12): …")
			}
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if why := misconduct(f, n); why != "" {
				bad = append(bad, f.at(n)+": "+why)
			}
			return true
		})
	}
	return sorted(bad)
}

func misconduct(f *file, n ast.Node) string {
	switch n := n.(type) {
	case *ast.FuncDecl:
		if n.Name.Name == "init" && n.Recv == nil {
			return "func init: do it where main can see it"
		}
	case *ast.AssignStmt:
		if !f.test && discards(n) {
			return "a result is thrown away: handle the error, or say in a comment why it cannot matter and return it"
		}
	case *ast.CallExpr:
		return badCall(f, n)
	}
	return ""
}

// discards reports whether all that a call gives is assigned to nothing.
func discards(n *ast.AssignStmt) bool {
	if n.Tok != token.ASSIGN || len(n.Rhs) != 1 {
		return false
	}
	if _, ok := n.Rhs[0].(*ast.CallExpr); !ok {
		return false
	}
	for _, l := range n.Lhs {
		if id, ok := l.(*ast.Ident); !ok || id.Name != "_" {
			return false
		}
	}
	return true
}

func badCall(f *file, n *ast.CallExpr) string {
	sel, ok := n.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	on := ""
	if id, ok := sel.X.(*ast.Ident); ok {
		on = id.Name
	}
	switch name := sel.Sel.Name; {
	case f.test && on == "time" && name == "Sleep" && !f.imports("testing/synctest"):
		return "a test sleeps: wait for what it waits for, or let testing/synctest pass the time"
	case f.test && len(on) == 1 && (name == "Skip" || name == "Skipf" || name == "SkipNow"):
		return "a test is skipped: make it run, or take it away"
	case f.module() == "registry" && !within(f.dir, "registry/pg") && !f.test && strings.HasPrefix(name, "Begin"):
		return fmt.Sprintf("%s begins a transaction: only pg.InTx and its like do, because they set what the policies read", name)
	}
	return ""
}
