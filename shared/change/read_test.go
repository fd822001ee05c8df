package change

import (
	"testing"

	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

func TestABodyIsReadHoweverItsFieldsAreWritten(t *testing.T) {
	e, _ := Lookup("minor.registered")
	b, err := e.Read([]byte(" { \"tag\" : \"17\",\n \"code\": \"\" }\n"))
	if err != nil || b.(minor.Registered).Tag.Reveal() != "17" {
		t.Errorf("got %v, %v", b, err)
	}
	for name, tc := range map[string]struct{ raw, field string }{
		"a field of another kind is named":       {`{"tag": "17", "bed": "3"}`, "bed"},
		"a key that may be personal is not":      {`{"tag": "17", "Ousmane": 1}`, ""},
		"a field that stands there twice":        {`{"tag": "17", "tag": "18"}`, ""},
		"a value of the wrong type":              {`{"tag": 17}`, "tag"},
		"a value that cannot be":                 {`{"code": "12"}`, "code"},
		"not an object":                          {`[]`, ""},
		"something follows":                      {`{"tag": "17"} {}`, ""},
		"nothing is stated of what must be said": {`{}`, "tag"},
	} {
		_, err := e.Read([]byte(tc.raw))
		if !fault.Is(err, fault.Invalid) || fault.As(err).Field != tc.field {
			t.Errorf("%s: got %v, want invalid about %q", name, err, tc.field)
		}
	}
}
