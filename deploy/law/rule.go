package main

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"unicode"
)

// rule is what one declaration says by an article.
type rule struct {
	citation
	dir     string
	name    string
	says    string
	tests   []string
	through bool // the tests name what uses it, not the rule itself
	whole   int  // of what is said of the package: how many tests it has
}

// declaration is what has a name in a file, with the comments around it.
type declaration struct {
	name  string
	names []string // by which code mentions it; the first is its own
	node  ast.Node
	from  token.Pos // with the comment before it
	until token.Pos // with the comment after it
}

// rules gives what the package's declarations cite, each citation once for each.
func (p *sources) rules() []rule {
	var out []rule
	for _, f := range p.files {
		all := []declaration{{name: "the package", node: f.Name, from: f.FileStart, until: f.FileEnd}}
		for _, d := range f.Decls {
			all = append(all, declared(d)...)
		}
		for _, t := range p.texts(f) {
			d := innermost(all, t.at)
			for _, c := range citations(t.said) {
				r := p.rule(c, d, t)
				same := func(o rule) bool { return o.citation == c && o.name == r.name }
				if !slices.ContainsFunc(out, same) && r.says != "" {
					out = append(out, r)
				}
			}
		}
	}
	return out
}

// rule makes one of a citation in a text that belongs to a declaration.
func (p *sources) rule(c citation, d declaration, t text) rule {
	r := rule{citation: c, dir: p.dir, name: d.name, says: sentence(t.said, c)}
	if t.literal {
		r.says = "says \u201c" + t.said + "\u201d"
	}
	if len(cited.FindString(r.says)) == len(r.says) { // of which law alone, not what it says
		r.says = ""
	}
	if d.names == nil {
		r.whole = len(p.tests)
	} else if r.tests = p.naming(d.names...); len(r.tests) == 0 {
		r.tests, r.through = p.naming(p.users(d.names)...), true
	}
	return r
}

// text is a comment, or what code gives.
type text struct {
	said    string
	at      token.Pos
	literal bool
}

// texts gives the comments of a file, and in shared/ the texts of the refusals.
// Elsewhere a text is for people; deadlines are read from their table.
func (p *sources) texts(f *ast.File) (out []text) {
	for _, c := range f.Comments {
		out = append(out, text{said: c.Text(), at: c.Pos()})
	}
	if !strings.HasPrefix(p.dir, "shared/") || p.dir == deadlines {
		return out
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if x, ok := n.(*ast.BasicLit); ok && x.Kind == token.STRING {
			out = append(out, text{said: strings.Trim(x.Value, "`\""), at: x.Pos(), literal: true})
		}
		return true
	})
	return out
}

// innermost gives the smallest declaration around a place.
func innermost(all []declaration, at token.Pos) declaration {
	var found declaration
	for _, d := range all {
		if d.from <= at && at < d.until && (found.node == nil || d.until-d.from < found.until-found.from) {
			found = d
		}
	}
	return found
}

// declared gives what a declaration declares: a group as a whole, and each name.
func declared(d ast.Decl) []declaration {
	switch x := d.(type) {
	case *ast.FuncDecl:
		own, names := x.Name.Name, []string{x.Name.Name}
		if x.Recv != nil {
			of := receiver(x.Recv.List[0].Type)
			if own == "Validate" { // every body has one
				names = []string{of}
			}
			own = of + "." + own
		}
		return []declaration{{name: own, names: names, node: x, from: begin(x.Doc, x), until: x.End()}}
	case *ast.GenDecl:
		var out []declaration
		var names []string
		for _, s := range x.Specs {
			parts := specified(s)
			out = append(out, parts...)
			if len(parts) > 0 {
				names = append(names, parts[0].names...)
			}
		}
		if len(out) == 0 {
			return nil
		}
		group := declaration{name: strings.Join(names, ", "), names: names, node: x, from: begin(x.Doc, x), until: max(x.End(), out[len(out)-1].until)}
		return append(out, group)
	}
	return nil
}

// specified gives the names of one line of a declaration, and of a struct its fields.
func specified(s ast.Spec) []declaration {
	switch x := s.(type) {
	case *ast.ValueSpec:
		var names []string
		for _, n := range x.Names {
			names = append(names, n.Name)
		}
		return []declaration{{name: strings.Join(names, ", "), names: names, node: x, from: begin(x.Doc, x), until: end(x.Comment, x)}}
	case *ast.TypeSpec:
		out := []declaration{{name: x.Name.Name, names: []string{x.Name.Name}, node: x, from: begin(x.Doc, x), until: end(x.Comment, x)}}
		if st, ok := x.Type.(*ast.StructType); ok {
			for _, f := range st.Fields.List {
				for _, n := range f.Names {
					out = append(out, declaration{name: x.Name.Name + "." + n.Name, names: []string{n.Name}, node: f, from: begin(f.Doc, f),
						until: end(f.Comment, f)})
				}
			}
		}
		return out
	}
	return nil
}

func begin(doc *ast.CommentGroup, n ast.Node) token.Pos {
	if doc != nil {
		return doc.Pos()
	}
	return n.Pos()
}

func end(comment *ast.CommentGroup, n ast.Node) token.Pos {
	if comment != nil {
		return comment.End()
	}
	return n.End()
}

func receiver(t ast.Expr) string {
	switch x := t.(type) {
	case *ast.StarExpr:
		return receiver(x.X)
	case *ast.IndexExpr:
		return receiver(x.X)
	case *ast.Ident:
		return x.Name
	}
	return ""
}

// sentence gives the sentence of a text that holds a citation, or its first one.
func sentence(text string, c citation) string {
	all := sentences(text)
	for _, s := range all {
		if slices.Contains(citations(s), c) {
			return s
		}
	}
	return all[0]
}

// sentences cuts a text where a full stop ends a word and a capital follows, or
// the next line of a list.
func sentences(text string) []string {
	words := strings.Fields(text)
	var out []string
	from := 0
	for i, w := range words {
		if i+1 == len(words) || ends(w, words[i+1]) {
			out = append(out, strings.TrimPrefix(strings.Join(words[from:i+1], " "), "- "))
			from = i + 1
		}
	}
	if len(out) == 0 {
		return []string{""}
	}
	return out
}

func ends(word, next string) bool {
	short := []string{"art.", "par.", "D.Lgs.", "Lgs."}
	return strings.HasSuffix(word, ".") && !slices.Contains(short, word) && (next == "-" || unicode.IsUpper([]rune(next)[0]))
}
