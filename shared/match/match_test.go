package match_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"faro.example/shared/day"
	"faro.example/shared/match"
	"faro.example/shared/minor"
)

// The names are our own; no child is meant.
var (
	givens = strings.Fields(`Mohamed Mamadou Ibrahim Ousmane Youssef Karim Lamin Fatou Aissatou Mariam Omar Hassan Tesfay Dawit Ahmad
		Abdoulaye Bakary Modou Amadou Salif Moussa Issa Adama Drissa Yacouba Samir Nabil Rachid Hamid Zakaria`)
	families = strings.Fields(`Diallo Traore Keita Camara Jallow Ceesay Hassan Ali Ibrahim Konate Barry Sow Bah Toure Sylla
		Gebremariam Habtemariam Trabelsi Gharbi Mansouri Rahimi Ahmadi Hossain Uddin Begum Kamara Sesay Mensah Owusu Boateng`)
	towns = strings.Fields(`Ragusa Agrigento Lampedusa Milano Torino Bari Crotone Augusta Pozzallo Trieste Gorizia Ventimiglia Roma Napoli`)
)

// someone draws a registration.
func someone(d *rand.Rand, i int) match.Record {
	pick := func(of []string) string { return of[min(d.IntN(len(of)), d.IntN(len(of)))] } // the first are frequent
	return match.Record{
		ID: fmt.Sprint(i), Given: pick(givens), Family: pick(families) + strings.Repeat(" "+pick(families), d.IntN(2)),
		Birth: born(day.Of(2005+d.IntN(5), 1, 1).Add(d.IntN(365))), Sex: "M", Citizenship: pick([]string{"GM", "ML", "EG", "TN", "ER"}), Place: pick(towns),
	}
}

func born(d day.Date) minor.Birth {
	return minor.Birth{Date: d, Precision: minor.ToDay, Provenance: minor.Declared}
}

// again is a registration of the same child elsewhere.
func again(d *rand.Rand, r match.Record) match.Record {
	r.ID += "-again"
	switch y, m, date := r.Birth.Date.Civil(); d.IntN(4) {
	case 0:
		r.Given, r.Family = r.Family, r.Given
	case 1:
		r.Family = strings.ToUpper(strings.ReplaceAll(r.Family, "ou", "u"))
	case 2:
		if date <= 12 {
			r.Birth = born(day.Of(y, time.Month(date), int(m)))
		}
	}
	if d.IntN(3) == 0 {
		r.Place = ""
	}
	return r
}

// register draws n registrations; every tenth child is there twice.
func register(seed uint64, n int) []match.Record {
	d := rand.New(rand.NewPCG(seed, 0))
	var out []match.Record
	for i := 0; len(out) < n; i++ {
		r := someone(d, i)
		out = append(out, r)
		if i%10 == 0 {
			out = append(out, again(d, r))
		}
	}
	return out
}

func TestChildrenRegisteredTwiceAreFound(t *testing.T) {
	records := register(1, 2000)
	found := match.Sweep(records, nil)
	var right, named, truth int
	for _, r := range records {
		if strings.HasSuffix(r.ID, "-again") {
			truth++
		}
	}
	for _, p := range found.Pairs {
		if p.P >= found.Threshold {
			named++
			if records[p.B].ID == records[p.A].ID+"-again" {
				right++
			}
		}
	}
	if f1 := 2 * float64(right) / float64(named+truth); f1 < .95 {
		t.Errorf("F1 %.3f: %d named, %d of them right, %d true", f1, named, right, truth)
	}
}

// byID gives pairs by what names their records.
func byID(records []match.Record, pairs []match.Pair) map[string]float64 {
	out := map[string]float64{}
	for _, p := range pairs {
		a, b := records[p.A].ID, records[p.B].ID
		out[min(a, b)+" "+max(a, b)] = p.P
	}
	return out
}

func TestTheOrderOfRecordsChangesNothing(t *testing.T) {
	records := register(2, 600)
	want := match.Sweep(records, nil)
	shuffled := slices.Clone(records)
	rand.New(rand.NewPCG(3, 0)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	got := match.Sweep(shuffled, nil)
	if d := cmp.Diff(byID(records, want.Pairs), byID(shuffled, got.Pairs)); d != "" || got.Threshold != want.Threshold {
		t.Errorf("thresholds %v and %v, pairs: %s", want.Threshold, got.Threshold, d)
	}
}

func TestPairsBetweenTwoRegistersAreFoundAndNoneWithin(t *testing.T) {
	var a, b []match.Record
	for _, r := range register(4, 1500) {
		if strings.HasSuffix(r.ID, "-again") {
			b = append(b, r)
		} else {
			a = append(a, r)
		}
	}
	strangers := register(5, 300)
	b = append(b, strangers...)
	found := match.Link(a, b, nil)
	right := 0
	for _, p := range found.Pairs {
		if p.P >= found.Threshold && b[p.B].ID == a[p.A].ID+"-again" {
			right++
		}
	}
	if want := len(b) - len(strangers); right < want*9/10 {
		t.Errorf("%d of %d found", right, want)
	}
}

// learnt is a model to compare single records by.
var learnt = sync.OnceValue(func() *match.Model { return match.Sweep(register(6, 1500), nil).Model })

func TestItDoesNotMatterWhichRecordIsNamedFirst(t *testing.T) {
	m, records := learnt(), register(7, 300)
	one := rapid.SampledFrom(records)
	rapid.Check(t, func(t *rapid.T) {
		a, b := one.Draw(t, "a"), one.Draw(t, "b")
		if there, back := m.Compare(a, b).P, m.Compare(b, a).P; there != back {
			t.Fatalf("%v one way, %v the other", there, back)
		}
	})
}

func TestAFieldThatOneLacksCountsNeitherForNorAgainst(t *testing.T) {
	m, records := learnt(), register(8, 300)
	one := rapid.SampledFrom(records)
	rapid.Check(t, func(t *rapid.T) {
		a, b := one.Draw(t, "a"), one.Draw(t, "b")
		b.Place = ""
		without := a
		without.Place = ""
		if with, without := m.Compare(a, b), m.Compare(without, b); with.P != without.P {
			t.Fatalf("%v with a place that the other lacks, %v without", with.P, without.P)
		}
		for _, r := range m.Compare(a, b).Reasons {
			if r.Field == "place" {
				t.Fatalf("a place speaks that one lacks: %v", r)
			}
		}
	})
}

func TestExchangedPartsOfANameScoreNearlyAsMuch(t *testing.T) {
	m := learnt()
	for _, r := range register(9, 60) {
		swapped := r
		swapped.Given, swapped.Family = r.Family, r.Given
		if p := m.Compare(r, swapped).P; p < .9 {
			t.Errorf("the same record with its name exchanged: %.3f", p)
		}
	}
}

func TestAFrequentNameSaysLessThanARareOne(t *testing.T) {
	m := learnt()
	worth := func(name string) float64 {
		r := match.Record{Given: name}
		return m.Compare(r, r).Reasons[0].Bits
	}
	if often, rarely := worth("Mohamed"), worth("Zakaria"); often >= rarely {
		t.Errorf("Mohamed is worth %.1f bits, Zakaria %.1f", often, rarely)
	}
}

func TestTheFirstOfJanuarySaysLess(t *testing.T) {
	records := register(10, 1500)
	for i := range records {
		if i%4 == 0 {
			y, _, _ := records[i].Birth.Date.Civil()
			records[i].Birth = minor.Birth{Date: day.Of(y, 1, 1), Precision: minor.ToYear, Provenance: minor.Presumed}
		}
	}
	m := match.Sweep(records, nil).Model
	worth := func(d string) float64 {
		r := match.Record{Birth: born(day.Must(d))}
		return m.Compare(r, r).Reasons[0].Bits
	}
	if first, other := worth("2007-01-01"), worth("2007-03-17"); first >= other-2 {
		t.Errorf("1 January is worth %.1f bits, another day %.1f", first, other)
	}
}

func TestReasonsAreWordsInTwoLanguages(t *testing.T) {
	a := match.Record{Given: "Ousmane", Family: "Camara", Birth: born(day.Must("2008-03-04")), Phone: "+39 333 1234567"}
	b := match.Record{Given: "Usman", Family: "Kamara", Birth: born(day.Must("2008-04-03")), Phone: "333 1234567"}
	var english, italian []string
	for _, r := range learnt().Compare(a, b).Reasons {
		english = append(english, r.Field+": "+r.English)
		italian = append(italian, r.Italian)
	}
	want := []string{"given_name: sounds the same", "family_name: sounds the same", "birth_date: day and month exchanged", "phone: the same"}
	if d := cmp.Diff(want, english); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"suona uguale", "suona uguale", "giorno e mese scambiati", "uguale"}, italian); d != "" {
		t.Error(d)
	}
}

func TestARecordPrintsNothingOfTheChild(t *testing.T) {
	r := match.Record{Given: "Ousmane", Family: "Camara"}
	if s := fmt.Sprintf("%v %+v %#v %s", r, r, r, []match.Record{r}); strings.Contains(s, "Ousmane") || strings.Contains(s, "Camara") {
		t.Errorf("printed: %s", s)
	}
}

func TestNothingIsFoundAmongFewerThanTwo(t *testing.T) {
	for _, records := range [][]match.Record{nil, {{Given: "Omar"}}} {
		if found := match.Sweep(records, nil); len(found.Pairs) != 0 || math.IsNaN(found.Threshold) {
			t.Errorf("%d records: %v", len(records), found.Pairs)
		}
	}
}

func TestProgressReachesTheEnd(t *testing.T) {
	last := 0
	match.Sweep(register(1, 1200), func(done, total int) {
		if done < last || total != 1201 {
			t.Errorf("%d of %d after %d", done, total, last)
		}
		last = done
	})
	if last != 1201 {
		t.Errorf("the last that was told is %d", last)
	}
}

// BenchmarkSweep sweeps a register of the nation's size and more.
func BenchmarkSweep(b *testing.B) {
	records := register(1, 200_000)
	for b.Loop() {
		match.Sweep(records, nil)
	}
}
