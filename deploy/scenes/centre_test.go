package scenes

import (
	"slices"
	"strings"
	"testing"
	"time"

	"faro.example/deploy/browsertest"
)

func TestAnArrivalIsRecordedByKeyboardWithTheLineCutAndIsInRomeOnceThereIsOne(t *testing.T) {
	t.Parallel()
	if browsertest.Missing(t) {
		return
	}
	c := newCentre(t)
	p := c.ninaAt("en")
	p.Sees("Recovery codes").Inspect()
	c.line.Cut()
	began := time.Now()
	p.Go("/new/arrival")
	p.Type("17").Fill("family", "Traoré").Fill("given", "Awa").Fill("sex", "F").Fill("age", "16").Fill("citizenship", "Mali").Press()
	p.Sees("Recorded", "Awa Traoré", "not in Rome yet", "Casa del Faro").Inspect()
	if took := time.Since(began); took > time.Minute {
		t.Logf("on this machine it took %s", took)
	}
	p.To("Today").Press().Sees("1 child here", "Awa Traoré").Inspect()
	p.Waits("4 records wait, no line since")
	c.line.Restore()
	p.Waits("All 4 are in Rome")
	want := []string{"minor.registered", "identity.stated", "minor.found", "placement.began"}
	if got := c.kinds(); !slices.Equal(got, want) {
		t.Errorf("the ledger holds %v, want %v", got, want)
	}
	if !c.looked("today") || !c.looked("saved arrival") {
		t.Errorf("the record of looks holds %v", c.r.Looks())
	}
}

func TestWhatIsHalfFilledSurvivesAPageThatIsClosedAndAProgramThatIsKilled(t *testing.T) {
	t.Parallel()
	if browsertest.Missing(t) {
		return
	}
	c := newCentre(t)
	p := c.ninaAt("it")
	p.Go("/new/arrival").Type("99").Fill("family", "Diallo").Waits("Conservato su questo computer")
	c.stop()
	c.serve()
	again := browsertest.Sit(t, c.at, "it", root)
	again.Sees("Accedi").Inspect().To("who").Type("N").Fill("passphrase", phrase).Press()
	again.Sees("Moduli iniziati").Inspect().To("Continua").Press()
	again.Sees("Il modulo è come lo avevi lasciato").To("Registra l’arrivo").Press()
	again.Sees("Registrato", "Diallo").Quiet()
}

func TestWhatComesWhileTodayIsOpenIsOfferedAndShownWhenAskedFor(t *testing.T) {
	t.Parallel()
	if browsertest.Missing(t) {
		return
	}
	c := newCentre(t)
	p := c.ninaAt("en")
	p.Go("/").Sees("0 children expected")
	c.sentHere("Sékou", "Camara")
	p.Waits("There is something new: show it").Inspect()
	if strings.Contains(p.Text(), "Camara") {
		t.Error("the page changed under the hands of who reads it")
	}
	p.To("There is something new: show it").Press().Sees("1 child expected", "Sékou Camara")
}

func TestAnExpectedChildArrivesByTypingItsCode(t *testing.T) {
	t.Parallel()
	if browsertest.Missing(t) {
		return
	}
	c := newCentre(t)
	code := c.sentHere("Sékou", "Camara")
	p := c.ninaAt("en")
	p.Go("/").Waits("Sékou Camara").Sees("1 child expected")
	p.Go("/new/expected").Type("0000 0000 98").Press().Sees("Nobody with that code is expected here").Inspect()
	p.Fill("code", code.Display()).Press().Sees("Sékou Camara", "Record an arrival").Inspect()
	p.To("Has arrived").Press().Sees("Recorded", "From Comunità Il Gelsomino")
	p.Go("/").Waits("The one record is in Rome")
}
