package api_test

import (
	"strings"
	"testing"
	"time"

	"faro.example/shared/api"
)

func TestAWordIsReadAsItWasSaid(t *testing.T) {
	clock := time.Date(2026, 3, 31, 21, 40, 5, 0, time.UTC)
	for name, w := range map[string]api.Word{
		"plain":              {Program: "v1.4.0", Unsent: 12, Clock: clock},
		"nothing unsent":     {Program: "(devel) & more=ü", Clock: clock},
		"a version too long": {Program: strings.Repeat("ü", 60), Unsent: 1, Clock: clock},
	} {
		got, ok := api.ReadWord(w.Header())
		if !ok || got.Unsent != w.Unsent || !got.Clock.Equal(w.Clock) || !strings.HasPrefix(w.Program, got.Program) || got.Program == "" {
			t.Errorf("%s: got %+v, %v", name, got, ok)
		}
		if strings.ContainsAny(w.Header(), "\r\n") {
			t.Errorf("%s: the header breaks", name)
		}
	}
	for _, bad := range []string{"", "program=x", "program=x&unsent=-1&clock=2026-03-31T21:40:00Z", "program=x&unsent=1&clock=yesterday",
		"program=&unsent=1&clock=2026-03-31T21:40:00Z", "%zz", "program=" + strings.Repeat("x", 81) + "&unsent=1&clock=2026-03-31T21:40:00Z"} {
		if got, ok := api.ReadWord(bad); ok {
			t.Errorf("%q is read as %+v", bad, got)
		}
	}
}
