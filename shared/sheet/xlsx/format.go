package xlsx

import (
	"encoding/xml"
	"errors"
	"strconv"
	"strings"
)

// format is how a cell shows its number, as far as that changes what a person
// takes it to be.
type format struct {
	shows shows
	width int // of [asPadded]: zeros before the number up to so many digits
}

type shows uint8

const (
	asNumber  shows = iota
	asPadded        // with zeros in front: 007
	asDay           // day, month and year
	asMoment        // a day and a time of it
	asTime          // a time without a day
	asMonth         // a day of which month and year are seen
	asYear          // a day of which the year is seen
	asPartDay       // a day of which another part is seen: 31 March
	asOther         // with words, signs or digits that are not in the number
)

// builtin are the formats that files name by number alone. Those that differ
// between languages, and those of other calendars, are not among them.
var builtin = map[int]string{
	0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 11: "0.00E+00",
	14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
	20: "h:mm", 21: "h:mm:ss", 22: "dd/mm/yyyy h:mm",
	37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 48: "##0.0E+0", 49: "@",
}

// readStyles reads the number formats of the styles that cells refer to.
func (b *Book) readStyles(p *part) error {
	own := map[int]string{}
	var ids []int
	number := func(el xml.StartElement) (int, error) {
		text := attr(el, "numFmtId")
		if text == "" {
			return 0, nil
		}
		n, err := strconv.Atoi(text)
		if err != nil || len(ids) >= maxStyles || len(own) >= maxStyles {
			return 0, damaged()
		}
		return n, nil
	}
	codes := p.below("numFmts", "numFmt", func(el xml.StartElement) error {
		n, err := number(el)
		own[n] = attr(el, "formatCode")
		return err
	})
	styles := p.below("cellXfs", "xf", func(el xml.StartElement) error {
		n, err := number(el)
		ids = append(ids, n)
		return err
	})
	if err := p.all(func(el xml.StartElement) error { return errors.Join(codes(el), styles(el)) }); err != nil {
		return err
	}
	for _, n := range ids {
		code, ok := own[n]
		if !ok {
			code, ok = builtin[n]
		}
		if !ok {
			code = `"?"`
		}
		b.formats = append(b.formats, parseFormat(code))
	}
	return nil
}

// format gives the number format of a style.
func (b *Book) format(style string) format {
	if style == "" || style == "0" && len(b.formats) == 0 {
		return format{}
	}
	n, err := strconv.ParseUint(style, 10, 31)
	if err != nil || n >= uint64(len(b.formats)) {
		return format{shows: asOther}
	}
	return b.formats[n]
}

// parseFormat reads a format code: the section for positive numbers, as the
// numbers of a list of people are.
func parseFormat(code string) format {
	s := scanFormat(code)
	switch {
	case s.elapsed:
		return format{shows: asOther}
	case s.parts != "":
		return format{shows: s.moment()}
	case s.literal:
		return format{shows: asOther}
	case s.zeros < 2:
		return format{}
	case strings.Trim(s.digits, "0") == "":
		return format{shows: asPadded, width: s.zeros}
	}
	return format{shows: asOther}
}

// moment gives which parts of a day and a time are seen.
func (s scanned) moment() shows {
	seen := ""
	for _, part := range "dmyhns" {
		if strings.ContainsRune(s.parts, part) {
			seen += string(part)
		}
	}
	switch day := strings.TrimRight(seen, "hns"); {
	case day == "dmy" && day != seen:
		return asMoment
	case seen == "dmy":
		return asDay
	case seen == "my":
		return asMonth
	case seen == "y":
		return asYear
	case day == "":
		return asTime
	}
	return asPartDay
}

// scanned is what stands in the first section of a format code.
type scanned struct {
	parts   string // of a day and a time, one letter for each run: dmy, hns; n is the minute
	digits  string // places of digits and their signs
	zeros   int    // places before the decimal point that are shown even if they are nought
	literal bool   // something is shown that is not in the number
	elapsed bool   // hours, minutes or seconds beyond a day's
}

func scanFormat(code string) scanned {
	var s scanned
	var last rune
	runes := []rune(code)
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		switch {
		case r == ';':
			return s
		case r == '"' || r == '[':
			end := closing(runes, i)
			s.enclosed(r, string(runes[i+1:end]))
			i = end
		case r == '_' || r == '*':
			i++ // the sign that follows is a gap or filling
		case r == '\\':
			i++
			s.shown(runes[min(i, len(runes)-1)])
		case foldedPrefix(runes[i:], "general"):
			i += len("general") - 1
		case foldedPrefix(runes[i:], "am/pm"):
			i += len("am/pm") - 1
		case foldedPrefix(runes[i:], "e+"), foldedPrefix(runes[i:], "e-"):
			i++
			s.digits += "." // the places of the exponent are not the number's
		default:
			s.sign(r, last)
		}
		last = r
	}
	return s
}

// sign takes in one sign that stands for itself; last is the one before.
func (s *scanned) sign(r, last rune) {
	low := r | 0x20
	switch {
	case strings.ContainsRune("dmyhs", low) && r < 0x80:
		if last|0x20 == low {
			return
		}
		switch {
		case low == 'm' && strings.HasSuffix(s.parts, "h"):
			low = 'n'
		case low == 's' && strings.HasSuffix(s.parts, "m"):
			s.parts = strings.TrimSuffix(s.parts, "m") + "n"
		}
		s.parts += string(low)
	case strings.ContainsRune("0#?.,", r):
		if r == '0' && !strings.Contains(s.digits, ".") {
			s.zeros++
		}
		s.digits += string(r)
	case r == '@':
	default:
		s.shown(r)
	}
}

// shown takes in a sign that is shown as it is. Between the parts of a day any
// does no harm; beside a number only a gap does none.
func (s *scanned) shown(r rune) {
	if r != ' ' && r != '\u00a0' {
		s.literal = true
	}
}

// enclosed takes in a text between quotation marks or square brackets.
func (s *scanned) enclosed(by rune, text string) {
	switch {
	case by == '"':
		for _, r := range text {
			s.shown(r)
		}
	case strings.HasPrefix(text, "$"):
		symbol, _, _ := strings.Cut(text[1:], "-")
		s.literal = s.literal || symbol != ""
	case text != "" && strings.Trim(strings.ToLower(text), "hms") == "":
		s.parts += "h"
		s.elapsed = true
	}
}

// closing gives the place of the sign that ends what is opened at i.
func closing(runes []rune, i int) int {
	end := '"'
	if runes[i] == '[' {
		end = ']'
	}
	for j := i + 1; j < len(runes); j++ {
		if runes[j] == end {
			return j
		}
	}
	return len(runes)
}

func foldedPrefix(runes []rune, prefix string) bool {
	return len(runes) >= len(prefix) && strings.EqualFold(string(runes[:len(prefix)]), prefix)
}
