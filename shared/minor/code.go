package minor

import (
	"fmt"
	"log/slog"
	"strings"

	"faro.example/shared/fault"
)

// Code is the short national code of a minor: ten digits, of which the last
// two check the others (ISO/IEC 7064, MOD 97-10, which catches every single
// wrong digit and every swap of two neighbours). It is for people: printed on
// a wristband, read over the telephone. It prints redacted, and never stands
// in a URL.
type Code string

// MaxSerial is the largest number that a code can carry.
const MaxSerial = 99_999_999

// NewCode makes the code of a serial number. It fails with [fault.Invalid]
// above [MaxSerial].
func NewCode(serial uint32) (Code, error) {
	if serial > MaxSerial {
		return "", fault.Newf(fault.Invalid, "the serial number of a code has at most eight digits")
	}
	check := 98 - uint64(serial)*100%97
	return Code(fmt.Sprintf("%08d%02d", serial, check)), nil
}

// ParseCode reads a code as typed: spaces, dots and hyphens do not matter. It
// fails with [fault.Invalid], without repeating what was typed.
func ParseCode(s string) (Code, error) {
	digits := strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '.', '\u00a0':
			return -1
		}
		return r
	}, s)
	c := Code(digits)
	if err := c.Validate(); err != nil {
		return "", fault.In("code", err)
	}
	return c, nil
}

// Validate fails with [fault.Invalid] unless the code has ten digits that check.
func (c Code) Validate() error {
	const again = "read it again from the wristband"
	if len(c) != 10 {
		return &fault.Error{Kind: fault.Invalid, Detail: "a national code has ten digits", Remedy: again}
	}
	var rest uint64
	for _, r := range []byte(c) {
		if r < '0' || r > '9' {
			return &fault.Error{Kind: fault.Invalid, Detail: "a national code has only digits", Remedy: again}
		}
		rest = (rest*10 + uint64(r-'0')) % 97
	}
	// 00, 01 and 99 have the remainders of 97, 98 and 02, and are never given.
	if check := c[8:]; rest != 1 || check < "02" || check > "98" {
		return &fault.Error{
			Kind: fault.Invalid, Detail: "the check digits do not agree",
			Remedy: "one digit is wrong or two are swapped: " + again,
		}
	}
	return nil
}

// Serial gives the serial number of a valid code.
func (c Code) Serial() uint32 {
	var n uint32
	for i := 0; i < 8 && i < len(c); i++ {
		n = n*10 + uint32(c[i]-'0')
	}
	return n
}

// Reveal gives the ten digits, to be kept or sent.
func (c Code) Reveal() string { return string(c) }

// Display gives the code as it is printed for people: 1234 5678 90.
func (c Code) Display() string {
	if len(c) != 10 {
		return string(c)
	}
	return string(c[:4] + " " + c[4:8] + " " + c[8:])
}

// String gives [Redacted], or "" if there is no code.
func (c Code) String() string { return Text(c).String() }

// GoString gives [Redacted] too.
func (c Code) GoString() string { return c.String() }

// Format prints [Redacted] for every verb.
func (c Code) Format(f fmt.State, _ rune) { redact(f) }

// LogValue keeps the code out of structured logs.
func (c Code) LogValue() slog.Value { return slog.StringValue(c.String()) }

// Block is a run of serial numbers given to one installation beforehand, so
// that it can make codes with the line cut.
type Block struct {
	First uint32 `json:"first"`
	Count uint32 `json:"count"`
}

// Contains reports whether the serial number lies in the block.
func (b Block) Contains(serial uint32) bool {
	return serial >= b.First && serial-b.First < b.Count
}
