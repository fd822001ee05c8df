// Package pages is what the pages of both sides share: layouts and components
// as html/template, words in Italian and English, charts drawn as SVG, and the
// files that a browser fetches with them.
//
// The invariant: a page asks nothing of any other host, works before any script
// runs, and holds no script or style of its own, so that [Policy] can forbid
// both; whatever was typed by somebody is escaped, and set apart from the
// direction of the text around it. There is no server in it: whoever has one
// asks for bytes.
package pages

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"slices"
)

// Policy is the content security policy of every page: scripts, styles and
// fonts from the server itself and from nowhere else, nothing in the page's own
// text, and no text that becomes a script (Trusted Types).
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'; trusted-types 'none'"

//go:embed templates
var shell embed.FS

// Page is one page, around a body that a template of the caller's draws.
type Page struct {
	Lang    Lang
	Name    string // of the body's template
	Title   string // never holds who a child is: titles stand in the history of a browser
	Help    string // what the page is for, in two sentences
	Light   *Light // how things are; nil where nobody is signed in
	Nav     []Link // the other pages
	More    []Link // those that are seldom wanted: folded at the end of the menu
	Others  []Link // the same page in the other languages
	Account *Account
	Notices []Notice
	Token   string // that every form sends back
	Brand   string // where the name of the program leads; "" for the first page
	Live    string // where a page that is open is told what is new; "" for nowhere
	Turn    *Turn  // the place on a work queue of what it shows; nil where it was not opened from one
	AsOf    string // as of when it is, where that is not now
	Idle    int    // seconds without a hand on the keyboard after which the page locks; 0 for never
	Body    any
}

// Tone is how grave something is. It is never told by colour alone.
type Tone string

// The tones.
const (
	Good    Tone = "success"
	Neutral Tone = "info"
	Warning Tone = "warning"
	Bad     Tone = "danger"
)

// Light is how things are, in one sentence.
type Light struct {
	Tone Tone
	Text string
	Href string // where it is asked for again; "" for nowhere
}

// Link leads somewhere.
type Link struct {
	Text  string
	Href  string
	Here  bool   // it is the page itself
	Count int    // how many wait there; 0 is not shown
	Key   string // the key that follows it, with the browser's modifier
	Lang  Lang   // of the text, where it is not the page's
}

// Turn is the place of what a page shows on a queue of work.
type Turn struct {
	Queue Link // the list itself
	Next  Link // what comes after
}

// Account is who is signed in.
type Account struct {
	Name   string
	ID     string // in the directory, for who prints
	Office string
	At     string // when the page was made, for who prints it
}

// Notice is said at the head of a page.
type Notice struct {
	Tone  Tone
	Text  string
	Links []Link
}

// Kit draws pages.
type Kit struct {
	assets *Assets
	words  Words
	sets   map[Lang]*template.Template
}

// New makes a kit of the layouts here and of the caller's templates and words.
// It fails if a template cannot be read or a word is given twice.
func New(assets *Assets, words Words, templates ...fs.FS) (*Kit, error) {
	all := maps.Clone(own)
	maps.Copy(all, procedureWords)
	maps.Copy(all, accordWords)
	maps.Copy(all, ageWords)
	maps.Copy(all, tracingWords)
	maps.Copy(all, rightWords)
	maps.Copy(all, socialWords)
	for key, w := range words {
		if _, ok := all[key]; ok {
			return nil, fmt.Errorf("the word %q is given twice", key)
		}
		all[key] = w
	}
	k := &Kit{assets: assets, words: all, sets: map[Lang]*template.Template{}}
	for _, l := range Langs() {
		set := template.New("").Funcs(k.funcs(l))
		for _, files := range append([]fs.FS{shell}, templates...) {
			var err error
			if set, err = set.ParseFS(files, "templates/*.html"); err != nil {
				return nil, err
			}
		}
		k.sets[l] = set
	}
	return k, nil
}

// funcs are what templates may call.
func (k *Kit) funcs(l Lang) template.FuncMap {
	return template.FuncMap{
		"t":        func(key string, args ...any) string { return k.Say(l, key, args...) },
		"lang":     func() Lang { return l },
		"asset":    k.assets.Path,
		"bare":     func() bool { return !k.assets.Styled() },
		"part":     func(p Page, of any) part { return part{p, of} },
		"marked":   func(f Field, marked bool) markedField { return markedField{f, marked} },
		"numbered": func(n int, f Field) numberedField { return numberedField{n, f} },
		"body":     func(p Page) (template.HTML, error) { return k.body(l, p) },
	}
}

// part is a component with the page it stands on.
type part struct {
	Page Page
	Of   any
}

// markedField is a field of a form that says which may not stay empty, or does
// not say it.
type markedField struct {
	Field
	Marked bool
}

// numberedField is a field of a form that has several of one name.
type numberedField struct {
	N     int
	Field Field
}

// body draws the body of a page. What comes out was escaped as it was drawn.
func (k *Kit) body(l Lang, p Page) (template.HTML, error) {
	var out bytes.Buffer
	if err := k.sets[l].ExecuteTemplate(&out, p.Name, p); err != nil {
		return "", err
	}
	return template.HTML(out.String()), nil
}

// Render draws a page. Nothing is written if it fails.
func (k *Kit) Render(w io.Writer, p Page) error {
	if !slices.Contains(Langs(), p.Lang) {
		p.Lang = Italian
	}
	var out bytes.Buffer
	if err := k.sets[p.Lang].ExecuteTemplate(&out, "page", p); err != nil {
		return fmt.Errorf("draw %s: %w", p.Name, err)
	}
	_, err := out.WriteTo(w)
	return err
}
