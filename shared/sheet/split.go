package sheet

import (
	"iter"
	"strings"

	"faro.example/shared/sheet/xlsx"
)

// line is one row of the file before anything is known of its meaning.
type line struct {
	xlsx.Row
	broken bool // the cell after those given could not be told apart
	long   bool // it was cut after [MaxColumns] cells
}

// splitter takes text apart into lines by RFC 4180, forgiving what people and
// programs do: spaces before a quotation mark, any end of line, quotation
// marks inside a cell that does not begin with one. A quotation mark that is
// not closed costs its own row only: reading goes on with the next line.
type splitter struct {
	text string
	sep  byte
	at   int
	row  int
}

// split gives the lines of a text.
func split(text string, sep byte) iter.Seq[line] {
	return func(yield func(line) bool) {
		s := splitter{text: text, sep: sep}
		for l, ok := s.next(); ok && yield(l); l, ok = s.next() {
		}
	}
}

// next gives the next line, and whether there was one.
func (s *splitter) next() (line, bool) {
	if s.at >= len(s.text) {
		return line{}, false
	}
	s.row++
	l := line{Row: xlsx.Row{Number: s.row}}
	for {
		begun := s.at
		cell, ok := s.cell()
		switch {
		case !ok:
			s.at = begun
			s.skipLine()
			l.broken = true
			return l, true
		case len(l.Cells) < MaxColumns:
			l.Cells = append(l.Cells, cell)
		case cell != "":
			l.long = true
		}
		if s.at < len(s.text) && s.text[s.at] == s.sep {
			s.at++
			continue
		}
		s.skipEnd()
		return l, true
	}
}

// cell reads up to the separator or end of line that ends the cell, and
// reports whether its quotation marks agree.
func (s *splitter) cell() (string, bool) {
	at := s.at
	for at < len(s.text) && s.text[at] == ' ' {
		at++
	}
	if at < len(s.text) && s.text[at] == '"' {
		return s.quoted(at + 1)
	}
	n := strings.IndexAny(s.text[s.at:], string([]byte{s.sep, '\r', '\n'}))
	if n < 0 {
		n = len(s.text) - s.at
	}
	out := s.text[s.at : s.at+n]
	s.at += n
	return out, true
}

// quoted reads from after the opening quotation mark. A cell of several lines
// that is longer than a cell may be, or is followed by anything but an end,
// was not meant: its closing mark belongs to another cell.
func (s *splitter) quoted(at int) (string, bool) {
	var b strings.Builder
	lines := false
	for at < len(s.text) {
		c := s.text[at]
		if c != '"' {
			b.WriteByte(c)
			at++
			lines = lines || c == '\r' || c == '\n'
			if lines && b.Len() > MaxCell {
				return "", false
			}
			continue
		}
		if strings.HasPrefix(s.text[at:], `""`) {
			b.WriteByte('"')
			at += 2
			continue
		}
		s.at = at + 1
		for s.at < len(s.text) && s.text[s.at] == ' ' {
			s.at++
		}
		return b.String(), s.ended()
	}
	return "", false
}

// ended reports whether a cell may end here.
func (s *splitter) ended() bool {
	if s.at == len(s.text) {
		return true
	}
	c := s.text[s.at]
	return c == s.sep || c == '\r' || c == '\n'
}

// skipLine goes to the beginning of the next line of text.
func (s *splitter) skipLine() {
	n := strings.IndexAny(s.text[s.at:], "\r\n")
	if n < 0 {
		s.at = len(s.text)
		return
	}
	s.at += n
	s.skipEnd()
}

// skipEnd goes past one end of line, in any of the three conventions.
func (s *splitter) skipEnd() {
	if s.at < len(s.text) && s.text[s.at] == '\r' {
		s.at++
	}
	if s.at < len(s.text) && s.text[s.at] == '\n' {
		s.at++
	}
}
