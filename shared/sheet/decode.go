package sheet

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"faro.example/shared/fault"
)

// Encoding is how the characters of the file were written. [Windows1252] is
// assumed, not known: whoever shows the rows should say so, as accents may be
// wrong.
type Encoding string

// The encodings that are read.
const (
	UTF8        Encoding = "UTF-8"
	UTF16       Encoding = "UTF-16"       // with a byte order mark, as "Unicode text" is saved
	Windows1252 Encoding = "Windows-1252" // whatever is neither of the two
)

// readText reads the whole file as text. It fails with [fault.Invalid] if the
// file is too large or is no text.
func readText(r io.Reader) (string, Encoding, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return "", "", err
	}
	if len(raw) > MaxBytes {
		return "", "", wrong("the file is larger than 8 MiB", "split it into several files")
	}
	if bytes.HasPrefix(raw, []byte("PK\x03\x04")) || bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0")) {
		return "", "", wrong("the file is a workbook, not CSV", "save it as CSV from the spreadsheet program and import that")
	}
	text, enc := decode(raw)
	if strings.ContainsRune(text, 0) {
		return "", "", wrong("the file is not text", "save the sheet as CSV and import that")
	}
	return text, enc, nil
}

func decode(raw []byte) (string, Encoding) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xff\xfe")):
		return utf16Text(raw[2:], binary.LittleEndian), UTF16
	case bytes.HasPrefix(raw, []byte("\xfe\xff")):
		return utf16Text(raw[2:], binary.BigEndian), UTF16
	}
	if rest := bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")); utf8.Valid(rest) {
		return string(rest), UTF8
	}
	var b strings.Builder
	b.Grow(len(raw) + len(raw)/8)
	for _, c := range raw {
		b.WriteRune(charmap.Windows1252.DecodeByte(c))
	}
	return b.String(), Windows1252
}

func utf16Text(raw []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(raw)/2)
	for i := range units {
		units[i] = order.Uint16(raw[2*i:])
	}
	return string(utf16.Decode(units))
}

func wrong(detail, remedy string) error {
	return &fault.Error{Kind: fault.Invalid, Detail: detail, Remedy: remedy}
}
