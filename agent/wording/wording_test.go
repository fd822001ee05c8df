package wording

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"faro.example/shared/pages"
)

func TestEveryWordIsThereInBothLanguagesWithTheSameBlanks(t *testing.T) {
	for key, w := range Words() {
		if w[0] == "" || w[1] == "" {
			t.Errorf("%s lacks a language", key)
		}
		for _, one := range w {
			for part := range strings.SplitSeq(one, "|") {
				if n := strings.Count(part, "%s"); n > 0 && n != strings.Count(strings.Split(w[0], "|")[strings.Count(w[0], "|")], "%s") {
					t.Errorf("%s: the languages fill in different things", key)
				}
			}
		}
	}
}

func TestNoWordIsGivenTwice(t *testing.T) {
	seen := map[string]bool{}
	for _, list := range lists() {
		for key := range list {
			if seen[key] {
				t.Errorf("%s stands in two lists, and one of them is lost", key)
			}
			seen[key] = true
		}
	}
}

// fieldFault gives the parts of a fault that stand in the source as they are
// said. What is put together as it is said has its own case below.
func fieldFault(n ast.Node) (out []ast.Expr) {
	switch x := n.(type) {
	case *ast.CallExpr:
		if s, ok := x.Fun.(*ast.SelectorExpr); ok && s.Sel.Name == "Field" && len(x.Args) == 3 {
			return x.Args[1:]
		}
	case *ast.KeyValueExpr:
		if k, ok := x.Key.(*ast.Ident); ok && (k.Name == "Detail" || k.Name == "Remedy") {
			return []ast.Expr{x.Value}
		}
	}
	return nil
}

// met are the packages whose faults an operator can meet on a page.
var met = []string{"../localui", "../draft", "../passphrase", "../standin", "../arrival", "../handover",
	"../../shared/minor", "../../shared/socialfile", "../../shared/movement", "../../shared/placement", "../../shared/facility", "../../shared/sheet", "../../shared/content", "../../shared/tracing", "../../shared/right"}

// atTheCommandLine are said to who starts the program, not on a page.
var atTheCommandLine = map[string]bool{
	"not an address of this machine alone": true, "give 127.0.0.1 and a port, as 127.0.0.1:8480": true,
	"give another port, or stop the program that has it": true,
}

func TestWhateverCanBeWrongOnAPageIsSaidInItalian(t *testing.T) {
	for _, dir := range met {
		files, err := filepath.Glob(dir + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if strings.HasSuffix(f, "_test.go") {
				continue
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), f, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(parsed, func(n ast.Node) bool {
				for _, e := range fieldFault(n) {
					lit, ok := e.(*ast.BasicLit)
					if !ok || lit.Kind != token.STRING {
						continue
					}
					part, err := strconv.Unquote(lit.Value)
					if err != nil {
						t.Fatal(err)
					}
					if _, ok := pages.Translated(part); !ok && !atTheCommandLine[part] {
						t.Errorf("%s: %q is not in Italian", f, part)
					}
				}
				return true
			})
		}
	}
}

func TestAFaultIsSaidInTheLanguageOfThePageOrSaysThatItIsNot(t *testing.T) {
	for _, c := range []struct {
		name, detail, remedy, want string
		lang, says                 pages.Lang
	}{
		{"in English", "not a day", "write it", "Not a day: write it.", pages.English, ""},
		{"in Italian", "not a day", "choose what it is", "Non è un giorno: scegli che cos’è.", pages.Italian, ""},
		{"without a remedy", "not a day", "", "Non è un giorno.", pages.Italian, ""},
		{"with a number", "longer than 40 bytes", "shorten it", "Più lungo di 40 byte: accorcialo.", pages.Italian, ""},
		{"with a number that is not filled in", "longer than # bytes", "shorten it", "Più lungo di # byte: accorcialo.", pages.Italian, ""},
		{"that nobody has put into Italian", "the moon is full", "shorten it", "The moon is full: shorten it.", pages.Italian, pages.English},
		{"whose remedy nobody has", "not a day", "wait for the moon", "Not a day: wait for the moon.", pages.Italian, pages.English},
	} {
		if text, says := Fault(c.lang, c.detail, c.remedy); text != c.want || says != c.says {
			t.Errorf("%s: got %q in %q, want %q in %q", c.name, text, says, c.want, c.says)
		}
	}
}
