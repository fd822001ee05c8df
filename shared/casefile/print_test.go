package casefile_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"faro.example/shared/historytest"
	"faro.example/shared/minor"
)

func TestNothingOfTheChildPrints(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Names("Xqzv", "Zxqw")
	w.At("F1", 1).Sex(minor.Female, minor.OwnWord)
	w.At("F1", 1).Born("2009-03-04", minor.OwnWord, minor.Declared)
	f := w.File()
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, v := range []any{f, &f, f.Identity, f.Identity.Attributes, f.Identity.Attributes[0]} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
	}
	for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(h).Info("look", "file", f, "identity", f.Identity, "attribute", f.Identity.Attributes[0])
	}
	for _, secret := range []string{"Xqzv", "Zxqw", "2009", "58717a76"} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("%q is printed:\n%s", secret, out.String())
		}
	}
}
