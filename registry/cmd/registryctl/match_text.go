package main

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// asWritten reads the text of a file as programs save it: in UTF-8, with or
// without a mark, in UTF-16 with one, or with a byte for each letter; lines may
// end as on any system.
func asWritten(text []byte) []byte {
	switch {
	case bytes.HasPrefix(text, []byte("\xff\xfe")):
		text = fromWide(text[2:], binary.LittleEndian)
	case bytes.HasPrefix(text, []byte("\xfe\xff")):
		text = fromWide(text[2:], binary.BigEndian)
	}
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(text) { // as spreadsheets of Western Europe save it
		text = fromLatin(text)
	}
	if !bytes.ContainsRune(text, '\n') {
		text = bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
	}
	return text
}

// fromWide reads text that has two bytes for each letter.
func fromWide(text []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, len(text)/2)
	for i := range units {
		units[i] = order.Uint16(text[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}

// fromLatin reads text that has a byte for each letter, which is its number.
func fromLatin(text []byte) []byte {
	var out []byte
	for _, b := range text {
		out = utf8.AppendRune(out, rune(b))
	}
	return out
}
