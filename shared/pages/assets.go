package pages

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"sync"

	"faro.example/shared/fault"
)

// What npm brings lies in brought, which the repository ignores; the programs
// build without it.
//
//go:embed static all:brought
var files embed.FS

// AssetPrefix begins the address of every file that pages fetch.
const AssetPrefix = "/assets/"

// MaxAge is for how many seconds a browser may keep a file: its address changes
// with its content.
const MaxAge = 31536000

// styles is the file that is missing where the styles were not prepared.
const styles = "bootstrap-italia.min.css"

// Asset is one file as it is sent.
type Asset struct {
	Type string
	Body []byte
	// Packed is Body under gzip; nil for what is packed by nature.
	Packed []byte
}

// Assets are the files that pages fetch, each under an address that names its
// content. It is safe for use by many goroutines.
type Assets struct {
	byName map[string]string // the address
	byPath map[string]*asset
}

// asset is read, and packed, when it is first asked for: most agents show no page
// for most of the day.
type asset struct {
	file string
	once sync.Once // guards the fields below
	made Asset
	err  error
	set  *Assets
}

// NewAssets finds the files that were built in.
func NewAssets() (*Assets, error) {
	a := &Assets{byName: map[string]string{}, byPath: map[string]*asset{}}
	for _, dir := range []string{"brought", "static"} {
		entries, err := fs.ReadDir(files, dir)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), ".") {
				continue
			}
			if err := a.add(dir + "/" + e.Name()); err != nil {
				return nil, err
			}
		}
	}
	return a, nil
}

func (a *Assets) add(file string) error {
	b, err := fs.ReadFile(files, file)
	if err != nil {
		return err
	}
	if path.Ext(file) == ".css" {
		b = a.link(b) // the fonts that it names are in its name too
	}
	sum := sha256.Sum256(b)
	name, ext := path.Base(file), path.Ext(file)
	at := AssetPrefix + strings.TrimSuffix(name, ext) + "-" + hex.EncodeToString(sum[:6]) + ext
	a.byName[name] = at
	a.byPath[at] = &asset{file: file, set: a}
	return nil
}

// Path gives the address of a file, "" if it was not built in.
func (a *Assets) Path(name string) string { return a.byName[name] }

// Styled reports whether what npm brings was built in.
func (a *Assets) Styled() bool { return a.byName[styles] != "" }

// Find gives the file at an address. It fails with [fault.NotFound].
func (a *Assets) Find(at string) (Asset, error) {
	f, ok := a.byPath[at]
	if !ok {
		return Asset{}, fault.Newf(fault.NotFound, "no such file")
	}
	f.once.Do(f.make)
	return f.made, f.err
}

func (f *asset) make() {
	b, err := fs.ReadFile(files, f.file)
	if err != nil {
		f.err = err
		return
	}
	f.made.Type = typeOf(f.file)
	if path.Ext(f.file) == ".css" {
		b = f.set.link(b)
	}
	f.made.Body = b
	if path.Ext(f.file) == ".woff2" {
		return
	}
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(b)
	}
	if err == nil {
		err = w.Close()
	}
	f.made.Packed, f.err = packed.Bytes(), err
}

// named is how our own styles name another file.
var named = regexp.MustCompile(`asset\(([a-z0-9.-]+)\)`)

// inline is a font within a style sheet, of a video player that no page has:
// [Policy] refuses it, and the browser would say so on each page.
var inline = regexp.MustCompile(`@font-face\{[^}]*url\(data:[^}]*\}`)

// link puts the addresses of files in the place of their names. A font that was
// not built in leads nowhere, and the system's own is taken.
func (a *Assets) link(css []byte) []byte {
	css = inline.ReplaceAll(css, nil)
	return named.ReplaceAllFunc(css, func(m []byte) []byte {
		return []byte(`url("` + a.Path(string(named.FindSubmatch(m)[1])) + `")`)
	})
}

func typeOf(file string) string {
	switch path.Ext(file) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	}
	return "application/octet-stream"
}
