package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"faro.example/registry/assembly"
	"faro.example/registry/form"
	"faro.example/shared/access"
	"faro.example/shared/fault"
)

type formCmd struct {
	looker
	Form     string `arg:"" help:"Which form: A, B, C, D, F, G or H."`
	Minor    string `help:"The national code of the child, or the identifier that a search gives; - to read the code from the input." required:"" placeholder:"CODE"`
	Out      string `help:"FILE.pdf, or FILE.html for the page." required:"" placeholder:"FILE"`
	Chromium string `help:"The browser that makes a tagged PDF; it is made without one if left out." placeholder:"FILE" env:"FARO_CHROMIUM"`
}

// Help teaches by example.
func (formCmd) Help() string {
	return `Examples:

  registryctl form A --minor 0000012345 --out anagrafica.pdf --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "hearing tomorrow"
  registryctl form G --minor - --out parere.html --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "opinion under art. 32"

A: the child; B: reception; C: both; D: taken into care; F: assisted voluntary return; G: the opinion under art. 32; H: exit.
In Italian, filled from the casefile as that person may see it: a section that the person may not see is left out, and the form
says so; of what is in conflict every value stands there. That it was printed is written down before anything is read. The
file is readable by its owner alone; whoever keeps it answers for it. What each field is filled from: docs/forms.md.`
}

// Run prints a form.
func (p formCmd) Run(c *console) error {
	l, err := form.Parse(p.Form)
	if err != nil {
		return err
	}
	page, err := isPage(p.Out)
	if err != nil {
		return err
	}
	if err := free(p.Out); err != nil {
		return err
	}
	var of form.Of
	if err := of.Minor.UnmarshalText([]byte(p.Minor)); err != nil {
		if of.Code, err = codeFrom(p.Minor); err != nil {
			return err
		}
	}
	o := c.options()
	o.Chromium = p.Chromium
	return c.opened(o, func(r *assembly.Registry) error {
		caller, err := p.caller(c, r, access.OpenCasefile)
		if err != nil {
			return err
		}
		var text []byte
		if page {
			text, err = r.Forms.Page(c.ctx, caller, l, of)
		} else {
			text, err = r.Forms.PDF(c.ctx, caller, l, of)
		}
		if err != nil {
			return err
		}
		err = keep(p.Out, func(w io.Writer) error {
			_, err := w.Write(text)
			return err
		})
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s is in %s\n", l.Title(), p.Out)
		return nil
	})
}

// isPage reports whether a page is to be written, and not a PDF.
func isPage(name string) (bool, error) {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".html":
		return true, nil
	case ".pdf":
		return false, nil
	}
	return false, fault.Field("out", "neither a page nor a PDF", "end the name in .pdf or .html")
}

// free refuses the name of a file that is there already, before anything is done
// that would be told in it.
func free(name string) error {
	if _, err := os.Stat(name); name == "" || errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return fault.Field(filepath.Base(name), "the file is there already", "name another one, or move it away")
}

// keep writes a new file that its owner alone can read.
func keep(name string, write func(io.Writer) error) (err error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return write(f)
}
