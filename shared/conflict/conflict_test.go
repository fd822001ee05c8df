package conflict_test

import (
	"testing"

	"pgregory.net/rapid"

	"faro.example/shared/change"
	"faro.example/shared/conflict"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// kindsOf gives the kinds of a section, with those that take the section of
// what they concern.
func kindsOf(s change.Section) []string {
	var out []string
	for _, e := range change.Catalogue() {
		if e.Section == s || e.Section == "" {
			out = append(out, e.Kind)
		}
	}
	return out
}

func TestEveryPairOfKindsOfASectionHasARule(t *testing.T) {
	pairs := 0
	for _, s := range change.Sections() {
		kinds := kindsOf(s)
		for i, a := range kinds {
			for _, b := range kinds[i:] {
				pairs++
				if conflict.Rule(a, b) == "" {
					t.Errorf("section %s: nobody thought about %s and %s", s, a, b)
				}
			}
		}
	}
	if pairs < 60 {
		t.Errorf("walked %d pairs only", pairs)
	}
}

func TestKindsOfDifferentSectionsHaveNoRule(t *testing.T) {
	for _, a := range change.Catalogue() {
		for _, b := range change.Catalogue() {
			if a.Section != b.Section && a.Section != "" && b.Section != "" && conflict.Rule(a.Kind, b.Kind) != "" {
				t.Errorf("%s and %s contend across sections %s and %s: put them in one", a.Kind, b.Kind, a.Section, b.Section)
			}
		}
	}
}

var (
	f1, f2, f3 = facility.At(facility.ID{1}), facility.At(facility.ID{2}), facility.At(facility.ID{3})
	m1, m2, m3 = institution.ID{1}, institution.ID{2}, institution.ID{3}
)

func placed(kind string, on string, b change.Body) *change.Placed {
	p := &change.Placed{}
	p.Kind, p.Body, p.Section = kind, b, change.Presence
	p.On, _ = day.ParseWhen(on)
	return p
}

func place(on string, b change.Body) conflict.Claim {
	c := conflict.Claim{Record: placed(b.Kind(), on, b), Slot: "place"}
	switch b := b.(type) {
	case placement.Began:
		c.Value = b.At
	case movement.Arrived:
		c.Value = b.At
	case placement.Confirmed:
		c.Value = b.At
	default:
		c.Value = b
	}
	return c
}

func exit(on string, r movement.Reason) conflict.Claim {
	b := movement.ExitRecorded{Reason: r}
	return conflict.Claim{Record: placed(b.Kind(), on, b), Slot: "exit", Value: b, Key: [2]string{string(r), on}}
}

func claim(v string, rank int) conflict.Claim {
	b := minor.IdentityStated{}
	return conflict.Claim{Record: placed(b.Kind(), "2026-01-01", b), Slot: "sex", Value: v, Key: v, Rank: rank}
}

func taken(by institution.ID, entitled bool) conflict.Claim {
	b := custody.Taken{By: by}
	c := conflict.Claim{Record: placed(b.Kind(), "2026-01-01", b), Slot: "custody", Value: b, Key: by}
	c.Record.Standing.Entitled = entitled
	return c
}

func call(at facility.Place, from, until string) placement.Confirmed {
	return placement.Confirmed{At: at, Days: day.Span{From: day.Must(from), Until: day.Must(until)}}
}

func accepted(by, from institution.ID, entitled bool) conflict.Claim {
	b := custody.Accepted{By: by, From: from}
	c := conflict.Claim{Record: placed(b.Kind(), "2026-01-01", b), Slot: "custody", Value: b, Key: by}
	c.Record.Standing.Entitled = entitled
	return c
}

func refused(by, from institution.ID) conflict.Claim {
	b := custody.Refused{By: by, From: from}
	return conflict.Claim{Record: placed(b.Kind(), "2026-01-01", b), Slot: "custody", Value: b, Key: change.ID{9}}
}

func appointed(who byte, court, decreed string) conflict.Claim {
	b := guardian.Appointed{
		Guardian: guardian.Who{Person: institution.PersonID{who}}, Decree: institution.Decree{Court: court, Number: "1", On: day.Must(decreed)},
	}
	return conflict.Claim{Record: placed(b.Kind(), "2026-01-09", b), Slot: "guardian", Value: b, Key: b.Guardian.Key()}
}

func aged(court, on string) conflict.Claim {
	b := minor.AgeDecided{Court: court}
	return conflict.Claim{Record: placed(b.Kind(), on, b), Slot: "birth", Value: court + on, Key: court + on, Rank: minor.Rank("birth", minor.CourtDecree)}
}

func born(src minor.Source) conflict.Claim {
	b := minor.IdentityStated{Source: src}
	return conflict.Claim{Record: placed(b.Kind(), "2026-01-01", b), Slot: "birth", Value: src, Key: src, Rank: minor.Rank("birth", src)}
}

// The table of design section 4, row by row.
func TestTheVerdictOfEachRowOfTheTable(t *testing.T) {
	b := func(p facility.Place) placement.Began { return placement.Began{At: p} }
	for _, c := range []struct {
		name string
		a, b conflict.Claim
		knew conflict.Knew
		want conflict.Verdict
	}{
		{"the same attribute, the same value", claim("M", 2), claim("M", 2), conflict.Neither, conflict.Same},
		{"other value, sources of different rank", claim("M", 2), claim("F", 6), conflict.Neither, conflict.Second},
		{"other value, lower rank, though it knew", claim("M", 2), claim("F", 6), conflict.FirstKnew, conflict.Second},
		{"other value, same rank, neither knowing", claim("M", 2), claim("F", 2), conflict.Neither, conflict.Hold},
		{"other value, same rank, the first knew", claim("M", 2), claim("F", 2), conflict.FirstKnew, conflict.First},
		{"departed to F2 and arrived at F2", place("2026-01-01", movement.Departed{From: f1, To: f2}), place("2026-01-02", movement.Arrived{At: f2}), conflict.Neither, conflict.Both},
		{"departed to F2 and arrived at F3", place("2026-01-01", movement.Departed{From: f1, To: f2}), place("2026-01-02", movement.Arrived{At: f3}), conflict.Neither, conflict.Hold},
		{"departed to F2 and arrived at F3 by way of F2", place("2026-01-01", movement.Departed{From: f1, To: f2}), place("2026-01-02", movement.Arrived{At: f3, From: &f2}), conflict.Neither, conflict.Both},
		{"departed to F2 and arrived at F3, who knew", place("2026-01-01", movement.Departed{From: f1, To: f2}), place("2026-01-02", movement.Arrived{At: f3}), conflict.SecondKnew, conflict.Both},
		{"placement at F1, later arrival at F2", place("2026-01-01", b(f1)), place("2026-01-05", movement.Arrived{At: f2}), conflict.Neither, conflict.Both},
		{"presence at F1 and F2 on one day", place("2026-01-05", b(f1)), place("2026-01-05", b(f2)), conflict.Neither, conflict.Hold},
		{"presence at F1 and F2 on one day, who knew", place("2026-01-05", b(f1)), place("2026-01-05", b(f2)), conflict.SecondKnew, conflict.Both},
		{"the same structure, other first day", place("2026-01-03", b(f1)), place("2026-01-05", b(f1)), conflict.Neither, conflict.Same},
		{"absence, and a later arrival elsewhere", place("2026-01-03", movement.AbsenceReported{From: f1}), place("2026-01-05", movement.Arrived{At: f2}), conflict.Neither, conflict.Both},
		{"exit, and a later presence by who did not know", exit("2026-01-03", movement.Majority), place("2026-01-05", b(f2)), conflict.Neither, conflict.Hold},
		{"exit, and a later presence by who knew", exit("2026-01-03", movement.Majority), place("2026-01-05", b(f2)), conflict.SecondKnew, conflict.Both},
		{"exit, and an earlier presence", exit("2026-01-03", movement.Majority), place("2026-01-02", b(f2)), conflict.Neither, conflict.Both},
		{"exit, and a later departure", exit("2026-01-03", movement.Majority), place("2026-01-04", movement.Departed{From: f1, To: f2}), conflict.Neither, conflict.Hold},
		{"exit, and a later absence", exit("2026-01-03", movement.Majority), place("2026-01-04", movement.AbsenceReported{From: f1}), conflict.Neither, conflict.Hold},
		{"exit, and a presence at a later instant of the day", exit("2026-01-03T08:00:00+01:00", movement.Majority), place("2026-01-03T09:00:00+01:00", b(f2)), conflict.Neither, conflict.Hold},
		{"two exits, neither knowing", exit("2026-01-03", movement.Majority), exit("2026-01-04", movement.Death), conflict.Neither, conflict.Hold},
		{"custody by M1 and by M2", taken(m1, false), taken(m2, false), conflict.Neither, conflict.Hold},
		{"custody by M1 and by M2, who knew", taken(m1, false), taken(m2, false), conflict.SecondKnew, conflict.Hold},
		{"custody by M1 and by M2, who knew and has a decree", taken(m1, false), taken(m2, true), conflict.SecondKnew, conflict.Second},
		{"custody by M1 twice", taken(m1, false), taken(m1, false), conflict.Neither, conflict.Same},
		{"custody offered by M1 and accepted by M2, who knew", taken(m1, false), accepted(m2, m1, true), conflict.SecondKnew, conflict.Second},
		{"custody of M1, and accepted by M2 from another, who knew", taken(m1, false), accepted(m2, m3, true), conflict.SecondKnew, conflict.Hold},
		{"custody of M1, and accepted by M2 though nobody offered", taken(m1, false), accepted(m2, m1, false), conflict.SecondKnew, conflict.Hold},
		{"accepted and refused by one institution", accepted(m2, m1, true), refused(m2, m1), conflict.Neither, conflict.Hold},
		{"accepted by one and refused by another", accepted(m2, m1, true), refused(m3, m1), conflict.Neither, conflict.Both},
		{"refused after it was accepted, by who knew", accepted(m2, m1, true), refused(m2, m1), conflict.SecondKnew, conflict.Both},
		{"a guardian twice", appointed(1, "Catania", "2026-01-01"), appointed(1, "Palermo", "2026-01-02"), conflict.Neither, conflict.Same},
		{"two guardians, neither knowing", appointed(1, "Catania", "2026-01-01"), appointed(2, "Palermo", "2026-01-02"), conflict.Neither, conflict.Hold},
		{"two guardians, one court's later decree", appointed(1, "Catania", "2026-01-01"), appointed(2, "catania ", "2026-01-02"), conflict.Neither, conflict.Second},
		{"two guardians, one court's later decree known to the earlier", appointed(1, "Catania", "2026-01-01"), appointed(2, "Catania", "2026-01-02"), conflict.FirstKnew, conflict.Second},
		{"two guardians, who knew, by another court", appointed(1, "Catania", "2026-01-01"), appointed(2, "Palermo", "2026-01-01"), conflict.SecondKnew, conflict.Second},
		{"two guardians, who knew, by another court's earlier decree", appointed(1, "Catania", "2026-01-02"), appointed(2, "Palermo", "2026-01-01"), conflict.SecondKnew, conflict.Hold},
		{"an age decided, and one declared", aged("C", "2026-01-01"), born("declared"), conflict.Neither, conflict.First},
		{"an age decided, and one declared by who knew", aged("C", "2026-01-01"), born("declared"), conflict.SecondKnew, conflict.Hold},
		{"an age decided, and a passport by who knew", aged("C", "2026-01-01"), born("document-photo"), conflict.SecondKnew, conflict.Hold},
		{"an age declared, and decided by who knew", born("declared"), aged("C", "2026-01-01"), conflict.SecondKnew, conflict.Second},
		{"an age decided twice by one court", aged("C", "2026-01-01"), aged("c", "2026-01-02"), conflict.Neither, conflict.Second},
		{"an age decided by two courts", aged("C", "2026-01-01"), aged("P", "2026-01-02"), conflict.Neither, conflict.Hold},
		{"a roll-call at F1 and a presence at F2 within it", place("2026-01-09", call(f1, "2026-01-01", "2026-01-09")), place("2026-01-05", b(f2)), conflict.Neither, conflict.Hold},
		{"a roll-call at F1 and a presence at F2 after it", place("2026-01-09", call(f1, "2026-01-01", "2026-01-05")), place("2026-01-05", b(f2)), conflict.Neither, conflict.Both},
		{"a roll-call at F1 and at F2 of the same days, who knew", place("2026-01-09", call(f1, "2026-01-01", "2026-01-09")), place("2026-01-09", call(f2, "2026-01-04", "2026-01-09")), conflict.SecondKnew, conflict.Both},
		{"a roll-call, and a departure within it", place("2026-01-09", call(f1, "2026-01-01", "2026-01-09")), place("2026-01-05", movement.Departed{From: f1, To: f2}), conflict.Neither, conflict.Hold},
		{"a roll-call, and a departure on its last day", place("2026-01-09", call(f1, "2026-01-01", "2026-01-09")), place("2026-01-08", movement.Departed{From: f1, To: f2}), conflict.Neither, conflict.Both},
		{"a roll-call, and an absence within it from elsewhere", place("2026-01-09", call(f1, "2026-01-01", "2026-01-09")), place("2026-01-05", movement.AbsenceReported{From: f2}), conflict.Neither, conflict.Both},
		{"a roll-call, and an absence within it, who knew", place("2026-01-09", call(f1, "2026-01-01", "2026-01-09")), place("2026-01-05", movement.AbsenceReported{From: f1}), conflict.SecondKnew, conflict.Both},
		{"an exit within a roll-call", exit("2026-01-04", movement.Majority), place("2026-01-09", call(f1, "2026-01-01", "2026-01-09")), conflict.Neither, conflict.Hold},
		{"an exit on the last day of a roll-call", exit("2026-01-08", movement.Majority), place("2026-01-09", call(f1, "2026-01-01", "2026-01-09")), conflict.Neither, conflict.Both},
		{"refused, and arrived there", place("2026-01-02", movement.Refused{From: f1, To: f2}), place("2026-01-02", movement.Arrived{At: f2}), conflict.Neither, conflict.Hold},
		{"refused, and arrived there from elsewhere", place("2026-01-02", movement.Refused{From: f1, To: f2}), place("2026-01-02", movement.Arrived{At: f2, From: &f3}), conflict.Neither, conflict.Both},
		{"withdrawn, and arrived by who knew", place("2026-01-02", movement.Withdrawn{From: f1, To: f2}), place("2026-01-02", movement.Arrived{At: f2}), conflict.SecondKnew, conflict.Both},
		{"withdrawn, and arrived elsewhere", place("2026-01-02", movement.Withdrawn{From: f1, To: f2}), place("2026-01-02", movement.Arrived{At: f3}), conflict.Neither, conflict.Both},
		{"exit, and a refusal after it", exit("2026-01-03", movement.Majority), place("2026-01-04", movement.Refused{From: f1, To: f2}), conflict.Neither, conflict.Hold},
		{"sent to two places", place("2026-01-01", movement.Departed{From: f1, To: f2}), place("2026-01-01", movement.Departed{From: f1, To: f3}), conflict.Neither, conflict.Hold},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := conflict.Decide(c.a, c.b, c.knew); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestSwappingTheSidesSwapsTheVerdict(t *testing.T) {
	places := []facility.Place{f1, f2, f3}
	draw := func(r *rapid.T) conflict.Claim {
		on := rapid.SampledFrom([]string{"2026-01-01", "2026-01-02", "2026-01-02T10:00:00+01:00", "2026-01-02T11:00:00+01:00"}).Draw(r, "on")
		p, q := rapid.SampledFrom(places).Draw(r, "p"), rapid.SampledFrom(places).Draw(r, "q")
		switch rapid.IntRange(0, 11).Draw(r, "claim") {
		case 7:
			return place(on, call(p, "2026-01-01", rapid.SampledFrom([]string{"2026-01-02", "2026-01-03"}).Draw(r, "until")))
		case 8:
			return place(on, movement.Refused{From: p, To: q})
		case 9:
			return accepted(rapid.SampledFrom([]institution.ID{m1, m2}).Draw(r, "by"), m3, rapid.Bool().Draw(r, "offered"))
		case 10:
			return appointed(rapid.Byte().Draw(r, "who")%3, rapid.SampledFrom([]string{"C", "P"}).Draw(r, "court"), on[:10])
		case 11:
			return aged(rapid.SampledFrom([]string{"C", "P"}).Draw(r, "court"), on)
		case 0:
			return place(on, placement.Began{At: p})
		case 1:
			return place(on, movement.Departed{From: p, To: q})
		case 2:
			return place(on, movement.Arrived{At: p, From: &q})
		case 3:
			return place(on, movement.AbsenceReported{From: p})
		case 4:
			return exit(on, rapid.SampledFrom(movement.Reasons()[:2]).Draw(r, "reason"))
		case 5:
			return taken(rapid.SampledFrom([]institution.ID{m1, m2}).Draw(r, "by"), rapid.Bool().Draw(r, "decree"))
		}
		return claim(rapid.SampledFrom([]string{"M", "F"}).Draw(r, "value"), rapid.IntRange(1, 3).Draw(r, "rank"))
	}
	back := map[conflict.Knew]conflict.Knew{
		conflict.Neither: conflict.Neither, conflict.FirstKnew: conflict.SecondKnew, conflict.SecondKnew: conflict.FirstKnew,
	}
	swapped := map[conflict.Verdict]conflict.Verdict{conflict.First: conflict.Second, conflict.Second: conflict.First}
	rapid.Check(t, func(r *rapid.T) {
		a, b := draw(r), draw(r)
		k := rapid.SampledFrom([]conflict.Knew{conflict.Neither, conflict.FirstKnew, conflict.SecondKnew}).Draw(r, "knew")
		got, want := conflict.Decide(b, a, back[k]), conflict.Decide(a, b, k)
		if s, ok := swapped[want]; ok {
			want = s
		}
		if got != want {
			r.Fatalf("%s and %s: %s one way, %s the other", a.Record.Kind, b.Record.Kind, want, got)
		}
	})
}
