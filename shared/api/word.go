package api

import (
	"net/url"
	"strconv"
	"time"
	"unicode/utf8"
)

// HeaderWord is the header by which an installation says of itself, beside a pull,
// what people who look after it need to know. Never renamed or reused; what it
// holds may grow, and names that are not known are passed over.
const HeaderWord = "Faro-Agent"

// Bounds of what is said, so that a header stays one. Arbitrary.
const (
	maxProgram = 80
	maxSaid    = 1 << 31
)

// Word is what an installation says of itself. It names nobody.
type Word struct {
	Program string    // its version
	Unsent  int       // records that it has written and was not answered for
	Clock   time.Time // the device's clock
}

// Header writes the word as the value of [HeaderWord].
func (w Word) Header() string {
	program := w.Program
	for len(program) > maxProgram {
		_, size := utf8.DecodeLastRuneInString(program)
		program = program[:len(program)-size]
	}
	return url.Values{
		"program": {program}, "unsent": {strconv.Itoa(w.Unsent)}, "clock": {w.Clock.UTC().Format(time.RFC3339)},
	}.Encode()
}

// ReadWord reads what [Word.Header] wrote; ok is false for anything else, which
// is no reason to refuse a request.
func ReadWord(header string) (w Word, ok bool) {
	said, err := url.ParseQuery(header)
	if err != nil {
		return w, false
	}
	w.Program = said.Get("program")
	if w.Unsent, err = strconv.Atoi(said.Get("unsent")); err != nil || w.Unsent < 0 || w.Unsent > maxSaid {
		return Word{}, false
	}
	if w.Clock, err = time.Parse(time.RFC3339, said.Get("clock")); err != nil || w.Program == "" || len(w.Program) > maxProgram || !utf8.ValidString(w.Program) {
		return Word{}, false
	}
	return w, true
}
