package config

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/alecthomas/kong"

	"faro.example/shared/fault"
)

// file is a file of settings. It resolves those that neither a flag nor the
// environment gives.
type file struct {
	values map[string]string
	lines  map[string]int
}

var _ kong.Resolver = (*file)(nil)

// parseFile reads a file of settings: one "name = value" a line, names as the
// flags have them, lines that begin with # left out.
func parseFile(r io.Reader) (kong.Resolver, error) {
	f := &file{values: map[string]string{}, lines: map[string]int{}}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		text := strings.TrimSpace(lines.Text())
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		name, value, found := strings.Cut(text, "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if !found || name == "" {
			return nil, fault.Newf(fault.Invalid, "settings, line %d: not of the form name = value", n)
		}
		if before, twice := f.lines[name]; twice {
			return nil, fault.Newf(fault.Invalid, "settings, line %d: %s stands on line %d already", n, name, before)
		}
		f.values[name], f.lines[name] = value, n
	}
	return f, lines.Err()
}

// Validate fails if the file holds a setting that no program of the registry
// has: one file is for all that run on a machine.
func (f *file) Validate(app *kong.Application) error {
	known := map[string]bool{}
	server, err := kong.New(&Server{}, kong.Name("registryd"))
	if err != nil {
		return err
	}
	var walk func(n *kong.Node)
	walk = func(n *kong.Node) {
		for _, flag := range n.Flags {
			known[flag.Name] = known[flag.Name] || len(flag.Envs) > 0
		}
		for _, child := range n.Children {
			walk(child)
		}
	}
	walk(app.Node)
	walk(server.Model.Node)
	for name, line := range f.lines {
		if !known[name] {
			return fault.Newf(fault.Invalid, "settings, line %d: there is no setting called %s", line, name)
		}
	}
	return nil
}

// Resolve gives a setting of the file, unless the environment gives it: kong
// itself would let the file win.
func (f *file) Resolve(ctx *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	// kong would ask only after the settings were judged, as if the one that is
	// misspelt were missing.
	if err := f.Validate(ctx.Model); err != nil {
		return nil, err
	}
	for _, name := range flag.Envs {
		if _, there := os.LookupEnv(name); there {
			return nil, nil
		}
	}
	if v, there := f.values[flag.Name]; there {
		return v, nil
	}
	return nil, nil
}

// String keeps the values out of every print.
func (f *file) String() string { return fmt.Sprintf("%d settings", len(f.values)) }
