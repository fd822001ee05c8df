package content

import (
	"bytes"
	"regexp"
	"strconv"
)

// tail bounds where the end of a PDF is looked for, in bytes (ISO 32000-1 annex
// H, implementation note 18).
const tail = 1024

var (
	startAt = regexp.MustCompile(`startxref\s+([0-9]{1,10})\s+%%EOF\s*$`)
	object  = regexp.MustCompile(`^\s*[0-9]{1,10}\s+[0-9]{1,5}\s+obj\b`)
	// active are the names by which a PDF runs, opens or carries something
	// (ISO 32000-1, 7.11.4 and 12.6).
	active = regexp.MustCompile(`/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)[\s/<\[(]`)
	locked = regexp.MustCompile(`/Encrypt[\s/<\[]`)
	page   = regexp.MustCompile(`/(Type\s*/Pages?|Type\s*/ObjStm|Linearized)\b`)
)

// checkPDF fails unless a PDF is whole: its end names the place of its table, and
// there one is. What stands compressed inside is not looked into: so a PDF is
// never shown in a page of ours, only handed out to be kept.
func checkPDF(raw []byte) error {
	end := raw[max(0, len(raw)-tail):]
	at := startAt.FindSubmatch(end)
	if at == nil {
		return errPDF
	}
	n, err := strconv.Atoi(string(at[1]))
	if err != nil || n >= len(raw) {
		return errPDF
	}
	table := raw[n:]
	if !bytes.HasPrefix(bytes.TrimLeft(table, " \t\r\n"), []byte("xref")) && !object.Match(table) {
		return errPDF
	}
	named := unescaped(raw)
	switch {
	case locked.Match(named):
		return errLocked
	case active.Match(named):
		return errActive
	case !page.Match(named):
		return errPDF
	}
	return nil
}

// unescaped gives a PDF with the letters that its names may spell as #xx (ISO
// 32000-1, 7.3.5), so that none is hidden from a search.
func unescaped(raw []byte) []byte {
	if !bytes.ContainsRune(raw, '#') {
		return raw
	}
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		if raw[i] == '#' && i+2 < len(raw) {
			if c, err := strconv.ParseUint(string(raw[i+1:i+3]), 16, 8); err == nil {
				out, i = append(out, byte(c)), i+2
				continue
			}
		}
		out = append(out, raw[i])
	}
	return out
}
