package scenes

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"faro.example/deploy/browsertest"
)

// keys counts what somebody types. A press of Enter is counted by who calls.
type keys struct {
	p *browsertest.Person
	n int
}

func (k *keys) typed(text string) *keys {
	k.p.Type(text)
	k.n += utf8.RuneCountInString(text)
	return k
}

func (k *keys) tab(times int) *keys {
	k.p.Tab(times)
	k.n += times
	return k
}

// Somebody who types a key a second has recorded a child in under a minute, and
// the next one of the same landing in less.
func TestANewArrivalTakesFewKeysAndTheNextOfTheSameLandingFewer(t *testing.T) {
	t.Parallel()
	if browsertest.Missing(t) {
		return
	}
	c := newCentre(t)
	p := c.ninaAt("it")
	k := &keys{p: p}
	p.Go("/new/arrival")
	k.typed("17").tab(1).typed("Traoré").tab(1).typed("Awa").tab(1).typed("F").tab(2).typed("16").tab(1).typed("Mali")
	p.Press().Sees("Registrato", "Traoré Awa")
	if k.n++; k.n >= 60 {
		t.Errorf("a child takes %d keys", k.n)
	}
	// The cursor is on the next child of the same arrival.
	k = &keys{p: p, n: 1}
	p.Press().Sees("Nuovo arrivo", "Uguale per tutti: Rintraccio sul territorio").Inspect()
	k.typed("18").tab(1).typed("Keita").tab(1).typed("Ali").tab(1).typed("M").tab(1)
	p.Press().Sees("Registrato", "Keita Ali")
	if k.n++; k.n >= 30 {
		t.Errorf("the next child takes %d keys", k.n)
	}
	p.Waits("Tutte le 8 registrazioni sono a Roma")
	want := []string{"minor.registered", "identity.stated", "minor.found", "placement.began"}
	if got := c.kinds(); !slices.Equal(got, slices.Concat(want, want)) {
		t.Errorf("the ledger holds %v", got)
	}
}

// Names as nobody has them, on each page that shows one: at a telephone's width,
// and at a desk's with the text twice as large.
func TestNoNameBreaksALayout(t *testing.T) {
	t.Parallel()
	if browsertest.Missing(t) {
		return
	}
	c := newCentre(t)
	p := c.ninaAt("en")
	names := []string{strings.Repeat("W", 200), "<img src=x onerror=alert(1)>", "الحسن بن محمد بن عبد الله", strings.Repeat("🦊", 40), "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A"}
	var child string
	for _, name := range names {
		p.Go("/new/arrival").Type("17").To("family").Insert(name).To("age").Type("15").Press().Sees("Recorded")
		child = childLink.FindString(p.HTML("main"))
	}
	p.Waits("All 20 are in Rome")
	short := strings.TrimPrefix(child, "/children/")
	for _, at := range []string{"/", "/attention", "/new/group", "/new/together", child, "/new/bed?child=" + short, "/new/undo?form=" + undoneForm(p, short)} {
		for _, width := range []int{320, 640} {
			p.Go(at).Width(width).Inspect()
		}
	}
	p.Width(1280).Go("/").Sees(names[1], names[3])
}

// undoneForm records a bed, and gives the form that it came of.
func undoneForm(p *browsertest.Person, child string) string {
	p.Go("/new/bed?child="+child).Fill("bed", strings.Repeat("12", 10)).Press()
	return strings.TrimPrefix(p.At(), "/saved/")
}
