package house

import (
	"fmt"
	"go/ast"
	"maps"
	"slices"
)

// guarded are the packages through which casefiles, and what is derived from
// them, are read and written: nothing goes through them without somebody who asks.
var guarded = []string{
	"registry/alert", "registry/attachment", "registry/audit", "registry/census", "registry/compare", "registry/directory", "registry/events", "registry/feed", "registry/form", "registry/glass",
	"registry/intake", "registry/lookup", "registry/notice", "registry/presence", "registry/report", "registry/report/publication", "registry/rights",
}

// callers finds exported functions of the guarded packages that do something
// in the database, which shows in their taking a context, for nobody in
// particular: without an access.Caller, or a struct of their package that holds
// one. excused names those that may, each with the reason; an excuse that
// excuses nothing is found too.
func callers(t *tree, excused map[string]string) []string {
	var bad []string
	unused := maps.Clone(excused)
	for dir, files := range t.packages() {
		if !slices.Contains(guarded, dir) {
			continue
		}
		holders := callerHolders(files)
		for _, f := range files {
			for _, d := range f.ast.Decls {
				fn, ok := d.(*ast.FuncDecl)
				if !ok || !anonymous(fn, holders) {
					continue
				}
				name := qualified(dir, fn)
				if _, ok := excused[name]; !ok {
					bad = append(bad, fmt.Sprintf("%s: %s takes no access.Caller: nothing is read or written for nobody", f.at(fn), name))
				}
				delete(unused, name)
			}
		}
	}
	for name := range unused {
		bad = append(bad, name+": is excused from taking an access.Caller and needs no excuse: take it off the list")
	}
	return sorted(bad)
}

// anonymous reports whether another package can call the function, the
// function takes a context, and nothing says for whom.
func anonymous(fn *ast.FuncDecl, holders []string) bool {
	if !fn.Name.IsExported() || (fn.Recv != nil && !ast.IsExported(receiver(fn))) {
		return false
	}
	inContext := false
	for _, p := range fn.Type.Params.List {
		switch t := typeName(p.Type); {
		case t == "access.Caller" || slices.Contains(holders, t):
			return false
		case t == "context.Context":
			inContext = true
		}
	}
	return inContext
}

// callerHolders gives the names of the structs that have a field of the type access.Caller.
func callerHolders(files []*file) []string {
	var names []string
	for _, f := range files {
		ast.Inspect(f.ast, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			s, ok := spec.Type.(*ast.StructType)
			if ok && slices.ContainsFunc(s.Fields.List, func(p *ast.Field) bool { return typeName(p.Type) == "access.Caller" }) {
				names = append(names, spec.Name.Name)
			}
			return true
		})
	}
	return names
}

// typeName gives pkg.Name, or Name, for a type or a pointer to it; "" for any other.
func typeName(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.StarExpr:
		return typeName(t.X)
	case *ast.Ident:
		return t.Name
	case *ast.SelectorExpr:
		return typeName(t.X) + "." + t.Sel.Name
	}
	return ""
}

// qualified is the name under which a function is excused.
func qualified(dir string, fn *ast.FuncDecl) string {
	if owner := receiver(fn); owner != "" {
		return dir + "." + owner + "." + fn.Name.Name
	}
	return dir + "." + fn.Name.Name
}
