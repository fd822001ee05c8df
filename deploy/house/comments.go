package house

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// packageComments finds the packages that do not say, once, what they provide
// and which invariant they keep.
func packageComments(t *tree) []string {
	var bad []string
	for dir, files := range t.packages() {
		var said []string
		text := ""
		for _, f := range files {
			if f.ast.Doc != nil && !f.generated {
				said = append(said, f.path)
				text += f.ast.Doc.Text()
			}
		}
		want := "Package " + files[0].ast.Name.Name + " "
		if files[0].ast.Name.Name == "main" {
			want = "Command "
		}
		switch {
		case len(said) == 0:
			bad = append(bad, dir+": has no package comment")
		case len(said) > 1:
			bad = append(bad, fmt.Sprintf("%s: has more than one package comment: %v", dir, said))
		case !strings.HasPrefix(text, want):
			bad = append(bad, fmt.Sprintf("%s: its comment does not begin with %q", dir, want))
		case !strings.Contains(text, "invariant"):
			bad = append(bad, dir+": its comment does not say which invariant it keeps")
		}
	}
	return sorted(bad)
}

// exportedComments finds exported names without a comment, and comments of
// functions and types that do not begin with the name.
func exportedComments(t *tree) []string {
	var bad []string
	for dir, files := range t.packages() {
		if files[0].ast.Name.Name == "main" {
			continue
		}
		for _, f := range files {
			if f.generated {
				continue
			}
			for _, d := range f.ast.Decls {
				for _, c := range undocumented(d) {
					bad = append(bad, fmt.Sprintf("%s: %s of %s %s", f.at(c.node), c.name, dir, c.what))
				}
			}
		}
	}
	return sorted(bad)
}

// complaint is one name and what is wrong with its comment.
type complaint struct {
	node ast.Node
	name string
	what string
}

func undocumented(d ast.Decl) []complaint {
	switch d := d.(type) {
	case *ast.FuncDecl:
		owner := receiver(d)
		if !d.Name.IsExported() || (d.Recv != nil && !ast.IsExported(owner)) {
			return nil
		}
		return named(d, d.Name.Name, d.Doc)
	case *ast.GenDecl:
		var out []complaint
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				out = append(out, typeComment(d, s)...)
			case *ast.ValueSpec:
				if slices.ContainsFunc(s.Names, (*ast.Ident).IsExported) && d.Doc == nil && s.Doc == nil && s.Comment == nil {
					out = append(out, complaint{s, s.Names[0].Name, "has no comment"})
				}
			}
		}
		return out
	}
	return nil
}

func typeComment(d *ast.GenDecl, s *ast.TypeSpec) []complaint {
	if !s.Name.IsExported() {
		return nil
	}
	doc := s.Doc
	if doc == nil && d.Lparen == token.NoPos {
		doc = d.Doc
	}
	return named(s, s.Name.Name, doc)
}

// named wants a comment that begins with the name.
func named(n ast.Node, name string, doc *ast.CommentGroup) []complaint {
	if doc == nil || strings.TrimSpace(doc.Text()) == "" {
		return []complaint{{n, name, "has no comment"}}
	}
	first, _, _ := strings.Cut(strings.TrimSpace(doc.Text()), " ")
	if strings.TrimRight(first, ",:'s") != strings.TrimRight(name, "s") {
		return []complaint{{n, name, "has a comment that does not begin with its name"}}
	}
	return nil
}

// receiver is the name of the type whose method d is; "" for a function.
func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return ""
	}
	t := d.Recv.List[0].Type
	for {
		switch is := t.(type) {
		case *ast.StarExpr:
			t = is.X
		case *ast.IndexExpr:
			t = is.X
		case *ast.IndexListExpr:
			t = is.X
		case *ast.Ident:
			return is.Name
		default:
			return ""
		}
	}
}
