package httpapi_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"faro.example/registry/httpapi"
)

// days are the parameters that are days of a count or of a list, never of a child,
// a territory, a rule of the law, or parts of the address of a published figure.
var days = []string{
	"GET /v1/census on", "GET /v1/census known-at", "GET /v1/census/series from", "GET /v1/census/series to", "GET /v1/census/series known-at",
	"GET /v1/census/flows from", "GET /v1/census/flows to", "GET /v1/census/flows known-at",
	"POST /v1/lists/comparisons on", "POST /v1/lists/comparisons place", "GET /v1/deadlines rule",
	"GET /v1/census/difference on", "GET /v1/census/difference before", "GET /v1/census/difference after",
	"GET /v1/publications/{publication} publication", "GET /v1/publications/{publication}/files/{format} publication",
	"GET /v1/publications/{publication}/figures/{table}/{row}/{column} publication", "GET /v1/publications/{publication}/figures/{table}/{row}/{column} table",
	"GET /v1/publications/{publication}/figures/{table}/{row}/{column} row", "GET /v1/publications/{publication}/figures/{table}/{row}/{column} column",
}

// What stands in a URL stands in the log of every proxy on the way. So a
// parameter is a random id, a number, a yes or no, or one of a list of words:
// nothing that could hold a code, a name or a day of a child.
func TestNoURLCanHoldACodeANameOrADay(t *testing.T) {
	loader := openapi3.NewLoader()
	spec, err := loader.LoadFromData(httpapi.Description())
	if err != nil {
		t.Fatal(err)
	}
	inPath := regexp.MustCompile(`\{([^}]+)\}`)
	used := 0
	for path, item := range spec.Paths.Map() {
		for method, op := range item.Operations() {
			for _, p := range append(item.Parameters, op.Parameters...) {
				name := method + " " + path + " " + p.Value.Name
				if slices.Contains(days, name) {
					used++
					continue
				}
				if p.Value.In != openapi3.ParameterInHeader && !harmless(p.Value.Schema.Value) {
					t.Errorf("%s could hold a code, a name or a day: ask for it in the body of a POST", name)
				}
			}
			for _, m := range inPath.FindAllStringSubmatch(path, -1) {
				p := op.Parameters.GetByInAndName(openapi3.ParameterInPath, m[1])
				if p == nil {
					p = item.Parameters.GetByInAndName(openapi3.ParameterInPath, m[1])
				}
				if p == nil {
					t.Errorf("%s %s: %s is not described", method, path, m[1])
				}
			}
			if strings.Contains(path, "search") && method != "POST" {
				t.Errorf("%s %s: a search is a POST", method, path)
			}
		}
	}
	if used != len(days) {
		t.Errorf("%d of %d parameters that are excused were found: take the others off the list", used, len(days))
	}
}

// harmless reports whether a parameter can hold nothing about a child.
func harmless(s *openapi3.Schema) bool {
	switch {
	case s.Type.Is("integer"), s.Type.Is("boolean"), len(s.Enum) > 0, s.Format == "uuid":
		return true
	case s.Type.Is("array"):
		return harmless(s.Items.Value)
	}
	if strings.HasPrefix(s.Pattern, "^(region:([0-9]{2})?|") { // a part of a cut, each cut with the codes it can have
		return !strings.Contains(s.Pattern, "*") && !strings.Contains(s.Pattern, "+")
	}
	return s.Pattern == "^[0-9]{1,2}s$" // a time to wait
}
