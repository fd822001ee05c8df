package casefile_test

import (
	"testing"

	"faro.example/shared/casefile"
	"faro.example/shared/historytest"
	"faro.example/shared/minor"
)

func TestWhatWasBelievedBeforeACorrectionIsKept(t *testing.T) {
	w := historytest.New(t)
	m := w.At("M1", 1)
	m.Names("Omar", "Zq")
	mistake := m.Names("Umer", "Zq")
	m.Names("Umar", "Zk")
	m.Retracts(mistake)
	w.At("F2", 1).Sex(minor.Male, minor.OwnWord)
	f := w.File()
	var got []string
	for _, c := range f.Before(minor.AttrName, w.Records()) {
		n := c.Value.(minor.Name)
		got = append(got, n.Given.Reveal()+" "+n.Family.Reveal())
	}
	if shownName(f) != "Umar Zk" || len(got) != 1 || got[0] != "Omar Zq" {
		t.Errorf("shown %q, before %q: what was taken back was never believed", shownName(f), got)
	}
	if before := f.Before(minor.AttrSex, w.Records()); before != nil {
		t.Errorf("of what was never corrected: %v", before)
	}
	if before := f.Before(minor.AttrCitizenship, w.Records()); before != nil {
		t.Errorf("of what nobody said: %v", before)
	}
}

func TestACorrectionIsAnotherValueOfWhatIsShown(t *testing.T) {
	w := historytest.New(t)
	w.At("M1", 1).Names("Omar", "Zq")
	f := w.File()
	name := func(given string, src minor.Source) minor.IdentityStated {
		return minor.IdentityStated{Source: src, Name: &minor.Name{Given: minor.Text(given), Family: "Zq"}}
	}
	for _, c := range []struct {
		name string
		body minor.IdentityStated
		want bool
	}{
		{"another name", name("Umar", minor.OwnWord), true},
		{"another, by a document", name("Umar", minor.PhotoDocument), true},
		{"another, by a court's decree", name("Umar", minor.CourtDecree), false},
		{"the same", name("Omar", minor.PhotoDocument), false},
		{"what was not known", minor.IdentityStated{Source: minor.OwnWord, Sex: minor.Male}, false},
	} {
		if got := f.Corrects(c.body); got != c.want {
			t.Errorf("%s: got %v", c.name, got)
		}
	}
	if (&casefile.File{}).Corrects(name("Umar", minor.OwnWord)) {
		t.Error("nothing was believed, and it is corrected")
	}
}
