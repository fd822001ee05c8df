package matchtest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"faro.example/shared/day"
	"faro.example/shared/match"
	"faro.example/shared/minor"
)

// Kind is a way in which a further registration differs from what is so.
type Kind uint8

// The kinds of errors.
const (
	Typo        Kind = iota // a key too many, too few, another, or two exchanged
	Scan                    // a letter read for another
	Sound                   // spelt as it was heard
	Respelt                 // by the habits of another language
	Cut                     // a name broken off
	Initial                 // of a name its first letter
	Nickname                // what the child is called
	Exchanged               // given name for family name
	Regrouped               // a word in the other part, joined, or divided
	Dropped                 // one word of several
	Lost                    // a value is missing
	Replaced                // another value
	Digit                   // of the date, telephone or document
	DayMonth                // exchanged
	OnlyYear                // 1 January of it
	OtherYear               // the one beside
	NearDay                 // another day of the month
	OtherScript             // written in Arabic letters, or no longer
)

// Clerical, Heard and Dates are kinds that come together.
func Clerical() []Kind { return []Kind{Typo, Typo, Scan, Lost, Exchanged, Digit} }

// Heard are what comes of writing down what is heard.
func Heard() []Kind {
	return []Kind{Respelt, Respelt, Sound, Sound, Exchanged, Regrouped, Dropped, Lost}
}

// Dates are what is wrong with birth dates.
func Dates() []Kind { return []Kind{DayMonth, OnlyYear, OtherYear, NearDay, Digit} }

// write is one registration of a child; the first, 0, has no errors but what
// all lack.
func (p Plan) write(d dice, who person, nth int) match.Record {
	script := d.chance(p.Arabic)
	w := draft{who, script, [...]string{"", ""}, who.birth, map[string]bool{}}
	if who.january {
		y, _, _ := who.birth.Civil()
		w.birth = day.Of(y, 1, 1)
	}
	w.spell()
	if nth > 0 && p.Errors > 0 && len(p.Kinds) > 0 {
		wanted := 1 + d.IntN(p.Errors)
		for try := 0; wanted > 0 && try < 50; try++ {
			if w.err(d, p, p.Kinds[d.IntN(len(p.Kinds))]) {
				wanted--
			}
		}
	}
	r := w.record(fmt.Sprintf("%d-%d", d.Uint32(), nth))
	if p.Joined {
		r.Given, r.Family = "", strings.TrimSpace(r.Given+" "+r.Family)
	}
	p.lack(d, &r)
	return r
}

// draft is a registration as it is being written.
type draft struct {
	person
	script bool
	parts  [2]string // given, family
	birth  day.Date
	lost   map[string]bool
}

func (w *draft) spell() {
	for k, part := range [][]name{w.given, w.family} {
		var words []string
		for _, n := range part {
			if w.script && n.arabic != "" {
				words = append(words, n.arabic)
			} else {
				words = append(words, n.latin)
			}
		}
		w.parts[k] = strings.Join(words, " ")
	}
}

func (w *draft) record(id string) match.Record {
	r := match.Record{ID: id, Given: w.parts[0], Family: w.parts[1], Sex: w.sex, Citizenship: w.citizen, Place: w.place, Phone: w.phone, Document: w.document}
	if !w.lost["birth_date"] {
		r.Birth = minor.Birth{Date: w.birth}
	}
	for _, f := range [...]string{"given_name", "family_name", "sex", "citizenship", "place", "phone", "document"} {
		if w.lost[f] {
			clear1(&r, f)
		}
	}
	return r
}

// lack takes from a registration what the plan does not know, and some of the
// rest.
func (p Plan) lack(d dice, r *match.Record) {
	for _, f := range [...]string{"given_name", "family_name", "birth_date", "sex", "citizenship", "place", "phone", "document"} {
		if len(p.Fields) > 0 && !slices.Contains(p.Fields, f) || d.chance(p.Lacking) {
			clear1(r, f)
		}
	}
}

func clear1(r *match.Record, f string) {
	switch f {
	case "given_name":
		r.Given = ""
	case "family_name":
		r.Family = ""
	case "birth_date":
		r.Birth = minor.Birth{}
	case "sex":
		r.Sex = ""
	case "citizenship":
		r.Citizenship = ""
	case "place":
		r.Place = ""
	case "phone":
		r.Phone = ""
	case "document":
		r.Document = ""
	}
}

func (p Plan) knows(f string) bool { return len(p.Fields) == 0 || slices.Contains(p.Fields, f) }

// err makes one error, if there is something in which to make it.
func (w *draft) err(d dice, p Plan, k Kind) bool {
	switch k {
	case Exchanged:
		w.parts[0], w.parts[1] = w.parts[1], w.parts[0]
		return w.parts[0] != w.parts[1]
	case Regrouped:
		return w.regroup(d)
	case OtherScript:
		w.script = !w.script
		before := w.parts
		w.spell()
		return before != w.parts
	case DayMonth, OnlyYear, OtherYear, NearDay:
		return p.knows("birth_date") && w.date(d, k)
	case Digit:
		return w.digit(d, p)
	case Lost, Replaced:
		return w.value(d, p, k)
	}
	at := &w.parts[d.IntN(2)]
	if p.knows("place") && d.IntN(4) == 0 && k <= Cut {
		at = &w.place
	}
	changed := wordError(d, *at, k)
	ok := changed != *at && changed != ""
	if ok {
		*at = changed
	}
	return ok
}

func (w *draft) date(d dice, k Kind) bool {
	y, m, dd := w.birth.Civil()
	before := w.birth
	switch k {
	case DayMonth:
		if dd <= 12 {
			w.birth = day.Of(y, time.Month(dd), int(m))
		}
	case OnlyYear:
		w.birth = day.Of(y, 1, 1)
	case OtherYear:
		w.birth = day.Of(y+d.IntN(2)*2-1, m, min(dd, 28))
	case NearDay:
		w.birth = day.Of(y, m, 1+d.IntN(28))
	}
	return before != w.birth
}

// digit changes one digit of a date, a telephone or a document.
func (w *draft) digit(d dice, p Plan) bool {
	switch d.IntN(3) {
	case 0:
		y, m, dd := w.birth.Civil()
		b := []byte(fmt.Sprintf("%04d%02d%02d", y, int(m), dd))
		b[2+d.IntN(6)] = byte('0' + d.IntN(10))
		got, err := day.Parse(string(b[:4]) + "-" + string(b[4:6]) + "-" + string(b[6:]))
		if err != nil || got == w.birth || !p.knows("birth_date") {
			return false
		}
		w.birth = got
		return true
	case 1:
		w.phone = w.phone[:5] + string(rune('0'+d.IntN(10))) + w.phone[6:]
		return p.knows("phone")
	}
	w.document = w.document[:4] + string(rune('0'+d.IntN(10))) + w.document[5:]
	return p.knows("document")
}

// value loses a value, or puts another.
func (w *draft) value(d dice, p Plan, k Kind) bool {
	all := [...]string{"given_name", "family_name", "birth_date", "place", "phone", "document", "citizenship"}
	f := all[d.IntN(len(all))]
	if !p.knows(f) || w.lost[f] {
		return false
	}
	if k == Lost {
		w.lost[f] = true
		return true
	}
	switch f {
	case "given_name":
		w.parts[0] = pick(d, names(w.culture.given)).latin
	case "family_name":
		w.parts[1] = w.culture.familyOf(d, [2][]name{names(w.culture.given), names(w.culture.family)})[0].latin
	case "birth_date":
		w.birth = day.Of(2004+d.IntN(10), 1, 1).Add(d.IntN(365))
	case "place":
		w.place = pick(d, names(towns)).latin
	case "phone":
		w.phone = fmt.Sprintf("3%09d", d.IntN(1_000_000_000))
	default:
		return false
	}
	return true
}

// regroup moves a word to the other part, joins two, or divides one.
func (w *draft) regroup(d dice) bool {
	k := d.IntN(2)
	words := strings.Fields(w.parts[k])
	switch {
	case len(words) > 1 && d.IntN(2) == 0:
		w.parts[k] = strings.Join(words, "")
	case len(words) > 1:
		w.parts[1-k] += " " + words[len(words)-1]
		w.parts[k] = strings.Join(words[:len(words)-1], " ")
	case len(words) == 1 && len(words[0]) > 6:
		w.parts[k] = words[0][:4] + " " + words[0][4:]
		return !w.script
	default:
		return false
	}
	return true
}
