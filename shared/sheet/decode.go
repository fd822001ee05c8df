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
	XLSX        Encoding = "XLSX"         // no text: a workbook, which says itself
)

// kind is what a file is, by its first bytes.
type kind uint8

const (
	textFile kind = iota
	zipFile       // as an XLSX workbook is
	oldFile       // as workbooks of old programs and those with a password are
)

// readFile reads the whole file and says what it is. It fails with
// [fault.Invalid] if the file is too large.
func readFile(r io.Reader) ([]byte, kind, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	switch {
	case err != nil:
		return nil, 0, err
	case len(raw) > MaxBytes:
		return nil, 0, wrong("the file is larger than 8 MiB", "split it into several files")
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")), bytes.HasPrefix(raw, []byte("PK\x05\x06")):
		return raw, zipFile, nil
	case bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0")):
		return raw, oldFile, nil
	}
	return raw, textFile, nil
}

// unreadable says why a workbook of the old form cannot be read.
func unreadable(raw []byte) error {
	if bytes.Contains(raw, utf16Name("EncryptedPackage")) {
		return wrong("the workbook is protected by a password", "take the password away in the spreadsheet program, save it, and import that")
	}
	return wrong("the workbook is of the old kind (XLS)", "save it as XLSX or CSV from the spreadsheet program and import that")
}

// utf16Name gives the bytes of a name as such files hold it.
func utf16Name(name string) []byte {
	var out []byte
	for _, r := range name {
		out = binary.LittleEndian.AppendUint16(out, uint16(r))
	}
	return out
}

// readText gives the text of a file. It fails with [fault.Invalid] if it is none.
func readText(raw []byte) (string, Encoding, error) {
	text, enc := decode(raw)
	if strings.ContainsRune(text, 0) {
		return "", "", wrong("the file is not text", "save the sheet as CSV or XLSX and import that")
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
