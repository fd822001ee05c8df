// Package press writes reports in every format in which they are published: the
// page that people read, in Italian and in English, is the original; what is
// printed is made from it.
//
// The invariant: a report gives the same page, byte for byte, whenever it is
// written, and the page says nothing that the report does not hold. It asks
// nothing of any host, holds no script, and each picture in it stands beside the
// table of its numbers.
package press

import (
	"bytes"
	"context"

	browser "faro.example/registry/paper"
	"faro.example/registry/report"
	"faro.example/shared/pages"
)

// Press writes reports. Its zero value does; it is safe for use by several
// goroutines.
type Press struct {
	Chromium string // the program that prints pages, tagged for who cannot see them; "" for none
}

// Make writes a report in a format. It fails with [faro.example/shared/fault.Invalid] for
// a format in which its kind is not written.
func (p *Press) Make(ctx context.Context, r report.Report, f report.Format) ([]byte, error) {
	switch f {
	case report.PDF:
		if p.Chromium == "" {
			return print(r)
		}
		page, err := Page(r, pages.Italian)
		if err != nil {
			return nil, err
		}
		return browser.Browse(ctx, p.Chromium, page)
	case report.HTML:
		return Page(r, pages.Italian)
	case report.HTMLEnglish:
		return Page(r, pages.English)
	}
	var out bytes.Buffer
	err := r.Write(&out, f)
	return out.Bytes(), err
}
