package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// sources are the files of one package.
type sources struct {
	dir   string
	files []*ast.File
	tests []test
}

// test is a test function, with all names and texts that it mentions.
type test struct {
	name     string
	mentions map[string]bool
}

// read parses the packages of some modules, by folder. What is generated states
// no rule; nor do words in two languages, which repeat those of the code.
func read(root fs.FS, modules ...string) ([]*sources, error) {
	packages := map[string]*sources{}
	set := token.NewFileSet()
	for _, module := range modules {
		err := fs.WalkDir(root, module, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || path.Ext(name) != ".go" || strings.HasSuffix(name, ".gen.go") || path.Dir(name) == "shared/pages" {
				return err
			}
			text, err := fs.ReadFile(root, name)
			if err != nil {
				return err
			}
			f, err := parser.ParseFile(set, name, text, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				return fmt.Errorf("parse: %w", err)
			}
			p := packages[path.Dir(name)]
			if p == nil {
				p = &sources{dir: path.Dir(name)}
				packages[p.dir] = p
			}
			p.add(name, f)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return slices.SortedFunc(maps.Values(packages), func(a, b *sources) int { return strings.Compare(a.dir, b.dir) }), nil
}

func (p *sources) add(name string, f *ast.File) {
	if !strings.HasSuffix(name, "_test.go") {
		p.files = append(p.files, f)
		return
	}
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if ok && fn.Recv == nil && strings.HasPrefix(fn.Name.Name, "Test") {
			p.tests = append(p.tests, test{fn.Name.Name, mentions(fn)})
		}
	}
}

// mentions gives the names and the short texts of a piece of code.
func mentions(n ast.Node) map[string]bool {
	out := map[string]bool{}
	ast.Inspect(n, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.Ident:
			out[x.Name] = true
		case *ast.BasicLit:
			if text, err := strconv.Unquote(x.Value); err == nil && x.Kind == token.STRING {
				out[text] = true
			}
		}
		return true
	})
	return out
}

// naming gives the tests that mention one of some names.
func (p *sources) naming(names ...string) (out []string) {
	for _, t := range p.tests {
		if slices.ContainsFunc(names, func(n string) bool { return t.mentions[n] }) {
			out = append(out, t.name)
		}
	}
	slices.Sort(out)
	return out
}

// users gives the functions and types of the package whose code mentions one of
// some names.
func (p *sources) users(names []string) (out []string) {
	for _, f := range p.files {
		for _, d := range f.Decls {
			for _, x := range declared(d) {
				all := mentions(x.node)
				own := func(n string) bool { return slices.Contains(names, n) }
				if !slices.ContainsFunc(x.names, own) && slices.ContainsFunc(names, func(n string) bool { return all[n] }) {
					out = append(out, x.names[0])
				}
			}
		}
	}
	return out
}
