package change

import (
	"bytes"
	"strconv"
	"time"

	"faro.example/shared/day"
	"faro.example/shared/id"
	"faro.example/shared/minor"
)

// readHeader reads a header in its one encoding.
func readHeader(raw []byte, h *Header) error {
	if quickHeader(raw, h) {
		return nil
	}
	if later, ok := bytes.CutPrefix(raw, []byte(`{"faro":`)); ok && !bytes.HasPrefix(later, []byte(strconv.Itoa(Format)+`,`)) {
		return errFormat()
	}
	*h = Header{}
	return decodeExact(raw, h)
}

// quickHeader reads a header as it nearly always is, many times faster than
// [decodeExact], which intake would spend most of its time in. Each field
// stands where the encoding puts it and is spelt as the encoding spells it, so
// nothing need be encoded again. It declines all else, valid or not (an escape,
// a letter that is not ASCII): then the general reader decides. What it
// accepts, that one accepts with the same result: fuzzed.
func quickHeader(raw []byte, h *Header) bool {
	r := reader{rest: raw}
	r.word(`{"faro":`)
	h.Faro = int(r.number())
	r.word(`,"id":`)
	readID(&r, &h.ID)
	r.word(`,"minor":`)
	readID(&r, &h.Minor)
	r.word(`,"agent":`)
	readID(&r, &h.Agent)
	r.word(`,"seq":`)
	h.Seq = r.number()
	if r.has(`,"was":{"agent":`) {
		readID(&r, &h.Was.Agent)
		r.word(`,"seq":`)
		h.Was.Seq = r.number()
		r.word(`}`)
		r.must(!h.Was.IsZero())
	}
	r.word(`,"structure":`)
	readID(&r, &h.Structure)
	r.word(`,"author":`)
	readID(&r, &h.Author)
	if r.has(`,"stand_in":`) {
		h.StandIn = minor.Text(r.text())
		r.must(h.StandIn != "")
	}
	r.made(&h.Made)
	r.word(`,"on":`)
	h.On = r.when()
	r.word(`,"section":`)
	h.Section = section(r.text())
	if r.has(`,"seen":{`) {
		r.seen(&h.Seen)
	}
	r.word(`,"kind":`)
	h.Kind = kind(r.text())
	r.word(`,"version":`)
	h.Version = int(r.number())
	r.word(`,"digest":`)
	r.must(h.Digest.UnmarshalText(r.text()) == nil)
	r.word(`}`)
	return !r.declined && len(r.rest) == 0
}

// reader reads what it is told to expect. Once it has declined it reads
// nothing more.
type reader struct {
	rest     []byte
	declined bool
}

func (r *reader) must(ok bool) {
	if !ok {
		r.declined, r.rest = true, nil
	}
}

// has reports whether the word comes next, and passes it then.
func (r *reader) has(word string) bool {
	if len(r.rest) < len(word) || string(r.rest[:len(word)]) != word {
		return false
	}
	r.rest = r.rest[len(word):]
	return true
}

func (r *reader) word(w string) { r.must(r.has(w)) }

// text reads a string of printable ASCII without escapes.
func (r *reader) text() []byte {
	r.word(`"`)
	for i, c := range r.rest {
		switch {
		case c == '"':
			out := r.rest[:i]
			r.rest = r.rest[i+1:]
			return out
		case c < ' ' || c > '~' || c == '\\':
			r.must(false)
			return nil
		}
	}
	r.must(false)
	return nil
}

// number reads a whole number up to 2^53, without a sign or leading zeroes.
func (r *reader) number() uint64 {
	n := 0
	for n < len(r.rest) && n < 17 && r.rest[n] >= '0' && r.rest[n] <= '9' {
		n++
	}
	v, err := strconv.ParseUint(string(r.rest[:n]), 10, 64)
	r.must(err == nil && v <= maxNumber && (n == 1 || r.rest[0] != '0'))
	if r.declined {
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

// given reads the number of a field that is absent when zero.
func (r *reader) given() uint64 {
	v := r.number()
	r.must(v != 0)
	return v
}

func readID[T any](r *reader, v *id.Of[T]) {
	const text = 36
	if len(r.rest) < text+2 || r.rest[0] != '"' || r.rest[text+1] != '"' || v.UnmarshalText(r.rest[1:text+1]) != nil {
		r.must(false)
		return
	}
	r.rest = r.rest[text+2:]
}

// instant reads an instant in UTC to the second.
func (r *reader) instant() time.Time {
	s := r.text()
	t, err := time.Parse(time.RFC3339, string(s))
	var again [len(time.RFC3339)]byte
	r.must(err == nil && bytes.Equal(t.AppendFormat(again[:0], time.RFC3339), s) && len(s) == len("2006-01-02T15:04:05Z"))
	return t
}

func (r *reader) when() day.When {
	w, err := day.ParseWhen(string(r.text()))
	r.must(err == nil) // what it accepts it prints again
	return w
}

func (r *reader) made(m *Made) {
	r.word(`,"made":{"at":`)
	m.At = r.instant()
	if r.has(`,"skew":-`) {
		m.Skew = -int64(r.given())
	} else if r.has(`,"skew":`) {
		m.Skew = int64(r.given())
	}
	r.word(`}`)
}

// seen reads the fields of seen, of which at least one is there.
func (r *reader) seen(s *Seen) {
	begin := ``
	next := func(field string) bool {
		if !r.has(begin + field) {
			return false
		}
		begin = `,`
		return true
	}
	if next(`"epoch":`) {
		s.Epoch = int(r.given())
	}
	if next(`"position":`) {
		s.Position = r.given()
	}
	if next(`"records":[`) {
		readIDs(r, &s.Records)
	}
	if next(`"minors":[`) {
		readIDs(r, &s.Minors)
	}
	r.must(begin != ``)
	r.word(`}`)
}

// readIDs reads at least one identifier, up to the end of the list.
func readIDs[T any](r *reader, to *[]id.Of[T]) {
	for more := true; more; more = r.has(`,`) {
		var v id.Of[T]
		readID(r, &v)
		*to = append(*to, v)
	}
	r.word(`]`)
}

// section gives the section that is so named, without a copy where it is known.
func section(b []byte) Section {
	for _, s := range sections {
		if string(s) == string(b) {
			return s
		}
	}
	return Section(b)
}

// kind gives the name, without a copy where the kind is known.
func kind(b []byte) string {
	if e, ok := catalogue.at[string(b)]; ok {
		return e.Kind
	}
	return string(b)
}
