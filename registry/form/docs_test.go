package form

import (
	"bytes"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"faro.example/shared/change"
	"faro.example/shared/day"
)

const manual = "../../docs/forms.md"

// table is what the document has to say of every field of every form.
func table() string {
	var out strings.Builder
	for _, l := range Letters() {
		number := 0
		for _, p := range forms()[l].parts {
			for _, f := range p.fields {
				number++
				from := "none: filled in by hand"
				if said := sourcesOf(f.from); said != "" {
					from = said
				}
				fmt.Fprintf(&out, "| %s | %d | %s | %s | %s |\n", l, number, f.term, p.section, from)
			}
		}
	}
	return out.String()
}

func sourcesOf(from []origin) string {
	var kinds []string
	paths := map[string][]string{}
	for _, o := range from {
		kind := o.body.Kind()
		if paths[kind] == nil {
			kinds = append(kinds, kind)
		}
		paths[kind] = append(paths[kind], o.path)
	}
	var out []string
	for _, k := range kinds {
		out = append(out, "`"+k+"`: "+strings.Join(paths[k], ", "))
	}
	return strings.Join(out, "; ")
}

func TestTheDocumentSaysOfEveryFieldWhereItComesFrom(t *testing.T) {
	text, err := os.ReadFile(manual)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(text, []byte(table())) {
		t.Errorf("%s does not list the fields as the forms have them; they are:\n%s", manual, table())
	}
}

func TestEveryFieldIsFilledFromAnAttributeOfAKindOfTheCatalogue(t *testing.T) {
	for _, l := range Letters() {
		for _, p := range forms()[l].parts {
			for _, f := range p.fields {
				if (len(f.from) == 0) != (f.read == nil) {
					t.Errorf("form %s, %s: it is filled from nowhere, or from somewhere by nothing", l, f.term)
				}
				for _, o := range f.from {
					if _, ok := change.Lookup(o.body.Kind()); !ok {
						t.Errorf("form %s, %s: %s is no kind of the catalogue", l, f.term, o.body.Kind())
					}
					if !attribute(reflect.TypeOf(o.body), o.path) {
						t.Errorf("form %s, %s: %s has no %s", l, f.term, o.body.Kind(), o.path)
					}
				}
			}
		}
	}
}

// attribute reports whether a type has what a path of names of JSON leads to.
func attribute(of reflect.Type, path string) bool {
	if path == theDay {
		return true
	}
	name, rest, more := strings.Cut(path, ".")
	if of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	for i := range of.NumField() {
		if tag, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ","); tag == name {
			return !more || attribute(of.Field(i).Type, rest)
		}
	}
	return false
}

func TestEveryMemberOfAClosedListHasATerm(t *testing.T) {
	for _, list := range []string{"sex", "provenance", "document", "source", "age", "mode", "setting", "exit"} {
		for term, value := range Terms(list) {
			if term == "" || value == "" {
				t.Errorf("%s: %q is called %q", list, value, term)
			}
		}
		if len(Terms(list)) < 2 {
			t.Errorf("%s has no terms", list)
		}
	}
	if Terms("colour") != nil {
		t.Error("a list that is none has terms")
	}
}

func TestADayAndASpanAreWrittenAsPeopleReadThem(t *testing.T) {
	for _, c := range []struct {
		span day.Span
		want string
	}{
		{day.Span{}, ""}, {day.Span{From: day.Must("2026-03-01")}, "dal 1º marzo 2026"}, {day.Span{From: day.Must("2026-03-01"), Until: day.Must("2026-03-08")}, "dal 1º marzo 2026 al 8 marzo 2026"},
	} {
		if got := span(c.span); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
