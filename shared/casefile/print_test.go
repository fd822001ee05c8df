package casefile_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"faro.example/shared/minor"
)

func TestNothingOfTheChildPrints(t *testing.T) {
	w := newWorld(t)
	w.at("F1", 1).names("Xqzv", "Zxqw")
	w.at("F1", 1).sex(minor.Female, minor.OwnWord)
	w.at("F1", 1).born("2009-03-04", minor.OwnWord, minor.Declared)
	f := w.file()
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
