package xlsx

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"faro.example/shared/fault"
)

// part is one XML file of a workbook, read token by token so that what it
// would unpack to never stands in memory at once. It gives [fault.Invalid] for
// whatever is wrong with it, and never what an XML parser said, which repeats
// the text.
type part struct {
	xml   *xml.Decoder
	in    io.Reader
	left  *int // bytes that the workbook as a whole may still unpack to
	since int  // bytes read since the token before
	depth int
}

func newPart(in io.Reader, left *int) *part {
	p := &part{in: in, left: left}
	p.xml = xml.NewDecoder(p)
	return p
}

// Read reads what the XML parser asks for, within the bounds of the workbook
// and of one token.
func (p *part) Read(b []byte) (int, error) {
	n, err := p.in.Read(b)
	p.since += n
	*p.left -= n
	switch {
	case *p.left < 0:
		return 0, invalid("unpacked, the workbook is too large", "copy the rows that are meant into a new workbook, or save the sheet as CSV")
	case p.since > maxToken:
		return 0, damaged()
	}
	return n, err
}

// next gives the next token. At the end of the file it gives [io.EOF].
func (p *part) next() (xml.Token, error) {
	p.since = 0
	t, err := p.xml.Token()
	var known *fault.Error
	switch {
	case err == io.EOF, errors.As(err, &known):
		return nil, err
	case err != nil:
		return nil, damaged()
	}
	switch t.(type) {
	case xml.StartElement:
		p.depth++
	case xml.EndElement:
		p.depth--
	}
	if p.depth > maxDepth {
		return nil, damaged()
	}
	return t, nil
}

// root gives the element that holds the others.
func (p *part) root() (xml.StartElement, error) {
	for {
		t, err := p.next()
		if err == io.EOF {
			return xml.StartElement{}, damaged()
		}
		if el, ok := t.(xml.StartElement); ok || err != nil {
			return el, err
		}
	}
}

// all calls f for each element directly below the root, and reads to the end of
// the file, where its checksum is compared.
func (p *part) all(f func(xml.StartElement) error) error {
	if err := p.children(f); err != nil {
		return err
	}
	for {
		if _, err := p.next(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// children calls f for each element directly below the present one, up to its
// end. What f leaves unread of an element is passed over.
func (p *part) children(f func(xml.StartElement) error) error {
	level := p.depth
	for p.depth >= level {
		t, err := p.next()
		if err != nil {
			return err
		}
		el, ok := t.(xml.StartElement)
		if !ok || p.depth != level+1 {
			continue
		}
		if err := f(el); err != nil {
			return err
		}
	}
	return nil
}

// below calls f for each element of the name given below each of the parent
// named, as cellXfs and xf.
func (p *part) below(parent, child string, f func(xml.StartElement) error) func(xml.StartElement) error {
	return func(el xml.StartElement) error {
		if el.Name.Local != parent {
			return nil
		}
		return p.children(func(el xml.StartElement) error {
			if el.Name.Local != child {
				return nil
			}
			return f(el)
		})
	}
}

// text gives the text directly in the present element, up to its end.
func (p *part) text() (string, error) {
	level := p.depth
	var b strings.Builder
	for {
		t, err := p.next()
		if err != nil {
			return "", err
		}
		if data, ok := t.(xml.CharData); ok && p.depth == level {
			b.Write(data)
		}
		if p.depth < level {
			return b.String(), nil
		}
	}
}

// attr gives an attribute by its local name; "" if it is not there. The
// namespaces differ between the two forms of the format, and the names do not.
func attr(el xml.StartElement, name string) string {
	for _, a := range el.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// yes reports whether an attribute says so.
func yes(el xml.StartElement, name string) bool {
	v := attr(el, name)
	return v == "1" || v == "true"
}

func damaged() error {
	return invalid("the workbook is damaged or cut short", "copy it again from where it was made, or open it in a spreadsheet program, save it again as XLSX, and import that")
}

func invalid(detail, remedy string) error {
	return &fault.Error{Kind: fault.Invalid, Detail: detail, Remedy: remedy}
}
