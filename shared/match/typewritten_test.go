package match

import (
	"slices"
	"strings"
	"testing"

	"github.com/mozillazg/go-unidecode"
	"pgregory.net/rapid"

	"faro.example/shared/spelling"
)

func TestWhatEveryTypewriterHasIsReadAsAnyOtherText(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		text := string(rapid.SliceOfN(rapid.ByteMax(0x7f), 0, 20).Draw(r, "text"))
		want := strings.Fields(spelling.Key(unidecode.Unidecode(arabic(apostrophes.Replace(text)))))
		if got := plain(text); !slices.Equal(got, want) {
			r.Errorf("%q: got %q, want %q", text, got, want)
		}
	})
}
