package xlsx

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"faro.example/shared/day"
)

// Numbers of days, as most programs count them.
const (
	firstSerial = 61        // 1 March 1900: before it some count a 29 February, and some do not
	lastSerial  = 2_958_465 // 31 December 9999
	from1904    = 1_462     // 1 January 1904, with which old programs on Apple machines begin
)

// number gives the text of a number as its cell shows it, so that a sheet
// reads the same when it is saved as CSV: days as 2008-03-31, a month as 03/2008.
func (b *Book) number(value string, f format) (string, Flaw) {
	v, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsInf(v, 0) || strings.Trim(value, "0123456789+-.eE") != "" {
		return "", flawUnreadable
	}
	switch f.shows {
	case asNumber, asPadded:
		return plainNumber(v, f.width)
	case asOther:
		return "", flawShownOtherwise
	case asPartDay:
		return "", flawPartDay
	}
	return b.moment(v, f.shows)
}

// plainNumber gives the digits of a number. A program keeps fifteen of them:
// the last ones of a longer number are not those that were typed.
func plainNumber(v float64, width int) (string, Flaw) {
	if math.Abs(v) >= 1e15 {
		return "", flawTooManyDigits
	}
	text := strconv.FormatFloat(v, 'f', -1, 64)
	if width == 0 {
		return text, flawNone
	}
	if v < 0 || v != math.Trunc(v) {
		return "", flawShownOtherwise
	}
	return strings.Repeat("0", max(0, width-len(text))) + text, flawNone
}

// moment gives the day, the time or both that a number stands for.
func (b *Book) moment(v float64, s shows) (string, Flaw) {
	const daily = 86_400
	if v < 0 || v > lastSerial {
		return "", flawNoDay
	}
	seconds := int64(math.Round(v * daily))
	days, rest := int(seconds/daily), seconds%daily
	clock := fmt.Sprintf("%02d:%02d:%02d", rest/3600, rest/60%60, rest%60)
	if s == asTime {
		return clock, flawNone
	}
	if b.from1904 {
		days += from1904
	}
	if days < firstSerial || days > lastSerial {
		return "", flawNoDay
	}
	on := day.Of(1899, time.December, 30).Add(days)
	y, m, _ := on.Civil()
	switch {
	case s == asMonth:
		return fmt.Sprintf("%02d/%04d", m, y), flawNone
	case s == asYear:
		return fmt.Sprintf("%04d", y), flawNone
	case s == asMoment && rest != 0:
		return on.String() + " " + clock, flawNone
	}
	return on.String(), flawNone
}

// unescape reads what stands for a sign that XML cannot hold: _x0007_.
func unescape(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(text, "_x")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		if len(after) < 5 || after[4] != '_' {
			b.WriteString("_x")
			text = after
			continue
		}
		code, err := strconv.ParseUint(after[:4], 16, 16)
		if err != nil {
			b.WriteString("_x")
			text = after
			continue
		}
		b.WriteRune(rune(code))
		text = after[5:]
	}
}
