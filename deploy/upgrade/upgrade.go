// Package upgrade builds the programs of versions from before, out of the
// repository's own history, for tests in which they work beside today's.
//
// The invariant: what is built is the commit that the file versions names, with
// nothing of today's tree in it but what npm brought and git does not keep; and a
// history that does not reach so far is said, with the remedy, never passed over.
package upgrade

import (
	"archive/tar"
	"bytes"
	"context"
	_ "embed" // the list of versions
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

//go:embed versions
var versions string

// Version is one from before.
type Version struct{ Name, Commit, Differs string }

// Versions lists those from before, the newest first.
func Versions() []Version {
	var out []Version
	for line := range strings.Lines(versions) {
		fields := strings.Fields(line)
		if len(fields) < 2 || fields[0] == "#" {
			continue
		}
		out = append(out, Version{Name: fields[0], Commit: fields[1], Differs: strings.Join(fields[2:], " ")})
	}
	return out
}

// Find gives a version by its name.
func Find(name string) (Version, error) {
	for _, v := range Versions() {
		if v.Name == name {
			return v, nil
		}
	}
	return Version{}, fmt.Errorf("deploy/upgrade/versions has no version %q", name)
}

// programs are what a version is made of.
func programs() []string {
	return []string{"./registry/cmd/registryd", "./registry/cmd/registryctl", "./agent/cmd/agentd"}
}

// Build builds the programs of a version into a folder. root is that of the
// repository.
func Build(ctx context.Context, root string, v Version, into string) (err error) {
	tree, err := os.MkdirTemp("", "faro-upgrade-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(tree)) }()
	if err := export(ctx, root, v, tree); err != nil {
		return err
	}
	if err := copyBrought(ctx, root, tree); err != nil {
		return err
	}
	return GoBuild(ctx, tree, into, nil, programs()...)
}

// GoBuild builds packages of a tree as they are released, with further arguments
// of go build. The paths of the tree are not in what is built, so that the build
// cache serves a tree of another place too.
func GoBuild(ctx context.Context, tree, into string, more []string, packages ...string) error {
	args := append([]string{"build", "-trimpath", "-o", into + string(filepath.Separator)}, more...)
	cmd := exec.CommandContext(ctx, "go", append(args, packages...)...)
	cmd.Dir, cmd.Env = tree, append(os.Environ(), "CGO_ENABLED=0", "GOWORK="+filepath.Join(tree, "go.work"), "PWD="+tree)
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build %v: %w\n%s", packages, err, said)
	}
	return nil
}

// export writes the files of a commit.
func export(ctx context.Context, root string, v Version, tree string) error {
	if _, err := git(ctx, root, "cat-file", "-e", v.Commit+"^{commit}"); err != nil {
		return fmt.Errorf("the version %q (%s) is not in this copy of the repository, which is shallow or no repository: "+
			"run git fetch --unshallow, or clone it whole", v.Name, v.Commit[:8])
	}
	packed, err := git(ctx, root, "archive", v.Commit)
	if err != nil {
		return err
	}
	return unpack(tar.NewReader(bytes.NewReader(packed)), tree)
}

func git(ctx context.Context, root string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", root}, args...)...)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("git %s: %w: %s", args[0], err, strings.TrimSpace(said.String()))
	}
	return out, nil
}

func unpack(from *tar.Reader, into string) error {
	for {
		h, err := from.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		b, err := io.ReadAll(from)
		if err != nil {
			return err
		}
		if err := write(filepath.Join(into, filepath.FromSlash(h.Name)), b); err != nil {
			return err
		}
	}
}

// copyBrought copies what npm brought and a build embeds.
func copyBrought(ctx context.Context, root, tree string) error {
	list, err := git(ctx, root, "ls-files", "--others", "--ignored", "--exclude-standard", "--", "shared")
	if err != nil {
		return err
	}
	for name := range strings.Lines(string(list)) {
		name = strings.TrimSpace(name)
		to := filepath.Join(tree, name)
		if _, err := os.Stat(filepath.Dir(to)); err != nil {
			continue // that version has no such folder
		}
		b, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			return err
		}
		if err := write(to, b); err != nil {
			return err
		}
	}
	return nil
}

func write(name string, b []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	return os.WriteFile(name, b, 0o600)
}
