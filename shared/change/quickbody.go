package change

import (
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// quickBodies read bodies as [quickHeader] reads headers: each field where the
// encoding puts it and spelt as the encoding spells it, and all else declined.
// A kind that has none is read by the general reader; what one accepts, that
// one accepts with the same result: fuzzed. The body is not validated here.
var quickBodies = map[string]func(*reader) Body{
	minor.Registered{}.Kind():         quickRegistered,
	minor.IdentityStated{}.Kind():     quickIdentityStated,
	minor.IdentityAlias{}.Kind():      quickIdentityAlias,
	minor.IdentifierStated{}.Kind():   quickIdentifierStated,
	minor.NoticeGiven{}.Kind():        quickNoticeGiven,
	minor.Found{}.Kind():              quickFound,
	placement.Began{}.Kind():          quickBegan,
	placement.Ended{}.Kind():          quickEnded,
	movement.Departed{}.Kind():        quickDeparted,
	movement.Arrived{}.Kind():         quickArrived,
	movement.AbsenceReported{}.Kind(): quickAbsenceReported,
	movement.AbsenceEnded{}.Kind():    quickAbsenceEnded,
	movement.ExitRecorded{}.Kind():    quickExitRecorded,
	custody.Taken{}.Kind():            quickTaken,
	custody.Released{}.Kind():         quickReleased,
}

// quickBody reads a body of a kind, and reports whether it did.
func quickBody(kind string, raw []byte) (Body, bool) {
	read, ok := quickBodies[kind]
	if !ok {
		return nil, false
	}
	r := reader{rest: raw}
	b := read(&r)
	return b, !r.declined && len(r.rest) == 0
}

// object reads the fields of an object in their order.
type object struct {
	*reader
	begun bool
}

func (r *reader) open() object {
	r.word(`{`)
	return object{reader: r}
}

// field reports whether a field comes next, given as `"name":`, and passes its name.
func (o *object) field(name string) bool {
	rest := o.rest
	if o.begun {
		if len(rest) == 0 || rest[0] != ',' {
			return false
		}
		rest = rest[1:]
	}
	if len(rest) < len(name) || string(rest[:len(name)]) != name {
		return false
	}
	o.rest, o.begun = rest[len(name):], true
	return true
}

func (o *object) close() { o.word(`}`) }

// value reads a string that is always there.
func value[S ~string](o *object, name string) S {
	o.must(o.field(name))
	return S(o.text())
}

// given reads a string that is absent when empty.
func given[S ~string](o *object, name string) S {
	if !o.field(name) {
		return ""
	}
	s := S(o.text())
	o.must(s != "")
	return s
}

func (r *reader) date() day.Date {
	d, err := day.Parse(string(r.text()))
	r.must(err == nil && !d.IsZero())
	return d
}

func quickRegistered(r *reader) Body {
	o := r.open()
	b := minor.Registered{Code: given[minor.Code](&o, `"code":`), Tag: given[minor.Text](&o, `"tag":`)}
	o.close()
	return b
}

func quickIdentityStated(r *reader) Body {
	o := r.open()
	b := minor.IdentityStated{Source: value[minor.Source](&o, `"source":`), Cites: given[minor.Text](&o, `"cites":`)}
	b.Name = quickName(&o, `"name":`)
	b.Sex = given[minor.Sex](&o, `"sex":`)
	if o.field(`"birth":`) {
		b.Birth = quickBirth(r)
	}
	b.Citizenship = given[minor.Country](&o, `"citizenship":`)
	if o.field(`"languages":[`) {
		for more := true; more; more = r.has(`,`) {
			b.Languages = append(b.Languages, string(r.text()))
		}
		r.word(`]`)
	}
	b.Mother = quickName(&o, `"mother":`)
	b.Father = quickName(&o, `"father":`)
	o.close()
	return b
}

// quickName reads a name that may be absent.
func quickName(o *object, field string) *minor.Name {
	if !o.field(field) {
		return nil
	}
	n := nameOf(o.reader)
	return &n
}

func nameOf(r *reader) minor.Name {
	o := r.open()
	n := minor.Name{Given: given[minor.Text](&o, `"given":`), Family: given[minor.Text](&o, `"family":`)}
	o.close()
	return n
}

func quickBirth(r *reader) *minor.Birth {
	o := r.open()
	b := &minor.Birth{}
	o.must(o.field(`"date":`))
	b.Date = r.date()
	b.Precision, b.Provenance = value[minor.Precision](&o, `"precision":`), value[minor.Provenance](&o, `"provenance":`)
	o.close()
	return b
}

func quickIdentityAlias(r *reader) Body {
	o := r.open()
	o.must(o.field(`"name":`))
	b := minor.IdentityAlias{Name: nameOf(r)}
	b.Source = value[minor.Source](&o, `"source":`)
	o.close()
	return b
}

func quickIdentifierStated(r *reader) Body {
	o := r.open()
	b := minor.IdentifierStated{Scheme: value[minor.Scheme](&o, `"scheme":`), Value: value[minor.Text](&o, `"value":`)}
	o.close()
	return b
}

func quickNoticeGiven(r *reader) Body {
	o := r.open()
	b := minor.NoticeGiven{
		Text: value[string](&o, `"text":`), Language: value[string](&o, `"language":`), Explained: given[minor.Text](&o, `"explained":`),
	}
	o.close()
	return b
}

func quickFound(r *reader) Body {
	o := r.open()
	b := minor.Found{Mode: value[minor.Mode](&o, `"mode":`)}
	if o.field(`"landing":`) {
		b.Landing = quickLanding(r)
	}
	b.Setting = given[minor.Setting](&o, `"setting":`)
	b.Place = given[string](&o, `"place":`)
	b.Municipality = given[string](&o, `"municipality":`)
	b.Authority = given[string](&o, `"authority":`)
	b.Relatives = given[minor.Text](&o, `"relatives":`)
	b.Condition = given[minor.Text](&o, `"condition":`)
	b.Support = given[minor.Text](&o, `"support":`)
	b.Stay = given[minor.Text](&o, `"stay":`)
	b.Measures = given[minor.Text](&o, `"measures":`)
	o.close()
	return b
}

func quickLanding(r *reader) *minor.Landing {
	o := r.open()
	l := &minor.Landing{}
	o.must(o.field(`"id":`))
	readID(r, &l.ID)
	o.must(o.field(`"on":`))
	l.On = r.date()
	l.Place, l.Vessel = value[string](&o, `"place":`), given[string](&o, `"vessel":`)
	o.close()
	return l
}

// place reads a place.
func (r *reader) place() facility.Place {
	o := r.open()
	var p facility.Place
	if o.field(`"facility":`) {
		readID(r, &p.Facility)
		r.must(!p.Facility.IsZero())
	}
	p.Words, p.Type = given[string](&o, `"words":`), given[facility.Type](&o, `"type":`)
	p.Area = given[string](&o, `"area":`)
	o.close()
	return p
}

// placeIn reads a place that is always there.
func (o *object) placeIn(field string) facility.Place {
	o.must(o.field(field))
	return o.place()
}

// placeGiven reads a place that may be absent.
func (o *object) placeGiven(field string) *facility.Place {
	if !o.field(field) {
		return nil
	}
	p := o.place()
	return &p
}

func quickBegan(r *reader) Body {
	o := r.open()
	b := placement.Began{At: o.placeIn(`"at":`), Bed: given[string](&o, `"bed":`), Reason: given[minor.Text](&o, `"reason":`)}
	o.close()
	return b
}

func quickEnded(r *reader) Body {
	o := r.open()
	b := placement.Ended{At: o.placeIn(`"at":`), Reason: given[minor.Text](&o, `"reason":`)}
	o.close()
	return b
}

func quickDeparted(r *reader) Body {
	o := r.open()
	b := movement.Departed{From: o.placeIn(`"from":`), To: o.placeIn(`"to":`), Reason: given[minor.Text](&o, `"reason":`)}
	o.close()
	return b
}

func quickArrived(r *reader) Body {
	o := r.open()
	b := movement.Arrived{At: o.placeIn(`"at":`), From: o.placeGiven(`"from":`)}
	o.close()
	return b
}

func quickAbsenceReported(r *reader) Body {
	o := r.open()
	b := movement.AbsenceReported{From: o.placeIn(`"from":`), Report: given[string](&o, `"report":`)}
	o.close()
	return b
}

func quickAbsenceEnded(r *reader) Body {
	o := r.open()
	b := movement.AbsenceEnded{At: o.placeGiven(`"at":`)}
	o.close()
	return b
}

func quickExitRecorded(r *reader) Body {
	o := r.open()
	b := movement.ExitRecorded{Reason: value[movement.Reason](&o, `"reason":`)}
	o.close()
	return b
}

func quickTaken(r *reader) Body {
	o := r.open()
	var b custody.Taken
	o.must(o.field(`"by":`))
	readID(r, &b.By)
	if o.field(`"decree":`) {
		b.Decree = quickDecree(r)
	}
	o.close()
	return b
}

func quickDecree(r *reader) *institution.Decree {
	o := r.open()
	d := &institution.Decree{Court: value[string](&o, `"court":`), Number: value[string](&o, `"number":`)}
	o.must(o.field(`"on":`))
	d.On = r.date()
	o.close()
	return d
}

func quickReleased(r *reader) Body {
	o := r.open()
	var b custody.Released
	o.must(o.field(`"by":`))
	readID(r, &b.By)
	b.Reason = given[minor.Text](&o, `"reason":`)
	o.close()
	return b
}
