package house

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// plantedIn is the folder of planted faults, each a patch.
const plantedIn = "deploy/mutants"

// A function of the database begins in one of its migrations.
var function = regexp.MustCompile(`(?m)^CREATE (?:OR REPLACE )?FUNCTION ([\w.]+)`)

// hunk is one place that a patch changes: the file, and the lines before.
type hunk struct{ file, before string }

// stale gives the planted faults that nothing can see: those whose place has
// moved on, and those in a function that a later migration makes anew.
func stale(root fs.FS) ([]string, error) {
	patches, err := fs.Glob(root, plantedIn+"/*.patch")
	if err != nil {
		return nil, err
	}
	latest, err := madeLast(root)
	if err != nil {
		return nil, err
	}
	var bad []string
	for _, name := range patches {
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return nil, err
		}
		for _, h := range hunks(string(text)) {
			now, err := fs.ReadFile(root, h.file)
			before, _, found := strings.Cut(string(now), h.before)
			made := function.FindAllStringSubmatch(before+h.before, -1)
			switch {
			case err != nil || !found:
				bad = append(bad, fmt.Sprintf("%s: %s has moved on: plant it anew", name, h.file))
			case path.Ext(h.file) == ".sql" && made != nil && latest[made[len(made)-1][1]] > h.file:
				f := made[len(made)-1][1]
				bad = append(bad, fmt.Sprintf("%s: %s is made anew by %s: plant it there", name, f, latest[f]))
			}
		}
	}
	return sorted(bad), nil
}

// madeLast gives the last migration that makes each function.
func madeLast(root fs.FS) (map[string]string, error) {
	names, err := fs.Glob(root, "migrations/postgres/*.up.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	latest := map[string]string{}
	for _, name := range names {
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return nil, err
		}
		for _, made := range function.FindAllStringSubmatch(string(text), -1) {
			latest[made[1]] = name
		}
	}
	return latest, nil
}

// hunks gives the places of a unified diff.
func hunks(patch string) (all []hunk) {
	file, inside := "", false
	for line := range strings.Lines(patch) {
		switch {
		case strings.HasPrefix(line, "--- a/"):
			file, inside = strings.TrimSpace(line[len("--- a/"):]), false
		case strings.HasPrefix(line, "@@ "):
			all, inside = append(all, hunk{file: file}), true
		case inside && (line[0] == ' ' || line[0] == '-'):
			all[len(all)-1].before += line[1:]
		case inside && line == "\n": // a context line whose blank was lost
			all[len(all)-1].before += line
		}
	}
	return all
}
