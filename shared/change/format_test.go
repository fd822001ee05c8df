package change_test

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"faro.example/shared/change"
)

// FORMAT.md names every kind with its section and its fields in order, and
// every field of the header.
func TestTheFormatInWordsNamesEverything(t *testing.T) {
	b, err := os.ReadFile("FORMAT.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	for _, s := range change.Sections() {
		if !strings.Contains(text, "`"+string(s)+"`") {
			t.Errorf("the section %s is not named", s)
		}
	}
	for _, of := range []any{change.Header{}, change.Seen{}} {
		mustFollow(t, text, fmt.Sprintf("%T", of), "\n| `%s` |", fieldsOf(reflect.TypeOf(of)))
	}
	for _, ex := range examples() {
		kind := ex.body.Kind()
		row := regexp.MustCompile("(?m)^\\| `" + regexp.QuoteMeta(kind) + "` \\| ([a-z -]+) \\| (.*) \\|$").FindStringSubmatch(text)
		if row == nil {
			t.Errorf("%s is not among the kinds", kind)
			continue
		}
		if e, _ := change.Lookup(kind); e.Section != "" && row[1] != string(e.Section) {
			t.Errorf("%s is said to be in %s, and is in %s", kind, row[1], e.Section)
		}
		mustFollow(t, row[2], kind, "`%s`", fieldsOf(reflect.TypeOf(ex.body)))
	}
}

// mustFollow checks that the fields are named one after the other.
func mustFollow(t *testing.T, text, what, as string, fields []string) {
	t.Helper()
	for _, f := range fields {
		_, rest, ok := strings.Cut(text, fmt.Sprintf(as, f))
		if !ok {
			t.Errorf("%s: the field %s is not named, or not in its place", what, f)
			return
		}
		text = rest
	}
}

func fieldsOf(t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		out = append(out, name)
	}
	return out
}
