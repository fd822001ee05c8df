package paper

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the page and its style
	"encoding/base64"
	"fmt"
	"html/template"
)

//go:embed page.html
var pageText string

//go:embed page.css
var style string

// Policy is the content security policy of every [Page]: its own style, and
// nothing else of anybody's.
func Policy() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'; " +
		"frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
}

// Page writes the document as a page that stands by itself, for the screen and
// for paper.
func Page(d Document) ([]byte, error) {
	t, err := template.New("page").Funcs(template.FuncMap{
		"style": func() template.CSS { return template.CSS(style) }, // our own file
	}).Parse(pageText)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := t.Execute(&out, sheet{d}); err != nil {
		return nil, fmt.Errorf("write page: %w", err)
	}
	return out.Bytes(), nil
}

// sheet is a document as the page's template reads it.
type sheet struct{ Document }

// W are the words of the paper itself.
func (s sheet) W() words { return s.words() }

// In is the language of the page.
func (s sheet) In() string { return s.lang() }

// Right reports whether the language is written from the right.
func (s sheet) Right() bool { return fromRight(s.lang()) }

// Held reports whether a field is in conflict.
func (s sheet) Held(f Field) bool { return f.held() }
