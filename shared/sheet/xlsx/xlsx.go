// Package xlsx reads and writes XLSX workbooks: the file format, and nothing of
// what the columns mean, which is for package sheet.
//
// The invariant: what is read takes no more memory than what stands in the
// sheet, whatever the file says of itself, and is what the spreadsheet program
// shows, or has a [Flaw] that says why it may not be. Of the libraries for the
// format, those that were looked at build a table of the whole sheet, gaps
// included, so that a file of four kilobytes fills gigabytes, and give what a
// formula last gave as if it were typed.
package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"path"
	"strings"
)

// Book is a workbook: a ZIP of XML files.
type Book struct {
	Tabs     []Tab
	sheets   []string             // the file of each tab, "" if it is no sheet of cells
	files    map[string]*zip.File // by name, in lower case
	left     int                  // bytes that may still be unpacked
	texts    []string             // shared by the cells of all sheets
	formats  []format             // of numbers, by the style of a cell
	from1904 bool                 // days are counted from 1 January 1904
}

// Tab is one sheet of a workbook, as the row of tabs shows it.
type Tab struct {
	Number int    // from 1 at the left, hidden ones counted
	Name   string // the file's own text, for the person alone
	Hidden bool
}

// String gives the number of the sheet, and not its name: somebody may have
// named it after a child.
func (t Tab) String() string { return fmt.Sprintf("sheet %d", t.Number) }

// Letters names a column, counted from 0, as spreadsheet programs do.
func Letters(column int) string {
	if column < 26 {
		return string(rune('A' + column))
	}
	return Letters(column/26-1) + Letters(column%26)
}

// relation is a file to which another refers.
type relation struct{ kind, file string }

// Open reads all of a workbook but its sheets. It fails with [fault.Invalid] if
// the file is another one, is damaged or passes a bound of this package.
func Open(raw []byte) (*Book, error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, damaged()
	}
	b := &Book{files: make(map[string]*zip.File, len(z.File)), left: maxUnpacked}
	for _, f := range z.File {
		name := normal(f.Name)
		if b.files[name] != nil {
			return nil, damaged()
		}
		b.files[name] = f
	}
	main, err := b.main()
	if err != nil {
		return nil, err
	}
	return b, b.workbook(main)
}

// normal gives the name by which a file of the ZIP is found.
func normal(name string) string {
	return strings.TrimPrefix(strings.ToLower(strings.ReplaceAll(name, `\`, "/")), "/")
}

// main gives the name of the file that describes the workbook.
func (b *Book) main() (string, error) {
	const start = "_rels/.rels"
	if b.files[start] == nil {
		if b.files["content.xml"] != nil {
			return "", invalid("the file is an OpenDocument sheet", "save it as XLSX or CSV from the spreadsheet program and import that")
		}
		return "", notWorkbook()
	}
	relations, err := b.relations(start, "")
	if err != nil {
		return "", err
	}
	for _, r := range relations {
		if r.kind != "officeDocument" {
			continue
		}
		if strings.HasSuffix(r.file, ".bin") {
			return "", invalid("the workbook is of the binary kind (XLSB)", "save it as XLSX or CSV from the spreadsheet program and import that")
		}
		return r.file, nil
	}
	return "", notWorkbook()
}

func notWorkbook() error {
	return invalid("the file is not a workbook", "save the sheet as XLSX or CSV and import that")
}

// open begins a file of the ZIP and gives its root element.
func (b *Book) open(name string) (*part, xml.StartElement, error) {
	f := b.files[name]
	if f == nil {
		return nil, xml.StartElement{}, damaged()
	}
	in, err := f.Open() // of memory: there is nothing to close
	if err != nil {
		return nil, xml.StartElement{}, damaged()
	}
	p := newPart(in, &b.left)
	root, err := p.root()
	return p, root, err
}

// relations gives, by their ids, the files to which one in the given folder
// refers. What lies outside the workbook is not among them.
func (b *Book) relations(name, folder string) (map[string]relation, error) {
	p, _, err := b.open(name)
	if err != nil {
		return nil, err
	}
	out := map[string]relation{}
	err = p.all(func(el xml.StartElement) error {
		switch {
		case attr(el, "TargetMode") == "External":
			return nil
		case len(out) == maxRelations:
			return damaged()
		}
		target := attr(el, "Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(folder, target)
		}
		out[attr(el, "Id")] = relation{kind: path.Base(attr(el, "Type")), file: normal(target)}
		return nil
	})
	return out, err
}

// workbook reads the list of sheets, and what they share.
func (b *Book) workbook(main string) error {
	p, root, err := b.open(main)
	if err != nil {
		return err
	}
	if root.Name.Local != "workbook" {
		return notWorkbook()
	}
	folder := path.Dir(main)
	relations, err := b.relations(path.Join(folder, "_rels", path.Base(main)+".rels"), folder)
	if err != nil {
		return err
	}
	if err := b.list(p, relations); err != nil {
		return err
	}
	if err := b.shared(relations, "sharedStrings", b.readTexts); err != nil {
		return err
	}
	return b.shared(relations, "styles", b.readStyles)
}

// shared reads what the sheets share of one kind. A cell that refers to what is
// not there is bad, and no more than that.
func (b *Book) shared(relations map[string]relation, kind string, read func(*part) error) error {
	found := ""
	for _, r := range relations {
		if r.kind != kind || b.files[r.file] == nil {
			continue
		}
		if found != "" && found != r.file {
			return damaged()
		}
		found = r.file
	}
	if found == "" {
		return nil
	}
	p, _, err := b.open(found)
	if err != nil {
		return err
	}
	return read(p)
}

// list reads the file that describes the workbook.
func (b *Book) list(p *part, relations map[string]relation) error {
	each := p.below("sheets", "sheet", func(el xml.StartElement) error {
		if len(b.Tabs) == maxSheets {
			return invalid("the workbook has too many sheets", "copy the rows that are meant into a new workbook")
		}
		state := attr(el, "state")
		b.Tabs = append(b.Tabs, Tab{Number: len(b.Tabs) + 1, Name: attr(el, "name"), Hidden: state != "" && state != "visible"})
		file := ""
		if r := relations[attr(el, "id")]; r.kind == "worksheet" {
			file = r.file
		}
		b.sheets = append(b.sheets, file)
		return nil
	})
	return p.all(func(el xml.StartElement) error {
		if el.Name.Local == "workbookPr" {
			b.from1904 = yes(el, "date1904")
		}
		return each(el)
	})
}

// readTexts reads the texts that cells refer to by number.
func (b *Book) readTexts(p *part) error {
	return p.all(func(el xml.StartElement) error {
		if len(b.texts) == MaxRows*MaxColumns {
			return damaged()
		}
		text, err := p.rich()
		b.texts = append(b.texts, text)
		return err
	})
}

// rich gives the text of the present element: its own, or that of its runs of
// one appearance each. How it is pronounced, where that is given, is left out.
func (p *part) rich() (string, error) {
	var b strings.Builder
	write := func(xml.StartElement) error {
		text, err := p.text()
		b.WriteString(text)
		return err
	}
	run := p.below("r", "t", write)
	err := p.children(func(el xml.StartElement) error {
		if el.Name.Local == "t" {
			return write(el)
		}
		return run(el)
	})
	return unescape(b.String()), err
}
