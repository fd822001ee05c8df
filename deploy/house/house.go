// Package house is the rules of the house, as functions over the tree of
// source files and over a migrated database. Its tests run them on this tree,
// and on planted faults to show that each rule can fail.
//
// The invariant: a rule only looks. It gives one line for each place that
// breaks it, with the file and the remedy, and none if all is well.
package house

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// prefix is what the import paths of all modules begin with.
const prefix = "faro.example/"

// file is a Go source file of the tree.
type file struct {
	path      string // from the root: shared/day/day.go
	dir       string // shared/day
	test      bool   // its name ends in _test.go
	generated bool
	lines     int
	ast       *ast.File
	tree      *tree
}

// at gives the place of a node, as an editor takes it.
func (f *file) at(n ast.Node) string {
	return fmt.Sprintf("%s:%d", f.path, f.tree.set.Position(n.Pos()).Line)
}

// module is the first part of the path: shared, registry and so on.
func (f *file) module() string {
	m, _, _ := strings.Cut(f.path, "/")
	return m
}

// imports reports whether the file imports a package.
func (f *file) imports(pkg string) bool {
	return slices.ContainsFunc(f.ast.Imports, func(s *ast.ImportSpec) bool { return s.Path.Value == strconv.Quote(pkg) })
}

// tree is all Go source files under a root.
type tree struct {
	set   *token.FileSet
	files []*file
}

// read parses every Go file under the root. Folders that hold what is not
// ours, or not compiled, are left out.
func read(root fs.FS) (*tree, error) {
	t := &tree{set: token.NewFileSet()}
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if d.Name() == "node_modules" || d.Name() == "testdata" || (d.Name() != "." && strings.HasPrefix(d.Name(), ".")) {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		return t.add(root, name)
	})
	return t, err
}

func (t *tree) add(root fs.FS, name string) error {
	src, err := fs.ReadFile(root, name)
	if err != nil {
		return err
	}
	parsed, err := parser.ParseFile(t.set, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	t.files = append(t.files, &file{
		path: name, dir: path.Dir(name), test: strings.HasSuffix(name, "_test.go"),
		generated: ast.IsGenerated(parsed), lines: strings.Count(string(src), "\n"), ast: parsed, tree: t,
	})
	return nil
}

// packages gives the files that are compiled into programs, by their folder.
func (t *tree) packages() map[string][]*file {
	all := map[string][]*file{}
	for _, f := range t.files {
		if !f.test {
			all[f.dir] = append(all[f.dir], f)
		}
	}
	return all
}

// sorted gives the complaints in the order of the files.
func sorted(complaints []string) []string {
	slices.SortFunc(complaints, func(a, b string) int { return cmp.Compare(a, b) })
	return complaints
}
